"""The methods that the site needs of a library, so that pages can be built and tested without an index.

Every method may be called from several threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from starlette.requests import HTTPConnection

from paper_search.answering.config import AnswerConfig
from paper_search.export.pack import EvidencePack, PageRenderer
from paper_search.records import (
    Access,
    Answer,
    Arrival,
    Comparison,
    Coverage,
    Document,
    Facets,
    Filters,
    Hit,
    Passage,
    SearchResults,
    Similar,
    Status,
    Timeline,
    UnreadPart,
    WhatsNew,
)
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


class LibraryProtocol(Protocol):
    """An opened index with its encoder. ``None`` always means unknown, withdrawn, exempt or missing."""

    def with_access(self, access: tuple[Access, ...]) -> LibraryProtocol:
        """Return the same library for somebody who may see the papers of these access classes."""

    def search(self, text: str, filters: Filters = ..., k: int = ...) -> tuple[Hit, ...]:
        """Return passages, best first, at most ``k``. Raises QueryError."""

    @property
    def has_reader(self) -> bool:
        """True if the best passages are read before a question is answered."""

    @property
    def has_servers(self) -> bool:
        """True if the index is kept by servers, which a question waits for."""

    def ask(
        self,
        question: str,
        filters: Filters = ...,
        k: int = ...,
        config: AnswerConfig = ...,
        *,
        with_reader: bool = ...,
    ) -> Answer:
        """Return quotes that answer, or none, and the passages found. Raises QueryError."""

    def similar(self, passage_id: str, filters: Filters = ..., k: int = ..., elsewhere: bool = ...) -> Similar:
        """Return passages of other papers most like a passage. Raises QueryError."""

    def search_with_remarks(self, text: str, filters: Filters = ..., k: int = ...) -> SearchResults:
        """Return what ``search`` does, with remarks on how the question was read. Raises QueryError."""

    def compare(self, question: str, filters: Filters = ..., k: int = ...) -> Comparison:
        """Return what each authority's papers say. Raises QueryError."""

    def timeline(self, matter: str, filters: Filters = ..., k: int = ...) -> Timeline:
        """Return a matter's passages by the dates of its meetings. Raises QueryError."""

    def measure_match(self, sentence: str, texts: Sequence[str]) -> float:
        """Return how well texts meet the word of a sentence that they meet worst, from 0 to 1."""

    def cite(self, passage_id: str, style: str = ...) -> str:
        """Return the citation of a passage. Raises QueryError."""

    def whats_new(self, question: str, filters: Filters = ..., since: date | None = ...) -> WhatsNew:
        """Return the passages on a matter that arrived lately. Raises QueryError."""

    def build_evidence_pack(
        self, passage_ids: Sequence[str], question: str = ..., picture: PageRenderer = ..., filters: Filters = ...
    ) -> EvidencePack:
        """Return the passages chosen, to be kept, and how well the papers meet the question. Raises QueryError."""

    def save_judgement(self, question: str, passage_id: str, is_right: bool) -> None:
        """Keep what a reader said of a passage. Raises QueryError and StorageError."""

    def version_token(self) -> str:
        """Return the name of the version that answers now, for caches."""

    def facets(self) -> Facets:
        """Return the values that filters can offer, with counts of papers."""

    def unread_parts(self, doc_id: str) -> tuple[UnreadPart, ...]:
        """Return the parts of one paper that could not be read."""

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        """Return the parts of papers that could not be read, by doc_id."""

    def check_servers(self) -> Mapping[str, bool]:
        """Return the servers that keep the index by their addresses, and whether each answers; none for a folder."""

    def status(self) -> Status:
        """Return the state of the index."""

    def list_examples(self) -> tuple[str, ...]:
        """Return questions to begin with, which the papers were asked and answer."""

    def coverage(self, filters: Filters = ...) -> Coverage:
        """Return what a question under these filters searches, and what it does not."""

    def list_meetings(self, query: RegisterQuery = ...) -> MeetingList:
        """Return meetings, the newest first, with how many there are. Raises QueryError."""

    def get_meeting(self, meeting_id: str) -> MeetingRecord | None:
        """Return all that is held of one meeting."""

    def list_decisions(self, query: RegisterQuery = ...) -> DecisionList:
        """Return decisions, the newest first, with how many there are. Raises QueryError."""

    def list_votes(self, query: RegisterQuery = ...) -> EntryList[Vote]:
        """Return votes, the newest first, with how many there are. Raises QueryError."""

    def list_people(self, query: RegisterQuery = ...) -> PersonList:
        """Return people, by surname, with how many there are. Raises QueryError."""

    def get_person(self, person_id: str) -> PersonRecord | None:
        """Return what the papers print of one person."""

    def find_matter(self, doc_id: str) -> Matter | None:
        """Return the matter that one paper belongs to."""

    def document(self, doc_id: str) -> Document | None:
        """Return one paper's metadata."""

    def documents(self) -> list[Document]:
        """Return every paper that may be shown."""

    def file_path(self, doc_id: str) -> Path | None:
        """Return the paper's own file inside the corpus."""

    def is_only_text(self, doc_id: str) -> bool:
        """Return True if the words may be shown but not the file, which holds another paper that is held back."""

    def reading_text(self, doc_id: str) -> str | None:
        """Return the words of one paper, in which passages are spans."""

    def page_words(self, doc_id: str, page: int) -> str:
        """Return the passages on a page of one paper."""

    def list_passages(self, doc_id: str, start: int, end: int) -> list[Passage]:
        """Return the passages of one paper that words of a span of its reading text stand in, in order."""

    def find_arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        """Return when papers came, by doc_id, as far as it is known."""

    def passage(self, passage_id: str) -> Passage | None:
        """Return one passage."""

    def warm(self) -> None:
        """Load the model, which is slow the first time."""


LibraryForRequest = Callable[[HTTPConnection | None], LibraryProtocol]
"""A function from a request to the library as its visitor may see it; None stands for no request."""
