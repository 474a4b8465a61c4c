"""Characters of the fonts of signs that Word writes by their place in the font: Symbol, Wingdings, Webdings.

A sign without a Unicode character is a bullet.
"""

from __future__ import annotations

from paper_search.ingest.readers import sign_tables
from paper_search.ingest.readers.sign_tables import BULLET, PRIVATE_END, PRIVATE_START

_MAX_SIGNS = 2
"""Signs of one run; longer text in such a font is words whose font was set by mistake."""
_WINGDINGS = sign_tables.WINGDINGS | {
    0x20: " ", 0x21: "\u270f", 0x22: "\u2702", 0x28: "\u260e", 0x29: "\u2706", 0x2A: "\u2709", 0x45: "\u261c",
    0x46: "\u261e", 0x47: "\u261d", 0x48: "\u261f", 0x4A: "\u263a", 0x4C: "\u2639", 0x6C: "\u25cf",
    0x6D: "\u274d", 0x6E: "\u25a0", 0x70: "\u2610", 0x71: "\u2751", 0x72: "\u2752", 0x73: "\u25c6",
    0x74: "\u25c6", 0x75: "\u25c6", 0x76: "\u2756", 0x77: "\u25c6", 0xA1: "\u25cb", 0xA4: "\u25c9",
    0xA5: "\u25ce", 0xA7: "\u25aa", 0xAB: "\u2605", 0xB6: "\u2606", 0xD8: "\u27a2", 0xEF: "\u21e6",
    0xF0: "\u21e8", 0xF1: "\u21e7", 0xF2: "\u21e9",
}  # fmt: skip
_WINGDINGS_2 = sign_tables.WINGDINGS_2 | {0x20: " ", 0xA2: "\u25a0"}
_WINGDINGS_3 = sign_tables.WINGDINGS_3 | {
    0x20: " ", 0x6A: "\u2196", 0x6B: "\u2197", 0x6C: "\u2199", 0x6D: "\u2198", 0x6E: "\u2194", 0x6F: "\u2195",
    0x72: "\u25b3", 0x73: "\u25bd", 0x74: "\u25c0", 0x75: "\u25b6", 0x7C: "\u25c0", 0x7D: "\u25b6",
    0x84: "\u25c0", 0x85: "\u25b6",
}  # fmt: skip
_WEBDINGS = sign_tables.WEBDINGS | {
    0x20: " ", 0x33: "\u25c0", 0x34: "\u25b6", 0x35: "\u25b2", 0x36: "\u25bc", 0x67: "\u25a0", 0x69: "\u2139",
    0x6E: "\u25cf",
}  # fmt: skip
_FONTS = {
    "symbol": sign_tables.SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
}  # fmt: skip


def map_symbol(font: str | None, code: int) -> str:
    """Return the character at a place of a font.

    Args:
        font: the name of the font, None where it is not stated.
        code: the place, or the character for private use that stands for it.
    """
    is_private = PRIVATE_START <= code <= PRIVATE_END
    place = code - PRIVATE_START if is_private else code
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
    if not is_signs and not any(PRIVATE_START <= ord(letter) <= PRIVATE_END for letter in text):
        return text
    return "".join(map_symbol(font, ord(letter)) if is_signs else _map_private(letter, font) for letter in text)


def _map_private(letter: str, font: str | None) -> str:
    """Return the sign of a character for private use; where its font is not stated it is most often of Wingdings."""
    place = ord(letter) - PRIVATE_START
    table = _FONTS.get((font or "").lower(), _WINGDINGS)
    return table.get(place, BULLET) if 0 <= place <= 0xFF else letter
