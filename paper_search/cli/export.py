"""The commands that give to others: ``export`` an evidence pack, ``judgements`` of readers, and ``mcp``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paper_search.cli.group import Command
from paper_search.cli.options import PATH, STANDARD_STREAM, LibraryOptions, engine_options, json_option
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_result
from paper_search.errors import StorageError

if TYPE_CHECKING:
    from paper_search.feedback import FeedbackSet

PACK_FORMATS = ("docx", "csv", "markdown")


@click.command(
    "export",
    cls=Command,
    examples=(
        'paper-search export cabinet/report.pdf::top/4-2~1 --question "who pays?"',
        "paper-search export cabinet/report.pdf::top/4-2~1 --format csv --output -",
    ),
)
@engine_options
@click.argument(
    "passage_ids",
    nargs=-1,
    required=True,
    metavar="PASSAGE_ID...",
    help="passages, as 'search' prints them after “passage:”; up to 50",
)
@click.option("--question", default="", metavar="QUESTION", help="the question that they answer, to print in the pack")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(PACK_FORMATS),
    default="docx",
    show_default=True,
    help="the form of the pack",
)
@click.option(
    "--output", type=PATH, metavar="FILE", help="the file to save it in (evidence-DATE); - for standard output"
)
@click.option("--force", is_flag=True, help="overwrite the file if there is one")
def export(
    options: LibraryOptions,
    passage_ids: tuple[str, ...],
    question: str,
    format_name: str,
    output: Path | None,
    force: bool,
) -> int:
    """Save passages as an evidence pack with citations.

    The pack has the SHA-256 of each file, so that a quote can be checked later.
    """
    from paper_search.export import export_pack

    pack = export_pack(options.open().build_evidence_pack(list(passage_ids), question), format_name)
    path = output or Path(pack.name)
    if str(path) == STANDARD_STREAM:
        sys.stdout.buffer.write(pack.content)
        return EXIT_OK
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(pack.content)
    except FileExistsError as error:
        raise StorageError(f"{path}: this file exists. Name another one, or overwrite it with --force.") from error
    except OSError as error:
        raise StorageError(f"{path}: the pack cannot be saved here ({error.strerror}). Name another place.") from error
    print(path)
    return EXIT_OK


@click.command(
    "judgements", cls=Command, examples=("paper-search judgements", "paper-search judgements --export judged")
)
@engine_options
@click.option("--export", "folder", type=PATH, metavar="DIR", help="save queries.jsonl and qrels.jsonl in this folder")
@json_option
def judgements(options: LibraryOptions, folder: Path | None, as_json: bool) -> int:
    """Count what readers said of passages.

    With --export, save it as a set for 'evaluate search'.
    """
    from paper_search.feedback import export_feedback
    from paper_search.schemas import FeedbackSetSchema

    feedback = options.open().load_feedback()
    if folder and feedback.queries:
        export_feedback(feedback, folder)
    print_result(as_json, lambda: FeedbackSetSchema.from_record(feedback), lambda: _describe_feedback(feedback))
    return EXIT_OK if feedback.queries else EXIT_NOTHING_FOUND


def _describe_feedback(feedback: FeedbackSet) -> str:
    left_out = (
        (feedback.unanswered, "questions with no passage judged right"),
        (feedback.unheld, "passages that have gone or changed since"),
        (feedback.disputed, "passages on which as many said yes as no"),
    )
    judged = f"{len(feedback.queries)} questions with {len(feedback.qrels)} judged passages"
    return "\n".join(
        [
            f"{feedback.judgements} judgements: {judged}",
            *(f"left out: {number} {reason}" for number, reason in left_out if number),
        ]
    )


@click.command("mcp", cls=Command, examples=("paper-search mcp --corpus /srv/papers --index /srv/index",))
@engine_options
def mcp(options: LibraryOptions) -> int:
    """Answer assistants (Model Context Protocol).

    They ask over standard input, and are answered over standard output.
    """
    from paper_search.mcp_server import create_server

    create_server(options.open()).run()
    return EXIT_OK
