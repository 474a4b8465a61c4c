"""Clauses of a source sentence: where one ends, which of them a written sentence uses, and what they hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from paper_search.written_answers.rules.lexicon import AUXILIARIES, FORCE, NON_PAST
from paper_search.written_answers.rules.words import Word

_CONJUNCTIONS = frozenset("and but while whilst whereas so yet or".split())
_NEAR = 3
"""Words behind "and" in which an auxiliary tells that another statement begins, where no comma does."""
_BINDING_RANK = 2


def find_clause_starts(words: Sequence[Word]) -> list[int]:
    """Return the indices of the words with which the clauses of a source sentence begin, in order."""
    return [0, *(index for index in range(1, len(words)) if _begins_clause(words, index))]


def _begins_clause(words: Sequence[Word], index: int) -> bool:
    word = words[index]
    if ";" in word.before:
        return True
    if word.form not in _CONJUNCTIONS:
        return False
    ahead = words[index + 1 : index + 1 + (len(words) if "," in word.before else _NEAR)]
    # A subject of its own stands before its verb: "and the hall will open", but not "and will open".
    for place, other in enumerate(ahead):
        if place and ("," in other.before or ";" in other.before):
            return False
        if other.form in AUXILIARIES:
            return place > 0 or "," not in word.before
    return False


def number_clauses(words: Sequence[Word]) -> list[int]:
    """Return for each word the number of its clause, from 0."""
    starts = set(find_clause_starts(words)[1:])
    numbers, number = [], 0
    for index in range(len(words)):
        number += index in starts
        numbers.append(number)
    return numbers


def is_open(words: Sequence[Word], clauses: Sequence[int], used: Collection[int]) -> bool:
    """Return True if a used clause speaks of a plan, a rule or a decision rather than of what has happened.

    Args:
        words: the words of the source sentence.
        clauses: the number of each word's clause.
        used: the numbers of the clauses that are used.
    """
    return any(
        number in used and (word.form in NON_PAST or FORCE.get(word.form, -1) >= _BINDING_RANK)
        for word, number in zip(words, clauses, strict=True)
    )
