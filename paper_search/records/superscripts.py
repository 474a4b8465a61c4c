"""The notation of raised and lowered figures in reading texts and passages, and the form of a text that is matched.

Readers print raised figures as superscript characters ("2019⁴", "40 m²", "10⁶") and lowered ones as subscripts
("CO₂"), so that they never join the figure before them. Some of the raised ones point to notes; those are no part of
what is matched and embedded.
"""

from __future__ import annotations

import re

_PLAIN_DIGITS, _SIGNS, _PLAIN_SIGNS = "0123456789", "\u207a\u207b\u207c\u207d\u207e", "+-=()"
_RAISED_DIGITS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_LOWERED_DIGITS = "".join(chr(0x2080 + digit) for digit in range(10))
_LETTERS = "abcdefghijklmnoprstuvwxyz"
_RAISED_LETTERS = (
    "\u1d43\u1d47\u1d9c\u1d48\u1d49\u1da0\u1d4d\u02b0\u2071\u02b2\u1d4f\u02e1\u1d50\u207f\u1d52\u1d56\u02b3\u02e2"
    "\u1d57\u1d58\u1d5b\u02b7\u02e3\u02b8\u1dbb"
)
"""Unicode has no raised q."""
TO_RAISED = str.maketrans(
    dict(zip(_PLAIN_DIGITS + _PLAIN_SIGNS + _LETTERS, _RAISED_DIGITS + _SIGNS + _RAISED_LETTERS, strict=True))
    | {"\u2212": "\u207b", "\u2013": "\u207b"}
)
TO_LOWERED = str.maketrans(dict(zip(_PLAIN_DIGITS, _LOWERED_DIGITS, strict=True)))
_TO_PLAIN = str.maketrans(dict(zip(_RAISED_DIGITS + _LOWERED_DIGITS, _PLAIN_DIGITS * 2, strict=True)))
_ANY_PATTERN = re.compile(f"[{_RAISED_DIGITS}{_RAISED_LETTERS}{_LOWERED_DIGITS}]")
RAISED_CHARACTERS = _RAISED_DIGITS + _RAISED_LETTERS + _SIGNS
"""What a raised run consists of."""
_RAISED = f"[{_RAISED_DIGITS}{_RAISED_LETTERS}{_SIGNS}]"
_RUN_PATTERN = re.compile(rf"{_RAISED}+(?:\s?[,;\u2013-]\s?{_RAISED}+)*(?![\u2044/\w])|[{_LOWERED_DIGITS}]+")
"""A raised run, with the commas between several marks, or a lowered one; a fraction (¹⁄₂, ¹/2) is neither."""
_NOTE_PATTERN = re.compile(
    rf"(?:[{_RAISED_DIGITS}]{{1,3}}[{_RAISED_LETTERS}]?|[{_RAISED_LETTERS}])(?:[\s,;\u2013-]+[{_RAISED_DIGITS}{_RAISED_LETTERS}]{{1,3}})*"
    rf"|\u207d[{_RAISED_DIGITS}{_RAISED_LETTERS}]{{1,3}}\u207e"
)
_UNIT_PATTERN = re.compile(
    r"(?<![^\W\d_])(?:[kcmd\u00b5\u03bc]?m|ft|in|yd|mi|feet|inch(?:es)?|yards?|miles?|(?:kilo|centi|milli)?met(?:re|er)s?)$"
    r"|(?<![^\W\d_])(?:CO|NO|SO)$|(?<!\w)[A-Za-z]$"
)
"""A unit of length, a gas that is written with a raised figure by mistake, or a single letter: no figure is joined."""
_MONEY_PATTERN = re.compile(r"[\u00a3$\u20ac]\s?[\d.,]+\s?m$")
_POWER_PATTERN = re.compile(r"(?<![\d.,])10$")
_TIMES_PATTERN = re.compile(r"[x\u00d7*\u00b7]\s*10$")
_CONTEXT_CHARACTERS = 24
"""Characters before a raised run that say whether it points to a note."""


def mask_note_marks(text: str) -> str:
    """Return the text with spaces for its note marks and plain figures for those of units, so that offsets stay.

    "2019⁴" becomes "2019 ", "£3.5m¹²" becomes "£3.5m  ", "40 m²" becomes "40 m2" and "CO₂" becomes "CO2". A power of
    ten stays as it is, since "106" is another figure than 10⁶.
    """
    if text.isascii() or not _ANY_PATTERN.search(text):
        return text
    return _RUN_PATTERN.sub(_mask_run, text)


def _mask_run(match: re.Match[str]) -> str:
    run, before = match[0], match.string[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()]
    if run[0] in _LOWERED_DIGITS:
        return run.translate(_TO_PLAIN)
    if run in ("\u00b2", "\u00b3") and _UNIT_PATTERN.search(before) and not _MONEY_PATTERN.search(before):
        return run.translate(_TO_PLAIN)
    if is_power(run, before) or not _NOTE_PATTERN.fullmatch(run):
        return run
    return " " * len(run)


def is_power(run: str, before: str) -> bool:
    """Return True if a raised run is a power of ten: 10⁶, or 4 × 10².

    Args:
        run: the raised characters.
        before: the text before them.
    """
    is_small = run in ("\u00b9", "\u00b2")
    return bool((_TIMES_PATTERN if is_small else _POWER_PATTERN).search(before)) and not re.search(r"[,;\s]", run)


def find_powers(text: str) -> list[tuple[int, int]]:
    """Return the spans of the raised figures of powers of ten, in order."""
    if text.isascii() or not _ANY_PATTERN.search(text):
        return []
    return [
        match.span()
        for match in _RUN_PATTERN.finditer(text)
        if is_power(match[0], text[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()])
    ]
