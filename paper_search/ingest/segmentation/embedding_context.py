"""X."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.ingest.segmentation import table_headers
from paper_search.records import Passage
from paper_search.text.spans import normalise

_MAX_TITLE_WORDS, _MAX_HEADING_WORDS, _MAX_LEAD_IN_WORDS = 14, 18, 22
"""The context's share: together about a third of 256 word pieces, at some 1.4 pieces a word."""
MAX_COLUMN_WORDS = 14
"""What of a lead-in's share the heads of a table's columns take."""
_NOISE_PATTERN = re.compile(r"[^\w\s]{3,}|_{2,}")


def embedding_text(title: str | None, passage: Passage) -> str:
    """What the encoder sees of a passage: title, heading path, lead-in and column heads, each shortened, then its text.

    People are only ever shown ``passage.text``.
    """
    return "\n".join([*build_context(title, passage), passage.text])


def build_context(title: str | None, passage: Passage) -> list[str]:
    text = normalise(passage.text)
    path = [
        one
        for one in passage.headings
        if normalise(one) != normalise(title or "") and not text.startswith(normalise(one))
    ]
    headings = " – ".join(_select_innermost(path))
    lead_in = passage.lead_in or ""
    if normalise(lead_in) in text or lead_in == table_headers.format_headers(passage.columns):
        lead_in = ""
    columns = clip_words(table_headers.format_headers(passage.columns) or "", MAX_COLUMN_WORDS)
    room = _MAX_LEAD_IN_WORDS if not columns else _MAX_LEAD_IN_WORDS - MAX_COLUMN_WORDS
    clipped = (clip_words(title or "", _MAX_TITLE_WORDS), headings, clip_words(lead_in, room, from_end=True), columns)
    return [text for text in clipped if text]


def _select_innermost(headings: Sequence[str]) -> list[str]:
    """As many headings as fit, the nearest first to be kept, in reading order."""
    kept: list[str] = []
    left = _MAX_HEADING_WORDS
    for heading in reversed(headings):
        clipped = clip_words(heading, left)
        if not clipped:
            break
        kept.insert(0, clipped)
        left -= len(clipped.split())
    return kept


def clip_words(text: str, max_words: int, from_end: bool = False) -> str:
    words = [word[:40] for word in _NOISE_PATTERN.sub(" ", text).split()]
    return " ".join(words[-max_words:] if from_end else words[:max_words]) if max_words > 0 else ""
