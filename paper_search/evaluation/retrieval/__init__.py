"""Evaluation of retrieval and answers over folders of judgements and the papers they judge.

Guarantees: the index is made by the build that people run and asked through the library that people use; the same set
and index give the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.errors import EvaluationError
from paper_search.evaluation.retrieval import runs, systems
from paper_search.evaluation.retrieval.qrels import EvaluationSet, Question
from paper_search.evaluation.retrieval.report import RetrievalReport
from paper_search.evaluation.retrieval.runs import QuestionResult
from paper_search.evaluation.retrieval.scoring import ResultRow, RunScores, build_row, score_run
from paper_search.evaluation.retrieval.set_index import IndexedSet
from paper_search.evaluation.retrieval.systems import BASELINES, FIRST_SENTENCE_SYSTEM, LIBRARY_SYSTEM, SearchSystem
from paper_search.indexing.builder import Progress
from paper_search.records import Filters
from paper_search.retrieval.local.engine import LocalEngine

ALL_DOCUMENTS, OWN_DOCUMENTS = "all papers", "own papers"
"""A question is asked of all the papers of the set, or inside those that it was written of, where it names them."""

ReportProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """The systems to measure beside ours, and the files to read and write.

    ``compare_path`` is a run saved before; ``save_path`` is written as one, and ``trec_path`` as a TREC run. What
    belongs to questions inside their own papers goes by the same name with "own" in it (run.own.jsonl).
    """

    baselines: tuple[str, ...] = ()
    tasks: tuple[str, ...] = (ALL_DOCUMENTS, OWN_DOCUMENTS)
    compare_path: Path | None = None
    save_path: Path | None = None
    trec_path: Path | None = None


def evaluate(
    indexed_set: IndexedSet,
    encoder: Encoder,
    options: EvaluationOptions = EvaluationOptions(),
    show_progress: ReportProgress = lambda step: None,
) -> RetrievalReport:
    """Return the figures of one set.

    Args:
        indexed_set: the set and the index of its papers, as ``set_index`` makes it.
        encoder: turns the questions of the baselines into vectors.
        options: the baselines, tasks and files.
        show_progress: called after each question.

    Raises:
        EvaluationError: an unknown baseline, or a run that cannot be read or written.
    """
    known = (*BASELINES, FIRST_SENTENCE_SYSTEM)
    unknown = [name for name in options.baselines if name not in known]
    if unknown:
        raise EvaluationError(f"There is no baseline {unknown[0]!r}; there are {', '.join(known)}.")
    rows = [
        row
        for task in _select_tasks(indexed_set.evaluation_set, options)
        for row in _build_rows(indexed_set, encoder, task, options, show_progress)
    ]
    questions = indexed_set.evaluation_set.questions
    return RetrievalReport(
        indexed_set.evaluation_set.folder.resolve().name,
        sum(question.answerable for question in questions),
        sum(not question.answerable for question in questions),
        len(indexed_set.names),
        indexed_set.passages,
        indexed_set.skipped,
        tuple(rows),
    )


def _select_tasks(evaluation_set: EvaluationSet, options: EvaluationOptions) -> list[str]:
    is_apart = any(question.document_names for question in evaluation_set.questions)
    return [task for task in options.tasks if task == ALL_DOCUMENTS or is_apart]


def _build_rows(
    indexed_set: IndexedSet, encoder: Encoder, task: str, options: EvaluationOptions, show_progress: ReportProgress
) -> Iterator[ResultRow]:
    judged = indexed_set.evaluation_set
    questions = [question for question in judged.questions if task == ALL_DOCUMENTS or question.document_names]
    run = _run_system(
        systems.create_library_system(indexed_set), questions, indexed_set, task, LIBRARY_SYSTEM, show_progress
    )
    ours = score_run(judged, questions, run)
    _write_run(judged, run, ours, task, options)
    yield build_row(task, LIBRARY_SYSTEM, ours)
    if options.compare_path:
        path = _add_task_suffix(options.compare_path, task)
        yield build_row(task, path.name, score_run(judged, questions, runs.load(path, judged)), ours)
    if options.baselines:
        engine = LocalEngine(indexed_set.index, encoder.info.dimensions)
        for name in options.baselines:
            plain = name == FIRST_SENTENCE_SYSTEM
            asked = (
                systems.create_first_sentence_system(indexed_set)
                if plain
                else systems.create_baseline_system(name, engine, encoder, indexed_set.names)
            )
            run = _run_system(asked, questions, indexed_set, task, name, show_progress)
            yield build_row(task, name, score_run(judged, questions, run), ours)


def _run_system(
    answer_question: SearchSystem,
    questions: Sequence[Question],
    indexed_set: IndexedSet,
    task: str,
    system: str,
    show_progress: ReportProgress,
) -> list[QuestionResult]:
    run: list[QuestionResult] = []
    for question in questions:
        filters = indexed_set.limit_to(question.document_names) if task == OWN_DOCUMENTS else Filters()
        run.append(answer_question(question, filters))
        show_progress(Progress(f"{system}, {task}", len(run), len(questions), question.query_id))
    return run


def _write_run(
    evaluation_set: EvaluationSet,
    run: Sequence[QuestionResult],
    scores: RunScores,
    task: str,
    options: EvaluationOptions,
) -> None:
    if options.save_path:
        runs.save(_add_task_suffix(options.save_path, task), evaluation_set, run, scores.measures)
    if options.trec_path:
        runs.save_trec(_add_task_suffix(options.trec_path, task), run, LIBRARY_SYSTEM)


def _add_task_suffix(path: Path, task: str) -> Path:
    return path if task == ALL_DOCUMENTS else path.with_name(f"{path.stem}.own{path.suffix}")
