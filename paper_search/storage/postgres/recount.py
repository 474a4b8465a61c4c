"""Counts of terms and passages against a recount of the rows, and repairs of a server that need no local index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from paper_search.storage.postgres import counts
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.integrity import PARENTS, SEEN
from paper_search.storage.postgres.session import durable_transaction, explain_faults
from paper_search.storage.postgres.versions import expire_versions

_SEEN_PASSAGES = f"(SELECT * FROM findable_passages v WHERE {SEEN.format('v')})"
_TERMS = (
    "SELECT lexeme AS term, access, count(*) AS passages, 0::bigint AS terms"
    f" FROM {_SEEN_PASSAGES} f, unnest(tsvector_to_array(f.words)) AS lexeme GROUP BY 1, 2"
)
_PASSAGES = (
    "SELECT '' AS term, access, count(*) AS passages, coalesce(sum(length), 0)::bigint AS terms"
    f" FROM {_SEEN_PASSAGES} f GROUP BY 2"
)
_COUNTED = {
    "term_counts": ("SELECT term, access, passages, 0::bigint AS terms", _TERMS),
    "passage_counts": ("SELECT '' AS term, access, passages, terms", _PASSAGES),
}
"""The columns of each table of counts, and the query that counts again."""
_OUTCOME = "Nothing of it was repaired there."


class ShardRepairer:
    """One server whose counts are compared with its rows, and that is put right where nothing else is needed."""

    def __init__(self, connection: Connection, name: str, generation: int) -> None:
        """Look at a server.

        Args:
            connection: a connection to it, for writing.
            name: its address, for messages.
            generation: the generation that is published.
        """
        self._connection, self._name, self._generation = connection, name, generation

    def find_wrong_counts(self) -> Iterator[str]:
        """Yield the counts of terms and passages that a recount does not give."""
        for table in _COUNTED:
            for row in self._compare(table):
                stated = _describe_count(row["stated"], row["stated_terms"])
                counted = _describe_count(row["counted"], row["counted_terms"])
                name = f"“{row['term']}”" if row["term"] else "all words"
                yield f"{name} of {row['access']} papers: {stated} stated, {counted} counted"

    def _compare(self, table: str) -> list[dict[str, Any]]:
        columns, recount = _COUNTED[table]
        with explain_faults(self._name, "What it holds cannot be read."):
            return self._connection.execute(
                "SELECT term, access, s.passages AS stated, c.passages AS counted, s.terms AS stated_terms,"
                f" c.terms AS counted_terms FROM ({columns} FROM {table} v WHERE {SEEN.format('v')}) s"
                f" FULL JOIN ({recount}) c USING (term, access) WHERE s.passages IS DISTINCT FROM c.passages"
                " OR s.terms IS DISTINCT FROM c.terms ORDER BY 2, 1".encode(),
                {"generation": self._generation},
            ).fetchall()

    def count_again(self) -> None:
        """Bring the counts of the published generation up to date with the rows, in one transaction."""
        with explain_faults(self._name, _OUTCOME), durable_transaction(self._connection):
            self._count_again()

    def _count_again(self) -> None:
        for table in _COUNTED:
            for row in self._compare(table):
                self._correct(table, row)

    def _correct(self, table: str, row: dict[str, Any]) -> None:
        values = {"access": row["access"], "passages": row["counted"]}
        values |= {"term": row["term"]} if table == "term_counts" else {"terms": row["counted_terms"]}
        same_term = " AND v.term = %(term)s" if table == "term_counts" else ""
        condition = f"v.access = %(access)s{same_term} AND {SEEN.format('v')}"
        changes = ", ".join(f"{name} = %({name})s" for name in values if name not in ("access", "term"))
        if row["counted"] is None:
            query = f"DELETE FROM {table} v WHERE {condition}"
        elif row["stated"] is None:
            query = (
                f"INSERT INTO {table} (born, {', '.join(values)})"
                f" VALUES (%(generation)s, {', '.join(f'%({name})s' for name in values)})"
                f" ON CONFLICT ON CONSTRAINT {table}_pkey DO UPDATE SET died = NULL, {changes}"
            )
        else:
            query = f"UPDATE {table} v SET {changes} WHERE {condition}"
        self._connection.execute(query.encode(), values | {"generation": self._generation})

    def take_out(self, doc_ids: Sequence[str]) -> None:
        """Delete every version of some documents, and count again; when it returns, no standby shows them either."""
        with explain_faults(self._name, "THEY ARE STILL SHOWN."), durable_transaction(self._connection):
            self._connection.execute("DELETE FROM document_versions WHERE doc_id = ANY(%s)", (list(doc_ids),))
            self._count_again()

    def mark_for_writing(self, doc_ids: Sequence[str]) -> None:
        """Let the next publication write some documents again, whatever they are like."""
        with explain_faults(self._name, _OUTCOME), self._connection.transaction():
            self._connection.execute(
                "UPDATE document_versions SET fingerprint = '' WHERE doc_id = ANY(%s) AND died IS NULL",
                (list(doc_ids),),
            )

    def align_generations(self) -> None:
        """Let passages be seen when their documents are, and count again."""
        with explain_faults(self._name, _OUTCOME), durable_transaction(self._connection):
            self._connection.execute(
                "UPDATE findable_passages f SET born = d.born, died = d.died FROM document_versions d"
                " WHERE d.document_row = f.document_row AND (f.born <> d.born OR f.died IS DISTINCT FROM d.died)"
            )
            self._count_again()

    def delete_expired(self, oldest: int) -> None:
        """Delete what nobody can be reading any more.

        Args:
            oldest: the oldest generation that may still be read.
        """
        with explain_faults(self._name, _OUTCOME):
            expire_versions(self._connection, oldest)
            counts.expire_counts(self._connection, oldest)

    def delete_orphans(self) -> None:
        """Delete rows that belong to none, and count again: passages that could be found may be among them."""
        with explain_faults(self._name, _OUTCOME), durable_transaction(self._connection):
            for table, (column, parent) in PARENTS.items():
                self._connection.execute(
                    f"DELETE FROM {table} c WHERE NOT EXISTS"
                    f" (SELECT 1 FROM {parent} p WHERE p.{column} = c.{column})".encode()
                )
            self._count_again()


def _describe_count(passages: int | None, terms: int | None) -> str:
    if passages is None:
        return "none"
    return f"{passages:,} of {terms:,} terms" if terms else f"{passages:,}"
