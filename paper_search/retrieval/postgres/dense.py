"""The passages of a cluster that are nearest to a question by cosine.

Where filters leave few passages all of them are compared. Where they leave many, each server's HNSW index brings up
several for each that is wanted, and those are compared exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

from paper_search.embeddings import Rows
from paper_search.records import Filters, ScoredPassage
from paper_search.retrieval.postgres.word_counts import WordCounts, make_scan_condition

MAX_COMPARED = 50_000
"""The most passages that a question is compared with one by one, over all servers."""
OVERSAMPLING = 4
"""Candidates that each server's index brings up for each passage that is wanted."""
MAX_SEARCH_WIDTH = 1000
"""The largest ``hnsw.ef_search`` of pgvector."""


@dataclass(frozen=True, slots=True)
class DenseRanking:
    """A search by meaning for somebody with one access.

    Attributes:
        counts: how many passages there are, and the generation that is read.
        filters: what passages are limited to.
    """

    counts: WordCounts
    filters: Filters

    def find_nearest(self, vector: Rows, depth: int) -> tuple[ScoredPassage, ...]:
        """Return the ``depth`` nearest passages with their cosines, ties by passage id.

        Args:
            vector: the unit vector of the question, shape (dimensions,).
            depth: how many are wanted.
        """
        number = self.counts.count_within(self.filters)
        if not number or depth < 1:
            return ()
        find = self._compare_all if number <= MAX_COMPARED else self.search_index
        rows = sorted(find(vector, depth), key=lambda scored: (-scored.score, scored.passage_id))
        return tuple(rows[:depth])

    def _compare_all(self, vector: Rows, depth: int) -> list[ScoredPassage]:
        condition = make_scan_condition(self.counts.transaction, self.filters, self.counts.access)
        rows = self.counts.transaction.fetch_all(
            # The index is of cosines of half precision, so that it cannot serve this order.
            "SELECT f.passage_id, -(f.embedding <#> %s::vector) AS score FROM findable_passages f"
            f" WHERE f.embedding IS NOT NULL AND {condition.text} ORDER BY score DESC, f.passage_id LIMIT %s",
            (write_vector(vector), *condition.values, depth),
        )
        return [ScoredPassage(row["passage_id"], row["score"]) for row in rows]

    def search_index(self, vector: Rows, depth: int) -> list[ScoredPassage]:
        """Return about the ``depth`` nearest passages of each server, by its HNSW index."""
        transaction, width = self.counts.transaction, min(OVERSAMPLING * depth, MAX_SEARCH_WIDTH)
        transaction.fetch_each("SELECT set_config('hnsw.ef_search', %s, true)", (str(width),))
        condition = make_scan_condition(transaction, self.filters, self.counts.access)
        half = f"halfvec({len(vector)})"
        rows = transaction.fetch_all(
            "WITH nearest AS MATERIALIZED (SELECT f.passage_id, f.embedding FROM findable_passages f"
            f" WHERE {condition.text} ORDER BY f.embedding::{half} <=> %s::{half} LIMIT %s)"
            " SELECT passage_id, -(embedding <#> %s::vector) AS score FROM nearest"
            " WHERE embedding IS NOT NULL ORDER BY score DESC, passage_id LIMIT %s",
            (*condition.values, write_vector(vector), OVERSAMPLING * depth, write_vector(vector), depth),
        )
        return [ScoredPassage(row["passage_id"], row["score"]) for row in rows]


def write_vector(vector: Rows) -> str:
    """Return a vector as pgvector reads it."""
    return f"[{','.join(map(repr, vector.tolist()))}]"
