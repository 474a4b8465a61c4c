"""All that a Word file prints or states outside its body, for whoever must see everything printed.

It is the headers and footers of every section, for the first page, even pages and all others; drawn words (WordArt,
watermarks, diagrams, charts); and the document properties that people fill in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from paper_search.records import DroppedText
from paper_search.text.spans import collapse_whitespace

_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_PICTURE_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARGINS = {"header": "running head", "footer": "running foot"}
_DRAWINGS = {"diagramData": "diagram", "chart": "chart", "chartEx": "chart"}
_PROPERTIES = ("category", "title", "subject", "keywords", "comments", "content_status")
_SENSITIVITY_LABELS = "MSIP_Label_"
"""Names of properties that Microsoft's information protection keeps for itself."""


def read_margins(document: WordDocument) -> Iterator[DroppedText]:
    """Yield each distinct text that is printed outside the body, then the document properties.

    Each line of a header is a text of its own.
    """
    seen: set[tuple[str, str]] = set()
    for dropped in (*_read_parts(document), *_read_properties(document)):
        if dropped.text and (dropped.why, dropped.text) not in seen:
            seen.add((dropped.why, dropped.text))
            yield dropped


def _read_parts(document: WordDocument) -> Iterator[DroppedText]:
    yield from _read_word_art(document.element, "WordArt")
    yield from _read_descriptions(document.element)
    for kind, part in _find_parts(document.part):
        root = getattr(part, "element", None)
        root = _parse(part.blob) if root is None else root
        if root is None:
            continue
        if kind in _MARGINS:
            yield from (DroppedText(None, line, _MARGINS[kind]) for line in _read_lines(root))
            yield from _read_word_art(root, "watermark")
            for drawing_kind, drawing in _find_parts(part):
                yield from _read_drawing(_parse(drawing.blob), _DRAWINGS.get(drawing_kind))
        elif kind != "diagramData":
            # The words of a diagram in the body are read with the body.
            yield from _read_drawing(root, _DRAWINGS[kind])


def _find_parts(part: Any) -> Iterator[tuple[str, Any]]:
    for relation in part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if not relation.is_external and (kind in _MARGINS or kind in _DRAWINGS):
            yield kind, relation.target_part


def _parse(blob: bytes) -> Any:
    try:
        return parse_xml(blob)
    except (XMLSyntaxError, ValueError):
        return None


def _read_lines(root: Any) -> Iterator[str]:
    """Yield the text of each paragraph: those of tables, text boxes and content controls too."""
    for paragraph in root.iter(qn("w:p")):
        is_fallback = next(paragraph.iterancestors(_FALLBACK), None) is not None
        line = "" if is_fallback else collapse_whitespace("".join(_read_own_words(paragraph)))
        if line:
            yield line


def _read_own_words(paragraph: Any) -> Iterator[str]:
    """Yield the words of a paragraph without those of the paragraphs in it, which are lines of their own."""
    for element in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if next(element.iterancestors(qn("w:p"))) is paragraph:
            yield (element.text or "") if element.tag == qn("w:t") else " "


def _read_word_art(root: Any, why: str) -> Iterator[DroppedText]:
    for element in root.iter(_TEXT_PATH):
        yield DroppedText(None, collapse_whitespace(element.get("string") or ""), why)


def _read_descriptions(root: Any) -> Iterator[DroppedText]:
    """Yield the words that stand for pictures."""
    for element in root.iter(_PICTURE_PROPERTIES):
        for name in ("descr", "title"):
            yield DroppedText(None, collapse_whitespace(element.get(name) or ""), "text of a picture")


def _read_drawing(root: Any, why: str | None) -> Iterator[DroppedText]:
    if root is None or why is None:
        return
    for element in root.iter(_DRAWN_TEXT):
        yield DroppedText(None, collapse_whitespace(element.text or ""), why)


def has_core_properties(document: WordDocument) -> bool:
    """Return True if the file states properties; the library makes up some where it does not."""
    return any(relation.reltype.endswith("/core-properties") for relation in document.part.package.rels.values())


def _read_properties(document: WordDocument) -> Iterator[DroppedText]:
    has_core = has_core_properties(document)
    values = [getattr(document.core_properties, name) for name in _PROPERTIES] if has_core else []
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/custom-properties") and not relation.is_external:
            values += _read_custom_properties(_parse(relation.target_part.blob))
    for value in values:
        yield DroppedText(None, collapse_whitespace(str(value or "")), "document property")


def _read_custom_properties(root: Any) -> Iterator[str]:
    for element in () if root is None else root:
        if not str(element.get("name") or "").startswith(_SENSITIVITY_LABELS):
            yield "".join(element.itertext())
