"""Which figures are one: by value and sign, not by form."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.figure_keys import find_keys
from paper_search.written_answers.rules.words import split_into_words

CASES = [
    ("£5m", ("5000000", "£"), "a sum with a letter"),
    ("£5 million", ("5000000", "£"), "and with a word"),
    ("£5,000,000", ("5000000", "£"), "and in full"),
    ("5,000,000", ("5000000", ""), "no sum"),
    ("12.50%", ("12.5", "%"), "a share"),
    ("12.5 per cent", ("12.5", "%"), "in words"),
    ("-12.5%", ("12.5", "-%"), "a negative one"),
    ("three", ("3", ""), "a number word"),
    ("3rd", ("3", ""), "an ordinal"),
    ("09/01/2025", ("09/01/2025", ""), "what is no plain number stays as it is"),
    ("roads", "road", "a word is its stem"),
]


@pytest.mark.parametrize(("text", "key", "reason"), CASES)
def test_a_figure_is_its_value_and_its_sign(text: str, key: object, reason: str) -> None:
    assert find_keys(split_into_words(text))[0] == key, reason
