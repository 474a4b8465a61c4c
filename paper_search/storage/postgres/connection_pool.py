"""Connections to one database server, each lent to one reader at a time and used again.

A connection is opened by the question that needs it, so a server that refuses is told of at once and with its reason.
A pool that connects in the background would let each question wait for its whole time-out instead. A server that did
not answer in time is left alone for a few seconds, so that not every question waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row

from paper_search.errors import SettingsError, UnreachableShardError

MAX_CONNECTIONS = 32
"""The most connections that a process holds to a server."""
CONNECT_SECONDS = 5
"""Seconds within which a server must take a connection, and begin a transaction on it."""
QUERY_SECONDS = 15
"""Seconds after which a server gives up a query of a reader."""
ANSWER_SECONDS = QUERY_SECONDS + 2
"""Seconds after which a server is taken for dead that has not even given up a query."""
QUEUE_SECONDS = 30
"""Seconds that a question waits for another to return its connection."""
_AVOID_SECONDS = 10
"""Seconds for which a server is not asked that did not answer in time."""
_SLOW_SECONDS = 1
"""Seconds from which a failure to connect counts as no answer: a server that refuses does so at once."""
NETWORK_SETTINGS = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 60,
    "tcp_user_timeout": CONNECT_SECONDS * 1000,
}
"""What libpq is told of every connection whose address does not say otherwise."""
_SESSION_SETTINGS = {
    "application_name": "paper-search",
    "statement_timeout": f"{QUERY_SECONDS}s",
    # A scan that a filter thins out goes on until it has enough, and returns them in their true order.
    "hnsw.iterative_scan": "strict_order",
    # It gives up after so many rows of which none was let through.
    "hnsw.max_scan_tuples": "200000",
    # The best plan depends on the words and filters of a question.
    "plan_cache_mode": "force_custom_plan",
    # A question takes one processor of a server: others ask at the same time.
    "max_parallel_workers_per_gather": "0",
    # Compiling a query takes longer than any of these queries does.
    "jit": "off",
}
_ResultT = TypeVar("_ResultT")


class ReaderConnection(psycopg.Connection[DictRow]):
    """A connection that a server which does not answer cannot hold up.

    The server gives up a query after ``statement_timeout``. One that was stopped, or whose machine hangs, cannot: its
    network still takes what is sent. Then the connection is closed from this side.
    """

    seconds: float = CONNECT_SECONDS
    """Seconds for which an answer is waited for."""
    is_unanswered: bool = False
    """True once it was closed because no answer came."""

    def wait(self, gen: Generator[Any, Any, _ResultT], *args: Any, **options: Any) -> _ResultT:
        """Run what the connection does, and close it where that takes too long."""
        return super().wait(self._limit_time(gen), *args, **options)

    def _limit_time(self, steps: Generator[Any, Any, _ResultT]) -> Generator[Any, Any, _ResultT]:
        """Yield what a generator waits for; every tenth of a second it is told what is ready, if only nothing."""
        end = monotonic() + self.seconds
        try:
            wanted = next(steps)
            while True:
                ready = yield wanted
                if not ready and monotonic() > end:
                    self.is_unanswered = True
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"no answer within {self.seconds:.0f} seconds")
                wanted = steps.send(ready)
        except StopIteration as stop:
            result: _ResultT = stop.value
            return result


class ReaderPool:
    """Connections to a server whose transactions read one snapshot and write nothing. Safe for threads."""

    def __init__(self, conninfo: str) -> None:
        """Name the server; nothing is opened yet."""
        self._conninfo = conninfo
        self._idle: list[ReaderConnection] = []
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._avoided_until, self._fault = 0.0, ""

    @contextmanager
    def lend(self) -> Iterator[ReaderConnection]:
        """Lend a connection, inside no transaction.

        Raises:
            UnreachableShardError: the server does not answer.
        """
        if not self._places.acquire(timeout=QUEUE_SECONDS):
            raise UnreachableShardError(f"all {MAX_CONNECTIONS} connections to it are in use")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._return(connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close every connection that is not lent."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> ReaderConnection:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break
            if not _has_ended(connection):
                return connection
            connection.close()
        return self._open()

    def _open(self) -> ReaderConnection:
        if monotonic() < self._avoided_until:
            raise UnreachableShardError(self._fault)
        began = monotonic()
        try:
            connection = ReaderConnection.connect(complete_conninfo(self._conninfo), row_factory=dict_row)
            _configure(connection)
        except psycopg.Error as error:
            if monotonic() - began > _SLOW_SECONDS:
                self._avoid(describe_fault(error))
            raise UnreachableShardError(describe_fault(error)) from error
        return connection

    def _avoid(self, fault: str) -> None:
        """Leave the server alone for a while: its other connections are no better."""
        self._fault, self._avoided_until = fault, monotonic() + _AVOID_SECONDS
        self.close()

    def _return(self, connection: ReaderConnection) -> None:
        """Keep a connection for the next reader, unless it is broken."""
        connection.seconds = CONNECT_SECONDS
        try:
            # A transaction that only read has nothing to commit.
            connection.rollback()
        except psycopg.Error:
            connection.close()
        if connection.is_unanswered:
            self._avoid("it does not answer")
        elif not connection.closed:
            self._idle.append(connection)


def complete_conninfo(conninfo: str) -> str:
    """Return a connection string with the time-outs that it does not name itself."""
    return make_conninfo(**(NETWORK_SETTINGS | parse_conninfo(conninfo)))


def parse_conninfo(conninfo: str) -> dict[str, Any]:
    """Return the parts of a connection string.

    Raises:
        SettingsError: it is none. The message does not repeat it: there may be a password in it.
    """
    try:
        return dict(conninfo_to_dict(conninfo))
    except psycopg.ProgrammingError:
        raise SettingsError(
            "The address of the database cannot be read. Write it as postgresql://USER@HOST:PORT/DATABASE, with each"
            " special character of a password as a percent sign and two digits, such as %40 for @."
        ) from None


def describe_fault(error: Exception) -> str:
    """Return the first line of what a server or its library says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _has_ended(connection: ReaderConnection) -> bool:
    """Return True if an idle connection was ended by the server, as far as that was heard of here."""
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        return True
    try:
        # Neither waits. The first may still read a message of farewell.
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.Error:
        return True
    return False


def _configure(connection: ReaderConnection) -> None:
    for name, value in _SESSION_SETTINGS.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.commit()
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
