"""The full-text tables of an index, and which of them answers somebody.

FTS5 counts how rare a word is, and how long passages are, over a whole table. So ``words`` holds the passages of public
documents alone: nothing that the public is told can depend on another. ``members_words`` holds all passages, for those
who may see more, and only while the index holds a document that is not public: most indexes never do.

An index that was made before there were two tables has all passages in ``words`` until the next build. If one of them
is not public, BM25 and the vocabulary of that table are kept from the public.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from paper_search.records import Access
from paper_search.storage.database import Database, Transaction
from paper_search.storage.filters import NOT_ALL_PUBLIC_KEY
from paper_search.storage.rows import PREFIXED_PASSAGE_COLUMNS, placeholders

MEMBERS_WORDS_KEY = "members words"
"""Says in ``meta`` if ``members_words`` is in use: ``IN_USE`` or ``NOT_IN_USE``. Missing in an index of one table."""
IN_USE, NOT_IN_USE = "1", "0"


@dataclass(frozen=True, slots=True)
class FullTextTable:
    """A table of words as somebody may read it.

    Attributes:
        name: the FTS5 table.
        vocabulary: the table of its stems; None where they may not be told.
        may_rank: False where its BM25 would tell of passages that may not be seen.
    """

    name: str
    vocabulary: str | None
    may_rank: bool = True


PUBLIC_TABLE = FullTextTable("words", "vocabulary")
MEMBERS_TABLE = FullTextTable("members_words", "members_vocabulary")
MIXED_TABLE = FullTextTable("words", None, may_rank=False)
"""``words`` of an index of one table, for the public."""


def find_table(database: Database, access: Sequence[Access]) -> FullTextTable:
    """Return the table whose passages, or some of them, somebody with this access may see."""
    state = database.get_meta(MEMBERS_WORDS_KEY)
    if "members" in access:
        return MEMBERS_TABLE if state == IN_USE else PUBLIC_TABLE
    is_mixed = state is None and database.get_meta(NOT_ALL_PUBLIC_KEY) is not None
    return MIXED_TABLE if is_mixed else PUBLIC_TABLE


def make_access_condition(table: FullTextTable, access: Sequence[Access]) -> tuple[str, tuple[str, ...]]:
    """Return a condition on the rows of a table that keeps those that may be seen, and its values."""
    if table.may_rank:
        return "1", ()
    return (
        "EXISTS (SELECT 1 FROM passages p JOIN documents d USING (document_row)"
        f" WHERE p.passage_row = {table.name}.rowid AND d.access IN ({placeholders(access)}))",
        tuple(access),
    )


def list_table_conditions(database: Database) -> tuple[tuple[FullTextTable, str], ...]:
    """Return each table with the condition on ``documents d`` whose passages it stands for."""
    state = database.get_meta(MEMBERS_WORDS_KEY)
    if state is None:
        return ((PUBLIC_TABLE, "1"),)
    return (PUBLIC_TABLE, "d.access = 'public'"), (MEMBERS_TABLE, "1" if state == IN_USE else "0")


# -- writing ---------------------------------------------------------------------------------------------------


def list_tables_for(transaction: Transaction, access: Access) -> tuple[str, ...]:
    """Return the tables that the passages of a document with this access belong in."""
    tables = list_tables_in_use(transaction)
    return tables if access == "public" or has_one_table(transaction) else (MEMBERS_TABLE.name,)


def list_tables_in_use(transaction: Transaction) -> tuple[str, ...]:
    """Return the tables that hold passages."""
    is_used = _get_state(transaction) == IN_USE
    return (PUBLIC_TABLE.name, MEMBERS_TABLE.name) if is_used else (PUBLIC_TABLE.name,)


def has_row(transaction: Transaction, table: str, passage_row: int) -> bool:
    """Return True if a passage stands in a table."""
    query = f"SELECT 1 FROM {table}_docsize WHERE id = ?"
    return transaction.execute(query, (passage_row,)).fetchone() is not None


def needs_members_table(transaction: Transaction, access: Access) -> bool:
    """Return True if a document with this access needs ``members_words`` and that is not in use yet."""
    return access != "public" and _get_state(transaction) == NOT_IN_USE


def has_one_table(transaction: Transaction) -> bool:
    """Return True for an index that was made before there were two tables."""
    return _get_state(transaction) is None


def _get_state(transaction: Transaction) -> str | None:
    row = transaction.execute("SELECT value FROM meta WHERE key = ?", (MEMBERS_WORDS_KEY,)).fetchone()
    return None if row is None else str(row[0])


def has_restricted_documents(transaction: Transaction) -> bool:
    """Return True if the index holds a document that is not public."""
    return transaction.execute("SELECT 1 FROM documents WHERE access <> 'public' LIMIT 1").fetchone() is not None


def select_passages(transaction: Transaction, condition: str) -> Iterable[Any]:
    """Return the passages that can be found and meet a condition on ``documents d``, with their titles."""
    rows: Iterable[Any] = transaction.execute(
        f"SELECT p.passage_row, {PREFIXED_PASSAGE_COLUMNS}, d.doc_id AS document_doc_id, d.title AS document_title"
        f" FROM passages p JOIN documents d USING (document_row) WHERE p.embedded_hash NOT NULL AND {condition}"
    )
    return rows
