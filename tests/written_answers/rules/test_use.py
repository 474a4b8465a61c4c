"""Which source sentences a written one uses."""

from __future__ import annotations

import pytest

from tests.written_answers.making import use

SPAN = "The hall is let. The roof leaks in winter. The hall is let to the Friends in winter."
CASES = [
    ("The hall is let in winter.", ["the hall is let to the friends in winter"], True, "one sentence has all words"),
    ("The hall is let.", ["the hall is let"], True, "the one with the fewest gaps"),
    ("The hall is let; the roof leaks.", ["the hall is let", "the roof leaks in winter"], True, "a joint"),
    (
        "The roof leaks and the hall is let.",
        ["the roof leaks in winter", "the hall is let to the friends in winter"],
        True,
        "and",
    ),
    ("The roof is leaking.", ["the roof leaks in winter"], False, "a rewording"),
    ("Zebras ran.", [], False, "nothing"),
]


@pytest.mark.parametrize(("text", "sources", "is_compression", "reason"), CASES)
def test_the_source_sentences_are_found(text: str, sources: list[str], is_compression: bool, reason: str) -> None:
    found = use(text, SPAN)
    assert [" ".join(word.form for word in part.words) for part in found.parts] == sources, reason
    assert found.is_compression is is_compression, reason


def test_words_that_are_not_used_are_known() -> None:
    (part,) = use("The hall is let in winter.", SPAN).parts
    assert [part.words[index].form for index in part.find_dropped()] == ["to", "the", "friends"]
    (part,) = use("the hall be let.", "It was agreed that the hall be let.").parts
    assert [part.words[index].form for index in part.dropped_governors] == ["agreed"]
