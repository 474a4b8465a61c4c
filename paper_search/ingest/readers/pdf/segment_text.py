"""Text of a segment: spans joined with a space wherever a gap is one, with glyphs that stand for letters replaced."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise

from paper_search.ingest.readers.pdf.graphics import MAX_LETTER_SPACING_EMS, WORD_GAP_EMS, TextSpan
from paper_search.ingest.readers.pdf.symbol_fonts import map_private
from paper_search.records.superscripts import RAISED_CHARACTERS
from paper_search.text.bidirectional import to_reading_order
from paper_search.text.struck import mark_struck

MAX_SPACING_ERROR_EMS = 0.05
"""Ems by which two gaps between letters may differ and be the same spacing."""
MAX_TRACKING_EMS = 0.6
"""Ems between single letters up to which they may be a word printed with spaced letters."""
MIN_SPACED_LETTERS = 4
"""Letters from which a row of single letters is such a word."""
_GLUED_LABEL_PATTERN = re.compile(r"^(\d{1,2}(?:\.\d{1,3})+\.?|\d{1,2}\.|\([a-z]{1,4}\))(?=[A-Z][a-z])")
"""A number at the start of a line that touches the first word: "1.1On"."""

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_GLYPH_REPLACEMENTS = {
    **_LIGATURES,
    0xF0B7: "\u2022", 0xF0A7: "\u25aa", 0xF0D8: "\u27a2", 0xF0FC: "\u2713", 0xF06F: "o", 0xF0A8: "\u2610",
    0xF0E0: "\u2192", 0xF076: "\u2756", 0xF0FB: "\u2717", 0xF0FD: "\u2612", 0xF0FE: "\u2611", 0xF06C: "\u2022",
    0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x200A: " ", 0x202F: " ", 0x3000: " ",
    0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None,
}  # fmt: skip
_PRIVATE_USE_PATTERN = re.compile("[\ue000-\uf8ff]")
_FRACTION_PATTERN = re.compile("(?<=\\d)[\u00b9\u00b2\u00b3\u2070-\u2079]{1,2}(?=[/\u2044]\\d)")
"""The upper figure of a fraction behind a whole number: "2 1/2"."""
_RAISED_PATTERN = re.compile(f"[{RAISED_CHARACTERS}]")
_CONTROL_PATTERN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean_text(text: str) -> str:
    """Replace ligatures, unusual spaces and the private-use glyphs of symbol fonts."""
    text = _CONTROL_PATTERN.sub(" ", text.translate(_GLYPH_REPLACEMENTS))
    return _PRIVATE_USE_PATTERN.sub(lambda match: map_private(match[0]), text)


def join_spans(spans: Sequence[TextSpan]) -> str:
    """Join the text of spans in the order of reading, with marks around what is struck through."""
    runs: list[tuple[bool, str]] = [(spans[0].is_struck, spans[0].text)]
    spaced = _find_spaced_letters(spans)
    for index, (before, span) in enumerate(pairwise(spans)):
        has_gap = index not in spaced and _has_gap(before, span)
        text = (" " if has_gap or _is_note_mark(before, span) else "") + span.text
        if span.is_struck == before.is_struck:
            text = runs.pop()[1] + text
        runs.append((span.is_struck, text))
    cleaned = ((is_struck, to_reading_order(clean_text(text))) for is_struck, text in runs)
    text = "".join(mark_struck(text) if is_struck else text for is_struck, text in cleaned)
    text = _FRACTION_PATTERN.sub(lambda match: " " + unicodedata.normalize("NFKC", match[0]), text)
    return _GLUED_LABEL_PATTERN.sub(r"\1 ", text)


def follows_on(before: TextSpan, span: TextSpan) -> bool:
    """Return True if a span begins where the one before left off, but for the spacing of its letters.

    Scanners space the letters of a word to the width that it has in the picture, and print its last letter apart.
    """
    if before.origin is None or before.text[-1:].isspace() or span.text[:1].isspace():
        return False
    spacing = before.origin.spacing * math.hypot(before.origin.matrix[0], before.origin.matrix[1])
    if not 0 < spacing <= MAX_LETTER_SPACING_EMS * before.size or abs(span.y - before.y) > 0.1 * before.size:
        return False
    return abs(span.x0 - before.x1 - spacing) <= MAX_SPACING_ERROR_EMS * before.size


def _has_gap(before: TextSpan, span: TextSpan) -> bool:
    gap = span.x0 - before.x1
    if _RAISED_PATTERN.match(span.text) and span.y < before.y:
        return False
    return gap > WORD_GAP_EMS * min(span.size, before.size) and not follows_on(before, span)


def _find_spaced_letters(spans: Sequence[TextSpan]) -> frozenset[int]:
    """Return the gaps, by the index of the span before, that only space the letters of a word: "A G E N D A"."""
    gaps: list[float | None] = []
    for before, span in pairwise(spans):
        width = (span.x0 - before.x1) / before.size if before.size else 0.0
        is_spaced = before.text.isalpha() and span.text.isalpha() and len(before.text) == len(span.text) == 1
        gaps.append(width if is_spaced and WORD_GAP_EMS < width < MAX_TRACKING_EMS else None)
    found: set[int] = set()
    for _, run in groupby(enumerate(gaps), key=lambda item: item[1] is not None):
        word: list[tuple[int, float]] = []
        for index, gap in [*run, (-1, None)]:
            if gap is not None and (not word or abs(gap - word[0][1]) <= MAX_SPACING_ERROR_EMS):
                word.append((index, gap))
                continue
            if len(word) + 1 >= MIN_SPACED_LETTERS:
                found.update(place for place, _ in word)
            word = [(index, gap)] if gap is not None and (not word or gap < word[0][1]) else []
    return frozenset(found)


def _is_note_mark(before: TextSpan, span: TextSpan) -> bool:
    """Return True for a raised figure that points to a note, which must not run into the word before it."""
    is_raised = span.size < 0.8 * before.size and span.y < before.y - 0.1 * before.size
    return is_raised and span.text.strip().isdecimal() and not re.search(r"\b[ckm]?m$", before.text)
