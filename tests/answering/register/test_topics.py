"""Topics of questions against the words of entries, weighed by a real index: one row a case."""

from __future__ import annotations

import pytest

from paper_search.answering.register.topics import build_topic, fit_topic
from paper_search.embeddings import Encoder
from paper_search.library import Library
from tests.answering.register.world import build_library

PUMP = "RESOLVED that the lido pump house be rebuilt for 250,000 pounds."
TWO_ITEMS = "RESOLVED that:\n(a) the lido be closed in winter;\n(b) the library be open on Saturdays."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    return build_library(tmp_path_factory.mktemp("topics"), tmp_path_factory.mktemp("topics-index"), encoder)


@pytest.mark.parametrize(
    ("topic", "above", "text", "is_fit", "reason"),
    [
        ("the lido pump house", "", PUMP, True, "all words"),
        ("the lido", "", PUMP, True, "one word"),
        ("rebuilding the lido", "", PUMP, True, "a verb may be said in another word"),
        ("the lido allotments", "", PUMP, False, "a rare word that is not there"),
        ("the lido", "Lido pump house", "RESOLVED as recommended.", True, "in what it stands under"),
        ("the lido on Saturdays", "", TWO_ITEMS, False, "words of two items are no topic"),
        ("the library on Saturdays", "", TWO_ITEMS, True, "words of one item are"),
    ],
)
def test_a_topic_stands_in_an_entry(
    library: Library, topic: str, above: str, text: str, is_fit: bool, reason: str
) -> None:
    with library._open_snapshot() as opened:
        built = build_topic(topic, (), opened.snapshot)
    assert built is not None
    assert (fit_topic(built, above, text) is not None) is is_fit, reason


@pytest.mark.parametrize(
    ("topic", "names", "reason"),
    [
        ("the motion", (), "says that something was put, not what"),
        ("the council", (), "an everyday word of councils"),
        ("Ferndale", ("Ferndale District Council",), "the council that the question is limited to"),
        ("windmill", (), "stands in no paper"),
    ],
)
def test_words_that_tell_no_matter_are_no_topic(
    library: Library, topic: str, names: tuple[str, ...], reason: str
) -> None:
    with library._open_snapshot() as opened:
        assert build_topic(topic, names, opened.snapshot) is None, reason


def test_a_topic_whose_verb_is_missing_is_not_whole(library: Library) -> None:
    with library._open_snapshot() as opened:
        topics = [build_topic(text, (), opened.snapshot) for text in ("the lido pump house", "repairing the lido")]
    assert [(fit := topic and fit_topic(topic, "", PUMP)) and fit.is_whole for topic in topics] == [True, False]
