"""The bar over a paper: which marks it counts, in which order, and where its links lead."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from paper_search.records import Document, Passage
from paper_search.text.spans import Span
from paper_search.web.components.mark_bar import MarkPlace, make_mark_bar, order_marks
from paper_search.web.forms import NO_TRAIL, AnswerTrail, SearchForm

PAPER = Document("a.pdf", "a.pdf", "0", pages=3)
PASSAGES = [Passage(f"a.pdf::{start}", "a.pdf", "paragraph", "x" * 90, start, start + 90) for start in (0, 100, 200)]
FORM = SearchForm("potholes", ("North",))

ORDERS: list[tuple[Span, tuple[Span, ...], list[Span], str]] = [
    ((110, 120), (), [(110, 120)], "the mark shown is one of them, whatever the address says"),
    ((110, 120), ((210, 220), (10, 20)), [(10, 20), (110, 120), (210, 220)], "the order is that of the paper"),
    ((100, 190), ((110, 120), (210, 220)), [(100, 190), (210, 220)], "a passage takes the place of a quote in it"),
    ((110, 120), ((95, 99), (900, 950)), [(110, 120)], "marks that no passage holds, as of a paper read anew"),
    ((110, 120), ((110, 120),), [(110, 120)], "a mark is not counted twice"),
]


@pytest.mark.parametrize(("shown", "marks", "order", "reason"), ORDERS, ids=[reason for *_, reason in ORDERS])
def test_marks_in_the_order_of_the_paper(shown: Span, marks: tuple[Span, ...], order: list[Span], reason: str) -> None:
    assert order_marks(shown, marks, PASSAGES) == order


TRAIL = AnswerTrail(FORM, "/", ((10, 20), (110, 120), (210, 220)))
PLACES: list[tuple[Span, str, str | None, str | None]] = [
    ((10, 20), "Mark 1 of 3", None, "110"),
    ((110, 120), "Mark 2 of 3", "10", "210"),
    ((210, 220), "Mark 3 of 3", "110", None),
]


def read_start(address: str) -> str | None:
    return parse_qs(urlsplit(address).query)["from"][0] if address else None


@pytest.mark.parametrize(("span", "label", "previous", "following"), PLACES)
def test_the_way_to_the_marks_on_both_sides(
    span: Span, label: str, previous: str | None, following: str | None
) -> None:
    passage = next(passage for passage in PASSAGES if passage.start <= span[0] < passage.end)
    bar = make_mark_bar(PAPER, MarkPlace(passage, span), TRAIL, PASSAGES)
    assert (bar.mark_label, read_start(bar.previous_url), read_start(bar.next_url)) == (label, previous, following)
    assert bar.mark_url == "#passage"
    assert bar.answer_url == "/?q=potholes&authority=North"
    assert all(url.endswith("#passage") for url in (bar.previous_url, bar.next_url) if url)


def test_the_links_carry_the_passage_that_holds_the_mark() -> None:
    bar = make_mark_bar(PAPER, MarkPlace(PASSAGES[0], (10, 20)), TRAIL, PASSAGES)
    assert parse_qs(urlsplit(bar.next_url).query)["passage"] == [PASSAGES[1].passage_id]


def test_a_mark_on_another_page_is_led_to() -> None:
    bar = make_mark_bar(PAPER, MarkPlace(PASSAGES[0], (10, 20), is_on_page=False), TRAIL, PASSAGES)
    assert read_start(bar.mark_url) == "10"


LABELS = [
    (AnswerTrail(FORM, "/ask"), "Back to the answer", "/ask?q=potholes&authority=North"),
    (AnswerTrail(FORM, "/compare"), "Back to the comparison", "/compare?q=potholes&authority=North"),
    (AnswerTrail(FORM, "/timeline"), "Back to the timeline", "/timeline?q=potholes&authority=North"),
    (NO_TRAIL, "Back to the answer", ""),
]


@pytest.mark.parametrize(("trail", "label", "address"), LABELS)
def test_the_way_back_names_the_view(trail: AnswerTrail, label: str, address: str) -> None:
    bar = make_mark_bar(PAPER, MarkPlace(PASSAGES[0], None), trail, PASSAGES)
    assert (bar.answer_label, bar.answer_url) == (label, address)
