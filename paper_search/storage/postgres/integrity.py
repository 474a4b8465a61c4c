"""Checks of what must hold on one server of a cluster.

Looking changes nothing. What is found of a document is put right by publishing the document again, see ``recount``.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from paper_search.storage.fulltext import join_fulltext_columns
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.layout import load_schema
from paper_search.storage.postgres.session import explain_faults
from paper_search.storage.postgres.tokenizer import MAX_POSITIONS, PassageTerms, tokenize_passages

UNIT_LENGTH_TOLERANCE = 1e-3
"""The largest deviation of a vector's length from 1, as in a local index."""
_IMPACT_TOLERANCE = 1e-3
"""The largest distance of the impacts kept from those that the words give; they are single precision."""
_RELATIONS = re.compile(r"^CREATE (?:UNIQUE )?(TABLE|VIEW|INDEX|FUNCTION) (\w+)", re.MULTILINE)
_COPIED_COLUMNS = ("born", "died", "access", "authority", "committee", "kind", "held_on", "changed_at")
"""What ``findable_passages`` repeats of the document, so that filters and access are applied inside a scan."""
PARENTS = {
    "texts": ("document_row", "document_versions"),
    "passages": ("document_row", "document_versions"),
    "findable_passages": ("passage_row", "passages"),
    "acronyms": ("passage_row", "passages"),
    "unread_parts": ("document_row", "document_versions"),
    "register_entries": ("document_row", "document_versions"),
    "register_names": ("entry_row", "register_entries"),
}
"""What each row hangs on: the column, and the table of the row that must be there. Parents come before their rows."""
SEEN = "{0}.born <= %(generation)s AND ({0}.died IS NULL OR {0}.died > %(generation)s)"
_SEEN_DOCUMENTS = f"(SELECT * FROM document_versions v WHERE {SEEN.format('v')})"
_SEEN_PASSAGES = f"(SELECT * FROM findable_passages v WHERE {SEEN.format('v')})"


class DocumentFault(NamedTuple):
    """A fault of one document."""

    doc_id: str
    description: str

    def __str__(self) -> str:
        return f"{self.doc_id}: {self.description}"


@cache
def list_relations() -> dict[str, tuple[str, ...]]:
    """Return the names of the tables, views, indexes and functions of the layout, by kind."""
    relations: dict[str, tuple[str, ...]] = {}
    for kind, name in _RELATIONS.findall(load_schema()):
        relations[kind] = (*relations.get(kind, ()), name)
    return relations


class ShardChecker:
    """One server that is looked at from one end to the other, at a generation."""

    def __init__(self, connection: Connection, name: str, generation: int) -> None:
        """Look at a server.

        Args:
            connection: a connection to it.
            name: its address, for messages.
            generation: the generation that is published.
        """
        self._connection, self._name, self._generation = connection, name, generation

    def _fetch(self, query: str, **values: Any) -> list[dict[str, Any]]:
        with explain_faults(self._name, "What it holds cannot be read."):
            return self._connection.execute(query.encode(), {"generation": self._generation} | values).fetchall()

    # -- the layout ----------------------------------------------------------------------------------------------

    def find_missing_relations(self) -> Iterator[str]:
        """Yield tables, views, indexes and functions of the layout that are not there or cannot be used."""
        for kind, names in list_relations().items():
            found = self._list_usable(kind, names)
            yield from (f"{kind.lower()} {name}" for name in names if name not in found)

    def _list_usable(self, kind: str, names: Sequence[str]) -> set[str]:
        if kind == "FUNCTION":
            query = "SELECT proname AS name FROM pg_proc WHERE proname = ANY(%(names)s)"
        else:
            # An index that was not finished is there and is not used.
            query = (
                "SELECT c.relname AS name FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid"
                " WHERE c.relname = ANY(%(names)s) AND pg_table_is_visible(c.oid) AND coalesce(i.indisvalid, true)"
            )
        return {row["name"] for row in self._fetch(query, names=list(names))}

    def read_dimensions(self) -> int:
        """Return the length that the column of vectors has."""
        rows = self._fetch(
            "SELECT atttypmod AS dimensions FROM pg_attribute WHERE attrelid = to_regclass('findable_passages')"
            " AND attname = 'embedding' AND NOT attisdropped"
        )
        return int(rows[0]["dimensions"]) if rows else 0

    # -- rows that belong together -------------------------------------------------------------------------------

    def find_orphans(self) -> Iterator[str]:
        """Yield rows that belong to none."""
        for table, (column, parent) in PARENTS.items():
            rows = self._fetch(
                f"SELECT {column} AS row, count(*) AS count FROM {table} c"
                f" WHERE NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{column} = c.{column}) GROUP BY 1 ORDER BY 1"
            )
            yield from (f"{table}: {row['count']:,} of {column} {row['row']}, which is not there" for row in rows)

    def find_incomplete(self) -> Iterator[DocumentFault]:
        """Yield documents without a text, and those with entries of the register that belong to no passage."""
        for row in self._fetch(
            f"SELECT d.doc_id FROM {_SEEN_DOCUMENTS} d WHERE NOT EXISTS"
            " (SELECT 1 FROM texts t WHERE t.document_row = d.document_row) ORDER BY 1"
        ):
            yield DocumentFault(row["doc_id"], "has no text")
        for row in self._fetch(
            f"SELECT DISTINCT d.doc_id, e.passage_id FROM {_SEEN_DOCUMENTS} d JOIN register_entries e"
            " USING (document_row) WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.document_row = e.document_row"
            " AND p.passage_id = e.passage_id) ORDER BY 1, 2"
        ):
            yield DocumentFault(row["doc_id"], f"an entry of the register is of {row['passage_id']}, not held")

    def find_unfindable(self) -> Iterator[DocumentFault]:
        """Yield documents whose passages cannot all be found, or of which more are found than there are."""
        for row in self._fetch(
            "SELECT * FROM (SELECT d.doc_id, d.passages, d.waiting, count(f.passage_row) AS found,"
            " count(*) FILTER (WHERE p.is_findable) AS findable,"
            " count(*) FILTER (WHERE f.passage_row IS NOT NULL AND f.embedding IS NULL) AS unembedded,"
            " count(*) FILTER (WHERE p.is_findable <> (f.passage_row IS NOT NULL)) AS unlike"
            f" FROM {_SEEN_DOCUMENTS} d LEFT JOIN passages p USING (document_row)"
            " LEFT JOIN findable_passages f ON f.passage_row = p.passage_row GROUP BY 1, 2, 3) counted"
            " WHERE passages <> found OR passages <> findable OR waiting <> unembedded OR unlike > 0 ORDER BY 1"
        ):
            yield DocumentFault(
                row["doc_id"],
                f"{row['passages']} passages, {row['waiting']} of them without a vector, are stated; {row['findable']}"
                f" are held, {row['found']} can be found, {row['unembedded']} of these without a vector",
            )

    def find_unlike_filters(self) -> Iterator[DocumentFault]:
        """Yield passages whose filters, access or generations are not those of their document."""
        unlike = " OR ".join(f"f.{column} IS DISTINCT FROM d.{column}" for column in _COPIED_COLUMNS)
        for row in self._fetch(
            "SELECT f.passage_id, d.doc_id FROM findable_passages f JOIN passages p USING (passage_row)"
            " JOIN document_versions d ON d.document_row = p.document_row"
            f" WHERE ({unlike} OR f.document_row <> p.document_row OR f.passage_id <> p.passage_id)"
            f" AND ({SEEN.format('d')} OR {SEEN.format('f')}) ORDER BY 2, 1"
        ):
            yield DocumentFault(row["doc_id"], f"{row['passage_id']} is not filtered as its paper is")

    def find_bad_vectors(self) -> Iterator[DocumentFault]:
        """Yield passages whose vector is not of unit length."""
        for row in self._fetch(
            f"SELECT d.doc_id, f.passage_id, vector_norm(f.embedding) AS length FROM {_SEEN_PASSAGES} f"
            " JOIN document_versions d USING (document_row)"
            " WHERE abs(vector_norm(f.embedding) - 1) > %(tolerance)s ORDER BY 1, 2",
            tolerance=UNIT_LENGTH_TOLERANCE,
        ):
            yield DocumentFault(row["doc_id"], f"the vector of {row['passage_id']} has length {row['length']:.4f}")

    # -- sampled rows --------------------------------------------------------------------------------------------

    def find_bad_words(self, mean_length: float, sample: int) -> Iterator[DocumentFault]:
        """Yield passages of some documents that are no span of the text, or are not found by their words.

        Args:
            mean_length: the mean number of terms of a passage that impacts are measured by.
            sample: how many documents are looked at, chosen at random.
        """
        rows = self._fetch(
            f"SELECT document_row FROM {_SEEN_DOCUMENTS} d WHERE same_as IS NULL ORDER BY random() LIMIT %(sample)s",
            sample=sample,
        )
        for row in rows:
            yield from self._find_bad_words_of(row["document_row"], mean_length)

    def _find_bad_words_of(self, document_row: int, mean_length: float) -> Iterator[DocumentFault]:
        rows = self._fetch(
            "SELECT d.doc_id, d.title, t.text AS whole, p.* FROM passages p JOIN document_versions d USING"
            " (document_row) JOIN texts t USING (document_row) WHERE document_row = %(row)s ORDER BY p.passage_row",
            row=document_row,
        )
        for row in rows:
            if row["whole"][row["span_start"] : row["span_end"]] != row["text"]:
                yield DocumentFault(row["doc_id"], f"{row['passage_id']} is not what the paper says there")
        yield from self._find_unlike_words(document_row, [row for row in rows if row["is_findable"]], mean_length)

    def _find_unlike_words(
        self, document_row: int, passages: Sequence[dict[str, Any]], mean_length: float
    ) -> Iterator[DocumentFault]:
        kept = self._fetch(
            "SELECT passage_row, length, tsvectorsend(words) AS words,"
            " (impacts <-> make_impacts(words, length, %(mean)s)) > %(tolerance)s AS is_unlike"
            " FROM findable_passages WHERE document_row = %(row)s",
            row=document_row,
            mean=mean_length,
            tolerance=_IMPACT_TOLERANCE,
        )
        by_row = {row["passage_row"]: row for row in kept}
        terms = tokenize_passages([_join_columns(row) for row in passages])
        for passage, found in zip(passages, terms, strict=True):
            row = by_row.get(passage["passage_row"])
            # One that is not there at all is told of elsewhere.
            if row and (row["is_unlike"] or row["length"] != found.length or _read_terms(row["words"]) != _fit(found)):
                yield DocumentFault(passage["doc_id"], f"{passage['passage_id']} is not found by its words")

    # -- generations ---------------------------------------------------------------------------------------------

    def find_unpublished(self) -> Iterator[str]:
        """Yield documents with rows of a generation that is not published."""
        for row in self._fetch(
            "SELECT doc_id, born, died FROM document_versions WHERE born > %(generation)s OR died > %(generation)s"
            " ORDER BY doc_id, born"
        ):
            is_new = row["born"] > self._generation
            yield f"{row['doc_id']}: {'comes' if is_new else 'goes'} in generation {row['born' if is_new else 'died']}"

    def count_expired(self, oldest: int) -> tuple[int, int]:
        """Return how many passages nobody can be reading any more, and how many are seen.

        Args:
            oldest: the oldest generation that may still be read.
        """
        rows = self._fetch(
            "SELECT count(*) FILTER (WHERE died <= %(oldest)s) AS expired, count(*) FILTER (WHERE"
            f" {SEEN.format('v')}) AS seen FROM findable_passages v",
            oldest=oldest,
        )
        return int(rows[0]["expired"]), int(rows[0]["seen"])

    # -- documents -----------------------------------------------------------------------------------------------

    def find_versions(self, doc_ids: Sequence[str]) -> list[str]:
        """Return those of some documents of which a version is held, seen or not."""
        rows = self._fetch(
            "SELECT DISTINCT doc_id FROM document_versions WHERE doc_id = ANY(%(doc_ids)s) ORDER BY 1",
            doc_ids=list(doc_ids),
        )
        return [row["doc_id"] for row in rows]

    def find_exposed(self, words_keys: Sequence[str]) -> list[str]:
        """Return documents that are seen though nobody has their access, or though their words are held back.

        Args:
            words_keys: the words that are held back from everybody but members.
        """
        rows = self._fetch(
            f"SELECT doc_id FROM {_SEEN_DOCUMENTS} d WHERE access NOT IN ('public', 'members')"
            " OR access = 'public' AND words_key = ANY(%(words_keys)s) ORDER BY 1",
            words_keys=list(words_keys),
        )
        return [row["doc_id"] for row in rows]

    def find_listed(self, collection: str, places: Sequence[str]) -> list[str]:
        """Return documents of a collection that are seen, and that have one of these places, or whose file has."""
        rows = self._fetch(
            f"SELECT doc_id FROM {_SEEN_DOCUMENTS} d WHERE collection = %(collection)s"
            " AND (doc_id = ANY(%(places)s) OR source = ANY(%(places)s)) ORDER BY 1",
            collection=collection,
            places=list(places),
        )
        return [row["doc_id"] for row in rows]

    def count_by_authority(self) -> dict[str | None, int]:
        """Return how many documents each council has here, copies included."""
        rows = self._fetch(f"SELECT authority, count(*) AS documents FROM {_SEEN_DOCUMENTS} d GROUP BY 1 ORDER BY 1")
        return {row["authority"]: row["documents"] for row in rows}

    def list_fingerprints(self, collection: str) -> dict[str, str]:
        """Return what stands for the content of each document of a collection, by doc_id."""
        rows = self._fetch(
            f"SELECT doc_id, fingerprint FROM {_SEEN_DOCUMENTS} d WHERE collection = %(collection)s",
            collection=collection,
        )
        return {row["doc_id"]: row["fingerprint"] for row in rows}

    def count_contents(self) -> dict[str, int]:
        """Return the numbers of papers, passages, passages that wait for a vector, and papers read in part."""
        rows = self._fetch(
            "SELECT count(*) FILTER (WHERE same_as IS NULL) AS papers, coalesce(sum(passages), 0)::bigint AS passages,"
            " coalesce(sum(waiting), 0)::bigint AS waiting, count(*) FILTER (WHERE same_as IS NULL AND EXISTS"
            " (SELECT 1 FROM unread_parts u WHERE u.document_row = d.document_row)) AS read_in_part"
            f" FROM {_SEEN_DOCUMENTS} d"
        )
        return dict(rows[0])


def _join_columns(row: dict[str, Any]) -> tuple[str, str, str]:
    return join_fulltext_columns(
        row["title"], json.loads(row["headings"]), row["lead_in"], json.loads(row["columns"]), row["text"]
    )


def _fit(terms: PassageTerms) -> dict[str, tuple[int, ...]]:
    """Return the terms of a passage as far as PostgreSQL keeps them."""
    return {term: tuple(places[:MAX_POSITIONS]) for term, places in terms.positions.items()}


def _read_terms(message: bytes) -> dict[str, tuple[int, ...]]:
    """Return the terms of a ``tsvector`` from its binary form, see ``PassageTerms.to_tsvector``."""
    terms: dict[str, tuple[int, ...]] = {}
    place = 4
    while place < len(message):
        end = message.index(0, place)
        (count,) = struct.unpack_from(">H", message, end + 1)
        terms[message[place:end].decode()] = struct.unpack_from(f">{count}H", message, end + 3)
        place = end + 3 + 2 * count
    return terms
