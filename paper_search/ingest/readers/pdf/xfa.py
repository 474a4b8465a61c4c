"""XFA forms, whose pages are made by the program that opens them: the file's own page only says "Please wait"."""

from __future__ import annotations

import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from paper_search.ingest.readers.pdf.objects import resolve_object

_MAX_WORDS = 150
"""Words of a page that stands in for a form; Adobe's own has ninety."""
_WAIT_PATTERN = re.compile(r"please\s+wait|proper\s+contents\s+of\s+the\s+document", re.I)


def is_placeholder(reader: PdfReader, text: str) -> bool:
    """Return True if the pages of a file stand in for a form that they do not show.

    Args:
        reader: the open file.
        text: the words of its pages.
    """
    try:
        root = resolve_object(reader.trailer["/Root"])
        form = resolve_object(root.get("/AcroForm")) or {}
        if "/XFA" not in form or len(text.split()) > _MAX_WORDS:
            return False
        # A form with pages of its own has its fields on them too (XFA 3.3, "static" and "dynamic" forms).
        return bool(resolve_object(root.get("/NeedsRendering"))) or _WAIT_PATTERN.search(text) is not None
    except (PyPdfError, AttributeError, KeyError, TypeError, ValueError):
        return False
