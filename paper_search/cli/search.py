"""The commands that ask: ``search`` and ``ask``, one question or a batch of them. Arguments in, words or JSON out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, Command, parse_date, parse_positive_int, print_json
from paper_search.config import Settings
from paper_search.errors import QueryError
from paper_search.records import Filters

if TYPE_CHECKING:
    from paper_search.library import Library


def add_question_arguments(
    parser: argparse.ArgumentParser, defaults: Settings, k: int = 10, k_help: str = "how many passages"
) -> None:
    """A question or a batch of them, and what it is limited to; ``k`` is how many are shown, ``of`` of what."""
    parser.add_argument("text", nargs="?", help="the question")
    parser.add_argument("--batch", type=Path, metavar="FILE", help='questions, one {"query_id", "text"} per line')
    add_filter_arguments(parser, k, k_help)


def add_filter_arguments(parser: argparse.ArgumentParser, k: int, k_help: str) -> None:
    """How many are shown, of which papers, and how."""
    parser.add_argument("--k", type=parse_positive_int, default=k, help=f"{k_help} (%(default)s)")
    for name in ("authority", "committee", "kind"):
        parser.add_argument(f"--{name}", action="append", default=[], help=f"only this {name}; may be repeated")
    parser.add_argument("--since", type=parse_date, metavar="DATE", help="only meetings from this day on (2025-01-30)")
    parser.add_argument("--until", type=parse_date, metavar="DATE", help="only meetings up to this day (2025-03-31)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _search(options: argparse.Namespace) -> int:
    from paper_search import schemas
    from paper_search.cli import terminal

    opened, filters = open_library_with_filters(options)

    def answer_question(text: str) -> tuple[dict[str, Any], str, bool]:
        listing = opened.search_with_remarks(text, filters, options.k)
        return (
            schemas.ListingSchema.from_results(text, listing).to_json(),
            terminal.format_hits(text, listing),
            bool(listing.hits),
        )

    return print_answers(options, answer_question)


def _ask(options: argparse.Namespace) -> int:
    from paper_search import schemas
    from paper_search.cli import terminal

    opened, filters = open_library_with_filters(options)

    def answer_question(text: str) -> tuple[dict[str, Any], str, bool]:
        answer = opened.ask(text, filters, options.k)
        return schemas.AnswerSchema.from_record(answer).to_json(), terminal.format_answer(answer), answer.found

    return print_answers(options, answer_question)


def open_library_with_filters(options: argparse.Namespace) -> tuple[Library, Filters]:
    """The library, and what the questions are limited to. Raises QueryError where there is none."""
    from paper_search import library

    if (options.text is None) == (options.batch is None):
        raise QueryError("Give one question, or a file of questions with --batch.")
    return library.open_library(options.corpus, options.index, options.model), filters_from_options(options)


def filters_from_options(options: argparse.Namespace) -> Filters:
    return Filters(
        tuple(options.authority), tuple(options.committee), tuple(options.kind), options.since, options.until
    )


def print_answers(
    options: argparse.Namespace, answer_question: Callable[[str], tuple[dict[str, Any], str, bool]]
) -> int:
    """Print the outcome of one question, or one JSON line for each line of a batch."""
    if options.batch is None:
        fields, words, found = answer_question(options.text)
        if options.json:
            print_json(fields)
        else:
            print(words)
        return EXIT_OK if found else EXIT_NOTHING_FOUND
    for query_id, text in _read_questions(options.batch):
        try:
            fields = answer_question(text)[0]
        except QueryError as error:
            fields = {"error": str(error)}
        print(json.dumps({"query_id": query_id, **fields}, ensure_ascii=False), flush=True)
    return EXIT_OK


def _read_questions(path: Path) -> Iterator[tuple[Any, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: the questions cannot be read ({error}).") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = json.loads(line)
            yield question["query_id"], str(question["text"])
        except (ValueError, KeyError, TypeError):
            raise QueryError(
                f'{path}, line {number}: not a question; each line is {{"query_id": …, "text": "…"}}.'
            ) from None


COMMANDS = (
    Command(
        "search",
        _search,
        "list the passages that fit a question best",
        'paper-search search "road repairs" --k 5',
        add_question_arguments,
    ),
    Command(
        "ask",
        _ask,
        "answer a question with exact quotes, or say that nothing was found",
        'paper-search ask "what did Ofsted say about management oversight"',
        add_question_arguments,
    ),
)
