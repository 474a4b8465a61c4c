"""Answers made of records, for tests of what is written from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paper_search.citations.format import cite
from paper_search.records import Answer, Coverage, Quote
from tests.samples import MARCH, paper

ROADS = "The budget for road repairs rose from £4.2m in 2023 to £5.1m in 2024."
BRIDGE = "Cabinet RESOLVED that Mill Lane bridge be replaced by 9 May 2026, subject to planning consent."
DEPOTS = "Councillor Hart asked Councillor Bell for a report on 14 depots."
PERMITS = "Residents of Alder Close may ask for a second permit."
SENTENCES = (ROADS, BRIDGE, DEPOTS, PERMITS)
QUESTION = "How much is spent on road repairs?"


def quote(text: str, name: str = "report.txt", within: str = "", **fields: Any) -> Quote:
    """A quote of a paper that has no other words, or those of ``within``."""
    passage_fields = {name: fields.pop(name) for name in ("attribution", "kind", "headings") if name in fields}
    document, _, (passage,) = paper(
        name, within or text, authority="Wexmoor County Council", committee="Cabinet", held_on=MARCH, **fields
    )
    passage = replace(passage, **passage_fields)
    start = passage.text.index(text)
    return Quote(text, start, start + len(text), cite(passage, document), passage, document)


def answer(*quotes: Quote, match: Any = "partial", question: str = QUESTION) -> Answer:
    """An answer with quotes, by default one of each sentence."""
    shown = quotes or tuple(quote(text, f"report {number}.txt") for number, text in enumerate(SENTENCES, 1))
    return Answer(question, match, 0.7, shown if match != "none" else (), (), Coverage(len(shown), len(shown)))
