"""The packaged model's look at a sentence: words of its spans pass, words from elsewhere do not."""

from __future__ import annotations

import pytest

from paper_search.embeddings import Encoder
from paper_search.written_answers.match import measure_match
from paper_search.written_answers.service import MIN_MATCH
from tests.written_answers.answers import BRIDGE, DEPOTS, ROADS

CASES = [
    (ROADS, [ROADS], True, "the same words"),
    ("The budget for road repairs rose to £5.1m in 2024.", [ROADS], True, "a compression"),
    ("Mill Lane bridge be replaced, subject to planning consent.", [BRIDGE], True, "a compression"),
    ("The budget for zeppelin repairs rose to £5.1m in 2024.", [ROADS], False, "a word from elsewhere"),
    (ROADS, [DEPOTS], False, "other words altogether"),
    (ROADS, [], False, "no words at all"),
]


@pytest.mark.parametrize(("sentence", "texts", "is_met", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_how_well_words_are_met(sentence: str, texts: list[str], is_met: bool, reason: str, encoder: Encoder) -> None:
    assert (measure_match(sentence, texts, encoder) >= MIN_MATCH) is is_met
