"""Numbers as lists print them. In: a style's name and a number; out: "4", "d", "iv" and the like."""

from __future__ import annotations

_ROMAN_NUMERALS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


MAX_ROMAN = 3999
"""The last number that has a Roman numeral; lists that claim to begin beyond it are printed in figures."""


def format_number(style: str, number: int) -> str:
    """The number in a style as Word names them (decimal, lowerLetter, upperRoman …); unknown ones as decimal."""
    if style == "decimalZero":
        return f"{number:02d}"
    if style == "ordinal":
        return f"{number}{_ordinal_suffix(number)}"
    if not 1 <= number <= MAX_ROMAN or style not in ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman"):
        return str(number)
    printed = _to_letters(number) if style.endswith("Letter") else _to_roman(number)
    return printed.upper() if style.startswith("upper") else printed


def _to_letters(number: int) -> str:
    """a to z, then aa, bb, cc as word processors go on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _to_roman(number: int) -> str:
    printed = ""
    for value, letters in _ROMAN_NUMERALS:
        count, number = divmod(number, value)
        printed += letters * count
    return printed


def _ordinal_suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
