"""Numbers that a style sheet counts, and markers that are strings: what a browser prints, and what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.registry import read

NONE = "ol{list-style:none}"
ITEMS = "<ol><li>x<li>y</ol>"


def read_page(folder: Path, style: str, body: str) -> str:
    path = folder / "page.html"
    path.write_text(f"<html><style>{NONE}{style}</style><body>{body}</body></html>", "utf-8")
    return read(path).text


@pytest.mark.parametrize(
    ("style", "body", "printed", "reason"),
    [
        ("ol{counter-reset:i}li{counter-increment:i}li::before{content:counter(i) '. '}", ITEMS + "<ol><li>z</ol>",
         "1. x\n2. y\n1. z", "each list begins anew"),
        ("ol{counter-reset:i}li:before{counter-increment:i;content:counter(i) '.'}",
         "<ol><li>x<ol><li>p</ol><li>y</ol>",
         "1. x\n1. p\n2. y", "counted by what is printed, and an inner list has a counter of its own"),
        ("ol{counter-reset:i}li{counter-increment:i}li::before{content:counters(i,'.')}",
         "<ol><li>x<ol><li>p<li>q</ol><li>y</ol>", "1 x\n1.1 p\n1.2 q\n2 y", "with the numbers around it"),
        ("body{counter-reset:s}h2{counter-increment:s;counter-reset:p}h2::before{content:counter(s) '. '}"
         "p{counter-increment:p}p::before{content:counter(s) '.' counter(p)}",
         "<h2>Roads</h2><p>One<p>Two<h2>Parks</h2><p>Three", "1. Roads\n1.1 One\n1.2 Two\n2. Parks\n2.1 Three",
         "headings and their paragraphs"),
        ("ol{counter-reset:i 4}li{counter-increment:i}li::before{content:'(' counter(i,lower-alpha) ')'}",
         "<ol><li>x<li hidden>h<li>y</ol>", "(e) x\n(f) y", "a start, letters, and an item that is not shown"),
        ("ol{counter-reset:i -3}li{counter-increment:i 2}li::before{content:counter(i) ')'}", ITEMS, "-1) x\n1) y",
         "steps of two from below nought"),
        (".n{counter-reset:i}.n>*::before{counter-increment:i;content:counter(i)}", "<div class=n><p>x<p>y</div>",
         "1 x\n2 y", "whatever stands in an element"),
        ("ol{counter-reset:i}li{counter-increment:i}li::before{content:counter(i) '.'}li.u::before{content:none}",
         "<ol><li>x<li class=u>y<li>z</ol>", "1. x\ny\n3. z", "counted and not printed"),
        ("li::before{content:attr(id) counter(i)}", ITEMS, "x\ny", "content that is not said simply"),
        ("li::before{content:counter(i)}", ITEMS, "x\ny", "a counter that nothing counts"),
        ("li::after{content:counter(i)}ol{counter-reset:i}", ITEMS, "x\ny", "what stands behind"),
        ("ol{list-style-type:'§ '}", ITEMS, "§ x\n§ y", "a string for a marker"),
        ("ol{list-style-type:Upper-Roman}", ITEMS, "I. x\nII. y", "names of styles in any case"),
    ],
)  # fmt: skip
def test_counters(tmp_path: Path, style: str, body: str, printed: str, reason: str) -> None:
    assert read_page(tmp_path, style, body) == printed, reason


def test_counters_of_a_page_of_many_levels(tmp_path: Path) -> None:
    body = "<div>" * 200 + "x" + "</div>" * 200
    assert read_page(tmp_path, "div{counter-increment:i}div::before{content:counter(i)}", body).endswith("x")
