"""Versions of documents on the servers, and what must change for one of them to be the one that is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.source import SourceDocument


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document on a server."""

    shard: int
    document_row: int
    born: int
    died: int | None
    fingerprint: str
    source: str = ""
    sha256: str = ""


@dataclass(slots=True)
class ShardChange:
    """The change on one server for one document.

    Attributes:
        is_written: True where the new version is written here.
        deleted: rows of versions of the pending generation that are not wanted after all.
        ended: rows of versions that are not seen from the pending generation on.
        revived: rows of versions that were ended in the pending generation, and are seen in it after all.
    """

    is_written: bool = False
    deleted: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    revived: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.is_written or bool(self.deleted or self.ended or self.revived)


@dataclass(frozen=True, slots=True)
class Change:
    """The change for one document, by shard; ``document`` is the version to write, None for none."""

    doc_id: str
    document: SourceDocument | None
    shards: Mapping[int, ShardChange]


def plan_change(
    doc_id: str, document: SourceDocument | None, place: int, versions: Sequence[Version], generation: int
) -> Change | None:
    """Return what must change for one document to be seen as it is wanted, None for nothing.

    Args:
        doc_id: the document.
        document: as it is wanted; None where it is not to be seen.
        place: the shard of its council.
        versions: those that are not dead before the generation, whichever publication wrote them.
        generation: the pending generation.
    """
    kept = _find_kept(document, place, versions)
    changes: dict[int, ShardChange] = {}
    for version in versions:
        change = changes.setdefault(version.shard, ShardChange())
        if version is kept:
            change.revived += [version.document_row] if version.died is not None else []
        elif version.born == generation:
            change.deleted.append(version.document_row)
        elif version.died is None:
            change.ended.append(version.document_row)
    is_written = document is not None and kept is None
    if is_written:
        changes.setdefault(place, ShardChange()).is_written = True
    changes = {shard: change for shard, change in changes.items() if change}
    return Change(doc_id, document if is_written else None, changes) if changes else None


def _find_kept(document: SourceDocument | None, place: int, versions: Sequence[Version]) -> Version | None:
    """Return the version that is as the document is wanted, and where."""
    if document is None:
        return None
    alike = (version for version in versions if (version.shard, version.fingerprint) == (place, document.fingerprint))
    return next(alike, None)


def load_versions(
    connections: Mapping[int, Connection], collection: str, generation: int
) -> dict[str, tuple[Version, ...]]:
    """Return the versions of a collection's documents that are not dead before a generation, by doc_id.

    Args:
        connections: a connection to each server, by shard.
        collection: the collection.
        generation: the pending generation.
    """
    versions: dict[str, tuple[Version, ...]] = {}
    for shard, connection in connections.items():
        rows = connection.execute(
            "SELECT doc_id, document_row, born, died, fingerprint, source, sha256 FROM document_versions"
            " WHERE collection = %s AND (died IS NULL OR died >= %s)",
            (collection, generation),
        )
        for row in rows:
            version = Version(shard, *(row[name] for name in _VERSION_COLUMNS))
            versions[row["doc_id"]] = (*versions.get(row["doc_id"], ()), version)
    return versions


_VERSION_COLUMNS = ("document_row", "born", "died", "fingerprint", "source", "sha256")


def find_other_owners(connections: Mapping[int, Connection], collection: str, doc_ids: Sequence[str]) -> dict[str, str]:
    """Return those of the documents that another collection holds, with its name."""
    owners: dict[str, str] = {}
    for connection in connections.values():
        rows = connection.execute(
            "SELECT doc_id, collection FROM document_versions"
            " WHERE doc_id = ANY(%s) AND collection <> %s AND died IS NULL",
            (list(doc_ids), collection),
        )
        owners |= {row["doc_id"]: row["collection"] for row in rows}
    return owners


def delete_versions(connection: Connection, document_rows: Sequence[int]) -> None:
    """Delete versions with all that hangs on them."""
    if document_rows:
        connection.execute("DELETE FROM document_versions WHERE document_row = ANY(%s)", (list(document_rows),))


def set_death(connection: Connection, document_rows: Sequence[int], generation: int | None) -> None:
    """Set the generation from which versions are not seen any more, None for those that stay."""
    if not document_rows:
        return
    for table in ("document_versions", "findable_passages"):
        connection.execute(
            f"UPDATE {table} SET died = %s WHERE document_row = ANY(%s)".encode(), (generation, list(document_rows))
        )


def undo_generation(connection: Connection, generation: int) -> None:
    """Take back on one server all that was written for generations which are not published."""
    with connection.transaction():
        connection.execute("DELETE FROM document_versions WHERE born >= %s", (generation,))
        rows = connection.execute(
            "UPDATE document_versions SET died = NULL WHERE died >= %s RETURNING document_row", (generation,)
        ).fetchall()
        set_death(connection, [row["document_row"] for row in rows], None)


def expire_versions(connection: Connection, generation: int, batch: int = 200) -> int:
    """Delete the versions that are not seen in a generation nor later, and return how many there were.

    Args:
        connection: a connection for writing.
        generation: the oldest that anybody may still read.
        batch: versions that one transaction deletes.
    """
    count = 0
    query = (
        "DELETE FROM document_versions WHERE document_row IN"
        " (SELECT document_row FROM document_versions WHERE died <= %s LIMIT %s)"
    )
    while deleted := connection.execute(query, (generation, batch)).rowcount:
        count += deleted
    return count
