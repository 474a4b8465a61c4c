"""Layouts: a step runs once on every server, whole or not at all, and readers refuse any layout but their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from paper_search.errors import StorageError
from paper_search.indexing.publish import publish
from paper_search.storage.postgres import layout, migrations
from paper_search.storage.postgres.connection import Cluster, Connection, connect
from paper_search.storage.postgres.layout import LAYOUT_VERSION, read_layout_version
from tests.register_samples import RegisterStore
from tests.retrieval.postgres.worlds import META


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A local index of one paper."""
    desk = RegisterStore(tmp_path)
    desk.store.set_meta(META)
    desk.add("a.txt", ["The pond is fenced."])
    return tmp_path


def add_note(connection: Connection) -> None:
    """Add a column, as a later version might."""
    connection.execute("ALTER TABLE texts ADD note text NOT NULL DEFAULT 'none'")


def fail_on_the_first_server(connection: Connection) -> None:
    """Add the column, and fail where the directory is in use."""
    add_note(connection)
    if connection.execute("SELECT 1 FROM publication WHERE pending IS NOT NULL OR generation > 0").fetchall():
        raise psycopg.DataError("made up")


def bring_up(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[Connection], None]) -> None:
    """Let this be a version that has one more step."""
    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(layout, "LAYOUT_VERSION", 1 + len(steps))


def read_layouts(urls: list[str]) -> list[tuple[str | None, bool]]:
    """Return the number of each server's layout, and True where it has the new column."""
    found = []
    for url in urls:
        with connect(url) as connection:
            rows = connection.execute("SELECT 1 FROM information_schema.columns WHERE column_name = 'note'").fetchall()
            found.append((read_layout_version(connection), bool(rows)))
    return found


def count_papers(url: str) -> int:
    cluster = Cluster(url)
    try:
        with cluster.read() as transaction:
            return sum(row["papers"] for row in transaction.fetch_all("SELECT count(*) AS papers FROM papers"))
    finally:
        cluster.close()


def test_a_new_cluster_has_had_every_step() -> None:
    assert 1 + len(migrations.STEPS) == LAYOUT_VERSION


def test_publications_bring_the_layout_up_to_date_and_readers_do_not(
    databases: list[str], index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(index, databases[0], shards=databases[1:])
    assert count_papers(databases[0]) == 1
    bring_up(monkeypatch, add_note)
    with pytest.raises(StorageError, match=r"has layout 1, .* reads 2\. Run 'paper-search publish --to URL'"):
        count_papers(databases[0])
    assert read_layouts(databases) == [("1", False)] * 3, "a reader changes nothing"
    publish(index, databases[0])
    assert read_layouts(databases) == [("2", True)] * 3
    assert count_papers(databases[0]) == 1
    publish(index, databases[0])
    assert read_layouts(databases) == [("2", True)] * 3, "a step runs once"


def test_an_older_version_refuses_a_newer_layout(
    databases: list[str], index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        bring_up(newer, add_note)
        publish(index, databases[0])
    for call in (lambda: count_papers(databases[0]), lambda: publish(index, databases[0])):
        with pytest.raises(StorageError, match="A newer version wrote it: update paper-search here"):
            call()


def test_a_step_that_fails_leaves_the_layout_as_it_was_and_is_tried_again(
    databases: list[str], index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(index, databases[0], shards=databases[1:])
    with monkeypatch.context() as broken:
        bring_up(broken, fail_on_the_first_server)
        with pytest.raises(StorageError, match="made up"):
            publish(index, databases[0])
    assert read_layouts(databases) == [("1", False), ("2", True), ("2", True)], "the directory is the last"
    assert count_papers(databases[0]) == 1, "readers of the older version go on"
    bring_up(monkeypatch, add_note)
    publish(index, databases[0])
    assert read_layouts(databases) == [("2", True)] * 3


@pytest.mark.parametrize("version", [None, "", "one", "0", "-1", "99"])
@pytest.mark.sampled(3)
def test_a_layout_that_nobody_wrote_is_refused(database: str, index: Path, version: str | None) -> None:
    publish(index, database)
    with connect(database) as connection:
        connection.execute("DELETE FROM settings WHERE key = 'layout'")
        if version is not None:
            connection.execute("INSERT INTO settings VALUES ('layout', %s)", (version,))
    with pytest.raises(StorageError, match="has layout"):
        count_papers(database)
    with pytest.raises(StorageError, match="has layout"):
        publish(index, database)
