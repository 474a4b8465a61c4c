"""The feed of a question: well made, the same while nothing changes, and of what came lately alone."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import MEMBERS, PUBLIC
from paper_search.web import create_app
from paper_search.web.components.atom import ATOM_NAMESPACE, MEDIA_TYPE
from paper_search.web.forms import SearchForm, build_feed_url, build_search_url
from paper_search.web.html import render, render_macro

NAMES = {"a": ATOM_NAMESPACE}
QUESTION = "/feed?q=what+did+Ofsted+say+about+management+oversight"
LONG_AGO = "2020-02-02T02:02:02Z"


def _feed(client: TestClient, address: str = QUESTION) -> ElementTree.Element:
    served = client.get(address)
    assert served.status_code == 200, served.text
    return ElementTree.fromstring(served.content)


def _texts(element: ElementTree.Element, path: str) -> list[str]:
    return [match.text or "" for match in element.findall(path, NAMES)]


def test_a_feed_has_all_that_atom_asks_for(client: TestClient) -> None:
    served = client.get(QUESTION)
    assert served.headers["content-type"] == f"{MEDIA_TYPE}; charset=utf-8"
    feed = ElementTree.fromstring(served.content)
    assert feed.tag == f"{{{ATOM_NAMESPACE}}}feed"
    entries = feed.findall("a:entry", NAMES)
    assert entries
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            (text,) = _texts(element, f"a:{name}")
            assert text, name
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", _texts(element, "a:id")[0])
        datetime.fromisoformat(_texts(element, "a:updated")[0])
    for entry in entries:
        assert _texts(entry, "a:author/a:name")[0]
        assert _texts(entry, "a:content")[0]
        datetime.fromisoformat(_texts(entry, "a:published")[0])
    ids = _texts(feed, "a:entry/a:id")
    assert len(ids) == len(set(ids))
    assert _texts(feed, "a:updated")[0] == max(_texts(feed, "a:entry/a:updated"))


def test_it_links_to_itself_and_every_entry_to_its_place(client: TestClient) -> None:
    feed = _feed(client)
    links = {match.get("rel"): match.get("href", "") for match in feed.findall("a:link", NAMES)}
    assert links.keys() == {"self", "alternate"}
    assert client.get(links["self"]).content == client.get(QUESTION).content
    for link in feed.findall("a:entry/a:link", NAMES):
        address = urlsplit(link.get("href", ""))
        assert address.scheme == "http"
        assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_an_entry_is_a_passage_letter_for_letter_with_its_citation(client: TestClient, library: Library) -> None:
    entry = _feed(client).find("a:entry", NAMES)
    assert entry is not None
    content, citation = _texts(entry, "a:content")[0], _texts(entry, "a:title")[0]
    text = content.removesuffix(f"\n\n— {citation}")
    assert text != content
    assert text in [hit.passage.text for hit in library.search("Ofsted management oversight", k=50)]


def test_what_is_asked_within_limits_is_fed_within_them(client: TestClient) -> None:
    feed = _feed(client, "/feed?q=road+repairs&authority=Wexmoor+County+Council&order=newest&page=3")
    authors = set(_texts(feed, "a:entry/a:author/a:name"))
    assert authors == {"Wexmoor County Council"}
    itself = feed.find("a:link[@rel='self']", NAMES)
    assert itself is not None
    assert itself.get("href", "").endswith("/feed?q=road+repairs&authority=Wexmoor+County+Council")


def test_a_question_without_an_answer_has_an_empty_feed_that_is_valid(client: TestClient) -> None:
    feed = _feed(client, "/feed?q=what+is+the+cormorant+option")
    assert feed.findall("a:entry", NAMES) == []
    datetime.fromisoformat(_texts(feed, "a:updated")[0])


def test_a_reader_that_has_it_is_told_so(client: TestClient) -> None:
    first = client.get(QUESTION)
    edition = first.headers["etag"]
    again = client.get(QUESTION, headers={"if-none-match": f'"other", {edition}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", edition)
    assert client.get(QUESTION, headers={"if-none-match": '"other"'}).status_code == 200
    other = client.get(QUESTION + "&kind=minutes").headers["etag"]
    assert other != edition
    assert "no-cache" in first.headers["cache-control"]
    assert "private" in first.headers["cache-control"]


def test_what_a_member_has_been_given_is_not_taken_for_what_anybody_may_see(library: Library) -> None:
    assert (
        library.with_access(MEMBERS).version_token()
        != library.version_token()
        == library.with_access(PUBLIC).version_token()
    )


WRONG = [
    ("/feed", "no question"),
    ("/feed?q=", "an empty one"),
    ("/feed?q=" + "x" * 501, "one longer than can be asked"),
    ("/feed?q=roads&since=tomorrow", "a date that is none"),
    ("/feed?q=roads&authority=Nowhere", "an authority that is not held"),
]


@pytest.mark.parametrize(("address", "reason"), WRONG, ids=[reason for _, reason in WRONG])
def test_a_feed_that_cannot_be_made_is_refused_in_words(client: TestClient, address: str, reason: str) -> None:
    refused = client.get(address)
    assert refused.status_code == 400
    assert refused.headers["content-type"].startswith("text/plain")
    assert refused.text


def test_only_what_came_lately_is_in_it_and_a_withdrawn_paper_is_gone_at_once(tmp_path: Path, encoder: Encoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "old.txt").write_text("The lighthouse keeper receives a new lamp and twelve oilskins.\n")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    with sqlite3.connect(index / "papers.db") as connection:
        connection.execute("UPDATE arrivals SET added_at = ?, changed_at = ?", (LONG_AGO, LONG_AGO))
    connection.close()
    with TestClient(create_app(open_library(corpus, index, encoder))) as client:
        address = "/feed?q=what+does+the+lighthouse+keeper+receive"
        before = client.get(address)
        assert ElementTree.fromstring(before.content).findall("a:entry", NAMES) == []
        (corpus / "new.txt").write_text("The lighthouse keeper receives thirteen oilskins and a new lamp.\n")
        builder.build(corpus, index, encoder, ReaderLimits(processes=1))
        after = client.get(address, headers={"if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        (content,) = _texts(ElementTree.fromstring(after.content), "a:entry/a:content")
        assert content.startswith("The lighthouse keeper receives thirteen oilskins")
        (corpus / "new.txt").unlink()
        builder.build(corpus, index, encoder, ReaderLimits(processes=1))
        assert b"oilskins and" not in client.get(address, headers={"if-none-match": after.headers["etag"]}).content


def test_hostile_words_stay_words(hostile: Library) -> None:
    with TestClient(create_app(hostile)) as client:
        feed = _feed(client, "/feed?q=what+does+the+hedgehog+crossing+in+Mill+Lane+cost")
    contents = "\n".join(_texts(feed, "a:entry/a:content"))
    assert "<script>window.ran=1</script>" in contents
    known = "feed id title subtitle updated link entry published author name category content"
    assert {node.tag.split("}")[1] for node in feed.iter()} <= set(known.split())


def test_the_page_names_the_feed_and_says_what_saving_is() -> None:
    form = SearchForm(question='<b> & "roads"', authorities=("A & B",), page=3)
    link = render("_feed_link.html", question=form.question, feed_url=build_feed_url(form))
    assert "&lt;b&gt;" in link
    assert 'href="/feed?q=%3Cb%3E+%26+%22roads%22&amp;authority=A+%26+B"' in link
    saving = render_macro("_save_question.html", "save_question", build_search_url(form), build_feed_url(form))
    assert "/feed?q=" in saving
    assert "<b>" not in saving
    assert f'type="{MEDIA_TYPE}"' in saving
