"""The engine of an index in PostgreSQL: a snapshot is a read transaction on every server, at the published generation.

What is published or withdrawn meanwhile is seen by the next snapshot, so a site need not restart. Nothing is written.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from paper_search.errors import OutdatedIndexError, SettingsError
from paper_search.records import PUBLIC, Access, EncoderInfo
from paper_search.retrieval.postgres.cache import RevisionCache
from paper_search.retrieval.postgres.snapshot import PostgresSnapshot, read_encoder_info
from paper_search.storage.postgres.connection import Cluster, ClusterState, ReadTransaction
from paper_search.storage.postgres.connection_pool import parse_conninfo
from paper_search.storage.reading_version import READING_VERSION_KEY, is_shown_version

MAX_CACHES = 4
"""The most revisions and choices of servers of which values are kept: those that open snapshots may still be of."""


class PostgresEngine:
    """An index on PostgreSQL servers, open for questions. Safe for threads."""

    def __init__(self, url: str, *, is_partial: bool = False) -> None:
        """Name an index; no server is asked yet.

        Args:
            url: the address of the first server's database, as libpq reads it.
            is_partial: True where a question is answered from the servers that can be reached, and the answer says
                whose papers were not searched. Otherwise it fails.

        Raises:
            SettingsError: the address cannot be used.
        """
        if not parse_conninfo(url).get("dbname"):
            raise SettingsError(
                "The address of the index names no database. Write it as postgresql://USER@HOST:PORT/DATABASE."
            )
        self._cluster = Cluster(url, is_partial=is_partial)
        self._lock = threading.Lock()
        self._caches: dict[tuple[int, tuple[int, ...]], RevisionCache] = {}

    @property
    def name(self) -> str:
        return self._cluster.name

    @contextmanager
    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> Iterator[PostgresSnapshot]:
        with self._cluster.read() as transaction:
            _check_rules(transaction.state, self.name)
            yield PostgresSnapshot(transaction, access, self._find_cache(transaction))

    def read_encoder_info(self) -> EncoderInfo | None:
        return read_encoder_info(self._cluster.read_state().settings)

    def check_servers(self) -> dict[str, bool]:
        """Return every server of the index by its address, and whether it answers."""
        return self._cluster.check_servers()

    def close(self) -> None:
        self._cluster.close()

    def _find_cache(self, transaction: ReadTransaction) -> RevisionCache:
        """Return what was worked out at the revision of a transaction, over the same servers."""
        key = (transaction.state.revision, tuple(sorted(transaction.connections)))
        with self._lock:
            # The one used last is kept longest.
            cache = self._caches.pop(key, None) or RevisionCache(*key)
            self._caches[key] = cache
            while len(self._caches) > MAX_CACHES:
                self._caches.pop(next(iter(self._caches)))
        return cache


def _check_rules(state: ClusterState, name: str) -> None:
    """Raise OutdatedIndexError where the papers were read by rules that showed what is held back today."""
    if state.generation and not is_shown_version(state.settings.get(READING_VERSION_KEY) or ""):
        raise OutdatedIndexError(
            f"{name}: the papers of this index were read by an older version of paper-search. Its rules showed papers"
            " and words that are held back today, so nothing is shown from it. Run 'paper-search build', then"
            " 'paper-search publish --to URL'."
        )
