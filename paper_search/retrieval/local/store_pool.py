"""Open stores of one index file, lent to one snapshot at a time.

A connection is opened only when every other one is in use, so a snapshot costs the start of a transaction. There are
as many connections as there were ever snapshots at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paper_search.storage.documents import Store


class StorePool:
    """Open stores of the file at one path. Safe for threads."""

    def __init__(self, path: Path) -> None:
        """Open the file once.

        Raises:
            StoreError: The index is missing, damaged, or cannot be read.
        """
        self._path = path
        self._idle = [self._open()]

    @contextmanager
    def lend(self) -> Iterator[Store]:
        """Lend a store of the file that stands at the path now."""
        store = self._take()
        try:
            yield store
        finally:
            self._idle.append(store)

    def close(self) -> None:
        """Close every store that is not lent."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Store:
        try:
            # The last one used has the most of the file in its page cache.
            store = self._idle.pop()
        except IndexError:
            return self._open()
        if not store.is_replaced:
            return store
        store.close()
        return self._open()

    def _open(self) -> Store:
        return Store(self._path, is_shared=False)
