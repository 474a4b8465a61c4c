"""The commands that ask: ``search`` and ``ask``, one question or a batch of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paper_search.cli.group import Command
from paper_search.cli.options import (
    LibraryOptions,
    QuestionOptions,
    ResultOptions,
    library_options,
    question_options,
    result_options,
)
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_result
from paper_search.errors import QueryError

if TYPE_CHECKING:
    from paper_search.library import Library
    from paper_search.schemas import BaseSchema


@dataclass(frozen=True, slots=True)
class PrintableResult:
    """The answer to one question, and its two forms, of which one is made."""

    is_found: bool
    schema: Callable[[], BaseSchema]
    text: Callable[[], str]


@click.command("search", cls=Command, example='paper-search search "road repairs" --k 5')
@library_options
@question_options
@result_options(k=10)
def search(options: LibraryOptions, question: QuestionOptions, results: ResultOptions) -> int:
    """List the passages that fit a question best."""
    from paper_search.cli import terminal
    from paper_search.schemas import ListingSchema

    def answer_question(library: Library, text: str) -> PrintableResult:
        listing = library.search_with_remarks(text, results.filters, results.k)
        return PrintableResult(
            bool(listing.hits),
            lambda: ListingSchema.from_results(text, listing),
            lambda: terminal.format_hits(text, listing),
        )

    return print_answers(options, question, results.as_json, answer_question)


@click.command("ask", cls=Command, example='paper-search ask "what did Ofsted say about management oversight"')
@library_options
@question_options
@result_options(k=10)
def ask(options: LibraryOptions, question: QuestionOptions, results: ResultOptions) -> int:
    """Answer a question with exact quotes, or say that nothing was found."""
    from paper_search.cli import terminal
    from paper_search.schemas import AnswerSchema

    def answer_question(library: Library, text: str) -> PrintableResult:
        answer = library.ask(text, results.filters, results.k)
        return PrintableResult(
            answer.is_found, lambda: AnswerSchema.from_record(answer), lambda: terminal.format_answer(answer)
        )

    return print_answers(options, question, results.as_json, answer_question)


def print_answers(
    options: LibraryOptions,
    question: QuestionOptions,
    as_json: bool,
    answer_question: Callable[[Library, str], PrintableResult],
) -> int:
    """Print the outcome of one question, or one JSON line for each line of a batch.

    Args:
        options: where the index is.
        question: the question or the file of them.
        as_json: whether the outcome of one question is printed as JSON.
        answer_question: gives the outcome of a question.

    Returns:
        The exit code.

    Raises:
        QueryError: there is no question, or the file of them cannot be used.
    """
    question.validate()
    library = options.open()
    if question.text is not None:
        outcome = answer_question(library, question.text)
        print_result(as_json, outcome.schema, outcome.text)
        return EXIT_OK if outcome.is_found else EXIT_NOTHING_FOUND
    if question.batch is not None:
        for query_id, text in _read_questions(question.batch):
            try:
                fields = answer_question(library, text).schema().to_json()
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
