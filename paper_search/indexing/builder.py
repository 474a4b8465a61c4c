"""Corpus in, store out, reusing whatever has not changed.

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
from paper_search.indexing import entries
from paper_search.indexing import reconcile as settling
from paper_search.indexing import withdrawals as rulings
from paper_search.indexing.embedding_queue import Embedding
from paper_search.indexing.entries import SPLITTER, split_paper
from paper_search.indexing.progress import Pace, Progress, unwatched
from paper_search.indexing.reconcile import settle
from paper_search.ingest import documents as papers
from paper_search.ingest import metadata
from paper_search.ingest.discovery import NO_HINTS, NOT_PAPERS, Origin, Survey, survey
from paper_search.ingest.documents import Contents
from paper_search.ingest.metadata import manifest
from paper_search.ingest.readers import ocr
from paper_search.ingest.readers import registry as readers
from paper_search.records import BuildReport, Reading, Unread
from paper_search.storage import swap as aside
from paper_search.storage.documents import Store
from paper_search.storage.lock import locked

__all__ = [
    "NOT_PAPERS",
    "SPLITTER",
    "Limits",
    "Progress",
    "build",
    "locked",
    "read_file",
    "settle",
    "split_paper",
    "write_words",
]

_ROUNDS = 3
"""How often the corpus is looked at again because files changed while they were read."""
_MOVING = ("The file was being written while it was read", "When it is complete, run 'paper-search build' again.")


@dataclass(frozen=True, slots=True)
class Limits:
    """How papers are read: how many at once, and the time (s) and memory (MiB) one may take."""

    processes: int = 2
    seconds: int = 120
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class _Build:
    """One build: where to, from what, and how."""

    store: Store
    corpus: Path
    index: Path
    encoder: Encoder
    limits: Limits
    progress: Callable[[Progress], None] = unwatched
    is_verified: bool = False
    between_papers: Callable[[], None] = lambda: None
    can_recognise: bool = field(default_factory=ocr.is_at_hand)

    def digest(self, origin: Origin) -> str:
        return entries.digest(origin, self.can_recognise)


@dataclass(slots=True)
class _Written:
    """What the reading of papers has come to so far."""

    added: dict[str, None] = field(default_factory=dict)
    pages: int = 0
    passages: int = 0
    dropped: int = 0
    moving: dict[str, Origin] = field(default_factory=dict)


def build(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    limits: Limits = Limits(),
    progress: Callable[[Progress], None] = unwatched,
    *,
    verify: bool = False,
) -> BuildReport:
    """Bring ``index`` up to date with ``corpus``; ``verify`` hashes every file, whatever its size and time say.

    Raises CorpusError when there is no corpus or a manifest is wrong, LockedIndexError when another build runs,
    StorageError when the index cannot be written.
    """
    began = time.monotonic()
    _check(corpus)
    with locked(index):
        target = aside.target(index, _made_with(encoder))
        store = target.store
        with Embedding(store, encoder) as embedding:
            # What may be taken over is not embedded before it was.
            meanwhile = (lambda: None) if target.can_adopt else embedding.go_on
            report = _write_words(_Build(store, corpus, index, encoder, limits, progress, verify, meanwhile))
            target.adopt_vectors()
            embedded = embedding.finish(progress)
        store = _finish(target, corpus)
        unread = tuple(unread for unread, _ in store.unread().values())
        generation = store.generation()
        store.close()
    seconds = time.monotonic() - began
    return replace(report, unread=unread, embedded=embedded, seconds=seconds, generation=generation)


def write_words(corpus: Path, index: Path, encoder: Encoder, limits: Limits = Limits()) -> Store:
    """The first half of a build: papers and their words, findable at once; their vectors wait."""
    with locked(index):
        store = aside.target(index, _made_with(encoder)).store
        _write_words(_Build(store, corpus, index, encoder, limits))
    return store


def _check(corpus: Path) -> None:
    if not corpus.is_dir():
        raise CorpusError(f"{corpus}: there is no such folder; put the papers there, or name it with --corpus.")


def _made_with(encoder: Encoder) -> dict[str, str]:
    """What a store says of how it was made; one with another encoder or splitter is made anew."""
    info = encoder.info
    return {
        "encoder": info.fingerprint,
        "encoder_name": info.name,
        "dimensions": str(info.dimensions),
        "max_tokens": str(info.max_tokens),
        "splitter": SPLITTER,
    }


def _finish(target: aside.Target, corpus: Path) -> Store:
    """Heed what was withdrawn while the build was at work, and let a store made aside take over.

    Returns the store that serves from now on.
    """
    store = target.store
    store.drop_unused_vectors()
    store.set_meta({"built_at": datetime.now(UTC).isoformat(timespec="seconds")})
    with decisions.unchanging(corpus) as taken:
        rulings.enforce(store, taken)
        return target.take_over()


# -- what is in the corpus -------------------------------------------------------------------------------------


def _survey(task: _Build) -> Survey:
    hints = {} if task.is_verified else task.store.hints()
    found = survey(task.corpus, hints or NO_HINTS, task.index)
    changed = {source: hint for source, hint in found.hints.items() if hints.get(source) != hint}
    gone = hints.keys() - found.hints.keys()
    if changed or gone:
        task.store.set_hints(changed, gone)
    return found


def _heed(task: _Build, found: Survey) -> tuple[list[Origin], set[str]]:
    """The papers that no decision holds back; and the places of those that were withdrawn, which are listed."""
    taken = decisions.load(task.corpus)
    contents = {source: found.hints[source].sha256 for source in task.store.unread() if source in found.hints}
    rulings.check_complete(task.corpus, task.store, contents, taken)
    if not taken:
        return found.origins, set()
    kept, withdrawn = [], set[str]()
    for origin in found.origins:
        sources = [source for source, _ in origin.places]
        ruling = taken.withdrawn(sources, origin.sha256)
        if ruling is None:
            kept.append(replace(origin, taken=taken))
            continue
        withdrawn.update(sources)
        for source in sources:
            rulings.list_withdrawn(task.store, source, origin.sha256, ruling)
    return kept, withdrawn


# -- words -----------------------------------------------------------------------------------------------------


def _write_words(task: _Build) -> BuildReport:
    """Bring papers and words up to date; the corpus is looked at again where it changed meanwhile."""
    store, written, removed = task.store, _Written(), dict[str, None]()
    held = before = store.sources()
    for _ in range(_ROUNDS):
        written.moving.clear()
        with _uncollected():
            origins, gone, new = _changes(task, held)
        removed.update(dict.fromkeys(gone))
        _read_new(task, new, written)
        # What a paper read just now had held back, as a copy of it, may be shown again.
        freed = set(store.freed())
        _read_new(task, [origin for origin in origins if origin.source in freed], written)
        if not written.moving:
            break
        held = store.sources()
    for origin in written.moving.values():
        store.put_unread(Unread(origin.source, "moving", *_MOVING), "")
    with _uncollected():
        settling.agree_on_authorities(store, task.corpus)
    settle(store)
    return BuildReport(
        added=tuple(source for source in written.added if source not in before),
        changed=tuple(source for source in written.added if source in before),
        removed=tuple(source for source in removed if source in before),
        unchanged=len(origins) - len(new),
        pages=written.pages,
        passages=written.passages,
        dropped=written.dropped,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """What looks at every file makes a few records of each, none in a cycle; a search for cycles would walk them all
    again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _changes(task: _Build, held: Set[str]) -> tuple[list[Origin], list[str], list[Origin]]:
    """The papers of the corpus; the files, of those ``held``, that are gone and are taken out; and the papers to be
    read."""
    store, found = task.store, _survey(task)
    origins, withdrawn = _heed(task, found)
    current = {origin.source for origin in origins}
    gone = sorted(held - current - withdrawn)
    for source in gone:
        store.remove_file(source)
    _list_refused(store, current, withdrawn, found.refused)
    known, freed = store.known(), set(store.freed())
    new = [origin for origin in origins if known.get(origin.source) != task.digest(origin) or origin.source in freed]
    return origins, gone, new


def _list_refused(store: Store, current: set[str], withdrawn: set[str], refused: dict[str, Unread]) -> None:
    """Bring the unread list up to date with the files that are not even opened, and with those that are gone."""
    listed = store.unread()
    kept = current | withdrawn | refused.keys()
    gone = [source for source, file in store.unread_files().items() if file not in kept]
    if gone:
        store.forget_unread(gone)
    for source, unread in refused.items():
        if source not in listed or listed[source][0] != unread:
            store.put_unread(unread, "")


def _read_new(task: _Build, new: list[Origin], written: _Written) -> None:
    """Read papers and write their words; those whose file is changing are left for another round."""
    by_path = {origin.path: origin for origin in new}
    limits, pace = task.limits, Pace("reading", task.progress)
    read = readers.read_safely(by_path, limits.processes, limits.seconds, limits.megabytes)
    for done, (path, reading) in enumerate(read, 1):
        origin = by_path[path]
        if origin.has_moved_on():
            written.moving[origin.source] = origin
        elif isinstance(reading, UnreadableError):
            unread = Unread(origin.source, reading.code, reading.reason, reading.next_step)
            task.store.put_unread(unread, task.digest(origin))
        else:
            _write_file(task, origin, reading, written)
        pace.tell(done, len(new), origin.source, written.passages)
        task.between_papers()


def _write_file(task: _Build, origin: Origin, reading: Reading, written: _Written) -> None:
    """Write the papers of a file, those that may not be shown onto the unread list."""
    read = entries.understood(origin, reading, task.encoder)
    with decisions.unchanging(task.corpus) as taken:
        one = read.entries(taken)
        task.store.put_file(origin.source, task.digest(origin), one.entries, one.held_back, one.keys)
    if one.entries:
        written.added[origin.source] = None
    written.pages += one.pages
    written.passages += one.passages
    written.dropped += one.dropped


def read_file(path: Path, corpus: Path, reading: Reading) -> Contents:
    """What one file holds, as a build of ``corpus`` would see it; a file elsewhere goes by its name."""
    inside = path.resolve().is_relative_to(corpus.resolve())
    source = path.resolve().relative_to(corpus.resolve()).as_posix() if inside else path.name
    row = manifest.load(corpus).get(source) if inside else None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    above = metadata.folders_above(path.parents[source.count("/")])
    return papers.contents(source, sha256, reading, row, above)
