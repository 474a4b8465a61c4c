"""Conditions: what a statement hangs on is told with it, whole.

A condition hangs on the clause that it stands in. One at the beginning of a sentence hangs on all of its clauses, one
behind a comma on the clauses before it as well, and one that opens the following sentence ("This is subject to",
"However") on the sentence before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import has_verb, is_negator, is_past, is_unreal
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    CONCESSIONS,
    CONDITION_NOUNS,
    CONDITION_PHRASES,
    CONDITIONS,
    FORCE,
    GLUE,
    HARMLESS,
    LASTING_ACTS,
    LATE_CONDITIONS,
    MONTHS,
    NON_PAST,
    NUMBER_WORDS,
    PERMISSIONS,
    POINTED,
    POINTERS,
    PREPOSITIONS,
    SCOPE_ADVERBS,
    SEASONS,
    TIME_UNITS,
    UNDOING,
)
from paper_search.written_answers.rules.use import Part, SentenceUse
from paper_search.written_answers.rules.words import TextWord

_DROPPED = "It leaves out a condition, an exception or a limit of the cited words."
_CUT = "It leaves out a part of a condition of the cited words."
_ADDED = "It has a condition that the cited words do not have."
_FOLLOWING = "It leaves out a condition that the next sentence of the cited words puts on it."

_WITH_COMPLEMENT = frozenset(
    """
    if unless except excepting excluding until till provided providing pending where when whenever whether once subject
    conditional contingent dependent depending assuming failing barring after before following upon condition conditions
    """.split()
)
"""Conditions whose words behind them are a part of them."""
_OPENERS = frozenset(
    "however but provided unless except subject nevertheless nonetheless although though yet only if otherwise".split()
)
_STRONG = frozenset(
    "subject conditional contingent dependent depends provided unless until only if temporary trial pending".split()
)
_DATED = frozenset("from by for within before after until".split())
_CONTRAST = ["rather", "than"]
_TURNS = frozenset("but yet however although though albeit except only otherwise".split())
"""Words that take something of what stands before them back."""
_POINTING = frozenset("it its they them their this these that those he she his her one none such".split())
_CONTRASTS = frozenset("while whilst".split())
_PHRASES = {
    phrase[0]: tuple(other for other in CONDITION_PHRASES if other[0] == phrase[0]) for phrase in CONDITION_PHRASES
}
_HYPOTHETICAL = frozenset("if unless where when once until whenever".split())
_OPENING_WORDS = 3
_OPENING_REACH = 5
_NEXT_WORDS = 9


def check_conditions(use: SentenceUse) -> Iterator[str]:
    """Yield a reason for a condition that is left out, cut or added."""
    if any(_is_condition(use.words, index) and index not in use.matched_indices for index in range(len(use.words))):
        yield _ADDED
    for part in use.parts:
        dropped = [index for index in find_conditions(part) if _hangs_on_used(part, index)]
        if any(index not in part.used_indices for index in dropped) or _is_undone(part):
            yield _DROPPED
        if any(_is_cut(part, index) for index in dropped if index in part.used_indices):
            yield _CUT
        if _is_followed(part, use):
            yield _FOLLOWING


def find_conditions(part: Part) -> list[int]:
    """Return the indices of the words of a source sentence that mark a condition, in order."""
    places = range(len(part.words))
    return [
        index
        for index in places
        if (_is_condition(part.words, index) and not _has_ended(part, index)) or _is_late(part, index)
    ]


def _is_undone(part: Part) -> bool:
    """Return True if a word behind the used ones takes back what is told: ", a decision since reversed"."""
    return any(word.form in UNDOING for word in part.words[part.last + 1 :])


def _has_ended(part: Part, index: int) -> bool:
    """Return True for how long something lasted that has happened: "was shut for nine days"."""
    phrases = _PHRASES.get(part.words[index].form, ())
    is_named = any(_has_phrase(part.words, index, phrase) for phrase in phrases)
    is_lasting = bool(part.clause_forms & LASTING_ACTS)
    return part.words[index].form == "for" and not part.is_open and not is_named and not is_lasting


def _is_condition(words: Sequence[TextWord], index: int) -> bool:
    form = words[index].form
    if form in CONDITIONS:
        is_verb = form == "save" and index > 0 and words[index - 1].form in AUXILIARIES | {"to"}
        return not is_verb and not (form in SCOPE_ADVERBS and "," in words[index].before)
    if any(_has_phrase(words, index, phrase) for phrase in _PHRASES.get(form, ())):
        return True
    return form in _DATED and _is_term(words, index)


def _has_phrase(words: Sequence[TextWord], index: int, phrase: Sequence[str]) -> bool:
    if words[index].form != phrase[0]:
        return False
    return tuple(word.form for word in words[index : index + len(phrase)]) == phrase


def _is_term(words: Sequence[TextWord], index: int) -> bool:
    """Return True for a term: "from 1 April", "by March", "for six months", "within 28 days", "until the end"."""
    ahead = [word for word in words[index + 1 : index + 5] if word.form not in GLUE][:3]
    if not ahead:
        return False
    is_number = ahead[0].is_figure or ahead[0].form in NUMBER_WORDS
    is_dated = any(word.form in MONTHS | SEASONS for word in ahead[:2]) or _is_year(ahead[0])
    has_unit = any(word.form.split("-")[0] in TIME_UNITS for word in ahead) and ahead[0].form[0] not in "£$€"
    return is_dated or (is_number and has_unit) or (words[index].form == "within" and is_number)


def _is_year(word: TextWord) -> bool:
    return len(word.form) >= 4 and word.form[:4].isdigit() and word.form[:2] in ("19", "20")


def _is_late(part: Part, index: int) -> bool:
    """Return True for "after" and the like behind the verb or in a plan, and for a noun on which a plan hangs."""
    form = part.words[index].form
    is_last = index + 1 == len(part.words) or part.words[index + 1].before.strip() != ""
    is_pointer = form == "following" and index > 0 and part.words[index - 1].form in ("the", "a")
    if form in LATE_CONDITIONS and not is_last and not is_pointer:
        return part.is_unreal or (index > part.first and part.is_open)
    is_noun = form in CONDITION_NOUNS or (form.endswith("ing") and form[:-3] in CONDITION_NOUNS)
    return is_noun and part.is_open and index > part.last and _is_in_phrase(part, index)


def _is_in_phrase(part: Part, index: int) -> bool:
    """Return True if a preposition that is left out leads to the noun."""
    return any(
        word.form in PREPOSITIONS or word.form == "under" for word in part.words[max(part.last + 1, index - 4) : index]
    )


def _hangs_on_used(part: Part, index: int) -> bool:
    """Return True if a condition hangs on a clause that is used."""
    clause = part.clauses[index]
    if _is_concession(part, index) or _is_of_other_act(part, index):
        return False
    if clause in part.used_clauses or not part.used_clauses:
        return True
    start = part.clauses.index(clause)
    is_opening = index - start < _OPENING_WORDS
    if clause > max(part.used_clauses):
        return _hangs_backwards(part, index, start)
    if clause < min(part.used_clauses):
        return is_opening and clause == 0
    return is_opening or _is_set_off(part, index, start)


def _hangs_backwards(part: Part, index: int, start: int) -> bool:
    """Return True if a condition of a later clause hangs on those before it as well.

    Args:
        part: the source sentence and what is used of it.
        index: the word that marks the condition.
        start: the first word of its clause.
    """
    is_opening = index - start < _OPENING_WORDS
    # Without a comma of its own "while" tells how long a plan holds.
    is_contrast = part.words[index].form in _CONTRASTS and index == start
    # "while it has no other tenant": behind a comma too, where it is the same thing that is permitted.
    points = bool(part.clause_forms & PERMISSIONS) and any(
        w.form in _POINTING for w in part.words[index + 1 : index + 2]
    )
    if is_contrast and (("," in part.words[index].before and not points) or not part.is_open):
        return False
    if _points_back(part, start):
        return is_opening or part.words[index].form in _STRONG or _is_set_off(part, index, start)
    if start in part.complement_starts or _is_enclosed(part, index) or _is_other_matter(part, index):
        return False
    if start in part.absolute_starts:
        return is_opening or part.words[index].form in _STRONG
    if any(";" in word.before for word in part.words[part.last + 1 : index + 1]):
        return is_opening and part.words[index].form not in LATE_CONDITIONS
    return is_opening or _is_set_off(part, index, start)


def _points_back(part: Part, start: int) -> bool:
    """Return True if a clause speaks of what stands before it: "and that this be subject to a vote"."""
    opening = [word.form for word in part.words[start : start + _OPENING_REACH] if word.form not in ("and", "that")]
    return _is_pointer(opening)


def _is_pointer(opening: Sequence[str]) -> bool:
    return opening[0] in POINTERS | {"the"} and (opening[0] != "the" or opening[1] in POINTED)


def _is_set_off(part: Part, index: int, start: int) -> bool:
    return any("," in word.before for word in part.words[max(index - 2, start) : index + 1])


def _is_concession(part: Part, index: int) -> bool:
    """Return True for "although" before or within a statement, which holds all the same: "plans, although long, are".

    Behind a statement a concession takes some of it back, and stays.
    """
    is_marker = part.words[index].form in CONCESSIONS and index not in part.used_indices
    return is_marker and (not index or "," in part.words[index].before) and index < part.last


def _is_of_other_act(part: Part, index: int) -> bool:
    """Return True for a condition of what is told besides: "and means, once built, to sell", "rather than by May"."""
    after = part.last + 1
    forms = [word.form for word in part.words[after : after + 2]]
    if index <= after + 1 or len(forms) < len(_CONTRAST):
        return False
    is_plan = forms[0] == "and" and (forms[1] in NON_PAST or FORCE.get(forms[1]) == 1) and not forms[1].endswith("ed")
    if part.words[index].form in _STRONG and forms[1] in ("is", "are"):
        return False
    used = [part.words[place] for place in sorted(part.used_indices)]
    return forms == _CONTRAST or (is_plan and any(is_past(word) for word in used))


def _is_enclosed(part: Part, index: int) -> bool:
    """Return True for a condition with a statement of its own behind it: ", and, if it rains, the hall will open"."""
    if part.words[index].form in _TURNS:
        return False
    clause = part.clauses[index]
    own = [place for place in range(index + 1, len(part.words)) if part.clauses[place] == clause]
    end = next((place for place in own if "," in part.words[place].before), None)
    return end is not None and has_verb([part.words[place] for place in own if place >= end])


def _is_other_matter(part: Part, index: int) -> bool:
    """Return True for ", but" before what happened to something else: ", but the number of visits rose"."""
    if part.words[index].form != "but" or index not in part.clause_starts or part.is_open:
        return False
    rest = part.words[index + 1 :]
    clauses = {part.clauses[index]}
    is_event = not is_unreal(part.words, part.clauses, clauses)
    points = any(word.form in _POINTING or is_negator(word.form) for word in rest)
    return is_event and not points and rest[0].form in ("the", "a", "an")


def _is_cut(part: Part, index: int) -> bool:
    """Return True if a word of a condition's complement is left out, up to where its clause ends."""
    if part.words[index].form not in _WITH_COMPLEMENT:
        return False
    for place in range(index + 1, len(part.words)):
        word = part.words[place]
        is_contrast = [other.form for other in part.words[place : place + 2]] == _CONTRAST
        if part.is_open and place not in part.used_indices and _goes_on(part, place):
            return True
        if part.is_open and place not in part.used_indices and _joins_condition(part, index, place):
            return True
        if any(sign in word.before for sign in ",;:()") or is_contrast or part.clauses[place] != part.clauses[index]:
            return False
        if place not in part.used_indices and word.form not in HARMLESS:
            return True
    return False


def _joins_condition(part: Part, index: int, place: int) -> bool:
    """Return True for a second statement of a condition behind a verb: "will open where it is dry and the fee is paid".

    Args:
        part: the source sentence and what is used of it.
        index: the word that marks the condition.
        place: the word that may join the second statement.
    """
    is_joint = part.words[place].form in ("and", "or") and not part.words[place].before.strip()
    is_behind = part.words[index].form in _HYPOTHETICAL and has_verb(part.words[:index])
    return is_joint and is_behind and part.clauses[place] != part.clauses[index]


def _goes_on(part: Part, place: int) -> bool:
    """Return True for a second verb of a condition's own subject: "where the work was checked and was found sound"."""
    forms = [word.form for word in part.words[place : place + 2]]
    return forms[0] in ("and", "or") and not part.words[place].before.strip() and forms[-1] in AUXILIARIES


def _is_followed(part: Part, use: SentenceUse) -> bool:
    """Return True if the sentence behind the source opens with a condition on it, and is not used."""
    after = part.source.after
    if not after or any(other.source.words[-len(after) :] == after for other in use.parts):
        return False
    opening = [word.form for word in after[:_NEXT_WORDS]]
    if opening[0] in _OPENERS or opening[:2] == ["that", "said"]:
        return True
    return len(opening) > 1 and _is_pointer(opening) and any(form in _STRONG for form in opening)
