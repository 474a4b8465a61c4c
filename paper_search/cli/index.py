"""The commands that change an index: ``build``, ``withdraw`` and ``release``. Arguments in, a report out."""

from __future__ import annotations

import argparse
import sys

from paper_search.cli import events
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, Command, limits_from_options, print_json, progress_bar
from paper_search.config import Settings


def _add_decision_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("paper", help="its path in the corpus (to withdraw, its SHA-256 will do)")
    parser.add_argument("--reason", required=True, help="why, in a few words; kept in decisions.csv and shown")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_release_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    _add_decision_arguments(parser, defaults)
    parser.add_argument(
        "--to", choices=("everybody", "members"), default="everybody", help="who may see it (%(default)s)"
    )


def _add_build_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a file could not be read")
    parser.add_argument("--verify", action="store_true", help="hash every file again, whatever its size and time say")
    parser.add_argument("--json", action="store_true", help="print one line of JSON for each event, the report last")


def _build(options: argparse.Namespace) -> int:
    from paper_search import library

    with events.open_progress(options.json) as progress:
        report = library.build(
            options.corpus, options.index, options.model, limits_from_options(options), progress, verify=options.verify
        )
    if options.json:
        events.print_build_report(report)
    else:
        from paper_search.cli import terminal

        print(terminal.format_build_report(report))
        for unread in report.unread:
            print(terminal.format_unread_file(unread), file=sys.stderr)
    return EXIT_NOTHING_FOUND if options.strict and report.unread else EXIT_OK


def _withdraw(options: argparse.Namespace) -> int:
    from paper_search import library, schemas
    from paper_search.cli import terminal

    ruled = library.withdraw(options.paper, options.reason, options.corpus, options.index)
    if options.json:
        print_json(schemas.WithdrawalSchema.from_record(ruled).to_json())
    else:
        print(terminal.format_withdrawal(ruled))
    return EXIT_OK


def _release(options: argparse.Namespace) -> int:
    from paper_search import library, schemas
    from paper_search.cli import terminal

    with progress_bar() as progress:
        report = library.release(
            options.paper,
            options.reason,
            options.corpus,
            options.index,
            options.model,
            limits_from_options(options),
            progress,
            to_members=options.to == "members",
        )
    if options.json:
        print_json(schemas.BuildReportSchema.from_record(report).to_json())
    else:
        print(terminal.format_build_report(report))
    return EXIT_OK


COMMANDS = (
    Command(
        "build",
        _build,
        "bring the index up to date with the corpus",
        "paper-search build --corpus corpus",
        _add_build_arguments,
    ),
    Command(
        "withdraw",
        _withdraw,
        "take a paper and its copies out of the index at once, and keep them out",
        'paper-search withdraw cabinet/report.pdf --reason "names a child"',
        _add_decision_arguments,
    ),
    Command(
        "release",
        _release,
        "let a paper that is held back or withdrawn be shown, and index it",
        'paper-search release cabinet/part-2/report.pdf --reason "the exemption has lapsed"',
        _add_release_arguments,
    ),
)
