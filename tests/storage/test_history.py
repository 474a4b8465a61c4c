"""When papers came: what makes one new, what does not, and what an index made anew in place of another says."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from paper_search.records import Arrival, Filters
from paper_search.records.index import DocumentEntry
from paper_search.storage.store import Store
from paper_search.storage.transfer import copy_arrivals
from tests.samples import paper

LONG_AGO = "2020-02-02T02:02:02Z"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of one paper that came long ago, with the words it still has."""
    made = Store(tmp_path / "papers.db", create=True)
    _add_paper(made, "old.txt", "the same")
    _set_back(made, "old.txt")
    return made


def _add_paper(store: Store, name: str, content: str) -> None:
    document, text, passages = paper(name, "Potholes are repaired within two days.")
    with store.transaction() as transaction:
        store.documents.replace_file(
            transaction,
            document.source,
            "origin",
            [
                DocumentEntry(
                    replace(document, sha256=content), text, passages, [passage.standing_text for passage in passages]
                )
            ],
        )


def _set_back(store: Store, name: str) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute(
            "UPDATE arrivals SET added_at = ?, changed_at = ? WHERE doc_id = ?", (LONG_AGO,) * 2 + (name,)
        )
    connection.close()


def _read_again(store: Store) -> None:
    _add_paper(store, "old.txt", "the same")


def _change_paper(store: Store) -> None:
    _add_paper(store, "old.txt", "another")


def _remove_and_restore(store: Store) -> None:
    with store.transaction() as transaction:
        store.documents.remove(transaction, "old.txt")
    _add_paper(store, "old.txt", "the same")


def _other(store: Store) -> None:
    _add_paper(store, "new.txt", "the same")


CASES = [
    (_read_again, "old.txt", False, False, "the same content, read by a newer version"),
    (_remove_and_restore, "old.txt", False, False, "it was out of sight for a while"),
    (_change_paper, "old.txt", False, True, "another content at the same place"),
    (_other, "new.txt", True, True, "another paper, though its content is known"),
]


@pytest.mark.parametrize(("act", "name", "is_added", "is_changed", "reason"), CASES, ids=[c[-1] for c in CASES])
def test_what_makes_a_paper_new(
    store: Store, act: Callable[[Store], None], name: str, is_added: bool, is_changed: bool, reason: str
) -> None:
    act(store)
    came = store.history.find_arrivals([name])[name]
    assert (came.added_at != LONG_AGO, came.changed_at != LONG_AGO) == (is_added, is_changed)
    today = datetime.now(UTC).date()
    shown = store.statistics.measure_coverage(Filters(indexed_since=today)).papers
    assert shown == int(is_changed)


def test_a_limit_to_what_came_is_applied_to_words_too(store: Store) -> None:
    _other(store)
    found = store.fulltext.search_bm25(["potholes"], Filters(indexed_since=date(2024, 1, 1)), 10)
    assert [each.passage_id for each in found] == ["new.txt::1"]
    assert len(store.fulltext.search_bm25(["potholes"], Filters(indexed_since=date(2020, 2, 2)), 10)) == 2


def test_an_index_made_anew_takes_over_what_came_when(store: Store, tmp_path: Path) -> None:
    anew = Store(tmp_path / "papers.next.db", create=True)
    copy_arrivals(anew.database, store.path)
    _add_paper(anew, "old.txt", "the same")
    assert anew.history.find_arrivals(["old.txt"]) == {"old.txt": Arrival(LONG_AGO, LONG_AGO)}


@pytest.mark.parametrize(
    ("built_at", "moment", "reason"),
    [
        ("2021-05-05T05:05:05+00:00", "2021-05-05T05:05:05Z", "the last build is when it was there at the latest"),
        (None, "1970-01-01T00:00:00Z", "never built to the end, and still not new"),
    ],
)
def test_what_an_index_of_an_older_layout_holds_counts_as_held(
    store: Store, tmp_path: Path, built_at: str | None, moment: str, reason: str
) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.executescript("DROP TRIGGER document_arrived; DROP TABLE arrivals;")
    connection.close()
    if built_at:
        store.set_meta({"built_at": built_at})
    successor = Store(tmp_path / "papers.next.db", create=True)
    copy_arrivals(successor.database, store.path)
    assert successor.history.find_arrivals(["old.txt"]) == {"old.txt": Arrival(moment, moment)}, reason
    _add_paper(successor, "new.txt", "the same")
    assert successor.history.find_arrivals(["new.txt"])["new.txt"].added_at > LONG_AGO


SECOND = datetime(2020, 2, 2, 2, 2, 2, tzinfo=UTC)
"""That of ``LONG_AGO``."""
BETWEEN = [
    (SECOND, None, 1, "from the very second"),
    (SECOND + timedelta(seconds=1), None, 0, "from the next"),
    (None, SECOND, 0, "before the very second"),
    (None, SECOND + timedelta(seconds=1), 1, "before the next"),
    (SECOND, SECOND + timedelta(seconds=1), 1, "within the second"),
    (SECOND.astimezone(timezone(timedelta(hours=5))), None, 1, "the same second elsewhere"),
    (date(2020, 2, 2), SECOND, 0, "a day and a second"),
]


@pytest.mark.parametrize(("since", "before", "count", "reason"), BETWEEN, ids=[case[-1] for case in BETWEEN])
def test_papers_that_came_between_two_seconds(
    store: Store, since: date | None, before: datetime | None, count: int, reason: str
) -> None:
    filters = Filters(indexed_since=since, indexed_before=before)
    assert store.statistics.measure_coverage(filters).papers == count
    assert bool(filters)
