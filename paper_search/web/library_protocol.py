"""What the page needs of a library: the only thing the web rooms are given.

In: nothing. Out: the ``Library`` protocol, so that the page can be built and tested without knowing how an
index is opened. Promise: every method may be called from several threads at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from paper_search.export.pack import EvidencePack, PageRenderer
from paper_search.records import (
    Access,
    Answer,
    Comparison,
    Coverage,
    Document,
    Facets,
    Filters,
    Hit,
    Passage,
    SearchResults,
    Similar,
    Status,
    Timeline,
    WhatsNew,
)


class LibraryProtocol(Protocol):
    """An opened index with its encoder. ``None`` always means unknown, withdrawn, exempt or missing."""

    def with_access(self, access: tuple[Access, ...]) -> LibraryProtocol:
        """The same library for somebody who may see the papers with this access."""

    def search(self, text: str, filters: Filters = ..., k: int = ...) -> tuple[Hit, ...]:
        """Passages, best first, at most ``k``."""

    def ask(self, question: str, filters: Filters = ..., k: int = ...) -> Answer:
        """Quotes that answer, or none, and the passages found. Raises QueryError."""

    def similar(self, passage_id: str, filters: Filters = ..., k: int = ..., elsewhere: bool = ...) -> Similar:
        """Passages of other papers most like one. Raises QueryError."""

    def search_with_remarks(self, text: str, filters: Filters = ..., k: int = ...) -> SearchResults:
        """What ``search`` gives, with remarks on how the question was read. Raises QueryError."""

    def compare(self, question: str, filters: Filters = ..., k: int = ...) -> Comparison:
        """What each authority's papers say. Raises QueryError."""

    def timeline(self, matter: str, filters: Filters = ..., k: int = ...) -> Timeline:
        """A matter's passages by the dates of its meetings. Raises QueryError."""

    def cite(self, passage_id: str, style: str = ...) -> str:
        """The citation of a passage. Raises QueryError."""

    def whats_new(self, question: str, filters: Filters = ..., since: date | None = ...) -> WhatsNew:
        """What came lately that is of the matter. Raises QueryError."""

    def build_evidence_pack(
        self, passage_ids: Sequence[str], question: str = ..., picture: PageRenderer = ...
    ) -> EvidencePack:
        """The passages chosen, to be kept. Raises QueryError."""

    def save_judgement(self, question: str, passage_id: str, is_right: bool) -> None:
        """Keep what was said of a passage. Raises QueryError and StoreError."""

    def version_token(self) -> str:
        """What stands for all that can be answered now."""

    def facets(self) -> Facets:
        """What filters can offer, with counts of papers."""

    def status(self) -> Status:
        """The state of the index."""

    def coverage(self, filters: Filters = ...) -> Coverage:
        """What a question under these filters searches, and what it does not."""

    def document(self, doc_id: str) -> Document | None:
        """One paper's metadata."""

    def documents(self) -> list[Document]:
        """Every paper held."""

    def file_path(self, doc_id: str) -> Path | None:
        """The real file inside the corpus."""

    def is_only_text(self, doc_id: str) -> bool:
        """True where the words may be shown but not the file, which holds another paper that is held back."""

    def reading_text(self, doc_id: str) -> str | None:
        """The words of one paper, in which passages are spans."""

    def passage(self, passage_id: str) -> Passage | None:
        """One passage."""

    def warm(self) -> None:
        """Load the model; slow the first time, nothing afterwards."""
