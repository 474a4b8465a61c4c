"""The question page as the server sends it, and the answer region that its script fetches."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.readiness import Readiness
from paper_search.web.routes.questions import MAX_CONCURRENT_QUESTIONS, MAX_CONCURRENT_SEARCHES, QuestionQueue
from tests.slow_reader import SlowReader


def read_page(client: TestClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "lxml")


def test_the_answer_stands_in_the_page_before_the_filters(client: TestClient, library: Library) -> None:
    page = read_page(client, "/?q=potholes&kind=report")
    quote = library.ask("potholes").quotes[0]
    assert page.blockquote is not None and page.blockquote.get_text().split() == quote.text.split()
    assert {str(link["href"]).partition("?")[0] for link in page.select(".chips a, .pages a")} == {"/"}
    box = page.select_one("#plain-question")
    assert box is not None and box["value"] == "potholes"
    assert page.select_one("input[type=hidden][name=kind][value=report]") is not None
    order = [tag.get("id") for tag in page.select("#asking, #results, #limits")]
    assert order == ["asking", "results", "limits"], "the order in which a keyboard comes by"


def test_the_page_s_scripts_wait_and_are_the_site_s_own(client: TestClient) -> None:
    served = client.get("/?q=potholes")
    scripts = BeautifulSoup(served.text, "lxml").find_all("script")
    assert scripts and all(str(script["src"]).startswith("/own/") and script.has_attr("defer") for script in scripts)
    assert "unsafe" not in served.headers["content-security-policy"]


OLD = [
    ("/ask", "/", "nothing asked"),
    ("/ask?q=bus+lanes&kind=report", "/?q=bus+lanes&kind=report", "a question with its limits"),
    ("/ask?q=a%26b", "/?q=a%26b", "signs that mean something in an address"),
]


@pytest.mark.parametrize(("address", "wanted", "reason"), OLD, ids=[reason for *_, reason in OLD])
def test_an_address_of_the_plain_page_leads_to_the_page(
    client: TestClient, address: str, wanted: str, reason: str
) -> None:
    for method in ("GET", "HEAD"):
        answer = client.request(method, address, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, wanted)


def test_the_filters_and_the_answer_come_without_a_frame(client: TestClient) -> None:
    answer = client.get("/answer?q=potholes&since=2024")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache, private"
    assert "<html" not in answer.text and "<nav aria-label" not in answer.text.partition('class="results"')[0]
    assert answer.text.count('class="results"') == answer.text.count('class="filters"') == 1
    assert 'data-title="potholes"' in answer.text and 'name="since" value="2024"' in answer.text
    assert client.head("/answer?q=potholes").content == b""


def test_its_links_lead_to_the_question_page(client: TestClient) -> None:
    answer = client.get("/answer?q=report+to+the+committee&since=2020").text
    links = re.findall(r'<a href="([^"]*)"[^>]* data-go=""', answer)
    assert links and all(link.startswith("/?") for link in links)


def test_whatever_is_sent_is_answered_with_words(client: TestClient) -> None:
    for query in ("", "q=" + "x" * 501, "q=roads&since=31/02/2024", "q=%FF%00", "p=999&kind=" + "y" * 5000):
        answer = client.get(f"/answer?{query}")
        assert answer.status_code == 200 and "<h1" in answer.text, query


LATER = [
    ("/answer?q=potholes&reading=later", True, "the script asks for the quotes first"),
    ("/answer?q=potholes", False, "and then for the settled answer"),
    ("/?q=potholes", False, "the page has the whole answer"),
    ("/?q=potholes&reading=later", False, "whatever is asked of it"),
    ("/answer?q=reading%3Dlater", False, "a question with these words is a question"),
    ("/answer?q=potholes&p=2&reading=later", False, "a further page has no quotes"),
]


@pytest.mark.parametrize(("address", "is_first", "reason"), LATER, ids=[reason for *_, reason in LATER])
def test_the_quotes_come_first_where_a_script_asks_for_them(
    library: Library, address: str, is_first: bool, reason: str
) -> None:
    reader = SlowReader()
    reader.may_read.set()
    with TestClient(create_app(replace(library, reader=reader))) as client:  # type: ignore[arg-type]
        assert ("data-settled=" in client.get(address).text) is is_first
    with TestClient(create_app(replace(library, reader=None))) as client:
        shown = client.get(address).text
        assert "data-settled=" not in shown, "where there is no reader, nothing changes"
        plain = client.get(address.replace("&reading=later", "")).text
        assert shown == plain


def test_a_question_waits_for_the_model(library: Library) -> None:
    with TestClient(create_app(library, Readiness(ready=False))) as client:
        assert "waiting" in client.get("/answer?q=potholes").text
        assert "waiting" not in client.get("/answer").text


WAITING = [
    ("/?q=potholes&kind=report", False, True, "a question that waits is asked again, and the box keeps it"),
    ("/?q=potholes&kind=report", True, False, "an answer stays as it is"),
    ("/", False, False, "nothing is waited for"),
]


@pytest.mark.parametrize(
    ("address", "is_ready", "refreshes", "reason"), WAITING, ids=[reason for *_, reason in WAITING]
)
def test_without_scripts_a_page_that_waits_refreshes_itself(
    library: Library, address: str, is_ready: bool, refreshes: bool, reason: str
) -> None:
    with TestClient(create_app(library, Readiness(ready=is_ready))) as client:
        page = read_page(client, address)
    found = page.select("noscript meta[http-equiv=refresh]")
    assert len(found) == int(refreshes)
    assert all("url" not in str(tag["content"]).lower() for tag in found), "it is the same address that is asked again"
    box = page.select_one("#plain-question")
    assert box is not None and (box["value"] == "potholes") == ("q=" in address)


@dataclass(frozen=True)
class Asked:
    """What a question is asked of, as far as its turn goes by it."""

    has_servers: bool
    has_reader: bool


TURNS = [
    (Asked(has_servers=False, has_reader=False), True, MAX_CONCURRENT_SEARCHES, "no reader"),
    (Asked(has_servers=False, has_reader=True), False, MAX_CONCURRENT_SEARCHES, "the reader comes later"),
    (Asked(has_servers=False, has_reader=True), True, MAX_CONCURRENT_QUESTIONS, "the reader's work is no Python"),
    (Asked(has_servers=True, has_reader=False), True, MAX_CONCURRENT_QUESTIONS, "servers are waited for"),
]


@pytest.mark.parametrize(("asked", "is_read", "at_once", "reason"), TURNS, ids=[reason for *_, reason in TURNS])
def test_so_many_questions_are_answered_at_once(asked: Asked, is_read: bool, at_once: int, reason: str) -> None:
    turn, running = QuestionQueue().choose_turn(asked, is_read=is_read), 0  # type: ignore[arg-type]
    while not turn.locked():
        # It is free, so nothing is waited for: no loop is needed, and that of a browser's test may be running.
        with pytest.raises(StopIteration):
            turn.acquire().send(None)
        running += 1
    assert running == at_once
