"""Counts of what a cluster holds: documents and passages, the values of filters, and what a question searches.

Each is a sum over the servers, kept for the revision. A document that is shown as another copy is counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.records import (
    NOT_FINAL_STATUSES,
    REDACTION_CODE,
    Access,
    Coverage,
    EncoderInfo,
    Facet,
    Facets,
    Filters,
    Status,
    UnreadFile,
)
from paper_search.retrieval.postgres.cache import RevisionCache
from paper_search.retrieval.postgres.conditions import make_filter_condition
from paper_search.retrieval.postgres.documents import PublishedDocuments
from paper_search.storage.postgres.connection import ReadTransaction
from paper_search.storage.register_conditions import SqlCondition
from paper_search.storage.statistics import merge_aliases, parse_day
from paper_search.storage.unread import HELD_BACK_SQL


@dataclass(frozen=True, slots=True)
class Totals:
    """The documents and passages that somebody may see, and those of the passages that wait for a vector, counted."""

    papers: int
    passages: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Collections:
    """The state of all collections together.

    ``built_at`` is when the newest was built. ``has_register`` is False where all were read before the register was
    kept.
    """

    built_at: str | None
    has_register: bool


@dataclass(frozen=True, slots=True)
class PublishedStatistics:
    """Counts as somebody with one access sees them.

    Attributes:
        transaction: the generation that is read.
        access: the levels of access whose documents are counted.
        cache: the values of this revision.
    """

    transaction: ReadTransaction
    access: tuple[Access, ...]
    cache: RevisionCache

    # -- counts --------------------------------------------------------------------------------------------------

    def count_totals(self) -> Totals:
        """Return how many documents and passages may be seen."""
        return self.cache.get(("papers and passages", self.access), self._count_totals)

    def _count_totals(self) -> Totals:
        rows = self.transaction.fetch_all(
            "SELECT count(*) FILTER (WHERE same_as IS NULL) AS papers, coalesce(sum(passages), 0)::bigint AS passages,"
            " coalesce(sum(waiting), 0)::bigint AS waiting FROM documents WHERE access = ANY(%s)",
            (list(self.access),),
        )
        return Totals(*(sum(row[name] for row in rows) for name in ("papers", "passages", "waiting")))

    def _count_all_papers(self) -> int:
        rows = self.transaction.fetch_all("SELECT count(*) AS papers FROM papers")
        return sum(row["papers"] for row in rows)

    def find_collections(self) -> Collections:
        """Return what the collections have in common."""
        return self.cache.get(("collections",), self._find_collections)

    def _find_collections(self) -> Collections:
        rows = self.transaction.fetch_directory("SELECT built_at, has_register FROM collections")
        built_at = max((row["built_at"] for row in rows if row["built_at"]), default=None)
        return Collections(built_at, not rows or any(row["has_register"] for row in rows))

    def count_facets(self) -> Facets:
        """Return the values that filters can take, the most frequent first."""
        return self.cache.get(("facets", self.access), self._count_facets)

    def _count_facets(self) -> Facets:
        condition = make_filter_condition(Filters(), self.access)
        rows = self.transaction.fetch_all(
            f"SELECT min(held_on) AS since, max(held_on) AS until FROM papers d WHERE {condition.text}",
            condition.values,
        )
        authorities, committees, kinds = (
            self._count_facet(column, condition) for column in ("authority", "committee", "kind")
        )
        return Facets(authorities, committees, kinds, parse_day(_find_first(rows)), parse_day(_find_last(rows)))

    def _count_facet(self, column: str, condition: SqlCondition) -> tuple[Facet, ...]:
        rows = self.transaction.fetch_all(
            f"SELECT {column} AS value, count(*) AS papers FROM papers d"
            f" WHERE {column} IS NOT NULL AND {condition.text} GROUP BY 1",
            condition.values,
        )
        papers = Counter[str]()
        for row in rows:
            papers[row["value"]] += row["papers"]
        ordered = sorted(papers.items(), key=lambda item: (-item[1], item[0]))
        return merge_aliases(column, [Facet(value, count) for value, count in ordered])

    # -- coverage ------------------------------------------------------------------------------------------------

    def measure_coverage(self, filters: Filters) -> Coverage:
        """Return what a question with these filters searches, and what it does not."""
        return self.cache.get(("coverage", filters, self.access), lambda: self._measure_coverage(filters))

    def _measure_coverage(self, filters: Filters) -> Coverage:
        condition = make_filter_condition(filters, self.access)
        rows = self.transaction.fetch_all(
            "SELECT count(*) AS papers, coalesce(sum(passages), 0)::bigint AS passages, min(held_on) AS since,"
            " max(held_on) AS until, count(*) - count(held_on) AS undated, count(*) FILTER (WHERE EXISTS"
            " (SELECT 1 FROM unread_parts u WHERE u.document_row = d.document_row)) AS read_in_part"
            f" FROM papers d WHERE {condition.text}",
            condition.values,
        )
        authorities = self.transaction.fetch_all(
            f"SELECT DISTINCT authority FROM papers d WHERE authority IS NOT NULL AND {condition.text}",
            condition.values,
        )
        unread, held_back = self._count_unread()
        papers, visible = sum(row["papers"] for row in rows), self.count_totals()
        return Coverage(
            papers=papers,
            passages=sum(row["passages"] for row in rows),
            authorities=tuple(sorted({row["authority"] for row in authorities})),
            since=parse_day(_find_first(rows)),
            until=parse_day(_find_last(rows)),
            undated=sum(row["undated"] for row in rows),
            outside_filters=visible.papers - papers,
            unread=unread,
            held_back=held_back + self._count_all_papers() - visible.papers,
            waiting=visible.waiting,
            read_in_part=sum(row["read_in_part"] for row in rows),
        )

    def _count_unread(self) -> tuple[int, int]:
        """Return how many files could not be read, and how many are held back.

        A paper shown as words alone is searched, and no file that could not be read.
        """
        row = self.transaction.fetch_directory(
            f"SELECT count(*) FILTER (WHERE NOT {HELD_BACK_SQL}) AS unread,"
            f" count(*) FILTER (WHERE {HELD_BACK_SQL}) AS held_back FROM unread"
            " WHERE is_seen(born, died) AND code <> %s",
            (REDACTION_CODE,),
        )[0]
        return row["unread"], row["held_back"]

    # -- status --------------------------------------------------------------------------------------------------

    def read_status(self, encoder: EncoderInfo | None, built_at: str | None) -> Status:
        """Return the state of the index, no notes.

        Args:
            encoder: the encoder of its vectors.
            built_at: when the newest of its collections was built.
        """
        totals = self.count_totals()
        return Status(
            papers=totals.papers,
            passages=totals.passages,
            waiting=totals.waiting,
            generation=self.transaction.state.revision,
            encoder=encoder,
            unread=self._list_unread(),
            built_at=built_at,
            read_in_part=PublishedDocuments(self.transaction, self.access).list_partly_read(),
            examples=self.list_examples(),
        )

    def _list_unread(self) -> tuple[UnreadFile, ...]:
        rows = self.transaction.fetch_directory(
            "SELECT source, code, reason, next_step FROM unread WHERE is_seen(born, died) ORDER BY source, collection"
        )
        return tuple(UnreadFile(row["source"], row["code"], row["reason"], row["next_step"]) for row in rows)

    def list_examples(self) -> tuple[str, ...]:
        """Return questions to begin with, those first that stand first in their collection."""
        return self.cache.get(("examples",), self._list_examples)

    def _list_examples(self) -> tuple[str, ...]:
        rows = self.transaction.fetch_directory("SELECT question, doc_id FROM examples ORDER BY rank, collection")
        shown = self.transaction.fetch_all(
            "SELECT doc_id FROM papers WHERE doc_id = ANY(%s) AND access = 'public'"
            " AND coalesce(status, '') <> ALL(%s)",
            ([row["doc_id"] for row in rows], list(NOT_FINAL_STATUSES)),
        )
        doc_ids = {row["doc_id"] for row in shown}
        # Two collections may have the same question.
        return tuple(dict.fromkeys(row["question"] for row in rows if row["doc_id"] in doc_ids))


def _find_first(rows: Sequence[dict[str, str | None]]) -> str | None:
    return min((row["since"] for row in rows if row["since"]), default=None)


def _find_last(rows: Sequence[dict[str, str | None]]) -> str | None:
    return max((row["until"] for row in rows if row["until"]), default=None)
