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
    Passage,
    Query,
    Scored,
)
from paper_search.retrieval.engine import EngineInfo
from paper_search.retrieval.local import phrases, spelling
from paper_search.retrieval.local.cache import Remembered, Selected
from paper_search.storage import fulltext as retrieval
from paper_search.storage import vector_file
from paper_search.storage import vector_index as vectors
from paper_search.storage.documents import FILE_NAME, Store
from paper_search.storage.vector_file import Ids, Seal
from paper_search.storage.vector_index import Selection, VectorIndex
from paper_search.text.spans import content_words

VECTORS_NAME = "vectors.faiss"
Scan = Callable[[int], tuple[Ids, Rows]]
"""So many candidates of a question, by their rough cosines."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """One generation of everything, as one thread sees it inside a snapshot."""

    store: Store
    index: VectorIndex
    remembered: Remembered
    access: tuple[Access, ...]

    def limited(self, filters: Filters) -> Filters:
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
        self._store = Store(folder / FILE_NAME)
        self._token = ""
        self._index = VectorIndex(dimensions)
        self._remembered = Remembered(0)

    # -- one generation of everything ------------------------------------------------------------------------

    @contextmanager
    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> Iterator[None]:
        with self._view(access):
            yield

    def refresh(self) -> None:
        """Apply what has been written since the last question; cheap when nothing has."""
        with self._view():
            pass

    @contextmanager
    def _view(self, access: tuple[Access, ...] = PUBLIC) -> Iterator[View]:
        """What this thread sees now; inside another, what it saw then."""
        outer: View | None = getattr(self._local, "view", None)
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
                view = View(self._store, self._index, self._remembered, access)
            self._local.view = view
            try:
                yield view
            finally:
                self._local.view = None

    def _bring_up_to_date(self) -> None:
        token, generation = self._store.meta("token") or "", self._store.generation()
        if token != self._token or generation < self._index.generation:
            # Another encoder may have other dimensions; whoever asks sees to it that he asks with the right one.
            self._dimensions = int(self._store.meta("dimensions") or self._dimensions)
            self._index, self._token = self._open_vectors(token, generation), token
            self._remembered = Remembered(generation)
        elif self._index.is_far_from_kept and generation > self._index.generation:
            self._index = self._newer_file(token, generation) or self._index
        if self._index.generation != generation:
            self._index = _caught_up(self._index, self._store, generation)
        if self._remembered.generation != generation:
            self._remembered = Remembered(generation, self._remembered.counted)

    @property
    def _path(self) -> Path:
        return self._folder / VECTORS_NAME

    def _open_vectors(self, token: str, generation: int) -> VectorIndex:
        found = vectors.load(self._path, self._dimensions, token)
        if found is not None and found.generation <= generation:
            return found
        seal = vector_file.seal_of(self._path)
        if self._path.exists() and (seal is None or seal.token == token):
            _log.warning("%s is damaged and is not used; its content is derived again from the index.", self._path)
        return VectorIndex(self._dimensions)

    def _newer_file(self, token: str, generation: int) -> VectorIndex | None:
        """What a build has written since, which spares this process what it holds in memory."""
        seal = vector_file.seal_of(self._path)
        if seal is None or not self._index.kept_generation < seal.generation <= generation:
            return None
        return vectors.load(self._path, self._dimensions, token)

    def save_vectors(self) -> None:
        """Keep the derived vectors on disk where much has changed since, so that the next process need not derive
        them. What cannot be written is no error: they can always be derived."""
        with self._store.snapshot():
            token, generation = self._store.meta("token") or "", self._store.generation()
            seal = self._usable_seal(token, generation)
            since = 0 if seal is None else seal.generation
            if not vectors.is_worth_keeping(seal, self._store.changes_since(since)):
                return
            index = _caught_up(self._open_vectors(token, generation), self._store, generation)
        try:
            index.save(self._path, token)
        except (OSError, RuntimeError) as error:
            _log.warning("%s could not be written (%s); every process derives it for itself.", self._path, error)

    def _usable_seal(self, token: str, generation: int) -> Seal | None:
        seal = vector_file.seal_of(self._path)
        if seal is None or (seal.token, seal.dimensions) != (token, self._dimensions) or seal.generation > generation:
            return None
        return None if vector_file.damage(self._path, seal, whole=False) else seal

    @property
    def store(self) -> Store:
        """The open store, for what is not a question: status, papers, reading texts."""
        return self._store

    # -- the contract ----------------------------------------------------------------------------------------

    @property
    def info(self) -> EngineInfo:
        with self._view() as view:
            # Those that wait for a vector can be found by their words, and rarity is counted among all.
            return EngineInfo("local", view.index.generation, view.store.counts()[1])

    def retrieve(self, query: Query, vector: Rows, depth: int) -> Candidates:
        with self._view() as view:
            if query.asked.phrases:
                terms = retrieval.affordable(*self._counted(query.text), retrieval.budget(len(view.index)))
                limited = replace(query, filters=view.limited(query.filters))
                _, verdicts = _selected(view, limited.filters)
                return phrases.among(view.store, limited, vector, depth, terms, verdicts)
            # The scan of the vectors needs neither the store nor the interpreter: it has a processor of its own.
            scan, first = self._scan(view, query, vector), vectors.first_wanted(depth)
            ahead = self._scans.submit(scan, first)
            lexical = self.by_words(query, depth)

            def scanned(wanted: int) -> tuple[Ids, Rows]:
                return ahead.result() if wanted == first else scan(wanted)

            return Candidates(self._nearest(view, vector, depth, scanned), lexical)

    def _counted(self, text: str) -> tuple[list[str], list[int]]:
        terms = content_words(text)
        return terms, self.frequencies(terms)

    def by_meaning(self, query: Query, vector: Rows, depth: int) -> tuple[Scored, ...]:
        """The ``depth`` best by cosine alone."""
        with self._view() as view:
            return self._nearest(view, vector, depth, self._scan(view, query, vector))

    @staticmethod
    def _scan(view: View, query: Query, vector: Rows) -> Scan:
        selection, _ = _selected(view, view.limited(query.filters))
        return lambda wanted: view.index.candidates(vector, wanted, selection)

    def _nearest(self, view: View, vector: Rows, depth: int, scan: Scan) -> tuple[Scored, ...]:
        def look_up(rows: Ids) -> tuple[Ids, list[str], Rows]:
            return view.store.vectors_of(rows, self._dimensions)

        return tuple(Scored(*pair) for pair in vectors.nearest(scan, vector, depth, look_up))

    def by_words(self, query: Query, depth: int) -> tuple[Scored, ...]:
        """The ``depth`` best by BM25 alone, over the words of the question that are rare enough to be looked up."""
        with self._view() as view:
            terms, frequencies = self._counted(query.text)
            filters = view.limited(query.filters)
            most = retrieval.budget(len(view.index)) * (retrieval.FILTERED if filters else 1)
            weighed = retrieval.affordable(terms, frequencies, max(most, retrieval.MOST_WEIGHED))
            _, verdicts = _selected(view, filters)

            def found(by: Sequence[str], *, together: bool = False) -> tuple[Scored, ...]:
                weighing = [term for term in weighed if term not in by]
                return tuple(view.store.lexical(by, filters, depth, verdicts, weighing, together=together))

            if len(terms) > 1 and min(frequencies) > most:
                # Even the rarest brings up too many: where enough passages hold the next as well, those alone.
                both = found(retrieval.rarest(terms, frequencies, 2), together=True)
                if len(both) == depth:
                    return both
            return found(retrieval.affordable(terms, frequencies, most))

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        with self._view() as view:
            found = view.store.fetch(passage_ids)
            return {each: (passage, paper) for each, (passage, paper) in found.items() if paper.access in view.access}

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        with self._view() as view:
            return view.store.neighbours(passage_ids)

    def seen(self, passage_ids: Sequence[str]) -> dict[str, str]:
        with self._view() as view:
            return view.store.embedded(passage_ids)

    def reading_text(self, doc_id: str) -> str | None:
        with self._view() as view:
            paper = view.store.document(doc_id)
            return view.store.reading_text(doc_id) if paper and paper.access in view.access else None

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        with self._view() as view:
            return view.store.tokens(passage_ids, with_context=with_context)

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        with self._view() as view:
            return view.store.vectors_by_id(passage_ids, self._dimensions)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        with self._view() as view:
            return view.remembered.frequencies(terms, view.store)

    def held(self, terms: Sequence[str]) -> list[bool]:
        with self._view() as view:
            frequencies = view.remembered.frequencies(terms, view.store)
            # Else a word that is not said to be missing would tell what stands in papers for others.
            if not view.store.keeps_out(view.limited(Filters())):
                return [frequency > 0 for frequency in frequencies]
            pairs = zip(terms, frequencies, strict=True)
            return [frequency > 0 and view.store.stands(term, view.access) for term, frequency in pairs]

    def near(self, word: str) -> list[str]:
        with self._view() as view:
            store = view.store
            return spelling.near(word, lambda initial: view.remembered.vocabulary(initial, store), store, view.access)

    def defined(self, keys: Sequence[str]) -> list[Acronym]:
        with self._view() as view:
            return view.store.defined(keys, view.access)

    def coverage(self, filters: Filters) -> Coverage:
        with self._view() as view:
            return view.remembered.coverage(view.limited(filters), view.store)

    def facets(self) -> Facets:
        with self._view() as view:
            return view.remembered.facets(view.access, view.store)


def _selected(view: View, filters: Filters) -> tuple[Selection, bytes | None]:
    """What the filters let through, of the vectors and of the words; None lets everything through."""

    def select() -> Selected:
        selection = view.index.select(view.store.paper_rows(filters))
        return selection, view.index.verdicts(selection, view.store.last_row() + 1)

    return view.remembered.selected(filters, select) if view.store.keeps_out(filters) else (view.index.all, None)


def _caught_up(index: VectorIndex, store: Store, generation: int) -> VectorIndex:
    """The index with what the store has written since the index's generation."""
    since = index.generation
    return index.changed(generation, store.removed_since(since), store.vectors_since(since, index.dimensions))
