"""How far a build is. In: steps; out: ``Progress`` records with the pace and the time that is left.

Promised: a step is counted once; the pace is that of this build, not of what earlier ones had done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a build.

    ``stage`` is "reading" (``done`` and ``total`` are papers) or "embedding" (passages). ``source`` is the paper at
    hand, ``passages`` how many this build has written so far, ``per_second`` how many of the stage's own it does in a
    second, and ``seconds_left`` how long the stage will take at that pace; None where there is no pace yet.
    """

    stage: str
    done: int
    total: int
    source: str = ""
    passages: int = 0
    per_second: float | None = None
    seconds_left: float | None = None


ProgressCallback = Callable[[Progress], None]


def ignore_progress(step: Progress) -> None:
    """Nobody looks on."""


class StageReporter:
    """The steps of one stage of a build, told to whoever looks on."""

    def __init__(self, stage: str, callback: ProgressCallback) -> None:
        self._stage, self._callback = stage, callback
        self._began = time.monotonic()

    def report(self, done: int, total: int, source: str = "", passages: int = 0) -> None:
        """Say how far the stage is."""
        elapsed = time.monotonic() - self._began
        pace = done / elapsed if done and elapsed > 0 else None
        left = (total - done) / pace if pace else None
        self._callback(Progress(self._stage, done, total, source, passages, pace, left))
