"""Struck-through and hidden words, from files to answers: found by nobody, quoted nowhere, shown struck where shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from paper_search import api
from paper_search.cli.terminal import format_build_report
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import BuildReport

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
    assert answer.found
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
