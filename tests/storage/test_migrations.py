"""Steps that add to the layout: a new index has had all, an older file is brought up to date, and each is done once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search.storage import migrations
from paper_search.storage.database import Database, Transaction, load_schema
from paper_search.storage.migrations import FIRST_VERSION, is_up_to_date, migrate

Step = Callable[[Transaction], None]


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "papers.db", create=True)


def add_table(name: str) -> Step:
    return lambda transaction: transaction.execute(f"CREATE TABLE {name} (value TEXT)") and None


def fail(transaction: Transaction) -> None:
    transaction.execute("CREATE TABLE half (value TEXT)")
    raise RuntimeError("killed")


def read_version(database: Database) -> int:
    return database.fetch_int("PRAGMA user_version")


def test_a_new_index_has_had_every_step(database: Database) -> None:
    assert f"PRAGMA user_version = {FIRST_VERSION + len(migrations.STEPS)};" in load_schema()
    assert is_up_to_date(database)
    before = database.connection.total_changes
    migrate(database)
    assert database.connection.total_changes == before


def read_columns(database: Database) -> set[tuple[object, ...]]:
    rows = database.connection.execute(
        'SELECT t.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master t, pragma_table_info(t.name) c'
    )
    return {tuple(row) for row in rows}


def test_an_index_from_before_every_step_becomes_like_a_new_one(database: Database) -> None:
    expected = read_columns(database)
    database.connection.execute("ALTER TABLE vectors DROP COLUMN checksum")
    database.connection.execute(f"PRAGMA user_version = {FIRST_VERSION}")
    assert read_columns(database) < expected
    migrate(database)
    assert read_columns(database) == expected


STEPS = (add_table("first"), add_table("second"))
OLDER = [
    (0, ["first", "second"], "made before any step"),
    (1, ["second"], "the first step was done, and then the process was killed"),
    (2, [], "made by this version"),
    (3, [], "made by a newer one, whose number it keeps"),
]


@pytest.mark.parametrize(("done", "added", "reason"), OLDER, ids=[case[-1] for case in OLDER])
def test_an_older_index_has_the_steps_that_it_lacks_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, done: int, added: list[str], reason: str
) -> None:
    monkeypatch.setattr(migrations, "STEPS", STEPS)
    database.connection.execute(f"PRAGMA user_version = {FIRST_VERSION + done}")
    assert is_up_to_date(database) == (not added), reason
    for _ in range(2):
        migrate(database)
        assert [name for name in ("first", "second") if database.has_table(name)] == added, reason
        assert read_version(database) == FIRST_VERSION + max(done, len(STEPS))
        assert is_up_to_date(database)


def test_a_step_is_done_whole_or_not_at_all(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", (STEPS[0], fail, STEPS[1]))
    database.connection.execute(f"PRAGMA user_version = {FIRST_VERSION}")
    with pytest.raises(RuntimeError, match="killed"):
        migrate(database)
    assert [name for name in ("first", "half", "second") if database.has_table(name)] == ["first"]
    assert read_version(database) == FIRST_VERSION + 1
