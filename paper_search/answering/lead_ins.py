"""Lead-ins: what a quote hangs from, as a span of the same paper, so that it can be checked like the quote itself.

An item of a list hangs from the sentence that introduces it ("Resolved that the Committee:"), in the same passage or
before it; a row of a table from the heads of its columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.answering.quotable import find_head_rows
from paper_search.answering.quote_units import split_units, starts_with_item
from paper_search.answering.table_rows import build_table, label_row
from paper_search.records import Answer, LeadIn, Passage, Quote
from paper_search.text.spans import Span, split_sentences

_INTRODUCES = re.compile(r"(?:[:\u2013\u2014-]|\b(?:that|to|RESOLVED|Resolved|AGREED|Agreed))\s*$")

ReadingText = Callable[[str], str | None]
"""Gives the reading text of a paper by its doc_id."""


def find_context(passage: Passage, unit: Span, units: list[Span]) -> str:
    """Return the words that a unit hangs from; empty where it hangs from none.

    Args:
        passage: the passage.
        unit: one of its units.
        units: all its units, in order.
    """
    inner = find_inner_lead_in(passage, unit, units)
    if inner is not None:
        return passage.text[slice(*inner)]
    if passage.kind == "table":
        return " | ".join(passage.columns)
    return passage.lead_in or ""


def find_inner_lead_in(passage: Passage, unit: Span, units: list[Span]) -> Span | None:
    """Return the unit of the same passage that another hangs from: the heads of a table, what introduces a list.

    Args:
        passage: the passage.
        unit: one of its units.
        units: all its units, in order.
    """
    if passage.kind == "table":
        heads = find_head_rows(units, passage)
        return (heads[0][0], heads[-1][1]) if heads and unit[0] >= heads[-1][1] else None
    if not starts_with_item(passage.text[slice(*unit)]):
        return None
    before = [span for span in units if span[1] <= unit[0]]
    # Items stand between an item and what introduces them all.
    introduction = next((span for span in reversed(before) if not starts_with_item(passage.text[slice(*span)])), None)
    is_introduction = introduction is not None and _INTRODUCES.search(passage.text[slice(*introduction)])
    return introduction if is_introduction else None


def add_lead_ins(answer: Answer, reading_text: ReadingText, config: AnswerConfig = ANSWERING) -> Answer:
    """Return the answer with the lead-ins of its quotes, and rows of tables with the heads of their columns.

    Args:
        answer: the answer.
        reading_text: gives the reading text of a paper.
        config: how long a lead-in may be; of a longer one the last sentence is shown.
    """
    quotes, also = (
        tuple(_add_row(_add_lead_in(quote, reading_text, config)) for quote in quotes)
        for quotes in (answer.quotes, answer.also)
    )
    return replace(answer, quotes=quotes, also=also)


def _add_row(quote: Quote) -> Quote:
    """Return a quote of rows of a table with the heads of its columns."""
    if quote.passage.kind != "table" or "|" not in quote.text:
        return quote
    heads = quote.lead_in.text if quote.lead_in else " | ".join(quote.passage.columns)
    table = build_table(quote.text, heads)
    if quote.lead_in is None:
        # Where the paper prints the heads is not known.
        table = replace(table, heads=tuple(replace(head, spans=()) for head in table.heads))
    row = None if "\n" in quote.text else label_row(quote.text, heads)
    return replace(quote, row=row, table=table)


def _add_lead_in(quote: Quote, reading_text: ReadingText, config: AnswerConfig) -> Quote:
    passage = quote.passage
    units = split_units(passage, config)
    start = quote.start - passage.start
    unit = next((span for span in units if span[0] == start), None)
    inner = find_inner_lead_in(passage, unit, units) if unit else None
    if inner is not None:
        words = passage.text[slice(*inner)]
        place = passage.start + inner[0], passage.start + inner[1]
        return replace(quote, lead_in=LeadIn(words, passage.doc_id, *place))
    printed = " | ".join(passage.columns) if passage.kind == "table" else passage.lead_in
    text = reading_text(passage.doc_id) if printed else None
    span = _locate_lead_in(printed, text, passage, config.max_lead_in_characters) if printed and text else None
    return replace(quote, lead_in=LeadIn(text[slice(*span)], passage.doc_id, *span)) if text and span else quote


def _locate_lead_in(lead_in: str, text: str, passage: Passage, max_characters: int) -> Span | None:
    """Return the nearest place before the passage with these words, whatever white space is between them.

    Of a long lead-in it is the place of its last sentence; the heads of a table stay whole.
    """
    printed = re.compile(r"\s+".join(map(re.escape, lead_in.split())))
    places = [match.span() for match in printed.finditer(text, 0, passage.start)]
    if not places:
        return None
    start, end = places[-1]
    if end - start <= max_characters or passage.kind == "table":
        return start, end
    last = split_sentences(text[start:end])[-1]
    return start + last[0], start + last[1]
