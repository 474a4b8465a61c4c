"""Statements that a source sentence makes of one of its subjects, taken out of it by its grammar.

"The Panel met, and asked for a report" also says that the Panel asked for a report; "It noted the plan, which costs
£2m" also says that the plan costs £2m. Each is a source sentence of its own words, without those of the other statement
(Siddharthan, 2006, on taking coordination and relative clauses apart), and is held to every rule as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paper_search.written_answers.rules.clauses import has_denial, has_verb
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    COMPLEMENTS,
    FORCE,
    PREPOSITIONS,
    QUALIFIERS,
    RELATIVES,
    REPORTING,
)
from paper_search.written_answers.rules.words import SourceSentence, TextWord

_PASSIVES = frozenset(("was", "were"))
_PRONOUNS = frozenset("it he she they".split())
_LOOKED_AT = frozenset(("considered", "noted"))
_DETERMINERS = frozenset(("a", "an", "the", "its", "their"))
_MAX_ACTS, _MAX_ANTECEDENT = 4, 8
_MAX_SUBJECT = 12


def find_statements(source: SourceSentence) -> Iterator[SourceSentence]:
    """Yield the statements of a source sentence: its subject with the last of its acts, and its relative clauses.

    Args:
        source: the sentence. An item of a list, and what a known speaker says, are taken whole.
    """
    words = source.words
    if not words or source.speaker:
        return
    for start, end in _find_first_acts(words):
        yield replace(source, words=words[:start] + _detach(words[end:]))
    for start, end in _find_relatives(words):
        yield replace(source, words=_detach(words[start:end]))


def _detach(words: tuple[TextWord, ...]) -> tuple[TextWord, ...]:
    """Return words whose first one no longer stands behind a comma or a semicolon."""
    return (replace(words[0], before=" "), *words[1:])


def _find_first_acts(words: Sequence[TextWord]) -> Iterator[tuple[int, int]]:
    """Yield the first word of all acts but the last, and that of the last: "met, voted and |asked|"."""
    start = _find_first_verb(words)
    if not start:
        return
    ends = [
        index + 1 + _count_adverbs(words, index + 1)
        for index in range(start + 1, len(words) - 1)
        if words[index].form == "and"
    ]
    yield from ((start, end) for end in ends[:_MAX_ACTS] if _is_last_act(words, start, end))


def _find_first_verb(words: Sequence[TextWord]) -> int:
    """Return the index of the verb behind a plain subject; 0 where there is none."""
    verb = next((index for index in range(1, min(len(words), _MAX_SUBJECT)) if _is_act(words, index)), 0)
    return verb if verb and _is_subject(words[:verb], words[verb]) else 0


def _count_adverbs(words: Sequence[TextWord], index: int) -> int:
    return int(words[index].form.endswith("ly"))


def _is_act(words: Sequence[TextWord], index: int) -> bool:
    """Return True for the first verb, or for what an impersonal passive tells: "it was |agreed|"."""
    if index > 1 and words[index - 1].form in _PASSIVES and words[index - 2].form == "it":
        return has_verb([words[index]]) and words[index].form not in AUXILIARIES
    is_impersonal = words[index].form in _PASSIVES and words[index - 1].form == "it"
    return has_verb([words[index]]) and not is_impersonal and not has_verb(words[:index])


def _is_subject(words: Sequence[TextWord], verb: TextWord) -> bool:
    """Return True for a subject, with its opening and its apposition, of which no word denies."""
    commas = sum("," in word.before for word in words[1:])
    # "The mill, bought in 2001": a comma before the verb that closes nothing opens a phrase.
    is_closed = "," not in verb.before or commas % 2 == 1
    forms = {word.form for word in words}
    is_plain = not any(sign in word.before for word in words[1:] for sign in ";:(")
    opens = words[0].form in _DETERMINERS | PREPOSITIONS | {"it"} or words[0].has_capital
    return is_plain and is_closed and opens and not forms & (RELATIVES | COMPLEMENTS) and not has_denial(words)


def _is_last_act(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True if the subject of the first act is that of the word behind "and" as well."""
    joint = next(index for index in range(end - 1, start, -1) if words[index].form == "and")
    if end >= len(words) or not _is_alike(words[start], words[end]):
        return False
    gap = words[start:joint]
    forms = {word.form for word in gap}
    sign = words[joint].before
    is_within = bool(COMPLEMENTS & forms) and ";" not in sign
    is_relative = bool(RELATIVES & forms) and "," not in sign and ";" not in sign
    # "and damaged goods were replaced" has a subject of its own.
    is_other = has_verb(_take_object(_skip_verb(words[end:])))
    return not (is_within or is_relative or is_other or has_denial(gap) or _has_subject(_skip_verb(gap)))


def _is_alike(first: TextWord, last: TextWord) -> bool:
    """Return True for two verbs of one form, "met and asked", "will close and will move", or "has met and intends"."""
    if first.form in AUXILIARIES or last.form in AUXILIARIES:
        return first.form == last.form or (first.form in ("has", "have") and _is_intention(last))
    return has_verb([last])


def _is_intention(word: TextWord) -> bool:
    return FORCE.get(word.form) == 1 and word.form.endswith("s")


def _skip_verb(words: Sequence[TextWord]) -> Sequence[TextWord]:
    """Return the words behind a verb: "has been sold", "met"."""
    start = next((index for index, word in enumerate(words) if word.form not in AUXILIARIES), len(words))
    return words[start + (start == 0 or (start < len(words) and has_verb([words[start]]))) :]


def _has_subject(words: Sequence[TextWord]) -> bool:
    """Return True if another verb with a subject of its own may stand among the first acts."""
    return any(word.form in AUXILIARIES | _PRONOUNS for word in words)


def _take_object(words: Sequence[TextWord]) -> Sequence[TextWord]:
    """Return the words up to the first clause or comma."""
    ends = COMPLEMENTS | RELATIVES | {"because", "after", "before", "until", "when", "while", "how", "what"}
    end = next(
        (index for index, word in enumerate(words) if word.form in ends or any(sign in word.before for sign in ",;:(")),
        len(words),
    )
    return words[:end]


def _find_relatives(words: Sequence[TextWord]) -> Iterator[tuple[int, int]]:
    """Yield where the object of the first verb begins, and where the clause behind ", which" ends."""
    verb = _find_first_verb(words)
    if not verb or words[verb].form in REPORTING - _LOOKED_AT:
        return
    place = next((index for index in range(verb + 1, len(words)) if "," in words[index].before), 0)
    antecedent = words[verb + 1 : place]
    if not place or words[place].form != "which" or not _is_whole_object(antecedent):
        return
    end = next((index for index in range(place + 1, len(words)) if _closes(words, index)), len(words))
    clause = words[place + 1 : end]
    if has_verb(clause[:2]):
        yield verb + 1, end


def _closes(words: Sequence[TextWord], index: int) -> bool:
    return any(sign in words[index].before for sign in ",;)\u2013")


def _is_whole_object(words: Sequence[TextWord]) -> bool:
    """Return True for a noun with its article and no other noun behind a preposition, which could be what is meant."""
    if not 1 < len(words) <= _MAX_ANTECEDENT or words[0].form not in _DETERMINERS:
        return False
    leads = [index for index, word in enumerate(words) if word.form in PREPOSITIONS | {"of", "and", "or", "that"}]
    is_dated = all(index + 1 < len(words) and words[index + 1].is_figure for index in leads)
    return is_dated and not has_verb([word for word in words if word.form not in QUALIFIERS])
