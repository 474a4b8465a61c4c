"""Quoted words in the spelling of the question and that of the paper, over a small index with the real model."""

from __future__ import annotations

import pytest

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import build
from paper_search.library import Library

PAPER = """FERNDALE DISTRICT COUNCIL

1. The well-being strategy was noted.

2. The wellbeing hub at Llŷn Road stays open.

3. Roads were repaired, and a well being dug was filled.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    corpus, index = tmp_path_factory.mktemp("phrases-corpus"), tmp_path_factory.mktemp("phrases-index")
    (corpus / "ferndale.txt").write_text(PAPER, "utf-8")
    build(corpus, index, encoder)
    return open_library(corpus, index, encoder)


QUOTED = [
    ('"wellbeing"', {"1", "2"}, "a compound that one paper prints with a hyphen"),
    ('"wellbeing strategy"', {"1"}, "the same in a phrase"),
    ('"well-being hub"', {"2"}, "a hyphen that the paper does not print"),
    ('"well being"', {"1", "3"}, "hyphens stand between words as spaces do"),
    ('"Llyn Road"', {"2"}, "an accent that was not typed"),
    ('"being well"', set[str](), "another order"),
]


@pytest.mark.parametrize(("question", "paragraphs", "reason"), QUOTED, ids=[row[-1] for row in QUOTED])
def test_quoted_words_are_found_in_either_spelling(
    library: Library, question: str, paragraphs: set[str], reason: str
) -> None:
    found = {hit.passage.locator.paragraph for hit in library.search(question)}
    assert found == paragraphs, reason
