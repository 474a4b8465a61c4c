"""Files attached to a PDF: those of the file as a whole, as in a portfolio, and those pinned to its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from paper_search.ingest.readers.attachments import MAX_ATTACHMENTS, AttachedFile
from paper_search.ingest.readers.pdf.objects import resolve_object

_MAX_TREE_NODES = 1000
"""Nodes of the name tree that are looked at; a hostile tree may hold itself."""
_FAULTS = (PyPdfError, AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError)


def find_attached_files(reader: PdfReader) -> Iterator[AttachedFile]:
    """Yield the files attached to a PDF, each once, at most one more than are read.

    Args:
        reader: the open file.
    """
    seen = set[int]()
    for specification in _find_specifications(reader):
        stream = _find_stream(specification)
        if stream is None or id(stream) in seen:
            continue
        seen.add(id(stream))
        yield AttachedFile(_find_name(specification), _read_content(stream))
        if len(seen) > MAX_ATTACHMENTS:
            return


def _find_specifications(reader: PdfReader) -> Iterator[Any]:
    """Yield the file specifications of the document (ISO 32000-2, 7.11.4), then those that annotations hold."""
    try:
        names = resolve_object(resolve_object(reader.trailer["/Root"]).get("/Names")) or {}
        nodes, count = [names.get("/EmbeddedFiles")], 0
        while nodes and count < _MAX_TREE_NODES:
            count += 1
            node = resolve_object(nodes.pop(0)) or {}
            nodes += list(resolve_object(node.get("/Kids")) or ())
            yield from (resolve_object(entry) for entry in list(resolve_object(node.get("/Names")) or ())[1::2])
    except _FAULTS:
        return
    for page in reader.pages:
        yield from _find_pinned(page)


def _find_pinned(page: Any) -> Iterator[Any]:
    try:
        for entry in list(resolve_object(page.get("/Annots")) or ())[:_MAX_TREE_NODES]:
            annotation = resolve_object(entry)
            if annotation.get("/Subtype") == "/FileAttachment":
                yield resolve_object(annotation.get("/FS"))
    except _FAULTS:
        return


def _find_stream(specification: Any) -> Any:
    try:
        files = resolve_object(specification.get("/EF")) or {}
        return resolve_object(files.get("/UF") or files.get("/F"))
    except _FAULTS:
        return None


def _find_name(specification: Any) -> str:
    try:
        return str(resolve_object(specification.get("/UF") or specification.get("/F")) or "attachment")
    except _FAULTS:
        return "attachment"


def _read_content(stream: Any) -> bytes | None:
    try:
        return bytes(stream.get_data())
    except _FAULTS:
        return None
