"""The questions to begin with, from a build to every door that offers them, over a small corpus and the real model."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.errors import EncoderError
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import MEMBERS

QUESTION = "What did Cabinet decide about the lido opening hours?"
MINUTES = """# Northmoor County Council

## Minutes of Cabinet, 4 March 2025

## 7. Lido opening hours

The Cabinet considered the lido opening hours, and street trees.

RESOLVED that the lido open from 6 am to 9 pm from 1 May 2025.

## 8. Street trees

RESOLVED that 400 street trees be planted by the winter of 2025.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus" / "northmoor-county-council" / "cabinet" / "2025-03-04"
    folder.mkdir(parents=True)
    (folder / "minutes.md").write_text(MINUTES, encoding="utf-8")
    return tmp_path / "corpus"


def build(corpus: Path, encoder: Encoder) -> Library:
    index = corpus.parent / "index"
    api.build(corpus, index, encoder, ReaderLimits(processes=1))
    return api.open_library(corpus, index, encoder)


def test_a_build_keeps_the_questions_that_its_papers_answer(corpus: Path, encoder: Encoder) -> None:
    library = build(corpus, encoder)
    examples = library.list_examples()
    assert QUESTION in examples
    for question in examples:
        answer = library.ask(question)
        assert answer.match == "strong", question
        assert answer.quotes[0].text.startswith("RESOLVED"), question
    assert library.with_access(MEMBERS).list_examples() == examples
    assert api.status(corpus.parent / "index").examples == examples


def test_a_withdrawal_takes_its_questions_along_at_once(corpus: Path, encoder: Encoder) -> None:
    library = build(corpus, encoder)
    assert library.list_examples()
    source = "northmoor-county-council/cabinet/2025-03-04/minutes.md"
    api.withdraw(source, "names a child", corpus, corpus.parent / "index")
    assert library.list_examples() == ()


def test_they_are_asked_again_only_where_something_changed(
    corpus: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, encoder)
    asked: list[str] = []
    ask = Library.ask

    def count(self: Library, question: str, *rest: object, **options: object) -> object:
        asked.append(question)
        return ask(self, question, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "ask", count)
    build(corpus, encoder)
    assert asked == []
    (next(corpus.rglob("minutes.md")).parent / "more.txt").write_text("The lido is 60 years old.", encoding="utf-8")
    build(corpus, encoder)
    assert QUESTION in asked


def test_a_build_does_not_fail_for_them(corpus: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EncoderError("the model cannot be loaded")

    monkeypatch.setattr(Library, "ask", fail)
    assert build(corpus, encoder).list_examples() == ()
