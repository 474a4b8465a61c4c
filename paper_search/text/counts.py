"""Counts in words: a number with its noun."""

from __future__ import annotations


def format_count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: "1 paper", "2,000 papers".

    Args:
        number: how many there are.
        singular: the noun for one.
        plural: the noun for any other number; by default the singular with an "s".
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
