"""Words of a page against passages: lost, twice, torn at a page break, too long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.evaluation.parsing.coverage import (
    BODY_MEASURE,
    LENGTH_MEASURE,
    PARAGRAPH_MEASURE,
    count_characters,
    score_coverage,
)
from paper_search.evaluation.parsing.documents import EvaluatedFile
from paper_search.evaluation.parsing.gold import GoldStructure, PrintedLabel
from paper_search.records import DroppedText
from tests.evaluation.parsing.making import PassageSpec, make_parsed_file


def value(paper: EvaluatedFile, name: str, structure: GoldStructure | None = None) -> float | None:
    outcome = score_coverage([paper], {structure.file: structure} if structure else {})
    return next(figure.value for figure in outcome.figures if figure.name == name)


def repeat_first_passage(paper: EvaluatedFile) -> EvaluatedFile:
    """The same paper with its first passage made twice."""
    ((reading, passages),) = paper.texts
    return replace(paper, texts=((reading, (passages[0], *passages)),))


SALT = PassageSpec("Salt.")
BODIES = [
    (make_parsed_file([SALT]), 1.0, "all there"),
    (make_parsed_file([SALT], bare=("Salt. Grit.",)), 0.5, "half the page is lost"),
    (make_parsed_file([SALT], bare=("S a l t .",)), 1.0, "white space does not count"),
    (make_parsed_file([PassageSpec("floods")], bare=("ﬂoods",)), 1.0, "a ligature is its letters"),
    (make_parsed_file([PassageSpec("Saltgrit")], bare=("Salt-\ngrit",)), 1.0, "a hyphen at a line's end may go"),
    (make_parsed_file([SALT], bare=("Page 4\nSalt.",), dropped=(DroppedText(1, "Page 4", "page number"),)), 1.0,
     "dropped: excepted"),
    (make_parsed_file([SALT], bare=("Page 4\nSalt.",)), 0.5, "a page number that is neither dropped nor held is lost"),
    (repeat_first_passage(make_parsed_file([SALT, PassageSpec("Grits")])), 0.5, "what stands in two passages is wrong"),
    (make_parsed_file([SALT], [PassageSpec("Grit.")], bare=("Grit.", "Salt.")), 0.4, "words on the wrong page"),
]  # fmt: skip


@pytest.mark.parametrize(("paper", "share", "why"), BODIES, ids=[row[2] for row in BODIES])
def test_characters_in_exactly_one_passage(paper: EvaluatedFile, share: float, why: str) -> None:
    assert value(paper, BODY_MEASURE) == pytest.approx(share), why


def test_a_page_that_loses_words_is_listed_with_what_it_lost() -> None:
    (miss,) = score_coverage([make_parsed_file([SALT], [SALT], bare=("Salt.", "Salt. zzz"))], {}).misses
    assert (miss.where, miss.expected) == ("p. 2", "8 characters")
    assert "z×3" in (miss.got or "")


def test_what_does_not_count_as_a_character() -> None:
    assert count_characters("A b-c\u00ad\n") == count_characters("abc")


JUDGED = GoldStructure("a.pdf", (PrintedLabel("1.", 1), PrintedLabel("2.", 2)))
CUT = PassageSpec("1. Roads are salted when/", "1")
REST, NEXT = PassageSpec("the frost comes."), PassageSpec("2. Grit.", "2")
BREAKS = [
    (make_parsed_file([CUT], [REST, NEXT]), 1.0, "one passage holds both sides"),
    (make_parsed_file([PassageSpec("1. Roads are salted when", "1")], [REST, NEXT]), 0.0, "torn in two"),
    (make_parsed_file([PassageSpec("1. Roads are salted.", "1")], [NEXT]), None, "nothing crosses"),
    (
        make_parsed_file([PassageSpec("1. Salt and", "1")], [PassageSpec("a) grit", "a)"), NEXT]),
        None,
        "an item's label is no running on",
    ),
    (
        make_parsed_file([PassageSpec("1. Roads are salted.", "1")], [PassageSpec("then they thaw."), NEXT]),
        None,
        "the sentence had ended",
    ),
]


@pytest.mark.parametrize(("paper", "share", "why"), BREAKS, ids=[row[2] for row in BREAKS])
def test_a_paragraph_across_a_page_break(paper: EvaluatedFile, share: float | None, why: str) -> None:
    assert value(paper, PARAGRAPH_MEASURE, JUDGED) == share, why


def test_a_running_foot_does_not_hide_that_a_sentence_goes_on() -> None:
    foot = (DroppedText(1, "Page 4", "page number"),)
    paper = make_parsed_file(
        [CUT], [REST, NEXT], bare=("1. Roads are salted when\nPage 4", "the frost comes.\n2. Grit."), dropped=foot
    )
    assert value(paper, PARAGRAPH_MEASURE, JUDGED) == 1.0


def test_a_break_behind_a_heading_is_not_judged() -> None:
    headed = GoldStructure("a.pdf", (PrintedLabel("1.", 1, is_heading=True), PrintedLabel("2.", 2)))
    assert value(make_parsed_file([CUT], [REST, NEXT]), PARAGRAPH_MEASURE, headed) is None


def test_a_passage_over_the_limit_is_counted() -> None:
    paper = make_parsed_file([SALT])
    assert value(paper, LENGTH_MEASURE) == 0.0
    assert value(replace(paper, oversized_ids=("a.pdf::0",)), LENGTH_MEASURE) == 1.0
