"""The queue of folders that workers build, a table of the directory.

Any number of workers take from it, each a folder that nobody else has. A worker says again and again that it is alive;
the folder of one that does not is given to another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg

from paper_search.errors import MissingIndexError, StorageError, UnreachableShardError
from paper_search.records.index import QueuedFolder, QueueState
from paper_search.storage.postgres.connection import Connection, connect, describe_address
from paper_search.storage.postgres.layout import check_server, create_layout, has_layout

MAX_ATTEMPTS = 3
"""How often a folder is tried whose workers died, or could not reach a server."""
_ENCODER_KEY = "build_encoder"
_COLUMNS = "corpus, state, worker, attempts, heartbeat_at, finished_at, fault"
_TAKE = (
    "WITH next AS (SELECT corpus FROM build_queue WHERE attempts < %(most)s AND (state = 'waiting'"
    " OR (state = 'building' AND heartbeat_at < now() - make_interval(secs => %(dead_after)s)))"
    " ORDER BY attempts, corpus FOR UPDATE SKIP LOCKED LIMIT 1)"
    " UPDATE build_queue SET state = 'building', worker = %(worker)s, attempts = attempts + 1, heartbeat_at = now(),"
    f" finished_at = NULL FROM next WHERE build_queue.corpus = next.corpus RETURNING build_queue.{_COLUMNS}"
)
_GIVE_UP = (
    "UPDATE build_queue SET state = 'failed', finished_at = now(),"
    " fault = coalesce(fault || ' ', '') || 'Its worker ended without a word, ' || attempts || ' times.'"
    " WHERE state = 'building' AND attempts >= %(most)s"
    " AND heartbeat_at < now() - make_interval(secs => %(dead_after)s)"
)


class BuildQueue:
    """An open queue. It serves one thread."""

    def __init__(self, url: str) -> None:
        """Connect to the directory.

        Args:
            url: the address of the first server's database.

        Raises:
            UnreachableShardError: it cannot be reached.
        """
        self._url, self._connection = url, connect(url)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @property
    def name(self) -> str:
        """The address of the queue, without a password."""
        return describe_address(self._url)

    def enqueue(
        self, folders: Iterable[str], encoder: str, dimensions: int, *, are_all: bool = False
    ) -> tuple[QueuedFolder, ...]:
        """Let folders wait for a worker, and return the whole queue.

        Folders that are being built stay as they are; those that are done or failed wait again.

        Args:
            folders: the folders, by their path in the corpus.
            encoder: the fingerprint of the encoder that every worker shall use.
            dimensions: the length of its vectors.
            are_all: True where all others leave the queue, but for those that are being built.

        Raises:
            StorageError: the server is too old, or the index there was made with another encoder.
        """
        names = list(folders)
        self._prepare(encoder, dimensions)
        with self._connection.transaction():
            if are_all:
                self._execute("DELETE FROM build_queue WHERE corpus <> ALL(%s) AND state <> 'building'", (names,))
            self._execute(
                "INSERT INTO build_queue (corpus) SELECT unnest(%s::text[]) ON CONFLICT (corpus) DO UPDATE SET"
                " state = 'waiting', worker = NULL, attempts = 0, heartbeat_at = NULL, finished_at = NULL, fault = NULL"
                " WHERE build_queue.state IN ('done', 'failed')",
                (names,),
            )
        return self.list_folders()

    def _prepare(self, encoder: str, dimensions: int) -> None:
        """Make the tables where there are none, and see that all workers use one encoder."""
        check_server(self._connection, self.name)
        if not has_layout(self._connection):
            create_layout(self._connection, dimensions)
        known = self.read_encoder() if self._has_published() else None
        if known is not None and known != encoder:
            raise StorageError(
                f"{self.name}: what is published there was made with another model or precision than this machine"
                " would use. Set PAPER_SEARCH_MODEL and PAPER_SEARCH_PRECISION to what it was made with, or give the"
                " new model an empty database."
            )
        self._execute(
            "INSERT INTO settings VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (_ENCODER_KEY, encoder),
        )

    def _has_published(self) -> bool:
        return bool(self._execute("SELECT 1 FROM settings WHERE key = 'encoder'"))

    def read_encoder(self) -> str | None:
        """Return the fingerprint of the encoder that workers use; None before anything was put into the queue.

        Raises:
            MissingIndexError: there is no queue in this database.
        """
        rows = self._execute(
            "SELECT value FROM settings WHERE key IN ('encoder', %s) ORDER BY key = 'encoder' DESC", (_ENCODER_KEY,)
        )
        return str(rows[0]["value"]) if rows else None

    def list_folders(self) -> tuple[QueuedFolder, ...]:
        """Return the whole queue, by folder."""
        return tuple(map(_to_record, self._execute(f"SELECT {_COLUMNS} FROM build_queue ORDER BY corpus")))

    def take(self, worker: str, dead_after: float) -> QueuedFolder | None:
        """Take a folder that waits, or that a dead worker has left; None where there is none.

        Args:
            worker: the name of the one who takes it.
            dead_after: after how many seconds without a word a worker counts as dead.
        """
        values = {"worker": worker, "dead_after": dead_after, "most": MAX_ATTEMPTS}
        self._execute(_GIVE_UP, values)
        rows = self._execute(_TAKE, values)
        return _to_record(rows[0]) if rows else None

    def beat(self, folder: str, worker: str) -> bool:
        """Say that a worker is alive; return False where its folder was given to another."""
        query = "UPDATE build_queue SET heartbeat_at = now() WHERE corpus = %s AND worker = %s AND state = 'building'"
        return bool(self._execute(f"{query} RETURNING 1", (folder, worker)))

    def finish(self, folder: str, worker: str) -> bool:
        """Mark a folder as done; return False where it was given to another."""
        return self._leave(folder, worker, "done", None)

    def fail(self, folder: str, worker: str, fault: str, *, may_retry: bool) -> bool:
        """Say why a folder could not be built; return False where it was given to another.

        Args:
            folder: the folder.
            worker: the one who tried.
            fault: why, in words.
            may_retry: True where another attempt may succeed; the folder waits then, unless it was the last one.
        """
        return self._leave(folder, worker, "waiting" if may_retry else "failed", fault)

    def _leave(self, folder: str, worker: str, state: QueueState, fault: str | None) -> bool:
        rows = self._execute(
            "UPDATE build_queue SET state = CASE WHEN %(state)s = 'waiting' AND attempts >= %(most)s THEN 'failed'"
            " ELSE %(state)s END, worker = NULL, finished_at = now(), fault = %(fault)s"
            " WHERE corpus = %(folder)s AND worker = %(worker)s AND state = 'building' RETURNING 1",
            {"state": state, "most": MAX_ATTEMPTS, "fault": fault, "folder": folder, "worker": worker},
        )
        return bool(rows)

    def _execute(self, query: str, parameters: Any = None) -> list[dict[str, Any]]:
        """Run a statement, on a new connection where the server has ended the old one."""
        try:
            return _fetch(self._connection, query, parameters)
        except psycopg.errors.UndefinedTable as error:
            raise MissingIndexError(
                f"{self.name}: there is no queue of builds. Fill one with 'paper-search build --enqueue --queue URL'."
            ) from error
        except psycopg.OperationalError as error:
            if not self._connection.broken and not self._connection.closed:
                raise UnreachableShardError(f"{self.name}: the queue cannot be used: {error}") from error
        self._connection = connect(self._url)
        try:
            return _fetch(self._connection, query, parameters)
        except psycopg.OperationalError as error:
            raise UnreachableShardError(f"{self.name}: the queue cannot be used: {error}") from error


def _fetch(connection: Connection, query: str, parameters: Any) -> list[dict[str, Any]]:
    cursor = connection.execute(query.encode(), parameters)
    return cursor.fetchall() if cursor.description else []


def _to_record(row: dict[str, Any]) -> QueuedFolder:
    return QueuedFolder(
        folder=row["corpus"],
        state=row["state"],
        worker=row["worker"],
        attempts=row["attempts"],
        heartbeat_at=_format_time(row["heartbeat_at"]),
        finished_at=_format_time(row["finished_at"]),
        fault=row["fault"],
    )


def _format_time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
