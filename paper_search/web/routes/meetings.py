"""Meetings: the list, and a page each.

Nothing is listed that the library given does not show, and a meeting none of whose papers it shows is unknown.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Facets
from paper_search.records.register import MeetingList
from paper_search.web.components.errors import REFUSED_HEADING, UNAVAILABLE_HEADING, UNAVAILABLE_STATUS, describe_error
from paper_search.web.components.layout import make_message_response, make_page_response
from paper_search.web.components.list_controls import count_pages
from paper_search.web.components.meeting_list import (
    MEETINGS_PER_PAGE,
    is_within_limit,
    make_meeting_list,
    make_refused_meetings,
)
from paper_search.web.components.meeting_page import make_meeting
from paper_search.web.forms import MAX_ID_CHARS, parse_items
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.register_forms import (
    MEETINGS_PATH,
    MeetingForm,
    from_meeting_items,
    parse_page,
)

_log = logging.getLogger(__name__)
MAX_MEETINGS = 10_000
"""The most meetings of which the status is looked at, where a list is limited to one."""
_MISSING_TEXT = (
    "There are no papers of this meeting that can be shown. Its papers may have been withdrawn, or a part of the"
    " address may be missing."
)


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """Return the routes ``/meetings`` and ``/meetings/ID``."""
    routes = APIRouter()

    @routes.api_route(MEETINGS_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def meetings(request: Request) -> Response:
        items = parse_items(request.url.query)
        return _make_list_page(library_for(request), from_meeting_items(items), parse_page(items))

    @routes.api_route(MEETINGS_PATH + "/{meeting_id:path}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def meeting(request: Request, meeting_id: str) -> Response:
        record = library_for(request).get_meeting(meeting_id) if len(meeting_id) <= MAX_ID_CHARS else None
        if record is None:
            return make_message_response("Meeting not found", _MISSING_TEXT, status=404, has_back_link=True)
        view = make_meeting(record)
        return make_page_response("meeting.html", view.title, MEETINGS_PATH, meeting=view)

    return routes


def _make_list_page(library: LibraryProtocol, form: MeetingForm, page: int) -> HTMLResponse:
    facets, status = Facets(), 200
    try:
        facets = library.facets()
        found, page = _find_page(library, form, page)
        view = make_meeting_list(found, form, page, facets)
    except QueryError as error:
        view = make_refused_meetings(REFUSED_HEADING, str(error), form, facets)
    except PaperSearchError as error:
        _log.exception("The meetings could not be listed")
        view = make_refused_meetings(UNAVAILABLE_HEADING, describe_error(error), form, facets)
        status = UNAVAILABLE_STATUS
    return make_page_response("meetings.html", "Meetings", MEETINGS_PATH, status=status, meetings=view)


def _find_page(library: LibraryProtocol, form: MeetingForm, page: int) -> tuple[MeetingList, int]:
    """Return a page of the meetings, the last one where there are fewer, and its number."""
    if form.status is not None:
        return _find_page_of_status(library, form, page)
    found = library.list_meetings(form.to_register_query(MEETINGS_PER_PAGE, (page - 1) * MEETINGS_PER_PAGE))
    last = count_pages(found.total, MEETINGS_PER_PAGE)
    return (found, page) if page <= last else _find_page(library, form, last)


def _find_page_of_status(library: LibraryProtocol, form: MeetingForm, page: int) -> tuple[MeetingList, int]:
    """Return a page of the meetings of a status, which all within the other limits are looked at for."""
    everything = library.list_meetings(replace(form, status=None).to_register_query(MAX_MEETINGS))
    fitting = [summary for summary in everything.meetings if is_within_limit(summary, form.status)]
    page = min(page, count_pages(len(fitting), MEETINGS_PER_PAGE))
    first = (page - 1) * MEETINGS_PER_PAGE
    return MeetingList(tuple(fitting[first : first + MEETINGS_PER_PAGE]), len(fitting)), page
