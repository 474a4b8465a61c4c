"""Connections for writing to all servers of a cluster, one writer of a kind at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any

import psycopg

from paper_search.errors import (
    LockedIndexError,
    MissingIndexError,
    StorageError,
    UnreachableShardError,
)
from paper_search.storage.postgres.connection import (
    DIRECTORY_SHARD,
    Connection,
    describe_address,
    with_credentials,
)
from paper_search.storage.postgres.connection_pool import (
    ReaderConnection,
    complete_conninfo,
    describe_fault,
    parse_conninfo,
)
from paper_search.storage.postgres.layout import check_layout_version, has_layout, read_layout_version

PUBLISHING_LOCK, CHANGING_LOCK = 7_203_001, 7_203_002
"""Advisory locks. Who publishes holds the first on every server; the second is held while counts change."""
LOCK_SECONDS = 120
"""Seconds for which a withdrawal waits for a publication that is counting."""
PUBLISHING_LOCK_SECONDS = 5
"""Seconds for which a publication waits for one before it: a server frees the locks of who has left a little later."""
RESTORED_KEY = "restored"
"""The key of ``settings`` for the collections that were not published since the databases were restored."""


class WriteSession:
    """The servers of a cluster, open for writing. It serves one thread; each connection may serve another."""

    def __init__(self, url: str, seconds: float) -> None:
        """Name the cluster; nothing is opened yet.

        Args:
            url: the address of the first server's database.
            seconds: how long an answer of a server is waited for.
        """
        self.url, self._seconds = url, seconds
        self.connections: dict[int, Connection] = {}
        self._stack = ExitStack()

    def __enter__(self) -> WriteSession:
        """Connect to the first server."""
        self.connections[DIRECTORY_SHARD] = self._connect(self.url)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close all connections, which frees the locks."""
        self._stack.close()

    @property
    def name(self) -> str:
        """The address, without a password."""
        return describe_address(self.url)

    @property
    def directory(self) -> Connection:
        """The connection to the first server."""
        return self.connections[DIRECTORY_SHARD]

    def _connect(self, conninfo: str) -> Connection:
        try:
            connection = ReaderConnection.connect(
                complete_conninfo(conninfo), autocommit=True, row_factory=psycopg.rows.dict_row
            )
            self._stack.push(lambda *_: connection.close())
            connection.execute("SELECT set_config('application_name', 'paper-search publish', false)")
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{LOCK_SECONDS}s",))
        except psycopg.Error as error:
            fault = describe_fault(error)
            raise UnreachableShardError(f"{describe_address(conninfo)} cannot be reached: {fault}") from error
        connection.seconds = self._seconds
        return connection

    # -- servers -----------------------------------------------------------------------------------------------

    def check_published(self) -> None:
        """Check that there is an index, of the layout that this version writes.

        Raises:
            MissingIndexError: there is none.
            StorageError: it has another layout.
        """
        if not has_layout(self.directory):
            raise MissingIndexError(f"{self.name}: nothing was published there.")
        check_layout_version(read_layout_version(self.directory), self.name)

    def open_shards(self) -> None:
        """Connect to the other servers."""
        for shard, conninfo in self.list_shards().items():
            if shard not in self.connections:
                self.connections[shard] = self._connect(with_credentials(conninfo, self.url))

    def list_shards(self) -> dict[int, str]:
        """Return the addresses of the servers beside the first, by shard."""
        rows = self.directory.execute("SELECT shard, conninfo FROM shards ORDER BY shard").fetchall()
        return {row["shard"]: row["conninfo"] for row in rows}

    def add_shard(self, url: str) -> int | None:
        """Write down another server, and return its shard; None where it is known already."""
        conninfo, known = self.strip_credentials(url), self.list_shards()
        if conninfo in (self.strip_credentials(self.url), *known.values()):
            return None
        shard = max(known, default=DIRECTORY_SHARD) + 1
        connection = self._connect(with_credentials(conninfo, self.url))
        self.connections[shard] = connection
        return shard

    def strip_credentials(self, url: str) -> str:
        """Return the address of a server as it is kept for everybody: readers have another user than who publishes."""
        parts, own = parse_conninfo(strip_password(url)), parse_conninfo(self.url)
        if parts.get("user") == own.get("user"):
            parts.pop("user", None)
        return psycopg.conninfo.make_conninfo(**parts)

    def name_shard(self, shard: int) -> str:
        """Return the address of a server, for messages."""
        return self.name if shard == DIRECTORY_SHARD else describe_address(self.list_shards()[shard])

    # -- values ------------------------------------------------------------------------------------------------

    def get_setting(self, key: str) -> str | None:
        """Return a value that the directory keeps."""
        rows = self.directory.execute("SELECT value FROM settings WHERE key = %s", (key,)).fetchall()
        return str(rows[0]["value"]) if rows else None

    def set_setting(self, key: str, value: str) -> None:
        """Keep a value in the directory."""
        self.directory.execute(
            "INSERT INTO settings VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )

    # -- locks -------------------------------------------------------------------------------------------------

    def lock_publishing(self) -> None:
        """Keep others from publishing, on every server that is open, until the session ends.

        Raises:
            LockedIndexError: somebody publishes.
        """
        for connection in self.connections.values():
            try:
                with connection.transaction():
                    connection.execute("SELECT set_config('lock_timeout', %s, true)", (f"{PUBLISHING_LOCK_SECONDS}s",))
                    connection.execute("SELECT pg_advisory_lock(%s)", (PUBLISHING_LOCK,))
            except psycopg.errors.LockNotAvailable as error:
                raise LockedIndexError(
                    f"{self.name}: another publication is running there. Try again when it has finished."
                ) from error

    @contextmanager
    def lock_changing(self) -> Iterator[None]:
        """Keep others from changing counts while the block runs.

        Raises:
            LockedIndexError: somebody changes them for too long.
        """
        try:
            self.directory.execute("SELECT pg_advisory_lock(%s)", (CHANGING_LOCK,))
        except psycopg.errors.LockNotAvailable as error:
            raise LockedIndexError(
                f"{self.name}: another command has been changing it for {LOCK_SECONDS} s."
            ) from error
        try:
            yield
        finally:
            if not self.directory.closed:
                self.directory.execute("SELECT pg_advisory_unlock(%s)", (CHANGING_LOCK,))


@contextmanager
def durable_transaction(connection: Connection) -> Iterator[None]:
    """Write what is done inside as a whole; when the block has ended, each synchronous standby shows it."""
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = remote_apply")
        yield


@contextmanager
def counting_transaction(connection: Connection) -> Iterator[None]:
    """Change the counts of a server in a durable transaction, and nobody else at the same time.

    Whoever does holds ``WriteSession.lock_changing``; but that is lost with the connection to the first server.
    """
    with durable_transaction(connection):
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (CHANGING_LOCK,))
        yield


@contextmanager
def explain_faults(name: str, outcome: str) -> Iterator[None]:
    """Turn an error of a server into one that says what it means.

    Args:
        name: the address, for the message.
        outcome: what is the case then, and what to do.
    """
    try:
        yield
    except psycopg.OperationalError as error:
        raise UnreachableShardError(f"{name}: {describe_fault(error)}. {outcome}") from error
    except psycopg.Error as error:
        raise StorageError(f"{name}: {describe_fault(error)}. {outcome}") from error


def strip_password(url: str) -> str:
    """Return a connection string without the password in it."""
    parts: dict[str, Any] = {key: value for key, value in parse_conninfo(url).items() if key != "password"}
    return psycopg.conninfo.make_conninfo(**parts)
