"""Pages that are changed in memory before PDFium reads them, where it does not tell what the file says.

PDFium does not say on which layer an object is: what a hidden layer holds becomes marked content with a key of its own.
PDFium does not give the codes of letters: fonts of signs that are not embedded, and the code of a soft hyphen, get a
map to characters. The file itself is not changed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, StreamObject

from paper_search.ingest.readers.pdf.layers import LayerStates
from paper_search.ingest.readers.pdf.objects import resolve_object
from paper_search.ingest.readers.pdf.symbol_fonts import find_sign_table

HIDDEN_KEY = "/PaperSearchHidden"
MAX_DEPTH = 12
"""How deep forms may lie in one another."""
SOFT_HYPHEN_CODES = (b"\xad", b"\\255")
"""A soft hyphen in the encoding of Windows, as a string of a content stream has it."""
_SOFT_HYPHEN_CODE, _WINDOWS = 0xAD, "/WinAnsiEncoding"
_PLACES_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <00> <ff> endcodespacerange
1 beginbfrange <00> <ff> <f000> endbfrange
endcmap end end"""
"""Maps the codes of a font of signs to the characters for private use that stand for them."""
_ENCODING_KEYS = ("/Filter", "/DecodeParms", "/Length")
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_UNREAD_KEYS = ("/Annots", "/AA", "/B", "/Metadata", "/PieceInfo", "/StructParents", "/Thumb")
"""Entries of a page that say nothing about its content, and may lead to all other pages."""


class PageMender:
    """Changes the objects of an open file in memory; each of them once."""

    def __init__(self, layers: LayerStates) -> None:
        """Change nothing yet.

        Args:
            layers: the states of the layers of the file.
        """
        self._layers = layers
        self._changed: dict[int, bool] = {}
        self._hidden: dict[int, StreamObject] = {}

    def mend(self, page: Any, content: bytes) -> bool:
        """Change what a page names.

        Args:
            page: the page.
            content: its content.

        Returns:
            True if PDFium must read the page as it is now.
        """
        has_hyphens = any(code in content for code in SOFT_HYPHEN_CODES)
        changed = self._mend_resources(page.get("/Resources"), 0)
        for annotation in _list_annotations(page):
            for appearance in _list_appearances(annotation):
                self._mend_resources(appearance.get("/Resources"), 0)
        if has_hyphens:
            fonts: Any = resolve_object((resolve_object(page.get("/Resources")) or {}).get("/Font")) or {}
            named = [_name_soft_hyphen(resolve_object(fonts.get(name))) for name in fonts]
            changed |= any(named)
        return changed

    def _mend_resources(self, value: Any, depth: int) -> bool:
        """Change what a dictionary of resources names; return True if any of it is changed, now or before."""
        resources = resolve_object(value)
        if not hasattr(resources, "get") or depth > MAX_DEPTH:
            return False
        if id(resources) not in self._changed:
            self._changed[id(resources)] = False
            fonts: Any = resolve_object(resources.get("/Font")) or {}
            changes = [_map_places(resolve_object(fonts.get(name))) for name in fonts]
            properties: Any = resolve_object(resources.get("/Properties")) or {}
            changes += [self._mark_layer(properties, name) for name in properties if self._layers.are_stated]
            xobjects: Any = resolve_object(resources.get("/XObject")) or {}
            changes += [self._mend_xobject(xobjects, name, depth) for name in list(xobjects)]
            self._changed[id(resources)] = any(changes)
        return self._changed[id(resources)]

    def _mark_layer(self, properties: Any, name: str) -> bool:
        content = resolve_object(properties.get(name))
        if not hasattr(content, "get") or not self._layers.is_off(properties.raw_get(name)):
            return False
        content[NameObject(HIDDEN_KEY)] = BooleanObject(True)
        return True

    def _mend_xobject(self, xobjects: Any, name: str, depth: int) -> bool:
        xobject = resolve_object(xobjects.get(name))
        if not hasattr(xobject, "get_data"):
            return False
        changed = self._mend_resources(xobject.get("/Resources"), depth + 1)
        if "/OC" not in xobject or not self._layers.is_off(xobject.raw_get("/OC")):
            return changed
        if id(xobject) not in self._hidden:
            self._hidden[id(xobject)] = _make_hidden(xobject)
        xobjects[NameObject(name)] = self._hidden[id(xobject)]
        return True


def write_page(page: Any) -> bytes:
    """Return a page as a file of its own."""
    writer, copy = PdfWriter(), io.BytesIO()
    writer.add_page(page, excluded_keys=_UNREAD_KEYS)
    writer.write(copy)
    return copy.getvalue()


def _make_hidden(xobject: Any) -> StreamObject:
    """Return a form as marked content, and in place of an image a form that paints nothing."""
    hidden = StreamObject()
    is_form = xobject.get("/Subtype") == "/Form"
    if is_form:
        hidden.update({key: xobject.raw_get(key) for key in xobject if key not in _ENCODING_KEYS})
    hidden[NameObject("/Subtype")] = NameObject("/Form")
    content = xobject.get_data() if is_form else b""
    hidden.set_data(b"/OC << %s true >> BDC\n%s\nEMC" % (HIDDEN_KEY.encode(), content))
    return hidden


def _map_places(font: Any) -> bool:
    """Give a font of signs that is not embedded a map of its codes, and return True if it has this one."""
    if not hasattr(font, "get") or find_sign_table(str(font.get("/BaseFont", "")).lstrip("/")) is None:
        return False
    descriptor: Any = resolve_object(font.get("/FontDescriptor")) or {}
    mapping = resolve_object(font.get("/ToUnicode"))
    if mapping is not None:
        return isinstance(mapping, StreamObject) and mapping.get_data() == _PLACES_MAP
    is_named = hasattr(resolve_object(font.get("/Encoding")), "get")
    if font.get("/Subtype") == "/Type0" or is_named or any(key in descriptor for key in _FONT_FILES):
        return False
    stream = StreamObject()
    stream.set_data(_PLACES_MAP)
    font[NameObject("/ToUnicode")] = stream
    return True


def _name_soft_hyphen(font: Any) -> bool:
    """Tell the code of a soft hyphen from that of a hyphen; return True where a font tells them apart so."""
    if not hasattr(font, "get") or "/ToUnicode" in font or font.get("/Subtype") == "/Type0":
        return False
    encoding = resolve_object(font.get("/Encoding"))
    if encoding == _WINDOWS:
        differences = ArrayObject([NumberObject(_SOFT_HYPHEN_CODE), NameObject("/sfthyphen")])
        named = {"/Type": NameObject("/Encoding"), "/BaseEncoding": NameObject(_WINDOWS), "/Differences": differences}
        font[NameObject("/Encoding")] = DictionaryObject({NameObject(key): entry for key, entry in named.items()})
        return True
    return hasattr(encoding, "get") and "/sfthyphen" in (resolve_object(encoding.get("/Differences")) or ())


def _list_annotations(page: Any) -> Iterator[Any]:
    annotations = resolve_object(page.get("/Annots"))
    if isinstance(annotations, list):
        yield from (resolved for entry in annotations if hasattr(resolved := resolve_object(entry), "get"))


def _list_appearances(annotation: Any) -> Iterator[Any]:
    """Yield the normal appearances of an annotation, in all its states."""
    states: Any = resolve_object(annotation.get("/AP"))
    normal: Any = resolve_object(states.get("/N")) if hasattr(states, "get") else None
    if hasattr(normal, "get_data"):
        yield normal
    elif hasattr(normal, "get"):
        yield from (state for name in normal if hasattr(state := resolve_object(normal.get(name)), "get_data"))
