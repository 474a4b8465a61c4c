"""Openings that may be left out: when, on what occasion or by what power something happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from paper_search.written_answers.rules.clauses import has_denial, has_verb, is_past
from paper_search.written_answers.rules.dates import has_date
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    CONCESSIONS,
    CONDITIONS,
    PREPOSITIONS,
    RELATIVES,
    UNIVERSALS,
)
from paper_search.written_answers.rules.reducing.grammar import (
    find_finite,
    find_verb,
    has_strong,
    is_event,
    is_finite,
    is_reason,
    points_to_paper,
)
from paper_search.written_answers.rules.reducing.grounds import opens_ground
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import (
    BASED,
    CAUSE_PHRASES,
    DATED,
    DETERMINERS,
    EVENT_OPENINGS,
    MIN_ING,
    MIN_PARTICIPIAL,
    STRONG,
    SUBJECT_PRONOUNS,
)
from paper_search.written_answers.rules.words import TextWord

_HEDGED = frozenset(
    """
    principle theory average part general practice main effect view opinion views estimate estimates price prices terms
    rate rates basis case cases scenario absence event exception circumstances most some certain many few
    """.split()
)
"""Words of an opening that say how far, or in whose eyes, the statement behind it holds."""
_POWERS = frozenset(
    """
    act acts order orders rule rules regulation regulations delegation section article constitution scheme agreement
    powers policy code procedure contract protocol
    """.split()
)
_VOTES = frozenset("vote votes ballot majority hands".split())
_PERIOD = 2
_REPLIES = (
    ("in", "addition"),
    ("in", "reply"),
    ("in", "response"),
    ("in", "answer"),
    ("in", "conclusion"),
    ("in", "summary"),
)
_MAX_OPENING = 30


def find_openings(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield an opening that only says when, on what occasion or by what power something happened."""
    end = _find_opening_end(words)
    if not end:
        return
    opening, rest = words[:end], words[end:]
    if points_to_paper(words, 0) or tuple(word.form for word in opening) in _REPLIES:
        yield Unit(0, end, True)
        return
    if opening[0].form in CONCESSIONS and find_finite(opening[1:]) is not None and not has_strong(opening[1:]):
        yield Unit(0, end, True)
        return
    is_ground = opens_ground(opening, 0) and not any(word.form in CONDITIONS for word in opening)
    if is_reason(opening, 0) or opening[0].form == "despite" or is_ground:
        yield Unit(0, end, True)
        return
    verb = find_verb(rest, 0)
    if verb is None or not is_event(rest, verb):
        return
    yield from _find_opening_parts(words, end)
    forms = [word.form for word in opening]
    if (forms[0] in ("while", "whilst", "whereas", "as") and _is_clause(opening)) or (
        forms[0] in ("when", "once") and _is_clause(opening)
    ):
        yield Unit(0, end, True)
        return
    if (
        _is_occasion(opening)
        or (forms[0] in ("last", "this") and len(forms) == _PERIOD and not has_denial(rest))
        or (_is_power(opening) and not has_denial(rest))
        or _is_vote(opening)
        or forms in (["at", "this", "point"],)
    ):
        yield Unit(0, end, True)


def _is_vote(opening: Sequence[TextWord]) -> bool:
    """Return True for how the vote fell: "By nine votes to two", "On a show of hands", "On the casting vote of"."""
    is_told = opening[0].form in ("by", "with", "on") and not has_strong(opening) and not has_verb(opening)
    return is_told and bool(_VOTES.intersection(word.form for word in opening))


def _find_opening_parts(words: Sequence[TextWord], end: int) -> Iterator[Unit]:
    """Yield each part of an opening of several: "In June 2024, |following complaints|, the team visited"."""
    starts = [0, *(index for index in range(1, end) if "," in words[index].before)]
    for start, stop in pairwise([*starts, end]):
        part = words[start:stop]
        is_dated = part[0].form in DATED and has_date(part[1:]) and not {word.form for word in part} & UNIVERSALS
        if len(starts) > 1 and (is_dated or _is_occasion(part)) and not has_strong(part):
            yield Unit(start, stop, not start)


def _find_opening_end(words: Sequence[TextWord]) -> int:
    """Return the index of the first word behind an opening and its comma; 0 where there is none."""
    for index in range(1, min(len(words), _MAX_OPENING)):
        if "," in words[index].before and _opens_statement(words, index):
            return index
    return 0


def _opens_statement(words: Sequence[TextWord], index: int) -> bool:
    """Return True if a subject begins at a word, with its verb before the next comma, or behind an aside."""
    first = words[index]
    is_subject = first.form in DETERMINERS | SUBJECT_PRONOUNS or first.has_capital or first.is_figure
    is_inner = first.form in PREPOSITIONS | RELATIVES | CONDITIONS | AUXILIARIES | {"and", "or", "of"} or is_past(first)
    if not is_subject and (is_inner or first.form.endswith("ing")):
        return False
    commas = [place for place in range(index + 1, len(words)) if "," in words[place].before]
    to_comma = words[index + 1 : commas[0]] if commas else words[index + 1 :]
    if find_finite(to_comma) is not None:
        return True
    return len(commas) > 1 and is_finite(words, commas[1])


def _is_occasion(opening: Sequence[TextWord]) -> bool:
    """Return True for an event before, a reason or a question answered: "Following the fire", "In response to Mr A"."""
    forms = tuple(word.form for word in opening)
    if any(form in STRONG - {"prior", "limited", "but"} for form in forms):
        return False
    if forms[0] == "since":
        return has_date(opening) or has_verb(opening)
    if forms[0] in ("on", "upon") and len(forms) > 1 and forms[1].endswith("ing"):
        return True
    if is_participial(opening):
        return True
    is_cause = any(forms[: len(phrase)] == phrase for phrase in CAUSE_PHRASES)
    return forms[0] in EVENT_OPENINGS or is_cause


def _is_clause(opening: Sequence[TextWord]) -> bool:
    """Return True for a subordinate clause of what has happened."""
    verb = find_verb(opening, 1)
    return verb is not None and is_event(opening, verb) and not any(word.form in STRONG for word in opening[1:])


def is_participial(words: Sequence[TextWord]) -> bool:
    """Return True for "Introducing the report" and "Asked about the cost", which tell of the subject besides."""
    form = words[0].form
    if form in CONDITIONS | BASED or len(words) < MIN_PARTICIPIAL:
        return False
    is_active = form.endswith("ing") and len(form) > MIN_ING
    return is_active or (is_past(words[0]) and words[1].form in PREPOSITIONS)


def _is_power(opening: Sequence[TextWord]) -> bool:
    forms = {word.form for word in opening}
    return opening[0].form == "under" and bool(forms & _POWERS) and not forms & (STRONG | _HEDGED)
