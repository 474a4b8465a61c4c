"""The output of the command line: exit codes, JSON on stdout, progress on stderr."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from paper_search.records import BuildReport

if TYPE_CHECKING:
    from paper_search.records.index import BuildFailure, FileChange, Progress
    from paper_search.schemas import BaseSchema

EXIT_OK, EXIT_NOTHING_FOUND, EXIT_USAGE_ERROR, EXIT_SOME_FAILED, EXIT_SITE_REFUSED, EXIT_INTERRUPTED = (
    0,
    1,
    2,
    3,
    4,
    130,
)
EXIT_CODES = (
    (EXIT_OK, "Done."),
    (EXIT_NOTHING_FOUND, "No answer or nothing to list, no papers yet, or 'check' or --strict found a fault."),
    (EXIT_USAGE_ERROR, "An error. It is explained on stderr, with what to do next."),
    (EXIT_SOME_FAILED, "'fetch' could not have some papers. They are listed with the reason."),
    (EXIT_SITE_REFUSED, "'fetch' was refused by the site."),
    (EXIT_INTERRUPTED, "Stopped with Ctrl-C."),
)
"""Each exit code and its meaning."""


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
    print(_dump(fields, indent=2))


def escape_what_cannot_be_printed() -> None:
    """Print characters that the terminal's encoding lacks as escapes, in place of breaking off.

    File names whose bytes are no text come so too, as a lone surrogate; JSON knows the same escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _dump(fields: dict[str, Any], indent: int | None = None) -> str:
    """Return fields as JSON, in ASCII where the output cannot hold all of Unicode."""
    is_unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    return json.dumps(fields, ensure_ascii=not is_unicode, indent=indent, default=str)


def print_json_line(**fields: Any) -> None:
    """Print fields as one line of JSON, at once."""
    print(_dump(fields), flush=True)


def open_progress(as_json: bool) -> AbstractContextManager[Callable[[Progress], None]]:
    """Return the context of what is told of steps: a bar or lines for people, or one JSON line a step."""
    return nullcontext(_print_step) if as_json else progress_bar()


def progress_bar() -> AbstractContextManager[Callable[[Progress], None]]:
    """Return the context of a bar for each stage on a terminal, and of a line every ten seconds elsewhere."""
    from paper_search.cli.progress_lines import show_progress

    return show_progress()


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
    from paper_search.cli.layout import escape_unprintable
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
