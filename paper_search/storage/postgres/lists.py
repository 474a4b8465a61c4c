"""The lists of a collection that the directory keeps, brought up to date when a generation is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from paper_search.records import UnreadFile
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.reading_version import READING_VERSION_KEY, has_register
from paper_search.storage.store import Store


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file, or one document of it, that a collection lists as unread or held back."""

    collection: str
    unread: UnreadFile
    file: str

    @property
    def row(self) -> tuple[str, ...]:
        """The columns of ``unread`` up to the generations."""
        unread = self.unread
        return (self.collection, unread.source, unread.code, unread.reason, unread.next_step, self.file)


def load_listed_files(store: Store, collection: str) -> list[ListedFile]:
    """Return what a local index lists as unread."""
    files = store.unread.list_files()
    return [ListedFile(collection, unread, files[source]) for source, (unread, _) in store.unread.list_unread().items()]


def update_collection(directory: Connection, store: Store, collection: str) -> None:
    """Keep which local index a collection was published from, and the oldest rules by which any was read."""
    directory.execute(
        "INSERT INTO collections VALUES (%s, %s, %s, %s, now(), %s) ON CONFLICT (collection) DO UPDATE SET"
        " local_generation = excluded.local_generation, built_at = excluded.built_at,"
        " has_register = excluded.has_register, published_at = excluded.published_at,"
        " reading_version = excluded.reading_version",
        (collection, store.generation(), store.get_meta("built_at"), has_register(store), _get_reading_version(store)),
    )
    directory.execute(
        "INSERT INTO settings SELECT %s, min(reading_version::integer)::text FROM collections"
        " WHERE reading_version <> '' HAVING count(*) > 0 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (READING_VERSION_KEY,),
    )


def _get_reading_version(store: Store) -> str:
    """Return the version by which an index was read; empty where it has no papers."""
    has_papers = store.database.fetch_int("SELECT EXISTS (SELECT 1 FROM documents)")
    return store.get_meta(READING_VERSION_KEY) or "" if has_papers else ""


def replace_unread(directory: Connection, collection: str, listed: Iterable[ListedFile], generation: int) -> None:
    """List the unread files of a collection from a generation on.

    Args:
        directory: a connection to the first server, in a transaction.
        collection: the collection.
        listed: all that it lists.
        generation: the generation that is being published.
    """
    rows = directory.execute(
        "SELECT collection, source, code, reason, next_step, file FROM unread WHERE collection = %s AND died IS NULL",
        (collection,),
    ).fetchall()
    known, wanted = {tuple(row.values()) for row in rows}, {file.row for file in listed}
    end_unread(directory, collection, [row[1] for row in known - wanted], generation)
    insert_unread(directory, sorted(wanted - known), generation)


def end_unread(directory: Connection, collection: str, sources: Sequence[str], generation: int) -> None:
    """Take entries off the list of a collection from a generation on."""
    own = (collection, list(sources))
    directory.execute(
        "DELETE FROM unread WHERE collection = %s AND source = ANY(%s) AND born >= %s", (*own, generation)
    )
    directory.execute(
        "UPDATE unread SET died = %s WHERE collection = %s AND source = ANY(%s) AND died IS NULL", (generation, *own)
    )


def insert_unread(directory: Connection, rows: Sequence[tuple[str, ...]], generation: int) -> None:
    """List files from a generation on."""
    insert_rows(directory, "unread", [(*row, generation, None) for row in rows])


def replace_held_words(directory: Connection, store: Store, collection: str) -> None:
    """Keep the words that a collection holds back, in place of those that it held back."""
    directory.execute("DELETE FROM held_words WHERE collection = %s", (collection,))
    rows = store.database.connection.execute("SELECT file, words_key FROM held_words")
    insert_rows(directory, "held_words", [(collection, *row) for row in map(tuple, rows)])


def replace_examples(directory: Connection, store: Store, collection: str, left_out: Set[str]) -> None:
    """Keep the questions to begin with, without those that a document answers which is not published."""
    directory.execute("DELETE FROM examples WHERE collection = %s", (collection,))
    rows = store.database.connection.execute(
        "SELECT e.rank, e.question, d.doc_id FROM examples e JOIN documents d USING (document_row)"
    )
    insert_rows(directory, "examples", [(collection, *row) for row in map(tuple, rows) if row[2] not in left_out])


def insert_rows(directory: Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of all columns into a table."""
    if rows:
        places = ", ".join(["%s"] * len(rows[0]))
        directory.cursor().executemany(f"INSERT INTO {table} VALUES ({places})".encode(), rows)
