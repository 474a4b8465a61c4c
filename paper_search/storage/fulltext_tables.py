"""The full-text tables of an index, and which of them answers somebody.

FTS5 counts how rare a word is, and how long passages are, over a whole table. So ``words`` holds the passages of public
documents alone: nothing that the public is told can depend on another. ``members_words`` holds all passages, for those
who may see more, and only while the index holds a document that is not public: most indexes never do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from paper_search.records import Access
from paper_search.storage.database import Database, Transaction
from paper_search.storage.rows import PREFIXED_PASSAGE_COLUMNS

MEMBERS_WORDS_KEY = "members words"
"""Says in ``meta`` if ``members_words`` is in use: ``IN_USE`` or ``NOT_IN_USE``."""
IN_USE, NOT_IN_USE = "1", "0"


@dataclass(frozen=True, slots=True)
class FullTextTable:
    """A table of words.

    Attributes:
        name: the FTS5 table.
        vocabulary: the table of its stems.
    """

    name: str
    vocabulary: str


PUBLIC_TABLE = FullTextTable("words", "vocabulary")
MEMBERS_TABLE = FullTextTable("members_words", "members_vocabulary")


def find_table(database: Database, access: Sequence[Access]) -> FullTextTable:
    """Return the table whose passages, or some of them, somebody with this access may see."""
    is_in_use = "members" in access and database.get_meta(MEMBERS_WORDS_KEY) == IN_USE
    return MEMBERS_TABLE if is_in_use else PUBLIC_TABLE


def list_table_conditions(database: Database) -> tuple[tuple[FullTextTable, str], ...]:
    """Return each table with the condition on ``documents d`` whose passages it stands for."""
    is_in_use = database.get_meta(MEMBERS_WORDS_KEY) == IN_USE
    return (PUBLIC_TABLE, "d.access = 'public'"), (MEMBERS_TABLE, "1" if is_in_use else "0")


# -- writing ---------------------------------------------------------------------------------------------------


def list_tables_for(transaction: Transaction, access: Access) -> tuple[str, ...]:
    """Return the tables that the passages of a document with this access belong in."""
    return list_tables_in_use(transaction) if access == "public" else (MEMBERS_TABLE.name,)


def list_tables_in_use(transaction: Transaction) -> tuple[str, ...]:
    """Return the tables that hold passages."""
    return (PUBLIC_TABLE.name, MEMBERS_TABLE.name) if _is_members_table_in_use(transaction) else (PUBLIC_TABLE.name,)


def has_row(transaction: Transaction, table: str, passage_row: int) -> bool:
    """Return True if a passage stands in a table."""
    query = f"SELECT 1 FROM {table}_docsize WHERE id = ?"
    return transaction.execute(query, (passage_row,)).fetchone() is not None


def needs_members_table(transaction: Transaction, access: Access) -> bool:
    """Return True if a document with this access needs ``members_words`` and that is not in use yet."""
    return access != "public" and not _is_members_table_in_use(transaction)


def _is_members_table_in_use(transaction: Transaction) -> bool:
    row = transaction.execute("SELECT value FROM meta WHERE key = ?", (MEMBERS_WORDS_KEY,)).fetchone()
    return row is not None and row[0] == IN_USE


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
