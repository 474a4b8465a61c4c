"""What happens while an index is being made, as lines: JSON for a program, words for a person.

In: steps, changes and reports; out: one line each on stdout, at once.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from paper_search.cli.output import progress_bar
from paper_search.records import BuildReport

if TYPE_CHECKING:
    from collections.abc import Callable

    from paper_search.records.index import BuildFailure, FileChange, Progress


def open_progress(is_json: bool) -> AbstractContextManager[Callable[[Progress], None]]:
    """Whom to tell of steps: a bar on a terminal, or one JSON line a step."""
    return nullcontext(_print_step) if is_json else progress_bar()


def print_json_line(**fields: Any) -> None:
    """One event as one line of JSON."""
    print(json.dumps(fields, ensure_ascii=False, default=str), flush=True)


def _print_step(step: Progress) -> None:
    print_json_line(event="progress", **asdict(step))


def print_build_report(report: BuildReport) -> None:
    """The end of a build, as JSON."""
    print_json_line(event="built", **asdict(report))


def print_watch_event(event: FileChange | BuildFailure | BuildReport, is_json: bool) -> None:
    """What a watch has to tell; a build that changed nothing is told to programs alone."""
    from paper_search.cli import terminal
    from paper_search.records.index import BuildFailure, FileChange

    if is_json and isinstance(event, BuildReport):
        print_build_report(event)
    elif is_json:
        print_json_line(**asdict(event) if isinstance(event, FileChange) else {"event": "trouble", **asdict(event)})
    elif isinstance(event, FileChange):
        print(
            terminal.escape_unprintable(event.source),
            event.event,
            *([event.why] if event.why else []),
            sep=": ",
            flush=True,
        )
    elif isinstance(event, BuildFailure):
        print(f"waiting: {event.message}", flush=True)
