"""Filters as the index spells them: a unique part of a name is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paper_search.errors import QueryError
from paper_search.records import Facet, Filters
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import normalise


def resolve_filters(filters: Filters, index: IndexSnapshot) -> Filters:
    """Return the filters with each name as the index spells it.

    Args:
        filters: the limits, as they were typed.
        index: knows the names that are held.

    Raises:
        QueryError: a name fits none that is held; the error lists those that are.
    """
    facets = index.facets()
    return replace(
        filters,
        authorities=_resolve_names("authority", filters.authorities, facets.authorities),
        committees=_resolve_names("committee", filters.committees, facets.committees),
        kinds=_resolve_names("kind", filters.kinds, facets.kinds),
    )


def _resolve_names(label: str, typed: tuple[str, ...], facets: Sequence[Facet]) -> tuple[str, ...]:
    available = [facet.value for facet in facets]
    resolved: list[str] = []
    for value in typed:
        names = match_names(value, available)
        if not names:
            known = "; ".join(sorted(available)) or "none"
            raise QueryError(f"No paper held has the {label} {value!r}. Held: {known}.")
        resolved += names
    return tuple(dict.fromkeys(resolved))


def match_names(value: str, available: Sequence[str]) -> list[str]:
    """Return the names that a typed value may mean: the one spelt so, or else all that it is a part of.

    Args:
        value: what was typed.
        available: the names held.
    """
    typed = normalise(value)
    exact = [name for name in available if normalise(name) == typed]
    return exact or [name for name in available if typed in normalise(name)]
