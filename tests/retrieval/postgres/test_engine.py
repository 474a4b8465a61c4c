"""The engine of an index on servers: one revision of all of them at a time, and addresses that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from paper_search import engines
from paper_search.errors import OutdatedIndexError, SettingsError
from paper_search.indexing.publish import publish
from paper_search.records import MEMBERS, PUBLIC
from paper_search.retrieval.postgres import engine as engine_module
from paper_search.retrieval.postgres.engine import PostgresEngine
from paper_search.storage.postgres.connection import connect
from tests.postgres_servers import Server

PASSWORD = "s3cret"


@pytest.fixture(scope="module")
def urls(postgres_servers: list[Server], index_to_publish: Path) -> list[str]:
    """Three servers on which the sample papers are published."""
    urls = [server.create_database() for server in postgres_servers]
    publish(index_to_publish, urls[0], shards=urls[1:])
    return urls


@pytest.fixture
def engine(urls: list[str]) -> Iterator[PostgresEngine]:
    with closing(PostgresEngine(urls[0])) as opened:
        yield opened


def test_it_knows_the_encoder_of_its_vectors(engine: PostgresEngine, sample_index: Path) -> None:
    assert engine.read_encoder_info() == engines.read_encoder_info(sample_index)
    with engine.snapshot() as index:
        assert index.encoder == engine.read_encoder_info()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_address_opens_it_and_is_named_without_the_password(urls: list[str], scheme: str) -> None:
    url = urls[0].replace("postgresql://postgres@", f"{scheme}://postgres:{PASSWORD}@")
    with closing(engines.open_engine(url, Path())) as opened:
        assert isinstance(opened, PostgresEngine)
        assert opened.name == urls[0].replace("postgres@", "")
        with opened.snapshot() as index:
            assert index.info.name == "postgresql"
            assert index.info.passages


def test_a_snapshot_sees_one_revision_whatever_is_published_meanwhile(
    urls: list[str], engine: PostgresEngine, world_folders: dict[str, Path]
) -> None:
    with engine.snapshot(MEMBERS) as before:
        papers, generation = before.status().papers, before.generation
        publish(world_folders["register corpus"], urls[0], "another")
        with engine.snapshot(MEMBERS) as after:
            assert after.generation > generation
            assert after.status().papers > papers
        assert (before.status().papers, before.generation) == (papers, generation)
        assert len(list(before.documents())) == papers
    with engine.snapshot(MEMBERS) as index:
        assert index.status().papers > papers


def test_snapshots_nest_and_run_in_many_threads(engine: PostgresEngine) -> None:
    def count(number: int) -> tuple[int, int]:
        with engine.snapshot(PUBLIC) as public, engine.snapshot(MEMBERS) as members:
            return len(list(public.documents())), members.frequencies(["council"])[0]

    with ThreadPoolExecutor(8) as executor:
        assert len(set(executor.map(count, range(24)))) == 1


def test_what_was_worked_out_is_kept_for_a_revision(
    urls: list[str], engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MAX_CACHES", 2)
    with engine.snapshot() as first, engine.snapshot(MEMBERS) as second:
        assert first.cache is second.cache
    for _ in range(3):
        with connect(urls[0]) as directory:
            directory.execute("UPDATE publication SET revision = revision + 1")
        with engine.snapshot() as later:
            assert later.cache is not first.cache
    assert len(engine._caches) == 2


def test_papers_that_were_read_by_older_rules_are_not_shown(urls: list[str], engine: PostgresEngine) -> None:
    with connect(urls[0]) as directory:
        kept = directory.execute("SELECT value FROM settings WHERE key = 'splitter'").fetchall()[0]["value"]
        for version in ("3", ""):
            directory.execute("UPDATE settings SET value = %s WHERE key = 'splitter'", (version,))
            with pytest.raises(OutdatedIndexError, match="read by an older version"), engine.snapshot():
                pass
        directory.execute("UPDATE settings SET value = %s WHERE key = 'splitter'", (kept,))
    with engine.snapshot() as index:
        assert index.info.passages


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (f"//u:{PASSWORD}@db.example", "no database"),
        (f"//u:{PASSWORD}%@db.example/papers", "a percent sign with no digits"),
        (f"//u:{PASSWORD}@db.example/papers?shards=3", "a parameter that there is not"),
        ("", "nothing"),
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(place: str, reason: str) -> None:
    with pytest.raises(SettingsError, match="address of the") as raised:
        engines.open_engine(f"postgresql:{place}", Path())
    assert PASSWORD not in str(raised.value), reason
    assert raised.value.__cause__ is None
