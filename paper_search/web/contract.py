"""What the page needs of a library: the only thing the web rooms are given.

In: nothing. Out: the ``Library`` protocol, so that the page can be built and tested without knowing how an
index is opened. Promise: every method may be called from several threads at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from paper_search.records import Answer, Coverage, Document, Facets, Filters, Hit, Passage, Status


class Library(Protocol):
    """An opened index with its encoder. ``None`` always means unknown, withdrawn, exempt or missing."""

    def search(self, text: str, filters: Filters = ..., k: int = ...) -> tuple[Hit, ...]:
        """Passages, best first, at most ``k``."""

    def ask(self, question: str, filters: Filters = ..., k: int = ...) -> Answer:
        """Quotes that answer, or none, and the passages found. Raises QueryError."""

    def facets(self) -> Facets:
        """What filters can offer, with counts of papers."""

    def status(self) -> Status:
        """The state of the index."""

    def coverage(self, filters: Filters = ...) -> Coverage:
        """What a question under these filters searches, and what it does not."""

    def document(self, doc_id: str) -> Document | None:
        """One paper's metadata."""

    def file(self, doc_id: str) -> Path | None:
        """The real file inside the corpus."""

    def is_only_text(self, doc_id: str) -> bool:
        """True where the words may be shown but not the file, which holds another paper that is held back."""

    def reading_text(self, doc_id: str) -> str | None:
        """The words of one paper, in which passages are spans."""

    def passage(self, passage_id: str) -> Passage | None:
        """One passage."""

    def warm(self) -> None:
        """Load the model; slow the first time, nothing afterwards."""
