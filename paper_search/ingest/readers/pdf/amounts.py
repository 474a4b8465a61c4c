"""Amounts that stand on other baselines than their labels: each with its label as one row, or apart from all.

Printed accounts set the amounts a little lower than the labels, or with another step between the lines. An amount goes
with the label that it is nearest to; where no label is near enough it stands alone, and never runs into the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from paper_search.ingest.readers.blocks import SENTENCE_END_PATTERN
from paper_search.ingest.readers.pdf.lines import PdfRow, Segment
from paper_search.text.superscripts import strip_note_marks

MAX_LABEL_WORDS = 12
MAX_ROW_STEP_EMS = 2.4
"""Ems between two lines of one list."""
MAX_NEAR_SHARE, MAX_EVEN_SHARE = 0.36, 0.5
"""The share of the step between labels by which an amount stands off its own, and the same where they are as many."""
MIN_AMOUNTS = 2
_SUM_PATTERN = re.compile(
    r"[-+(\u2212\u2013]?\s?[\u00a3$\u20ac]?\s?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,2}|[\u00a3$\u20ac]\s?\d[\d,.]*)\s?(?:m|k|bn)?\)?(?:\s?(?:CR|DR))?"
)
"""A sum of money: a plain number may be anything."""


def is_sum(text: str) -> bool:
    """Return True for a sum of money that stands alone."""
    return _SUM_PATTERN.fullmatch(strip_note_marks(text).strip()) is not None


def pair_amounts(rows: Sequence[PdfRow]) -> tuple[list[PdfRow], set[int]]:
    """Return the rows of a region with each amount in the row of its label, and which rows are amounts alone.

    Args:
        rows: the rows from the top down.

    Returns:
        The rows, and the places in them of amounts whose label cannot be told.
    """
    paired: list[PdfRow] = []
    alone: set[int] = set()
    for run in _split_runs(rows):
        sums = [row for row in run if _holds_sums(row)]
        joined = _join_run(run, sums) if sums else list(run)
        if len(sums) >= MIN_AMOUNTS:
            alone |= {len(paired) + index for index, row in enumerate(joined) if _holds_sums(row)}
        paired += joined
    return paired, alone


def _split_runs(rows: Sequence[PdfRow]) -> Iterator[list[PdfRow]]:
    """Yield runs of rows that are labels alone or amounts alone, and the rows between them one by one."""
    run: list[PdfRow] = []
    for row in rows:
        is_entry = _holds_sums(row) or _is_label(row)
        if run and (not is_entry or row.y - run[-1].y > MAX_ROW_STEP_EMS * max(row.size, run[-1].size)):
            yield run
            run = []
        if is_entry:
            run.append(row)
        else:
            yield [row]
    if run:
        yield run


def _holds_sums(row: PdfRow) -> bool:
    return all(is_sum(segment.text) for segment in row.segments)


def _is_label(row: PdfRow) -> bool:
    """Return True for a few words without an amount."""
    return len(row.text.split()) <= MAX_LABEL_WORDS and not any(is_sum(segment.text) for segment in row.segments)


def _join_run(run: Sequence[PdfRow], sums: Sequence[PdfRow]) -> list[PdfRow]:
    """Return the rows of a run, amounts joined to the labels that they are nearest to."""
    labels = [row for row in run if not _holds_sums(row)]
    steps = [after.y - before.y for before, after in pairwise(labels)]
    share = MAX_EVEN_SHARE if len(labels) == len(sums) else MAX_NEAR_SHARE
    reach = share * (median(steps) if steps else 1.2 * run[0].size)
    chosen: dict[int, list[PdfRow]] = {}
    for row in sums:
        near = [label for label in labels if abs(label.y - row.y) < reach and _is_right_of(label, row)]
        if near:
            chosen.setdefault(id(min(near, key=lambda label: abs(label.y - row.y))), []).append(row)
    taken = {id(rows[0]): label for label, rows in chosen.items() if len(rows) == 1}
    return [
        _append(row, chosen[id(row)][0].segments) if _has_one(chosen.get(id(row))) else row
        for row in run
        if id(row) not in taken
    ]


def _has_one(rows: Sequence[PdfRow] | None) -> bool:
    return rows is not None and len(rows) == 1


def _is_right_of(label: PdfRow, row: PdfRow) -> bool:
    return row.segments[0].x0 > label.segments[-1].x1 + label.size


def _append(row: PdfRow, segments: Iterable[Segment]) -> PdfRow:
    return row._replace(segments=(*row.segments, *segments))


def join_wrapped_labels(rows: Sequence[PdfRow]) -> list[PdfRow]:
    """Return the rows with the lines of a label joined that its amount stands beside, at the first or at the last."""
    joined: list[PdfRow] = []
    for row in rows:
        previous = joined[-1] if joined else None
        if previous is not None and _goes_on(previous, row):
            joined[-1] = _join_label(previous, row)
        else:
            joined.append(row)
    return joined


def _goes_on(previous: PdfRow, row: PdfRow) -> bool:
    """Return True if a row goes on with the label of the row above, and one of the two has the amount."""
    first, second = previous.segments[0], row.segments[0]
    is_below = abs(first.x0 - second.x0) < row.size and row.y - previous.y < 1.5 * row.size
    is_going_on = second.text[:1].islower() and not SENTENCE_END_PATTERN.search(first.text)
    has_sum = [_has_sum(line) for line in (previous, row)]
    edges = [line.segments[-1].x0 for line, is_row in zip((previous, row), has_sum, strict=True) if is_row]
    is_short = all(_is_label(line) for line, is_row in zip((previous, row), has_sum, strict=True) if not is_row)
    return is_below and is_going_on and len(edges) == 1 and is_short and max(first.x1, second.x1) < edges[0] - row.size


def _has_sum(row: PdfRow) -> bool:
    return len(row.segments) > 1 and is_sum(row.segments[-1].text) and not is_sum(row.segments[0].text)


def _join_label(previous: PdfRow, row: PdfRow) -> PdfRow:
    first, second = previous.segments[0], row.segments[0]
    label = first._replace(text=f"{first.text} {second.text}", x1=max(first.x1, second.x1))
    return previous._replace(segments=(label, *previous.segments[1:], *row.segments[1:]), y=row.y)
