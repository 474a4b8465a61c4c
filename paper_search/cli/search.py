"""The commands that ask: ``search`` and ``ask``, one question or a batch of them. Arguments in, words or JSON out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from paper_search.cli.output import NOTHING, OK, Command, day, positive, print_json
from paper_search.config import Settings
from paper_search.errors import QueryError
from paper_search.records import Filters


def question_arguments(
    one: argparse.ArgumentParser, defaults: Settings, k: int = 10, of: str = "how many passages"
) -> None:
    """A question or a batch of them, and what it is limited to; ``k`` is how many are shown, ``of`` of what."""
    one.add_argument("text", nargs="?", help="the question")
    one.add_argument("--batch", type=Path, metavar="FILE", help='questions, one {"query_id", "text"} per line')
    limit_arguments(one, k, of)


def limit_arguments(one: argparse.ArgumentParser, k: int, of: str) -> None:
    """How many are shown, of which papers, and how."""
    one.add_argument("--k", type=positive, default=k, help=f"{of} (%(default)s)")
    for name in ("authority", "committee", "kind"):
        one.add_argument(f"--{name}", action="append", default=[], help=f"only this {name}; may be repeated")
    one.add_argument("--since", type=day, metavar="DATE", help="only meetings from this day on (2025-01-30)")
    one.add_argument("--until", type=day, metavar="DATE", help="only meetings up to this day (2025-03-31)")
    one.add_argument("--json", action="store_true", help="print JSON")


def _search(options: argparse.Namespace) -> int:
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    opened, filters = open_for_questions(options)

    def one(text: str) -> tuple[dict[str, Any], str, bool]:
        listing = opened.listing(text, filters, options.k)
        return wire.hits(text, listing), plain.hits(text, listing), bool(listing.hits)

    return each_question(options, one)


def _ask(options: argparse.Namespace) -> int:
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    opened, filters = open_for_questions(options)

    def one(text: str) -> tuple[dict[str, Any], str, bool]:
        answer = opened.ask(text, filters, options.k)
        return wire.answer(answer), plain.answer(answer), answer.found

    return each_question(options, one)


def open_for_questions(options: argparse.Namespace) -> tuple[Any, Filters]:
    """The library, and what the questions are limited to. Raises QueryError where there is none."""
    from paper_search import library

    if (options.text is None) == (options.batch is None):
        raise QueryError("Give one question, or a file of questions with --batch.")
    return library.open_library(options.corpus, options.index, options.model), filters_of(options)


def filters_of(options: argparse.Namespace) -> Filters:
    return Filters(
        tuple(options.authority), tuple(options.committee), tuple(options.kind), options.since, options.until
    )


def each_question(options: argparse.Namespace, one: Callable[[str], tuple[dict[str, Any], str, bool]]) -> int:
    """Print the outcome of one question, or one JSON line for each line of a batch."""
    if options.batch is None:
        fields, words, found = one(options.text)
        if options.json:
            print_json(fields)
        else:
            print(words)
        return OK if found else NOTHING
    for query_id, text in _questions(options.batch):
        try:
            fields = one(text)[0]
        except QueryError as error:
            fields = {"error": str(error)}
        print(json.dumps({"query_id": query_id, **fields}, ensure_ascii=False), flush=True)
    return OK


def _questions(path: Path) -> Iterator[tuple[Any, str]]:
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
        question_arguments,
    ),
    Command(
        "ask",
        _ask,
        "answer a question with exact quotes, or say that nothing was found",
        'paper-search ask "what did Ofsted say about management oversight"',
        question_arguments,
    ),
)
