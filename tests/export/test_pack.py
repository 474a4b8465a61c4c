"""Evidence packs: what is in them, letter for letter, in each form; and that no form runs what a paper prints."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from paper_search.errors import QueryError
from paper_search.export import export_pack
from paper_search.export.csv import COLUMNS, escape_formula
from paper_search.export.pack import MAX_PACK_PASSAGES, EvidencePack, PackPassage
from paper_search.ingest.metadata.provenance import Provenance
from paper_search.library import Library
from tests.samples import MARCH, paper


def _pack(*texts: str, **fields: object) -> EvidencePack:
    document, _, passages = paper(
        "cabinet/roads.pdf", *texts, authority="Wexmoor", committee="Cabinet", held_on=MARCH, title="Roads", **fields
    )
    items = tuple(PackPassage(passage, document) for passage in passages)
    return EvidencePack("who repairs potholes?", datetime(2026, 1, 2, 3, 4, tzinfo=UTC), 7, items)


TEXTS = [
    ("Potholes are repaired within two days.", "plain words"),
    ('=HYPERLINK("https://elsewhere.invalid","x")', "a formula"),
    ("+44 1622 000000 is the number to ring", "a telephone number, which a spreadsheet would add up"),
    ("- first\n- second", "a list, and a minus sign"),
    ("@SUM(A1:A9)", "a formula of an old spreadsheet"),
    ("\tindented =1+1", "a formula behind white space"),
    ("4.12 The *rate* is _not_ 5% ~now~, see [here](https://elsewhere.invalid) & `code`", "Markdown"),
    ("# Heading\n> quoted\n1. numbered\n2) too\n---\n===", "Markdown of whole lines"),
    ("<script>alert(1)</script> <b>bold</b> &amp; ${x}", "HTML"),
    ("See https://example.org/a_b_c and www.example.org, or me@example.org", "addresses"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a table as Markdown has it"),
    ("Amser y gŵr “dyfynnir” – £5½m \u202e gnirts", "Welsh, typographers' signs, and a right-to-left mark"),
    ("one\n\ntwo\n   three", "blank lines and indents"),
]


@pytest.mark.parametrize(("text", "reason"), TEXTS, ids=[reason for _, reason in TEXTS])
def test_a_quote_reads_letter_for_letter_in_word(text: str, reason: str) -> None:
    made = docx.Document(io.BytesIO(export_pack(_pack(text), "docx").content))
    assert text in [paragraph.text for paragraph in made.paragraphs]


STRUCK = [
    ("The fee is ~~£40~~ £45.", [("£40", True)], "The fee is <s>£40</s> £45."),
    ("~~It *rises*.~~ It falls.", [("It *rises*.", True)], "<s>It *rises*.</s> It falls."),
    # A passage that was cut inside struck words.
    ("in May.~~ It falls.", [("in May.", True)], "<s>in May.</s> It falls."),
]


@pytest.mark.parametrize(("text", "struck", "rendered"), STRUCK)
def test_struck_words_are_struck_in_every_form(text: str, struck: list[tuple[str, bool]], rendered: str) -> None:
    made = docx.Document(io.BytesIO(export_pack(_pack(text), "docx").content))
    runs = [run for paragraph in made.paragraphs for run in paragraph.runs]
    assert [(run.text, run.font.strike) for run in runs if run.font.strike] == struck
    markdown = export_pack(_pack(text), "markdown").content.decode()
    quotation = BeautifulSoup(MarkdownIt().enable("strikethrough").render(markdown), "lxml").blockquote
    assert quotation is not None
    assert quotation.p is not None and quotation.p.decode_contents() == rendered
    _, row = csv.reader(io.StringIO(export_pack(_pack(text), "csv").content.decode("utf-8-sig"), newline=""))
    assert text in row


@pytest.mark.parametrize(("text", "reason"), TEXTS, ids=[reason for _, reason in TEXTS])
def test_a_quote_in_a_spreadsheet_is_itself_or_has_an_apostrophe_in_front(text: str, reason: str) -> None:
    content = export_pack(_pack(text), "csv").content
    assert content.startswith("\ufeff".encode())
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    cell = dict(zip(head, row, strict=True))["quote"]
    assert cell in (text, "'" + text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(("text", "reason"), TEXTS, ids=[reason for _, reason in TEXTS])
def test_a_quote_in_markdown_is_shown_as_printed_and_nothing_else_comes_of_it(text: str, reason: str) -> None:
    content = export_pack(_pack(text), "markdown").content.decode()
    page = BeautifulSoup(MarkdownIt("gfm-like", {"html": True}).render(content), "html.parser")
    quote = page.blockquote
    assert quote is not None
    assert quote.get_text().split() == text.split()
    assert {element.name for element in quote.find_all()} <= {"p", "br"}


CELLS = [
    ("=1+1", True, "the sign of a formula"),
    ("＝1+1", True, "the same, as wide as a letter of Japanese"),
    ("\r=1", True, "behind a line break"),
    ("  -2", True, "behind spaces"),
    ("2-1", False, "inside"),
    ("", False, "nothing"),
    ("'=1", False, "an apostrophe is there already"),
]


@pytest.mark.parametrize(("cell", "guarded", "reason"), CELLS, ids=[reason for *_, reason in CELLS])
def test_cells_that_a_spreadsheet_would_run(cell: str, guarded: bool, reason: str) -> None:
    assert escape_formula(cell) == ("'" + cell if guarded else cell)


def test_every_cell_of_a_row_is_safe_whoever_wrote_it() -> None:
    pack = _pack("=a", kind="=b", url="@c", status="+d", agenda_item="-e")
    item = pack.items[0]
    bad = replace(item, passage=replace(item.passage, attribution="=f", lead_in="=g"))
    content = export_pack(replace(pack, question="=h", items=(bad,)), "csv").content.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content, newline="")):
        assert len(row) == len(COLUMNS)
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("form", ["docx", "csv", "markdown"])
def test_every_form_says_where_the_words_are_from_and_how_to_check_them(form: str) -> None:
    made = export_pack(_pack("One."), form)
    shown = _words(form, made.content)
    for expected in (
        "Wexmoor",
        "Cabinet",
        "1 March 2025",
        "Roads",
        "cabinet/roads.pdf::1",
        "who repairs potholes?",
        "7",
    ):
        assert expected in shown, expected
    assert made.name == f"evidence-2026-01-02.{'md' if form == 'markdown' else form}"


def _words(form: str, content: bytes) -> str:
    if form == "markdown":
        return content.decode().replace("\\", "")
    if form == "csv":
        return content.decode("utf-8-sig")
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


@pytest.mark.parametrize("form", ["docx", "markdown"])
def test_what_nothing_states_is_said_to_be_not_stated(form: str) -> None:
    document, _, passages = paper("note.txt", "Words alone.")
    pack = EvidencePack("", datetime(2026, 1, 2, tzinfo=UTC), 1, (PackPassage(passages[0], document),))
    shown = _words(form, export_pack(pack, form).content)
    assert "council not stated" in shown
    assert "Title not stated" in shown


WHOLE = Provenance(
    datetime(2026, 2, 24, 9, tzinfo=UTC),
    "democracy.here.example",
    "moderngov",
    "60909",
    "4967",
    date(2026, 2, 2),
    "abc",
)
BARE = Provenance(datetime(2026, 2, 24, 9, tzinfo=UTC), is_unchanged=False)
PROVENANCE = [
    (
        WHOLE,
        "from democracy.here.example on 2026-02-24 09:00 UTC",
        ["abc", "2026-02-02", "document 60909, meeting 4967"],
        "democracy.here.example|2026-02-24T09:00:00Z|abc|2026-02-02|moderngov|60909|4967",
        "all that a run states",
    ),
    (
        BARE,
        "on 2026-02-24 09:00 UTC. The file has been changed since then",
        [],
        "|2026-02-24T09:00:00Z|||||",
        "a moment",
    ),
    (None, "", [], "||||||", "a paper that a person has put there"),
]


@pytest.mark.parametrize(
    ("provenance", "fetched", "values", "cells", "reason"), PROVENANCE, ids=[reason for *_, reason in PROVENANCE]
)
def test_where_a_file_was_fetched_from_stands_in_every_form(
    provenance: Provenance | None, fetched: str, values: list[str], cells: str, reason: str
) -> None:
    pack = _pack("Potholes are repaired.")
    pack = replace(pack, items=(replace(pack.items[0], provenance=provenance),))
    for form in ("docx", "markdown"):
        shown = _words(form, export_pack(pack, form).content)
        assert ("Fetched" in shown) == (provenance is not None)
        assert all(value in shown for value in (fetched, *values))
        assert ("Known there as" in shown, "SHA-256 when fetched" in shown) == (bool(values), bool(values))
    (line,) = csv.DictReader(io.StringIO(export_pack(pack, "csv").content.decode("utf-8-sig")))
    assert "|".join(list(line.values())[-7:]) == cells


def test_a_page_is_shown_in_word_where_there_is_a_picture_of_it() -> None:
    pack = _pack("One.", "Two.")
    pictured = replace(pack, items=(replace(pack.items[0], picture=_png()), pack.items[1]))
    made = docx.Document(io.BytesIO(export_pack(pictured, "docx").content))
    (shape,) = made.inline_shapes
    assert "the words marked on it are quoted above" in shape._inline.docPr.get("descr")


def _png() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(file, "PNG")
    return file.getvalue()


def test_a_table_is_a_table_in_every_form_with_its_heads() -> None:
    pack = _pack("2025 | £5m |\n2026 | £6m")
    item = pack.items[0]
    passage = replace(item.passage, kind="table", columns=("Year", "Gap"))
    shown = replace(pack, items=(replace(item, passage=passage),))
    made = docx.Document(io.BytesIO(export_pack(shown, "docx").content))
    in_word = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    markdown = export_pack(shown, "markdown").content.decode()
    rendered = BeautifulSoup(MarkdownIt().enable("table").render(markdown), "lxml").select("blockquote tr")
    in_markdown = [[cell.get_text() for cell in row(["th", "td"])] for row in rendered]
    expected = [["Year", "Gap", ""], ["2025", "£5m", ""], ["2026", "£6m", ""]]
    assert in_markdown == expected
    assert [row for row in in_word if row in expected] == expected
    (line,) = list(csv.DictReader(io.StringIO(export_pack(shown, "csv").content.decode("utf-8-sig"))))
    assert line["lead_in"] == "Year | Gap"


def test_characters_that_no_xml_can_hold_do_not_stop_a_pack() -> None:
    text = "nul \x00, bell \x07, lone half \ud800, end \uffff"
    for form in ("docx", "csv", "markdown"):
        assert export_pack(_pack(text), form).content


def test_a_word_document_names_nobody_and_links_nowhere() -> None:
    made = docx.Document(io.BytesIO(export_pack(_pack("One."), "docx").content))
    assert made.core_properties.author == ""
    outside = [relation for relation in made.part.rels.values() if relation.is_external]
    assert outside == []


def test_a_library_gives_what_was_chosen_in_the_order_given(library: Library) -> None:
    hits = library.search("road repairs", k=4)
    ids = [hit.passage.passage_id for hit in reversed(hits)]
    pack = library.build_evidence_pack([*ids, ids[0], "nothing::1"], "road  repairs")
    assert [item.passage.passage_id for item in pack.items] == ids
    assert (pack.question, pack.missing, pack.generation) == ("road repairs", 1, library.status().generation)


@pytest.mark.parametrize(
    ("ids", "words", "reason"),
    [
        ([], "1 to 50", "none was chosen"),
        ([f"x::{number}" for number in range(MAX_PACK_PASSAGES + 1)], "1 to 50", "more than a pack holds"),
        (["nothing::1"], "in the index any more", "all of them have gone"),
    ],
)
def test_packs_that_cannot_be_made(library: Library, ids: list[str], words: str, reason: str) -> None:
    with pytest.raises(QueryError, match=words):
        library.build_evidence_pack(ids)


def test_a_form_that_there_is_none_of_is_named() -> None:
    with pytest.raises(QueryError, match="docx, csv, markdown"):
        export_pack(_pack("One."), "pdf")
