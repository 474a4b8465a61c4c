"""The rows of a paper's tables with the places of their cells in its reading text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.segmentation.table_headers import MAX_HEADER_WORDS
from paper_search.records import Passage
from paper_search.text.spans import Span, collapse_whitespace, trim_span

_LINE_PATTERN = re.compile(r"[^\n]+")
_RULE_PATTERN = re.compile(r"[\s|:+=-]*")
"""The line between the heads and the rows of a Markdown table."""
_NUMBER_PATTERN = re.compile(r"\b(?:no|ref|min)\.$", re.IGNORECASE)
_MAX_ABOVE = 300
"""Characters above a table that say what it is."""
_MAX_ROW_CHARACTERS = 6000


@dataclass(frozen=True, slots=True)
class TableCells:
    """A row: the spans of its cells in the reading text, and the text that they are spans of."""

    cells: tuple[Span, ...]
    text: str
    passage: Passage

    def read(self, place: int) -> str:
        """Return the words of a cell in one line; empty where the row has no such cell."""
        if place >= len(self.cells):
            return ""
        start, end = self.cells[place]
        return collapse_whitespace(self.text[start:end]).strip(" *_")


@dataclass(frozen=True, slots=True)
class ReadTable:
    """Rows that stand together, with the heads of their columns, the heading and the words right above them."""

    heads: tuple[str, ...]
    rows: tuple[TableCells, ...]
    passage: Passage
    heading: str = ""
    above: str = ""


def read_tables(paper: RegisterPaper) -> Iterator[ReadTable]:
    """Yield the tables of a paper: runs of rows "cell | cell"; the heads may be those of a page before."""
    run: list[TableCells] = []
    heading = ""
    for match in _LINE_PATTERN.finditer(paper.standing):
        passage = paper.find_passage(match.start())
        is_row = "|" in match[0] and passage is not None and passage.kind != "heading"
        if not (is_row and passage and len(match[0]) <= _MAX_ROW_CHARACTERS):
            if match[0].strip() and run:
                yield _make_table(paper, run, heading)
                run = []
            if passage and passage.kind == "heading":
                heading = match[0]
            continue
        if _RULE_PATTERN.fullmatch(match[0]):
            continue
        if run and (run[-1].passage.headings != passage.headings or _has_other_heads(run[-1].passage, passage)):
            yield _make_table(paper, run, heading)
            run = []
        run.append(TableCells(tuple(_find_cells(paper.standing, *match.span())), paper.standing, passage))
    if run:
        yield _make_table(paper, run, heading)


def _has_other_heads(before: Passage, passage: Passage) -> bool:
    return bool(before.columns and passage.columns and before.columns != passage.columns)


def _make_table(paper: RegisterPaper, rows: list[TableCells], heading: str) -> ReadTable:
    first = rows[0]
    heads = tuple(collapse_whitespace(head).strip(" *_") for head in first.passage.columns)
    start = first.cells[0][0]
    above = paper.standing[max(start - _MAX_ABOVE, 0) : start].rstrip(" |\n").rsplit("\n\n", 1)[-1]
    table = ReadTable(heads, tuple(rows), first.passage, heading, above)
    if heads or len(first.cells) < 2:
        return table
    own = tuple(first.read(place) for place in range(len(first.cells)))
    is_head = all(head and len(head.split()) <= MAX_HEADER_WORDS and not _is_sentence(head) for head in own)
    return replace(table, heads=own) if is_head else table


def _is_sentence(head: str) -> bool:
    """Return True for words with a full stop that is not the one of "Minute no."."""
    return head.endswith(".") and not _NUMBER_PATTERN.search(head)


def _find_cells(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the cells of a row; bars at its ends part nothing."""
    line = text[start:end]
    first = start + len(line) - len(line.lstrip())
    last = start + len(line.rstrip())
    first += text[first : first + 1] == "|"
    last -= last > first and text[last - 1] == "|"
    place = first
    for cell in text[first:last].split("|"):
        yield trim_span(text, place, place + len(cell))
        place += len(cell) + 1
