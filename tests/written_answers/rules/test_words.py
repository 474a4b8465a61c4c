"""Words and source sentences, as the rules read them."""

from __future__ import annotations

import pytest

from paper_search.written_answers.records import EvidenceSpan
from paper_search.written_answers.rules.words import MAX_SOURCE_WORDS, is_label, split_into_words, split_source

WORDS = [
    ("The council’s A&E, £2.5m.", ["the", "council's", "a&e", "£2.5m"], "an apostrophe, an ampersand, a sum"),
    ("On 09/01/2025 at 7.30pm", ["on", "09/01/2025", "at", "7.30pm"], "a date and a time are one word"),
    ("-5% in 2024-25", ["-5%", "in", "2024", "25"], "a minus is of the figure, a dash between two is not"),
    ("Vice‑Chair", ["vice-chair"], "a hyphen that does not break"),
]


@pytest.mark.parametrize(("text", "forms", "reason"), WORDS)
def test_words_keep_what_belongs_to_them(text: str, forms: list[str], reason: str) -> None:
    assert [word.form for word in split_into_words(text)] == forms, reason


def test_words_are_slices_of_their_text() -> None:
    text = "Ann’s £5 bid"
    assert [text[word.start : word.end] for word in split_into_words(text)] == ["Ann’s", "£5", "bid"]
    assert [word.start for word in split_into_words(text, 100)] == [100, 106, 109]


def test_labels_are_the_numbers_of_items() -> None:
    words = split_into_words("3.1 The road\n(a) shut and 2 more")
    assert [word.form for index, word in enumerate(words) if is_label(words, index)] == ["3.1", "a"]


def test_items_come_after_what_introduces_them() -> None:
    text = "RESOLVED that\n\n1.\tthe plan be noted;\n2.\tthe fee be paid.\n\nThe Clerk left."
    sources = split_source(EvidenceSpan(1, text, ""))
    assert [" ".join(word.form for word in source.words) for source in sources] == [
        "resolved that",
        "resolved that 1 the plan be noted",
        "resolved that 2 the fee be paid",
        "the clerk left",
    ]


def test_a_source_knows_the_sentence_behind_it_and_a_long_one_is_read_in_parts() -> None:
    first, last = split_source(EvidenceSpan(1, "It rained. It stopped.", ""))
    assert ([word.form for word in first.after], last.after) == (["it", "stopped"], ())
    parts = split_source(EvidenceSpan(1, "word " * (MAX_SOURCE_WORDS + 1), ""))
    assert [len(part.words) for part in parts] == [MAX_SOURCE_WORDS, 1]
    assert split_source(EvidenceSpan(1, "", "")) == ()
