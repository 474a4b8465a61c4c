"""Phrases moved whole: "The hall closed in May" says no more than "In May the hall closed".

A written sentence is put back into the order of its source, so that every rule holds for it as for one that keeps that
order. A phrase may move only where it belongs to one verb, so that it cannot be read with another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paper_search.written_answers.rules.clauses import has_denial, is_month, is_past
from paper_search.written_answers.rules.dates import DETERMINERS, has_date, is_number, is_of_date
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    COMPLEMENTS,
    CONDITIONS,
    FORCE,
    GLUE,
    PARTICIPLES,
    PREPOSITIONS,
    PRESENT,
    RELATIVES,
    REPORTING,
    TIME_UNITS,
)
from paper_search.written_answers.rules.reducing.grammar import is_infinitive
from paper_search.written_answers.rules.reducing.vocabulary import CAUSE_PHRASES
from paper_search.written_answers.rules.words import SourceSentence, TextWord

_OPENERS = PREPOSITIONS | frozenset("following after before since until unless if should subject under despite".split())
_DATED = frozenset("in on at during between since from until".split())
_UNITS = frozenset("per cent percent million billion tonnes".split())
_RANGES = frozenset("to and of".split())
_DATE_WORDS = 4
_MIN_PHRASE, _MAX_PHRASE = 2, 40
_MAX_SOURCES = 4


def find_moved_forms(words: tuple[TextWord, ...], sources: Sequence[SourceSentence]) -> Iterator[tuple[TextWord, ...]]:
    """Yield a sentence with a phrase at its end or its beginning put where a source sentence has it.

    Args:
        words: the words of the written sentence.
        sources: the source sentences that it cites.
    """
    needed = {word.form for word in words if word.form not in GLUE}
    for source in [s for s in sources if needed <= {word.form for word in s.words}][:_MAX_SOURCES]:
        yield from _move_end_to_front(words, source.words)
        yield from _move_front_to_end(words, source.words)


def _move_end_to_front(words: tuple[TextWord, ...], source: Sequence[TextWord]) -> Iterator[tuple[TextWord, ...]]:
    """Yield a sentence that ends with the opening of its source, with that opening before it."""
    for end in _find_opening_ends(source):
        phrase = source[:end]
        start = _find_end(words, phrase)
        if start and phrase[0].form in _OPENERS and _may_follow(words[:start], words[start:]):
            yield (*words[start:], replace(words[0], before=", "), *words[1:start])


def _find_end(words: Sequence[TextWord], phrase: Sequence[TextWord]) -> int:
    """Return where a phrase begins that ends a sentence; 0 where it does not."""
    forms = [word.form for word in phrase]
    start = len(words) - len(forms)
    return start if start > _MIN_PHRASE and [word.form for word in words[start:]] == forms else 0


def _may_follow(rest: Sequence[TextWord], phrase: Sequence[TextWord]) -> bool:
    """Return True if an opening may stand behind its statement, and be read with the same verb there."""
    if any(word.form in COMPLEMENTS | RELATIVES for word in rest):
        return False
    is_set_off = "," in phrase[0].before
    if is_set_off or phrase[0].form in CONDITIONS:
        return is_set_off or _count_verbs(rest) == 1
    forms = {word.form for word in rest}
    is_opinion = forms & REPORTING or any(word.form in FORCE and not _is_auxiliary(word) for word in rest)
    is_cause = any(tuple(word.form for word in phrase[: len(cause)]) == cause for cause in CAUSE_PHRASES)
    return _count_verbs(rest) == 1 and not is_opinion and not (is_cause and has_denial(rest)) and "only" not in forms


def _move_front_to_end(words: tuple[TextWord, ...], source: Sequence[TextWord]) -> Iterator[tuple[TextWord, ...]]:
    """Yield a sentence that opens with a phrase of its source, with that phrase where the source has it."""
    for end in _find_opening_ends(words):
        phrase, rest = words[:end], words[end:]
        start = _find_phrase(source, phrase)
        if not start or not _may_open(source, start, start + len(phrase), rest):
            continue
        place = _count_before(rest, source[:start], source[start + len(phrase) :])
        if place:
            moved = (replace(phrase[0], before=source[start].before), *phrase[1:])
            after = source[start + len(phrase)].before if start + len(phrase) < len(source) else " "
            tail = (replace(rest[place], before=after), *rest[place + 1 :]) if place < len(rest) else ()
            yield (replace(rest[0], before=""), *rest[1:place], *moved, *tail)


def _find_opening_ends(words: Sequence[TextWord]) -> Iterator[int]:
    """Yield where the opening of a sentence may end: at its commas, or behind its date."""
    if words[0].form in _OPENERS:
        ends = {i for i in range(_MIN_PHRASE, min(len(words), _MAX_PHRASE)) if "," in words[i].before}
        yield from sorted((ends | {_find_date_end(words, 0)}) - {0})


def _find_date_end(words: Sequence[TextWord], start: int) -> int:
    """Return the index behind a date: "in May", "between 1 May and 3 June", "in the year to 31 March"; 0 for none."""
    if words[start].form not in _DATED:
        return 0
    end = start + 1
    while end < len(words) and _continues_date(words, end):
        end += 1
    return end if has_date(words[start:end][-_DATE_WORDS:]) else 0


def _continues_date(words: Sequence[TextWord], index: int) -> bool:
    word, before = words[index], words[index - 1]
    if word.form in DETERMINERS:
        return before.form in _DATED | _RANGES
    if word.form in ("end", "beginning", "start"):
        return before.form in DETERMINERS and index + 1 < len(words) and words[index + 1].form == "of"
    if word.form == "of" and before.form in ("end", "beginning", "start"):
        return True
    if word.form in _RANGES:
        return index + 1 < len(words) and is_of_date(before) and is_of_date(words[index + 1])
    return is_of_date(word)


def _find_phrase(source: Sequence[TextWord], phrase: Sequence[TextWord]) -> int:
    forms = [word.form for word in phrase]
    places = range(_MIN_PHRASE, len(source) - len(forms) + 1)
    return next((i for i in places if [word.form for word in source[i : i + len(forms)]] == forms), 0)


def _may_open(source: Sequence[TextWord], start: int, end: int, rest: Sequence[TextWord]) -> bool:
    """Return True if a phrase of a source sentence belongs to the one verb that is told of it.

    Args:
        source: the words of the source sentence.
        start: the index of the first word of the phrase.
        end: that behind it.
        rest: the words of the written sentence without the phrase.
    """
    before = source[:start]
    is_clear = not any(word.form in COMPLEMENTS | RELATIVES or ";" in word.before for word in (*before, *rest))
    if not is_clear or has_denial(rest):
        return False
    is_alone = _count_verbs(rest) == 1
    if "," in source[start].before:
        # An aside behind the subject tells on what occasion the subject did it.
        return is_alone and (end == len(source) or "," in source[end].before) and not _count_verbs(before)
    if _find_date_end(source, start) != end:
        return False
    is_measured = _ends_measure(before) and _count_verbs(rest) == _count_verbs(before)
    return is_measured or (is_alone and _count_verbs(before) == 1 and _ends_verb(before, source[start].form))


def _ends_measure(before: Sequence[TextWord]) -> bool:
    """Return True behind "was 41 days", where a date can be that of no other verb."""
    amount = next((i for i in range(len(before) - 1, 0, -1) if before[i].form in ("was", "were")), 0)
    behind = before[amount + 1 :]
    return bool(amount and behind) and all(is_number(word) or word.form in TIME_UNITS | _UNITS for word in behind)


def _ends_verb(before: Sequence[TextWord], form: str) -> bool:
    """Return True if a date is that of the verb: directly behind it or behind an amount, or "since" with a perfect."""
    last = before[-1]
    is_amount = is_number(last) or (last.form in TIME_UNITS and is_number(before[-2]))
    is_since = form == "since" and any(word.form in ("has", "have") for word in before)
    return is_since or is_amount or is_past(last)


def _count_before(rest: Sequence[TextWord], before: Sequence[TextWord], after: Sequence[TextWord]) -> int:
    """Return how many words of a sentence stand before a phrase in its source, if all others stand behind it; or 0."""
    taken = iter(word.form for word in before)
    count = next((i for i, word in enumerate(rest) if word.form not in GLUE and word.form not in taken), len(rest))
    left = iter(word.form for word in after)
    return count if all(word.form in left for word in rest[count:] if word.form not in GLUE) else 0


def _count_verbs(words: Sequence[TextWord]) -> int:
    """Return how many verbs there are, auxiliaries and what they govern as one; infinitives and participles count."""
    count, is_within = 0, False
    for index, word in enumerate(words):
        is_participle = is_past(word) or word.form in PARTICIPLES or word.form.endswith("ed")
        is_verb = is_participle or _is_auxiliary(word) or word.form in PRESENT or is_infinitive(words, index)
        count += is_verb and not is_within
        is_within = is_verb or (is_within and word.form in ("not", "also", "been"))
    return count


def _is_auxiliary(word: TextWord) -> bool:
    return word.form in AUXILIARIES and not is_month(word)
