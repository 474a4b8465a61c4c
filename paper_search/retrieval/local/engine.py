"""The engine that ships: the store for words, filters and truth, FAISS for vectors, in one process.

It notices a new generation between questions and applies the difference, so a server need not restart; what is
fetched comes from the store, so a paper that was withdrawn cannot be shown. Inside ``snapshot`` a thread sees one
generation of both; what others write meanwhile is seen by the next one. Heavy work, writing the file of vectors anew,
is the build's alone: a question applies what came since, in memory.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from paper_search.embeddings import Rows, Tokens
from paper_search.records import (
    PUBLIC,
    Access,
    Acronym,
    Candidates,
    Coverage,
    Document,
    Facets,
    Filters,
    ParsedQuery,
    Passage,
    ScoredPassage,
)
from paper_search.retrieval.engine import EngineInfo
from paper_search.retrieval.local import phrases, spelling
from paper_search.retrieval.local.cache import GenerationCache, SelectedRows
from paper_search.storage import fulltext, vector_file
from paper_search.storage import vector_index as vectors
from paper_search.storage.documents import DATABASE_FILE_NAME, Store
from paper_search.storage.vector_file import Ids, VectorFileFooter
from paper_search.storage.vector_index import Selection, VectorIndex

VECTORS_NAME = "vectors.faiss"
VectorScan = Callable[[int], tuple[Ids, Rows]]
"""So many candidates of a question, by their rough cosines."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineSnapshot:
    """One generation of everything, as one thread sees it inside a snapshot."""

    store: Store
    index: VectorIndex
    cache: GenerationCache
    access: tuple[Access, ...]

    def limit_filters(self, filters: Filters) -> Filters:
        """The filters, with what may be seen here."""
        return replace(filters, access=self.access)


class LocalEngine:
    """An index folder, open for questions. Safe for threads."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        """Open ``folder``. Raises MissingIndexError or DamagedIndexError."""
        self._folder, self._dimensions = folder, dimensions
        self._lock = threading.Lock()
        self._local = threading.local()
        self._scans = ThreadPoolExecutor(thread_name_prefix="scan")
        self._store = Store(folder / DATABASE_FILE_NAME)
        self._token = ""
        self._index = VectorIndex(dimensions)
        self._cache = GenerationCache(0)

    # -- one generation of everything ------------------------------------------------------------------------

    @contextmanager
    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> Iterator[None]:
        with self._open_snapshot(access):
            yield

    def refresh(self) -> None:
        """Apply what has been written since the last question; cheap when nothing has."""
        with self._open_snapshot():
            pass

    @contextmanager
    def _open_snapshot(self, access: tuple[Access, ...] = PUBLIC) -> Iterator[EngineSnapshot]:
        """What this thread sees now; inside another, what it saw then."""
        outer: EngineSnapshot | None = getattr(self._local, "view", None)
        if outer is not None:
            yield outer
            return
        with ExitStack() as opened:
            # Together, so that no other thread brings the index further than this one sees the store.
            with self._lock:
                if self._store.is_replaced:
                    self._store = Store(self._store.path)
                opened.enter_context(self._store.snapshot())
                self._bring_up_to_date()
                view = EngineSnapshot(self._store, self._index, self._cache, access)
            self._local.view = view
            try:
                yield view
            finally:
                self._local.view = None

    def _bring_up_to_date(self) -> None:
        token, generation = self._store.get_meta("token") or "", self._store.generation()
        if token != self._token or generation < self._index.generation:
            # Another encoder may have other dimensions; whoever asks sees to it that he asks with the right one.
            self._dimensions = int(self._store.get_meta("dimensions") or self._dimensions)
            self._index, self._token = self._open_vectors(token, generation), token
            self._cache = GenerationCache(generation)
        elif self._index.has_many_unsaved_rows and generation > self._index.generation:
            self._index = self._load_newer_vectors(token, generation) or self._index
        if self._index.generation != generation:
            self._index = _apply_changes(self._index, self._store, generation)
        if self._cache.generation != generation:
            self._cache = GenerationCache(generation, self._cache.cached_frequencies)

    @property
    def _vectors_path(self) -> Path:
        return self._folder / VECTORS_NAME

    def _open_vectors(self, token: str, generation: int) -> VectorIndex:
        found = vectors.load_index(self._vectors_path, self._dimensions, token)
        if found is not None and found.generation <= generation:
            return found
        seal = vector_file.read_footer(self._vectors_path)
        if self._vectors_path.exists() and (seal is None or seal.token == token):
            _log.warning(
                "%s is damaged and is not used; its content is derived again from the index.", self._vectors_path
            )
        return VectorIndex(self._dimensions)

    def _load_newer_vectors(self, token: str, generation: int) -> VectorIndex | None:
        """What a build has written since, which spares this process what it holds in memory."""
        seal = vector_file.read_footer(self._vectors_path)
        if seal is None or not self._index.saved_generation < seal.generation <= generation:
            return None
        return vectors.load_index(self._vectors_path, self._dimensions, token)

    def save_vectors(self) -> None:
        """Keep the derived vectors on disk where much has changed since, so that the next process need not derive
        them. What cannot be written is no error: they can always be derived."""
        with self._store.snapshot():
            token, generation = self._store.get_meta("token") or "", self._store.generation()
            seal = self._find_usable_seal(token, generation)
            since = 0 if seal is None else seal.generation
            if not vectors.is_rewrite_due(seal, self._store.count_changes_since(since)):
                return
            index = _apply_changes(self._open_vectors(token, generation), self._store, generation)
        try:
            index.save(self._vectors_path, token)
        except (OSError, RuntimeError) as error:
            _log.warning(
                "%s could not be written (%s); every process derives it for itself.", self._vectors_path, error
            )

    def _find_usable_seal(self, token: str, generation: int) -> VectorFileFooter | None:
        seal = vector_file.read_footer(self._vectors_path)
        if seal is None or (seal.token, seal.dimensions) != (token, self._dimensions) or seal.generation > generation:
            return None
        return None if vector_file.find_damage(self._vectors_path, seal, full=False) else seal

    @property
    def store(self) -> Store:
        """The open store, for what is not a question: status, papers, reading texts."""
        return self._store

    # -- the contract ----------------------------------------------------------------------------------------

    @property
    def info(self) -> EngineInfo:
        with self._open_snapshot() as view:
            # Those that wait for a vector can be found by their words, and rarity is counted among all.
            return EngineInfo("local", view.index.generation, view.store.count_documents_and_passages()[1])

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        with self._open_snapshot() as view:
            if query.phrases:
                terms = fulltext.select_affordable_terms(
                    *self._count_terms(query), fulltext.compute_ranking_budget(len(view.index))
                )
                limited = replace(query, filters=view.limit_filters(query.filters))
                _, verdicts = _select_rows(view, limited.filters)
                return phrases.retrieve_phrases(view.store, limited, vector, depth, terms, verdicts)
            # The scan of the vectors needs neither the store nor the interpreter: it has a processor of its own.
            scan, first = self._prepare_scan(view, query, vector), vectors.initial_candidate_count(depth)
            ahead = self._scans.submit(scan, first)
            lexical = self.retrieve_lexical(query, depth)

            def reuse_first_scan(count: int) -> tuple[Ids, Rows]:
                return ahead.result() if count == first else scan(count)

            return Candidates(self._find_nearest(view, vector, depth, reuse_first_scan), lexical)

    def _count_terms(self, query: ParsedQuery) -> tuple[list[str], list[int]]:
        terms = list(query.content_terms)
        return terms, self.frequencies(terms)

    def retrieve_dense(self, query: ParsedQuery, vector: Rows, depth: int) -> tuple[ScoredPassage, ...]:
        """The ``depth`` best by cosine alone."""
        with self._open_snapshot() as view:
            return self._find_nearest(view, vector, depth, self._prepare_scan(view, query, vector))

    @staticmethod
    def _prepare_scan(view: EngineSnapshot, query: ParsedQuery, vector: Rows) -> VectorScan:
        selection, _ = _select_rows(view, view.limit_filters(query.filters))
        return lambda wanted: view.index.find_candidates(vector, wanted, selection)

    def _find_nearest(
        self, view: EngineSnapshot, vector: Rows, depth: int, scan: VectorScan
    ) -> tuple[ScoredPassage, ...]:
        def look_up(rows: Ids) -> tuple[Ids, list[str], Rows]:
            return view.store.fetch_vectors(rows, self._dimensions)

        return tuple(ScoredPassage(*pair) for pair in vectors.find_nearest(scan, vector, depth, look_up))

    def retrieve_lexical(self, query: ParsedQuery, depth: int) -> tuple[ScoredPassage, ...]:
        """The ``depth`` best by BM25 alone, over the words of the question that are rare enough to be looked up."""
        with self._open_snapshot() as view:
            terms, frequencies = self._count_terms(query)
            filters = view.limit_filters(query.filters)
            most = fulltext.compute_ranking_budget(len(view.index)) * (
                fulltext.FILTERED_BUDGET_FACTOR if filters else 1
            )
            weighed = fulltext.select_affordable_terms(terms, frequencies, max(most, fulltext.MAX_SCORING_POSTINGS))
            _, verdicts = _select_rows(view, filters)

            def found(lookup_terms: Sequence[str], *, together: bool = False) -> tuple[ScoredPassage, ...]:
                weighing = [term for term in weighed if term not in lookup_terms]
                return tuple(
                    view.store.search_bm25(lookup_terms, filters, depth, verdicts, weighing, match_all=together)
                )

            if len(terms) > 1 and min(frequencies) > most:
                # Even the rarest brings up too many: where enough passages hold the next as well, those alone.
                both = found(fulltext.select_rarest_terms(terms, frequencies, 2), together=True)
                if len(both) == depth:
                    return both
            return found(fulltext.select_affordable_terms(terms, frequencies, most))

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        with self._open_snapshot() as view:
            found = view.store.fetch_passages(passage_ids)
            return {each: (passage, paper) for each, (passage, paper) in found.items() if paper.access in view.access}

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        with self._open_snapshot() as view:
            return view.store.neighbours(passage_ids)

    def embedding_text(self, passage_ids: Sequence[str]) -> dict[str, str]:
        with self._open_snapshot() as view:
            return view.store.embedding_texts(passage_ids)

    def reading_text(self, doc_id: str) -> str | None:
        with self._open_snapshot() as view:
            paper = view.store.document(doc_id)
            return view.store.reading_text(doc_id) if paper and paper.access in view.access else None

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        with self._open_snapshot() as view:
            return view.store.tokens(passage_ids, with_context=with_context)

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        with self._open_snapshot() as view:
            return view.store.fetch_vectors_by_id(passage_ids, self._dimensions)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        with self._open_snapshot() as view:
            return view.cache.frequencies(terms, view.store)

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        with self._open_snapshot() as view:
            frequencies = view.cache.frequencies(terms, view.store)
            # Else a word that is not said to be missing would tell what stands in papers for others.
            if not view.store.has_exclusions(view.limit_filters(Filters())):
                return [frequency > 0 for frequency in frequencies]
            pairs = zip(terms, frequencies, strict=True)
            return [frequency > 0 and view.store.has_term(term, view.access) for term, frequency in pairs]

    def suggest_spellings(self, word: str) -> list[str]:
        with self._open_snapshot() as view:
            store = view.store
            return spelling.suggest_spellings(
                word, lambda initial: view.cache.vocabulary(initial, store), store, view.access
            )

    def find_definitions(self, keys: Sequence[str]) -> list[Acronym]:
        with self._open_snapshot() as view:
            return view.store.find_acronyms(keys, view.access)

    def coverage(self, filters: Filters) -> Coverage:
        with self._open_snapshot() as view:
            return view.cache.coverage(view.limit_filters(filters), view.store)

    def facets(self) -> Facets:
        with self._open_snapshot() as view:
            return view.cache.facets(view.access, view.store)


def _select_rows(view: EngineSnapshot, filters: Filters) -> tuple[Selection, bytes | None]:
    """What the filters let through, of the vectors and of the words; None lets everything through."""

    def select() -> SelectedRows:
        selection = view.index.select_documents(view.store.find_document_rows(filters))
        return selection, view.index.make_row_mask(selection, view.store.last_passage_row() + 1)

    return (
        view.cache.get_selection(filters, select)
        if view.store.has_exclusions(filters)
        else (view.index.full_selection, None)
    )


def _apply_changes(index: VectorIndex, store: Store, generation: int) -> VectorIndex:
    """The index with what the store has written since the index's generation."""
    since = index.generation
    return index.apply_changes(
        generation, store.fetch_removals_since(since), store.fetch_vectors_since(since, index.dimensions)
    )
