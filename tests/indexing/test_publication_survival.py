"""Publications and withdrawals across servers that are killed, halted, replaced by a standby or restored."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from paper_search.errors import StorageError, UnreachableShardError
from paper_search.indexing import publish as publishing
from paper_search.indexing import published
from paper_search.indexing.publish import publish
from paper_search.indexing.published import StillShownError
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.storage.lock import lock_index
from paper_search.storage.postgres.publication import Publication
from tests.postgres_servers import Server, find_free_port, make_servers, stop_servers
from tests.published_papers import PaperDesk, dump_seen, find_wrong_counts, list_seen, open_published

ANY = RemovalLimit(is_lifted=True)
PAPER = "c0/paper-00.txt"


@pytest.fixture(scope="module")
def servers() -> Iterator[list[Server]]:
    """Two servers that these tests kill, halt and start again."""
    servers, folder = make_servers(2)
    yield servers
    stop_servers(servers, folder)


@pytest.fixture
def urls(servers: list[Server]) -> list[str]:
    return [server.create_database() for server in servers]


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    desk = PaperDesk(tmp_path / "desk")
    desk.fill()
    for document in desk.store.documents.list_documents_and_copies():
        (desk.corpus / document.source).parent.mkdir(exist_ok=True)
        (desk.corpus / document.source).write_text(document.doc_id, encoding="utf-8")
        sha256 = hashlib.sha256(document.doc_id.encode()).hexdigest()
        query = "UPDATE documents SET sha256 = ? WHERE doc_id = ?"
        desk.store.database.connection.execute(query, (sha256, document.doc_id))
    return desk


def withdraw(desk: PaperDesk, name: str = PAPER) -> str:
    return published.withdraw(desk.corpus, desk.index, name, "names a child", lock_index).note or ""


@pytest.mark.parametrize("killed", [0, 1], ids=["the first server", "another server"])
@pytest.mark.rare_rows("another server")
def test_a_server_that_is_killed_during_a_publication(
    killed: int, desk: PaperDesk, servers: list[Server], urls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(desk.index, urls[0], shards=urls[1:])
    before = dump_seen(urls[0])
    for number in range(12):
        council = ("Ferndale Town Council", "Larkford Parish Council")[number % 2]
        desk.add(f"new/paper-{number}.txt", "It is new.", authority=council)
    write, written = Publication.write, []

    def kill_after_three(publication: Publication, *change: object) -> None:
        write(publication, *change)  # type: ignore[arg-type]
        written.append(change)
        if len(written) == 3:
            servers[killed].kill()

    with monkeypatch.context() as patched:
        patched.setattr(Publication, "write", kill_after_three)
        with pytest.raises(UnreachableShardError, match="not completed, and readers see what they saw before"):
            publish(desk.index, urls[0])
    servers[killed].start()
    assert dump_seen(urls[0]) == before
    assert len(publish(desk.index, urls[0]).added) == 12
    assert len(list_seen(urls[0])) == 24
    assert not find_wrong_counts(urls[0])


# -- standbys --------------------------------------------------------------------------------------------------


@pytest.fixture
def standby(servers: list[Server]) -> Iterator[Server]:
    """A synchronous standby of the first server."""
    primary = servers[0]
    made = Server(primary.programs, primary.folder.with_name("standby"), find_free_port())
    source = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres")
    made.run("pg_basebackup", *source, "-D", str(made.folder), "-R", "-c", "fast", "-X", "stream")
    made.start()
    _set_standbys(primary, "*")
    yield made
    _set_standbys(primary, "")
    made.stop()
    shutil.rmtree(made.folder)


def _set_standbys(primary: Server, names: str) -> None:
    with psycopg.connect(primary.url(), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'".encode())
        connection.execute("SELECT pg_reload_conf()")
        query = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        for _ in range(100):
            found = connection.execute(query).fetchone()
            if not names or (found and found[0]):
                return
            time.sleep(0.1)
    raise AssertionError("the standby is not synchronous")


@contextmanager
def halted(server: Server) -> Iterator[None]:
    """Halt a server with all its processes."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    pids = [server.pid, *map(int, children)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_a_withdrawal_is_in_force_on_a_standby_before_the_command_returns(
    desk: PaperDesk, servers: list[Server], standby: Server
) -> None:
    url = servers[0].create_database()
    publish(desk.index, url)
    on_standby = standby.url(url.rsplit("/", 1)[1])
    for name in (PAPER, "c0/paper-03.txt", "c1/paper-01.txt"):
        assert name in list_seen(on_standby)
        withdraw(desk, name)
        assert name not in list_seen(on_standby)


def test_a_withdrawal_that_a_standby_does_not_confirm_says_that_the_paper_is_still_shown(
    desk: PaperDesk, servers: list[Server], standby: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = servers[0].create_database()
    publish(desk.index, url)
    monkeypatch.setattr(published, "WITHDRAWAL_SECONDS", 2)
    with halted(standby), pytest.raises(StillShownError, match="no answer within 2 seconds"):
        withdraw(desk)
    withdraw(desk)
    on_standby = standby.url(url.rsplit("/", 1)[1])
    assert PAPER not in list_seen(on_standby)
    assert not find_wrong_counts(url)


# -- restored backups ------------------------------------------------------------------------------------------


def dump_database(server: Server, url: str) -> Path:
    target = server.folder.with_name(f"{url.rsplit('/', 1)[1]}-{server.port}.dump")
    server.run("pg_dump", "-Fc", "-f", str(target), url)
    return target


def restore_database(server: Server, url: str, source: Path) -> None:
    """Put a backup in the place of a database."""
    name = url.rsplit("/", 1)[1]
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    server.run("pg_restore", "-d", url, str(source))


@pytest.mark.parametrize("restored", [(0,), (1,), (0, 1)], ids=["the first server", "another server", "all servers"])
@pytest.mark.rare_rows("the first server", "another server")
def test_a_restored_backup_is_asked_by_nobody_before_what_was_withdrawn_since_is_out_again(
    restored: tuple[int, ...], desk: PaperDesk, servers: list[Server], urls: list[str]
) -> None:
    publish(desk.index, urls[0], shards=urls[1:])
    backups = {place: dump_database(servers[place], urls[place]) for place in restored}
    papers = [PAPER, "c1/paper-01.txt", "c2/paper-02.txt"]
    for name in papers:
        withdraw(desk, name)
    desk.add("c0/later.txt", "It came after the backup.", authority="Ferndale Town Council")
    publish(desk.index, urls[0], corpus=desk.corpus)
    wanted = dump_seen(urls[0])
    for place, source in backups.items():
        restore_database(servers[place], urls[place], source)
    with pytest.raises(StorageError, match="restored from a backup"):
        list_seen(urls[0])
    publish(desk.index, urls[0], corpus=desk.corpus, removal_limit=ANY)
    assert dump_seen(urls[0]) == wanted
    assert not find_wrong_counts(urls[0])
    for url in urls:
        with psycopg.connect(url) as connection:
            query = "SELECT count(*) FROM document_versions WHERE doc_id = ANY(%s)"
            assert connection.execute(query, (papers,)).fetchone() == (0,)


def test_a_restored_database_waits_for_all_of_its_collections(
    desk: PaperDesk, servers: list[Server], tmp_path: Path
) -> None:
    url = servers[0].create_database()
    other = PaperDesk(tmp_path / "other")
    other.add("other/report.txt")
    publish(desk.index, url, "one")
    publish(other.index, url, "two")
    backup = dump_database(servers[0], url)
    restore_database(servers[0], url, backup)
    report = publish(desk.index, url, "one", corpus=desk.corpus)
    assert any("are published again too: two" in note for note in report.notes)
    with pytest.raises(StorageError, match="restored from a backup"):
        list_seen(url)
    assert publish(other.index, url, "two").notes == ()
    assert len(list_seen(url)) == 13
    assert not find_wrong_counts(url)


def test_a_backup_that_was_made_during_a_publication(
    desk: PaperDesk, servers: list[Server], urls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(desk.index, urls[0], shards=urls[1:])
    for number in range(6):
        desk.add(f"new/paper-{number}.txt", "It is new.", authority="Larkford Parish Council")
    desk.remove("c1/paper-01.txt")
    finish, backups = Publication.finish_writing, []

    def back_up(publication: Publication) -> None:
        finish(publication)
        backups.extend(dump_database(server, url) for server, url in zip(servers, urls, strict=True))

    with monkeypatch.context() as patched:
        patched.setattr(publishing.Publication, "finish_writing", back_up)
        publish(desk.index, urls[0])
    wanted = dump_seen(urls[0])
    for server, url, backup in zip(servers, urls, backups, strict=True):
        restore_database(server, url, backup)
    publish(desk.index, urls[0])
    assert dump_seen(urls[0]) == wanted
    assert not find_wrong_counts(urls[0])


def test_a_first_server_that_fell_behind_the_others_is_taken_for_restored(desk: PaperDesk, urls: list[str]) -> None:
    publish(desk.index, urls[0], shards=urls[1:])
    for edition in range(3):
        desk.add("c1/paper-01.txt", f"Edition {edition}.", authority="Larkford Parish Council")
        publish(desk.index, urls[0])
    wanted = dump_seen(urls[0])
    with psycopg.connect(urls[0], autocommit=True) as directory:
        # As a copy of its files of long ago says.
        directory.execute("UPDATE publication SET generation = 1")
        directory.execute("UPDATE settings SET value = '1' WHERE key = 'counted'")
    report = publish(desk.index, urls[0])
    assert report.generation == 5
    assert dump_seen(urls[0]) == wanted


def test_another_server_that_fell_behind_is_not_asked(desk: PaperDesk, urls: list[str]) -> None:
    publish(desk.index, urls[0], shards=urls[1:])
    publish(desk.index, urls[0])
    wanted = dump_seen(urls[0])
    with psycopg.connect(urls[1], autocommit=True) as connection:
        connection.execute("UPDATE settings SET value = '1' WHERE key = 'counted'")
    with pytest.raises(StorageError, match="restored from a backup"), open_published(urls[0]):
        pass
    publish(desk.index, urls[0])
    assert dump_seen(urls[0]) == wanted


def test_old_versions_go_an_hour_after_they_were_replaced(desk: PaperDesk, urls: list[str]) -> None:
    publish(desk.index, urls[0], shards=urls[1:])

    def count_versions() -> int:
        total = 0
        for url in urls:
            with psycopg.connect(url) as connection:
                row = connection.execute("SELECT count(*) FROM document_versions").fetchone()
                total += row[0] if row else 0
        return total

    for edition in range(3):
        desk.add(PAPER, f"Edition {edition}.", authority="Ferndale Town Council")
        publish(desk.index, urls[0])
    assert count_versions() == 12 + 3
    with psycopg.connect(urls[0], autocommit=True) as directory:
        directory.execute("UPDATE settings SET value = '[[1, 0], [2, 0], [3, 0]]' WHERE key = 'seals'")
    publish(desk.index, urls[0])
    # The third generation may have been read until the fourth came.
    assert count_versions() == 12 + 1
    assert not find_wrong_counts(urls[0])
    with psycopg.connect(urls[0]) as directory:
        row = directory.execute("SELECT count(*) FROM term_counts WHERE died <= 3").fetchone()
        assert row == (0,)
