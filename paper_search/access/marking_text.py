"""A printed line made ready to be searched for markings: unstyled, and with slips of text recognition mended.

"N0T FOR PUBLlCATION" and "N O T  F O R  P U B L I C A T I O N" become "NOT FOR PUBLICATION".
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from paper_search.text.spans import collapse_whitespace

MAX_LINE_CHARACTERS = 1000
"""Characters of a line that are looked at."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]|~~|\\*\\*|__")
_SPACED_LETTERS = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){2,}[^\W\d_0](?![^\W_])")
_HYPHENATED = re.compile("(?i)^\\W*not[-\u2010]for[-\u2010]publication\\b")
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХІЅаеорсхіѕ", "ABEKMHOPCTXISaeopcxis")
"""Cyrillic letters that are printed as Latin ones are."""
_ZERO_IN_WORD = re.compile(r"(?<=[A-Za-z])0(?=[A-Za-z])")
_ONE_IN_WORD = re.compile(r"(?<=[A-Za-z])[1|!](?=[A-Za-z])")
_SMALL_L_IN_CAPITALS = re.compile(r"\b(?=[A-Zl]*[A-Z]{2})[A-Zl]*l[A-Zl]*\b")


def clean_line(line: str) -> str:
    """Return a line in which markings can be found."""
    line = unescape(line[:MAX_LINE_CHARACTERS]) if "&" in line else line[:MAX_LINE_CHARACTERS]
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", line)).lstrip("#> ").translate(_LOOK_ALIKES)
    text = _HYPHENATED.sub(lambda match: re.sub("[-\u2010]", " ", match.group()), text)
    # In letter-spaced print two spaces part the words, so this comes before white space is collapsed.
    text = collapse_whitespace(_SPACED_LETTERS.sub(lambda match: match.group().replace(" ", ""), text))
    text = _ONE_IN_WORD.sub("i", _ZERO_IN_WORD.sub("o", text))
    return _SMALL_L_IN_CAPITALS.sub(lambda match: match.group().replace("l", "I"), text)
