"""Reader feedback on a passage: a yes or no from the page, kept as a line on this server.

Nothing is kept of the visitor, neither address nor name nor the time of day. Where feedback is turned off there is
neither form nor route. A form of another site is refused by the middleware.
"""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from paper_search.errors import QueryError, StoreError
from paper_search.web.components.layout import make_message_response
from paper_search.web.forms import parse_body
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol

_log = logging.getLogger(__name__)
_THANKS_TEXT = (
    "We keep the question, the passage, your yes or no and the date on this server. We keep nothing about you."
)
_STORE_FAILED_TEXT = "We could not save your answer. The problem has been logged."
_MAX_FIELDS = 10
_JUDGEMENT_VALUES = {"yes": True, "no": False}


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """Return the route ``/judgement``, to which the form below a passage is sent."""
    routes = APIRouter()

    @routes.post("/judgement", response_class=HTMLResponse)
    async def judgement(request: Request) -> HTMLResponse:
        try:
            fields = dict(parse_body(await request.body(), _MAX_FIELDS))
        except QueryError as error:
            return _render_reply("Not kept", str(error), 400)
        return await run_in_threadpool(_store_judgement, library_for(request), fields)

    return routes


def _store_judgement(library: LibraryProtocol, fields: dict[str, str]) -> HTMLResponse:
    is_right = _JUDGEMENT_VALUES.get(fields.get("said", ""))
    if is_right is None:
        return _render_reply("Your answer was not saved", "Answer yes or no.", 400)
    try:
        library.save_judgement(fields.get("q", ""), fields.get("passage", ""), is_right)
    except QueryError as error:
        return _render_reply("Not kept", str(error), 400)
    except StoreError:
        _log.exception("A judgement could not be kept")
        return _render_reply("Not kept", _STORE_FAILED_TEXT, 503)
    return _render_reply("Thank you", _THANKS_TEXT)


def _render_reply(heading: str, text: str, status: int = 200) -> HTMLResponse:
    return make_message_response(heading, text, status=status, role="status", has_back_link=True)
