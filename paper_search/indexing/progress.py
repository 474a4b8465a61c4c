"""Progress of a build, with its pace and the time that is left.

A step is counted once. The pace is that of this build, not of what earlier ones had done.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from paper_search.records.index import Progress

ProgressCallback = Callable[[Progress], None]


def ignore_progress(step: Progress) -> None:
    """Do nothing: nobody wants to know."""


class StageReporter:
    """Reports the steps of one stage of a build to a callback."""

    def __init__(self, stage: str, callback: ProgressCallback) -> None:
        self._stage, self._callback = stage, callback
        self._began = time.monotonic()

    def report(self, done: int, total: int, source: str = "", passages: int = 0) -> None:
        """Report how far the stage is.

        Args:
            done: how many of the stage's items are done.
            total: how many there are.
            source: the file at hand.
            passages: how many passages this build has written so far.
        """
        elapsed = time.monotonic() - self._began
        per_second = done / elapsed if done and elapsed > 0 else None
        seconds_left = (total - done) / per_second if per_second else None
        self._callback(Progress(self._stage, done, total, source, passages, per_second, seconds_left))
