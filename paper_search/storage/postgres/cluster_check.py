"""A look at a whole cluster: that its servers, and the local index, agree with the directory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from paper_search.errors import StorageError
from paper_search.storage.postgres import comparison, counts, holds
from paper_search.storage.postgres.connection import DIRECTORY_SHARD, Connection
from paper_search.storage.postgres.integrity import SEEN, DocumentFault, ShardChecker
from paper_search.storage.postgres.layout import check_layout_version, has_layout, read_layout_version
from paper_search.storage.postgres.recount import ShardRepairer
from paper_search.storage.postgres.sealing import SEALS_KEY, find_readable_generation, parse_seals, read_clock
from paper_search.storage.postgres.session import PUBLISHING_LOCK, WriteSession, explain_faults, strip_password
from paper_search.storage.postgres.source import SourceDocument
from paper_search.storage.postgres.versions import undo_generation
from paper_search.storage.store import Store
from paper_search.storage.unread import HELD_BACK_SQL
from paper_search.text.authorities import authority_key

_UNREADABLE = "What it holds cannot be read."


@dataclass(frozen=True, slots=True)
class DirectoryState:
    """The state of the whole, as the directory says.

    Attributes:
        generation: the published generation.
        revision: the number of changes that a question can notice.
        pending: the collection whose publication was begun and not ended.
        settings: the encoder, and what else holds for the whole index.
        local_generations: the generation of the local index that each collection was published from.
    """

    generation: int
    revision: int
    pending: str | None
    settings: dict[str, str]
    local_generations: dict[str, int]


class ClusterChecker:
    """A cluster that is looked at, and put right where it can be."""

    def __init__(self, session: WriteSession) -> None:
        """Look at the servers of a session; all of them are open."""
        self._session = session
        self.address = strip_password(session.url)
        self.names = {shard: session.name_shard(shard) for shard in session.connections}
        self.state = self._read_state()
        self.shards = {
            shard: ShardChecker(connection, self.names[shard], self.state.generation)
            for shard, connection in session.connections.items()
        }
        self.repairers = {
            shard: ShardRepairer(connection, self.names[shard], self.state.generation)
            for shard, connection in session.connections.items()
        }

    @property
    def _directory(self) -> Connection:
        return self._session.directory

    def _fetch(self, query: str, **values: Any) -> list[dict[str, Any]]:
        with explain_faults(self._session.name, _UNREADABLE):
            return self._directory.execute(query.encode(), values).fetchall()

    def _read_state(self) -> DirectoryState:
        row = self._fetch("SELECT generation, revision, pending FROM publication")[0]
        settings = {row["key"]: row["value"] for row in self._fetch("SELECT key, value FROM settings")}
        rows = self._fetch("SELECT collection, local_generation FROM collections")
        local_generations = {row["collection"]: row["local_generation"] for row in rows}
        return DirectoryState(row["generation"], row["revision"], row["pending"], settings, local_generations)

    @contextmanager
    def read(self) -> Iterator[None]:
        """Let all that is read inside be of one moment on each server."""
        with ExitStack() as stack:
            for connection in self._session.connections.values():
                with explain_faults(self._session.name, _UNREADABLE):
                    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                stack.callback(_end, connection)
            yield

    # -- what holds for the whole --------------------------------------------------------------------------------

    def is_somebody_publishing(self) -> bool:
        """Return True while another session publishes."""
        query = (
            "SELECT 1 AS held FROM pg_locks WHERE locktype = 'advisory' AND objid = %(lock)s AND granted"
            " AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(self._fetch(query, lock=PUBLISHING_LOCK))

    def find_oldest_readable(self) -> int:
        """Return the oldest generation that somebody may still be reading."""
        seals = parse_seals(self.state.settings.get(SEALS_KEY))
        with explain_faults(self._session.name, _UNREADABLE):
            return find_readable_generation(seals, read_clock(self._directory))

    def find_identity_faults(self) -> Iterator[str]:
        """Yield the servers that were restored from a backup and not published to since."""
        for shard, connection in self._session.connections.items():
            with explain_faults(self.names[shard], _UNREADABLE):
                rows = connection.execute(
                    "SELECT value = 'publication'::regclass::oid::text AS is_same FROM settings WHERE key = 'identity'"
                ).fetchall()
            if not rows or not rows[0]["is_same"]:
                yield self.names[shard]

    def find_dimension_faults(self) -> Iterator[str]:
        """Yield the servers whose vectors have another length than the encoder gives."""
        stated = self.state.settings.get("dimensions")
        for shard, checker in self.shards.items():
            dimensions = checker.read_dimensions()
            if str(dimensions) != stated:
                yield f"{self.names[shard]}: vectors of {dimensions} dimensions, the encoder has {stated}"

    def find_misplaced(self) -> Iterator[str]:
        """Yield the councils of which papers lie on another server than the directory says."""
        rows = self._fetch("SELECT authority_key, shard FROM placements")
        places = {row["authority_key"]: row["shard"] for row in rows}
        for shard, checker in self.shards.items():
            for authority, documents in checker.count_by_authority().items():
                place = places.get(authority_key(authority) if authority else "")
                if place != shard:
                    stated = self.names.get(place, "no server") if place is not None else "no server"
                    council = authority or "papers that state no council"
                    yield f"{council}: {documents} on {self.names[shard]}, not {stated}"

    # -- what may not be shown -----------------------------------------------------------------------------------

    def find_exposed(self) -> dict[int, list[str]]:
        """Return the documents that may not be shown and are held, by shard.

        They were withdrawn, have words that are held back, are listed as held back, or have an access that nobody has.
        """
        withdrawn = [row["doc_id"] for row in self._fetch("SELECT doc_id FROM withdrawn")]
        words = [row["words_key"] for row in self._fetch("SELECT DISTINCT words_key FROM held_words")]
        listed = self._fetch(
            "SELECT collection, array_agg(source) AS sources FROM unread"
            f" WHERE {HELD_BACK_SQL} AND {SEEN.format('unread')} GROUP BY 1",
            generation=self.state.generation,
        )
        exposed: dict[int, list[str]] = {}
        for shard, checker in self.shards.items():
            found = {*checker.find_versions(withdrawn), *checker.find_exposed(words)}
            for row in listed:
                found.update(checker.find_listed(row["collection"], row["sources"]))
            if found:
                exposed[shard] = sorted(found)
        return exposed

    # -- the local index -----------------------------------------------------------------------------------------

    def list_left_out(self, collection: str, documents: Sequence[SourceDocument]) -> set[str]:
        """Return the documents of a collection that are not published.

        They were withdrawn, have words that any collection holds back, or are listed as unread.
        """
        withdrawn = self._fetch("SELECT doc_id FROM withdrawn")
        words = {row["words_key"] for row in self._fetch("SELECT DISTINCT words_key FROM held_words")}
        listed = self._fetch(
            f"SELECT source FROM unread WHERE collection = %(collection)s AND {SEEN.format('unread')}",
            collection=collection,
            generation=self.state.generation,
        )
        held = {document.doc_id for document in documents if holds.is_held(document, words)}
        return held | {row["doc_id"] for row in withdrawn} | {row["source"] for row in listed}

    def list_fingerprints(self, collection: str) -> dict[str, str]:
        """Return what stands for the content of each document of a collection, by doc_id."""
        found: dict[str, str] = {}
        for checker in self.shards.values():
            found |= checker.list_fingerprints(collection)
        return found

    def find_differences(
        self, store: Store, collection: str, documents: Sequence[SourceDocument]
    ) -> Iterator[DocumentFault]:
        """Yield the documents whose rows are not those of the local index.

        Args:
            store: the local index.
            collection: the collection that it publishes.
            documents: its documents; those that it has changed since are passed over.
        """
        published = self.list_fingerprints(collection)
        alike = [document.doc_id for document in documents if published.get(document.doc_id) == document.fingerprint]
        for table in comparison.TABLES:
            held: dict[str, comparison.Digest] = {}
            for shard, connection in self._session.connections.items():
                with explain_faults(self.names[shard], _UNREADABLE):
                    own = comparison.digest_published(connection, table, collection, self.state.generation)
                held = comparison.add_digests(held, own)
            local = comparison.digest_local(store, table)
            yield from comparison.find_differences(table.name, local, held, alike)

    def find_list_differences(self, store: Store, collection: str) -> Iterator[str]:
        """Yield the words that the local index holds back and the directory does not, and the other way about."""
        query = "SELECT DISTINCT words_key FROM held_words"
        local = {row[0] for row in store.database.connection.execute(query)}
        held = {row["words_key"] for row in self._fetch(f"{query} WHERE collection = %(own)s", own=collection)}
        if local != held:
            yield f"words held back: {len(local - held):,} not known there, {len(held - local):,} not held back here"

    # -- repairs -------------------------------------------------------------------------------------------------

    def raise_revision(self) -> None:
        """Let every process notice that something changed; when it returns, no standby shows what was before."""
        with explain_faults(self._session.name, "Readers may keep counts of before for a while."):
            self._directory.execute("SET synchronous_commit = remote_apply")
            self._directory.execute("UPDATE publication SET revision = revision + 1")

    def undo_unpublished(self, shard: int) -> None:
        """Take back on one server what belongs to a generation that nobody publishes."""
        connection, pending = self._session.connections[shard], self.state.generation + 1
        with explain_faults(self.names[shard], "Nothing of it was taken back there."):
            undo_generation(connection, pending)
            with connection.transaction():
                counts.forget_generation(connection, pending)
                counts.set_counted(connection, pending - 1)

    def align_generations(self) -> None:
        """Let passages be seen when their documents are, on every server."""
        for repairer in self.repairers.values():
            repairer.align_generations()

    def mark_for_writing(self, doc_ids: Sequence[str]) -> None:
        """Let the next publication write some documents again, on whichever server they are."""
        for repairer in self.repairers.values():
            repairer.mark_for_writing(doc_ids)

    def count_contents(self) -> dict[str, int]:
        """Return the numbers of papers, passages, passages that wait for a vector, and papers read in part."""
        total = Counter[str]()
        for checker in self.shards.values():
            total.update(checker.count_contents())
        return dict(total)


def find_layout_faults(session: WriteSession) -> Iterator[str]:
    """Yield the servers that cannot be looked at, since they have no tables or those of another version."""
    for shard, connection in session.connections.items():
        name = session.name if shard == DIRECTORY_SHARD else session.name_shard(shard)
        with explain_faults(name, _UNREADABLE):
            is_there = has_layout(connection)
            version = read_layout_version(connection) if is_there else None
        if not is_there:
            yield f"{name}: it has no tables of an index"
            continue
        try:
            check_layout_version(version, name)
        except StorageError as error:
            yield str(error)


def _end(connection: Connection) -> None:
    """End a transaction, unless the connection has gone."""
    if not connection.closed:
        connection.rollback()
