"""The passages of a cluster by their ids: texts, neighbours, vectors and token vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paper_search.embeddings import Rows, Tokens
from paper_search.embeddings.token_codec import EncodedTokens, decode_texts
from paper_search.records import Access, Document, Passage
from paper_search.retrieval.postgres.conditions import list_storable
from paper_search.storage.postgres.connection import ReadTransaction
from paper_search.storage.rows import (
    PREFIXED_DOCUMENT_COLUMNS,
    PREFIXED_PASSAGE_COLUMNS,
    Row,
    document_from_row,
    passage_from_row,
)

_VECTOR_HEADER_BYTES = 4
"""The number of dimensions, which stands before a vector in pgvector's binary form."""


@dataclass(frozen=True, slots=True)
class PublishedPassages:
    """The passages as somebody with one access sees them; those asked for that are not held or seen are left out.

    Attributes:
        transaction: the generation that is read.
        access: the levels of access whose documents are seen.
    """

    transaction: ReadTransaction
    access: tuple[Access, ...]

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        """Return passages, each with its document, by passage id."""
        documents: dict[str, Document] = {}
        passages: dict[str, tuple[Passage, Document]] = {}
        for row in self._select(f"{PREFIXED_PASSAGE_COLUMNS}, {PREFIXED_DOCUMENT_COLUMNS}", passage_ids):
            passage = passage_from_row(row)
            document = documents.get(passage.doc_id) or documents.setdefault(passage.doc_id, document_from_row(row))
            passages[passage.passage_id] = (passage, document)
        return passages

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the passages next before and after each one, see ``IndexSnapshot``."""
        neighbour = (
            "(SELECT CASE WHEN p.kind = 'bullet' AND n.kind = 'bullet' THEN NULL ELSE n.passage_id END FROM passages n"
            " WHERE n.document_row = p.document_row AND n.is_findable"
            " AND n.passage_row {} p.passage_row ORDER BY n.passage_row {} LIMIT 1) AS {}"
        )
        columns = f"{neighbour.format('<', 'DESC', 'before')}, {neighbour.format('>', 'ASC', 'behind')}"
        return {
            row["passage_id"]: tuple(filter(None, (row["before"], row["behind"])))
            for row in self._select(f"p.passage_id, {columns}", passage_ids)
        }

    def embedding_text(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """Return the text that the encoder saw of each passage; headings alone have none."""
        rows = self._select("p.passage_id, p.embedding_text", passage_ids, "AND p.embedding_text IS NOT NULL")
        return {row["passage_id"]: row["embedding_text"] for row in rows}

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        """Return the token vectors of each passage's own text, see ``IndexSnapshot``."""
        return decode_texts(self.encoded_tokens(passage_ids), with_context=with_context)

    def encoded_tokens(self, passage_ids: Sequence[str]) -> dict[str, EncodedTokens]:
        """Return the token vectors of each passage as they are kept."""
        columns = "p.passage_id, p.tokens, length(p.embedding_text) - length(p.text) AS context"
        rows = self._select(columns, passage_ids, "AND p.tokens IS NOT NULL")
        return {row["passage_id"]: EncodedTokens(row["tokens"], row["context"]) for row in rows}

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        """Return the vector of each passage, shape (dimensions,)."""
        rows = self._select(
            # In binary, so that every float is what was kept.
            "f.passage_id, vector_send(f.embedding) AS vector",
            passage_ids,
            "AND f.embedding IS NOT NULL",
            "JOIN findable_passages f USING (passage_row)",
        )
        return {row["passage_id"]: read_vector(row["vector"]) for row in rows}

    def _select(self, columns: str, passage_ids: Sequence[str], condition: str = "", joined: str = "") -> list[Row]:
        """Return columns of ``passages p`` and ``documents d``."""
        if not passage_ids:
            return []
        rows: list[Row] = [
            *self.transaction.fetch_all(
                f"SELECT {columns} FROM passages p {joined} JOIN documents d ON d.document_row = p.document_row"
                f" WHERE p.passage_id = ANY(%s) AND d.access = ANY(%s) {condition}",
                (list_storable(passage_ids), list(self.access)),
            )
        ]
        return rows


def read_vector(sent: bytes) -> Rows:
    """Return a vector of pgvector's binary form, shape (dimensions,)."""
    return np.frombuffer(sent, dtype=">f4", offset=_VECTOR_HEADER_BYTES).astype(np.float32)
