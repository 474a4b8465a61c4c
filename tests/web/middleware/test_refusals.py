"""Answers that turn a request away: a page for people, a problem record for programs, and the address in neither."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.middleware.refusals import PAGE_NOT_FOUND, Refusal, format_refusal, refuse_method
from paper_search.web.middleware.security import SECURITY_HEADERS


@pytest.fixture(scope="module")
def client(hostile: Library) -> Iterator[TestClient]:
    with TestClient(create_app(hostile)) as opened:
        yield opened


SENDERS = [
    ("/nothing", "text/html,application/xhtml+xml,*/*;q=0.8", False, "a browser"),
    ("/nothing", "*/*", False, "whoever does not say"),
    ("/nothing", None, False, "whoever says nothing"),
    ("/nothing", "application/json", True, "a program that says so"),
    ("/nothing", "application/problem+json", True, "a program that knows problem records"),
    ("/nothing", "text/html, application/json", False, "one that reads both"),
    ("/api/nothing", "text/html", True, "the addresses for programs"),
    ("/gradio_api/nothing", "text/html", True, "the addresses for the page's scripts"),
]


@pytest.mark.parametrize(("path", "accept", "is_program", "reason"), SENDERS, ids=[reason for *_, reason in SENDERS])
def test_each_sender_gets_what_it_reads(
    client: TestClient, path: str, accept: str | None, is_program: bool, reason: str
) -> None:
    answer = client.get(path, headers={"accept": accept} if accept is not None else {"accept": ""})
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    if is_program:
        assert answer.headers["content-type"] == "application/problem+json"
        assert json.loads(answer.text)["status"] == 404
    else:
        page = BeautifulSoup(answer.text, "html.parser")
        assert page.select_one("h1") is not None and page.select_one(".banner") is not None
        assert {str(link["href"]) for link in page.select("main a")} == {"/", "/papers"}


ECHOES = ["/zeppelin<script>", "/own/zeppelin", "/view/zeppelin.pdf", "/paper?id=zeppelin", "/api/zeppelin"]


@pytest.mark.parametrize("path", ECHOES)
def test_the_address_is_not_repeated(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "zeppelin" not in answer.text


def test_a_method_that_an_address_does_not_answer_is_told_those_that_it_does(client: TestClient) -> None:
    answer = client.delete("/papers")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


LATER = [
    (Refusal(429, "Too many requests", "Try again in 9 seconds.", 9), "After that, you can", "the time is named"),
    (PAGE_NOT_FOUND, "You can", "nothing has to be waited for"),
]


@pytest.mark.parametrize(("refusal", "words", "reason"), LATER, ids=[reason for *_, reason in LATER])
def test_ways_that_are_refused_now_are_offered_for_later(refusal: Refusal, words: str, reason: str) -> None:
    _, body = format_refusal({"path": "/papers", "headers": []}, refusal)
    assert f"<p>{words} <a" in body.decode(), reason


def test_a_head_is_refused_without_a_body(client: TestClient) -> None:
    answer = client.head("/nothing")
    assert (answer.status_code, answer.content) == (404, b"")
    assert int(answer.headers["content-length"]) > 0


def test_a_problem_is_one_line_of_words() -> None:
    scope = {"type": "http", "path": "/api/x", "headers": []}
    for refusal in (PAGE_NOT_FOUND, refuse_method(("GET",))):
        problem = json.loads(format_refusal(scope, refusal)[1])
        assert problem["title"] == refusal.heading
        assert "\n" not in problem["detail"]
