"""The commands that give to others: ``export`` an evidence pack, ``judgements`` of readers, and ``mcp`` for assistants.

Arguments in; a file, a folder or a server out.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, Command, print_json
from paper_search.config import Settings
from paper_search.errors import StorageError

if TYPE_CHECKING:
    from paper_search.feedback import FeedbackSet

PACK_FORMATS = ("docx", "csv", "markdown")


def _add_export_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    words = "passages, as 'search --json' prints them as passage_id; up to 50"
    parser.add_argument("passage_ids", nargs="+", metavar="PASSAGE_ID", help=words)
    parser.add_argument("--question", default="", help="the question that they answer, to stand in the pack")
    parser.add_argument("--format", choices=PACK_FORMATS, default="docx", help="the form of the pack (%(default)s)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it (evidence-DATE, here)")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")


def _add_judgement_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument(
        "--export", type=Path, metavar="DIR", help="write queries.jsonl and qrels.jsonl into this folder"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_no_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    """Nothing beside the papers and the index."""


def _export(options: argparse.Namespace) -> int:
    from paper_search import export, library

    opened = library.open_library(options.corpus, options.index, options.model)
    made = export.export_pack(opened.build_evidence_pack(options.passage_ids, options.question), options.format)
    path = options.output or Path(made.name)
    try:
        with path.open("wb" if options.force else "xb") as file:
            file.write(made.content)
    except FileExistsError as error:
        raise StorageError(f"{path}: there is such a file already; name another, or give --force.") from error
    except OSError as error:
        raise StorageError(f"{path}: the pack cannot be written ({error.strerror}); name another place.") from error
    print(path)
    return EXIT_OK


def _show_judgements(options: argparse.Namespace) -> int:
    from paper_search import feedback, library, schemas

    found = library.open_library(options.corpus, options.index, options.model).load_feedback()
    if options.export and found.queries:
        feedback.export_feedback(found, options.export)
    if options.json:
        print_json(schemas.FeedbackSetSchema.from_record(found).to_json())
    else:
        print(_describe_judgements(found))
    return EXIT_OK if found.queries else EXIT_NOTHING_FOUND


def _describe_judgements(judged_set: FeedbackSet) -> str:
    left_out = (
        (judged_set.unanswered, "questions of which no passage was found right"),
        (judged_set.unheld, "passages that have gone or changed since"),
        (judged_set.disputed, "passages on which as many said yes as no"),
    )
    lines = [
        f"{judged_set.judgements} judgements: {len(judged_set.queries)} questions with {len(judged_set.qrels)} judged passages"
    ]
    return "\n".join([*lines, *(f"left out: {number} {words}" for number, words in left_out if number)])


def _serve_mcp(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search.mcp_server import create_server

    create_server(library.open_library(options.corpus, options.index, options.model)).run()
    return EXIT_OK


COMMANDS = (
    Command(
        "export",
        _export,
        "write passages as an evidence pack, with citations and the hashes of their files",
        'paper-search export "cabinet/report.pdf::top/4-2~1" --format docx --question "who repairs potholes"',
        _add_export_arguments,
    ),
    Command(
        "judgements",
        _show_judgements,
        "say what readers judged of passages, and write it as a set for 'evaluate search'",
        "paper-search judgements --export judged",
        _add_judgement_arguments,
    ),
    Command(
        "mcp",
        _serve_mcp,
        "answer assistants over standard input and output (Model Context Protocol)",
        "paper-search mcp --corpus corpus --index index",
        _add_no_arguments,
    ),
)
