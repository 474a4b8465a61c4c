"""Grounds: for what reason, and to what end, something is so, was done or will be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import has_denial, is_month
from paper_search.written_answers.rules.lexicon import AUXILIARIES, CONDITIONS, FORCE, REPORTING
from paper_search.written_answers.rules.reducing.grammar import find_finite, is_event
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import DETERMINERS, SUBJECT_PRONOUNS
from paper_search.written_answers.rules.words import TextWord

_GROUNDS = tuple(
    tuple(phrase.split())
    for phrase in (
        "because of|owing to|due to|thanks to|as a result of|as a consequence of|in view of|in light of|"
        "in the light of|in recognition of|in response to|in order to|by reason of|as part of|on the advice of|"
        "on the recommendation of|at the request of"
    ).split("|")
)
_AIMS = frozenset(
    """
    allow enable ensure help improve protect prevent avoid address encourage support reflect reduce provide save make
    meet give cover fund raise keep create cut comply replace tackle make deter secure increase promote
    """.split()
)
"""Infinitives that open a purpose."""
_TAKING = frozenset(
    """
    duty duties power powers plan plans need needs decision right request requests ability aim aims intention
    opportunity order steps measures action proposal proposals effort efforts designed used needed able unable
    likely due ready authorised allowed entitled set failed fails continue continues seek seeks seeking time way
    work working chance obligation obligations commitment attempt attempts money funding
    """.split()
)
"""Words whose infinitive is a part of what they say: "a duty to ensure", "designed to protect"."""
_DEGREES = frozenset("mainly mostly largely partly chiefly primarily principally only solely not just".split())
_PURPOSES = frozenset("could might can may would".split())


def opens_ground(words: Sequence[TextWord], start: int) -> bool:
    """Return True for why, or for what, something is so or will be done: "because", "due to", "to allow repairs"."""
    forms = tuple(word.form for word in words[start : start + 4])
    is_ground = any(forms[: len(phrase)] == phrase for phrase in _GROUNDS) or _is_reason_clause(words, start)
    if is_ground or forms[0] == "because":
        return not start or words[start - 1].form not in _DEGREES
    if forms[0] == "so":
        return is_purpose(words, start)
    if forms[0] != "to" or forms[1] not in _AIMS or not start:
        return forms[0] == "to" and forms[1] in _AIMS
    before = words[start - 1]
    takes_infinitive = (before.form in FORCE and not is_month(before)) or before.form in _TAKING | AUXILIARIES | {
        "and",
        "or",
        "not",
        "as",
    }
    return not takes_infinitive


def _is_reason_clause(words: Sequence[TextWord], start: int) -> bool:
    """Return True for "as the old one was unsafe": a reason or a time, which has been."""
    following = words[start + 1]
    if words[start].form != "as" or not (following.form in DETERMINERS | SUBJECT_PRONOUNS or following.has_capital):
        return False
    clause = words[start + 1 :]
    verb = find_finite(clause)
    if not verb or any(word.form in REPORTING for word in clause[: verb + 3]):
        return False
    return is_event(clause, verb) or clause[verb].form in ("was", "were", "had")


def is_purpose(words: Sequence[TextWord], start: int) -> bool:
    """Return True for what something was done for: "so that residents could speak"."""
    if words[start].form != "so" or words[start + 1].form != "that":
        return False
    unit = words[start : find_purpose_end(words, start)]
    verb = find_finite(unit)
    is_plain = not (has_denial(unit) or any(word.form in CONDITIONS for word in unit))
    return is_plain and verb is not None and unit[verb].form in _PURPOSES


def find_purpose_end(words: Sequence[TextWord], start: int) -> int:
    """Return where a purpose ends: before "and so that", at a comma, or at the end."""
    ends = (i for i in range(start + 2, len(words) - 1) if words[i].before.strip() or words[i + 1].form == "so")
    return next(ends, len(words))


def find_joined_purpose(words: Sequence[TextWord], start: int) -> Iterator[Unit]:
    """Yield each of two purposes that are joined: "|so that A could speak and| so that B could"."""
    if words[start].form != "so":
        return
    end = find_purpose_end(words, start)
    if words[start - 1].form == "and":
        yield Unit(start - 1, end)
    elif end + 1 < len(words) and words[end].form == "and" and is_purpose(words, end + 1):
        yield Unit(start, end + 1)
