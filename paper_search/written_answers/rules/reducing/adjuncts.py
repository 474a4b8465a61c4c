"""Adjuncts that may be taken out: the time, the reason, the source and the examples of what has happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import has_denial, has_verb, is_past
from paper_search.written_answers.rules.dates import has_date, is_number, is_of_date, is_sum
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    CONCESSIONS,
    CONDITIONS,
    LASTING_ACTS,
    PREPOSITIONS,
    RELATIVES,
    TIME_UNITS,
    UNIVERSALS,
)
from paper_search.written_answers.rules.reducing.grammar import (
    find_clause,
    find_finite,
    find_statement_end,
    find_verb,
    has_strong,
    is_bound,
    is_cause,
    is_event,
    is_finite,
    is_free,
    is_infinitive,
    is_reason,
    is_set_off_condition,
    is_stated,
    is_to_do,
    points_to_paper,
    resumes,
)
from paper_search.written_answers.rules.reducing.grounds import find_joined_purpose, opens_ground
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import (
    BASED,
    DATED,
    DETERMINERS,
    MIN_ING,
    STRONG,
    SUBJECT_PRONOUNS,
)
from paper_search.written_answers.rules.words import TextWord

_LISTINGS = frozenset("namely including comprising notably".split())
_VOTE = 5
"""Words of "by five votes to two"."""
_PRICE = 6
_PRICES = frozenset("cost price premium sum rent fee".split())
_RATES = (["a", "year"], ["per", "annum"], ["a", "month"], ["per", "month"], ["a", "week"], ["per", "week"])
_BEHIND_PRICE = frozenset("and for from to be by".split())
_CHANGES = frozenset("increase rise fall reduction".split())
_EXPECTED = frozenset("planned usual scheduled expected".split())
_UNITS = frozenset("percentage points point per cent percent million billion".split())
_CLOSE = frozenset("soon just shortly immediately long even only not until".split())


def find_adjuncts(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield the times, reasons, sources and examples of a statement."""
    for start in range(2, len(words) - 1):
        if points_to_paper(words, start):
            yield from _close_phrase(words, start)
        else:
            yield from _find_besides(words, start)
            is_event = is_free(words, start)
            if (is_event or is_stated(words, start)) and opens_ground(words, start):
                yield from _close_phrase(words, start)
                yield from find_joined_purpose(words, start)
            elif is_event:
                yield from _find_narrowing(words, start)
            elif is_free(words, start, is_ground=True) and _is_occasion(words, start) and not is_bound(words, start):
                yield from _close_phrase(words, start)


def _find_besides(words: Sequence[TextWord], start: int) -> Iterator[Unit]:
    """Yield what is told besides, whatever the statement around it is."""
    if vote := _count_vote(words, start):
        yield Unit(start, start + vote)
    if _is_change(words, start):
        yield Unit(start, start + _count_amount(words, start + 1) + 1)
    if (price := _count_price(words, start)) and not has_denial(words[:start]):
        yield Unit(start, start + price)
    if words[start].form == "despite":
        yield from _close_phrase(words, start)
    is_besides = "," in words[start].before and _is_besides(words, start)
    if is_besides or _is_of_vote(words, start) or _is_inner_aside(words, start):
        yield from _close_aside(words, start)


def _find_narrowing(words: Sequence[TextWord], start: int) -> Iterator[Unit]:
    """Yield what only narrows what has happened: its reason, its time, what came with it."""
    is_decision = is_bound(words, start)
    is_ground = is_cause(words, start) and not is_to_do(words, start)
    if (is_ground and (is_reason(words, start) or not is_decision)) or _is_listing(words, start):
        yield from _close_phrase(words, start)
    elif _is_trailing(words, start) or _is_placed(words, start):
        yield from _close_aside(words, start)
    elif _is_absolute(words, start):
        yield Unit(start, len(words))
    elif _is_occasion(words, start) and not is_decision:
        yield from _close_phrase(words, start)
    elif _is_as_planned(words, start):
        yield Unit(start, start + 2)
    elif _is_dated_phrase(words, start):
        yield from _close_date(words, start)
    elif _opens_event(words, start) and ("," in words[start].before or not is_decision):
        end = _find_event_end(words, start)
        if _ends_adjunct(words, start, end, True):
            yield Unit(start, end)


def _count_vote(words: Sequence[TextWord], start: int) -> int:
    """Return how many words tell with which majority something was decided: "by five votes to two", "unanimously"."""
    forms = [word.form for word in words[start : start + _VOTE]]
    if forms[0] == "unanimously":
        return 1
    if forms[:3] == ["by", "a", "majority"]:
        return 0 if forms[3:4] == ["of"] else 3
    is_vote = (
        forms[0] == "by" and len(forms) > 4 and forms[2] == "votes" and forms[3] == "to" and is_number(words[start + 4])
    )
    return 5 if is_vote else 0


def _find_event_end(words: Sequence[TextWord], start: int) -> int:
    """Return where a clause of time ends: before ", and" or ", which", or at the end of the statement."""
    end = find_statement_end(words, start)
    joints = {"and", "but", *RELATIVES}
    return next((i for i in range(start + 2, end) if "," in words[i].before and words[i].form in joints), end)


def _is_inner_aside(words: Sequence[TextWord], start: int) -> bool:
    """Return True for an aside between a subject and what it did: "The Board, with the help of the Trust, sold"."""
    if (
        "," not in words[start].before
        or words[start].form not in PREPOSITIONS
        or find_finite(words[:start]) is not None
    ):
        return False
    end = next((index for index in range(start + 1, len(words)) if "," in words[index].before), 0)
    return bool(end) and is_finite(words, end) and is_event(words, end) and find_finite(words[start:end]) is None


def _is_of_vote(words: Sequence[TextWord], start: int) -> bool:
    """Return True for how something was voted on, between commas: ", by a show of hands,"."""
    if "," not in words[start].before or words[start].form not in ("by", "on", "after"):
        return False
    end = next((index for index in range(start + 1, len(words)) if words[index].before.strip()), 0)
    return bool({"vote", "votes", "hands", "ballot", "majority"}.intersection(word.form for word in words[start:end]))


def _is_besides(words: Sequence[TextWord], start: int) -> bool:
    """Return True for what is told besides, whatever the statement is: "despite", ", since" a reason, "nor has it"."""
    form, following = words[start].form, words[start + 1]
    if is_reason(words, start) or (form, following.form) == ("contrary", "to"):
        return True
    if form == "nor":
        return following.form in AUXILIARIES
    is_subject = following.form in DETERMINERS | SUBJECT_PRONOUNS or following.has_capital
    has_clause = find_finite(words[start + 1 :]) is not None
    if form in ("since", "as", "because"):
        return has_clause and (is_subject or form != "as")
    if form in CONCESSIONS:
        return is_subject and has_clause and _tells_event(words, start)
    if form in ("a", "an"):
        noun = next(
            (i for i in range(start + 1, min(start + 4, len(words))) if words[i].form in RELATIVES | {"that"}), 0
        )
        return bool(noun)
    is_led = following.form in PREPOSITIONS
    return is_past(words[start]) and is_led and form not in CONDITIONS and _has_closing_comma(words, start)


def _tells_event(words: Sequence[TextWord], at: int) -> bool:
    verb = find_verb(words[:at], find_clause(words, at))
    return verb is not None and is_event(words, verb)


def _has_closing_comma(words: Sequence[TextWord], start: int) -> bool:
    """Return True if a comma closes an aside, behind which the sentence goes on and no list does."""
    end = next((index for index in range(start + 1, len(words)) if words[index].before.strip()), len(words))
    return end < len(words) and "," in words[end].before and words[end].form not in ("and", "or")


def _close_aside(words: Sequence[TextWord], start: int) -> Iterator[Unit]:
    """Yield an aside up to the comma behind which the sentence goes on, or up to its end."""
    signs = [index for index in range(start + 1, len(words)) if set(words[index].before) & set(",;")]
    end = signs[0] if signs else len(words)
    unit = words[start:end]
    if words[start - 1].form in ("that", "whether") and end < len(words) and not has_strong(unit[1:]):
        yield Unit(start, end, True)
        return
    if any(word.form in STRONG for word in unit[1:]) or (len(signs) > 1 and words[end].form not in ("and", "but")):
        is_closed = len(signs) > 1 and not any(word.form in STRONG for word in unit) and is_finite(words, end)
        if not (is_closed or (unit[0].form not in ("nor",) and is_past(unit[0]) and words[end].form == "that")):
            return
    yield Unit(start, end, end < len(words) and ("," in words[end].before))


def _is_change(words: Sequence[TextWord], start: int) -> bool:
    """Return True for one of the two measures of a change: "rose |by 3%| to 92%", "rose by 3% |to 92%|"."""
    count = _count_amount(words, start + 1)
    if not count:
        return False
    form, before = words[start].form, words[:start]
    after = words[start + 1 + count : start + 2 + count]
    if form == "by":
        return bool(after) and after[0].form == "to" and bool(_count_amount(words, start + 2 + count))
    place = start - 1
    while place > 0 and _is_of_amount(words[place]):
        place -= 1
    is_behind = words[place].form == "by" and place < start - 1
    return form == "to" and is_behind and not has_denial(before)


def _count_price(words: Sequence[TextWord], start: int) -> int:
    """Return how many words tell for how much something was or is to be done: "at a cost of £400", "in the sum of"."""
    forms = [word.form for word in words[start : start + _PRICE]]
    is_led = forms[0] in ("at", "in") and forms[1] in ("a", "an", "the") and forms[2:4][-1] == "of" and len(forms) > 3
    if not is_led or forms[2] not in _PRICES or not words[start + 4 :] or not is_sum(words[start + 4]):
        return 0
    end = start + 5
    if [word.form for word in words[end : end + 2]] in _RATES:
        end += 2
    follows = words[end] if end < len(words) else None
    is_whole = follows is None or follows.before.strip() != "" or follows.form in _BEHIND_PRICE
    return end - start if is_whole else 0


def _count_amount(words: Sequence[TextWord], start: int) -> int:
    """Return how many words make an amount from a word on: "1.8 percentage points"."""
    if start >= len(words) or not words[start].is_figure:
        return 0
    count = 1
    while (
        start + count < len(words) and words[start + count].form in _UNITS and not words[start + count].before.strip()
    ):
        count += 1
    return count


def _is_of_amount(word: TextWord) -> bool:
    return word.is_figure or word.form in _UNITS


def _is_trailing(words: Sequence[TextWord], start: int) -> bool:
    """Return True for what followed from an event or came with it: ", leaving £2m", ", with one abstention"."""
    form = words[start].form
    if "," not in words[start].before or form in CONDITIONS | BASED:
        return False
    is_active = form.endswith("ing") and len(form) > MIN_ING
    return (
        is_active
        or form in ("with", "up", "down")
        or words[start + 1].form in ("increase", "rise", "fall", "reduction")
    )


def _is_placed(words: Sequence[TextWord], start: int) -> bool:
    """Return True for a phrase between commas that tells where, when or what for something happened."""
    if "," not in words[start].before or not (words[start].form in PREPOSITIONS or is_infinitive(words, start)):
        return False
    end = next((index for index in range(start + 1, len(words)) if words[index].before.strip()), len(words))
    unit = words[start:end]
    is_plain = find_finite(unit) is None and not any(word.form in CONDITIONS | UNIVERSALS for word in unit)
    is_plain = is_plain and not is_bound(words, start) and not has_denial(unit)
    return is_plain and (end == len(words) or resumes(words, end))


def _is_as_planned(words: Sequence[TextWord], start: int) -> bool:
    is_closed = start + 2 >= len(words) or bool(words[start + 2].before.strip()) or words[start + 2].form == "and"
    return (
        words[start].form == "as"
        and words[start + 1].form in ("planned", "usual", "scheduled", "expected")
        and is_closed
    )


def _is_occasion(words: Sequence[TextWord], start: int) -> bool:
    """Return True for "following a complaint" behind what happened, but not for "the following day"."""
    return words[start].form == "following" and words[start - 1].form not in DETERMINERS | PREPOSITIONS | {"of"}


def _is_absolute(words: Sequence[TextWord], start: int) -> bool:
    """Return True for how it came that something happened: ", no objections having been received"."""
    end = len(words)
    is_led = "," in words[start].before and any(word.form == "having" for word in words[start + 1 : start + 5])
    return is_led and not any(word.before.strip() or word.form in CONDITIONS for word in words[start + 1 : end])


def _is_listing(words: Sequence[TextWord], start: int) -> bool:
    return "," in words[start].before and words[start].form in _LISTINGS


def _is_dated_phrase(words: Sequence[TextWord], start: int) -> bool:
    if words[start].form in ("from", "until") and has_date(words[start + 1 : start + 5]):
        lasts = any(word.form in LASTING_ACTS for word in words[:start])
        return not lasts and not is_bound(words, start)
    return words[start].form in DATED and has_date(words[start + 1 : start + 5])


def _opens_event(words: Sequence[TextWord], start: int) -> bool:
    """Return True for what happened before, at or after it: "before making", "after an inspection found"."""
    form, following = words[start].form, words[start + 1]
    if form in ("after", "before"):
        if words[start - 1].form in TIME_UNITS | _CLOSE:
            return False
        return has_verb(words[start + 1 :]) or following.form.endswith("ing")
    if form in ("where", "when") and "," in words[start].before:
        return find_finite(words[start + 1 :]) is not None
    if form in ("when", "while", "as"):
        is_dated = has_date(words[max(start - 3, 0) : start]) or words[start - 1].is_figure
        is_subject = following.form in DETERMINERS or following.has_capital
        return is_dated and is_subject and find_finite(words[start + 1 :]) is not None
    return False


def _close_phrase(words: Sequence[TextWord], start: int) -> Iterator[Unit]:
    """Yield a phrase up to where the sentence goes on, or up to its end."""
    for end in range(start + 2, len(words) + 1):
        is_end = end == len(words) or ";" in words[end].before
        if is_end or _goes_on(words, start, end):
            if _ends_adjunct(words, start, end, find_finite(words[start + 1 : end]) is not None):
                yield Unit(start, end, not is_end and "," in words[start].before and "," in words[end].before)
            return


def _close_date(words: Sequence[TextWord], start: int) -> Iterator[Unit]:
    end = start + 1
    joint = {"between": "and", "from": "to"}.get(words[start].form)
    while end < len(words) and (is_of_date(words[end]) or words[end].form == joint):
        joint = None if words[end].form == joint else joint
        end += 1
    if end == len(words) or words[end - 1].form == "and":
        return
    follows = words[end]
    is_next = follows.form in PREPOSITIONS | {"after", "before", "when", "because", "that"} or follows.before.strip()
    if is_next or _goes_on(words, start, end):
        yield Unit(start, end)


def _goes_on(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True if the sentence goes on at a word behind an adjunct: "and was sold", "and that", ", and"."""
    if words[end].form in ("and", "but") and end + 1 < len(words):
        return is_finite(words, end + 1) or words[end + 1].form == "that" or "," in words[end].before
    return "," in words[end].before and (words[end].form in RELATIVES or "," in words[start].before)


def _ends_adjunct(words: Sequence[TextWord], start: int, end: int, has_clause: bool) -> bool:
    """Return True if an adjunct ends where it seems to, and holds nothing that the rest may hang on."""
    unit = words[start:end]
    if any(is_set_off_condition(unit, index) for index in range(1, len(unit))):
        return False
    if any(word.form in STRONG for word in unit[1:]):
        return False
    if end == len(words) or ";" in words[end].before:
        return True
    # "because the roof leaked and flooded": the next verb may be of the reason.
    return not has_clause or "," in words[end].before or words[end + 1].form == "that"
