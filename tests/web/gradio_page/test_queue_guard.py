"""What may be put into Gradio's queue: the events of the page, and nothing that Gradio fails at."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

JSON = {"content-type": "application/json"}
GOOD: dict[str, Any] = {"data": ["potholes", ""], "fn_index": 0, "session_hash": "abc123"}

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
    ("[" * 30_000 + "]" * 30_000, "a list in a list, very deep"),
    ("[]", "a list"),
    ("{", "no JSON"),
    ("", "nothing"),
    (b'{"data": ["\xff"], "fn_index": 0, "session_hash": "a"}', "bytes that are no text"),
]


@pytest.mark.parametrize(("body", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_what_is_no_event_of_the_page_is_refused(client: TestClient, body: str | bytes, reason: str) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/queue/join/"):
        answer = client.post(path, content=body, headers=JSON)
        assert answer.status_code == 400, reason
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 400
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_event_of_the_page_is_taken(client: TestClient) -> None:
    assert "event_id" in client.post("/gradio_api/queue/join", json=GOOD).json()
