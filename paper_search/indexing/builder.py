"""Corpus in, store out, re-using whatever has not changed.

A paper's words are written first, each paper in one transaction; vectors follow in even batches, embedded while later
papers are read. One bad file never stops a build: it is listed as unread with its reason. A build that is killed
resumes where it was, and an incremental build gives the same answers as one from nothing and costs what has changed.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from paper_search.access import decisions
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError, UnreadableError
from paper_search.indexing import entries, reconcile, withdrawals
from paper_search.indexing.embedding_queue import EmbeddingQueue
from paper_search.indexing.entries import SPLITTER_VERSION, split_document
from paper_search.indexing.progress import Progress, StageReporter, ignore_progress
from paper_search.indexing.reconcile import reconcile_duplicates
from paper_search.ingest import documents, metadata
from paper_search.ingest.discovery import NO_FINGERPRINTS, NON_DOCUMENT_NAMES, CorpusScan, SourceFile, scan_corpus
from paper_search.ingest.documents import FileContents
from paper_search.ingest.metadata import manifest
from paper_search.ingest.readers import ocr, pool
from paper_search.records import BuildReport, Reading, UnreadFile
from paper_search.storage import swap
from paper_search.storage.documents import Store
from paper_search.storage.lock import lock_index

__all__ = [
    "NON_DOCUMENT_NAMES",
    "SPLITTER_VERSION",
    "Progress",
    "ReaderLimits",
    "build",
    "build_fulltext",
    "describe_file",
    "lock_index",
    "reconcile_duplicates",
    "split_document",
]

_MAX_ROUNDS = 3
"""How often the corpus is looked at again because files changed while they were read."""
_CHANGING_FILE_NOTICE = (
    "The file was being written while it was read",
    "When it is complete, run 'paper-search build' again.",
)


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """How papers are read: how many at once, and the time (s) and memory (MiB) one may take."""

    processes: int = 2
    seconds: int = 120
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class BuildContext:
    """One build: where to, from what, and how."""

    store: Store
    corpus: Path
    index: Path
    encoder: Encoder
    limits: ReaderLimits
    progress: Callable[[Progress], None] = ignore_progress
    verify_hashes: bool = False
    after_document: Callable[[], None] = lambda: None
    can_ocr: bool = field(default_factory=ocr.is_available)

    def compute_digest(self, source_file: SourceFile) -> str:
        return entries.compute_input_digest(source_file, self.can_ocr)


@dataclass(slots=True)
class BuildCounts:
    """What the reading of papers has come to so far."""

    added: dict[str, None] = field(default_factory=dict)
    pages: int = 0
    passages: int = 0
    dropped_characters: int = 0
    changing_files: dict[str, SourceFile] = field(default_factory=dict)


def build(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    limits: ReaderLimits = ReaderLimits(),
    progress: Callable[[Progress], None] = ignore_progress,
    *,
    verify: bool = False,
) -> BuildReport:
    """Bring ``index`` up to date with ``corpus``; ``verify`` hashes every file, whatever its size and time say.

    Raises CorpusError when there is no corpus or a manifest is wrong, LockedIndexError when another build runs,
    StorageError when the index cannot be written.
    """
    began = time.monotonic()
    _check_corpus(corpus)
    with lock_index(index):
        target = swap.open_target(index, _make_build_meta(encoder))
        store = target.store
        with EmbeddingQueue(store, encoder) as embedding:
            # What may be taken over is not embedded before it was.
            meanwhile = (lambda: None) if target.can_copy_vectors else embedding.process_ready
            report = _build_fulltext(BuildContext(store, corpus, index, encoder, limits, progress, verify, meanwhile))
            target.copy_vectors()
            embedded = embedding.finish(progress)
        store = _finish_build(target, corpus)
        unread = tuple(unread for unread, _ in store.list_unread().values())
        generation = store.generation()
        store.close()
    seconds = time.monotonic() - began
    return replace(report, unread=unread, embedded=embedded, seconds=seconds, generation=generation)


def build_fulltext(corpus: Path, index: Path, encoder: Encoder, limits: ReaderLimits = ReaderLimits()) -> Store:
    """The first half of a build: papers and their words, findable at once; their vectors wait."""
    with lock_index(index):
        store = swap.open_target(index, _make_build_meta(encoder)).store
        _build_fulltext(BuildContext(store, corpus, index, encoder, limits))
    return store


def _check_corpus(corpus: Path) -> None:
    if not corpus.is_dir():
        raise CorpusError(f"{corpus}: there is no such folder; put the papers there, or name it with --corpus.")


def _make_build_meta(encoder: Encoder) -> dict[str, str]:
    """What a store says of how it was made; one with another encoder or splitter is made anew."""
    info = encoder.info
    return {
        "encoder": info.fingerprint,
        "encoder_name": info.name,
        "dimensions": str(info.dimensions),
        "max_tokens": str(info.max_tokens),
        "splitter": SPLITTER_VERSION,
    }


def _finish_build(target: swap.BuildTarget, corpus: Path) -> Store:
    """Heed what was withdrawn while the build was at work, and let a store made aside take over.

    Returns the store that serves from now on.
    """
    store = target.store
    store.drop_unused_vectors()
    store.set_meta({"built_at": datetime.now(UTC).isoformat(timespec="seconds")})
    with decisions.locked_decisions(corpus) as taken:
        withdrawals.enforce(store, taken)
        return target.swap_in()


# -- what is in the corpus -------------------------------------------------------------------------------------


def _scan_corpus(context: BuildContext) -> CorpusScan:
    hints = {} if context.verify_hashes else context.store.load_file_fingerprints()
    found = scan_corpus(context.corpus, hints or NO_FINGERPRINTS, context.index)
    changed = {source: hint for source, hint in found.fingerprints.items() if hints.get(source) != hint}
    gone = hints.keys() - found.fingerprints.keys()
    if changed or gone:
        context.store.set_file_fingerprints(changed, gone)
    return found


def _apply_decisions(context: BuildContext, scan: CorpusScan) -> tuple[list[SourceFile], set[str]]:
    """The papers that no decision holds back; and the places of those that were withdrawn, which are listed."""
    taken = decisions.load_decisions(context.corpus)
    contents = {
        source: scan.fingerprints[source].sha256
        for source in context.store.list_unread()
        if source in scan.fingerprints
    }
    withdrawals.check_recorded_withdrawals(context.corpus, context.store, contents, taken)
    if not taken:
        return scan.files, set()
    kept, withdrawn = [], set[str]()
    for origin in scan.files:
        sources = [source for source, _ in origin.locations]
        ruling = taken.find_withdrawal(sources, origin.sha256)
        if ruling is None:
            kept.append(replace(origin, decisions=taken))
            continue
        withdrawn.update(sources)
        for source in sources:
            withdrawals.list_withdrawn(context.store, source, origin.sha256, ruling)
    return kept, withdrawn


# -- words -----------------------------------------------------------------------------------------------------


def _build_fulltext(context: BuildContext) -> BuildReport:
    """Bring papers and words up to date; the corpus is looked at again where it changed meanwhile."""
    store, written, removed = context.store, BuildCounts(), dict[str, None]()
    held = before = store.list_sources()
    for _ in range(_MAX_ROUNDS):
        written.changing_files.clear()
        with _pause_garbage_collection():
            origins, gone, new = _find_changes(context, held)
        removed.update(dict.fromkeys(gone))
        _read_new_files(context, new, written)
        # What a paper read just now had held back, as a copy of it, may be shown again.
        freed = set(store.find_unblocked_files())
        _read_new_files(context, [origin for origin in origins if origin.source in freed], written)
        if not written.changing_files:
            break
        held = store.list_sources()
    for origin in written.changing_files.values():
        store.put_unread(UnreadFile(origin.source, "moving", *_CHANGING_FILE_NOTICE), "")
    with _pause_garbage_collection():
        reconcile.reconcile_authorities(store, context.corpus)
    reconcile_duplicates(store)
    return BuildReport(
        added=tuple(source for source in written.added if source not in before),
        changed=tuple(source for source in written.added if source in before),
        removed=tuple(source for source in removed if source in before),
        unchanged=len(origins) - len(new),
        pages=written.pages,
        passages=written.passages,
        dropped=written.dropped_characters,
    )


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """What looks at every file makes a few records of each, none in a cycle; a search for cycles would walk them all
    again and again."""
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
    """The papers of the corpus; the files, of those ``held``, that are gone and are taken out; and the papers to be
    read."""
    store, found = context.store, _scan_corpus(context)
    origins, withdrawn = _apply_decisions(context, found)
    current = {origin.source for origin in origins}
    gone = sorted(indexed_sources - current - withdrawn)
    for source in gone:
        store.remove_file(source)
    _list_refused(store, current, withdrawn, found.refusals)
    known, freed = store.load_input_digests(), set(store.find_unblocked_files())
    new = [
        origin
        for origin in origins
        if known.get(origin.source) != context.compute_digest(origin) or origin.source in freed
    ]
    return origins, gone, new


def _list_refused(store: Store, current: set[str], withdrawn: set[str], refused: dict[str, UnreadFile]) -> None:
    """Bring the unread list up to date with the files that are not even opened, and with those that are gone."""
    listed = store.list_unread()
    kept = current | withdrawn | refused.keys()
    gone = [source for source, file in store.list_unread_files().items() if file not in kept]
    if gone:
        store.remove_unread(gone)
    for source, unread in refused.items():
        if source not in listed or listed[source][0] != unread:
            store.put_unread(unread, "")


def _read_new_files(context: BuildContext, source_files: list[SourceFile], counts: BuildCounts) -> None:
    """Read papers and write their words; those whose file is changing are left for another round."""
    by_path = {origin.path: origin for origin in source_files}
    limits, pace = context.limits, StageReporter("reading", context.progress)
    read = pool.read_safely(by_path, limits.processes, limits.seconds, limits.megabytes)
    for done, (path, reading) in enumerate(read, 1):
        origin = by_path[path]
        if origin.has_changed():
            counts.changing_files[origin.source] = origin
        elif isinstance(reading, UnreadableError):
            unread = UnreadFile(origin.source, reading.code, reading.reason, reading.next_step)
            context.store.put_unread(unread, context.compute_digest(origin))
        else:
            _write_file(context, origin, reading, counts)
        pace.report(done, len(source_files), origin.source, counts.passages)
        context.after_document()


def _write_file(context: BuildContext, source_file: SourceFile, reading: Reading, counts: BuildCounts) -> None:
    """Write the papers of a file, those that may not be shown onto the unread list."""
    read = entries.parse_file(source_file, reading, context.encoder)
    with decisions.locked_decisions(context.corpus) as taken:
        one = read.make_entries(taken)
        context.store.replace_file(
            source_file.source, context.compute_digest(source_file), one.entries, one.held_back, one.restricted_hashes
        )
    if one.entries:
        counts.added[source_file.source] = None
    counts.pages += one.pages
    counts.passages += one.passages
    counts.dropped_characters += one.dropped_characters


def describe_file(path: Path, corpus: Path, reading: Reading) -> FileContents:
    """What one file holds, as a build of ``corpus`` would see it; a file elsewhere goes by its name."""
    inside = path.resolve().is_relative_to(corpus.resolve())
    source = path.resolve().relative_to(corpus.resolve()).as_posix() if inside else path.name
    row = manifest.load_rows(corpus).get(source) if inside else None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    above = metadata.find_parent_folders(path.parents[source.count("/")])
    return documents.documents_in_file(source, sha256, reading, row, above)
