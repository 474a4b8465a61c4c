"""The register of a cluster: entries, meetings and names of all servers, in one order.

It answers as ``storage.register.RegisterTable`` does. Papers of one authority are on one server, so that what is told
apart within a meeting is told apart there; pages are cut from the merged order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paper_search.records import PUBLIC, Access, Document, Filters
from paper_search.records.register import Decision, EntryKind, EntryList, EntryT, HeldEntry, RegisterQuery, Role, Vote
from paper_search.retrieval.postgres.conditions import (
    HAS_MEETING,
    list_storable,
    make_document_condition,
    make_filter_condition,
    make_first_condition,
    make_label_condition,
    make_tsquery,
    make_words_condition,
    select_matching,
)
from paper_search.storage.postgres.connection import ReadTransaction
from paper_search.storage.register import LabelledWords
from paper_search.storage.register_conditions import SqlCondition
from paper_search.storage.register_rows import ENTRY_KINDS, ENTRY_TYPES, entry_from_json
from paper_search.storage.rows import (
    PREFIXED_DOCUMENT_COLUMNS,
    PREFIXED_PASSAGE_COLUMNS,
    Row,
    document_from_row,
    passage_from_row,
)
from paper_search.text.names import find_surname, may_be_same_person, normalise_person

_OCCURRENCES = "papers d JOIN register_entries e ON e.document_row = d.document_row"
_ORDER_COLUMNS = "d.held_on, d.authority, d.committee, d.doc_id, e.span_start, e.entry_row"
_ORDER = (
    "d.held_on DESC NULLS LAST, d.authority NULLS FIRST, d.committee NULLS FIRST, d.doc_id, e.span_start, e.entry_row"
)
"""The order of the entries on a server; ``_sort_entries`` is that of all of them."""


@dataclass(frozen=True, slots=True)
class PublishedRegister:
    """The entries of a cluster, and who is named in them."""

    transaction: ReadTransaction

    # -- entries -------------------------------------------------------------------------------------------------

    def list_entries(
        self, kind: type[EntryT], query: RegisterQuery, access: Sequence[Access] = PUBLIC
    ) -> EntryList[EntryT]:
        """Return the entries of a kind that a query lets through, the newest meeting first; see ``IndexSnapshot``.

        Args:
            kind: the record.
            query: the limits.
            access: the levels of access whose documents may tell.
        """
        condition: SqlCondition = SqlCondition("e.kind = %s", (ENTRY_KINDS[kind],))
        condition &= self._make_entry_condition(query, access, [ENTRY_KINDS[kind]])
        if query.doc_ids is None and kind in (Decision, Vote):
            condition &= make_first_condition(query, access)
        # A server cannot know which of its entries are on the page: it gives the keys of all up to the end of it.
        found = self.transaction.fetch_each(
            f"SELECT {_ORDER_COLUMNS}, count(*) OVER () AS total FROM {_OCCURRENCES} WHERE {condition.text}"
            f" ORDER BY {_ORDER} LIMIT %s",
            (*condition.values, max(query.offset + query.limit, 1)),
        )
        keys = _sort_entries(row for rows in found for row in rows)[query.offset : query.offset + query.limit]
        total = sum(rows[0]["total"] for rows in found if rows)
        return EntryList(tuple(self._fetch_entries(kind, keys)), total)

    def _fetch_entries(self, kind: type[EntryT], keys: Sequence[Row]) -> Iterator[HeldEntry[EntryT]]:
        """Yield entries of a kind, the newest meeting first; a row is known by its document too, over all servers."""
        if not keys:
            return
        # A damaged index may have lost the passage; the check tells of it.
        rows = self.transaction.fetch_all(
            f"SELECT e.fields, {_ORDER_COLUMNS}, {PREFIXED_PASSAGE_COLUMNS}, {PREFIXED_DOCUMENT_COLUMNS}"
            f" FROM {_OCCURRENCES} JOIN passages p ON p.document_row = e.document_row AND p.passage_id = e.passage_id"
            " WHERE (d.doc_id, e.entry_row) IN (SELECT * FROM unnest(%s::text[], %s::bigint[]))",
            ([key["doc_id"] for key in keys], [key["entry_row"] for key in keys]),
        )
        for row in _sort_entries(rows):
            yield HeldEntry(entry_from_json(kind, row["fields"]), passage_from_row(row), document_from_row(row))

    # -- conditions ----------------------------------------------------------------------------------------------

    def _make_entry_condition(
        self, query: RegisterQuery, access: Sequence[Access], kinds: Iterable[EntryKind] = ENTRY_TYPES
    ) -> SqlCondition:
        """Return the limits of a query as a condition on ``papers d`` and ``register_entries e``."""
        condition: SqlCondition = make_document_condition(query, access) & make_label_condition(query)
        if query.words.strip():
            condition &= make_words_condition(query.words, access, kinds)
        if query.person.strip():
            condition &= self._make_person_condition(query.person)
        return condition

    def _make_person_condition(self, name: str) -> SqlCondition:
        keys = list(self.find_person_keys(name))
        return SqlCondition("e.entry_row IN (SELECT entry_row FROM register_names WHERE person_key = ANY(%s))", (keys,))

    def find_person_keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of all names in the index that may be of the person that a name is of."""
        key = normalise_person(name)
        rows = self.transaction.fetch_all(
            "SELECT DISTINCT person_key FROM register_names WHERE surname = ANY(%s)",
            (list_storable([find_surname(key)]),),
        )
        keys = sorted({row["person_key"] for row in rows})
        return tuple(person_key for person_key in keys if may_be_same_person(person_key, key))

    # -- meetings ------------------------------------------------------------------------------------------------

    def list_meetings(self, query: RegisterQuery, access: Sequence[Access] = PUBLIC) -> list[tuple[str, str, date]]:
        """Return authority, committee and day of the meetings that a query lets through, as papers spell them.

        Args:
            query: the limits; its page is not heeded.
            access: the levels of access whose documents may tell.
        """
        condition = make_document_condition(query, access) & HAS_MEETING
        if query.words.strip():
            found = select_matching("p.document_row", "", make_tsquery(query.words), access)
            condition &= SqlCondition(f"d.document_row IN {found.text}", found.values)
        if query.outcomes or query.person.strip():
            condition &= self._make_occurrence_condition(query)
        rows = self.transaction.fetch_all(
            f"SELECT DISTINCT d.authority, d.committee, d.held_on FROM papers d WHERE {condition.text}",
            condition.values,
        )
        return [(row["authority"], row["committee"], date.fromisoformat(row["held_on"])) for row in rows]

    def _make_occurrence_condition(self, query: RegisterQuery) -> SqlCondition:
        """Return that a document has an entry with an outcome and a person that a query asks for."""
        condition = SqlCondition("e.document_row = d.document_row")
        if query.outcomes:
            outcomes = make_label_condition(replace(query, link_keys=()))
            condition &= SqlCondition("e.kind = 'decision'") & outcomes
        if query.person.strip():
            condition &= self._make_person_condition(query.person)
        return SqlCondition(f"EXISTS (SELECT 1 FROM register_entries e WHERE {condition.text})", condition.values)

    def list_papers_of_days(self, days: Iterable[date], access: Sequence[Access] = PUBLIC) -> list[Document]:
        """Return the papers of all meetings of some days, by doc_id."""
        condition = make_filter_condition(Filters(), access) & HAS_MEETING
        condition &= SqlCondition("d.held_on = ANY(%s)", ([day.isoformat() for day in days],))
        return self._list_papers(condition)

    def _list_papers(self, condition: SqlCondition) -> list[Document]:
        rows = self.transaction.fetch_all(
            f"SELECT {PREFIXED_DOCUMENT_COLUMNS} FROM papers d WHERE {condition.text}", condition.values
        )
        return sorted(map(document_from_row, rows), key=lambda document: document.doc_id)

    def list_labels(self, doc_ids: Iterable[str]) -> list[LabelledWords]:
        """Return the kind, the label and the words of every entry of some papers, in their order."""
        rows = self.transaction.fetch_all(
            "SELECT d.doc_id, e.kind, e.label, e.fields FROM documents d JOIN register_entries e USING (document_row)"
            " WHERE d.doc_id = ANY(%s) ORDER BY d.doc_id, e.span_start, e.entry_row",
            (list_storable(doc_ids),),
        )
        ordered = sorted(rows, key=lambda row: row["doc_id"])
        return [
            LabelledWords(row["doc_id"], row["kind"], row["label"], json.loads(row["fields"])["source"]["text"])
            for row in ordered
        ]

    def find_papers_by_title(
        self, title: str, authority: str | None, access: Sequence[Access] = PUBLIC
    ) -> list[Document]:
        """Return the papers of an authority whose title holds these words in a row, by doc_id.

        Args:
            title: the words.
            authority: whose papers; None for those that state none.
            access: the levels of access whose documents may tell.
        """
        condition = make_filter_condition(Filters(), access)
        if authority is None:
            condition &= SqlCondition("d.authority IS NULL")
        else:
            condition &= SqlCondition("d.authority = ANY(%s)", (list_storable([authority]),))
        found = select_matching("p.document_row", "", make_tsquery(title, is_phrase=True, weight="A"), access)
        return self._list_papers(condition & SqlCondition(f"d.document_row IN {found.text}", found.values))

    # -- people --------------------------------------------------------------------------------------------------

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
            surname = find_surname(normalise_person(query.person))
            condition &= SqlCondition("n.surname = ANY(%s)", (list_storable([surname]),))
        rows = self.transaction.fetch_all(
            f"SELECT DISTINCT d.authority, n.person_key, n.name FROM {occurrences} WHERE {condition.text}",
            condition.values,
        )
        return [(row["authority"], row["person_key"], row["name"]) for row in rows]

    def list_latest_roles(self, person_keys: Sequence[str], access: Sequence[Access] = PUBLIC) -> list[HeldEntry[Role]]:
        """Return for each authority and each form of a name the latest role printed beside it, the latest first.

        Args:
            person_keys: the keys of the names.
            access: the levels of access whose documents may tell.
        """
        condition = make_filter_condition(Filters(), access) & SqlCondition(
            "e.kind = 'role' AND n.person_key = ANY(%s)", (list_storable(person_keys),)
        )
        keys = self.transaction.fetch_all(
            f"SELECT DISTINCT ON (d.authority, n.name) {_ORDER_COLUMNS} FROM {_OCCURRENCES}"
            f" JOIN register_names n USING (entry_row) WHERE {condition.text} ORDER BY d.authority, n.name,"
            " d.held_on DESC NULLS LAST, d.doc_id, e.span_start, e.entry_row",
            condition.values,
        )
        return list(self._fetch_entries(Role, keys))


def _sort_entries(rows: Iterable[Row]) -> list[Row]:
    """Return entries of all servers, the newest meeting first; those without a date are the last."""

    def make_key(row: Row) -> tuple[int, str, str, str, int, int]:
        day = -date.fromisoformat(row["held_on"]).toordinal() if row["held_on"] else 1
        return day, row["authority"] or "", row["committee"] or "", row["doc_id"], row["span_start"], row["entry_row"]

    return sorted(rows, key=make_key)
