"""Alterations of what was decided: "the motion, as amended, was carried" tells of another text than "the motion".

They may not be left out beside the verb of a decision, wherever they stand and in whatever words.
"""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.written_answers.rules.dates import DETERMINERS
from paper_search.written_answers.rules.lexicon import GLUE, PREPOSITIONS
from paper_search.written_answers.rules.words import TextWord

_ALTERED = frozenset(
    """
    amended revised corrected varied modified altered adjusted redrafted updated reworded rewritten substituted
    changed edited shortened extended reduced clarified re-worded recast
    """.split()
)
_ALTERATIONS = frozenset(
    """
    amendment amendments correction corrections revision revisions modification modifications variation variations
    alteration alterations adjustment adjustments change changes addition additions deletion deletions omission
    omissions substitution proviso rider added inserted deleted removed struck omitted replaced
    """.split()
)
_DAYS = frozenset("following next same previous day".split())
_FORMS = frozenset("form version terms text wording format draft shape".split())
_LEADING = frozenset("as so now once when where if having been being duly".split())
_ADVERBS = frozenset("further subsequently previously later so then thus now slightly heavily".split())
_WITH = frozenset("with including incorporating subject following after save but having per".split())
_DECIDED = frozenset(
    """
    carried agreed approved resolved adopted passed accepted confirmed ratified endorsed granted signed put made
    received supported upheld moved seconded recommended authorised sealed unopposed
    agree agrees approve approves resolve resolves adopt adopts pass passes accept accepts confirm confirms ratify
    ratifies endorse endorses grant grants recommend recommends support supports sign signs
    """.split()
)


def leaves_out_alteration(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True if some words tell how something was altered before it was decided, which the others tell.

    Args:
        words: the words of a source sentence.
        start: the index of the first of the words that are left out.
        end: that behind the last one.
    """
    gap = words[start:end]
    at = next((index for index in range(len(gap)) if _tells_alteration(gap, index)), None)
    if at is None or not any(word.form in _DECIDED for word in (*words[:start], *words[end:])):
        return False
    # "and the plan, as revised, was approved": left out with the decision on it.
    opening = [word for word in gap[:at] if word.form not in GLUE | _LEADING | _ADVERBS | _WITH]
    has_own_decision = any(word.form in _DECIDED for word in gap[at:])
    is_statement = bool(opening) and opening[0].form not in PREPOSITIONS
    return not (is_statement and has_own_decision)


def _tells_alteration(gap: Sequence[TextWord], index: int) -> bool:
    """Return True for "as further amended", "in its amended form" and "with two amendments" at a word."""
    form = gap[index].form
    before = [word.form for word in gap[:index] if word.form not in _ADVERBS]
    if form in _ALTERATIONS:
        return bool(_WITH.intersection(before))
    if form not in _ALTERED:
        return False
    following = [word.form for word in gap[index + 1 : index + 3]]
    # "The Board approved the plan, changed the fee and": an act of its own, with its object.
    is_act = bool(DETERMINERS.intersection(following[:1])) and not _DAYS.intersection(following)
    is_led = before[-1] in _LEADING | _FORMS if before else not is_act
    return is_led or bool(_FORMS.intersection(following))
