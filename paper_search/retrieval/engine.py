"""The contract between search and the index it asks, wherever that index is kept.

An engine retrieves and never fuses: reciprocal ranks of different shards cannot be compared, so the seam lies below
fusion. Filters and access are applied inside the engine, before the top k: a filter that keeps one passage in a
thousand still gives the true best of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from paper_search.embeddings import Rows, Tokens
from paper_search.embeddings.token_codec import EncodedTokens
from paper_search.records import (
    PUBLIC,
    Access,
    Acronym,
    Arrival,
    Candidates,
    Coverage,
    Document,
    EncoderInfo,
    Facets,
    Filters,
    ParsedQuery,
    Passage,
    Status,
    UnreadPart,
)
from paper_search.records.register import (
    EntryList,
    EntryT,
    MeetingList,
    PersonList,
    RegisterQuery,
)


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """The engine's name, the generation it answers from, and how many passages it can find for the asker."""

    name: str
    generation: int
    passages: int


class Engine(Protocol):
    """An index, wherever it is kept. Safe for threads."""

    @property
    def name(self) -> str:
        """The place of the index, for messages: a folder, or an address."""
        ...

    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> AbstractContextManager[IndexSnapshot]:
        """Open the newest generation of the index, as somebody with this access sees it.

        Args:
            access: The levels of access whose documents may be seen. Filters never widen it.

        Raises:
            StoreError: The index is missing, damaged, or cannot be read.
        """
        ...

    def read_encoder_info(self) -> EncoderInfo | None:
        """Return the encoder that the index was made with; None when it was never built.

        Raises:
            StoreError: The index is missing, damaged, or cannot be read.
        """
        ...

    def close(self) -> None:
        """Give back what the engine holds open; whoever asks again opens it again."""
        ...


@runtime_checkable
class ServedEngine(Protocol):
    """An index that other machines keep."""

    def check_servers(self) -> dict[str, bool]:
        """Return every server of the index by its address, and whether it answers."""
        ...


class IndexSnapshot(Protocol):
    """One generation of an index, as somebody with one access sees it.

    Whatever is written meanwhile, and whatever the filters say, everything read here is of that generation and of
    the documents with that access. Scores, frequencies and counts are of those alone too: but for ``generation``,
    ``built_at`` and ``held_back`` of the coverage, nothing differs by documents that may not be seen here. A snapshot
    serves one thread at a time.
    """

    @property
    def access(self) -> tuple[Access, ...]:
        """The levels of access whose documents are seen here."""
        ...

    @property
    def generation(self) -> int:
        """The number of committed changes that this snapshot sees."""
        ...

    @property
    def info(self) -> EngineInfo:
        """The engine's name, its generation, and how many passages that may be seen it can find."""
        ...

    @property
    def encoder(self) -> EncoderInfo | None:
        """The encoder that the vectors were made with; None when the index was never built."""
        ...

    @property
    def built_at(self) -> str | None:
        """The time of the last build in ISO 8601; None when the index was never built."""
        ...

    @property
    def missing_councils(self) -> tuple[str, ...]:
        """The councils whose papers are not seen here, as their server cannot be reached; mostly none.

        The empty text stands for papers that state no council.
        """
        ...

    @property
    def has_register(self) -> bool:
        """False where the papers were read before the register was kept: nothing of it is held until the next build."""
        ...

    # -- candidates ------------------------------------------------------------------------------------------

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        """Return the ``depth`` best passages by cosine and by BM25, ties by passage id.

        BM25 counts among the passages that may be seen here, whatever the filters say.
        Where the question has phrases, they are the best of the passages that hold every one of them.

        Args:
            query: The question with its filters.
            vector: The unit vector of the question, shape (dimensions,), float32.
            depth: How many candidates each list has at most.
        """
        ...

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """Return in how many passages that may be seen here each term stands, inflections folded."""
        ...

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        """Return for each term True if it stands in a passage that may be seen here, inflections folded."""
        ...

    def suggest_spellings(self, word: str) -> list[str]:
        """Return words of the documents that this one may be a slip for, as they spell them, the nearest first."""
        ...

    def find_definitions(self, keys: Sequence[str]) -> list[Acronym]:
        """Return what documents say that letters stand for, the definition of most documents first.

        Args:
            keys: Letters, or the words they stand for, both as ``acronyms.key`` has them.
        """
        ...

    # -- passages --------------------------------------------------------------------------------------------

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        """Return the passages that are held of those asked for, each with its document, by passage id."""
        ...

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the passages next before and after each one in its document.

        Headings alone are passed over. A bullet is no neighbour of a bullet, since each is a point of its own.
        """
        ...

    def embedding_text(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """Return the text that the encoder saw of each passage: its context, then its own text, whole, at the end."""
        ...

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        """Return the token vectors of each passage's own text; passages that wait for a vector are left out.

        Args:
            passage_ids: The passages.
            with_context: Also those of the title and headings, whose spans are negative. They take as long again.
        """
        ...

    def encoded_tokens(self, passage_ids: Sequence[str]) -> dict[str, EncodedTokens]:
        """Return the token vectors of each passage as they are kept; passages that wait for a vector are left out."""
        ...

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        """Return the vector of each passage, shape (dimensions,); passages that wait for one are left out."""
        ...

    # -- documents -------------------------------------------------------------------------------------------

    def document(self, doc_id: str) -> Document | None:
        """Return a document; None where it is not held, was withdrawn, or may not be seen here."""
        ...

    def documents(self) -> Iterator[Document]:
        """Yield every document, by doc_id; copies that are shown as another document are left out."""
        ...

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        """Return the parts of documents that could not be read, by doc_id.

        A document of which all was read, that is not held or that may not be seen is not in the answer.
        """
        ...

    def reading_text(self, doc_id: str) -> str | None:
        """Return the text that a document's passages are spans of; None where the document is not held."""
        ...

    def list_passages(self, doc_id: str) -> list[Passage]:
        """Return the passages of a document, headings included, in order; none where it is not held."""
        ...

    def page_words(self, doc_id: str, page: int) -> str:
        """Return the passages on a page of a document, a line each; those that run over its edge are whole.

        Args:
            doc_id: The document.
            page: The page of its file, from 1.
        """
        ...

    def is_only_text(self, doc_id: str) -> bool:
        """Return True if a document's words may be shown but its file may not, for what else stands in it."""
        ...

    def arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        """Return when documents came, by doc_id; those of which that is not known are left out."""
        ...

    # -- the register ----------------------------------------------------------------------------------------

    def list_entries(self, kind: type[EntryT], query: RegisterQuery) -> EntryList[EntryT]:
        """Return the entries of one kind that a query lets through, the newest meeting first, with how many there are.

        Within a meeting they are in the order of papers and words. Copies that are shown as another document add none.

        Args:
            kind: The record: ``Attendance``, ``Decision``, ``MeetingFact``, ``MatterLink``, ``Role`` or ``Vote``.
            query: Its limits, each name as the index spells it.
        """
        ...

    def list_meetings(self, query: RegisterQuery) -> MeetingList:
        """Return the meetings that a query lets through, the newest first, with how many there are.

        A meeting is of an authority, a committee and a day; papers that lack one of the three are of none.
        """
        ...

    def list_people(self, query: RegisterQuery) -> PersonList:
        """Return the people that entries of a query name, by surname, with how many there are."""
        ...

    def find_papers_by_title(self, title: str, authority: str | None) -> list[Document]:
        """Return the papers of an authority whose title holds these words in a row, inflections folded, by doc_id.

        Args:
            title: The words.
            authority: The authority as the index spells it; None for papers that state none.
        """
        ...

    def list_examples(self) -> tuple[str, ...]:
        """Return questions to begin with, which public papers were asked and answer; whoever asks, the same."""
        ...

    # -- the index as a whole --------------------------------------------------------------------------------

    def coverage(self, filters: Filters) -> Coverage:
        """Return what a question with these filters searches, and what it does not.

        How many documents may not be seen here is told, as ``held_back``; of their passages nothing is counted.
        """
        ...

    def facets(self) -> Facets:
        """Return the values that filters can take, the most frequent first."""
        ...

    def status(self) -> Status:
        """Return the state of the index, no notes: counts of what may be seen, the encoder, and the files not read."""
        ...
