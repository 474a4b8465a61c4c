"""Which blocks are headings, and how deep. In: the lines of a block, and what is usual. Out: a level or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from paper_search.ingest.readers.labels import ENDED, LABEL, is_bullet
from paper_search.ingest.readers.pdf.style import Line, Style
from paper_search.records import BlockKind

LARGER = 1.12
"""How much larger than the body a heading is printed."""
MOST_LARGE = 320
"""Characters of a heading that is both bold and larger than the body."""
LEADER = re.compile(r"(?:\.\s?|\u2026){4,}\s*[\divxl]*$")
"""Dots that lead to a page number, in a list of contents."""


def kind_of(group: Sequence[Line], style: Style, ranks: dict[float, int], after: str) -> tuple[BlockKind, int | None]:
    """Heading or text, and a heading's level; ``after`` is the block that follows."""
    if not is_heading(group, style) and not _is_numbered_title(joined(group), after):
        return "text", None
    return "heading", ranks.get(size_of(group)) if size_of(group) > style.body * LARGER else None


def joined(group: Sequence[Line]) -> str:
    """The words of the lines."""
    return " ".join(line.text for line in group)


def _is_numbered_title(text: str, after: str) -> bool:
    """Whether a short numbered line without a full stop is followed by a paragraph numbered below it."""
    own = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,2})[.):]?\s+[^\W\d_]", text)
    below = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,2})\.\d", after)
    return bool(own and below and own[1] == below[1]) and len(text.split()) < 14 and not ENDED.search(text)


def is_heading(group: Sequence[Line], style: Style) -> bool:
    """Whether a block is a heading: short, no sentence, and larger, bold or in capitals."""
    text = joined(group)
    label = LABEL.match(text)
    rest = label["rest"] if label else text
    if not re.search(r"[^\W\d_]{2}", rest) or is_bullet(text) or LEADER.search(text) or rest[0].islower():
        return False
    is_bold, is_larger = all(line.bold for line in group), size_of(group) > style.body * LARGER
    if is_bold and is_larger and len(group) <= 6 and len(text) <= MOST_LARGE:
        # An issue put as a whole sentence is a heading still.
        return True
    if len(group) > 4 or len(text) > 220 or _is_sentence(rest, is_labelled_title=is_bold and label is not None):
        return False
    is_capital = rest.isupper() and len(rest.split()) <= 12 and len(rest) > 4 and not re.search(r"\d{3}", rest)
    return is_bold or (is_larger and len(text) < 140) or is_capital


def _is_sentence(rest: str, *, is_labelled_title: bool) -> bool:
    """Whether words end as a sentence does, or hold an address or a row of amounts."""
    if "@" in rest or len(re.findall(r"\b\d[\d,.]{3,}", rest)) > 2:
        return True
    return bool(re.search(r"[.;,][\"\u201d]?$", rest)) and not (len(rest) < 120 and is_labelled_title)


def size_of(group: Sequence[Line]) -> float:
    """The largest size of type, to half a point."""
    return round(max(line.size for line in group) * 2) / 2


def rank_sizes(groups: Iterable[Sequence[Line]], style: Style) -> dict[float, int]:
    """A level for every size of heading that is larger than the body, the largest first."""
    sizes = {size_of(g) for g in groups if not g[0].cells and is_heading(g, style)}
    larger = sorted((size for size in sizes if size > style.body * LARGER), reverse=True)
    return {size: rank for rank, size in enumerate(larger, 1)}
