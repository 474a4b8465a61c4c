"""The commands that ask: ``search`` and ``ask``, one question or a batch of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paper_search.cli.group import Command
from paper_search.cli.options import (
    PATH,
    STANDARD_STREAM,
    LibraryOptions,
    QuestionOptions,
    ResultOptions,
    engine_options,
    print_if_empty,
    question_options,
    result_options,
)
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_json_line, print_result
from paper_search.cli.written import WritingOptions, format_written
from paper_search.errors import QueryError

if TYPE_CHECKING:
    from paper_search.library import Library
    from paper_search.records import Answer
    from paper_search.schemas import BaseSchema
    from paper_search.written_answers.outcome import Written


@dataclass(frozen=True, slots=True)
class PrintableResult:
    """The answer to one question, and its two forms, of which one is made."""

    is_found: bool
    schema: Callable[[], BaseSchema]
    text: Callable[[], str]


@click.command(
    "search",
    cls=Command,
    examples=(
        "paper-search search potholes road repairs",
        'paper-search search "road repairs" --authority Wexmoor --since 2024 --k 5',
        "paper-search search road repairs --json",
    ),
)
@engine_options
@question_options
@result_options(k=10)
def search(options: LibraryOptions, question: QuestionOptions, results: ResultOptions) -> int:
    """List the passages that fit a question best.

    Quotation marks are needed only around signs that the shell reads itself, such as ? or '.
    """
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


@click.command(
    "ask",
    cls=Command,
    examples=(
        "paper-search ask what did Ofsted say about management oversight",
        'paper-search ask "how soon are potholes repaired?" --until 2024',
        "paper-search ask --batch questions.jsonl > answers.jsonl",
    ),
)
@engine_options
@question_options
@result_options(k=10)
@click.option("--written", "is_written", is_flag=True, help="add a short answer that a language model writes")
@click.option("--keep-drafts", type=PATH, metavar="DIR", help="write it, and keep its drafts in this folder")
def ask(
    options: LibraryOptions,
    question: QuestionOptions,
    results: ResultOptions,
    is_written: bool,
    keep_drafts: Path | None,
) -> int:
    """Answer a question with exact quotes and their citations.

    Quotation marks are needed only around signs that the shell reads itself, such as ? or '.
    """
    from paper_search.cli import terminal
    from paper_search.schemas import AnswerSchema

    write = WritingOptions(is_written, keep_drafts).open(options.settings)

    def answer_question(library: Library, text: str) -> PrintableResult:
        answer = library.ask(text, results.filters, results.k)
        if write is not None:
            return _print_written(answer, write(library, answer))
        return PrintableResult(
            answer.is_found, lambda: AnswerSchema.from_record(answer), lambda: terminal.format_answer(answer)
        )

    return print_answers(options, question, results.as_json, answer_question)


def _print_written(answer: Answer, written: Written | None) -> PrintableResult:
    """Return an answer with what was written from it; nothing is said of that where nothing was found."""
    from paper_search.cli import terminal
    from paper_search.schemas.written import add_written

    def format_both() -> str:
        parts = [terminal.format_answer(answer), *([format_written(written)] if answer.is_found else [])]
        return "\n\n".join(parts)

    return PrintableResult(answer.is_found, lambda: add_written(answer, written), format_both)


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
    questions = list(_read_questions(question.batch)) if question.batch is not None else []
    library = options.open()
    if print_if_empty(options, library.coverage()) and not as_json:
        return EXIT_NOTHING_FOUND
    if question.text is not None:
        outcome = answer_question(library, question.text)
        print_result(as_json, outcome.schema, outcome.text)
        return EXIT_OK if outcome.is_found else EXIT_NOTHING_FOUND
    for query_id, text in questions:
        try:
            fields = answer_question(library, text).schema().to_json()
        except QueryError as error:
            fields = {"error": str(error)}
        print_json_line(query_id=query_id, **fields)
    return EXIT_OK


def _read_questions(path: Path) -> Iterator[tuple[Any, str]]:
    """Yield the id and the text of each question in a file, or on the standard input for a dash."""
    for number, line in enumerate(_read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            question = json.loads(line)
            yield question["query_id"], str(question["text"])
        except (ValueError, KeyError, TypeError):
            raise QueryError(
                f"{path}, line {number}: this line is not a question. Write each one as"
                ' {"query_id": "q1", "text": "who repairs potholes"}.'
            ) from None


def _read_text(path: Path) -> str:
    try:
        if str(path) == STANDARD_STREAM:
            return sys.stdin.buffer.read().decode("utf-8")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise QueryError(
            f"{path}: this file of questions cannot be read ({error.strerror}). Check its name and your rights to it."
        ) from error
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: this file of questions is not UTF-8 text. Save it as UTF-8.") from error
