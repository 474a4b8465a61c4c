"""Words of a page against passages: lost, twice, torn at a page break, too long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.evaluation.parsing.coverage import BODY, TOO_LONG, WHOLE, characters, score
from paper_search.evaluation.parsing.documents import Sheet
from paper_search.evaluation.parsing.gold import Entry, Structure
from paper_search.records import Dropped
from tests.evaluation.parsing.making import Said, sheet


def value(paper: Sheet, name: str, structure: Structure | None = None) -> float | None:
    outcome = score([paper], {structure.file: structure} if structure else {})
    return next(one.value for one in outcome.figures if one.name == name)


def repeated(paper: Sheet) -> Sheet:
    """The same paper with its first passage made twice."""
    ((reading, passages),) = paper.texts
    return replace(paper, texts=((reading, (passages[0], *passages)),))


SALT = Said("Salt.")
BODIES = [
    (sheet([SALT]), 1.0, "all there"),
    (sheet([SALT], bare=("Salt. Grit.",)), 0.5, "half the page is lost"),
    (sheet([SALT], bare=("S a l t .",)), 1.0, "white space does not count"),
    (sheet([Said("floods")], bare=("ﬂoods",)), 1.0, "a ligature is its letters"),
    (sheet([Said("Saltgrit")], bare=("Salt-\ngrit",)), 1.0, "a hyphen at a line's end may go"),
    (sheet([SALT], bare=("Page 4\nSalt.",), dropped=(Dropped(1, "Page 4", "page number"),)), 1.0, "dropped: excepted"),
    (sheet([SALT], bare=("Page 4\nSalt.",)), 0.5, "a page number that is neither dropped nor held is lost"),
    (repeated(sheet([SALT, Said("Grits")])), 0.5, "what stands in two passages is wrong"),
    (sheet([SALT], [Said("Grit.")], bare=("Grit.", "Salt.")), 0.4, "words on the wrong page"),
]  # fmt: skip


@pytest.mark.parametrize(("paper", "share", "why"), BODIES, ids=[row[2] for row in BODIES])
def test_characters_in_exactly_one_passage(paper: Sheet, share: float, why: str) -> None:
    assert value(paper, BODY) == pytest.approx(share), why


def test_a_page_that_loses_words_is_listed_with_what_it_lost() -> None:
    (miss,) = score([sheet([SALT], [SALT], bare=("Salt.", "Salt. zzz"))], {}).misses
    assert (miss.where, miss.expected) == ("p. 2", "8 characters")
    assert "z×3" in (miss.got or "")


def test_what_does_not_count_as_a_character() -> None:
    assert characters("A b-c\u00ad\n") == characters("abc")


JUDGED = Structure("a.pdf", (Entry("1.", 1), Entry("2.", 2)))
CUT = Said("1. Roads are salted when/", "1")
REST, NEXT = Said("the frost comes."), Said("2. Grit.", "2")
BREAKS = [
    (sheet([CUT], [REST, NEXT]), 1.0, "one passage holds both sides"),
    (sheet([Said("1. Roads are salted when", "1")], [REST, NEXT]), 0.0, "torn in two"),
    (sheet([Said("1. Roads are salted.", "1")], [NEXT]), None, "nothing crosses"),
    (sheet([Said("1. Salt and", "1")], [Said("a) grit", "a)"), NEXT]), None, "an item's label is no running on"),
    (sheet([Said("1. Roads are salted.", "1")], [Said("then they thaw."), NEXT]), None, "the sentence had ended"),
]


@pytest.mark.parametrize(("paper", "share", "why"), BREAKS, ids=[row[2] for row in BREAKS])
def test_a_paragraph_across_a_page_break(paper: Sheet, share: float | None, why: str) -> None:
    assert value(paper, WHOLE, JUDGED) == share, why


def test_a_running_foot_does_not_hide_that_a_sentence_goes_on() -> None:
    foot = (Dropped(1, "Page 4", "page number"),)
    paper = sheet(
        [CUT], [REST, NEXT], bare=("1. Roads are salted when\nPage 4", "the frost comes.\n2. Grit."), dropped=foot
    )
    assert value(paper, WHOLE, JUDGED) == 1.0


def test_a_break_behind_a_heading_is_not_judged() -> None:
    headed = Structure("a.pdf", (Entry("1.", 1, is_heading=True), Entry("2.", 2)))
    assert value(sheet([CUT], [REST, NEXT]), WHOLE, headed) is None


def test_a_passage_over_the_limit_is_counted() -> None:
    paper = sheet([SALT])
    assert value(paper, TOO_LONG) == 0.0
    assert value(replace(paper, too_long=("a.pdf::0",)), TOO_LONG) == 1.0
