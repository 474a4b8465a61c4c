"""Limits on what may be said while the papers of some councils cannot be reached.

A question is answered from the others, with a coverage that names those councils. A list has no coverage, and that a
paper is not held cannot be known: where papers that are out of reach may be missed, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.errors import make_unreachable_error
from paper_search.records import Document, Filters, Passage
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.authorities import authority_key


def select_missing_councils(filters: Filters, missing_councils: Sequence[str]) -> tuple[str, ...]:
    """Return the councils that filters let through of those whose papers cannot be reached.

    Args:
        filters: the limits, as the index spells them.
        missing_councils: see ``IndexSnapshot.missing_councils``.
    """
    keys = {authority_key(name) for name in filters.authorities}
    return tuple(name for name in missing_councils if not keys or (name and authority_key(name) in keys))


def require_councils(index: IndexSnapshot, filters: Filters = Filters()) -> None:
    """Check that all papers within some limits can be reached.

    Args:
        index: one generation of the index.
        filters: the limits, as the index spells them.

    Raises:
        UnreachableShardError: those of a council cannot; the error names it.
    """
    missing = select_missing_councils(filters, index.missing_councils)
    if missing:
        raise make_unreachable_error(missing)


def fetch_passages(passage_ids: Sequence[str], index: IndexSnapshot) -> dict[str, tuple[Passage, Document]]:
    """Return the passages that are held of those asked for, each with its document, by passage id.

    Args:
        passage_ids: the passages.
        index: one generation of the index.

    Raises:
        UnreachableShardError: one is not found, and papers that it may be of cannot be reached.
    """
    fetched = index.fetch(passage_ids)
    if len(fetched) < len(set(passage_ids)):
        require_councils(index)
    return fetched
