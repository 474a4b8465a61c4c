"""The commands that measure: ``evaluate``, with one of its own for each thing that can be measured."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paper_search.cli.output import (
    EXIT_NOTHING_FOUND,
    EXIT_OK,
    limits_from_options,
    model_from_settings,
    print_json,
    progress_bar,
)
from paper_search.config import Settings
from paper_search.errors import EvaluationError

if TYPE_CHECKING:
    from paper_search.evaluation.retrieval.qrels import EvaluationSet
    from paper_search.evaluation.retrieval.report import RetrievalReport

_TASKS_BY_OPTION = {"pooled": ("all papers",), "within": ("own papers",), "both": ("all papers", "own papers")}


def add_evaluate_command(commands: Any, defaults: Settings) -> None:
    """``evaluate``, with a command of its own for each thing that can be measured."""
    words = "measure against what a person wrote down"
    measures = commands.add_parser("evaluate", help=words, description=f"{words[0].upper()}{words[1:]}.")
    kinds = measures.add_subparsers(metavar="MEASURE", required=True)
    _add_reading_command(kinds, defaults)
    _add_search_command(kinds, defaults)
    _add_confidence_command(kinds, defaults)


def _add_reading_command(kinds: Any, defaults: Settings) -> None:
    reading = kinds.add_parser(
        "reading",
        help="how well papers are read: numbers, headings, metadata, words",
        description="Read the judged papers and compare: numbers, headings, metadata, words. Nothing is written.",
        epilog="example:\n  paper-search evaluate reading --gold gold --corpus corpus",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reading.set_defaults(command=_evaluate_reading, model=model_from_settings(defaults), settings=defaults)
    reading.add_argument("--gold", type=Path, required=True, metavar="DIR", help="metadata.jsonl, structure.jsonl")
    reading.add_argument("--corpus", type=Path, default=defaults.corpus, metavar="DIR", help="the papers (%(default)s)")
    reading.add_argument("--all", action="store_true", help="print every miss")
    reading.add_argument("--strict", action="store_true", help="exit with 1 when a figure is below its target")
    reading.add_argument("--json", action="store_true", help="print JSON")


def _evaluate_reading(options: argparse.Namespace) -> int:
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation.parsing import evaluate, report

    limits = limits_from_options(options)
    found = evaluate(options.gold, options.corpus, open_encoder(options.model), limits)
    if options.json:
        print_json(report.to_json(found))
    else:
        print(report.format_table(found, len(found.misses) if options.all else report.MAX_MISSES_SHOWN))
    return EXIT_NOTHING_FOUND if options.strict and report.find_missed_targets(found) else EXIT_OK


def _add_search_command(kinds: Any, defaults: Settings) -> None:
    search = kinds.add_parser(
        "search",
        help="how well questions are answered, against the places that a person judged",
        description="Index the papers of judged sets, ask their questions and compare, with intervals.",
        epilog="example:\n  paper-search evaluate search --set questions --corpus corpus --baseline rrf",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    search.set_defaults(command=_evaluate_search, model=model_from_settings(defaults), settings=defaults)
    many = {"action": "append", "default": []}
    more = "queries.jsonl, qrels.jsonl; may be repeated"
    search.add_argument("--set", dest="sets", type=Path, required=True, metavar="DIR", help=more, action="append")
    search.add_argument("--corpus", type=Path, metavar="DIR", help="the papers of a set; may be repeated", **many)
    search.add_argument("--index", type=Path, metavar="DIR", help=f"the set's index (one in {defaults.index} is kept)")
    search.add_argument("--baseline", metavar="NAME", help="bm25, dense, rrf, scores or first; may be repeated", **many)
    search.add_argument(
        "--task", choices=_TASKS_BY_OPTION, default="both", help="ask of all papers, or within those named by a set"
    )
    search.add_argument("--compare", type=Path, metavar="RUN", help="a saved run, to be held against this one")
    search.add_argument(
        "--save", type=Path, metavar="RUN", help="write the answers and their figures, a question a line"
    )
    search.add_argument("--run", type=Path, metavar="FILE", help="write the ranked passages as TREC has them")
    search.add_argument("--json", action="store_true", help="print JSON")


def _evaluate_search(options: argparse.Namespace) -> int:
    from paper_search.evaluation.retrieval import judged_sets, report

    if len(options.sets) > 1 and any((options.compare, options.save, options.run, options.index)):
        raise EvaluationError("--compare, --save, --run and --index belong to one set; name one --set.")
    reports = [_evaluate_set(judged_sets.load(folder), options) for folder in options.sets]
    if options.json:
        print_json(report.to_json(reports))
    else:
        print(report.format_table(reports))
    return EXIT_OK


def _evaluate_set(evaluation_set: EvaluationSet, options: argparse.Namespace) -> RetrievalReport:
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation import retrieval
    from paper_search.evaluation.retrieval import set_index

    encoder = open_encoder(options.model)
    kept = options.index or set_index.resolve_index_folder(
        evaluation_set, options.corpus, options.settings.index, encoder.info
    )
    wanted = retrieval.EvaluationOptions(
        tuple(options.baseline), _TASKS_BY_OPTION[options.task], options.compare, options.save, options.run
    )
    with progress_bar() as show:
        indexed = set_index.build_set_index(
            evaluation_set, options.corpus, kept, options.model, limits_from_options(options), show
        )
        return retrieval.evaluate(indexed, encoder, wanted, show)


def _add_confidence_command(kinds: Any, defaults: Settings) -> None:
    sure = kinds.add_parser(
        "confidence",
        help="how well questions with an answer are told from those without",
        description="Ask the questions of judged sets, also where their answers are not; fit the confidence on all sets"
        " but one and say how good it is on that one.",
        epilog="example:\n  paper-search evaluate confidence --set questions --set others --corpus corpus",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sure.set_defaults(command=_evaluate_confidence, model=model_from_settings(defaults), settings=defaults, index=None)
    more = "queries.jsonl, qrels.jsonl; two at least"
    sure.add_argument("--set", dest="sets", type=Path, required=True, metavar="DIR", help=more, action="append")
    many = {"action": "append", "default": []}
    sure.add_argument("--corpus", type=Path, metavar="DIR", help="the papers of a set; may be repeated", **many)


def _evaluate_confidence(options: argparse.Namespace) -> int:
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation.answerability import calibration
    from paper_search.evaluation.retrieval import judged_sets, set_index

    if len(options.sets) < 2:
        raise EvaluationError("Name two sets at least with --set: one is left out of the fitting.")
    encoder, judged = open_encoder(options.model), [judged_sets.load(folder) for folder in options.sets]
    limits = limits_from_options(options)
    rows: list[calibration.ConfidenceSample] = []
    with progress_bar() as show:
        kept = [
            set_index.resolve_index_folder(each, options.corpus, options.settings.index, encoder.info)
            for each in judged
        ]
        indexed = [
            set_index.build_set_index(each, options.corpus, folder, options.model, limits, show)
            for each, folder in zip(judged, kept, strict=True)
        ]
        for each in indexed:
            rows += calibration.collect_samples(each, [other for other in indexed if other is not each], encoder, show)
    print(calibration.format_table(rows))
    return EXIT_OK
