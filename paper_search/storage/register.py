"""The register: the entries of each document, and the people that they name.

Entries go in and out with their document, and are seen by whoever may see it. A copy that is shown as another document
keeps its own, and none of them is listed. An entry names its passage by the id that outlives a rewriting of the rows.
An index made before the register was kept has none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from paper_search.records import PUBLIC, Access, Document, Filters
from paper_search.records.register import (
    Decision,
    EntryKind,
    EntryList,
    EntryT,
    HeldEntry,
    RegisterEntries,
    RegisterQuery,
    Role,
    Vote,
)
from paper_search.storage.database import Database, Transaction
from paper_search.storage.filters import to_sql_condition
from paper_search.storage.fulltext_tables import find_table
from paper_search.storage.register_conditions import (
    HAS_MEETING,
    SqlCondition,
    join_entries,
    make_document_condition,
    make_first_condition,
    make_match_expression,
)
from paper_search.storage.register_rows import (
    ENTRY_KINDS,
    ENTRY_TYPES,
    entry_from_json,
    entry_to_json,
    find_label,
    fold_link_key,
    list_all_entries,
    list_name_rows,
    make_words_key,
)
from paper_search.storage.rows import (
    PREFIXED_DOCUMENT_COLUMNS,
    PREFIXED_PASSAGE_COLUMNS,
    document_from_row,
    passage_from_row,
    placeholders,
)
from paper_search.storage.stored_values import hash_passage_id
from paper_search.text.names import find_surname, may_be_same_person, normalise_person

TABLE = "register_entries"
_ORDER = "d.held_on DESC, d.authority, d.committee, d.doc_id, e.span_start, e.entry_row"
_OCCURRENCES = "papers d JOIN register_entries e ON e.document_row = d.document_row"


class LabelledWords(NamedTuple):
    """An entry of a paper: its kind, its label (see ``schema.sql``) and its words."""

    doc_id: str
    kind: EntryKind
    label: str | None
    words: str


class RegisterTable:
    """The entries of an index, and who is named in them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- writing ---------------------------------------------------------------------------------------------

    @staticmethod
    def insert(transaction: Transaction, document_row: int, register: RegisterEntries) -> None:
        """Write the entries of a document."""
        for entry in list_all_entries(register):
            source = entry.source
            values = (
                document_row,
                ENTRY_KINDS[type(entry)],
                find_label(entry),
                source.passage_id,
                source.start,
                source.end,
                make_words_key(entry),
                entry_to_json(entry),
            )
            cursor = transaction.execute(
                "INSERT INTO register_entries (document_row, kind, label, passage_id, span_start, span_end, words_key,"
                f" fields) VALUES ({placeholders(values)})",
                values,
            )
            entry_row = int(cursor.lastrowid or 0)
            transaction.executemany(
                "INSERT INTO register_names (entry_row, document_row, surname, person_key, name, part)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                ((entry_row, document_row, *names) for names in list_name_rows(entry)),
            )

    # -- entries ---------------------------------------------------------------------------------------------

    def list_entries(
        self, kind: type[EntryT], query: RegisterQuery, access: Sequence[Access] = PUBLIC
    ) -> EntryList[EntryT]:
        """Return the entries of a kind that a query lets through, the newest meeting first; see ``IndexSnapshot``.

        A decision or a vote that several papers of a meeting have in the same words is listed once, of the best of
        them; where papers are named, each of them has its own.

        Args:
            kind: the record.
            query: the limits.
            access: the levels of access whose documents may tell.
        """
        condition: SqlCondition = SqlCondition("e.kind = ?", (ENTRY_KINDS[kind],))
        condition &= self._make_entry_condition(query, access, [ENTRY_KINDS[kind]])
        if query.doc_ids is None and kind in (Decision, Vote):
            condition &= make_first_condition(query, access)
        # One walk for both: the rows of a page are few, and to count takes as long as to find them.
        page = self._database.connection.execute(
            f"SELECT e.entry_row, count(*) OVER () FROM {_OCCURRENCES} WHERE {condition.text} ORDER BY {_ORDER}"
            " LIMIT ? OFFSET ?",
            (*condition.values, query.limit, query.offset),
        ).fetchall()
        if not page:
            count = f"SELECT count(*) FROM {_OCCURRENCES} WHERE {condition.text}"
            return EntryList((), self._database.connection.execute(count, condition.values).fetchone()[0])
        return EntryList(tuple(self._fetch_entries(kind, [row[0] for row in page])), page[0][1])

    def _fetch_entries(self, kind: type[EntryT], entry_rows: Sequence[int]) -> Iterator[HeldEntry[EntryT]]:
        """Yield entries of a kind, the newest meeting first."""
        rows = self._database.connection.execute(
            f"SELECT e.fields, e.passage_id AS entry_passage_id, {PREFIXED_DOCUMENT_COLUMNS} FROM {_OCCURRENCES}"
            f" WHERE e.entry_row IN (SELECT value FROM json_each(?)) ORDER BY {_ORDER}",
            (json.dumps(entry_rows),),
        ).fetchall()
        yield from self._hold_entries(kind, rows)

    def _hold_entries(self, kind: type[EntryT], rows: Sequence[sqlite3.Row]) -> Iterator[HeldEntry[EntryT]]:
        passages = self._fetch_passages(sorted({row["entry_passage_id"] for row in rows}))
        for row in rows:
            # A damaged index may have lost the passage; the check tells of it.
            passage = passages.get(row["entry_passage_id"])
            if passage is not None:
                entry = entry_from_json(kind, row["fields"])
                yield HeldEntry(entry, passage_from_row(passage), document_from_row(row))

    def _fetch_passages(self, passage_ids: Sequence[str]) -> dict[str, sqlite3.Row]:
        rows = self._database.connection.execute(
            f"SELECT {PREFIXED_PASSAGE_COLUMNS}, d.doc_id AS document_doc_id FROM passages p"
            " JOIN documents d USING (document_row) WHERE p.id_hash IN (SELECT value FROM json_each(?))",
            (json.dumps(list(map(hash_passage_id, passage_ids))),),
        )
        return {row["passage_id"]: row for row in rows}

    # -- conditions ------------------------------------------------------------------------------------------

    def _make_entry_condition(
        self, query: RegisterQuery, access: Sequence[Access], kinds: Iterable[EntryKind] = ENTRY_TYPES
    ) -> SqlCondition:
        """Return the limits of a query as a condition on ``documents d`` and ``register_entries e``.

        Args:
            query: the limits.
            access: the levels of access whose documents may tell.
            kinds: the kinds of entries that are looked for by words.
        """
        condition: SqlCondition = make_document_condition(query, access)
        if query.outcomes:
            condition &= SqlCondition(f"e.label IN ({placeholders(query.outcomes)})", tuple(query.outcomes))
        if query.link_keys:
            keys = tuple(map(fold_link_key, query.link_keys))
            condition &= SqlCondition(f"e.label IN ({placeholders(keys)})", keys)
        if query.words.strip():
            found = self._find_passages(query.words, access, "x.entry_row", join_entries(kinds))
            condition &= SqlCondition(f"e.entry_row IN {found.text}", found.values)
        if query.person.strip():
            condition &= self._make_person_condition(query.person)
        return condition

    def _find_passages(self, words: str, access: Sequence[Access], columns: str, joined: str = "") -> SqlCondition:
        """Return a query for the passages that hold all words, inflections folded.

        Args:
            words: the words.
            access: the levels of access whose documents may tell.
            columns: what is selected of the passages ``p``.
            joined: the tables joined to them.
        """
        table = find_table(self._database, access).name
        return SqlCondition(
            f"(SELECT {columns} FROM {table} w JOIN passages p ON p.passage_row = w.rowid {joined}"
            f" WHERE {table} MATCH ?)",
            (make_match_expression(words),),
        )

    def _make_person_condition(self, name: str) -> SqlCondition:
        keys = self.find_person_keys(name)
        return SqlCondition(
            f"e.entry_row IN (SELECT entry_row FROM register_names WHERE person_key IN ({placeholders(keys)}))", keys
        )

    def find_person_keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of all names in the index that may be of the person that a name is of."""
        key = normalise_person(name)
        rows = self._database.connection.execute(
            "SELECT DISTINCT person_key FROM register_names WHERE surname = ? ORDER BY 1", (find_surname(key),)
        )
        return tuple(row[0] for row in rows if may_be_same_person(row[0], key))

    # -- meetings --------------------------------------------------------------------------------------------

    def list_meetings(self, query: RegisterQuery, access: Sequence[Access] = PUBLIC) -> list[tuple[str, str, date]]:
        """Return authority, committee and day of the meetings that a query lets through, as papers spell them.

        Args:
            query: the limits; its page is not heeded.
            access: the levels of access whose documents may tell.
        """
        condition = make_document_condition(query, access) & HAS_MEETING
        if query.words.strip():
            found = self._find_passages(query.words, access, "p.document_row")
            condition &= SqlCondition(f"d.document_row IN {found.text}", found.values)
        if query.outcomes or query.person.strip():
            condition &= self._make_occurrence_condition(query)
        rows = self._database.connection.execute(
            f"SELECT DISTINCT d.authority, d.committee, d.held_on FROM papers d WHERE {condition.text}",
            condition.values,
        )
        return [(row[0], row[1], date.fromisoformat(row[2])) for row in rows]

    def list_papers_of_days(self, days: Iterable[date], access: Sequence[Access] = PUBLIC) -> list[Document]:
        """Return the papers of all meetings of some days, by doc_id.

        Args:
            days: the days.
            access: the levels of access whose documents are listed.
        """
        condition = SqlCondition(*to_sql_condition(Filters(), access)) & HAS_MEETING
        rows = self._database.connection.execute(
            f"SELECT {PREFIXED_DOCUMENT_COLUMNS} FROM papers d WHERE {condition.text}"
            " AND d.held_on IN (SELECT value FROM json_each(?)) ORDER BY d.doc_id",
            (*condition.values, json.dumps([day.isoformat() for day in days])),
        )
        return [document_from_row(row) for row in rows]

    def list_labels(self, doc_ids: Iterable[str]) -> list[LabelledWords]:
        """Return the kind, the label and the words of every entry of some papers, in their order."""
        rows = self._database.connection.execute(
            "SELECT d.doc_id, e.kind, e.label, json_extract(e.fields, '$.source.text') FROM documents d"
            " JOIN register_entries e USING (document_row) WHERE d.doc_id IN (SELECT value FROM json_each(?))"
            " ORDER BY d.doc_id, e.span_start, e.entry_row",
            (json.dumps(list(doc_ids)),),
        )
        return [LabelledWords(*row) for row in rows]

    def _make_occurrence_condition(self, query: RegisterQuery) -> SqlCondition:
        """Return that a document has an entry with an outcome and a person that a query asks for."""
        condition = SqlCondition("e.document_row = d.document_row")
        if query.outcomes:
            outcomes = placeholders(query.outcomes)
            condition &= SqlCondition(f"e.kind = 'decision' AND e.label IN ({outcomes})", tuple(query.outcomes))
        if query.person.strip():
            condition &= self._make_person_condition(query.person)
        return SqlCondition(f"EXISTS (SELECT 1 FROM register_entries e WHERE {condition.text})", condition.values)

    def find_papers_by_title(
        self, title: str, authority: str | None, access: Sequence[Access] = PUBLIC
    ) -> list[Document]:
        """Return the papers of an authority whose title holds these words in a row, by doc_id.

        Args:
            title: the words.
            authority: whose papers; None for those that state none.
            access: the levels of access whose documents may tell.
        """
        table = find_table(self._database, access).name
        condition = SqlCondition(*to_sql_condition(Filters(), access)) & SqlCondition("d.authority IS ?", (authority,))
        rows = self._database.connection.execute(
            f"SELECT {PREFIXED_DOCUMENT_COLUMNS} FROM papers d WHERE {condition.text} AND d.document_row IN"
            f" (SELECT p.document_row FROM {table} w JOIN passages p ON p.passage_row = w.rowid WHERE {table} MATCH ?)"
            " ORDER BY d.doc_id",
            (*condition.values, f"title : {make_match_expression(title, is_phrase=True)}"),
        )
        return [document_from_row(row) for row in rows]

    # -- people ----------------------------------------------------------------------------------------------

    def list_names(self, query: RegisterQuery, access: Sequence[Access] = PUBLIC) -> list[tuple[str | None, str, str]]:
        """Return the names that entries of a query print, each form once for an authority.

        Args:
            query: the limits; of a person the surname alone is heeded, and its page is not.
            access: the levels of access whose documents may tell.

        Returns:
            The authority, the key of the name, and the name as printed.
        """
        occurrences = "papers d JOIN register_names n ON n.document_row = d.document_row"
        condition = make_document_condition(query, access)
        if query.outcomes or query.words.strip():
            occurrences = f"{_OCCURRENCES} JOIN register_names n USING (entry_row)"
            condition = self._make_entry_condition(replace(query, person=""), access)
        if query.person.strip():
            condition &= SqlCondition("n.surname = ?", (find_surname(normalise_person(query.person)),))
        rows = self._database.connection.execute(
            f"SELECT DISTINCT d.authority, n.person_key, n.name FROM {occurrences} WHERE {condition.text}",
            condition.values,
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def list_latest_roles(self, person_keys: Sequence[str], access: Sequence[Access] = PUBLIC) -> list[HeldEntry[Role]]:
        """Return for each authority and each form of a name the latest role printed beside it, the latest first.

        Args:
            person_keys: the keys of the names.
            access: the levels of access whose documents may tell.
        """
        condition = SqlCondition(*to_sql_condition(Filters(), access)) & SqlCondition(
            f"e.kind = 'role' AND n.person_key IN ({placeholders(person_keys)})", tuple(person_keys)
        )
        rows = self._database.connection.execute(
            "SELECT e.entry_row, row_number() OVER (PARTITION BY d.authority, n.name"
            f" ORDER BY d.held_on DESC, d.doc_id, e.span_start, e.entry_row) AS place FROM {_OCCURRENCES}"
            f" JOIN register_names n USING (entry_row) WHERE {condition.text}",
            condition.values,
        )
        latest = [row["entry_row"] for row in rows if row["place"] == 1]
        return list(self._fetch_entries(Role, latest))
