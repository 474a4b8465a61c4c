"""Asides between commas, dashes or brackets, which may be taken out whatever the statement around them says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.written_answers.rules.clauses import has_verb, is_negator, is_past
from paper_search.written_answers.rules.dates import is_number
from paper_search.written_answers.rules.lexicon import (
    CONDITIONS,
    MONTHS,
    PREPOSITIONS,
    QUALIFIERS,
    RELATIVES,
    UNIVERSALS,
)
from paper_search.written_answers.rules.reducing.grammar import (
    find_finite,
    is_any_negator,
    is_bound,
    is_event,
    is_finite,
    is_free,
    is_infinitive,
    is_plain_subject,
    resumes,
)
from paper_search.written_answers.rules.reducing.members import opens_indefinite
from paper_search.written_answers.rules.reducing.unit import Unit
from paper_search.written_answers.rules.reducing.vocabulary import (
    BASED,
    EVENT_OPENINGS,
    MIN_ING,
    MIN_PARTICIPIAL,
    SUBJECT_PRONOUNS,
)
from paper_search.written_answers.rules.words import TextWord

_BINDING_WORDS = frozenset(
    "if unless subject provided until till only conditional dependent depends temporary condition conditions".split()
)
"""Words with which a relative clause may tell on what it hangs what is decided of its noun."""
_MIN_RESTRICTED = 2
_DASHES = frozenset("\u2013\u2014")
_COUNTING = frozenset("from up down of in on the a year last previous per cent".split())
_COMPARED = frozenset("against compared up down".split())
_TITLES = frozenset("mr mrs ms miss dr cllr councillor professor sir lady alderman".split())


def find_relatives(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield the relative clauses behind a comma, which tell something besides."""
    for start in range(2, len(words) - 1):
        if "," not in words[start].before or not _opens_relative(words, start):
            continue
        end = _find_aside_end(words, start)
        clause = words[start:end]
        is_settled = is_free(words, start) and not is_bound(words, start)
        has_condition = not is_settled and any(word.form in _BINDING_WORDS for word in clause)
        if end and not has_condition:
            yield Unit(start, end, end < len(words) and "," in words[end].before)


def find_relative_subjects(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield what is told behind a relative clause of the subject: "The bus, which began in May|, runs daily|"."""
    start = next((i for i in range(2, len(words) - 2) if words[i].before.strip()), 0)
    if not start or "," not in words[start].before or words[start].form not in ("which", "who"):
        return
    subject = words[:start]
    end = next((i for i in range(start + 1, len(words)) if words[i].before.strip()), len(words))
    is_plain = not any(word.form in PREPOSITIONS | {"of", "and", "or"} for word in subject) and is_plain_subject(
        subject
    )
    has_verb_next = is_finite(words, start + 1)
    if is_plain and has_verb_next and find_finite(subject) is None and end < len(words) and is_finite(words, end):
        yield Unit(end, len(words))


def find_restrictions(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield what is told of one thing of several, where it has happened: "found a crack |which had grown|"."""
    for start in range(_MIN_RESTRICTED, len(words) - 1):
        if words[start].form not in ("which", "who") or words[start].before.strip():
            continue
        end = next((i for i in range(start + 1, len(words)) if words[i].before.strip()), len(words))
        verb = find_finite(words[start:end])
        is_past = verb is not None and (is_event(words[start:end], verb) or words[start + verb].form == "had")
        is_told = is_past and opens_indefinite(words, start)
        is_whole = end == len(words) or set(words[end].before) & set(",;")
        is_plain = not any(
            word.form in CONDITIONS | {"and", "or"} or is_negator(word.form) for word in words[start:end]
        )
        if is_told and is_whole and is_plain and _tells_events(words, start):
            yield Unit(start, end)


def _tells_events(words: Sequence[TextWord], start: int) -> bool:
    """Return True where nothing denies or binds what is told before a word, or where it only opens a sentence."""
    is_opening = find_finite(words[:start]) is None and words[0].form in EVENT_OPENINGS
    return is_opening or (is_free(words, start) and not is_bound(words, start) and not is_any_negator(words[:start]))


def _opens_relative(words: Sequence[TextWord], start: int) -> bool:
    forms = [word.form for word in words[start : start + 4]]
    if forms[0] in ("when", "where"):
        before = words[start - 1]
        is_dated = before.form in MONTHS or (before.is_figure and len(before.form) == 4) or before.has_capital
        return is_dated and start + 2 < len(words) and words[start + 1].form in SUBJECT_PRONOUNS | {"the"}
    if forms[0] in RELATIVES:
        return True
    is_led = forms[0] in PREPOSITIONS | {"of", "after", "before", "under", "upon"} and forms[1] in RELATIVES
    return is_led or (forms[1:2] == ["of"] and len(forms) > 2 and forms[2] in RELATIVES)


def _find_aside_end(words: Sequence[TextWord], start: int) -> int:
    """Return where a relative clause ends: at the comma behind which the sentence goes on, or at its end."""
    comma = next((index for index in range(start + 1, len(words)) if "," in words[index].before), len(words))
    verb = next((index for index in range(start + 1, comma) if is_finite(words, index)), start)
    for index in range(verb + 1, len(words)):
        if ";" in words[index].before:
            return index
        if "," in words[index].before:
            goes_on = is_finite(words, index) or words[index].form in {"and", "but"}
            return index if goes_on else 0
    return len(words)


def find_asides(words: Sequence[TextWord]) -> Iterator[Unit]:
    """Yield what is told besides between commas, dashes or brackets, whatever the statement around it says."""
    for start in range(2, len(words)):
        opening = words[start].before
        end = next((i for i in range(start + 1, len(words)) if words[i].before.strip(" \u201c\u201d\"'")), len(words))
        unit = words[start:end]
        is_example = unit[0].form == "including" and not any(word.form in UNIVERSALS for word in words[:start])
        if not is_example and any(_binds(unit, place) for place in range(len(unit))):
            continue
        if is_negator(unit[0].form) and unit[0].form != "against":
            continue
        closing = words[end].before if end < len(words) else "."
        if "(" in opening and ")" in closing + ")" * (end == len(words)):
            is_count = all(word.is_figure or word.form in _COUNTING for word in unit)
            is_bound = (words[start - 1].is_figure and not is_count) or unit[0].form in QUALIFIERS
            if not is_bound:
                yield Unit(start, end)
        elif "," in opening and (end == len(words) or set(closing) & set(",;")):
            is_end = end == len(words) or ";" in closing
            if is_end and find_finite(words[:start]) is None:
                continue
            is_person = unit[0].form in _TITLES and not any(word.form in ("and", "or") for word in unit)
            goes_on = is_end or resumes(words, end) or (is_person and words[end].form not in ("and", "or"))
            if goes_on and (is_example or _is_other_measure(words, start, end) or _is_apposition(unit)):
                yield Unit(start, end, not is_end)
        elif _DASHES & set(opening) and _DASHES & set(closing):
            yield Unit(start, end, True)


def _binds(unit: Sequence[TextWord], place: int) -> bool:
    """Return True for a condition or a denial in an aside; "when" tells from which time another figure is."""
    form = unit[place].form
    if form == "when" and unit[0].form in _COMPARED:
        verb = find_finite(unit[place:])
        return verb is None or not is_event(unit, place + verb)
    return form in CONDITIONS or (is_negator(form) and place > 0)


def _is_apposition(unit: Sequence[TextWord]) -> bool:
    """Return True for another name of what stands before, or what it did or is besides: no condition, no statement."""
    first, form = unit[0], unit[0].form
    rest = unit[1:]
    if (find_finite(unit) is not None and form not in _COMPARED) or len(unit) < MIN_PARTICIPIAL or form in BASED:
        return False
    is_term = any(is_infinitive(unit, i) or (unit[i].form.endswith("ing") and i > 1) for i in range(1, len(unit) - 1))
    is_active = form.endswith("ing") and len(form) > MIN_ING
    is_passive = is_past(first) and rest[0].form in PREPOSITIONS
    is_cost = tuple(word.form for word in unit[:2]) in (("at", "a"), ("at", "an")) and "cost" in [
        w.form for w in unit[2:5]
    ]
    is_list = any(word.form in ("and", "or") for word in unit)
    is_name = (form in ("a", "an", "the") or first.has_capital) and not is_term and not is_list
    is_equal = form in ("equal", "equivalent") and rest[0].form == "to"
    is_amount = is_equal or form in ("currently", "formerly", "previously", "originally") or is_number(first)
    is_share = len(unit) > MIN_PARTICIPIAL and unit[1].form == "of" and unit[2].form in ("them", "these", "those")
    is_compared = form in _COMPARED and any(is_number(word) for word in rest)
    is_amount = is_amount and not is_list
    return is_active or is_passive or is_cost or is_name or is_amount or is_share or is_compared


def _is_other_measure(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True for the same amount put in another way: "12 of them, or 40%,"."""
    is_or = words[start].form == "or" and start + 1 < end and words[start + 1].is_figure
    return is_or and any(word.is_figure for word in words[max(start - 6, 0) : start]) and not has_verb(words[start:end])
