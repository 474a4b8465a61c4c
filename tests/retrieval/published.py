"""Worlds on PostgreSQL servers: whatever changes in one is published at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from paper_search.indexing.publish import publish
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.retrieval.postgres.engine import PostgresEngine
from tests.postgres_servers import Server
from tests.retrieval.world import World


class PublishedWorld:
    """A world that was published once on some servers, of which each test has a copy."""

    def __init__(self, world: World, servers: Sequence[Server]) -> None:
        self._servers = servers
        self._templates = [server.create_database() for server in servers]
        publish(world.store.path.parent, self._templates[0], shards=self._templates[1:])

    def copy_for(self, world: World) -> PostgresEngine:
        """Return an engine over a copy of the databases, to which every change of a world is published."""
        urls = [server.copy_database(template) for server, template in zip(self._servers, self._templates, strict=True)]
        with psycopg.connect(urls[0], autocommit=True) as directory:
            for shard, url in enumerate(urls[1:], 1):
                conninfo = make_conninfo("", **conninfo_to_dict(url))
                directory.execute("UPDATE shards SET conninfo = %s WHERE shard = %s", (conninfo, shard))
        folder = world.store.path.parent
        world.publish = lambda: _publish(folder, urls[0])
        return PostgresEngine(urls[0])


def _publish(folder: Path, url: str) -> None:
    # A test may take away as much as it likes.
    publish(folder, url, removal_limit=RemovalLimit(is_lifted=True))
