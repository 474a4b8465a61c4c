"""Sets that judge pages of files: the file, the pages, and the words that were judged as they stand there.

The files are one JSON object a line:

* ``queries.jsonl``: ``query_id``, ``text``, ``kind``, ``answerable``, and ``answer_text``, the smallest answer as
  printed.
* ``qrels.jsonl``: ``query_id``, ``file`` (inside the corpus), ``page_from``, ``page_to`` (PDF pages from 1; left out,
  any page will do), ``text``, ``grade`` (2 answers, 1 in part) and ``group``: places of one group are copies, and one
  target.
* ``metadata.jsonl``, where it is there: ``file`` and ``sha256``; files of the same content are one.

A hit is right for a place of the same file when their pages overlap and their words are alike (see ``wording``). Each
target is credited once, and a hit takes the gain of one target at most, the largest: 2 to the power of its grade,
less 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from paper_search.evaluation import jsonl
from paper_search.evaluation.retrieval.qrels import (
    JUDGED_DEPTH,
    MAX_ANSWER_CHARS,
    QRELS_FILE,
    QUERIES_FILE,
    Gain,
    Question,
    RetrievedSpan,
    SuppliedDocument,
)
from paper_search.evaluation.retrieval.text_match import ShingledText, contains_answer, is_alike, shingle_text

METADATA_FILE = "metadata.jsonl"
_MAX_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class PageJudgement:
    """A judged place: its words, the target that it is a copy of, and how well it answers (its grade)."""

    query_id: str
    file: str
    pages: tuple[int, int]
    shingled_text: ShingledText
    target: str
    grade: int


@dataclass(frozen=True, slots=True)
class PageEvaluationSet:
    """A set judged by page; see ``EvaluationSet`` for its methods.

    ``canonical_paths`` gives, for the path of a file, the path that stands for its content.
    """

    folder: Path
    questions: tuple[Question, ...]
    judgements: Mapping[str, tuple[PageJudgement, ...]]
    shortest_answers: Mapping[str, str]
    files: Mapping[str, int]
    canonical_paths: Mapping[str, str]

    @property
    def documents(self) -> Sequence[SuppliedDocument]:
        return ()

    def compute_gain(self, query_id: str, retrieved: Sequence[RetrievedSpan]) -> Gain:
        judged = self.judgements[query_id]
        worth: dict[str, float] = {}
        for judgement in judged:
            worth[judgement.target] = max(worth.get(judgement.target, 0.0), 2.0**judgement.grade - 1)
        found: dict[str, int] = {}
        gains: list[float] = []
        relevant: list[bool] = []
        for rank, place in enumerate(retrieved[:JUDGED_DEPTH], 1):
            right = self._find_targets(place, judged)
            new = right - found.keys()
            found.update(dict.fromkeys(new, rank))
            gains.append(max((worth[target] for target in new), default=0.0))
            relevant.append(bool(right))
        ideal = sorted(worth.values(), reverse=True)[:JUDGED_DEPTH]
        return Gain(tuple(gains), tuple(relevant), tuple(ideal), tuple(sorted(found.values())), len(worth))

    def _find_targets(self, span: RetrievedSpan, judgements: Sequence[PageJudgement]) -> set[str]:
        """Return the targets that the place shows."""
        file = self.resolve_path(span.document_name)
        near = [
            judgement
            for judgement in judgements
            if judgement.file == file and has_page_overlap(judgement.pages, span.pages)
        ]
        shown = shingle_text(span.text) if near else None
        return {judgement.target for judgement in near if shown and is_alike(shown, judgement.shingled_text)}

    def resolve_path(self, path: str) -> str:
        """Return the path that stands for the file's content; a run may name it from further up."""
        plain = _normalise_path(path)
        known = self.canonical_paths.get(plain)
        return known or next((path for name, path in self.canonical_paths.items() if plain.endswith("/" + name)), plain)

    def judged_documents(self, query_id: str) -> frozenset[str]:
        found = {judgement.file for judgement in self.judgements.get(query_id, ())}
        return frozenset(found | {path for path, canonical in self.canonical_paths.items() if canonical in found})

    def holds_answer(self, query_id: str, answer_span: RetrievedSpan | None) -> bool | None:
        answer = self.shortest_answers.get(query_id)
        if not answer:
            return None
        return answer_span is not None and contains_answer(answer_span.text[:MAX_ANSWER_CHARS], answer)

    def to_run_fields(self, span: RetrievedSpan) -> dict[str, Any]:
        first, last = span.pages
        return {"file": span.document_name, "page_from": first, "page_to": last, "text": span.text}

    def from_run_fields(self, fields: Mapping[str, Any]) -> RetrievedSpan:
        pages = int(fields["page_from"]), int(fields["page_to"])
        return RetrievedSpan(str(fields["file"]), 0, 0, str(fields["text"]), pages, fields.get("score"))

    def sort_spans(self, spans: Sequence[RetrievedSpan]) -> list[RetrievedSpan]:
        """As they are."""
        return list(spans)


def has_page_overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Return True if two runs of pages, first and last of each, have a page in common."""
    return first[0] <= second[1] and second[0] <= first[1]


def _normalise_path(path: str) -> str:
    plain = unquote(path).replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    return plain


# -- reading ---------------------------------------------------------------------------------------------------


def load(folder: Path) -> PageEvaluationSet:
    """Return the set in a folder. Raises EvaluationError naming the file and the line."""
    questions = list(
        jsonl.read_numbered_records(
            folder / QUERIES_FILE, lambda line: (_parse_question(line), line.get("answer_text"))
        )
    )
    known: set[str] = set()
    for number, (question, _) in questions:
        if question.query_id in known:
            raise jsonl.make_line_error(
                folder / QUERIES_FILE, number, f"the question {question.query_id!r} stands there twice"
            )
        known.add(question.query_id)
    one_of = _map_canonical_paths(folder / METADATA_FILE)
    sightings: defaultdict[str, list[PageJudgement]] = defaultdict(list)
    files: dict[str, int] = {}
    for number, (path, judgement) in jsonl.read_numbered_records(
        folder / QRELS_FILE, lambda line: _parse_judgement(line, one_of)
    ):
        if judgement.query_id not in known:
            raise jsonl.make_line_error(
                folder / QRELS_FILE, number, f"judges {judgement.query_id!r}, which {QUERIES_FILE} does not ask"
            )
        files.setdefault(path, number)
        if judgement.grade >= 1:
            sightings[judgement.query_id].append(judgement)
    for number, (question, _) in questions:
        if question.answerable and question.query_id not in sightings:
            raise jsonl.make_line_error(
                folder / QUERIES_FILE, number, f"{question.query_id!r} has an answer but no judged place"
            )
    return PageEvaluationSet(
        folder,
        tuple(question for _, (question, _) in questions),
        {query_id: tuple(judgements) for query_id, judgements in sightings.items()},
        {question.query_id: str(answer) for _, (question, answer) in questions if answer and question.answerable},
        files,
        {path: path for path in map(_normalise_path, files)} | one_of,
    )


def _map_canonical_paths(path: Path) -> dict[str, str]:
    """For the path of each file the first path with the same content."""
    first: dict[str, str] = {}
    cards = jsonl.read_records(
        path, lambda line: (_normalise_path(str(line["file"])), str(line.get("sha256") or line["file"]))
    )
    return {name: first.setdefault(content, name) for name, content in cards}


def _parse_question(line: dict[str, Any]) -> Question:
    return Question(str(line["query_id"]), str(line["text"]), line.get("kind"), bool(line.get("answerable", True)))


def _parse_judgement(line: dict[str, Any], canonical_paths: Mapping[str, str]) -> tuple[str, PageJudgement]:
    query_id, path, text = str(line["query_id"]), _normalise_path(str(line["file"])), str(line["text"])
    pages = int(line.get("page_from", 1)), int(line.get("page_to", line.get("page_from", _MAX_PAGE)))
    if not 1 <= pages[0] <= pages[1]:
        raise ValueError(f"pages {pages[0]} to {pages[1]} are none")
    words = shingle_text(text)
    if not words.word_count:
        raise ValueError("the judged text has no words")
    target = str(line.get("group") or (query_id, path, pages[0], line.get("start_words") or text))
    grade = int(line.get("grade", 2))
    return path, PageJudgement(query_id, canonical_paths.get(path, path), pages, words, target, grade)
