"""Warnings about documents in the index of which some pages could not be read.

Each says what to do about it, and nothing of what the document holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from paper_search.ingest.readers import ocr
from paper_search.records import Document


def list_page_warnings(documents: Iterable[Document]) -> Iterator[str]:
    """Yield a sentence for each document of which pages are pictures without words, in the order given."""
    for document in documents:
        if document.textless_pages:
            word, verb = ("page", "is a picture") if len(document.textless_pages) == 1 else ("pages", "are pictures")
            warning = f"{document.doc_id}: {word} {format_page_ranges(document.textless_pages)} {verb} and not read."
            yield warning if ocr.is_available() else f"{warning} {ocr.INSTALL_HINT}"


def format_page_ranges(pages: Sequence[int]) -> str:
    """Return page numbers, given in order, as people write them: ``3–5, 9``."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
