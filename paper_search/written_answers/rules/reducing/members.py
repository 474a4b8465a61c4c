"""Members of a list, of a pair of amounts and of a passive, of which one may be taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from paper_search.written_answers.rules.clauses import has_denial, is_past
from paper_search.written_answers.rules.dates import has_date, is_number, is_sum
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    COMPLEMENTS,
    CONDITIONS,
    PARTICIPLES,
    PLURAL_PRESENT,
    PREPOSITIONS,
    RELATIVES,
    UNIVERSALS,
)
from paper_search.written_answers.rules.reducing.grammar import (
    find_relative_words,
    find_statement_end,
    find_verb,
    has_strong,
    is_bound,
    is_finite,
    is_free,
    is_plain_subject,
    is_stated,
)
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import DETERMINERS, HYPOTHETICAL
from paper_search.written_answers.rules.words import TextWord

_COLLECTIVE = frozenset(
    """
    between both either neither nor respectively together total totals totalling altogether combined jointly each
    merge merged merging compare compared share shared split divided exchange exchanged swap swapped than versus or
    """.split()
)
"""Words by which a list is told as one thing, or as a choice."""
_PASSIVES = frozenset("was were been".split())
_MIN_LIST = 3
_TITLE = 4
_TITLES = frozenset("mr mrs ms miss dr cllr councillor councillors alderman by the".split())
_MAX_SECONDER = 8


def find_members(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield members that may be taken out: of a list, of two amounts, of a passive, and who seconded a motion."""
    yield from _find_listed(words)
    yield from _find_amounts(words)
    yield from _find_passives(words)
    yield from _find_seconders(words)
    yield from _find_contrasts(words)


def _find_listed(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield the later members of a list of what has happened: "raised light, |noise and parking|"."""
    for joint in range(_MIN_LIST, len(words) - 1):
        is_state = is_stated(words, joint) and not is_bound(words, joint)
        if words[joint].form != "and" or not (is_state or is_free(words, joint)):
            continue
        commas = _find_commas(words, joint)
        end = _find_list_end(words, joint)
        if not commas or not end or not _is_plain_list(words, commas[0], end):
            continue
        if len({_find_shape(words, start) for start in (*commas, joint + 1)}) > 1 or not _find_shape(words, joint + 1):
            continue
        yield from (Unit(start, end) for start in commas)
        yield from (Unit(start, stop) for start, stop in pairwise([*commas, joint]))
        yield Unit(joint, end)


def _find_shape(words: Sequence[TextWord], start: int) -> str:
    """Return how a member of a list begins, all of which begin alike; "" where it is no thing or person."""
    first = words[start]
    if first.form in DETERMINERS:
        return "determiner"
    is_led = first.form in PREPOSITIONS | PLURAL_PRESENT | {"to", "of", "especially"}
    if is_led or first.form.endswith(("ly", "ing")):
        return ""
    # "the Minister for Transport, Tourism and Sport" has one name.
    is_title = any(word.form in ("for", "of") for word in words[max(start - _TITLE, 0) : start])
    return ("" if is_title else "name") if first.has_capital else "noun"


def _find_commas(words: Sequence[TextWord], joint: int) -> list[int]:
    """Return where the members between the first one and "and" begin, back to the verb."""
    commas: list[int] = []
    for index in range(joint - 1, 1, -1):
        if is_finite(words, index) or words[index].form in AUXILIARIES | COMPLEMENTS | RELATIVES:
            break
        if "," in words[index].before:
            commas.insert(0, index)
        elif words[index].before.strip():
            return []
    return commas


def _find_list_end(words: Sequence[TextWord], joint: int) -> int:
    """Return where the last member ends: at a comma, a semicolon or the end, with no verb among it; 0 for none."""
    end = next((i for i in range(joint + 1, len(words)) if words[i].before.strip()), len(words))
    is_closed = end == len(words) or ";" in words[end].before or words[end].form in RELATIVES | {"and", "but"}
    return end if is_closed else 0


def _is_plain_list(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True if the members are things, which are not counted, summed or chosen together."""
    members = words[start:end]
    forms = {word.form for word in members}
    around = {word.form for word in words[:end]}
    has_verb = any(is_finite(members, index) for index in range(len(members)))
    return not (
        has_verb
        or forms & (CONDITIONS | COMPLEMENTS | RELATIVES | HYPOTHETICAL | UNIVERSALS)
        or around & _COLLECTIVE
        or has_denial(members)
        or any(is_sum(word) for word in words[:end])
        or any(is_number(word) for word in words[max(start - _MAX_SECONDER, 0) : start])
    )


def _find_contrasts(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield what was not chosen: "on Thursdays |instead of Fridays| from May"."""
    for start in range(2, len(words) - 2):
        if (words[start].form, words[start + 1].form) not in (("instead", "of"), ("rather", "than")):
            continue
        ends = (i for i in range(start + 3, len(words)) if words[i].before.strip() or words[i].form in PREPOSITIONS)
        end = next(ends, len(words))
        unit = words[start:end]
        is_plain = find_verb(unit, 0) is None and not any(word.form in CONDITIONS | {"and", "or"} for word in unit)
        if is_plain and not has_denial(words[:start]):
            yield Unit(start, end)


def _find_amounts(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield each of two amounts of one verb: "holds |£4 in a fund and| £6 in a reserve"."""
    verb = find_verb(words, 0)
    if verb is None or verb + 1 >= len(words) or not is_sum(words[verb + 1]):
        return
    inside = find_relative_words(words, verb)
    joints = (i for i in range(verb + 2, len(words) - 2) if words[i].form == "and" and is_sum(words[i + 1]))
    joint = next((i for i in joints if i not in inside), 0)
    end = find_statement_end(words, joint)
    if not joint or has_strong(words[verb:end]) or not _are_parallel(words[verb + 1 : joint], words[joint + 1 : end]):
        return
    if is_plain_subject(words[:verb]) and not {word.form for word in words[:end]} & _COLLECTIVE:
        yield Unit(verb + 1, joint + 1, True)
        yield Unit(joint, end)


def _are_parallel(first: Sequence[TextWord], second: Sequence[TextWord]) -> bool:
    """Return True for two amounts that each have their own "in", "on" or "for"."""
    leads = [next((word.form for word in side if word.form in PREPOSITIONS), "") for side in (first, second)]
    return bool(leads[0]) and leads[0] == leads[1] and leads[0] != "from"


def _find_passives(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield the first of several participles of one "was": "was |made in May and| confirmed in June"."""
    for first in range(1, len(words) - 2):
        if words[first - 1].form not in _PASSIVES or not is_participle(words[first]) or not is_free(words, first + 1):
            continue
        end = find_statement_end(words, first)
        for second in range(first + 1, end - 1):
            gap = words[first:second]
            if _resumes_passive(words, second) and not _has_clause(gap):
                yield Unit(first, second)


def _resumes_passive(words: Sequence[TextWord], index: int) -> bool:
    """Return True for a participle behind "and" or a comma, with a phrase of its own and no noun behind it."""
    is_joined = words[index - 1].form == "and" and not words[index].before.strip()
    following = words[index + 1]
    is_led = following.form in PREPOSITIONS | {"of", "as", "to"} or following.before.strip() != ""
    return is_joined and is_led and is_participle(words[index])


def _has_clause(gap: Sequence[TextWord]) -> bool:
    """Return True if another verb, or a condition, stands among the words of the first act."""
    forms = {word.form for word in gap}
    is_other = any(is_finite(gap, index) for index in range(1, len(gap)) if gap[index].form in AUXILIARIES)
    has_actor = any(
        is_past(word) and not word.before.strip() and gap[i].form != "and" for i, word in enumerate(gap[1:])
    )
    return is_other or has_actor or bool(forms & (CONDITIONS | COMPLEMENTS | RELATIVES | HYPOTHETICAL | {"because"}))


def is_participle(word: TextWord) -> bool:
    return word.form in PARTICIPLES or is_past(word)


def _find_seconders(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield who seconded a motion: "proposed by A |and seconded by B| that", "A moved, |and B seconded,| that"."""
    for index in range(2, len(words) - 1):
        if words[index].form != "seconded":
            continue
        start = _find_seconder_start(words, index)
        end = _find_name_end(words, index + 1)
        is_open = end < len(words) and (words[end].form in ("that", "and") or "," in words[end].before)
        if start and is_open and {"moved", "proposed"} & {word.form for word in words[:start]}:
            yield Unit(start, end)


def _find_seconder_start(words: Sequence[TextWord], index: int) -> int:
    """Return where "and seconded" or ", and Councillor Ives seconded" begins; 0 where something else stands there."""
    for start in range(index, max(index - _MAX_SECONDER, 0), -1):
        if words[start].form == "and" or "," in words[start].before:
            return start - (words[start - 1].form == "and" and words[start].form != "and")
        if not (words[start].has_capital or words[start].form in _TITLES or start == index):
            return 0
    return 0


def _find_name_end(words: Sequence[TextWord], start: int) -> int:
    end = start
    while end < len(words) and (words[end].has_capital or words[end].form in _TITLES):
        if words[end].before.strip() or has_date(words[end : end + 1]):
            break
        end += 1
    return end


def opens_indefinite(words: Sequence[TextWord], index: int) -> bool:
    """Return True for a noun with "a" or "an" that ends before a word: "a crack" before "which"."""
    for place in range(index - 1, max(index - _MAX_SECONDER, -1), -1):
        if words[place].form in ("a", "an"):
            return True
        is_led = words[place].form == "of" and place == index - 1
        is_other = is_led or words[place].form in DETERMINERS | PREPOSITIONS | AUXILIARIES or is_past(words[place])
        if words[place].before.strip() or is_other:
            return False
    return False
