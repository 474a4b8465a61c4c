"""Matters: papers of one authority that belong together across meetings."""

from __future__ import annotations

from paper_search.records.register import Matter
from paper_search.retrieval.engine import IndexSnapshot


def find_matter(doc_id: str, index: IndexSnapshot) -> Matter | None:
    """Return the matter that a paper belongs to; None where nothing held is tied to it, or it may not be seen."""
    return None
