"""Questions whose passages were found and not read yet, kept until they are asked for again.

A page shows the quotes in the order of the search first, and then asks for the answer that was read. What was found for
the first need not be found again for the second.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from paper_search.answering.service import RankedQuery

MAX_RANKED_QUERIES = 32
"""Questions kept at the same time: more than are answered at once, and a few megabytes at most."""


class RankedQueryCache:
    """The newest ranked questions by key, each given out once. Safe for threads."""

    def __init__(self, max_size: int = MAX_RANKED_QUERIES) -> None:
        """Keep up to ``max_size`` questions; the oldest makes room."""
        self._max_size, self._lock = max_size, Lock()
        self._queries: OrderedDict[Hashable, RankedQuery] = OrderedDict()

    def add(self, key: Hashable, ranked_query: RankedQuery) -> None:
        """Keep a question.

        Args:
            key: all that its passages depend on: the generation, the access, the question, its filters and so on.
            ranked_query: the question with its passages.
        """
        with self._lock:
            self._queries[key] = ranked_query
            self._queries.move_to_end(key)
            while len(self._queries) > self._max_size:
                self._queries.popitem(last=False)

    def pop(self, key: Hashable) -> RankedQuery | None:
        """Take a question out; None where it is not kept."""
        with self._lock:
            return self._queries.pop(key, None)
