"""The commands that look across councils and meetings: ``compare``, ``timeline``, ``similar`` and ``cite``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

import click

from paper_search.cli.group import Command
from paper_search.cli.options import (
    Function,
    LibraryOptions,
    QuestionOptions,
    ResultOptions,
    engine_options,
    join_words,
    json_option,
    question_options,
    result_options,
)
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_result
from paper_search.cli.search import PrintableResult, print_answers

if TYPE_CHECKING:
    from paper_search.citations.styles import Style
    from paper_search.library import Library

CITATION_STYLES = ("text", "markdown", "html", "ris")


def passage_argument(function: Function) -> Function:
    """Add the id of a passage, whose spaces may stand without quotation marks; the function is given ``passage_id``."""

    @click.argument(
        "words", nargs=-1, required=True, metavar="PASSAGE_ID", help="as 'search' prints it after “passage:”"
    )
    @functools.wraps(function)
    def with_passage(*args: Any, words: tuple[str, ...], **options: Any) -> Any:
        return function(*args, passage_id=join_words(words), **options)

    return with_passage


@click.command(
    "compare",
    cls=Command,
    examples=(
        "paper-search compare how many days to repair a pothole --kind report",
        "paper-search compare library opening hours --authority Wexmoor --since 2024",
    ),
)
@engine_options
@question_options
@result_options(k=2, k_help="how many quotes from each council")
def compare(options: LibraryOptions, question: QuestionOptions, results: ResultOptions) -> int:
    """Put one question to the papers of each council in turn."""
    from paper_search.cli import terminal
    from paper_search.schemas import ComparisonSchema

    def answer_question(library: Library, text: str) -> PrintableResult:
        comparison = library.compare(text, results.filters, results.k)
        return PrintableResult(
            comparison.has_answer,
            lambda: ComparisonSchema.from_record(comparison),
            lambda: terminal.format_comparison(comparison),
        )

    return print_answers(options, question, results.as_json, answer_question)


@click.command(
    "timeline",
    cls=Command,
    examples=("paper-search timeline draft revenue budget --authority Wexmoor --since 2023",),
)
@engine_options
@question_options
@result_options(k=20)
def timeline(options: LibraryOptions, question: QuestionOptions, results: ResultOptions) -> int:
    """Follow a matter through its meetings, from report to decision."""
    from paper_search.cli import terminal
    from paper_search.schemas import TimelineSchema

    def answer_question(library: Library, text: str) -> PrintableResult:
        matter = library.timeline(text, results.filters, results.k)
        return PrintableResult(
            matter.has_events, lambda: TimelineSchema.from_record(matter), lambda: terminal.format_timeline(matter)
        )

    return print_answers(options, question, results.as_json, answer_question)


@click.command(
    "similar", cls=Command, examples=("paper-search similar cabinet/report.pdf::top/4-2~1 --elsewhere --k 5",)
)
@engine_options
@passage_argument
@click.option("--elsewhere", is_flag=True, help="passages from other councils first")
@result_options(k=10)
def similar(options: LibraryOptions, passage_id: str, elsewhere: bool, results: ResultOptions) -> int:
    """Find similar passages in other papers."""
    from paper_search.cli import terminal
    from paper_search.schemas import SimilarSchema

    found = options.open().similar(passage_id, results.filters, results.k, elsewhere)
    print_result(results.as_json, lambda: SimilarSchema.from_record(found), lambda: terminal.format_similar(found))
    return EXIT_OK if found.hits else EXIT_NOTHING_FOUND


@click.command(
    "cite", cls=Command, examples=("paper-search cite cabinet/report.pdf::top/4-2~1 --style ris > report.ris",)
)
@engine_options
@passage_argument
@click.option(
    "--style",
    type=click.Choice(CITATION_STYLES),
    default="text",
    show_default=True,
    help="the form of the citation",
)
@json_option
def cite(options: LibraryOptions, passage_id: str, style: str, as_json: bool) -> int:
    """Write the citation of a passage."""
    from paper_search.schemas import CitationSchema

    citation = options.open().cite(passage_id, style)
    print_result(
        as_json,
        lambda: CitationSchema(passage_id=passage_id, style=cast("Style", style), citation=citation),
        lambda: citation,
    )
    return EXIT_OK
