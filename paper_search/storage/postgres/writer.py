"""Documents of a server: each change of one is one transaction, seen by nobody before its generation is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg

from paper_search.storage.postgres.binary_copy import copy_binary, to_bigint, to_integer, to_vector
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.connection_pool import describe_fault
from paper_search.storage.postgres.source import SourceContent, SourceDocument, SourcePassage
from paper_search.storage.postgres.versions import ShardChange, delete_versions, set_death
from paper_search.storage.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS

_DOCUMENT_COLUMNS = (
    *(name.strip() for name in DOCUMENT_COLUMNS.split(",")),
    *("words_key", "same_as", "passages", "waiting", "added_at", "changed_at"),
)
_PASSAGE_COLUMNS = tuple(name.strip() for name in PASSAGE_COLUMNS.split(","))
_NUMBERS = {"span_start", "span_end", "first_page", "last_page"}
_PASSAGE_TYPES = (
    *("int8", "int8", "text", "bytea", "bool"),
    *("int4" if name in _NUMBERS else "text" for name in _PASSAGE_COLUMNS),
)
_ENTRY_COLUMNS = ("kind", "label", "passage_id", "span_start", "span_end", "words_key", "fields")
_REFUSALS = (psycopg.DataError, psycopg.errors.ProgramLimitExceeded, psycopg.errors.InternalError_)
"""What PostgreSQL says of a text that it cannot hold; the last where there are too many words for a ``tsvector``."""
_INCOMING = (
    "CREATE TEMP TABLE IF NOT EXISTS incoming (passage_row bigint, length integer, words tsvector, embedding vector)"
    " ON COMMIT DELETE ROWS"
)
_MAKE_FINDABLE = (
    "INSERT INTO findable_passages (passage_row, passage_id, document_row, born, access, authority, committee, kind,"
    " held_on, changed_at, length, words, impacts, embedding)"
    " SELECT i.passage_row, p.passage_id, p.document_row, d.born, d.access, d.authority, d.committee, d.kind,"
    " d.held_on, d.changed_at, i.length, i.words, make_impacts(i.words, i.length, %(mean_length)s), i.embedding"
    " FROM incoming i JOIN passages p USING (passage_row) JOIN document_versions d USING (document_row)"
    " ORDER BY i.passage_row"
)


class ShardWriter:
    """Writes versions of documents to one server."""

    def __init__(self, connection: Connection, mean_length: float, dimensions: int) -> None:
        """Use a connection.

        Args:
            connection: a connection for writing, in autocommit mode.
            mean_length: the mean number of terms of a passage that impacts are measured by.
            dimensions: the length of a vector.
        """
        self.connection, self._mean_length, self._dimensions = connection, mean_length, dimensions
        # A version that is lost with its server is missed when the generation is sealed, which is durable.
        connection.execute("SET synchronous_commit = off")
        connection.execute(_INCOMING)

    def change(
        self,
        generation: int,
        collection: str,
        change: ShardChange,
        document: SourceDocument | None,
        content: SourceContent | None,
    ) -> str | None:
        """Change what this server has of one document, in one transaction.

        Args:
            generation: the generation that is being published.
            collection: the collection that the document is of.
            change: what changes here.
            document: the version to write, None for none.
            content: what hangs on it.

        Returns:
            Why PostgreSQL takes no such version, None where it took it. What it had of the document before has ended
            in both cases.
        """
        with self.connection.transaction():
            delete_versions(self.connection, change.deleted)
            set_death(self.connection, change.ended, generation)
            set_death(self.connection, change.revived, None)
            if not change.is_written or document is None or content is None:
                return None
            try:
                with self.connection.transaction():
                    self._insert(generation, collection, document, content)
            except _REFUSALS as error:
                return describe_fault(error)
        return None

    def _insert(self, generation: int, collection: str, document: SourceDocument, content: SourceContent) -> None:
        own = {"born": generation, "collection": collection, "fingerprint": document.fingerprint}
        document_row = self._insert_row(
            "document_versions", own | {name: document.fields[name] for name in _DOCUMENT_COLUMNS}, "document_row"
        )
        self.connection.execute("INSERT INTO texts VALUES (%s, %s)", (document_row, content.text))
        rows = self._take_rows("passages", "passage_row", len(content.passages))
        self._copy_passages(document_row, rows, content.passages)
        self._copy_findable(rows, content.passages)
        acronyms = (
            (row, *acronym) for row, passage in zip(rows, content.passages, strict=True) for acronym in passage.acronyms
        )
        self._copy("acronyms (passage_row, short, long, short_key, long_key)", acronyms)
        parts = ((document_row, *part) for part in content.unread_parts)
        self._copy("unread_parts (document_row, page, reason)", parts)
        self._copy_entries(document_row, content)

    def _insert_row(self, table: str, fields: Mapping[str, Any], returned: str) -> int:
        names, places = ", ".join(fields), ", ".join(["%s"] * len(fields))
        query = f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING {returned}"
        rows = self.connection.execute(query.encode(), tuple(fields.values())).fetchall()
        return int(rows[0][returned])

    def _take_rows(self, table: str, column: str, count: int) -> list[int]:
        """Return new rows of a table, in ascending order."""
        if not count:
            return []
        rows = self.connection.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) AS row FROM generate_series(1, %s)", (table, column, count)
        ).fetchall()
        return sorted(row["row"] for row in rows)

    def _copy(self, target: str, rows: Iterable[Sequence[Any]], types: Sequence[str] = ()) -> None:
        """Copy rows into a table, in binary form where their types are named."""
        listed = list(rows)
        if not listed:
            return
        form = " (FORMAT BINARY)" if types else ""
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN{form}".encode()) as copy:
            if types:
                copy.set_types(types)
            for row in listed:
                copy.write_row(row)

    def _copy_passages(self, document_row: int, rows: Sequence[int], passages: Sequence[SourcePassage]) -> None:
        names = ", ".join(_PASSAGE_COLUMNS)
        self._copy(
            f"passages (passage_row, document_row, embedding_text, tokens, is_findable, {names})",
            (
                (
                    row,
                    document_row,
                    passage.fields["embedding_text"],
                    passage.fields["tokens"],
                    bool(passage.fields["is_findable"]),
                    *(passage.fields[name] for name in _PASSAGE_COLUMNS),
                )
                for row, passage in zip(rows, passages, strict=True)
            ),
            _PASSAGE_TYPES,
        )

    def _copy_findable(self, rows: Sequence[int], passages: Sequence[SourcePassage]) -> None:
        values = [
            (
                to_bigint(row),
                to_integer(passage.terms.length),
                passage.terms.to_tsvector(),
                None if passage.vector is None else to_vector(passage.vector, self._dimensions),
            )
            for row, passage in zip(rows, passages, strict=True)
            if passage.terms is not None
        ]
        if values:
            copy_binary(self.connection, "incoming (passage_row, length, words, embedding)", values)
            self.connection.execute(_MAKE_FINDABLE, {"mean_length": self._mean_length})

    def _copy_entries(self, document_row: int, content: SourceContent) -> None:
        rows = self._take_rows("register_entries", "entry_row", len(content.entries))
        entries = (
            (row, document_row, *(fields[name] for name in _ENTRY_COLUMNS))
            for row, (fields, _) in zip(rows, content.entries, strict=True)
        )
        self._copy(f"register_entries (entry_row, document_row, {', '.join(_ENTRY_COLUMNS)})", entries)
        names = (
            (row, document_row, *named)
            for row, (_, names) in zip(rows, content.entries, strict=True)
            for named in names
        )
        self._copy("register_names (entry_row, document_row, surname, person_key, name, part)", names)
