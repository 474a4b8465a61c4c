"""Detection of page headers and footers, page numbers and blank-page notices.

A row is dropped when it stands apart at the edge of the page and other pages carry it too, or when it is a number
that increases as the pages do. No phrase decides. Each page keeps its other rows, what was dropped and why, and its
printed number.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from paper_search.ingest.readers.blocks import LABEL_PATTERN
from paper_search.ingest.readers.pdf.columns import find_table_grids
from paper_search.ingest.readers.pdf.lines import MAX_MARGIN_SHARE, PageLayout, PdfRow
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import contains_segment
from paper_search.records import DroppedText
from paper_search.text.spans import normalise

MIN_SENTENCE_WORDS = 5
"""Words from which a numbered line that ends in a full stop is a paragraph."""
_PAGE_NUMBER_PATTERN = re.compile(
    r"(?:page|p\.?)?\s*[-–—|]?\s*(?P<number>\d{1,4}|[ivxl]{1,7})\s*[-–—|]?"
    r"(?:\s*(?:of|/)\s*\d{1,4}|\s*\|\s*page)?",
    re.I,
)
_INLINE_NUMBER_PATTERN = re.compile(r"\bpage\s+(?P<number>\d{1,4})(?:\s+of\s+\d{1,4})?\b|\|\s*(?P<last>\d{1,4})$", re.I)
_BLANK_PAGE_PATTERN = re.compile(
    r"(?:this\s+)?page\s+(?:is|has\s+been|was)?\s*(?:left\s+)?intentionally\s+(?:left\s+)?blank\W*", re.I
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


class PageBody(NamedTuple):
    """The rows of a page without its headers and footers."""

    rows: tuple[PdfRow, ...]
    dropped: tuple[DroppedText, ...]
    printed_page: str | None


class _EdgeRow(NamedTuple):
    """A row near the top or bottom edge of its page.

    ``key`` is its text with all digits made alike; ``depth`` its distance from the edge and ``gap`` the distance to the
    next row inwards, both in points.
    """

    page: int
    row: PdfRow
    is_top: bool
    key: str
    depth: float
    gap: float


def strip_headers_footers(layouts: Sequence[PageLayout]) -> list[PageBody]:
    """Remove headers and footers from every page."""
    edges = [edge for page, layout in enumerate(layouts, 1) for edge in _find_edge_rows(page, layout)]
    numbers = _find_page_numbers(edges, len(layouts))
    repeated = _find_repeated_rows(edges, 1.2 * _find_body_size(layouts))
    bodies = []
    by_page: dict[int, list[_EdgeRow]] = defaultdict(list)
    for edge in edges:
        by_page[edge.page].append(edge)
    for page, layout in enumerate(layouts, 1):
        bodies.append(_strip_page(page, layout, by_page[page], numbers, repeated))
    return bodies


def _strip_page(
    page: int, layout: PageLayout, edges: Sequence[_EdgeRow], numbers: dict[_EdgeRow, str], repeated: set[_EdgeRow]
) -> PageBody:
    reasons: dict[int, str] = {}
    for edge in edges:
        if edge in numbers:
            reasons[id(edge.row)] = "page number"
        elif edge in repeated or _is_edge_artifact(edge):
            reasons[id(edge.row)] = "running head" if edge.is_top else "running foot"
    if all(id(row) in reasons for row in layout.rows):
        # Rows that stand alone on their page are its content, wherever they stand.
        reasons = {row: reason for row, reason in reasons.items() if reason == "page number"}
    rows = [row for row in layout.rows if id(row) not in reasons]
    if rows and _BLANK_PAGE_PATTERN.fullmatch(" ".join(row.text for row in rows)):
        reasons |= {id(row): "blank page notice" for row in rows}
        rows = []
    dropped = [DroppedText(page, row.text, reasons[id(row)]) for row in layout.rows if id(row) in reasons]
    dropped += [DroppedText(page, text, "printed twice on one spot") for text in layout.overprints]
    if layout.fault:
        dropped.append(DroppedText(page, "", f"page {layout.fault}"))
    printed = next((numbers[edge] for edge in edges if edge in numbers), None)
    return PageBody(tuple(rows), tuple(dropped), printed)


def _find_edge_rows(page: int, layout: PageLayout) -> list[_EdgeRow]:
    """Return the rows in the margins, from the edge inwards, each with the white space to the next row."""
    rows = sorted(layout.rows, key=lambda row: row.y)
    grids = find_table_grids(layout)
    top = _list_rows_from_edge(page, layout, rows, grids, is_top=True)
    bottom = _list_rows_from_edge(page, layout, rows[::-1], grids, is_top=False)
    return top + [edge for edge in bottom if not any(edge.row is other.row for other in top)]


def _list_rows_from_edge(
    page: int, layout: PageLayout, rows: Sequence[PdfRow], grids: Sequence[Grid], *, is_top: bool
) -> list[_EdgeRow]:
    depths = [row.y if is_top else layout.height - row.y for row in rows]
    edge_rows = []
    for index, (row, depth) in enumerate(zip(rows[:8], depths[:8], strict=True)):
        if depth > MAX_MARGIN_SHARE * layout.height:
            break
        if any(contains_segment(grid, segment) for grid in grids for segment in row.segments) and not _is_artifact(row):
            break
        next_depth = depths[index + 1] if index + 1 < len(rows) else layout.height
        edge_rows.append(
            _EdgeRow(page, row, is_top, re.sub(r"\d+", "#", normalise(row.text)), depth, next_depth - depth)
        )
    return edge_rows


def _is_edge_artifact(edge: _EdgeRow) -> bool:
    """Return True for a row that the file itself marks as an artifact."""
    return _is_artifact(edge.row)


def _is_artifact(row: PdfRow) -> bool:
    return all(segment.artifact for segment in row.segments)


def _find_body_size(layouts: Sequence[PageLayout]) -> float:
    letter_counts: Counter[float] = Counter()
    for layout in layouts:
        for row in layout.rows:
            letter_counts[round(row.size * 2) / 2] += len(row.text)
    return max(letter_counts, key=lambda size: letter_counts[size], default=12.0)


def _find_repeated_rows(edges: Sequence[_EdgeRow], max_size: float) -> set[_EdgeRow]:
    """Return the rows that other pages carry at the same height, with white space between them and the text.

    Type larger than ``max_size`` is the title of its page, however often it recurs.
    """
    by_place: dict[tuple[bool, str], list[_EdgeRow]] = defaultdict(list)
    for edge in edges:
        is_title = edge.row.size > max_size and not _is_edge_artifact(edge)
        if len(re.findall(r"[^\W\d_]", edge.key)) >= 3 and not is_title and not _is_numbered_sentence(edge.row.text):
            by_place[edge.is_top, edge.key].append(edge)
    repeated = {edge for candidates in by_place.values() for edge in candidates if _has_repeats(edge, candidates)}
    return _select_outside_text(repeated, edges) - _find_section_titles(repeated)


def _is_numbered_sentence(text: str) -> bool:
    """Return True for a paragraph of the text: two pages may hold the same one at one height."""
    match = LABEL_PATTERN.match(text)
    return match is not None and len(match["rest"].split()) >= MIN_SENTENCE_WORDS and text.endswith(".")


def _find_section_titles(repeated: set[_EdgeRow]) -> set[_EdgeRow]:
    """Return the repeated rows that are section titles.

    Where the header changes within a document, its first print in each run of pages is the title of what follows.
    """
    by_depth: dict[int, dict[str, list[_EdgeRow]]] = defaultdict(lambda: defaultdict(list))
    for edge in repeated:
        if edge.is_top:
            by_depth[round(edge.depth)][normalise(edge.row.text)].append(edge)
    titles: set[_EdgeRow] = set()
    for runs_by_text in by_depth.values():
        runs = [sorted(run, key=lambda edge: edge.page) for run in runs_by_text.values()]
        are_runs = all(run[-1].page - run[0].page == len(run) - 1 > 0 for run in runs)
        if len(runs) > 1 and are_runs and len({edge.page for run in runs for edge in run}) == sum(map(len, runs)):
            titles |= {run[0] for run in runs if run[0].row.segments[0].bold}
    return titles


def _has_repeats(edge: _EdgeRow, candidates: Sequence[_EdgeRow]) -> bool:
    pages = {other.page for other in candidates if abs(other.depth - edge.depth) < 4 and _is_same_text(edge, other)}
    return len(pages) >= 2 and len(edge.row.segments) < 4


def _is_same_text(edge: _EdgeRow, other: _EdgeRow) -> bool:
    """Return True if two rows are the same but for numbers that increase as the pages do.

    "Conclusion on Issue 1" and "Conclusion on Issue 4" may stand at one height, yet both are headings.
    """
    pairs = zip(re.findall(r"\d+", edge.row.text), re.findall(r"\d+", other.row.text), strict=False)
    return all(int(a) - int(b) in (0, edge.page - other.page) for a, b in pairs)


def _select_outside_text(repeated: set[_EdgeRow], edges: Sequence[_EdgeRow]) -> set[_EdgeRow]:
    """Return the repeated rows from the edge inwards as far as the last white space."""
    selected: set[_EdgeRow] = set()
    sides: dict[tuple[int, bool], list[_EdgeRow]] = defaultdict(list)
    for edge in edges:
        sides[edge.page, edge.is_top].append(edge)
    for side in sides.values():
        run: list[_EdgeRow] = []
        for edge in sorted(side, key=lambda edge_row: edge_row.depth):
            if edge in repeated:
                run.append(edge)
            elif _parse_page_number(edge) is None and not _is_edge_artifact(edge):
                break
        while run and not (_has_white_space(run[-1]) or run[-1].depth < 46 or _is_edge_artifact(run[-1])):
            run.pop()
        selected.update(run)
    return selected


def _has_white_space(edge: _EdgeRow) -> bool:
    return edge.gap > 1.6 * edge.row.size


# -- page numbers


def _find_page_numbers(edges: Sequence[_EdgeRow], page_count: int) -> dict[_EdgeRow, str]:
    """Return the edge rows that are page numbers, with the number printed.

    The count that most pages of a document keep comes first.
    """
    claims: dict[_EdgeRow, str] = {}
    for edge in edges:
        number = _parse_page_number(edge)
        if number:
            claims[edge] = number
    offsets = Counter((edge.is_top, _number_to_int(number) - edge.page) for edge, number in claims.items())
    kept = {edge: number for edge, number in claims.items() if _is_page_number(edge, number, offsets, page_count)}
    order = sorted(kept, key=lambda edge: -offsets[edge.is_top, _number_to_int(kept[edge]) - edge.page])
    return {edge: kept[edge] for edge in order}


def _is_page_number(edge: _EdgeRow, number: str, offsets: Counter[tuple[bool, int]], page_count: int) -> bool:
    count = offsets[edge.is_top, _number_to_int(number) - edge.page]
    if count >= min(3, page_count) and page_count > 1:
        return True
    is_worded = bool(re.search(r"page", edge.row.text, re.I))
    is_own = _number_to_int(number) == edge.page and _has_white_space(edge)
    return is_worded or is_own or (count >= 2 and (_has_white_space(edge) or _is_edge_artifact(edge)))


def _parse_page_number(edge: _EdgeRow) -> str | None:
    text = edge.row.text.strip()
    whole_match = _PAGE_NUMBER_PATTERN.fullmatch(text)
    if whole_match:
        return whole_match["number"]
    inline_match = _INLINE_NUMBER_PATTERN.search(text)
    if inline_match and _is_edge_artifact(edge) and len(text) < 120:
        return inline_match["number"] or inline_match["last"]
    return None


def _number_to_int(number: str) -> int:
    if number.isdecimal():
        return int(number)
    digits = [_ROMAN_VALUES[letter] for letter in number.lower()]
    return sum(
        -digit if any(later > digit for later in digits[index + 1 :]) else digit for index, digit in enumerate(digits)
    )
