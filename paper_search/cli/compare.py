"""The commands that look across councils and meetings: ``compare``, ``timeline``, ``similar`` and ``cite``.

Arguments in, words or JSON out.
"""

from __future__ import annotations

import argparse
from typing import Any

from paper_search.cli.output import NOTHING, OK, Command, print_json
from paper_search.cli.search import (
    each_question,
    filters_of,
    limit_arguments,
    open_for_questions,
    question_arguments,
)
from paper_search.config import Settings

STYLES = ("text", "markdown", "html", "ris")


def _compare_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    question_arguments(one, defaults, k=2, of="how many quotes of each authority")


def _timeline_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    question_arguments(one, defaults, k=20, of="how many passages")


def _similar_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    _passage_argument(one)
    one.add_argument("--elsewhere", action="store_true", help="other authorities' passages first")
    limit_arguments(one, k=10, of="how many passages")


def _cite_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    _passage_argument(one)
    one.add_argument("--style", choices=STYLES, default="text", help="the form of the citation (%(default)s)")
    one.add_argument("--json", action="store_true", help="print JSON")


def _passage_argument(one: argparse.ArgumentParser) -> None:
    one.add_argument("passage_id", metavar="PASSAGE_ID", help="as 'search' prints it behind “passage:”")


def _compare(options: argparse.Namespace) -> int:
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    opened, filters = open_for_questions(options)

    def one(text: str) -> tuple[dict[str, Any], str, bool]:
        found = opened.compare(text, filters, options.k)
        return wire.comparison(found), plain.comparison(found), found.found

    return each_question(options, one)


def _timeline(options: argparse.Namespace) -> int:
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    opened, filters = open_for_questions(options)

    def one(text: str) -> tuple[dict[str, Any], str, bool]:
        found = opened.timeline(text, filters, options.k)
        return wire.timeline(found), plain.timeline(found), found.found

    return each_question(options, one)


def _similar(options: argparse.Namespace) -> int:
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    found = _open(options).similar(options.passage_id, filters_of(options), options.k, options.elsewhere)
    if options.json:
        print_json(wire.similar(found))
    else:
        print(plain.similar(found))
    return OK if found.hits else NOTHING


def _cite(options: argparse.Namespace) -> int:
    from paper_search import schemas as wire

    words = _open(options).cite(options.passage_id, options.style)
    if options.json:
        print_json(wire.citation(options.passage_id, options.style, words))
    else:
        print(words)
    return OK


def _open(options: argparse.Namespace) -> Any:
    from paper_search import library

    return library.open_library(options.corpus, options.index, options.model)


COMMANDS = (
    Command(
        "compare",
        _compare,
        "put one question to each authority's papers apart",
        'paper-search compare "how many days to repair a pothole" --kind report',
        _compare_arguments,
    ),
    Command(
        "timeline",
        _timeline,
        "show a matter from report to minutes to decision, by the dates of its meetings",
        'paper-search timeline "draft revenue budget" --authority Wexmoor',
        _timeline_arguments,
    ),
    Command(
        "similar",
        _similar,
        "find passages of other papers that say the like",
        'paper-search similar "cabinet/report.pdf::top/4-2~1" --elsewhere',
        _similar_arguments,
    ),
    Command(
        "cite",
        _cite,
        "write the citation of a passage",
        'paper-search cite "cabinet/report.pdf::top/4-2~1" --style ris',
        _cite_arguments,
    ),
)
