"""What an answer shows at first sight, what is folded behind it, and how a near miss is told from an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.records import Match
from tests.web.components.test_answer import PASSAGE, TEXT, hit, make_answer, render_answer

COUNT, NO_ANSWER = "1 quote from 1 paper", "No clear answer found in these papers"
NEAR_MISSES: list[tuple[Match, str, str, bool, str]] = [
    ("strong", COUNT, "What the papers say", False, "an answer"),
    ("partial", COUNT, "What the papers say", False, "part of one"),
    ("doubtful", NO_ANSWER, "Closest passages – these may not answer your question", True, "looks and reads otherwise"),
]


@pytest.mark.parametrize(("match", "outcome", "heading", "is_near_miss", "reason"), NEAR_MISSES)
def test_a_near_miss_does_not_look_like_an_answer(
    match: Match, outcome: str, heading: str, is_near_miss: bool, reason: str
) -> None:
    page = render_answer(make_answer(hit(), match=match))
    assert page.h1 is not None
    assert page.h1.get_text() == outcome, reason
    panel = page.select_one(".panel.answer")
    box = page.select_one(".panel.answer > .match")
    assert panel is not None and panel.h2 is not None and box is not None
    assert panel.h2.get_text() == heading
    assert ("near-miss" in panel["class"]) is is_near_miss, reason
    assert f"match-{match}" in box["class"]
    assert box.svg is not None and box.svg["data-match"] == f"match-{match}", "the sign differs too"
    assert box.find_next("blockquote") is not None, "it stands above the quotes"


def test_the_box_says_what_is_missing_and_no_remark_says_it_twice() -> None:
    missing, read = "No paper has the word “Devon”.", "Only papers of Cabinet were searched, as the question names it."
    answer = replace(make_answer(hit(), match="doubtful"), remarks=(missing, read), missing=(missing,))
    page = render_answer(answer)
    assert [why.get_text() for why in page.select(".match .why")] == [missing]
    assert [remark.get_text() for remark in page.select("p.remark")] == [read]
    nothing = render_answer(replace(answer, match="none", quotes=()))
    assert [remark.get_text() for remark in nothing.select("p.remark")] == [missing, read], (
        "without a box it is a remark"
    )


FOLDS = [
    (1, 1, [], [1], "one quote stands open"),
    (3, 3, [], [3], "so do three"),
    (5, 10, ["Show 2 more quotes", "Show 7 more passages"], [3, 2], "what is beyond three is folded"),
    (4, 4, ["Show 1 more quote", "Show 1 more passage"], [3, 1], "and counted"),
]


@pytest.mark.parametrize(("quotes", "passages", "folds", "held", "reason"), FOLDS, ids=[r for *_, r in FOLDS])
def test_further_quotes_and_passages_are_folded(
    quotes: int, passages: int, folds: list[str], held: list[int], reason: str
) -> None:
    answer = make_answer(*(hit(rank=number) for number in range(1, passages + 1)))
    page = render_answer(replace(answer, quotes=answer.quotes * quotes))
    folded = page.select("details.more-quotes, details.more-passages")
    assert [fold.summary and fold.summary.get_text() for fold in folded] == folds
    assert not [fold for fold in page("details") if fold.has_attr("open")]
    open_quotes = page.select(".panel.answer > .quote")
    assert [len(open_quotes), *(len(fold(class_="quote")) for fold in page.select("details.more-quotes"))] == held
    assert len(page.select("li.card")) == passages
    second = page.select("ol.cards")[1:]
    assert [ol["start"] for ol in second] == ["4"] * (passages > 3), "the numbers go on"


def test_a_quote_with_another_figure_is_folded_and_announced() -> None:
    answer = make_answer(hit())
    fold = render_answer(replace(answer, also=answer.quotes)).select_one("details.other-figures")
    assert fold is not None and fold.summary is not None
    assert fold.summary.get_text() == "Show 1 quote with another figure or date"
    assert len(fold(class_="quote")) == 1


def test_a_folded_passage_shows_two_lines_unless_it_is_quoted_above() -> None:
    other = replace(PASSAGE, passage_id="other", text=f"{TEXT} {'Nothing more. ' * 60}")
    page = render_answer(make_answer(hit(), hit(other, rank=2)))
    first, second = page.select("li.card summary .row")
    assert first.get_text() == (
        "Inspection of services Quoted above North Council · Cabinet · 1 July 2024 · para 4.2 · p. 41, PDF pages 3–4"
    )
    excerpt = second.select_one(".row-excerpt")
    assert excerpt is not None and excerpt.get_text() in other.text and len(excerpt.get_text()) <= 240
    assert [mark.get_text() for mark in excerpt("mark")] == ["oversight", "managers"]
    assert not second.select(".badge")
