"""The topic of a question against the words of an entry: a wrong sure answer is the worst that can happen.

Every rare word of the topic must stand in one item of the entry, or in what the entry stands under. Rare is what is
neither an everyday word nor in many passages; verbs ("joining", "postponed") are said in other words too often.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.answering.register.bodies import GENERIC_STEMS
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import extract_content_words
from paper_search.text.stemming import find_stems, stem
from paper_search.text.vocabulary import STOP_WORDS, background_frequency, is_common_word

_BACKGROUND_PASSAGES = 1000
_RARE_SHARE = 0.05
"""The share of passages beyond which a word is not rare."""
_MIN_FREQUENT = 10
"""Passages up to which a word is rare in any index."""
_VERB_WEIGHT = 0.25
"""The share of its weight that a verb counts: it is often said in another word."""
_MIN_SHARE = 0.7
"""The share of a topic, by the idf of its words, that an entry must have."""
_ITEM_EDGE = re.compile(
    r"\n\s*\n|\n(?=[ \t]*(?:[\u2022\u00b7\u25cf\u25aa\u25e6*\u2013-]|\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)])\s)"
)
"""Between the items of a resolution; other ends of lines stand within one."""
_NO_NOUN = re.compile(r"(?:ing|ed|ly|able|ible)$")
_FORM_WORDS = (
    "motion amendment resolution decision proposal recommendation vote item issue matter question permission consent"
    " application request report"
)
_FORM_STEMS = frozenset(map(stem, _FORM_WORDS.split()))
"""Stems of words that say that something was put or decided, not what."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The words of a topic.

    Attributes:
        weights: the weight of each stem, as its share of them all.
        required: the stems that an entry must have.
        rarest: the word that the fewest passages have.
    """

    weights: dict[str, float]
    required: frozenset[str]
    rarest: str


@dataclass(frozen=True, slots=True)
class TopicFit:
    """An entry's fit to a topic.

    Attributes:
        share: the share of the topic that it has, from 0 to 1.
        heading_share: the share that stands in what it stands under.
        text_share: the share that stands in its own words.
        is_whole: True if every word of the topic is there.
    """

    share: float
    heading_share: float
    text_share: float
    is_whole: bool


def build_topic(text: str, names: Sequence[str], index: IndexSnapshot) -> Topic | None:
    """Return a topic with its weights; None where no word of it tells one matter from another, or none is held.

    Args:
        text: its words.
        names: the names of councils and bodies that the question is limited to, which are no part of it.
        index: knows in how many passages a word stands.
    """
    of_names = frozenset[str]().union(*map(find_stems, names)) if names else frozenset[str]()
    words = {
        word_stem: word
        for word in extract_content_words(text)
        if word not in STOP_WORDS
        and (word_stem := stem(word)) not in of_names | _FORM_STEMS
        and word_stem not in GENERIC_STEMS
    }
    if not words:
        return None
    frequencies = index.frequencies(list(words.values()))
    passages = index.info.passages
    weights, required = dict[str, float](), set[str]()
    for (word_stem, word), frequency in zip(words.items(), frequencies, strict=True):
        expected = frequency + background_frequency(word, _BACKGROUND_PASSAGES)
        weight = math.log((passages + _BACKGROUND_PASSAGES + 1) / (expected + 1))
        weights[word_stem] = _VERB_WEIGHT * weight if _NO_NOUN.search(word) else weight
        if _is_rare(word, frequency, passages):
            required.add(word_stem)
    held = [(frequency, word) for word, frequency in zip(words.values(), frequencies, strict=True) if frequency]
    total = sum(weights.values())
    if not held or not total:
        return None
    # Where no word is rare, all of them are needed.
    shares = {word_stem: weight / total for word_stem, weight in weights.items()}
    return Topic(shares, frozenset(required) or frozenset(shares), min(held)[1])


def _is_rare(word: str, frequency: int, passages: int) -> bool:
    if any(letter.isdigit() for letter in word):
        return True
    is_frequent = frequency > max(_RARE_SHARE * passages, _MIN_FREQUENT)
    return not (is_frequent or is_common_word(word) or _NO_NOUN.search(word))


def fit_topic(topic: Topic, above: str, text: str) -> TopicFit | None:
    """Return an entry's fit to a topic; None where it lacks a word that it must have, or too much.

    Args:
        topic: the topic.
        above: what the entry stands under: headings, subject, title.
        text: its words; of several items the best counts.
    """
    of_heading = find_stems(above)
    items = [find_stems(item) for item in _ITEM_EDGE.split(text)]
    best = max(items, key=lambda stems: (_sum_weights(topic, stems | of_heading), _sum_weights(topic, stems)))
    stems = best | of_heading
    share = _sum_weights(topic, stems)
    if not topic.required <= stems or share < _MIN_SHARE:
        return None
    is_whole = topic.weights.keys() <= stems
    return TopicFit(share, _sum_weights(topic, of_heading), _sum_weights(topic, best), is_whole)


def _sum_weights(topic: Topic, stems: frozenset[str]) -> float:
    return sum(weight for word_stem, weight in topic.weights.items() if word_stem in stems)
