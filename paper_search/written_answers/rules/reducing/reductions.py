"""Reductions: what follows from a source sentence because one whole member of it may be taken away.

A reduction takes a whole unit out of a sentence, by its grammar and not by its words: one of several acts of a subject,
one of several "that" clauses, an opening, a relative clause behind a comma, the time or the reason of what has
happened. What is left follows from the sentence (natural logic, MacCartney and Manning, 2007) and is a source sentence
of its own, to be reduced again. So a condition in what was taken out counts no longer, and every rule holds for what is
left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from paper_search.written_answers.rules.alterations import leaves_out_alteration
from paper_search.written_answers.rules.items import crosses_items, opens_item
from paper_search.written_answers.rules.lexicon import UNDOING
from paper_search.written_answers.rules.reducing.acts import find_acts
from paper_search.written_answers.rules.reducing.adjuncts import find_adjuncts
from paper_search.written_answers.rules.reducing.asides import (
    find_asides,
    find_relative_subjects,
    find_relatives,
    find_restrictions,
)
from paper_search.written_answers.rules.reducing.grammar import is_finite
from paper_search.written_answers.rules.reducing.members import find_members
from paper_search.written_answers.rules.reducing.openings import find_openings
from paper_search.written_answers.rules.reducing.prepositional import find_prepositional
from paper_search.written_answers.rules.reducing.statements import find_complements, find_infinitives, find_sentences
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import STRONG
from paper_search.written_answers.rules.words import SourceSentence, TextWord

_JOINTS = frozenset("and but or nor which who".split())
"""Words before which a comma stays: it tells that they join what stands before the unit."""
_FINDERS: tuple[Callable[[Sequence[TextWord]], Iterator[Unit]], ...] = (
    find_openings,
    find_acts,
    find_sentences,
    find_complements,
    find_infinitives,
    find_relatives,
    find_restrictions,
    find_relative_subjects,
    find_adjuncts,
    find_asides,
    find_members,
    find_prepositional,
)
_MAX_STEPS = 6
_MAX_WORDS = 120
"""Words of a source sentence that is reduced; a longer one is a table or a list."""


def reduce_source(source: SourceSentence, needed: Sequence[str]) -> SourceSentence | None:
    """Return the shortest reduction of a source sentence that still has some words in order; None if there is none.

    Args:
        source: the sentence.
        needed: the forms of the words of a written sentence, without glue.
    """
    words = source.words
    if len(words) > _MAX_WORDS:
        return None
    for _ in range(_MAX_STEPS):
        shorter = next((rest for rest in _reduce_once(words) if _has_all(needed, rest)), None)
        if shorter is None:
            break
        words = shorter
    return replace(source, words=words) if words is not source.words else None


def _reduce_once(words: Sequence[TextWord]) -> Iterator[tuple[TextWord, ...]]:
    """Yield what is left without each unit, the longest unit first."""
    units = sorted(
        {unit for find in _FINDERS for unit in find(words)}, key=lambda unit: (unit.start - unit.end, unit.start)
    )
    yield from (_take_out(words, unit) for unit in units if not _is_needed(words, unit))


def _is_needed(words: Sequence[TextWord], unit: Unit) -> bool:
    """Return True for a unit that undoes or alters what is left, or that parts the items of a list."""
    is_undoing = _undoes(words[unit.start : unit.end]) or leaves_out_alteration(words, unit.start, unit.end)
    return is_undoing or crosses_items(words, unit.start, unit.end)


def _undoes(words: Sequence[TextWord]) -> bool:
    """Return True where a unit may take back what is told before it: "and was later reversed", "at least in part"."""
    forms = [word.form for word in words]
    points = forms[0] in ("and", "but") and forms[1:2] == ["this"] and bool(STRONG.intersection(forms))
    return points or forms[:2] == ["at", "least"] or bool(UNDOING.intersection(forms))


def _take_out(words: Sequence[TextWord], unit: Unit) -> tuple[TextWord, ...]:
    before, after = tuple(words[: unit.start]), tuple(words[unit.end :])
    # Behind a statement another aside may follow, which keeps its comma.
    is_within = not unit.start or is_finite(words, unit.end) if after else False
    if unit.closes and is_within and after[0].form not in _JOINTS:
        after = (replace(after[0], before=" "), *after[1:])
    # What opens an item keeps the sign of it.
    if before and after and any(opens_item(word) for word in words[unit.start : unit.end]) and not opens_item(after[0]):
        after = (replace(after[0], before=";" + after[0].before), *after[1:])
    return before + after


def _has_all(needed: Sequence[str], words: Sequence[TextWord]) -> bool:
    rest = iter(word.form for word in words)
    return all(form in rest for form in needed)
