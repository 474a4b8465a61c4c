"""Counts of what the index holds: documents and passages, the values of filters, and what a question searches.

A document that is shown as another copy is counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from paper_search.records import MEMBERS, PUBLIC, REDACTION_CODE, Access, Coverage, Facet, Facets, Filters
from paper_search.storage.database import Database
from paper_search.storage.filters import FilterQuery, to_sql_condition
from paper_search.storage.rows import placeholders
from paper_search.storage.unread import HELD_BACK_SQL
from paper_search.storage.unread_parts import UnreadPartTable
from paper_search.text.authorities import authority_key
from paper_search.text.committees import committee_key

_KEYS: Mapping[str, Callable[[str], str]] = {"authority": authority_key, "committee": committee_key}
"""What is the same for all spellings of a value, by column."""


class Statistics:
    """Counts over the documents and passages of an index."""

    def __init__(self, database: Database) -> None:
        self._database, self._filters = database, FilterQuery(database)
        self._unread_parts = UnreadPartTable(database)

    def count_documents_and_passages(self, access: Sequence[Access] = MEMBERS) -> tuple[int, int]:
        """Return the number of documents, and of passages that can be found (headings alone cannot).

        Args:
            access: the levels of access whose documents are counted.
        """
        documents = self._database.fetch_int("SELECT count(*) FROM papers")
        passages = self._database.fetch_int("SELECT value FROM counters WHERE name = 'passages'")
        if not self._filters.has_exclusions(Filters(), access):
            return documents, passages
        row = self._database.connection.execute(
            "SELECT count(*) FILTER (WHERE same_as IS NULL), coalesce(sum(passages), 0) FROM documents"
            f" WHERE access <> 'public' AND access NOT IN ({placeholders(access)})",
            tuple(access),
        ).fetchone()
        return documents - row[0], passages - row[1]

    def count_unembedded_passages(self, access: Sequence[Access] = MEMBERS) -> int:
        """Return how many passages of documents with this access have words but no vector yet."""
        waiting = "passages p INDEXED BY passages_waiting"
        is_waiting = "embedded_hash IS NOT NULL AND vector_generation IS NULL"
        if not self._filters.has_exclusions(Filters(), access):
            return self._database.fetch_int(f"SELECT count(*) FROM {waiting} WHERE {is_waiting}")
        return self._database.fetch_int(
            f"SELECT count(*) FROM {waiting} JOIN documents d USING (document_row)"
            f" WHERE {is_waiting} AND d.access IN ({placeholders(access)})",
            *access,
        )

    def count_facets(self, access: tuple[Access, ...] = PUBLIC) -> Facets:
        """Return the values that filters can take, the most frequent first, in the documents with this access."""
        condition, values = to_sql_condition(Filters(), access)
        since, until = self._database.connection.execute(
            f"SELECT min(held_on), max(held_on) FROM papers d WHERE {condition}", values
        ).fetchone()
        authorities, committees, kinds = (
            self._count_facet(column, condition, values) for column in ("authority", "committee", "kind")
        )
        return Facets(authorities, committees, kinds, parse_day(since), parse_day(until))

    def _count_facet(self, column: str, condition: str, values: tuple[str, ...]) -> tuple[Facet, ...]:
        rows = self._database.connection.execute(
            f"SELECT {column}, count(*) FROM papers d WHERE {column} NOT NULL AND {condition}"
            " GROUP BY 1 ORDER BY 2 DESC, 1",
            values,
        )
        return merge_aliases(column, [Facet(row[0], row[1]) for row in rows])

    def measure_coverage(self, filters: Filters, access: tuple[Access, ...] = PUBLIC) -> Coverage:
        """Return what a question with these filters and this access searches, and what it does not."""
        condition, values = to_sql_condition(filters, access)
        papers, passages, since, until, undated = self._database.connection.execute(
            "SELECT count(*), coalesce(sum(passages), 0), min(held_on), max(held_on), count(*) - count(held_on)"
            f" FROM papers d WHERE {condition}",
            values,
        ).fetchone()
        authorities = self._database.connection.execute(
            f"SELECT DISTINCT authority FROM papers d WHERE authority NOT NULL AND {condition} ORDER BY 1",
            values,
        )
        # A paper shown as words alone is searched, and no file that could not be read.
        unread = self._database.fetch_int("SELECT count(*) FROM unread WHERE code <> ?", REDACTION_CODE)
        held_back = self._database.fetch_int(f"SELECT count(*) FROM unread WHERE {HELD_BACK_SQL}")
        visible = self._count_visible(access)
        return Coverage(
            papers=papers,
            passages=passages,
            authorities=tuple(row[0] for row in authorities),
            since=parse_day(since),
            until=parse_day(until),
            undated=undated,
            outside_filters=visible - papers,
            unread=unread - held_back,
            held_back=held_back + self.count_documents_and_passages()[0] - visible,
            waiting=self.count_unembedded_passages(access),
            read_in_part=self._unread_parts.count_documents(condition, values),
        )

    def _count_visible(self, access: tuple[Access, ...]) -> int:
        condition, values = to_sql_condition(Filters(), access)
        return self._database.fetch_int(f"SELECT count(*) FROM papers d WHERE {condition}", *values)


def merge_aliases(column: str, facets: Sequence[Facet]) -> tuple[Facet, ...]:
    """Return one facet for all spellings of a value, under the most frequent of them, the most frequent facet first."""
    find_key = _KEYS.get(column)
    if find_key is None:
        return tuple(facets)
    by_key: dict[str, list[Facet]] = {}
    for facet in facets:
        by_key.setdefault(find_key(facet.value), []).append(facet)
    merged = [
        Facet(same[0].value, sum(facet.papers for facet in same), tuple(facet.value for facet in same[1:]))
        for same in by_key.values()
    ]
    return tuple(sorted(merged, key=lambda facet: (-facet.papers, facet.value)))


def parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
