"""What failed unexpectedly: a status, words and the security headers, whatever it was that failed."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.middleware.compression import CompressionMiddleware
from paper_search.web.middleware.security import ALL_HEADERS, AllowList, SecurityMiddleware
from paper_search.web.middleware.unexpected_errors import UnexpectedErrorMiddleware


def _make_app(app: object) -> TestClient:
    site = FastAPI()
    site.add_api_route("/api/x", lambda: None)
    site.add_api_route("/x", lambda: None)
    guarded = SecurityMiddleware(UnexpectedErrorMiddleware(app), AllowList(site.routes))  # type: ignore[arg-type]
    return TestClient(guarded, raise_server_exceptions=False)


async def _fail(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("the words of a paper")


async def _fail_later(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer whole, then fail, as Starlette does in an application that is mounted."""
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b"words"})
    raise RuntimeError("the words of a paper")


CASES = [
    (_fail, "/x", "text/html; charset=utf-8", "a page"),
    (_fail, "/api/x", "application/problem+json", "a program's address"),
    (_fail_later, "/x", None, "an answer that was complete"),
]


@pytest.mark.parametrize(("app", "path", "media_type", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_a_failure_has_a_status_words_and_headers(
    app: object, path: str, media_type: str | None, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = _make_app(app).get(path + "?q=allotments+of+my+neighbour")
    assert answer.status_code == 500
    assert answer.headers.get("content-type") == media_type
    assert {name: answer.headers.get(name) for name in ALL_HEADERS} == ALL_HEADERS
    assert "the words of a paper" not in answer.text
    assert "A request could not be answered" in caplog.text
    assert "neighbour" not in caplog.text


def test_an_answer_that_was_begun_is_broken_off() -> None:
    async def fail_midway(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError

    site = FastAPI()
    site.add_api_route("/x", lambda: None)
    guarded = SecurityMiddleware(UnexpectedErrorMiddleware(fail_midway), AllowList(site.routes))
    with pytest.raises(RuntimeError):
        TestClient(guarded).get("/x")


@pytest.fixture
def failing_middleware(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    async def fail(self: object, scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("outermost")

    with TestClient(create_app(library), raise_server_exceptions=False) as client:
        monkeypatch.setattr(CompressionMiddleware, "__call__", fail)
        yield client


def test_headers_stand_even_where_the_middleware_fails(
    failing_middleware: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    answer = failing_middleware.get("/papers")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in ALL_HEADERS} == ALL_HEADERS
    assert "outermost" not in answer.text
