"""Documents that are inserted into a Word file whole (``w:altChunk``): web pages, text, e-mail archives, Word files."""

from __future__ import annotations

import email
import email.policy
import tempfile
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.file_type import detect_kind
from paper_search.records import Reading, UnreadPart

MAX_CHUNK_DEPTH = 3
"""Inserted documents in one another."""
_KINDS = {"html": ".html", "docx": ".docx", "text": ".txt"}
_NAMES = {"rtf": "Rich Text", "zip": "a ZIP archive", "ole": "an old Office document", "pdf": "a PDF"}


def read_chunk(part: Any, depth: int) -> Reading | UnreadPart:
    """Read an inserted document, or say why it is not read.

    Args:
        part: the part of the package that holds it.
        depth: the number of documents that it is inserted in.
    """
    if depth >= MAX_CHUNK_DEPTH:
        return UnreadPart(None, "an inserted document: it stands too deep in other ones")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chunk"
        path.write_bytes(_take_web_page(part.blob))
        kind = detect_kind(path, path.read_bytes()[:4096])
        if kind not in _KINDS:
            return UnreadPart(None, f"an inserted document: it holds {_NAMES.get(kind, 'something other than text')}")
        try:
            return _read_kind(path.rename(path.with_suffix(_KINDS[kind])), depth)
        except UnreadableError as error:
            return UnreadPart(None, f"an inserted document: {error.reason}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return UnreadPart(None, f"an inserted document: it is damaged inside ({type(error).__name__})")


def _read_kind(path: Path, depth: int) -> Reading:
    if path.suffix == ".html":
        from paper_search.ingest.readers.html import read_html

        return read_html(path)
    if path.suffix == ".txt":
        from paper_search.ingest.readers.text import read_text_file

        return read_text_file(path)
    from paper_search.ingest.readers.docx import read_docx

    return read_docx(path, depth + 1)


def _take_web_page(raw: bytes) -> bytes:
    """Return the web page of an e-mail archive (MHTML); anything else as it is."""
    if not raw[:2000].lower().lstrip().startswith((b"mime-version:", b"content-type: multipart", b"from:")):
        return raw
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("html", "plain"))
    content = body.get_content() if body is not None else None
    return content.encode() if isinstance(content, str) else raw


def find_chunk_part(document_part: Any, element: Any) -> Any:
    """Return the part that a ``w:altChunk`` names, None where the file does not hold it."""
    relation = document_part.rels.get(element.get(qn("r:id")))
    return None if relation is None or relation.is_external else relation.target_part
