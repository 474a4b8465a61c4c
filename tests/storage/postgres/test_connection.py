"""Connections to real servers that are killed, stopped and started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from paper_search.errors import DamagedIndexError, MissingIndexError, SettingsError, StorageError, UnreachableShardError
from paper_search.storage.postgres import connection_pool
from paper_search.storage.postgres.connection import Cluster, ReadTransaction, connect, describe_address
from paper_search.storage.postgres.connection_pool import MAX_CONNECTIONS, ReaderPool, parse_conninfo
from paper_search.storage.postgres.counts import set_counted
from paper_search.storage.postgres.layout import check_server, create_layout
from tests.postgres_servers import Server, make_servers, stop_servers

PLACES = {"Wexmoor Council": 0, "Ferndale Council": 1, "Kings Marsh Council": 2}


@pytest.fixture(scope="module")
def servers() -> Iterator[list[Server]]:
    """Three servers that these tests kill, stop and start again."""
    servers, folder = make_servers(3)
    yield servers
    stop_servers(servers, folder)


@pytest.fixture(scope="module")
def empty_indexes(servers: list[Server]) -> list[str]:
    """The addresses of an empty index on each server, to be copied."""
    urls = [server.create_database() for server in servers]
    for url in urls:
        with connect(url) as connection:
            check_server(connection, url)
            create_layout(connection, 3)
    return urls


@pytest.fixture
def urls(servers: list[Server], empty_indexes: list[str]) -> list[str]:
    """The addresses of a cluster of three, each server with the councils of one place."""
    urls = [server.copy_database(empty) for server, empty in zip(servers, empty_indexes, strict=True)]
    with connect(urls[0]) as directory:
        for shard, url in enumerate(urls[1:], 1):
            directory.execute("INSERT INTO shards VALUES (%s, %s)", (shard, url))
        for council, shard in PLACES.items():
            directory.execute("INSERT INTO placements VALUES (%s, %s, %s)", (council.casefold(), council, shard))
    return urls


@contextmanager
def open_cluster(url: str, *, is_partial: bool = False) -> Iterator[Cluster]:
    cluster = Cluster(url, is_partial=is_partial)
    yield cluster
    cluster.close()


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """Halt a server with all its processes, as a machine that hangs does; its network still takes what is sent."""
    pids = [server.pid, *map(int, Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split())]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def count_answers(cluster: Cluster) -> tuple[int, tuple[str, ...]]:
    """Return how many servers answer a question, and the councils that are not searched."""
    with cluster.read() as transaction:
        return len(transaction.fetch_each("SELECT 1")), transaction.missing_councils


def test_a_server_that_is_down_fails_the_question_by_naming_the_councils(
    servers: list[Server], urls: list[str]
) -> None:
    with open_cluster(urls[0]) as strict, open_cluster(urls[0], is_partial=True) as partial:
        assert count_answers(strict) == count_answers(partial) == (3, ())
        servers[2].kill()
        with pytest.raises(
            UnreachableShardError, match="the papers of Kings Marsh Council cannot be reached"
        ) as raised:
            count_answers(strict)
        assert raised.value.councils == ("Kings Marsh Council",)
        assert count_answers(partial) == (2, ("Kings Marsh Council",))
        servers[2].start()
        assert count_answers(strict) == count_answers(partial) == (3, ()), "it is used again without a restart"


def test_without_the_first_server_no_question_is_answered(servers: list[Server], urls: list[str]) -> None:
    with open_cluster(urls[0], is_partial=True) as cluster:
        assert count_answers(cluster) == (3, ())
        servers[0].kill()
        with pytest.raises(UnreachableShardError, match="the papers cannot be reached") as raised:
            count_answers(cluster)
        assert raised.value.councils == ()
        servers[0].start()
        assert count_answers(cluster) == (3, ())


@pytest.mark.parametrize("shard", range(3))
@pytest.mark.rare_rows("1")
def test_a_server_that_dies_during_a_question_fails_it(servers: list[Server], urls: list[str], shard: int) -> None:
    with open_cluster(urls[0]) as cluster:
        with (
            pytest.raises(UnreachableShardError, match="cannot be reached") as raised,
            cluster.read() as transaction,
        ):
            servers[shard].kill()
            transaction.fetch_all("SELECT 1")
        servers[shard].start()
        assert raised.value.councils == (() if shard == 0 else (list(PLACES)[shard],))
        assert count_answers(cluster) == (3, ())


@pytest.mark.parametrize("is_idle", [True, False], ids=["with a connection", "with none"])
@pytest.mark.rare_rows("with none")
def test_a_server_that_hangs_does_not_hang_questions(
    servers: list[Server], urls: list[str], is_idle: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_pool.ReaderConnection, "seconds", 2)
    monkeypatch.setattr(connection_pool, "CONNECT_SECONDS", 2)
    monkeypatch.setitem(connection_pool.NETWORK_SETTINGS, "connect_timeout", 2)
    with open_cluster(urls[0]) as strict, open_cluster(urls[0], is_partial=True) as partial:
        if is_idle:
            assert count_answers(strict) == count_answers(partial) == (3, ())
        with stopped(servers[1]):
            with pytest.raises(UnreachableShardError, match="the papers of Ferndale Council cannot be reached"):
                count_answers(strict)
            assert count_answers(partial) == (2, ("Ferndale Council",))
            with monkeypatch.context() as patch:
                patch.setattr(connection_pool.ReaderConnection, "connect", _refuse_to_connect)
                assert count_answers(partial) == (2, ("Ferndale Council",)), "others do not wait for it as well"
        monkeypatch.setattr(connection_pool, "monotonic", lambda: monotonic() + 60)
        assert count_answers(strict) == count_answers(partial) == (3, ()), "it is asked again after a while"


def test_a_server_that_hangs_during_a_question_fails_it(
    servers: list[Server], urls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        open_cluster(urls[0]) as cluster,
        pytest.raises(UnreachableShardError, match="the papers of Ferndale Council cannot be reached"),
        cluster.read() as transaction,
    ):
        for connection in transaction.connections.values():
            monkeypatch.setattr(connection, "seconds", 1)
        with stopped(servers[1]):
            transaction.fetch_all("SELECT 1")


def test_a_query_that_takes_too_long_is_given_up_by_the_server(urls: list[str]) -> None:
    with open_cluster(urls[0]) as cluster:
        with (
            pytest.raises(UnreachableShardError, match="canceling statement due to statement timeout") as raised,
            cluster.read() as transaction,
        ):
            transaction.fetch_all("SELECT set_config('statement_timeout', '50ms', true)")
            transaction.fetch_all(
                "SELECT pg_sleep(CASE inet_server_port() WHEN %s THEN 9 ELSE 0 END)", (_port(urls[2]),)
            )
        assert raised.value.councils == ("Kings Marsh Council",)
        assert count_answers(cluster) == (3, ()), "the connections are as good as before"


def _refuse_to_connect(*_: object, **__: object) -> None:
    raise AssertionError("a server that does not answer was asked again at once")


def _port(url: str) -> int:
    return int(parse_conninfo(url)["port"])


def test_a_query_that_is_wrong_is_no_fault_of_a_server(urls: list[str]) -> None:
    with (
        open_cluster(urls[0]) as cluster,
        pytest.raises(DamagedIndexError, match="no_such_table"),
        cluster.read() as transaction,
    ):
        transaction.fetch_all("SELECT 1 FROM no_such_table")


def test_transactions_nest_read_one_moment_and_write_nothing(urls: list[str]) -> None:
    def read_revision(transaction: ReadTransaction) -> int:
        return int(transaction.fetch_directory("SELECT revision FROM publication")[0]["revision"])

    with open_cluster(urls[0]) as cluster, cluster.read() as outer, connect(urls[0]) as writer:
        for url in urls:
            with connect(url) as server:
                set_counted(server, 2)
        writer.execute("UPDATE publication SET revision = 7, generation = 2")
        with cluster.read() as inner:
            assert [read_revision(outer), read_revision(inner), read_revision(outer)] == [0, 7, 0]
            seen = [
                transaction.fetch_all("SELECT current_setting('paper_search.generation') AS number")
                for transaction in (outer, inner)
            ]
            assert [{row["number"] for row in rows} for rows in seen] == [{"0"}, {"2"}]
    with (
        open_cluster(urls[0]) as cluster,
        pytest.raises(DamagedIndexError, match="read-only transaction"),
        cluster.read() as transaction,
    ):
        transaction.fetch_all("DELETE FROM placements RETURNING authority")


def test_a_connection_is_used_again_unless_the_server_ended_it(urls: list[str]) -> None:
    pool = ReaderPool(urls[0])
    backends = []
    for _ in range(2):
        with pool.lend() as lent:
            backends.append(lent.info.backend_pid)
    assert backends[0] == backends[1]
    with connect(urls[0]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (backends[0],))
    with pool.lend() as lent:
        assert lent.execute("SELECT 1 AS one").fetchone() == {"one": 1}
        assert lent.info.backend_pid != backends[0]
    pool.close()


def test_more_readers_than_connections_wait_and_are_told(urls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_pool, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(connection_pool, "QUEUE_SECONDS", 0.1)
    pool = ReaderPool(urls[0])
    with pool.lend(), pytest.raises(UnreachableShardError, match="all 1 connections to it are in use"), pool.lend():
        pass
    with pool.lend():
        pool.close()


def test_a_server_that_lacks_the_generation_is_not_asked(urls: list[str]) -> None:
    """So is a standby that lags behind: silently less would be seen there."""
    with connect(urls[0]) as directory:
        directory.execute("UPDATE publication SET generation = 1")
    for is_partial in (False, True):
        with open_cluster(urls[0], is_partial=is_partial) as cluster:
            with pytest.raises(StorageError, match="A standby that has not caught up"):
                count_answers(cluster)
            assert all(pool._places._value == MAX_CONNECTIONS for pool in cluster._pools.values()), "all are given back"


def test_a_database_without_an_index_is_said_to_have_none(database: str) -> None:
    with open_cluster(database) as cluster, pytest.raises(MissingIndexError, match="nothing was published there"):
        count_answers(cluster)


def test_a_restored_database_is_refused(urls: list[str]) -> None:
    with connect(urls[0]) as connection:
        connection.execute("UPDATE settings SET value = '0' WHERE key = 'identity'")
    with open_cluster(urls[0]) as cluster, pytest.raises(StorageError, match="restored from a backup"):
        cluster.read_state()


HIDDEN = "s3cret"


@pytest.mark.parametrize(
    ("address", "fault", "reason"),
    [
        (f"postgresql://u:{HIDDEN}@127.0.0.1:1/d", UnreachableShardError, "nobody listens there"),
        (f"postgresql://u:{HIDDEN}@%zz:1/d", SettingsError, "a percent sign with no digits"),
        (f"postgresql://u:{HIDDEN}@127.0.0.1:x/d", UnreachableShardError, "a port that is no number"),
        (f"postgresql://u:{HIDDEN}@127.0.0.1:1/d?sort=of", SettingsError, "a parameter that there is not"),
        (f"host=127.0.0.1 port=1 password='{HIDDEN}", SettingsError, "a quotation mark too few"),
    ],
)
def test_no_message_has_the_password(address: str, fault: type[Exception], reason: str) -> None:
    with pytest.raises(fault) as raised:
        count_answers(Cluster(address))
    error: BaseException | None = raised.value
    while error is not None:
        assert HIDDEN not in str(error), reason
        error = error.__cause__


def test_an_address_is_described_with_every_host() -> None:
    described = describe_address(f"postgresql://reader:{HIDDEN}@a.example,b.example:5433/papers?sslmode=require")
    assert described == "postgresql://a.example:5432,b.example:5433/papers"


def test_a_shard_takes_the_credentials_of_the_first_server(servers: list[Server], urls: list[str]) -> None:
    with connect(urls[0]) as directory:
        directory.execute("UPDATE shards SET conninfo = replace(conninfo, 'postgres@', '')")
    with open_cluster(urls[0]) as cluster, cluster.read() as transaction:
        users = {row["name"] for row in transaction.fetch_all("SELECT current_user::text AS name")}
    assert users == {"postgres"}


def test_a_writer_that_reaches_no_server_says_so() -> None:
    with pytest.raises(UnreachableShardError, match=r"postgresql://127.0.0.1:1/d cannot be reached"):
        connect("postgresql://127.0.0.1:1/d")
    assert issubclass(UnreachableShardError, StorageError)
    assert not issubclass(psycopg.Error, StorageError)
