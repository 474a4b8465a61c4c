"""The pages of a file that are held back because they say so themselves, while the rest of the file is public.

A page that declares itself exempt, or carries a bare marking, is held back with the rest of its paper. Where the bounds
of the paper are not certain the pages that are held back are more, never fewer: at worst the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from paper_search.access.exemption import HeldBack, PrintedPage, find_declaration, judge_page
from paper_search.access.review_markings import has_numbered_parts
from paper_search.ingest.metadata.paper_bounds import PageStart, find_page_starts
from paper_search.ingest.printed_pages import collect_printed_pages
from paper_search.records import Reading

_OPENING_LINES = 3
_NAME_PATTERN = re.compile(r"pages=(?P<first>\d{1,6})-(?P<last>\d{1,6})")


PageRange = tuple[int, int]
"""The first and the last page."""


def parse_name(name: str) -> PageRange | None:
    """Return the pages that the name of a part stands for, None where it is no name of pages."""
    match = _NAME_PATTERN.fullmatch(name)
    return (int(match["first"]), int(match["last"])) if match else None


@dataclass(frozen=True, slots=True)
class HeldPages:
    """The first and the last page of a paper that is held back, and why."""

    first: int
    last: int
    held_back: HeldBack

    @property
    def name(self) -> str:
        """The name of these pages as a part of their file."""
        return f"pages={self.first}-{self.last}"


def find_held_pages(reading: Reading, withdrawn: Iterable[PageRange] = ()) -> tuple[HeldPages, ...]:
    """Return the pages to hold back, in order; they do not overlap.

    Args:
        reading: a file, or one document of it, with the page numbers of the file; pages before it hold nothing.
        withdrawn: the first and the last page of parts that a person withdrew, whatever the pages say.
    """
    pages = [page for page in collect_printed_pages(reading) if page.lines or page.margins]
    held, present = list(_find_declared_pages(reading, pages)), [page.page or 1 for page in pages]
    for first, last in withdrawn:
        first, last = max(first, present[0] if present else 1), min(last, len(reading.page_starts))  # noqa: PLW2901
        if any(first <= page <= last for page in present):
            own = HeldPages(first, last, HeldBack("exempt", "these pages were withdrawn"))
            held = [own, *(part for pages in held for part in _leave_out(pages, own))]
    return tuple(sorted(held, key=lambda pages: pages.first))


def _leave_out(pages: HeldPages, other: HeldPages) -> Iterator[HeldPages]:
    """Yield what is left of some pages without others."""
    for first, last in (
        (pages.first, min(pages.last, other.first - 1)),
        (max(pages.first, other.last + 1), pages.last),
    ):
        if first <= last:
            yield HeldPages(first, last, pages.held_back)


def _find_declared_pages(reading: Reading, pages: Sequence[PrintedPage]) -> tuple[HeldPages, ...]:
    if not reading.page_starts or not pages:
        return ()
    found = find_page_starts(pages, [_find_printed_number(reading, page) for page in pages])
    starts = [_note_opening(page, start) for page, start in zip(pages, found, strict=True)]
    marks = _find_marks(pages, starts)
    if not any(marks):
        return ()
    ranges = [(*_find_bounds(index, marks, starts), mark) for index, mark in enumerate(marks) if mark is not None]
    return tuple(
        HeldPages(pages[first].page or 1, _find_last_page(pages, last, reading), mark)
        for first, last, mark in _merge(ranges)
    )


def _find_marks(pages: Sequence[PrintedPage], starts: Sequence[PageStart]) -> list[HeldBack | None]:
    has_parts = has_numbered_parts(line for page in pages for line in page.lines)
    marks = []
    for page, start in zip(pages, starts, strict=True):
        is_first = start.is_certain or (start.is_possible and not start.is_list)
        marks.append(judge_page(page, is_list=start.is_list, is_first=is_first, has_parts=has_parts))
    return marks


def _note_opening(page: PrintedPage, start: PageStart) -> PageStart:
    """Return the start, as a paper's own for a page that opens with a declaration and counts no items of an agenda."""
    opens = start.first_number in (None, 1) and start.is_list and not start.is_certain
    if not opens or find_declaration(page.lines[:_OPENING_LINES]) is None:
        return start
    return replace(start, is_possible=True, is_list=False)


def _find_printed_number(reading: Reading, page: PrintedPage) -> str | None:
    index = (page.page or 1) - 1
    return reading.printed_pages[index] if index < len(reading.printed_pages) else None


def _find_bounds(index: int, marks: Sequence[HeldBack | None], starts: Sequence[PageStart]) -> tuple[int, int]:
    """Return the first and the last index of the paper that a marked page belongs to, widened where that is unsure."""
    first = index
    while first > 0 and not _begins_paper(first, starts):
        first -= 1
    # Where papers are stamped with their items, what has a head and no stamp may be attached to the paper.
    is_by_stamp = starts[first].is_stamped and any(start.is_stamped for start in starts[index + 1 :])
    last = index
    while last + 1 < len(starts):
        following = starts[last + 1]
        # Where every page so far says it, one that does not and may begin a paper does.
        has_stopped = marks[last + 1] is None and all(marks[first : last + 1]) and last > first
        is_certain = following.is_stamped if is_by_stamp else following.is_certain
        if is_certain or (has_stopped and (following.is_certain or following.is_possible or following.is_restart)):
            break
        last += 1
    return first, last


def _begins_paper(index: int, starts: Sequence[PageStart]) -> bool:
    start = starts[index]
    # Behind a first page, numbers that begin again may be the first ones of the paper.
    return start.is_certain or start.is_possible or (start.is_restart and not starts[index - 1].is_certain)


def _find_last_page(pages: Sequence[PrintedPage], last: int, reading: Reading) -> int:
    """Return the last page of the file that goes with a page: those without words behind it go with it."""
    following = pages[last + 1].page if last + 1 < len(pages) else len(reading.page_starts) + 1
    return (following or 1) - 1


def _merge(ranges: Iterable[tuple[int, int, HeldBack]]) -> list[tuple[int, int, HeldBack]]:
    merged: list[tuple[int, int, HeldBack]] = []
    for first, last, mark in sorted(ranges, key=lambda found: found[:2]):
        if merged and first <= merged[-1][1]:
            before = merged[-1]
            held = before[2] if before[2].code == "exempt" else mark
            merged[-1] = (before[0], max(before[1], last), held)
        else:
            merged.append((first, last, mark))
    return merged
