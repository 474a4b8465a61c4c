"""Withdrawals from real servers: in force before the command returns, or said to be still shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from paper_search.access.decisions import load_decisions
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError, StorageError
from paper_search.indexing import builder, published, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.publish import publish
from paper_search.indexing.published import StillShownError, enforce_after_build, forget_places, load_places
from paper_search.storage.lock import lock_index
from paper_search.storage.postgres.session import WriteSession, strip_password
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.postgres_servers import Server, make_servers, stop_servers
from tests.published_papers import dump_seen, find_wrong_counts, list_seen, open_published

ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring by the usual contractors.\n"
MERMAID = "MERMAIDS\n\n1. Councillor Quill of Larkford was seen with a mermaid on the quay in March, says the report.\n"
PAPER, COPY, REPRINT, OTHER = "cabinet/mermaid.txt", "copies/mermaid.txt", "copies/reprint.txt", "roads.txt"
MERMAIDS = {PAPER, REPRINT}
"""The documents of these words; the copy is the same file at another place."""


class Corpus:
    """A corpus with its index."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self._encoder = folder / "corpus", folder / "index", encoder

    def write(self, name: str, text: str) -> None:
        (self.corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (self.corpus / name).write_text(text, encoding="utf-8")

    def build(self) -> None:
        limits = ReaderLimits(processes=1)
        builder.build(self.corpus, self.index, self._encoder, limits)

    def publish(self, url: str, *shards: str, collection: str = "papers") -> tuple[str, ...]:
        return publish(self.index, url, collection, shards, corpus=self.corpus).notes

    def withdraw(self, name: str) -> str | None:
        return published.withdraw(self.corpus, self.index, name, "names a child", lock_index).note

    def release(self, name: str) -> None:
        withdrawals.release(self.corpus, self.index, name, "corrected")

    def is_shown_here(self, name: str) -> bool:
        with closing(Store(self.index / DATABASE_FILE_NAME)) as store:
            return store.documents.find_document(name) is not None

    def copy_to(self, folder: Path) -> Corpus:
        shutil.copytree(self.corpus.parent, folder)
        return Corpus(folder, self._encoder)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Corpus:
    """A paper, a copy of its file, one of its words, and another paper."""
    papers = Corpus(tmp_path_factory.mktemp("built"), encoder)
    texts = {PAPER: MERMAID, COPY: MERMAID, REPRINT: MERMAID.replace("\n\n", "\n\n\n"), OTHER: ROADS}
    for name, text in texts.items():
        papers.write(name, text)
    papers.build()
    return papers


@pytest.fixture
def papers(built: Corpus, tmp_path: Path) -> Corpus:
    return built.copy_to(tmp_path / "papers")


def list_rows(url: str, words: str) -> list[str]:
    """Return the tables of a database that hold some words in any row, seen or not."""
    tables = ("document_versions", "texts", "passages", "findable_passages", "register_entries", "term_counts")
    with psycopg.connect(url) as connection:
        found = (
            connection.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s".encode(), (f"%{words}%",))
            for table in tables
        )
        return [table for table, cursor in zip(tables, found, strict=True) if (cursor.fetchone() or (0,))[0]]


def test_a_withdrawal_takes_the_paper_and_its_copies_out_of_every_server(papers: Corpus, databases: list[str]) -> None:
    papers.publish(databases[0], *databases[1:])
    with open_published(databases[0]) as transaction:
        before = transaction.state.revision
    note = papers.withdraw(PAPER)
    assert "Taken out of postgresql://" in (note or "")
    assert list_seen(databases[0]) == [OTHER]
    # Nothing is left in any row either.
    assert [list_rows(url, "mermaid") for url in databases] == [[], [], []]
    assert not find_wrong_counts(databases[0])
    with open_published(databases[0]) as transaction:
        assert transaction.state.revision == before + 1
    # It is listed as withdrawn at once, and the next publication has nothing to do.
    assert any(PAPER in row and "withdrawn" in row for row in dump_seen(databases[0])["unread"])
    listed = dump_seen(databases[0])["unread"]
    papers.build()
    papers.publish(databases[0])
    assert (list_seen(databases[0]), dump_seen(databases[0])["unread"]) == ([OTHER], listed)


def test_a_withdrawal_in_an_old_generation_leaves_every_count_right(papers: Corpus, database: str) -> None:
    papers.publish(database)
    papers.write("cabinet/second.txt", MERMAID.replace("mermaid", "kraken"))
    papers.build()
    papers.publish(database)
    papers.withdraw("cabinet/second.txt")
    assert not find_wrong_counts(database)
    papers.withdraw(PAPER)
    assert not find_wrong_counts(database)
    with psycopg.connect(database) as connection:
        # The counts of the generations before are right too: somebody may be reading one.
        for generation in (1, 2):
            connection.execute("SELECT set_config('paper_search.generation', %s, false)", (str(generation),))
            counts = connection.execute(
                "SELECT (SELECT sum(passages) FROM term_counts WHERE is_seen(born, died)),"
                " (SELECT count(*) FROM findable_passages, unnest(tsvector_to_array(words)) WHERE is_seen(born, died))"
            ).fetchone()
            assert counts is not None
            assert counts[0] == counts[1] > 0


def test_copies_in_other_collections_go_too_and_do_not_come_back(
    papers: Corpus, tmp_path: Path, encoder: Encoder, databases: list[str]
) -> None:
    other = Corpus(tmp_path / "other", encoder)
    other.write("other/copy.txt", MERMAID.replace("\n\n", "\n\n\n\n"))
    # The same path within its corpus, and another paper.
    other.write("other/plain.txt", ROADS.replace("spring", "autumn"))
    other.build()
    papers.publish(databases[0], *databases[1:])
    other.publish(databases[0], collection="other")
    papers.withdraw(PAPER)
    assert list_seen(databases[0]) == ["other/plain.txt", OTHER]
    assert any("other/copy.txt" in note for note in other.publish(databases[0], collection="other"))
    assert list_seen(databases[0]) == ["other/plain.txt", OTHER]
    papers.release(PAPER)
    papers.build()
    papers.publish(databases[0])
    other.publish(databases[0], collection="other")
    assert set(list_seen(databases[0])) == {*MERMAIDS, OTHER, "other/plain.txt", "other/copy.txt"}
    assert not find_wrong_counts(databases[0])


def test_a_stale_index_brings_nothing_back_and_a_release_does(papers: Corpus, tmp_path: Path, database: str) -> None:
    stale = papers.copy_to(tmp_path / "stale")
    papers.publish(database)
    papers.withdraw(PAPER)
    # Somebody publishes a copy of the index, and of the papers, from before the withdrawal.
    notes = stale.publish(database)
    assert any("they were withdrawn" in note for note in notes)
    assert list_seen(database) == [OTHER]
    papers.release(PAPER)
    papers.build()
    papers.publish(database)
    assert set(list_seen(database)) == {*MERMAIDS, OTHER}
    with open_published(database) as transaction:
        assert transaction.fetch_directory("SELECT * FROM withdrawn") == []
    # Withdrawn again it goes again.
    papers.withdraw(PAPER)
    assert list_seen(database) == [OTHER]


def test_what_a_build_holds_back_goes_at_once(papers: Corpus, database: str) -> None:
    papers.publish(database)
    papers.write("copies/mermaid.json", '{"status": "exempt"}')
    papers.write("cabinet/exempt/manifest.csv", "")
    papers.write(OTHER, f"NOT FOR PUBLICATION\n\nExempt by virtue of paragraph 3 of Schedule 12A.\n\n{ROADS}")
    papers.build()
    assert not papers.is_shown_here(OTHER)
    notes = enforce_after_build(papers.corpus, papers.index)
    assert any("held back since this build" in note for note in notes)
    assert OTHER not in list_seen(database)
    assert list_rows(database, "potholes") == []
    # Nothing was decided since, so no server is asked.
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE publication RENAME TO hidden")
    assert enforce_after_build(papers.corpus, papers.index) == ()


def test_a_withdrawal_during_a_publication_is_in_force_when_that_ends(
    papers: Corpus, databases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from paper_search.indexing import publish as publishing
    from paper_search.storage.postgres.publication import Publication

    papers.publish(databases[0], *databases[1:])
    papers.write("cabinet/new.txt", MERMAID.replace("mermaid", "kraken"))
    papers.build()
    finish, steps = Publication.finish_writing, []

    def withdraw_meanwhile(publication: Publication) -> None:
        finish(publication)
        steps.append(papers.withdraw(PAPER))
        steps.append(papers.withdraw("cabinet/new.txt"))

    monkeypatch.setattr(publishing.Publication, "finish_writing", withdraw_meanwhile)
    papers.publish(databases[0])
    assert len(steps) == 2
    assert list_seen(databases[0]) == [OTHER]
    assert [list_rows(url, "kraken") + list_rows(url, "mermaid") for url in databases] == [[], [], []]
    assert not find_wrong_counts(databases[0])
    assert any("cabinet/new.txt" in row and "withdrawn" in row for row in dump_seen(databases[0])["unread"])


def test_a_paper_that_the_publication_wrote_after_the_withdrawal_is_not_shown(
    papers: Corpus, databases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from paper_search.indexing import publish as publishing
    from paper_search.storage.postgres.publication import Publication

    papers.publish(databases[0], *databases[1:])
    papers.write("cabinet/new.txt", MERMAID.replace("mermaid", "kraken"))
    papers.build()
    start = Publication.start

    def withdraw_first(publication: Publication, plan: object) -> None:
        start(publication, plan)  # type: ignore[arg-type]
        papers.withdraw("cabinet/new.txt")

    monkeypatch.setattr(publishing.Publication, "start", withdraw_first)
    papers.publish(databases[0])
    assert "cabinet/new.txt" not in list_seen(databases[0])
    assert [list_rows(url, "kraken") for url in databases] == [[], [], []]
    assert not find_wrong_counts(databases[0])


# -- what stands in the way ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_servers() -> Iterator[list[Server]]:
    """Two servers that these tests stop and start again."""
    servers, folder = make_servers(2)
    yield servers
    stop_servers(servers, folder)


@pytest.mark.parametrize("stopped", [0, 1], ids=["the first server", "another server"])
@pytest.mark.rare_rows("the first server")
def test_a_withdrawal_that_cannot_reach_a_server_says_that_the_paper_is_still_shown(
    papers: Corpus, own_servers: list[Server], stopped: int
) -> None:
    urls = [server.create_database() for server in own_servers]
    papers.publish(urls[0], urls[1])
    before = dump_seen(urls[0])
    own_servers[stopped].stop()
    try:
        with pytest.raises(StillShownError, match=rf"{PAPER} is STILL SHOWN .*postgresql://127.0.0.1:\d+/test_\d+"):
            papers.withdraw(PAPER)
        assert not papers.is_shown_here(PAPER)
        assert load_decisions(papers.corpus).find_withdrawal((PAPER,), "")
    finally:
        own_servers[stopped].start()
    # Nothing was lost, and the same command ends it.
    assert dump_seen(urls[0])["documents"] == before["documents"]
    assert "Taken out of" in (papers.withdraw(PAPER) or "")
    assert list_seen(urls[0]) == [OTHER]
    assert not find_wrong_counts(urls[0])


def test_the_next_publication_completes_what_a_withdrawal_could_not(papers: Corpus, own_servers: list[Server]) -> None:
    urls = [server.create_database() for server in own_servers]
    papers.publish(urls[0], urls[1])
    own_servers[1].stop()
    try:
        with pytest.raises(StillShownError):
            papers.withdraw(PAPER)
    finally:
        own_servers[1].start()
    papers.publish(urls[0])
    assert list_seen(urls[0]) == [OTHER]
    assert [list_rows(url, "mermaid") for url in urls] == [[], []]


def test_a_database_that_is_gone_can_be_forgotten(papers: Corpus, own_servers: list[Server]) -> None:
    url = own_servers[0].create_database()
    papers.publish(url)
    with psycopg.connect(own_servers[0].url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{url.rsplit("/", 1)[1]}"'.encode())
    with pytest.raises(StillShownError, match="--forget"):
        papers.withdraw(PAPER)
    with closing(Store(papers.index / DATABASE_FILE_NAME)) as store:
        assert forget_places(store, strip_password(url))
        assert load_places(store) == ()
    papers.withdraw(PAPER)


def test_a_withdrawal_waits_for_whoever_counts(papers: Corpus, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paper_search.storage.postgres.session.LOCK_SECONDS", 1)
    papers.publish(database)
    with (
        WriteSession(database, 10) as session,
        session.lock_changing(),
        pytest.raises(StillShownError, match="has been changing it"),
    ):
        papers.withdraw(PAPER)
    # No publication that is running brings it back.
    with open_published(database) as transaction:
        assert PAPER in {row["doc_id"] for row in transaction.fetch_directory("SELECT doc_id FROM withdrawn")}
    papers.withdraw(PAPER)
    assert list_seen(database) == [OTHER]


def test_an_unknown_paper_is_no_withdrawal(papers: Corpus, database: str) -> None:
    papers.publish(database)
    with pytest.raises(CorpusError):
        papers.withdraw("nowhere.txt")
    assert len(list_seen(database)) == 3


def test_the_password_is_kept_nowhere(papers: Corpus, database: str) -> None:
    papers.publish(database.replace("postgres@", "postgres:very-secret@"))
    with closing(Store(papers.index / DATABASE_FILE_NAME)) as store:
        assert "very-secret" not in (store.get_meta("published") or "")
        assert [place.collection for place in load_places(store)] == ["papers"]
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE withdrawn RENAME TO hidden")
        connection.commit()
    with pytest.raises(StorageError) as fault:
        papers.withdraw(PAPER)
    assert "very-secret" not in str(fault.value)
