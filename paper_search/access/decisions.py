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
from paper_search.records import Access, UnreadFile

DECISIONS_FILE_NAME = "decisions.csv"
COLUMNS = ("decided_at", "decided_by", "decision", "path", "sha256", "words_sha256", "reason")
DecisionKind = Literal["withdraw", "release", "release to members"]

_SHA256_PATTERN = re.compile(r"[0-9a-f]{64}")
_PART_PATTERN = re.compile(r"(?P<file>.+\.(?:pdf|html?|docx|txt|md))#(?P<part>[^/]+)$", re.IGNORECASE)


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
    ruling: DecisionKind
    path: str
    sha256: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a corpus, oldest first."""

    lines: tuple[Decision, ...] = ()
    corpus: Path | None = None

    def reload(self) -> Decisions:
        """The decisions as they stand in the corpus now."""
        return self if self.corpus is None else load_decisions(self.corpus)

    def __bool__(self) -> bool:
        return bool(self.lines)

    def find_decision(self, places: Iterable[str], sha256: str, content_hash: str = "") -> Decision | None:
        """The decision in force for the file with this content that stands at these places; None without any.

        A withdrawal holds for its content wherever it stands, and for whatever stands at its path: a file that is
        put there anew is looked at by a person first. A release holds for the very content it was given for.
        """
        standing = frozenset(map(split_place, places))
        named = (each for each in reversed(self.lines) if _applies_to(each, standing, sha256, content_hash))
        return next(named, None)

    def find_withdrawal(self, places: Iterable[str], sha256: str, content_hash: str = "") -> Decision | None:
        """The withdrawal in force for the file, if one is."""
        found = self.find_decision(places, sha256, content_hash)
        return found if found is not None and found.ruling == "withdraw" else None

    def find_released_access(self, places: Iterable[str], sha256: str) -> Access | None:
        """To whom a person has said that this very content may be shown: "public", "members", or None to nobody."""
        found = self.find_decision(places, sha256)
        return ACCESS_BY_RELEASE.get(found.ruling) if found is not None else None


NO_DECISIONS = Decisions()
ACCESS_BY_RELEASE: Mapping[DecisionKind, Access] = MappingProxyType(
    {"release": "public", "release to members": "members"}
)


def _applies_to(decision: Decision, places: frozenset[tuple[str, str]], sha256: str, content_hash: str) -> bool:
    file, part = split_place(decision.path)
    if content_hash and decision.words == content_hash:
        return True
    # A pack and one paper of it have the same file: what was decided of the part is not decided of the pack.
    if decision.sha256 == sha256 and any(part == other for _, other in places):
        return True
    return decision.ruling == "withdraw" and (file, part) in places


def split_place(place: str) -> tuple[str, str]:
    """The file that a place names, and the part of it or "". A file's own name may hold a #."""
    found = _PART_PATTERN.match(place)
    return (found["file"], found["part"]) if found else (place, "")


def make_unread(source: str, decision: Decision, sha256: str) -> UnreadFile:
    """How a withdrawn paper is listed, in words that say nothing of what it holds."""
    day = f"{decision.decided_at.day} {decision.decided_at:%B %Y}"
    by = f" by {decision.decided_by}" if decision.decided_by else ""
    changed = "" if decision.sha256 == sha256 else "; the file has changed since, and waits for a person"
    return UnreadFile(
        source,
        "withdrawn",
        f"Withdrawn on {day}{by}: {decision.reason}{changed}",
        "If it may be shown again: paper-search release PATH --reason WHY.",
    )


# -- the file --------------------------------------------------------------------------------------------------


def load_decisions(corpus: Path) -> Decisions:
    """The decisions of a corpus; none where there is no file. Raises CorpusError naming the line that is wrong."""
    path = corpus / DECISIONS_FILE_NAME
    if not path.exists() and not path.is_symlink():
        return Decisions((), corpus)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"{path}: the decisions cannot be read ({error}). Nothing is built until they can: mend the file, or put"
            " back a copy of it."
        ) from error
    return Decisions(tuple(_parse_decision(path, line, cells) for line, cells in _read_lines(path, text)), corpus)


def _read_lines(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise _make_line_error(path, begins, f"is not the line of column names {','.join(COLUMNS)}")
        begins = reader.line_num + 1
        for cells in reader:
            if None in cells or None in cells.values():
                raise _make_line_error(path, begins, f"has not {len(COLUMNS)} cells")
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _make_line_error(path, begins, f"is not CSV ({error})") from error


def _parse_decision(path: Path, line: int, cells: Mapping[str, str]) -> Decision:
    ruling = next((each for each in get_args(DecisionKind) if each == cells["decision"]), None)
    if ruling is None:
        raise _make_line_error(
            path, line, f"has the decision {cells['decision']!r}, which is none of {', '.join(get_args(DecisionKind))}"
        )
    if not _SHA256_PATTERN.fullmatch(cells["sha256"]) or not _SHA256_PATTERN.fullmatch(
        cells["words_sha256"] or "0" * 64
    ):
        raise _make_line_error(path, line, "has no SHA-256 of 64 hexadecimal digits")
    try:
        moment = datetime.fromisoformat(cells["decided_at"])
    except ValueError as error:
        raise _make_line_error(path, line, f"has the time {cells['decided_at']!r}, which is none") from error
    by, words = cells["decided_by"] or None, cells["words_sha256"]
    return Decision(moment, by, ruling, cells["path"], cells["sha256"], words, cells["reason"])


def _make_line_error(path: Path, line: int, fault: str) -> CorpusError:
    return CorpusError(
        f"{path}, line {line}: the line {fault}. Nothing is built until it is right, so that nothing withdrawn is"
        " shown: mend the line, or put back a copy of the file."
    )


@contextmanager
def locked_decisions(corpus: Path) -> Iterator[Decisions]:
    """The decisions as they stand; none is added before the block ends, so what is written inside heeds them all."""
    with _lock_corpus(corpus):
        yield load_decisions(corpus)


@contextmanager
def _lock_corpus(corpus: Path) -> Iterator[None]:
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


def record_decisions(corpus: Path, new_decisions: Iterable[Decision]) -> Decisions:
    """Add decisions to the corpus's file, kept on disk before this returns; returns all of them.

    Raises CorpusError where the file is damaged (nothing is added then) or cannot be written.
    """
    path = corpus / DECISIONS_FILE_NAME
    try:
        with _lock_corpus(corpus), path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            held = file.read()
            if held:
                load_decisions(corpus)
            file.write(_format_lines(new_decisions, held))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CorpusError(f"{path}: the decision cannot be written ({error}). Make the file writable.") from error
    return load_decisions(corpus)


def _format_lines(new_decisions: Iterable[Decision], existing: bytes) -> bytes:
    """The lines to add, behind a line of column names in a new file and a line end where one is missing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    if not existing:
        writer.writerow(COLUMNS)
    elif not existing.endswith(b"\n"):
        out.write("\n")
    for each in new_decisions:
        moment = each.decided_at.isoformat(timespec="seconds")
        by = each.decided_by or ""
        writer.writerow((moment, by, each.ruling, each.path, each.sha256, each.words, each.reason))
    return out.getvalue().encode()
