"""Two sentences in, whether they say the same with another figure or date out.

A report says 894 young adults, the one that replaced it 925. Better to miss such a pair than to make one up: the two
must share most of their words, figures left out, and differ in a figure of the same unit in front of the same
noun, or, where they are alike almost word for word, in a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from paper_search.text.spans import STOP_WORDS, fold, words
from paper_search.text.stemming import stem

ALIKE = 0.5
"""Of all the stems in the two sentences so many must be in both."""
ALIKE_DATED = 0.7
LEAST_SHARED = 4

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?|\b{_MONTH}\s+20\d\d\b"
)
_FIGURE = re.compile(
    r"(?<![\w/.-])(?P<sign>£?)\s?(?P<value>\d[\d,]*(?:\.\d+)?)(?P<scale>\s?(?:%|per\s+cent|million|billion|bn|m|k)(?!\w))?"
    r"(?![\w/]|-\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]?\s+")
_NAMED = re.compile(
    r"\b(?P<word>[A-Z]\w*|appendix|annex|item|minute|paragraph|para|section|table|stage|phase|quarter|year|page|option)\s$"
)
_REACH = 40
"""Characters behind a figure in which its noun is looked for."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence taken apart: its stems without figures, its figures by what they count, and its dates."""

    stems: frozenset[str]
    figures: frozenset[tuple[str, str]]
    dates: frozenset[str]


# Each sentence that may be quoted is held against each that is.
@lru_cache(maxsize=1024)
def statement(sentence: str) -> Statement:
    """The sentence taken apart; its own paragraph number left out."""
    text = _LABEL.sub("", sentence)
    dates = frozenset(fold(found.group()) for found in _DATE.finditer(text))
    bare = _DATE.sub(" ", text)
    figures = frozenset(
        (_counted(bare, found), found["value"].replace(",", ""))
        for found in _FIGURE.finditer(bare)
        if found["sign"] or found["scale"] or not (_YEAR.fullmatch(found["value"]) or _is_label(bare, found.start()))
    )
    return Statement(_stems(bare), figures, dates)


def disagree(one: Statement, other: Statement) -> bool:
    """Whether both say the same of the same thing, with another figure or date."""
    shared = len(one.stems & other.stems)
    alike = shared / max(len(one.stems | other.stems), 1)
    if shared < LEAST_SHARED or alike < ALIKE:
        return False
    if _differ(one.figures, other.figures):
        return True
    both_dated = bool(one.dates and other.dates) and not one.dates & other.dates
    return both_dated and alike >= ALIKE_DATED and one.figures == other.figures


def _differ(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    """Whether something is counted in both, and never with the same figure."""
    things = {thing for thing, _ in one} & {thing for thing, _ in other}
    values = {thing: ({v for t, v in one if t == thing}, {v for t, v in other if t == thing}) for thing in things}
    return any(not ours & theirs for ours, theirs in values.values())


def _is_label(text: str, at: int) -> bool:
    """Whether the number only names something: "Quarter 3", "Appendix 2", "section 106"."""
    before = _NAMED.search(text[:at])
    return before is not None and fold(before["word"]) not in STOP_WORDS


def _counted(text: str, found: re.Match[str]) -> str:
    """What a figure counts: its unit and the noun behind it, or in front of it where nothing stands behind."""
    unit = found["sign"] + fold(found["scale"] or "")
    behind = _weighty(text[found.end() : found.end() + _REACH])
    before = _weighty(text[max(found.start() - _REACH, 0) : found.start()])
    return f"{unit} {' '.join(behind[:2] or before[-2:])}"


def _weighty(text: str) -> list[str]:
    """Stems of the words that carry meaning, up to where the clause ends."""
    clause = re.split(r"[.,;:()]\s", text, maxsplit=1)[0]
    found = [fold(clause[start:end]) for start, end in words(clause)]
    return [stem(word) for word in found if word not in STOP_WORDS and not word[0].isdigit()]


def _stems(text: str) -> frozenset[str]:
    found = [fold(text[start:end]) for start, end in words(text)]
    return frozenset(stem(word) for word in found if word not in STOP_WORDS and not word[0].isdigit())
