"""The decisions within some limits as an Atom feed (RFC 4287), an entry a decision, those of new papers first.

A decision is new when its paper was indexed lately, which may be long after the meeting. The rules of the feed of a
question hold: one id for ever, words as text alone, 304 while nothing has changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from paper_search.answering.whats_new import NEWS_PERIOD
from paper_search.citations.format import cite
from paper_search.errors import QueryError
from paper_search.records import Arrival
from paper_search.records.register import Decision, DecisionList, HeldEntry
from paper_search.web.components.alert_form import describe_query
from paper_search.web.components.atom import (
    FeedHead,
    add_author,
    add_category,
    add_link,
    add_text,
    answer_feed,
    build_id,
    format_timestamp,
    make_entry,
    make_feed,
    to_bytes,
)
from paper_search.web.components.decision_card import format_decision_title
from paper_search.web.components.layout import TITLE
from paper_search.web.decision_forms import DecisionForm, from_decision_items, to_decision_query
from paper_search.web.forms import build_view_url, parse_items
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.register_forms import DECISIONS_FEED_PATH, build_decision_list_url

MAX_FEED_DECISIONS = 50
_MAX_NEW_DECISIONS = 500
"""The newest decisions of new papers, of which those that came last are listed."""


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """Return the route ``/decisions/feed`` with the limits of the list."""
    routes = APIRouter()

    @routes.api_route(DECISIONS_FEED_PATH, methods=["GET", "HEAD"], response_class=Response)
    def feed(request: Request) -> Response:
        form, library = from_decision_items(parse_items(request.url.query)), library_for(request)
        try:
            name = f"decisions?{to_decision_query(form)}"
            return answer_feed(
                request, name, library.version_token(), lambda base: render_decision_feed(library, form, base)
            )
        except QueryError as error:
            return PlainTextResponse(str(error), status_code=400)

    return routes


def render_decision_feed(library: LibraryProtocol, form: DecisionForm, base: str) -> bytes:
    """Return the feed as a file.

    Args:
        library: the papers that the reader may see.
        form: the limits.
        base: the address of this site, without a slash at its end.

    Raises:
        QueryError: a limit cannot be used.
    """
    since = datetime.now(UTC).date() - NEWS_PERIOD
    found = library.list_decisions(
        form.to_register_query(replace(form.to_filters(), indexed_since=since), limit=_MAX_NEW_DECISIONS)
    )
    decisions = _sort_by_arrival(found, library)
    changes = [arrival.changed_at for _, arrival in decisions]
    feed = make_feed(
        FeedHead(
            name=f"decisions?{to_decision_query(form)}",
            title=f"{TITLE}: {describe_query('decisions', to_decision_query(form))}",
            subtitle=f"Decisions in papers indexed since {since:%d/%m/%Y}, the newest first.",
            updated=max(changes, default=format_timestamp(library.status().built_at)),
            url=base + build_decision_list_url(form, path=DECISIONS_FEED_PATH),
            page_url=base + build_decision_list_url(form),
        )
    )
    for held, arrival in decisions:
        feed.append(_render_entry(held, arrival, base))
    return to_bytes(feed)


def _sort_by_arrival(found: DecisionList, library: LibraryProtocol) -> list[tuple[HeldEntry[Decision], Arrival]]:
    """Return the decisions with when their papers came, the newest first; those of one build keep their order."""
    held = [record.decision for record in found.decisions]
    arrivals = library.find_arrivals([entry.document.doc_id for entry in held])
    known = [(entry, arrivals[entry.document.doc_id]) for entry in held if entry.document.doc_id in arrivals]
    return sorted(known, key=lambda pair: pair[1].changed_at, reverse=True)[:MAX_FEED_DECISIONS]


def _render_entry(held: HeldEntry[Decision], arrival: Arrival, base: str) -> ElementTree.Element:
    decision, document = held.entry, held.document
    source, citation = decision.source, cite(held.passage, document).label
    entry = make_entry()
    add_text(entry, "id", build_id("decision", f"{source.passage_id} {source.start}-{source.end}"))
    add_text(entry, "title", format_decision_title(held))
    add_text(entry, "updated", arrival.changed_at)
    add_text(entry, "published", arrival.added_at)
    add_author(entry, document.meeting.authority or "Council not stated")
    url = build_view_url(source.doc_id, source.passage_id, (source.start, source.end))
    add_link(entry, "alternate", base + url, "text/html")
    add_category(entry, decision.outcome)
    add_text(entry, "content", f"{source.text}\n\n— {citation}")
    return entry
