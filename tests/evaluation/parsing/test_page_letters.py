"""Places counted in letters and digits: the same whatever is made of spaces, line ends and punctuation."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.errors import EvaluationError
from paper_search.evaluation.parsing.page_letters import extract_letters, read_page_texts, slice_letters

TEXT = "4.2  Ferndale paid £1,250\nfor the pump."
SLICES = [
    (0, 2, "4.2", "digits count, the point between them comes along"),
    (2, 10, "Ferndale", "the spaces before it do not"),
    (10, 18, "paid £1,250", "a sign inside the place stays"),
    (18, 99, "for the pump", "an end beyond the text is its end"),
    (99, 120, "", "a place beyond the text is none"),
    (5, 5, "", "no letter, no place"),
]


@pytest.mark.parametrize(("start", "end", "words", "reason"), SLICES, ids=[row[3] for row in SLICES])
def test_letters_name_a_place(start: int, end: int, words: str, reason: str) -> None:
    assert slice_letters(TEXT, start, end) == words, reason
    assert extract_letters(words) == extract_letters(TEXT)[start:end], reason


def _write_pdf(path: Path) -> None:
    canvas = Canvas(str(path))
    for words in ("Ferndale agreed", "Larkford did not"):
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()


def _write_docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<w:p><w:t>Ferndale</w:t></w:p><w:p><w:t>parks &amp; ponds</w:t></w:p>")


PAPERS: list[tuple[str, Callable[[Path], object], list[str], str]] = [
    ("a.pdf", _write_pdf, ["Ferndaleagreed", "Larkforddidnot"], "a PDF has the pages that it has"),
    ("a.docx", _write_docx, ["Ferndaleparksponds"], "a Word file is one page, its entities are signs"),
    (
        "a.html",
        lambda path: path.write_text("<head><title>no</title></head><p>Fern<b>dale</b> &amp; all", "utf-8"),
        ["Ferndaleall"],
        "tags and what no reader sees are left out",
    ),
    ("a.md", lambda path: path.write_text("# Ferndale\n\n* one", "utf-8"), ["Ferndaleone"], "text is taken as it is"),
]


@pytest.mark.parametrize(("name", "write", "pages", "reason"), PAPERS, ids=[row[0] for row in PAPERS])
def test_each_kind_of_paper_has_its_pages(
    name: str, write: Callable[[Path], object], pages: list[str], reason: str, tmp_path: Path
) -> None:
    write(tmp_path / name)
    assert [extract_letters(page) for page in read_page_texts(tmp_path / name)] == pages, reason


def test_a_paper_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no archive")
    for name in ("a.docx", "missing.txt"):
        with pytest.raises(EvaluationError, match=f"{name}: the judged paper cannot be read"):
            read_page_texts(tmp_path / name)
