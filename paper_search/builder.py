"""Corpus in, store out, re-using whatever has not changed.

A paper's words are written first, each paper in one transaction; vectors follow in even batches. One bad file
never stops a build: it is listed as unread with its reason. A build that is killed resumes where it was, and an
incremental build gives the same answers as one from nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from paper_search import decisions, exempt, manifest, metadata, papers, passages, readers, relations, rulings
from paper_search.decisions import Decisions
from paper_search.embed import Encoder
from paper_search.errors import CorpusError, LockedIndexError, UnreadableError
from paper_search.papers import Contents, Paper
from paper_search.records import BuildReport, Document, Passage, Reading, Unread
from paper_search.store import FILE_NAME, Entry, Store
from paper_search.survey import NOT_PAPERS, Origin, survey

__all__ = [
    "BATCH",
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

SPLITTER = "8"
"""Goes up when reading, metadata or splitting change, so that the next build reads every paper again."""


BATCH = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """How papers are read: how many at once, and the time (s) and memory (MiB) one may take."""

    processes: int = 2
    seconds: int = 120
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a build: which stage ("reading", "embedding"), how far, of how many, and the paper at hand."""

    stage: str
    done: int
    total: int
    source: str = ""


def build(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    limits: Limits = Limits(),
    progress: Callable[[Progress], None] = lambda step: None,
) -> BuildReport:
    """Bring ``index`` up to date with ``corpus``.

    Raises CorpusError when there is no corpus or a manifest is wrong, LockedIndexError when another build runs.
    """
    began = time.monotonic()
    if not corpus.is_dir():
        raise CorpusError(f"{corpus}: there is no such folder; put the papers there, or name it with --corpus.")
    index.mkdir(parents=True, exist_ok=True)
    with locked(index):
        store = _open(index, encoder)
        report = _write_words(store, corpus, encoder, limits, progress)
        embedded = _write_vectors(store, encoder, progress)
        # A paper may have been withdrawn while this build was at work.
        rulings.enforce(store, decisions.load(corpus))
        store.drop_unused_vectors()
        store.set_meta({"built_at": datetime.now(UTC).isoformat(timespec="seconds")})
        unread = tuple(unread for unread, _ in store.unread().values())
        generation = store.generation()
        store.close()
    seconds = time.monotonic() - began
    return replace(report, unread=unread, embedded=embedded, seconds=seconds, generation=generation)


def write_words(corpus: Path, index: Path, encoder: Encoder, limits: Limits = Limits()) -> Store:
    """The first half of a build: papers and their words, findable at once; their vectors wait."""
    index.mkdir(parents=True, exist_ok=True)
    with locked(index):
        store = _open(index, encoder)
        _write_words(store, corpus, encoder, limits, lambda step: None)
    return store


@contextmanager
def locked(index: Path) -> Iterator[None]:
    """Hold the folder's LOCK; it says who writes and since when, and a dead writer's lock frees itself."""
    path = index / "LOCK"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise LockedIndexError(f"{path}: the index is being written by {holder}; wait until it ends.") from None
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now(UTC).isoformat(timespec='seconds')}\n")
        file.flush()
        yield
        file.truncate(0)


def _open(index: Path, encoder: Encoder) -> Store:
    """The store for this encoder; one made with another encoder is replaced, its vectors being of no use."""
    path = index / FILE_NAME
    store = Store(path, create=True)
    known = store.meta("encoder")
    if known not in (None, encoder.info.fingerprint):
        store.close()
        for leftover in index.glob(f"{FILE_NAME}*"):
            leftover.unlink()
        store = Store(path, create=True)
    info = encoder.info
    store.set_meta(
        {
            "encoder": info.fingerprint,
            "encoder_name": info.name,
            "dimensions": str(info.dimensions),
            "max_tokens": str(info.max_tokens),
        }
    )
    return store


# -- what is in the corpus -------------------------------------------------------------------------------------


def _heed(corpus: Path, store: Store, origins: list[Origin]) -> tuple[list[Origin], set[str]]:
    """The papers that no decision holds back; and the places of those that were withdrawn, which are listed."""
    taken = decisions.load(corpus)
    contents = {source: origin.sha256 for origin in origins for source, _ in origin.places}
    rulings.check_complete(corpus, store, contents, taken)
    kept, withdrawn = [], set[str]()
    for origin in origins:
        sources = [source for source, _ in origin.places]
        ruling = taken.withdrawn(sources, origin.sha256)
        if ruling is None:
            kept.append(replace(origin, taken=taken))
            continue
        withdrawn.update(sources)
        for source in sources:
            rulings.list_withdrawn(store, source, origin.sha256, ruling)
    return kept, withdrawn


def _digest(origin: Origin) -> str:
    """Changes whenever anything that the file's papers are made from changes, the code that reads it included."""
    return hashlib.sha256(json.dumps((SPLITTER, *origin.made_of)).encode()).hexdigest()


# -- words -----------------------------------------------------------------------------------------------------


def _write_words(
    store: Store, corpus: Path, encoder: Encoder, limits: Limits, progress: Callable[[Progress], None]
) -> BuildReport:
    origins, refused = survey(corpus)
    held = store.held()
    origins, withdrawn = _heed(corpus, store, origins)
    current = {origin.source for origin in origins}
    removed = tuple(source for source in held if source not in current)
    for source in removed:
        store.remove_file(source)
    _list_refused(store, current, withdrawn, refused)
    known, freed = store.known(), store.freed()
    new = [origin for origin in origins if known.get(origin.source) != _digest(origin) or origin.source in freed]
    report = _read_new(store, new, encoder, limits, progress)
    # What a paper read just now had held back, as a copy of it, may be shown again.
    freed = store.freed()
    again = [origin for origin in origins if origin.source in freed]
    if again:
        _read_new(store, again, encoder, limits, progress)
    _agree_on_authorities(store, corpus)
    settle(store)
    return replace(
        report,
        added=tuple(source for source in report.added if source not in held),
        changed=tuple(source for source in report.added if source in held),
        removed=removed,
        unchanged=len(origins) - len(new),
    )


def _read_new(
    store: Store, new: list[Origin], encoder: Encoder, limits: Limits, progress: Callable[[Progress], None]
) -> BuildReport:
    by_path = {origin.path: origin for origin in new}
    report = BuildReport()
    read = readers.read_safely(by_path, limits.processes, limits.seconds, limits.megabytes)
    for done, (path, reading) in enumerate(read, 1):
        origin = by_path[path]
        if isinstance(reading, UnreadableError):
            unread = Unread(origin.source, reading.code, reading.reason, reading.next_step)
            store.put_unread(unread, _digest(origin))
        else:
            report = _write_file(store, origin, reading, encoder, report)
        progress(Progress("reading", done, len(new), origin.source))
    return report


def _agree_on_authorities(store: Store, corpus: Path) -> None:
    """One name for each council: a folder's short one gives way to the full one that its papers state."""
    above = metadata.folders_above(corpus)
    current = store.authorities()
    agreed = {paper.doc_id: paper.meeting.authority for paper in metadata.agreed(store.described(), above)}
    store.set_authorities({doc_id: name for doc_id, name in agreed.items() if name != current[doc_id]})


def settle(store: Store) -> None:
    """Relate the papers held to one another anew: copies, and papers that replace others."""
    current = store.relations()
    settled = relations.relate(store.cards())
    store.set_relations({doc_id: relation for doc_id, relation in settled.items() if relation != current[doc_id]})


def _list_refused(store: Store, current: set[str], withdrawn: set[str], refused: dict[str, Unread]) -> None:
    """Bring the unread list up to date with the files that are not even opened, and with those that are gone."""
    listed = store.unread()
    kept = current | withdrawn | refused.keys()
    store.forget_unread(source for source, file in store.unread_files().items() if file not in kept)
    for source, unread in refused.items():
        if source not in listed or listed[source][0] != unread:
            store.put_unread(unread, "")


def _write_file(store: Store, origin: Origin, reading: Reading, encoder: Encoder, report: BuildReport) -> BuildReport:
    """Write the papers of a file, those that may not be shown onto the unread list."""
    views = [papers.contents(source, origin.sha256, reading, row, origin.above) for source, row in origin.places]
    taken = origin.taken.fresh()
    withheld = [_withheld(origin, views, index, taken) for index in range(len(views[0].papers))]
    shown = [paper for paper, why in zip(views[0].papers, withheld, strict=True) if why is None]
    entries = [_entry(paper, origin, encoder) for paper in shown]
    keys = [paper.words_key for paper, why in zip(views[0].papers, withheld, strict=True) if why]
    held_back = dict.fromkeys(why for why in withheld if why)
    store.put_file(origin.source, _digest(origin), entries, tuple(held_back), filter(None, keys))
    embedded = [text for entry in entries for text in entry.embedded]
    return replace(
        report,
        added=(*report.added, origin.source) if entries else report.added,
        pages=report.pages + sum(map(_pages, shown)),
        passages=report.passages + sum(text is not None for text in embedded),
        dropped=report.dropped + sum(len(one.text) for paper in shown for one in paper.reading.dropped),
    )


def _pages(paper: Paper) -> int:
    first, last = paper.document.part_pages or (1, paper.document.pages or 0)
    return last - first + 1


def _withheld(origin: Origin, views: list[Contents], index: int, taken: Decisions) -> Unread | None:
    """Why a paper of a file may not be shown, or None; a file that is held back as a whole is listed once."""
    paper = views[0].papers[index]
    doc_id = paper.document.doc_id
    ruling = taken.withdrawn((doc_id,), origin.sha256, paper.words_key or "")
    if ruling is not None:
        return decisions.unread(doc_id, ruling, origin.sha256 if doc_id == ruling.path else ruling.sha256)
    if origin.is_released or taken.released((doc_id,), origin.sha256):
        return None
    # One exempt place is enough: a copy elsewhere does not make a paper public.
    for name, documents in (
        (origin.source, [view.whole for view in views]),
        (doc_id, [view.papers[index].document for view in views]),
    ):
        why = next((document.held_because for document in documents if document.held_because), None)
        if why:
            return exempt.unread(name, why)
    return None


def _entry(paper: Paper, origin: Origin, encoder: Encoder) -> Entry:
    """A paper as it goes into the store. Where there are copies, one alone in its file is the one to show, then one
    that a manifest knows, then one with pages."""
    document = paper.document
    also_at = tuple(relations.place(replace(document, source=source)) for source in origin.also_at)
    document = replace(document, access="public", held_because=None, also_at=also_at)
    split, embedded = split_paper(document, paper.reading, encoder)
    standing = 4 * bool(document.part_pages) + 2 * (origin.places[0][1] is None) + (document.pages is None)
    return Entry(document, paper.reading.text, split, embedded, paper.words_key, standing, paper.claim)


def read_file(path: Path, corpus: Path, reading: Reading) -> Contents:
    """What one file holds, as a build of ``corpus`` would see it; a file elsewhere goes by its name."""
    inside = path.resolve().is_relative_to(corpus.resolve())
    source = path.resolve().relative_to(corpus.resolve()).as_posix() if inside else path.name
    row = manifest.load(corpus).get(source) if inside else None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    above = metadata.folders_above(path.parents[source.count("/")])
    return papers.contents(source, sha256, reading, row, above)


def split_paper(document: Document, reading: Reading, encoder: Encoder) -> tuple[tuple[Passage, ...], list[str | None]]:
    """The passages of a paper, and for each the text the encoder shall see (None for a bare heading)."""
    split = passages.split(document, reading, lambda text: encoder.count([text])[0], encoder.info.max_tokens)
    embedded = [
        None if passage.kind == "heading" else passages.embedded_text(document.title, passage) for passage in split
    ]
    return split, embedded


# -- vectors ---------------------------------------------------------------------------------------------------


def _write_vectors(store: Store, encoder: Encoder, progress: Callable[[Progress], None]) -> int:
    """Embed what waits, the short together and the long together; returns how many texts."""
    total, done = store.waiting(), 0
    embedded = 0
    while texts := store.waiting_texts(BATCH):
        store.put_vectors(texts, encoder.encode_passages(texts))
        embedded += len(texts)
        done = total - store.waiting()
        progress(Progress("embedding", done, total))
    return embedded
