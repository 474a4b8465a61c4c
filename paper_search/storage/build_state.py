"""What a build must know of the store: the files it has seen, what is unread, and what papers are to one another.

In: an open store; out: records. Nothing is written here. Promised: what is near a change is found through indexes, so
that relating a new paper to the others costs what is near it, however many papers are held.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from paper_search.ingest.duplicates import Card, Relation, claim_of_text
from paper_search.records import PUBLIC, Access, Document, Hint, Unread
from paper_search.storage import schema
from paper_search.storage.database import Tables


@dataclass(frozen=True, slots=True)
class Held:
    """What the store knows of one file's origin: enough to see whether it has changed, and its papers."""

    doc_ids: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What has come or gone since papers were last related: papers, words and meetings; ``upto`` marks how far."""

    upto: int
    doc_ids: frozenset[str]
    keys: frozenset[str]
    meetings: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grouped:
    """What makes a paper one of a group: its words, and its meeting (committee and day); None where it has none."""

    key: str | None
    meeting: tuple[str, str] | None


class Ledger(Tables):
    """An open store, as a build reads it."""

    # -- files -----------------------------------------------------------------------------------------------

    def held(self) -> dict[str, Held]:
        """Every file of which papers are held, by its path in the corpus."""
        held: dict[str, Held] = {}
        for row in self._connection.execute("SELECT source, doc_id, origin FROM documents ORDER BY source, doc_id"):
            before = held.get(row["source"], Held((), ""))
            held[row["source"]] = Held((*before.doc_ids, row["doc_id"]), row["origin"])
        return held

    def sources(self) -> set[str]:
        """Every file of which papers are held, by its path in the corpus."""
        return {source for (source,) in self._all("SELECT source FROM documents")}

    def known(self) -> dict[str, str]:
        """The origin of every file that was read or refused, by its path in the corpus; "" where it must be read
        again, because something of it was decided anew."""
        known: dict[str, str] = {}
        # One pass over each: in the order of the files it would look up each origin by itself.
        for query in ("SELECT source, origin FROM documents", "SELECT file, origin FROM unread"):
            for file, origin in self._all(query):
                known[file] = min(origin, known.get(file, origin))
        return known

    def hints(self) -> dict[str, Hint]:
        """What the files of the corpus looked like when they were last hashed, by source."""
        rows = self._all("SELECT source, size, mtime_ns, sha256 FROM files")
        return {source: Hint(size, mtime_ns, sha256) for source, size, mtime_ns, sha256 in rows}

    def with_textless_pages(self) -> list[Document]:
        """The papers shown of which some pages are pictures without words, by doc_id."""
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_DOCUMENT} FROM papers d WHERE textless_pages <> '[]' ORDER BY doc_id"
        )
        return [schema.document_of(row) for row in rows]

    # -- the unread list -------------------------------------------------------------------------------------

    def freed(self) -> list[str]:
        """The files of papers that were held back as copies of words which nothing holds back any more."""
        rows = self._connection.execute(
            "SELECT DISTINCT file FROM unread WHERE copy_of_words NOT NULL"
            " AND copy_of_words NOT IN (SELECT words_key FROM held_words) ORDER BY file"
        )
        return [row[0] for row in rows]

    def holds_back_part_of(self, source: str, access: tuple[Access, ...] = PUBLIC) -> bool:
        """True where a file holds a paper that may not be shown to whoever has this access, so that the file itself may
        not be either."""
        marks = ", ".join("?" * len(access))
        query = f"SELECT count(*) FROM documents WHERE source = ? AND access NOT IN ({marks})"
        listed = self._count("SELECT count(*) FROM unread WHERE file = ?", source)
        return listed + self._count(query, source, *access) > 0

    def unread(self) -> dict[str, tuple[Unread, str]]:
        """The unread files with their origins, by source, in order."""
        rows = self._connection.execute("SELECT * FROM unread ORDER BY source")
        return {
            row["source"]: (
                Unread(row["source"], row["code"], row["reason"], row["next_step"]),
                row["origin"],
            )
            for row in rows
        }

    def unread_at(self, source: str) -> tuple[Unread, str] | None:
        """What is listed of one place, with its origin; None where nothing is."""
        row = self._connection.execute("SELECT * FROM unread WHERE source = ?", (source,)).fetchone()
        return (Unread(row["source"], row["code"], row["reason"], row["next_step"]), row["origin"]) if row else None

    def unread_files(self) -> dict[str, str]:
        """Of everything on the unread list, by source, the file that it stands in."""
        return dict(self._connection.execute("SELECT source, file FROM unread ORDER BY source").fetchall())

    # -- what papers are to one another ----------------------------------------------------------------------

    def cards(self, near: Iterable[int] | None = None) -> list[Card]:
        """What relates the papers held to one another, by doc_id, each with what it says of itself alone; ``near``
        are the rows of those wanted, None for all."""
        columns = (
            f"SELECT {schema.PREFIXED_DOCUMENT}, own_status, own_also_at, words_key, standing, claim FROM documents d"
        )
        if near is None:
            return [_card(row) for row in self._connection.execute(f"{columns} ORDER BY doc_id")]
        found = (self._connection.execute(f"{columns} WHERE document_row = ?", (row,)).fetchone() for row in near)
        return sorted((_card(row) for row in found if row), key=lambda card: card.document.doc_id)

    def relations(self, doc_ids: Iterable[str] | None = None) -> dict[str, Relation]:
        """What papers are to the others as the store has it, by doc_id; None for all papers."""
        columns = "SELECT doc_id, same_as, also_at, status, replaced_by FROM documents"
        if doc_ids is None:
            rows = self._connection.execute(columns).fetchall()
        else:
            query = f"{columns} WHERE doc_id = ?"
            rows = [row for each in doc_ids for row in self._connection.execute(query, (each,))]
        return {row[0]: Relation(row[1], tuple(json.loads(row[2])), row[3], row[4]) for row in rows}

    def unsettled(self) -> Unsettled:
        """The papers that came, went or were given another council since papers were last related to one another."""
        rows = self._connection.execute("SELECT rowid, doc_id, words_key, committee, held_on FROM unsettled").fetchall()
        return Unsettled(
            upto=max((row[0] for row in rows), default=0),
            doc_ids=frozenset(row[1] for row in rows),
            keys=frozenset(row[2] for row in rows if row[2]),
            meetings=frozenset((row[3], row[4]) for row in rows if row[3] and row[4]),
        )

    def by_words(self, keys: Iterable[str]) -> dict[int, Grouped]:
        """The papers with these words, by row."""
        return self._grouped("words_key = ?", ((key,) for key in keys))

    def by_meeting(self, meetings: Iterable[tuple[str, str]]) -> dict[int, Grouped]:
        """The papers of these meetings (committee and day, whoever's they are), by row."""
        return self._grouped("committee = ? AND held_on = ?", meetings)

    def by_names(self, doc_ids: Iterable[str]) -> dict[int, Grouped]:
        """The papers with these doc_ids, by row."""
        return self._grouped("doc_id = ?", ((doc_id,) for doc_id in doc_ids))

    def _grouped(self, condition: str, values: Iterable[tuple[str, ...]]) -> dict[int, Grouped]:
        query = f"SELECT document_row, words_key, committee, held_on FROM documents WHERE {condition}"
        rows = (row for each in values for row in self._connection.execute(query, each))
        return {row[0]: Grouped(row[1], (row[2], row[3]) if row[2] and row[3] else None) for row in rows}

    def named(self, places: Iterable[str], contents: Iterable[str], keys: Iterable[str]) -> list[Card]:
        """The papers that a decision on these places, contents (SHA-256) or words may be about, all copies of them,
        and some more."""
        copied = self._connection.execute("SELECT document_row FROM documents WHERE own_also_at <> '[]'")
        found = {row[0] for row in copied}
        for condition, values in (("doc_id = ?1 OR source = ?1", places), ("sha256 = ?1", contents)):
            query = f"SELECT document_row FROM documents WHERE {condition}"
            found.update(row[0] for each in set(values) for row in self._connection.execute(query, (each,)))
        meant = {card.key for card in self.cards(found) if card.key}
        return self.cards(found | self.by_words({*keys, *meant}).keys())

    def filed(self) -> list[tuple[str, str, str | None, str | None]]:
        """Of every paper held, copies included: doc_id, source, the authority as it alone gives it, and as agreed."""
        return self._all("SELECT doc_id, source, own_authority, authority FROM documents")

    def _all(self, query: str) -> list[Any]:
        """All rows of a query that looks at every paper or file, as plain tuples: a build asks several such."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        rows: list[Any] = cursor.execute(query).fetchall()
        return rows


def _card(row: sqlite3.Row) -> Card:
    also_at = tuple(json.loads(row["own_also_at"]))
    document = replace(schema.document_of(row), status=row["own_status"], also_at=also_at, replaced_by=None)
    return Card(document, row["words_key"], row["standing"], claim_of_text(row["claim"]))
