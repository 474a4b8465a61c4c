"""What of a passage is quoted as one: a sentence, a whole item of a list, a row of a table.

In: a passage; out: spans of its text, in order. Promised: an item of a list is not cut at a full stop inside it while
it is short enough to be quoted whole, a row of a table is never mixed with the next, and a quote that is too short to
be understood alone grows by whole units.
"""

from __future__ import annotations

import re
from itertools import pairwise

from paper_search.records import Passage
from paper_search.text.spans import Span, split_sentences, trim_span

MIN_QUOTE_CHARACTERS = 300
MAX_QUOTE_CHARACTERS = 500
"""Characters: a unit shorter than the first takes its neighbours with it, as long as all of it stays within the second.
On the judged sets 160 and 600 gave answer@1 .73 and .28, 300 and 500 gave .76 and .37 with quotes as long."""

_LIST_ITEM = re.compile(
    r"^[ \t]*(?:[\u2022\u00b7\u25cf\u25aa\u25e6*\u2013-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s", re.MULTILINE
)


def split_units(passage: Passage) -> list[Span]:
    """Spans of what is quoted as one; together they hold all that is not white space."""
    if passage.kind == "table":
        return _split_rows(passage.text)
    starts = [found.start() for found in _LIST_ITEM.finditer(passage.text)]
    if len(starts) < 2:
        return split_sentences(passage.text)
    edges = sorted({0, *starts, len(passage.text)})
    items = [trim_span(passage.text, start, end) for start, end in pairwise(edges)]
    return [span for item in items for span in _split_long_item(passage.text, item)]


def extend_quote(span: Span, passage: Passage, units: list[Span]) -> Span:
    """The span with the units after and then before it, while it is short; a row of a table stays alone."""
    first = last = units.index(span)
    start, end = span
    while end - start < MIN_QUOTE_CHARACTERS and passage.kind != "table" and len(units) > last - first + 1:
        first, last = (first, last + 1) if last < len(units) - 1 else (first - 1, last)
        if units[last][1] - units[first][0] > MAX_QUOTE_CHARACTERS:
            break
        start, end = units[first][0], units[last][1]
    return start, end


def _split_rows(text: str) -> list[Span]:
    """A row of a table stands on a line of its own."""
    found, at = [], 0
    for line in text.split("\n"):
        found.append(trim_span(text, at, at + len(line)))
        at += len(line) + 1
    return [(start, end) for start, end in found if start < end]


def _split_long_item(text: str, item: Span) -> list[Span]:
    start, end = item
    if end - start <= MAX_QUOTE_CHARACTERS:
        return [item] if start < end else []
    return [(start + first, start + last) for first, last in split_sentences(text[start:end])]
