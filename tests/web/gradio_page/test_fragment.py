"""The answer region that the script of the page fetches."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.readiness import Readiness
from tests.slow_reader import SlowReader


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
    ("/ask?q=potholes&reading=later", True, "so does the script of the plain page"),
    ("/ask?q=potholes", False, "without scripts the whole answer comes at once"),
    ("/ask?q=reading%3Dlater", False, "a question with these words is a question"),
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
        assert "data-settled=" not in shown and "settle.js" not in shown, "where there is no reader, nothing changes"
        plain = client.get(address.replace("&reading=later", "")).text
        assert shown == plain


def test_a_question_waits_for_the_model(library: Library) -> None:
    with TestClient(create_app(library, Readiness(ready=False))) as client:
        assert "waiting" in client.get("/answer?q=potholes").text
        assert "waiting" not in client.get("/answer").text
