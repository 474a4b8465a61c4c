"""The engine that ships: the store for words, filters and truth, FAISS for vectors, in one process.

It notices a new generation between questions and applies the difference, so a server need not restart. A snapshot
sees one generation of store and vectors; what others write meanwhile is seen by the next one. Heavy work, writing the
file of vectors anew, is the build's alone: a question applies what came since, in memory.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from paper_search.errors import StorageError
from paper_search.records import PUBLIC, Access, EncoderInfo
from paper_search.retrieval.local.cache import GenerationCache
from paper_search.retrieval.local.snapshot import LocalSnapshot, read_encoder_info
from paper_search.retrieval.local.store_pool import StorePool
from paper_search.storage import vector_file, vector_index
from paper_search.storage.damage import DamageGuard
from paper_search.storage.reading_version import check_rules
from paper_search.storage.restore import RESTORED_KEY
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.vector_file import VectorFileFooter
from paper_search.storage.vector_index import VectorIndex

VECTORS_NAME = "vectors.faiss"
_log = logging.getLogger(__name__)


class LocalEngine:
    """An index folder, open for questions. Safe for threads."""

    def __init__(self, folder: Path, dimensions: int = 0, *, on_restore: Callable[[Store], None] | None = None) -> None:
        """Open the index in ``folder``.

        Args:
            folder: The index folder.
            dimensions: How long the vectors are in an index that was never built.
            on_restore: Takes out of a backup that was copied back what was withdrawn after it was made. It runs
                before the first snapshot of that backup; without it there is none.

        Raises:
            MissingIndexError: There is no index.
            DamagedIndexError: The index cannot be trusted.
            OutdatedIndexError: It was made by a version whose rules showed what is held back now.
        """
        self._folder, self._dimensions, self._on_restore = folder, dimensions, on_restore
        self._damage = DamageGuard(folder / DATABASE_FILE_NAME)
        self._lock = threading.Lock()
        self._scans = ThreadPoolExecutor(thread_name_prefix="scan")
        self._pool = StorePool(folder / DATABASE_FILE_NAME)
        with self._pool.lend() as store:
            check_rules(store)
        self._token = ""
        self._vectors = VectorIndex(dimensions)
        self._cache = GenerationCache(0)

    @property
    def name(self) -> str:
        return str(self._folder)

    # -- one generation of everything ------------------------------------------------------------------------

    @contextmanager
    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> Iterator[LocalSnapshot]:
        with self._damage.guard_reads(), self._pool.lend() as store, ExitStack() as transaction:
            # Together, so that no other thread brings the vectors further than this one sees the store.
            with self._lock:
                transaction.enter_context(store.snapshot())
                # A backup of an older version may have been copied back.
                check_rules(store)
                while store.get_meta(RESTORED_KEY):
                    transaction.close()
                    self._finish_restore(store)
                    transaction.enter_context(store.snapshot())
                self._bring_up_to_date(store)
                snapshot = LocalSnapshot(store, self._vectors, self._cache, access, self._scans)
            yield snapshot

    def refresh(self) -> None:
        """Apply what has been written since the last question; cheap when nothing has."""
        with self.snapshot():
            pass

    def read_encoder_info(self) -> EncoderInfo | None:
        with self._pool.lend() as store:
            return read_encoder_info(store)

    def close(self) -> None:
        self._pool.close()

    def _finish_restore(self, store: Store) -> None:
        # What was withdrawn after the backup was taken is in it again.
        if self._on_restore is None:
            raise StorageError(
                f"{self._folder}: a backup was copied back, and what was withdrawn since is still in it; open it with"
                " its corpus: paper_search.open_library(corpus, index)."
            )
        self._on_restore(store)
        store.set_meta({RESTORED_KEY: ""})

    def _bring_up_to_date(self, store: Store) -> None:
        token, generation = store.get_meta("token") or "", store.generation()
        # Another encoder may have other dimensions; whoever asks sees to it that he asks with the right one.
        dimensions = int(store.get_meta("dimensions") or self._dimensions)
        is_other_store = (token, dimensions) != (self._token, self._vectors.dimensions)
        if is_other_store or generation < self._vectors.generation:
            self._vectors, self._token = self._open_vectors(token, dimensions, generation), token
            self._cache = GenerationCache(generation)
        elif self._vectors.has_many_unsaved_rows and generation > self._vectors.generation:
            self._vectors = self._load_newer_vectors(token, generation) or self._vectors
        if self._vectors.generation != generation:
            self._vectors = _apply_changes(self._vectors, store, generation)
        if self._cache.generation != generation:
            self._cache = GenerationCache(generation, self._cache.cached_frequencies)

    # -- the file of vectors ---------------------------------------------------------------------------------

    @property
    def _vectors_path(self) -> Path:
        return self._folder / VECTORS_NAME

    def _open_vectors(self, token: str, dimensions: int, generation: int) -> VectorIndex:
        saved = vector_index.load_index(self._vectors_path, dimensions, token)
        if saved is not None and saved.generation <= generation:
            return saved
        footer = vector_file.read_footer(self._vectors_path)
        if self._vectors_path.exists() and (footer is None or footer.token == token):
            _log.warning(
                "%s is damaged and is not used; its content is derived again from the index.", self._vectors_path
            )
        return VectorIndex(dimensions)

    def _load_newer_vectors(self, token: str, generation: int) -> VectorIndex | None:
        """Return what a build has written since, which spares this process what it holds in memory."""
        footer = vector_file.read_footer(self._vectors_path)
        if footer is None or not self._vectors.saved_generation < footer.generation <= generation:
            return None
        return vector_index.load_index(self._vectors_path, self._vectors.dimensions, token)

    def save_vectors(self) -> None:
        """Keep the derived vectors on disk where much has changed since, so that the next process need not derive them.

        What cannot be written is no error: they can always be derived.
        """
        with self._pool.lend() as store, store.snapshot():
            token, generation = store.get_meta("token") or "", store.generation()
            dimensions = int(store.get_meta("dimensions") or self._dimensions)
            footer = self._find_usable_footer(token, dimensions, generation)
            since = 0 if footer is None else footer.generation
            if not vector_index.is_rewrite_due(footer, store.embeddings.count_changes_since(since)):
                return
            vectors = _apply_changes(self._open_vectors(token, dimensions, generation), store, generation)
        try:
            vectors.save(self._vectors_path, token)
        except (OSError, RuntimeError) as error:
            _log.warning(
                "%s could not be written (%s); every process derives it for itself.", self._vectors_path, error
            )

    def _find_usable_footer(self, token: str, dimensions: int, generation: int) -> VectorFileFooter | None:
        footer = vector_file.read_footer(self._vectors_path)
        if footer is None or (footer.token, footer.dimensions) != (token, dimensions):
            return None
        if footer.generation > generation or vector_file.find_damage(self._vectors_path, footer, full=False):
            return None
        return footer


def _apply_changes(vectors: VectorIndex, store: Store, generation: int) -> VectorIndex:
    """Return the vectors with what the store has written since their generation."""
    since = vectors.generation
    removed_ids = store.embeddings.fetch_removals_since(since)
    return vectors.apply_changes(
        generation, removed_ids, store.embeddings.fetch_vectors_since(since, vectors.dimensions)
    )
