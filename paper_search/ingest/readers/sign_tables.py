"""Signs of the fonts that hold no letters, by their places: Symbol, Wingdings, Webdings.

The places are those of the vendors' tables as Unicode gives them (WINGDING.TXT, SYMBOL.TXT). Here stand the signs that
say something wherever they are printed: ticks, crosses and boxes, told apart, arrows and figures in circles. A reader
adds what its files print besides.
"""

from __future__ import annotations

BULLET = "\u2022"
"""Stands for a sign that no table has."""
PRIVATE_START, PRIVATE_END = 0xF000, 0xF0FF
"""Characters for private use that stand for the places of such a font."""
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
SYMBOL = (
    {0x20: " ", 0xF1: "\u232a", 0xF2: "\u222b"}
    | dict(enumerate(_SYMBOL_LOW, 0x21))
    | dict(enumerate(_SYMBOL_HIGH, 0xA0))
)
WINGDINGS = {
    0x6F: "\u2610", 0x78: "\u2612", 0xA8: "\u2610", 0xFB: "\u2717", 0xFC: "\u2713", 0xFD: "\u2612", 0xFE: "\u2611",
    0xDF: "\u2190", 0xE0: "\u2192", 0xE1: "\u2191", 0xE2: "\u2193",
    0xE7: "\u2190", 0xE8: "\u2192", 0xE9: "\u2191", 0xEA: "\u2193",
    **{0x81 + place: chr(0x2460 + place) for place in range(10)},
    **{0x8C + place: chr(0x2776 + place) for place in range(10)},
}  # fmt: skip
WINGDINGS_2 = {
    0x4F: "\u2717", 0x50: "\u2713", 0x51: "\u2612", 0x52: "\u2611", 0x53: "\u2612", 0x54: "\u2612", 0xA3: "\u2610",
}  # fmt: skip
WINGDINGS_3 = {0x66: "\u2190", 0x67: "\u2192", 0x68: "\u2191", 0x69: "\u2193", 0x70: "\u25b2", 0x71: "\u25bc"}
WEBDINGS = {0x61: "\u2713", 0x63: "\u2610", 0x72: "\u2717"}
