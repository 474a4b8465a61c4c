"""What stands beside a passage, over HTTP: the words around, passages like it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.forms import build_passage_url


@pytest.fixture(scope="module")
def client(hostile: Library) -> Iterator[TestClient]:
    with TestClient(create_app(hostile)) as opened:
        yield opened


@pytest.fixture(scope="module")
def papers(library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(library)) as opened:
        yield opened


AROUND = ["hedgehog crossing in Mill Lane", "allotment rent", "lighthouse keeper of pier 4"]


@pytest.mark.parametrize("question", AROUND)
def test_the_words_around_a_passage_are_those_of_its_paper(client: TestClient, hostile: Library, question: str) -> None:
    passage = hostile.search(question)[0].passage
    page = BeautifulSoup(client.get(build_passage_url("/around", passage.passage_id)).text, "html.parser")
    text = hostile.reading_text(passage.doc_id)
    around = page.select_one(".around")
    assert text is not None and around is not None and around.strong is not None
    assert around.strong.get_text() == passage.text
    # A browser reads a line end in one way, however the file writes it.
    assert " ".join(around.get_text().split()) in " ".join(text.split())
    assert not page(["script", "img", "iframe"])


NOT_THERE = [
    ("", "no id"),
    ("nothing::1", "an id of no passage"),
    ("secret.txt::p~1", "a passage of an exempt paper"),
    ("x" * 5000, "an id longer than any"),
    ("' OR 1=1 --", "a query"),
]


@pytest.mark.parametrize(("passage_id", "reason"), NOT_THERE, ids=[reason for _, reason in NOT_THERE])
@pytest.mark.parametrize("view", ["/around", "/like"])
def test_what_may_not_be_shown_is_not_there_and_all_looks_alike(
    client: TestClient, view: str, passage_id: str, reason: str
) -> None:
    refused = client.get(f"{view}?passage={quote(passage_id, safe='')}")
    assert refused.status_code == 404
    assert refused.text == client.get(f"{view}?passage=none").text
    assert "zeppelin" not in refused.text


def test_passages_like_one_come_from_other_papers_and_other_councils_first(
    papers: TestClient, library: Library
) -> None:
    hit = library.search("what did Ofsted say about management oversight")[0]
    address = build_passage_url("/like", hit.passage.passage_id)
    page = BeautifulSoup(papers.get(address + "&elsewhere=1").text, "lxml")
    wanted = library.similar(hit.passage.passage_id, k=10, elsewhere=True)
    titles = [heading.get_text() for heading in page.select("li.card h2")]
    assert titles == [each.document.title for each in wanted.hits]
    assert wanted.hits[0].document.meeting.authority != hit.document.meeting.authority
    assert page.h1 is not None and page.h1.get_text() == f"{len(wanted.hits)} passages like this one"


ODD = [
    ("/?page=2", "a name that Gradio has a use of its own for"),
    ("/?view=api", "another of those"),
    ("/?q=%ff%fe", "bytes that are no text"),
    ("/?" + "&".join(f"kind={number}" for number in range(500)), "more limits than there are"),
    ("/?since=yesterday&q=roads", "a date that is none"),
]


@pytest.mark.parametrize(("address", "reason"), ODD, ids=[reason for _, reason in ODD])
def test_an_odd_address_opens_the_page(client: TestClient, address: str, reason: str) -> None:
    served = client.get(address)
    assert served.status_code == 200
    assert "<h1" in served.text


def test_what_is_ours_is_sent_compressed_and_once(client: TestClient) -> None:
    for address in ("/", "/?q=rent", "/own/site.css", "/own/page.js"):
        assert client.get(address, headers={"accept-encoding": "gzip"}).headers.get("content-encoding") == "gzip"
        assert "content-encoding" not in client.get(address, headers={"accept-encoding": "identity"}).headers
    part = client.get("/paper?id=report.pdf", headers={"range": "bytes=0-3", "accept-encoding": "gzip"})
    assert (part.status_code, part.content) == (206, b"%PDF")
