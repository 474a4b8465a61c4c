"""Phrases that may be left out: asides between commas, dates, and what only narrows what has happened.

What has happened has happened in some place and for someone, so that it may be told without them. What is to happen,
or is so in general, is so only as far as is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from paper_search.written_answers.rules.clauses import has_verb, is_comparison, is_denial, is_month
from paper_search.written_answers.rules.dates import DETERMINERS, has_date, is_number
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    CHANGES,
    GROUPS,
    HARMLESS,
    NUMBER_WORDS,
    PAPER_NOUNS,
    PERMISSIONS,
    PREPOSITIONS,
    RELATIVES,
    SCOPE_ADVERBS,
    SUBJECTS_OF_TALK,
    TIME_UNITS,
    UNIVERSALS,
)
from paper_search.written_answers.rules.use import Part
from paper_search.written_answers.rules.words import TextWord

_AMOUNTS = frozenset("more most some half many several few part all each".split())
_EXAMPLES = frozenset("chiefly notably namely together along among up down".split()) | SCOPE_ADVERBS
_SUBORDINATORS = frozenset("that which who whose since because as".split())
_REASON_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "because|since|owing to|due to|thanks to|as a result|as a consequence|as a response|in response|in reply|"
        "in view of|in light of|in the light of|in recognition of|in order to|in an effort|in an attempt|"
        "on the ground that|on the grounds that|on the motion|on the proposal|on the advice|having|given|despite|"
        "following|with the support|with the help|with the assistance|at the request|at the invitation|by reason of"
    ).split("|")
)
_CAUSES = tuple(
    tuple(phrase.split())
    for phrase in (
        "because of|owing to|due to|thanks to|as a result of|as a consequence of|in view of|in light of|"
        "in the light of|in recognition of|by reason of"
    ).split("|")
)
_INSTRUMENTS = frozenset(
    "act acts order orders rule rules regulation regulations delegation section article constitution".split()
)
_PLACING = frozenset("in at on near across around outside inside along".split())
_MEASURED_BY = frozenset(
    "price prices term terms rate rates basis case cases scenario theory estimate estimates paper value values".split()
)
_GROUP_REACH, _REACH = 6, 4


def is_aside(part: Part, words: Sequence[TextWord]) -> bool:
    """Return True for what may stand between commas: a relative clause, a phrase, an apposition, a member of a list.

    Args:
        part: the source sentence and what is used of it.
        words: the words behind the first comma.
    """
    if not words or _opens_relative(words) or is_comparison(words) or opens_with_reason(words):
        return True
    if opens_with_contrast(words) or is_free_of_basis(part, words):
        return True
    first = next((word for word in words if word.form not in HARMLESS), words[0])
    if words[0].form in DETERMINERS or first.has_capital:
        return not (_has_finite_verb(words) or (part.is_open and _has_terms(words)))
    is_act = has_verb([first]) and not part.is_unreal
    if not part.is_open:
        return first.form.endswith("ing") or not has_auxiliary(words)
    if first.form in PREPOSITIONS:
        return not (has_auxiliary(words) or is_term(part, words))
    is_participle = first.form.endswith(("ing", "ed")) and not part.clause_forms & PERMISSIONS
    is_amount_of = is_number(first) or first.form in _AMOUNTS
    is_phrase = is_participle or is_act or is_amount_of or first.form in _EXAMPLES | {"as"}
    # "being" opens a phrase and no statement.
    return is_phrase and not has_auxiliary(words[1:] if first.form == "being" else words)


def _opens_relative(words: Sequence[TextWord]) -> bool:
    """Return True for "which", "of which" and "each of which"."""
    forms = [word.form for word in words[:3]]
    return bool(RELATIVES.intersection(forms[:2])) or (forms[1:2] == ["of"] and bool(RELATIVES.intersection(forms)))


def opens_with_reason(words: Sequence[TextWord]) -> bool:
    """Return True for the reason, the purpose or the occasion of an event, which happened whatever it was.

    Args:
        words: the words of the phrase, from its first one.
    """
    forms = tuple(word.form for word in words[:4])
    is_purpose = forms[0] == "to" and len(forms) > 1 and not (words[1].has_capital or words[1].form in DETERMINERS)
    return is_purpose or any(forms[: len(phrase)] == phrase for phrase in _REASON_PHRASES)


def opens_with_cause(words: Sequence[TextWord]) -> bool:
    """Return True for "because of" and the like, which need no comma: the cause of what has happened.

    Args:
        words: the words of the phrase, from its first one.
    """
    return any(tuple(word.form for word in words[: len(phrase)]) == phrase for phrase in _CAUSES)


def opens_with_contrast(words: Sequence[TextWord]) -> bool:
    """Return True for what is not the case, told beside what is: "rather than", "instead of"."""
    return [word.form for word in words[:2]] in (["rather", "than"], ["instead", "of"])


def is_free_of_basis(part: Part, words: Sequence[TextWord]) -> bool:
    """Return True for the power by which something is done, if it is not what a permission or a denial rests on.

    Args:
        part: the source sentence and what is used of it.
        words: the words of the phrase, from its preposition: "under Standing Order 14", "pursuant to section 5".
    """
    forms = part.clause_forms
    is_bound = forms & PERMISSIONS or forms & UNIVERSALS or any(is_denial(form) for form in forms)
    return not is_bound and _is_legal_basis(words)


def _is_legal_basis(words: Sequence[TextWord]) -> bool:
    opens = words[0].form == "under" or [word.form for word in words[:2]] in (["pursuant", "to"], ["by", "virtue"])
    named = [word for word in words if word.form in _INSTRUMENTS and (word.has_capital or word.form == "section")]
    return opens and bool(named) and not has_verb(words)


def sets_scene(words: Sequence[TextWord]) -> bool:
    """Return True for an opening that says when or where: a date, a time, a meeting, a named place.

    Others may say how far a statement holds, or in whose eyes: "on average", "in theory", "in the main".

    Args:
        words: the words of the phrase, from its preposition.
    """
    content = [word for word in words[1:] if word.form not in DETERMINERS]
    forms = {word.form for word in content}
    if words[0].form not in PREPOSITIONS or not content or forms & (UNIVERSALS | _MEASURED_BY):
        return False
    is_share = "of" in forms and is_number(content[0]) and content[0].form != words[-1].form and not has_date(words)
    is_owned = any(word.form.endswith(("'s", "\u2019s")) for word in words)
    is_named = content[0].has_capital and words[0].form in _PLACING
    is_timed = has_date(words) or bool(forms & (TIME_UNITS | PAPER_NOUNS))
    return not (is_share or is_owned) and (is_named or is_timed or words[0].form in ("during", "throughout"))


def is_term(part: Part, phrase: Sequence[TextWord]) -> bool:
    """Return True for a phrase on which it may hang how far a rule, a plan or a decision holds.

    What has happened has happened in some place and for someone, so that it may be told without them. What is to
    happen, or is so in general, is so only as far as is said: but for a date, a named place, or whom it is done by.
    """
    first, following = phrase[0].form, phrase[1:_REACH]
    if not part.is_open or first in SUBJECTS_OF_TALK:
        return False
    if part.clause_forms & PERMISSIONS or any(word.form in GROUPS for word in phrase[1:_GROUP_REACH]) or not following:
        return True
    is_named = following[0].has_capital or (following[0].form in DETERMINERS and following[-1].has_capital)
    match first:
        case "in" | "on" | "at" | "near" | "during":
            return not (is_named or has_date(phrase) or any(word.form in PAPER_NOUNS for word in following))
        case "by" | "to" | "from" | "with":
            is_vote = first == "by" and any(word.form == "votes" for word in following)
            return not (is_named or is_vote or following[0].form in DETERMINERS) or (first == "with" and part.is_unreal)
        case "for":
            return part.is_unreal
    return True


def is_part_of_change(part: Part, phrase: Sequence[TextWord]) -> bool:
    """Return True for where, or for whom, something rose or fell: elsewhere it may not have."""
    is_placed = phrase[0].form in _PLACING | {"among", "for"} and not has_date(phrase)
    return is_placed and bool(part.clause_forms & CHANGES)


def has_auxiliary(words: Sequence[TextWord]) -> bool:
    return any(word.form in AUXILIARIES and not is_month(word) for word in words)


def _has_finite_verb(words: Sequence[TextWord]) -> bool:
    """Return True for a verb of a statement: "considered the plan", but not "owned by the Trust"."""
    # A verb behind "since" or "that" is of a clause of its own.
    end = next((index for index, word in enumerate(words) if word.form in _SUBORDINATORS), len(words))
    words = words[:end]
    return has_auxiliary(words) or any(
        has_verb([words[index]])
        and words[index - 1].form not in DETERMINERS
        and (index + 1 == len(words) or words[index + 1].form not in PREPOSITIONS)
        for index in range(1, len(words))
    )


def _has_terms(words: Sequence[TextWord]) -> bool:
    """Return True for what someone is to do: "the tenant to insure it", "the Trust paying the fees"."""
    return any(_opens_term(word, following) for word, following in pairwise(words))


def _opens_term(word: TextWord, following: TextWord) -> bool:
    """Return True for an infinitive and a participle with its object, but not for "to the west" and "a building"."""
    is_object = following.form in DETERMINERS or following.is_figure
    is_verb = not (is_object or following.has_capital)
    return (word.form == "to" and is_verb) or (word.form.endswith("ing") and is_object)


def is_amount(words: Sequence[TextWord]) -> bool:
    """Return True for a number that is no date: "to 60", "in five"."""
    is_number = words[0].form in NUMBER_WORDS or words[0].is_figure
    return is_number and not has_date(words) and not (len(words[0].form) == 4 and words[0].form.isdigit())


def take_to_comma(words: Sequence[TextWord]) -> Sequence[TextWord]:
    end = next((index for index, word in enumerate(words) if index and "," in word.before), len(words))
    return words[:end]
