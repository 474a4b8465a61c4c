"""Struck-through and hidden words, from files to answers: found by nobody, quoted nowhere, shown struck where shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from reportlab.pdfgen import canvas

from paper_search import api
from paper_search.cli.terminal import format_build_report
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import BuildReport, Passage
from paper_search.storage.store import DATABASE_FILE_NAME

STANDS = "The market in Ferndale opens on Tuesdays, and the rent of a stall is 45 pounds a week."
GONE = "The rent of a stall was to be zanzibar pounds a week under the quokka scheme."


def write_markdown(path: Path) -> None:
    path.write_text(f"# ~~Quokka rents~~ Market rents\n\n{STANDS}\n\n~~{GONE}~~\n\nStalls ~~for quokkas~~ are let.\n")


def write_page(path: Path) -> None:
    style = "<style>.old{text-decoration:line-through}.no{display:none}</style>"
    path.write_text(
        f"<html><head>{style}</head><body><h1><s>Quokka rents</s> Market rents</h1><p>{STANDS}</p>"
        f"<p class=old>{GONE}</p><p>Stalls <del>for quokkas</del> are let.</p>"
        "<p class=no>Ask axolotl first.</p></body></html>"
    )


def write_document(path: Path) -> None:
    document = docx.Document()
    title: Any = document.add_heading("", 1)
    title.add_run("Quokka rents ").font.strike = True
    title.add_run("Market rents")
    document.add_paragraph(STANDS)
    document.add_paragraph().add_run(GONE).font.strike = True
    last = document.add_paragraph("Stalls ")
    last.add_run("for quokkas").font.double_strike = True
    last.add_run(" are let.")
    document.add_paragraph().add_run("Ask axolotl first.").font.hidden = True
    document.save(str(path))


WRITERS: dict[str, Callable[[Path], None]] = {"a.md": write_markdown, "b.html": write_page, "c.docx": write_document}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> tuple[Library, BuildReport]:
    folder = tmp_path_factory.mktemp("struck")
    (folder / "corpus").mkdir()
    for name, write in WRITERS.items():
        write(folder / "corpus" / name)
    report = api.build(folder / "corpus", folder / "index", limits=ReaderLimits(processes=1))
    return api.open_library(folder / "corpus", folder / "index"), report


QUESTIONS = [
    "zanzibar",
    "quokka scheme",
    '"quokka scheme"',
    "what is the rent of a stall under the quokka scheme?",
    "axolotl",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_quoted_or_marked_of_it(built: tuple[Library, BuildReport], question: str) -> None:
    answer = built[0].ask(question)
    said = " ".join(quote.text for quote in (*answer.quotes, *answer.also)).lower()
    assert not any(word in said for word in ("zanzibar", "quokka", "axolotl", "~~"))


@pytest.mark.parametrize("word", ["zanzibar", "quokka", "quokkas", "axolotl"])
def test_its_words_are_not_held(built: tuple[Library, BuildReport], word: str) -> None:
    library, _ = built
    assert any("No paper has the word" in remark for remark in library.search_with_remarks(word).remarks)
    assert all(GONE not in hit.passage.text for hit in library.search(word))


def test_what_stands_is_quoted_as_an_exact_span(built: tuple[Library, BuildReport]) -> None:
    library, _ = built
    answer = library.ask("what is the rent of a stall?")
    assert answer.is_found
    for quote in answer.quotes:
        text = library.reading_text(quote.document.doc_id)
        assert text is not None and text[quote.start : quote.end] == quote.text
    assert "45 pounds" in answer.quotes[0].text


def test_titles_and_headings_are_of_what_stands(built: tuple[Library, BuildReport]) -> None:
    library, _ = built
    hits = library.search("market rents")
    assert hits
    assert {hit.document.title for hit in hits} == {"Market rents"}
    assert not any("uokka" in heading for hit in hits for heading in hit.passage.headings)


def test_the_reading_text_keeps_struck_words_and_no_hidden_ones(built: tuple[Library, BuildReport]) -> None:
    for name in WRITERS:
        text = built[0].reading_text(name)
        assert text is not None
        assert f"~~{GONE}~~" in text
        assert "axolotl" not in text


def test_a_build_reports_hidden_words_without_giving_them(built: tuple[Library, BuildReport]) -> None:
    report = built[1]
    assert [(hidden.source, hidden.text.words) for hidden in report.hidden] == [("b.html", 3), ("c.docx", 3)]
    printed = format_build_report(report)
    assert "not shown: 3 words hidden by the page's style, b.html." in printed
    assert "not shown: 3 words in Word's hidden text, c.docx." in printed
    assert "axolotl" not in printed


def write_printed(path: Path) -> None:
    drawn = canvas.Canvas(str(path), invariant=True)
    drawn.drawString(72, 760, "1. The market in Larkford opens on Fridays.")
    drawn.drawString(72, 700, "2. The fee of the stalls is forty pounds fifty pounds a year, and it is due in May.")
    start, end = (
        72 + drawn.stringWidth(text)
        for text in ("2. The fee of the stalls is ", "2. The fee of the stalls is forty pounds")
    )
    drawn.line(start, 703, end, 703)
    drawn.save()


def write_plain(path: Path) -> None:
    path.write_text("Kerbs\n\n1. The kerbs of Larkford remain ~~tilde~~ here, and ~~ there.\n\n2. Or ~~open\n", "utf-8")


def write_table(path: Path) -> None:
    rows = "".join(f"<tr><td>Lane {number}</td><td>£{number}</td></tr>" for number in range(9))
    path.write_text(f"<main><table><tr><th><s>Old road</s></th><th>Cost</th></tr>{rows}</table></main>")


SOUND = [(write_markdown, "a.md"), (write_page, "b.html"), (write_document, "c.docx"), (write_printed, "d.pdf"),
         (write_plain, "e.txt"), (write_table, "f.html")]  # fmt: skip


@pytest.mark.parametrize(("write", "name"), SOUND, ids=[name for _, name in SOUND])
def test_a_check_finds_it_sound_and_puts_right_what_was_embedded(
    tmp_path: Path, encoder: Encoder, write: Callable[[Path], None], name: str
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    write(corpus / name)
    api.build(corpus, index, encoder, ReaderLimits(processes=1))
    assert api.check(corpus, index).faults == ()
    connection = sqlite3.connect(index / DATABASE_FILE_NAME, isolation_level=None)
    struck = "(SELECT passage_row FROM passages WHERE embedded_hash NOT NULL AND instr(text, '~~') LIMIT 1)"
    query = f"SELECT context FROM passages WHERE passage_row = {struck}"
    before = connection.execute(query).fetchone()[0]
    connection.execute(f"UPDATE passages SET context = context || ' quokka' WHERE passage_row = {struck}")
    connection.close()
    assert [fault.part for fault in api.check(corpus, index).faults] == ["passages"]
    assert api.check(corpus, index).is_clean
    connection = sqlite3.connect(index / DATABASE_FILE_NAME)
    assert (before,) in connection.execute("SELECT context FROM passages").fetchall()
    connection.close()


def test_the_words_that_stand_keep_their_places() -> None:
    passage = Passage("a::1", "a", "paragraph", "The fee is ~~forty~~ fifty pounds.", 0, 34)
    assert passage.standing_text == "The fee is           fifty pounds."
