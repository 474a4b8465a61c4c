"""A cache of what questions of one revision of a cluster ask again and again: coverage, facets, people, counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from paper_search.records import Access
from paper_search.retrieval.register.person_forms import PersonForms

ValueT = TypeVar("ValueT")
MAX_CACHED_VALUES = 10_000
_MISSING = object()


@dataclass
class RevisionCache:
    """Values computed at one revision, over the servers that were asked.

    It is safe for threads: at worst something is worked out twice.

    Attributes:
        revision: see ``ClusterState``.
        shards: the servers that were asked. What some of them told is no answer for all of them.
    """

    revision: int
    shards: tuple[int, ...]
    _values: dict[Hashable, object] = field(default_factory=dict)

    def get(self, key: Hashable, compute: Callable[[], ValueT]) -> ValueT:
        """Return a value.

        Args:
            key: what it is, and of whom: it must name the access of the asker where that matters.
            compute: works it out where it is not kept.
        """
        kept = self._values.get(key, _MISSING)
        if kept is not _MISSING:
            return cast("ValueT", kept)
        value = compute()
        if len(self._values) >= MAX_CACHED_VALUES:
            self._values.clear()
        self._values[key] = value
        return value

    def get_people(
        self, access: tuple[Access, ...], compute: Callable[[], tuple[PersonForms, ...]]
    ) -> tuple[PersonForms, ...]:
        """Return everybody whom papers with this access name."""
        return self.get(("people", access), compute)
