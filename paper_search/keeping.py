"""What a library gives to be kept: news for a feed, passages as evidence, and what people said of passages.

In: questions, ids, and a yes or no; out: records. Promised: all of it is for those whom the library is for; what one
answer says is of one generation of the index.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from paper_search import feedback
from paper_search.answering import whats_new as news
from paper_search.embeddings import Encoder
from paper_search.errors import QueryError
from paper_search.export.pack import MAX_PACK_PASSAGES, EvidencePack, PackPassage
from paper_search.feedback import FeedbackSet, ReaderJudgement
from paper_search.records import Access, Document, Filters, Passage, WhatsNew
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import collapse_whitespace

NEWS_PERIOD = timedelta(days=90)
"""How long what came is new."""
_FETCH_BATCH_SIZE = 500

PageRenderer = Callable[[Passage, Document], bytes | None]


class _OpenIndex(Protocol):
    """What is read from."""

    @property
    def engine(self) -> IndexSnapshot: ...

    @property
    def encoder(self) -> Encoder: ...


class LibraryExports:
    """The part of a library that gives what is kept elsewhere than in the index."""

    _index: Path
    _access: tuple[Access, ...]

    @abstractmethod
    def _open_snapshot(self) -> AbstractContextManager[_OpenIndex]: ...

    def version_token(self) -> str:
        """What stands for all that this library can answer: while it is the same, so is every answer."""
        with self._open_snapshot() as opened:
            return f"{opened.engine.generation} {' '.join(self._access)}"

    def whats_new(self, question: str, filters: Filters = Filters(), since: date | None = None) -> WhatsNew:
        """What came since a day, of all that came in the last 90 where none is named. Raises QueryError."""
        start = since or datetime.now(UTC).date() - NEWS_PERIOD
        with self._open_snapshot() as opened:
            new = news.find_new_passages(question, filters, start, opened.engine, opened.encoder)
            return WhatsNew(collapse_whitespace(question), start, new, opened.engine.built_at)

    def build_evidence_pack(
        self, passage_ids: Sequence[str], question: str = "", picture: PageRenderer = lambda passage, document: None
    ) -> EvidencePack:
        """The passages chosen, in the order given, as an evidence pack. Raises QueryError where none of them is held.

        Args:
            picture: the page that a passage stands on, as a PNG; None where there is none to show.
        """
        wanted = list(dict.fromkeys(passage_ids))
        if not 0 < len(wanted) <= MAX_PACK_PASSAGES:
            raise QueryError(f"An evidence pack holds 1 to {MAX_PACK_PASSAGES} passages; {len(wanted)} were chosen.")
        with self._open_snapshot() as opened:
            held, generation = opened.engine.fetch(wanted), opened.engine.generation
        found = [held[each] for each in wanted if each in held]
        if not found:
            raise QueryError("None of the passages chosen is held any more; ask again and choose from what is found.")
        items = tuple(PackPassage(passage, document, picture(passage, document)) for passage, document in found)
        return EvidencePack(
            collapse_whitespace(question), datetime.now(UTC), generation, items, len(wanted) - len(found)
        )

    def save_judgement(self, question: str, passage_id: str, is_right: bool) -> None:
        """Keep that a passage is, or is not, what was looked for. Raises QueryError and StorageError."""
        with self._open_snapshot() as opened:
            held = opened.engine.fetch([passage_id])
        if passage_id not in held:
            raise QueryError("The passage is not held any more; ask again.")
        words, day = feedback.hash_passage(held[passage_id][0]), datetime.now(UTC).date().isoformat()
        feedback.save_judgement(
            self._index, ReaderJudgement(collapse_whitespace(question), passage_id, words, is_right, day)
        )

    def load_feedback(self) -> FeedbackSet:
        """All that was said, as a set to measure with."""
        with self._open_snapshot() as opened:
            return feedback.build_feedback_set(feedback.load_judgements(self._index), _fetch_in_batches(opened.engine))


def _fetch_in_batches(engine: IndexSnapshot) -> feedback.FetchPassages:
    def fetch(passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        found: dict[str, tuple[Passage, Document]] = {}
        for start in range(0, len(passage_ids), _FETCH_BATCH_SIZE):
            found |= engine.fetch(passage_ids[start : start + _FETCH_BATCH_SIZE])
        return found

    return fetch
