"""The command ``watch``: the index is built whenever papers have settled, until a signal ends it."""

from __future__ import annotations

import argparse

from paper_search.cli import events
from paper_search.cli.output import EXIT_OK, Command, limits_from_options
from paper_search.config import Settings


def _add_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("--json", action="store_true", help="print one line of JSON for each event")


def _watch(options: argparse.Namespace) -> int:
    from paper_search import api
    from paper_search.indexing import watcher
    from paper_search.records import BuildReport
    from paper_search.records.index import BuildFailure, FileChange

    def build() -> BuildReport:
        with events.open_progress(options.json) as progress:
            return api.build(options.corpus, options.index, options.model, limits_from_options(options), progress)

    def print_event(event: FileChange | BuildFailure | BuildReport) -> None:
        events.print_watch_event(event, options.json)

    with watcher.stop_on_signal():
        watcher.watch(options.corpus, options.index, build, print_event)
    return EXIT_OK


COMMANDS = (
    Command(
        "watch",
        _watch,
        "bring the index up to date whenever papers have come, changed or gone, until it is stopped",
        "paper-search watch --corpus corpus",
        _add_arguments,
    ),
)
