"""The command ``watch``: the index is built whenever papers have settled, until a signal ends it."""

from __future__ import annotations

import argparse

from paper_search.cli import events
from paper_search.cli.output import OK, Command, limits_of
from paper_search.config import Settings


def _arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--json", action="store_true", help="print one line of JSON for each event")


def _watch(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search.indexing import watcher as watch
    from paper_search.records import BuildReport

    def build() -> BuildReport:
        with events.progress(options.json) as progress:
            return library.build(options.corpus, options.index, options.model, limits_of(options), progress)

    def tell(one: watch.Change | watch.Trouble | BuildReport) -> None:
        events.happened(one, options.json)

    with watch.until_signalled():
        watch.watch(options.corpus, options.index, build, tell)
    return OK


COMMANDS = (
    Command(
        "watch",
        _watch,
        "bring the index up to date whenever papers have come, changed or gone, until it is stopped",
        "paper-search watch --corpus corpus",
        _arguments,
    ),
)
