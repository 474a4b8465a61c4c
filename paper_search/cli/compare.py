"""The commands that look across councils and meetings: ``compare``, ``timeline``, ``similar`` and ``cite``.

Arguments in, words or JSON out.
"""

from __future__ import annotations

import argparse
from typing import Any

from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, Command, print_json
from paper_search.cli.search import (
    add_filter_arguments,
    add_question_arguments,
    filters_from_options,
    open_library_with_filters,
    print_answers,
)
from paper_search.config import Settings

CITATION_STYLES = ("text", "markdown", "html", "ris")


def _add_compare_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    add_question_arguments(parser, defaults, k=2, k_help="how many quotes of each authority")


def _add_timeline_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    add_question_arguments(parser, defaults, k=20, k_help="how many passages")


def _add_similar_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    _add_passage_argument(parser)
    parser.add_argument("--elsewhere", action="store_true", help="other authorities' passages first")
    add_filter_arguments(parser, k=10, k_help="how many passages")


def _add_cite_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    _add_passage_argument(parser)
    parser.add_argument(
        "--style", choices=CITATION_STYLES, default="text", help="the form of the citation (%(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_passage_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("passage_id", metavar="PASSAGE_ID", help="as 'search' prints it behind “passage:”")


def _compare(options: argparse.Namespace) -> int:
    from paper_search import schemas
    from paper_search.cli import terminal

    opened, filters = open_library_with_filters(options)

    def answer_question(text: str) -> tuple[dict[str, Any], str, bool]:
        found = opened.compare(text, filters, options.k)
        return (
            schemas.ComparisonSchema.from_record(found).to_json(),
            terminal.format_comparison(found),
            found.has_answer,
        )

    return print_answers(options, answer_question)


def _timeline(options: argparse.Namespace) -> int:
    from paper_search import schemas
    from paper_search.cli import terminal

    opened, filters = open_library_with_filters(options)

    def answer_question(text: str) -> tuple[dict[str, Any], str, bool]:
        found = opened.timeline(text, filters, options.k)
        return schemas.TimelineSchema.from_record(found).to_json(), terminal.format_timeline(found), found.has_events

    return print_answers(options, answer_question)


def _find_similar(options: argparse.Namespace) -> int:
    from paper_search import schemas
    from paper_search.cli import terminal

    found = _open_library(options).similar(
        options.passage_id, filters_from_options(options), options.k, options.elsewhere
    )
    if options.json:
        print_json(schemas.SimilarSchema.from_record(found).to_json())
    else:
        print(terminal.format_similar(found))
    return EXIT_OK if found.hits else EXIT_NOTHING_FOUND


def _cite(options: argparse.Namespace) -> int:

    words = _open_library(options).cite(options.passage_id, options.style)
    if options.json:
        print_json({"passage_id": options.passage_id, "style": options.style, "citation": words})
    else:
        print(words)
    return EXIT_OK


def _open_library(options: argparse.Namespace) -> Any:
    from paper_search import library

    return library.open_library(options.corpus, options.index, options.model)


COMMANDS = (
    Command(
        "compare",
        _compare,
        "put one question to each authority's papers apart",
        'paper-search compare "how many days to repair a pothole" --kind report',
        _add_compare_arguments,
    ),
    Command(
        "timeline",
        _timeline,
        "show a matter from report to minutes to decision, by the dates of its meetings",
        'paper-search timeline "draft revenue budget" --authority Wexmoor',
        _add_timeline_arguments,
    ),
    Command(
        "similar",
        _find_similar,
        "find passages of other papers that say the like",
        'paper-search similar "cabinet/report.pdf::top/4-2~1" --elsewhere',
        _add_similar_arguments,
    ),
    Command(
        "cite",
        _cite,
        "write the citation of a passage",
        'paper-search cite "cabinet/report.pdf::top/4-2~1" --style ris',
        _add_cite_arguments,
    ),
)
