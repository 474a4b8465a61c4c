"""Text that the encoder sees of a passage: its context in front of its words.

The context is the title, the heading path, the sentence that introduces a list and the column headers, each shortened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.ingest.segmentation import table_headers
from paper_search.records import Passage
from paper_search.records.standing import mask_unmatched
from paper_search.text.spans import normalise

_MAX_TITLE_WORDS, _MAX_HEADING_WORDS, _MAX_LEAD_IN_WORDS = 14, 18, 22
"""Words of context: together about a third of 256 word pieces, at some 1.4 pieces a word."""
MAX_COLUMN_WORDS = 14
"""Words of a lead-in's share that the column headers of a table take."""
_NOISE_PATTERN = re.compile(r"[^\w\s]{3,}|_{2,}")


def embedding_text(title: str | None, passage: Passage) -> str:
    """Return the text that the encoder sees of a passage: its context, then its words.

    People are only ever shown ``passage.text``. Spaces stand for words that are struck through.

    Args:
        title: the title of the document.
        passage: the passage.
    """
    return "\n".join([*build_context(title, passage), passage.standing_text])


def build_context(title: str | None, passage: Passage) -> list[str]:
    """Return the lines of context of a passage.

    They are the title, heading path, lead-in and column headers, without what the passage itself says.

    Args:
        title: the title of the document.
        passage: the passage.
    """
    text = normalise(passage.standing_text)
    path = [
        heading
        for heading in passage.headings
        if normalise(heading) != normalise(title or "") and not text.startswith(normalise(heading))
    ]
    headings = " – ".join(_select_innermost(path))
    lead_in = mask_unmatched(passage.lead_in or "")
    if normalise(lead_in) in text or lead_in == table_headers.format_headers(passage.columns):
        lead_in = ""
    columns = clip_words(table_headers.format_headers(passage.columns) or "", MAX_COLUMN_WORDS)
    max_words = _MAX_LEAD_IN_WORDS if not columns else _MAX_LEAD_IN_WORDS - MAX_COLUMN_WORDS
    clipped = (
        clip_words(title or "", _MAX_TITLE_WORDS),
        headings,
        clip_words(lead_in, max_words, from_end=True),
        columns,
    )
    return [text for text in clipped if text]


def _select_innermost(headings: Sequence[str]) -> list[str]:
    """Return as many headings as fit, the innermost first to be kept, in reading order."""
    selected: list[str] = []
    words_left = _MAX_HEADING_WORDS
    for heading in reversed(headings):
        clipped = clip_words(heading, words_left)
        if not clipped:
            break
        selected.insert(0, clipped)
        words_left -= len(clipped.split())
    return selected


def clip_words(text: str, max_words: int, from_end: bool = False) -> str:
    """Return the first words of a text, or the last ones, without runs of signs.

    Args:
        text: the text.
        max_words: the number of words to keep.
        from_end: keep the last words.
    """
    words = [word[:40] for word in _NOISE_PATTERN.sub(" ", text).split()]
    return " ".join(words[-max_words:] if from_end else words[:max_words]) if max_words > 0 else ""
