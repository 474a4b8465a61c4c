"""Re-ranking by the reader: it reads each passage once, in its place, and lifts what answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from paper_search.embeddings.cross_encoder import CrossEncoder, PassageReading
from paper_search.records import Document, FusedCandidate, Meeting, Passage, RankedPassage
from paper_search.retrieval.config import RANKING
from paper_search.retrieval.reading import add_reading_scores, build_reader_text, read_passages, to_probability
from tests.embeddings.reader_samples import open_sample_reader

MEETING = Meeting(authority="Ferndale Council", committee="Cabinet", held_on=date(2024, 5, 3))
PAPER = Document("ferry.pdf", "ferry.pdf", "0" * 64, title="Ferries", meeting=MEETING)
PLACE = "Ferries – Cabinet, Ferndale Council, 3 May 2024"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoder:
    return open_sample_reader(tmp_path_factory.mktemp("reader"))[0]


def build_passage(text: str, name: str = "p", **fields: object) -> Passage:
    passage = Passage(name, PAPER.doc_id, "paragraph", text, 0, len(text))
    return replace(passage, **fields)  # type: ignore[arg-type]


def rank(*texts: str) -> list[RankedPassage]:
    return [
        RankedPassage(
            FusedCandidate(f"p{place}", 2.0 - place / 10, None, None), build_passage(text, f"p{place}"), PAPER
        )
        for place, text in enumerate(texts)
    ]


def build_reading(log_odds: float) -> PassageReading:
    nothing = np.zeros(0, dtype=np.float32)
    return PassageReading(log_odds, nothing, nothing, np.zeros((0, 2), dtype=np.int64))


TEXTS = [
    ({}, PAPER, (PLACE, ""), "a paper with its meeting"),
    ({"headings": ("Services", "Winter")}, PAPER, (PLACE, "Winter"), "the nearest heading"),
    (
        {"headings": ("Winter",), "lead_in": "Resolved that:"},
        PAPER,
        (PLACE, "Resolved that:"),
        "an item says nothing without what it hangs from",
    ),
    ({"columns": ("Route", "Fare")}, PAPER, (PLACE, "Route | Fare"), "a row with its heads"),
    ({}, replace(PAPER, title=None, meeting=Meeting()), ("", ""), "nothing is made up where nothing is stated"),
]


@pytest.mark.parametrize(("fields", "document", "expected", "why"), TEXTS, ids=[row[-1] for row in TEXTS])
def test_what_stands_over_a_passage(
    fields: dict[str, object], document: Document, expected: tuple[str, str], why: str
) -> None:
    text = build_reader_text(build_passage("It closes.", **fields), document)
    assert (text.title, text.heading, text.passage) == (*expected, "It closes."), why


def test_struck_words_are_not_read() -> None:
    text = build_reader_text(build_passage("It closes ~~on 3 May~~ in June."), PAPER)
    assert "3 May" not in text.passage
    assert len(text.passage) == len("It closes ~~on 3 May~~ in June."), "offsets stay"


def test_a_passage_that_is_printed_twice_is_read_once(reader: CrossEncoder) -> None:
    ranked = rank("The ferry closes.", "The budget.", "The ferry closes.", "The pool.", "The road.")
    readings = read_passages("when does the ferry close", ranked, reader, replace(RANKING, reader_depth=3))
    assert sorted(readings) == ["p0", "p1", "p2", "p3"], "three texts, of which one stands twice"
    assert readings["p0"] is readings["p2"]


@pytest.mark.parametrize("depth", [1, 2, 5, 50])
def test_no_more_than_the_depth_is_read(reader: CrossEncoder, depth: int) -> None:
    ranked = rank(*(f"Route {place} closes." for place in range(5)))
    assert len(read_passages("which route", ranked, reader, replace(RANKING, reader_depth=depth))) == min(depth, 5)


ORDERS = [
    ({}, "p0 p1 p2", "nothing was read"),
    ({"p2": 9.0}, "p2 p0 p1", "what answers comes first"),
    ({"p0": -9.0, "p1": -9.0, "p2": -9.0}, "p0 p1 p2", "what does not answer keeps its place"),
    ({"p0": 2.0, "p1": 2.0, "p2": 2.0}, "p0 p1 p2", "what answers equally keeps its order"),
]


@pytest.mark.parametrize(("log_odds", "expected", "why"), ORDERS, ids=[row[-1] for row in ORDERS])
def test_order(log_odds: dict[str, float], expected: str, why: str) -> None:
    readings = {name: build_reading(value) for name, value in log_odds.items()}
    config = replace(RANKING, reader_weight=0.5)
    raised = add_reading_scores(rank("One.", "Two.", "Three."), readings, config)
    assert " ".join(result.passage.passage_id for result in raised) == expected, why


@pytest.mark.parametrize(("log_odds", "expected"), [(0.0, 0.5), (1e9, 1.0), (-1e9, 0.0)])
def test_probability(log_odds: float, expected: float) -> None:
    assert to_probability(log_odds) == pytest.approx(expected)
