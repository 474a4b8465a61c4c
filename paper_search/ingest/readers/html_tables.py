"""Tables of a web page: the grid that rows and spans make, and tables that only arrange the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from bs4 import Tag

from paper_search.ingest.readers.blocks import LABEL_PATTERN, SENTENCE_END_PATTERN
from paper_search.ingest.readers.merged_cells import is_repeated_below
from paper_search.text.spans import collapse_whitespace

MAX_COLUMNS = 100
"""Columns that are counted; a table of more is no table of a paper."""
MIN_PROSE_WORDS = 12
"""Words of a numbered paragraph that stands beside its number."""
MIN_COLUMN_WORDS = 40
"""Words of a cell that is a column of prose."""

_ITEM_CLASS = "mgItemNumberCell"
"""The class that ModernGov gives to the cell of an item's number."""
_PARAGRAPH_TAGS = ("p", "div", "ul", "ol", "blockquote")
_CELL_TAGS = ("td", "th")
_HEADING_TAGS = ("h1", "h2", "h3", "h4")
_SECTION_TAGS = ("p", "div", "ul", "ol", "table", "h2", "h3", "h4", "h5", "h6")


class SpannedCell(NamedTuple):
    """A cell that reaches into rows below: how many still, and the words that it prints in each."""

    rows: int
    text: str


def list_rows(table: Tag) -> list[Tag]:
    """Return the rows of a table in the order in which they are printed, without those of tables in it."""
    rows = [tr for tr in table.find_all("tr") if tr.find_parent("table") is table]
    return sorted(rows, key=_rank_group)


def _rank_group(tr: Tag) -> int:
    group = tr.parent.name if tr.parent else ""
    return {"thead": 0, "tfoot": 2}.get(group, 1)


def list_cells(tr: Tag) -> list[Tag]:
    """Return the cells of a row, without those of tables in it."""
    return [cell for cell in tr.find_all(_CELL_TAGS) if cell.find_parent("tr") is tr]


def format_rows(rows: list[Tag], read_cell: Callable[[Tag], str]) -> Iterator[str]:
    """Yield the rows of a table as "cell | cell", each cell in its column.

    A cell that is merged down stands in each of its rows where its words lead them, see ``merged_cells``. A row without
    words of its own is none.

    Args:
        rows: the rows.
        read_cell: returns the words of a cell.
    """
    spans: dict[int, SpannedCell] = {}
    for index, tr in enumerate(rows):
        continued = set(spans)
        cells = _fill_row(tr, spans, len(rows) - index, read_cell)
        printed = [cell for column, cell in enumerate(cells) if cell and column not in continued]
        if not printed:
            continue
        # A cell across the whole table is a title of the rows below it.
        yield printed[0] if len(cells) > 1 and _is_whole_row(tr) else " | ".join(cells).strip()


def _is_whole_row(tr: Tag) -> bool:
    cells = list_cells(tr)
    return len(cells) == 1 and _count_span(cells[0], "colspan", MAX_COLUMNS) > 1


def _fill_row(tr: Tag, spans: dict[int, SpannedCell], rows_left: int, read_cell: Callable[[Tag], str]) -> list[str]:
    """Return the words of a row by column, and note the cells that reach further down."""
    row: dict[int, str] = {}
    for column, span in list(spans.items()):
        row[column] = span.text
        if span.rows > 1:
            spans[column] = span._replace(rows=span.rows - 1)
        else:
            del spans[column]
    column = 0
    for cell in list_cells(tr):
        while column in row:
            column += 1
        if column >= MAX_COLUMNS:
            break
        text, is_head = read_cell(cell), cell.name == "th"
        below = _count_span(cell, "rowspan", rows_left) - 1
        for offset in range(min(_count_span(cell, "colspan", MAX_COLUMNS), MAX_COLUMNS - column)):
            words = text if offset == 0 else ""
            row.setdefault(column + offset, words)
            if below > 0:
                is_repeated = is_repeated_below(words, is_head=is_head)
                spans[column + offset] = SpannedCell(below, words if is_repeated else "")
    return [row.get(number, "") for number in range(max(row, default=-1) + 1)]


def _count_span(cell: Tag, name: str, most: int) -> int:
    """Return over how many rows or columns a cell reaches; 0 means all that are left (HTML, 4.9.11)."""
    stated = str(cell.get(name) or "1").strip()
    count = int(stated[:6]) if stated.isdecimal() else 1
    return min(count or (most if name == "rowspan" else 1), most)


def is_layout_table(table: Tag) -> bool:
    """Return True for a table that only arranges the page.

    Such a table holds one column, other tables, headings, lists or columns of prose, and names no columns.
    """
    if table.get("role") in ("presentation", "none"):
        return True
    rows = [list_cells(tr) for tr in list_rows(table)]
    if max(map(len, rows), default=0) < 2:
        return True
    inner = sum(len(other.get_text()) for other in table.find_all("table") if other.find_parent("table") is table)
    if inner > 0.5 * len(table.get_text()):
        return True
    if _has_items(rows):
        return True
    if any(cell.name == "th" and cell.get_text().strip() for row in rows for cell in row):
        return _has_sections(rows)
    return table.find(("table", "ol", "ul", *_HEADING_TAGS)) is not None or _has_prose_columns(rows)


def _has_items(rows: list[list[Tag]]) -> bool:
    """Return True if the rows are the items of an agenda: a number, and a cell of more than one paragraph."""
    body = [row for row in rows if len(row) == 2 and all(cell.name == "td" for cell in row)]
    items = [row for row in body if is_numbered_row(row) and len(row[1].find_all(_PARAGRAPH_TAGS, recursive=False)) > 1]
    is_marked = any(_ITEM_CLASS in (cell.get("class") or ()) for row in rows for cell in row)
    return is_marked or (bool(items) and 2 * len(items) > len(body))


def _has_sections(rows: list[list[Tag]]) -> bool:
    """Return True if most rows hold a section of a paper in one cell: an item with its minutes and its papers."""
    body = [row for row in rows if any(cell.name == "td" for cell in row)]
    sections = [row for row in body if any(len(cell.find_all(_SECTION_TAGS)) >= 3 for cell in row)]
    return 2 * len(sections) > len(body)


def _has_prose_columns(rows: list[list[Tag]]) -> bool:
    """Return True if most rows hold nothing but prose: two cells or three, each of several sentences."""
    beside = [row for row in rows if len(row) > 1]
    prose = [
        row
        for row in beside
        if len(row) <= 3 and all(len(text.split()) >= MIN_COLUMN_WORDS for cell in row if (text := _read_words(cell)))
    ]
    return len(prose) > len(beside) / 2


def is_numbered_layout(table: Tag) -> bool:
    """Return True for paragraphs set in a table: the number in one cell, the words in the next."""
    rows = [list_cells(tr) for tr in list_rows(table)]
    if any(cell.name == "th" for row in rows for cell in row) or not rows:
        return False
    numbered = [row for row in rows if is_numbered_row(row)]
    has_numbers = any(_read_words(row[0]) for row in numbered)
    return has_numbers and 2 * len(numbered) > len(rows) and any(map(_is_prose, (row[1] for row in numbered)))


def is_numbered_row(cells: list[Tag]) -> bool:
    """Return True for a row of a number, or of nothing, and the words of a paragraph."""
    if not 2 <= len(cells) <= 3:
        return False
    label = _read_words(cells[0])
    match = LABEL_PATTERN.match(label)
    return not label or (match is not None and not match["rest"])


def _is_prose(cell: Tag) -> bool:
    words = _read_words(cell)
    return len(words.split()) >= MIN_PROSE_WORDS and SENTENCE_END_PATTERN.search(words) is not None


def _read_words(cell: Tag) -> str:
    return collapse_whitespace(cell.get_text(" "))
