"""Unit of a sentence that may be taken out whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """Words that may be taken out.

    Attributes:
        start: the index of the first one.
        end: the index behind the last one.
        closes: a comma that closes them goes with them.
    """

    start: int
    end: int
    closes: bool = False
