"""Notes in the margins of a PDF: initials and letters in a column of their own, taken out of the lines beside them.

They stay in the reading, in a block behind the paragraph that they stand beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from paper_search.ingest.readers.margin_notes import (
    MAX_CROSSING_SHARE,
    MIN_NOTES,
    are_beside_sentences,
    is_inside_sentence,
    is_margin_letter,
    is_margin_note,
)
from paper_search.ingest.readers.pdf.headers_footers import PageBody
from paper_search.ingest.readers.pdf.lines import PageLayout, PdfLine, PdfRow, Segment
from paper_search.ingest.readers.pdf.tables import contains_segment

MAX_COLUMN_STEP_POINTS = 8.0
"""Points by which notes of one column may begin apart."""


class PrintedNote(NamedTuple):
    """A note: its page counted from 0, its row, its segment, and the words beside it."""

    page: int
    row: PdfRow
    segment: Segment
    words: str


def take_margin_notes(
    layouts: Sequence[PageLayout], bodies: Sequence[PageBody]
) -> tuple[list[PageBody], list[list[Segment]]]:
    """Return the bodies of the pages without the notes in their margins, and the notes of each page.

    Args:
        layouts: the pages.
        bodies: their rows without headers and footers.
    """
    notes = [*_find_right_notes(layouts, bodies), *_find_left_notes(layouts, bodies)]
    taken = {id(note.segment) for note in notes}
    if not taken:
        return list(bodies), [[] for _ in bodies]
    left = [body._replace(rows=tuple(_drop_segments(body.rows, taken))) for body in bodies]
    return left, [[note.segment for note in notes if note.page == page] for page in range(len(bodies))]


def attach_notes(lines: list[PdfLine], notes: Sequence[Segment]) -> list[PdfLine]:
    """Return the lines of a page, each with the notes that stand beside it."""
    attached = list(lines)
    for note in sorted(notes, key=lambda segment: segment.y):
        if attached:
            index = min(range(len(attached)), key=lambda number: abs(attached[number].y - note.y))
            line = attached[index]
            attached[index] = line._replace(margin=f"{line.margin} {note.text}".strip())
    return attached


def _drop_segments(rows: Iterable[PdfRow], taken: set[int]) -> Iterator[PdfRow]:
    for row in rows:
        segments = tuple(segment for segment in row.segments if id(segment) not in taken)
        if segments:
            yield row._replace(segments=segments)


def _find_right_notes(layouts: Sequence[PageLayout], bodies: Sequence[PageBody]) -> Iterator[PrintedNote]:
    """Yield the notes of a column right of the text."""
    found = []
    for page, (layout, body) in enumerate(zip(layouts, bodies, strict=True)):
        for row in body.rows:
            *others, last = row.segments
            if last.x0 > layout.width / 2 and is_margin_note(last.text) and not _is_in_grid(layout, last):
                found.append(PrintedNote(page, row, last, " ".join(segment.text for segment in others)))
    for column in _group_columns(found):
        start = min(note.segment.x0 for note in column)
        if are_beside_sentences([note.words for note in column]) and _is_clear(bodies, column, start - 2, layouts):
            yield from column


def _find_left_notes(layouts: Sequence[PageLayout], bodies: Sequence[PageBody]) -> Iterator[PrintedNote]:
    """Yield the notes of a column left of the text that stand beside a sentence that goes on."""
    found, inside = [], set()
    for page, (layout, body) in enumerate(zip(layouts, bodies, strict=True)):
        for number, row in enumerate(body.rows):
            first, *others = row.segments
            is_note = is_margin_note(first.text) or is_margin_letter(first.text)
            if not is_note or not others or _is_in_grid(layout, first) or others[0].x0 - first.x1 < row.size:
                continue
            words = " ".join(segment.text for segment in others)
            found.append(PrintedNote(page, row, first, words))
            above = body.rows[number - 1].segments[-1].text if number else ""
            if is_inside_sentence(above, words):
                inside.add(id(first))
    for column in _group_columns(found):
        is_margin = len(column) >= MIN_NOTES and are_beside_sentences([note.words for note in column])
        if is_margin and _is_clear(bodies, column, max(note.segment.x1 for note in column), layouts):
            yield from (note for note in column if id(note.segment) in inside)


def _is_in_grid(layout: PageLayout, segment: Segment) -> bool:
    return any(contains_segment(grid, segment) for grid in layout.grids)


def _group_columns(notes: Iterable[PrintedNote]) -> Iterator[list[PrintedNote]]:
    """Yield the notes that begin at one place across."""
    group: list[PrintedNote] = []
    for note in sorted(notes, key=lambda note: note.segment.x0):
        if group and note.segment.x0 - group[0].segment.x0 > MAX_COLUMN_STEP_POINTS:
            yield group
            group = []
        group.append(note)
    if group:
        yield group


def _is_clear(
    bodies: Sequence[PageBody], column: Sequence[PrintedNote], x: float, layouts: Sequence[PageLayout]
) -> bool:
    """Return True if hardly a row of the pages with notes runs across the edge of their column."""
    pages = {note.page for note in column}
    is_left = x < layouts[column[0].page].width / 2
    rows = [row for page in pages for row in bodies[page].rows]
    noted = {id(note.row) for note in column}
    crossing = sum(
        id(row) not in noted and (row.segments[0].x0 < x if is_left else row.segments[-1].x1 > x) for row in rows
    )
    return crossing <= MAX_CROSSING_SHARE * len(rows)
