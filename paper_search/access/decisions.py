"""What a person has decided about a paper: withdrawn, or released. Kept in the corpus itself, in ``decisions.csv``.

In: the corpus folder; out: decisions, oldest first, and what they mean for one file. Promised: a decision is
added and never changed, later ones win, and a file of decisions that cannot be understood is a CorpusError that
names the line, so that nothing withdrawn is shown because a line was spoilt.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from paper_search.errors import CorpusError
from paper_search.records import Access, Unread

NAME = "decisions.csv"
COLUMNS = ("decided_at", "decided_by", "decision", "path", "sha256", "words_sha256", "reason")
Ruling = Literal["withdraw", "release", "release to members"]

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"(?P<file>.+\.(?:pdf|html?|docx|txt|md))#(?P<part>[^/]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line: what was decided of which file, when (with its time zone), by whom (None if not known), and why.

    ``path`` is the paper's place in the corpus, with ``#part`` behind it for one paper of a pack, "" where only the
    content is named. ``sha256`` is of the file that the decision was taken on; ``words`` stands for its words alone
    (``relations.words_key``), so that the same paper is known when it is printed anew or stands in a pack; "" where
    they were not read.
    """

    decided_at: datetime
    decided_by: str | None
    ruling: Ruling
    path: str
    sha256: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a corpus, oldest first."""

    lines: tuple[Decision, ...] = ()
    corpus: Path | None = None

    def fresh(self) -> Decisions:
        """The decisions as they stand in the corpus now."""
        return self if self.corpus is None else load(self.corpus)

    def __bool__(self) -> bool:
        return bool(self.lines)

    def on(self, places: Iterable[str], sha256: str, words: str = "") -> Decision | None:
        """The decision in force for the file with this content that stands at these places; None without any.

        A withdrawal holds for its content wherever it stands, and for whatever stands at its path: a file that is
        put there anew is looked at by a person first. A release holds for the very content it was given for.
        """
        standing = frozenset(map(split, places))
        named = (each for each in reversed(self.lines) if _names(each, standing, sha256, words))
        return next(named, None)

    def withdrawn(self, places: Iterable[str], sha256: str, words: str = "") -> Decision | None:
        """The withdrawal in force for the file, if one is."""
        found = self.on(places, sha256, words)
        return found if found is not None and found.ruling == "withdraw" else None

    def released(self, places: Iterable[str], sha256: str) -> Access | None:
        """To whom a person has said that this very content may be shown: "public", "members", or None to nobody."""
        found = self.on(places, sha256)
        return RELEASES.get(found.ruling) if found is not None else None


NO_DECISIONS = Decisions()
RELEASES: Mapping[Ruling, Access] = MappingProxyType({"release": "public", "release to members": "members"})


def _names(decision: Decision, places: frozenset[tuple[str, str]], sha256: str, words: str) -> bool:
    file, part = split(decision.path)
    if words and decision.words == words:
        return True
    # A pack and one paper of it have the same file: what was decided of the part is not decided of the pack.
    if decision.sha256 == sha256 and any(part == other for _, other in places):
        return True
    return decision.ruling == "withdraw" and (file, part) in places


def split(place: str) -> tuple[str, str]:
    """The file that a place names, and the part of it or "". A file's own name may hold a #."""
    found = _PART.match(place)
    return (found["file"], found["part"]) if found else (place, "")


def unread(source: str, decision: Decision, sha256: str) -> Unread:
    """How a withdrawn paper is listed, in words that say nothing of what it holds."""
    day = f"{decision.decided_at.day} {decision.decided_at:%B %Y}"
    by = f" by {decision.decided_by}" if decision.decided_by else ""
    changed = "" if decision.sha256 == sha256 else "; the file has changed since, and waits for a person"
    return Unread(
        source,
        "withdrawn",
        f"Withdrawn on {day}{by}: {decision.reason}{changed}",
        "If it may be shown again: paper-search release PATH --reason WHY.",
    )


# -- the file --------------------------------------------------------------------------------------------------


def load(corpus: Path) -> Decisions:
    """The decisions of a corpus; none where there is no file. Raises CorpusError naming the line that is wrong."""
    path = corpus / NAME
    if not path.exists() and not path.is_symlink():
        return Decisions((), corpus)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"{path}: the decisions cannot be read ({error}). Nothing is built until they can: mend the file, or put"
            " back a copy of it."
        ) from error
    return Decisions(tuple(_decision(path, line, cells) for line, cells in _lines(path, text)), corpus)


def _lines(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise _wrong(path, begins, f"is not the line of column names {','.join(COLUMNS)}")
        begins = reader.line_num + 1
        for cells in reader:
            if None in cells or None in cells.values():
                raise _wrong(path, begins, f"has not {len(COLUMNS)} cells")
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _wrong(path, begins, f"is not CSV ({error})") from error


def _decision(path: Path, line: int, cells: Mapping[str, str]) -> Decision:
    ruling = next((each for each in get_args(Ruling) if each == cells["decision"]), None)
    if ruling is None:
        raise _wrong(
            path, line, f"has the decision {cells['decision']!r}, which is none of {', '.join(get_args(Ruling))}"
        )
    if not _SHA256.fullmatch(cells["sha256"]) or not _SHA256.fullmatch(cells["words_sha256"] or "0" * 64):
        raise _wrong(path, line, "has no SHA-256 of 64 hexadecimal digits")
    try:
        moment = datetime.fromisoformat(cells["decided_at"])
    except ValueError as error:
        raise _wrong(path, line, f"has the time {cells['decided_at']!r}, which is none") from error
    by, words = cells["decided_by"] or None, cells["words_sha256"]
    return Decision(moment, by, ruling, cells["path"], cells["sha256"], words, cells["reason"])


def _wrong(path: Path, line: int, what: str) -> CorpusError:
    return CorpusError(
        f"{path}, line {line}: the line {what}. Nothing is built until it is right, so that nothing withdrawn is"
        " shown: mend the line, or put back a copy of the file."
    )


@contextmanager
def unchanging(corpus: Path) -> Iterator[Decisions]:
    """The decisions as they stand; none is added before the block ends, so what is written inside heeds them all."""
    with _alone(corpus):
        yield load(corpus)


@contextmanager
def _alone(corpus: Path) -> Iterator[None]:
    try:
        folder = os.open(corpus, os.O_RDONLY)
    except OSError as error:
        raise CorpusError(f"{corpus}: the folder cannot be opened ({error.strerror}); is it still there?") from error
    try:
        # Some network file systems lock no folders: what is decided meanwhile is then heeded when the build ends.
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def record(corpus: Path, taken: Iterable[Decision]) -> Decisions:
    """Add decisions to the corpus's file, kept on disk before this returns; returns all of them.

    Raises CorpusError where the file is damaged (nothing is added then) or cannot be written.
    """
    path = corpus / NAME
    try:
        with _alone(corpus), path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            held = file.read()
            if held:
                load(corpus)
            file.write(_written(taken, held))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CorpusError(f"{path}: the decision cannot be written ({error}). Make the file writable.") from error
    return load(corpus)


def _written(taken: Iterable[Decision], held: bytes) -> bytes:
    """The lines to add, behind a line of column names in a new file and a line end where one is missing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    if not held:
        writer.writerow(COLUMNS)
    elif not held.endswith(b"\n"):
        out.write("\n")
    for each in taken:
        moment = each.decided_at.isoformat(timespec="seconds")
        by = each.decided_by or ""
        writer.writerow((moment, by, each.ruling, each.path, each.sha256, each.words, each.reason))
    return out.getvalue().encode()
