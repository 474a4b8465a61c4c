"""Citations in the forms that letters, pages and reference managers take, one row a case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from paper_search.citations.format import format_label
from paper_search.citations.styles import STYLES, cite
from paper_search.errors import QueryError
from paper_search.records import Document, Locator, Meeting, Passage

PAPER = Document(
    "a.pdf",
    "a.pdf",
    "0",
    kind="report",
    title="Roads & Bridges",
    meeting=Meeting("Xshire Council", "Cabinet", date(2024, 1, 5)),
    url="https://papers.xshire.example/a?b=1&c=2",
)
PASSAGE = Passage("a.pdf::1", "a.pdf", "paragraph", "Words.", 0, 6, locator=Locator((5, 6), None, "4.2"))
UNKNOWN = Document("b.txt", "b.txt", "0")
NOWHERE = Passage("b.txt::1", "b.txt", "paragraph", "Words.", 0, 6)

WRITTEN = [
    ("text", "Xshire Council, Cabinet, 5 January 2024, “Roads & Bridges”, para 4.2 (pp. 5–6)", "as quotes are cited"),
    (
        "markdown",
        "Xshire Council, Cabinet, 5 January 2024, [*Roads \\& Bridges*](<https://papers.xshire.example/a?b=1&c=2>),"
        " para 4.2 (pp. 5–6)",
        "the title is set apart and links to the paper",
    ),
    (
        "html",
        "<p>Xshire Council, Cabinet, 5 January 2024,"
        ' <a href="https://papers.xshire.example/a?b=1&amp;c=2"><cite>Roads &amp; Bridges</cite></a>,'
        " para 4.2 (pp. 5–6)</p>",
        "title and address are escaped",
    ),
    (
        "ris",
        "TY  - RPRT\nTI  - Roads & Bridges\nAU  - Xshire Council\nPB  - Xshire Council\nT2  - Cabinet\nPY  - 2024\n"
        "DA  - 2024/01/05/\nM3  - report\nSP  - 5\nEP  - 6\nUR  - https://papers.xshire.example/a?b=1&c=2\n"
        "N1  - Xshire Council, Cabinet, 5 January 2024, “Roads & Bridges”, para 4.2 (pp. 5–6)\n"
        "ID  - a.pdf::1\nER  - ",
        "one record, a tag a line",
    ),
]


@pytest.mark.parametrize(("style", "expected", "reason"), WRITTEN)
def test_each_style(style: str, expected: str, reason: str) -> None:
    assert cite(PASSAGE, PAPER, style) == expected, reason


def test_text_is_the_line_that_quotes_carry_where_all_is_stated() -> None:
    assert cite(PASSAGE, PAPER) == format_label(PASSAGE, PAPER)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("part", ["council", "committee", "date", "title", "paragraph", "page"])
def test_what_nothing_states_is_said_in_every_style(style: str, part: str) -> None:
    assert f"{part} not stated" in cite(NOWHERE, UNKNOWN, style)


def test_a_date_that_is_not_stated_takes_no_field_of_numbers() -> None:
    tags = [line[:2] for line in cite(NOWHERE, UNKNOWN, "ris").splitlines()]
    assert not {"PY", "DA", "SP", "EP", "UR", "M3"} & set(tags)


HOSTILE = [
    ("Roads <script>x</script>", "html", "&lt;script&gt;", "<script>", "a tag in a title stays words"),
    ("Roads \"x\" 'y'", "html", "&quot;x&quot; &#x27;y&#x27;", '"x"', "quotation marks"),
    ("Roads *and* [x](y) `z`", "markdown", "\\*and\\* \\[x\\](y) \\`z\\`", " *and*", "marks of Markdown stay words"),
    ("Roads\nER  - \nTY  - BOOK", "ris", "TI  - Roads ER - TY - BOOK", "\nTY  - BOOK", "a line break starts no field"),
    ("Roads\x1b[2J\x00", "text", "“Roads[2J”", "\x1b", "what cannot be printed is left out"),
]


@pytest.mark.parametrize(("title", "style", "has", "has_not", "reason"), HOSTILE)
def test_words_of_a_paper_never_change_the_shape(title: str, style: str, has: str, has_not: str, reason: str) -> None:
    written = cite(PASSAGE, replace(PAPER, title=title), style)
    assert has in written, reason
    assert has_not not in written, reason


ADDRESSES = [
    ("javascript:alert(1)", False, "a script is no address"),
    ("file:///etc/hosts", False, "nor is a file of this machine"),
    ('https://x.example/"onclick="y', False, "an address with a quotation mark"),
    ("https://x.example/a>b", False, "one that would end Markdown's brackets"),
    ("http://x.example/a_b", True, "an address of the web"),
]


@pytest.mark.parametrize(("url", "linked", "reason"), ADDRESSES)
@pytest.mark.parametrize("style", ["markdown", "html", "ris"])
def test_only_addresses_of_the_web_are_linked(url: str, linked: bool, reason: str, style: str) -> None:
    assert (url in cite(PASSAGE, replace(PAPER, url=url), style)) is linked, reason


@pytest.mark.parametrize(("passage", "paper"), [(PASSAGE, PAPER), (NOWHERE, UNKNOWN)])
def test_ris_can_be_read_by_its_grammar(passage: Passage, paper: Document) -> None:
    lines = cite(passage, paper, "ris").split("\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - RPRT", "ER  - ")
    assert sum(line.startswith("TY") for line in lines) == 1


def test_what_a_machine_read_off_a_picture_says_so() -> None:
    assert cite(PASSAGE, replace(PAPER, recognised_pages=(6,))).endswith("(read by OCR)")


def test_an_unknown_style_names_those_there_are() -> None:
    with pytest.raises(QueryError, match="text, markdown, html, ris"):
        cite(PASSAGE, PAPER, "apa")
