"""Clauses of a source sentence: where one ends, which of them a written sentence uses, and what they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    DENIALS,
    FORCE,
    HARMLESS,
    IRREGULAR_PAST,
    NEGATORS,
    NON_PAST,
    PARTICIPLES,
    PERMISSIONS,
    PREPOSITIONS,
    RELATIVES,
    REPORTING,
)
from paper_search.written_answers.rules.words import TextWord

_CONJUNCTIONS = frozenset("and but while whilst whereas so yet".split())
_NEAR = 3
"""Words behind "and" in which an auxiliary tells that another statement begins, where no comma does."""
_FAR = 7
"""The same, where the word behind "and" opens a subject: "and 41 members of staff were moved"."""
_SUBJECT_OPENERS = frozenset("a an the its their his her our".split())
_BINDING_RANK = 2
_PAST = frozenset("was were had did been".split())
_MIN_PAST = 4
_REASONS = frozenset("because after".split())
_LEADING = frozenset("of for with in at on to by from".split())
_BEFORE_NOUNS = frozenset("a an the its their his her of to by with for in on at and".split())
_PERFECT = frozenset("has have".split())
_PERFECT_REACH = 3
_BEFORE_PAST = re.compile(r"\A(?:over|under|out|re|mis)")
_ABSOLUTES = frozenset(("being", "having"))
_COMPARED = 7
"""Words behind "against" among which the figure that is compared stands."""


def find_clause_starts(words: Sequence[TextWord]) -> list[int]:
    """Return the indices of the words with which the clauses of a source sentence begin, in order."""
    starts = [0]
    for index in range(1, len(words)):
        if _begins_clause(words, index, starts[-1]):
            starts.append(index)
    return starts


def has_verb(words: Sequence[TextWord]) -> bool:
    """Return True if some words have a verb that can be told by its form: an auxiliary, a past tense.

    Args:
        words: the words.
    """
    return any((word.form in AUXILIARIES and not is_month(word)) or is_past(word) for word in words)


def _begins_clause(words: Sequence[TextWord], index: int, start: int) -> bool:
    word = words[index]
    if ";" in word.before:
        return True
    # "A, B and C will open" is one statement of three subjects.
    if word.form not in _CONJUNCTIONS or not has_verb(words[start:index]):
        return False
    reach = _FAR if _opens_subject(words, index + 1) else _NEAR
    ahead = words[index + 1 : index + 1 + (len(words) if "," in word.before else reach)]
    # A subject of its own stands before its verb: "and the hall will open", but not "and will open".
    for place, other in enumerate(ahead):
        if place and ("," in other.before or ";" in other.before):
            return "," in word.before and _goes_on(ahead[place:])
        if other.form in AUXILIARIES or (not place and is_past(other) and not is_past(words[index - 1])):
            return place > 0 or "," not in word.before
        if 0 < place < reach and "," in word.before and is_past(other) and ahead[place - 1].form not in _BEFORE_NOUNS:
            return True
    return False


def _goes_on(words: Sequence[TextWord]) -> bool:
    """Return True if an aside that stands between commas is followed by the verb: ", by the lake, closed"."""
    closing = next((word for word in words[1:] if "," in word.before or ";" in word.before), None)
    return closing is not None and ";" not in closing.before and has_verb([closing])


def _opens_subject(words: Sequence[TextWord], index: int) -> bool:
    return index < len(words) and (words[index].form in _SUBJECT_OPENERS or words[index].is_figure)


def is_past(word: TextWord) -> bool:
    """Return True for a past tense or a participle, by its form."""
    is_regular = word.form.endswith("ed") and len(word.form) > _MIN_PAST
    return is_regular or word.form in IRREGULAR_PAST or _BEFORE_PAST.sub("", word.form) in IRREGULAR_PAST


def number_clauses(words: Sequence[TextWord]) -> list[int]:
    """Return for each word the number of its clause, from 0.

    A relative clause behind a comma, a reason ("because the roof leaked") and what an event came after have numbers of
    their own.
    """
    starts = {*find_clause_starts(words)[1:], *find_complement_starts(words)}
    absolutes = find_absolute_starts(words)
    numbers, highest, around = [], 0, 0
    is_relative = False
    for index, word in enumerate(words):
        is_break = any(sign in word.before for sign in ",;()")
        if absolutes and index > absolutes[0] and index not in starts:
            numbers.append(highest)
            continue
        if (
            index in starts
            or index in absolutes
            or (is_break and _opens_relative(words, index))
            or opens_reason(words, index)
        ):
            highest += 1
            is_relative = index not in starts and index not in absolutes
            around = around if is_relative else highest
        elif is_relative and is_break:
            is_relative = False
        numbers.append(highest if is_relative else around)
    return numbers


def find_complement_starts(words: Sequence[TextWord]) -> list[int]:
    """Return where each "that" clause but the first begins, of several that one verb governs: "that A and that B"."""
    that = [index for index in range(1, len(words)) if words[index].form == "that"]
    first = next((index for index in that if words[index - 1].form in REPORTING), len(words))
    joined = [
        index for index in that if index > first and (words[index - 1].form == "and" or "," in words[index].before)
    ]
    starts = [index - 1 if words[index - 1].form == "and" else index for index in joined]
    return [start for start in starts if has_verb(words[first:start])]


def find_absolute_starts(words: Sequence[TextWord]) -> list[int]:
    """Return where the first statement behind a comma begins that has "being" or "having" in place of a verb."""
    return [
        index
        for index in range(1, len(words))
        if "," in words[index].before
        and words[index].form in _SUBJECT_OPENERS
        and any(word.form in _ABSOLUTES for word in _take_to_verb(words[index + 1 : index + 1 + _NEAR + 1]))
    ][:1]


def _take_to_verb(words: Sequence[TextWord]) -> Sequence[TextWord]:
    """Return the words up to a finite verb, or to the sign behind which something else begins."""
    ends = (word.form in AUXILIARIES - _ABSOLUTES or is_past(word) or word.before.strip() for word in words)
    return words[: next((index for index, is_end in enumerate(ends) if is_end), len(words))]


def _opens_relative(words: Sequence[TextWord], index: int) -> bool:
    """Return True for "which" and the like, and words that lead to it: "of which", "for whom", "each of which"."""
    forms = [word.form for word in words[index : index + 3]]
    leads = forms[0] in _LEADING or forms[1:2] == ["of"]
    return forms[0] in RELATIVES or (leads and bool(RELATIVES.intersection(forms[1:])))


def opens_reason(words: Sequence[TextWord], index: int) -> bool:
    """Return True where the reason of a statement or the event before it is told behind it, in a clause of its own.

    Args:
        words: the words of the source sentence.
        index: the first word of that clause.
    """
    if not has_verb(words[:index]) or not has_verb(words[index + 1 :]):
        return False
    forms = tuple(word.form for word in words[index : index + 4])
    is_ground = forms[:2] == ("on", "the") and forms[2:] in (("ground", "that"), ("grounds", "that"))
    return forms[0] in _REASONS or is_ground


def is_unreal(words: Sequence[TextWord], clauses: Sequence[int], used: Collection[int]) -> bool:
    """Return True if the used clauses speak of a plan, a rule or a state rather than of what has happened.

    Args:
        words: the words of the source sentence.
        clauses: the number of each word's clause.
        used: the numbers of the clauses that are used.
    """
    own = [index for index, number in enumerate(clauses) if number in used]
    is_past = any(words[index].form in _PAST or _is_finite_past(words, index) for index in own)
    is_free = any(words[index].form in PERMISSIONS for index in own)
    return not is_past or any(_is_non_past(words, index, is_free) for index in own)


def _is_finite_past(words: Sequence[TextWord], index: int) -> bool:
    """Return True for a past tense, but for one that describes a noun: "for retired people", "the proposed bridge"."""
    is_before_noun = index > 0 and words[index - 1].form in _BEFORE_NOUNS - {"and"}
    return is_past(words[index]) and not is_before_noun


def _is_non_past(words: Sequence[TextWord], index: int, is_free: bool) -> bool:
    """Return True for a verb of a state, a rule or a plan: not for "has planted", but for "was to open".

    Args:
        words: the words of the source sentence.
        index: which of them.
        is_free: the statement speaks of a permission, which a perfect tells as still holding.
    """
    form = words[index].form
    if form in ("was", "were"):
        return index + 1 < len(words) and words[index + 1].form in ("to", "due")
    if form in _PERFECT and not is_free:
        ahead = [word for word in words[index + 1 : index + 1 + _PERFECT_REACH] if word.form not in HARMLESS]
        event = ahead[1:2] if ahead and ahead[0].form == "been" else ahead[:1]
        return not any(is_past(word) or word.form in PARTICIPLES for word in event)
    return form in NON_PAST and not is_month(words[index])


def is_binding(words: Sequence[TextWord], clauses: Sequence[int], used: Collection[int]) -> bool:
    """Return True if a used clause tells of a decision, a duty or advice, whose terms are part of it.

    Args:
        words: the words of the source sentence.
        clauses: the number of each word's clause.
        used: the numbers of the clauses that are used.
    """
    own = [index for index, number in enumerate(clauses) if number in used and not _is_attributive(words, index)]
    forces = (find_force(words, index) for index in own)
    return any(force is not None and force >= _BINDING_RANK for force in forces)


def _is_attributive(words: Sequence[TextWord], index: int) -> bool:
    """Return True for a participle between a preposition or an article and its noun: "at approved premises"."""
    opens = words[index].form.endswith("ed") and index > 0 and words[index - 1].form in _BEFORE_NOUNS - {"and", "to"}
    following = words[index + 1] if index + 1 < len(words) else None
    return opens and following is not None and not (following.before.strip() or following.form in PREPOSITIONS)


def find_force(words: Sequence[TextWord], index: int) -> int | None:
    """Return the rank of a word of force, None for any other.

    The month of May has none, nor has "carried out", nor "on the motion of".

    Args:
        words: the words it stands among.
        index: which of them.
    """
    is_phrasal = words[index].form == "carried" and index + 1 < len(words) and words[index + 1].form in ("out", "on")
    is_mover = words[index].form == "motion" and index > 1 and words[index - 2].form == "on"
    return None if is_phrasal or is_mover or is_month(words[index]) else FORCE.get(words[index].form)


def is_comparison(words: Sequence[TextWord]) -> bool:
    """Return True for another figure behind a comma: ", against a capacity of 210", ", compared with 275"."""
    is_set_off = words[0].form in ("against", "compared") and "," in words[0].before
    return is_set_off and any(word.is_figure for word in words[1:_COMPARED]) and not has_verb(words[1:])


def is_negator(form: str) -> bool:
    """Return True for a word that denies: "not", "isn't", "refused"."""
    return form in NEGATORS or form.endswith(("n't", "n\u2019t"))


def is_denial(form: str) -> bool:
    """Return True for a word under which a wider statement does not follow from a narrower one: "not", "failed"."""
    return form in DENIALS or form.endswith(("n't", "n\u2019t"))


def has_denial(words: Sequence[TextWord]) -> bool:
    """Return True if one of the words is a denial."""
    return any(is_denial(word.form) for word in words)


def is_month(word: TextWord) -> bool:
    """Return True for the month of May, which is no auxiliary."""
    return word.form == "may" and word.has_capital
