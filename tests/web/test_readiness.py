"""Questions asked while the model is being loaded: they are told that they wait, and are answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import expect

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.api import open_engine
from paper_search.embeddings import Encoder
from paper_search.library import Library
from paper_search.records import Answer, Filters
from paper_search.web.readiness import Readiness
from tests.browser import PATIENCE, Visit
from tests.conftest import CORPUS
from tests.site import serve_library


@dataclass(frozen=True, eq=False)
class Slow(Library):
    """The sample papers, whose model is there when the test says so."""

    loaded: Event = field(default_factory=Event)

    def warm(self) -> None:
        """Wait for the word."""
        self.loaded.wait(30)
        super().warm()

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        k: int = 10,
        config: AnswerConfig = ANSWERING,
        *,
        with_reader: bool = True,
    ) -> Answer:
        """Wait for the word, as for the model."""
        self.loaded.wait(30)
        return super().ask(question, filters, k, config, with_reader=with_reader)


@pytest.fixture
def slow(sample_index: Path, encoder: Encoder) -> Iterator[Slow]:
    opened = Slow(open_engine(sample_index), encoder, corpus=CORPUS)
    yield opened
    opened.loaded.set()


def test_a_question_asked_meanwhile_waits_with_a_message_and_is_answered(visit: Visit, slow: Slow) -> None:
    readiness = Readiness(ready=False)
    readiness.load_in_background(slow)
    with serve_library(slow, readiness=readiness) as address:
        page = visit.page
        page.goto(f"{address}/?q=potholes")
        expect(page.locator("h1")).to_have_text("Getting ready to search", timeout=PATIENCE)
        expect(page.locator(".waiting")).to_contain_text("Your question will be answered")
        slow.loaded.set()
        expect(page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".waiting")).to_have_count(0)


def test_without_a_question_the_page_can_be_used_before_the_model_is_there(visit: Visit, slow: Slow) -> None:
    readiness = Readiness(ready=False)
    readiness.load_in_background(slow)
    with serve_library(slow, readiness=readiness) as address:
        page = visit.open(address)
        expect(page.locator("h1")).to_contain_text("Ask")
        expect(page.locator(".examples a").first).to_be_visible()


def test_a_model_that_cannot_be_loaded_keeps_nobody_waiting(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_missing_model(library: Slow) -> None:
        raise OSError("the model is gone")

    monkeypatch.setattr(Slow, "warm", raise_missing_model)
    readiness, ended = Readiness(ready=False), Event()
    readiness.load_in_background(slow)
    for _ in range(200):
        if readiness.is_ready():
            ended.set()
            break
        ended.wait(0.02)
    assert ended.is_set()
