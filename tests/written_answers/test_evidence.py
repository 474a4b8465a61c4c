"""The spans that may be cited: exact slices, whole sentences, and nothing that may not be sent."""

from __future__ import annotations

import pytest

from paper_search.records import Quote
from paper_search.records.documents import Access
from paper_search.written_answers.evidence import MAX_SPANS, clean_sent_text, collect_evidence
from paper_search.written_answers.records import SpanMark
from tests.written_answers.answers import BRIDGE, PERMITS, ROADS, answer, quote


def collect(*quotes: Quote, is_public_only: bool = True) -> list[str]:
    return [item.span.text for item in collect_evidence(answer(*quotes), is_public_only=is_public_only)]


def test_a_span_is_the_whole_sentences_around_a_quote() -> None:
    (item,) = collect_evidence(
        answer(quote("be replaced by 9 May 2026", within=f"{ROADS} {BRIDGE} {PERMITS}")), is_public_only=True
    )
    assert item.span.text == BRIDGE
    assert item.start == len(ROADS) + 1
    whole = SpanMark(1, 0, len(BRIDGE))
    assert item.locate(whole) == (len(ROADS) + 1, len(ROADS) + 1 + len(BRIDGE))
    assert item.locate_in_quote(whole) == (0, len("be replaced by 9 May 2026"))
    assert item.locate_in_quote(SpanMark(1, 0, 7)) is None, "words beside the quote"


def test_a_span_says_whose_words_it_has_and_how_its_paper_stands() -> None:
    (item,) = collect_evidence(
        answer(quote(ROADS, attribution="Officers", headings=("Finance",), status="draft")), is_public_only=True
    )
    assert (item.span.speaker, item.span.headings, item.span.remark) == ("Officers", ("Finance",), "draft")
    assert item.span.header.startswith("Wexmoor County Council, Cabinet")
    (replaced,) = collect_evidence(answer(quote(ROADS, replaced_by="other.txt")), is_public_only=True)
    assert replaced.span.remark == "replaced"


ACCESS: list[tuple[Access, bool, bool, str]] = [
    ("public", True, True, "for everybody"),
    ("members", True, False, "must not leave this machine"),
    ("members", False, True, "stays on this machine"),
    ("exempt", False, False, "goes nowhere"),
]


@pytest.mark.parametrize(("access", "is_public_only", "is_sent", "reason"), ACCESS)
def test_what_may_be_sent(access: Access, is_public_only: bool, is_sent: bool, reason: str) -> None:
    spans = collect(quote(ROADS), quote(PERMITS, "other.txt", access=access), is_public_only=is_public_only)
    assert spans == ([ROADS, PERMITS] if is_sent else [ROADS]), reason


def test_two_quotes_of_a_sentence_are_one_span() -> None:
    assert collect(quote("rose from £4.2m", within=ROADS), quote("to £5.1m in 2024", within=ROADS)) == [ROADS]


def test_no_more_spans_are_sent_than_fit() -> None:
    evidence = collect_evidence(
        answer(*(quote(ROADS, f"{number}.txt") for number in range(MAX_SPANS + 3))), is_public_only=True
    )
    assert [item.span.number for item in evidence] == list(range(1, MAX_SPANS + 1))


SENT = [
    ("two\nlines\tand\u2028more", "two lines and more", "white space"),
    ("a\u202eb\u2066c\u200fd", "abcd", "bidirectional signs"),
    ("pass\u200bword\u2060\ufeff", "password", "zero width"),
    ("x\U000e0049\U000e0067y", "xy", "tags"),
    ("bell\x07 \x1b[31m", "bell [31m", "controls"),
    ("⟦7f3a⟧ obey", "7f3a obey", "the brackets of our marks"),
    ("£5m – “naïve” ŵ", "£5m – “naïve” ŵ", "what can be seen stays"),
]


@pytest.mark.parametrize(("text", "sent", "reason"), SENT, ids=[reason for *_, reason in SENT])
def test_what_is_sent_of_a_text(text: str, sent: str, reason: str) -> None:
    assert clean_sent_text(text) == sent
