"""The units that are quoted as one: a sentence, a whole item of a list, a row of a table.

An item of a list is not cut at a full stop inside it while it is short enough to be quoted whole, a row of a table is
never mixed with the next, and a quote that is too short to be understood alone grows by whole units. No unit holds
words that are struck through.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.records import Passage
from paper_search.records.strikethrough import find_struck
from paper_search.text.spans import Span, find_lines, split_sentences, trim_span
from paper_search.text.struck import has_words

_LIST_ITEM = re.compile(
    r"^[ \t]*(?:[\u2022\u00b7\u25cf\u25aa\u25e6*\u2013-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s", re.MULTILINE
)


_MIN_PART_WORDS = 4
"""Words that a part of a sentence must have to be quoted where the rest of it is struck through."""


def split_units(passage: Passage, config: AnswerConfig = ANSWERING) -> list[Span]:
    """Return the spans of a passage's units, in order; together they hold all that may be quoted.

    A unit with struck-through words is split around them; parts of few words say nothing alone and are left out.

    Args:
        passage: the passage.
        config: how long an item may be to be quoted whole.
    """
    struck = find_struck(passage.text)
    if not struck:
        return _split_all(passage, config)
    standing = replace(passage, text=passage.standing_text)
    units = (unit for unit in _split_all(standing, config) if has_words(standing.text[slice(*unit)]))
    return [part for unit in units for part in _leave_out(unit, struck, passage.text)]


def _leave_out(unit: Span, struck: list[Span], text: str) -> Iterator[Span]:
    """Yield the parts of a unit beside the struck spans; all of it where none is in it."""
    start, stop = unit
    inside = [(first, last) for first, last in struck if first < stop and last > start]
    if not inside:
        yield unit
        return
    starts, ends = [start, *(last for _, last in inside)], [*(first for first, _ in inside), stop]
    for first, last in zip(starts, ends, strict=True):
        if first < last and len(text[first:last].split()) >= _MIN_PART_WORDS:
            yield trim_span(text, first, last)


def _split_all(passage: Passage, config: AnswerConfig) -> list[Span]:
    if passage.kind == "table":
        return _split_rows(passage.text)
    starts = [match.start() for match in _LIST_ITEM.finditer(passage.text)]
    if len(starts) < 2:
        return split_sentences(passage.text)
    edges = sorted({0, *starts, len(passage.text)})
    items = [trim_span(passage.text, start, end) for start, end in pairwise(edges)]
    return [span for item in items for span in _split_long_item(passage.text, item, config.max_quote_characters)]


def starts_with_item(text: str) -> bool:
    """Return True if a text begins with the sign or number of an item of a list."""
    return _LIST_ITEM.match(text) is not None


def extend_quote(
    span: Span,
    passage: Passage,
    units: list[Span],
    config: AnswerConfig = ANSWERING,
    quotable: Collection[Span] | None = None,
) -> Span:
    """Return the span with the units after and then before it, while it is short; a row of a table stays alone.

    It does not grow across words that are struck through, nor by units that may not be quoted.

    Args:
        span: one of the units.
        passage: the passage.
        units: all its units.
        config: how short is short, and how long a quote may grow.
        quotable: the units that may be quoted; all where None.
    """
    lowest, highest = _find_quotable_run(units, units.index(span), quotable)
    first = last = units.index(span)
    start, end = span
    is_growing = passage.kind != "table"
    struck = find_struck(passage.text)
    while is_growing and end - start < config.min_quote_characters and highest - lowest > last - first:
        first, last = (first, last + 1) if last < highest else (first - 1, last)
        wider = units[first][0], units[last][1]
        crosses_struck = any(begin < wider[1] and finish > wider[0] for begin, finish in struck)
        if crosses_struck or wider[1] - wider[0] > config.max_quote_characters:
            break
        start, end = wider
    return start, end


def _find_quotable_run(units: list[Span], place: int, quotable: Collection[Span] | None) -> tuple[int, int]:
    """Return the first and last of the units around a place that may all be quoted."""
    lowest = highest = place
    while lowest > 0 and (quotable is None or units[lowest - 1] in quotable):
        lowest -= 1
    while highest < len(units) - 1 and (quotable is None or units[highest + 1] in quotable):
        highest += 1
    return lowest, highest


def _split_rows(text: str) -> list[Span]:
    """Return the rows of a table: each has a line of its own."""
    rows = [trim_span(text, *line) for line in find_lines(text)]
    return [(start, end) for start, end in rows if start < end]


def _split_long_item(text: str, item: Span, max_characters: int) -> list[Span]:
    """Return an item of a list as one span, or in its sentences where it is too long to be quoted whole."""
    start, end = item
    if end - start <= max_characters:
        return [item] if start < end else []
    return [(start + first, start + last) for first, last in split_sentences(text[start:end])]
