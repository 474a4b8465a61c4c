"""Quotes of entries: exact words of one passage each, cut at the edges of sentences, items and rows.

An entry that runs over several passages is quoted by several quotes. What only leads in to them is shown as the lead-in
of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paper_search.answering.config import AnswerConfig
from paper_search.answering.quote_units import extend_quote, split_units
from paper_search.answering.register.finding import EntryQuote
from paper_search.citations.format import cite
from paper_search.records import AnswerTypeMatch, AskedAnswer, LeadIn, Passage, Quote
from paper_search.records.strikethrough import find_struck
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import Span, find_words
from paper_search.text.stemming import find_stems

_MAX_PASSAGES = 12
"""Passages of one entry that are looked at."""

_MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Part:
    passage: Passage
    span: Span


def build_quotes(
    entries: Iterable[EntryQuote], asked: AskedAnswer, index: IndexSnapshot, config: AnswerConfig
) -> Iterator[Quote]:
    """Yield the quotes of entries, none twice.

    Args:
        entries: the words to quote, the best first.
        asked: what the question asks for, which they have.
        index: knows the passages that an entry runs on in.
        config: how long a quote may be.
    """
    seen: set[tuple[str, int, int]] = set()
    for entry in entries:
        parts = _order_parts(_list_parts(entry, index, config), entry)
        for part in parts[:1] if entry.is_short else parts:
            quote = _build_quote(entry, part, asked)
            key = (quote.passage.doc_id, quote.start, quote.end)
            if quote.text and key not in seen:
                seen.add(key)
                yield quote


def _list_parts(entry: EntryQuote, index: IndexSnapshot, config: AnswerConfig) -> list[_Part]:
    """Return the parts of an entry, one a passage; without one that only leads in to the others."""
    first = entry.passage
    if entry.source.passage_id != first.passage_id:
        held = index.fetch([entry.source.passage_id]).get(entry.source.passage_id)
        if held is None:
            return []
        first = held[0]
    passages = [first, *_list_following(first, entry, index)]
    parts = [part for passage in passages if (part := _cut_part(entry, passage, config)) is not None]
    return [part for part in parts if _says_something(part) or _has_name(part, entry)] or parts


def _has_name(part: _Part, entry: EntryQuote) -> bool:
    return _find_name(part.passage.text[slice(*part.span)], entry.name) is not None


def _find_name(text: str, name: str | None) -> Span | None:
    """Return where a name is printed, also over several lines; None where it is not, or there is none."""
    words = name.split() if name else []
    match = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    return match.span() if match else None


def _says_something(part: _Part) -> bool:
    """Return True for words that do not only lead in to others, nor are a bare heading ("And resolved")."""
    words = part.passage.text[slice(*part.span)].rstrip()
    return not words.endswith(":") and len(find_words(words)) >= _MIN_WORDS


def _list_following(passage: Passage, entry: EntryQuote, index: IndexSnapshot) -> Iterator[Passage]:
    """Yield the passages behind the first that an entry runs on in."""
    count = 0
    while passage.end < entry.source.end and count < _MAX_PASSAGES:
        beside = index.fetch(index.neighbours([passage.passage_id]).get(passage.passage_id, ()))
        behind = [other for other, _ in beside.values() if passage.end <= other.start < entry.source.end]
        if not behind:
            return
        passage, count = min(behind, key=lambda other: other.start), count + 1
        yield passage


def _cut_part(entry: EntryQuote, passage: Passage, config: AnswerConfig) -> _Part | None:
    """Return the units of a passage that an entry has words of, as many as a quote may hold; None where it has none."""
    start, end = entry.source.start - passage.start, entry.source.end - passage.start
    units = split_units(passage, config)
    inside = [unit for unit in units if unit[0] < end and start < unit[1]]
    if not inside:
        return _cut_heading(passage, start, end)
    if len(inside) == 1 and entry.is_grown:
        return _Part(passage, extend_quote(inside[0], passage, units, config))
    first, last = inside[0]
    if len(inside) == 1 and entry.name and last - first > config.max_quote_characters and passage.kind != "table":
        # A name in a long list, or in the head of a report, is quoted with its title alone.
        return _Part(passage, (max(first, start), min(last, end)))
    struck = find_struck(passage.text)
    for _, stop in inside[1:]:
        crosses_struck = any(begin < stop and first < finish for begin, finish in struck)
        if stop - first > config.max_register_quote_characters or crosses_struck:
            break
        last = stop
    # Words that begin or end within a sentence are quoted with all of it, where it is no longer than a quote.
    if last - first > config.max_register_quote_characters and start >= first:
        first, last = max(first, start), min(last, end)
    return _Part(passage, (first, last))


def _cut_heading(passage: Passage, start: int, end: int) -> _Part | None:
    """Return words of a heading, which has no units ("R24-15 A. Wren, B. Marsh:"); None where nothing stands there."""
    start, end = max(start, 0), min(end, len(passage.text))
    if passage.kind != "heading" or start >= end or find_struck(passage.text):
        return None
    return _Part(passage, (start, end))


def _order_parts(parts: list[_Part], entry: EntryQuote) -> list[_Part]:
    """Return the parts with those first that print the name, or most of a topic that nothing above them has."""
    if entry.name:
        return sorted(parts, key=lambda part: not _has_name(part, entry))
    if not entry.topic_stems:
        return parts
    best = max(parts, key=lambda part: len(entry.topic_stems & find_stems(part.passage.text)), default=None)
    return sorted(parts, key=lambda part: part is not best)


def _build_quote(entry: EntryQuote, part: _Part, asked: AskedAnswer) -> Quote:
    passage, (start, end) = part.passage, part.span
    text = passage.text[start:end]
    lead_in = _find_lead_in(entry)
    return Quote(
        text=text,
        start=passage.start + start,
        end=passage.start + end,
        citation=cite(passage, entry.document),
        passage=passage,
        document=entry.document,
        lead_in=lead_in if lead_in and lead_in.end <= passage.start + start else None,
        type_match=AnswerTypeMatch(asked.types, asked.types),
        highlight=_find_name(text, entry.name),
    )


def _find_lead_in(entry: EntryQuote) -> LeadIn | None:
    """Return the opening words of an entry that its items hang from, as a span of the paper."""
    source, words = entry.source, entry.lead_in
    if not words or not source.text.startswith(words):
        return None
    return LeadIn(words, source.doc_id, source.start, source.start + len(words))
