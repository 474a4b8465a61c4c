"""The queue of builds on a real server: who gets what, and what becomes of the folder of a dead worker."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from paper_search.errors import MissingIndexError, StorageError
from paper_search.storage.postgres.build_queue import MAX_ATTEMPTS, BuildQueue
from paper_search.storage.postgres.connection import connect

FOLDERS = tuple(f"council-{number:02}" for number in range(12))
LONG, AT_ONCE = 600.0, 0.0
"""After how many seconds a worker counts as dead."""


@pytest.fixture
def queue(database: str) -> Iterator[BuildQueue]:
    with closing(BuildQueue(database)) as opened:
        opened.enqueue(FOLDERS, "encoder one", 8)
        yield opened


def states(queue: BuildQueue) -> dict[str, str]:
    return {entry.folder: entry.state for entry in queue.list_folders()}


def test_many_workers_never_take_the_same(database: str, queue: BuildQueue) -> None:
    def take_all(worker: str) -> list[str]:
        taken = []
        with closing(BuildQueue(database)) as own:
            while (entry := own.take(worker, LONG)) is not None:
                taken.append(entry.folder)
        return taken

    with ThreadPoolExecutor(4) as executor:
        shares = list(executor.map(take_all, "abcd"))
    assert sorted(folder for share in shares for folder in share) == sorted(FOLDERS)
    assert set(states(queue).values()) == {"building"}


def test_what_a_dead_worker_left_goes_to_another_and_not_back(queue: BuildQueue) -> None:
    first = queue.take("one", LONG)
    assert first and first.attempts == 1
    again = next(entry for entry in iter(lambda: queue.take("two", AT_ONCE), None) if entry.folder == first.folder)
    assert (again.worker, again.attempts) == ("two", 2)
    for action in (queue.beat, queue.finish):
        assert not action(first.folder, "one"), "the dead worker woke up"
    assert not queue.fail(first.folder, "one", "late", may_retry=True)
    assert queue.beat(first.folder, "two")
    assert queue.finish(first.folder, "two")
    assert states(queue)[first.folder] == "done"


def test_a_worker_that_speaks_keeps_its_folder(queue: BuildQueue) -> None:
    taken = queue.take("one", LONG)
    assert taken
    others = [entry.folder for entry in iter(lambda: queue.take("two", LONG), None)]
    assert taken.folder not in others
    assert len(others) == len(FOLDERS) - 1


def test_a_folder_whose_workers_die_is_given_up(queue: BuildQueue) -> None:
    queue.enqueue(["council-00"], "encoder one", 8, are_all=True)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        taken = queue.take("one", AT_ONCE)
        assert taken and taken.attempts == attempt
    assert queue.take("one", AT_ONCE) is None
    (entry,) = queue.list_folders()
    assert (entry.state, entry.fault) == ("failed", f"Its worker ended without a word, {MAX_ATTEMPTS} times.")


RETRIES = [
    (True, ["waiting", "waiting", "failed"], "a server that cannot be reached may come back, but not for ever"),
    (False, ["failed"], "a mistake in a manifest stays until a person mends it"),
]


@pytest.mark.parametrize(("may_retry", "expected", "reason"), RETRIES, ids=[reason for *_, reason in RETRIES])
def test_a_fault_is_kept_in_words(queue: BuildQueue, may_retry: bool, expected: list[str], reason: str) -> None:
    queue.enqueue(["council-00"], "encoder one", 8, are_all=True)
    for state in expected:
        assert queue.take("one", LONG)
        assert queue.fail("council-00", "one", "the manifest, line 3", may_retry=may_retry)
        (entry,) = queue.list_folders()
        assert (entry.state, entry.fault, entry.worker) == (state, "the manifest, line 3", None)
    assert queue.take("one", LONG) is None


def test_what_is_put_in_again_is_no_other_queue(queue: BuildQueue) -> None:
    done, building = queue.take("one", LONG), queue.take("two", LONG)
    assert done and building
    queue.finish(done.folder, "one")
    before = queue.list_folders()
    assert [entry for entry in before if entry.state == "waiting"]
    assert queue.enqueue(FOLDERS, "encoder one", 8) == queue.enqueue(FOLDERS, "encoder one", 8)
    assert states(queue) == dict.fromkeys(FOLDERS, "waiting") | {building.folder: "building"}
    assert set(states(queue)) == set(FOLDERS)
    queue.enqueue(["council-05"], "encoder one", 8)
    assert set(states(queue)) == set(FOLDERS), "one is put in beside the others"
    queue.enqueue(["council-05"], "encoder one", 8, are_all=True)
    assert set(states(queue)) == {"council-05", building.folder}, "the others leave, unless they are being built"


def test_there_is_one_encoder_for_all(database: str, queue: BuildQueue) -> None:
    assert queue.read_encoder() == "encoder one"
    queue.enqueue(FOLDERS, "encoder two", 8)
    assert queue.read_encoder() == "encoder two", "nothing is published yet"
    connect(database).execute("INSERT INTO settings VALUES ('encoder', 'encoder two')")
    with pytest.raises(StorageError, match="PAPER_SEARCH_PRECISION"):
        queue.enqueue(FOLDERS, "encoder one", 8)


def test_a_database_without_a_queue_says_so(database: str) -> None:
    with closing(BuildQueue(database)) as empty, pytest.raises(MissingIndexError, match="build --enqueue"):
        empty.list_folders()


def test_a_queue_outlives_its_connection(database: str, queue: BuildQueue) -> None:
    connect(database).execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()"
    )
    assert queue.take("one", LONG)
