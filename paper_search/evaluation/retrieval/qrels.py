"""The nouns of a judged set: questions, places, and how much of what was judged a list of places finds.

Guarantees: both forms of a set speak these, so that everything behind them is written once; paper is the set's own
name for a paper, whatever file it was indexed from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

JUDGED_DEPTH = 10
"""Number of hits of a question that are judged."""

MAX_ANSWER_CHARS = 600
"""Characters of an answer that are judged: a whole page is no answer."""

QUERIES_FILE, QRELS_FILE = "queries.jsonl", "qrels.jsonl"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set; ``within`` names the papers it was asked of, () where it was asked of all."""

    query_id: str
    text: str
    kind: str | None = None
    answerable: bool = True
    document_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievedSpan:
    """Words that a system shows.

    ``start`` and ``end`` are offsets in the paper's text, ``pages`` count from 1; a paper without pages is one page.
    """

    document_name: str
    start: int
    end: int
    text: str
    pages: tuple[int, int] = (1, 1)
    score: float | None = None
    passage_id: str = ""


@dataclass(frozen=True, slots=True)
class Gain:
    """The judged targets that a list of retrieved spans finds.

    ``gains`` and ``relevant`` are by rank, the first ``DEPTH``; ``ideal`` are the gains of a perfect list, best first;
    ``ranks`` holds, for each judged target that was found, the first rank that finds it, of ``targets`` in all.
    """

    gains: tuple[float, ...]
    relevant: tuple[bool, ...]
    ideal: tuple[float, ...]
    ranks: tuple[int, ...]
    targets: int


@dataclass(frozen=True, slots=True)
class SuppliedDocument:
    """A paper that a set brings along as text."""

    name: str
    text: str
    title: str = ""


class EvaluationSet(Protocol):
    """A set of either form."""

    @property
    def folder(self) -> Path: ...

    @property
    def questions(self) -> Sequence[Question]: ...

    @property
    def documents(self) -> Sequence[SuppliedDocument]:
        """The papers the set brings along, () where they are files elsewhere."""
        ...

    @property
    def files(self) -> Mapping[str, int]:
        """Paths, inside a corpus, of the judged files, each with the line that names it first.

        There are none where the set brings its papers along.
        """
        ...

    def compute_gain(self, query_id: str, retrieved: Sequence[RetrievedSpan]) -> Gain:
        """Return what the retrieved spans, best first, find of an answerable question's judgements."""
        ...

    def judged_documents(self, query_id: str) -> frozenset[str]:
        """Return the papers in which something was judged to answer the question, in the set's own names."""
        ...

    def holds_answer(self, query_id: str, answer_span: RetrievedSpan | None) -> bool | None:
        """Return True if the place holds the smallest answer; None where none was written down for the question."""
        ...

    def to_run_fields(self, span: RetrievedSpan) -> dict[str, Any]:
        """Return a place as a line of a run has it, in the words of the set's form."""
        ...

    def from_run_fields(self, fields: Mapping[str, Any]) -> RetrievedSpan:
        """Return the place that such fields name."""
        ...

    def sort_spans(self, spans: Sequence[RetrievedSpan]) -> list[RetrievedSpan]:
        """Return the places of a run in the order in which they are judged."""
        ...
