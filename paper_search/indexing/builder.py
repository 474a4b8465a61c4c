"""A build: an index is brought up to date with a corpus, re-using whatever has not changed.

The words of documents are written first, each file in one transaction. Vectors follow in even batches, embedded while
later documents are read. One bad file never stops a build: it is listed as unread with its reason. A build that is
killed resumes where it was. An incremental build gives the same answers as one from nothing and costs what has changed.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from paper_search.access import decisions, record_file
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError, UnreadableError
from paper_search.indexing import decision_seal, enforcement, entries, held_words, manifest_holds
from paper_search.indexing.corpus_folder import choose_folder
from paper_search.indexing.embedding_queue import EmbeddingQueue
from paper_search.indexing.next_steps import add_next_step
from paper_search.indexing.progress import ProgressCallback, StageReporter, ignore_progress
from paper_search.indexing.reconcile import reconcile_authorities, reconcile_duplicates
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.ingest.discovery import NO_FINGERPRINTS, CorpusScan, SourceFile, scan_corpus
from paper_search.ingest.readers import ocr, office, pool
from paper_search.records import BuildReport, Reading, UnreadFile
from paper_search.records.index import FileHiddenText
from paper_search.storage.lock import lock_index
from paper_search.storage.store import Store
from paper_search.storage.swap import BuildTarget, open_target

_MAX_ROUNDS = 3
"""The number of times the corpus is scanned again because files changed while they were read."""
_CHANGING_FILE_NOTICE = (
    "The file was being written while it was read",
    "When it is complete, run 'paper-search build' again.",
)


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Limits for reading documents: how many at once, and the time (s) and memory (MiB) that one may take."""

    processes: int = 2
    seconds: int = 120
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class BuildContext:
    """One build: where to, from what, and how.

    ``folder`` is the folder of the corpus that the index is of; empty for all. ``served_hashes`` holds the SHA-256 of
    every file in the index that serves until this build ends.
    """

    store: Store
    corpus: Path
    index: Path
    encoder: Encoder
    limits: ReaderLimits
    progress: ProgressCallback = ignore_progress
    verify_hashes: bool = False
    after_document: Callable[[], None] = lambda: None
    folder: str = ""
    served_hashes: Mapping[str, str] = field(default_factory=dict)
    removal_limit: RemovalLimit = RemovalLimit()
    can_ocr: bool = field(default_factory=ocr.is_available)
    can_convert: bool = field(default_factory=office.is_available)

    def compute_digest(self, source_file: SourceFile) -> str:
        """Return what changes whenever anything that the file's documents are made from changes."""
        return entries.compute_input_digest(source_file, self.can_ocr, self.can_convert)


@dataclass(slots=True)
class BuildCounts:
    """Counts of what a build has read and written so far."""

    added: dict[str, None] = field(default_factory=dict)
    pages: int = 0
    passages: int = 0
    dropped_characters: int = 0
    hidden: list[FileHiddenText] = field(default_factory=list)
    changing_files: dict[str, SourceFile] = field(default_factory=dict)


def build(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    limits: ReaderLimits = ReaderLimits(),
    progress: ProgressCallback = ignore_progress,
    *,
    verify: bool = False,
    removal_limit: RemovalLimit = RemovalLimit(),
    restore_decisions: bool = False,
    folder: str | None = None,
) -> BuildReport:
    """Bring an index up to date with a corpus.

    Args:
        corpus: the corpus folder.
        index: the index folder, which is made where there is none.
        encoder: what embeds the passages; an index that was made with another is made anew.
        limits: how documents are read.
        progress: is told how far the build is.
        verify: hash every file, whatever its size and time say.
        removal_limit: how much may be gone from the corpus.
        restore_decisions: put back what ``decisions.csv`` has lost of the index's copy of it.
        folder: the folder of the corpus that the index shall hold, by its path in it; by default that of the index.

    Raises:
        CorpusError: there is no corpus, the index is of another folder of it, a manifest is wrong, or something of it
            or of the decisions is lost.
        LockedIndexError: another build runs.
        StorageError: the index cannot be written.
    """
    began = time.monotonic()
    _check_corpus(corpus)
    with lock_index(index):
        notes = decision_seal.note_empty_start(corpus, index)
        target = open_target(index, _make_build_meta(encoder))
        store = target.store
        folder = choose_folder(corpus, index, store, folder)
        if restore_decisions:
            notes += decision_seal.restore_decisions(corpus, store)
        with EmbeddingQueue(store, encoder) as queue:
            # No text is embedded before the vectors that can be copied have been.
            after_document = (lambda: None) if target.can_copy_vectors else queue.process_ready
            hashes = target.list_source_hashes()
            context = BuildContext(
                store, corpus, index, encoder, limits, progress, verify, after_document, folder, hashes, removal_limit
            )
            report = _build_fulltext(context)
            target.copy_vectors()
            embedded = queue.finish(progress)
        store = _finish_build(target, corpus)
        unread = tuple(unread for unread, _ in store.unread.list_unread().values())
        read_in_part = tuple(map(add_next_step, store.unread_parts.list_documents()))
        generation = store.generation()
        store.close()
    seconds = time.monotonic() - began
    return replace(
        report,
        unread=unread,
        embedded=embedded,
        seconds=seconds,
        generation=generation,
        notes=notes,
        read_in_part=read_in_part,
    )


def build_fulltext(corpus: Path, index: Path, encoder: Encoder, limits: ReaderLimits = ReaderLimits()) -> Store:
    """Do the first half of a build: documents and their words can be found at once, their vectors wait."""
    with lock_index(index):
        target = open_target(index, _make_build_meta(encoder))
        store = target.store
        hashes = target.list_source_hashes()
        _build_fulltext(BuildContext(store, corpus, index, encoder, limits, served_hashes=hashes))
    return store


def _check_corpus(corpus: Path) -> None:
    if not corpus.is_dir():
        raise CorpusError(
            f"{corpus}: there is no such folder. Put your papers there, or name their folder with --corpus."
        )


def _make_build_meta(encoder: Encoder) -> dict[str, str]:
    """Return what an index says of how it was made; one with another encoder or splitter is made anew."""
    info = encoder.info
    return {
        "encoder": info.fingerprint,
        "encoder_name": info.name,
        "dimensions": str(info.dimensions),
        "max_tokens": str(info.max_tokens),
        "splitter": entries.SPLITTER_VERSION,
    }


def _finish_build(target: BuildTarget, corpus: Path) -> Store:
    """Apply what was withdrawn while the build was at work, and swap in an index made aside.

    Returns:
        The index that serves from now on.
    """
    store = target.store
    with store.transaction() as transaction:
        store.embeddings.drop_unused_vectors(transaction)
        store.fulltext.drop_unused_table(transaction)
    store.set_meta({"built_at": datetime.now(UTC).isoformat(timespec="seconds")})
    with record_file.lock_folder(corpus):
        target.take_over_decisions()
        decision_seal.complete_pending(corpus, store)
        enforcement.enforce(store, decisions.load_decisions(corpus))
        return target.swap_in()


# -- what is in the corpus -------------------------------------------------------------------------------------


def _scan_corpus(context: BuildContext) -> CorpusScan:
    store = context.store
    known = {} if context.verify_hashes else store.build_state.load_file_fingerprints()
    scan = scan_corpus(context.corpus, known or NO_FINGERPRINTS, context.index, context.folder)
    changed = {
        source: fingerprint for source, fingerprint in scan.fingerprints.items() if known.get(source) != fingerprint
    }
    removed = known.keys() - scan.fingerprints.keys()
    if changed or removed:
        with store.transaction() as transaction:
            store.build_state.set_file_fingerprints(transaction, changed, removed)
    return scan


def _apply_decisions(context: BuildContext, scan: CorpusScan) -> tuple[list[SourceFile], set[str]]:
    """List what was withdrawn, and return the files that no decision holds back and the places of the others."""
    all_decisions = enforcement.load_complete_decisions(context.corpus, context.store)
    file_hashes = {
        source: scan.fingerprints[source].sha256
        for source in context.store.unread.list_unread()
        if source in scan.fingerprints
    }
    enforcement.check_recorded_withdrawals(context.corpus, context.store, file_hashes, all_decisions)
    if not all_decisions:
        return scan.files, set()
    allowed, withdrawn = [], set[str]()
    for source_file in scan.files:
        sources = [source for source, _ in source_file.locations]
        decision = all_decisions.find_withdrawal(sources, source_file.sha256)
        if decision is None:
            allowed.append(replace(source_file, decisions=all_decisions))
            continue
        withdrawn.update(sources)
        with context.store.transaction() as transaction:
            for source in sources:
                enforcement.list_withdrawn(context.store, transaction, source, source_file.sha256, decision)
    return allowed, withdrawn


# -- words -----------------------------------------------------------------------------------------------------


def _build_fulltext(context: BuildContext) -> BuildReport:
    """Bring documents and words up to date; the corpus is scanned again where it changed meanwhile."""
    store, counts, removed = context.store, BuildCounts(), dict[str, None]()
    indexed_sources = before = store.build_state.list_sources()
    for _ in range(_MAX_ROUNDS):
        counts.changing_files.clear()
        with _pause_garbage_collection():
            source_files, gone, new_files = _find_changes(context, indexed_sources)
        removed.update(dict.fromkeys(gone))
        _read_new_files(context, new_files, counts)
        # What a file read just now had held back, as a copy of it, may be shown again.
        unblocked = set(store.unread.find_unblocked_files())
        _read_new_files(context, [file for file in source_files if file.source in unblocked], counts)
        if not counts.changing_files:
            break
        indexed_sources = store.build_state.list_sources()
    for source in counts.changing_files:
        _mark_unread(store, UnreadFile(source, "moving", *_CHANGING_FILE_NOTICE), "")
    with _pause_garbage_collection():
        reconcile_authorities(store, context.corpus)
    reconcile_duplicates(store)
    return BuildReport(
        added=tuple(source for source in counts.added if source not in before),
        changed=tuple(source for source in counts.added if source in before),
        removed=tuple(source for source in removed if source in before),
        unchanged=len(source_files) - len(new_files),
        pages=counts.pages,
        passages=counts.passages,
        dropped=counts.dropped_characters,
        hidden=tuple(counts.hidden),
    )


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """Pause the search for reference cycles.

    A look at every file makes a few records of each, none in a cycle; the search would walk them all again and again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _find_changes(
    context: BuildContext, indexed_sources: Set[str]
) -> tuple[list[SourceFile], list[str], list[SourceFile]]:
    """Take out what has gone from the corpus, and find what must be read.

    Returns:
        The files of the corpus that may be shown; those of ``indexed_sources`` that are gone; and the files to read.
    """
    store, scan = context.store, _scan_corpus(context)
    source_files, withdrawn = _apply_decisions(context, scan)
    manifest_holds.check_holds(context.corpus, store, source_files)
    manifest_holds.remember_holds(store, scan.files)
    _check_removals(context, source_files, withdrawn)
    current = {source_file.source for source_file in source_files}
    gone = sorted(indexed_sources - current - withdrawn)
    for source in gone:
        with store.transaction() as transaction:
            store.documents.remove_file(transaction, source)
    _list_refused(store, current, withdrawn, scan.refusals)
    digests, unblocked = store.build_state.load_input_digests(), set(store.unread.find_unblocked_files())
    new_files = [
        source_file
        for source_file in source_files
        if digests.get(source_file.source) != context.compute_digest(source_file) or source_file.source in unblocked
    ]
    return source_files, gone, new_files


def _check_removals(context: BuildContext, source_files: list[SourceFile], withdrawn: set[str]) -> None:
    found = {source: source_file.sha256 for source_file in source_files for source, _ in source_file.locations}
    context.removal_limit.check(context.corpus, context.served_hashes, found, withdrawn)


def _list_refused(store: Store, current: set[str], withdrawn: set[str], refusals: dict[str, UnreadFile]) -> None:
    """Bring the unread list up to date with the files that are not even opened, and with those that are gone."""
    listed = store.unread.list_unread()
    present = current | withdrawn | refusals.keys()
    gone = [source for source, file in store.unread.list_files().items() if file not in present]
    if gone:
        with store.transaction() as transaction:
            store.unread.remove_unread(transaction, gone)
    for source, unread in refusals.items():
        if source not in listed or listed[source][0] != unread:
            _mark_unread(store, unread, "")


def _mark_unread(store: Store, unread: UnreadFile, input_digest: str) -> None:
    with store.transaction() as transaction:
        store.documents.mark_unread(transaction, unread, input_digest)


def _read_new_files(context: BuildContext, source_files: list[SourceFile], counts: BuildCounts) -> None:
    """Read files and write their words; a file that is changing is left for another round."""
    by_path = {source_file.path: source_file for source_file in source_files}
    held_sources = (hold.source for hold in manifest_holds.load_holds(context.store))
    # What is remembered meanwhile is of files that are there, which the check leaves alone.
    words_check = held_words.load_check(context.store, context.corpus, held_sources, context.served_hashes)
    limits, reporter = context.limits, StageReporter("reading", context.progress)
    readings = pool.read_safely(by_path, limits.processes, limits.seconds, limits.megabytes)
    for done, (path, reading) in enumerate(readings, 1):
        source_file = by_path[path]
        source = source_file.source
        if source_file.has_changed():
            counts.changing_files[source] = source_file
        elif isinstance(reading, UnreadableError):
            unread = UnreadFile(source, reading.code, reading.reason, reading.next_step)
            _mark_unread(context.store, unread, context.compute_digest(source_file))
        else:
            _write_file(context, source_file, reading, words_check, counts)
        reporter.report(done, len(source_files), source, counts.passages)
        context.after_document()


def _write_file(
    context: BuildContext,
    source_file: SourceFile,
    reading: Reading,
    words_check: held_words.HeldWordsCheck,
    counts: BuildCounts,
) -> None:
    """Write the documents of a file in one transaction, those that may not be shown onto the unread list."""
    store, source = context.store, source_file.source
    parsed, digest = entries.parse_file(source_file, reading, context.encoder), context.compute_digest(source_file)
    with decisions.locked_decisions(context.corpus) as all_decisions:
        file_entries = parsed.make_entries(all_decisions, words_check)
        with store.transaction() as transaction:
            store.documents.replace_file(
                transaction,
                source,
                digest,
                file_entries.entries,
                file_entries.held_back,
                file_entries.restricted_hashes,
            )
            held_words.remember_words(transaction, file_entries.held_words)
    if file_entries.entries:
        counts.added[source] = None
        counts.hidden += [FileHiddenText(source, text) for text in reading.hidden if not text.is_redaction]
    counts.pages += file_entries.pages
    counts.passages += file_entries.passages
    counts.dropped_characters += file_entries.dropped_characters
