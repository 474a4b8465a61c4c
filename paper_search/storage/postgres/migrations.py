"""Numbered steps that bring the layout of a cluster up to date.

Publications run them and readers never do: a reader refuses another layout. Each step is one transaction on each
server, so that a publication that is killed leaves a server before or after it. The first server is the last to change,
since readers go by its number: they answer from the new layout once every server has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from paper_search.storage.postgres.connection import DIRECTORY_SHARD, Connection
from paper_search.storage.postgres.layout import check_layout_version, is_older_layout, read_layout_version

STEPS: tuple[Callable[[Connection], None], ...] = ()
"""The step at position i makes layout i + 2 of layout i + 1. Steps are only ever added at the end. They only add, since
readers of the older version go on until the first server has changed. ``schema.sql`` is as all of them leave it."""


def migrate(connections: Mapping[int, Connection], names: Mapping[int, str]) -> None:
    """Run the steps that the servers have not had.

    Args:
        connections: a connection for writing to each server, by shard. Nobody else publishes meanwhile.
        names: their addresses, for messages.

    Raises:
        StorageError: a server has a layout that this version does not know; nothing was changed.
    """
    versions = {shard: read_layout_version(connection) for shard, connection in connections.items()}
    for shard, version in versions.items():
        if not is_older_layout(version):
            check_layout_version(version, names[shard])
    for shard in sorted(connections, key=lambda shard: (shard == DIRECTORY_SHARD, shard)):
        _migrate(connections[shard], int(versions[shard] or 0))


def _migrate(connection: Connection, version: int) -> None:
    for number, step in enumerate(STEPS[version - 1 :], version + 1):
        with connection.transaction():
            step(connection)
            connection.execute("UPDATE settings SET value = %s WHERE key = 'layout'", (str(number),))
