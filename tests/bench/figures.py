"""The record that every benchmark returns, and the options it is given.

Comes in: what was measured. Goes out: one line of a table each. Promised: whether a target was reached is worked out
here, from the value and the target, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to reach: at least, or at most, so much."""

    bound: float
    at_least: bool

    def is_reached(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured. A value of None is something that could not be measured here; the note says why."""

    name: str
    value: float | None
    unit: str = ""
    target: Target | None = None
    note: str = ""

    @property
    def is_target_met(self) -> bool | None:
        """Whether the target was reached; None where there is no target, or no value."""
        if self.target is None or self.value is None:
            return None
        return self.target.is_reached(self.value)


@dataclass(frozen=True, slots=True)
class Options:
    """What one run of the benchmarks was asked for: each benchmark takes what concerns it."""

    scratch: Path
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    passages: int = 20_000
    questions: int = 200
    seconds: float = 60.0
    pdfs: tuple[str, ...] = ()


def at_least(bound: float) -> Target:
    return Target(bound, at_least=True)


def at_most(bound: float) -> Target:
    return Target(bound, at_least=False)


def ratio(name: str, ours: float, theirs: float, target: Target | None = None, note: str = "") -> Figure:
    """How many times one figure is the other."""
    return Figure(name, ours / theirs if theirs else None, "×", target, note)
