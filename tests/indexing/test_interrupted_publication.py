"""Publications that are killed at any point: readers see the old generation whole, and the next run completes it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from paper_search.errors import LockedIndexError
from paper_search.indexing.publish import publish
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.storage.postgres.connection import Cluster
from tests.indexing.interrupted_publication import POINTS, SEALED_POINTS, UNDO_POINTS
from tests.postgres_servers import Server
from tests.published_papers import (
    PaperDesk,
    count_torn_documents,
    dump_seen,
    find_wrong_counts,
    list_seen,
    open_published,
)

ANY = RemovalLimit(is_lifted=True)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> PaperDesk:
    """An index as it is to be published for the second time."""
    desk = PaperDesk(tmp_path_factory.mktemp("second") / "desk")
    desk.fill()
    return desk


@pytest.fixture(scope="module")
def changed(desk: PaperDesk, tmp_path_factory: pytest.TempPathFactory) -> PaperDesk:
    """The same, with papers that came, changed, moved to another council and went."""
    changed = PaperDesk(tmp_path_factory.mktemp("changed") / "desk")
    changed.fill()
    for name in ("c0/paper-00.txt", "c1/paper-01.txt"):
        changed.add(name, "Other words of the Housing Revenue Account (HRA).", authority="Larkford Parish Council")
    changed.add("c2/paper-02.txt", authority="Ferndale Town Council")
    changed.add("c2/new.txt", authority="Kings Marsh Borough Council")
    changed.remove("c2/paper-05.txt")
    return changed


@pytest.fixture(scope="module")
def wanted(desk: PaperDesk, changed: PaperDesk, postgres_servers: list[Server]) -> tuple[dict[str, list[str]], ...]:
    """What readers see of both, each published on one server in one go."""
    return tuple(map(_publish_fresh, (desk, changed), (postgres_servers[0],) * 2))


def _publish_fresh(desk: PaperDesk, server: Server) -> dict[str, list[str]]:
    url = server.create_database()
    publish(desk.index, url)
    return dump_seen(url)


class Publisher:
    """The program that publishes in processes of their own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.indexing.interrupted_publication"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def publish(
        self, desk: PaperDesk, urls: list[str], point: str | None = None, collection: str = "papers"
    ) -> dict[str, Any]:
        self.begin(desk, urls, point, collection)
        return self.end()

    def begin(self, desk: PaperDesk, urls: list[str], point: str | None, collection: str) -> None:
        assert self._process.stdin
        order = {"index": str(desk.index), "url": urls[0], "shards": urls[1:], "collection": collection}
        self._process.stdin.write(json.dumps(order | {"point": point}) + "\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        assert self._process.stdout
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(120)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.close()


KILLED = {"signal": signal.SIGKILL, "error": None}
DONE = {"signal": None, "error": None}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("point", POINTS)
def test_a_publication_that_was_killed_is_completed_by_the_next(
    point: str,
    publisher: Publisher,
    desk: PaperDesk,
    changed: PaperDesk,
    wanted: tuple[dict[str, list[str]], ...],
    databases: list[str],
) -> None:
    publish(desk.index, databases[0], shards=databases[1:])
    assert publisher.publish(changed, databases, point) == KILLED
    is_sealed = point in SEALED_POINTS
    assert dump_seen(databases[0]) == wanted[is_sealed], "readers see one generation, whole"
    with open_published(databases[0]) as transaction:
        assert count_torn_documents(transaction) == 0
    report = publish(changed.index, databases[0], removal_limit=ANY)
    assert report.generation == 2 + is_sealed
    assert dump_seen(databases[0]) == wanted[1]
    assert not find_wrong_counts(databases[0])


FIRST_POINTS = (
    "before anything is written",
    "before the first paper",
    "after the third paper",
    "in the counts",
    "after the counts of one server",
    "after the seal",
)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("point", FIRST_POINTS)
def test_a_first_publication_that_was_killed_is_completed_by_the_next(
    point: str,
    publisher: Publisher,
    desk: PaperDesk,
    wanted: tuple[dict[str, list[str]], ...],
    databases: list[str],
) -> None:
    assert publisher.publish(desk, databases, point) == KILLED
    assert len(list_seen(databases[0])) == (12 if point in SEALED_POINTS else 0)
    publish(desk.index, databases[0], shards=databases[1:])
    assert dump_seen(databases[0]) == wanted[0]
    assert not find_wrong_counts(databases[0])


@pytest.mark.sampled(3)
@pytest.mark.parametrize("point", UNDO_POINTS)
def test_what_a_killed_publication_left_is_taken_back_before_another_collection_is_published(
    point: str,
    publisher: Publisher,
    desk: PaperDesk,
    changed: PaperDesk,
    tmp_path: Path,
    wanted: tuple[dict[str, list[str]], ...],
    databases: list[str],
) -> None:
    publish(desk.index, databases[0], shards=databases[1:])
    assert publisher.publish(changed, databases, "after the counts of one server") == KILLED
    other = PaperDesk(tmp_path / "other")
    other.add("other/report.txt", authority="Larkford Parish Council")
    assert publisher.publish(other, databases, point, "other") == KILLED
    assert dump_seen(databases[0]) == wanted[0]
    publish(other.index, databases[0], "other")
    assert list_seen(databases[0]) == sorted([*list_names(desk), "other/report.txt"])
    assert not find_wrong_counts(databases[0])
    publish(changed.index, databases[0], removal_limit=ANY)
    assert list_seen(databases[0]) == sorted([*list_names(changed), "other/report.txt"])
    assert not find_wrong_counts(databases[0])


def list_names(desk: PaperDesk) -> list[str]:
    return [document.doc_id for document in desk.store.documents.list_documents_and_copies()]


def test_a_publication_that_is_resumed_with_other_papers_shows_those(
    publisher: Publisher,
    desk: PaperDesk,
    changed: PaperDesk,
    wanted: tuple[dict[str, list[str]], ...],
    databases: list[str],
) -> None:
    publish(desk.index, databases[0], shards=databases[1:])
    for point in ("after all papers", "after the counts of all servers"):
        assert publisher.publish(changed, databases, point) == KILLED
        # The index went back to what is published already.
        assert publish(desk.index, databases[0], removal_limit=ANY).unchanged >= 8
        assert dump_seen(databases[0]) == wanted[0]
        assert not find_wrong_counts(databases[0])


@pytest.mark.exhaustive
def test_no_reader_sees_two_generations_across_twenty_publications(
    desk: PaperDesk, tmp_path: Path, databases: list[str]
) -> None:
    moving = PaperDesk(tmp_path / "moving")
    councils = ("Ferndale Town Council", "Larkford Parish Council", "Kings Marsh Borough Council")

    def rewrite(number: int) -> None:
        for place, council in enumerate(councils):
            for paper in range(2):
                moving.add(f"c{place}/paper-{paper}.txt", f"This is edition {number}.", authority=council)

    rewrite(0)
    publish(moving.index, databases[0], shards=databases[1:])
    found: list[tuple[int, int]] = []
    is_done = threading.Event()

    def read() -> None:
        with closing(Cluster(databases[0])) as cluster:
            while not is_done.is_set():
                with cluster.read() as transaction:
                    query = (
                        "SELECT DISTINCT substring(p.text FROM 'edition [0-9]+') AS edition FROM documents"
                        " JOIN passages p USING (document_row) WHERE p.text LIKE 'This is%%'"
                    )
                    editions = {row["edition"] for row in transaction.fetch_all(query)}
                    again = {row["edition"] for row in transaction.fetch_all(query)}
                    found.append((len(editions | again), count_torn_documents(transaction)))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 21):
            rewrite(number)
            assert len(publish(moving.index, databases[0]).changed) == 6
    finally:
        is_done.set()
        for reader in readers:
            reader.join()
    assert len(found) >= 20
    assert set(found) == {(1, 0)}


def test_two_publishers_at_once_never_mix(
    publisher: Publisher,
    desk: PaperDesk,
    changed: PaperDesk,
    wanted: tuple[dict[str, list[str]], ...],
    databases: list[str],
) -> None:
    publish(desk.index, databases[0], shards=databases[1:])
    publisher.begin(changed, databases, None, "papers")
    try:
        publish(desk.index, databases[0])
        refused = ""
    except LockedIndexError as error:
        refused = str(error)
    other = publisher.end()["error"] or ""
    assert [fault for fault in (refused, other) if fault] in ([], [refused or other])
    assert all("another publication is running there" in fault for fault in (refused, other) if fault)
    publish(changed.index, databases[0], removal_limit=ANY)
    assert dump_seen(databases[0]) == wanted[1]
