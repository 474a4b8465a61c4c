"""Compounds: "well-being" and "wellbeing" are one word, which papers print either way."""

from __future__ import annotations

import re

_HYPHENATED = re.compile(r"(?<![\w-])([^\W\d_]{2,})[-\u2010\u2011]([^\W\d_]{2,})(?![\w-])")


def find_joined_compounds(text: str) -> tuple[str, ...]:
    """Return the compounds of two words that a text prints with a hyphen, without it, each once.

    Args:
        text: the text.
    """
    return tuple(dict.fromkeys(f"{first}{second}" for first, second in _HYPHENATED.findall(text)))


def join_compounds(text: str) -> str:
    """Return a text with its compounds of two words printed without their hyphens.

    Args:
        text: the text.
    """
    return _HYPHENATED.sub(r"\1\2", text)
