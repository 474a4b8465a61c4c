"""Evidence packs as Word documents.

A quote stands in it letter for letter, but for characters that no XML can hold, and what the paper strikes through is
struck through. Nothing in it is linked from elsewhere, and it names nobody as its author.
"""

from __future__ import annotations

import io

import docx
from docx.document import Document as WordDocument
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from paper_search.citations.format import NOT_STATED, format_pages
from paper_search.export.pack import PACK_NOTICE, EvidencePack, PackPassage, list_item_facts, list_pack_facts
from paper_search.export.tables import PrintedTable, read_table
from paper_search.export.written import WRITTEN_HEADING, WRITTEN_NOTICE, PackSentence, PackWriting
from paper_search.text.struck import split_struck
from paper_search.text.unprintable import replace_unprintable

_CONTENT_WIDTH = Cm(15.5)
_NAME_WIDTH = Cm(4)


def render_pack(pack: EvidencePack) -> bytes:
    """Return the whole document."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Evidence pack", ""
    document.core_properties.comments, document.core_properties.language = "", "en-GB"
    document.core_properties.created = document.core_properties.modified = pack.made_at
    document.add_heading("Evidence pack", 0)
    _add_facts(document, list_pack_facts(pack))
    document.add_paragraph(PACK_NOTICE)
    for number, item in enumerate(pack.items, 1):
        _add_item(document, number, item)
    _add_writing(document, pack.written)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_item(document: WordDocument, number: int, item: PackPassage) -> None:
    document.add_heading(replace_unprintable(f"{number}. {item.document.title or 'Title not stated'}"), 1)
    if item.passage.lead_in:
        document.add_paragraph(replace_unprintable(item.passage.lead_in), style="Quote")
    table = read_table(item.passage)
    if table is not None:
        _add_table(document, table)
    else:
        _add_words(document.add_paragraph(style="Quote"), item.passage.text)
    _add_citation(document, item.citation)
    _add_facts(document, list_item_facts(item)[1:])
    if item.picture:
        picture = document.add_picture(io.BytesIO(item.picture), width=_CONTENT_WIDTH)
        pages = format_pages(item.passage.locator) or NOT_STATED
        # For those who do not see it; python-docx has no name for this.
        picture._inline.docPr.set(
            "descr", replace_unprintable(f"A picture of the page ({pages}); the words marked on it are quoted above.")
        )
        document.add_paragraph(f"The page that the words begin on ({pages}).")


def _add_citation(document: WordDocument, citation: str) -> None:
    document.add_paragraph().add_run("— " + replace_unprintable(citation)).bold = True


def _add_writing(document: WordDocument, written: PackWriting) -> None:
    """Add the written sentences behind the passages; no heading where there are none."""
    if not written.sentences:
        return
    document.add_heading(WRITTEN_HEADING, 1)
    for words in (WRITTEN_NOTICE, *written.contradictions):
        document.add_paragraph(words)
    for sentence in written.sentences:
        _add_sentence(document, sentence)


def _add_sentence(document: WordDocument, sentence: PackSentence) -> None:
    """Add a sentence in one paragraph with its mark, so that whoever copies it copies both."""
    paragraph = document.add_paragraph()
    paragraph.add_run(replace_unprintable(f"{sentence.mark}: ")).bold = True
    paragraph.add_run(replace_unprintable(sentence.text))
    document.add_paragraph("It rests on:")
    for quote in sentence.quotes:
        document.add_paragraph(replace_unprintable(quote.text), style="Quote")
        _add_citation(document, quote.numbered_citation)


def _add_table(document: WordDocument, printed: PrintedTable) -> None:
    """Add a table as it is printed, the heads of its columns in bold."""
    rows = [*([printed.heads] if printed.heads else []), *printed.rows]
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            _add_words(cell.paragraphs[0], words)
    for cell in table.rows[0].cells if printed.heads else ():
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _add_words(paragraph: Paragraph, text: str) -> None:
    """Add the words of a passage, struck through where the paper strikes them."""
    for (start, end), is_struck in split_struck(text):
        run = paragraph.add_run(replace_unprintable(text[start:end]))
        run.font.strike = is_struck or None


def _add_facts(document: WordDocument, rows: list[tuple[str, str]]) -> None:
    table = document.add_table(0, 2)
    for name, value in rows:
        left, right = table.add_row().cells
        left.width, right.width = _NAME_WIDTH, _CONTENT_WIDTH - _NAME_WIDTH
        left.text, right.text = name, replace_unprintable(value)
        for cell in (left, right):
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)
