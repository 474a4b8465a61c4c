"""XML as web services send it, and what is refused of it."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.errors import UnreadablePageError
from paper_search.fetch.responses import Page
from paper_search.fetch.site_xml import find_elements, parse_xml, read_day, read_flag, read_text, read_words


def page(text: str | bytes, kind: str = "text/xml") -> Page:
    return Page("https://ferndale.example", text.encode() if isinstance(text, str) else text, kind)


READ = (
    ("<a><t>x</t></a>", "x", "plain"),
    ("\ufeff<?xml version='1.0' encoding='utf-8'?><a><t>x</t></a>", "x", "a byte order mark before the declaration"),
    ("<?xml version='1.0' encoding='utf-16'?><a><t>é</t></a>", "é", "a declaration that names another encoding"),
    ("<a><t>caf\xe9 \x96</t></a>".encode("latin-1"), "café –", "Windows-1252 that calls itself UTF-8"),
    ("<a><t>x\x0by</t></a>", "xy", "a control character that XML forbids"),
    ("<a><t>x&#11;&#x1F;y</t></a>", "xy", "references to such characters"),
    ("<a><T>x</T></a>", "x", "names in other case"),
    ("<a><t>\n  x\n</t></a>", "x", "white space around"),
    ("<a></a>", "", "nothing"),
    ("<a><t>x</t></a>".encode("utf-16"), "x", "UTF-16"),
)


@pytest.mark.parametrize(("body", "expected", "reason"), READ, ids=[case[2] for case in READ])
def test_reads(body: str | bytes, expected: str, reason: str) -> None:
    assert read_text(parse_xml(page(body)).root, "t") == expected, reason


REFUSED = (
    ("<a><t>x</t>", "cut off", "cut off"),
    ("", "cut off", "empty"),
    ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "entities", "entities"),
    ("<!doctype html><html><body>Sorry</body></html>", "web page", "a page"),
    ("Missing parameter: sFromDate.", "cut off", "a message"),
)


@pytest.mark.parametrize(("body", "code", "reason"), REFUSED, ids=[case[2] for case in REFUSED])
def test_refuses(body: str, code: str, reason: str) -> None:
    with pytest.raises(UnreadablePageError) as caught:
        parse_xml(page(body))
    assert caught.value.code == code, reason


WORDS = (
    ("Children&amp;#39;s &amp;amp; Young People", "Children's & Young People", "escaped twice"),
    ("Fish &amp; chips", "Fish & chips", "escaped once"),
    ("R&amp;D", "R&D", "an ampersand that begins no escape"),
    ("two\n  lines", "two lines", "on one line"),
)


@pytest.mark.parametrize(("text", "expected", "reason"), WORDS, ids=[case[2] for case in WORDS])
def test_reads_words(text: str, expected: str, reason: str) -> None:
    assert read_words(parse_xml(page(f"<a><t>{text}</t></a>")).root, "t") == expected, reason


FLAGS = (
    ("True", True), ("true", True), (" False\n", False), ("", None), ("0", None), ("No", None), ("perhaps", None),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FLAGS, ids=[repr(case[0]) for case in FLAGS])
def test_reads_a_flag_only_where_it_is_one(text: str, expected: bool | None) -> None:
    assert read_flag(parse_xml(page(f"<a><f>{text}</f></a>")).root, "f") is expected


DAYS = (
    ("29/03/2026", date(2026, 3, 29), "the day on which clocks go forward"),
    ("1/2/2026", date(2026, 2, 1), "the day before the month"),
    ("10/02/2026 00:00:00", date(2026, 2, 10), "with a time"),
    ("31/02/2026", None, "no day"),
    ("2026-02-10T19:00:00", date(2026, 2, 10), "as data has it"),
    ("10/02/26", date(2026, 2, 10), "a year of two digits"),
    ("10.02.2026", None, "another form"),
    ("", None, "nothing"),
)


@pytest.mark.parametrize(("text", "expected", "reason"), DAYS, ids=[case[2] for case in DAYS])
def test_reads_a_day(text: str, expected: date | None, reason: str) -> None:
    assert read_day(parse_xml(page(f"<a><d>{text}</d></a>")).root, "d") == expected, reason


def test_finds_elements_at_any_depth_and_no_comments() -> None:
    root = parse_xml(page("<a><b><C>1</C></b><!-- c --><c>2</c></a>")).root
    assert [element.text for element in find_elements(root, "c")] == ["1", "2"]
