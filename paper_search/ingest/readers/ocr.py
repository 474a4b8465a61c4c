"""Optical character recognition of PDF pages that are pictures.

It needs the ``ocr`` extra (pytesseract and pypdfium2) and the Tesseract program. Without them ``is_available`` is False
and ``INSTALL_HINT`` says how to get them. Words come as lines in reading order, one blank line between paragraphs.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

INSTALL_HINT = (
    "To have its pages read: install Tesseract (Debian and Ubuntu: apt-get install tesseract-ocr; macOS: brew install"
    " tesseract) and pip install 'paper-search[ocr]', then build again."
)
RENDER_DPI = 300
"""Dots per inch at which a page is rendered: Tesseract is made for it."""
MAX_PAGE_PIXELS = 40_000_000
"""Pixels of one page; a larger page is rendered smaller."""


def is_available() -> bool:
    """Return True if the Tesseract program and both packages are installed."""
    packages = all(importlib.util.find_spec(name) for name in ("pytesseract", "pypdfium2"))
    return packages and shutil.which("tesseract") is not None


def choose_languages(available: Sequence[str]) -> str:
    """Return the languages for Tesseract: English, and Welsh where it is installed."""
    return "+".join([name for name in ("eng", "cym") if name in available] or ["eng"])


def recognise_pages(path: Path, pages: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Recognise the text of some pages of a PDF.

    Args:
        path: the PDF file.
        pages: page numbers, counted from 1.

    Yields:
        Each page number with the paragraphs recognised on it, none where nothing can be made out.
    """
    import pypdfium2
    import pytesseract

    # One thread for each reader: several readers run at once.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    languages = choose_languages(pytesseract.get_languages())
    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages:
            page = document[number - 1]
            width, height = page.get_size()
            full_scale = RENDER_DPI / 72
            scale = min(full_scale, (MAX_PAGE_PIXELS / max(width * height, 1)) ** 0.5)
            image = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
            yield number, tuple(_split_paragraphs(pytesseract.image_to_string(image, lang=languages)))
    finally:
        document.close()


def _split_paragraphs(text: str) -> Iterator[str]:
    """Yield paragraphs with their lines joined, without specks that hold no letter or figure."""
    for block in text.replace("\f", "\n\n").split("\n\n"):
        joined = " ".join(block.split())
        if any(char.isalnum() for char in joined):
            yield joined
