"""The controls of a list that is limited and paged: a plain form, and links to the pages near the one shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from paper_search.records import Facet
from paper_search.web.html import clip

MAX_OPTION_CHARS = 80


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a list can be limited to, with its count in the label."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OptionList:
    """One limit of a list, and its values."""

    name: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class TextField:
    """A limit that is typed; ``is_wide`` gives it a line of its own."""

    name: str
    label: str
    value: str
    max_chars: int
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class ListForm:
    """The limits of a list as a form.

    Attributes:
        action: the list.
        label: the name of the form for screen readers.
        fields: what is typed.
        option_lists: what is chosen.
        hidden: further values in force of a limit of which the form shows one.
        hint: how the typed limits are written; empty for nothing.
    """

    action: str
    label: str
    fields: tuple[TextField, ...]
    option_lists: tuple[OptionList, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A link to a page of a list."""

    number: int
    url: str
    is_current: bool


def count_pages(total: int, per_page: int) -> int:
    """Return how many pages a list has; an empty one has one."""
    return max(-(-total // per_page), 1)


def make_list_pages(page: int, last: int, build_url: Callable[[int], str]) -> tuple[ListPage, ...]:
    """Return links to the pages near one, to the first and to the last; none where there is one page.

    Args:
        page: the page shown, from 1.
        last: the last page.
        build_url: gives the address of a page.
    """
    if last < 2:
        return ()
    around = range(max(page - 2, 1), min(page + 2, last) + 1)
    return tuple(ListPage(number, build_url(number), number == page) for number in sorted({1, last, *around}))


def make_facet_options(name: str, title: str, facets: Sequence[Facet], chosen: Sequence[str]) -> OptionList:
    """Return the values that papers state, by name, the first that is chosen marked.

    A value that is chosen by another of its names, or that no paper states, is offered as it was typed.
    """
    first = chosen[0] if chosen else ""
    values = {facet.value: facet.papers for facet in sorted(facets, key=lambda facet: facet.value.casefold())}
    gone = [Option(first, clip(first, MAX_OPTION_CHARS), is_chosen=True)] if first and first not in values else []
    options = (
        Option(
            value,
            f"{clip(value, MAX_OPTION_CHARS)} ({papers:,} {'paper' if papers == 1 else 'papers'})",
            value == first,
        )
        for value, papers in values.items()
    )
    return OptionList(name, title, (*gone, *options))


def make_options(name: str, title: str, labels: Iterable[tuple[str, str]], chosen: str) -> OptionList:
    """Return values with their labels, the chosen one marked."""
    return OptionList(name, title, tuple(Option(value, label, value == chosen) for value, label in labels))
