"""Relevance judgements of readers: "this was what I was looking for", or not.

Each is a line in a file of the index folder, and all of them make a set to measure with. Of who said it and when only
the day is kept, and no word of a paper, so that what is withdrawn later is in no set. What two processes write at once
is two lines, and the file has a largest size.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from os import SEEK_END
from pathlib import Path
from typing import Any

from paper_search.errors import QueryError, StorageError
from paper_search.file_lock import lock_file
from paper_search.records import Document, Passage
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import collapse_whitespace, normalise

FILE_NAME = "judgements.jsonl"
MAX_FILE_BYTES = 32 * 1024 * 1024
"""Bytes: some hundred thousand judgements. Visitors must not be able to fill the disk."""
MAX_QUESTION_CHARACTERS = 500
_RELEVANT_GRADE, _NOT_RELEVANT_GRADE = 2, 0
QUERIES_FILE_NAME, QRELS_FILE_NAME = "queries.jsonl", "qrels.jsonl"

_FETCH_BATCH_SIZE = 500

FetchPassages = Callable[[Sequence[str]], dict[str, tuple[Passage, Document]]]


@dataclass(frozen=True, slots=True)
class ReaderJudgement:
    """One judgement.

    Args:
        question: The question that the passage was found with.
        passage_id: The passage.
        words: The hash of the passage's text as it was shown, see ``hash_passage``.
        is_right: True where it is what was looked for.
        day: The day in UTC, in ISO 8601.
    """

    question: str
    passage_id: str
    words: str
    is_right: bool
    day: str


@dataclass(frozen=True, slots=True)
class FeedbackSet:
    """Judgements as a set to measure with.

    Args:
        queries: The lines of the file of questions.
        qrels: The lines of the file of judgements.
        judgements: How many judgements were read.
        disputed: How many passages had as many judgements for as against them.
        unheld: How many are of a passage that has gone or changed.
        unanswered: How many questions have no passage that was found right.
    """

    queries: tuple[dict[str, Any], ...]
    qrels: tuple[dict[str, Any], ...]
    judgements: int
    disputed: int = 0
    unheld: int = 0
    unanswered: int = 0


def hash_passage(passage: Passage) -> str:
    """Return the SHA-256 of a passage's text."""
    return hashlib.sha256(passage.text.encode("utf-8", "replace")).hexdigest()


def make_judgement(question: str, passage: Passage | None, is_right: bool, day: date) -> ReaderJudgement:
    """Return a judgement of a passage as it is shown now.

    Raises:
        QueryError: The passage is not held any more.
    """
    if passage is None:
        raise QueryError("This passage is not in the index any more. Ask your question again.")
    question = collapse_whitespace(question)
    return ReaderJudgement(question, passage.passage_id, hash_passage(passage), is_right, day.isoformat())


def save_judgement(folder: Path, judgement: ReaderJudgement) -> None:
    """Write one line.

    Args:
        folder: The folder of the file.
        judgement: The judgement.

    Raises:
        QueryError: The question is empty or too long.
        StorageError: The file is full or cannot be written.
    """
    if not judgement.question or len(judgement.question) > MAX_QUESTION_CHARACTERS:
        raise QueryError(f"A judgement needs the question it is of, of up to {MAX_QUESTION_CHARACTERS} characters.")
    path = folder / FILE_NAME
    line = json.dumps(asdict(judgement), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    try:
        with path.open("a+b") as file:
            lock_file(file.fileno())
            size = file.seek(0, SEEK_END)
            if size + len(line) > MAX_FILE_BYTES:
                raise StorageError(f"{path}: no more judgements are kept, it is full; export them and move it away.")
            file.seek(max(size - 1, 0))
            # A line that was cut short must not take this one with it.
            file.write(line if file.read(1) in (b"", b"\n") else b"\n" + line)
    except OSError as error:
        raise StorageError(f"{path}: the judgement cannot be kept ({error.strerror}); see to the folder.") from error


def load_judgements(folder: Path) -> list[ReaderJudgement]:
    """Return all judgements in order; a line that was cut short, as by a full disk, is passed over."""
    path = folder / FILE_NAME
    if not path.is_file():
        return []
    return [judgement for line in path.read_bytes().split(b"\n") if (judgement := _parse_judgement(line))]


def _parse_judgement(line: bytes) -> ReaderJudgement | None:
    try:
        fields = json.loads(line)
        question, passage_id, words, day = (str(fields[name]) for name in ("question", "passage_id", "words", "day"))
        return ReaderJudgement(question, passage_id, words, bool(fields["is_right"]), day)
    except (ValueError, KeyError, TypeError):
        return None


def build_feedback_set(judgements: Iterable[ReaderJudgement], fetch: FetchPassages) -> FeedbackSet:
    """Return the judgements as ``evaluate search`` reads them: what most said of a passage counts, by question.

    Args:
        judgements: The judgements.
        fetch: Returns the passages that are held of the ids given, with their documents.
    """
    votes: dict[str, Counter[tuple[str, str]]] = {}
    questions: dict[str, str] = {}
    total = 0
    for judgement in judgements:
        total += 1
        query_id = _hash_question(judgement.question)
        questions.setdefault(query_id, collapse_whitespace(judgement.question))
        key = judgement.passage_id, judgement.words
        votes.setdefault(query_id, Counter())[key] += 1 if judgement.is_right else -1
    fetched = fetch(sorted({passage_id for counts in votes.values() for passage_id, _ in counts}))
    queries, qrels, disputed, unheld = list[dict[str, Any]](), list[dict[str, Any]](), 0, 0
    for query_id, counts in votes.items():
        lines = [
            _build_qrel(query_id, *fetched[passage_id], vote)
            for (passage_id, words), vote in counts.items()
            if vote and passage_id in fetched and hash_passage(fetched[passage_id][0]) == words
        ]
        disputed += sum(not vote for vote in counts.values())
        unheld += sum(bool(vote) for vote in counts.values()) - len(lines)
        if any(line["grade"] for line in lines):
            queries.append({"query_id": query_id, "text": questions[query_id], "kind": "judged by readers"})
            qrels += lines
    return FeedbackSet(tuple(queries), tuple(qrels), total, disputed, unheld, len(votes) - len(queries))


def fetch_in_batches(index: IndexSnapshot) -> FetchPassages:
    """Return a function that fetches any number of passages."""

    def fetch(passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        fetched: dict[str, tuple[Passage, Document]] = {}
        for start in range(0, len(passage_ids), _FETCH_BATCH_SIZE):
            fetched |= index.fetch(passage_ids[start : start + _FETCH_BATCH_SIZE])
        return fetched

    return fetch


def _hash_question(question: str) -> str:
    """Return one id for a question however it is spaced and cased."""
    return "q" + hashlib.sha256(normalise(collapse_whitespace(question)).encode("utf-8", "replace")).hexdigest()[:12]


def _build_qrel(query_id: str, passage: Passage, document: Document, vote: int) -> dict[str, Any]:
    line: dict[str, Any] = {"query_id": query_id, "file": document.source, "text": passage.text}
    if passage.locator.pages:
        line |= dict(zip(("page_from", "page_to"), passage.locator.pages, strict=True))
    return line | {"grade": _RELEVANT_GRADE if vote > 0 else _NOT_RELEVANT_GRADE}


def export_feedback(feedback_set: FeedbackSet, folder: Path) -> None:
    """Write the set's two files.

    Args:
        feedback_set: The set.
        folder: The folder, made where there is none.

    Raises:
        StorageError: One of the files is there already, or cannot be written.
    """
    lines = {QUERIES_FILE_NAME: feedback_set.queries, QRELS_FILE_NAME: feedback_set.qrels}
    existing = [name for name in lines if (folder / name).exists()]
    if existing:
        raise StorageError(f"{folder / existing[0]}: this file exists. Name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, entries in lines.items():
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in entries)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{folder}: the judgements cannot be written there ({error.strerror}).") from error
