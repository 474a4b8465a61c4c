"""Every kind of damage done to a published index: found, and repaired, or named with what a person must do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from paper_search.errors import LockedIndexError, MissingIndexError
from paper_search.indexing.check_published import check_published
from paper_search.indexing.publish import publish
from paper_search.records import MEMBERS, PUBLIC
from paper_search.records.index import CheckReport
from paper_search.storage.postgres.connection import Cluster
from paper_search.storage.postgres.session import PUBLISHING_LOCK
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.postgres_servers import Server
from tests.retrieval.postgres.worlds import make_register_world, open_snapshot

COLLECTION = "papers"
PAPER = "c0/minutes.txt"
OF_PAPER = f"(SELECT document_row FROM document_versions WHERE doc_id = '{PAPER}')"
GENERATION = "(SELECT max(born) FROM document_versions)"
WITHOUT_KEYS = "SET session_replication_role = replica;"


@dataclass(frozen=True)
class Cloned:
    """A published index of its own, and the local index that it came from."""

    index: Path
    urls: tuple[str, str]

    def check(self, **options: bool) -> CheckReport:
        return check_published(self.urls[0], self.index, COLLECTION, **options)

    def run(self, statements: str) -> None:
        """Run statements on both servers."""
        for url in self.urls:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(statements.encode())

    def publish(self) -> None:
        publish(self.index, self.urls[0])

    def dump(self) -> list[tuple[str, list[str]]]:
        """Return all rows of all tables, as text."""
        found = []
        for url in self.urls:
            with psycopg.connect(url, row_factory=dict_row) as connection:
                tables = connection.execute("SELECT relname FROM pg_stat_user_tables ORDER BY 1").fetchall()
                for table in tables:
                    rows = connection.execute(f"SELECT t::text AS row FROM {table['relname']} t".encode()).fetchall()
                    found.append((table["relname"], sorted(row["row"] for row in rows)))
        return found


@pytest.fixture(scope="module")
def template(postgres_servers: list[Server], tmp_path_factory: pytest.TempPathFactory) -> Cloned:
    """An index on two servers, which is copied for each test."""
    folder = tmp_path_factory.mktemp("check")
    make_register_world(folder).close()
    first, second = (server.create_database() for server in postgres_servers[:2])
    publish(folder, first, shards=[second])
    return Cloned(folder, (first, second))


@pytest.fixture
def cloned(template: Cloned, postgres_servers: list[Server], tmp_path: Path) -> Cloned:
    """A copy, to be damaged."""
    index = Path(shutil.copytree(template.index, tmp_path / "index"))
    urls = []
    for server, url in zip(postgres_servers, template.urls, strict=False):
        source = url.rpartition("/")[2]
        name = f"{source}_{tmp_path.name}"
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"'.encode())
        urls.append(server.url(name))
    with psycopg.connect(urls[0]) as connection:
        connection.execute("UPDATE shards SET conninfo = %s", (urls[1],))
    return Cloned(index, (urls[0], urls[1]))


def list_parts(report: CheckReport) -> set[str]:
    return {fault.part for fault in report.faults}


def test_a_published_index_is_sound_and_left_as_it_is(cloned: Cloned) -> None:
    before = cloned.dump()
    for repair in (False, True):
        report = cloned.check(repair=repair)
        assert report.faults == ()
        store = Store(cloned.index / DATABASE_FILE_NAME)
        papers, passages = store.statistics.count_documents_and_passages()
        assert (report.papers, report.passages, report.read_in_part) == (papers, passages, 1)
        assert report.waiting == store.statistics.count_unembedded_passages() > 0
    assert cloned.dump() == before


REPAIRED = [
    ("UPDATE term_counts SET passages = passages + 1 WHERE term = 'pond'", {"counts"}, "a count too high"),
    ("DELETE FROM term_counts WHERE term = 'pond'", {"counts"}, "a count that is missing"),
    (f"INSERT INTO term_counts VALUES ('zeppelin', 'public', {GENERATION}, NULL, 3)", {"counts"}, "a count of nothing"),
    ("UPDATE term_counts SET died = 1 WHERE term = 'pond'", {"counts"}, "a count that ended"),
    ("UPDATE passage_counts SET terms = terms - 1", {"counts"}, "a sum of terms too low"),
    ("DELETE FROM passage_counts WHERE access = 'members'", {"counts"}, "the number of members' passages is missing"),
    (
        f"{WITHOUT_KEYS} INSERT INTO unread_parts VALUES (-1, 1, 'nobody'); INSERT INTO texts VALUES (-2, 'nobody')",
        {"rows"},
        "rows of no paper",
    ),
    (
        "UPDATE document_versions SET died = 99 WHERE doc_id = 'c1/report.txt'; UPDATE findable_passages SET died = 99"
        " WHERE document_row IN (SELECT document_row FROM document_versions WHERE doc_id = 'c1/report.txt')",
        {"generations"},
        "a paper that goes in a generation which nobody publishes",
    ),
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("damage", "parts", "reason"), REPAIRED, ids=[reason for *_, reason in REPAIRED])
def test_what_follows_from_the_rest_is_repaired(cloned: Cloned, damage: str, parts: set[str], reason: str) -> None:
    cloned.run(damage)
    damaged = cloned.dump()
    found = cloned.check(repair=False)
    assert list_parts(found) == parts, reason
    assert all(fault.next_step == "run 'paper-search check --engine URL' to repair it" for fault in found.faults)
    assert cloned.dump() == damaged, "to look changes nothing"
    repaired = cloned.check()
    assert list_parts(repaired) == parts
    assert all(fault.done for fault in repaired.faults)
    assert repaired.generation < cloned.check().generation, "readers notice that something changed"
    assert cloned.check().is_clean


REWRITTEN = [
    (f"DELETE FROM texts WHERE document_row IN {OF_PAPER}", {"papers"}, "a paper without its text"),
    (
        f"UPDATE texts SET text = replace(text, 'pond', 'lake') WHERE document_row IN {OF_PAPER}",
        {"papers", "words"},
        "another text",
    ),
    (
        f"UPDATE passages SET text = replace(text, 'pond', 'lake') WHERE document_row IN {OF_PAPER}",
        {"papers", "words"},
        "other words in a passage",
    ),
    (f"UPDATE passages SET headings = '[\"x\"]' WHERE document_row IN {OF_PAPER}", {"papers", "words"}, "headings"),
    (f"UPDATE passages SET first_page = 7 WHERE document_row IN {OF_PAPER}", {"papers"}, "the page of a passage"),
    (
        f"{WITHOUT_KEYS} DELETE FROM passages WHERE passage_id = '{PAPER}::2'",
        {"papers", "passages", "rows"},
        "a passage that is gone",
    ),
    (
        f"DELETE FROM findable_passages WHERE passage_id = '{PAPER}::2'",
        {"passages", "counts", "papers"},
        "a passage that cannot be found",
    ),
    (
        "UPDATE findable_passages SET access = 'public' WHERE passage_id = 'c0/closed.txt::2'",
        {"filters", "counts"},
        "a members' passage that the public may find",
    ),
    (
        f"UPDATE findable_passages SET authority = 'Larkford' WHERE document_row IN {OF_PAPER}",
        {"filters"},
        "passages of another council",
    ),
    (
        f"UPDATE findable_passages SET died = 1 WHERE document_row IN {OF_PAPER}",
        {"filters", "counts"},
        "passages that ended before their paper",
    ),
    (
        f"UPDATE findable_passages SET embedding = embedding + embedding WHERE document_row IN {OF_PAPER}",
        {"vectors", "papers"},
        "vectors too long",
    ),
    (
        f"UPDATE findable_passages SET embedding = embedding - embedding WHERE document_row IN {OF_PAPER}",
        {"vectors", "papers"},
        "vectors of zeros",
    ),
    (
        f"UPDATE findable_passages SET embedding = NULL WHERE document_row IN {OF_PAPER}",
        {"passages", "papers"},
        "vectors that are missing",
    ),
    (
        f"UPDATE findable_passages SET embedding = '[1,0,0,0,0,0,0,0]' WHERE document_row IN {OF_PAPER}",
        {"papers"},
        "vectors of other words",
    ),
    (
        f"UPDATE passages SET tokens = '\\x00' WHERE passage_id = '{PAPER}::2'",
        {"papers"},
        "token vectors that nobody made",
    ),
    (
        f"UPDATE findable_passages SET words = $$'lake':1C$$::tsvector WHERE passage_id = '{PAPER}::2'",
        {"words", "counts"},
        "found by other words",
    ),
    (
        f"UPDATE findable_passages SET length = 1 WHERE passage_id = '{PAPER}::2'",
        {"words", "counts"},
        "the length of a passage",
    ),
    (
        f"UPDATE findable_passages SET impacts = make_impacts(words, 999, 1) WHERE passage_id = '{PAPER}::2'",
        {"words"},
        "ranked by other impacts",
    ),
    (f"UPDATE document_versions SET title = 'Lake' WHERE doc_id = '{PAPER}'", {"papers", "words"}, "another title"),
    (f"UPDATE document_versions SET also_at = '[\"x\"]' WHERE doc_id = '{PAPER}'", {"papers"}, "another place"),
    (f"UPDATE document_versions SET passages = 99 WHERE doc_id = '{PAPER}'", {"passages", "papers"}, "a wrong number"),
    (
        f"UPDATE register_entries SET fields = replace(fields, 'pond', 'lake') WHERE document_row IN {OF_PAPER}",
        {"papers"},
        "an entry of the register in other words",
    ),
    (
        f"UPDATE register_entries SET passage_id = 'lost' WHERE document_row IN {OF_PAPER} AND kind = 'vote'",
        {"papers"},
        "an entry of no passage",
    ),
    (f"DELETE FROM register_entries WHERE document_row IN {OF_PAPER}", {"papers"}, "a register that is gone"),
    (f"UPDATE register_names SET name = 'Cllr Heron' WHERE document_row IN {OF_PAPER}", {"papers"}, "another name"),
    ("DELETE FROM acronyms", {"papers"}, "acronyms that are gone"),
    ("DELETE FROM unread_parts", {"papers"}, "parts that could not be read, not told of"),
]


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("damage", "parts", "reason"), REWRITTEN, ids=[reason for *_, reason in REWRITTEN])
def test_a_damaged_paper_is_written_again_by_the_next_publication(
    cloned: Cloned, damage: str, parts: set[str], reason: str
) -> None:
    cloned.run(damage)
    damaged = cloned.dump()
    assert list_parts(cloned.check(repair=False)) == parts, reason
    assert cloned.dump() == damaged, "to look changes nothing"
    repaired = cloned.check()
    assert all(fault.done for fault in repaired.faults), reason
    cloned.publish()
    assert cloned.check(repair=False).faults == (), reason


PUBLISHED = [
    ("UPDATE publication SET pending = 'papers'", "generations", "was not completed", "a publication that was killed"),
    ("UPDATE settings SET value = '1' WHERE key = 'identity'", "servers", "restored from a backup", "a backup"),
    ("UPDATE placements SET shard = 1 - shard", "placements", "on another server", "councils on another server"),
    ("DELETE FROM placements", "placements", "on another server", "councils of which nobody knows where they are"),
    ("DELETE FROM held_words", "papers", "what is held back", "words held back that the directory forgot"),
    (
        "UPDATE document_versions SET fingerprint = 'x' WHERE doc_id = 'c2/report.txt'",
        "papers",
        "not the papers of the local index",
        "another version than the local index has",
    ),
]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("damage", "part", "description", "reason"), PUBLISHED, ids=[reason for *_, reason in PUBLISHED]
)
def test_what_the_next_publication_puts_right_is_named(
    cloned: Cloned, damage: str, part: str, description: str, reason: str
) -> None:
    cloned.run(damage)
    report = cloned.check()
    assert list_parts(report) == {part}, reason
    for fault in report.faults:
        assert description in fault.what
        assert fault.next_step == "run 'paper-search publish --to URL' where the index is built"
    cloned.publish()
    assert cloned.check(repair=False).faults == (), reason


def test_a_paper_that_is_not_there_is_named_and_published(cloned: Cloned) -> None:
    cloned.run(f"DELETE FROM document_versions WHERE doc_id = '{PAPER}'")
    report = cloned.check(repair=False)
    assert list_parts(report) == {"papers", "counts"}
    assert [fault.places for fault in report.faults if fault.part == "papers"] == [(f"{PAPER}: not published",)]
    cloned.check()
    cloned.publish()
    assert cloned.check().is_clean


UNUSABLE = [
    ("UPDATE settings SET value = '99' WHERE key = 'layout'", "A newer version wrote it", "a layout to come"),
    ("DELETE FROM settings WHERE key = 'layout'", "has layout unknown", "a layout without a number"),
    ("DROP TABLE unread_parts", "table unread_parts", "a table that is gone"),
    ("DROP VIEW papers CASCADE", "view papers", "a view that is gone"),
    ("DROP FUNCTION make_query_vector", "function make_query_vector", "a function that is gone"),
    ("DROP INDEX findable_passages_by_words", "index findable_passages_by_words", "an index that is gone"),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'findable_passages_by_vector'::regclass",
        "index findable_passages_by_vector",
        "an index that was not finished",
    ),
]


@pytest.mark.parametrize(("damage", "place", "reason"), UNUSABLE, ids=[reason for *_, reason in UNUSABLE])
def test_a_layout_that_cannot_be_used_is_named(cloned: Cloned, damage: str, place: str, reason: str) -> None:
    cloned.run(damage)
    report = cloned.check()
    assert list_parts(report) == {"layout"}, reason
    assert place in " ".join(place for fault in report.faults for place in fault.places)
    assert all(fault.next_step and not fault.done for fault in report.faults)


@pytest.mark.parametrize(
    ("key", "value", "place"), [("dimensions", "16", "vectors of 8 dimensions"), ("encoder", "other", "papers.db")]
)
def test_another_encoder_is_named(cloned: Cloned, key: str, value: str, place: str) -> None:
    cloned.run(f"UPDATE settings SET value = '{value}' WHERE key = '{key}'")
    report = cloned.check()
    assert list_parts(report) == {"encoder"}
    assert place in report.faults[0].places[0]


EXPOSED = [
    (
        "INSERT INTO withdrawn (doc_id, collection, sha256, withdrawn_at)"
        f" VALUES ('{PAPER}', 'papers', 'x', now()) ON CONFLICT DO NOTHING",
        PAPER,
        "a paper that was withdrawn",
    ),
    (
        "INSERT INTO held_words VALUES ('others', 'secret.pdf', 'words-0')",
        PAPER,
        "a paper whose words another collection holds back",
    ),
    (
        "INSERT INTO unread VALUES ('papers', 'c1/report.txt', 'exempt', 'it is exempt', 'release it', 'c1/report.txt',"
        " 1, NULL)",
        "c1/report.txt",
        "a paper that is listed as exempt",
    ),
]


@pytest.mark.parametrize(("damage", "doc_id", "reason"), EXPOSED, ids=[reason for *_, reason in EXPOSED])
def test_a_paper_that_may_not_be_shown_is_taken_out(cloned: Cloned, damage: str, doc_id: str, reason: str) -> None:
    cloned.run(damage)
    found = cloned.check(repair=False)
    exposed = [fault for fault in found.faults if fault.what == "papers that are held back or withdrawn are there"]
    assert [fault.places for fault in exposed] == [(doc_id,)], reason
    cluster = Cluster(cloned.urls[0])
    with open_snapshot(cluster, MEMBERS) as index:
        assert index.document(doc_id) is not None
    report = cloned.check()
    assert f"taken out: {doc_id}" in [fault.done for fault in report.faults], reason
    with open_snapshot(cluster, MEMBERS) as index:
        assert index.document(doc_id) is None
        assert index.fetch([f"{doc_id}::1"]) == {}
    cluster.close()
    assert [fault for fault in cloned.check(repair=False).faults if fault.what == exposed[0].what] == [], reason


def test_a_paper_with_an_access_that_nobody_has_is_taken_out_and_published_again(cloned: Cloned) -> None:
    cloned.run(f"UPDATE document_versions SET access = 'secret' WHERE doc_id = '{PAPER}'")
    assert f"taken out: {PAPER}" in [fault.done for fault in cloned.check().faults]
    cloned.publish()
    assert cloned.check(repair=False).is_clean
    cluster = Cluster(cloned.urls[0])
    with open_snapshot(cluster, PUBLIC) as index:
        assert index.document(PAPER) is not None
    cluster.close()


def test_a_local_index_that_changed_since_is_no_fault(cloned: Cloned) -> None:
    store = Store(cloned.index / DATABASE_FILE_NAME)
    with store.transaction() as transaction:
        store.documents.remove(transaction, PAPER)
        store.documents.set_authorities(transaction, {"c1/report.txt": "Another Council"})
    store.close()
    assert cloned.check(repair=False).faults == ()
    cloned.publish()
    assert cloned.check(repair=False).faults == ()


def test_servers_are_looked_at_without_a_local_index(cloned: Cloned, tmp_path: Path) -> None:
    cloned.run("UPDATE term_counts SET passages = passages + 1 WHERE term = 'pond'")
    report = check_published(cloned.urls[0], tmp_path / "nowhere", COLLECTION)
    assert list_parts(report) == {"counts"}
    other = check_published(cloned.urls[0], cloned.index, "another collection")
    assert other.is_clean


def test_passages_that_nobody_sees_are_deleted_where_they_are_many(cloned: Cloned) -> None:
    cloned.run("UPDATE document_versions SET fingerprint = ''")
    cloned.publish()
    assert cloned.check().is_clean, "a reader may have begun before the publication"
    long_ago = "[[1, 0], [2, 0]]"
    cloned.run(f"UPDATE settings SET value = '{long_ago}' WHERE key = 'seals'")
    assert list_parts(cloned.check(repair=False)) == {"generations"}
    assert {fault.done for fault in cloned.check().faults} == {"deleted"}
    assert cloned.check().is_clean
    with psycopg.connect(cloned.urls[0]) as connection:
        assert connection.execute("SELECT count(*) FROM document_versions WHERE died IS NOT NULL").fetchone() == (0,)


@pytest.fixture
def publisher(cloned: Cloned) -> Iterator[Callable[[], object]]:
    """Somebody who publishes at the moment."""
    with psycopg.connect(cloned.urls[0], autocommit=True) as connection:
        yield lambda: connection.execute("SELECT pg_advisory_lock(%s)", (PUBLISHING_LOCK,))


def test_nothing_is_repaired_while_somebody_publishes(cloned: Cloned, publisher: Callable[[], object]) -> None:
    publisher()
    with pytest.raises(LockedIndexError):
        cloned.check()
    cloned.run("UPDATE publication SET pending = 'papers'")
    assert cloned.check(repair=False).faults == (), "it is not over yet"


def test_where_nothing_was_published_the_check_says_so(database: str, tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match="nothing was published there"):
        check_published(database, tmp_path, COLLECTION)
