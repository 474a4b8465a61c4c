"""What is in the corpus: the files that may be papers, and those that are not even opened.

In: the corpus folder; out: ``Origin``s, the same file at several paths being one, and the refused with the reason.
Promised: nothing outside the corpus is opened; files are taken in the order of their names.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paper_search import decisions, manifest, metadata, readers
from paper_search.decisions import NO_DECISIONS, Decisions
from paper_search.readers import ocr
from paper_search.records import Unread

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
_OUTSIDE = ("The file is a link to a place outside the corpus", "Put the paper itself into the corpus.")

Place = tuple[str, manifest.Row | None]
"""A path in the corpus, with its line in a manifest where it has one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A file of the corpus that stands for a paper, and every place at which the very same file stands."""

    path: Path
    sha256: str
    places: tuple[Place, ...]
    taken: Decisions = NO_DECISIONS

    @property
    def source(self) -> str:
        """The place that the paper is known by."""
        return self.places[0][0]

    @property
    def above(self) -> tuple[str, ...]:
        """The folders that the corpus stands in, which may say whose papers it holds."""
        return metadata.folders_above(self.path.parents[self.source.count("/")])

    @property
    def also_at(self) -> tuple[str, ...]:
        """The other places."""
        return tuple(source for source, _ in self.places[1:])

    @property
    def is_released(self) -> bool:
        """Whether a person has said that this file may be shown."""
        return self.taken.released([source for source, _ in self.places], self.sha256)

    @property
    def made_of(self) -> tuple[str, ...]:
        """All that its papers are made from and that a person decided of them, to be compared by the next build."""
        taken = [line for line in self.taken.lines if decisions.split(line.path)[0] == self.source]
        stated = (self.places, self.above, self.is_released, taken, ocr.is_at_hand())
        return self.sha256, *map(repr, stated)


def _files(corpus: Path) -> Iterator[tuple[Path, str]]:
    """Every file that may be a paper, with its source, in order."""
    for path in sorted(corpus.rglob("*")):
        inside = path.relative_to(corpus)
        hidden = any(part.startswith(".") for part in inside.parts)
        is_folder = path.is_dir() and not path.is_symlink()
        if not is_folder and not hidden and path.name.lower() not in NOT_PAPERS:
            yield path, inside.as_posix()


def _refused(path: Path, source: str, corpus: Path) -> Unread | None:
    """Why a file is not even opened, or None."""
    if not _is_text(source):
        # Such a name can be neither stored nor shown as it is.
        return Unread(source.encode("utf-8", "backslashreplace").decode(), "name", *_NAME)
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Unread(source, "outside", *_NOWHERE)
    if not target.is_relative_to(corpus.resolve()):
        return Unread(source, "outside", *_OUTSIDE)
    if not target.is_file():
        return Unread(source, "unsupported", *(_FOLDER if target.is_dir() else _DEVICE))
    if path.suffix.lower() not in readers.SUFFIXES:
        return Unread(source, "unsupported", *_UNSUPPORTED)
    return None


def survey(corpus: Path) -> tuple[list[Origin], dict[str, Unread]]:
    """The papers of the corpus, the same file at several paths being one, and what is refused unopened."""
    rows = manifest.load(corpus)
    refused: dict[str, Unread] = {}
    same: dict[str, list[str]] = defaultdict(list)
    for path, source in _files(corpus):
        unread = _refused(path, source, corpus)
        try:
            if unread is None:
                with path.open("rb") as file:
                    same[hashlib.file_digest(file, "sha256").hexdigest()].append(source)
        except OSError:
            unread = Unread(source, "denied", *_DENIED)
        if unread:
            refused[unread.source] = unread
    return [_origin(corpus, sha256, sources, rows) for sha256, sources in same.items()], refused


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _origin(corpus: Path, sha256: str, sources: list[str], rows: dict[str, manifest.Row]) -> Origin:
    """One paper of all the places its file stands at; it goes by a place that a manifest knows, if any."""
    ordered = sorted(sources, key=lambda source: (source not in rows, source))
    return Origin(corpus / ordered[0], sha256, tuple((source, rows.get(source)) for source in ordered))
