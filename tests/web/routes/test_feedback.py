"""Yes or no below a passage: what is kept, what is refused, and that it can be turned off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search import feedback
from paper_search.config import SiteSettings
from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.html import render_macro

FORM = {"content-type": "application/x-www-form-urlencoded"}


def _read_kept_lines(index: Path) -> list[bytes]:
    path = index / feedback.FILE_NAME
    return path.read_bytes().splitlines() if path.exists() else []


@pytest.mark.parametrize(("said", "is_right"), [("yes", True), ("no", False)])
def test_what_is_said_is_kept(
    client: TestClient, sample_index: Path, passage_id: str, said: str, is_right: bool
) -> None:
    before = len(_read_kept_lines(sample_index))
    form = BeautifulSoup(
        render_macro("_feedback.html", "feedback_form", "road <repairs>", passage_id, "Cabinet, paragraph 1"),
        "html.parser",
    )
    fields = {str(element["name"]): str(element["value"]) for element in form.find_all("input")} | {"said": said}
    thanked = client.post(str(form.form["action"]), data=fields)  # type: ignore[index]
    assert thanked.status_code == 200
    assert "We keep nothing about you" in thanked.text
    kept = [json.loads(line) for line in _read_kept_lines(sample_index)[before:]]
    assert [(each["question"], each["passage_id"], each["is_right"]) for each in kept] == [
        ("road <repairs>", passage_id, is_right)
    ]
    assert "testclient" not in str(kept)


WRONG = [
    ({"said": "perhaps"}, 400, "neither yes nor no"),
    ({"said": "yes", "passage": "nothing::1"}, 400, "a passage that is not held"),
    ({"said": "yes", "q": ""}, 400, "no question"),
    ({"said": "yes", "q": "x" * 501}, 400, "longer than a question can be"),
]


@pytest.mark.parametrize(("given", "status", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_what_is_no_judgement_is_not_kept(
    client: TestClient, sample_index: Path, passage_id: str, given: dict[str, str], status: int, reason: str
) -> None:
    before = _read_kept_lines(sample_index)
    refused = client.post("/judgement", data={"q": "road repairs", "passage": passage_id} | given)
    assert refused.status_code == status
    assert _read_kept_lines(sample_index) == before


FOREIGN = [
    ({"origin": "https://elsewhere.invalid"}, "another site's form"),
    ({"sec-fetch-site": "cross-site"}, "as browsers say"),
    ({"origin": "null"}, "a frame without an origin"),
]


@pytest.mark.parametrize(("headers", "reason"), FOREIGN, ids=[reason for _, reason in FOREIGN])
def test_what_another_site_sends_is_not_kept(
    client: TestClient, sample_index: Path, passage_id: str, headers: dict[str, str], reason: str
) -> None:
    before = _read_kept_lines(sample_index)
    refused = client.post("/judgement", data={"q": "x", "passage": passage_id, "said": "yes"}, headers=headers)
    assert refused.status_code == 403
    assert _read_kept_lines(sample_index) == before


def test_it_can_be_turned_off(library: Library, passage_id: str) -> None:
    with TestClient(create_app(library, settings=SiteSettings(is_feedback_enabled=False))) as client:
        refused = client.post("/judgement", data={"q": "x", "passage": passage_id, "said": "yes"})
    assert refused.status_code in (404, 405)


def test_a_folder_that_cannot_be_written_costs_nobody_an_answer(
    client: TestClient, passage_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "MAX_FILE_BYTES", 0)
    refused = client.post("/judgement", data={"q": "road repairs", "passage": passage_id, "said": "yes"})
    assert refused.status_code == 503
    assert "papers.db" not in refused.text
    assert str(feedback.FILE_NAME) not in refused.text
