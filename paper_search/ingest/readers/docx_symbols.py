"""Characters of the fonts of signs that Word writes by their place in the font: Symbol, Wingdings, Webdings.

The places are those of the vendors' tables as Unicode gives them (WINGDING.TXT, SYMBOL.TXT). A tick, a cross and an
empty box are told apart; a sign without a Unicode character is a bullet.
"""

from __future__ import annotations

BULLET = "\u2022"
_PRIVATE_START, _PRIVATE_END = 0xF000, 0xF0FF
"""Characters of these fonts in text: the place in the font, in an area for private use."""
_MAX_SIGNS = 2
"""Signs of one run; longer text in such a font is words whose font was set by mistake."""
_SYMBOL_LOW = (
    "!\u2200#\u2203%&\u220b()\u2217+,\u2212./0123456789:;<=>?\u2245\u0391\u0392\u03a7\u0394\u0395\u03a6\u0393\u0397\u0399\u03d1"
    "\u039a\u039b\u039c\u039d\u039f\u03a0\u0398\u03a1\u03a3\u03a4\u03a5\u03c2\u03a9\u039e\u03a8\u0396[\u2234]\u22a5_\u203e\u03b1\u03b2"
    "\u03c7\u03b4\u03b5\u03c6\u03b3\u03b7\u03b9\u03d5\u03ba\u03bb\u03bc\u03bd\u03bf\u03c0\u03b8\u03c1\u03c3\u03c4\u03c5\u03d6\u03c9"
    "\u03be\u03c8\u03b6{|}\u223c"
)
_SYMBOL_HIGH = (
    "\u20ac\u03d2\u2032\u2264\u2044\u221e\u0192\u2663\u2666\u2665\u2660\u2194\u2190\u2191\u2192\u2193\u00b0\u00b1\u2033\u2265\u00d7"
    "\u221d\u2202\u2022\u00f7\u2260\u2261\u2248\u2026\u23d0\u23af\u21b5\u2135\u2111\u211c\u2118\u2297\u2295\u2205\u2229\u222a\u2283"
    "\u2287\u2284\u2282\u2286\u2208\u2209\u2220\u2207\u00ae\u00a9\u2122\u220f\u221a\u22c5\u00ac\u2227\u2228\u21d4\u21d0\u21d1\u21d2"
    "\u21d3\u25ca\u2329\u00ae\u00a9\u2122\u2211"
)
_SYMBOL = (
    {0x21 + place: sign for place, sign in enumerate(_SYMBOL_LOW)}
    | {0xA0 + place: sign for place, sign in enumerate(_SYMBOL_HIGH)}
    | {0x20: " ", 0xF1: "\u232a", 0xF2: "\u222b"}
)
_WINGDINGS = {
    0x20: " ", 0x21: "\u270f", 0x22: "\u2702", 0x28: "\u260e", 0x29: "\u2706", 0x2A: "\u2709", 0x45: "\u261c",
    0x46: "\u261e", 0x47: "\u261d", 0x48: "\u261f", 0x4A: "\u263a", 0x4C: "\u2639", 0x6C: "\u25cf",
    0x6D: "\u274d", 0x6E: "\u25a0", 0x6F: "\u2610", 0x70: "\u2610", 0x71: "\u2751", 0x72: "\u2752",
    0x73: "\u25c6", 0x74: "\u25c6", 0x75: "\u25c6", 0x76: "\u2756", 0x77: "\u25c6", 0x78: "\u2612",
    0xA1: "\u25cb", 0xA4: "\u25c9", 0xA5: "\u25ce", 0xA7: "\u25aa", 0xA8: "\u2610", 0xAB: "\u2605",
    0xB6: "\u2606", 0xD8: "\u27a2", 0xDF: "\u2190", 0xE0: "\u2192", 0xE1: "\u2191", 0xE2: "\u2193",
    0xE7: "\u2190", 0xE8: "\u2192", 0xE9: "\u2191", 0xEA: "\u2193", 0xEF: "\u21e6", 0xF0: "\u21e8",
    0xF1: "\u21e7", 0xF2: "\u21e9", 0xFB: "\u2717", 0xFC: "\u2713", 0xFD: "\u2612", 0xFE: "\u2611",
    **{0x81 + place: chr(0x2460 + place) for place in range(10)},
    **{0x8C + place: chr(0x2776 + place) for place in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x20: " ", 0x4F: "\u2717", 0x50: "\u2713", 0x51: "\u2612", 0x52: "\u2611", 0x53: "\u2612", 0x54: "\u2612",
    0xA2: "\u25a0", 0xA3: "\u2610",
}  # fmt: skip
_WINGDINGS_3 = {
    0x20: " ", 0x66: "\u2190", 0x67: "\u2192", 0x68: "\u2191", 0x69: "\u2193", 0x6A: "\u2196", 0x6B: "\u2197",
    0x6C: "\u2199", 0x6D: "\u2198", 0x6E: "\u2194", 0x6F: "\u2195", 0x70: "\u25b2", 0x71: "\u25bc",
    0x72: "\u25b3", 0x73: "\u25bd", 0x74: "\u25c0", 0x75: "\u25b6", 0x7C: "\u25c0", 0x7D: "\u25b6",
    0x84: "\u25c0", 0x85: "\u25b6",
}  # fmt: skip
_WEBDINGS = {
    0x20: " ", 0x33: "\u25c0", 0x34: "\u25b6", 0x35: "\u25b2", 0x36: "\u25bc", 0x61: "\u2713", 0x63: "\u2610",
    0x67: "\u25a0", 0x69: "\u2139", 0x6E: "\u25cf", 0x72: "\u2717",
}  # fmt: skip
_FONTS = {
    "symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
}  # fmt: skip


def map_symbol(font: str | None, code: int) -> str:
    """Return the character at a place of a font.

    Args:
        font: the name of the font, None where it is not stated.
        code: the place, or the character for private use that stands for it.
    """
    is_private = _PRIVATE_START <= code <= _PRIVATE_END
    place = code - _PRIVATE_START if is_private else code
    table = _FONTS.get((font or "").lower())
    if table is not None and place <= 0xFF:
        return table.get(place, BULLET)
    if is_private and (place < 0x20 or 0x7F <= place < 0xA0):
        return BULLET
    return chr(place) if 0x20 <= place < 0x110000 and not 0xD800 <= place < 0xE000 else ""


def map_symbol_text(text: str, font: str | None) -> str:
    """Return text with the characters that its font of signs prints.

    Args:
        text: the text of a run.
        font: the name of its font, None where it is not stated.
    """
    is_signs = (font or "").lower() in _FONTS and len(text.strip()) <= _MAX_SIGNS
    if not is_signs and not any(_PRIVATE_START <= ord(letter) <= _PRIVATE_END for letter in text):
        return text
    return "".join(map_symbol(font, ord(letter)) if is_signs else _map_private(letter, font) for letter in text)


def _map_private(letter: str, font: str | None) -> str:
    """Return the sign of a character for private use; where its font is not stated it is most often of Wingdings."""
    place = ord(letter) - _PRIVATE_START
    table = _FONTS.get((font or "").lower(), _WINGDINGS)
    return table.get(place, BULLET) if 0 <= place <= 0xFF else letter
