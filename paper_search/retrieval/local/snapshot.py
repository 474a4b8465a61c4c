"""One generation of the local index, as somebody with one access sees it: the store's transaction and its vectors.

What is fetched comes from the store, so a document that was withdrawn cannot be shown. The vectors are of the same
generation as the store's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

from paper_search.embeddings import Rows, Tokens
from paper_search.embeddings.token_codec import EncodedTokens, decode_texts
from paper_search.records import (
    MEMBERS,
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
    ScoredPassage,
    Status,
    UnreadPart,
)
from paper_search.records.register import EntryList, EntryT, MeetingList, PersonList, RegisterQuery
from paper_search.retrieval import lexical, spelling
from paper_search.retrieval.engine import EngineInfo
from paper_search.retrieval.lexical import list_query_terms
from paper_search.retrieval.local import phrases
from paper_search.retrieval.local.cache import GenerationCache, SelectedRows
from paper_search.retrieval.register.pages import RegisterPages
from paper_search.storage import fulltext, nearest
from paper_search.storage.passage_rows import PassageRows
from paper_search.storage.reading_version import has_register
from paper_search.storage.store import Store
from paper_search.storage.vector_file import Ids
from paper_search.storage.vector_index import Selection, VectorIndex

VectorScan = Callable[[int], tuple[Ids, Rows]]
"""Returns so many candidates of a question, with their rough cosines."""


@dataclass(frozen=True, eq=False)
class LocalSnapshot:
    """An open transaction of the store with the vectors of its generation.

    Args:
        store: The store, inside a transaction. Nobody else uses it meanwhile.
        vector_index: The vectors of the generation that the transaction sees.
        cache: What was worked out at that generation.
        access: The levels of access whose documents are seen.
        scans: Where vectors are scanned beside the search by words.
    """

    store: Store
    vector_index: VectorIndex
    cache: GenerationCache
    access: tuple[Access, ...]
    scans: Executor

    @property
    def generation(self) -> int:
        return self.cache.generation

    @property
    def info(self) -> EngineInfo:
        # Those that wait for a vector can be found by their words, and rarity is counted among all of them.
        return EngineInfo("local", self.generation, self._passage_count)

    @cached_property
    def _passage_count(self) -> int:
        return self.store.statistics.count_documents_and_passages(self.access)[1]

    @cached_property
    def _rows(self) -> PassageRows:
        return PassageRows(self.store.database)

    @cached_property
    def encoder(self) -> EncoderInfo | None:
        return read_encoder_info(self.store)

    @property
    def built_at(self) -> str | None:
        return self.store.get_meta("built_at")

    @property
    def missing_councils(self) -> tuple[str, ...]:
        return ()

    @property
    def has_register(self) -> bool:
        return has_register(self.store)

    # -- candidates ------------------------------------------------------------------------------------------

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        if query.phrases:
            return self._retrieve_phrases(query, vector, depth)
        # The scan of the vectors needs neither the store nor the interpreter: it has a processor of its own.
        scan, first_count = self._prepare_scan(query, vector), nearest.initial_candidate_count(depth)
        first_scan = self.scans.submit(scan, first_count)
        by_words = self.retrieve_lexical(query, depth)

        def reuse_first_scan(count: int) -> tuple[Ids, Rows]:
            return first_scan.result() if count == first_count else scan(count)

        return Candidates(self._find_nearest(vector, depth, reuse_first_scan), by_words)

    def _retrieve_phrases(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        budget, terms = fulltext.compute_ranking_budget(self._passage_count), list_query_terms(query)
        affordable_terms = fulltext.select_affordable_terms(terms, self.frequencies(terms), budget)
        _, row_mask = self._select_rows(query.filters)
        return phrases.retrieve_phrases(
            self.store, query, vector, depth, affordable_terms, self.access, row_mask, self.frequencies
        )

    def retrieve_lexical(self, query: ParsedQuery, depth: int) -> tuple[ScoredPassage, ...]:
        """Return the ``depth`` best passages by BM25, looked up by the words of the question that are rare enough."""
        _, row_mask = self._select_rows(query.filters)

        def look_up(
            lookup_terms: Sequence[str], scoring_terms: Sequence[str], *, match_all: bool = False
        ) -> tuple[ScoredPassage, ...]:
            found = self.store.fulltext.search_bm25(
                lookup_terms,
                query.filters,
                depth,
                row_mask,
                scoring_terms,
                match_all=match_all,
                access=self.access,
                known_rows=self._rows,
                postings=self.cache.postings,
            )
            return tuple(found)

        return lexical.retrieve_lexical(query, depth, self._passage_count, self.frequencies, look_up)

    def _prepare_scan(self, query: ParsedQuery, vector: Rows) -> VectorScan:
        selection, _ = self._select_rows(query.filters)
        return lambda count: self.vector_index.find_candidates(vector, count, selection)

    def _find_nearest(self, vector: Rows, depth: int, scan: VectorScan) -> tuple[ScoredPassage, ...]:
        def look_up(rows: Ids) -> tuple[Ids, list[str], Rows]:
            found_rows, passage_ids, vectors = self.store.embeddings.fetch_vectors(rows, self.vector_index.dimensions)
            self._rows.add(zip(passage_ids, found_rows.tolist(), strict=True))
            return found_rows, passage_ids, vectors

        found = nearest.find_nearest(scan, vector, depth, look_up)
        return tuple(ScoredPassage(passage_id, cosine) for passage_id, cosine in found)

    def _select_rows(self, filters: Filters) -> tuple[Selection, bytes | None]:
        """Return what filters and access let through, of the vectors and of the words; None lets everything through."""

        def select() -> SelectedRows:
            selection = self.vector_index.select_documents(self.store.filters.find_document_rows(filters, self.access))
            return selection, self.vector_index.make_row_mask(selection, self.store.embeddings.last_passage_row() + 1)

        if not self.store.filters.has_exclusions(filters, self.access):
            return self.vector_index.full_selection, None
        return self.cache.get_selection((filters, self.access), select)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        return self.cache.frequencies(terms, self.access, self.store)

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        return [frequency > 0 for frequency in self.frequencies(terms)]

    def suggest_spellings(self, word: str) -> list[str]:
        def find_stems(initial: str) -> list[str]:
            return self.cache.vocabulary(initial, self.access, self.store)

        def find_texts(stems: Sequence[str]) -> Iterator[tuple[str, str]]:
            for stem in stems:
                yield from ((stem, text) for text in self.store.acronyms.find_texts_with_stem(stem, self.access))

        return spelling.suggest_spellings(word, find_stems, find_texts)

    def find_definitions(self, keys: Sequence[str]) -> list[Acronym]:
        return self.store.acronyms.find_acronyms(keys, self.access)

    # -- passages --------------------------------------------------------------------------------------------

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        fetched = self.store.documents.fetch_passages(self._rows.find(passage_ids), self.cache.documents())
        return {
            passage_id: (passage, document)
            for passage_id, (passage, document) in fetched.items()
            if document.access in self.access
        }

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return self.store.documents.find_neighbours(self._rows.find(passage_ids))

    def embedding_text(self, passage_ids: Sequence[str]) -> dict[str, str]:
        return self.store.embeddings.fetch_embedding_texts(passage_ids)

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        return decode_texts(self.encoded_tokens(passage_ids), with_context=with_context)

    def encoded_tokens(self, passage_ids: Sequence[str]) -> dict[str, EncodedTokens]:
        return self.store.embeddings.fetch_tokens(self._rows.find(passage_ids))

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        return self.store.embeddings.fetch_vectors_by_id(passage_ids, self.vector_index.dimensions)

    # -- documents -------------------------------------------------------------------------------------------

    def document(self, doc_id: str) -> Document | None:
        document = self.store.documents.find_document(doc_id)
        return document if document is not None and document.access in self.access else None

    def documents(self) -> Iterator[Document]:
        return (document for document in self.store.documents.list_documents() if document.access in self.access)

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        return self.store.unread_parts.find_parts(doc_ids, self.access)

    def reading_text(self, doc_id: str) -> str | None:
        return self.store.documents.find_reading_text(doc_id) if self.document(doc_id) else None

    def list_passages(self, doc_id: str) -> list[Passage]:
        return self.store.documents.list_passages(doc_id) if self.document(doc_id) else []

    def page_words(self, doc_id: str, page: int) -> str:
        return "\n".join(passage.text for passage in self.list_passages(doc_id) if passage.is_on_page(page))

    def is_only_text(self, doc_id: str) -> bool:
        document = self.store.documents.find_document(doc_id)
        return document is not None and self.store.unread.is_partly_restricted(document.source, self.access)

    def arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        return self.store.history.find_arrivals(doc_ids)

    # -- the register ----------------------------------------------------------------------------------------

    @cached_property
    def _register(self) -> RegisterPages:
        return RegisterPages(self.store.register, self.access, self.cache)

    def list_entries(self, kind: type[EntryT], query: RegisterQuery) -> EntryList[EntryT]:
        return self.store.register.list_entries(kind, query, self.access)

    def list_meetings(self, query: RegisterQuery) -> MeetingList:
        return self._register.list_meetings(query)

    def list_people(self, query: RegisterQuery) -> PersonList:
        return self._register.list_people(query)

    def find_papers_by_title(self, title: str, authority: str | None) -> list[Document]:
        return self.store.register.find_papers_by_title(title, authority, self.access)

    def list_examples(self) -> tuple[str, ...]:
        return self.store.examples.list_questions()

    # -- the index as a whole --------------------------------------------------------------------------------

    def coverage(self, filters: Filters) -> Coverage:
        return self.cache.coverage((filters, self.access), self.store)

    def facets(self) -> Facets:
        return self.cache.facets(self.access, self.store)

    def status(self) -> Status:
        return read_status(self.store, self.access)


def read_encoder_info(store: Store) -> EncoderInfo | None:
    """Return the encoder that a store's vectors were made with; None when it was never built."""
    fingerprint, name = store.get_meta("encoder"), store.get_meta("encoder_name")
    if not fingerprint or not name:
        return None
    dimensions, max_tokens = int(store.get_meta("dimensions") or 0), int(store.get_meta("max_tokens") or 0)
    return EncoderInfo(name, fingerprint, dimensions, max_tokens)


def read_status(store: Store, access: tuple[Access, ...] = MEMBERS) -> Status:
    """Return the state of a store, inside its transaction or outside one; it has no notes.

    Args:
        store: The store.
        access: The levels of access whose documents are counted.
    """
    with store.snapshot():
        papers, passages = store.statistics.count_documents_and_passages(access)
        return Status(
            papers=papers,
            passages=passages,
            waiting=store.statistics.count_unembedded_passages(access),
            generation=store.generation(),
            encoder=read_encoder_info(store),
            unread=tuple(unread for unread, _ in store.unread.list_unread().values()),
            built_at=store.get_meta("built_at"),
            read_in_part=store.unread_parts.list_documents(access),
            examples=store.examples.list_questions(),
        )
