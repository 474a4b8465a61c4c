"""The doors of short answers on a site: who is shown what, and that nothing changes where no model is set up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from tests.acceptance.visitors import PASSWORDS, write_users
from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.written_answers.outcome import GUARANTEE, NOTHING_WRITTEN
from tests.written_answers.liar import Liar, serve_liar

QUESTION = "What did Ofsted say about management oversight?"
NOTHING = "Who won the pie-eating contest?"
ASKED = {"q": QUESTION}


@pytest.fixture(scope="module")
def server() -> Iterator[Liar]:
    with serve_liar() as liar:
        yield liar


@pytest.fixture
def liar(server: Liar) -> Liar:
    server.log.clear()
    return server


def make_settings(liar: Liar, model: str, users: Path | None = None) -> SiteSettings:
    return SiteSettings(
        answers_url=liar.url, answers_model=model, users=users, requests_per_minute=10_000, max_concurrent_requests=50
    )


@pytest.fixture(scope="module")
def client(library: Library, server: Liar, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    users = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    with TestClient(create_app(library, settings=make_settings(server, "half", users))) as opened:
        yield opened


def test_a(client, liar):
    r = client.get("/written/answer", params=ASKED)
    print(r.status_code, r.text)
    print(client.get("/api/ask", params=ASKED | {"written": "true"}).json().get("written"))
    assert 0
