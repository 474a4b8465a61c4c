"""Progress of a long command: a bar for each stage on a terminal, and elsewhere a line every ten seconds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from paper_search.records.index import Progress

SECONDS_BETWEEN_LINES = 10.0
_UNITS = {"reading": "paper", "publishing": "paper", "embedding": "passage", "fetching": "meeting"}


@contextmanager
def show_progress(
    stream: TextIO | None = None, seconds_between_lines: float = SECONDS_BETWEEN_LINES
) -> Iterator[Callable[[Progress], None]]:
    """Yield what is called with each step, and show how far the command is meanwhile.

    Args:
        stream: where it is shown; the standard error stream by default.
        seconds_between_lines: how often a line is written where the stream is no terminal.
    """
    stream = stream or sys.stderr
    shown = _show_bars(stream) if stream.isatty() else _write_lines(stream, seconds_between_lines)
    with shown as show:
        yield show


def format_step(step: Progress) -> str:
    """Return how far a stage is: "reading: 120 of 400 papers (30 %), about 4 minutes left"."""
    unit = _UNITS.get(step.stage, "question")
    share = f" ({100 * step.done // step.total} %)" if step.total else ""
    left = "" if step.seconds_left is None or step.done >= step.total else f", {_format_time(step.seconds_left)} left"
    return f"{step.stage}: {step.done:,} of {step.total:,} {unit}s{share}{left}"


def _format_time(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(round(seconds), 1)} s"
    return f"about {round(seconds / 60)} minutes" if seconds < 5400 else f"about {seconds / 3600:.1f} hours"


@contextmanager
def _show_bars(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def show(step: Progress) -> None:
        if step.stage not in bars:
            unit = f" {_UNITS.get(step.stage, 'question')}s"
            bars[step.stage] = tqdm(total=step.total, desc=step.stage, unit=unit, file=stream)
        bars[step.stage].update(step.done - bars[step.stage].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


@contextmanager
def _write_lines(stream: TextIO, seconds_between_lines: float) -> Iterator[Callable[[Progress], None]]:
    """Write the last step again and again: one that takes long is no silence."""
    ended, steps = threading.Event(), list[Any]([None])

    def write() -> None:
        while not ended.wait(seconds_between_lines):
            if steps[0] is not None:
                print(format_step(steps[0]), file=stream, flush=True)

    def keep(step: Progress) -> None:
        steps[0] = step

    writer = threading.Thread(target=write, name="progress-lines", daemon=True)
    writer.start()
    try:
        yield keep
    finally:
        ended.set()
        writer.join()
