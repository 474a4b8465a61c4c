"""The people who sign in to the sites under test: one of each role."""

from __future__ import annotations

import uuid
from pathlib import Path

from fastapi.testclient import TestClient

from paper_search.access import users

PASSWORDS = {"rita": "reader's own words", "max": "member's own words", "stan": "staff's own words"}
ROLES = {"rita": "reader", "max": "member", "stan": "staff"}


def write_users(file: Path) -> Path:
    """Write the file of all of them."""
    for name, password in PASSWORDS.items():
        users.add_user(file, name, ROLES[name], password)  # type: ignore[arg-type]
    return file


def call_gradio(client: TestClient, endpoint: str, question: str) -> str:
    """Return what an endpoint of Gradio answers, called as gradio_client calls it."""
    functions = client.get("/config").json()["dependencies"]
    number = next(function["id"] for function in functions if function["api_name"] == endpoint)
    visit = uuid.uuid4().hex
    fields = {"data": [question, None, None, None, "", "", 10], "fn_index": number, "session_hash": visit}
    joined = client.post("/gradio_api/queue/join", json=fields)
    joined.raise_for_status()
    return client.get(f"/gradio_api/queue/data?session_hash={visit}").text
