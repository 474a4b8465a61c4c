"""The limits of a question: what the index offers, with counts, and what is in force.

Every limit in force is a link that takes it away. The form and the links work without scripts, and stand in the
address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from paper_search.records import Facet, Facets, LimitKind, NamedLimit
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.html import render_macro

MAX_LISTED_VALUES = 60
SORTABLE_VIEW = "/"
"""The view whose passages can be put in another order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick: the value it sends, its words, and how many papers carry it."""

    value: str
    label: str
    documents: int
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of boxes; ``left_out`` values with fewer papers are only counted."""

    title: str
    name: str
    values: tuple[Choice, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class FiltersPanel:
    """All limits on offer; ``since`` and ``until`` as typed, the dates held as the index has them.

    Attributes:
        on_count: how many are in force.
        clear_url: the address without any; None where none is.
    """

    action: str
    question: str
    choices: tuple[Choices, ...]
    since: str
    until: str
    held_from: date | None
    held_to: date | None
    is_sortable: bool
    newest_first: bool
    unlimited: tuple[LimitKind, ...] = ()
    on_count: int = 0
    clear_url: str | None = None

    @property
    def choices_html(self) -> Markup:
        """The lists of boxes to tick, which are the same for most questions."""
        return _render_choices(self.choices)


@dataclass(frozen=True, slots=True)
class Chip:
    """A limit in force and the address without it; ``value`` is a name from the papers or from the visitor."""

    prefix: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Chips:
    """The limits in force, and the address without any where there are several."""

    active: tuple[Chip, ...]
    remove_all_url: str | None


def render_filters(facets: Facets, form: SearchForm, view: str = "/") -> Markup:
    """Return all limits that the index offers, as a form folded behind its title."""
    return render_panel(make_filters(facets, form, view))


def render_panel(filters: FiltersPanel) -> Markup:
    """Return limits on offer as a form folded behind its title."""
    return render_macro("_filters.html", "filters_panel", filters)


def render_chips(form: SearchForm, view: str = "/") -> Markup:
    """Return the limits in force, each a link to the same question without it; empty without any."""
    return render_macro("_filters.html", "chips", make_chips(form, view))


@lru_cache(maxsize=64)
def _render_choices(choices: tuple[Choices, ...]) -> Markup:
    return render_macro("_filters.html", "choices_lists", choices)


def make_filters(facets: Facets, form: SearchForm, view: str = "/") -> FiltersPanel:
    """Return the limits that the index offers.

    Args:
        facets: the values that the index holds, with counts.
        form: the question and the limits in force.
        view: the address of the view that the limits are sent to.
    """
    choices = (
        _make_choices("Council", "authority", facets.authorities, form.authorities),
        _make_choices("Committee", "committee", facets.committees, form.committees),
        _make_choices("Kind of paper", "kind", facets.kinds, form.kinds),
    )
    on_count = count_filters(form)
    return FiltersPanel(
        action=view,
        question=form.question,
        choices=tuple(group for group in choices if group.values),
        since=form.since,
        until=form.until,
        held_from=facets.since,
        held_to=facets.until,
        is_sortable=view == SORTABLE_VIEW,
        newest_first=form.newest,
        unlimited=form.unlimited,
        on_count=on_count,
        clear_url=build_search_url(clear_filters(form), view) if on_count else None,
    )


def count_filters(form: SearchForm) -> int:
    """Return how many filters are on: each council, committee, kind and date. The order is none."""
    dates = [day for day in (form.since, form.until) if day]
    return len(form.authorities) + len(form.committees) + len(form.kinds) + len(dates)


def _make_choices(title: str, name: str, facets: tuple[Facet, ...], chosen: tuple[str, ...]) -> Choices:
    """Return one list of boxes to tick; a chosen value stays on offer, even with no paper left.

    A value that is chosen by another of its names ("Full Council") is chosen.
    """
    spellings = {spelling: facet.value for facet in facets for spelling in (facet.value, *facet.aliases)}
    gone = tuple(Facet(value, 0) for value in chosen if value not in spellings)
    chosen = tuple(dict.fromkeys(spellings.get(value, value) for value in chosen))
    chosen_first = sorted([*facets, *gone], key=lambda facet: facet.value not in chosen)
    listed = chosen_first[: max(MAX_LISTED_VALUES, len(chosen))]
    values = tuple(
        Choice(facet.value, _format_value(name, facet.value), facet.papers, facet.value in chosen) for facet in listed
    )
    return Choices(title, name, values, len(facets) + len(gone) - len(listed))


def _format_value(name: str, value: str) -> str:
    return value.capitalize() if name == "kind" else value


def make_chips(form: SearchForm, view: str = "/", named_limits: Iterable[NamedLimit] = ()) -> Chips:
    """Return the limits in force, each with the address of the same question without it.

    Args:
        form: the question and the limits typed.
        view: the address of the page.
        named_limits: those that were taken from the words of the question.
    """
    named = tuple(named_limits)
    active = tuple(
        Chip(prefix, value, build_search_url(replace(remaining, page=1), view))
        for prefix, value, remaining in (*_list_active(form), *_list_named(form, named))
    )
    cleared = replace(clear_filters(form), unlimited=tuple({limit.kind: None for limit in named}))
    return Chips(active, build_search_url(cleared, view) if len(active) > 1 else None)


_NAMED_PREFIX = "In the question: "
_UNLIMITED_LABELS: Mapping[LimitKind, str] = {
    "authority": "Any council",
    "committee": "Any committee",
    "date": "Any date",
}


def _list_named(form: SearchForm, named: Sequence[NamedLimit]) -> Iterable[tuple[str, str, SearchForm]]:
    """Yield each limit that the question names, with the form that leaves its kind open."""
    for limit in named:
        unlimited = tuple(dict.fromkeys((*form.unlimited, limit.kind)))
        label = f"meetings {limit.when}" if limit.kind == "date" else limit.label
        yield _NAMED_PREFIX, label, replace(form, unlimited=unlimited)


def clear_filters(form: SearchForm) -> SearchForm:
    """Return the same question, of all papers, best first."""
    return SearchForm(form.question)


def _list_active(form: SearchForm) -> Iterable[tuple[str, str, SearchForm]]:
    """Yield each limit as words and a value, with the form without it."""
    for value in form.authorities:
        yield "", value, replace(form, authorities=_without(form.authorities, value))
    for value in form.committees:
        yield "", value, replace(form, committees=_without(form.committees, value))
    for value in form.kinds:
        yield "", value.capitalize(), replace(form, kinds=_without(form.kinds, value))
    if form.since:
        yield "From ", form.since, replace(form, since="")
    if form.until:
        yield "Up to ", form.until, replace(form, until="")
    for kind in form.unlimited:
        left = tuple(other for other in form.unlimited if other != kind)
        yield _UNLIMITED_LABELS[kind], "", replace(form, unlimited=left)
    if form.newest:
        yield "Newest first", "", replace(form, newest=False)


def _without(values: tuple[str, ...], removed: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != removed)
