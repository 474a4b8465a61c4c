"""Certainty at every door: the same few words in front of the quotes, and no other door's words."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup

from paper_search.answering.certainty import describe_match
from paper_search.citations.format import cite
from paper_search.cli import terminal
from paper_search.export import export_pack
from paper_search.export.pack import EvidencePack, PackPassage
from paper_search.records import (
    Answer,
    Arrival,
    Comparison,
    Coverage,
    Event,
    Hit,
    Match,
    NewPassage,
    Position,
    Quote,
    Timeline,
    WhatsNew,
)
from paper_search.schemas import AnswerSchema, ComparisonSchema, TimelineSchema
from paper_search.web.components.answer import render_answer
from paper_search.web.components.comparison import render_comparison
from paper_search.web.components.timeline import render_timeline
from paper_search.web.forms import SearchForm
from paper_search.web.routes.feed import render_atom
from tests.samples import MARCH, paper

QUESTION = "who repairs potholes?"
REMARK = "No paper has the word “Zanzibar”."
FORM = SearchForm(QUESTION)
DOCUMENT, _, (PASSAGE,) = paper(
    "roads.txt", "Crews repair potholes in two days.", authority="Wexmoor", committee="Cabinet", held_on=MARCH
)
COVERAGE = Coverage(1, 1, ("Wexmoor",), MARCH, MARCH)
QUOTES = (Quote(PASSAGE.text, 0, len(PASSAGE.text), cite(PASSAGE, DOCUMENT), PASSAGE, DOCUMENT),)
HITS = (Hit(1, 1.0, PASSAGE, DOCUMENT),)
FOUND: tuple[Match, ...] = ("strong", "partial", "doubtful")


def make_answer(match: Match) -> Answer:
    return Answer(QUESTION, match, 0.5, QUOTES, HITS, COVERAGE, (REMARK,))


def make_comparison(match: Match) -> Comparison:
    return Comparison(QUESTION, (Position("Wexmoor", 1, 1, match, 0.5, QUOTES),), COVERAGE, remarks=(REMARK,))


def make_timeline(match: Match) -> Timeline:
    return Timeline(QUESTION, (Event(PASSAGE, DOCUMENT, 0.5),), 0, COVERAGE, (REMARK,), match=match)


def make_news(match: Match) -> WhatsNew:
    arrival = Arrival("2025-03-02T00:00:00Z", "2025-03-02T00:00:00Z")
    return WhatsNew(QUESTION, date(2025, 3, 1), (NewPassage(PASSAGE, DOCUMENT, arrival),), None, match, (REMARK,))


def make_pack(match: Match) -> EvidencePack:
    made_at = datetime(2026, 1, 2, tzinfo=UTC)
    return EvidencePack(QUESTION, made_at, 1, (PackPassage(PASSAGE, DOCUMENT),), match=match, remarks=(REMARK,))


def read_page(shown: str) -> str:
    return BeautifulSoup(shown, "html.parser").get_text(" ")


def read_feed(content: bytes) -> str:
    return BeautifulSoup(content, "xml").get_text(" ")


def read_docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return BeautifulSoup(file.read("word/document.xml"), "xml").get_text(" ")


def read_csv(content: bytes) -> str:
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return f"{row['match']} {row['quote']}"


DOORS: list[tuple[str, Callable[[Match], str], bool]] = [
    ("the page of an answer", lambda match: read_page(render_answer(make_answer(match), FORM)), True),
    ("the page of a comparison", lambda match: read_page(render_comparison(make_comparison(match), FORM)), True),
    ("the page of a timeline", lambda match: read_page(render_timeline(make_timeline(match), FORM)), True),
    ("ask", lambda match: terminal.format_answer(make_answer(match)), True),
    ("compare", lambda match: terminal.format_comparison(make_comparison(match)), True),
    ("timeline", lambda match: terminal.format_timeline(make_timeline(match)), True),
    ("a feed", lambda match: read_feed(render_atom(make_news(match), FORM, "https://example.org")), True),
    ("a pack as Word", lambda match: read_docx(export_pack(make_pack(match), "docx").content), True),
    ("a pack as Markdown", lambda match: export_pack(make_pack(match), "markdown").content.decode(), True),
    ("a pack as CSV", lambda match: read_csv(export_pack(make_pack(match), "csv").content), False),
]
"""The door, what it shows of a match, and True where there is room for the remarks and a sentence."""


@pytest.mark.parametrize(("door", "show", "has_room"), DOORS, ids=[door for door, *_ in DOORS])
@pytest.mark.parametrize("match", FOUND)
def test_the_label_stands_before_the_quotes(
    match: Match, door: str, show: Callable[[Match], str], has_room: bool
) -> None:
    shown, certainty = " ".join(show(match).split()), describe_match(match)
    before_quote = shown[: shown.rindex("Crews")]
    assert certainty.label in before_quote, door
    assert not has_room or certainty.sentence in before_quote
    assert not has_room or REMARK in before_quote[: before_quote.index(certainty.label)], (
        "what is missing is said first"
    )
    others = [describe_match(other).label for other in FOUND if other != match]
    assert not any(label in shown for label in others)


SCHEMAS: list[tuple[str, Callable[[Match], dict[str, object]]]] = [
    ("answer", lambda match: AnswerSchema.from_record(make_answer(match)).model_dump()),
    ("position", lambda match: ComparisonSchema.from_record(make_comparison(match)).model_dump()["positions"][0]),
    ("timeline", lambda match: TimelineSchema.from_record(make_timeline(match)).model_dump()),
]


@pytest.mark.parametrize(("name", "read"), SCHEMAS, ids=[name for name, _ in SCHEMAS])
@pytest.mark.parametrize("match", FOUND)
def test_json_has_the_value_and_its_label(match: Match, name: str, read: Callable[[Match], dict[str, object]]) -> None:
    fields = read(match)
    assert (fields["match"], fields["match_label"], fields["found"]) == (match, describe_match(match).label, True), name


def test_the_openapi_document_lists_the_four_values() -> None:
    described = AnswerSchema.model_json_schema()["properties"]["match"]
    assert described["enum"] == ["strong", "partial", "doubtful", "none"]


def test_a_doubtful_council_is_not_counted_among_those_with_an_answer() -> None:
    page = BeautifulSoup(render_comparison(make_comparison("doubtful"), FORM), "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text() == "Only Wexmoor was searched: its papers may not answer your question"


def test_the_badge_says_in_words_what_its_look_says() -> None:
    badges = {
        str(badge["class"]): badge.get_text()
        for match in FOUND
        for badge in BeautifulSoup(render_answer(make_answer(match), FORM), "html.parser").select(".match .badge")
    }
    assert len(badges) == len(set(badges.values())) == len(FOUND)


def test_a_screen_reader_is_told_the_match_with_the_outcome() -> None:
    region = BeautifulSoup(render_answer(make_answer("doubtful"), FORM), "html.parser").select_one(".results")
    assert region is not None
    assert str(region["data-status"]).startswith("May not answer your question: 1 quote")
