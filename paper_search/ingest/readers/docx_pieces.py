"""Words of a paragraph of a Word document that are printed, with signs, raised figures, fields, notes and equations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from paper_search.ingest.readers.docx_equations import RUN_TEXT, format_equation, is_equation
from paper_search.ingest.readers.docx_fields import FieldStack, format_form_field
from paper_search.ingest.readers.docx_notes import NOTE_REFERENCES, NoteCounter
from paper_search.ingest.readers.docx_symbols import map_symbol, map_symbol_text
from paper_search.ingest.readers.docx_visibility import DELETED_TAGS, Appearance, WordVisibility
from paper_search.ingest.readers.hidden_words import HiddenWords
from paper_search.text.superscripts import to_subscript, to_superscript

Piece = tuple[str, bool]
"""Words as they follow one another, with True for those that are struck through."""
FALLBACK_TAG = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PASSED_TAGS = {
    *DELETED_TAGS,
    *map(qn, ("w:instrText", "w:delText", "w:pPr", "w:rPr", "w:txbxContent", "w:sdtPr", "w:rt")),
    FALLBACK_TAG,
}
_BREAK_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_PLAIN = Appearance()
_MATH_RUN = RUN_TEXT.removesuffix("t") + "r"


class _StyledWords(NamedTuple):
    text: str
    is_struck: bool
    vertical: str | None = None


class PieceReader:
    """The printed words of paragraphs; the hidden ones are counted."""

    def __init__(self, visibility: WordVisibility, hidden: HiddenWords, notes: NoteCounter) -> None:
        self._visibility, self._hidden, self._notes = visibility, hidden, notes
        self._fields = FieldStack()

    def read(self, element: Any) -> list[Piece]:
        """Return the words of a paragraph that show, without those of text boxes in it."""
        pieces = list(_join_raised(self._read_children(element, _PLAIN)))
        # A field that is not ended must not take the rest of the paper with it.
        self._fields.clear()
        return pieces

    def _read_children(self, element: Any, appearance: Appearance) -> Iterator[_StyledWords]:
        for child in element:
            if child.tag in _PASSED_TAGS or not isinstance(child.tag, str):
                continue
            if is_equation(child):
                yield _StyledWords(format_equation(child, self._read_math_run), appearance.is_struck)
                continue
            words = self._read_words(child, appearance)
            if words is None:
                inner = self._visibility.find_appearance(child) if child.tag == qn("w:r") else appearance
                yield from self._read_children(child, inner)
            elif appearance.hidden:
                self._hidden.add(words, appearance.hidden)
            elif words:
                is_mark = child.tag in NOTE_REFERENCES
                yield _StyledWords(words, appearance.is_struck, None if is_mark else appearance.vertical)

    def _read_words(self, child: Any, appearance: Appearance) -> str | None:
        """Return the words that an element prints, "" where it prints none; None where its children must be read."""
        if child.tag == qn("w:fldChar"):
            printed = None if self._fields.is_code() else format_form_field(child)
            self._fields.note(child)
            return printed or ""
        if child.tag == qn("w:t"):
            return "" if self._fields.is_code() else map_symbol_text(child.text or "", appearance.font)
        if child.tag == qn("w:sym"):
            return "" if self._fields.is_code() else _read_symbol(child)
        if child.tag in NOTE_REFERENCES:
            return "" if appearance.hidden else self._notes.make_mark(child)
        return _BREAK_CHARACTERS.get(child.tag)

    def _read_math_run(self, run: Any) -> str:
        words = "".join(text.text or "" for text in run.iter(RUN_TEXT, qn("w:t")))
        hidden = self._visibility.find_appearance(run).hidden
        if hidden:
            self._hidden.add(words, hidden)
        return "" if hidden else words


def _read_symbol(element: Any) -> str:
    try:
        return map_symbol(element.get(qn("w:font")), int(element.get(qn("w:char")) or "", 16))
    except ValueError:
        return ""


def _join_raised(words: Iterable[_StyledWords]) -> Iterator[Piece]:
    """Yield the words as pieces; what is raised or lowered at one place is taken as a whole."""
    for (is_struck, vertical), group in groupby(words, lambda styled: (styled.is_struck, styled.vertical)):
        texts = [styled.text for styled in group]
        if vertical is None:
            yield from ((text, is_struck) for text in texts)
        else:
            convert = to_superscript if vertical == "superscript" else to_subscript
            yield convert("".join(texts)), is_struck


def strip_start(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces without the white space that the first of them begins with."""
    is_start = True
    for text, is_struck in pieces:
        kept = text.lstrip() if is_start else text
        is_start = is_start and not kept
        yield kept, is_struck
