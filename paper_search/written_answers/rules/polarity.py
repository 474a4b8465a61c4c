"""Polarity: what denies is neither added nor left out, and no direction is turned into its opposite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import has_verb, is_comparison, is_negator
from paper_search.written_answers.rules.lexicon import OPPOSITES, PREFIXES
from paper_search.written_answers.rules.use import Part, SentenceUse
from paper_search.written_answers.rules.words import TextWord

_ADDED = "It denies something that the cited words do not deny."
_DROPPED = "It leaves out a word by which the cited words deny something."
_OPPOSITE = "It has the opposite of a word of the cited words."
_FEW = "It makes a few of few, or the other way round."
_MIN_LENGTH = 3
_NOUNS = frozenset("stop stops block object objects".split())
_BEFORE_NOUNS = frozenset("a an the each every this that nearest next bus tram tower".split())
"""Words behind which "stop" and the like are things: "the nearest bus stop"."""


def check_polarity(use: SentenceUse) -> Iterator[str]:
    """Yield a reason for a negator that is added or left out of a used clause, and for an opposite."""
    if any(_denies(use.words, index) and index not in use.matched_indices for index in range(len(use.words))):
        yield _ADDED
    if any(
        _denies(part.words, index) and not _is_in_tail(part, index)
        for part in use.parts
        for index in (*part.find_dropped(), *part.dropped_governors)
    ):
        yield _DROPPED
    if any(_changes_few(use, part) for part in use.parts):
        yield _FEW
    if _has_opposite(use) or _has_other_prefix(use):
        yield _OPPOSITE


def _denies(words: Sequence[TextWord], index: int) -> bool:
    """Return True for a word that denies; "absence" does only of something: "for long-term absence" does not."""
    if words[index].form in _NOUNS and index and words[index - 1].form in _BEFORE_NOUNS:
        return False
    is_leave = words[index].form == "absence" and (index + 1 == len(words) or words[index + 1].form != "of")
    return is_negator(words[index].form) and not is_leave


def _changes_few(use: SentenceUse, part: Part) -> bool:
    """Return True if "a few" has become "few", or "few" has become "a few"; and so "little"."""
    return any(
        part.words[other].form in ("few", "little")
        and (use.words[max(index - 1, 0)].form == "a") != (part.words[max(other - 1, 0)].form == "a")
        for index, other in part.pairs
    )


def _is_in_tail(part: Part, index: int) -> bool:
    """Return True for a phrase behind what is told, such as "at no cost" of what has happened, or "and not by us"."""
    word = part.words[index]
    if index <= part.last:
        return False
    if word.form == "not" and part.words[index - 1].form == "and":
        return not has_verb(part.words[index + 1 :])
    if word.form == "against":
        return is_comparison(part.words[index:])
    if part.is_open:
        return False
    return word.form == "without" or (word.form == "no" and part.words[index - 1].form in ("at", "with", "in"))


def _has_opposite(use: SentenceUse) -> bool:
    """Return True if a direction word of the sentence is not of the source, and its opposite is."""
    source = {word.form for part in use.parts for word in part.words}
    own = {word.form for index, word in enumerate(use.words) if index not in use.matched_indices}
    return any(
        own & side and source & other for left, right in OPPOSITES for side, other in ((left, right), (right, left))
    )


def _has_other_prefix(use: SentenceUse) -> bool:
    """Return True if a word differs from one of the source by a prefix that denies: "unfit" for "fit"."""
    source = {word.form for part in use.parts for word in part.words if len(word.form) >= _MIN_LENGTH}
    own = {word.form for index, word in enumerate(use.words) if index not in use.matched_indices} - source
    turned = {prefix + form for form in source for prefix in PREFIXES} & own
    plain = {prefix + form for form in own if len(form) >= _MIN_LENGTH for prefix in PREFIXES} & source
    return bool(turned or plain)
