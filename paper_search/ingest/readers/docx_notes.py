"""Footnotes and endnotes of a Word document: their marks in the text, in the order in which they are printed."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from paper_search.ingest.readers.blocks import format_number
from paper_search.records.superscripts import TO_RAISED

_KINDS = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_DEFAULT_STYLES = {"footnotes": "decimal", "endnotes": "lowerRoman"}
NOTE_REFERENCES = frozenset(_KINDS)


class NoteCounter:
    """The notes of a document, each with the mark that is printed for it (ECMA-376 Part 1, 17.11)."""

    def __init__(self, document: WordDocument) -> None:
        self._styles = {kind: _find_style(document, kind) for kind in _DEFAULT_STYLES}
        self._notes = {kind: _load_notes(document, kind) for kind in _DEFAULT_STYLES}
        self._counts = dict.fromkeys(_DEFAULT_STYLES, 0)
        self.referred: list[tuple[str, Any]] = []

    def make_mark(self, reference: Any) -> str:
        """Return the raised mark of a reference, and note that its note is printed; "" where it has none."""
        kind, note_id = _KINDS[reference.tag], reference.get(qn("w:id"))
        note = self._notes[kind].get(note_id)
        if note is None:
            return ""
        if reference.get(qn("w:customMarkFollows")) in ("1", "true", "on"):
            # The mark is printed by the words behind the reference, and again in the note.
            self.referred.append(("", note))
            return ""
        self._counts[kind] += 1
        mark = format_number(self._styles[kind], self._counts[kind]).translate(TO_RAISED)
        self.referred.append((mark, note))
        return mark


def _load_notes(document: WordDocument, kind: str) -> dict[str | None, Any]:
    """Return the notes of a kind by their ids, without the lines that part them from the text."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            try:
                root = parse_xml(relation.target_part.blob)
            except (XMLSyntaxError, ValueError):
                return {}
            return {note.get(qn("w:id")): note for note in root if note.get(qn("w:type")) in (None, "normal")}
    return {}


def _find_style(document: WordDocument, kind: str) -> str:
    properties = f"w:{kind[:-1]}Pr"
    for root in (document.element, document.settings.element):
        for element in root.iter(qn(properties)):
            style = element.find(qn("w:numFmt"))
            if style is not None:
                return str(style.get(qn("w:val")) or _DEFAULT_STYLES[kind])
    return _DEFAULT_STYLES[kind]
