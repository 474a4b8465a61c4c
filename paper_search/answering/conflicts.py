"""Conflicting figures: two sentences that say the same with another figure or date.

A report says 894 young adults, the one that replaced it 925. It is better to miss such a pair than to make one up. The
two must share most of their words, figures left out, and differ in a figure of the same unit in front of the same
noun, or, where they are alike almost word for word, in a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.records.superscripts import mask_note_marks
from paper_search.text.dates import MONTH_NAMES
from paper_search.text.spans import find_words, normalise
from paper_search.text.stemming import stem
from paper_search.text.vocabulary import STOP_WORDS

_MONTH = rf"(?:{'|'.join(MONTH_NAMES)})"
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?|\b{_MONTH}\s+20\d\d\b"
)
_FIGURE = re.compile(
    r"(?<![\w/.-])(?P<sign>£?)\s?(?P<value>\d[\d,]*(?:\.\d+)?)(?P<scale>\s?(?:%|per\s+cent|million|billion|bn|m|k)(?!\w))?"
    r"(?![\w/]|-\d)"
)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PARAGRAPH_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]?\s+")
_LABEL_WORD = re.compile(
    r"\b(?P<word>[A-Z]\w*|appendix|annex|item|minute|paragraph|para|section|table|stage|phase|quarter|year|page|option)\s$"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence taken apart: its stems without figures, its figures by what they count, and its dates."""

    stems: frozenset[str]
    figures: frozenset[tuple[str, str]]
    dates: frozenset[str]


# Each sentence that may be quoted is compared with each that is.
@lru_cache(maxsize=1024)
def parse_statement(sentence: str, noun_window: int = ANSWERING.noun_window_characters) -> Statement:
    """Return the sentence taken apart; its own paragraph number is left out.

    Args:
        sentence: the sentence.
        noun_window: characters behind a figure, or before it, in which its noun is looked for.
    """
    text = _PARAGRAPH_NUMBER.sub("", mask_note_marks(sentence))
    dates = frozenset(normalise(match.group()) for match in _DATE.finditer(text))
    undated = _DATE.sub(" ", text)
    figures = frozenset(
        (_find_counted_thing(undated, match, noun_window), match["value"].replace(",", ""))
        for match in _FIGURE.finditer(undated)
        if match["sign"] or match["scale"] or not (_YEAR.fullmatch(match["value"]) or _is_label(undated, match.start()))
    )
    return Statement(frozenset(_find_stems(undated)), figures, dates)


def has_figure(sentence: str) -> bool:
    """Return False for a sentence without any figure or date, which none can conflict with."""
    return _DIGIT.search(sentence) is not None


def is_conflict(first: Statement, second: Statement, config: AnswerConfig = ANSWERING) -> bool:
    """Return True if both say the same of the same thing, with another figure or date.

    Args:
        first: a sentence taken apart.
        second: another.
        config: how much alike is the same.
    """
    shared = len(first.stems & second.stems)
    overlap = shared / max(len(first.stems | second.stems), 1)
    if shared < config.min_shared_stems or overlap < config.min_stem_overlap:
        return False
    if _has_different_figures(first.figures, second.figures):
        return True
    has_other_dates = bool(first.dates and second.dates) and not first.dates & second.dates
    return has_other_dates and overlap >= config.min_dated_stem_overlap and first.figures == second.figures


def _has_different_figures(first: frozenset[tuple[str, str]], second: frozenset[tuple[str, str]]) -> bool:
    """Return True if something is counted in both, and never with the same figure."""
    things = {thing for thing, _ in first} & {thing for thing, _ in second}
    return any(not _select_values(first, thing) & _select_values(second, thing) for thing in things)


def _select_values(figures: frozenset[tuple[str, str]], thing: str) -> set[str]:
    return {value for counted, value in figures if counted == thing}


def _is_label(text: str, position: int) -> bool:
    """Return True if the number only names something: "Quarter 3", "Appendix 2", "section 106"."""
    before = _LABEL_WORD.search(text[:position])
    return before is not None and normalise(before["word"]) not in STOP_WORDS


def _find_counted_thing(text: str, figure: re.Match[str], window: int) -> str:
    """Return what a figure counts: its unit and the noun behind it, or before it where nothing is behind."""
    unit = figure["sign"] + normalise(figure["scale"] or "")
    behind = _find_clause_stems(text[figure.end() : figure.end() + window])
    before = _find_clause_stems(text[max(figure.start() - window, 0) : figure.start()])
    return f"{unit} {' '.join(behind[:2] or before[-2:])}"


def _find_clause_stems(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, up to where the clause ends."""
    return _find_stems(re.split(r"[.,;:()]\s", text, maxsplit=1)[0])


def _find_stems(text: str) -> list[str]:
    words = [normalise(text[start:end]) for start, end in find_words(text)]
    return [stem(word) for word in words if word not in STOP_WORDS and not word[0].isdigit()]
