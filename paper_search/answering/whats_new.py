"""New passages of a matter: those that came into the index lately, newest first, as a feed shows them.

A passage is listed because it matches the matter as in a timeline, among the papers that came since. Of a paper that
was changed all is new, since the index does not keep what it said before. Callers see to it that all of it happens
inside one snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from paper_search.answering import service
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.embeddings import Encoder
from paper_search.records import Event, Filters, Match, NewPassage, WhatsNew
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import collapse_whitespace

NEWS_PERIOD = timedelta(days=90)
"""The period for which a passage that came is new."""


def find_whats_new(
    matter: str,
    filters: Filters,
    since: date | None,
    index: IndexSnapshot,
    encoder: Encoder,
    config: AnswerConfig = ANSWERING,
) -> WhatsNew:
    """Return what came since a day, of all that came in the last 90 where none is named.

    Args:
        matter: the matter, as a question.
        filters: its limits, as they were typed.
        since: the day, inclusive; as a ``datetime``, the second of UTC.
        index: one generation of the index.
        encoder: the model that its vectors were made with.
        config: the settings of ranking and answering.

    Raises:
        QueryError: the matter or a filter cannot be used.
    """
    start = since or datetime.now(UTC).date() - NEWS_PERIOD
    question = collapse_whitespace(matter)
    limits = replace(filters, indexed_since=start)
    timeline = service.timeline(matter, limits, config.max_new_passages, index, encoder, config)
    passages = _find_new_passages(timeline.events, index)
    match: Match = timeline.match if passages else "none"
    return WhatsNew(question, start, passages, index.built_at, match, timeline.remarks)


def _find_new_passages(events: Sequence[Event], index: IndexSnapshot) -> tuple[NewPassage, ...]:
    """Return the passages of a matter whose papers' arrival is known, the newest first."""
    arrived = index.arrivals([event.document.doc_id for event in events])
    new_passages = [
        NewPassage(event.passage, event.document, arrived[event.document.doc_id])
        for event in reversed(events)
        if event.document.doc_id in arrived
    ]
    # Those of one build keep the order of the timeline, the latest meeting first.
    return tuple(sorted(new_passages, key=lambda new: new.arrival.changed_at, reverse=True))
