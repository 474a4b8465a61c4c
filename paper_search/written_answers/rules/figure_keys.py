"""Keys by which words are compared in a rewording: the stem, and of a figure its value and sign.

£5m, £5 million and £5,000,000 are one figure, and so are three and 3; 5% is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from paper_search.written_answers.rules.lexicon import NUMBER_WORDS
from paper_search.written_answers.rules.words import TextWord

FigureKey = tuple[str, str]
"""The value of a figure, plain, and its sign: "£", "%" or none."""

_FIGURE = re.compile(r"(?P<sign>-?[£$€]?)(?P<value>\d[\d,]*(?:\.\d+)?)(?P<unit>%|bn|mn|m|k|st|nd|rd|th)?\Z")
_SCALES = {"k": 1000, "thousand": 1000, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
SCALE_WORDS = frozenset(("thousand", "million", "billion"))


def find_keys(words: Sequence[TextWord]) -> list[str | FigureKey]:
    """Return the key of each word."""
    following = [word.form for word in words[1:]] + ["", ""]
    return [
        find_figure_key(word.form, following[index], following[index + 1]) or word.stem
        for index, word in enumerate(words)
    ]


def find_figure_key(form: str, following: str = "", second: str = "") -> FigureKey | None:
    """Return the key of a figure; None for another word.

    Args:
        form: the word, normalised.
        following: the word behind it, which may be its unit.
        second: the word behind that.
    """
    figure = _FIGURE.match(NUMBER_WORDS.get(form, form))
    if not figure:
        return (form, "") if any(sign.isdigit() for sign in form) else None
    unit = figure["unit"] or ""
    value = Decimal(figure["value"].replace(",", ""))
    value *= _SCALES.get(unit, 1) * (_SCALES[following] if following in SCALE_WORDS else 1)
    is_share = unit == "%" or following in ("percent", "pct") or (following, second) == ("per", "cent")
    sign = figure["sign"]
    return f"{value.normalize():f}", f"{sign}%" if is_share else sign
