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

from paper_search import feedback as judgements
from paper_search.answering import whats_new as news
from paper_search.answering.whats_new import News
from paper_search.embeddings import Encoder
from paper_search.errors import QueryError
from paper_search.export.pack import MOST, Item, Pack
from paper_search.feedback import JudgedSet, Judgement
from paper_search.records import Access, Document, Filters, Passage
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.text.spans import squeeze

NEW_FOR = timedelta(days=90)
"""How long what came is new."""
_AT_ONCE = 500

Picture = Callable[[Passage, Document], bytes | None]


class _Opened(Protocol):
    """What is read from."""

    @property
    def engine(self) -> LocalEngine: ...

    @property
    def encoder(self) -> Encoder: ...


class Keeping:
    """The part of a library that gives what is kept elsewhere than in the index."""

    _index: Path
    _access: tuple[Access, ...]

    @abstractmethod
    def _reading(self) -> AbstractContextManager[_Opened]: ...

    def edition(self) -> str:
        """What stands for all that this library can answer: while it is the same, so is every answer."""
        with self._reading() as opened:
            return f"{opened.engine.store.generation()} {' '.join(self._access)}"

    def news(self, question: str, filters: Filters = Filters(), since: date | None = None) -> News:
        """What came since a day, of all that came in the last 90 where none is named. Raises QueryError."""
        start = since or datetime.now(UTC).date() - NEW_FOR
        with self._reading() as opened:
            store = opened.engine.store
            new = (
                news.newcomers(question, filters, start, opened.engine, opened.encoder, store.arrivals)
                if store.knows_arrivals
                else ()
            )
            return News(squeeze(question), start, new, store.meta("built_at"))

    def evidence(
        self, passage_ids: Sequence[str], question: str = "", picture: Picture = lambda passage, document: None
    ) -> Pack:
        """The passages chosen, in the order given, as an evidence pack. Raises QueryError where none of them is held.

        Args:
            picture: the page that a passage stands on, as a PNG; None where there is none to show.
        """
        wanted = list(dict.fromkeys(passage_ids))
        if not 0 < len(wanted) <= MOST:
            raise QueryError(f"An evidence pack holds 1 to {MOST} passages; {len(wanted)} were chosen.")
        with self._reading() as opened:
            held, generation = opened.engine.fetch(wanted), opened.engine.store.generation()
        found = [held[each] for each in wanted if each in held]
        if not found:
            raise QueryError("None of the passages chosen is held any more; ask again and choose from what is found.")
        items = tuple(Item(passage, document, picture(passage, document)) for passage, document in found)
        return Pack(squeeze(question), datetime.now(UTC), generation, items, len(wanted) - len(found))

    def judge(self, question: str, passage_id: str, is_right: bool) -> None:
        """Keep that a passage is, or is not, what was looked for. Raises QueryError and StorageError."""
        with self._reading() as opened:
            held = opened.engine.fetch([passage_id])
        if passage_id not in held:
            raise QueryError("The passage is not held any more; ask again.")
        words, day = judgements.words_of(held[passage_id][0]), datetime.now(UTC).date().isoformat()
        judgements.keep(self._index, Judgement(squeeze(question), passage_id, words, is_right, day))

    def judged(self) -> JudgedSet:
        """All that was said, as a set to measure with."""
        with self._reading() as opened:
            return judgements.judged_set(judgements.load(self._index), _held(opened.engine))


def _held(engine: LocalEngine) -> judgements.Held:
    def held(passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        found: dict[str, tuple[Passage, Document]] = {}
        for start in range(0, len(passage_ids), _AT_ONCE):
            found |= engine.fetch(passage_ids[start : start + _AT_ONCE])
        return found

    return held
