"""Questions whether something was approved, refused or deferred, against the words of a decision.

A decision of the same matter need not say so: a report on a budget that was noted approves no budget, and a parish that
objects to an application refuses none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from paper_search.records.register import Decision, DecisionOutcome

_APPROVING = re.compile(
    r"\b(?:approv|adopt|grant|endors|authori[sz]|permit|accept|ratif|consent|confirm)\w*", re.IGNORECASE
)
_AGREEING = re.compile(rf"{_APPROVING.pattern}|\bagree\w*|\bcarried\b", re.IGNORECASE)
_REFUSING = re.compile(r"\b(?:refus|reject)\w*|\bnot\s+(?:be\s+)?(?:approved|granted|adopted|agreed)\b", re.IGNORECASE)
_DEFERRING = re.compile(r"\b(?:defer|postpone|adjourn)\w*", re.IGNORECASE)
_OBJECTING = re.compile(r"\b(?:object|oppos|concern)\w*", re.IGNORECASE)
_NOTING = re.compile(r"\bnot(?:e|es|ed|ing)\b(?!\s+(?:to|be)\b)", re.IGNORECASE)
_CALLING_IN = re.compile(r"\bcall\w*[\s-]+in\b", re.IGNORECASE)
_WORDS: Mapping[str, re.Pattern[str]] = {
    "approve": _APPROVING,
    "adopt": _APPROVING,
    "grant": _APPROVING,
    "endorse": _APPROVING,
    "authori": _APPROVING,
    "agree": _AGREEING,
    "carried": _AGREEING,
    "refuse": _REFUSING,
    "reject": _REFUSING,
    "defer": _DEFERRING,
    "called": _CALLING_IN,
}
"""The words that say an outcome, by the beginning of the word of the question."""
_DEFINITE: frozenset[DecisionOutcome] = frozenset(("approved", "refused", "deferred", "withdrawn", "called in", "lost"))
"""Outcomes that answer yes or no, whatever outcome is asked for."""


def says_outcome(decision: Decision, outcome: str) -> bool:
    """Return True if a decision says whether the outcome that is asked for came about.

    Args:
        decision: the decision.
        outcome: the word of the question ("approved"); any other than those of an outcome is said by all decisions.
    """
    words = next((words for start, words in _WORDS.items() if outcome.startswith(start)), None)
    if words is None or decision.outcome in _DEFINITE:
        return True
    text = decision.source.text
    if words in {_REFUSING, _DEFERRING, _CALLING_IN}:
        return words.search(text) is not None
    if words.search(text):
        return not _OBJECTING.search(text)
    # "RESOLVED that the lido be repaired" agrees to it; to note a report does not.
    return decision.outcome in {"agreed", "resolved"} and not (_NOTING.search(text) or _OBJECTING.search(text))
