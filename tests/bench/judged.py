"""How well questions are answered beside txtai and chromadb: nDCG@10 on the judged sets, over the same passages.

Comes in: a folder to work in. Goes out: figures, none where the sets are not at hand. Promised: all three search the
passages of our own index of each set; the others are given what our encoder is given, title and headings included, and
their vectors come from sentence-transformers, computed once for both; the measure is the one that
`paper-search evaluate search` prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from paper_search.config import Settings
from paper_search.embeddings import find_packaged_folder
from paper_search.evaluation.retrieval import (
    judged_sets,
    set_index,
    significance,
    systems,
)
from paper_search.evaluation.retrieval.qrels import JUDGED_DEPTH, RetrievedSpan
from paper_search.evaluation.retrieval.runs import QuestionResult
from paper_search.evaluation.retrieval.scoring import RunScores, score_run
from paper_search.evaluation.retrieval.set_index import IndexedSet
from paper_search.records import Filters
from tests.bench import papers
from tests.bench.contestants import CONTESTANTS, OURS, THEIRS, Contestant
from tests.bench.figures import Figure, Options, at_least

SHARED = Path(__file__).resolve().parents[3] / "shared"
SETS = ("seeds", "kent-cabinet", "qmsum")
PAPERS = (SHARED / "papers" / "kent" / "cabinet",)
MEASURE = "nDCG@10"


class Vectors:
    """sentence-transformers over the packaged weights; each text is embedded once."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(find_packaged_folder()), device="cpu")
        self._known: dict[str, np.ndarray] = {}

    def rows(self, texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            made = self._model.encode(new, normalize_embeddings=True, show_progress_bar=False)
            self._known |= dict(zip(new, made, strict=True))
        return np.stack([self._known[text] for text in texts]).astype(np.float32)


def run(options: Options) -> tuple[Figure, ...]:
    """The figures of each set that is at hand."""
    at_hand = [name for name in SETS if (SHARED / "evalsets" / name).is_dir()]
    if not at_hand:
        return (Figure(f"{MEASURE} on the judged sets", None, note="the judged sets are not at hand"),)
    vectors = Vectors()

    def embed(texts: Sequence[str]) -> Any:
        return vectors.rows(list(texts))

    return tuple(figure for name in at_hand for figure in _of_set(options.scratch / name, name, embed))


def _of_set(folder: Path, name: str, embed: Any) -> list[Figure]:
    judged = judged_sets.load(SHARED / "evalsets" / name)
    indexed = set_index.build_set_index(judged, PAPERS, folder / "index", Settings().model)
    marks = {
        OURS: _marks(
            indexed, [systems.create_library_system(indexed)(question, Filters()) for question in judged.questions]
        )
    }
    rows = papers.rows_in(indexed.index)
    for their in THEIRS:
        system = CONTESTANTS[their](folder / their, embed)
        (folder / their).mkdir(parents=True)
        system.load()
        system.ingest(rows)
        marks[their] = _marks(indexed, _ask_system(indexed, system))
    return [_figure(name, system, marks, len(rows)) for system in CONTESTANTS]


def _ask_system(indexed: IndexedSet, system: Contestant) -> list[QuestionResult]:
    return [
        QuestionResult(question.query_id, tuple(_places(indexed, system.search(question.text, JUDGED_DEPTH))))
        for question in indexed.evaluation_set.questions
    ]


def _places(indexed: IndexedSet, found: Sequence[str]) -> list[RetrievedSpan]:
    """The passages of our index with these ids, best first; each rank is its score."""
    places: list[RetrievedSpan] = []
    for rank, passage_id in enumerate(found, 1):
        passage = indexed.library.passage(passage_id)
        document = indexed.library.document(passage.doc_id) if passage else None
        if passage is None or document is None:
            continue
        paper = indexed.names.get(document.source, document.source)
        pages = passage.locator.pages or (1, 1)
        places.append(RetrievedSpan(paper, passage.start, passage.end, passage.text, pages, 1 / rank, passage_id))
    return places


def _marks(indexed: IndexedSet, run: Sequence[QuestionResult]) -> RunScores:
    return score_run(indexed.evaluation_set, indexed.evaluation_set.questions, run)


def _values(marks: RunScores) -> list[float]:
    return [each[MEASURE] for _, each in sorted(marks.measures.items())]


def _figure(name: str, system: str, marks: dict[str, RunScores], passages: int) -> Figure:
    value = float(np.mean(_values(marks[system])))
    label = f"{MEASURE} on {name}: {system}"
    if system != OURS:
        gained = significance.compare_paired(_values(marks[OURS]), _values(marks[system]))
        low, high = gained.gain.low, gained.gain.high
        note = f"ours gains {gained.gain.value:+.3f} ({low:+.3f} to {high:+.3f}), p = {gained.p_value:.4f}"
        return Figure(label, value, note=note)
    best = max(float(np.mean(_values(marks[their]))) for their in THEIRS)
    asked = len(_values(marks[OURS]))
    return Figure(label, value, target=at_least(best), note=f"{asked} answerable questions, {passages:,} passages")
