"""Acts of one subject, of which one may be taken out: "met |and asked|", "|met and| asked"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import has_denial, is_past
from paper_search.written_answers.rules.dates import is_number
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    COMPLEMENTS,
    CONDITIONS,
    HARMLESS,
    POINTERS,
    PREPOSITIONS,
    PRESENT,
    RELATIVES,
    REPORTING,
)
from paper_search.written_answers.rules.reducing.grammar import (
    closes_statement,
    find_clause,
    find_statement_end,
    find_verb,
    is_bound,
    is_event,
    is_finite,
    is_plain_subject,
    is_same_group,
    is_set_off_condition,
    takes_back,
)
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import DETERMINERS, HYPOTHETICAL, LOOK_AHEAD, STRONG
from paper_search.written_answers.rules.words import TextWord

_SPEECH_ACTS = frozenset(
    """
    find found conclude concluded recommend recommended criticise criticised agree agreed approve approved identify
    identified judge judged thank thanked resolve resolved consider considered welcome welcomed support supported
    accept accepted regret regretted ask express decide decided answered presented received heard drew met visited
    referred raised thanked attended opened
    """.split()
)
_FINITE = frozenset("is are has have will".split())
_OBJECTS = frozenset("him her them it us me".split())


def find_acts(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield the second of two acts of a subject, and the first: "met |and asked|", "|met and| asked"."""
    for joint in range(2, len(words) - 1):
        if words[joint].form in ("and", "but"):
            yield from _find_joined_acts(words, joint)
        elif _is_listed_act(words, joint):
            first = _find_first_act(words, joint)
            if first is not None and _may_lose_first(words, first, joint, joint):
                yield Unit(first, joint, True)


def _find_joined_acts(words: Sequence[TextWord], joint: int) -> Iterator[Unit]:
    """Yield the units on the two sides of a conjunction."""
    second = joint + 1
    while second + 1 < len(words) and _is_adverb(words[second]):
        second += 1
    first = _find_first_act(words, joint)
    if not is_finite(words, second) or first is None:
        return
    end = find_statement_end(words, second)
    is_plain = is_plain_subject(words[find_clause(words, first) : first])
    if not is_plain or not closes_statement(words[joint:end]):
        return
    if _may_lose_second(words, first, joint, end):
        yield Unit(joint, end)
    for act in {first, _find_head_act(words, joint)}:
        if act is not None and _may_lose_first(words, act, joint, second):
            yield Unit(act, second, True)


def _is_adverb(word: TextWord) -> bool:
    return word.form.endswith("ly") or word.form in HARMLESS or word.form == "now"


def _is_listed_act(words: Sequence[TextWord], index: int) -> bool:
    """Return True for one of three acts: "met, |asked| and went"."""
    is_act = "," in words[index].before and is_finite(words, index) and _is_speech_act(words, index)
    joints = (i for i in range(index + 2, len(words) - 1) if words[i].form == "and")
    return is_act and any(is_finite(words, joint + 1) and is_event(words, joint + 1) for joint in joints)


def _find_first_act(words: Sequence[TextWord], joint: int) -> int | None:
    """Return the index of the verb that stands in line with the one behind a conjunction; None if there is none."""
    return find_verb(words[:joint], find_clause(words, joint))


def _find_head_act(words: Sequence[TextWord], joint: int) -> int | None:
    """Return the index of the verb of the whole statement, which may govern the clause before a conjunction."""
    start = max((index for index in range(joint) if ";" in words[index].before), default=0)
    verb = find_verb(words[:joint], start)
    return verb if verb is not None and is_plain_subject(words[start:verb]) else None


def _may_lose_second(words: Sequence[TextWord], first: int, joint: int, end: int) -> bool:
    """Return True if the first act was done whatever the second one was."""
    tail = words[joint:end]
    has_happened = is_event(words, first)
    is_joined_bare = "," not in tail[0].before
    # "where it inspected the road and did not know": the second act may be of the condition.
    if is_joined_bare and any(word.form in HYPOTHETICAL for word in words[:joint]):
        return False
    if tail[0].form == "but" and (not has_happened or takes_back(tail)):
        return False
    if not (has_happened and not is_bound(words, joint)) and any(
        is_set_off_condition(tail, place) for place in range(1, len(tail))
    ):
        return False
    if has_happened:
        return True
    has_condition = is_joined_bare and any(word.form in STRONG | HYPOTHETICAL for word in tail[1:])
    return not (has_condition or has_denial(words[:joint]) or any(word.form in POINTERS for word in tail[1:3]))


def _may_lose_first(words: Sequence[TextWord], first: int, joint: int, second: int) -> bool:
    """Return True if the subject of the first act is surely that of the second, and nothing of the first holds it."""
    gap, last = words[first:joint], words[second]
    is_repeated = gap[0].form == last.form and last.form in AUXILIARIES
    following = words[second + 1] if second + 1 < len(words) else None
    if following is None or following.before.strip() or (find_clause(words, first) and not is_repeated):
        return False
    if not _is_alike(words, first, second, is_repeated):
        return False
    is_verb = last.form in AUXILIARIES or _takes_object(following) or _is_speech_act(words, second)
    return is_verb and _is_free_of_clauses(words, first, joint, second, is_repeated)


def _is_alike(words: Sequence[TextWord], first: int, second: int, is_repeated: bool) -> bool:
    """Return True for two acts that are told in one way: both have happened, or both are due and hang on nothing."""
    head, last = words[first].form, words[second].form
    is_same_voice = (head in AUXILIARIES) == (last in AUXILIARIES) or head not in AUXILIARIES
    has_happened = is_event(words, first)
    is_present = last in PRESENT and (head in PRESENT or has_happened)
    if is_repeated or is_present or {head, last} <= _FINITE:
        return not any(word.form in CONDITIONS for word in words[first:second])
    return is_same_voice and has_happened and is_event(words, second)


def _is_free_of_clauses(words: Sequence[TextWord], first: int, joint: int, second: int, is_repeated: bool) -> bool:
    """Return True if no clause among the first act may have the second one: "said that the roof leaked and asked"."""
    gap = words[first:joint]
    forms = {word.form for word in gap}
    is_spoken = not _has_actor(gap) and _is_speech_act(words, first) and _is_speech_act(words, second)
    if forms & (COMPLEMENTS | {"because", "when", "while", "as", "how", "why"}):
        is_parallel = is_repeated and all(word.form != words[second].form for word in gap[1:])
        return is_parallel or (is_spoken and gap[0].form in REPORTING and words[second].form in REPORTING)
    inner = any(
        is_finite(gap, index) and not is_same_group(gap, 0, index) and "," not in gap[index].before
        for index in range(1, len(gap))
    )
    is_set_off = "," in words[joint].before and bool(RELATIVES & forms)
    is_elliptic = words[joint].form == "but" and _is_elliptic(words[second:])
    return is_spoken or ((not inner or is_set_off) and not is_elliptic)


def _is_elliptic(words: Sequence[TextWord]) -> bool:
    return any(word.form in ("so", "one", "ones", "them") for word in words[:LOOK_AHEAD])


def _takes_object(word: TextWord) -> bool:
    """Return True for a word that follows a verb rather than a participle before its noun: "asked the"."""
    is_closed = word.form in DETERMINERS | PREPOSITIONS | COMPLEMENTS | {
        "to",
        "of",
        "how",
        "why",
        "up",
        "out",
        "as",
        *_OBJECTS,
    }
    return is_closed or word.has_capital or is_number(word) or word.form.endswith("ing")


def _has_actor(gap: Sequence[TextWord]) -> bool:
    """Return True if what is said has a verb of saying or doing of its own, whose subject the next verb may share."""
    passive = ("was", "were", "been", "being", "be")
    return any(
        gap[index].form not in AUXILIARIES and is_past(gap[index]) and gap[index - 1].form not in passive
        for index in range(1, len(gap))
    )


def _is_speech_act(words: Sequence[TextWord], verb: int) -> bool:
    """Return True for a verb of which only a person or a body is the subject."""
    place = next(
        (
            i
            for i in range(verb, len(words))
            if words[i].form not in AUXILIARIES and words[i].form not in ("not", "never")
        ),
        verb,
    )
    return words[place].form in REPORTING | _SPEECH_ACTS
