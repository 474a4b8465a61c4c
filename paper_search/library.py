"""The library twin of every command: open an index once, then search it, ask it, and see what it holds.

In: a corpus folder, an index folder and a model; out: records. The doors (command line, web page) are thin
layers over this module.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from paper_search import embeddings
from paper_search.access import decisions
from paper_search.answering import service
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.citations import styles
from paper_search.config import Settings
from paper_search.embeddings import Encoder, EncoderChoice
from paper_search.embeddings.blas_threads import limit_blas_to_one_thread
from paper_search.errors import DamagedIndexError, StoreError
from paper_search.indexing import builder, warnings, withdrawals
from paper_search.indexing import check as checks
from paper_search.indexing.builder import Progress, ReaderLimits
from paper_search.indexing.check import CheckReport
from paper_search.indexing.withdrawals import WithdrawalResult
from paper_search.keeping import LibraryExports
from paper_search.records import (
    PUBLIC,
    Access,
    Answer,
    BuildReport,
    Comparison,
    Coverage,
    Document,
    EncoderInfo,
    Facets,
    Filters,
    Hit,
    Passage,
    SearchResults,
    Similar,
    Status,
    Timeline,
)
from paper_search.retrieval import searcher
from paper_search.retrieval import similar as likeness
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.filters import resolve_filters
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.local.snapshot import read_encoder_info, read_status
from paper_search.storage import backup as backups
from paper_search.storage.backup import BackupReport
from paper_search.storage.documents import DATABASE_FILE_NAME, Store

_DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class _OpenIndex:
    """What questions are put to: one generation of the index, and the encoder that its vectors were made with."""

    engine: IndexSnapshot
    encoder: Encoder


class Library(LibraryExports):
    """An open index with its encoder. Safe for threads; the model is loaded at the first question.

    A question sees one generation of the index from its beginning to its end, and nothing of one that is damaged.
    """

    def __init__(self, corpus: Path, index: Path, encoder: Encoder) -> None:
        """Raises MissingIndexError, DamagedIndexError or StorageError, each saying what to do."""

        def enforce_withdrawals(store: Store) -> None:
            withdrawals.enforce(store, decisions.load_decisions(corpus))

        self._corpus, self._index = corpus, index
        self._engine = LocalEngine(index, encoder.info.dimensions, on_restore=enforce_withdrawals)
        made_with = self._engine.read_encoder_info()
        if made_with and made_with.fingerprint != encoder.info.fingerprint:
            raise DamagedIndexError(
                f"{index}: the index was made with the model {made_with.name!r}, not {encoder.info.name!r}; run"
                " 'paper-search build' to make it again, or set PAPER_SEARCH_MODEL to the model it was made with."
            )
        self._current = _CurrentEncoder(encoder)
        self._access = PUBLIC

    def with_access(self, access: tuple[Access, ...]) -> Library:
        """The same library for somebody who may see the papers with this access; without it, what is public."""
        other = copy.copy(self)
        other._access = access
        return other

    @contextmanager
    def _open_snapshot(self) -> Iterator[_OpenIndex]:
        """The index as it is now, for all that is done inside."""
        limit_blas_to_one_thread()
        with ExitStack() as opened:
            snapshot = opened.enter_context(self._engine.snapshot(self._access))
            encoder = self._current.encoder
            while snapshot.encoder and snapshot.encoder.fingerprint != encoder.info.fingerprint:
                # Made anew with another encoder since the last question.
                self._current.encoder = encoder = _open_same_encoder(snapshot.encoder, self._index)
                opened.close()
                snapshot = opened.enter_context(self._engine.snapshot(self._access))
            yield _OpenIndex(snapshot, encoder)

    def warm(self) -> None:
        """Load the model and the vectors, so that the first question need not wait for them."""
        with self._open_snapshot() as opened:
            opened.encoder.encode_query("warm")

    def search(self, text: str, filters: Filters = Filters(), k: int = 10) -> tuple[Hit, ...]:
        """The k best passages, repeats folded. Raises QueryError."""
        return self.search_with_remarks(text, filters, k).hits

    def search_with_remarks(self, text: str, filters: Filters = Filters(), k: int = 10) -> SearchResults:
        """What ``search`` finds, with remarks on how the question was read. Raises QueryError."""
        with self._open_snapshot() as opened:
            return service.search_with_remarks(text, filters, k, opened.engine, opened.encoder)

    def ask(self, question: str, filters: Filters = Filters(), k: int = 10, config: AnswerConfig = ANSWERING) -> Answer:
        """Exact quotes with citations, or "nothing found", with the k best passages. Raises QueryError."""
        with self._open_snapshot() as opened:
            return service.ask(question, filters, k, opened.engine, opened.encoder, config)

    def compare(
        self, question: str, filters: Filters = Filters(), k: int = ANSWERING.quotes_per_authority
    ) -> Comparison:
        """What each authority's papers say, with up to ``k`` quotes of each. Raises QueryError."""
        with self._open_snapshot() as opened:
            return service.compare(question, filters, k, opened.engine, opened.encoder)

    def timeline(self, matter: str, filters: Filters = Filters(), k: int = ANSWERING.timeline_events) -> Timeline:
        """Up to ``k`` passages of a matter in the order of its meetings. Raises QueryError."""
        with self._open_snapshot() as opened:
            return service.timeline(matter, filters, k, opened.engine, opened.encoder)

    def similar(self, passage_id: str, filters: Filters = Filters(), k: int = 10, elsewhere: bool = False) -> Similar:
        """The k passages of other papers most like one, with ``elsewhere`` other authorities' first."""
        with self._open_snapshot() as opened:
            return likeness.find_similar(
                passage_id, resolve_filters(filters, opened.engine), k, opened.engine, elsewhere
            )

    def cite(self, passage_id: str, style: str = "text") -> str:
        """The citation of a passage in one of ``styles.STYLES``. Raises QueryError."""
        with self._open_snapshot() as opened:
            return styles.cite(*searcher.fetch_passage(passage_id, opened.engine), style)

    def facets(self) -> Facets:
        """The values that filters can take, with counts of papers."""
        with self._open_snapshot() as opened:
            return opened.engine.facets()

    def coverage(self, filters: Filters = Filters()) -> Coverage:
        """What a question with these filters searches, and what it does not."""
        with self._open_snapshot() as opened:
            return opened.engine.coverage(resolve_filters(filters, opened.engine))

    def status(self) -> Status:
        """Papers, passages, unread files, generation and encoder."""
        with self._open_snapshot() as opened:
            textless = opened.engine.documents_with_textless_pages()
            return replace(opened.engine.status(), notes=tuple(warnings.list_page_warnings(textless)))

    def document(self, doc_id: str) -> Document | None:
        """A paper, or None when it is not held, was withdrawn, or is for others."""
        with self._open_snapshot() as opened:
            return opened.engine.document(doc_id)

    def documents(self) -> list[Document]:
        """Every paper held, by doc_id."""
        with self._open_snapshot() as opened:
            return list(opened.engine.documents())

    def passage(self, passage_id: str) -> Passage | None:
        """A passage, or None when it is not held."""
        with self._open_snapshot() as opened:
            found = opened.engine.fetch([passage_id]).get(passage_id)
        return found[0] if found else None

    def reading_text(self, doc_id: str) -> str | None:
        """The reading text that the paper's passages are spans of, or None when it is not held."""
        with self._open_snapshot() as opened:
            return opened.engine.reading_text(doc_id)

    def file_path(self, doc_id: str) -> Path | None:
        """The paper's own file, or None when the paper is not held, is for others, or its file is gone.

        Nor is a pack given out in which another paper is held back: what is public of it can be read as text.
        """
        document = self.document(doc_id)
        if document is None or self.is_only_text(doc_id):
            return None
        path = (self._corpus / document.source).resolve()
        inside = path.is_relative_to(self._corpus.resolve())
        return path if inside and path.is_file() else None

    def is_only_text(self, doc_id: str) -> bool:
        """True for a paper of a pack whose file holds something that may not be shown: only its words may be."""
        with self._open_snapshot() as opened:
            return opened.engine.is_only_text(doc_id)


@dataclass(slots=True)
class _CurrentEncoder:
    """The encoder in use: one for a library and all that are limited otherwise."""

    encoder: Encoder


def _open_same_encoder(made_with: EncoderInfo, index: Path) -> Encoder:
    """The encoder that an index was made with. Raises DamagedIndexError where another answers to its name."""
    encoder = embeddings.open_encoder(made_with.name, index_fingerprint=made_with.fingerprint)
    if encoder.info.fingerprint == made_with.fingerprint:
        return encoder
    raise DamagedIndexError(
        f"{index}: the index was made with the model {made_with.name!r}, and that is another one here; run"
        " 'paper-search build' to make it again, or give this machine the model it was made with."
    )


def read_index_encoder(index: Path) -> EncoderInfo | None:
    """The encoder that an index was made with; None when it was never built. Raises MissingIndexError."""
    return read_encoder_info(Store(index / DATABASE_FILE_NAME))


def open_library(
    corpus: Path = _DEFAULTS.corpus, index: Path = _DEFAULTS.index, model: str | EncoderChoice = _DEFAULTS.model
) -> Library:
    """Open an index for questions; the model is loaded when first needed."""
    return Library(corpus, index, _open_encoder(model, index))


def _open_encoder(model: str | EncoderChoice, index: Path) -> Encoder:
    """The model, in the precision of the index where there is one."""
    try:
        made_with = read_index_encoder(index)
    except StoreError:
        # Whoever uses the index says what is wrong with it.
        made_with = None
    return embeddings.open_encoder(model, index_fingerprint=made_with.fingerprint if made_with else None)


def build(
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
    limits: ReaderLimits = ReaderLimits(),
    progress: Callable[[Progress], None] = lambda step: None,
    *,
    verify: bool = False,
) -> BuildReport:
    """Bring the index up to date with the corpus and keep its vectors ready; ``verify`` hashes every file again.

    Raises CorpusError.
    """
    encoder = _open_encoder(model, index)
    report = builder.build(corpus, index, encoder, limits, progress, verify=verify)
    LocalEngine(index, encoder.info.dimensions).save_vectors()
    return report


def withdraw(
    path_or_hash: str, reason: str, corpus: Path = _DEFAULTS.corpus, index: Path = _DEFAULTS.index
) -> WithdrawalResult:
    """Take a paper and every copy of it out of the index, now and at every build; needs no model.

    ``named`` is its path, as in the corpus or from here, or its SHA-256. Raises CorpusError.
    """
    return withdrawals.withdraw(corpus, index, path_or_hash, reason, builder.lock_index)


def release(
    path_or_hash: str,
    reason: str,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
    limits: ReaderLimits = ReaderLimits(),
    progress: Callable[[Progress], None] = lambda step: None,
    *,
    to_members: bool = False,
) -> BuildReport:
    """Let a paper that is held back or withdrawn be shown, to everybody or to members alone, and bring the index up to
    date. Raises CorpusError."""
    withdrawals.release(corpus, index, path_or_hash, reason, "release to members" if to_members else "release")
    return build(corpus, index, model, limits, progress)


def search(
    text: str,
    filters: Filters = Filters(),
    k: int = 10,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
) -> tuple[Hit, ...]:
    """Ranked passages for one question. To ask several, open the library once."""
    return open_library(corpus, index, model).search(text, filters, k)


def ask(
    question: str,
    filters: Filters = Filters(),
    k: int = 10,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: str | EncoderChoice = _DEFAULTS.model,
) -> Answer:
    """Quotes and citations for one question, or "nothing found"."""
    return open_library(corpus, index, model).ask(question, filters, k)


def status(index: Path = _DEFAULTS.index) -> Status:
    """The state of an index. Raises MissingIndexError when there is none."""
    store = Store(index / DATABASE_FILE_NAME)
    with store.snapshot():
        notes = warnings.list_page_warnings(store.documents_with_textless_pages())
        return replace(read_status(store), notes=tuple(notes))


def check(
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    repair: bool = True,
    progress: Callable[[str], None] = lambda part: None,
) -> CheckReport:
    """Verify the whole index and repair what is derived. Raises MissingIndexError and LockedIndexError."""
    return checks.check(corpus, index, repair=repair, progress=progress)


def backup(target: Path, index: Path = _DEFAULTS.index, force: bool = False) -> BackupReport:
    """Write a consistent copy of a live index to a file; restoring is copying it back. Raises StorageError."""
    return backups.backup(index, target, force=force)
