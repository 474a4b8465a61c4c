"""Words of a sentence or a span, each with what stands before it, and the source sentences that a span is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from paper_search.text.spans import normalise, split_sentences
from paper_search.text.stemming import stem
from paper_search.written_answers.records import EvidenceSpan

MAX_SOURCE_WORDS = 400
"""Words of a source sentence that are compared at once; a longer one is a table or a misread page."""
_WORD = re.compile(
    r"(?:(?<![\w)])[-\u2212](?=[£$€]?\d))?[£$€]?\d+(?:[.,:/]\d+)*(?:%|(?:st|nd|rd|th|bn|mn|m|k|pm|am|p)\b)?"
    r"|[^\W_]+(?:[\u0027\u2019&/\u2010\u2011-][^\W_]+)*"
)
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})\Z", re.IGNORECASE)
_COUNT_DIGITS = 3
"""Digits of a number in brackets that is a count, "61% (412)", and no item's."""
_ITEM_LABEL = r"[^\S\n]*(?:[\u2022\u00b7*\u2013-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)])\s"
_ITEM = re.compile(rf"\n(?={_ITEM_LABEL})")
_ITEM_START = re.compile(_ITEM_LABEL)


_INTRODUCES = re.compile(r"(?::|\b(?:that|to|that:|to:))\s*\Z", re.IGNORECASE)
_INTRODUCING_END = 20
"""Characters at the end of a sentence that tell that a list follows."""


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text.

    Attributes:
        form: its normal form, by which words are compared.
        stem: the stem of that form.
        before: the signs between the word before it and this one.
        start: its offset; that of a lead-in's word is -1.
        end: the offset behind it.
        has_capital: it begins with a capital letter.
    """

    form: str
    stem: str
    before: str
    start: int
    end: int
    has_capital: bool

    @property
    def is_figure(self) -> bool:
        """True for a word that has a digit."""
        return any(sign.isdigit() for sign in self.form)


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a cited span, after the lead-in that it hangs from.

    Attributes:
        span: the number of the span.
        words: the words of the lead-in and of the sentence, in order.
        after: the words of the sentence that follows it in the span.
        speaker: who says it, where the paper tells.
    """

    span: int
    words: tuple[TextWord, ...]
    after: tuple[TextWord, ...] = ()
    speaker: str | None = None


def split_into_words(text: str, offset: int = 0, opening: str = "") -> tuple[TextWord, ...]:
    """Return the words of a text, figures with their sign.

    Args:
        text: the text.
        offset: what is added to the offsets; a negative one gives every word the offset -1.
        opening: what stands before the text.
    """
    return tuple(_make_words(text, offset, opening))


def _make_words(text: str, offset: int, opening: str) -> Iterator[TextWord]:
    position = 0
    for match in _WORD.finditer(text):
        form = normalise(match.group()).replace("\u2010", "-").replace("\u2011", "-").replace("\u2212", "-")
        start, end = (match.start() + offset, match.end() + offset) if offset >= 0 else (-1, -1)
        before = ("" if position else opening) + text[position : match.start()]
        yield TextWord(form, stem(form), before, start, end, match.group()[:1].isupper())
        position = match.end()


def is_label(words: Sequence[TextWord], index: int) -> bool:
    """Return True for the number of a paragraph or an item: "3.1", "(a)", "2." at the beginning of a line.

    Args:
        words: the words of a source sentence.
        index: which of them.
    """
    word = words[index]
    if not _LABEL.match(word.form) or (word.form in ("a", "i") and "(" not in word.before):
        return False
    if word.form.isdigit() and len(word.form) == _COUNT_DIGITS and "(" in word.before:
        return False
    follows = words[index + 1].before if index + 1 < len(words) else ""
    opens = index == 0 or "\n" in word.before or "(" in word.before or ";" in word.before or ":" in word.before
    return opens and (follows[:1] in (".", ")", "\t") or (index == 0 and "." in word.form))


def split_source(span: EvidenceSpan) -> tuple[SourceSentence, ...]:
    """Return the sentences of a span, each item of a list after what introduces it, very long ones in parts."""
    lead_in = split_into_words(span.lead_in, -1)
    sign = span.lead_in.rstrip()[-1:] if lead_in else ""
    parts = [
        (introduction, words[at : at + MAX_SOURCE_WORDS])
        for introduction, words in _split_text(span.text)
        for at in range(0, len(words), MAX_SOURCE_WORDS)
    ]
    following = [*(words for _, words in parts[1:]), ()][: len(parts)]
    return tuple(
        SourceSentence(span.number, lead_in + _set_off(introduction + words, sign), after, span.speaker)
        for (introduction, words), after in zip(parts, following, strict=True)
    )


def _set_off(words: tuple[TextWord, ...], sign: str) -> tuple[TextWord, ...]:
    """Return the words behind a lead-in, the first one behind the comma or the colon that ends the lead-in."""
    return (
        (replace(words[0], before=sign + words[0].before), *words[1:]) if sign in (",", ":", ";") and words else words
    )


def _split_text(text: str) -> Iterator[tuple[tuple[TextWord, ...], tuple[TextWord, ...]]]:
    """Yield the words of each sentence, or of each item of a list with those that introduce the list before them."""
    introduction: tuple[TextWord, ...] = ()
    for first, last in _find_pieces(text):
        words = split_into_words(text[first:last], first, "\n")
        is_item = _ITEM_START.match(text[first:last]) is not None
        yield (introduction if is_item else ()), words
        if _INTRODUCES.search(text[first:last].rstrip()[-_INTRODUCING_END:]):
            introduction = words
        elif not is_item:
            introduction = ()


def _find_pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences, and of the items of a list where one sentence holds several."""
    for start, end in split_sentences(text):
        edges = [start, *(start + match.end() for match in _ITEM.finditer(text[start:end])), end]
        yield from pairwise(edges)
