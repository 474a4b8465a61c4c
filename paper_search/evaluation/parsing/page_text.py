"""The words of each page of a PDF as the library gives them, with nothing understood and nothing left out.

What a reader made of a page is measured against it.
"""

from __future__ import annotations

from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError


def extract_page_texts(path: Path) -> tuple[str, ...]:
    """Return the plain text of every page of a PDF; () for any other file or one that cannot be opened."""
    if path.suffix.lower() != ".pdf":
        return ()
    try:
        pages = list(PdfReader(path).pages)
    except (PyPdfError, ValueError, OSError):
        return ()
    return tuple(_extract_text(page) for page in pages)


def _extract_text(page: PageObject) -> str:
    # A damaged page raises anything; a reader may still have found words there, and nothing is known against them.
    try:
        return page.extract_text()
    except Exception:
        return ""
