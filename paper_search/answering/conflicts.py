"""Two sentences in, whether they say the same with another figure or date out.

A report says 894 young adults, the one that replaced it 925. Better to miss such a pair than to make one up: the two
must share most of their words, figures left out, and differ in a figure of the same unit in front of the same
noun, or, where they are alike almost word for word, in a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from paper_search.text.spans import STOP_WORDS, find_words, normalise
from paper_search.text.stemming import stem

MIN_STEM_OVERLAP = 0.5
"""Of all the stems in the two sentences so many must be in both."""
MIN_DATED_STEM_OVERLAP = 0.7
MIN_SHARED_STEMS = 4

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?|\b{_MONTH}\s+20\d\d\b"
)
_FIGURE = re.compile(
    r"(?<![\w/.-])(?P<sign>£?)\s?(?P<value>\d[\d,]*(?:\.\d+)?)(?P<scale>\s?(?:%|per\s+cent|million|billion|bn|m|k)(?!\w))?"
    r"(?![\w/]|-\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PARAGRAPH_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]?\s+")
_LABEL_WORD = re.compile(
    r"\b(?P<word>[A-Z]\w*|appendix|annex|item|minute|paragraph|para|section|table|stage|phase|quarter|year|page|option)\s$"
)
_NOUN_WINDOW_CHARACTERS = 40
"""Characters behind a figure in which its noun is looked for."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence taken apart: its stems without figures, its figures by what they count, and its dates."""

    stems: frozenset[str]
    figures: frozenset[tuple[str, str]]
    dates: frozenset[str]


# Each sentence that may be quoted is held against each that is.
@lru_cache(maxsize=1024)
def parse_statement(sentence: str) -> Statement:
    """The sentence taken apart; its own paragraph number left out."""
    text = _PARAGRAPH_NUMBER.sub("", sentence)
    dates = frozenset(normalise(found.group()) for found in _DATE.finditer(text))
    bare = _DATE.sub(" ", text)
    figures = frozenset(
        (_find_counted_thing(bare, found), found["value"].replace(",", ""))
        for found in _FIGURE.finditer(bare)
        if found["sign"] or found["scale"] or not (_YEAR.fullmatch(found["value"]) or _is_label(bare, found.start()))
    )
    return Statement(_find_stems(bare), figures, dates)


def is_conflict(first: Statement, second: Statement) -> bool:
    """Whether both say the same of the same thing, with another figure or date."""
    shared = len(first.stems & second.stems)
    alike = shared / max(len(first.stems | second.stems), 1)
    if shared < MIN_SHARED_STEMS or alike < MIN_STEM_OVERLAP:
        return False
    if _has_different_figures(first.figures, second.figures):
        return True
    both_dated = bool(first.dates and second.dates) and not first.dates & second.dates
    return both_dated and alike >= MIN_DATED_STEM_OVERLAP and first.figures == second.figures


def _has_different_figures(first: frozenset[tuple[str, str]], second: frozenset[tuple[str, str]]) -> bool:
    """Whether something is counted in both, and never with the same figure."""
    things = {thing for thing, _ in first} & {thing for thing, _ in second}
    values = {thing: ({v for t, v in first if t == thing}, {v for t, v in second if t == thing}) for thing in things}
    return any(not ours & theirs for ours, theirs in values.values())


def _is_label(text: str, position: int) -> bool:
    """Whether the number only names something: "Quarter 3", "Appendix 2", "section 106"."""
    before = _LABEL_WORD.search(text[:position])
    return before is not None and normalise(before["word"]) not in STOP_WORDS


def _find_counted_thing(text: str, match: re.Match[str]) -> str:
    """What a figure counts: its unit and the noun behind it, or in front of it where nothing stands behind."""
    unit = match["sign"] + normalise(match["scale"] or "")
    behind = _find_clause_stems(text[match.end() : match.end() + _NOUN_WINDOW_CHARACTERS])
    before = _find_clause_stems(text[max(match.start() - _NOUN_WINDOW_CHARACTERS, 0) : match.start()])
    return f"{unit} {' '.join(behind[:2] or before[-2:])}"


def _find_clause_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, up to where the clause ends."""
    clause = re.split(r"[.,;:()]\s", text, maxsplit=1)[0]
    found = [normalise(clause[start:end]) for start, end in find_words(clause)]
    return [stem(word) for word in found if word not in STOP_WORDS and not word[0].isdigit()]


def _find_stems(text: str) -> frozenset[str]:
    found = [normalise(text[start:end]) for start, end in find_words(text)]
    return frozenset(stem(word) for word in found if word not in STOP_WORDS and not word[0].isdigit())
