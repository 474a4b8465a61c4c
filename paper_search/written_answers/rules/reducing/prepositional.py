"""Phrases behind a preposition in the middle of what has happened, which may be taken out: where, by whom, to whom.

A phrase goes only where the words behind it cannot belong to it: before "that", "and" with a verb, a comma or the end,
or behind a name, a role or a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import is_past
from paper_search.written_answers.rules.dates import has_date, is_number, is_of_date
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    CHANGES,
    COMPLEMENTS,
    CONDITION_NOUNS,
    CONDITIONS,
    FORCE,
    GROUPS,
    PAPER_NOUNS,
    PERMISSIONS,
    PREPOSITIONS,
    RELATIVES,
    REPORTING,
    ROLES,
    UNIVERSALS,
)
from paper_search.written_answers.rules.reducing.grammar import (
    find_clause,
    find_verb,
    is_any_negator,
    is_bound,
    is_finite,
    is_free,
    is_plural,
)
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import DETERMINERS, STRONG
from paper_search.written_answers.rules.words import TextWord

_LEADS = frozenset("in on at by to from near outside inside beside about regarding concerning".split())
_PLACES = frozenset(
    """
    hall centre park school street road library church office offices building site ground depot station square yard
    bridge garden gardens cemetery chapel pavilion museum theatre market pool hospital clinic college surgery
    """.split()
)
_VAGUE = frozenset(
    """
    main end term instance case event hope meantime interim absence light form region order neighbourhood whole face
    understanding assumption most least latest time rate price view opinion part degree extent detriment expense risk
    contrary exception discretion
    """.split()
)
"""Words of a phrase that says how far, or under what, something holds."""
_RANKS = frozenset("first second third last only best worst largest smallest highest lowest half quarter".split())
_DATED_ACTS = frozenset("held dated issued published submitted".split())
_TITLES = frozenset("mr mrs ms miss dr".split())
_MAX_PHRASE = 8


def find_prepositional(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield the phrases behind a preposition that only tell where, by whom, to whom or of what date something was."""
    for start in range(1, len(words) - 1):
        end = _find_phrase_end(words, start)
        if end and (_is_before_report(words, start, end) or _is_narrowing(words, start, end)):
            yield Unit(start, end)
        if address := _find_address_end(words, start):
            yield Unit(start, address)
        if dated := _find_dated_end(words, start):
            yield Unit(start, dated)


def _find_phrase_end(words: Sequence[TextWord], start: int) -> int:
    """Return where a phrase ends; 0 where it opens with no plain thing or person, or holds a clause or a list."""
    first = words[start + 1]
    is_thing = first.form in DETERMINERS | {"those"} or first.has_capital
    if words[start].form not in _LEADS or words[start].before.strip() or not is_thing or is_number(first):
        return 0
    end = next((i for i in range(start + 2, len(words)) if _ends_phrase(words, i)), len(words))
    unit = words[start:end]
    forms = {word.form for word in unit}
    is_plain = not forms & (CONDITIONS | CONDITION_NOUNS | UNIVERSALS | STRONG | _VAGUE | _RANKS | RELATIVES)
    has_verb = any(is_past(word) for word in unit) or any(is_number(w) and not has_date([w]) for w in unit)
    is_short = len(unit) <= _MAX_PHRASE and not forms & {"and", "or"}
    return end if is_plain and is_short and not has_verb else 0


def _ends_phrase(words: Sequence[TextWord], index: int) -> bool:
    form = words[index].form
    is_date = form in ("on", "in", "of") and has_date(words[index + 1 : index + 4])
    return (
        (form in PREPOSITIONS and not is_date)
        or form in COMPLEMENTS | {"and", "or", "to"}
        or words[index].before.strip() != ""
    )


def _is_before_report(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True between a verb and its "that": "reported |to the Panel| that", "agreed |by those present| that"."""
    is_verb = words[start - 1].form in REPORTING | FORCE.keys() and is_past(words[start - 1])
    return is_verb and end < len(words) and words[end].form == "that"


def _is_narrowing(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True for a phrase of what has happened, which nothing denies, counts or decides before it."""
    if not is_free(words, start) or is_bound(words, start) or not _is_closed(words, start, end):
        return False
    if _completes_verb(words, start):
        return False
    clause = find_clause(words, start)
    before = words[clause:start]
    verb = find_verb(words[:start], clause) or clause
    forms = {word.form for word in before}
    is_counted = any(is_number(word) and not has_date([word]) for word in words[verb:start])
    is_group = bool(GROUPS.intersection(word.form for word in words[start:end])) and words[start].form == "to"
    is_ranked = bool(forms & (_RANKS | PERMISSIONS | CONDITIONS | CHANGES)) or any(
        form.endswith("est") for form in forms
    )
    return not (is_counted or is_group or is_ranked or is_any_negator(before))


def _completes_verb(words: Sequence[TextWord], start: int) -> bool:
    """Return True for a phrase that a verb needs: "was in flood", "lived near the site"; not "was sold to Hale Ltd"."""
    before = words[start - 1]
    is_passive = start > 1 and words[start - 2].form in AUXILIARIES
    return before.form in AUXILIARIES or (is_past(before) and not is_passive)


def _is_closed(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True if what follows a phrase cannot belong to it."""
    if end == len(words) or ";" in words[end].before:
        return True
    if words[end].form in ("and", "but"):
        return end + 1 < len(words) and is_finite(words, end + 1)
    if words[end].before.strip() or words[end].form not in PREPOSITIONS:
        return False
    noun = words[end - 1]
    return noun.has_capital or noun.form in ROLES | _PLACES | PAPER_NOUNS


def _find_address_end(words: Sequence[TextWord], start: int) -> int:
    """Return where the address of a person ends: "Mr Hale |of 4 Ash Road|"; 0 where there is none."""
    if words[start].form != "of" or not any(w.form in _TITLES for w in words[max(start - 3, 0) : start]):
        return 0
    end = start + 1
    while end < len(words) and (words[end].has_capital or words[end].is_figure) and not words[end].before.strip():
        end += 1
    return end if end > start + 1 and words[start - 1].has_capital else 0


def _find_dated_end(words: Sequence[TextWord], start: int) -> int:
    """Return where the date of a paper or a meeting ends: "the meeting |held on 4 May|"; 0 where there is none."""
    if words[start].form not in _DATED_ACTS or is_plural(words[start - 1].form) or words[start].before.strip():
        return 0
    end = start + 1 + (words[start + 1].form in ("on", "in"))
    first = end
    while end < len(words) and is_of_date(words[end]) and not words[end].before.strip():
        end += 1
    is_noun = words[start - 1].form in PAPER_NOUNS | {"letter", "statement", "notice", "order", "event"}
    return end if is_noun and has_date(words[first:end]) and end < len(words) else 0
