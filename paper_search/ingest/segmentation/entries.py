"""Entries of lists of applications, each with the lines that stand under it: address, applicant and the decision.

"E/34801", the address, the applicant and "Objection, poor access" are one entry; "E/34900" opens the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.ingest.segmentation import outcomes

MAX_ENTRY_BLOCKS, MAX_LINE_WORDS = 12, 30
"""Blocks of one entry, and words of each line beneath its first."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A block of the paper: its words, and whether it is styled as a heading, or something else than text."""

    text: str
    is_styled: bool = False
    is_other: bool = False


def find_entries(lines: Sequence[EntryLine]) -> dict[int, int]:
    """Return the entry, by its first line, that each line belongs to; lines in none are left out.

    Args:
        lines: the blocks of the paper in order.
    """
    entries: dict[int, int] = {}
    for start, line in enumerate(lines):
        if line.is_other or not outcomes.is_entry(line.text):
            continue
        end = _find_end(lines, start)
        if end > start:
            entries |= dict.fromkeys(range(start, end + 1), start)
    return entries


def _find_end(lines: Sequence[EntryLine], start: int) -> int:
    """Return the last line of the entry that opens at ``start``."""
    last_outcome, has_next, end = start, False, start
    for index in range(start + 1, min(start + MAX_ENTRY_BLOCKS, len(lines))):
        line = lines[index]
        has_next = not line.is_other and outcomes.is_entry(line.text)
        if has_next or _is_end(line, is_decided=last_outcome > start):
            break
        end = index
        if outcomes.is_styled_outcome(line.text) or outcomes.is_outcome(line.text):
            last_outcome = index
    # In front of another entry, all that stands between the two is of the first; the last one ends with its decision.
    return end if has_next else last_outcome


def _is_end(line: EntryLine, *, is_decided: bool) -> bool:
    """Return True for a block that is of no entry: a numbered one, a long one, or a heading beneath the decision."""
    is_outcome = outcomes.is_outcome(line.text) or outcomes.is_styled_outcome(line.text)
    is_heading = line.text.rstrip(" *_").endswith(":") or (is_decided and line.is_styled)
    return line.is_other or len(line.text.split()) > MAX_LINE_WORDS or (is_heading and not is_outcome)
