"""The commands that change an index: ``build``, ``withdraw`` and ``release``. Arguments in, a report out."""

from __future__ import annotations

import argparse
import sys

from paper_search.cli import events
from paper_search.cli.output import NOTHING, OK, Command, limits_of, print_json, progress_bar
from paper_search.config import Settings


def _decision_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("paper", help="its path in the corpus (to withdraw, its SHA-256 will do)")
    one.add_argument("--reason", required=True, help="why, in a few words; kept in decisions.csv and shown")
    one.add_argument("--json", action="store_true", help="print JSON")


def _release_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    _decision_arguments(one, defaults)
    one.add_argument("--to", choices=("everybody", "members"), default="everybody", help="who may see it (%(default)s)")


def _build_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--strict", action="store_true", help="exit with 1 when a file could not be read")
    one.add_argument("--verify", action="store_true", help="hash every file again, whatever its size and time say")
    one.add_argument("--json", action="store_true", help="print one line of JSON for each event, the report last")


def _build(options: argparse.Namespace) -> int:
    from paper_search import library

    with events.progress(options.json) as progress:
        report = library.build(
            options.corpus, options.index, options.model, limits_of(options), progress, verify=options.verify
        )
    if options.json:
        events.report(report)
    else:
        from paper_search.cli import terminal as plain

        print(plain.report(report))
        for unread in report.unread:
            print(plain.unread(unread), file=sys.stderr)
    return NOTHING if options.strict and report.unread else OK


def _withdraw(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    ruled = library.withdraw(options.paper, options.reason, options.corpus, options.index)
    if options.json:
        print_json(wire.ruled(ruled))
    else:
        print(plain.ruled(ruled))
    return OK


def _release(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    with progress_bar() as progress:
        report = library.release(
            options.paper,
            options.reason,
            options.corpus,
            options.index,
            options.model,
            limits_of(options),
            progress,
            to_members=options.to == "members",
        )
    if options.json:
        print_json(wire.report(report))
    else:
        print(plain.report(report))
    return OK


COMMANDS = (
    Command(
        "build",
        _build,
        "bring the index up to date with the corpus",
        "paper-search build --corpus corpus",
        _build_arguments,
    ),
    Command(
        "withdraw",
        _withdraw,
        "take a paper and its copies out of the index at once, and keep them out",
        'paper-search withdraw cabinet/report.pdf --reason "names a child"',
        _decision_arguments,
    ),
    Command(
        "release",
        _release,
        "let a paper that is held back or withdrawn be shown, and index it",
        'paper-search release cabinet/part-2/report.pdf --reason "the exemption has lapsed"',
        _release_arguments,
    ),
)
