"""The limits of a question: what they can be, with counts, and what they are. In: facets and a form; out: safe HTML.

Promises: every limit that is in force stands as a link that takes it away; everything here is a plain form and plain
links, so that it works without scripts and stands in the address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from paper_search.records import Facet, Facets
from paper_search.text.dates import format_date
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.html import clip, escape, format_count, tag

MAX_LISTED_VALUES = 60
SORTABLE_VIEWS = ("/", "/ask")
"""The views whose passages can be put in another order."""
_MAX_VALUE_CHARS = 120


def render_filters(facets: Facets, form: SearchForm, view: str = "/") -> str:
    """All limits that the index offers, as a form folded behind its title."""
    lists = (
        _render_choices("Council", "authority", facets.authorities, form.authorities),
        _render_choices("Committee", "committee", facets.committees, form.committees),
        _render_choices("Kind of paper", "kind", facets.kinds, form.kinds),
    )
    inner = (
        f'<input type="hidden" name="q" value="{escape(form.question)}">'
        + "".join(lists)
        + _render_dates(facets, form)
        + (_render_order(form) if view in SORTABLE_VIEWS else "")
        + tag("button", "Show these", class_="button", type="submit")
    )
    limits = tag("form", inner, action=view, method="get", class_="limits", aria_label="Filters")
    return tag("details", tag("summary", "Filters") + limits, class_="filters")


def _render_choices(title: str, name: str, facets: tuple[Facet, ...], chosen: tuple[str, ...]) -> str:
    """One list of boxes to tick; what is chosen stays on offer, even with no paper left."""
    held = {facet.value for facet in facets}
    gone = tuple(Facet(value, 0) for value in chosen if value not in held)
    listed = sorted([*facets, *gone], key=lambda facet: facet.value not in chosen)[
        : max(MAX_LISTED_VALUES, len(chosen))
    ]
    if not listed:
        return ""
    items = "".join(tag("li", _render_checkbox(name, facet, facet.value in chosen)) for facet in listed)
    left = len(facets) + len(gone) - len(listed)
    more = tag("p", escape(f"and {format_count(left, 'other')} with fewer papers"), class_="fine") if left > 0 else ""
    return tag("fieldset", tag("legend", escape(title)) + tag("ul", items, class_="boxes") + more)


def _render_checkbox(name: str, facet: Facet, is_checked: bool) -> str:
    on = " checked" if is_checked else ""
    box = f'<input type="checkbox" name="{name}" value="{escape(facet.value)}"{on}>'
    words = tag("bdi", escape(clip(_format_value(name, facet.value), _MAX_VALUE_CHARS)))
    count = tag("span", f"{facet.papers:,}" + tag("span", " papers", class_="unseen"), class_="count")
    return tag("label", box + tag("span", words + " " + count))


def _format_value(name: str, value: str) -> str:
    return value.capitalize() if name == "kind" else value


def _render_dates(facets: Facets, form: SearchForm) -> str:
    held = (
        f"Papers held: {format_date(facets.since)} to {format_date(facets.until)}."
        if facets.since and facets.until
        else ""
    )
    hint = tag("p", escape(f"{held} Write 28/07/2020, July 2020 or 2020."), class_="fine", id="dates-hint")
    boxes = "".join(
        tag(
            "label",
            escape(label)
            + f'<input class="field" type="text" name="{name}" value="{escape(value)}" maxlength="40" '
            + 'autocomplete="off" aria-describedby="dates-hint">',
        )
        for label, name, value in (("From", "since", form.since), ("Up to", "until", form.until))
    )
    return tag("fieldset", tag("legend", "Date of the meeting") + tag("div", boxes, class_="days") + hint)


def _render_order(form: SearchForm) -> str:
    on = " checked" if form.newest else ""
    box = f'<input type="checkbox" name="order" value="newest"{on}>'
    return tag("fieldset", tag("legend", "Order") + tag("label", box + tag("span", "Newest first")))


def render_chips(form: SearchForm, view: str = "/") -> str:
    """The limits in force, each a link to the same question without it."""
    links = [
        tag(
            "li",
            tag(
                "a", words + _REMOVE_MARK, href=build_search_url(replace(free, page=1), view), class_="chip", data_go=""
            ),
        )
        for words, free in _list_active(form)
    ]
    if not links:
        return ""
    if len(links) > 1:
        links.append(tag("li", tag("a", "Remove all", href=build_search_url(clear_filters(form), view), data_go="")))
    return tag("ul", "".join(links), class_="chips", aria_label="Limits in force")


_REMOVE_MARK = tag("span", " ✕", aria_hidden="true") + tag("span", " (remove)", class_="unseen")


def clear_filters(form: SearchForm) -> SearchForm:
    """The same question, of all papers, best first."""
    return SearchForm(form.question)


def _list_active(form: SearchForm) -> Iterable[tuple[str, SearchForm]]:
    """Each limit in words, safe, and the form without it."""
    for value in form.authorities:
        yield _render_name(value), replace(form, authorities=tuple(each for each in form.authorities if each != value))
    for value in form.committees:
        yield _render_name(value), replace(form, committees=tuple(each for each in form.committees if each != value))
    for value in form.kinds:
        yield _render_name(value.capitalize()), replace(form, kinds=tuple(each for each in form.kinds if each != value))
    if form.since:
        yield "From " + _render_name(form.since), replace(form, since="")
    if form.until:
        yield "Up to " + _render_name(form.until), replace(form, until="")
    if form.newest:
        yield "Newest first", replace(form, newest=False)


def _render_name(value: str) -> str:
    return tag("bdi", escape(clip(value, _MAX_VALUE_CHARS)))
