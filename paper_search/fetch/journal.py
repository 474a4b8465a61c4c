"""The journal of a source: the state of every meeting and document, and what each run did, in SQLite.

Each change is one transaction, made after the change on the disk, so that a run may be killed anywhere. The next run
goes on from the journal, checked against the disk.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

from paper_search.errors import FetchError

DocumentState = Literal["held", "copy", "failed", "refused", "held back", "dropped"]
"""A document's state: in the corpus, there as another with the same bytes, not had, not public, moved out, leaving."""
MeetingState = Literal["wanted", "agenda", "minutes", "settled"]
"""A meeting's state: nothing published yet, an agenda, minutes, and minutes that are old enough to rest."""
_VERSION = "1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS meetings (
    meeting_id TEXT PRIMARY KEY, committee_id TEXT NOT NULL, committee TEXT NOT NULL, held_on TEXT, status TEXT,
    page_url TEXT, folder TEXT NOT NULL UNIQUE, state TEXT NOT NULL, read_at TEXT, digest TEXT, failed_at TEXT,
    code TEXT, reason TEXT, next_step TEXT);
CREATE TABLE IF NOT EXISTS documents (
    meeting_id TEXT NOT NULL, document_id TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL, item TEXT,
    page_url TEXT, revision TEXT NOT NULL, path TEXT, old_path TEXT, sha256 TEXT, size INTEGER, etag TEXT,
    last_modified TEXT, published_on TEXT, fetched_at TEXT, checked_at TEXT, missing_since TEXT, failed_at TEXT,
    code TEXT, reason TEXT, next_step TEXT, next_try TEXT, cells TEXT NOT NULL, written TEXT NOT NULL,
    PRIMARY KEY (meeting_id, document_id));
CREATE TABLE IF NOT EXISTS runs (
    run_id INTEGER PRIMARY KEY, began_at TEXT NOT NULL, ended_at TEXT, outcome TEXT, message TEXT, requests INTEGER,
    loaded_bytes INTEGER, fetched INTEGER, changed INTEGER, held_back INTEGER, failed INTEGER);
"""
_KEYS = {"meetings": "meeting_id", "documents": "meeting_id, document_id", "runs": "run_id"}
_JSON_FIELDS = frozenset(("cells", "written"))
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class JournalMeeting:
    """A meeting as the journal keeps it; moments are of UTC, days are of the calendar."""

    meeting_id: str
    committee_id: str
    committee: str
    held_on: str | None
    folder: str
    status: str | None = None
    page_url: str | None = None
    state: MeetingState = "wanted"
    read_at: str | None = None
    digest: str | None = None
    failed_at: str | None = None
    code: str | None = None
    reason: str | None = None
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class JournalDocument:
    """A document as the journal keeps it.

    ``path`` is in the folder of the authority; ``old_path`` is where its file still stands while it moves. ``cells``
    are those that its line in the manifest should have, ``written`` those that a run last wrote there.
    """

    meeting_id: str
    document_id: str
    state: DocumentState
    title: str = ""
    item: str | None = None
    page_url: str | None = None
    revision: str = ""
    path: str | None = None
    old_path: str | None = None
    sha256: str | None = None
    size: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    published_on: str | None = None
    fetched_at: str | None = None
    checked_at: str | None = None
    missing_since: str | None = None
    failed_at: str | None = None
    code: str | None = None
    reason: str | None = None
    next_step: str | None = None
    next_try: str | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_held(self) -> bool:
        """True for a document whose file is in the corpus."""
        return self.state in ("held", "copy")


@dataclass(frozen=True, slots=True)
class JournalRun:
    """The outcome of one run, and what it did: "done", "budget", "blocked", "failed" or "stopped"."""

    run_id: int
    began_at: str
    ended_at: str | None = None
    outcome: str | None = None
    message: str | None = None
    requests: int | None = None
    loaded_bytes: int | None = None
    fetched: int | None = None
    changed: int | None = None
    held_back: int | None = None
    failed: int | None = None


class Journal:
    """The journal of one source.

    Args:
        path: the file; it is made where there is none.
        is_trial: True to change nothing on the disk: a copy in memory is changed.
    """

    def __init__(self, path: Path, *, is_trial: bool = False) -> None:
        self.path = path
        try:
            self._database = _open_copy(path) if is_trial else sqlite3.connect(path, isolation_level=None)
            if not is_trial:
                self._database.execute("PRAGMA journal_mode = WAL")
            self._database.executescript(_SCHEMA)
            version = self.get_meta("version")
        except sqlite3.DatabaseError as error:
            raise _make_error(path, error) from error
        if version not in (None, _VERSION):
            raise FetchError(f"{path}: the journal is of a newer version of this program. Install that version.")
        self.set_meta("version", _VERSION)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def get_meta(self, key: str) -> str | None:
        """Return a fact about the source, or None."""
        row = self._database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the source."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # -- meetings and documents ------------------------------------------------------------------------------------

    def find_meeting(self, meeting_id: str) -> JournalMeeting | None:
        """Return a meeting by the site's id."""
        return next(self._select(JournalMeeting, "meetings", "WHERE meeting_id = ?", meeting_id), None)

    def list_meetings(self) -> list[JournalMeeting]:
        """Return all meetings, by day and id."""
        return list(self._select(JournalMeeting, "meetings", "ORDER BY held_on, meeting_id"))

    def find_folder_owner(self, folder: str) -> str | None:
        """Return the id of the meeting that has a folder."""
        row = self._database.execute("SELECT meeting_id FROM meetings WHERE folder = ?", (folder,)).fetchone()
        return None if row is None else str(row[0])

    def save_meeting(self, entry: JournalMeeting) -> None:
        """Keep a meeting."""
        self._save("meetings", entry)

    def list_documents(self, meeting_id: str | None = None) -> list[JournalDocument]:
        """Return the documents of a meeting, or all."""
        if meeting_id is None:
            return list(self._select(JournalDocument, "documents", "ORDER BY meeting_id, document_id"))
        return list(self._select(JournalDocument, "documents", "WHERE meeting_id = ? ORDER BY document_id", meeting_id))

    def save_document(self, entry: JournalDocument) -> None:
        """Keep a document."""
        self._save("documents", entry)

    def delete_document(self, entry: JournalDocument) -> None:
        """Forget a document."""
        self._database.execute(
            "DELETE FROM documents WHERE meeting_id = ? AND document_id = ?", (entry.meeting_id, entry.document_id)
        )

    # -- runs ------------------------------------------------------------------------------------------------------

    def begin_run(self, began_at: str) -> int:
        """Keep that a run has begun, and return its number."""
        cursor = self._database.execute("INSERT INTO runs (began_at) VALUES (?)", (began_at,))
        return int(cursor.lastrowid or 0)

    def save_run(self, entry: JournalRun) -> None:
        """Keep what a run did."""
        self._save("runs", entry)

    def find_last_run(self) -> JournalRun | None:
        """Return the last run that has ended."""
        return next(self._select(JournalRun, "runs", "WHERE ended_at IS NOT NULL ORDER BY run_id DESC LIMIT 1"), None)

    # -- rows ------------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes of the block at once."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _select(self, record: type[Record], table: str, condition: str, *values: Any) -> Iterator[Record]:
        names = [column.name for column in fields(record)]  # type: ignore[arg-type]
        try:
            rows = self._database.execute(f"SELECT {', '.join(names)} FROM {table} {condition}", values).fetchall()
            found = [{name: _parse_value(name, value) for name, value in zip(names, row, strict=True)} for row in rows]
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise _make_error(self.path, error) from error
        yield from (record(**values) for values in found)

    def _save(self, table: str, entry: JournalMeeting | JournalDocument | JournalRun) -> None:
        names = [column.name for column in fields(entry)]
        values = [
            json.dumps(dict(getattr(entry, name)), sort_keys=True) if name in _JSON_FIELDS else getattr(entry, name)
            for name in names
        ]
        marks = ", ".join("?" * len(names))
        changes = ", ".join(f"{name} = excluded.{name}" for name in names)
        self._database.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
            f" ON CONFLICT ({_KEYS[table]}) DO UPDATE SET {changes}",
            values,
        )


@contextmanager
def name_journal_faults(path: Path) -> Iterator[None]:
    """Raise FetchError for a journal that cannot be read or written while the block runs."""
    try:
        yield
    except sqlite3.Error as error:
        raise _make_error(path, error) from error


def _make_error(path: Path, error: Exception) -> FetchError:
    return FetchError(
        f"{path}: the journal cannot be read ({error}). If that stays, move it away: the next run makes a new one from"
        " the manifest, and loads what is missing."
    )


def _parse_value(name: str, value: Any) -> Any:
    parsed = json.loads(value) if name in _JSON_FIELDS else value
    if name in _JSON_FIELDS and not isinstance(parsed, dict):
        raise ValueError(f"{name} is no record")
    return parsed


def _open_copy(path: Path) -> sqlite3.Connection:
    if not path.exists():
        return sqlite3.connect(":memory:", isolation_level=None)
    try:
        return _copy_to_memory(path)
    except sqlite3.OperationalError:
        # A folder that may only be read has no place for the index of the write-ahead log. Where nothing stands in that
        # log, no run is writing, and the file alone is the whole journal.
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise
        return _copy_to_memory(path, "&immutable=1")


def _copy_to_memory(path: Path, option: str = "") -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    kept = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{option}", uri=True)
    try:
        kept.backup(memory)
    finally:
        kept.close()
    return memory
