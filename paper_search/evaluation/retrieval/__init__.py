"""How well questions are answered: the whole table, from folders of judgements and the papers they are of.

In: a judged set, its papers and a model; out: a ``Report``. Promised: the index is made by the build that people run
and asked through the library that people use; the same set and index give the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.errors import EvaluationError
from paper_search.evaluation.retrieval import runs, systems
from paper_search.evaluation.retrieval.qrels import JudgedSet, Question
from paper_search.evaluation.retrieval.report import Report
from paper_search.evaluation.retrieval.runs import Answered
from paper_search.evaluation.retrieval.scoring import Marks, Row, mark, row
from paper_search.evaluation.retrieval.set_index import Indexed
from paper_search.evaluation.retrieval.systems import BASELINES, FIRST, OURS, Asked
from paper_search.indexing.builder import Progress
from paper_search.records import Filters
from paper_search.retrieval.local.engine import LocalEngine

POOLED, WITHIN = "all papers", "own papers"
"""A question is asked of all the papers of the set, or inside those that it was written of, where it names them."""

Show = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure beside ours, and which files to read and write.

    ``compared`` is a run that was saved before; ``saved`` is written as one, and ``trec`` as a TREC-like run. What
    belongs to questions inside their own papers goes by the same name with "own" in it (run.own.jsonl).
    """

    baselines: tuple[str, ...] = ()
    tasks: tuple[str, ...] = (POOLED, WITHIN)
    compared: Path | None = None
    saved: Path | None = None
    trec: Path | None = None


def evaluate(indexed: Indexed, encoder: Encoder, wanted: Wanted = Wanted(), show: Show = lambda step: None) -> Report:
    """The figures of one set.

    Args:
        indexed: the set and the index of its papers, as ``corpora.indexed`` gives it.
        encoder: turns the questions of the baselines into vectors.

    Raises:
        EvaluationError: an unknown baseline, or a run that cannot be read or written.
    """
    known = (*BASELINES, FIRST)
    unknown = [name for name in wanted.baselines if name not in known]
    if unknown:
        raise EvaluationError(f"There is no baseline {unknown[0]!r}; there are {', '.join(known)}.")
    rows = [each for task in _tasks(indexed.judged, wanted) for each in _rows(indexed, encoder, task, wanted, show)]
    questions = indexed.judged.questions
    return Report(
        indexed.judged.folder.resolve().name,
        sum(question.answerable for question in questions),
        sum(not question.answerable for question in questions),
        len(indexed.names),
        indexed.passages,
        indexed.left_out,
        tuple(rows),
    )


def _tasks(judged: JudgedSet, wanted: Wanted) -> list[str]:
    is_apart = any(question.within for question in judged.questions)
    return [task for task in wanted.tasks if task == POOLED or is_apart]


def _rows(indexed: Indexed, encoder: Encoder, task: str, wanted: Wanted, show: Show) -> Iterator[Row]:
    judged = indexed.judged
    questions = [question for question in judged.questions if task == POOLED or question.within]
    run = _asked(systems.ours(indexed), questions, indexed, task, OURS, show)
    ours = mark(judged, questions, run)
    _write(judged, run, ours, task, wanted)
    yield row(task, OURS, ours)
    if wanted.compared:
        path = _named(wanted.compared, task)
        yield row(task, path.name, mark(judged, questions, runs.load(path, judged)), ours)
    if wanted.baselines:
        engine = LocalEngine(indexed.index, encoder.info.dimensions)
        for name in wanted.baselines:
            plain = name == FIRST
            asked = systems.first_sentence(indexed) if plain else systems.baseline(name, engine, encoder, indexed.names)
            run = _asked(asked, questions, indexed, task, name, show)
            yield row(task, name, mark(judged, questions, run), ours)


def _asked(
    asked: Asked, questions: Sequence[Question], indexed: Indexed, task: str, system: str, show: Show
) -> list[Answered]:
    run: list[Answered] = []
    for question in questions:
        filters = indexed.only(question.within) if task == WITHIN else Filters()
        run.append(asked(question, filters))
        show(Progress(f"{system}, {task}", len(run), len(questions), question.query_id))
    return run


def _write(judged: JudgedSet, run: Sequence[Answered], marks: Marks, task: str, wanted: Wanted) -> None:
    if wanted.saved:
        runs.save(_named(wanted.saved, task), judged, run, marks.figures)
    if wanted.trec:
        runs.save_trec(_named(wanted.trec, task), run, OURS)


def _named(path: Path, task: str) -> Path:
    return path if task == POOLED else path.with_name(f"{path.stem}.own{path.suffix}")
