"""Walk through a web page in the order in which it is printed: paragraphs, headings, lists and tables as blocks.

A marker that a browser prints in front of a list item is part of the text. Headings keep their level; rows of data
tables become "cell | cell".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import NavigableString, Tag
from bs4.element import PreformattedString

from paper_search.ingest.readers.blocks import LABEL_PATTERN, TextRun, is_bullet, make_run
from paper_search.ingest.readers.html_lists import iterate_items
from paper_search.ingest.readers.html_math import format_formula
from paper_search.ingest.readers.html_tables import (
    format_rows,
    is_layout_table,
    is_numbered_layout,
    is_numbered_row,
    list_cells,
    list_rows,
)
from paper_search.ingest.readers.html_visibility import STRUCK_END, STRUCK_START
from paper_search.ingest.readers.margin_notes import is_margin_table
from paper_search.text.spans import collapse_whitespace
from paper_search.text.struck import join_struck

MAX_BLOCK_ROWS = 12
MAX_TERM_WORDS = 12
"""Words of a term that stands in one block with its definition."""

_ITEM_TITLE_CLASS = "mgAiTitleTxt"
"""The class that ModernGov gives to the title of an agenda item."""
BLOCK_TAGS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "menu", "ol", "option", "p", "pre", "search", "section", "summary", "table", "ul",
    "caption", "tbody", "thead", "tfoot", "tr", "td", "th",
}  # fmt: skip
_STRUCK_GAP_PATTERN = re.compile(rf"{STRUCK_END}([^\S\n]*){STRUCK_START}")


def print_marks(text: str) -> str:
    """Return text of the page's tree with the printed marks of what is struck through."""
    if STRUCK_START not in text:
        return text
    pieces = re.split(f"[{STRUCK_START}{STRUCK_END}]", _STRUCK_GAP_PATTERN.sub(r"\1", text))
    return join_struck((piece, index % 2 == 1) for index, piece in enumerate(pieces))


def read_lines(tag: Tag) -> Iterator[str]:
    """Yield what an element prints, a line for each of its blocks."""
    yield from ("".join(words for _, words in run.parts) for run in PageReader().read_whole(tag))


class PageReader:
    """A walk through a page in order, which gathers the words between two block elements."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._label = ""

    def read_whole(self, tag: Tag) -> Iterator[TextRun]:
        """Yield the blocks of an element that stands alone."""
        yield from self.read_block(tag)
        yield from self._flush_words()

    def read_inside(self, tag: Tag) -> Iterator[TextRun]:
        """Yield the blocks of what an element holds, whatever the element is."""
        yield from self._read_children(tag)
        yield from self._flush_words()

    def read_block(self, tag: Tag) -> Iterator[TextRun]:
        """Yield the blocks of an element."""
        if tag.name == "table":
            yield from self._read_table(tag)
        elif tag.name in ("ol", "ul", "menu", "dir"):
            yield from self._read_list(tag)
        elif tag.name == "dl":
            yield from self._read_definitions(tag)
        elif re.fullmatch(r"h[1-6]", tag.name or ""):
            yield from self._flush_words()
            yield from self._read_heading(tag)
        elif tag.name == "pre":
            yield from self._flush_words()
            for paragraph in re.split(r"\n\s*\n", print_marks(tag.get_text())):
                self._words = [paragraph]
                yield from self._flush_words()
        else:
            yield from self._read_children(tag)

    def _read_children(self, tag: Tag) -> Iterator[TextRun]:
        for child in tag.children:
            if isinstance(child, Tag) and child.name in BLOCK_TAGS:
                yield from self._flush_words()
                yield from self.read_block(child)
                is_title = child.name in ("p", "div") and (
                    _is_bold(child) or _ITEM_TITLE_CLASS in (child.get("class") or ())
                )
                yield from self._flush_words(bold=is_title)
            elif isinstance(child, Tag):
                yield from self._read_inline(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._words.append(re.sub(r"\s+", " ", str(child)))

    def _read_inline(self, tag: Tag) -> Iterator[TextRun]:
        if tag.name == "br":
            self._words.append("\n")
        elif tag.name == "math":
            self._words.append(_format_formula(tag))
        elif tag.name == "q":
            self._words.append("\u201c")
            yield from self._read_children(tag)
            self._words.append("\u201d")
        else:
            yield from self._read_children(tag)

    def _flush_words(self, bold: bool = False) -> Iterator[TextRun]:
        """Yield the gathered words as blocks, split at double line breaks and before labels."""
        lines = [collapse_whitespace(line) for line in print_marks("".join(self._words)).split("\n")]
        self._words = []
        group: list[str] = []
        for line in [*lines, ""]:
            if group and (not line or is_bullet(line) or LABEL_PATTERN.match(line)):
                yield self._make_run("\n".join(group), bold)
                group = []
            if line:
                group.append(line)

    def _make_run(self, text: str, bold: bool) -> TextRun:
        label, self._label = self._label, ""
        is_heading = bold and not label and len(text) < 160 and not text.endswith((".", ";", ","))
        return make_run("heading" if is_heading else "text", label + text)

    def _read_heading(self, tag: Tag) -> Iterator[TextRun]:
        text = _read_line(tag)
        if text:
            label, self._label = self._label, ""
            yield make_run("heading", label + text, int(tag.name[1]))

    # -- lists

    def _read_list(self, tag: Tag) -> Iterator[TextRun]:
        yield from self._flush_words()
        for item, marker in iterate_items(tag):
            if item.name != "li":
                yield from self.read_block(item)
                continue
            self._label = marker
            yield from self._read_children(item)
            yield from self._flush_words()
            self._label = ""

    def _read_definitions(self, tag: Tag) -> Iterator[TextRun]:
        """Yield the entries of a definition list, a short term in one block with what is said of it."""
        yield from self._flush_words()
        for entry in tag.children:
            if not isinstance(entry, Tag):
                continue
            if entry.name == "div":
                yield from self._read_definitions(entry)
                continue
            term = _read_line(entry) if entry.name == "dt" else ""
            following = entry.find_next_sibling()
            is_inline = not any(inner.name in BLOCK_TAGS for inner in entry.find_all(True))
            is_next = following is not None and following.name == "dd" and following.get_text().strip()
            if term and is_next and is_inline and len(term.split()) <= MAX_TERM_WORDS:
                self._label = f"{term}\n"
                continue
            yield from self._read_children(entry)
            yield from self._flush_words()
            self._label = ""

    # -- tables

    def _read_table(self, tag: Tag) -> Iterator[TextRun]:
        yield from self._flush_words()
        if is_layout_table(tag):
            yield from self._read_children(tag)
            yield from self._flush_words()
            return
        caption = tag.find("caption")
        if isinstance(caption, Tag) and caption.find_parent("table") is tag and _read_line(caption):
            yield make_run("text", _read_line(caption))
        if is_numbered_layout(tag):
            yield from self._read_numbered(list_rows(tag))
            return
        cells = [list_cells(tr) for tr in list_rows(tag)]
        has_pairs = max(map(len, cells), default=0) == 2
        if has_pairs and is_margin_table([[_read_line(cell) for cell in row] for row in cells if row]):
            yield from self._read_margin(cells)
            return
        rows = list(format_rows(list_rows(tag), _read_line))
        for start in range(0, len(rows), MAX_BLOCK_ROWS):
            yield make_run("table", "\n".join(rows[start : start + MAX_BLOCK_ROWS]))

    def _read_margin(self, rows: list[list[Tag]]) -> Iterator[TextRun]:
        """Yield paragraphs set in a table, each with the note in the margin behind it."""
        for paragraph, *notes in filter(None, rows):
            yield from self._read_children(paragraph)
            yield from self._flush_words()
            yield from (make_run("table", words) for note in notes if (words := _read_line(note)))

    def _read_numbered(self, rows: list[Tag]) -> Iterator[TextRun]:
        """Yield paragraphs set in a table, each with the number in the cell before it."""
        for cells in map(list_cells, rows):
            number = _read_line(cells[0]) if cells and is_numbered_row(cells) else ""
            for cell in cells[1:] if cells and is_numbered_row(cells) else cells:
                self._label = f"{number} " if number else ""
                number = ""
                yield from self._read_children(cell)
                yield from self._flush_words()
                self._label = ""


def _read_line(tag: Tag) -> str:
    """Return the words of an element on one line, markers of lists and formulas among them."""
    lines = ("".join(words for _, words in run.parts) for run in PageReader().read_inside(tag))
    text = collapse_whitespace(" ".join(lines))
    # The bars of a table in a cell are no columns of the table around it.
    return text.replace(" | ", " ") if tag.find("table") else text


def _format_formula(tag: Tag) -> str:
    formula = format_formula(tag)
    return f" {formula} " if tag.get("display") == "block" else formula


def _is_bold(tag: Tag) -> bool:
    """Return True if all the words of a paragraph are bold."""
    words = len(collapse_whitespace(tag.get_text()).replace(" ", ""))
    strong = [bold for bold in tag.find_all(["b", "strong"]) if not bold.find_parent(["b", "strong"])]
    return words > 0 and sum(len(collapse_whitespace(bold.get_text()).replace(" ", "")) for bold in strong) >= words
