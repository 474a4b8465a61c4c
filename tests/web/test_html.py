"""Text to HTML: nothing that a paper prints becomes markup, and nothing of it is lost."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paper_search.web.html import (
    CUT_NOTICE,
    clip,
    escape,
    mark_quote,
    mark_spans,
    merge_spans,
    show_struck,
)

HOSTILE = [
    ("<script>alert(1)</script>", "a script element"),
    ('"><img src=x onerror=alert(1)>', "the end of an attribute, then an element that runs"),
    ("' onmouseover='alert(1)", "the end of a single-quoted attribute"),
    ("${alert(1)}", "a placeholder of a JavaScript template literal"),
    ("{{value}} {{{value}}}", "a placeholder of the page's template language"),
    ("`;alert(1)//", "the end of a template literal"),
    ("\\u003cscript\\u003e \\", "an escape that a script would undo, and a last backslash"),
    ("&lt;b&gt; &amp;", "entities that a paper prints"),
    ("javascript:alert(1)", "an address that runs"),
    ("</mark></blockquote></div>", "the end of the elements around it"),
]


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_hostile_text_stays_text(text: str, reason: str) -> None:
    shown = mark_spans(text, [(1, 3)])
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<mark>", "</mark>"}
    assert not set("`$\\{}\"'") & set(shown)
    assert html.unescape(re.sub(r"</?mark>", "", shown)) == text


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(-9, 220), st.integers(-9, 220)), max_size=6))
def test_marks_change_no_character(text: str, marks: list[tuple[int, int]]) -> None:
    assume("~~" not in text)
    assert re.sub(r"</?(mark|span)[^>]*>", "", mark_spans(text, marks)) == escape(text)


STRUCK = [
    ("The fee is ~~40~~ 45.", [(4, 7)], "The <mark>fee</mark> is <del>40</del> 45."),
    ("~~<b>~~ stays", [], "<del>&lt;b&gt;</del> stays"),
    # Marks inside struck words, and across their end.
    (
        "It ~~rises by 40~~ now",
        [(5, 10), (14, 22)],
        "It <del><mark>rises</mark> by <mark>40</mark></del><mark> now</mark>",
    ),
    # A passage that was cut inside struck words.
    ("rises in May.~~ It falls", [], "<del>rises in May.</del> It falls"),
    ("It falls. ~~It rises", [], "It falls. <del>It rises</del>"),
]


@pytest.mark.parametrize(("text", "marks", "shown"), STRUCK)
def test_struck_words_are_shown_so_and_said_so(text: str, marks: list[tuple[int, int]], shown: str) -> None:
    html_text = mark_spans(text, marks)
    assert re.sub(r'<span class="unseen">[^<]*</span>', "", html_text) == shown
    assert html_text.count('<span class="unseen"> struck through: </span>') == shown.count("<del>")


ANSWERS = [
    ("It costs £40 a year.", [], (9, 12), "It costs <b>£40</b> a year.", "the words that answer alone"),
    ("It costs £40 a year.", [(3, 8)], (9, 12), "It <i>costs</i> <b>£40</b> a year.", "beside a word of the question"),
    ("It costs £40 a year.", [(3, 8)], (3, 12), "It <b><i>costs</i> £40</b> a year.", "around a word of the question"),
    ("It costs £40.", [(3, 12)], (9, 13), "It <i>costs </i><b><i>£40</i>.</b>", "a mark across the beginning"),
    ("It costs £40.", [(0, 12)], (3, 8), "<i>It </i><b><i>costs</i></b><i> £40</i>.", "inside a mark"),
    ("It costs £40.", [], (9, 99), "It costs <b>£40.</b>", "beyond the end it is cut to the quote"),
    ("It costs £40.", [], (-5, 2), "<b>It</b> costs £40.", "before the beginning too"),
    ("It costs £40.", [], (5, 5), "It costs £40.", "no words at all"),
    (
        "It costs ~~30~~ £40.",
        [],
        (9, 19),
        "It costs <del><b>30</b></del><b> £40</b>.",
        "across the end of struck words",
    ),
    ("Is <40 & >30.", [], (3, 6), "Is <b>&lt;40</b> &amp; &gt;30.", "what a paper prints stays text"),
]


@pytest.mark.parametrize(("text", "marks", "highlight", "shown", "reason"), ANSWERS, ids=[row[-1] for row in ANSWERS])
def test_the_words_that_answer_are_marked_apart(
    text: str, marks: list[tuple[int, int]], highlight: tuple[int, int], shown: str, reason: str
) -> None:
    html_text = re.sub(r'<span class="unseen">[^<]*</span>', "", mark_quote(text, marks, highlight))
    tags = {"<b>": '<mark class="answers">', "</b>": "</mark>", "<i>": "<mark>", "</i>": "</mark>"}
    assert html_text == re.sub("|".join(tags), lambda tag: tags[tag[0]], shown)


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-9, 70), st.integers(-9, 70)), max_size=4),
    st.tuples(st.integers(-9, 70), st.integers(-9, 70)),
)
def test_marks_of_both_kinds_change_no_character_and_close(
    text: str, marks: list[tuple[int, int]], highlight: tuple[int, int]
) -> None:
    assume("~~" not in text)
    shown = mark_quote(text, marks, highlight)
    assert re.sub(r"</?(mark|span)[^>]*>", "", shown) == escape(text)
    assert shown.count("<mark") == shown.count("</mark>")


SUMS = [
    ("Costs (-£9.9m) fell", "Costs ([-£9.9m]) fell", "a sum below nothing, in brackets"),
    (
        "It is +£35.4m, or \u2212€1,200.",
        "It is [+£35.4m], or [\u2212€1,200].",
        "signs of every kind, no stop behind them",
    ),
    ("from £5m-£9m a year", "from £5m-£9m a year", "a range has no sign"),
    ("a fall of - £5", "a fall of - £5", "a dash that stands alone"),
]


@pytest.mark.parametrize(("text", "shown", "reason"), SUMS, ids=[reason for *_, reason in SUMS])
def test_a_sum_stays_with_its_sign(text: str, shown: str, reason: str) -> None:
    kept = mark_spans(text).replace('<span class="sum">', "[").replace("</span>", "]")
    assert kept == shown, reason


def test_in_a_whole_paper_only_pairs_are_struck() -> None:
    assert "<del>" not in show_struck("About ~~5 came.\nThey left.")
    assert show_struck("It ~~falls~~.").count("<del>") == 1
    assert show_struck("It ~~falls", is_passage=True).count("<del>") == 1


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=200))
def test_printable_text_survives(text: str) -> None:
    assert html.unescape(escape(text)) == text


UNPRINTABLE = [
    ("a\x00b", "a\ufffdb", "a null ends a page for some readers"),
    ("a\ud800b", "a\ufffdb", "half a surrogate pair cannot be sent as UTF-8"),
    ("a\x1bb", "a\ufffdb", "an escape means something to a terminal"),
    ("a\tb\nc\r\n", "a\tb\nc\r\n", "white space is the paper's own"),
    ("\u202eevil", "\u202eevil", "right-to-left marks are kept: the element around them contains them"),
]


@pytest.mark.parametrize(("text", "shown", "reason"), UNPRINTABLE)
def test_characters_that_cannot_be_shown(text: str, shown: str, reason: str) -> None:
    assert escape(text) == shown
    escape(text).encode("utf-8")


def test_a_word_without_end_is_cut_and_says_so() -> None:
    shown = mark_spans("x" * 100_000, [(0, 100_000)], limit=500)
    assert shown == f"<mark>{'x' * 500}</mark>{escape(CUT_NOTICE)}"


SPANS = [
    ([(4, 6), (0, 2)], [(0, 2), (4, 6)], "out of order"),
    ([(0, 5), (3, 8)], [(0, 8)], "overlapping"),
    ([(0, 3), (3, 5)], [(0, 5)], "touching"),
    ([(0, 9), (2, 3)], [(0, 9)], "one inside the other"),
    ([(-5, 2), (8, 99)], [(0, 2), (8, 10)], "beyond the ends"),
    ([(4, 4), (6, 5), (50, 60)], [], "empty, turned round, outside"),
]


@pytest.mark.parametrize(("given_", "wanted", "reason"), SPANS)
def test_spans_are_joined(given_: list[tuple[int, int]], wanted: list[tuple[int, int]], reason: str) -> None:
    assert merge_spans(given_, 10) == wanted


def test_a_long_text_is_cut() -> None:
    assert (clip("abc", 3), clip("abcd", 3)) == ("abc", "ab…")
