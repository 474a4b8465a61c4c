"""What the commands of the command line share: their record, their exit codes, their output and their arguments' types.

In: arguments; out: JSON on stdout, progress bars on a terminal only.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from paper_search.config import Settings
from paper_search.records import Choice

if TYPE_CHECKING:
    from paper_search.indexing.builder import Limits, Progress

OK, NOTHING, USAGE = 0, 1, 2
_UNITS = {"reading": "paper", "embedding": "passage"}


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what runs it, what it says of itself, and what it takes beside --corpus and --index."""

    name: str
    run: Callable[[argparse.Namespace], int]
    words: str
    example: str
    arguments: Callable[[argparse.ArgumentParser, Settings], None]


def print_json(fields: dict[str, Any]) -> None:
    print(json.dumps(fields, ensure_ascii=False, indent=2, default=str))


def limits_of(options: argparse.Namespace) -> Limits:
    from paper_search.indexing.builder import Limits

    chosen: Settings = options.settings
    return Limits(chosen.processes, chosen.pdf_seconds, chosen.pdf_megabytes)


def model_of(chosen: Settings) -> Choice:
    return Choice(chosen.model, chosen.precision, chosen.cache)


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """A bar for each stage on a terminal; nothing elsewhere."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def show(step: Progress) -> None:
        if step.stage not in bars:
            unit = _UNITS.get(step.stage, "question")
            bars[step.stage] = tqdm(total=step.total, desc=step.stage, unit=unit, disable=None)
        bars[step.stage].update(step.done - bars[step.stage].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025-01-30") from None


def strict_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--strict", action="store_true", help="exit with 1 when a file could not be read")
    one.add_argument("--json", action="store_true", help="print JSON")
