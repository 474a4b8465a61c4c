"""Reader for Word documents (.docx), with list labels printed as Word would print them.

Tracked deletions, field codes and fallback copies are left out; insertions, content controls and text boxes are read.
Page headers and footers are dropped and recorded; footnotes come last.
"""

from __future__ import annotations

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
from paper_search.ingest.readers.docx_numbering import ListNumbering
from paper_search.records import DroppedText, Reading
from paper_search.text.spans import collapse_whitespace

MAX_BLOCK_ROWS = 12
MAX_UNPACKED_BYTES = 400_000_000
MAX_COMPRESSION_RATIO = 200

_HIDDEN_TAGS = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:pPr"), qn("w:rPr")}
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
    reading = assemble_reading(
        _BodyReader(document).read_runs(),
        dropped=tuple(_read_headers_footers(document)),
        info=tuple(_read_info(document)),
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


def _read_headers_footers(document: WordDocument) -> Iterator[DroppedText]:
    """Yield the text of each distinct page header and footer once."""
    seen: set[str] = set()
    for section in document.sections:
        for part, reason in ((section.header, "running head"), (section.footer, "running foot")):
            text = (
                ""
                if part.is_linked_to_previous
                else collapse_whitespace(" ".join(paragraph.text for paragraph in part.paragraphs))
            )
            if text and text not in seen:
                seen.add(text)
                yield DroppedText(None, text, reason)


class _BodyReader:
    """A walk through a document's body in order, which counts its lists."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._styles = {style.style_id: style for style in document.styles}
        self._numbering = ListNumbering(document)

    def read_runs(self) -> Iterator[TextRun]:
        """Yield the blocks of the body, then those of the notes."""
        yield from self._read_container(self._document.element.body)
        yield from self._read_notes()

    def _read_container(self, parent: Any) -> Iterator[TextRun]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._read_paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._read_table(child)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                yield from self._read_container(content if content is not None else ())
            elif child.tag in (qn("w:ins"), qn("w:smartTag"), qn("w:customXml")):
                yield from self._read_container(child)

    def _read_paragraph(self, element: Any) -> Iterator[TextRun]:
        style = self._find_style(element)
        label = self._numbering.next_label(element, style)
        for index, part in enumerate(re.split(r"\n\s*\n", _read_words(element))):
            text = "\n".join(filter(None, (collapse_whitespace(line) for line in part.split("\n"))))
            if text:
                kind, level = self._classify_paragraph(element, style, text)
                printed = f"{label} {text}" if label and index == 0 else text
                yield make_run("heading" if kind else "text", printed, level)
        for box in element.iter(qn("w:txbxContent")):
            if not any(parent.tag == _FALLBACK_TAG for parent in box.iterancestors()):
                yield from self._read_container(box)

    def _classify_paragraph(self, element: Any, style: Any, text: str) -> tuple[bool, int | None]:
        level = _find_heading_level(element, style)
        if level is not None:
            return True, level
        return _is_bold(element, style) and len(text) < 160 and text[-1] not in ".;,", None

    def _find_style(self, element: Any) -> Any:
        named = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._styles.get(named.get(qn("w:val"))) if named is not None else None

    def _read_table(self, element: Any) -> Iterator[TextRun]:
        rows = [
            [self._read_cell(cell) for cell in _find_cells(row)]
            for row in element.iter(qn("w:tr"))
            if _is_own_row(element, row)
        ]
        if max(map(len, rows), default=0) < 2:
            for row in element.iter(qn("w:tr")):
                for cell in _find_cells(row) if _is_own_row(element, row) else ():
                    yield from self._read_container(cell)
            return
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
                yield from _parse_notes(relation.target_part.blob)


def _parse_notes(raw: bytes) -> Iterator[TextRun]:
    root = parse_xml(raw)
    for note in root:
        if note.get(qn("w:type")) is None:
            text = collapse_whitespace(" ".join(_read_words(paragraph) for paragraph in note.iter(qn("w:p"))))
            if text:
                yield make_run("text", f"{note.get(qn('w:id'))} {text}")


def _find_cells(row: Any) -> Iterator[Any]:
    for cell in row.iter(qn("w:tc")):
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if next(cell.iterancestors(qn("w:tr"))) is row and (merged is None or merged.get(qn("w:val")) == "restart"):
            yield cell


def _is_own_row(table: Any, row: Any) -> bool:
    return next(row.iterancestors(qn("w:tbl"))) is table


def _read_words(element: Any) -> str:
    """Return the words of a paragraph as printed, without those of text boxes in it, which are read apart."""
    words: list[str] = []
    for child in element:
        if child.tag in _HIDDEN_TAGS or child.tag in (_FALLBACK_TAG, qn("w:txbxContent")):
            continue
        if child.tag == qn("w:t"):
            words.append(child.text or "")
        elif child.tag in _BREAK_CHARACTERS:
            words.append(_BREAK_CHARACTERS[child.tag])
        else:
            words.append(_read_words(child))
    return "".join(words)


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
