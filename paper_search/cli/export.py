"""The commands that give to others: ``export`` an evidence pack, ``judgements`` of readers, and ``mcp``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from paper_search.cli.group import Command
from paper_search.cli.options import PATH, LibraryOptions, json_option, library_options
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_result
from paper_search.errors import StorageError

if TYPE_CHECKING:
    from paper_search.feedback import FeedbackSet

PACK_FORMATS = ("docx", "csv", "markdown")


@click.command(
    "export",
    cls=Command,
    example='paper-search export "cabinet/report.pdf::top/4-2~1" --format docx --question "who repairs potholes"',
)
@library_options
@click.argument(
    "passage_ids",
    nargs=-1,
    required=True,
    metavar="PASSAGE_ID...",
    help="passages, as 'search --json' prints them as passage_id; up to 50",
)
@click.option("--question", default="", metavar="QUESTION", help="the question that they answer, to stand in the pack")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(PACK_FORMATS),
    default="docx",
    show_default=True,
    help="the form of the pack",
)
@click.option("--output", type=PATH, metavar="FILE", help="where to write it (evidence-DATE, here)")
@click.option("--force", is_flag=True, help="write over a file that is there")
def export(
    options: LibraryOptions,
    passage_ids: tuple[str, ...],
    question: str,
    format_name: str,
    output: Path | None,
    force: bool,
) -> int:
    """Write passages as an evidence pack, with citations and the hashes of their files."""
    from paper_search.export import export_pack

    pack = export_pack(options.open().build_evidence_pack(list(passage_ids), question), format_name)
    path = output or Path(pack.name)
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(pack.content)
    except FileExistsError as error:
        raise StorageError(f"{path}: there is such a file already; name another, or give --force.") from error
    except OSError as error:
        raise StorageError(f"{path}: the pack cannot be written ({error.strerror}); name another place.") from error
    print(path)
    return EXIT_OK


@click.command("judgements", cls=Command, example="paper-search judgements --export judged")
@library_options
@click.option(
    "--export", "folder", type=PATH, metavar="DIR", help="write queries.jsonl and qrels.jsonl into this folder"
)
@json_option
def judgements(options: LibraryOptions, folder: Path | None, as_json: bool) -> int:
    """Say what readers judged of passages, and write it as a set for 'evaluate search'."""
    from paper_search.feedback import export_feedback
    from paper_search.schemas import FeedbackSetSchema

    feedback = options.open().load_feedback()
    if folder and feedback.queries:
        export_feedback(feedback, folder)
    print_result(as_json, lambda: FeedbackSetSchema.from_record(feedback), lambda: _describe_feedback(feedback))
    return EXIT_OK if feedback.queries else EXIT_NOTHING_FOUND


def _describe_feedback(feedback: FeedbackSet) -> str:
    left_out = (
        (feedback.unanswered, "questions of which no passage was found right"),
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


@click.command("mcp", cls=Command, example="paper-search mcp --corpus corpus --index index")
@library_options
def mcp(options: LibraryOptions) -> int:
    """Answer assistants over standard input and output (Model Context Protocol)."""
    from paper_search.mcp_server import create_server

    create_server(options.open()).run()
    return EXIT_OK
