"""Web pages: the whole of the paper is read, whatever frames it, and what is not read is listed."""

# ruff: noqa: E501 - a row of a table is a line
from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.documents import documents_in_file
from paper_search.ingest.readers.html import read_html
from paper_search.records import Reading

MENU = (
    "<ul class=menu>"
    + "".join(f"<li><a href=/{n}>Services and payments, entry {n}</a></li>" for n in range(60))
    + "</ul>"
)
NAV = f"<nav>{MENU}</nav>"
LINES = [f"{n}. RESOLVED that the quay at Larkford be let for {n},250 pounds a year." for n in range(1, 9)]
PAPER = "<h1>Minutes of the Harbour Board</h1>" + "".join(f"<p>{line}</p>" for line in LINES)
BODY = "".join(f"<p>{line}</p>" for line in LINES)
MARKING = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A"


def read_page(folder: Path, body: str, head: str = "") -> Reading:
    path = folder / "page.html"
    path.write_text(f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>", "utf-8")
    return read_html(path)


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f"{NAV}<form id=aspnetForm>{PAPER}</form>", "a form around the paper, beside a menu of more words"),
        (f"<div>{MENU}</div><form id=aspnetForm>{PAPER}</form>", "the same where the menu is no nav element"),
        (f"<form id=aspnetForm>{NAV}{PAPER}<input type=search value=x></form>", "menu and search inside the form"),
        (f"<form id=aspnetForm><div>{MENU}</div><main>{PAPER}</main></form>", "a form around the main part"),
        (f"<main><p>You are here.</p></main><div>{PAPER}</div>", "beside a main part that is a mere corner"),
        (f"<main><h1>Minutes</h1><p>{'The Board met at Larkford. ' * 20}</p></main><div>{PAPER}</div>", "beside a main part of half its words"),
        (f"<article><p>A teaser of the paper.</p></article><section>{PAPER}</section>", "beside a small article"),
        (f"<header>{PAPER}</header>", "in a header that is the whole page"),
        (f"<main><form action=/search><input name=q value=x><label>Search</label></form>{PAPER}</main>", "a search inside the main part"),
        (f"<main>{NAV}<form>{PAPER}</form></main>", "a form inside the main part"),
        (f"<table role=presentation><tr><td>{MENU}</td><td>{PAPER}</td></tr></table>", "a table that lays out the page"),
        (f"<details><summary>Minutes</summary>{PAPER}</details>", "a part that opens with a click"),
    ],
)  # fmt: skip
def test_the_paper_is_read_whatever_frames_it(tmp_path: Path, body: str, why: str) -> None:
    lines = texts(read_page(tmp_path, body))
    assert [line for line in lines if "RESOLVED" in line] == LINES, why


@pytest.mark.parametrize(
    ("header", "rest", "expected", "why"),
    [
        ("<h1>Minutes of the Harbour Board</h1><p>14 March 2024</p>", BODY, ["Minutes of the Harbour Board", "14 March 2024"], "the page's only title"),
        ("<h1>Minutes of the Harbour Board</h1>", f"<main>{BODY}</main>", ["Minutes of the Harbour Board"], "above the main part"),
        ("<h1>Minutes</h1><p>DRAFT, not yet agreed</p>", f"<main>{BODY}</main>", ["Minutes", "DRAFT, not yet agreed"], "with a mark of its status"),
        ("<h1>Larkford Council</h1>", f"<main>{PAPER}</main>", [], "the site's name, where the paper has a title"),
        ("<h1><a href=/>Larkford Council</a></h1>", f"<main>{BODY}</main>", [], "a way home"),
        ("<p>Larkford Council</p>", f"<main>{BODY}</main>", [], "no title"),
        (f"<h1>Minutes</h1><nav>{MENU}</nav><form><input name=q></form>", f"<main>{BODY}</main>", ["Minutes"], "a title beside the menu"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["header", "div role=banner"])
def test_titles_in_page_headers(
    tmp_path: Path, tag: str, header: str, rest: str, expected: list[str], why: str
) -> None:
    lines = texts(read_page(tmp_path, f"<{tag}>{header}</{tag.partition(' ')[0]}>{rest}"))
    assert lines[: lines.index(LINES[0])] == (
        expected or (["Minutes of the Harbour Board"] if "<h1>" in rest else [])
    ), why


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("<p>DRAFT</p>", "draft"),
        ("<p>DRAFT, not yet agreed by the Board</p>", "draft"),
        ("<p>Draft (subject to approval)</p>", "draft"),
        ("<nav><a href=/d>Draft minutes of May</a></nav>", None),
        ("<p>Larkford Council</p>", None),
    ],
)
def test_a_mark_in_the_page_header_is_the_papers_status(tmp_path: Path, header: str, status: str | None) -> None:
    reading = read_page(tmp_path, f"<header>{header}</header><main>{PAPER}</main>")
    (found,) = documents_in_file("page.html", "0" * 64, reading).documents
    assert found.document.status == status


# -- what is filled in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected", "why"),
    [
        ("<p>Decision: <input value='Approved'></p>", ["Decision: Approved"], "a line of text"),
        ("<label>Decision:</label><input type=text value='Approved'>", ["Decision: Approved"], "right behind its label"),
        ("<form><label>Decision:</label><input value='Approved'></form>", ["Decision: Approved"], "in a form of nothing else"),
        ("<p>On <input type=date value=2024-03-14></p>", ["On 2024-03-14"], "a date"),
        ("<p>Sum <input type=number value=40000></p>", ["Sum 40000"], "a number"),
        ("<p>By <select><option>Cllr Fenn<option selected>Cllr Lowe</select></p>", ["By Cllr Lowe"], "the option that is chosen"),
        ("<p>By <select multiple><option selected>A Fenn<option selected>B Lowe<option>C</select></p>", ["By A Fenn, B Lowe"], "several"),
        ("<p>By <select><option>Cllr Fenn<option>Cllr Lowe</select>.</p>", ["By ."], "none is chosen"),
        ("<p>By <select><option selected>Please select</select>.</p>", ["By ."], "an invitation to choose"),
        ("<p>Reasons</p><textarea>The wall leans.\n\nIt is old.</textarea>", ["Reasons", "The wall leans.", "It is old."], "several lines"),
        ("<p>Total: <output>£40</output></p>", ["Total: £40"], "a result"),
        ("<p>Key decision: <label><input type=radio checked> Yes</label> <label><input type=radio> No</label></p>", ["Key decision: ☒ Yes ☐ No"], "the one that is ticked"),
        ("<p><input type=checkbox checked>Urgent</p><p><input type=checkbox>Exempt</p>", ["☒ Urgent", "☐ Exempt"], "boxes"),
        ("<table><tr><th>Field<th>Value<tr><td>Lead<td><input value='A. Fenn'></table>", ["Field | Value\nLead | A. Fenn"], "in a table"),
        ("<p>a <input type=submit value=Send><input type=button value=Go><input type=reset></p>", ["a"], "buttons"),
        ("<p>a <input type=hidden value=x1><input type=password value=x2><input type=file value=x3></p>", ["a"], "what is not printed"),
        ("<p>a <input type=search value=x><input name=q value=y></p>", ["a"], "what somebody looked for"),
        ("<p>a <input placeholder='Your name'></p>", ["a"], "a hint"),
        ("<p>a <input value='   '></p>", ["a"], "nothing"),
        ("<p>a <input value=x style='display:none'></p>", ["a"], "hidden by its style"),
        ("<p>a <input value=x style='visibility:hidden'></p>", ["a"], "invisible"),
        ("<p>a <span style='visibility:hidden'><input value=x></span></p>", ["a"], "inside what is invisible"),
        ("<p>a <input value=x style='color:#fff;background:#fff'></p>", ["a"], "white on white"),
        ("<p>a <input value=x style='color:#000;background:#000'></p>", ["a"], "under a black box"),
        ("<p>a <textarea style='font-size:0'>x</textarea></p>", ["a"], "too small to see"),
        ("<p>a <select hidden><option selected>x</select></p>", ["a"], "a hidden choice"),
        ("<p style='color:#fff;background:#036'>a <input value=b></p>", ["a b"], "a control has colours of its own"),
        ("<p>a <s><input value=x></s></p>", ["a ~~x~~"], "struck through"),
    ],
)  # fmt: skip
def test_what_is_filled_in_is_read_at_its_place(tmp_path: Path, body: str, expected: list[str], why: str) -> None:
    assert texts(read_page(tmp_path, body)) == expected, why


@pytest.mark.parametrize(
    "body",
    [
        f"<input value='{MARKING}'>",
        f"<input type=button value='{MARKING}'>",
        f"<textarea>{MARKING}</textarea>",
        f"<select><option>Open<option>{MARKING}</select>",
        f"<select><option selected>{MARKING}</select>",
        f"<form action=/search><input name=q value='{MARKING}'></form>",
        f"<iframe srcdoc='<p>{MARKING}</p>'></iframe>",
        f"<object data=x.pdf>{MARKING}</object>",
        f"<img src=a.png alt='{MARKING}'>",
        f"<table><tr><th colspan=2>{MARKING}</th></tr><tr><td>a<td>b</table>",
        f"<dl><dt>{MARKING}</dt><dd>a</dd></dl>",
        f"<details><summary>{MARKING}</summary>a</details>",
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}<main>{}</main>", "<main>{}{}</main>", "<header><h1>A</h1>{}</header><main>{}</main>"]
)
def test_a_marking_holds_back_wherever_it_stands(tmp_path: Path, frame: str, body: str) -> None:
    reading = read_page(tmp_path, frame.format(body, BODY))
    (found, *_) = documents_in_file("page.html", "0" * 64, reading).documents
    assert found.document.held_back_code == "exempt"


# -- tables --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected", "why"),
    [
        ("<tr><th>S<th>Lead<th>Cost<tr><td>a<td rowspan=2>Fenn<td>5<tr><td>b<td>7", "S | Lead | Cost\na | Fenn | 5\nb | Fenn | 7", "words merged down"),
        ("<tr><th>S<th>Cost<th>Paid<tr><td>a<td rowspan=2>90<td>5<tr><td>b<td>7", "S | Cost | Paid\na | 90 | 5\nb |  | 7", "a sum for two rows is not the sum of each"),
        ("<tr><th>Year<th>S<th>Cost<tr><td rowspan=2>2023<td>a<td>5<tr><td>b<td>7", "Year | S | Cost\n2023 | a | 5\n2023 | b | 7", "a year merged down is a label"),
        ("<tr><th>S<th>Cost<tr><td rowspan=2>a<td rowspan=2>5<tr><tr><td>b<td>7", "S | Cost\na | 5\nb | 7", "a row without a cell of its own"),
        ("<tr><th>S<th>Cost<tr><td rowspan=0>a<td>5<tr><td>7", "S | Cost\na | 5\na | 7", "merged down to the end"),
        ("<tr><th>S<th colspan=2>2024<th>N<tr><td>a<td>5<td>6<td>x", "S | 2024 |  | N\na | 5 | 6 | x", "a head over two columns"),
        ("<tr><th>S<th>P<th>Cost<tr><td colspan=2>Total<td>12", "S | P | Cost\nTotal |  | 12", "merged across"),
        ("<tr><th>S<th>P<th>Cost<tr><td colspan=3>North<tr><td>a<td>b<td>1", "S | P | Cost\nNorth\na | b | 1", "a title over some rows"),
        ("<tr><th rowspan=2>S<th colspan=2>Cost<tr><th>Plan<th>Real<tr><td>a<td>1<td>2", "S | Cost |\nS | Plan | Real\na | 1 | 2", "heads in two rows"),
        ("<tr><td>S<td>Cost<tr><td>a<td>5", "S | Cost\na | 5", "no head marked"),
        ("<tfoot><tr><td>Sum<td>5</tfoot><thead><tr><th>S<th>Cost</thead><tbody><tr><td>a<td>5</tbody>", "S | Cost\na | 5\nSum | 5", "parts in the order of print"),
        ("<tr><th>S<th>Cost<tr><td>a<td><table><tr><td>5<td>m</table>", "S | Cost\na | 5 m", "a table in a cell"),
        ("<tr><th>S<th>Steps<tr><td>a<td><ul><li>x<li>y</ul>", "S | Steps\na | • x • y", "a list in a cell"),
        ("<tr><th>S<th>Cost<tr><td>a<td>£5<b>0</b><br>paid", "S | Cost\na | £50 paid", "bold inside a figure"),
        ("<tr><th>S<th>Cost<tr><td>a<td colspan=x rowspan=-1>5", "S | Cost\na | 5", "spans that are none"),
        ("<tr><th>S<th>Cost<tr><td>a<td colspan=99999 rowspan=99999>5", "S | Cost\na | 5" + " | " * 98, "spans beyond all bounds"),
        ("<tr><th>S<th>Cost<tr><td>a<td hidden>9<td>5", "S | Cost\na | 5", "a cell that is not shown"),
    ],
)  # fmt: skip
def test_cells_keep_their_columns(tmp_path: Path, rows: str, expected: str, why: str) -> None:
    assert read_page(tmp_path, f"<table>{rows}</table>").text == expected.strip(), why


PROSE = (
    "The Board of Larkford met to hear of the harbour wall and of the sums that it will need in the years to come. " * 3
)


@pytest.mark.parametrize(
    ("table", "expected", "why"),
    [
        (f"<table><tr><td>{PROSE}<td>{PROSE}</table>", [PROSE.strip()] * 2, "prose in two columns"),
        (f"<table><tr><td>4.1<td>{PROSE}<tr><td>4.2<td>Noted.</table>", [f"4.1 {PROSE.strip()}", "4.2 Noted."], "numbered paragraphs set in a table"),
        (f"<table><tr><td>{PROSE}<td>JB<tr><td>{PROSE}<td>AW/JB</table>", [PROSE.strip(), "JB", PROSE.strip(), "AW/JB"], "paragraphs with who acts beside them"),
        (f"<table><tr><th>Minute<th>Action<tr><td>{PROSE}<td>JB<tr><td>{PROSE}<td></table>", ["Minute", "Action", PROSE.strip(), "JB", PROSE.strip()], "under heads"),
        (f"<table><tr><td>(a)<td>{PROSE}<td>JB<tr><td><td>{PROSE}<td></table>", [f"(a) {PROSE.strip()}", "JB", PROSE.strip()], "with who acts in the margin"),
        ("<table><tr><td><h2>a</h2><td><p>b</table>", ["a", "b"], "headings in cells"),
        (f"<table><tr><th>No.<th>Item<tr><td>1.<td><h3>Quay</h3><p>Minutes:<p>{PROSE}</table>", ["1.", "Quay", "Minutes:", PROSE.strip()], "sections of an agenda, without the heads of its columns"),
        ("<table><tr><td>Decision<td>Approved<tr><td>Date<td>14 March</table>", ["Decision | Approved\nDate | 14 March"], "fields are no prose"),
    ],
)  # fmt: skip
def test_tables_that_only_arrange_the_page(tmp_path: Path, table: str, expected: list[str], why: str) -> None:
    assert texts(read_page(tmp_path, table)) == expected, why


# -- words, lists and formulas -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected", "why"),
    [
        ("<p>In 2019<sup>4</sup> it cost £3.5m<sup>12</sup>.</p>", "In 2019⁴ it cost £3.5m¹².", "marks of notes"),
        ("<p>40 m<sup>2</sup>, 10<sup>6</sup>, CO<sub>2</sub></p>", "40 m², 10⁶, CO₂", "units, powers and formulas"),
        ("<p>the 4<sup>th</sup> of May</p>", "the 4th of May", "the end of an ordinal"),
        ("<p>the wall<sup><a href=#n>[3]</a></sup> leans</p>", "the wall[³] leans", "a link to a note"),
        ("<p>2019<span style='vertical-align:super'>4</span></p>", "2019⁴", "raised by its style"),
        ("<p>2019<span class=n>4</span></p><style>.n{vertical-align:super}</style>", "2019⁴", "raised by a rule"),
        ("<p>2019<sup hidden>4</sup></p>", "2019", "a mark that is not shown"),
        ("<p>He said <q>stop</q>.</p>", "He said “stop”.", "quotation marks that a browser prints"),
        ("<dl><dt>Decision:</dt><dd>Approved</dd><dt>By</dt><dd>A. Fenn</dd></dl>", "Decision:\nApproved\nBy\nA. Fenn", "fields"),
        ("<dl><div><dt>Lead</dt><dd>A. Fenn</dd></div></dl>", "Lead\nA. Fenn", "fields in groups"),
        ("<p>One.<br><br>Two.<br>Three.</p>", "One.\nTwo.\nThree.", "paragraphs made by line breaks"),
        ("<template>x</template><noscript>y</noscript><p>a</p>", "a", "what a browser does not draw"),
        ("<details><summary>More</summary><p>Within.</p></details>", "More\nWithin.", "what a click opens"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1/2", "a fraction"),
        ("<p>x<math><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac></math></p>", "x(a + 1)/2", "a fraction of a sum"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><msqrt><mn>16</mn></msqrt></math>", "x² = √16", "a power and a root"),
        ("<math><msub><mi>c</mi><mn>0</mn></msub><annotation>c_0</annotation></math>", "c₀", "an index, without its source"),
        ("<ol start=3 reversed><li>a<li>b</ol>", "3. a\n2. b", "counting down from a number"),
        ("<ol type=a start=27><li>x<li>y</ol>", "aa. x\nab. y", "letters beyond z"),
        ("<ol><li type=i>x<li value=9>y</ol>", "i. x\n9. y", "an item's own type and number"),
        ("<ol class=n><li>x</ol><style>.n{list-style-type:lower-alpha}</style>", "a. x", "numbers by a rule"),
        ("<ul class=n><li>x</ul><style>.n{list-style:none}</style>", "x", "no bullets by a rule"),
        ("<ol start=0><li>x<li hidden>y<li>z</ol>", "0. x\n1. z", "from nought, and an item that is not shown"),
    ],
)  # fmt: skip
def test_words_as_they_are_printed(tmp_path: Path, body: str, expected: str, why: str) -> None:
    assert read_page(tmp_path, body).text == expected, why


def test_definitions_stand_in_one_block(tmp_path: Path) -> None:
    reading = read_page(tmp_path, f"<dl><dt>Lead</dt><dd>A. Fenn</dd><dt>{PROSE}</dt><dd>b</dd><dt>Empty</dt></dl>")
    assert texts(reading) == ["Lead\nA. Fenn", PROSE.strip(), "b", "Empty"]


# -- what is not read ----------------------------------------------------------------------------------------------

FRAME = "another page that the page shows in a frame"
EMBEDDED_PDF = "a PDF that the page shows inside itself"
PICTURES = "pictures of which only the descriptions are read"


@pytest.mark.parametrize(
    ("body", "expected", "why"),
    [
        ("<iframe src=/minutes.html></iframe>", [FRAME], "a frame"),
        ("<iframe src=/minutes.pdf#page=2></iframe>", [EMBEDDED_PDF], "a PDF in a frame"),
        ("<object data=/m.pdf>Download it.</object>", [EMBEDDED_PDF], "a PDF as an object"),
        ("<object type=application/pdf data=/file/9><embed src=/file/9></object>", [EMBEDDED_PDF], "once, by its type"),
        ("<embed src=/m.swf>", ["a file that the page shows inside itself"], "another file"),
        ("<iframe src=/count width=1 height=1></iframe>", [], "a dot that counts visitors"),
        ("<iframe src=/x style='display:none'></iframe>", [], "a frame that is not shown"),
        ("<noscript><iframe src=/x></iframe></noscript>", [], "for browsers without scripts"),
        ("<iframe></iframe>", [], "a frame of nothing"),
    ],
)
def test_other_files_that_a_page_shows_are_listed(tmp_path: Path, body: str, expected: list[str], why: str) -> None:
    reading = read_page(tmp_path, f"<main>{PAPER}{body}</main>")
    assert [(part.page, part.reason) for part in reading.unread_parts] == [(None, reason) for reason in expected], why
    assert texts(reading)[1:] == LINES


def test_a_page_written_out_in_a_frame_is_read(tmp_path: Path) -> None:
    inner = "<style>.x{display:none}</style><p>Inside.</p><p class=x>Secret.</p>"
    reading = read_page(tmp_path, f"<p class=x>Before.</p><iframe srcdoc='{inner}'></iframe><p>After.</p>")
    assert texts(reading) == ["Before.", "Inside.", "After."]
    assert reading.unread_parts == ()
    assert read_page(tmp_path, f"<p>a</p><iframe hidden srcdoc='{inner}'></iframe>").text == "a"


@pytest.mark.parametrize(
    ("body", "expected", "why"),
    [
        ("<img src=a alt='The Clerk of Larkford writes of the wall.'>", ["The Clerk of Larkford writes of the wall."], "a scanned letter"),
        ("<h1>Letter</h1><img src=a alt='The Clerk of Larkford writes.'>", ["Letter", "The Clerk of Larkford writes."], "under a title"),
        (f"{PAPER}<img src=a alt='The Mayor of Larkford on the new quay'>", None, "a picture beside the text"),
        ("<p>Larkford.</p><img src=a alt=logo>", None, "a picture that says nothing"),
    ],
)  # fmt: skip
def test_descriptions_of_pictures(tmp_path: Path, body: str, expected: list[str] | None, why: str) -> None:
    reading = read_page(tmp_path, body)
    assert [part.reason for part in reading.unread_parts] == ([PICTURES] if expected else []), why
    if expected:
        assert texts(reading) == expected, why
    else:
        assert "quay" not in reading.text.split("RESOLVED")[-1].partition("year.")[2], why


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        ("<img src=scan1.png><img src=scan2.png>", "scanned", "shows pictures and holds no words"),
        ("<iframe src=/m.pdf></iframe>", "empty", "only a PDF that the page shows inside itself"),
        ("<div></div>", "empty", "holds no words"),
    ],
)
def test_the_reason_why_a_page_is_not_read(tmp_path: Path, body: str, code: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason) as caught:
        read_page(tmp_path, body)
    assert caught.value.code == code
