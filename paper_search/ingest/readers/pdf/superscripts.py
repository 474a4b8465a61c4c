"""Raised and lowered figures of a page, told by their size and their baseline.

A raised figure points to a note, or it is a power or a unit. It belongs to the word that it touches, in the characters
that Unicode has for it, as in the readings of Word files and web pages. Raised letters ("3rd") only join their word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.ingest.readers.pdf.graphics import WORD_GAP_EMS, TextSpan
from paper_search.text.superscripts import to_subscript, to_superscript

MIN_RISE_EMS, MAX_RISE_EMS = 0.12, 0.65
"""Ems of the word's type by which a figure is raised: less is a jitter of the baseline, more another line."""
MIN_LARGE_RISE_EMS = 0.2
"""Ems by which a figure in nearly the type of its word is raised."""
MIN_DROP_EMS, MAX_DROP_EMS = 0.08, 0.4
SMALL_SHARE, LARGE_SHARE = 0.8, 1.02
"""The size of raised type as a share of that of its word: what is usual, and what is the most."""
MAX_GAP_EMS, MAX_GAP_BEFORE_EMS = 0.35, 0.45
"""Ems between a word and the mark behind it, or between a mark and the note that it opens."""
MAX_CLOSE_GAP_EMS = 0.15
MAX_SCRIPT_CHARACTERS = 9
CELL_POINTS = 16.0
"""Points across of the cells by which spans near one another are found."""

_SCRIPT_PATTERN = re.compile(r"[-+\u2212\u2013(\[]?[\d,;\u2013-]{0,8}[a-z]{0,2}[)\]]?|[*\u2020\u2021]", re.I)
_FIGURE_PATTERN = re.compile(r"\d{1,3}(?:,\d{1,2})*")
_FORMULA_END_PATTERN = re.compile(r"[^\W\d_)\]][)\]]?$")


def attach_scripts(spans: Sequence[TextSpan]) -> list[list[TextSpan]]:
    """Return the spans of a page, each with the raised and lowered ones that belong to it behind it.

    Args:
        spans: the spans of a page, in any order.

    Returns:
        A list for every span of normal type: the span, then its scripts in the characters of Unicode.
    """
    ordered = sorted(spans, key=lambda span: (span.x0, span.y))
    bases = _find_bases(ordered)
    followers: dict[int, list[int]] = {}
    for script in bases:
        base = script
        while base in bases:
            base = bases[base]
        followers.setdefault(base, []).append(script)
    return [
        [span, *_join_scripts(span, [ordered[script] for script in followers.get(index, ())])]
        for index, span in enumerate(ordered)
        if index not in bases
    ]


def _find_bases(spans: Sequence[TextSpan]) -> dict[int, int]:
    """Return by the index of each script the index of the span that it belongs to; it may be a script itself."""
    candidates = [
        index
        for index, span in enumerate(spans)
        if 0 < len(span.text.strip()) <= MAX_SCRIPT_CHARACTERS
        and _SCRIPT_PATTERN.fullmatch(span.text.strip())
        and not _is_layer(span)
    ]
    ends = _place_spans(spans) if candidates else {}
    bases: dict[int, int] = {}
    for index in candidates:
        span = spans[index]
        near = {other for x in (span.x0, span.x1) for cell in _list_cells(x, span.y) for other in ends.get(cell, ())}
        found = [
            (other, spans[other]) for other in sorted(near) if other != index and not _leads_to(other, index, bases)
        ]
        base = _find_base(span, found, bases)
        if base is not None:
            bases[index] = base
    return bases


def _place_spans(spans: Sequence[TextSpan]) -> dict[tuple[int, int], list[int]]:
    """Return the spans that begin or end in each cell of the page, by index."""
    ends: dict[tuple[int, int], list[int]] = {}
    for index, span in enumerate(spans):
        for x in (span.x0, span.x1):
            ends.setdefault((int(x // CELL_POINTS), int(span.y // CELL_POINTS)), []).append(index)
    return ends


def _list_cells(x: float, y: float) -> list[tuple[int, int]]:
    column, row = int(x // CELL_POINTS), int(y // CELL_POINTS)
    return [(column + across, row + down) for across in (-1, 0, 1) for down in (-1, 0, 1)]


def _leads_to(index: int, script: int, bases: dict[int, int]) -> bool:
    """Return True if a span is a script of a script of the other one."""
    while index in bases and index != script:
        index = bases[index]
    return index == script


def _find_base(span: TextSpan, near: Sequence[tuple[int, TextSpan]], bases: dict[int, int]) -> int | None:
    """Return the word that a span is a script of: the one before it, else the one that it opens."""
    before = [index for index, other in near if is_raised(span, other) or _is_lowered(span, other)]
    same = [index for index, other in near if index in bases and _is_next_of_script(span, other)]
    after = [index for index, other in near if index not in bases and _opens_note(span, other)]
    return next(iter([*same, *before, *after]), None)


def is_raised(span: TextSpan, base: TextSpan) -> bool:
    """Return True if a span is raised behind a word and touches it."""
    rise, gap = base.y - span.y, span.x0 - base.x1
    if not _is_between(rise, MIN_RISE_EMS, MAX_RISE_EMS, base.size) or _is_layer(base):
        return False
    if span.size <= SMALL_SHARE * base.size:
        return -0.1 * base.size < gap < MAX_GAP_EMS * base.size
    is_close = -0.1 * base.size < gap < MAX_CLOSE_GAP_EMS * base.size and rise >= MIN_LARGE_RISE_EMS * base.size
    is_figure = _FIGURE_PATTERN.fullmatch(span.text.strip()) is not None
    return is_close and is_figure and span.size <= LARGE_SHARE * base.size


def _is_lowered(span: TextSpan, base: TextSpan) -> bool:
    """Return True if a small figure is lowered behind the letter of a formula."""
    is_close = -0.1 * base.size < span.x0 - base.x1 < MAX_CLOSE_GAP_EMS * base.size
    is_low = _is_between(span.y - base.y, MIN_DROP_EMS, MAX_DROP_EMS, base.size) and not _is_layer(base)
    is_formula = span.text.strip().isdecimal() and _FORMULA_END_PATTERN.search(base.text) is not None
    return is_close and is_low and is_formula and span.size <= SMALL_SHARE * base.size


def _opens_note(span: TextSpan, note: TextSpan) -> bool:
    """Return True if a raised mark stands in front of the words of a note."""
    is_close = -0.1 * note.size < note.x0 - span.x1 < MAX_GAP_BEFORE_EMS * note.size
    is_high = _is_between(note.y - span.y, MIN_RISE_EMS, MAX_RISE_EMS, note.size)
    return is_close and is_high and span.size <= SMALL_SHARE * note.size and not _is_layer(note)


def _is_next_of_script(span: TextSpan, script: TextSpan) -> bool:
    """Return True if a span goes on with a script that is drawn in several pieces."""
    is_level = abs(span.y - script.y) < 0.1 * script.size and abs(span.size - script.size) < 0.1 * script.size
    return is_level and -0.1 * script.size < span.x0 - script.x1 < WORD_GAP_EMS * script.size


def _is_between(distance: float, least: float, most: float, size: float) -> bool:
    return least * size <= distance <= most * size


def _is_layer(span: TextSpan) -> bool:
    """Return True for the text layer of a scan, whose sizes and baselines are those of a picture."""
    return span.origin is not None and span.origin.is_invisible


def _join_scripts(base: TextSpan, scripts: Sequence[TextSpan]) -> list[TextSpan]:
    """Return the scripts of a word, pieces of one script joined, in the characters that Unicode has for them."""
    joined: list[TextSpan] = []
    for span in scripts:
        if joined and _is_next_of_script(span, joined[-1]):
            joined[-1] = joined[-1]._replace(text=joined[-1].text + span.text, x1=span.x1)
        else:
            joined.append(span)
    return [
        span._replace(text=to_subscript(span.text) if span.y > base.y else to_superscript(span.text)) for span in joined
    ]
