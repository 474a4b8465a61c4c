"""Signs of fonts that hold no letters: Symbol, Wingdings, Webdings and ZapfDingbats.

Ticks, crosses and boxes are told apart, since a
form says yes or no with them; what else such a font holds opens an item of a list, and is a bullet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from paper_search.ingest.readers import sign_tables
from paper_search.ingest.readers.sign_tables import BULLET, PRIVATE_END, PRIVATE_START

_NAME_PATTERN = re.compile(
    r"(?:[a-z]{6}\+)?(?P<family>symbol|wingdings[ -]?[23]?|webdings|zapf ?dingbats)"
    r"(?:mt|ps|itc|std|regular|bold|italic|[ ,_-])*",
    re.I,
)
_SYMBOL = sign_tables.SYMBOL | {0x44: "\u2206", 0xBE: "\u2013", 0xF1: BULLET}
"""Fonts of PDFs print an increment, a dash and no bracket where those of Word print a letter, a line and a bracket."""
_TABLES: dict[str, Mapping[int, str]] = {
    "symbol": _SYMBOL,
    "wingdings": sign_tables.WINGDINGS | {0xF0: "\u2192"},
    "wingdings2": sign_tables.WINGDINGS_2,
    "wingdings3": sign_tables.WINGDINGS_3,
    "webdings": sign_tables.WEBDINGS,
    "zapfdingbats": {
        0x33: "\u2713", 0x34: "\u2714", 0x35: "\u2715", 0x36: "\u2716", 0x37: "\u2717", 0x38: "\u2718", 0x6E: "\u25a0",
        0x6F: "\u2610", 0x70: "\u2610", 0x71: "\u2610", 0x72: "\u2610", 0xD4: "\u2192", 0xD5: "\u2192",
        **{0xAC + place: chr(0x2460 + place) for place in range(10)},
        **{0xB6 + place: chr(0x2776 + place) for place in range(10)},
    },
}  # fmt: skip


def find_sign_table(name: str) -> Mapping[int, str] | None:
    """Return the signs of a font by their places, None for a font of letters.

    Args:
        name: the name of the font, with the prefix of a subset.
    """
    match = _NAME_PATTERN.fullmatch(name)
    return _TABLES[re.sub(r"[ -]", "", match["family"].lower())] if match else None


def map_sign(table: Mapping[int, str], text: str) -> str:
    """Return the sign that the text of a glyph stands for.

    Args:
        table: the signs of its font.
        text: characters that are the places in the font, or characters of Unicode, which are kept.
    """
    return "".join(_map_character(table, ord(char), char) for char in text)


def map_private(char: str) -> str:
    """Return the letter or the sign of a character for private use whose font has another name.

    Symbolic fonts put their letters there, in the order of Windows. Bullets are as Word writes them.
    """
    place = ord(char) - PRIVATE_START
    if not 0x20 <= place <= 0xFF or 0x7F <= place < 0xA0:
        return BULLET
    return chr(place)


def _map_character(table: Mapping[int, str], code: int, char: str) -> str:
    if PRIVATE_START <= code <= PRIVATE_END:
        code -= PRIVATE_START
    elif code > 0xFF:
        return char
    return " " if code in (0x20, 0xA0) and table is not _SYMBOL else table.get(code, BULLET)
