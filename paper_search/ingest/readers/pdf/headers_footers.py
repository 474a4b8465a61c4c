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

from paper_search.ingest.readers.pdf.columns import ruled
from paper_search.ingest.readers.pdf.lines import Laid, Row
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import holds
from paper_search.records import Dropped
from paper_search.text.spans import fold

EDGE = 0.13
"""The share of a page's height, at the top and at the bottom, that may hold running heads and feet."""

_NUMBER = re.compile(
    r"(?:page|p\.?)?\s*[-–—|]?\s*(?P<number>\d{1,4}|[ivxl]{1,7})\s*[-–—|]?"
    r"(?:\s*(?:of|/)\s*\d{1,4}|\s*\|\s*page)?",
    re.I,
)
_IN_LINE = re.compile(r"\bpage\s+(?P<number>\d{1,4})(?:\s+of\s+\d{1,4})?\b|\|\s*(?P<last>\d{1,4})$", re.I)
_BLANK = re.compile(
    r"(?:this\s+)?page\s+(?:is|has\s+been|was)?\s*(?:left\s+)?intentionally\s+(?:left\s+)?blank\W*", re.I
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


class Body(NamedTuple):
    """A page without its margins."""

    rows: tuple[Row, ...]
    dropped: tuple[Dropped, ...]
    printed: str | None


class _Edge(NamedTuple):
    """A row near the edge: where, what it says with its digits made alike, and how far from the text."""

    page: int
    row: Row
    top: bool
    key: str
    depth: float
    gap: float


def strip_margins(sheets: Sequence[Laid]) -> list[Body]:
    """Take the margins off every page."""
    edges = [edge for page, sheet in enumerate(sheets, 1) for edge in _edges(page, sheet)]
    numbers = _page_numbers(edges, len(sheets))
    repeated = _repeated(edges, 1.2 * _body_size(sheets))
    bodies = []
    by_page: dict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_page[edge.page].append(edge)
    for page, sheet in enumerate(sheets, 1):
        bodies.append(_body(page, sheet, by_page[page], numbers, repeated))
    return bodies


def _body(page: int, sheet: Laid, edges: Sequence[_Edge], numbers: dict[_Edge, str], repeated: set[_Edge]) -> Body:
    why: dict[int, str] = {}
    for edge in edges:
        if edge in numbers:
            why[id(edge.row)] = "page number"
        elif edge in repeated or _is_lone_artifact(edge):
            why[id(edge.row)] = "running head" if edge.top else "running foot"
    if all(id(row) in why for row in sheet.rows):
        # What stands alone on its page is what the page says, wherever it stands.
        why = {row: reason for row, reason in why.items() if reason == "page number"}
    rows = [row for row in sheet.rows if id(row) not in why]
    if rows and _BLANK.fullmatch(" ".join(row.text for row in rows)):
        why |= {id(row): "blank page notice" for row in rows}
        rows = []
    dropped = [Dropped(page, row.text, why[id(row)]) for row in sheet.rows if id(row) in why]
    dropped += [Dropped(page, text, "printed twice on one spot") for text in sheet.repeats]
    if sheet.fault:
        dropped.append(Dropped(page, "", f"page {sheet.fault}"))
    printed = next((numbers[edge] for edge in edges if edge in numbers), None)
    return Body(tuple(rows), tuple(dropped), printed)


def _edges(page: int, sheet: Laid) -> list[_Edge]:
    """Rows in the margins, from the edge inwards, each with the white space to the next row inwards."""
    rows = sorted(sheet.rows, key=lambda row: row.y)
    frames = ruled(sheet)
    top = _from_edge(page, sheet, rows, frames, top=True)
    bottom = _from_edge(page, sheet, rows[::-1], frames, top=False)
    return top + [edge for edge in bottom if not any(edge.row is other.row for other in top)]


def _from_edge(page: int, sheet: Laid, rows: Sequence[Row], frames: Sequence[Grid], *, top: bool) -> list[_Edge]:
    depths = [row.y if top else sheet.height - row.y for row in rows]
    found = []
    for index, (row, depth) in enumerate(zip(rows[:8], depths[:8], strict=True)):
        if depth > EDGE * sheet.height:
            break
        if any(holds(grid, segment) for grid in frames for segment in row.segments) and not _is_marked(row):
            break
        inner = depths[index + 1] if index + 1 < len(rows) else sheet.height
        found.append(_Edge(page, row, top, re.sub(r"\d+", "#", fold(row.text)), depth, inner - depth))
    return found


def _is_lone_artifact(edge: _Edge) -> bool:
    """A row that the file itself marks as decoration, close to the edge."""
    return _is_marked(edge.row)


def _is_marked(row: Row) -> bool:
    return all(segment.artifact for segment in row.segments)


def _body_size(sheets: Sequence[Laid]) -> float:
    letters: Counter[float] = Counter()
    for sheet in sheets:
        for row in sheet.rows:
            letters[round(row.size * 2) / 2] += len(row.text)
    return max(letters, key=lambda size: letters[size], default=12.0)


def _repeated(edges: Sequence[_Edge], largest: float) -> set[_Edge]:
    """Rows that other pages carry at the same height, with white space between them and the text.

    Print larger than ``largest`` is the title of its page, however often it comes back.
    """
    places: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        is_title = edge.row.size > largest and not _is_lone_artifact(edge)
        if len(re.findall(r"[^\W\d_]", edge.key)) >= 3 and not is_title:
            places[edge.top, edge.key].append(edge)
    alike = {edge for found in places.values() for edge in found if _is_kept(edge, found)}
    return _apart_from_text(alike, edges) - _section_titles(alike)


def _section_titles(alike: set[_Edge]) -> set[_Edge]:
    """Where the head changes within a paper, its first print in each run of pages is the title of what follows."""
    places: dict[int, dict[str, list[_Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in alike:
        if edge.top:
            places[round(edge.depth)][fold(edge.row.text)].append(edge)
    found: set[_Edge] = set()
    for heads in places.values():
        runs = [sorted(run, key=lambda edge: edge.page) for run in heads.values()]
        are_runs = all(run[-1].page - run[0].page == len(run) - 1 > 0 for run in runs)
        if len(runs) > 1 and are_runs and len({edge.page for run in runs for edge in run}) == sum(map(len, runs)):
            found |= {run[0] for run in runs if run[0].row.segments[0].bold}
    return found


def _is_kept(edge: _Edge, found: Sequence[_Edge]) -> bool:
    pages = {other.page for other in found if abs(other.depth - edge.depth) < 4 and _is_alike(edge, other)}
    return len(pages) >= 2 and len(edge.row.segments) < 4


def _is_alike(edge: _Edge, other: _Edge) -> bool:
    """Whether two rows say the same but for numbers that go up as the pages do.

    "Conclusion on Issue 1" and "Conclusion on Issue 4" may stand at one height, yet both are headings.
    """
    pairs = zip(re.findall(r"\d+", edge.row.text), re.findall(r"\d+", other.row.text), strict=False)
    return all(int(a) - int(b) in (0, edge.page - other.page) for a, b in pairs)


def _apart_from_text(alike: set[_Edge], edges: Sequence[_Edge]) -> set[_Edge]:
    """Of the rows that repeat, those from the edge inwards as far as the last white space."""
    found: set[_Edge] = set()
    sides: dict[tuple[int, bool], list[_Edge]] = defaultdict(list)
    for edge in edges:
        sides[edge.page, edge.top].append(edge)
    for side in sides.values():
        run: list[_Edge] = []
        for edge in sorted(side, key=lambda e: e.depth):
            if edge in alike:
                run.append(edge)
            elif _stated(edge) is None and not _is_lone_artifact(edge):
                break
        while run and not (_is_apart(run[-1]) or run[-1].depth < 46 or _is_lone_artifact(run[-1])):
            run.pop()
        found.update(run)
    return found


def _is_apart(edge: _Edge) -> bool:
    return edge.gap > 1.6 * edge.row.size


# -- page numbers


def _page_numbers(edges: Sequence[_Edge], pages: int) -> dict[_Edge, str]:
    """Edge rows that are page numbers, with what is printed. The best-kept count of a page comes first."""
    claims: dict[_Edge, str] = {}
    for edge in edges:
        stated = _stated(edge)
        if stated:
            claims[edge] = stated
    offsets = Counter((edge.top, _value(number) - edge.page) for edge, number in claims.items())
    kept = {edge: number for edge, number in claims.items() if _is_counted(edge, number, offsets, pages)}
    order = sorted(kept, key=lambda e: -offsets[e.top, _value(kept[e]) - e.page])
    return {edge: kept[edge] for edge in order}


def _is_counted(edge: _Edge, number: str, offsets: Counter[tuple[bool, int]], pages: int) -> bool:
    steps = offsets[edge.top, _value(number) - edge.page]
    if steps >= min(3, pages) and pages > 1:
        return True
    is_worded = bool(re.search(r"page", edge.row.text, re.I))
    is_own = _value(number) == edge.page and _is_apart(edge)
    return is_worded or is_own or (steps >= 2 and (_is_apart(edge) or _is_lone_artifact(edge)))


def _stated(edge: _Edge) -> str | None:
    text = edge.row.text.strip()
    whole = _NUMBER.fullmatch(text)
    if whole:
        return whole["number"]
    inside = _IN_LINE.search(text)
    if inside and _is_lone_artifact(edge) and len(text) < 120:
        return inside["number"] or inside["last"]
    return None


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    digits = [_ROMAN[letter] for letter in number.lower()]
    return sum(-d if any(later > d for later in digits[i + 1 :]) else d for i, d in enumerate(digits))
