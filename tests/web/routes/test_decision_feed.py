"""The feed and the table of decisions over HTTP: the limits of the list, an entry a decision, and 304."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.components.atom import ATOM_NAMESPACE, MEDIA_TYPE
from tests import register_corpus as held
from tests.site import GENEROUS_LIMITS

NAMES = {"a": ATOM_NAMESPACE}
LONG_AGO, LATELY = "2020-02-02T02:02:02Z", "2099-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def client(register_library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(register_library, settings=GENEROUS_LIMITS)) as opened:
        yield opened


def read_feed(client: TestClient, address: str = "/decisions/feed") -> ElementTree.Element:
    served = client.get(address)
    assert served.status_code == 200, served.text
    assert served.headers["content-type"] == f"{MEDIA_TYPE}; charset=utf-8"
    return ElementTree.fromstring(served.content)


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [match.text or "" for match in element.findall(path, NAMES)]


def test_an_entry_is_a_decision_letter_for_letter_with_its_citation(
    client: TestClient, register_library: Library
) -> None:
    feed = read_feed(client)
    entries = feed.findall("a:entry", NAMES)
    contents = {text.rpartition("\n\n— ")[0] for entry in entries for text in texts(entry, "a:content")}
    assert contents == {record.decision.entry.source.text for record in register_library.list_decisions().decisions}
    ids = texts(feed, "a:entry/a:id")
    assert len(ids) == len(set(ids))
    for entry in entries:
        assert all(texts(entry, f"a:{name}")[0] for name in ("title", "updated", "published", "author/a:name"))
        link = entry.find("a:link", NAMES)
        assert link is not None
        url = urlsplit(link.get("href", ""))
        assert client.get(f"{url.path}?{url.query}").status_code == 200


LIMITS = [
    ("", 8, "Ask the papers: All decisions", "all"),
    ("?outcome=refused", 1, "Ask the papers: Decisions · refused", "an outcome"),
    ("?authority=Larkford+Parish+Council", 1, "Ask the papers: Decisions · Larkford Parish Council", "a council"),
    ("?q=mermaids", 0, "Ask the papers: Decisions · “mermaids”", "none fits"),
    ("?outcome=noted&page=2", 1, "Ask the papers: Decisions · noted", "a page of the list is no limit"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "number", "title", "reason"), LIMITS, ids=[reason for *_, reason in LIMITS])
def test_the_limits_of_the_list_hold(client: TestClient, query: str, number: int, title: str, reason: str) -> None:
    feed = read_feed(client, f"/decisions/feed{query}")
    assert len(feed.findall("a:entry", NAMES)) == number
    assert texts(feed, "a:title") == [title]
    rows = csv.reader(io.StringIO(client.get(f"/decisions/csv{query}").content.decode("utf-8-sig"), newline=""))
    assert len(list(rows)) == number + 1


def test_a_reader_that_has_it_is_told_so(client: TestClient) -> None:
    first = client.get("/decisions/feed?outcome=refused")
    etag = first.headers["etag"]
    again = client.get("/decisions/feed?outcome=refused", headers={"if-none-match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get("/decisions/feed?outcome=noted", headers={"if-none-match": etag}).status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"


WRONG = [
    ("since=tomorrow", "a date that is none"),
    ("authority=Nowhere", "a council that is not held"),
]


@pytest.mark.parametrize("door", ["feed", "csv"])
@pytest.mark.parametrize(("query", "reason"), WRONG, ids=[reason for _, reason in WRONG])
def test_what_cannot_be_made_is_refused_in_words(client: TestClient, door: str, query: str, reason: str) -> None:
    refused = client.get(f"/decisions/{door}?{query}")
    assert refused.status_code == 400
    assert refused.headers["content-type"].startswith("text/plain")
    assert refused.text


def test_the_table_is_sent_to_be_kept(client: TestClient) -> None:
    table = client.get("/decisions/csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == 'attachment; filename="council-decisions.csv"'
    assert "no-store" in table.headers["cache-control"]
    assert f"\"'{held.FORMULA[:10]}" in table.text


def test_decisions_of_papers_that_came_last_stand_first_and_old_ones_are_no_news(
    tmp_path: Path, encoder: Encoder
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    held.write_corpus(corpus)
    held.build_register(corpus, index, encoder)
    with sqlite3.connect(index / "papers.db") as connection:
        # A build may be at work when a second ends: the others came together.
        connection.execute("UPDATE arrivals SET changed_at = (SELECT min(changed_at) FROM arrivals)")
        connection.execute("UPDATE arrivals SET changed_at = ? WHERE doc_id = ?", (LONG_AGO, held.MINUTES))
        connection.execute("UPDATE arrivals SET changed_at = ? WHERE doc_id = ?", (LATELY, held.LEDGER))
    connection.close()
    with TestClient(create_app(open_library(corpus, index, encoder))) as client:
        feed = read_feed(client)
    assert texts(feed, "a:entry/a:title") == ["Resolved: The ledger", f"Agreed: {held.ROUTE}", "Agreed: The pond"]
    assert texts(feed, "a:updated") == [LATELY]
