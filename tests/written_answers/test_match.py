"""The packaged model's look at a sentence: words of its spans pass, words from elsewhere do not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from paper_search.embeddings import Encoder
from paper_search.library import Library
from paper_search.text.spans import collapse_whitespace, split_sentences
from paper_search.written_answers.checks import MIN_MATCH
from paper_search.written_answers.match import measure_match
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


def list_sentences(library: Library) -> Iterator[str]:
    for document in library.documents():
        text = library.reading_text(document.doc_id) or ""
        for passage in library.list_passages(document.doc_id, 0, len(text)):
            if passage.kind in ("paragraph", "minute", "resolution", "recommendation"):
                sentences = (collapse_whitespace(passage.text[slice(*span)]) for span in split_sentences(passage.text))
                yield from (sentence for sentence in sentences if 80 < len(sentence) < 350)


def leave_out(sentence: str, chance: random.Random) -> str:
    """The sentence without some words that stand side by side."""
    words = sentence.split()
    count = chance.randint(2, max(3, len(words) // 3))
    start = chance.randint(0, len(words) - count)
    return " ".join(words[:start] + words[start + count :])


def put_in(sentence: str, other: str, chance: random.Random) -> str:
    """The sentence with a long word of another one in the place of one of its own."""
    words = sentence.split()
    places = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    foreign = [word for word in other.split() if len(word) > 5 and word.isalpha() and word not in sentence]
    if not places or not foreign:
        return ""
    words[chance.choice(places)] = chance.choice(foreign)
    return " ".join(words)


def test_what_it_costs_and_what_it_finds(library: Library, encoder: Encoder) -> None:
    """Of 250 of each, none and .92 were below the least match."""
    chance = random.Random(1)
    chosen = chance.sample(sorted(set(list_sentences(library))), 40)
    true = [measure_match(leave_out(sentence, chance), [sentence], encoder) for sentence in chosen]
    pairs = [(put_in(sentence, other, chance), sentence) for sentence, other in pairwise(chosen)]
    false = [measure_match(changed, [sentence], encoder) for changed, sentence in pairs if changed]
    assert sum(match < MIN_MATCH for match in true) <= 1
    assert sum(match < MIN_MATCH for match in false) >= 0.85 * len(false) > 20
