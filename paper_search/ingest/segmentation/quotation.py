"""Numbers that are not the paper's own: those inside words it quotes, and those of a list of other papers.

In: the texts of a paper's blocks, or the heading above a list; out: which of them hold a number that nobody would
cite by this paper ("(b)" of a clause of the constitution quoted in paragraph 9). Promised: marks that are opened
and not closed nearby quote nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_QUOTATION_BLOCKS = 20
"""Blocks within which a quotation ends; marks still open after as many are a misprint."""
_DOCUMENT_LIST_PATTERN = re.compile(
    r"\W*(?:\d+[.)]?\s*)?(?:(?:list\s+of\s+)?(?:background|attached|supporting|appended|related|source)\s+"
    r"(?:documents?|papers?)|attachments?|enclosures?|annexes|appendices|papurau\s+cefndir)\b[\w\s()/]{0,30}:?\s*$",
    re.IGNORECASE,
)


def find_quoted_blocks(texts: Sequence[str]) -> frozenset[int]:
    """The indices of the texts that begin inside quotation marks which an earlier text opened."""
    inside: set[int] = set()
    for index, text in enumerate(texts):
        if index not in inside and _count_open_marks(text) > 0:
            end = _find_closing_block(texts, index)
            inside.update(range(index + 1, end + 1 if end else index + 1))
    return frozenset(inside)


def is_document_list(headings: Sequence[str]) -> bool:
    """True where the innermost heading announces other papers: "Background documents", "Appendices"."""
    return bool(headings) and bool(_DOCUMENT_LIST_PATTERN.match(headings[-1]))


def _find_closing_block(texts: Sequence[str], start: int) -> int | None:
    depth = _count_open_marks(texts[start])
    for index in range(start + 1, min(start + MAX_QUOTATION_BLOCKS, len(texts))):
        if texts[index].lstrip().startswith("“"):
            # Each paragraph of a long quotation opens its marks anew; only the last closes them.
            depth -= 1
        depth += _count_open_marks(texts[index])
        if depth <= 0:
            return index
    return None


def _count_open_marks(text: str) -> int:
    return text.count("“") - text.count("”")
