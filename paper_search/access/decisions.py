"""Decisions of a person about a paper, withdrawn or released, kept in the corpus in ``decisions.csv``.

A decision is added and never changed, and later ones win. A file of decisions that cannot be understood is a
CorpusError that names the line, so that nothing withdrawn is shown because a line was spoilt. The file goes by its name
in capitals, too: a copy that another system renamed is the record all the same.
"""

from __future__ import annotations

import csv
import errno
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from paper_search.access import record_file
from paper_search.errors import CorpusError
from paper_search.records import Access, UnreadFile

DECISIONS_FILE_NAME = "decisions.csv"
COLUMNS = ("decided_at", "decided_by", "decision", "path", "sha256", "words_sha256", "reason")
DecisionKind = Literal["withdraw", "release", "release to members"]

_MAX_CLOCK_LEAD = timedelta(minutes=1)
"""A time further ahead than this is a mistake, which later decisions need not follow."""
_REPAIR_STEP = (
    "Mend the file, or put back a copy of it; or move it away, and have it written again from the copy that the index"
    " keeps: paper-search build --restore-decisions."
)
_SHA256_PATTERN = re.compile(r"[0-9a-f]{64}")
_PART_PATTERN = re.compile(
    r"(?P<file>.+\.(?:pdf|html?|doc[xm]?|dot[xm]|txt|md|eml|rtf|xlsx?|pptx?|od[tsp]))#(?P<part>[^/]+)$", re.IGNORECASE
)
"""Every kind of file that is read: a part of one that is missing here would be taken for the whole file."""


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """One line of the file: a decision on one paper.

    Attributes:
        decided_at: when, with its time zone.
        decided_by: by whom; None where that is not known.
        ruling: the decision.
        path: the paper's place in the corpus, with ``#part`` behind it for one paper of a pack; "" where only the
            content is named.
        sha256: of the file that the decision was taken on.
        words: a hash of the paper's words alone, by which the same paper is known when it is printed anew or stands in
            a pack; "" where they were not read.
        reason: why.
    """

    decided_at: datetime
    decided_by: str | None
    ruling: DecisionKind
    path: str
    sha256: str
    words: str
    reason: str

    @property
    def places(self) -> tuple[str, ...]:
        """The place that it names, none where it names the content alone."""
        return (self.path,) if self.path else ()

    @property
    def target(self) -> tuple[str, str, str, str]:
        """The decision and what it is about: a line whose reason was reworded decides the same."""
        return self.ruling, self.path, self.sha256, self.words

    @property
    def stamp(self) -> tuple[object, ...]:
        """The target with the moment, which tells a decision from a later one of the same kind."""
        return self.decided_at, *self.target


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a corpus, oldest first."""

    lines: tuple[AccessDecision, ...] = ()
    corpus: Path | None = None

    def reload(self) -> Decisions:
        """Return the decisions as they stand in the corpus now."""
        return self if self.corpus is None else load_decisions(self.corpus)

    def __bool__(self) -> bool:
        return bool(self.lines)

    def add(self, lines: Iterable[AccessDecision]) -> Decisions:
        """Return these decisions with others behind them, those that are here already left out."""
        here = Counter(line.stamp for line in self.lines)
        added = []
        for line in lines:
            if here[line.stamp]:
                here[line.stamp] -= 1
            else:
                added.append(line)
        return Decisions((*self.lines, *added), self.corpus)

    def choose_moment(self, now: datetime) -> datetime:
        """Return when a decision taken now is taken: a second after the last, where that was this very second."""
        last = max((line.decided_at for line in self.lines if line.decided_at - now < _MAX_CLOCK_LEAD), default=now)
        return last + timedelta(seconds=1) if self.lines and last >= now else now

    def find_lost_withdrawals(self, current: Decisions) -> tuple[AccessDecision, ...]:
        """Return the withdrawals in force here that are not in force in ``current``, though no person ended them.

        A release that is not known here was decided since, and ends a withdrawal.
        """
        stamps, targets = {line.stamp for line in self.lines}, {line.target for line in current.lines}

        def is_lost(line: AccessDecision) -> bool:
            decision = current.find_decision(line.places, line.sha256, line.words)
            if decision is None or decision.ruling == "withdraw":
                return decision is None or line.target not in targets
            # What stands in the file instead of the withdrawal, at its own moment, is an edit of its line.
            return decision.stamp in stamps or decision.decided_at <= line.decided_at

        return tuple(line for line in self.lines if self._is_in_force(line) and is_lost(line))

    def _is_in_force(self, line: AccessDecision) -> bool:
        return self.find_withdrawal(line.places, line.sha256, line.words) is not None and line.ruling == "withdraw"

    def find_decision(self, places: Iterable[str], sha256: str, content_hash: str = "") -> AccessDecision | None:
        """Return the decision in force for a file.

        A withdrawal holds for its content wherever it stands, and for whatever stands at its path: a file that is
        put there anew is looked at by a person first. A release holds for the very content it was given for.

        Args:
            places: the paths at which the file stands in the corpus.
            sha256: of the file.
            content_hash: a hash of its words alone, "" where they were not read.

        Returns:
            The decision, or None without any.
        """
        file_parts = frozenset(map(split_place, places))
        latest_first = reversed(self.lines)
        return next((line for line in latest_first if _applies_to(line, file_parts, sha256, content_hash)), None)

    def find_withdrawal(self, places: Iterable[str], sha256: str, content_hash: str = "") -> AccessDecision | None:
        """Return the withdrawal in force for a file, None where there is none; see ``find_decision``."""
        decision = self.find_decision(places, sha256, content_hash)
        return decision if decision is not None and decision.ruling == "withdraw" else None

    def find_released_access(self, places: Iterable[str], sha256: str) -> Access | None:
        """Return to whom this very content was released: "public", "members", or None for nobody."""
        decision = self.find_decision(places, sha256)
        return ACCESS_BY_RELEASE.get(decision.ruling) if decision is not None else None


NO_DECISIONS = Decisions()
ACCESS_BY_RELEASE: Mapping[DecisionKind, Access] = MappingProxyType(
    {"release": "public", "release to members": "members"}
)


def _applies_to(decision: AccessDecision, places: frozenset[tuple[str, str]], sha256: str, content_hash: str) -> bool:
    file, part = split_place(decision.path)
    if content_hash and decision.words == content_hash:
        return True
    # A pack and one paper of it have the same file: what was decided of the part is not decided of the pack.
    if decision.sha256 == sha256 and any(part == other for _, other in places):
        return True
    return decision.ruling == "withdraw" and (file, part) in places


def split_place(place: str) -> tuple[str, str]:
    """Return the file that a place names, and the part of it or "". A file's own name may hold a #."""
    match = _PART_PATTERN.match(place)
    return (match["file"], match["part"]) if match else (place, "")


def make_unread(source: str, decision: AccessDecision, sha256: str) -> UnreadFile:
    """Return the entry of a withdrawn paper in the list of unread files, which says nothing of its contents.

    Args:
        source: the paper's place in the corpus.
        decision: the withdrawal.
        sha256: of the file as it stands there now.

    Returns:
        The entry.
    """
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
    """Return the decisions of a corpus; none where there is no file. Raises CorpusError naming a wrong line."""
    path = find_decisions_file(corpus)
    if not path.exists() and not path.is_symlink():
        return Decisions((), corpus)
    try:
        # No pipe is opened: nobody may be writing to it.
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "this is no file")
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fault = "it is not in UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise CorpusError(
            f"{path}: the decisions cannot be read ({fault}). Nothing is built until they can. {_REPAIR_STEP}"
        ) from error
    # A process that was ended before its first line was written leaves a file without any.
    return Decisions(parse_lines(path, text) if text else (), corpus)


def find_decisions_file(corpus: Path) -> Path:
    """Return the path of a corpus's decisions, whatever its case; where there is no file, where it would be."""
    return record_file.find_in_any_case(corpus, DECISIONS_FILE_NAME)


def parse_lines(path: Path, text: str) -> tuple[AccessDecision, ...]:
    """Return the decisions of a text in the form of the file. Raises CorpusError naming ``path`` and a wrong line."""
    return tuple(_parse_decision(path, line, cells) for line, cells in _read_lines(path, text))


def _read_lines(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    line_number = 1
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise _make_line_error(path, line_number, f"is not the line of column names {','.join(COLUMNS)}")
        line_number = reader.line_num + 1
        for cells in reader:
            if not any(cells.values()):
                # A spreadsheet leaves lines of commas.
                line_number = reader.line_num + 1
                continue
            if None in cells or None in cells.values():
                raise _make_line_error(path, line_number, f"has not {len(COLUMNS)} cells")
            if any("\0" in cell for cell in cells.values()):
                raise _make_line_error(path, line_number, "has a NUL character, which is no text")
            yield line_number, cells
            line_number = reader.line_num + 1
    except csv.Error as error:
        raise _make_line_error(path, line_number, f"is not CSV ({error})") from error


def _parse_decision(path: Path, line: int, cells: Mapping[str, str]) -> AccessDecision:
    ruling = next((kind for kind in get_args(DecisionKind) if kind == cells["decision"]), None)
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
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    by, words = cells["decided_by"] or None, cells["words_sha256"]
    return AccessDecision(moment, by, ruling, cells["path"], cells["sha256"], words, cells["reason"])


def _make_line_error(path: Path, line: int, fault: str) -> CorpusError:
    return CorpusError(
        f"{path}, line {line}: the line {fault}. Nothing is built until it is right, so that nothing withdrawn is"
        f" shown. {_REPAIR_STEP}"
    )


@contextmanager
def locked_decisions(corpus: Path) -> Iterator[Decisions]:
    """Yield the decisions; none is added before the block ends, so what is written inside heeds them all."""
    with record_file.lock_folder(corpus):
        yield load_decisions(corpus)


def append_decisions(corpus: Path, new_decisions: Iterable[AccessDecision]) -> Decisions:
    """Add decisions to the corpus's file; they are on disk before this returns.

    Args:
        corpus: the folder of papers, which the caller has locked.
        new_decisions: the decisions to add.

    Returns:
        All decisions of the corpus.

    Raises:
        CorpusError: the file is damaged, and nothing was added, or it cannot be written.
    """
    path = find_decisions_file(corpus)

    def add_lines(existing: bytes) -> bytes:
        if existing:
            load_decisions(corpus)
        return _format_lines(new_decisions, existing)

    record_file.append(path, add_lines)
    return load_decisions(corpus)


def replace_decisions(corpus: Path, lines: Iterable[AccessDecision]) -> None:
    """Write the corpus's file anew, in one step, with these decisions alone.

    Args:
        corpus: the folder of papers, which the caller has locked.
        lines: all decisions, oldest first.

    Raises:
        CorpusError: the file cannot be written; it is as it was.
    """
    record_file.replace(find_decisions_file(corpus), format_decisions(lines))


def format_decisions(lines: Iterable[AccessDecision]) -> bytes:
    """Return decisions in the form of the file, the column names in front."""
    return _format_lines(lines, b"")


def _format_lines(new_decisions: Iterable[AccessDecision], existing: bytes) -> bytes:
    """Return the lines to add, behind the column names in a new file and a line end where one is missing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    if not existing:
        writer.writerow(COLUMNS)
    elif not existing.endswith(b"\n"):
        out.write("\n")
    for decision in new_decisions:
        moment = decision.decided_at.isoformat(timespec="seconds")
        by, kind = decision.decided_by or "", decision.ruling
        writer.writerow((moment, by, kind, decision.path, decision.sha256, decision.words, decision.reason))
    return out.getvalue().encode()
