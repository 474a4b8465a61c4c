"""Filters as the index spells them: a unique part of a name is enough, and so is any other name of the same body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from paper_search.errors import QueryError
from paper_search.records import Facet, Filters
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.authorities import authority_key
from paper_search.text.committees import committee_key
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
    # A council whose papers cannot be reached is not one of which none are held.
    authorities = (*facets.authorities, *(Facet(name, 0) for name in index.missing_councils if name))
    return replace(
        filters,
        authorities=_resolve_names("council", filters.authorities, authorities, authority_key),
        committees=_resolve_names("committee", filters.committees, facets.committees, committee_key),
        kinds=_resolve_names("kind", filters.kinds, facets.kinds, normalise),
    )


def _resolve_names(
    label: str, typed: tuple[str, ...], facets: Sequence[Facet], find_key: Callable[[str], str]
) -> tuple[str, ...]:
    """Return the spellings that are held of each typed name: a value brings all its aliases."""
    spellings = {
        spelling: (facet.value, *facet.aliases) for facet in facets for spelling in (facet.value, *facet.aliases)
    }
    resolved: list[str] = []
    for value in typed:
        names = match_names(value, list(spellings), find_key)
        if not names:
            known = "; ".join(sorted(facet.value for facet in facets)) or "none"
            raise QueryError(f"No paper here has the {label} {value!r}. Choose from: {known}.")
        resolved += [spelling for name in names for spelling in spellings[name]]
    return tuple(dict.fromkeys(resolved))


def match_names(value: str, available: Sequence[str], find_key: Callable[[str], str] = authority_key) -> list[str]:
    """Return the names that a typed value may mean: the one spelt so, those that mean the same, or all it is part of.

    Args:
        value: what was typed.
        available: the names held.
        find_key: gives what is the same for all names of one authority or committee.
    """
    typed = normalise(value)
    exact = [name for name in available if normalise(name) == typed]
    same = exact or [name for name in available if find_key(name) == find_key(value)]
    return same or [name for name in available if typed in normalise(name)]
