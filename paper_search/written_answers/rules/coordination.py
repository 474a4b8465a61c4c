"""Coordination: lists, pairs and "that" clauses of one verb, of which a member may be left out or must stay."""

from __future__ import annotations

from paper_search.written_answers.rules.clauses import has_denial, has_verb
from paper_search.written_answers.rules.dates import is_sum
from paper_search.written_answers.rules.lexicon import PREPOSITIONS, RELATIVES
from paper_search.written_answers.rules.use import Part

_BREAKS = frozenset(",()\u2013\u2014;:")
_PAIRED = frozenset("between both either neither".split())
_LIST_REACH = 6
"""Words among which the last member of a list follows."""
_MAX_ANNOUNCED = 4
"""Words that announce what stands behind a colon: "for the following reason"."""


def cuts_list(part: Part, end: int) -> bool:
    """Return True where an amount is of several things and only the first of them are told: "£5m for A, B and C"."""
    rest = part.words[end:]
    if not rest or "," not in rest[0].before or rest[0].form in RELATIVES | PREPOSITIONS | {"a", "an", "and"}:
        return False
    joint = next((index for index, word in enumerate(rest) if word.form in ("and", "or")), 0)
    members = rest[: joint + 2]
    start = max((i for i in range(end) if i == 0 or set(part.words[i].before) & _BREAKS), default=0)
    has_amount = any(is_sum(part.words[i]) for i in range(start, end) if i in part.used_indices)
    return 0 < joint <= _LIST_REACH and has_amount and not has_verb(members)


def is_complement_gap(part: Part, start: int, end: int) -> bool:
    """Return True for one or more whole "that" clauses before one that is used: "said that A, that B"."""
    before, inside = part.words[start - 1].form == "that", part.words[start].form == "that"
    opened = end - 1 if before else end
    is_next = part.words[opened].form == "that" and any(i in part.complement_starts for i in (opened, opened - 1))
    return is_next and (before or inside) and not has_denial(part.words[:start])


def announces(part: Part, start: int, end: int) -> bool:
    """Return True for words that only announce what stands behind a colon: "for the following reason:"."""
    forms = [word.form for word in part.words[start:end]]
    return (
        "following" in forms
        and forms[0] in PREPOSITIONS
        and ":" in part.words[end].before
        and end - start <= _MAX_ANNOUNCED
    )


def opens_pair(part: Part) -> bool:
    """Return True if the last "both" or "between" that is used has no "and" behind it that is used."""
    forms = [part.words[index].form for index in sorted(part.used_indices)]
    last = max((index for index, form in enumerate(forms) if form in _PAIRED), default=None)
    return last is not None and "and" not in forms[last:]
