"""Blocks of lines: one paragraph, one list item, one heading or one run of table rows each.

A block ends at a gap, a label, a change of type, or a line that stopped although the next word would have fitted. A
page break by itself ends nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from paper_search.ingest.readers.blocks import LABEL_PATTERN, SENTENCE_END_PATTERN, TextRun, is_bullet
from paper_search.ingest.readers.pdf.headings import (
    LEADER_PATTERN,
    classify_lines,
    join_lines,
    measure_size,
    rank_sizes,
)
from paper_search.ingest.readers.pdf.lines import PdfLine, TypeStyle, locate_line, measure_style

MAX_BLOCK_ROWS = 12
MAX_BLOCK_CHARACTERS = 2000

_OPEN_END_PATTERN = re.compile(r"(?:,|\b(?:a|an|and|at|by|for|from|in|of|on|or|that|the|to|which|with))$", re.I)
_NOTE_LABEL_PATTERN = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}(?![\u2044/])")
"""The raised figure that opens a note; one that points to a note is behind a word."""
_DASHES = "-\u2013\u2014*"


def build_runs(lines: Sequence[PdfLine]) -> list[TextRun]:
    """Build the blocks of a document from its lines in reading order."""
    style = measure_style(lines)
    groups = _join_across_notes(_group_lines(lines, style), style)
    ranks = rank_sizes(groups, style)
    word_counts = Counter(word.lower() for line in lines for word in re.findall(r"[\w-]+", line.text))
    following = [*(join_lines(group) for group in groups), ""][1:]
    return [
        run
        for group, next_text in zip(groups, following, strict=True)
        for run in (_make_run(group, style, ranks, word_counts, next_text), *_make_runs_beside(group))
    ]


def _make_runs_beside(group: Sequence[PdfLine]) -> Iterator[TextRun]:
    """Yield the notes in the margin beside a block, as one block, and the words of the charts below it.

    They are cells beside the sentences, which run on without them.
    """
    notes = [(line.page, line.margin) for line in group if line.margin]
    if notes:
        yield TextRun("table", (notes[0], *((page, f" {note}") for page, note in notes[1:])))
    for line in group:
        for words in line.charts:
            yield TextRun("table", ((line.page, words),))


def _group_lines(lines: Iterable[PdfLine], style: TypeStyle) -> Iterator[list[PdfLine]]:
    group: list[PdfLine] = []
    for line in lines:
        if group and _is_new_block(group, line, style):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _join_across_notes(groups: Iterable[list[PdfLine]], style: TypeStyle) -> list[list[PdfLine]]:
    """Join sentences that notes at the foot of a page cut in two.

    The notes go before the joined sentence.
    """
    joined: list[list[PdfLine]] = []
    for group in groups:
        notes = 0
        while notes < len(joined) and _is_footnote(joined[-1 - notes], group[0].page - 1, style):
            notes += 1
        interrupted = joined[-1 - notes] if notes < len(joined) else []
        if notes and interrupted and _is_continued(interrupted[-1], group[0]):
            joined[-1 - notes :] = [*joined[len(joined) - notes :], interrupted + group]
        else:
            joined.append(group)
    return joined


def _is_footnote(group: Sequence[PdfLine], page: int, style: TypeStyle) -> bool:
    return group[0].page == page and not group[0].cells and measure_size(group) < 0.93 * style.body


def _is_continued(last: PdfLine, line: PdfLine) -> bool:
    is_alike = not last.cells and not line.cells and abs(last.size - line.size) < 0.6 and last.bold == line.bold
    is_next = last.page == line.page - 1 and line.text[:1].islower() and not LABEL_PATTERN.match(line.text)
    return is_alike and is_next and not SENTENCE_END_PATTERN.search(last.text)


def _is_new_block(group: Sequence[PdfLine], line: PdfLine, style: TypeStyle) -> bool:
    last = group[-1]
    if line.cells or last.cells:
        is_same_table = (line.table == last.table and line.page == last.page) or _is_cut_row(last, line)
        return not (line.cells and last.cells and is_same_table and _has_capacity(group))
    is_other_type = abs(line.size - last.size) > 0.09 * max(line.size, last.size)
    if is_other_type or LEADER_PATTERN.search(last.text) or is_labelled(line, group):
        return True
    if line.page != last.page or line.column != last.column:
        return _is_new_across(group, line)
    return _is_new_below(group, line, style)


def _is_cut_row(last: PdfLine, line: PdfLine) -> bool:
    """Return True if a page break runs through a row: a cell stops in a sentence that the next page continues."""
    pairs = zip(reversed(last.cells), reversed(line.cells), strict=False)
    return line.page == last.page + 1 and any(
        len(cell) > 20 and not SENTENCE_END_PATTERN.search(cell) and next_cell[:1].islower()
        for cell, next_cell in pairs
    )


def _has_capacity(rows: Sequence[PdfLine]) -> bool:
    return len(rows) < MAX_BLOCK_ROWS and sum(len(row.text) for row in rows) < MAX_BLOCK_CHARACTERS


def _is_new_below(group: Sequence[PdfLine], line: PdfLine, style: TypeStyle) -> bool:
    """Return True if a line right below a block begins another."""
    last = group[-1]
    if last.charts and _is_going_on(last.text, line.text):
        return False
    if _measure_gap(last, line) > _find_leading(group, style) * 1.3:
        return True
    if _is_centred(last) and _is_centred(line) and line.bold == last.bold:
        return False
    is_full = not _has_free_width(last, line)
    if (line.bold != last.bold or _is_outdented(group, line)) and (
        not is_full or SENTENCE_END_PATTERN.search(last.text)
    ):
        return True
    return not is_full and not _is_continuation(last.text, line.text)


def _is_continuation(text: str, next_text: str) -> bool:
    """Return True if the words show that a sentence goes on, however short the line before is."""
    return (next_text[:1].islower() and not SENTENCE_END_PATTERN.search(text)) or bool(_OPEN_END_PATTERN.search(text))


def _is_going_on(text: str, next_text: str) -> bool:
    """Return True if a sentence goes on below a chart."""
    return next_text[:1].islower() and not SENTENCE_END_PATTERN.search(text) and not LABEL_PATTERN.match(next_text)


def _is_new_across(group: Sequence[PdfLine], line: PdfLine) -> bool:
    """Return True if a block ends at the foot of a page or column.

    Only a sentence that goes on is joined.
    """
    last = group[-1]
    deeper = min(line.x0 - line.column[0] - (_find_indent(group) - last.column[0]), line.x0 - _find_indent(group))
    if line.bold != last.bold or deeper > 2 * line.size:
        return True
    if line.text[:1].islower():
        return False
    return len(last.text) < 50 or bool(SENTENCE_END_PATTERN.search(last.text)) or _has_free_width(last, line)


def is_labelled(line: PdfLine, group: Sequence[PdfLine]) -> bool:
    """Return True if the line begins with a label of its own, not with a number its sentence ran on to."""
    match = LABEL_PATTERN.match(line.text)
    if not match:
        return _NOTE_LABEL_PATTERN.match(line.text) is not None
    if is_bullet(line.text) and match["rest"] and match["label"] not in _DASHES:
        return True
    if line.tab is not None and line.tab - line.x0 < 8 * line.size:
        return True
    if match["rest"][:1].islower() and re.search(r"\d\.\d", match["label"]):
        return False
    return line.x0 < _find_indent(group) - 3 or _has_ended(group[-1], line, alone=not match["rest"])


def _has_ended(last: PdfLine, line: PdfLine, *, alone: bool) -> bool:
    """Return True if the line before came to its end.

    It ended by its words, with free width, or with a gap below it.
    """
    if SENTENCE_END_PATTERN.search(last.text):
        return True
    is_below = line.page == last.page and line.column == last.column
    return is_below and (_has_free_width(last, line) or (not alone and _measure_gap(last, line) > 1.9))


def _find_indent(group: Sequence[PdfLine]) -> float:
    """Return the x at which the further lines of a block stand."""
    if len(group) > 1:
        return min(line.x0 for line in group[1:])
    return group[0].tab if group[0].tab is not None else group[0].x0


def _measure_gap(last: PdfLine, line: PdfLine) -> float:
    return (line.y - last.y) / max(line.size, 1.0)


def _find_leading(group: Sequence[PdfLine], style: TypeStyle) -> float:
    last = group[-1]
    if len(group) > 2 and group[-2].page == last.page:
        return max((last.y - group[-2].y) / last.size, 0.9)
    return style.local_leading.get(locate_line(last)) or style.leading.get(round(last.size), 1.25)


def _has_free_width(last: PdfLine, line: PdfLine) -> bool:
    """Return True if the first word of the line would have fitted on the line before."""
    free_width = last.column[1] - last.x1
    return free_width > line.first_width + 0.6 * line.size


def _is_centred(line: PdfLine) -> bool:
    left, right = line.x0 - line.column[0], line.column[1] - line.x1
    return left > 3 * line.size and abs(left - right) < 1.5 * line.size


def _is_outdented(group: Sequence[PdfLine], line: PdfLine) -> bool:
    return abs(line.x0 - _find_indent(group)) > 1.2 * line.size


# -- blocks as runs


def _make_run(
    group: Sequence[PdfLine], style: TypeStyle, ranks: dict[float, int], word_counts: Counter[str], next_text: str
) -> TextRun:
    if group[0].cells:
        rows = [(line.page, " | ".join(line.cells).strip()) for line in group]
        return TextRun("table", (rows[0], *((page, "\n" + row) for page, row in rows[1:])))
    kind, level = classify_lines(group, style, ranks, next_text)
    return TextRun(kind, tuple(_join_by_page(group, word_counts)), level)


def _join_by_page(group: Sequence[PdfLine], word_counts: Counter[str]) -> Iterator[tuple[int, str]]:
    """Yield the words of the lines by page; a separator between two lines goes with the second."""
    text = group[0].text
    parts: list[tuple[int, str]] = []
    for before, line in pairwise(group):
        text, separator = _join_words(text, line.text, word_counts)
        parts.append((before.page, text))
        text = separator + line.text
    parts.append((group[-1].page, text))
    yield from parts


def _join_words(text: str, next_text: str, word_counts: Counter[str]) -> tuple[str, str]:
    """Return the text without a hyphen that only breaks the line, and the separator before the next line."""
    if text.endswith("\u00ad"):
        return text[:-1], ""
    head, tail = re.search(r"([^\W\d_]+)-$", text), re.match(r"[a-z]+", next_text)
    if not head or not tail:
        return text, "" if re.search(r"\w[-/]$", text) and next_text[:1].isalnum() else " "
    joined, hyphenated = (head[1] + tail[0]).lower(), f"{head[1]}-{tail[0]}".lower()
    if word_counts[joined] and not word_counts[hyphenated]:
        return text[:-1], ""
    return text, ""
