"""A snapshot of a cluster: one generation of all servers, as somebody with one access sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from paper_search.embeddings import Rows, Tokens
from paper_search.embeddings.token_codec import EncodedTokens
from paper_search.records import (
    Access,
    Acronym,
    Arrival,
    Candidates,
    Coverage,
    Document,
    EncoderInfo,
    Facets,
    Filters,
    ParsedQuery,
    Passage,
    Status,
    UnreadPart,
)
from paper_search.records.register import EntryList, EntryT, MeetingList, PersonList, RegisterQuery
from paper_search.retrieval.engine import EngineInfo
from paper_search.retrieval.postgres.cache import RevisionCache
from paper_search.retrieval.postgres.candidates import CandidateSearch
from paper_search.retrieval.postgres.documents import PublishedDocuments
from paper_search.retrieval.postgres.passages import PublishedPassages
from paper_search.retrieval.postgres.register import PublishedRegister
from paper_search.retrieval.postgres.statistics import PublishedStatistics
from paper_search.retrieval.reachability import select_missing_councils
from paper_search.retrieval.register.pages import RegisterPages
from paper_search.storage.postgres.connection import ReadTransaction


@dataclass(frozen=True, eq=False)
class PostgresSnapshot:
    """A read transaction on every server.

    Args:
        transaction: the transaction. Nobody else uses it meanwhile.
        access: the levels of access whose documents are seen.
        cache: what was worked out at that revision.
    """

    transaction: ReadTransaction
    access: tuple[Access, ...]
    cache: RevisionCache

    @cached_property
    def _candidates(self) -> CandidateSearch:
        return CandidateSearch(self.transaction, self.access, self.cache)

    @cached_property
    def _passages(self) -> PublishedPassages:
        return PublishedPassages(self.transaction, self.access)

    @cached_property
    def _documents(self) -> PublishedDocuments:
        return PublishedDocuments(self.transaction, self.access)

    @cached_property
    def _register(self) -> PublishedRegister:
        return PublishedRegister(self.transaction)

    @cached_property
    def _register_pages(self) -> RegisterPages:
        return RegisterPages(self._register, self.access, self.cache)

    @cached_property
    def _statistics(self) -> PublishedStatistics:
        return PublishedStatistics(self.transaction, self.access, self.cache)

    @property
    def generation(self) -> int:
        return self.transaction.state.revision

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("postgresql", self.generation, self._statistics.count_totals().passages)

    @property
    def encoder(self) -> EncoderInfo | None:
        return read_encoder_info(self.transaction.state.settings)

    @property
    def built_at(self) -> str | None:
        return self._statistics.find_collections().built_at

    @property
    def missing_councils(self) -> tuple[str, ...]:
        return self.transaction.missing_councils

    @property
    def has_register(self) -> bool:
        return self._statistics.find_collections().has_register

    # -- candidates ------------------------------------------------------------------------------------------

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        return self._candidates.retrieve(query, vector, depth)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        return self._candidates.frequencies(terms)

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        return self._candidates.has_terms(terms)

    def suggest_spellings(self, word: str) -> list[str]:
        return self._candidates.suggest_spellings(word)

    def find_definitions(self, keys: Sequence[str]) -> list[Acronym]:
        return self._candidates.find_definitions(keys)

    # -- passages --------------------------------------------------------------------------------------------

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        return self._passages.fetch(passage_ids)

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return self._passages.neighbours(passage_ids)

    def embedding_text(self, passage_ids: Sequence[str]) -> dict[str, str]:
        return self._passages.embedding_text(passage_ids)

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        return self._passages.tokens(passage_ids, with_context=with_context)

    def encoded_tokens(self, passage_ids: Sequence[str]) -> dict[str, EncodedTokens]:
        return self._passages.encoded_tokens(passage_ids)

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        return self._passages.vectors(passage_ids)

    # -- documents -------------------------------------------------------------------------------------------

    def document(self, doc_id: str) -> Document | None:
        return self._documents.find_document(doc_id)

    def documents(self) -> Iterator[Document]:
        return self._documents.list_documents()

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        return self._documents.list_unread_parts(doc_ids)

    def reading_text(self, doc_id: str) -> str | None:
        return self._documents.find_reading_text(doc_id)

    def list_passages(self, doc_id: str) -> list[Passage]:
        return self._documents.list_passages(doc_id)

    def page_words(self, doc_id: str, page: int) -> str:
        return "\n".join(passage.text for passage in self.list_passages(doc_id) if passage.is_on_page(page))

    def is_only_text(self, doc_id: str) -> bool:
        return self._documents.is_only_text(doc_id)

    def arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        return self._documents.list_arrivals(doc_ids)

    # -- the register ----------------------------------------------------------------------------------------

    def list_entries(self, kind: type[EntryT], query: RegisterQuery) -> EntryList[EntryT]:
        return self._register.list_entries(kind, query, self.access)

    def list_meetings(self, query: RegisterQuery) -> MeetingList:
        return self._register_pages.list_meetings(query)

    def list_people(self, query: RegisterQuery) -> PersonList:
        return self._register_pages.list_people(query)

    def find_papers_by_title(self, title: str, authority: str | None) -> list[Document]:
        return self._register.find_papers_by_title(title, authority, self.access)

    def list_examples(self) -> tuple[str, ...]:
        return self._statistics.list_examples()

    # -- the index as a whole --------------------------------------------------------------------------------

    def coverage(self, filters: Filters) -> Coverage:
        coverage = self._statistics.measure_coverage(filters)
        return replace(coverage, missing_councils=select_missing_councils(filters, self.missing_councils))

    def facets(self) -> Facets:
        return self._statistics.count_facets()

    def status(self) -> Status:
        return self._statistics.read_status(self.encoder, self.built_at)


def read_encoder_info(settings: Mapping[str, str]) -> EncoderInfo | None:
    """Return the encoder that the vectors of a cluster were made with; None where nothing was published."""
    fingerprint, name = settings.get("encoder"), settings.get("encoder_name")
    if not fingerprint or not name:
        return None
    return EncoderInfo(name, fingerprint, int(settings.get("dimensions") or 0), int(settings.get("max_tokens") or 0))
