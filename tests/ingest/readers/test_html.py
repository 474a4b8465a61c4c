"""Web pages: what a browser prints, without what frames it."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import read
from paper_search.records import Reading


def read_page(folder: Path, body: str, head: str = "") -> Reading:
    path = folder / "page.html"
    path.write_text(f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>", "utf-8")
    return read(path)


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


ITEM = """
<form id="page"><div id="top"><header><p>Westmarch Council</p></header><nav><ul><li>Home</li></ul></nav>
<form><input value="x"><label>Search this site</label></form></div>
<div id="modgov"><div class="mgContent"><h1>Agenda item</h1><h2>Flood defences</h2>
<p>Report of the Director.</p><h3>Minutes:</h3>
<p>14.1&nbsp;&nbsp;The Board considered the report. In discussion:</p>
<ul><li>Members asked about the river wall.</li><li>Officers said it was sound.</li></ul>
<p>14.2 <b>Resolved</b> that the Board:</p>
<ol><li>note the report; and</li><li>ask for another.</li></ol>
<h3>Supporting documents:</h3><ul><li><a href="x.pdf">Report</a></li></ul></div></div>
<footer>Contact us</footer></form><script>alert(1)</script>
"""


def test_an_item_page(tmp_path: Path) -> None:
    reading = read_page(tmp_path, ITEM)
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Agenda item"),
        ("heading", 2, "Flood defences"),
        ("text", None, "Report of the Director."),
        ("heading", 3, "Minutes:"),
        ("text", None, "14.1 The Board considered the report. In discussion:"),
        ("text", None, "\u2022 Members asked about the river wall."),
        ("text", None, "\u2022 Officers said it was sound."),
        ("text", None, "14.2 Resolved that the Board:"),
        ("text", None, "1. note the report; and"),
        ("text", None, "2. ask for another."),
        ("heading", 3, "Supporting documents:"),
        ("text", None, "\u2022 Report"),
    ]
    assert reading.text == "\n".join(texts(reading))


@pytest.mark.parametrize(
    ("body", "expected", "why"),
    [
        ("<ol start=4><li>a</li><li>b</li></ol>", ["4. a", "5. b"], "a list that goes on"),
        ("<ol type=a><li>x</li><li>y</li></ol>", ["a. x", "b. y"], "letters"),
        ("<ol type=I><li>x</li><li>y</li></ol>", ["I. x", "II. y"], "Roman numbers"),
        ("<ol><li value=7>x</li><li>y</li></ol>", ["7. x", "8. y"], "a number of its own"),
        ("<ol reversed><li>x</li><li>y</li></ol>", ["2. x", "1. y"], "counting down"),
        ("<ol style='list-style-type: lower-roman'><li>x</li></ol>", ["i. x"], "numbers by style"),
        ("<ul style='list-style:none'><li>x</li></ul>", ["x"], "no bullets"),
        ("<ol><li>x<ul><li>y</li></ul></li><li>z</li></ol>", ["1. x", "\u2022 y", "2. z"], "a list in a list"),
        ("<ol><li><p>x</p><p>y</p></li></ol>", ["1. x", "y"], "an item of two paragraphs"),
    ],
)
def test_list_numbers_as_a_browser_prints_them(tmp_path: Path, body: str, expected: list[str], why: str) -> None:
    assert texts(read_page(tmp_path, body)) == expected, why


@pytest.mark.parametrize(
    ("body", "expected", "why"),
    [
        ("<p>a<br>b</p>", ["a\nb"], "one line break stays in its paragraph"),
        ("<p>a<br><br>b</p>", ["a", "b"], "two part paragraphs"),
        ("<p>1. a<br>2. b</p>", ["1. a", "2. b"], "typed numbers begin items"),
        ("<div>a<p>b</p>c</div>", ["a", "b", "c"], "words around a paragraph"),
        ("<p>a <b>b</b>c</p>", ["a bc"], "bold inside a word's line"),
        ("<p>&nbsp;</p><p>a</p>", ["a"], "an empty paragraph"),
        ("<p hidden>x</p><p style='display: none'>y</p><p>a</p>", ["a"], "what is not shown"),
        ("<!-- x --><p>a</p>", ["a"], "a comment"),
        ("<table><tr><th>Y</th><th>C</th></tr><tr><td>1</td><td>2</td></tr></table>", ["Y | C\n1 | 2"], "a table"),
        ("<table><tr><td><h2>a</h2></td><td><p>b</p></td></tr></table>", ["a", "b"], "a table that lays out a page"),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", ["a", "b"], "a table of one column"),
    ],
)
def test_blocks(tmp_path: Path, body: str, expected: list[str], why: str) -> None:
    assert texts(read_page(tmp_path, body)) == expected, why


def test_a_bold_paragraph_is_a_heading(tmp_path: Path) -> None:
    reading = read_page(tmp_path, "<p><strong>Decision</strong></p><p>That it be <strong>noted</strong>.</p>")
    assert [block.kind for block in reading.blocks] == ["heading", "text"]


def test_long_tables_are_split(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>x</td></tr>" for n in range(30))
    assert [text.count("\n") + 1 for text in texts(read_page(tmp_path, f"<table>{rows}</table>"))] == [12, 12, 6]


def test_information(tmp_path: Path) -> None:
    head = (
        "<title>Flood defences - Westmarch</title><meta name='description' content='An item'>"
        "<meta name='DC.date' content='2024-06-03'><link rel='canonical' href='https://example.org/1'>"
    )
    info = dict(read_page(tmp_path, "<p>a</p>", head).info)
    assert info == {
        "title": "Flood defences - Westmarch",
        "description": "An item",
        "dc.date": "2024-06-03",
        "url": "https://example.org/1",
        "lang": "en",
    }


def test_a_page_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes("<html><meta charset=windows-1252><p>Cost: \u00a35 \u2013 final</p></html>".encode("cp1252"))
    assert texts(read(path)) == ["Cost: \u00a35 \u2013 final"]


def test_a_page_without_words_is_empty(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        read_page(tmp_path, "<script>var a = 1</script>")
    assert error.value.code == "empty"
