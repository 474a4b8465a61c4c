"""Progress where no terminal is: lines that say how far a stage is, also while one step takes long."""

from __future__ import annotations

import io
from threading import Event

import pytest

from paper_search.cli.progress_lines import format_step, show_progress
from paper_search.records.index import Progress

STEPS = [
    (Progress("reading", 120, 400, seconds_left=240.0), "reading: 120 of 400 papers (30 %), about 4 minutes left",
     "minutes are enough for what takes minutes"),
    (Progress("embedding", 1200, 4000, seconds_left=61.6), "embedding: 1,200 of 4,000 passages (30 %), about 62 s left",
     "passages are the unit of the second stage"),
    (Progress("reading", 1, 9000, seconds_left=9000.0), "reading: 1 of 9,000 papers (0 %), about 2.5 hours left",
     "hours for a whole archive"),
    (Progress("reading", 0, 400), "reading: 0 of 400 papers (0 %)", "no pace is known yet"),
    (Progress("reading", 0, 0), "reading: 0 of 0 papers", "an empty corpus"),
    (Progress("bm25, search", 5, 10, seconds_left=0.2), "bm25, search: 5 of 10 questions (50 %), about 1 s left",
     "an evaluation asks questions"),
    (Progress("reading", 400, 400, seconds_left=0.0), "reading: 400 of 400 papers (100 %)", "nothing is left"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "line", "why"), STEPS, ids=[row[2] for row in STEPS])
def test_a_step_is_said_in_words(step: Progress, line: str, why: str) -> None:
    assert format_step(step) == line, why


class Recorder(io.StringIO):
    """A stream that tells when two lines have been written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.has_two_lines = Event()

    def flush(self) -> None:
        if self.getvalue().count("\n") >= 2:
            self.has_two_lines.set()


def test_a_step_that_takes_long_is_said_again() -> None:
    stream = Recorder()
    with show_progress(stream, seconds_between_lines=0.001) as show:
        show(Progress("reading", 3, 4))
        assert stream.has_two_lines.wait(60)
    lines = stream.getvalue().splitlines()
    assert set(lines) == {"reading: 3 of 4 papers (75 %)"}
    assert stream.getvalue().splitlines() == lines, "nothing is written after the end"


def test_a_short_command_writes_nothing() -> None:
    stream = io.StringIO()
    with show_progress(stream, seconds_between_lines=3600) as show:
        show(Progress("reading", 4, 4))
    assert stream.getvalue() == ""


def test_a_terminal_has_a_bar_for_each_stage() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with show_progress(stream) as show:
        show(Progress("reading", 4, 4))
        show(Progress("embedding", 30, 60))
    assert "reading: 100%" in stream.getvalue() and "embedding:  50%" in stream.getvalue()
    assert "30/60" in stream.getvalue()
