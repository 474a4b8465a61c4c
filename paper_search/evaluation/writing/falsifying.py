"""Sentences made of a paper's own, false in one known way or true and shorter, to see which are withheld.

Each maker takes a sentence and gives another one, or None where the sentence has nothing to exchange. Order alone
decides what is exchanged, so that the same papers give the same set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from paper_search.text.dates import MONTH_NAMES
from paper_search.written_answers.records import ReasonCode

Change = Callable[[str, Sequence[str]], str | None]
"""Makes another sentence of one; the others are sentences of the same papers."""

_FIGURE = re.compile(r"(?<![\w.,/£-])£?\d+(?:[.,]\d+)*(?:%|m\b|bn\b|k\b)?(?![\w/-])")
_CAPITALISED = re.compile(r"(?<=[a-z,] )(?:the )?[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|should|must|may|can|could|shall)\b")
_ROLE = re.compile(
    r"\b[Tt]he (?:Cabinet|Council|Committee|Panel|Board|Leader|Chair|inspector|developer|applicant|contractor|auditor|"
    r"owner|landlord|tenant|Government|Director|Executive|school|police|[A-Z][a-z]+ [A-Z][a-z]+)\b"
)
_MONTH = rf"(?:{'|'.join(MONTH_NAMES)})"
_DATE_PHRASE = re.compile(
    rf"\s(?:in|on|during)\s(?:\d{{1,2}}\s)?{_MONTH}(?:\s\d{{4}})?(?=[.,;])|\s(?:in|during)\s20\d\d(?=[.,;])"
)
_PLACE_PHRASE = re.compile(r"\s(?:in|at|near)\s(?:the\s)?[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2}(?=\.)")
_ASIDE = re.compile(
    r", (?:which|who|including|along with|together with)\s[^,;.()\d]{5,80}(?=[,.])|\s\([A-Za-z][^()]{2,60}\)"
)
_OPENING = re.compile(r"(?:In|On|At|During|As part of)\s(?:\d{1,2}\s)?(?:(?:the|its)\s)?[A-Z\d][\w ]{2,40},\s(?=[a-z])")
_EMPHASIS = re.compile(r"\s(?:also|formally|very|therefore|further|warmly|particularly)(?=\s[a-z])")
_SECOND = re.compile(r", and [^,;:.]{3,40}\s(?:is|are|was|were|will|has|have|had)\s[^;:]{3,120}(?=\.\Z)")
_CONDITION = re.compile(
    r",?\s(?:subject to|provided|unless|except|if|until|only|up to|no later than|as long as|so long as|pending|"
    r"with the exception of|not exceeding|for a period of|on condition that|in principle|where|when|once|before|after|"
    rf"following|other than|apart from|whether|but|(?:from|by) (?:\d{{1,2}} )?{_MONTH}|"
    r"for (?:\w+) (?:days|weeks|months|years)|as far as|within|temporarily|on a trial basis|in part)\b[^,;.]*"
)
_HEDGE = re.compile(
    r"\b(?:about|approximately|around|nearly|almost|at least|at most|more than|less than|fewer than|up to|over|some|"
    r"no more than|a minimum of|a maximum of|an estimated)\s(?=£?\d)"
)
_QUALIFIER = re.compile(
    r"\b(?:former|deputy|vice|acting|interim|assistant|proposed|draft|provisional|partial|potential|possible)\s(?=\w)"
)
_DENIAL = re.compile(r"\b(?:not|never)\s|\bno\s(?=[a-z])")

_STRONGER = (
    ("may", "must"),
    ("could", "will"),
    ("should", "must"),
    ("noted", "approved"),
    ("considered", "agreed"),
    ("recommended", "resolved"),
    ("proposed", "approved"),
    ("discussed", "approved"),
    ("might", "will"),
    ("asked", "required"),
)
_WEAKER = (
    ("approved", "considered"),
    ("agreed", "discussed"),
    ("resolved", "recommended"),
    ("must", "should"),
    ("will", "may"),
    ("shall", "may"),
    ("required", "encouraged"),
    ("granted", "noted"),
)
_REVERSED = (
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("rose", "fell"),
    ("fell", "rose"),
    ("more", "less"),
    ("fewer", "more"),
    ("higher", "lower"),
    ("lower", "higher"),
    ("above", "below"),
    ("below", "above"),
    ("approved", "refused"),
    ("refused", "approved"),
    ("for", "against"),
    ("against", "for"),
    ("before", "after"),
    ("after", "before"),
    ("open", "close"),
    ("closed", "opened"),
    ("improved", "worsened"),
    ("first", "last"),
    ("maximum", "minimum"),
    ("allowed", "dismissed"),
)
_UNITS = (
    ("days", "weeks"),
    ("weeks", "months"),
    ("months", "years"),
    ("years", "months"),
    ("hours", "days"),
    ("minutes", "hours"),
    ("per cent", "points"),
    ("million", "billion"),
    ("miles", "metres"),
    ("homes", "schools"),
    ("children", "adults"),
)
_NAMES = ("Brackenfold", "Councillor Tarrow", "Lynmere", "Hexley Moor")
JOINED = "the subject of one sentence with the verb of the next"
_MAX_OTHERS = 40
_MIN_WORDS, _MAX_CHARACTERS, _MAX_SOURCE_CHARACTERS = 6, 300, 500


@dataclass(frozen=True, slots=True)
class WritingCase:
    """A sentence to be verified against one span.

    Attributes:
        kind: how it was made, in words.
        rule: the rule that it breaks; None for a true sentence, which should be kept.
        span: the words that it cites.
        text: the sentence.
        lead_in: what the span hangs from.
    """

    kind: str
    rule: ReasonCode | None
    span: str
    text: str
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """A way to make a sentence: what it is called, the rule that is broken, and how."""

    kind: str
    rule: ReasonCode | None
    make: Change


def make_cases(sentences: Sequence[str]) -> Iterator[WritingCase]:
    """Yield every true and false sentence that can be made of some sentences of papers.

    Args:
        sentences: whole sentences, in the order of the papers.
    """
    usable = [sentence for sentence in sentences if _is_usable(sentence)]
    for number, sentence in enumerate(usable):
        others = usable[number + 1 :] + usable[:number]
        for maker in MAKERS:
            made = maker.make(sentence, others[:_MAX_OTHERS])
            if made and made != sentence and len(made) <= _MAX_CHARACTERS:
                yield WritingCase(maker.kind, maker.rule, sentence, made)
        if others and (joined := _join_head_and_tail(sentence, others[0])):
            yield WritingCase(JOINED, "compression", f"{sentence} {others[0]}", joined)


def _is_usable(sentence: str) -> bool:
    is_short = len(sentence) <= _MAX_SOURCE_CHARACTERS and len(sentence.split()) >= _MIN_WORDS
    is_sentence = sentence[:1].isupper() and sentence.endswith(".") and _AUXILIARY.search(sentence) is not None
    return is_short and is_sentence and "\n\n" not in sentence and "|" not in sentence


def _lower(sentence: str) -> str:
    first = sentence.split(maxsplit=1)[0]
    is_plain = first in ("The", "A", "An", "This", "There", "It", "In", "All", "Members", "Officers", "Some", "No")
    return first.lower() + sentence[len(first) :] if is_plain else sentence


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _make_framed(sentence: str, _: Sequence[str]) -> str:
    return f"The paper says that {_lower(sentence)}"


def _make_removal(pattern: re.Pattern[str]) -> Change:
    """Return a maker that leaves out the first match of a pattern."""

    def remove(sentence: str, _: Sequence[str]) -> str | None:
        shorter, count = pattern.subn("", sentence, count=1)
        shorter = re.sub(r"\s+([.,;])", r"\1", shorter).strip()
        is_whole = len(shorter.split()) >= _MIN_WORDS and shorter.endswith(".") and _AUXILIARY.search(shorter)
        return _upper(shorter) if count and is_whole else None

    return remove


def _make_exchange(pairs: Sequence[tuple[str, str]]) -> Change:
    """Return a maker that puts one word in the place of another, for the first pair that a sentence has."""

    def exchange(sentence: str, _: Sequence[str]) -> str | None:
        for old, new in pairs:
            changed, count = re.subn(rf"(?<!\w){old}(?!\w)", new, sentence, count=1)
            if count:
                return changed
        return None

    return exchange


def _change_digit(sentence: str, _: Sequence[str]) -> str | None:
    figure = _FIGURE.search(sentence)
    if not figure:
        return None
    at = figure.start() + re.search(r"\d", figure[0]).start()  # type: ignore[union-attr]
    return f"{sentence[:at]}{(int(sentence[at]) % 9) + 1}{sentence[at + 1 :]}"


def _borrow_figure(sentence: str, others: Sequence[str]) -> str | None:
    figure = _FIGURE.search(sentence)
    own = set(_FIGURE.findall(sentence))
    borrowed = (found for other in others for found in _FIGURE.findall(other) if found not in own)
    other = next(borrowed, None) if figure else None
    return f"{sentence[: figure.start()]}{other}{sentence[figure.end() :]}" if figure and other else None


def _swap(sentence: str, pattern: re.Pattern[str]) -> str | None:
    found = list(pattern.finditer(sentence))
    if len(found) < 2 or found[0][0].lower() == found[-1][0].lower():
        return None
    first, last = found[0], found[-1]
    return _upper(
        sentence[: first.start()] + last[0] + sentence[first.end() : last.start()] + first[0] + sentence[last.end() :]
    )


def _swap_figures(sentence: str, _: Sequence[str]) -> str | None:
    return _swap(sentence, _FIGURE)


def _swap_roles(sentence: str, _: Sequence[str]) -> str | None:
    return _swap(sentence, _ROLE)


def _put_in_not(sentence: str, _: Sequence[str]) -> str | None:
    found = _AUXILIARY.search(sentence)
    return f"{sentence[: found.end()]} not{sentence[found.end() :]}" if found else None


def _replace_name(sentence: str, _: Sequence[str]) -> str | None:
    found = _CAPITALISED.search(sentence)
    name = _NAMES[len(sentence) % len(_NAMES)]
    return f"{sentence[: found.start()]}{name}{sentence[found.end() :]}" if found else None


def _join_head_and_tail(sentence: str, following: str) -> str | None:
    """Return the words of one sentence before its verb with those of the next from its verb on."""
    head, tail = _AUXILIARY.search(sentence), _AUXILIARY.search(following)
    if not head or not tail or head.start() < 8 or sentence[: head.start()].lower() in following.lower():
        return None
    return sentence[: head.start()] + following[tail.start() :]


MAKERS: tuple[Maker, ...] = (
    Maker("said by the paper", None, _make_framed),
    Maker("a date left out at the end of a phrase", None, _make_removal(_DATE_PHRASE)),
    Maker("a place left out at the end", None, _make_removal(_PLACE_PHRASE)),
    Maker("an aside left out", None, _make_removal(_ASIDE)),
    Maker("an opening left out", None, _make_removal(_OPENING)),
    Maker("a word of emphasis left out", None, _make_removal(_EMPHASIS)),
    Maker("a second statement left out", None, _make_removal(_SECOND)),
    Maker("a digit changed", "figure", _change_digit),
    Maker("a figure of another sentence", "figure", _borrow_figure),
    Maker("a unit exchanged", "figure", _make_exchange(_UNITS)),
    Maker("a hedge of a figure left out", "figure", _make_removal(_HEDGE)),
    Maker("a name replaced", "name", _replace_name),
    Maker("a rank or a stage left out", "name", _make_removal(_QUALIFIER)),
    Maker("two figures exchanged", "order", _swap_figures),
    Maker("who did it to whom exchanged", "order", _swap_roles),
    Maker("a denial put in", "polarity", _put_in_not),
    Maker("a denial left out", "polarity", _make_removal(_DENIAL)),
    Maker("a direction reversed", "polarity", _make_exchange(_REVERSED)),
    Maker("more force", "modality", _make_exchange(_STRONGER)),
    Maker("less force", "modality", _make_exchange(_WEAKER)),
    Maker("a condition cut", "condition", _make_removal(_CONDITION)),
)
"""The ways in which sentences are made, true ones first; one that cuts two sentences together is ``JOINED``."""
