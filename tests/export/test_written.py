"""Written sentences in evidence packs: apart from the quotes, each marked, with the words that it rests on."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from paper_search.export import export_pack
from paper_search.export.csv import COLUMNS, WRITTEN_COLUMNS
from paper_search.export.pack import FORMATS, EvidencePack, PackPassage
from paper_search.export.written import WRITTEN_HEADING, WRITTEN_NOTICE, CitedQuote, PackSentence, PackWriting
from tests.samples import MARCH, paper

QUOTED = "Potholes are repaired within two days of a report."
SENTENCE = "Potholes are repaired within two days."
MARK = "Written by llama3.1:8b on 127.0.0.1 at 2026-01-02 03:04 UTC, not a quotation"
MADE_AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
FAULTS = ("cites a paper that is not held any more", "was altered", "was altered")


def make_pack(text: str = SENTENCE, **fields: tuple[str, ...]) -> EvidencePack:
    document, _, (passage,) = paper("roads.pdf", f"{QUOTED} More words.", authority="Wexmoor", held_on=MARCH)
    item = PackPassage(passage, document)
    sentence = PackSentence(text, "llama3.1:8b", "127.0.0.1", MADE_AT, (CitedQuote(1, QUOTED, item.citation),))
    writing = PackWriting((sentence,) if text else (), **fields)
    return EvidencePack("how fast?", MADE_AT, 7, (item,), written=writing)


def read_rows(pack: EvidencePack) -> list[dict[str, str]]:
    content = export_pack(pack, "csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_in_word_a_sentence_stands_with_its_mark_behind_the_passages() -> None:
    pack = make_pack(contradictions=("Sentences 1 and 2 differ.",))
    made = docx.Document(io.BytesIO(export_pack(pack, "docx").content))
    words = [paragraph.text for paragraph in made.paragraphs]
    place = words.index(WRITTEN_HEADING)
    assert words[place:] == [
        WRITTEN_HEADING,
        WRITTEN_NOTICE,
        "Sentences 1 and 2 differ.",
        f"{MARK}: {SENTENCE}",
        "It rests on:",
        QUOTED,
        f"— 1. {pack.items[0].citation}",
    ]
    quoted = [paragraph.text for paragraph in made.paragraphs if paragraph.style and paragraph.style.name == "Quote"]
    assert quoted == [f"{QUOTED} More words.", QUOTED], "the sentence does not look like a quote"


def test_in_a_spreadsheet_a_sentence_has_a_row_without_a_quote() -> None:
    passage, sentence, remark, left_out = read_rows(make_pack(faults=FAULTS, contradictions=("They differ.",)))
    assert list(passage) == [*COLUMNS, *WRITTEN_COLUMNS]
    assert passage["quote"].startswith(QUOTED)
    assert [passage[name] for name in WRITTEN_COLUMNS] == [""] * 4
    assert (sentence["quote"], sentence["citation"], sentence["number"]) == ("", "", "")
    assert (sentence["written_not_a_quotation"], sentence["written_by"]) == (SENTENCE, MARK)
    assert sentence["written_rests_on"] == f"1. {passage['citation']}"
    assert remark["written_remark"] == "They differ."
    assert left_out["written_remark"] == (
        "Written sentences left out: 3, because it was altered (2); it cites a paper that is not held any more (1)"
    )
    assert {row["question"] for row in (sentence, remark, left_out)} == {"how fast?"}


MARKUP = [
    ("The rate is *not* [5%](https://elsewhere.invalid).", "Markdown"),
    ("<script>alert(1)</script> & more", "HTML"),
    ("=1+1", "a formula"),
    ("- no list\x00", "a list, and a character that no XML holds"),
    ("\x00=1+1", "a formula behind a character that spreadsheets drop"),
]


@pytest.mark.parametrize(("text", "reason"), MARKUP, ids=[reason for _, reason in MARKUP])
def test_a_sentence_is_plain_text_in_every_form(text: str, reason: str) -> None:
    pack = make_pack(text)
    plain = text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    rendered = MarkdownIt("gfm-like", {"html": True}).render(export_pack(pack, "markdown").content.decode())
    page = BeautifulSoup(rendered, "html.parser")
    paragraph = next(element for element in page.find_all("p") if MARK in element.get_text())
    assert paragraph.get_text() == f"{MARK}: {plain}"
    assert [element.name for element in paragraph.find_all()] == ["strong"]
    assert [quote.get_text().strip() for quote in page.find_all("blockquote")][-1] == QUOTED
    made = docx.Document(io.BytesIO(export_pack(pack, "docx").content))
    assert f"{MARK}: {plain}" in [paragraph.text for paragraph in made.paragraphs]
    assert read_rows(pack)[1]["written_not_a_quotation"].removeprefix("'") == plain
    assert not read_rows(pack)[1]["written_not_a_quotation"].startswith(("=", "-", "\x00"))


NAMES = [
    ("llama\n- 3.1:8b", "127.0.0.1", "a list"),
    ("llama\r\n\r\n3.1:8b", "127.0.0.1", "a paragraph"),
    ("llama 3.1:8b", "127.0.0.1\n# Minutes", "a heading"),
    ("llama 3.1:8b\n", "127.0.0.1", "a line break at the end"),
]


@pytest.mark.parametrize(("model", "host", "reason"), NAMES, ids=[reason for *_, reason in NAMES])
def test_a_mark_stays_on_one_line_whatever_a_server_calls_itself(model: str, host: str, reason: str) -> None:
    pack = make_pack()
    (sentence,) = pack.written.sentences
    renamed = replace(sentence, model=model, host=host)
    mark = f"Written by {' '.join(f'{model} on {host}'.split())} at 2026-01-02 03:04 UTC, not a quotation"
    pack = replace(pack, written=PackWriting((renamed,)))
    page = BeautifulSoup(MarkdownIt().render(export_pack(pack, "markdown").content.decode()), "html.parser")
    assert f"{mark}: {SENTENCE}" in [paragraph.get_text() for paragraph in page.find_all("p")], reason
    assert read_rows(pack)[1]["written_by"] == mark
    assert f"{mark}: {SENTENCE}" in _read_word(export_pack(pack, "docx").content)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_pack_without_them_has_no_trace_of_them(format_name: str) -> None:
    pack = replace(make_pack(), written=PackWriting())
    content = export_pack(pack, format_name).content
    text = content.decode("utf-8-sig") if format_name != "docx" else _read_word(content)
    assert "ritten" not in text


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_form_says_how_many_were_left_out(format_name: str) -> None:
    content = export_pack(make_pack("", faults=FAULTS[:1]), format_name).content
    text = content.decode("utf-8-sig") if format_name != "docx" else _read_word(content)
    assert "Written sentences left out" in text
    assert "1, because it cites a paper that is not held any more" in text
    assert WRITTEN_HEADING not in text


def _read_word(content: bytes) -> str:
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])
