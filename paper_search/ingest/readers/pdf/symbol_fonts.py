"""Signs of fonts that hold no letters: Symbol, Wingdings, Webdings and ZapfDingbats.

Their places are those of the vendors' tables as Unicode gives them. Ticks, crosses and boxes are told apart, since a
form says yes or no with them; what else such a font holds opens an item of a list, and is a bullet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

BULLET = "\u2022"
_PRIVATE_START, _PRIVATE_END = 0xF000, 0xF0FF
"""Characters for private use that stand for the places of a font."""
_NAME_PATTERN = re.compile(
    r"(?:[a-z]{6}\+)?(?P<family>symbol|wingdings[ -]?[23]?|webdings|zapf ?dingbats)"
    r"(?:mt|ps|itc|std|regular|bold|italic|[ ,_-])*",
    re.I,
)
_SYMBOL_LOW = (
    " !\u2200#\u2203%&\u220b()\u2217+,\u2212./0123456789:;<=>?\u2245\u0391\u0392\u03a7\u2206\u0395\u03a6\u0393\u0397"
    "\u0399\u03d1"
    "\u039a\u039b\u039c\u039d\u039f\u03a0\u0398\u03a1\u03a3\u03a4\u03a5\u03c2\u03a9\u039e\u03a8\u0396[\u2234]\u22a5_\u203e\u03b1"
    "\u03b2\u03c7\u03b4\u03b5\u03c6\u03b3\u03b7\u03b9\u03d5\u03ba\u03bb\u03bc\u03bd\u03bf\u03c0\u03b8\u03c1\u03c3\u03c4\u03c5\u03d6"
    "\u03c9\u03be\u03c8\u03b6{|}\u223c"
)
_SYMBOL_HIGH = (
    "\u20ac\u03d2\u2032\u2264\u2044\u221e\u0192\u2663\u2666\u2665\u2660\u2194\u2190\u2191\u2192\u2193\u00b0\u00b1\u2033\u2265"
    "\u00d7\u221d\u2202\u2022\u00f7\u2260\u2261\u2248\u2026\u23d0\u2013\u21b5\u2135\u2111\u211c\u2118\u2297\u2295\u2205\u2229"
    "\u222a\u2283\u2287\u2284\u2282\u2286\u2208\u2209\u2220\u2207\u00ae\u00a9\u2122\u220f\u221a\u22c5\u00ac\u2227\u2228\u21d4"
    "\u21d0\u21d1\u21d2\u21d3\u25ca\u2329\u00ae\u00a9\u2122\u2211"
)
_SYMBOL = dict(enumerate(_SYMBOL_LOW, 0x20)) | dict(enumerate(_SYMBOL_HIGH, 0xA0)) | {0xF2: "\u222b"}
_WINGDINGS = {
    0x6F: "\u2610", 0x78: "\u2612", 0xA8: "\u2610", 0xFB: "\u2717", 0xFC: "\u2713", 0xFD: "\u2612", 0xFE: "\u2611",
    0xDF: "\u2190", 0xE0: "\u2192", 0xE1: "\u2191", 0xE2: "\u2193",
    0xE7: "\u2190", 0xE8: "\u2192", 0xE9: "\u2191", 0xEA: "\u2193",
    0xF0: "\u2192", **{0x81 + place: chr(0x2460 + place) for place in range(10)},
    **{0x8C + place: chr(0x2776 + place) for place in range(10)},
}  # fmt: skip
_TABLES: dict[str, Mapping[int, str]] = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings2": {
        0x4F: "\u2717", 0x50: "\u2713", 0x51: "\u2612", 0x52: "\u2611", 0x53: "\u2612", 0x54: "\u2612", 0xA3: "\u2610",
    },
    "wingdings3": {0x66: "\u2190", 0x67: "\u2192", 0x68: "\u2191", 0x69: "\u2193", 0x70: "\u25b2", 0x71: "\u25bc"},
    "webdings": {0x61: "\u2713", 0x63: "\u2610", 0x72: "\u2717"},
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
    place = ord(char) - _PRIVATE_START
    if not 0x20 <= place <= 0xFF or 0x7F <= place < 0xA0:
        return BULLET
    return chr(place)


def _map_character(table: Mapping[int, str], code: int, char: str) -> str:
    if _PRIVATE_START <= code <= _PRIVATE_END:
        code -= _PRIVATE_START
    elif code > 0xFF:
        return char
    return " " if code in (0x20, 0xA0) and table is not _SYMBOL else table.get(code, BULLET)
