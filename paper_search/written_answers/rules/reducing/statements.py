"""Statements that are joined, each with a subject or a conjunction of its own, of which one may be taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import find_clause_starts, has_denial, has_verb
from paper_search.written_answers.rules.dates import is_number
from paper_search.written_answers.rules.lexicon import (
    COMPLEMENTS,
    CONDITIONS,
    PERMISSIONS,
    POINTED,
    POINTERS,
    PREPOSITIONS,
    PRESENT,
    RELATIVES,
    REPORTING,
)
from paper_search.written_answers.rules.reducing.grammar import (
    closes_statement,
    find_clause,
    find_finite,
    find_statement_end,
    find_verb,
    has_strong,
    is_bound,
    is_event,
    is_finite,
    is_infinitive,
    is_set_off_condition,
    opens_report,
    takes_back,
)
from paper_search.written_answers.rules.reducing.openings import is_participial
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import (
    DETERMINERS,
    EVENT_OPENINGS,
    HYPOTHETICAL,
    LOOK_AHEAD,
    STRONG,
    SUBJECT_PRONOUNS,
)
from paper_search.written_answers.rules.words import TextWord

_CONTRASTS = frozenset("while whereas whilst".split())
_TURNS = frozenset("but yet so".split()) | _CONTRASTS
_OPENING_CONDITIONS = frozenset("if unless should subject where when until provided once".split())
_LINKS = frozenset(("and", "but"))
_JOINTS = frozenset("and but while whilst whereas yet so".split())
_SPEAKER = 7
_RESOLVING = frozenset("resolved agreed recommended decided proposed moved".split())
_ASKED = frozenset("whether how why".split())


def find_sentences(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield one of two statements that are joined, each with its own subject: "A opened |and B closed|"."""
    starts = _find_statements(words)
    for place, start in enumerate(starts[1:], 1):
        end = starts[place + 1] if place + 1 < len(starts) else len(words)
        body = start + (words[start].form in _JOINTS)
        if body + 1 >= end:
            continue
        if _may_lose_later(words, starts[place - 1], start, body, end):
            yield Unit(start, end)
        if place == 1 and _may_lose_earlier(words, start, body):
            yield Unit(0, body, True)
        if ";" in words[start].before and (decided := _find_decision(words, body)):
            yield Unit(0, decided)
        if place == 1 and (shared := _find_shared_condition(words, start, body)):
            yield Unit(shared, body)


def _find_statements(words: Sequence[TextWord]) -> list[int]:
    """Return where the statements of a sentence begin: also "702 were for, |388 were against| and 50 were away"."""
    counted = {
        index
        for index in range(2, len(words) - 1)
        if "," in words[index].before and is_number(words[index]) and is_finite(words, index + 1)
    }
    starts = {
        i
        for i in find_clause_starts(words)
        if not (i and words[i].form in ("yet", "so") and "," not in words[i].before)
    }
    present = {index for index in range(2, len(words) - 2) if _opens_present(words, index)}
    return sorted(starts | counted | present)


def _opens_present(words: Sequence[TextWord], index: int) -> bool:
    """Return True for ", and" before a subject and a verb of the present: ", and the Agency expects"."""
    if words[index].form not in _LINKS or "," not in words[index].before or find_finite(words[:index]) is None:
        return False
    is_subject = words[index + 1].form in DETERMINERS | SUBJECT_PRONOUNS or words[index + 1].has_capital
    ahead = words[index + 1 : index + 1 + _SPEAKER]
    verb = next((i for i in range(1, len(ahead)) if is_finite(ahead, i)), 0)
    return (
        is_subject and bool(verb) and ahead[verb].form in PRESENT and not any(w.before.strip() for w in ahead[1:verb])
    )


def _may_lose_later(words: Sequence[TextWord], previous: int, start: int, body: int, end: int) -> bool:
    """Return True if the statement before holds without this one.

    Args:
        words: the words of the source sentence.
        previous: where the statement before begins.
        start: where this one begins, with its conjunction.
        body: the first word behind the conjunction.
        end: the index behind it.
    """
    tail, head, joint = words[start:end], words[previous:start], words[start]
    verb = find_verb(head, 0)
    has_happened = verb is not None and is_event(head, verb)
    is_settled = has_happened and not is_bound(words, start)
    has_condition = any(word.form in STRONG | HYPOTHETICAL for word in tail[1:])
    if ";" in joint.before:
        near = {word.form for word in words[body : body + LOOK_AHEAD]}
        points = words[body].form in POINTERS | {"in"} or near & STRONG
        return words[body].form not in STRONG and (is_settled or not points)
    if not is_settled and any(is_set_off_condition(tail, index) for index in range(1, len(tail))):
        return False
    if not has_happened and has_condition and (words[body].form in POINTERS | {"the"} or not joint.before.strip()):
        return False
    if not joint.before.strip() and any(word.form in HYPOTHETICAL for word in head):
        return False
    if joint.form in _CONTRASTS and "," in joint.before:
        is_permitted = any(word.form in PERMISSIONS for word in head) and _points(words, body)
        return not (has_strong(tail[1:]) or is_permitted)
    is_turned = takes_back(words[body - 1 : end]) or _points(words, body)
    return joint.form not in _TURNS or (has_happened and not is_turned)


def _points(words: Sequence[TextWord], body: int) -> bool:
    is_noun = words[body].form in ("that", "those") and words[body + 1].form == "of"
    return words[body].form in POINTERS and not is_noun


def _may_lose_earlier(words: Sequence[TextWord], start: int, body: int) -> bool:
    """Return True if a statement holds without the one before it, and its subject is named in it."""
    head, first = words[:start], words[0].form
    if first in PREPOSITIONS | CONDITIONS | EVENT_OPENINGS | {"of", "although", "as", "under"}:
        return False
    if is_participial(words) and not words[0].has_capital:
        return False
    forms = {word.form for word in head}
    is_reported = forms & (COMPLEMENTS | {"resolved", "following"}) or _has_report(head)
    if (is_reported and not _opens_own_report(words, start, body)) or ":" in "".join(word.before for word in head):
        return False
    verb = find_verb(head, 0)
    if verb is None or (not is_event(head, verb) and forms & (STRONG | HYPOTHETICAL)):
        return False
    if is_finite(words, body) or words[body].form in COMPLEMENTS | RELATIVES | {"what", "how", "why", "to"}:
        return False
    pronouns = (SUBJECT_PRONOUNS | POINTERS | {"its", "their", "his", "her"}) - {"there"}
    return not any(word.form in pronouns for word in words[body : body + LOOK_AHEAD])


def _find_decision(words: Sequence[TextWord], body: int) -> int:
    """Return where "it was decided" begins behind a semicolon, or behind an opening there; 0 for something else."""
    for index in range(body, min(body + LOOK_AHEAD, len(words) - 2)):
        if [word.form for word in words[index : index + 2]] == ["it", "was"]:
            is_led = index == body or words[body].form in EVENT_OPENINGS
            return index if is_led and words[index + 2].form in _RESOLVING else 0
    return 0


def _opens_own_report(words: Sequence[TextWord], start: int, body: int) -> bool:
    """Return True for ", and the Director explained that", which names a speaker of its own."""
    said = next((i for i in range(body + 1, min(body + _SPEAKER, len(words) - 1)) if words[i].form in REPORTING), 0)
    is_named = words[body].has_capital or words[body].form in ("the", "a", "an")
    is_clear = not any(word.before.strip() or word.form in COMPLEMENTS for word in words[body + 1 : said])
    return bool(said) and is_named and is_clear and "," in words[start].before and opens_report(words, said + 1)


def _find_shared_condition(words: Sequence[TextWord], start: int, body: int) -> int:
    """Return the end of a condition that opens a sentence of two statements, to be told with the second; 0 for none.

    "If it rains, |the fair will move and| the hall will open": where the condition is not one of the second statement,
    telling it with that one says less, not more.

    Args:
        words: the words of the source sentence.
        start: where the second statement begins.
        body: its first word behind the conjunction.
    """
    if words[0].form not in _OPENING_CONDITIONS or words[start].form not in _LINKS or _points(words, body):
        return 0
    end = next((index for index in range(2, start) if "," in words[index].before), 0)
    has_own_subject = bool(end) and not is_finite(words, body) and find_verb(words[:start], end) is not None
    is_report = _has_report(words[end:start]) or any(word.form in COMPLEMENTS | RELATIVES for word in words[end:start])
    return end if has_own_subject and not is_report and words[body].form not in STRONG | HYPOTHETICAL else 0


def _has_report(words: Sequence[TextWord]) -> bool:
    """Return True if a verb of reporting may govern what follows without a "that": "said the pool was shut and"."""
    nouns = DETERMINERS | PREPOSITIONS | {"of"}
    is_opinion = {"according", "view", "opinion"} & {word.form for word in words}
    return bool(is_opinion) or any(
        words[index].form in REPORTING and words[index - 1].form not in nouns for index in range(1, len(words))
    )


def find_complements(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield each of several "that" clauses of one verb: "reported that A, |that B| and that C"."""
    opened = [index for index in range(1, len(words)) if words[index].form == "that"]
    first = next((i for i in opened if opens_report(words, i) or words[i - 1].form in ("informed", "heard")), None)
    if first is None or has_denial(words[:first]):
        return
    joined = [
        i for i in opened if i > first and (set(words[i].before) & set(",;") or words[i - 1].form in ("and", "but"))
    ]
    starts = [first] + [i - 1 if words[i - 1].form in ("and", "but") else i for i in joined]
    stop = next((i for i in range(first, len(words)) if ";" in words[i].before and i not in starts), len(words))
    starts = [start for start in starts if start < stop]
    # "that the Clerk write": what is resolved has verbs that their form does not tell.
    is_resolved = words[first - 1].form in _RESOLVING
    ends = [*starts[1:], stop]
    if len(starts) < 2 or any(not (is_resolved or has_verb(words[a:b])) for a, b in zip(starts, ends, strict=True)):
        return
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else stop
        clause = words[start:end]
        is_bound = any(is_set_off_condition(clause, index) for index in range(1, len(clause)))
        opening = [word.form for word in clause if word.form not in ("and", "but", "that")][:5]
        points = opening[0] in POINTERS or (opening[0] == "the" and opening[1:2] and opening[1] in POINTED)
        if place and (is_bound or points):
            continue
        if place == 0:
            # The conjunction of the next clause goes with the first one.
            yield Unit(start, end + (words[end].form in _LINKS), True)
        else:
            yield Unit(start, end)


def find_infinitives(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield each of two infinitives of one verb: "agreed |to close the hall and| to sell it"."""
    for joint in range(3, len(words) - 2):
        if words[joint].form != "and" or not is_infinitive(words, joint + 1):
            continue
        start = find_clause(words, joint)
        first = next((index for index in range(start + 1, joint) if is_infinitive(words, index)), 0)
        before, end = words[:first], find_statement_end(words, joint)
        if not first or has_denial(before) or any(word.form in HYPOTHETICAL - _ASKED for word in words[start:joint]):
            continue
        tail = words[joint:end]
        is_bound = any(is_set_off_condition(tail, index) for index in range(1, len(tail)))
        has_condition = any(word.form in (STRONG | HYPOTHETICAL) - _ASKED for word in words[first:end])
        if not (is_bound or has_condition) and closes_statement(tail):
            yield Unit(joint, end)
            yield Unit(first, joint + 1, True)
