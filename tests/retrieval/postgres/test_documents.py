"""Documents of several servers in one order, however few a server gives at a time."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from paper_search.records import MEMBERS
from paper_search.retrieval.postgres import documents
from tests.retrieval.postgres.worlds import Published, make_register_world, publish_everywhere


@pytest.fixture
def councils(tmp_path: Path, databases: list[str]) -> Published:
    """Papers of several councils, on three servers."""
    make_register_world(tmp_path).close()
    return publish_everywhere(tmp_path, databases)


def test_documents_come_in_order_whatever_the_batch(councils: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    with councils.read(MEMBERS) as (local, cluster):
        expected = list(local.documents())
        assert len(expected) > 20
        for batch in (1, 2, 3, 7, len(expected), 500):
            monkeypatch.setattr(documents, "_BATCH", batch)
            assert list(cluster.documents()) == expected, batch


def test_the_first_documents_need_no_more_than_a_batch(councils: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_BATCH", 2)
    with councils.read(MEMBERS) as (local, cluster):
        assert list(islice(cluster.documents(), 3)) == list(islice(local.documents(), 3))
        assert cluster.document("c0/minutes.txt") == local.document("c0/minutes.txt"), "others may be read meanwhile"
