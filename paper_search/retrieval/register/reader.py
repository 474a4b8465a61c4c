"""The register of an open index: its methods, the same for every way in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from paper_search.errors import OutdatedIndexError
from paper_search.records import Arrival, Passage
from paper_search.records.register import (
    DecisionList,
    EntryList,
    Matter,
    MeetingList,
    MeetingRecord,
    PersonList,
    PersonRecord,
    RegisterQuery,
    Vote,
)
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.filters import resolve_filters
from paper_search.retrieval.reachability import require_councils
from paper_search.retrieval.register import decisions, matters, meetings, people

_NO_REGISTER = (
    "This index was made by an older version of paper-search, which kept no register of meetings, decisions, votes and"
    " people. Run 'paper-search build', which reads every paper again."
)


class RegisterReader(ABC):
    """An index that is asked who met, what was decided and who voted how. No model is needed for it.

    Methods that take a query raise QueryError for a filter that no paper held fits, and OutdatedIndexError where the
    papers were read before the register was kept: that none is held would not be true. Where papers that they may miss
    cannot be reached, all raise UnreachableShardError.
    """

    @abstractmethod
    def _open_register(self) -> AbstractContextManager[IndexSnapshot]:
        """Open the index as it is now, as its user may see it."""

    @contextmanager
    def _ask(self, query: RegisterQuery) -> Iterator[tuple[RegisterQuery, IndexSnapshot]]:
        """Open the index with a query whose filters are spelt as it spells them."""
        with self._open_register() as index:
            if not index.has_register:
                raise OutdatedIndexError(_NO_REGISTER)
            filters = resolve_filters(query.filters, index)
            require_councils(index, filters)
            yield replace(query, filters=filters), index

    def list_meetings(self, query: RegisterQuery = RegisterQuery()) -> MeetingList:
        """Return the meetings that a query lets through, the newest first, with how many there are."""
        with self._ask(query) as (resolved, index):
            return index.list_meetings(resolved)

    def get_meeting(self, meeting_id: str) -> MeetingRecord | None:
        """Return all that is held of a meeting; None where no paper of it is held, or is for others."""
        with self._open_register() as index:
            meeting = meetings.get_meeting(meeting_id, index)
            if meeting is None:
                require_councils(index)
            return meeting

    def list_decisions(self, query: RegisterQuery = RegisterQuery()) -> DecisionList:
        """Return the decisions that a query lets through, the newest first, with how many there are."""
        with self._ask(query) as (resolved, index):
            return decisions.list_decisions(resolved, index)

    def list_votes(self, query: RegisterQuery = RegisterQuery()) -> EntryList[Vote]:
        """Return the votes that a query lets through, the newest first, with how many there are."""
        with self._ask(query) as (resolved, index):
            return index.list_entries(Vote, resolved)

    def list_people(self, query: RegisterQuery = RegisterQuery()) -> PersonList:
        """Return the people that entries of a query name, by surname, with how many there are."""
        with self._ask(query) as (resolved, index):
            return index.list_people(resolved)

    def get_person(self, person_id: str) -> PersonRecord | None:
        """Return what the papers held print of somebody; None where none does, or those that do are for others."""
        with self._open_register() as index:
            require_councils(index)
            return people.get_person(person_id, index)

    def find_matter(self, doc_id: str) -> Matter | None:
        """Return the matter that a paper belongs to; None where nothing held is tied to it, or it is for others."""
        with self._open_register() as index:
            if index.document(doc_id) is None:
                require_councils(index)
            return matters.find_matter(doc_id, index)

    def list_examples(self) -> tuple[str, ...]:
        """Return questions to begin with, which public papers were asked and answer."""
        with self._open_register() as index:
            return index.list_examples()

    def list_passages(self, doc_id: str, start: int, end: int) -> list[Passage]:
        """Return the passages that the words of an entry stand in, in order, headings included.

        Args:
            doc_id: the paper.
            start: the offset in its reading text at which the words begin.
            end: the offset behind their last character.
        """
        with self._open_register() as index:
            passages = index.list_passages(doc_id)
        return [passage for passage in passages if passage.start < end and start < passage.end]

    def find_arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        """Return when papers came, by doc_id; those that are not held or of which it is not known are left out."""
        with self._open_register() as index:
            return index.arrivals([doc_id for doc_id in doc_ids if index.document(doc_id) is not None])
