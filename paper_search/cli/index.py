"""The commands that change an index: ``build``, ``withdraw``, ``release`` and ``watch``."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from paper_search.cli.alerts import send_after_build
from paper_search.cli.failures import print_message
from paper_search.cli.group import Command
from paper_search.cli.options import Function, LibraryOptions, json_option, library_options, to_option
from paper_search.cli.output import (
    EXIT_NOTHING_FOUND,
    EXIT_OK,
    open_progress,
    print_build_report,
    print_json_line,
    print_result,
    print_watch_event,
    progress_bar,
)
from paper_search.cli.queue import QueueOptions, queue_options, run_queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from paper_search.fetch.report import FetchReport
    from paper_search.records import BuildReport

_HOURS_BETWEEN_FETCHES = 24


def _decision_options(function: Function) -> Function:
    """Add the paper that is decided on, and why."""
    for decorate in (
        click.option(
            "--reason", required=True, metavar="REASON", help="why, in a few words; kept in decisions.csv and shown"
        ),
        click.argument("paper", help="its path in the corpus; to withdraw it, its SHA-256 will do too"),
    ):
        function = decorate(function)
    return function


@click.command(
    "build",
    cls=Command,
    examples=(
        "paper-search build",
        "paper-search build --corpus papers --index papers-index --strict",
        "paper-search build --enqueue --queue postgresql://db.example/papers",
        "paper-search build --worker --queue postgresql://db.example/papers",
    ),
)
@library_options
@click.option("--strict", is_flag=True, help="exit with 1 if a file could not be read")
@click.option("--verify", is_flag=True, help="check the content of every file, not just its size and time")
@click.option("--accept-removals", is_flag=True, help="remove all papers that are gone, however many")
@click.option("--restore-decisions", is_flag=True, help="put lost lines of decisions.csv back, from the index")
@queue_options
@click.option("--json", "as_json", is_flag=True, help="print one line of JSON for each event; the report is the last")
def build(
    options: LibraryOptions,
    queue: QueueOptions,
    strict: bool,
    verify: bool,
    accept_removals: bool,
    restore_decisions: bool,
    as_json: bool,
) -> int:
    """Index new and changed papers.

    Papers that have not changed are not read again. Many councils can be built by many machines: fill a queue with
    --enqueue, then start workers with --worker. A worker keeps an index for each folder and publishes it.
    """
    if queue.is_used:
        return run_queue(options, queue, as_json)
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.cli.coverage_text import count_unread

    with open_progress(as_json) as progress:
        report = api.build(
            options.corpus,
            options.index,
            options.encoder,
            options.limits,
            progress,
            verify=verify,
            removal_limit=replace(options.removal_limit, is_lifted=accept_removals),
            restore_decisions=restore_decisions,
            folder=queue.folder,
            published_at=options.published_at,
        )
    if as_json:
        print_build_report(report)
    else:
        print(terminal.format_build_report(report))
        for unread in report.unread:
            print(terminal.format_unread_file(unread), file=sys.stderr)
        for document in report.read_in_part:
            print(terminal.format_partly_read(document), file=sys.stderr)
    is_empty = _print_if_empty(options, report)
    if not (as_json or is_empty):
        print(terminal.format_next_step(report))
    return EXIT_NOTHING_FOUND if is_empty or (strict and count_unread(report.unread)) else EXIT_OK


def _print_if_empty(options: LibraryOptions, report: BuildReport) -> bool:
    """Say what to do where there was nothing to index; return True there."""
    from paper_search.cli.coverage_text import describe_empty

    is_empty = not (report.added or report.changed or report.unchanged or report.unread)
    if is_empty:
        print_message(describe_empty(options.corpus, options.build_command))
    return is_empty


@click.command(
    "withdraw",
    cls=Command,
    examples=('paper-search withdraw cabinet/2024-01-25/report.pdf --reason "names a child"',),
)
@library_options
@_decision_options
@to_option("the address of the database that the index is published to, with its password")
@json_option
def withdraw(options: LibraryOptions, paper: str, reason: str, to: str, as_json: bool) -> int:
    """Stop showing a paper and all its copies, at once and for good.

    It is taken out of every database that the index is published to as well.
    """
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.schemas import WithdrawalSchema

    result = api.withdraw(paper, reason, options.corpus, options.index, to or options.published_at)
    print_result(as_json, lambda: WithdrawalSchema.from_record(result), lambda: terminal.format_withdrawal(result))
    return EXIT_OK


@click.command(
    "release",
    cls=Command,
    examples=('paper-search release cabinet/part-2/report.pdf --reason "no longer exempt"',),
)
@library_options
@_decision_options
@json_option
@click.option(
    "--to",
    type=click.Choice(("everybody", "members")),
    default="everybody",
    show_default=True,
    help="who may see the paper",
)
def release(options: LibraryOptions, paper: str, reason: str, as_json: bool, to: str) -> int:
    """Show a paper that was held back or withdrawn, and index it."""
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.schemas import BuildReportSchema

    with progress_bar() as progress:
        report = api.release(
            paper,
            reason,
            options.corpus,
            options.index,
            options.encoder,
            options.limits,
            progress,
            to_members=to == "members",
            removal_limit=options.removal_limit,
            published_at=options.published_at,
        )
    print_result(
        as_json, lambda: BuildReportSchema.from_record(report), lambda: terminal.format_release(paper, to, report)
    )
    return EXIT_OK


@click.command("watch", cls=Command, examples=("paper-search watch", "paper-search watch --fetch --every 12"))
@library_options
@click.option("--fetch", "is_fetching", is_flag=True, help="fetch from all sources first, and again and again")
@click.option(
    "--every", type=click.IntRange(1), metavar="HOURS", help="how many hours lie between two fetches; 24 by default"
)
@click.option("--json", "as_json", is_flag=True, help="print one line of JSON for each event")
def watch(options: LibraryOptions, is_fetching: bool, every: int | None, as_json: bool) -> int:
    """Index papers as they come and go, until stopped with Ctrl-C.

    With --fetch, papers are fetched from the sources of sources.toml as well. While they are, nothing is indexed.
    """
    from paper_search import api
    from paper_search.indexing import watcher

    if every is not None and not is_fetching:
        raise click.UsageError("--every says how often to fetch. Give it with --fetch.")
    fetch_if_due = _open_fetch(options, every or _HOURS_BETWEEN_FETCHES, as_json) if is_fetching else None

    def build_index() -> BuildReport:
        if fetch_if_due is not None:
            fetch_if_due()
        with open_progress(as_json) as progress:
            report = api.build(
                options.corpus,
                options.index,
                options.encoder,
                options.limits,
                progress,
                removal_limit=options.removal_limit,
                published_at=options.published_at,
            )
        send_after_build(options, report)
        return report

    def print_event(event: Any) -> None:
        print_watch_event(event, as_json)

    with watcher.stop_on_signal():
        watcher.watch(options.corpus, options.index, build_index, print_event)
    return EXIT_OK


def _open_fetch(options: LibraryOptions, hours: int, as_json: bool) -> Callable[[], None]:
    """Return what fetches from all sources whenever it is due, and prints what each run did."""
    from paper_search.cli.fetch import require_packages
    from paper_search.cli.fetch_text import describe_report, format_report
    from paper_search.cli.watch_fetch import RepeatedFetch

    def print_report(report: FetchReport) -> None:
        if as_json:
            print_json_line(event="fetch", **describe_report(report))
        else:
            print(format_report(report, is_built_next=True), flush=True)

    with require_packages():
        return RepeatedFetch(options.corpus, hours, print_report).run_if_due
