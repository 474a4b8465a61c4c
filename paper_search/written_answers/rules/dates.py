"""Dates and numbers: words that tell when, and how many."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.written_answers.rules.lexicon import MONTHS, NUMBER_WORDS, SEASONS, TIME_UNITS
from paper_search.written_answers.rules.words import TextWord

_DATE_WORDS = frozenset("last this next morning afternoon evening of early late".split())
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
DETERMINERS = frozenset("a an the its their his her our".split())
_DATED_REACH = 5


def has_date(words: Sequence[TextWord]) -> bool:
    """Return True if one of the first words is of a date: a month, a weekday, a season, a year."""
    return any(
        word.form in MONTHS | _WEEKDAYS | SEASONS or (len(word.form) == 4 and word.form.isdigit())
        for word in words[:_DATED_REACH]
    )


def is_of_date(word: TextWord) -> bool:
    """Return True for a word that may be a part of a date."""
    return word.is_figure or word.form in MONTHS | _WEEKDAYS | SEASONS | DETERMINERS | TIME_UNITS | _DATE_WORDS


def is_number(word: TextWord) -> bool:
    """Return True for a number, in figures or in words."""
    return word.form.split("-")[0] in NUMBER_WORDS or word.form == "half" or word.is_figure


def is_sum(word: TextWord) -> bool:
    """Return True for a figure with the sign of money or of a share."""
    return word.is_figure and (word.form[0] in "£$€" or word.form.endswith("%"))
