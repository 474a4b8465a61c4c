"""The output of the command line: exit codes, JSON on stdout, progress bars on a terminal only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from paper_search.records import BuildReport

if TYPE_CHECKING:
    from paper_search.records.index import BuildFailure, FileChange, Progress
    from paper_search.schemas import BaseSchema

EXIT_OK, EXIT_NOTHING_FOUND, EXIT_USAGE_ERROR, EXIT_INTERRUPTED = 0, 1, 2, 130
_PROGRESS_UNITS = {"reading": "paper", "embedding": "passage"}


def print_result(as_json: bool, schema: Callable[[], BaseSchema], text: Callable[[], str]) -> None:
    """Print a result as JSON or as text.

    Args:
        as_json: whether JSON is wanted.
        schema: gives the result for JSON.
        text: gives the result for a person.
    """
    if as_json:
        print_json(schema().to_json())
    else:
        print(text())


def print_json(fields: dict[str, Any]) -> None:
    """Print fields as indented JSON."""
    print(json.dumps(fields, ensure_ascii=False, indent=2, default=str))


def print_json_line(**fields: Any) -> None:
    """Print fields as one line of JSON, at once."""
    print(json.dumps(fields, ensure_ascii=False, default=str), flush=True)


def open_progress(as_json: bool) -> AbstractContextManager[Callable[[Progress], None]]:
    """Return the context of what is told of steps: a bar on a terminal, or one JSON line a step."""
    return nullcontext(_print_step) if as_json else progress_bar()


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Draw a bar for each stage on a terminal; nothing elsewhere."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def show(step: Progress) -> None:
        if step.stage not in bars:
            unit = _PROGRESS_UNITS.get(step.stage, "question")
            bars[step.stage] = tqdm(total=step.total, desc=step.stage, unit=unit, disable=None)
        bars[step.stage].update(step.done - bars[step.stage].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def _print_step(step: Progress) -> None:
    from paper_search.schemas import ProgressSchema

    print_json_line(event="progress", **ProgressSchema.from_record(step).to_json())


def print_build_report(report: BuildReport) -> None:
    """Print the end of a build as one line of JSON."""
    from paper_search.schemas import BuildReportSchema

    print_json_line(event="built", **BuildReportSchema.from_record(report).to_json())


def print_watch_event(event: FileChange | BuildFailure | BuildReport, as_json: bool) -> None:
    """Print what happened while papers were watched; a build that changed nothing is told to programs alone.

    Args:
        event: a file that changed, a build that failed or a build that ended.
        as_json: whether one line of JSON is wanted.
    """
    from paper_search.cli.terminal import escape_unprintable
    from paper_search.records.index import BuildFailure, FileChange
    from paper_search.schemas import FileChangeSchema

    if as_json and isinstance(event, BuildReport):
        print_build_report(event)
    elif as_json and isinstance(event, FileChange):
        print_json_line(**FileChangeSchema.from_record(event).to_json())
    elif as_json and isinstance(event, BuildFailure):
        print_json_line(event="trouble", message=event.message)
    elif isinstance(event, FileChange):
        parts = [event.event, *([event.why] if event.why else [])]
        print(escape_unprintable(event.source), *parts, sep=": ", flush=True)
    elif isinstance(event, BuildFailure):
        print(f"waiting: {event.message}", flush=True)
