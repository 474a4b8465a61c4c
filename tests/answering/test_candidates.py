"""Candidates and the choice among them, without a model: hand-made readings and matches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from paper_search.answering.candidates import CandidateQuote, ReadHits, keep_named_references, score_candidates
from paper_search.answering.config import ANSWERING
from paper_search.answering.extract import _build_quote, _choose_quotes
from paper_search.answering.quote_units import split_units
from paper_search.embeddings.cross_encoder import PassageReading
from paper_search.records import Document, Hit, Locator, Meeting, Passage, PassageKind
from paper_search.retrieval.late_interaction import TokenMatch
from paper_search.retrieval.query.parse import parse_query


def hit(rank: int, text: str, kind: PassageKind = "paragraph", paper: str | None = None, title: str = "Report") -> Hit:
    doc_id = paper or f"paper-{rank}"
    passage = Passage(f"p{rank}", doc_id, kind, text, 0, len(text))
    meeting = Meeting("Ferndale Council", "Cabinet", date(2025, 1, 1))
    return Hit(rank, 1 / rank, passage, Document(doc_id, f"{doc_id}.pdf", "", "report", title, meeting))


def read(question: str, hits: list[Hit], odds: list[float], units: list[int]) -> ReadHits:
    """Passages, every unit of which matches alike, where the reader finds the whole answer in one, a piece a unit."""
    query = parse_query(question)
    readings, matches = {}, {}
    for found, log_odds, unit in zip(hits, odds, units, strict=True):
        spans = np.array(split_units(found.passage), np.int64)
        answers = np.log(np.eye(len(spans), dtype=np.float32)[unit] + np.float32(1e-9))
        readings[found.passage.passage_id] = PassageReading(log_odds, answers, answers, spans)
        rows = np.ones((len(spans), 1), np.float32)
        matches[found.passage.passage_id] = TokenMatch(0.5 * rows.T, spans, rows[0], rows[:1], rows)
    return ReadHits(query, frozenset(query.content_stems), hits, matches, readings)


WEIGHTED = replace(ANSWERING, reading_weight=0.5)
"""Settings under which the reader has a say in what is quoted, however little it has by default."""


def choose(reading: ReadHits) -> list[CandidateQuote]:
    return _choose_quotes(score_candidates(reading, WEIGHTED), WEIGHTED)


def test_the_reader_orders_passages_and_sentences() -> None:
    hits = [hit(1, "The lido is old. The lido is cold."), hit(2, "The lido was built in stone. It will be mended.")]
    chosen = choose(read("lido", hits, [-1.0, 3.0], [0, 1]))
    assert chosen[0].text == "It will be mended."
    assert chosen[0].score - chosen[1].score > 0.5 * WEIGHTED.reading_weight


def test_the_answer_is_marked_inside_the_quote() -> None:
    found = hit(1, "The lido was built in stone. It will be mended.")
    reading = read("lido", [found], [3.0], [1])
    candidate = choose(reading)[0]
    quote = _build_quote(candidate, reading.query.asked_answer, ANSWERING)
    assert quote.text == found.passage.text, "a short one takes its neighbour with it"
    assert quote.highlight
    assert quote.text[slice(*quote.highlight)] == "It will be mended."


def test_the_passage_with_all_the_words_is_never_left_unquoted() -> None:
    lido = "The opening hours of the lido are long."
    hits = [*(hit(rank, f"Number {rank} says something else of swimming.") for rank in range(1, 8)), hit(8, lido)]
    chosen = choose(read("lido opening hours", hits, [4.0] * 7 + [-4.0], [0] * 8))
    assert len(chosen) == ANSWERING.max_quotes
    assert lido in [candidate.text for candidate in chosen]
    assert chosen[0].text != lido, "it is not put first for that"


def test_the_type_asked_for_comes_first_where_the_reader_is_in_doubt() -> None:
    hits = [hit(1, "The lido was much liked by its swimmers."), hit(2, "The lido was built for a sum of £3m in all.")]
    chosen = choose(read("How much did the lido cost?", hits, [0.1, 0.0], [0, 0]))
    assert [candidate.type_match.is_met for candidate in chosen] == [True, False]


def test_of_two_years_the_one_asked_for_comes_first() -> None:
    text = "The lido took a sum of £3m."
    hits = [hit(1, text, title="Outturn 2023/24"), hit(2, text + " So it did.", title="Outturn 2024/25")]
    chosen = choose(read("How much did the lido take in 2024-25?", hits, [0.1, 0.0], [0, 0]))
    assert chosen[0].doc_id == "paper-2"


def test_a_field_of_front_matter_that_is_asked_for_comes_first_where_the_reader_is_in_doubt() -> None:
    present = hit(2, "Present: Cllrs Shaw, Reed, Poole and Marsh", "front matter")
    hits = [hit(1, "Mr Shaw enclosed the reports for the meeting of the Cabinet."), present]
    assert choose(read("Who was present at the meeting?", hits, [0.1, 0.0], [0, 0]))[0].passage_id == "p2"


def test_a_row_is_read_with_its_heads() -> None:
    table = "Site | Dwellings\nLarkford | 140\nFerndale | none yet"
    chosen = choose(read("How many homes are planned at Larkford?", [hit(1, table, "table")], [1.0], [1]))
    assert chosen[0].text == "Larkford | 140"
    assert chosen[0].type_match.is_met


def test_where_only_heads_and_front_matter_stand_nothing_is_quoted() -> None:
    hits = [hit(1, "Name of site | Number of dwellings", "table"), hit(2, "Contact: Ann Reed, tel. 01234 567890")]
    assert score_candidates(read("How many homes are planned?", hits, [3.0, 3.0], [0, 0]), ANSWERING) == []


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        ("What was decided on 31/00120/OUT?", [2], "the words of another application are no answer"),
        ("What was decided in minute 31/035?", [3], "the number of the minute stands in its heading"),
        ("What was decided on 31/00999/OUT?", [1, 2, 3], "where none holds it, a remark says so"),
        ("What was decided?", [1, 2, 3], "no number named"),
    ],
)
def test_only_what_holds_the_number_named_is_quoted(question: str, expected: list[int], reason: str) -> None:
    last = hit(3, "The accounts were paid.")
    last = replace(last, passage=replace(last.passage, locator=Locator(minute="31/035")))
    hits = [hit(1, "31/00117/FUL was refused."), hit(2, "31/00120/OUT was deferred."), last]
    kept = keep_named_references(parse_query(question), hits)
    assert [found.rank for found in kept] == expected, reason
