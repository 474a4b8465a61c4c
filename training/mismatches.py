"""Twins that speak of something else than the question: another person, place or year, or another matter.

A passage that holds the kind of answer asked for, about somebody else, is a mention at best. Three sources make such
twins of what there is: the passage that answers, with the names and years that it shares with the question exchanged
for others; the passages of other papers that are most alike; and those that answer a question of the same kind.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from paper_search.embeddings.pair_input import ReaderText
from paper_search.text.spans import Span
from training.examples import Example, find_stems

_NAME_PATTERN = re.compile(r"(?<![\w£$€])[A-Z][\w'\u2019]*[a-z][\w'\u2019]*(?:[ -][A-Z][\w'\u2019]*[a-z][\w'\u2019]*)*")
_LOWER_PATTERN = re.compile(r"\b[a-z]+\b")
_POSSESSIVE_PATTERN = re.compile(r"['\u2019]s?$")
_YEAR_PATTERN = re.compile(r"\b(?:19|20)\d\d\b")
_COMMON_SHARE = 0.02
"""A name or a word in a larger share of the passages is no name of something, or says little of the matter."""
_LEAST_NAME_LETTERS = 3
_YEARS_AWAY = 3
_ALIKE = 6
"""Passages of other papers of which one is drawn, those that are most alike."""
_SAME_KIND_TRIES = 4
"""Questions of the same kind that are drawn before one goes without a twin."""
_QUESTION_BLOCK = 2000
"""Questions that are compared with all passages at once."""
_MONTHS = frozenset(
    "January February March April May June July August September October November December".split()
) | frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())


def make_swap_examples(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """Return the examples whose question shares a name or a year with the passage; the twin has another in its place.

    Args:
        examples: answered questions.
        rng: draws what the names and years are exchanged for.
    """
    names = _collect_names(examples)
    for example in examples:
        swaps = _choose_swaps(example, names, rng)
        swapped = _swap_outside(example.answering, example.answer, swaps) if swaps else None
        if swapped is not None:
            yield replace(
                example, other=swapped, source="swaps", other_place=min(example.answer[0], len(swapped.passage) - 1)
            )


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of passages by their number of words, and the single words that are names of something."""

    by_length: Mapping[int, Sequence[str]]
    words: frozenset[str]


def _collect_names(examples: Sequence[Example]) -> _Names:
    passages = {example.answering.passage for example in examples}
    counts: Counter[str] = Counter()
    found: dict[int, set[str]] = defaultdict(set)
    lower_case = {word for passage in passages for word in _LOWER_PATTERN.findall(passage)}
    for passage in sorted(passages):
        named = {match[0] for match in _NAME_PATTERN.finditer(passage) if not _begins_sentence(passage, match.start())}
        named = {_POSSESSIVE_PATTERN.sub("", name) for name in named}
        counts.update({word for name in named for word in name.split()})
        for name in named:
            found[len(name.split())].add(name)
    rare = frozenset(
        word
        for word, count in counts.items()
        if count <= max(1, _COMMON_SHARE * len(passages))
        and len(word) >= _LEAST_NAME_LETTERS
        and word not in _MONTHS
        and word.lower() not in lower_case
    )
    by_length = {
        length: sorted(name for name in names if all(word in rare for word in name.split()))
        for length, names in found.items()
    }
    return _Names({length: names for length, names in by_length.items() if names}, rare)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in '.!?:\n"\u201c(' or text[start - 1] == "\n"


def _choose_swaps(example: Example, names: _Names, rng: random.Random) -> dict[str, str]:
    """Return what each run of shared name words, and each shared year, is exchanged for."""
    swaps: dict[str, str] = {}
    whole = f"{example.answering.context}\n{example.answering.passage}"
    for match in _NAME_PATTERN.finditer(example.question):
        asked = re.split(r"[ -]", _POSSESSIVE_PATTERN.sub("", match[0]))
        shared = " ".join(word for word in asked if word in names.words)
        pool = names.by_length.get(len(shared.split()), ())
        others = [name for name in rng.sample(pool, min(2, len(pool))) if name != shared]
        if shared and others and re.search(rf"\b{re.escape(shared)}\b", whole):
            swaps[shared] = others[0]
    for match in _YEAR_PATTERN.finditer(example.question):
        if match[0] in whole:
            away = rng.choice([-1, 1]) * rng.randint(1, _YEARS_AWAY)
            swaps[match[0]] = str(int(match[0]) + away)
    return swaps


def _swap_outside(text: ReaderText, answer: Span, swaps: Mapping[str, str]) -> ReaderText | None:
    """Return a text with other names and years; None where one stands in the answer."""
    pattern = re.compile("|".join(rf"\b{re.escape(own)}\b" for own in sorted(swaps, key=len, reverse=True)))
    if pattern.search(text.passage[slice(*answer)]):
        return None
    return ReaderText(
        *(pattern.sub(lambda match: swaps[match[0]], part) for part in (text.title, text.heading, text.passage))
    )


def make_stranger_examples(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """Return examples whose twin is a passage of another paper, of those most like the question or its passage.

    Questions that name nothing in particular are left out: another paper may answer them.

    Args:
        examples: answered questions.
        rng: draws the twins.
    """
    text_by_group = {example.group: example.answering for example in examples}
    groups, texts = list(text_by_group), list(text_by_group.values())
    vectoriser = TfidfVectorizer(sublinear_tf=True, min_df=2)
    passages = csr_matrix(vectoriser.fit_transform([f"{text.heading} {text.passage}" for text in texts]))
    stems = [find_stems(f"{text.context} {text.passage}") for text in texts]
    rare = _find_rare_stems(stems)
    for start in range(0, len(examples), _QUESTION_BLOCK):
        block = examples[start : start + _QUESTION_BLOCK]
        # A question is like the passages that have its words, a passage like those of its matter.
        asked = [example.question if rng.random() < 1 / 2 else example.answering.passage for example in block]
        alike = (csr_matrix(vectoriser.transform(asked)) @ passages.T).toarray()
        nearest = np.argsort(-alike, axis=1)[:, : 2 * _ALIKE]
        for example, row in zip(block, nearest, strict=True):
            wanted = _describe_asked(example, rare)
            others = [
                int(index)
                for index in row
                if groups[index] != example.group and wanted.is_left_open(texts[index], stems[index])
            ][:_ALIKE]
            if others:
                yield replace(example, other=texts[rng.choice(others)], source="strangers", other_place=None)


def make_same_kind_examples(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """Return examples whose twin, of another paper, answers a question that begins with the same two words.

    A resolution is the kind of answer to any question of what was decided, a sum to any of what something cost. The
    twin is cut around its own answer. Questions that name nothing in particular are left out, as for strangers.

    Args:
        examples: answered questions.
        rng: draws the twins.
    """
    by_opening: dict[tuple[str, ...], list[Example]] = defaultdict(list)
    for example in examples:
        by_opening[_find_opening(example.question)].append(example)
    texts = dict.fromkeys(example.answering for example in examples)
    stems = {text: find_stems(f"{text.context} {text.passage}") for text in texts}
    rare = _find_rare_stems(list(stems.values()))
    for example in examples:
        alike = by_opening[_find_opening(example.question)]
        wanted = _describe_asked(example, rare)
        for _ in range(_SAME_KIND_TRIES):
            other = rng.choice(alike)
            text = other.answering
            if other.group != example.group and wanted.is_left_open(text, stems[text]):
                yield replace(example, other=text, source="same kind", other_place=other.answer[0])
                break


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a passage of another paper must not have all of.

    Attributes:
        telling: the stems of the question that few passages have.
        answer: the words of its answer, in small letters.
    """

    telling: frozenset[str]
    answer: str

    def is_left_open(self, text: ReaderText, stems: frozenset[str]) -> bool:
        """Return True if a text lacks a word that tells, and does not have the words of the answer."""
        return bool(self.telling - stems) and self.answer not in text.passage.lower()


def _describe_asked(example: Example, rare: frozenset[str]) -> _Asked:
    answer = example.answering.passage[slice(*example.answer)].lower()
    return _Asked(find_stems(example.question) & rare, answer)


def _find_opening(question: str) -> tuple[str, ...]:
    return tuple(question.lower().split()[:2])


def _find_rare_stems(stems: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the stems that few passages have."""
    counts = Counter(word for words in stems for word in words)
    return frozenset(word for word, count in counts.items() if count <= max(1, _COMMON_SHARE * len(stems)))
