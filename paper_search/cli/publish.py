"""The command that brings an index to PostgreSQL servers: ``publish``."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from paper_search.cli.group import Command
from paper_search.cli.options import LibraryOptions, library_options, to_option
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, open_progress, print_json_line


@click.command(
    "publish",
    cls=Command,
    examples=(
        "paper-search publish --to postgresql://publisher@db.example/papers",
        "paper-search publish --to postgresql://db.example/papers --collection kent",
    ),
)
@library_options
@to_option("the address of the first server's database")
@click.option(
    "--collection",
    default="papers",
    show_default=True,
    metavar="NAME",
    help="the name that keeps these papers apart from those of other indexes there",
)
@click.option("--shard", "shards", multiple=True, metavar="URL", help="a server to add; give it once for each")
@click.option("--accept-removals", is_flag=True, help="remove all papers that are gone, however many")
@click.option("--forget", is_flag=True, help="publish nothing: that database is gone, and is not written to any more")
@click.option("--json", "as_json", is_flag=True, help="print one line of JSON for each event; the report is the last")
def publish(
    options: LibraryOptions,
    to: str,
    collection: str,
    shards: tuple[str, ...],
    accept_removals: bool,
    forget: bool,
    as_json: bool,
) -> int:
    """Bring the index to PostgreSQL servers, which answer from it then.

    Only what has changed is written. Readers see all of it at one moment.
    """
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.schemas import PublishReportSchema

    address = to or options.published_at
    if not address:
        raise click.UsageError("Name the database: --to postgresql://USER@HOST/DATABASE.", click.get_current_context())
    options.check_index()
    if forget:
        print(api.forget_published(address, options.index))
        return EXIT_OK
    with open_progress(as_json) as progress:
        report = api.publish(
            address,
            collection,
            shards,
            options.corpus,
            options.index,
            progress,
            removal_limit=replace(options.removal_limit, is_lifted=accept_removals),
        )
    if as_json:
        print_json_line(event="published", **PublishReportSchema.from_record(report).to_json())
    else:
        print(terminal.format_publish_report(report))
        for unread in report.refused:
            print(terminal.format_unread_file(unread), file=sys.stderr)
    return EXIT_NOTHING_FOUND if report.refused else EXIT_OK
