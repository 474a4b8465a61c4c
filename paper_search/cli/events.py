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

    from paper_search.indexing.progress import Progress
    from paper_search.indexing.watcher import Change, Trouble


def progress(is_json: bool) -> AbstractContextManager[Callable[[Progress], None]]:
    """Whom to tell of steps: a bar on a terminal, or one JSON line a step."""
    return nullcontext(_step) if is_json else progress_bar()


def say(**fields: Any) -> None:
    """One event as one line of JSON."""
    print(json.dumps(fields, ensure_ascii=False, default=str), flush=True)


def _step(step: Progress) -> None:
    say(event="progress", **asdict(step))


def report(built: BuildReport) -> None:
    """The end of a build, as JSON."""
    say(event="built", **asdict(built))


def happened(one: Change | Trouble | BuildReport, is_json: bool) -> None:
    """What a watch has to tell; a build that changed nothing is told to programs alone."""
    from paper_search.cli import terminal as plain
    from paper_search.indexing.watcher import Change, Trouble

    if is_json and isinstance(one, BuildReport):
        report(one)
    elif is_json:
        say(**asdict(one) if isinstance(one, Change) else {"event": "trouble", **asdict(one)})
    elif isinstance(one, Change):
        print(plain.printable(one.source), one.event, *([one.why] if one.why else []), sep=": ", flush=True)
    elif isinstance(one, Trouble):
        print(f"waiting: {one.message}", flush=True)
