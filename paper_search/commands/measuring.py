"""The commands that measure: ``evaluate``, with one of its own for each thing that can be measured."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from paper_search.commands.base import NOTHING, OK, limits_of, print_json
from paper_search.settings import Settings


def add(commands: Any, defaults: Settings) -> None:
    """``evaluate``, with a command of its own for each thing that can be measured."""
    words = "measure against what a person wrote down"
    measures = commands.add_parser("evaluate", help=words, description=f"{words[0].upper()}{words[1:]}.")
    kinds = measures.add_subparsers(metavar="MEASURE", required=True)
    reading = kinds.add_parser(
        "reading",
        help="how well papers are read: numbers, headings, metadata, words",
        description="Read the judged papers and compare: numbers, headings, metadata, words. Nothing is written.",
        epilog="example:\n  paper-search evaluate reading --gold gold --corpus corpus",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reading.set_defaults(command=_evaluate_reading, model=defaults.model, settings=defaults)
    reading.add_argument("--gold", type=Path, required=True, metavar="DIR", help="metadata.jsonl, structure.jsonl")
    reading.add_argument("--corpus", type=Path, default=defaults.corpus, metavar="DIR", help="the papers (%(default)s)")
    reading.add_argument("--all", action="store_true", help="print every miss")
    reading.add_argument("--strict", action="store_true", help="exit with 1 when a figure is below its target")
    reading.add_argument("--json", action="store_true", help="print JSON")


def _evaluate_reading(options: argparse.Namespace) -> int:
    from paper_search.embed import SentenceTransformerEncoder
    from paper_search.evaluation.reading import report
    from paper_search.evaluation.reading.whole import evaluate

    limits = limits_of(options)
    found = evaluate(options.gold, options.corpus, SentenceTransformerEncoder(options.model), limits)
    if options.json:
        print_json(report.as_json(found))
    else:
        print(report.table(found, len(found.misses) if options.all else report.SHOWN))
    return NOTHING if options.strict and report.below(found) else OK
