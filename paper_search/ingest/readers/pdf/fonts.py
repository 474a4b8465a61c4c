"""Fonts of a PDF as pypdf reads them: the letters of their strings, and which letters nobody can tell.

A font without a map to letters shows glyphs by their numbers alone. Those are counted, and never taken for letters.
"""

from __future__ import annotations

from typing import Any

from pypdf.generic._font import Font

from paper_search.ingest.readers.pdf.graphics import DecodedText
from paper_search.ingest.readers.pdf.symbol_fonts import find_sign_table, map_sign
from paper_search.ingest.readers.sign_tables import BULLET

_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
_UNUSED_CODES = str.maketrans(dict.fromkeys("\x7f\x81\x8d\x8f\x90\x9d", "\u2022"))
"""Codes that the Windows encoding leaves unused stand for a bullet (PDF 32000-1, annex D.2)."""
_NUMBERS = frozenset(map(chr, {*range(1, 32)} - {9, 10, 13}))
"""Codes of no encoding: a font that shows glyphs under them has numbered them."""
_IDENTITY_ORDERINGS = ("Identity", "UCS", "None")
"""Character collections whose numbers are those of the glyphs (ISO 32000-1, clause 9.7.5.2)."""


class PypdfFont:
    """A pypdf font with a cache of its decoded strings."""

    def __init__(self, resource: Any) -> None:
        """Read a font dictionary."""
        font = Font.from_font_resource(resource)
        name = font.name.lower()
        weight = str(font.font_descriptor.weight)
        self.bold = any(word in name for word in _BOLD_NAMES) or (weight.isdecimal() and int(weight) >= 600)
        self.space_width = float(font.space_width or 250) / 1000
        self._signs = find_sign_table(font.name)
        self._has_encoding = "/Encoding" in resource
        self._is_numbered = _shows_numbers(resource)
        self._font, self._decoded = font, dict[bytes, DecodedText]()

    def decode(self, raw: bytes) -> DecodedText:
        """Decode a string operand, from the cache where it was decoded before."""
        decoded = self._decoded.get(raw)
        if decoded is None:
            decoded = self._decoded[raw] = self._decode_string(raw)
        return decoded

    def _decode_string(self, raw: bytes) -> DecodedText:
        codes, decoded = self._split_codes(raw)
        widths = self._font.character_widths
        text = "".join(map(self._map_glyph, codes, decoded))
        width = sum(widths.get(char, widths["default"]) for char in codes)
        spaces = raw.count(b" ") if len(raw) == len(codes) else 0
        unmapped = sum(map(self._is_unmapped, codes, decoded)) if self._signs is None else 0
        return DecodedText(text, width / 1000, len(codes), spaces, unmapped)

    def measure_glyphs(self, raw: bytes) -> list[tuple[str, float, bool]]:
        """Return the text of each glyph, its width in ems, and True if word spacing is added to it."""
        widths = self._font.character_widths
        codes, decoded = self._split_codes(raw)
        is_simple = len(raw) == len(codes)
        return [
            (
                self._map_glyph(code, char),
                widths.get(code, widths["default"]) / 1000,
                is_simple and raw[index : index + 1] == b" ",
            )
            for index, (code, char) in enumerate(zip(codes, decoded, strict=False))
        ]

    def _split_codes(self, raw: bytes) -> tuple[str, list[str]]:
        """Return one character for each code, and what they decode to: a character, or the name of a glyph."""
        encoding = self._font.encoding
        if isinstance(encoding, str):
            decoded = raw.decode(encoding, "replace")
            return decoded, list(decoded)
        return raw.decode("latin-1"), [encoding.get(byte, chr(byte)).translate(_UNUSED_CODES) for byte in raw]

    def _map_glyph(self, code: str, char: str) -> str:
        mapped: str = self._font.character_map.get(char, char)
        if self._signs is not None:
            is_place = char not in self._font.character_map and not self._has_encoding
            mapped = map_sign(self._signs, code if is_place else mapped)
        elif mapped is char and _is_glyph_name(char):
            mapped = BULLET
        return mapped.replace("\0", "")

    def _is_unmapped(self, code: str, char: str) -> bool:
        """Return True if nobody can tell the letter of a glyph."""
        is_number = self._is_numbered or _is_glyph_name(char) or (char == code and code in _NUMBERS)
        return is_number and char not in self._font.character_map


def _is_glyph_name(char: str) -> bool:
    """Return True for the name of a glyph that stands for no character: pypdf gives "/g18" as it is."""
    return len(char) > 1 and char.startswith("/")


def _shows_numbers(resource: Any) -> bool:
    """Return True for a composite font whose strings are the numbers of glyphs."""
    if resource.get("/Subtype") != "/Type0" or "/ToUnicode" in resource:
        return False
    encoding = resource.get("/Encoding")
    if isinstance(encoding, str) and not encoding.startswith("/Identity"):
        return False
    descendants = resource.get("/DescendantFonts")
    descendant = descendants[0].get_object() if descendants else {}
    system = descendant.get("/CIDSystemInfo")
    ordering = str(system.get_object().get("/Ordering", "Identity")) if system is not None else "Identity"
    return ordering in _IDENTITY_ORDERINGS
