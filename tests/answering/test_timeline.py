"""A matter along its meetings: over the sample papers with the real model, and over papers made for one row each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from paper_search.answering import service
from paper_search.answering.timeline import compute_sort_key, find_references
from paper_search.api import open_library
from paper_search.embeddings import Encoder, Rows
from paper_search.indexing.builder import build
from paper_search.library import Library
from paper_search.records import Candidates, Document, Event, Filters, Locator, Meeting, ParsedQuery, Passage
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine

BUDGET = "draft revenue budget 2024-25"


def _event(
    held_on: date | None, kind: str | None, authority: str | None = None, start: int = 0, name: str = "a"
) -> Event:
    paper = Document(name, name, "0", kind=kind, meeting=Meeting(authority, None, held_on))
    return Event(Passage(f"{name}::{start}", name, "paragraph", "Words.", start, start + 6), paper, 0.5)


JANUARY, MARCH = date(2024, 1, 25), date(2024, 3, 1)
BEFORE = [
    (_event(JANUARY, "minutes"), _event(MARCH, "report"), "the earlier meeting, whatever the kind"),
    (_event(JANUARY, "report"), _event(JANUARY, "minutes"), "a report before the minutes of its meeting"),
    (_event(JANUARY, "minutes"), _event(JANUARY, "decision record"), "minutes before the record of the decision"),
    (_event(JANUARY, "agenda frontsheet"), _event(JANUARY, "report"), "the agenda before the report"),
    (_event(MARCH, "decision record"), _event(None, "report"), "what has no date stands last"),
    (_event(JANUARY, "minutes", "A"), _event(JANUARY, "report", "B"), "of one day, one authority after the other"),
    (_event(JANUARY, "report", start=1), _event(JANUARY, "report", start=2), "one paper in its own order"),
    (_event(JANUARY, "report"), _event(JANUARY, None), "a kind that is not stated is not the first"),
]


@pytest.mark.parametrize(("first", "second", "reason"), BEFORE)
def test_order(first: Event, second: Event, reason: str) -> None:
    assert sorted([second, first], key=compute_sort_key) == [first, second], reason


REFERENCES = [
    ("agrees decision 24/00117 as set out", {"24/00117"}, "a decision number"),
    ("see 24-00117 - Report.pdf", {"24/00117"}, "as the names of files print it"),
    ("the budget for 2024/25 and 2025/26", set(), "years are none"),
    ("on 24/01/2025", set(), "a date is none"),
    ("account 1124/001175", set(), "part of a longer number is none"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), REFERENCES)
def test_references(text: str, expected: set[str], reason: str) -> None:
    passage = Passage("a::1", "a", "paragraph", text, 0, len(text), locator=Locator())
    assert find_references(passage, Document("a", "a", "0")) == expected, reason


def test_a_matter_goes_from_report_to_minutes_to_decision(library: Library) -> None:
    found = library.timeline(BUDGET)
    assert list(found.events) == sorted(found.events, key=compute_sort_key)
    kinds = [event.document.kind for event in found.events]
    assert kinds.index("report") < kinds.index("minutes") < kinds.index("decision record")
    assert {event.document.meeting.authority for event in found.events} == {"Wexmoor County Council"}
    assert found.left_out > 0, "papers hold much that is no part of it, and that is counted"


def test_events_of_many_meetings_are_dated_and_in_order(library: Library) -> None:
    days = [event.held_on for event in library.timeline("management oversight").events]
    assert None not in days
    assert days == sorted(days)
    assert len(set(days)) >= 4


def test_an_event_is_a_span_of_its_paper(library: Library) -> None:
    for event in library.timeline(BUDGET).events:
        text = library.reading_text(event.document.doc_id)
        assert text is not None
        assert text[event.passage.start : event.passage.end] == event.passage.text


def test_what_has_no_date_is_last_and_keeps_none(library: Library) -> None:
    events = library.timeline("how to speak at a meeting: notes on speaking").events
    undated = [event.held_on is None for event in events]
    assert any(undated)
    assert undated == sorted(undated)


@pytest.mark.parametrize("most", [1, 3, 8])
def test_no_more_than_asked_for(library: Library, most: int) -> None:
    assert 0 < len(library.timeline(BUDGET, k=most).events) <= most


def test_filters(library: Library) -> None:
    events = library.timeline("management oversight", Filters(kinds=("minutes",), since=date(2024, 1, 1))).events
    assert events
    assert all(event.document.kind == "minutes" and event.held_on >= date(2024, 1, 1) for event in events)


def test_a_matter_that_is_not_there_gives_no_event_and_what_came_nearest(library: Library) -> None:
    found = library.timeline("are there any mermaids in the harbour?")
    assert (found.has_events, found.events) == (False, ())
    assert found.nearest is not None
    assert found.coverage.papers > 0


MANIFEST = """path,authority,committee,meeting_date,title,kind,agenda_item
agenda.txt,X County Council,Cabinet,2024-05-02,Agenda,agenda frontsheet,
report.txt,X County Council,Cabinet,2024-05-02,Sale of the Old Tannery Site,report,7
minutes.md,X County Council,Cabinet,2024-05-02,Minutes,minutes,
decision.txt,X County Council,Cabinet,2024-05-09,Record of Decision 24/00031,decision record,
update.txt,X County Council,Scrutiny,2024-09-01,Sale of the Old Tannery Site: Update,report,4
other.txt,X County Council,Cabinet,2024-05-02,Gritting Routes,report,8
"""
MATTER = {
    "agenda.txt": "6. Sale of Ice Cream in Parks (Pages 5 - 9)\n\n7. Sale of the Old Tannery Site (Pages 11 - 24)",
    "report.txt": "Decision no: 24/00031\n\n1. It is proposed to sell the old tannery site at Mill Lane for housing.",
    "minutes.md": "## 7. Sale of the Old Tannery Site\n\n"
    "RESOLVED that the recommendations be agreed, by five votes to three.",
    "decision.txt": "1. The Leader agreed the recommendations as they stand, with effect from noon.",
    "update.txt": "1. Completion is expected in October, and the buyer has paid the deposit.",
    "other.txt": "1. The gritting routes of the northern district were agreed by all members present.",
}


@pytest.fixture(scope="module")
def tannery(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    folder = tmp_path_factory.mktemp("tannery")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (MATTER | {"papers.csv": MANIFEST}).items():
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, folder / "index", encoder)
    return open_library(corpus, folder / "index", encoder)


LINKED = [
    ("agenda.txt", "the same title", "the line of an agenda, whatever its pages"),
    ("minutes.md", "the same title", "minutes that name the matter in a heading only"),
    ("decision.txt", "the same decision, 24/00031", "a decision that has the number in its title only"),
    ("update.txt", "the same title", "a later report whose title says more"),
]


@pytest.mark.parametrize(("name", "link", "reason"), LINKED)
def test_the_same_matter_in_papers_that_do_not_say_its_words(
    tannery: Library, name: str, link: str, reason: str
) -> None:
    events = {
        event.document.doc_id: event for event in tannery.timeline("selling the tannery site at Mill Lane").events
    }
    assert events["report.txt"].link is None
    assert events[name].link == link, reason
    assert "other.txt" not in events, "another item of the same meeting is another matter"


class Noting:
    """An index that notes the words it is asked for."""

    def __init__(self, index: IndexSnapshot) -> None:
        self._index = index
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        self.texts.append(query.text)
        return self._index.retrieve(query, vector, depth)


def test_the_other_wording_of_a_matter_is_not_looked_for_again_with_its_titles(
    sample_index: Path, encoder: Encoder
) -> None:
    with LocalEngine(sample_index).snapshot() as index:
        noting = Noting(index)
        found = service.timeline("contacts to the MASH", Filters(), 20, noting, encoder)
    assert found.events
    assert len(noting.texts) > 2, "the matter in both wordings, and what its papers are called"
    assert noting.texts.count("contacts to the Multi-Agency Safeguarding Hub") == 1
