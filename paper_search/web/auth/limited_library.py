"""The library as one visitor may see it: every method answers from the papers of the visitor's access classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from starlette.requests import HTTPConnection

from paper_search.answering.config import ANSWERING, AnswerConfig
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
from paper_search.web.auth.current_user import Visitor, get_visitor
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.metrics import NO_METER, QuestionMeter


@dataclass(frozen=True, slots=True)
class AccessLimitedLibrary:
    """A library limited to what a visitor may see.

    Two of them are equal where the library and the rights are, so that what is cached for one visitor serves all with
    the same rights and nobody else.

    Attributes:
        full_library: the library of the whole site.
        access: the access classes of the papers shown.
        names_unread_files: True where the status names the files that are unread or held back.
        meter: counts the questions.
    """

    full_library: LibraryProtocol
    access: tuple[Access, ...]
    names_unread_files: bool = False
    meter: QuestionMeter = field(default=NO_METER, compare=False)

    def _limit_library(self) -> LibraryProtocol:
        return self.full_library.with_access(self.access)

    def with_access(self, access: tuple[Access, ...]) -> AccessLimitedLibrary:
        """Return the library with less than the visitor may see, never more."""
        return replace(self, access=tuple(name for name in access if name in self.access))

    def search(self, text: str, filters: Filters = Filters(), k: int = 10) -> tuple[Hit, ...]:
        """Return the best ``k`` passages. Raises QueryError."""
        return self.meter.measure("search", lambda: self._limit_library().search(text, filters, k))

    @property
    def has_reader(self) -> bool:
        """True if the best passages are read before a question is answered."""
        return self._limit_library().has_reader

    @property
    def has_servers(self) -> bool:
        """True if the index is kept by servers, which a question waits for."""
        return self._limit_library().has_servers

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        k: int = 10,
        config: AnswerConfig = ANSWERING,
        *,
        with_reader: bool = True,
    ) -> Answer:
        """Return quotes that answer, or none, and the best ``k`` passages. Raises QueryError."""
        # The page asks for the order of the search first, where the settled answer follows.
        kind = "ask" if with_reader else "first_sight"
        return self.meter.measure(
            kind, lambda: self._limit_library().ask(question, filters, k, config, with_reader=with_reader)
        )

    def similar(self, passage_id: str, filters: Filters = Filters(), k: int = 10, elsewhere: bool = False) -> Similar:
        """Return passages of other papers most like a passage. Raises QueryError."""
        return self.meter.measure("similar", lambda: self._limit_library().similar(passage_id, filters, k, elsewhere))

    def search_with_remarks(self, text: str, filters: Filters = Filters(), k: int = 10) -> SearchResults:
        """Return what ``search`` does, with remarks on how the question was read. Raises QueryError."""
        return self.meter.measure("search", lambda: self._limit_library().search_with_remarks(text, filters, k))

    def compare(
        self, question: str, filters: Filters = Filters(), k: int = ANSWERING.quotes_per_authority
    ) -> Comparison:
        """Return what each authority's papers say. Raises QueryError."""
        return self.meter.measure("compare", lambda: self._limit_library().compare(question, filters, k))

    def timeline(self, matter: str, filters: Filters = Filters(), k: int = ANSWERING.timeline_events) -> Timeline:
        """Return a matter's passages by the dates of its meetings. Raises QueryError."""
        return self.meter.measure("timeline", lambda: self._limit_library().timeline(matter, filters, k))

    def measure_match(self, sentence: str, texts: Sequence[str]) -> float:
        """Return how well texts meet the word of a sentence that they meet worst, from 0 to 1."""
        return self._limit_library().measure_match(sentence, texts)

    def cite(self, passage_id: str, style: str = "text") -> str:
        """Return the citation of a passage. Raises QueryError."""
        return self._limit_library().cite(passage_id, style)

    def whats_new(self, question: str, filters: Filters = Filters(), since: date | None = None) -> WhatsNew:
        """Return the passages on a matter that arrived lately. Raises QueryError."""
        return self.meter.measure("whats_new", lambda: self._limit_library().whats_new(question, filters, since))

    def build_evidence_pack(
        self,
        passage_ids: Sequence[str],
        question: str = "",
        picture: PageRenderer = lambda passage, document: None,
        filters: Filters = Filters(),
    ) -> EvidencePack:
        """Return the passages chosen, to be kept, and how well the papers meet the question. Raises QueryError."""
        return self._limit_library().build_evidence_pack(passage_ids, question, picture, filters)

    def save_judgement(self, question: str, passage_id: str, is_right: bool) -> None:
        """Keep what a reader said of a passage. Raises QueryError and StorageError."""
        self._limit_library().save_judgement(question, passage_id, is_right)

    def version_token(self) -> str:
        """Return the name of the version that answers now, for caches."""
        return self._limit_library().version_token()

    def facets(self) -> Facets:
        """Return the values that filters can offer, with counts of papers."""
        return self._limit_library().facets()

    def check_servers(self) -> Mapping[str, bool]:
        """Return the servers that keep the index by their addresses, and whether each answers; none for a folder."""
        return self._limit_library().check_servers()

    def status(self) -> Status:
        """Return the state of the index; ``coverage`` counts the files that are not named here."""
        status = self._limit_library().status()
        return status if self.names_unread_files else replace(status, unread=(), notes=())

    def unread_parts(self, doc_id: str) -> tuple[UnreadPart, ...]:
        """Return the parts of one paper that could not be read."""
        return self._limit_library().unread_parts(doc_id)

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        """Return the parts of papers that could not be read, by doc_id."""
        return self._limit_library().list_unread_parts(doc_ids)

    def coverage(self, filters: Filters = Filters()) -> Coverage:
        """Return what a question under these filters searches, and what it does not."""
        return self._limit_library().coverage(filters)

    def list_meetings(self, query: RegisterQuery = RegisterQuery()) -> MeetingList:
        """Return the meetings that a query lets through, the newest first. Raises QueryError."""
        return self._limit_library().list_meetings(query)

    def get_meeting(self, meeting_id: str) -> MeetingRecord | None:
        """Return all that is held of one meeting."""
        return self._limit_library().get_meeting(meeting_id)

    def list_decisions(self, query: RegisterQuery = RegisterQuery()) -> DecisionList:
        """Return the decisions that a query lets through, the newest first. Raises QueryError."""
        return self._limit_library().list_decisions(query)

    def list_votes(self, query: RegisterQuery = RegisterQuery()) -> EntryList[Vote]:
        """Return the votes that a query lets through, the newest first. Raises QueryError."""
        return self._limit_library().list_votes(query)

    def list_people(self, query: RegisterQuery = RegisterQuery()) -> PersonList:
        """Return the people that entries of a query name, by surname. Raises QueryError."""
        return self._limit_library().list_people(query)

    def get_person(self, person_id: str) -> PersonRecord | None:
        """Return what the papers print of one person."""
        return self._limit_library().get_person(person_id)

    def find_matter(self, doc_id: str) -> Matter | None:
        """Return the matter that one paper belongs to."""
        return self._limit_library().find_matter(doc_id)

    def list_examples(self) -> tuple[str, ...]:
        """Return questions to begin with, which the papers were asked and answer."""
        return self._limit_library().list_examples()

    def document(self, doc_id: str) -> Document | None:
        """Return one paper's metadata."""
        return self._limit_library().document(doc_id)

    def documents(self) -> list[Document]:
        """Return every paper that may be shown."""
        return self._limit_library().documents()

    def file_path(self, doc_id: str) -> Path | None:
        """Return the paper's own file inside the corpus."""
        return self._limit_library().file_path(doc_id)

    def is_only_text(self, doc_id: str) -> bool:
        """Return True if the words may be shown but not the file, which holds another paper that is held back."""
        return self._limit_library().is_only_text(doc_id)

    def reading_text(self, doc_id: str) -> str | None:
        """Return the words of one paper, in which passages are spans."""
        return self._limit_library().reading_text(doc_id)

    def page_words(self, doc_id: str, page: int) -> str:
        """Return the passages on a page of one paper."""
        return self._limit_library().page_words(doc_id, page)

    def list_passages(self, doc_id: str, start: int, end: int) -> list[Passage]:
        """Return the passages of one paper that words of a span of its reading text stand in, in order."""
        return self._limit_library().list_passages(doc_id, start, end)

    def find_arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        """Return when papers came, by doc_id, as far as it is known."""
        return self._limit_library().find_arrivals(doc_ids)

    def passage(self, passage_id: str) -> Passage | None:
        """Return one passage."""
        return self._limit_library().passage(passage_id)

    def warm(self) -> None:
        """Load the model, which is slow the first time."""
        self._limit_library().warm()


def limit_to_visitor(
    library: LibraryProtocol, visitor: Visitor, meter: QuestionMeter = NO_METER
) -> AccessLimitedLibrary:
    """Return the library as a visitor may see it.

    Args:
        library: the library of the whole site.
        visitor: the person who asks.
        meter: counts the questions.

    Returns:
        The limited library; only staff are told the names of files that are unread or held back.
    """
    return AccessLimitedLibrary(library, visitor.access, visitor.is_staff, meter)


def limit_to_request(library: LibraryProtocol, meter: QuestionMeter = NO_METER) -> LibraryForRequest:
    """Return a function from a request to the library as its visitor may see it.

    Args:
        library: the library of the whole site.
        meter: counts the questions.
    """

    def library_for(request: HTTPConnection | None) -> LibraryProtocol:
        return limit_to_visitor(library, get_visitor(request), meter)

    return library_for
