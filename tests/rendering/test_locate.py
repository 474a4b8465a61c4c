"""Words among the characters of a page: found where they stand, or not at all."""

from __future__ import annotations

import pytest

from paper_search.rendering.locate import QuotedText, find_quote

PAGE = (
    "Item 6\r\n4.1 The reserve of £8.4m is spent by March.\r\n4.2 A man-\r\nagement plan costs (at most) £2,000.\r\n"
    "Resolved: agreed.\r\n5.1 The ﬁnal ofﬁce closes.\r\nResolved: agreed.\r\nPage 3"
)

FOUND = [
    ("The reserve of £8.4m is spent by March.", "The reserve of £8.4m is spent by March.", "words and their full stop"),
    ("£8.4m is spent", "£8.4m is spent", "a sign that opens them"),
    ("A management plan costs", "A man-\r\nagement plan costs", "a word parted at the end of a line"),
    ("a  MANAGEMENT\nplan", "A man-\r\nagement plan", "other spaces and capitals"),
    ("(at most) £2,000.", "(at most) £2,000.", "brackets"),
    ("The final office closes.", "The ﬁnal ofﬁce closes.", "ligatures"),
    ("reserve of £9.4m", None, "another figure"),
    ("serve of £8.4m", None, "the inside of a word"),
    ("Resolved: agreed.", None, "what stands there twice"),
    ("", None, "nothing"),
    ("—", None, "a sign alone"),
]


@pytest.mark.parametrize(("words", "marked", "reason"), FOUND, ids=[reason for *_, reason in FOUND])
def test_words_are_found_where_they_stand(words: str, marked: str | None, reason: str) -> None:
    (ranges,) = find_quote([PAGE], QuotedText(words))
    assert [PAGE[start:end] for start, end in ranges] == ([marked] if marked else [])


TOLD_APART = [
    ("£2,000.\n", "", 1, "by what stands before"),
    ("", "\n5.1 The final", 1, "by what stands behind"),
    ("closes.\n", "", 2, "the other one"),
    ("nothing of this page", "", 0, "not by what is not there"),
]


@pytest.mark.parametrize(("before", "after", "which", "reason"), TOLD_APART, ids=[r for *_, r in TOLD_APART])
def test_the_same_words_are_told_apart(before: str, after: str, which: int, reason: str) -> None:
    (ranges,) = find_quote([PAGE], QuotedText("Resolved: agreed.", before, after))
    places = [PAGE.index("Resolved"), PAGE.rindex("Resolved")]
    assert [start for start, _ in ranges] == ([places[which - 1]] if which else [])


def test_a_passage_that_goes_on_over_the_page_is_found_on_both() -> None:
    pages = ["7.1 The bridge is closed until\r\nPage 1", "Cabinet\r\nthe river falls again.\r\n7.2 More"]
    first, second = find_quote(pages, QuotedText("The bridge is closed until the river falls again."))
    assert [pages[0][slice(*found)] for found in first] == ["The bridge is closed until"]
    assert [pages[1][slice(*found)] for found in second] == ["the river falls again."]


def test_where_it_is_divided_must_be_plain() -> None:
    pages = ["7.1 The bridge is closed until\r\nthe", "the\r\nriver falls again."]
    assert find_quote(pages, QuotedText("The bridge is closed until the river falls again.")) == [[], []]


def test_of_a_passage_that_is_not_found_whole_its_sentences_are() -> None:
    page = "The ferry carried 81,000 passengers in 2023. 2 A footnote stands here. Repairs cost £1.9m in all, it says."
    wanted = "The ferry carried 81,000 passengers in 2023. Repairs cost £1.9m in all, it says."
    (ranges,) = find_quote([page], QuotedText(wanted))
    assert " ".join(page[start:end] for start, end in ranges) == wanted


SHORT = [
    ("It was resolved to set the precept at £5,700. CDC to be told.\nJM", ["CDC to be told."], "it goes on from there"),
    ("CDC to be told.\nIt was resolved to set the precept at £5,700.", [], "it stands before, and may be another's"),
    ("It was resolved to set the precept at £5,700. Agreed.", [], "other words stand between"),
]


@pytest.mark.parametrize(("words", "also", "reason"), SHORT, ids=[case[-1] for case in SHORT])
def test_a_short_sentence_is_marked_behind_a_longer_one(words: str, also: list[str], reason: str) -> None:
    page = "It was resolved to set the precept at £5,700. CDC to be told. Proposed by CR. Agreed. CDC to be told."
    (ranges,) = find_quote([page], QuotedText(words))
    marked = [page[start:end] for start, end in ranges]
    assert marked == ["It was resolved to set the precept at £5,700.", *also], reason
