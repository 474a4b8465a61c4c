"""Metadata against catalogue cards: what is compared, what is a guess, when a title is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from paper_search.evaluation.parsing.gold import GoldMetadata
from paper_search.evaluation.parsing.metadata import (
    NO_GUESSES_MEASURE,
    TITLE_MEASURE,
    compute_word_f1,
    is_same_title,
    score_metadata,
    strip_remarks,
)
from paper_search.evaluation.parsing.report import Outcome
from paper_search.records import Document
from tests.evaluation.parsing.making import PassageSpec, make_document, make_parsed_file

CORPUS = Path("/papers/vale")


def judge(paper: Document, fields: dict[str, str | None], stated: dict[str, str]) -> Outcome:
    one = replace(make_parsed_file([]), file=paper.source, document=paper)
    return score_metadata([(one, GoldMetadata(paper.source, fields, stated))], CORPUS)


def value(outcome: Outcome, name: str) -> float | None:
    return next(figure.value for figure in outcome.figures if figure.name.endswith(name))


VALE = {"authority": "Vale County Council"}
AUTHORITY = [
    ("Vale County Council", "text", 1.0, "right where the text states it"),
    ("VALE  COUNTY COUNCIL", "path", 1.0, "case and spaces are folded"),
    ("Vale", "text (later page)", 0.0, "a short name is not the name"),
    (None, "document information", 0.0, "left out where the file states it"),
    ("Vale County Council", "nowhere", None, "not compared where nothing states it"),
    ("Vale County Council", "other file (agenda)", None, "nor where only another file does"),
]


@pytest.mark.parametrize(("got", "stated", "right", "why"), AUTHORITY, ids=[row[3] for row in AUTHORITY])
def test_a_field_counts_where_it_is_stated(got: str | None, stated: str, right: float | None, why: str) -> None:
    outcome = judge(make_document("a.pdf", authority=got), VALE, {"authority": stated})
    assert value(outcome, "stated: authority") == right, why


GUESSES = [
    (make_document(committee=None), {"committee": None}, {}, True, "unknown, and said so"),
    (make_document(committee="Cabinet"), {"committee": None}, {}, False, "a value where nobody knows one"),
    (make_document(committee="Cabinet"), {"committee": "Cabinet"}, {"committee": "not stated"}, False,
     "a right value that nothing states is still a guess"),
    (make_document(authority="Vale County Council"), VALE, {"authority": "not stated"}, True,
     "a folder's name begins it"),
    (make_document(authority="Vale Parish Council"), VALE, {"authority": "not stated"}, False,
     "a folder's name begins it, but it is wrong"),
    (make_document(agenda_item="6"), {"agenda_item": "6"}, {"agenda_item": "other file (agenda)"}, True,
     "another paper of the corpus states it"),
    (make_document(agenda_item="7"), {"agenda_item": "6"}, {"agenda_item": "other file (agenda)"}, False, "and not so"),
    (make_document(held_on=date(2025, 1, 2)), {"meeting_date": "2025-01-02"}, {"meeting_date": "nowhere"}, False,
     "a date that nothing states"),
    (make_document(kind="report"), {"kind": None}, {}, False, "a kind that the card leaves open"),
    (make_document(kind="report"), {"kind": "report"}, {}, True, "a card need not say where a kind comes from"),
]  # fmt: skip


@pytest.mark.parametrize(("paper", "known", "stated", "honest", "why"), GUESSES, ids=[row[4] for row in GUESSES])
def test_no_guesses(
    paper: Document, known: dict[str, str | None], stated: dict[str, str], honest: bool, why: str
) -> None:
    outcome = judge(paper, known, stated)
    guesses = [miss for miss in outcome.misses if miss.measure == NO_GUESSES_MEASURE]
    assert (not guesses) is honest, why


TITLES = [
    ("Winter gritting", "WINTER  GRITTING", True, "case and spaces"),
    ("Salt – a “plan”", 'Salt - a "plan"', True, "dashes and quotes"),
    ("Winter gritting", "Winter gritting plan", False, "another word"),
    ("Winter gritting", None, False, "none at all"),
]


@pytest.mark.parametrize(("want", "got", "right", "why"), TITLES, ids=[row[3] for row in TITLES])
def test_title(want: str, got: str | None, right: bool, why: str) -> None:
    outcome = judge(make_document(title=got), {"title": want}, {"title": "text"})
    assert (value(outcome, TITLE_MEASURE) == 1.0) is right, why
    assert is_same_title(want, got) is right


def test_a_title_that_only_a_reader_can_infer_is_not_compared() -> None:
    outcome = judge(make_document(title="Salt"), {"title": "Gritting"}, {"title": "inferred by reader"})
    assert value(outcome, TITLE_MEASURE) is None


def test_titles_that_the_paper_prints_have_a_row_of_their_own() -> None:
    paper = replace(make_parsed_file([PassageSpec("Winter gritting")]), document=make_document(title="Winter gritting"))
    cards = [
        GoldMetadata("a.pdf", {"title": title}, {"title": "text"})
        for title in ("Winter gritting", "Gritting in winter")
    ]
    outcome = score_metadata([(paper, card) for card in cards], CORPUS)
    assert value(outcome, TITLE_MEASURE) == 0.5
    assert value(outcome, "printed in the judged words") == 1.0


def test_likeness_and_remarks() -> None:
    assert strip_remarks("Winter gritting (revised) (Appendix A)") == "Winter gritting"
    assert compute_word_f1("Winter gritting plan", "Winter gritting plan") == 1.0
    assert compute_word_f1("Winter gritting", "Winter salting") == 0.5
    assert compute_word_f1("Winter gritting", "") == 0.0
