"""The opening of a cluster for a publication: its servers, their tables, and the generation that is written next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.errors import StorageError
from paper_search.storage.postgres import counts
from paper_search.storage.postgres.connection import Connection, describe_address
from paper_search.storage.postgres.layout import check_server, create_layout, has_layout
from paper_search.storage.postgres.migrations import migrate
from paper_search.storage.postgres.session import RESTORED_KEY, WriteSession
from paper_search.storage.postgres.source import measure_mean_length
from paper_search.storage.postgres.versions import undo_generation
from paper_search.storage.store import Store

ENCODER_KEYS = ("encoder", "encoder_name", "max_tokens")
"""Keys of ``meta`` that ``settings`` has too."""
_IDENTITY = "'publication'::regclass::oid::text"


@dataclass(frozen=True, slots=True)
class PendingGeneration:
    """The generation that is written next.

    Attributes:
        generation: its number.
        published: the number of the one that readers see.
        is_resumed: True where a publication of the same collection was ended before it was sealed.
        is_restored: True where a database was restored from a backup and this collection was not published since.
    """

    generation: int
    published: int
    is_resumed: bool
    is_restored: bool


def open_cluster(session: WriteSession, store: Store, shards: Sequence[str]) -> None:
    """Connect to all servers, lock them against others who publish, and see that each has its tables.

    Args:
        session: the servers.
        store: the local index.
        shards: the addresses of servers to add.

    Raises:
        StoreError: a server cannot be reached or used, somebody publishes, or the vectors are of another encoder.
    """
    dimensions = int(store.get_meta("dimensions") or 0)
    if not dimensions:
        raise StorageError(f"{store.path}: the index was never built. Run 'paper-search build' before you publish it.")
    session.lock_publishing()
    _prepare(session.directory, session.name, dimensions)
    session.open_shards()
    for url in shards:
        _add_shard(session, url, dimensions)
    session.lock_publishing()
    migrate(session.connections, {shard: session.name_shard(shard) for shard in session.connections})
    _check_encoder(session, store)


def _prepare(connection: Connection, name: str, dimensions: int) -> None:
    check_server(connection, name)
    if not has_layout(connection):
        create_layout(connection, dimensions)
    rows = connection.execute("SELECT value FROM settings WHERE key = 'dimensions'").fetchall()
    if rows[0]["value"] != str(dimensions):
        raise StorageError(
            f"{name}: this database was made for vectors of {rows[0]['value']} dimensions, those of the index have"
            f" {dimensions}. Publish to an empty database."
        )


def _add_shard(session: WriteSession, url: str, dimensions: int) -> None:
    shard = session.add_shard(url)
    if shard is None:
        return
    connection, name = session.connections[shard], describe_address(url)
    _prepare(connection, name, dimensions)
    own = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM document_versions) OR EXISTS (SELECT 1 FROM shards)"
        " OR EXISTS (SELECT 1 FROM collections) AS is_used"
    ).fetchall()
    if own[0]["is_used"]:
        raise StorageError(f"{name}: this database holds an index of its own. Name an empty one with --shard.")
    published = session.directory.execute("SELECT generation FROM publication").fetchall()[0]["generation"]
    counts.set_counted(connection, published)
    session.directory.execute("INSERT INTO shards VALUES (%s, %s)", (shard, session.strip_credentials(url)))


def _check_encoder(session: WriteSession, store: Store) -> None:
    values = {key: store.get_meta(key) or "" for key in ENCODER_KEYS}
    known = session.get_setting("encoder")
    if known is None:
        with session.directory.transaction():
            for key, value in (values | {"mean_length": repr(measure_mean_length(store))}).items():
                session.set_setting(key, value)
    elif known != values["encoder"]:
        raise StorageError(
            f"{session.name}: the vectors there were made with another encoder ({session.get_setting('encoder_name')})"
            f" than those of {store.path} ({values['encoder_name']}), and cannot be compared with them. Build the index"
            " with that one (PAPER_SEARCH_MODEL, PAPER_SEARCH_PRECISION), or publish it to an empty database."
        )


def find_pending(session: WriteSession, collection: str) -> PendingGeneration:
    """Return the generation that is written next, once what others left unfinished is taken back.

    Args:
        session: the servers, locked.
        collection: the collection that is published.
    """
    state = session.directory.execute("SELECT generation, pending FROM publication").fetchall()[0]
    published, pending = int(state["generation"]), state["pending"]
    counted = {shard: counts.read_counted(connection) for shard, connection in session.connections.items()}
    ahead = published + (pending is not None)
    if _has_other_identity(session) or not all(published <= number <= ahead for number in counted.values()):
        _mark_restored(session)
        published = _undo_unfinished(session, counted, max(published, *counted.values()))
        pending = None
    elif pending not in (None, collection):
        _undo_unfinished(session, dict.fromkeys(counted, published), published)
    is_restored = collection in list_restored(session)
    return PendingGeneration(published + 1, state["generation"], pending == collection, is_restored)


def _has_other_identity(session: WriteSession) -> bool:
    query = f"SELECT value = {_IDENTITY} AS is_same FROM settings WHERE key = 'identity'".encode()
    rows = [row for connection in session.connections.values() for row in connection.execute(query).fetchall()]
    return not all(row["is_same"] for row in rows)


def _undo_unfinished(session: WriteSession, counted: dict[int, int], published: int) -> int:
    """Take back what was written after the last counts of each server, and return the last generation of all."""
    for shard, connection in session.connections.items():
        undo_generation(connection, counted[shard] + 1)
        with connection.transaction():
            counts.forget_generation(connection, counted[shard] + 1)
            counts.set_counted(connection, counted[shard])
    return published


def _mark_restored(session: WriteSession) -> None:
    """Keep readers out until every collection has taken out again what was withdrawn since the backup."""
    rows = session.directory.execute("SELECT collection FROM collections ORDER BY 1").fetchall()
    session.set_setting(RESTORED_KEY, json.dumps([row["collection"] for row in rows]))
    # From here on that value alone keeps them out, until the last collection is published.
    for connection in session.connections.values():
        connection.execute(f"UPDATE settings SET value = {_IDENTITY} WHERE key = 'identity'".encode())


def list_restored(session: WriteSession) -> list[str]:
    """Return the collections that were not published since a database was restored."""
    listed: list[str] = json.loads(session.get_setting(RESTORED_KEY) or "[]")
    return listed


def clear_restored(session: WriteSession, collection: str) -> list[str]:
    """Keep that a collection is published again, and return those that are not; with the last, readers may come."""
    others = [name for name in list_restored(session) if name != collection]
    session.set_setting(RESTORED_KEY, json.dumps(others))
    return others
