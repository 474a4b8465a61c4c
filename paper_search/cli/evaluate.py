"""The commands that measure: ``evaluate``, with one of its own for each thing that can be measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from paper_search.cli.group import Command, CommandGroup
from paper_search.cli.options import PATH, LibraryOptions, corpus_option, json_option
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_json, progress_bar
from paper_search.config import Settings
from paper_search.errors import EvaluationError

if TYPE_CHECKING:
    from paper_search.evaluation.retrieval import EvaluationOptions
    from paper_search.evaluation.retrieval.qrels import EvaluationSet
    from paper_search.evaluation.retrieval.report import RetrievalReport
    from paper_search.evaluation.retrieval.set_index import IndexedSet
    from paper_search.records import EncoderInfo

_TASKS_BY_OPTION = {"pooled": ("all papers",), "within": ("own papers",), "both": ("all papers", "own papers")}
_MIN_CONFIDENCE_SETS = 2

_corpora_option = click.option(
    "--corpus", "corpora", type=PATH, metavar="DIR", multiple=True, help="the papers of a set; may be repeated"
)


_questions_option = click.option(
    "--questions", type=PATH, metavar="DIR", help="questions.jsonl; collections whose papers are not there are skipped"
)


class _KeptIndexOption(click.Option):
    """The index of a set, whose help names the folder that it is kept in by default."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of help."""
        settings = ctx.find_object(Settings) or Settings()
        self.help = f"the set's index (one in {settings.index} is kept)"
        return super().get_help_record(ctx)


@click.group("evaluate", cls=CommandGroup, subcommand_metavar="MEASURE [ARGS]...")
def evaluate() -> None:
    """Measure reading, search and answers.

    Each is held against what a person wrote down.
    """


@evaluate.command(
    "reading",
    cls=Command,
    short_help="Measure how well papers are read: numbers, headings, metadata.",
    examples=("paper-search evaluate reading --gold gold --corpus corpus",),
)
@click.option("--gold", type=PATH, required=True, metavar="DIR", help="metadata.jsonl, structure.jsonl")
@corpus_option
@click.option("--all", "show_all", is_flag=True, help="print every miss")
@click.option("--strict", is_flag=True, help="exit with 1 when a figure is below its target")
@json_option
@click.pass_obj
def evaluate_reading(settings: Settings, gold: Path, corpus: Path, show_all: bool, strict: bool, as_json: bool) -> int:
    """Read the judged papers and compare: numbers, headings, metadata, words. Nothing is written."""
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation import parsing
    from paper_search.evaluation.parsing import report

    options = LibraryOptions(corpus, settings.index, settings)
    figures = parsing.evaluate(gold, corpus, open_encoder(options.encoder), options.limits)
    if as_json:
        print_json(report.to_json(figures))
    else:
        print(report.format_table(figures, len(figures.misses) if show_all else report.MAX_MISSES_SHOWN))
    return EXIT_NOTHING_FOUND if strict and report.find_missed_targets(figures) else EXIT_OK


@evaluate.command(
    "register",
    cls=Command,
    short_help="Measure how well meetings, decisions and votes are read.",
    examples=("paper-search evaluate register --gold tests/judged_register --corpus papers",),
)
@click.option("--gold", type=PATH, required=True, metavar="DIR", help="judged entries: a file a part (NAME.jsonl)")
@corpus_option
@click.option("--part", "parts", metavar="NAME", multiple=True, help="measure this part only; may be repeated")
@click.option("--errors", "with_errors", is_flag=True, help="print every entry and value that is wrong or missing")
@json_option
@click.pass_obj
def evaluate_register(
    settings: Settings, gold: Path, corpus: Path, parts: tuple[str, ...], with_errors: bool, as_json: bool
) -> int:
    """Read judged papers, and hold what the register has of them against what a person found. Nothing is written."""
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation.parsing import register, register_gold, register_report

    options = LibraryOptions(corpus, settings.index, settings)
    judged = register_gold.load(gold)
    if unknown := [part for part in parts if part not in judged]:
        raise EvaluationError(f"{gold}: there is no part {unknown[0]!r}; it has {', '.join(judged)}.")
    encoder = open_encoder(options.encoder)
    reports = {
        part: register.evaluate_register(papers, corpus, encoder, options.limits)
        for part, papers in judged.items()
        if part in (parts or judged)
    }
    if as_json:
        print_json(register_report.to_json(reports))
    else:
        print(register_report.format_tables(reports, with_errors))
    return EXIT_OK


@evaluate.command(
    "search",
    cls=Command,
    short_help="Measure how well search finds the passages that a person judged.",
    examples=("paper-search evaluate search --set questions --corpus corpus --baseline rrf",),
)
@click.option(
    "--set",
    "folders",
    type=PATH,
    required=True,
    metavar="DIR",
    multiple=True,
    help="queries.jsonl, qrels.jsonl; may be repeated",
)
@_corpora_option
@click.option("--index", cls=_KeptIndexOption, type=PATH, metavar="DIR")
@click.option("--engine", default="", metavar="URL", help="publish the set to this empty database, and ask that")
@click.option(
    "--baseline",
    "baselines",
    metavar="NAME",
    multiple=True,
    help="bm25, dense, rrf, scores or first; may be repeated",
)
@click.option(
    "--task",
    type=click.Choice(tuple(_TASKS_BY_OPTION)),
    default="both",
    help="ask of all papers, or within those named by a set",
)
@click.option("--compare", type=PATH, metavar="RUN", help="a saved run, to be held against this one")
@click.option("--save", type=PATH, metavar="RUN", help="write the answers and their figures, a question a line")
@click.option("--run", type=PATH, metavar="FILE", help="write the ranked passages as TREC has them")
@json_option
@click.pass_obj
def evaluate_search(
    settings: Settings,
    folders: tuple[Path, ...],
    corpora: tuple[Path, ...],
    index: Path | None,
    engine: str,
    baselines: tuple[str, ...],
    task: str,
    compare: Path | None,
    save: Path | None,
    run: Path | None,
    as_json: bool,
) -> int:
    """Index the papers of judged sets, ask their questions and compare, with intervals."""
    from paper_search.evaluation.retrieval import EvaluationOptions, judged_sets, report

    if len(folders) > 1 and any((compare, save, run, index, engine)):
        raise EvaluationError("--compare, --save, --run, --index and --engine belong to one set; name one --set.")
    wanted = EvaluationOptions(baselines, _TASKS_BY_OPTION[task], compare, save, run)
    reports = [_evaluate_set(judged_sets.load(folder), corpora, index, engine, wanted, settings) for folder in folders]
    if as_json:
        print_json(report.to_json(reports))
    else:
        print(report.format_table(reports))
    return EXIT_OK


def _evaluate_set(
    evaluation_set: EvaluationSet,
    corpora: tuple[Path, ...],
    index: Path | None,
    engine: str,
    wanted: EvaluationOptions,
    settings: Settings,
) -> RetrievalReport:
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation import retrieval
    from paper_search.evaluation.retrieval import set_index

    options = LibraryOptions(settings.corpus, settings.index, settings)
    encoder = open_encoder(options.encoder)
    folder = index or set_index.resolve_index_folder(evaluation_set, corpora, settings.index, encoder.info)
    with progress_bar() as show:
        indexed = set_index.build_set_index(
            evaluation_set, corpora, folder, options.encoder, options.limits, show, engine
        )
        return retrieval.evaluate(indexed, encoder, wanted, show)


@evaluate.command(
    "answers",
    cls=Command,
    short_help="Measure how often answers are wrong, and whether they say so.",
    examples=("paper-search evaluate answers --questions judged_questions --corpus papers",),
)
@_questions_option
@click.option(
    "--set",
    "folders",
    type=PATH,
    metavar="DIR",
    multiple=True,
    help="queries.jsonl, qrels.jsonl: ordinary questions; may be repeated",
)
@_corpora_option
@click.option("--save", type=PATH, metavar="FILE", help="write the outcome of each question, one a line")
@json_option
@click.pass_obj
def evaluate_answers(
    settings: Settings,
    questions: Path | None,
    folders: tuple[Path, ...],
    corpora: tuple[Path, ...],
    save: Path | None,
    as_json: bool,
) -> int:
    """Ask judged questions and count the answers that are right, wrong without a warning, or should not be there."""
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation.answerability import outcomes, report
    from paper_search.evaluation.retrieval import systems
    from paper_search.records import Filters

    sets = _load_sets(questions, folders, corpora)
    encoder = open_encoder(LibraryOptions(settings.corpus, settings.index, settings).encoder)
    found: dict[str, list[outcomes.AnswerOutcome]] = {}
    for evaluation_set in sets:
        indexed = _build_index(evaluation_set, corpora, encoder.info, settings)
        ask = systems.create_library_system(indexed)
        results = [ask(question, Filters()) for question in evaluation_set.questions]
        found[evaluation_set.folder.resolve().name] = outcomes.judge_results(evaluation_set, results)
    if save:
        report.save(save, found)
    if as_json:
        print_json(report.to_json(found))
    else:
        print(report.format_table(found))
    return EXIT_OK


def _load_sets(questions: Path | None, folders: tuple[Path, ...], corpora: tuple[Path, ...]) -> list[EvaluationSet]:
    """Return the collections of judged questions whose papers are there, then the other sets."""
    from paper_search.evaluation.retrieval import judged_sets, placed_questions

    placed = placed_questions.load(questions, corpora, lambda line: click.echo(line, err=True)) if questions else []
    return [*placed, *(judged_sets.load(folder) for folder in folders)]


def _build_index(
    evaluation_set: EvaluationSet, corpora: tuple[Path, ...], encoder: EncoderInfo, settings: Settings
) -> IndexedSet:
    from paper_search.evaluation.retrieval import set_index

    options = LibraryOptions(settings.corpus, settings.index, settings)
    folder = set_index.resolve_index_folder(evaluation_set, corpora, settings.index, encoder)
    with progress_bar() as show:
        return set_index.build_set_index(evaluation_set, corpora, folder, options.encoder, options.limits, show)


@evaluate.command(
    "confidence",
    cls=Command,
    help="Ask the questions of judged sets, also where their answers are not; fit the confidence on all sets but one"
    " and say how good it is on that one.",
    short_help="Measure how well unanswerable questions are recognised.",
    examples=("paper-search evaluate confidence --set questions --set others --corpus corpus",),
)
@click.option(
    "--set",
    "folders",
    type=PATH,
    metavar="DIR",
    multiple=True,
    help="queries.jsonl, qrels.jsonl; two at least, or --questions of two collections",
)
@_questions_option
@_corpora_option
@click.pass_obj
def evaluate_confidence(
    settings: Settings, folders: tuple[Path, ...], questions: Path | None, corpora: tuple[Path, ...]
) -> int:
    """Measure how well questions with an answer are told from those without."""
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation.answerability import calibration, calibration_report

    evaluation_sets = _load_sets(questions, folders, corpora)
    if len(evaluation_sets) < _MIN_CONFIDENCE_SETS:
        raise EvaluationError("Name two sets at least with --set: one is left out of the fitting.")
    encoder = open_encoder(LibraryOptions(settings.corpus, settings.index, settings).encoder)
    indexed_sets = [_build_index(evaluation_set, corpora, encoder.info, settings) for evaluation_set in evaluation_sets]
    samples: list[calibration.ConfidenceSample] = []
    with progress_bar() as show:
        for indexed_set in indexed_sets:
            others = [other for other in indexed_sets if other is not indexed_set]
            samples += calibration.collect_samples(indexed_set, others, encoder, show)
    print(calibration_report.format_table(samples))
    return EXIT_OK


@evaluate.command(
    "writing",
    cls=Command,
    short_help="Measure how well false written sentences are withheld, and true ones kept.",
    examples=("paper-search evaluate writing --gold tests/judged_writing --corpus corpus",),
)
@click.option("--gold", type=PATH, metavar="DIR", help="judged sentences: a file a part (NAME.jsonl)")
@_corpora_option
@click.option("--errors", "with_errors", is_flag=True, help="print the sentences on which strict mode errs")
@click.option("--strict", is_flag=True, help="exit with 1 when a share is below its target")
@json_option
@click.pass_obj
def evaluate_writing(
    settings: Settings, gold: Path | None, corpora: tuple[Path, ...], with_errors: bool, strict: bool, as_json: bool
) -> int:
    """Verify true and false sentences, judged ones and those made of the papers' own. No model is asked."""
    from paper_search.embeddings import open_encoder
    from paper_search.evaluation.writing import falsifying, judged, papers, report

    if not gold and not corpora:
        raise EvaluationError("Name judged sentences with --gold, or papers with --corpus.")
    sets = judged.load(gold) if gold else {}
    options = LibraryOptions(settings.corpus, settings.index, settings)
    for corpus in corpora:
        sentences = papers.read_sentences(corpus, open_encoder(options.encoder), options.limits)
        sets[str(corpus)] = list(falsifying.make_cases(sentences))
    reports = {name: report.measure(cases) for name, cases in sets.items() if cases}
    if as_json:
        print_json(report.to_json(reports))
    else:
        print(report.format_table(reports, with_errors))
    is_missed = any(report.find_missed_targets(figures) for figures in reports.values())
    return EXIT_NOTHING_FOUND if strict and is_missed else EXIT_OK
