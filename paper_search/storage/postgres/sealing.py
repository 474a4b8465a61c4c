"""The seal of a publication: it counts what changed, and lets readers see the generation, in one moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass

from paper_search.records import UnreadFile
from paper_search.storage.postgres import counts, holds, indexes, lists
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.holds import HeldDocument
from paper_search.storage.postgres.lists import ListedFile
from paper_search.storage.postgres.opening import clear_restored
from paper_search.storage.postgres.plan import IsReleased, find_still_withdrawn
from paper_search.storage.postgres.session import WriteSession, durable_transaction
from paper_search.storage.postgres.source import SourceDocument
from paper_search.storage.postgres.versions import delete_versions, expire_versions
from paper_search.storage.store import Store

KEPT_SECONDS = 3600
"""Seconds for which the rows of a generation are kept that another took the place of: somebody may be reading it."""
SEALS_KEY = "seals"
"""The key of ``settings`` for when the last generations were published, in seconds since 1970 by the server's clock."""
_TABLES = (
    *("document_versions", "texts", "passages", "findable_passages", "acronyms", "unread_parts", "register_entries"),
    *("register_names", "term_counts", "passage_counts"),
)
_ANALYSED_SHARE = 0.1
"""The share of new passages from which the planner's statistics are made anew at once."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """A publication whose papers are written, to be sealed.

    Attributes:
        session: the servers, locked.
        store: the local index, inside one snapshot of it.
        collection: the collection.
        generation: the generation to be published.
        documents: all documents of the local index.
        held: those of them that are not published, since other collections hold their words back.
        refused: files to be listed beside those of the local index: PostgreSQL takes no such text.
        is_released: tells whether a withdrawn document is shown again.
    """

    session: WriteSession
    store: Store
    collection: str
    generation: int
    documents: Sequence[SourceDocument]
    held: Sequence[HeldDocument]
    refused: Sequence[ListedFile]
    is_released: IsReleased

    def prepare(self) -> None:
        """Make on each server what must be there before it is asked: indexes, and statistics for the planner."""
        for connection in self.session.connections.values():
            indexes.make_missing(connection, int(self.store.get_meta("dimensions") or 0))
            if _measure_new_share(connection, self.generation) > _ANALYSED_SHARE:
                connection.execute(f"ANALYZE {', '.join(_TABLES)}".encode())

    def take_out_withdrawn(self) -> None:
        """Delete what was withdrawn, or is held back, since the plan was made; nobody has seen it yet."""
        withdrawn = find_still_withdrawn(self.session.directory, self.documents, self.is_released)
        for connection in self.session.connections.values():
            rows = connection.execute(
                "SELECT document_row FROM document_versions WHERE doc_id = ANY(%s) AND born = %s",
                (list(withdrawn), self.generation),
            ).fetchall()
            delete_versions(connection, [row["document_row"] for row in rows])

    def end_held(self) -> list[HeldDocument]:
        """End the documents of all collections whose words any of them holds back, and return them."""
        rows = self.store.database.connection.execute("SELECT DISTINCT words_key FROM held_words").fetchall()
        own = {row[0] for row in rows}
        words = sorted(own | holds.load_held_words(self.session.directory, self.collection))
        return [
            document
            for connection in self.session.connections.values()
            for document in holds.end_held_documents(connection, self.generation, words)
        ]

    def publish(self, ended: Iterable[HeldDocument]) -> None:
        """Let readers see the generation, with all that the directory lists of the collection."""
        directory, collection = self.session.directory, self.collection
        held = [*self.held, *ended]
        with durable_transaction(directory):
            lists.update_collection(directory, self.store, collection)
            self._replace_lists(held)
            left_out = {document.doc_id for document in held} | {listed.unread.source for listed in self.refused}
            lists.replace_examples(directory, self.store, collection, left_out)
            self._forget_released()
            clear_restored(self.session, collection)
            self._note_seal()
            directory.execute(
                "UPDATE publication SET generation = %s, revision = revision + 1, pending = NULL, published_at = now()",
                (self.generation,),
            )

    def _replace_lists(self, held: Sequence[HeldDocument]) -> None:
        """List what is unread or held back; a document that others hold back as the paper that it is a copy of."""
        directory, collection = self.session.directory, self.collection
        with closing(Store(self.store.path)) as current:
            # What was withdrawn meanwhile is not in the snapshot that is published.
            lists.replace_held_words(directory, current, collection)
            files = {listed.unread.source: listed for listed in lists.load_listed_files(current, collection)}
        files |= {listed.unread.source: listed for listed in self.refused}
        notices = holds.describe_holds(directory, [document.words_key for document in held])
        for document in held:
            notice = notices.get(document.words_key, holds.MEMBERS_ONLY_NOTICE)
            listed = ListedFile(document.collection, UnreadFile(document.doc_id, *notice), document.source)
            if document.collection == collection:
                files[document.doc_id] = listed
                continue
            lists.end_unread(directory, document.collection, [document.doc_id], self.generation)
            lists.insert_unread(directory, [listed.row], self.generation)
        lists.replace_unread(directory, collection, files.values(), self.generation)

    def _forget_released(self) -> None:
        """Forget withdrawals that a later decision of this collection has ended."""
        directory = self.session.directory
        documents = {document.doc_id: document for document in self.documents}
        released = [
            doc_id
            for doc_id, withdrawn in holds.load_withdrawn(directory).items()
            if withdrawn.collection == self.collection and self.is_released(withdrawn, documents.get(doc_id))
        ]
        directory.execute("DELETE FROM withdrawn WHERE doc_id = ANY(%s)", (released,))

    def _note_seal(self) -> None:
        seals = [*self._load_seals(), [self.generation, read_clock(self.session.directory)]]
        oldest = find_readable_generation(seals, read_clock(self.session.directory))
        kept = [seal for seal in seals if seal[0] >= oldest]
        self.session.set_setting(SEALS_KEY, json.dumps(kept))

    def _load_seals(self) -> list[list[int]]:
        return parse_seals(self.session.get_setting(SEALS_KEY))

    def expire(self) -> None:
        """Delete the rows that nobody can be reading any more."""
        oldest = find_readable_generation(self._load_seals(), read_clock(self.session.directory))
        for connection in self.session.connections.values():
            expire_versions(connection, oldest)
            counts.expire_counts(connection, oldest)
        self.session.directory.execute("DELETE FROM unread WHERE died <= %s", (oldest,))


def parse_seals(text: str | None) -> list[list[int]]:
    """Return the generations that were published lately, each with the second at which it was."""
    seals: list[list[int]] = json.loads(text or "[]")
    return seals


def find_readable_generation(seals: Sequence[Sequence[int]], now: int) -> int:
    """Return the oldest generation that may still be read.

    Args:
        seals: the generations that were published, each with the second at which it was.
        now: the present second.

    Returns:
        The last one that was there already so many seconds ago; 0 where there is none such.
    """
    return max((generation for generation, moment in seals if now - moment > KEPT_SECONDS), default=0)


def read_clock(connection: Connection) -> int:
    """Return the present second by a server's clock."""
    rows = connection.execute("SELECT extract(epoch FROM clock_timestamp())::bigint AS now").fetchall()
    return int(rows[0]["now"])


def _measure_new_share(connection: Connection, generation: int) -> float:
    """Return the share of a server's passages that a generation brought."""
    rows = connection.execute(
        "SELECT coalesce(sum(passages) FILTER (WHERE born = %s), 0)::float8 / greatest(sum(passages), 1) AS share"
        " FROM document_versions",
        (generation,),
    ).fetchall()
    return float(rows[0]["share"] or 0)
