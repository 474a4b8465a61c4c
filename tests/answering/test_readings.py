"""Scores of quotes by hand-made readings."""

from __future__ import annotations

import numpy as np
import pytest

from paper_search.answering.config import ANSWERING
from paper_search.answering.readings import (
    extend_to_whole_words,
    find_answer,
    score_units,
    skip_printed_number,
)
from paper_search.embeddings import Rows
from paper_search.embeddings.cross_encoder import PassageReading
from paper_search.text.spans import Span


def reading(starts: list[float], ends: list[float], log_odds: float = 1.0) -> PassageReading:
    """A reading of pieces of five characters each."""
    places = np.array([(5 * place, 5 * place + 5) for place in range(len(starts))], np.int64)
    return PassageReading(log_odds, to_logits(starts), to_logits(ends), places)


def to_logits(shares: list[float]) -> Rows:
    return np.log(np.maximum(np.array(shares, np.float32), np.float32(1e-12)))


SCORES = [
    ([0.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], (0, 10), 1.0, "all of the answer"),
    ([0.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], (10, 20), 1.0 + np.log(1e-6), "nothing of it"),
    ([0.5, 0.0, 0.5, 0.0], [0.5, 0.0, 0.5, 0.0], (0, 10), 1.0 + np.log(0.5), "one of two answers"),
    ([0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], (0, 10), 1.0 + np.log(0.5), "its start alone"),
    ([0.0, 0.25, 0.0, 0.0], [0.0, 0.25, 0.0, 0.0], (0, 10), 1.0, "logits of any sum"),
]


@pytest.mark.parametrize(("starts", "ends", "unit", "expected", "reason"), SCORES)
def test_scores(starts: list[float], ends: list[float], unit: Span, expected: float, reason: str) -> None:
    assert score_units(reading(starts, ends), [unit])[0] == pytest.approx(expected, abs=1e-5), reason


ANSWERS = [
    ([0.1, 0.8, 0.1, 0.0], [0.0, 0.1, 0.8, 0.1], (0, 20), (5, 15), "the likeliest start and end"),
    ([0.1, 0.8, 0.1, 0.0], [0.0, 0.1, 0.8, 0.1], (0, 10), (5, 10), "as far as the unit goes"),
    ([0.0, 0.1, 0.9, 0.0], [0.9, 0.0, 0.1, 0.0], (0, 20), (10, 15), "no answer ends before it begins"),
    ([0.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], (30, 40), None, "no piece in the unit"),
]


@pytest.mark.parametrize(("starts", "ends", "unit", "expected", "reason"), ANSWERS)
def test_answers(starts: list[float], ends: list[float], unit: Span, expected: Span | None, reason: str) -> None:
    assert find_answer(reading(starts, ends), unit) == expected, reason


def test_an_answer_has_no_more_pieces_than_allowed() -> None:
    count = ANSWERING.max_answer_pieces + 5
    starts, ends = np.zeros(count), np.zeros(count)
    starts[0], ends[count - 1], ends[2] = 1.0, 0.9, 0.1
    long = reading(list(starts), list(ends))
    assert find_answer(long, (0, 5 * count)) == (0, 15)


WHOLE_WORDS = [
    ("2. 9,240 potholes were repaired", "240", "9,240", "a figure with a thousands sign"),
    ("the gap is now £16.9m.", "16.9", "£16.9m", "a sum with its sign and its unit, without the full stop"),
    ("fell (-£9.9m) again", "£9.9", "-£9.9m", "a sum with its minus"),
    ("of £5m-£9m a year", "9m", "£9m", "the end of a range is no negative sum"),
    ("in 2024/25 at a cost", "2024", "2024/25", "a financial year"),
    ("79% were repaired in time", "79", "79%", "a percentage"),
    ("the re-opened bridge", "opened bridge", "re-opened bridge", "a word with a hyphen"),
    ("Ofsted would return, and said so", "would return", "would return", "whole words, and no sign behind them"),
]


@pytest.mark.parametrize(("text", "part", "expected", "reason"), WHOLE_WORDS, ids=[row[-1] for row in WHOLE_WORDS])
def test_an_answer_ends_in_no_half_word(text: str, part: str, expected: str, reason: str) -> None:
    place = text.index(part)
    start, end = extend_to_whole_words((place, place + len(part)), text, (0, len(text)))
    assert text[start:end] == expected, reason


def test_an_answer_stays_in_its_unit() -> None:
    assert extend_to_whole_words((4, 7), "a 9,240 b", (3, 7)) == (4, 7)


NUMBERED_UNITS = (
    # The number is no part of what answers.
    ("3.3 88% of the potholes were mended.", (0, 36), "3.3", "88% of the potholes were mended."),
    ("3.3. 88% were mended.", (0, 21), "3.3", "88% were mended."),
    ("a) agrees the budget; and", (0, 25), "a)", "agrees the budget; and"),
    # A later sentence of the paragraph has no number before it.
    ("3.3 It was cold. 88% were mended.", (17, 33), "3.3", "88% were mended."),
    # A figure that only begins like the number, and a paragraph whose number is printed elsewhere.
    ("3.35 km were laid.", (0, 18), "3.3", "3.35 km were laid."),
    ("88 were mended.", (0, 15), None, "88 were mended."),
    # A number alone leaves nothing.
    ("12. ", (0, 4), "12", ""),
)


@pytest.mark.parametrize(("text", "unit", "number", "left"), NUMBERED_UNITS, ids=[case[0] for case in NUMBERED_UNITS])
def test_a_printed_number_is_no_part_of_an_answer(text: str, unit: Span, number: str | None, left: str) -> None:
    assert text[slice(*skip_printed_number(unit, text, number))] == left
