"""Lists in words: "A, B and C"."""

from __future__ import annotations

from collections.abc import Sequence


def join_words(values: Sequence[str], conjunction: str = "and") -> str:
    """Return a list in words: "A", "A and B", "A, B and C".

    Args:
        values: its parts; none make an empty text.
        conjunction: what stands before the last.
    """
    if len(values) < 2:
        return "".join(values)
    return f"{', '.join(values[:-1])} {conjunction} {values[-1]}"
