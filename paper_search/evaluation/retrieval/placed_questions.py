"""Judged questions over papers that lie elsewhere: places are named by letters, and none of the words stand there.

``questions.jsonl`` has one JSON object a line: ``query_id``, ``collection`` (whose papers are asked), ``kind``,
``answerable``, ``text``; ``register`` ("plain" as people speak, "paper" as papers do); ``answer``, the smallest answer
(``file``, ``page``, ``start``, ``end``); and ``places``, those judged (``file``, ``page_from``, ``page_to``, ``start``,
``end``, ``grade``, ``group``). Without ``places`` the answer is the one place. ``near`` names a paper of the matter.
``start`` and ``end`` count the letters and digits from the beginning of the first page, see ``page_letters``.

Each collection is a set of its own. One whose papers are not there is left out, and said to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl
from paper_search.evaluation.parsing.page_letters import extract_letters, read_page_texts, slice_letters
from paper_search.evaluation.retrieval.page_qrels import PageEvaluationSet, PageJudgement, has_page_overlap
from paper_search.evaluation.retrieval.qrels import Question, RetrievedSpan
from paper_search.evaluation.retrieval.text_match import is_alike, shingle_text

QUESTIONS_FILE = "questions.jsonl"
ANSWERED, ANSWERED_IN_PART = 2, 1
"""Grades of a place."""

MIN_SHARED_LETTERS = 20
"""Letters and digits that a quote must share with a place to show it, or all of the shorter of the two."""
MIN_COPY_LETTERS = 30
"""Letters and digits from which the same words in another paper are a copy, and not chance."""


NumberedLine = tuple[int, dict[str, Any]]
ReadPages = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class LetterPlace:
    """A judged place: the letters of its pages, which of them it is, and how well it answers (its grade)."""

    judgement: PageJudgement
    page_letters: str
    start: int
    end: int

    def is_shown_by(self, quote: RetrievedSpan, file: str) -> bool:
        """Return True if the quote, which is of this file, shares much with the place, or holds a copy of it."""
        shown, letters = extract_letters(quote.text), self.page_letters[self.start : self.end]
        if len(letters) >= MIN_COPY_LETTERS and letters in shown:
            return True
        if file != self.judgement.file or not shown:
            return False
        found = self.page_letters.find(shown)
        if found < 0:
            # Read in another order, over another page, or of another page.
            near = has_page_overlap(self.judgement.pages, quote.pages)
            return near and is_alike(shingle_text(quote.text), self.judgement.shingled_text)
        shared = min(found + len(shown), self.end) - max(found, self.start)
        return shared >= min(MIN_SHARED_LETTERS, len(shown), len(letters))


@dataclass(frozen=True, slots=True)
class PlacedEvaluationSet(PageEvaluationSet):
    """The questions of one collection; ``registers`` has that of each question that was given one."""

    places: Mapping[str, tuple[LetterPlace, ...]]
    registers: Mapping[str, str]

    def grade_quote(self, query_id: str, quote: RetrievedSpan) -> int:
        """Return the best grade of the places that a quote shows; 0 where it shows none."""
        file = self.resolve_path(quote.document_name)
        shown = (place for place in self.places.get(query_id, ()) if place.is_shown_by(quote, file))
        return max((place.judgement.grade for place in shown), default=0)


@dataclass(frozen=True, slots=True)
class _PlacedQuestion:
    """A line of the file: a question with its register, its places and the words of its smallest answer."""

    question: Question
    register: str
    places: tuple[LetterPlace, ...] = ()
    answer: str = ""


def load(
    folder: Path, corpus_folders: Sequence[Path], report_skipped: Callable[[str], None] = lambda line: None
) -> list[PlacedEvaluationSet]:
    """Return the sets whose papers are all in one of the folders.

    Args:
        folder: holds ``questions.jsonl``.
        corpus_folders: folders of papers.
        report_skipped: called with a line for each collection whose papers are not there.

    Raises:
        EvaluationError: there are no questions, or a line of them cannot be used.
    """
    path = folder / QUESTIONS_FILE
    lines = list(jsonl.read_numbered_records(path, dict))
    if not lines:
        raise EvaluationError(f"{path}: there are no judged questions.")
    by_collection: defaultdict[str, list[NumberedLine]] = defaultdict(list)
    for number, line in lines:
        by_collection[str(line.get("collection") or "papers")].append((number, line))
    sets: list[PlacedEvaluationSet] = []
    for collection, numbered in by_collection.items():
        files = {file: number for number, line in reversed(numbered) for file in _list_files(line)}
        corpus = next((root for root in corpus_folders if all((root / file).is_file() for file in files)), None)
        if corpus is None:
            report_skipped(f"{collection}: {len(numbered)} questions are skipped, their papers are not here.")
        else:
            sets.append(_build_set(folder, collection, numbered, files, corpus))
    return sets


def _build_set(
    folder: Path, collection: str, numbered: Sequence[NumberedLine], files: Mapping[str, int], corpus: Path
) -> PlacedEvaluationSet:
    @cache
    def read_pages(file: str) -> tuple[str, ...]:
        return read_page_texts(corpus / file)

    parsed: list[_PlacedQuestion] = []
    for number, line in numbered:
        try:
            parsed.append(_parse_question(line, read_pages))
        except (KeyError, ValueError, TypeError) as error:
            raise jsonl.make_line_error(folder / QUESTIONS_FILE, number, f"cannot be used ({error})") from error
    answerable = {item.question.query_id: item for item in parsed if item.question.answerable}
    return PlacedEvaluationSet(
        folder / f"{collection}-questions",
        tuple(item.question for item in parsed),
        {query_id: tuple(place.judgement for place in item.places) for query_id, item in answerable.items()},
        {query_id: item.answer for query_id, item in answerable.items() if item.answer},
        files,
        {file: file for file in files},
        {query_id: item.places for query_id, item in answerable.items()},
        {item.question.query_id: item.register for item in parsed if item.register},
    )


def _parse_question(line: Mapping[str, Any], read_pages: ReadPages) -> _PlacedQuestion:
    is_answerable = bool(line.get("answerable", True))
    question = Question(str(line["query_id"]), str(line["text"]), line.get("kind"), is_answerable)
    register = str(line.get("register") or "")
    if not is_answerable:
        return _PlacedQuestion(question, register)
    places = tuple(_parse_places(question, line.get("places") or [line["answer"]], read_pages))
    answer = line.get("answer")
    return _PlacedQuestion(question, register, places, _slice_answer(answer, read_pages) if answer else "")


def _list_files(line: Mapping[str, Any]) -> Iterable[str]:
    named = [line.get("answer"), line.get("near"), *line.get("places", ())]
    return [str(place["file"]) for place in named if place]


def _parse_places(
    question: Question, lines: Sequence[Mapping[str, Any]], read_pages: ReadPages
) -> Iterable[LetterPlace]:
    for number, place in enumerate(lines):
        file, first = str(place["file"]), int(place.get("page_from", place.get("page", 1)))
        last, start, end = int(place.get("page_to", first)), int(place["start"]), int(place["end"])
        text = _join_pages(read_pages(file), first, last)
        words = slice_letters(text, start, end)
        if not words:
            raise ValueError(f"{start} to {end} is no place of {file!r}, page {first}")
        target = str(place.get("group") or f"{question.query_id}-{number}")
        grade = int(place.get("grade", ANSWERED))
        judgement = PageJudgement(question.query_id, file, (first, last), shingle_text(words), target, grade)
        yield LetterPlace(judgement, extract_letters(text), start, end)


def _slice_answer(answer: Mapping[str, Any], read_pages: ReadPages) -> str:
    page = int(answer.get("page", 1))
    text = _join_pages(read_pages(str(answer["file"])), page, page)
    return slice_letters(text, int(answer["start"]), int(answer["end"]))


def _join_pages(pages: Sequence[str], first: int, last: int) -> str:
    """Return the text of the pages and of the one behind them, onto which a place may run on."""
    return "\n".join(pages[first - 1 : last + 1])
