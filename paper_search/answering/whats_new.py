"""What came into the index lately that is of a matter, newest first: what a feed shows.

In: a matter, limits and the day from which papers are new; out: News. Promised: a passage is in it because it meets the
matter as in a timeline, among the papers that came since; of a paper that was changed all is new, since the index does
not keep what it said before. Whoever calls sees to it that all of it happens inside one snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from paper_search.answering import service
from paper_search.embeddings import Encoder
from paper_search.records import Arrival, Document, Filters, Passage
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import collapse_whitespace

MAX_NEW_PASSAGES = 50
NEWS_PERIOD = timedelta(days=90)
"""How long what came is new."""


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage of the matter, and when its paper came."""

    passage: Passage
    document: Document
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class WhatsNew:
    """What came since a day, the newest first; none where nothing of it is of the matter."""

    question: str
    since: date
    passages: tuple[NewPassage, ...]
    built_at: str | None = None


def find_whats_new(
    matter: str, filters: Filters, since: date | None, engine: IndexSnapshot, encoder: Encoder
) -> WhatsNew:
    """Return what came since a day, of all that came in the last 90 where none is named.

    Args:
        matter: The matter, in words.
        filters: What it is limited to.
        since: The day, inclusive.
        engine: The index.
        encoder: The encoder that its vectors were made with.

    Raises:
        QueryError: The matter or a filter cannot be used.
    """
    start = since or datetime.now(UTC).date() - NEWS_PERIOD
    passages = find_new_passages(matter, filters, start, engine, encoder)
    return WhatsNew(collapse_whitespace(matter), start, passages, engine.built_at)


def find_new_passages(
    matter: str,
    filters: Filters,
    since: date,
    engine: IndexSnapshot,
    encoder: Encoder,
) -> tuple[NewPassage, ...]:
    """Up to ``MOST`` passages of papers that came since. Raises QueryError."""
    if not engine.has_arrivals:
        return ()
    found = service.timeline(matter, replace(filters, indexed_since=since), MAX_NEW_PASSAGES, engine, encoder)
    came = engine.arrivals([event.document.doc_id for event in found.events])
    known = [event for event in found.events if event.document.doc_id in came]
    new = [NewPassage(event.passage, event.document, came[event.document.doc_id]) for event in reversed(known)]
    # Those of one build stand as in the timeline, the latest meeting first.
    return tuple(sorted(new, key=lambda each: each.arrival.changed_at, reverse=True))
