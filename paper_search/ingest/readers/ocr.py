"""Pages that are pictures, read by text recognition. In: a PDF and the pages that hold no words; out: their words.

Needs the ``ocr`` extra (pytesseract and pypdfium2) and the Tesseract program; without them ``is_at_hand`` is False
and ``HOW`` says how to get them. Words come as lines in reading order, one blank line between paragraphs.
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
"""Dots per inch at which a page is drawn: what Tesseract is made for."""
MAX_PAGE_PIXELS = 40_000_000
"""Of one page; a larger one is drawn smaller."""


def is_available() -> bool:
    """Whether the program and both packages are installed."""
    packages = all(importlib.util.find_spec(name) for name in ("pytesseract", "pypdfium2"))
    return packages and shutil.which("tesseract") is not None


def choose_languages(available: Sequence[str]) -> str:
    """What Tesseract is told to read: English, and Welsh where it has been installed."""
    return "+".join([name for name in ("eng", "cym") if name in available] or ["eng"])


def recognise_pages(path: Path, pages: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """For each of the pages, counted from 1, its paragraphs as recognised; none where nothing can be made out."""
    import pypdfium2
    import pytesseract

    # One thread for each reader: several readers run at once.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    spoken = choose_languages(pytesseract.get_languages())
    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages:
            page = document[number - 1]
            width, height = page.get_size()
            wanted = RENDER_DPI / 72
            scale = min(wanted, (MAX_PAGE_PIXELS / max(width * height, 1)) ** 0.5)
            picture = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
            yield number, tuple(_split_paragraphs(pytesseract.image_to_string(picture, lang=spoken)))
    finally:
        document.close()


def _split_paragraphs(text: str) -> Iterator[str]:
    """Paragraphs with their lines joined; what holds no letter or figure is a speck of the scanner."""
    for block in text.replace("\f", "\n\n").split("\n\n"):
        joined = " ".join(block.split())
        if any(char.isalnum() for char in joined):
            yield joined
