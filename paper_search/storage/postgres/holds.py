"""Holds on what may not be shown: papers that a person withdrew, and words that any collection holds back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from datetime import datetime

from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.source import SourceDocument
from paper_search.storage.unread import HELD_BACK_SQL

MEMBERS_ONLY_NOTICE = (
    "exempt",
    "Held back: another collection has its words in a paper that was released to members only",
    "If all of it is public: paper-search release PATH --reason WHY, for that paper, where its collection is built.",
)
WITHDRAWN_NOTICE = (
    "withdrawn",
    "Withdrawn in another collection, where the same file stands",
    "If it may be shown again: paper-search release PATH --reason WHY, where that collection is built.",
)


@dataclass(frozen=True, slots=True)
class WithdrawnDocument:
    """A document that a person withdrew.

    Attributes:
        doc_id: the document.
        collection: whose decisions say so, and may release it.
        sha256: of its file.
        words_key: a digest of its words, None where they were not read.
        withdrawn_at: the moment of the decision.
    """

    doc_id: str
    collection: str
    sha256: str
    words_key: str | None
    withdrawn_at: datetime


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of a server whose words another collection holds back."""

    doc_id: str
    collection: str
    source: str
    words_key: str


def load_withdrawn(directory: Connection) -> dict[str, WithdrawnDocument]:
    """Return what was withdrawn, by doc_id."""
    rows = directory.execute("SELECT doc_id, collection, sha256, words_key, withdrawn_at FROM withdrawn").fetchall()
    return {row["doc_id"]: WithdrawnDocument(**row) for row in rows}


def write_withdrawn(directory: Connection, documents: Iterable[WithdrawnDocument]) -> None:
    """Keep that documents were withdrawn, by the latest decision on each."""
    directory.cursor().executemany(
        "INSERT INTO withdrawn VALUES (%s, %s, %s, %s, %s) ON CONFLICT (doc_id) DO UPDATE SET"
        " collection = excluded.collection, sha256 = excluded.sha256, words_key = excluded.words_key,"
        " withdrawn_at = excluded.withdrawn_at WHERE withdrawn.withdrawn_at <= excluded.withdrawn_at",
        list(map(astuple, documents)),
    )


def load_held_words(directory: Connection, except_collection: str) -> Set[str]:
    """Return the words that the other collections hold back, by their digests."""
    rows = directory.execute("SELECT words_key FROM held_words WHERE collection <> %s", (except_collection,))
    return {row["words_key"] for row in rows.fetchall()}


def is_held(document: SourceDocument, held_words: Set[str]) -> bool:
    """Return True if a document that everybody may see has words that are held back."""
    return document.fields["access"] == "public" and document.fields["words_key"] in held_words


def end_held_documents(connection: Connection, generation: int, held_words: Sequence[str]) -> list[HeldDocument]:
    """End the documents with words that are held back in a generation, and return them.

    Args:
        connection: a connection for writing to a server.
        generation: the pending generation, from which on they are not seen.
        held_words: digests of the words.
    """
    with connection.transaction():
        rows = connection.execute(
            "UPDATE document_versions SET died = %s WHERE died IS NULL AND access = 'public' AND words_key = ANY(%s)"
            " RETURNING document_row, doc_id, collection, source, words_key",
            (generation, list(held_words)),
        ).fetchall()
        connection.execute(
            "UPDATE findable_passages SET died = %s WHERE document_row = ANY(%s)",
            (generation, [row["document_row"] for row in rows]),
        )
    return [HeldDocument(row["doc_id"], row["collection"], row["source"], row["words_key"]) for row in rows]


def describe_holds(directory: Connection, words_keys: Iterable[str]) -> Mapping[str, tuple[str, str, str]]:
    """Return code, reason and next step of what is held back, by the digest of its words."""
    rows = directory.execute(
        "SELECT DISTINCT ON (h.words_key) h.words_key, u.code, u.reason, u.next_step FROM held_words h"
        " JOIN unread u ON u.collection = h.collection AND u.file = h.file AND u.died IS NULL"
        f" WHERE h.words_key = ANY(%s) AND u.{HELD_BACK_SQL} ORDER BY h.words_key, u.source",
        (list(words_keys),),
    )
    return {row["words_key"]: (row["code"], row["reason"], row["next_step"]) for row in rows.fetchall()}
