"""Connections to the servers of a cluster, and read transactions that see one generation of all of them.

The first server holds the directory: which generation is published, which other servers there are, and which council
is held where. Each server may be a primary with standbys: then its connection string names several hosts, and libpq
takes the first that answers (``target_session_attrs``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import DictRow, dict_row

from paper_search.errors import (
    DamagedIndexError,
    MissingIndexError,
    StorageError,
    UnreachableShardError,
    make_unreachable_error,
)
from paper_search.storage.postgres.connection_pool import (
    ANSWER_SECONDS,
    ReaderConnection,
    ReaderPool,
    complete_conninfo,
    describe_fault,
    parse_conninfo,
)
from paper_search.storage.postgres.layout import check_layout_version

DIRECTORY_SHARD = 0
"""The shard that holds the directory too."""
MAX_SHARD_THREADS = 64
"""The most servers, over all questions of a process, that are asked at the same time."""
_STATE_QUERY = """
    SELECT generation, revision, 'publication'::regclass::oid::text AS identity,
        (SELECT json_object_agg(key, value) FROM settings) AS settings,
        (SELECT json_object_agg(shard, conninfo) FROM shards) AS shards,
        set_config('paper_search.generation', generation::text, true) AS seen
    FROM publication
"""
"""All at once: each question asks it, and a server may be far away."""
_SHARD_QUERY = """
    SELECT 'publication'::regclass::oid::text AS identity, set_config('paper_search.generation', %s, true) AS seen,
        (SELECT json_object_agg(key, value) FROM settings) AS settings
"""
Connection = psycopg.Connection[DictRow]
Parameters = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClusterState:
    """The state of a cluster, as its directory tells at one moment.

    Attributes:
        generation: the published generation, by which rows are seen.
        revision: the number of changes that a question can notice.
        shards: the connection strings of the servers beside the first, by shard.
        settings: the encoder that the vectors were made with, and what else holds for the whole index.
    """

    generation: int
    revision: int
    shards: Mapping[int, str]
    settings: Mapping[str, str]


@dataclass(frozen=True)
class ReadTransaction:
    """A read-only transaction on every server, of one generation. It serves one thread at a time.

    Attributes:
        state: the directory, as the transaction sees it.
        missing_councils: the councils that are not searched, since their server cannot be reached.
    """

    state: ClusterState
    connections: Mapping[int, Connection]
    missing_councils: tuple[str, ...] = ()
    _executor: ThreadPoolExecutor | None = field(default=None, repr=False)

    @property
    def shard_count(self) -> int:
        """The number of servers that are asked."""
        return len(self.connections)

    def fetch_directory(self, query: str, parameters: Parameters = ()) -> list[DictRow]:
        """Return the rows of a query of the directory."""
        return self._fetch(DIRECTORY_SHARD, query, parameters)

    def fetch_each(self, query: str, parameters: Parameters = ()) -> list[list[DictRow]]:
        """Return the rows of a query by server; all servers are asked at the same time."""
        return list(self.fetch_by_shard(query, parameters).values())

    def fetch_by_shard(self, query: str, parameters: Parameters = ()) -> dict[int, list[DictRow]]:
        """Return the rows of a query, by shard."""
        if self._executor is None or len(self.connections) == 1:
            return {shard: self._fetch(shard, query, parameters) for shard in self.connections}
        running = {shard: self._executor.submit(self._fetch, shard, query, parameters) for shard in self.connections}
        # Nobody may use a connection, not even to end its transaction, while a query runs on it.
        wait(running.values())
        return {shard: found.result() for shard, found in running.items()}

    def fetch_all(self, query: str, parameters: Parameters = ()) -> list[DictRow]:
        """Return the rows of a query of all servers, one server behind the other."""
        return [row for rows in self.fetch_each(query, parameters) for row in rows]

    def _fetch(self, shard: int, query: str, parameters: Parameters) -> list[DictRow]:
        try:
            return self.connections[shard].execute(query.encode(), parameters or None).fetchall()
        except psycopg.Error as error:
            raise _ShardQueryError(shard) from error


class _ShardQueryError(Exception):
    """A query of one server failed; what it failed with is the cause."""

    def __init__(self, shard: int) -> None:
        super().__init__(shard)
        self.shard = shard


class Cluster:
    """The servers of an index, known by the address of the first. Safe for threads."""

    def __init__(self, url: str, *, is_partial: bool = False) -> None:
        """Name a cluster; nothing is opened yet.

        Args:
            url: the address of the first server's database, as libpq reads it.
            is_partial: True where a question may be answered without the servers that cannot be reached.
        """
        self.url, self.is_partial = url, is_partial
        self.name = describe_address(url)
        self._pools: dict[str, ReaderPool] = {}
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(MAX_SHARD_THREADS, thread_name_prefix="shard")

    @contextmanager
    def read(self) -> Iterator[ReadTransaction]:
        """Open a read-only transaction on every server, at the published generation.

        Raises:
            UnreachableShardError: a server cannot be reached; the error names the councils that were not searched.
            MissingIndexError: nothing was published there.
            StoreError: the database cannot be used.
        """
        with self._open_directory() as (directory, state), ExitStack() as stack:
            opened = {DIRECTORY_SHARD: directory}
            try:
                missing = self._open_shards(stack, state, opened)
                for connection in opened.values():
                    connection.seconds = ANSWER_SECONDS
                yield ReadTransaction(state, opened, missing, self._executor)
            except (psycopg.Error, _ShardQueryError) as error:
                raise self._explain(error, opened) from error

    def read_state(self) -> ClusterState:
        """Return what the directory says; no other server is asked.

        Raises:
            StoreError: see ``read``.
        """
        with self._open_directory() as (_, state):
            return state

    def check_servers(self) -> dict[str, bool]:
        """Return every server by its address, and whether it answers; the first alone where that one does not."""
        try:
            state = self.read_state()
        except UnreachableShardError:
            return {self.name: False}
        addresses = [with_credentials(conninfo, self.url) for conninfo in state.shards.values()]
        running = [self._executor.submit(self._has_answer, address) for address in addresses]
        answers = zip(map(describe_address, addresses), (asked.result() for asked in running), strict=True)
        return {self.name: True} | dict(answers)

    def _has_answer(self, address: str) -> bool:
        try:
            with self._get_pool(address).lend() as connection:
                connection.execute("SELECT 1")
        except (UnreachableShardError, psycopg.Error):
            return False
        return True

    @contextmanager
    def _open_directory(self) -> Iterator[tuple[ReaderConnection, ClusterState]]:
        with ExitStack() as stack:
            try:
                directory = stack.enter_context(self._get_pool(self.url).lend())
                state = read_state(directory, self.name)
            except UnreachableShardError as error:
                raise make_unreachable_error((), f"{self.name}: {error}") from error
            except psycopg.Error as error:
                raise self._explain(error, {DIRECTORY_SHARD: directory}) from error
            yield directory, state

    def _open_shards(
        self, stack: ExitStack, state: ClusterState, opened: dict[int, ReaderConnection]
    ) -> tuple[str, ...]:
        """Open a transaction on every other server, and return the councils of those that cannot be reached."""
        running = {
            shard: self._executor.submit(self._begin, conninfo, state.generation)
            for shard, conninfo in state.shards.items()
        }
        wait(running.values())
        begun = {shard: future.result() for shard, future in running.items() if future.exception() is None}
        for shard, (lent, connection) in begun.items():
            stack.push(lent)
            opened[shard] = connection
        faults: dict[int, str] = {}
        for shard in running.keys() - begun.keys():
            try:
                running[shard].result()
            except UnreachableShardError as error:
                faults[shard] = str(error)
        if not faults:
            return ()
        councils = list_councils(opened[DIRECTORY_SHARD], list(faults))
        if not self.is_partial:
            raise make_unreachable_error(councils, "; ".join(faults.values()))
        return councils

    def _begin(self, conninfo: str, generation: int) -> tuple[ExitStack, ReaderConnection]:
        """Return a connection in a transaction, and what gives it back."""
        address = with_credentials(conninfo, self.url)
        with ExitStack() as stack:
            try:
                connection = stack.enter_context(self._get_pool(address).lend())
                _begin_at(connection, generation, describe_address(address))
            except (UnreachableShardError, psycopg.Error) as error:
                raise UnreachableShardError(f"{describe_address(address)}: {describe_fault(error)}") from error
            return stack.pop_all(), connection

    def _get_pool(self, conninfo: str) -> ReaderPool:
        with self._lock:
            return self._pools.setdefault(conninfo, ReaderPool(conninfo))

    def _explain(self, error: psycopg.Error | _ShardQueryError, opened: Mapping[int, ReaderConnection]) -> Exception:
        """Return the error to raise for one that a query ended with."""
        cause = error.__cause__ if isinstance(error, _ShardQueryError) else error
        fault = describe_fault(cause) if isinstance(cause, Exception) else ""
        faulty = [shard for shard, connection in opened.items() if connection.closed]
        if not faulty and isinstance(cause, psycopg.errors.QueryCanceled | psycopg.errors.OperationalError):
            faulty = [error.shard] if isinstance(error, _ShardQueryError) else list(opened)
        if not faulty:
            return DamagedIndexError(f"{self.name}: the index cannot be read: {fault}")
        return make_unreachable_error(_find_councils(opened[DIRECTORY_SHARD], faulty), f"{self.name}: {fault}")

    def close(self) -> None:
        """Close all connections; whoever asks again opens them again."""
        with self._lock:
            pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            pool.close()


def connect(conninfo: str, **settings: str) -> Connection:
    """Open a connection for writing, in autocommit mode.

    Args:
        conninfo: the address of the database.
        settings: settings of the session, by name.

    Raises:
        UnreachableShardError: it cannot be reached.
    """
    try:
        connection = psycopg.connect(complete_conninfo(conninfo), autocommit=True, row_factory=dict_row)
    except psycopg.OperationalError as error:
        fault = describe_fault(error)
        raise UnreachableShardError(f"{describe_address(conninfo)} cannot be reached: {fault}") from error
    for name, value in ({"application_name": "paper-search"} | settings).items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    return connection


def read_state(connection: Connection, name: str) -> ClusterState:
    """Return what the directory says, and let the views of the transaction show the published generation.

    Args:
        connection: a connection to the first server.
        name: its address, for messages.

    Raises:
        MissingIndexError: nothing was published there.
        StorageError: it was restored from a backup, and what was withdrawn since may be in it; or it has another
            layout than this version reads.
    """
    try:
        row = connection.execute(_STATE_QUERY).fetchall()[0]
    except psycopg.errors.UndefinedTable as error:
        raise MissingIndexError(
            f"{name}: nothing was published there. Run 'paper-search publish --to URL' where the index is built."
        ) from error
    settings = row["settings"] or {}
    check_layout_version(settings.get("layout"), name)
    _check_not_restored(settings, row["identity"], name)
    shards = {int(shard): conninfo for shard, conninfo in (row["shards"] or {}).items()}
    return ClusterState(row["generation"], row["revision"], shards, settings)


def _begin_at(connection: Connection, generation: int, name: str) -> None:
    """Let the views of a transaction on another server than the first show a generation.

    Args:
        connection: a connection to it.
        generation: the generation that the first server has published.
        name: its address, for messages.

    Raises:
        StorageError: it was restored from a backup, and what was withdrawn since may be in it; or it is behind the
            first server, as a standby may be.
    """
    row = connection.execute(_SHARD_QUERY, (str(generation),)).fetchall()[0]
    settings = row["settings"] or {}
    _check_not_restored(settings, row["identity"], name)
    counted = int(settings.get("counted") or 0)
    if counted < generation:
        raise StorageError(
            f"{name}: this server has generation {counted}, and the first server {generation}. A standby that has not"
            " caught up will have it soon. If its files were restored from a backup, run 'paper-search publish --to"
            " URL' for each collection before anybody asks it."
        )


def _check_not_restored(settings: Mapping[str, str], identity: str, name: str) -> None:
    """Check that a database is the one that was published to, and that nothing of a backup waits to be taken out."""
    if settings.get("identity") == identity and settings.get("restored", "[]") == "[]":
        return
    raise StorageError(
        f"{name}: this database was restored from a backup, which may hold papers that were withdrawn since. Run"
        " 'paper-search publish --to URL' for each of its collections, which takes them out, before anybody asks it."
    )


def list_councils(directory: Connection, shards: Sequence[int]) -> tuple[str, ...]:
    """Return the councils that some servers hold, by name."""
    rows = directory.execute("SELECT authority FROM placements WHERE shard = ANY(%s) ORDER BY 1", (list(shards),))
    return tuple(row["authority"] for row in rows)


def _find_councils(directory: ReaderConnection, shards: Sequence[int]) -> tuple[str, ...]:
    """Return the councils of servers that failed; none where the first server failed and cannot tell."""
    try:
        # Its transaction may have ended with the fault.
        directory.rollback()
        return list_councils(directory, shards)
    except psycopg.Error:
        return ()


def with_credentials(conninfo: str, url: str) -> str:
    """Return a shard's connection string with the user and the password of the first server's, where it has none."""
    own, first = parse_conninfo(conninfo), parse_conninfo(url)
    shared: dict[str, Any] = {key: first[key] for key in ("user", "password", "sslmode", "sslrootcert") if key in first}
    return make_conninfo(**(shared | own))


def describe_address(conninfo: str) -> str:
    """Return a connection string as people may read it: hosts, ports and database, no password."""
    parts = parse_conninfo(conninfo)
    hosts = str(parts.get("host") or "localhost").split(",")
    ports = str(parts.get("port") or "5432").split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    places = ",".join(f"{host}:{port or 5432}" for host, port in zip(hosts, ports, strict=False))
    return f"postgresql://{places}/{parts.get('dbname') or ''}"
