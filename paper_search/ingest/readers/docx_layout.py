"""Tables of a Word document that only arrange paragraphs, and notes that tabs set in the margin of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from paper_search.ingest.readers.blocks import LABEL_PATTERN, SENTENCE_END_PATTERN, TextRun, make_run
from paper_search.ingest.readers.docx_tables import GridCell
from paper_search.ingest.readers.margin_notes import are_beside_sentences, is_margin_note, is_margin_table
from paper_search.text.spans import collapse_whitespace

MIN_PROSE_WORDS, MIN_COLUMN_WORDS, MAX_HEAD_WORDS = 12, 40, 8
"""Words of a paragraph beside its number, of a cell that is a column of prose, and of the head of a column."""
MAX_COLUMNS = 3
_NOTE_PATTERN = re.compile(r"(?P<words>.*\S)\s*\t\s*(?P<note>[^\t]+?)\s*", re.DOTALL)

Row = list[list[TextRun]]
"""The cells of a row, each with its blocks."""


def arrange_layout(grid: Sequence[Sequence[GridCell]], runs: Mapping[Any, list[TextRun]]) -> list[TextRun] | None:
    """Return the blocks of a table that only arranges paragraphs, in order; None where it is a table.

    Such a table sets paragraphs beside their numbers, notes beside paragraphs, or columns of prose side by side.

    Args:
        grid: the table.
        runs: the blocks of each cell.
    """
    rows = [[runs[place.cell] for place in row if place.cell is not None and not place.is_continued] for row in grid]
    rows = [row for row in rows if row]
    texts = [[_read_words(cell) for cell in row] for row in rows]
    if _is_numbered(texts):
        return [run for row in rows for run in _print_numbered(row)]
    if is_margin_table(texts) or _are_columns(texts):
        return [run for row in rows for cell in row for run in _print_cell(cell)]
    return None


def clean_line(line: str) -> str:
    """Return a line of a paragraph with single spaces, but for a tab in front of a note at its end."""
    match = _NOTE_PATTERN.fullmatch(line)
    if match and is_margin_note(match["note"]):
        return f"{collapse_whitespace(match['words'])}\t{collapse_whitespace(match['note'])}"
    return collapse_whitespace(line)


def separate_notes(runs: Sequence[TextRun]) -> Iterator[TextRun]:
    """Yield the blocks of a document, notes behind tabs as blocks of their own where they are a margin."""
    noted = [match["words"] for run in runs if (match := _find_note(run))]
    is_margin = are_beside_sentences(noted)
    for run in runs:
        match = _find_note(run)
        if match and is_margin:
            yield make_run(run.kind, match["words"].replace("\t", " "), run.level)
            yield make_run("table", match["note"])
        else:
            yield replace(run, parts=tuple((page, words.replace("\t", " ")) for page, words in run.parts))


def _find_note(run: TextRun) -> re.Match[str] | None:
    return _NOTE_PATTERN.fullmatch(_read_words([run])) if run.kind != "table" else None


def _read_words(cell: Sequence[TextRun]) -> str:
    return "\n".join("".join(words for _, words in run.parts) for run in cell)


def _is_numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Return True if most rows are a number, or nothing, and the words of a paragraph."""
    numbered = [row for row in rows if _is_numbered_row(row)]
    return (
        2 * len(numbered) > len(rows)
        and any(row[0].strip() for row in numbered)
        and any(len(row[1].split()) >= MIN_PROSE_WORDS and SENTENCE_END_PATTERN.search(row[1]) for row in numbered)
        and all(not row[2].strip() or is_margin_note(row[2]) for row in numbered if len(row) > 2)
    )


def _is_numbered_row(row: Sequence[str]) -> bool:
    if not 2 <= len(row) <= MAX_COLUMNS:
        return False
    match = LABEL_PATTERN.match(row[0].strip())
    return not row[0].strip() or (match is not None and not match["rest"])


def _are_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Return True if most rows hold nothing but prose, and none at the top heads the columns."""
    beside = [[text for text in row if text.strip()] for row in rows if len(row) > 1]
    if not beside or all(len(text.split()) <= MAX_HEAD_WORDS for text in beside[0]):
        return False
    prose = [
        row for row in beside if 0 < len(row) <= MAX_COLUMNS and all(len(t.split()) >= MIN_COLUMN_WORDS for t in row)
    ]
    return 2 * len(prose) > len(beside)


def _print_numbered(row: Row) -> Iterator[TextRun]:
    """Yield the blocks of a row, its number in front of the first."""
    number = _read_words(row[0]).strip()
    if not _is_numbered_row([_read_words(cell) for cell in row]) or not number:
        yield from (run for cell in row for run in _print_cell(cell))
        return
    first, *others = row[1] or [make_run("text", "")]
    yield make_run(first.kind, f"{number} {_read_words([first])}".strip(), first.level)
    yield from others
    yield from (run for cell in row[2:] for run in _print_cell(cell))


def _print_cell(cell: Sequence[TextRun]) -> Iterator[TextRun]:
    """Yield the blocks of a cell, a note as a cell of its own."""
    words = _read_words(cell).strip()
    if is_margin_note(words):
        yield make_run("table", words)
    else:
        yield from cell
