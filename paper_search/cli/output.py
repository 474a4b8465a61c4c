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
from paper_search.records import EncoderChoice

if TYPE_CHECKING:
    from paper_search.indexing.builder import ReaderLimits
    from paper_search.records.index import Progress

EXIT_OK, EXIT_NOTHING_FOUND, EXIT_USAGE_ERROR = 0, 1, 2
_PROGRESS_UNITS = {"reading": "paper", "embedding": "passage"}


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what runs it, what it says of itself, and what it takes beside --corpus and --index."""

    name: str
    run: Callable[[argparse.Namespace], int]
    summary: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser, Settings], None]


def print_json(fields: dict[str, Any]) -> None:
    print(json.dumps(fields, ensure_ascii=False, indent=2, default=str))


def limits_from_options(options: argparse.Namespace) -> ReaderLimits:
    from paper_search.indexing.builder import ReaderLimits

    chosen: Settings = options.settings
    return ReaderLimits(chosen.processes, chosen.pdf_seconds, chosen.pdf_megabytes)


def model_from_settings(settings: Settings) -> EncoderChoice:
    return EncoderChoice(settings.model, settings.precision, settings.cache)


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """A bar for each stage on a terminal; nothing elsewhere."""
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


def parse_positive_int(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025-01-30") from None


def add_strict_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a file could not be read")
    parser.add_argument("--json", action="store_true", help="print JSON")
