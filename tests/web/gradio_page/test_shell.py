"""The frame around Gradio's page, and the plain page where Gradio's HTML is no longer what it was."""

from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.gradio_page import shell

TEMPLATE = shell.read_gradio_template()
CHANGED = [
    (TEMPLATE.replace("<gradio-app", "<gradio-root"), "<gradio-app", "another element for the page"),
    (TEMPLATE.replace("</body>", "</body></body>"), "</body>", "an anchor that is there twice"),
    (TEMPLATE.replace('<meta charset="utf-8" />', '<meta charset="utf-8">'), '<meta charset="utf-8" />', "other signs"),
    ("", "<gradio-app", "no page at all"),
]


def test_the_installed_gradio_has_each_anchor_once() -> None:
    assert shell.find_missing_anchors(TEMPLATE) == []


@pytest.mark.parametrize(("template", "anchor", "reason"), CHANGED, ids=[reason for *_, reason in CHANGED])
def test_a_missing_anchor_is_named(template: str, anchor: str, reason: str) -> None:
    assert anchor in shell.find_missing_anchors(template)


def test_where_gradio_s_page_has_changed_the_plain_page_is_served_and_the_log_says_why(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shell, "read_gradio_template", lambda: CHANGED[0][0])
    with TestClient(create_app(library)) as client:
        page, asked = client.get("/"), client.get("/?q=potholes")
        plain = client.get("/ask?q=potholes")
        assert client.head("/").status_code == 200
    (line,) = [record for record in caplog.records if record.name == shell.__name__]
    assert line.levelno == logging.ERROR and "<gradio-app" in line.getMessage()
    assert page.status_code == 200
    assert '<nav aria-label="Views">' in page.text and 'action="/ask"' in page.text
    assert "gradio" not in page.text.lower()
    assert asked.text == plain.text
    assert asked.headers["content-security-policy"] == plain.headers["content-security-policy"]


def test_the_page_is_framed_and_the_question_stands_in_it(library: Library) -> None:
    with TestClient(create_app(library)) as client:
        page = client.get("/?q=potholes&kind=report&unknown=1").text
    assert page.count('<nav aria-label="Views">') == page.count("<footer") == page.count('id="first"') == 1
    assert 'value="potholes"' in page and 'name="kind" value="report"' in page
    assert "og:title" not in page and 'rel="manifest"' not in page
