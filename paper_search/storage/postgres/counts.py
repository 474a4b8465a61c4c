"""Counts of terms and passages by generation, from which BM25 takes how rare a word is.

The counts of a generation follow from those before it and from what was born and died in it; counting it again gives
the same. A row is written for every term that is in a version which was born or died, so that the generations of a
version are always those of whole rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.session import counting_transaction

COUNTED_KEY = "counted"
"""The key of ``settings``, on each server, for the last generation that its counts are of."""
_TABLES = ("term_counts", "passage_counts")
_IS_CHANGED = "(born = %(generation)s) <> (died IS NOT DISTINCT FROM %(generation)s)"
_COUNT = (
    # Of each term: how many passages more, and by how many it may differ for somebody who was there before.
    "CREATE TEMP TABLE changed_terms ON COMMIT DROP AS"
    " SELECT lexeme AS term, access, sum(CASE WHEN died = %(generation)s THEN -1 ELSE 1 END) AS passages"
    f" FROM findable_passages, unnest(tsvector_to_array(words)) AS lexeme WHERE {_IS_CHANGED} GROUP BY 1, 2",
    "CREATE TEMP TABLE changed_passages ON COMMIT DROP AS"
    " SELECT access, sum(CASE WHEN died = %(generation)s THEN -1 ELSE 1 END) AS passages,"
    " sum(CASE WHEN died = %(generation)s THEN -length ELSE length END) AS terms"
    f" FROM findable_passages WHERE {_IS_CHANGED} GROUP BY 1",
    "INSERT INTO term_counts (term, access, born, passages)"
    " SELECT c.term, c.access, %(generation)s, coalesce(o.passages, 0) + c.passages FROM changed_terms c"
    " LEFT JOIN term_counts o ON o.term = c.term AND o.access = c.access AND o.died IS NULL"
    " WHERE coalesce(o.passages, 0) + c.passages > 0",
    "INSERT INTO passage_counts (access, born, passages, terms)"
    " SELECT c.access, %(generation)s, coalesce(o.passages, 0) + c.passages, coalesce(o.terms, 0) + c.terms"
    " FROM changed_passages c LEFT JOIN passage_counts o ON o.access = c.access AND o.died IS NULL"
    " WHERE coalesce(o.passages, 0) + c.passages > 0",
    "UPDATE term_counts o SET died = %(generation)s FROM changed_terms c"
    " WHERE o.term = c.term AND o.access = c.access AND o.died IS NULL AND o.born < %(generation)s",
    "UPDATE passage_counts o SET died = %(generation)s FROM changed_passages c"
    " WHERE o.access = c.access AND o.died IS NULL AND o.born < %(generation)s",
)
_NEVER = 9_223_372_036_854_775_807
_SUBTRACT = (
    # A version of a generation that is not counted yet is in no count; one that ends in it is in all before it.
    "CREATE TEMP TABLE gone_passages ON COMMIT DROP AS SELECT access, born,"
    f" least(coalesce(died, {_NEVER}), %(counted)s + 1) AS died, length, words FROM findable_passages"
    " WHERE document_row = ANY(%(rows)s) AND born <= %(counted)s AND born < coalesce(died, born + 1)",
    "CREATE TEMP TABLE gone_terms ON COMMIT DROP AS"
    " SELECT c.term, c.access, c.born, count(*) AS passages FROM"
    " (SELECT access, born, died, unnest(tsvector_to_array(words)) AS term FROM gone_passages) g"
    " JOIN term_counts c ON c.term = g.term AND c.access = g.access AND c.born < g.died"
    f" AND coalesce(c.died, {_NEVER}) > g.born GROUP BY 1, 2, 3",
    "UPDATE term_counts c SET passages = c.passages - g.passages FROM gone_terms g"
    " WHERE c.term = g.term AND c.access = g.access AND c.born = g.born",
    "DELETE FROM term_counts c USING gone_terms g"
    " WHERE c.term = g.term AND c.access = g.access AND c.born = g.born AND c.passages <= 0",
    "UPDATE passage_counts c SET passages = c.passages - g.passages, terms = c.terms - g.terms FROM"
    " (SELECT c.access, c.born, count(*) AS passages, sum(g.length) AS terms FROM gone_passages g JOIN passage_counts c"
    f" ON c.access = g.access AND c.born < g.died AND coalesce(c.died, {_NEVER}) > g.born GROUP BY 1, 2) g"
    " WHERE c.access = g.access AND c.born = g.born",
    "DELETE FROM passage_counts WHERE passages <= 0",
)


def count_generation(connection: Connection, generation: int) -> None:
    """Write the counts of a generation that is being published, in one transaction.

    Args:
        connection: a connection for writing.
        generation: the generation.
    """
    with counting_transaction(connection):
        forget_generation(connection, generation)
        for query in _COUNT:
            connection.execute(query.encode(), {"generation": generation})
        set_counted(connection, generation)


def forget_generation(connection: Connection, generation: int) -> None:
    """Take back the counts of a generation that is not published, and of those behind it."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE born >= %s".encode(), (generation,))
        connection.execute(f"UPDATE {table} SET died = NULL WHERE died >= %s".encode(), (generation,))


def subtract_versions(connection: Connection, document_rows: Sequence[int]) -> None:
    """Take versions that are about to be deleted out of the counts of every generation, inside a transaction."""
    values = {"rows": list(document_rows), "counted": read_counted(connection)}
    for query in _SUBTRACT:
        connection.execute(query.encode(), values)
    connection.execute("DROP TABLE gone_terms, gone_passages")


def expire_counts(connection: Connection, generation: int) -> None:
    """Delete the counts that hold for no generation from this one on."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE died <= %s".encode(), (generation,))


def read_counted(connection: Connection) -> int:
    """Return the last generation that the counts of a server are of."""
    rows = connection.execute("SELECT value FROM settings WHERE key = %s", (COUNTED_KEY,)).fetchall()
    return int(rows[0]["value"]) if rows else 0


def set_counted(connection: Connection, generation: int) -> None:
    """Keep on a server which generation its counts are of."""
    connection.execute(
        "INSERT INTO settings VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (COUNTED_KEY, str(generation)),
    )
