"""What is in the corpus: the files that may be papers, and those that are not even opened.

In: the corpus folder, and what it looked like before; out: ``Origin``s, the same file at several paths being one, and
the refused with the reason. Promised: nothing outside the corpus is opened; files are taken in the order of their
names; a file is hashed again unless its size and its time are those it had when it was hashed last.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from paper_search.access import decisions
from paper_search.access.decisions import NO_DECISIONS, Decision, Decisions
from paper_search.ingest import metadata
from paper_search.ingest.metadata import manifest
from paper_search.ingest.readers import registry as readers
from paper_search.records import Access, Hint, Unread

NOT_PAPERS = frozenset({"papers.csv", "decisions.csv", "readme.md", "readme.txt"})
_UNSUPPORTED = (
    "This kind of file cannot be read",
    "Publish it as PDF, DOCX, HTML or text, or move it out of the corpus.",
)
_NAME = ("The file's name is not in UTF-8", "Give the file another name.")
_NOWHERE = ("The file is a link that leads nowhere", "Put the paper itself into the corpus.")
_FOLDER = ("The file is a link to a folder of the corpus", "Remove the link: the folder is read where it stands.")
_DEVICE = ("This is no file but a pipe or a device", "Remove it from the corpus.")
_DENIED = ("The file may not be opened by the one who builds the index", "Give that user the right to read it.")
_CLOSED = ("The folder may not be opened by the one who builds the index", "Give that user the right to read it.")
_OUTSIDE = ("The file is a link to a place outside the corpus", "Put the paper itself into the corpus.")

_RACE = 2_000_000_000
"""Nanoseconds: a file written as recently as this may be written again without its time changing."""

Place = tuple[str, manifest.Row | None]
"""A path in the corpus, with its line in a manifest where it has one."""


NO_HINTS: Mapping[str, Hint] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Origin:
    """A file of the corpus that stands for a paper, and every place at which the very same file stands."""

    corpus: Path
    sha256: str
    places: tuple[Place, ...]
    above: tuple[str, ...] = ()
    taken: Decisions = NO_DECISIONS
    hint: Hint | None = None

    @property
    def source(self) -> str:
        """The place that the paper is known by."""
        return self.places[0][0]

    @property
    def path(self) -> Path:
        """The file itself."""
        return self.corpus / self.source

    @property
    def also_at(self) -> tuple[str, ...]:
        """The other places."""
        return tuple(source for source, _ in self.places[1:])

    @property
    def released(self) -> Access | None:
        """To whom a person has said that this file may be shown; None to nobody."""
        return self.taken.released([source for source, _ in self.places], self.sha256)

    @property
    def made_of(self) -> tuple[str, ...]:
        """All that its papers are made from and that a person decided of them, to be compared by the next build."""
        if not self.taken:
            return self.sha256, repr(self.places), *_undecided(self.above)
        taken = [line for line in self.taken.lines if decisions.split(line.path)[0] == self.source]
        return self.sha256, repr(self.places), *_decided(self.above, self.released, taken)

    def has_moved_on(self) -> bool:
        """Whether the file is no longer the one that was surveyed."""
        try:
            if self.hint is not None and _stamp(self.path.stat()) == (self.hint.size, self.hint.mtime_ns):
                return False
            return _hash(self.path) != self.sha256
        except OSError:
            return True


def _decided(above: tuple[str, ...], released: Access | None, taken: list[Decision]) -> tuple[str, str, str]:
    # Digests of stores that are in use hold whether a file was released: they stand as they were.
    to = released if released == "members" else released is not None
    return repr(above), repr(to), repr(taken)


@cache
def _undecided(above: tuple[str, ...]) -> tuple[str, str, str]:
    """What nearly all files of a corpus have in common."""
    return _decided(above, None, [])


@dataclass(frozen=True, slots=True)
class Survey:
    """What a corpus holds: its papers, what is refused unopened, and what each file looked like."""

    origins: list[Origin]
    refused: dict[str, Unread]
    hints: dict[str, Hint] = field(default_factory=dict)


def survey(corpus: Path, hints: Mapping[str, Hint] = NO_HINTS, index: Path | None = None) -> Survey:
    """The papers of the corpus, the same file at several paths being one, and what is refused unopened.

    ``hints`` are those of an earlier survey; without any, every file is hashed. The ``index`` may stand inside the
    corpus, and holds no papers.
    """
    refused: dict[str, Unread] = {}
    found: dict[str, Hint] = {}
    manifests: list[Path] = []
    for source, entry in _files(corpus, index, refused):
        if entry.name == manifest.NAME:
            manifests.append(Path(entry.path))
        if entry.name.lower() in NOT_PAPERS:
            continue
        unread = _refused(entry, source, corpus)
        try:
            if unread is None:
                found[source] = _hint(entry.path, hints.get(source))
        except FileNotFoundError:
            # It has gone since the folder was listed.
            continue
        except OSError:
            unread = Unread(source, "denied", *_DENIED)
        if unread:
            refused[unread.source] = unread
    return Survey(_origins(corpus, found, manifest.load(corpus, manifests)), refused, found)


def _files(corpus: Path, index: Path | None, refused: dict[str, Unread]) -> list[tuple[str, os.DirEntry[str]]]:
    """Every file, with its source, in order; folders that are closed go to ``refused``.

    Strings and not paths: of a large corpus nearly all files are as they were, and looking is all there is to do.
    """
    found: list[tuple[str, os.DirEntry[str]]] = []
    folders = [""]
    while folders:
        inside = folders.pop()
        try:
            entries = list(os.scandir(f"{corpus}/{inside}"))
        except FileNotFoundError:
            continue
        except OSError:
            refused[inside] = Unread(inside, "denied", *_CLOSED)
            continue
        for entry in entries:
            source = f"{inside}/{entry.name}" if inside else entry.name
            if entry.name.startswith("."):
                continue
            if not entry.is_dir(follow_symlinks=False):
                found.append((source, entry))
            elif not _is_index(entry, index):
                folders.append(source)
    # Folder by folder: a slash comes before whatever else a name may go on with.
    found.sort(key=lambda each: each[0].replace("/", "\0"))
    return found


def _is_index(entry: os.DirEntry[str], index: Path | None) -> bool:
    if index is None or entry.name != index.name:
        return False
    return os.path.realpath(entry.path) == os.path.realpath(index)


def _refused(entry: os.DirEntry[str], source: str, corpus: Path) -> Unread | None:
    """Why a file is not even opened, or None."""
    if not _is_text(source):
        # Such a name can be neither stored nor shown as it is.
        return Unread(source.encode("utf-8", "backslashreplace").decode(), "name", *_NAME)
    if entry.is_symlink() and (unread := _refused_link(Path(entry.path), source, corpus)):
        return unread
    if not entry.is_file():
        return Unread(source, "unsupported", *(_FOLDER if entry.is_dir() else _DEVICE))
    _, stop, suffix = entry.name.rpartition(".")
    if stop + suffix.lower() not in readers.SUFFIXES:
        return Unread(source, "unsupported", *_UNSUPPORTED)
    return None


def _refused_link(path: Path, source: str, corpus: Path) -> Unread | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Unread(source, "outside", *_NOWHERE)
    if not target.is_relative_to(corpus.resolve()):
        return Unread(source, "outside", *_OUTSIDE)
    return None


def _hint(name: str, before: Hint | None) -> Hint:
    """What a file looks like now; its content is hashed only where it may have changed."""
    stamp = _stamp(os.stat(name))  # noqa: PTH116
    if before is not None and stamp == (before.size, before.mtime_ns):
        return before
    path = Path(name)
    sha256 = _hash(path)
    # What is being written now may change again within the same tick of the clock: the next survey looks again.
    is_settled = _stamp(path.stat()) == stamp and time.time_ns() - stamp[1] > _RACE
    return Hint(stamp[0], stamp[1] if is_settled else -1, sha256)


def _stamp(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _origins(corpus: Path, found: Mapping[str, Hint], rows: dict[str, manifest.Row]) -> list[Origin]:
    """One paper of all the places that the very same file stands at; it goes by one that a manifest knows, if any."""
    same: dict[str, list[str]] = defaultdict(list)
    for source, hint in found.items():
        same[hint.sha256].append(source)
    above = metadata.folders_above(corpus)
    origins = []
    for sha256, sources in same.items():
        if len(sources) > 1:
            sources.sort(key=lambda source: (source not in rows, source))
        # A list spares most of what a generator costs, and there is one for every file.
        places = tuple([(source, rows.get(source)) for source in sources])
        origins.append(Origin(corpus, sha256, places, above, hint=found[sources[0]]))
    return origins
