"""Reader for Word documents (.docx), with list labels printed as Word would print them.

Tracked deletions, field codes and fallback copies are left out; insertions, content controls, equations, inserted
documents and text boxes are read. Words that the page does not show are left out and counted, struck-through ones
marked. Page headers and footers are dropped and recorded; footnotes come last, under the marks that point to them.
What cannot be read is said, and costs nothing else.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.blocks import TextRun, assemble_reading, find_empty_error, make_run
from paper_search.ingest.readers.docx_chunks import find_chunk_part, read_chunk
from paper_search.ingest.readers.docx_diagrams import read_diagrams
from paper_search.ingest.readers.docx_layout import arrange_layout, clean_line, separate_notes
from paper_search.ingest.readers.docx_margins import has_core_properties, read_margins
from paper_search.ingest.readers.docx_notes import NoteCounter
from paper_search.ingest.readers.docx_numbering import ListNumbering
from paper_search.ingest.readers.docx_package import open_word_package
from paper_search.ingest.readers.docx_pieces import FALLBACK_TAG, Piece, PieceReader, strip_start
from paper_search.ingest.readers.docx_tables import build_grid, format_rows
from paper_search.ingest.readers.docx_visibility import WordVisibility, is_deleted_mark
from paper_search.ingest.readers.hidden_words import DELETED, HiddenWords
from paper_search.records import DroppedText, HiddenText, Reading
from paper_search.records.documents import UnreadPart
from paper_search.text.spans import collapse_whitespace
from paper_search.text.struck import join_struck

MAX_BLOCK_ROWS = 12
MAX_UNPACKED_BYTES = 400_000_000
MAX_COMPRESSION_RATIO = 200

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CONTAINER_TAGS = frozenset(
    (
        *map(qn, ("w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:dir", "w:bdo")),
        f"{_COMPATIBILITY}AlternateContent",
        f"{_COMPATIBILITY}Choice",
    )
)
_PICTURE_TAGS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_EMBEDDED_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"


def read_docx(path: Path, depth: int = 0) -> Reading:
    """Read a Word document.

    Args:
        path: the file.
        depth: the number of documents that it is inserted in.

    Returns:
        The reading, without pages.

    Raises:
        UnreadableError: the code is truncated, damaged, memory or empty.
    """
    _check_archive(path)
    package = open_word_package(path)
    document = docx.Document(package.file)
    body = _BodyReader(document, depth)
    runs = list(separate_notes(list(body.read_runs())))
    reading = assemble_reading(
        runs,
        dropped=(*read_margins(document), *body.inserted.dropped),
        info=tuple(_read_info(document)),
        hidden=(*body.hidden.summarise(), *body.inserted.hidden),
        unread_parts=(*package.unread, *body.inserted.unread),
    )
    error = find_empty_error(reading, path)
    if error:
        raise _explain_empty(document, reading, path) or error
    return reading


def _explain_empty(document: WordDocument, reading: Reading, path: Path) -> UnreadableError | None:
    """Return the error of a document that holds something, though no words that can be read; None where it is blank."""
    if reading.unread_parts:
        reason = f"No words of the paper can be read ({reading.unread_parts[0].reason})"
        return UnreadableError("damaged", reason, "Open it in Word and save it again, or print it to PDF.", path)
    if next(document.element.iter(*_PICTURE_TAGS), None) is not None:
        step = "Print it to PDF, whose pages can be read by text recognition (OCR), or ask for the original file."
        return UnreadableError("scanned", "The Word file holds pictures and no words", step, path)
    return None


def _check_archive(path: Path) -> None:
    """Refuse an archive that is cut short or unpacks to far more than its size."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES or (
                unpacked > 10_000_000 and unpacked > MAX_COMPRESSION_RATIO * max(packed, 1)
            ):
                raise UnreadableError(
                    "memory",
                    "The file would unpack to far more than a paper holds",
                    "Open it in an office program, save it again, and check where it came from.",
                    path,
                )
    except zipfile.BadZipFile as error:
        raise UnreadableError(
            "truncated", "The file ends before the paper does", "Fetch the paper again.", path
        ) from error


def _read_info(document: WordDocument) -> Iterator[tuple[str, str]]:
    if not has_core_properties(document):
        return
    properties = document.core_properties
    for name in ("title", "subject", "author", "keywords", "category", "language"):
        value = collapse_whitespace(str(getattr(properties, name) or ""))
        if value:
            yield {"language": "lang"}.get(name, name), value
    for name in ("created", "modified"):
        moment = getattr(properties, name)
        if moment:
            yield name, moment.isoformat()


class _Inserted(NamedTuple):
    """The findings about documents that are inserted into this one, and all that could not be read."""

    dropped: list[DroppedText]
    hidden: list[HiddenText]
    unread: list[UnreadPart]


_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


class _BodyReader:
    """A walk through a document's body in order, which counts its lists and its hidden words."""

    def __init__(self, document: WordDocument, depth: int) -> None:
        self._document, self._depth = document, depth
        self._styles = {style.style_id: style for style in document.styles}
        self._visibility = WordVisibility(document)
        self._carried: list[Piece] = []
        self._nested: list[TextRun] = []
        self._notes = NoteCounter(document)
        self.hidden = HiddenWords()
        self.inserted = _Inserted([], [], [])
        self._pieces = PieceReader(self._visibility, self.hidden, self._notes)
        self._numbering = self._load_numbering()

    def _load_numbering(self) -> ListNumbering | None:
        try:
            return ListNumbering(self._document)
        except _DAMAGE:
            self.inserted.unread.append(UnreadPart(None, "the numbers of lists: they are damaged inside"))
            return None

    def read_runs(self) -> Iterator[TextRun]:
        """Yield the blocks of the body, then those of the notes."""
        body = self._document.element.body
        yield from self._read_container(body)
        if self._carried:
            yield from self._make_text(self._carried)
        yield from self._read_notes()
        for deleted in body.iter(qn("w:delText")):
            self.hidden.add(deleted.text or "", DELETED)

    def _read_container(self, parent: Any) -> Iterator[TextRun]:
        for child in parent:
            try:
                runs = list(self._read_child(child))
            except _DAMAGE as error:
                name = {qn("w:p"): "a paragraph", qn("w:tbl"): "a table"}.get(child.tag, "a part of the text")
                reason = f"{name}: it is damaged inside ({type(error).__name__})"
                self.inserted.unread.append(UnreadPart(None, reason))
                continue
            yield from runs

    def _read_child(self, child: Any) -> Iterator[TextRun]:
        if child.tag == qn("w:p"):
            yield from self._read_paragraph(child)
        elif child.tag == qn("w:tbl"):
            yield from self._read_table(child)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            yield from self._read_container(content if content is not None else ())
        elif child.tag == qn("w:altChunk"):
            yield from self._read_chunk(child)
        elif child.tag in _CONTAINER_TAGS:
            yield from self._read_container(child)

    def _read_chunk(self, element: Any) -> Iterator[TextRun]:
        part = find_chunk_part(self._document.part, element)
        # A part that is missing was noted when the package was opened.
        reading = None if part is None else read_chunk(part, self._depth)
        if isinstance(reading, UnreadPart):
            self.inserted.unread.append(reading)
        elif reading is not None:
            self.inserted.dropped.extend(reading.dropped)
            self.inserted.hidden.extend(reading.hidden)
            self.inserted.unread.extend(reading.unread_parts)
            yield from (make_run(block.kind, block.text, block.level) for block in reading.blocks)

    def _read_paragraph(self, element: Any) -> Iterator[TextRun]:
        pieces = [*self._carried, *self._pieces.read(element)]
        self._carried = []
        self.hidden.end_paragraph()
        following = element.getnext()
        if is_deleted_mark(element) and following is not None and following.tag == qn("w:p"):
            # Its words go on in the next paragraph, under the number of that.
            self._carried = pieces
        elif any(text.strip() for text, _ in pieces) or not self._visibility.is_mark_gone(element):
            yield from self._make_blocks(element, pieces)
        self._note_objects(element)
        for text in read_diagrams(self._document.part, element, self._visibility):
            yield make_run("text", text)
        for box in element.iter(qn("w:txbxContent")):
            if next(box.iterancestors(qn("w:p"))) is element and next(box.iterancestors(FALLBACK_TAG), None) is None:
                yield from self._read_box(box)

    def _note_objects(self, element: Any) -> None:
        """Note tables of a spreadsheet program, of which the page shows a picture."""
        for embedded in element.iter(_EMBEDDED_OBJECT):
            is_own = next(embedded.iterancestors(qn("w:p"))) is element
            if is_own and str(embedded.get("ProgID") or "").lower().startswith("excel"):
                self.inserted.unread.append(UnreadPart(None, "an embedded spreadsheet, of which a picture is shown"))

    def _make_blocks(self, element: Any, pieces: list[Piece]) -> Iterator[TextRun]:
        """Yield the blocks of a paragraph, its number in front; where all words are struck, so is the number."""
        style = self._find_style(element)
        label = self._numbering.next_label(element, style) if self._numbering else ""
        is_struck = all(struck for text, struck in pieces if text.strip())
        numbered = (
            [(f"{label} ", is_struck), *strip_start(pieces)] if label and any(t.strip() for t, _ in pieces) else pieces
        )
        for text in _split_lines(numbered):
            kind, level = self._classify_paragraph(element, style, text)
            yield make_run("heading" if kind else "text", text, level)

    def _make_text(self, pieces: list[Piece]) -> Iterator[TextRun]:
        yield from (make_run("text", text) for text in _split_lines(pieces))

    def _read_box(self, box: Any) -> Iterator[TextRun]:
        reason = self._visibility.find_box_reason(box)
        if reason is None:
            yield from self._read_container(box)
            return
        for words in box.iter(qn("w:t")):
            self.hidden.add(words.text or "", reason)
        self.hidden.end_paragraph()

    def _classify_paragraph(self, element: Any, style: Any, text: str) -> tuple[bool, int | None]:
        level = _find_heading_level(element, style)
        if level is not None:
            return True, level
        return _is_bold(element, style) and len(text) < 160 and text[-1] not in ".;,", None

    def _find_style(self, element: Any) -> Any:
        named = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._styles.get(named.get(qn("w:val"))) if named is not None else None

    def _read_table(self, element: Any) -> Iterator[TextRun]:
        """Yield the blocks of a table, then those of the tables in its cells."""
        grid = build_grid(element)
        own = list(dict.fromkeys(place.cell for row in grid for place in row if place.cell is not None))
        if max((len(row) for row in grid), default=0) < 2:
            for cell in own:
                yield from self._read_container(cell)
            return
        outer, self._nested = self._nested, []
        cells = {cell: list(self._read_container(cell)) for cell in own}
        arranged = arrange_layout(grid, cells)
        if arranged is not None:
            self._nested = outer
            yield from arranged
            return
        printed = list(format_rows(grid, {cell: self._join_cell(runs) for cell, runs in cells.items()}))
        nested, self._nested = self._nested, outer
        for start in range(0, len(printed), MAX_BLOCK_ROWS):
            yield make_run("table", "\n".join(printed[start : start + MAX_BLOCK_ROWS]))
        yield from nested

    def _join_cell(self, runs: list[TextRun]) -> str:
        """Return the words of a cell; a table in it stands by itself behind the table that it is in."""
        self._nested += [run for run in runs if run.kind == "table"]
        texts = ("".join(words for _, words in run.parts) for run in runs if run.kind != "table")
        return collapse_whitespace(" ".join(texts))

    def _read_notes(self) -> Iterator[TextRun]:
        # A note may refer to another one.
        for mark, note in self._notes.referred:
            paragraphs = (join_struck(self._pieces.read(paragraph)) for paragraph in note.iter(qn("w:p")))
            text = collapse_whitespace(" ".join(paragraphs))
            if text:
                yield make_run("text", f"{mark} {text}".strip())


def _split_lines(pieces: list[Piece]) -> Iterator[str]:
    """Yield the parts of a paragraph that blank lines set apart."""
    for part in re.split(r"\n\s*\n", join_struck(pieces)):
        text = "\n".join(filter(None, map(clean_line, part.split("\n"))))
        if text:
            yield text


def _find_heading_level(element: Any, style: Any) -> int | None:
    """Return a heading's level from the paragraph, its style or the styles that it is based on."""
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    seen = 0
    while outline is None and style is not None and seen < 20:
        name = str(style.name or "").lower()
        numbered = re.fullmatch(r"heading (\d)", name)
        if numbered or name in ("title", "subtitle"):
            return int(numbered[1]) if numbered else 1
        outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        style, seen = getattr(style, "base_style", None), seen + 1
    level = int(outline.get(qn("w:val"))) + 1 if outline is not None else 10
    return level if level < 10 else None


def _is_bold(element: Any, style: Any) -> bool:
    """Return True if every run that prints a word is bold."""
    usual = bool(style is not None and getattr(style, "font", None) is not None and style.font.bold)
    runs = [run for run in element.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(qn("w:t")))]
    return bool(runs) and all(_is_bold_run(run, usual) for run in runs)


def _is_bold_run(run: Any, default: bool) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return default if mark is None else mark.get(qn("w:val")) not in ("0", "false", "off")
