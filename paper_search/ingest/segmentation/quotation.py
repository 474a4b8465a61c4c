"""Numbers that are not the paper's own: those inside words it quotes, and those of a list of other papers.

In: the texts of a paper's blocks, or the heading above a list; out: which of them hold a number that nobody would
cite by this paper ("(b)" of a clause of the constitution quoted in paragraph 9). Promised: marks that are opened
and not closed nearby quote nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FARTHEST = 20
"""Blocks within which a quotation ends; marks still open after as many are a misprint."""
_PAPERS = re.compile(
    r"\W*(?:\d+[.)]?\s*)?(?:(?:list\s+of\s+)?(?:background|attached|supporting|appended|related|source)\s+"
    r"(?:documents?|papers?)|attachments?|enclosures?|annexes|appendices|papurau\s+cefndir)\b[\w\s()/]{0,30}:?\s*$",
    re.IGNORECASE,
)


def within_quotation(texts: Sequence[str]) -> frozenset[int]:
    """The indices of the texts that begin inside quotation marks which an earlier text opened."""
    inside: set[int] = set()
    for index, text in enumerate(texts):
        if index not in inside and _depth(text) > 0:
            end = _closing(texts, index)
            inside.update(range(index + 1, end + 1 if end else index + 1))
    return frozenset(inside)


def lists_papers(headings: Sequence[str]) -> bool:
    """True where the innermost heading announces other papers: "Background documents", "Appendices"."""
    return bool(headings) and bool(_PAPERS.match(headings[-1]))


def _closing(texts: Sequence[str], opened: int) -> int | None:
    depth = _depth(texts[opened])
    for index in range(opened + 1, min(opened + FARTHEST, len(texts))):
        if texts[index].lstrip().startswith("“"):
            # Each paragraph of a long quotation opens its marks anew; only the last closes them.
            depth -= 1
        depth += _depth(texts[index])
        if depth <= 0:
            return index
    return None


def _depth(text: str) -> int:
    return text.count("“") - text.count("”")
