"""Characters that XML cannot hold (XML 1.0, section 2.2), and that other forms of text are better without."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def replace_unprintable(words: str) -> str:
    """Return words with U+FFFD in the place of each character that XML cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words)
