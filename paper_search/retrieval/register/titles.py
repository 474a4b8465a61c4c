"""Titles of papers and headings of items, compared: when two name one matter, and which name none."""

from __future__ import annotations

import re

from paper_search.text.dates import MONTH_NAMES
from paper_search.text.spans import list_words, normalise
from paper_search.text.stemming import stem
from paper_search.text.vocabulary import STOP_WORDS

_NUMBER = re.compile(
    r"^\W*(?:(?:agenda\s+)?item\s+(?:no\.?\s*)?)?(?:\d{1,3}[a-z]?(?:[.):]\d*)*[.):\s]\s*)(?=[^\W\d])", re.I
)
_UNMATCHED_WORDS = frozenset(("draft", "final", "revised", "updated", "report", "on", "the", "a", "an"))
_GENERIC_WORDS = frozenset(
    """minutes minute meeting previous last apologies absence declarations declaration interest interests disclosable
    pecuniary agenda frontsheet pack public document reports correspondence matters arising urgent business other items
    item questions question petitions announcements chairman chairmans chair chairs chairperson mayor mayors leader
    leaders welcome introduction exclusion press members member substitutes substitute membership date next work
    programme forward plan part exempt confidential supplement supplementary appendix annex annexe decision decisions
    record notice order planning application applications finance financial payments accounts cheques clerk clerks
    officer officers councillor councillors committee committees council cabinet recommendation recommendations any
    update updates information section open forum participation session summons attendance terms reference election
    appointment vice""".split()
)
"""Words of titles that papers of any meeting bear; a title of these alone names no matter."""
_MONTHS = frozenset(map(str.casefold, MONTH_NAMES))
_MIN_TITLE_WORDS = 2


def make_title_key(title: str) -> str:
    """Return a title for comparing: without the number before it, "draft", "report on the", case and punctuation."""
    return " ".join(word for word in _split_words(_NUMBER.sub("", title)) if word not in _UNMATCHED_WORDS)


def is_generic_title(title: str) -> bool:
    """Return True for a title that names no matter ("Minutes", "Apologies for absence", "Budget")."""
    telling = [word for word in _find_telling_words(title) if word not in _GENERIC_WORDS]
    return len(telling) < _MIN_TITLE_WORDS


def share_words(title: str, heading: str) -> bool:
    """Return True where a title and a heading have a telling word in common, inflections folded."""
    return not {*map(stem, _find_telling_words(title))}.isdisjoint(map(stem, _find_telling_words(heading)))


def _find_telling_words(title: str) -> list[str]:
    words = make_title_key(title).split()
    return [word for word in words if word not in STOP_WORDS and word not in _MONTHS and not word[0].isdigit()]


def _split_words(text: str) -> list[str]:
    return list_words(normalise(text).replace("'", ""))
