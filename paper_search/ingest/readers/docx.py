"""Reader for Word documents (.docx), with list labels printed as Word would print them.

Tracked deletions, field codes and fallback copies are left out; insertions, content controls and text boxes are read.
Words that the page does not show are left out and counted, struck-through ones marked. Page headers and footers are
dropped and recorded; footnotes come last.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.blocks import TextRun, assemble_reading, find_empty_error, make_run
from paper_search.ingest.readers.docx_margins import read_margins
from paper_search.ingest.readers.docx_numbering import ListNumbering
from paper_search.ingest.readers.docx_visibility import (
    DELETED_TAGS,
    Appearance,
    WordVisibility,
    is_deleted_cell,
    is_deleted_mark,
    is_deleted_row,
)
from paper_search.ingest.readers.hidden_words import DELETED, HiddenWords
from paper_search.records import Reading
from paper_search.text.spans import collapse_whitespace
from paper_search.text.struck import join_struck

MAX_BLOCK_ROWS = 12
MAX_UNPACKED_BYTES = 400_000_000
MAX_COMPRESSION_RATIO = 200

_PASSED_TAGS = {*DELETED_TAGS, qn("w:instrText"), qn("w:delText"), qn("w:pPr"), qn("w:rPr"), qn("w:txbxContent")}
_PLAIN = Appearance()
_FALLBACK_TAG = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAK_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:sym"): "\u2022",
}


def read_docx(path: Path) -> Reading:
    """Read a Word document.

    Args:
        path: the file.

    Returns:
        The reading, without pages.

    Raises:
        UnreadableError: the code is truncated, damaged, memory or empty.
    """
    _check_archive(path)
    document = docx.Document(str(path))
    body = _BodyReader(document)
    runs = list(body.read_runs())
    reading = assemble_reading(
        runs,
        dropped=tuple(read_margins(document)),
        info=tuple(_read_info(document)),
        hidden=body.hidden.summarise(),
    )
    error = find_empty_error(reading, path)
    if error:
        raise error
    return reading


def _check_archive(path: Path) -> None:
    """Refuse an archive that is cut short, unpacks to far more than its size, or defines XML entities."""
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
            if any(_has_entities(archive, part) for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise UnreadableError(
                    "damaged", "The file holds definitions that no Word document may hold",
                    "Open it in an office program, save it again, and check where it came from.", path,
                )  # fmt: skip
    except zipfile.BadZipFile as error:
        raise UnreadableError(
            "truncated", "The file ends before the paper does", "Fetch the paper again.", path
        ) from error


def _has_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return True if a part defines an entity anywhere; a long comment may stand in front of it."""
    overlap = b""
    with archive.open(part) as file:
        while raw := file.read(1 << 20):
            chunk = overlap + raw.replace(b"\0", b"")
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                return True
            overlap = chunk[-10:]
    return False


def _read_info(document: WordDocument) -> Iterator[tuple[str, str]]:
    properties = document.core_properties
    for name in ("title", "subject", "author", "keywords", "category", "language"):
        value = collapse_whitespace(str(getattr(properties, name) or ""))
        if value:
            yield {"language": "lang"}.get(name, name), value
    for name in ("created", "modified"):
        moment = getattr(properties, name)
        if moment:
            yield name, moment.isoformat()


class _BodyReader:
    """A walk through a document's body in order, which counts its lists and its hidden words."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._styles = {style.style_id: style for style in document.styles}
        self._numbering = ListNumbering(document)
        self._visibility = WordVisibility(document)
        self._carried: list[tuple[str, bool]] = []
        self._fields: list[str] = []
        self.hidden = HiddenWords()

    def read_runs(self) -> Iterator[TextRun]:
        """Yield the blocks of the body, then those of the notes."""
        body = self._document.element.body
        yield from self._read_container(body)
        yield from self._read_notes()
        for deleted in body.iter(qn("w:delText")):
            self.hidden.add(deleted.text or "", DELETED)

    def _read_container(self, parent: Any) -> Iterator[TextRun]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._read_paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._read_table(child)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                yield from self._read_container(content if content is not None else ())
            elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"), qn("w:customXml")):
                yield from self._read_container(child)

    def _read_paragraph(self, element: Any) -> Iterator[TextRun]:
        pieces = [*self._carried, *self._read_pieces(element)]
        self._carried = []
        # A field that is not ended must not take the rest of the paper with it.
        self._fields.clear()
        self.hidden.end_paragraph()
        following = element.getnext()
        if is_deleted_mark(element) and following is not None and following.tag == qn("w:p"):
            # Its words go on in the next paragraph, under the number of that.
            self._carried = pieces
        elif any(text.strip() for text, _ in pieces) or not self._visibility.is_mark_gone(element):
            yield from self._make_blocks(element, pieces)
        for box in element.iter(qn("w:txbxContent")):
            if not any(parent.tag == _FALLBACK_TAG for parent in box.iterancestors()):
                yield from self._read_box(box)

    def _make_blocks(self, element: Any, pieces: list[tuple[str, bool]]) -> Iterator[TextRun]:
        """Yield the blocks of a paragraph, its number in front; where all words are struck, so is the number."""
        style = self._find_style(element)
        label = self._numbering.next_label(element, style)
        is_struck = all(struck for text, struck in pieces if text.strip())
        numbered = (
            [(f"{label} ", is_struck), *_strip_start(pieces)] if label and any(t.strip() for t, _ in pieces) else pieces
        )
        for part in re.split(r"\n\s*\n", join_struck(numbered)):
            text = "\n".join(filter(None, (collapse_whitespace(line) for line in part.split("\n"))))
            if text:
                kind, level = self._classify_paragraph(element, style, text)
                yield make_run("heading" if kind else "text", text, level)

    def _read_box(self, box: Any) -> Iterator[TextRun]:
        reason = self._visibility.find_box_reason(box)
        if reason is None:
            yield from self._read_container(box)
            return
        for words in box.iter(qn("w:t")):
            self.hidden.add(words.text or "", reason)
        self.hidden.end_paragraph()

    def _read_pieces(self, element: Any, appearance: Appearance = _PLAIN) -> Iterator[tuple[str, bool]]:
        """Yield the words of a paragraph that show, with True for struck ones, without those of text boxes in it."""
        for child in element:
            if child.tag in _PASSED_TAGS or child.tag == _FALLBACK_TAG:
                continue
            if child.tag == qn("w:fldChar"):
                self._note_field(child.get(qn("w:fldCharType")))
            words = (child.text or "") if child.tag == qn("w:t") else _BREAK_CHARACTERS.get(child.tag)
            if child.tag == qn("w:t") and "code" in self._fields:
                continue
            if words is None:
                inner = self._visibility.find_appearance(child) if child.tag == qn("w:r") else appearance
                yield from self._read_pieces(child, inner)
            elif appearance.hidden:
                self.hidden.add(words, appearance.hidden)
            else:
                yield words, appearance.is_struck

    def _note_field(self, kind: str | None) -> None:
        """Note where a field begins, has its code behind it, or ends; its code is not printed."""
        if kind == "begin":
            self._fields.append("code")
        elif self._fields and kind == "separate":
            self._fields[-1] = "result"
        elif self._fields and kind == "end":
            self._fields.pop()

    def _classify_paragraph(self, element: Any, style: Any, text: str) -> tuple[bool, int | None]:
        level = _find_heading_level(element, style)
        if level is not None:
            return True, level
        return _is_bold(element, style) and len(text) < 160 and text[-1] not in ".;,", None

    def _find_style(self, element: Any) -> Any:
        named = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._styles.get(named.get(qn("w:val"))) if named is not None else None

    def _read_table(self, element: Any) -> Iterator[TextRun]:
        cells = [list(_find_cells(row)) for row in element.iter(qn("w:tr")) if _is_shown_row(element, row)]
        if max(map(len, cells), default=0) < 2:
            for cell in itertools.chain.from_iterable(cells):
                yield from self._read_container(cell)
            return
        rows = [[self._read_cell(cell) for cell in row] for row in cells]
        printed = [" | ".join(cells).strip() for cells in rows if any(cells)]
        for start in range(0, len(printed), MAX_BLOCK_ROWS):
            yield make_run("table", "\n".join(printed[start : start + MAX_BLOCK_ROWS]))

    def _read_cell(self, cell: Any) -> str:
        return collapse_whitespace(
            " ".join("".join(words for _, words in run.parts) for run in self._read_container(cell))
        )

    def _read_notes(self) -> Iterator[TextRun]:
        for relation in self._document.part.rels.values():
            if relation.reltype.rsplit("/", 1)[-1] in ("footnotes", "endnotes"):
                for note in parse_xml(relation.target_part.blob):
                    if note.get(qn("w:type")) is None:
                        yield from self._read_note(note)

    def _read_note(self, note: Any) -> Iterator[TextRun]:
        paragraphs = (join_struck(self._read_pieces(paragraph)) for paragraph in note.iter(qn("w:p")))
        text = collapse_whitespace(" ".join(paragraphs))
        if text:
            yield make_run("text", f"{note.get(qn('w:id'))} {text}")


def _find_cells(row: Any) -> Iterator[Any]:
    for cell in row.iter(qn("w:tc")):
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        is_own = next(cell.iterancestors(qn("w:tr"))) is row and not is_deleted_cell(cell)
        if is_own and (merged is None or merged.get(qn("w:val")) == "restart"):
            yield cell


def _is_shown_row(table: Any, row: Any) -> bool:
    return next(row.iterancestors(qn("w:tbl"))) is table and not is_deleted_row(row)


def _strip_start(pieces: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces without the white space that the first of them begins with."""
    is_start = True
    for text, is_struck in pieces:
        kept = text.lstrip() if is_start else text
        is_start = is_start and not kept
        yield kept, is_struck


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
