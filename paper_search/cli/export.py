"""The commands that give to others: ``export`` an evidence pack, ``judgements`` of readers, and ``mcp`` for assistants.

Arguments in; a file, a folder or a server out.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.cli.output import NOTHING, OK, Command, print_json
from paper_search.config import Settings
from paper_search.errors import StorageError

if TYPE_CHECKING:
    from paper_search.feedback import JudgedSet

FORMATS = ("docx", "csv", "markdown")


def _export_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    words = "passages, as 'search --json' prints them as passage_id; up to 50"
    one.add_argument("passage_ids", nargs="+", metavar="PASSAGE_ID", help=words)
    one.add_argument("--question", default="", help="the question that they answer, to stand in the pack")
    one.add_argument("--format", choices=FORMATS, default="docx", help="the form of the pack (%(default)s)")
    one.add_argument("--output", type=Path, metavar="FILE", help="where to write it (evidence-DATE, here)")
    one.add_argument("--force", action="store_true", help="write over a file that is there")


def _judgement_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--export", type=Path, metavar="DIR", help="write queries.jsonl and qrels.jsonl into this folder")
    one.add_argument("--json", action="store_true", help="print JSON")


def _no_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    """Nothing beside the papers and the index."""


def _export(options: argparse.Namespace) -> int:
    from paper_search import export as writing
    from paper_search import library

    opened = library.open_library(options.corpus, options.index, options.model)
    made = writing.write(opened.evidence(options.passage_ids, options.question), options.format)
    path = options.output or Path(made.name)
    try:
        with path.open("wb" if options.force else "xb") as file:
            file.write(made.content)
    except FileExistsError as error:
        raise StorageError(f"{path}: there is such a file already; name another, or give --force.") from error
    except OSError as error:
        raise StorageError(f"{path}: the pack cannot be written ({error.strerror}); name another place.") from error
    print(path)
    return OK


def _judged(options: argparse.Namespace) -> int:
    from paper_search import feedback as judgements
    from paper_search import library
    from paper_search import schemas as wire

    found = library.open_library(options.corpus, options.index, options.model).judged()
    if options.export and found.queries:
        judgements.export(found, options.export)
    if options.json:
        print_json(wire.judged(found))
    else:
        print(_in_words(found))
    return OK if found.queries else NOTHING


def _in_words(found: JudgedSet) -> str:
    left_out = (
        (found.unanswered, "questions of which no passage was found right"),
        (found.unheld, "passages that have gone or changed since"),
        (found.disputed, "passages on which as many said yes as no"),
    )
    lines = [f"{found.judgements} judgements: {len(found.queries)} questions with {len(found.qrels)} judged passages"]
    return "\n".join([*lines, *(f"left out: {number} {words}" for number, words in left_out if number)])


def _answer_assistants(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search.mcp_server import create_server

    create_server(library.open_library(options.corpus, options.index, options.model)).run()
    return OK


COMMANDS = (
    Command(
        "export",
        _export,
        "write passages as an evidence pack, with citations and the hashes of their files",
        'paper-search export "cabinet/report.pdf::top/4-2~1" --format docx --question "who repairs potholes"',
        _export_arguments,
    ),
    Command(
        "judgements",
        _judged,
        "say what readers judged of passages, and write it as a set for 'evaluate search'",
        "paper-search judgements --export judged",
        _judgement_arguments,
    ),
    Command(
        "mcp",
        _answer_assistants,
        "answer assistants over standard input and output (Model Context Protocol)",
        "paper-search mcp --corpus corpus --index index",
        _no_arguments,
    ),
)
