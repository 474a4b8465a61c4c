"""What may be put into Gradio's queue: calls of the endpoints, and nothing that Gradio fails at."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from paper_search.web.auth.current_user import Visitor, set_visitor
from paper_search.web.gradio_page.queue_guard import QueueGuardMiddleware

JSON = {"content-type": "application/json"}
VALUES: list[Any] = ["potholes", None, None, None, "", "", 10]
GOOD: dict[str, Any] = {"data": VALUES, "fn_index": 0, "session_hash": "abc123"}

BAD = [
    (json.dumps(GOOD | {"fn_index": 99}), "a function that the page has not"),
    (json.dumps(GOOD | {"fn_index": -1}), "a number below all"),
    (json.dumps(GOOD | {"fn_index": True}), "a truth value"),
    (json.dumps(GOOD | {"fn_index": "0"}), "a text"),
    (json.dumps(GOOD | {"fn_index": 0.0}), "a number with a point"),
    (json.dumps(GOOD | {"fn_index": None}), "none"),
    ('{"data": [], "session_hash": "a", "fn_index": ' + "9" * 5000 + "}", "a number that is too long to be read"),
    (json.dumps({name: value for name, value in GOOD.items() if name != "session_hash"}), "no session"),
    (json.dumps(GOOD | {"session_hash": "a" * 65}), "a long session"),
    (json.dumps(GOOD | {"session_hash": "\ud800"}), "a session that is no text"),
    (json.dumps(GOOD | {"data": "potholes"}), "no list of values"),
    (json.dumps(GOOD | {"data": [""] * 100}), "more values than the page has"),
    (json.dumps(GOOD | {"data": [*VALUES, ""]}), "one more than its function takes"),
    (json.dumps(GOOD | {"data": ["the wages of my neighbour"]}), "one less, which Gradio prints"),
    (json.dumps(GOOD | {"data": [{"a": 1}, *VALUES[1:]]}), "a record for a text"),
    (json.dumps(GOOD | {"data": [*VALUES[:6], 10**400]}), "a number longer than any"),
    (json.dumps(GOOD | {"data": [*VALUES[:6], 1.5]}), "a number with a point for a count"),
    (json.dumps(GOOD | {"data": [*VALUES[:6], True]}), "a truth value for a count"),
    (json.dumps(GOOD | {"data": ["a", [["b"]], *VALUES[2:]]}), "a list of lists for names"),
    (json.dumps(GOOD | {"data": ["a", ["b"] * 41, *VALUES[2:]]}), "more names than a limit has"),
    (json.dumps(GOOD | {"fn_index": 2}), "a third endpoint, where there are two"),
    ("[" * 30_000 + "]" * 30_000, "a list in a list, very deep"),
    ("[]", "a list"),
    ("{", "no JSON"),
    ("", "nothing"),
    (b'{"data": ["\xff"], "fn_index": 0, "session_hash": "a"}', "bytes that are no text"),
]


@pytest.mark.parametrize(("body", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_what_is_no_call_of_an_endpoint_is_refused(client: TestClient, body: str | bytes, reason: str) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/queue/join/"):
        answer = client.post(path, content=body, headers=JSON)
        assert answer.status_code == 400, reason
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 400
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


TAKEN = [
    (GOOD, "a question alone"),
    (GOOD | {"fn_index": 1}, "the other endpoint"),
    (GOOD | {"data": ["roads", ["Wexmoor"], [], ["minutes", "report"], "2024", None, 3]}, "with limits"),
]


@pytest.mark.parametrize(("event", "reason"), TAKEN, ids=[reason for _, reason in TAKEN])
def test_a_call_of_an_endpoint_is_taken(client: TestClient, event: dict[str, Any], reason: str) -> None:
    assert "event_id" in client.post("/gradio_api/queue/join", json=event).json()


CANCELLED = [
    ("{", "no JSON"),
    (json.dumps({"fn_index": 0, "event_id": "a"}), "no session"),
    (json.dumps({"fn_index": 0, "event_id": "a", "session_hash": "../a"}), "a session of other signs"),
]


@pytest.mark.parametrize(("body", "reason"), CANCELLED, ids=[reason for _, reason in CANCELLED])
def test_what_cancels_no_event_is_refused(client: TestClient, body: str, reason: str) -> None:
    assert client.post("/gradio_api/cancel", content=body, headers=JSON).status_code == 400


@pytest.mark.parametrize("query", ["", "session_hash=", "session_hash=a&session_hash=b", "session_hash=..%2fa"])
def test_a_stream_of_no_session_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/gradio_api/queue/data?{query}").status_code == 400


def test_a_stream_of_a_session_that_asked_nothing_ends_with_words_and_without_a_traceback(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert '"session_not_found":true' in client.get("/gradio_api/queue/data?session_hash=nobody").text
    assert [record.levelname for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_fields_that_no_client_needs_reach_nobody() -> None:
    seen: list[Any] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        seen.append(await request.json())
        assert int(request.headers["content-length"]) == len(await request.body())
        await PlainTextResponse("taken")(scope, receive, send)

    client = TestClient(QueueGuardMiddleware(inside, {0: 7}))
    assert client.post("/gradio_api/queue/join", json=GOOD | {"batched": True, "simple_format": True}).text == "taken"
    assert sorted(seen[0]) == ["data", "fn_index", "session_hash"]
    assert seen[0]["session_hash"] != GOOD["session_hash"], "Gradio knows the session by another name"


VISITORS = [
    (Visitor("max", "member"), Visitor("max", "member"), True, "the same person"),
    (Visitor(), Visitor(), True, "two that nobody knows"),
    (Visitor("max", "member"), Visitor(), False, "somebody who is not signed in"),
    (Visitor("max", "member"), Visitor("mia", "member"), False, "another member"),
    (Visitor("max", "member"), Visitor("max", "reader"), False, "the same person with less rights since"),
    (Visitor(), Visitor("max", "member"), False, "a member, at the session of nobody"),
]


@pytest.mark.parametrize(("asks", "looks", "is_same", "reason"), VISITORS, ids=[reason for *_, reason in VISITORS])
def test_a_session_is_that_of_whoever_asked(asks: Visitor, looks: Visitor, is_same: bool, reason: str) -> None:
    reached: dict[str, str] = {}

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        path = request.url.path
        named = json.loads(body)["session_hash"] if body else request.query_params.get("session_hash")
        reached[path.rpartition("/")[0] if "heartbeat" in path else path] = named or path.rpartition("/")[2]
        await PlainTextResponse("taken")(scope, receive, send)

    guard = QueueGuardMiddleware(inside, {0: 7})

    def visit_as(visitor: Visitor) -> TestClient:
        async def identify(scope: Scope, receive: Receive, send: Send) -> None:
            set_visitor(scope, visitor)
            await guard(scope, receive, send)

        return TestClient(identify)

    visit_as(asks).post("/gradio_api/queue/join", json=GOOD)
    other = visit_as(looks)
    other.post("/gradio_api/cancel", json=GOOD | {"event_id": "a"})
    other.get(f"/gradio_api/queue/data?session_hash={GOOD['session_hash']}")
    other.get(f"/gradio_api/heartbeat/{GOOD['session_hash']}")
    joined = reached.pop("/gradio_api/queue/join")
    assert {path: named == joined for path, named in reached.items()} == dict.fromkeys(
        ("/gradio_api/cancel", "/gradio_api/queue/data", "/gradio_api/heartbeat"), is_same
    )
