"""Copies from the index that a new one is to replace: vectors, withdrawals, what is remembered, when documents came.

Transactions are short, so that nobody who writes to the new index waits long. The other index is only read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from paper_search.access.exemption import MANIFEST_RULE
from paper_search.storage.connection import Connection
from paper_search.storage.database import Database, Transaction
from paper_search.storage.embeddings import CHECKSUM_COLUMN, EmbeddingTable, insert_vectors
from paper_search.storage.rows import placeholders
from paper_search.storage.stored_values import is_as_written
from paper_search.storage.token_chunks import TOKENS_SQL

SEALED_DECISIONS_KEY, PENDING_DECISIONS_KEY = "sealed_decisions", "pending_decisions"
"""Keys of ``meta``: a copy of ``decisions.csv``, and what of it is to be written there yet."""
MANIFEST_HOLDS_KEY = "manifest_holds"
"""The key of ``meta`` for the documents that a manifest has held back."""
DECISION_KEYS = (SEALED_DECISIONS_KEY, PENDING_DECISIONS_KEY)
FOLDER_KEY = "folder"
"""The key of ``meta`` for the folder of the corpus that the index is of."""
PUBLISHED_KEY = "published"
"""The key of ``meta`` for the clusters that the index was published to."""
REMEMBERED_KEYS = (*DECISION_KEYS, MANIFEST_HOLDS_KEY, FOLDER_KEY, PUBLISHED_KEY)
HELD_WORDS_PREFIX = "held words of "
"""Begins the keys of ``meta`` for what the words of a document that is gone are known by, its place behind it."""
_VECTOR_BATCH_SIZE = 500
"""Vectors that are copied in one transaction."""
_UNKNOWN_ARRIVAL_TIME = "1970-01-01T00:00:00Z"


def copy_vectors(database: Database, other: Path) -> int:
    """Copy from another index the vectors of texts that wait here, and return how many texts have one now.

    Args:
        database: the index that is being made.
        other: the file of an index of the same layout, made with the same encoder.
    """
    with _attach(database, other) as connection:
        rows = connection.execute(
            "SELECT DISTINCT p.embedded_hash FROM passages p INDEXED BY passages_waiting"
            " JOIN other.vectors v ON v.embedded_hash = p.embedded_hash"
            " WHERE p.embedded_hash IS NOT NULL AND p.vector_generation IS NULL"
        ).fetchall()
        hashes = [row[0] for row in rows]
        copied = 0
        for start in range(0, len(hashes), _VECTOR_BATCH_SIZE):
            with database.transaction() as transaction:
                copied += _copy_vector_batch(transaction, hashes[start : start + _VECTOR_BATCH_SIZE])
    return copied


def _copy_vector_batch(transaction: Transaction, hashes: Sequence[bytes]) -> int:
    """Copy vectors, but for those that are not as they were written, and return how many texts have one now."""
    names = {column["name"] for column in transaction.execute("PRAGMA other.table_info(vectors)").fetchall()}
    checksum = CHECKSUM_COLUMN if CHECKSUM_COLUMN in names else "NULL"
    rows = transaction.execute(
        f"SELECT embedded_hash, row, {TOKENS_SQL.replace('main.', 'other.')}, {checksum}"
        f" FROM other.vectors v WHERE embedded_hash IN ({placeholders(hashes)})"
        " AND embedded_hash NOT IN (SELECT embedded_hash FROM main.vectors)",
        tuple(hashes),
    ).fetchall()
    damaged = {row[0] for row in rows if not is_as_written(row[1], row[2], row[3])}
    insert_vectors(transaction, ((row[0], row[1], row[2]) for row in rows if row[0] not in damaged))
    usable = [text_hash for text_hash in hashes if text_hash not in damaged]
    EmbeddingTable.assign_vectors(transaction, usable)
    return len(usable)


def copy_withdrawals(database: Database, other: Path) -> None:
    """Copy what another index, of any layout, lists as withdrawn."""
    with _attach(database, other) as connection:
        if not connection.execute("SELECT 1 FROM other.sqlite_master WHERE name = 'held_words'").fetchone():
            return
        with database.transaction() as transaction:
            transaction.execute(
                "INSERT OR IGNORE INTO held_words SELECT file, words_key FROM other.held_words"
                " WHERE file IN (SELECT file FROM other.unread WHERE code = 'withdrawn')"
            )
            transaction.execute(
                "INSERT OR IGNORE INTO unread SELECT source, origin, code, reason, next_step, file, copy_of_words"
                " FROM other.unread WHERE code = 'withdrawn'"
            )


def copy_remembered(database: Database, other: Path, keys: Iterable[str] = REMEMBERED_KEYS) -> None:
    """Copy what another index, of any layout, remembers of decisions, manifests and words that are held back."""
    with _attach(database, other) as connection:
        if not connection.execute("SELECT 1 FROM other.sqlite_master WHERE name = 'meta'").fetchone():
            return
        with database.transaction() as transaction:
            transaction.executemany(
                "INSERT OR REPLACE INTO main.meta SELECT key, value FROM other.meta WHERE key = ?",
                ((key,) for key in keys),
            )
            transaction.execute(
                "INSERT OR REPLACE INTO main.meta SELECT key, value FROM other.meta WHERE instr(key, ?) = 1",
                (HELD_WORDS_PREFIX,),
            )
            insert_manifest_holds(transaction, "other")


def insert_manifest_holds(transaction: Transaction, schema_name: str) -> None:
    """Remember what an index held back for a manifest, where that is not remembered yet.

    An index that was made before it was remembered says so in its unread list alone.

    Args:
        transaction: the transaction that this belongs to.
        schema_name: the index: "main", or "other" for one of any layout that is attached.
    """
    if transaction.execute("SELECT 1 FROM main.meta WHERE key = ?", (MANIFEST_HOLDS_KEY,)).fetchone():
        return
    columns = {row["name"] for row in transaction.execute(f"PRAGMA {schema_name}.table_info(unread)").fetchall()}
    if not {"source", "code", "reason"} <= columns:
        return
    file = "file" if "file" in columns else "source"
    own = "copy_of_words IS NULL" if "copy_of_words" in columns else "1"
    rows = transaction.execute(
        f"SELECT DISTINCT {file} FROM {schema_name}.unread WHERE code = 'exempt' AND instr(reason, ?) AND {own}",
        (MANIFEST_RULE,),
    ).fetchall()
    hashes = _load_file_hashes(transaction, schema_name)
    # Which of several manifests it was, is not known.
    holds = [(source, hashes.get(source, ""), "") for (source,) in rows]
    if holds:
        transaction.set_meta({MANIFEST_HOLDS_KEY: json.dumps(holds)})
        _insert_held_words(transaction, schema_name, [source for source, _, _ in holds])


def _load_file_hashes(transaction: Transaction, schema_name: str) -> dict[str, str]:
    if not transaction.execute(f"PRAGMA {schema_name}.table_info(files)").fetchall():
        return {}
    return dict(map(tuple, transaction.execute(f"SELECT source, sha256 FROM {schema_name}.files").fetchall()))


def _insert_held_words(transaction: Transaction, schema_name: str, sources: Iterable[str]) -> None:
    if not transaction.execute(f"PRAGMA {schema_name}.table_info(held_words)").fetchall():
        return
    for source in sources:
        rows = transaction.execute(f"SELECT words_key FROM {schema_name}.held_words WHERE file = ?", (source,))
        transaction.set_meta(
            {f"{HELD_WORDS_PREFIX}{source}#{number}": f"{row[0]} " for number, row in enumerate(rows.fetchall())}
        )


def list_source_hashes(database: Database, other: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that another index, of any layout, has documents of, by source."""
    with _attach(database, other) as connection:
        if not connection.execute("SELECT 1 FROM other.sqlite_master WHERE name = 'documents'").fetchone():
            return {}
        return dict(map(tuple, connection.execute("SELECT source, sha256 FROM other.documents").fetchall()))


def copy_arrivals(database: Database, other: Path) -> None:
    """Copy from another index, of any layout, when its documents came.

    Where it does not say, they count as come with its last build.
    """
    with _attach(database, other) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM other.sqlite_master").fetchall()}
        if not {"documents", "meta"} <= tables:
            return
        row = connection.execute("SELECT value FROM other.meta WHERE key = 'built_at'").fetchone()
        with database.transaction() as transaction:
            if "arrivals" in tables:
                transaction.execute("INSERT OR IGNORE INTO main.arrivals SELECT * FROM other.arrivals")
            else:
                moment = _to_arrival_time(row[0] if row else None)
                transaction.execute(
                    "INSERT OR IGNORE INTO main.arrivals SELECT doc_id, ?, ?, sha256 FROM other.documents",
                    (moment, moment),
                )


def _to_arrival_time(built_at: str | None) -> str:
    """Return the moment of a build as arrivals are written; 1970 where it is not known."""
    return built_at.replace("+00:00", "Z") if built_at else _UNKNOWN_ARRIVAL_TIME


def raise_generation(database: Database, minimum: int) -> None:
    """Raise the generation to at least ``minimum``, so that readers of the index that this replaces see it go up."""
    with database.transaction() as transaction:
        transaction.set_meta({"generation": str(max(transaction.next_generation(), minimum))})


@contextmanager
def _attach(database: Database, other: Path) -> Iterator[Connection]:
    """Let a connection read another index as well, under the name ``other``."""
    connection = database.connection
    connection.execute("ATTACH DATABASE ? AS other", (str(other),))
    try:
        yield connection
    finally:
        connection.execute("DETACH DATABASE other")
