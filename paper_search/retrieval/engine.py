"""The contract of an engine: a query and its vector in, two lists of candidates out.

Engines retrieve and never fuse: reciprocal ranks of different shards cannot be compared, so the seam lies below
fusion. Filters are applied inside the engine, before the top k: a filter that keeps one passage in a thousand
still gives the true best of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from paper_search.embeddings import Rows, Tokens
from paper_search.records import (
    PUBLIC,
    Access,
    Acronym,
    Candidates,
    Coverage,
    Document,
    Facets,
    Filters,
    ParsedQuery,
    Passage,
)


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine it is, the generation it answers from, and how many passages it can find."""

    name: str
    generation: int
    passages: int


class Engine(Protocol):
    """What search needs of an index, wherever it is kept."""

    @property
    def info(self) -> EngineInfo: ...

    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> AbstractContextManager[None]:
        """Everything that this thread asks inside is answered from one generation and from the papers with this access
        alone, whatever the filters say; may be nested, the outermost counts. Outside one, only what is public is."""
        ...

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        """The ``depth`` best by cosine with ``vector``, shape (dimensions,), and by BM25; ties by passage id.

        Where the question has phrases, the best of the passages that hold every one of them.
        """
        ...

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        """The passages still held of those asked for, each with its paper."""
        ...

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of each passage held the ones next before and after it in its paper, headings alone passed over; but a bullet
        is none of another's, since each is a point of its own."""
        ...

    def embedding_text(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """What the encoder saw of each passage held: its context, then its text, whole, at the end."""
        ...

    def reading_text(self, doc_id: str) -> str | None:
        """The text that a paper's passages are spans of; None where the paper is not held."""
        ...

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        """The word pieces kept of passages' own text, those that wait for a vector left out; their spans are offsets in
        that text. On demand those of the title and headings too, whose spans are negative; they take as long again."""
        ...

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        """The vector kept of each passage, shape (dimensions,), those that wait for one left out."""
        ...

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many passages each term stands, inflections folded."""
        ...

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        """Whether each term stands in a passage that the asker may see, inflections folded."""
        ...

    def suggest_spellings(self, word: str) -> list[str]:
        """Words that the papers hold and that this one may be a slip for, as they spell them, the nearest first."""
        ...

    def find_definitions(self, keys: Sequence[str]) -> list[Acronym]:
        """What papers say that these letters stand for, or that stands for these words, both as ``acronyms.key`` has
        them: the definition of most papers first."""
        ...

    def coverage(self, filters: Filters) -> Coverage:
        """What a question with these filters searches, and what it does not."""
        ...

    def facets(self) -> Facets:
        """The values that filters can take."""
        ...
