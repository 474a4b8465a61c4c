"""Order of reading of right-to-left text that is printed letter by letter from left to right.

A page shows letters at places. Read from left to right, words of Hebrew and Arabic come out backwards, while figures
and Latin words within them do not (Unicode Standard Annex 9, the rules L2 and L4 undone).
"""

from __future__ import annotations

import re
import unicodedata

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LETTER_PATTERN = re.compile(f"[{_RIGHT_TO_LEFT}]")
_LEFT_TO_RIGHT = r"[^\W_]"
_RUN_PATTERN = re.compile(f"[{_RIGHT_TO_LEFT}](?:[^A-Za-z\u00c0-\u024f]*[{_RIGHT_TO_LEFT}])?")
_ISLAND_PATTERN = re.compile(
    rf"(?:(?![{_RIGHT_TO_LEFT}]){_LEFT_TO_RIGHT})(?:[^{_RIGHT_TO_LEFT}()\[\]]*"
    rf"(?:(?![{_RIGHT_TO_LEFT}]){_LEFT_TO_RIGHT}))?%?"
)
_MIRRORED = str.maketrans("()[]{}<>\u00ab\u00bb", ")(][}{><\u00bb\u00ab")


def to_reading_order(text: str) -> str:
    """Return text in the order in which it is read.

    Args:
        text: characters as they stand from left to right.

    Returns:
        The same characters; text without right-to-left letters as it is.
    """
    if not _LETTER_PATTERN.search(text):
        return text
    right, left = len(_LETTER_PATTERN.findall(text)), len(re.findall(r"[A-Za-z\u00c0-\u024f]", text))
    turned = _turn(text) if right > left else _RUN_PATTERN.sub(lambda match: _turn(match[0]), text)
    return "".join(unicodedata.normalize("NFKC", char) if "\ufb1d" <= char <= "\ufefc" else char for char in turned)


def _turn(text: str) -> str:
    """Return a run turned round, but for the figures and the Latin words in it."""
    parts: list[str] = []
    end = 0
    for match in _ISLAND_PATTERN.finditer(text):
        parts += [text[end : match.start()].translate(_MIRRORED)[::-1], match[0]]
        end = match.end()
    parts.append(text[end:].translate(_MIRRORED)[::-1])
    return "".join(reversed(parts))
