"""Files that a site sends in place of a paper that may not be shown: a page that says "This document is restricted".

They come with status 200 and are PDF files like any other. They are read in a process of its own, with limits.
"""

from __future__ import annotations

from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest.printed_pages import collect_printed_pages
from paper_search.ingest.readers.pool import Worker

MAX_BYTES = 100_000
"""Bytes: a placeholder is one page with one sentence, and larger files are not read for it."""
_SECONDS = 20
_MEGABYTES = 512


class PlaceholderCheck:
    """The check of small files, by one process that starts when it is first needed."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    def is_placeholder(self, path: Path) -> bool:
        """Return True for a small PDF file that stands in for a paper; False too where it cannot be read.

        Args:
            path: the file, with its ending.
        """
        if path.stat().st_size > MAX_BYTES:
            return False
        if self._worker is None or not self._worker.is_alive():
            self._worker = Worker(_SECONDS, _MEGABYTES)
        reading = self._worker.read(path)
        if isinstance(reading, UnreadableError):
            return False
        pages = collect_printed_pages(reading)
        return bool(pages) and all(page.is_placeholder for page in pages)

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
