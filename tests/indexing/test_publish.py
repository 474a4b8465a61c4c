"""Publications of local indexes on real servers: what readers see afterwards, and what is refused."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from paper_search.errors import CorpusError, LockedIndexError, OutdatedIndexError, StorageError
from paper_search.indexing.publish import publish
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.storage import migrations
from paper_search.storage.postgres import indexes
from paper_search.storage.postgres import session as session_module
from paper_search.storage.postgres.session import WriteSession
from paper_search.storage.reading_version import READING_VERSION_KEY
from tests.published_papers import (
    PaperDesk,
    dump_seen,
    find_wrong_counts,
    list_seen,
    open_published,
)

ANY = RemovalLimit(is_lifted=True)


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    desk = PaperDesk(tmp_path / "desk")
    desk.fill()
    return desk


def test_readers_see_all_papers_and_the_next_publication_writes_what_changed_alone(
    desk: PaperDesk, databases: list[str]
) -> None:
    first = publish(desk.index, databases[0], shards=databases[1:])
    assert (len(first.added), first.generation) == (12, 1)
    assert list_seen(databases[0]) == sorted(first.added)
    assert not find_wrong_counts(databases[0])
    desk.add("c0/paper-00.txt", "Other words stand here now.", authority="Ferndale Town Council")
    desk.add("c1/new.txt", authority="Larkford Parish Council")
    desk.remove("c2/paper-02.txt")
    second = publish(desk.index, databases[0])
    assert (second.added, second.changed, second.removed) == (
        ("c1/new.txt",),
        ("c0/paper-00.txt",),
        ("c2/paper-02.txt",),
    )
    assert (second.unchanged, second.generation) == (10, 2)
    assert not find_wrong_counts(databases[0])
    third = publish(desk.index, databases[0])
    assert (third.added, third.changed, third.removed, third.unchanged, third.passages) == ((), (), (), 12, 0)


def test_what_readers_see_is_that_of_a_fresh_publication_on_any_number_of_servers(
    desk: PaperDesk, databases: list[str], database: str
) -> None:
    publish(desk.index, databases[0], shards=databases[1:])
    for name in ("c0/paper-03.txt", "c1/paper-04.txt"):
        desk.add(name, "Words that were not there before.", authority="Kings Marsh Borough Council")
    desk.remove("c0/paper-06.txt")
    publish(desk.index, databases[0])
    publish(desk.index, database)
    assert dump_seen(databases[0]) == dump_seen(database)


def test_a_paper_moves_with_its_council(desk: PaperDesk, databases: list[str]) -> None:
    publish(desk.index, databases[0], shards=databases[1:])
    desk.add("c0/paper-00.txt", authority="Larkford Parish Council")
    publish(desk.index, databases[0])
    with open_published(databases[0]) as transaction:
        query = "SELECT DISTINCT authority FROM documents"
        places = {row["authority"]: shard for shard, rows in transaction.fetch_by_shard(query).items() for row in rows}
        seen = transaction.fetch_by_shard("SELECT doc_id FROM documents WHERE doc_id = 'c0/paper-00.txt'")
    assert len(places) == 3
    assert [shard for shard, rows in seen.items() if rows] == [places["Larkford Parish Council"]]


def test_passages_that_wait_are_published_and_get_their_vectors_later(desk: PaperDesk, database: str) -> None:
    texts = ("This one waits.", "So does that.")
    desk.add("c0/waiting.txt", *texts, has_vectors=False)
    publish(desk.index, database)
    query = (
        "SELECT count(*) - count(embedding) AS waiting, (SELECT sum(waiting) FROM documents)::int AS told"
        " FROM findable_passages WHERE is_seen(born, died)"
    )
    with open_published(database) as transaction:
        assert transaction.fetch_all(query) == [{"waiting": 2, "told": 2}]
    desk.embed(texts)
    assert publish(desk.index, database).changed == ("c0/waiting.txt",)
    with open_published(database) as transaction:
        assert transaction.fetch_all(query) == [{"waiting": 0, "told": 0}]


def test_indexes_made_behind_the_first_papers_are_those_of_the_layout(
    desk: PaperDesk, databases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "SELECT indexdef FROM pg_indexes WHERE tablename = 'findable_passages' ORDER BY 1"

    def list_indexes(url: str) -> list[str]:
        with psycopg.connect(url) as connection:
            return [row[0] for row in connection.execute(query)]

    publish(desk.index, databases[0])
    monkeypatch.setattr(indexes, "MIN_PASSAGES", 1)
    publish(desk.index, databases[1])
    assert list_indexes(databases[0]) == list_indexes(databases[1])
    assert len(list_indexes(databases[0])) == 6
    assert dump_seen(databases[0]) == dump_seen(databases[1])


# -- what is refused -------------------------------------------------------------------------------------------


def test_too_much_that_is_gone_is_refused_and_nothing_changes(desk: PaperDesk, database: str) -> None:
    publish(desk.index, database)
    before = dump_seen(database)
    for number in (0, 3, 6):
        desk.remove(f"c0/paper-{number:02}.txt")
    with pytest.raises(CorpusError, match="3 of the 12 published files are not in the index any more"):
        publish(desk.index, database)
    assert dump_seen(database) == before
    assert len(publish(desk.index, database, removal_limit=ANY).removed) == 3


def test_a_second_publisher_is_refused_with_a_sentence(
    desk: PaperDesk, databases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(desk.index, databases[0], shards=databases[1:])
    monkeypatch.setattr(session_module, "PUBLISHING_LOCK_SECONDS", 1)
    # A publisher that lost its connection to the first server still holds the others.
    for places in ((0, 1, 2), (2,)):
        with WriteSession(databases[0], 10) as session:
            session.open_shards()
            session.connections = {shard: session.connections[shard] for shard in places}
            session.lock_publishing()
            with pytest.raises(LockedIndexError, match="another publication is running there"):
                publish(desk.index, databases[0])
    assert publish(desk.index, databases[0]).generation == 2


def test_a_lock_that_is_freed_late_is_waited_for(desk: PaperDesk, database: str) -> None:
    publish(desk.index, database)
    # A server frees the lock of a publisher that is gone only when it has noticed.
    with WriteSession(database, 10) as session:
        session.lock_publishing()
        leaving = threading.Timer(0.5, session.directory.close)
        leaving.start()
        assert publish(desk.index, database).generation == 2
        leaving.join()


def test_the_oldest_rules_by_which_any_collection_was_read_are_kept(desk: PaperDesk, database: str) -> None:
    def read_version() -> str:
        with psycopg.connect(database) as connection:
            query = "SELECT value FROM settings WHERE key = %s"
            return str(connection.execute(query, (READING_VERSION_KEY,)).fetchall()[0][0])

    other = PaperDesk(desk.index.parent.parent / "other")
    other.add("other/paper.txt", "It is of another collection.", authority="Larkford Parish Council")
    empty = PaperDesk(desk.index.parent.parent / "empty")
    rows = (
        # Each publication of a collection brings its own version up to date, and readers go by the oldest.
        (desk, "papers", "13", "13"),
        (desk, "papers", "15", "15"),
        (other, "other", "14", "14"),
        (other, "other", "16", "15"),
        # An index without papers shows nothing that older rules would have shown.
        (empty, "empty", "3", "15"),
    )
    for published, collection, version, oldest in rows:
        published.store.set_meta({READING_VERSION_KEY: version})
        publish(published.index, database, collection)
        assert read_version() == oldest, (collection, version)


OTHER_INDEXES = (
    ({"encoder": "another"}, StorageError, "made with another encoder"),
    ({"dimensions": "16", "encoder": "another"}, StorageError, "made for vectors of 8 dimensions"),
    ({"dimensions": "0"}, StorageError, "never built"),
    ({READING_VERSION_KEY: "3"}, OutdatedIndexError, "older version"),
)


@pytest.mark.parametrize(("meta", "error", "message"), OTHER_INDEXES, ids=[case[2] for case in OTHER_INDEXES])
def test_an_index_that_does_not_fit_is_refused(
    desk: PaperDesk, database: str, meta: dict[str, str], error: type[Exception], message: str
) -> None:
    publish(desk.index, database)
    before = dump_seen(database)
    desk.store.set_meta(meta)
    with pytest.raises(error, match=message):
        publish(desk.index, database)
    assert dump_seen(database) == before


def test_an_index_without_a_step_of_the_layout_is_built_first(
    desk: PaperDesk, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, lambda transaction: None))
    with pytest.raises(OutdatedIndexError, match="Run 'paper-search build'"):
        publish(desk.index, database)


def test_a_server_with_an_index_of_its_own_is_not_added(desk: PaperDesk, databases: list[str]) -> None:
    publish(desk.index, databases[1])
    with pytest.raises(StorageError, match="holds an index of its own"):
        publish(desk.index, databases[0], shards=databases[1:2])
    publish(desk.index, databases[0])
    assert list_seen(databases[0]) == list_seen(databases[1])


def test_the_address_of_a_server_is_kept_for_readers_with_another_user(desk: PaperDesk, databases: list[str]) -> None:
    shards = [databases[1].replace("postgres@", "postgres:very-secret@"), databases[1], databases[0]]
    publish(desk.index, databases[0], shards=shards)
    with open_published(databases[0]) as transaction:
        kept = transaction.fetch_directory("SELECT conninfo FROM shards")
    assert len(kept) == 1
    assert "secret" not in kept[0]["conninfo"]
    assert "user" not in kept[0]["conninfo"]


REFUSED_TEXTS = (
    ("a\0b", "cannot contain NUL", "a character that PostgreSQL cannot hold"),
    (
        " ".join(f"word{number}" for number in range(120_000)),
        "lexeme length exceeded",
        "more words than a tsvector has room for",
    ),
)


@pytest.mark.parametrize(("text", "fault", "why"), REFUSED_TEXTS, ids=[case[2] for case in REFUSED_TEXTS])
@pytest.mark.rare_rows("more words than a tsvector has room for")
def test_a_text_that_the_database_does_not_take_is_refused_by_name_and_never_altered(
    desk: PaperDesk, database: str, text: str, fault: str, why: str
) -> None:
    publish(desk.index, database)
    desk.add("c0/odd.txt", text)
    desk.add("c0/paper-00.txt", text)
    desk.add("c0/paper-03.txt", "It is well.")
    report = publish(desk.index, database)
    assert {unread.source for unread in report.refused} == {"c0/odd.txt", "c0/paper-00.txt"}
    assert all(fault in unread.reason for unread in report.refused)
    # What was published of it before is not in the index any more, so it is not shown either.
    assert {"c0/odd.txt", "c0/paper-00.txt"}.isdisjoint(list_seen(database))
    assert "c0/paper-03.txt" in list_seen(database)
    with open_published(database) as transaction:
        listed = transaction.fetch_directory("SELECT source FROM unread WHERE code = 'unsupported' ORDER BY 1")
    assert [row["source"] for row in listed] == ["c0/odd.txt", "c0/paper-00.txt"]
    assert not find_wrong_counts(database)


# -- collections -----------------------------------------------------------------------------------------------


def test_collections_do_not_touch_each_other(desk: PaperDesk, tmp_path: Path, databases: list[str]) -> None:
    publish(desk.index, databases[0], "ferndale", databases[1:])
    other = PaperDesk(tmp_path / "other")
    other.add("other/report.txt", authority="Larkford Parish Council")
    assert publish(other.index, databases[0], "larkford").added == ("other/report.txt",)
    before = dump_seen(databases[0])
    assert publish(desk.index, databases[0], "ferndale").unchanged == 12
    assert dump_seen(databases[0]) == before
    other.remove("other/report.txt")
    publish(other.index, databases[0], "larkford", removal_limit=ANY)
    assert len(list_seen(databases[0])) == 12


def test_a_name_that_another_collection_has_is_refused(desk: PaperDesk, tmp_path: Path, database: str) -> None:
    publish(desk.index, database, "ferndale")
    before = dump_seen(database)
    other = PaperDesk(tmp_path / "other")
    other.add("c0/paper-00.txt", "Another paper of the same name.")
    other.add("other/report.txt")
    with pytest.raises(CorpusError, match=r"c0/paper-00\.txt \(of the collection ferndale\)"):
        publish(other.index, database, "larkford")
    assert dump_seen(database) == before


def test_words_that_one_collection_holds_back_are_shown_in_none(
    desk: PaperDesk, tmp_path: Path, databases: list[str]
) -> None:
    desk.add("c0/secret.txt", "The secret of the pond.", content_hash="secret")
    publish(desk.index, databases[0], "ferndale", databases[1:])
    other = PaperDesk(tmp_path / "other")
    other.add("other/copy.txt", "The secret of the pond.", content_hash="secret", authority="Larkford Parish Council")
    other.add("other/closed.txt", "The secret of the pond.", content_hash="secret", access="members")
    other.add("other/plain.txt", "Nothing secret.", content_hash="plain")
    publish(other.index, databases[0], "larkford")
    desk.hold_back("c0/secret.txt", words=["secret"])
    report = publish(desk.index, databases[0], "ferndale")
    seen = list_seen(databases[0])
    assert "other/copy.txt" not in seen
    assert {"other/closed.txt", "other/plain.txt"} <= set(seen)
    assert any("other/copy.txt" in note for note in report.notes)
    assert not find_wrong_counts(databases[0])
    # Its own collection does not bring it back, and lists it as held back.
    report = publish(other.index, databases[0], "larkford")
    assert "other/copy.txt" not in list_seen(databases[0])
    assert any("other/copy.txt" in note for note in report.notes)
    assert any("other/copy.txt" in row for row in dump_seen(databases[0])["unread"])
    # Once the words are free it is shown again.
    with desk.store.transaction() as transaction:
        desk.store.documents.remove_file(transaction, "c0/secret.txt")
    publish(desk.index, databases[0], "ferndale")
    publish(other.index, databases[0], "larkford")
    assert "other/copy.txt" in list_seen(databases[0])
    assert not any("other/copy.txt" in row for row in dump_seen(databases[0])["unread"])
    assert not find_wrong_counts(databases[0])
