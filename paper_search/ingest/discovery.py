"""Discovery of the files in a corpus: those that may be documents, and those refused unopened with the reason.

The same file at several paths is one source file. Nothing outside the corpus is opened, and files are taken in the
order of their names. A file is hashed again unless its size and its modification time are those of the last hash.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from paper_search.access import decisions
from paper_search.access.decisions import NO_DECISIONS, AccessDecision, Decisions
from paper_search.ingest import metadata
from paper_search.ingest.metadata import manifest
from paper_search.ingest.readers import registry
from paper_search.records import Access, FileFingerprint, UnreadFile

NON_DOCUMENT_NAMES = frozenset({"papers.csv", "decisions.csv", "sources.toml", "readme.md", "readme.txt"})
_UNSUPPORTED_KIND = (
    "This kind of file cannot be read",
    "Save it as PDF, DOCX, HTML or text, or move it out of the corpus.",
)
_BAD_NAME = ("The file's name is not in UTF-8", "Give the file another name.")
_BROKEN_LINK = ("The file is a link that leads nowhere", "Put the paper itself into the corpus.")
_FOLDER_LINK = ("The file is a link to a folder of the corpus", "Remove the link: the folder is read where it stands.")
_NOT_A_FILE = ("This is a pipe or a device, not a file", "Remove it from the corpus.")
_FILE_DENIED = ("The user who builds the index may not open the file", "Give that user the right to read it.")
_FOLDER_DENIED = (
    "The user who builds the index may not open the folder",
    "Give that user the right to read it.",
)
_OUTSIDE_LINK = ("The file is a link to a place outside the corpus", "Put the paper itself into the corpus.")

_MTIME_RACE_NS = 2_000_000_000
"""Nanoseconds: a file written as recently as this may be written again without its time changing."""

FileLocation = tuple[str, manifest.ManifestRow | None]
"""A path in the corpus, with its line in a manifest where it has one."""


NO_FINGERPRINTS: Mapping[str, FileFingerprint] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus, and every location at which the very same file stands."""

    corpus: Path
    sha256: str
    locations: tuple[FileLocation, ...]
    parent_folders: tuple[str, ...] = ()
    decisions: Decisions = NO_DECISIONS
    fingerprint: FileFingerprint | None = None

    @property
    def source(self) -> str:
        """The location that the file is known by."""
        return self.locations[0][0]

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self.corpus / self.source

    @property
    def also_at(self) -> tuple[str, ...]:
        """The other locations."""
        return tuple(source for source, _ in self.locations[1:])

    @property
    def released_to(self) -> Access | None:
        """The readers for whom a person released this file; None for nobody."""
        return self.decisions.find_released_access([source for source, _ in self.locations], self.sha256)

    @property
    def digest_inputs(self) -> tuple[str, ...]:
        """All that its documents are made from and that a person decided of them, compared by the next build."""
        if not self.decisions:
            return self.sha256, repr(self.locations), *_list_default_inputs(self.parent_folders)
        file_decisions = [line for line in self.decisions.lines if decisions.split_place(line.path)[0] == self.source]
        return (
            self.sha256,
            repr(self.locations),
            *_list_decision_inputs(self.parent_folders, self.released_to, file_decisions),
        )

    def has_changed(self) -> bool:
        """Return True if the file is no longer the one that was scanned."""
        try:
            if self.fingerprint is not None and _to_size_and_mtime(self.path.stat()) == (
                self.fingerprint.size,
                self.fingerprint.mtime_ns,
            ):
                return False
            return _hash_file(self.path) != self.sha256
        except OSError:
            return True


def _list_decision_inputs(
    parent_folders: tuple[str, ...], released_to: Access | None, file_decisions: list[AccessDecision]
) -> tuple[str, str, str]:
    # Digests in existing indexes record whether a file was released, so their form must not change.
    release = released_to if released_to == "members" else released_to is not None
    return repr(parent_folders), repr(release), repr(file_decisions)


@cache
def _list_default_inputs(parent_folders: tuple[str, ...]) -> tuple[str, str, str]:
    """Return the inputs that nearly all files of a corpus share."""
    return _list_decision_inputs(parent_folders, None, [])


@dataclass(frozen=True, slots=True)
class CorpusScan:
    """The content of a corpus: its files, what is refused unopened, and the fingerprint of each file."""

    files: list[SourceFile]
    refusals: dict[str, UnreadFile]
    fingerprints: dict[str, FileFingerprint] = field(default_factory=dict)


def scan_corpus(
    corpus: Path,
    fingerprints: Mapping[str, FileFingerprint] = NO_FINGERPRINTS,
    index: Path | None = None,
    folder: str = "",
) -> CorpusScan:
    """Scan the corpus for files that may be documents.

    Args:
        corpus: the corpus folder.
        fingerprints: those of an earlier scan; without any, every file is hashed.
        index: the index folder, which may stand inside the corpus and holds no documents.
        folder: the folder of the corpus to scan, by its path in it; empty for all of it. Manifests above it count.

    Returns:
        The source files, and what is refused unopened.
    """
    refusals: dict[str, UnreadFile] = {}
    found_fingerprints: dict[str, FileFingerprint] = {}
    manifests = _list_manifests_above(corpus, folder)
    for source, entry in _list_files(corpus, index, refusals, folder):
        if manifest.is_manifest_name(entry.name):
            manifests.append(Path(entry.path))
            continue
        if entry.name.lower() in NON_DOCUMENT_NAMES:
            continue
        unread = _find_refusal(entry, source, corpus)
        try:
            if unread is None:
                found_fingerprints[source] = _fingerprint_file(entry.path, fingerprints.get(source))
        except FileNotFoundError:
            # The file was removed after the folder was listed.
            continue
        except OSError:
            unread = UnreadFile(source, "denied", *_FILE_DENIED)
        if unread:
            refusals[unread.source] = unread
    return CorpusScan(
        _group_files(corpus, found_fingerprints, manifest.load_rows(corpus, manifests)), refusals, found_fingerprints
    )


def find_source_file(corpus: Path, path: Path) -> SourceFile:
    """Return one file as a scan finds it, with every location of the corpus at which the very same file stands.

    Args:
        corpus: the corpus folder.
        path: the file; one that lies outside the corpus goes by its name.

    Raises:
        CorpusError: a manifest or the decisions cannot be read.
    """
    sha256, place = _hash_file(path), path.resolve()
    if not place.is_relative_to(corpus.resolve()):
        return SourceFile(path.parent, sha256, ((path.name, None),), metadata.find_parent_folders(path.parent))
    own, size, rows = place.relative_to(corpus.resolve()).as_posix(), path.stat().st_size, manifest.load_rows(corpus)
    sources = [own, *(source for source in _find_same_size(corpus, size) if source != own)]
    copies = [source for source in sources if _hash_file(corpus / source) == sha256]
    copies.sort(key=lambda source: (source not in rows, source))
    return SourceFile(
        corpus,
        sha256,
        tuple((source, rows.get(source)) for source in copies),
        metadata.find_parent_folders(corpus),
        decisions.load_decisions(corpus),
    )


def _find_same_size(corpus: Path, size: int) -> Iterator[str]:
    """Yield the documents of a corpus that have a size in bytes, by their paths in it."""
    for source, entry in _list_files(corpus, None, {}):
        is_document = not manifest.is_manifest_name(entry.name) and entry.name.lower() not in NON_DOCUMENT_NAMES
        with contextlib.suppress(OSError):
            if is_document and entry.stat().st_size == size and _find_refusal(entry, source, corpus) is None:
                yield source


def _list_manifests_above(corpus: Path, folder: str) -> list[Path]:
    """Return the manifests that stand above a folder of the corpus."""
    above = (corpus / outer for outer in Path(folder).parents) if folder else ()
    return [path for place in above for path in sorted(place.iterdir()) if manifest.is_manifest_name(path.name)]


def _list_files(
    corpus: Path, index: Path | None, refusals: dict[str, UnreadFile], folder: str = ""
) -> list[tuple[str, os.DirEntry[str]]]:
    """Return every file with its source, in order; folders that are closed go to ``refusals``.

    Sources are strings and not paths: in a large corpus nearly all files are unchanged, and listing is all the work.
    """
    files: list[tuple[str, os.DirEntry[str]]] = []
    folders = [folder]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(f"{corpus}/{folder}"))
        except FileNotFoundError:
            continue
        except OSError:
            refusals[folder] = UnreadFile(folder, "denied", *_FOLDER_DENIED)
            continue
        for entry in entries:
            source = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name.startswith("."):
                continue
            if not entry.is_dir(follow_symlinks=False) or manifest.is_manifest_name(entry.name):
                files.append((source, entry))
            elif not _is_index(entry, index):
                folders.append(source)
    # Sorted folder by folder: a slash sorts before any other character of a name.
    files.sort(key=lambda file: file[0].replace("/", "\0"))
    return files


def _is_index(entry: os.DirEntry[str], index: Path | None) -> bool:
    if index is None or entry.name != index.name:
        return False
    return os.path.realpath(entry.path) == os.path.realpath(index)


def _find_refusal(entry: os.DirEntry[str], source: str, corpus: Path) -> UnreadFile | None:
    """Return the reason why a file is not opened, or None."""
    if not _is_utf8_name(source):
        # Such a name can be neither stored nor displayed as it is.
        return UnreadFile(source.encode("utf-8", "backslashreplace").decode(), "name", *_BAD_NAME)
    if entry.is_symlink() and (unread := _find_link_refusal(Path(entry.path), source, corpus)):
        return unread
    if not entry.is_file():
        return UnreadFile(source, "unsupported", *(_FOLDER_LINK if entry.is_dir() else _NOT_A_FILE))
    _, stop, suffix = entry.name.rpartition(".")
    if stop + suffix.lower() not in registry.READERS:
        return UnreadFile(source, "unsupported", *registry.UNREAD_KINDS.get(stop + suffix.lower(), _UNSUPPORTED_KIND))
    return None


def _find_link_refusal(path: Path, source: str, corpus: Path) -> UnreadFile | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return UnreadFile(source, "outside", *_BROKEN_LINK)
    if not target.is_relative_to(corpus.resolve()):
        return UnreadFile(source, "outside", *_OUTSIDE_LINK)
    return None


def _fingerprint_file(name: str, previous: FileFingerprint | None) -> FileFingerprint:
    """Return a file's fingerprint; its content is hashed only where it may have changed."""
    stamp = _to_size_and_mtime(os.stat(name))  # noqa: PTH116
    if previous is not None and stamp == (previous.size, previous.mtime_ns):
        return previous
    path = Path(name)
    sha256 = _hash_file(path)
    # A file being written may change again within the same tick of the clock: the next scan hashes it again.
    is_settled = _to_size_and_mtime(path.stat()) == stamp and time.time_ns() - stamp[1] > _MTIME_RACE_NS
    return FileFingerprint(stamp[0], stamp[1] if is_settled else -1, sha256)


def _to_size_and_mtime(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_utf8_name(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _group_files(
    corpus: Path, fingerprints: Mapping[str, FileFingerprint], rows: dict[str, manifest.ManifestRow]
) -> list[SourceFile]:
    """Return one source file for all the locations of the very same file.

    It goes by a location that a manifest knows, if any.
    """
    sources_by_hash: dict[str, list[str]] = defaultdict(list)
    for source, fingerprint in fingerprints.items():
        sources_by_hash[fingerprint.sha256].append(source)
    parent_folders = metadata.find_parent_folders(corpus)
    source_files = []
    for sha256, sources in sources_by_hash.items():
        if len(sources) > 1:
            sources.sort(key=lambda source: (source not in rows, source))
        # A list is cheaper than a generator here, and there is one for every file.
        locations = tuple([(source, rows.get(source)) for source in sources])
        source_files.append(SourceFile(corpus, sha256, locations, parent_folders, fingerprint=fingerprints[sources[0]]))
    return source_files
