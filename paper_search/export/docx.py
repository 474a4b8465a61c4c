"""A pack in, a Word document out. Promised: a quote stands in it letter for letter, but for characters that no XML can
hold; nothing in it is linked from elsewhere, and it names nobody as its author.
"""

from __future__ import annotations

import io
import re

import docx
from docx.document import Document as WordDocument
from docx.shared import Cm, Pt

from paper_search.citations.format import NOT_STATED, page_label
from paper_search.export.pack import ABOUT, Item, Pack, facts, heading

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BETWEEN_CELLS = " | "
_WIDE = Cm(15.5)
_NARROW = Cm(4)


def printable(words: str) -> str:
    """The words with what XML cannot hold replaced by the sign for that."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words)


def written(pack: Pack) -> bytes:
    """The whole document."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = "Evidence pack", ""
    made.core_properties.comments, made.core_properties.language = "", "en-GB"
    made.core_properties.created = made.core_properties.modified = pack.made_at
    made.add_heading("Evidence pack", 0)
    _facts(made, heading(pack))
    made.add_paragraph(ABOUT)
    for number, item in enumerate(pack.items, 1):
        _item(made, number, item)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _item(made: WordDocument, number: int, item: Item) -> None:
    made.add_heading(printable(f"{number}. {item.document.title or 'Title not stated'}"), 1)
    if item.passage.lead_in:
        made.add_paragraph(printable(item.passage.lead_in), style="Quote")
    if item.passage.kind == "table":
        _table(made, item.passage.text)
    else:
        made.add_paragraph(printable(item.passage.text), style="Quote")
    made.add_paragraph().add_run("— " + printable(item.citation)).bold = True
    _facts(made, facts(item)[1:])
    if item.picture:
        shown = made.add_picture(io.BytesIO(item.picture), width=_WIDE)
        pages = page_label(item.passage.locator) or NOT_STATED
        # For those who do not see it; python-docx has no name for this.
        shown._inline.docPr.set(
            "descr", printable(f"A picture of the page ({pages}); the words marked on it are quoted above.")
        )
        made.add_paragraph(f"The page that the words begin on ({pages}).")


def _table(made: WordDocument, text: str) -> None:
    """Lines of "cell | cell" as a table."""
    rows = [line.split(_BETWEEN_CELLS) for line in text.split("\n")]
    table = made.add_table(len(rows), max(map(len, rows)), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=False):
            cell.text = printable(words)


def _facts(made: WordDocument, said: list[tuple[str, str]]) -> None:
    table = made.add_table(0, 2)
    for name, value in said:
        left, right = table.add_row().cells
        left.width, right.width = _NARROW, _WIDE - _NARROW
        left.text, right.text = name, printable(value)
        for cell in (left, right):
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)
