"""The form of the log: JSON for programs, text for people, and in neither what was asked."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from paper_search.errors import DamagedIndexError
from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.log_format import JsonFormatter, LogForm, format_log, response_log
from paper_search.web.log_repeats import limit_repeats
from paper_search.web.request_id import answer_request
from tests.site import serve_app

FIELDS = {"time", "level", "logger", "event", "request_id", "method", "route", "status", "milliseconds"}
SECRET = "allotments of my neighbour Ferndale"


@contextmanager
def serve_with_log(library: Library, form: LogForm) -> Iterator[str]:
    app = create_app(library, settings=SiteSettings(log_form=form))
    # Without pytest's own handlers the last resort writes, as it does where a site is served.
    handlers, logging.root.handlers = logging.root.handlers, []
    try:
        # The line of an answer is written after it was sent: the server stops first.
        with format_log(form), limit_repeats(), serve_app(app) as address:
            yield address
    finally:
        logging.root.handlers = handlers


def read_lines(captured: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.splitlines() if line.startswith("{")]


def test_answers_are_logged_in_json_without_what_was_asked(library: Library, capfd: pytest.CaptureFixture[str]) -> None:
    with serve_with_log(library, "json") as address:
        answers = [
            httpx.get(f"{address}/", params={"q": SECRET}),
            httpx.get(f"{address}/api/ask", params={"q": SECRET}),
            httpx.get(f"{address}/papers/{SECRET}"),
            httpx.get(f"{address}/{SECRET}"),
        ]
    written = capfd.readouterr().err
    lines = [line for line in read_lines(written) if line["event"] == "request"]
    assert [line["request_id"] for line in lines] == [answer.headers["x-request-id"] for answer in answers]
    assert [line["status"] for line in lines] == [answer.status_code for answer in answers]
    assert [line["route"] for line in lines] == ["/", "/api", "/papers", "other"]
    for line in lines:
        assert set(line) == {
            "time",
            "level",
            "logger",
            "event",
            "request_id",
            "method",
            "route",
            "status",
            "milliseconds",
        }
        assert 0 < line["milliseconds"] < 600_000
        assert line["time"].endswith("+00:00")
    assert "Ferndale" not in written


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_reference_on_a_page_is_that_of_the_log(
    library: Library, form: LogForm, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise DamagedIndexError("papers.db is damaged")

    monkeypatch.setattr(Library, "documents", fail)
    with serve_with_log(library, form) as address:
        for path in ("/api/papers", "/api/papers?q=again"):
            answer = httpx.get(address + path)
            request_id = answer.headers["x-request-id"]
            assert f"Reference: {request_id}." in answer.json()["detail"]
            capfd_text = capfd.readouterr().err
            if path == "/api/papers":
                assert "papers.db is damaged" in capfd_text
                assert request_id in capfd_text
            else:
                assert "papers.db is damaged" not in capfd_text, "one of a kind a minute, whatever its request"


def test_text_has_no_line_for_each_answer(library: Library, capfd: pytest.CaptureFixture[str]) -> None:
    with serve_with_log(library, "text") as address:
        httpx.get(f"{address}/about")
    assert "about" not in capfd.readouterr().err
    assert response_log.handlers == []


def make_record(error: BaseException | None = None) -> logging.LogRecord:
    try:
        if error is not None:
            raise error
    except Exception as raised:
        info = (type(raised), raised, raised.__traceback__)
        return logging.LogRecord("site", logging.ERROR, __file__, 1, "A question of %s", ("the site",), info)
    return logging.LogRecord("site", logging.WARNING, __file__, 1, "two\nlines", (), None)


RECORDS: list[tuple[BaseException | None, str, dict[str, Any], str]] = [
    (None, "", {"level": "warning", "event": "two\nlines", "logger": "site"}, "a record is one line"),
    (None, "1f2e", {"request_id": "1f2e"}, "within a request"),
    (ValueError(SECRET), "", {"error": "ValueError", "event": "A question of the site"}, "an error without its words"),
]


@pytest.mark.parametrize(("error", "request_id", "expected", "reason"), RECORDS, ids=[reason for *_, reason in RECORDS])
def test_a_record_is_one_object(
    error: BaseException | None, request_id: str, expected: dict[str, Any], reason: str
) -> None:
    with answer_request(request_id):
        line = JsonFormatter().format(make_record(error))
    assert "\n" not in line
    assert SECRET not in line
    fields = json.loads(line)
    assert {name: fields[name] for name in expected} == expected
    assert ("request_id" in fields) == bool(request_id)
    assert bool(fields.get("trace")) == (error is not None)
