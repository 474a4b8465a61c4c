"""Running heads and feet, page numbers and blank-page notices, told by where they stand and how they repeat.

In: the laid sheets of one paper. Out: for each page its rows without them, what was dropped and why, and the
number printed on the page. No phrase decides: a row goes when it stands apart at the edge of the page and
other pages carry it too, or when it is a number that goes up as the pages do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from paper_search.ingest.readers.pdf.columns import find_table_grids
from paper_search.ingest.readers.pdf.lines import PageLayout, PdfRow
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import contains_segment
from paper_search.records import DroppedText
from paper_search.text.spans import normalise

MAX_MARGIN_SHARE = 0.13
"""The share of a page's height, at the top and at the bottom, that may hold running heads and feet."""

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
    """A page without its margins."""

    rows: tuple[PdfRow, ...]
    dropped: tuple[DroppedText, ...]
    printed_page: str | None


class _EdgeRow(NamedTuple):
    """A row near the edge: where, what it says with its digits made alike, and how far from the text."""

    page: int
    row: PdfRow
    is_top: bool
    key: str
    depth: float
    gap: float


def strip_headers_footers(layouts: Sequence[PageLayout]) -> list[PageBody]:
    """Take the margins off every page."""
    edges = [edge for page, sheet in enumerate(layouts, 1) for edge in _find_edge_rows(page, sheet)]
    numbers = _find_page_numbers(edges, len(layouts))
    repeated = _find_repeated_rows(edges, 1.2 * _find_body_size(layouts))
    bodies = []
    by_page: dict[int, list[_EdgeRow]] = defaultdict(list)
    for edge in edges:
        by_page[edge.page].append(edge)
    for page, sheet in enumerate(layouts, 1):
        bodies.append(_strip_page(page, sheet, by_page[page], numbers, repeated))
    return bodies


def _strip_page(
    page: int, layout: PageLayout, edges: Sequence[_EdgeRow], numbers: dict[_EdgeRow, str], repeated: set[_EdgeRow]
) -> PageBody:
    why: dict[int, str] = {}
    for edge in edges:
        if edge in numbers:
            why[id(edge.row)] = "page number"
        elif edge in repeated or _is_edge_artifact(edge):
            why[id(edge.row)] = "running head" if edge.is_top else "running foot"
    if all(id(row) in why for row in layout.rows):
        # What stands alone on its page is what the page says, wherever it stands.
        why = {row: reason for row, reason in why.items() if reason == "page number"}
    rows = [row for row in layout.rows if id(row) not in why]
    if rows and _BLANK_PAGE_PATTERN.fullmatch(" ".join(row.text for row in rows)):
        why |= {id(row): "blank page notice" for row in rows}
        rows = []
    dropped = [DroppedText(page, row.text, why[id(row)]) for row in layout.rows if id(row) in why]
    dropped += [DroppedText(page, text, "printed twice on one spot") for text in layout.overprints]
    if layout.fault:
        dropped.append(DroppedText(page, "", f"page {layout.fault}"))
    printed = next((numbers[edge] for edge in edges if edge in numbers), None)
    return PageBody(tuple(rows), tuple(dropped), printed)


def _find_edge_rows(page: int, layout: PageLayout) -> list[_EdgeRow]:
    """Rows in the margins, from the edge inwards, each with the white space to the next row inwards."""
    rows = sorted(layout.rows, key=lambda row: row.y)
    frames = find_table_grids(layout)
    top = _list_rows_from_edge(page, layout, rows, frames, is_top=True)
    bottom = _list_rows_from_edge(page, layout, rows[::-1], frames, is_top=False)
    return top + [edge for edge in bottom if not any(edge.row is other.row for other in top)]


def _list_rows_from_edge(
    page: int, layout: PageLayout, rows: Sequence[PdfRow], grids: Sequence[Grid], *, is_top: bool
) -> list[_EdgeRow]:
    depths = [row.y if is_top else layout.height - row.y for row in rows]
    found = []
    for index, (row, depth) in enumerate(zip(rows[:8], depths[:8], strict=True)):
        if depth > MAX_MARGIN_SHARE * layout.height:
            break
        if any(contains_segment(grid, segment) for grid in grids for segment in row.segments) and not _is_artifact(row):
            break
        inner = depths[index + 1] if index + 1 < len(rows) else layout.height
        found.append(_EdgeRow(page, row, is_top, re.sub(r"\d+", "#", normalise(row.text)), depth, inner - depth))
    return found


def _is_edge_artifact(edge: _EdgeRow) -> bool:
    """A row that the file itself marks as decoration, close to the edge."""
    return _is_artifact(edge.row)


def _is_artifact(row: PdfRow) -> bool:
    return all(segment.artifact for segment in row.segments)


def _find_body_size(layouts: Sequence[PageLayout]) -> float:
    letters: Counter[float] = Counter()
    for sheet in layouts:
        for row in sheet.rows:
            letters[round(row.size * 2) / 2] += len(row.text)
    return max(letters, key=lambda size: letters[size], default=12.0)


def _find_repeated_rows(edges: Sequence[_EdgeRow], max_size: float) -> set[_EdgeRow]:
    """Rows that other pages carry at the same height, with white space between them and the text.

    Print larger than ``largest`` is the title of its page, however often it comes back.
    """
    places: dict[tuple[bool, str], list[_EdgeRow]] = defaultdict(list)
    for edge in edges:
        is_title = edge.row.size > max_size and not _is_edge_artifact(edge)
        if len(re.findall(r"[^\W\d_]", edge.key)) >= 3 and not is_title:
            places[edge.is_top, edge.key].append(edge)
    alike = {edge for found in places.values() for edge in found if _has_repeats(edge, found)}
    return _select_outside_text(alike, edges) - _find_section_titles(alike)


def _find_section_titles(repeated: set[_EdgeRow]) -> set[_EdgeRow]:
    """Where the head changes within a paper, its first print in each run of pages is the title of what follows."""
    places: dict[int, dict[str, list[_EdgeRow]]] = defaultdict(lambda: defaultdict(list))
    for edge in repeated:
        if edge.is_top:
            places[round(edge.depth)][normalise(edge.row.text)].append(edge)
    found: set[_EdgeRow] = set()
    for heads in places.values():
        runs = [sorted(run, key=lambda edge: edge.page) for run in heads.values()]
        are_runs = all(run[-1].page - run[0].page == len(run) - 1 > 0 for run in runs)
        if len(runs) > 1 and are_runs and len({edge.page for run in runs for edge in run}) == sum(map(len, runs)):
            found |= {run[0] for run in runs if run[0].row.segments[0].bold}
    return found


def _has_repeats(edge: _EdgeRow, candidates: Sequence[_EdgeRow]) -> bool:
    pages = {other.page for other in candidates if abs(other.depth - edge.depth) < 4 and _is_same_text(edge, other)}
    return len(pages) >= 2 and len(edge.row.segments) < 4


def _is_same_text(edge: _EdgeRow, other: _EdgeRow) -> bool:
    """Whether two rows say the same but for numbers that go up as the pages do.

    "Conclusion on Issue 1" and "Conclusion on Issue 4" may stand at one height, yet both are headings.
    """
    pairs = zip(re.findall(r"\d+", edge.row.text), re.findall(r"\d+", other.row.text), strict=False)
    return all(int(a) - int(b) in (0, edge.page - other.page) for a, b in pairs)


def _select_outside_text(repeated: set[_EdgeRow], edges: Sequence[_EdgeRow]) -> set[_EdgeRow]:
    """Of the rows that repeat, those from the edge inwards as far as the last white space."""
    found: set[_EdgeRow] = set()
    sides: dict[tuple[int, bool], list[_EdgeRow]] = defaultdict(list)
    for edge in edges:
        sides[edge.page, edge.is_top].append(edge)
    for side in sides.values():
        run: list[_EdgeRow] = []
        for edge in sorted(side, key=lambda e: e.depth):
            if edge in repeated:
                run.append(edge)
            elif _parse_page_number(edge) is None and not _is_edge_artifact(edge):
                break
        while run and not (_has_white_space(run[-1]) or run[-1].depth < 46 or _is_edge_artifact(run[-1])):
            run.pop()
        found.update(run)
    return found


def _has_white_space(edge: _EdgeRow) -> bool:
    return edge.gap > 1.6 * edge.row.size


# -- page numbers


def _find_page_numbers(edges: Sequence[_EdgeRow], page_count: int) -> dict[_EdgeRow, str]:
    """Edge rows that are page numbers, with what is printed. The best-kept count of a page comes first."""
    claims: dict[_EdgeRow, str] = {}
    for edge in edges:
        stated = _parse_page_number(edge)
        if stated:
            claims[edge] = stated
    offsets = Counter((edge.is_top, _number_to_int(number) - edge.page) for edge, number in claims.items())
    kept = {edge: number for edge, number in claims.items() if _is_page_number(edge, number, offsets, page_count)}
    order = sorted(kept, key=lambda e: -offsets[e.is_top, _number_to_int(kept[e]) - e.page])
    return {edge: kept[edge] for edge in order}


def _is_page_number(edge: _EdgeRow, number: str, offsets: Counter[tuple[bool, int]], page_count: int) -> bool:
    steps = offsets[edge.is_top, _number_to_int(number) - edge.page]
    if steps >= min(3, page_count) and page_count > 1:
        return True
    is_worded = bool(re.search(r"page", edge.row.text, re.I))
    is_own = _number_to_int(number) == edge.page and _has_white_space(edge)
    return is_worded or is_own or (steps >= 2 and (_has_white_space(edge) or _is_edge_artifact(edge)))


def _parse_page_number(edge: _EdgeRow) -> str | None:
    text = edge.row.text.strip()
    whole = _PAGE_NUMBER_PATTERN.fullmatch(text)
    if whole:
        return whole["number"]
    inside = _INLINE_NUMBER_PATTERN.search(text)
    if inside and _is_edge_artifact(edge) and len(text) < 120:
        return inside["number"] or inside["last"]
    return None


def _number_to_int(number: str) -> int:
    if number.isdecimal():
        return int(number)
    digits = [_ROMAN_VALUES[letter] for letter in number.lower()]
    return sum(-d if any(later > d for later in digits[i + 1 :]) else d for i, d in enumerate(digits))
