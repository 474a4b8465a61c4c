"""Sets that judge pages of files: the file, the pages, and the words that were judged as they stand there.

In: a folder; out: a ``PageSet``. The files are one JSON object a line:

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

from paper_search.evaluation import jsonl as lines
from paper_search.evaluation.retrieval.qrels import (
    DEPTH,
    LONGEST_ANSWER,
    QRELS,
    QUERIES,
    Credit,
    Paper,
    Place,
    Question,
)
from paper_search.evaluation.retrieval.text_match import Wording, holds, is_alike, wording

METADATA = "metadata.jsonl"
_LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sighting:
    """A judged place: its words, the target that it is a copy of, and how well it answers (its grade)."""

    query_id: str
    file: str
    pages: tuple[int, int]
    words: Wording
    target: str
    grade: int


@dataclass(frozen=True, slots=True)
class PageSet:
    """A set of this form, whole; see ``JudgedSet`` for what it does. ``one_of`` gives, for the path of a file, the
    path that stands for its content."""

    folder: Path
    questions: tuple[Question, ...]
    sightings: Mapping[str, tuple[Sighting, ...]]
    smallest: Mapping[str, str]
    files: Mapping[str, int]
    one_of: Mapping[str, str]

    @property
    def papers(self) -> Sequence[Paper]:
        return ()

    def credit(self, query_id: str, places: Sequence[Place]) -> Credit:
        judged = self.sightings[query_id]
        worth: dict[str, float] = {}
        for each in judged:
            worth[each.target] = max(worth.get(each.target, 0.0), 2.0**each.grade - 1)
        found: dict[str, int] = {}
        gains: list[float] = []
        relevant: list[bool] = []
        for rank, place in enumerate(places[:DEPTH], 1):
            right = self._right(place, judged)
            new = right - found.keys()
            found.update(dict.fromkeys(new, rank))
            gains.append(max((worth[target] for target in new), default=0.0))
            relevant.append(bool(right))
        ideal = sorted(worth.values(), reverse=True)[:DEPTH]
        return Credit(tuple(gains), tuple(relevant), tuple(ideal), tuple(sorted(found.values())), len(worth))

    def _right(self, place: Place, judged: Sequence[Sighting]) -> set[str]:
        """The targets that the place shows."""
        file = self._resolved(place.paper)
        near = [each for each in judged if each.file == file and _overlap(each.pages, place.pages)]
        shown = wording(place.text) if near else None
        return {each.target for each in near if shown and is_alike(shown, each.words)}

    def _resolved(self, path: str) -> str:
        """The path that stands for the file's content; a run may name it from further up."""
        plain = _plain(path)
        known = self.one_of.get(plain)
        return known or next((one for name, one in self.one_of.items() if plain.endswith("/" + name)), plain)

    def judged_papers(self, query_id: str) -> frozenset[str]:
        found = {each.file for each in self.sightings.get(query_id, ())}
        return frozenset(found | {path for path, one in self.one_of.items() if one in found})

    def answers(self, query_id: str, place: Place | None) -> bool | None:
        answer = self.smallest.get(query_id)
        if not answer:
            return None
        return place is not None and holds(place.text[:LONGEST_ANSWER], answer)

    def fields(self, place: Place) -> dict[str, Any]:
        first, last = place.pages
        return {"file": place.paper, "page_from": first, "page_to": last, "text": place.text}

    def place(self, fields: Mapping[str, Any]) -> Place:
        pages = int(fields["page_from"]), int(fields["page_to"])
        return Place(str(fields["file"]), 0, 0, str(fields["text"]), pages, fields.get("score"))

    def ordered(self, places: Sequence[Place]) -> list[Place]:
        """As they are."""
        return list(places)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _plain(path: str) -> str:
    plain = unquote(path).replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    return plain


# -- reading ---------------------------------------------------------------------------------------------------


def load(folder: Path) -> PageSet:
    """The set in a folder. Raises EvaluationError naming the file and the line."""
    questions = list(lines.numbered(folder / QUERIES, lambda line: (_question(line), line.get("answer_text"))))
    known: set[str] = set()
    for number, (question, _) in questions:
        if question.query_id in known:
            raise lines.wrong(folder / QUERIES, number, f"the question {question.query_id!r} stands there twice")
        known.add(question.query_id)
    one_of = _contents(folder / METADATA)
    sightings: defaultdict[str, list[Sighting]] = defaultdict(list)
    files: dict[str, int] = {}
    for number, (path, each) in lines.numbered(folder / QRELS, lambda line: _sighting(line, one_of)):
        if each.query_id not in known:
            raise lines.wrong(folder / QRELS, number, f"judges {each.query_id!r}, which {QUERIES} does not ask")
        files.setdefault(path, number)
        if each.grade >= 1:
            sightings[each.query_id].append(each)
    for number, (question, _) in questions:
        if question.answerable and question.query_id not in sightings:
            raise lines.wrong(folder / QUERIES, number, f"{question.query_id!r} has an answer but no judged place")
    return PageSet(
        folder,
        tuple(question for _, (question, _) in questions),
        {query_id: tuple(each) for query_id, each in sightings.items()},
        {question.query_id: str(answer) for _, (question, answer) in questions if answer and question.answerable},
        files,
        {path: path for path in map(_plain, files)} | one_of,
    )


def _contents(path: Path) -> dict[str, str]:
    """For the path of each file the first path with the same content."""
    first: dict[str, str] = {}
    cards = lines.read(path, lambda line: (_plain(str(line["file"])), str(line.get("sha256") or line["file"])))
    return {name: first.setdefault(content, name) for name, content in cards}


def _question(line: dict[str, Any]) -> Question:
    return Question(str(line["query_id"]), str(line["text"]), line.get("kind"), bool(line.get("answerable", True)))


def _sighting(line: dict[str, Any], one_of: Mapping[str, str]) -> tuple[str, Sighting]:
    query_id, path, text = str(line["query_id"]), _plain(str(line["file"])), str(line["text"])
    pages = int(line.get("page_from", 1)), int(line.get("page_to", line.get("page_from", _LAST_PAGE)))
    if not 1 <= pages[0] <= pages[1]:
        raise ValueError(f"pages {pages[0]} to {pages[1]} are none")
    words = wording(text)
    if not words.size:
        raise ValueError("the judged text has no words")
    target = str(line.get("group") or (query_id, path, pages[0], line.get("start_words") or text))
    grade = int(line.get("grade", 2))
    return path, Sighting(query_id, one_of.get(path, path), pages, words, target, grade)
