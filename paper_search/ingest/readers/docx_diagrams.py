"""Words of the diagrams (SmartArt) of a Word document, shape by shape, at the place where they are printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from paper_search.ingest.readers.docx_pieces import FALLBACK_TAG
from paper_search.ingest.readers.docx_visibility import WordVisibility
from paper_search.text.spans import collapse_whitespace

_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_diagrams(document_part: Any, paragraph: Any, visibility: WordVisibility) -> Iterator[str]:
    """Yield the words of each shape of the diagrams in a ``w:p`` that show.

    Args:
        document_part: the part that the paragraph stands in.
        paragraph: the paragraph.
        visibility: the look of the document's words.
    """
    for ids in paragraph.iter(f"{_DIAGRAM}relIds"):
        relation = document_part.rels.get(ids.get(qn("r:dm")))
        is_fallback = next(ids.iterancestors(FALLBACK_TAG), None) is not None
        is_own = next(ids.iterancestors(qn("w:p"))) is paragraph
        is_shown = is_own and not is_fallback and visibility.find_box_reason(ids) is None
        if relation is not None and not relation.is_external and is_shown:
            yield from _read_shapes(relation.target_part.blob)


def _read_shapes(raw: bytes) -> Iterator[str]:
    try:
        root = parse_xml(raw)
    except (XMLSyntaxError, ValueError):
        return
    for shape in root.iter(f"{_DIAGRAM}t"):
        lines = (line.iter(f"{_DRAWING}t") for line in shape.iter(f"{_DRAWING}p"))
        text = collapse_whitespace(" ".join("".join(words.text or "" for words in line) for line in lines))
        if text:
            yield text
