"""Words for visitors where the papers cannot be used.

A damaged or missing index is called that. Which file it is, where it lies and what to do about it stands in the log
alone, for whoever runs the site.
"""

from __future__ import annotations

import logging

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from paper_search.errors import (
    DamagedIndexError,
    MissingIndexError,
    OutdatedIndexError,
    PaperSearchError,
    UnreachableShardError,
    describe_unreachable_papers,
)
from paper_search.web.components.layout import make_page_response
from paper_search.web.html import clip, render
from paper_search.web.request_id import add_reference

_log = logging.getLogger(__name__)
REFUSED_HEADING = "There is a problem with your search"
UNAVAILABLE_HEADING = "Sorry, the papers cannot be searched at the moment"
UNAVAILABLE_STATUS = 503
"""The HTTP status of a page that says so."""
_RETRY_TEXT = "Try again in a minute. If you run this site, read its log to see which server does not answer."
_LOGGED_TEXT = "Try again later. If you run this site, read its log to see what to do."
_DAMAGED_TEXT = f"The index of the papers is damaged, so nothing is shown from it. {_LOGGED_TEXT}"
_MISSING_TEXT = f"The index of the papers cannot be found. {_LOGGED_TEXT}"
_OUTDATED_TEXT = f"The papers must be read again before anything is shown from them. {_LOGGED_TEXT}"
FAILED_CALL_TEXT = "Something went wrong on the server; it has been logged. Try again in a moment."
"""Said to programs, whose calls come in no page."""
_OTHER_TEXT = "Something went wrong on our side, and the fault has been logged. Try again in a few minutes."


def describe_error(error: BaseException) -> str:
    """Return what went wrong as far as it helps a visitor, with the name of the request, as plain text."""
    return add_reference(_describe_fault(error))


def _describe_fault(error: BaseException) -> str:
    if isinstance(error, UnreachableShardError):
        papers = describe_unreachable_papers([clip(name, 80) for name in error.councils])
        return f"{papers[0].upper()}{papers[1:]} cannot be reached, so nothing is shown. {_RETRY_TEXT}"
    if isinstance(error, DamagedIndexError):
        return _DAMAGED_TEXT
    if isinstance(error, OutdatedIndexError):
        return _OUTDATED_TEXT
    return _MISSING_TEXT if isinstance(error, MissingIndexError) else _OTHER_TEXT


def render_notice(heading: str, text: str) -> Markup:
    """Return a heading and a sentence, both plain text, in place of what was asked for."""
    return render("_error.html", heading=heading, text=text)


def make_error_response(error: PaperSearchError) -> HTMLResponse:
    """Return the page for papers that cannot be used, and log why."""
    _log.error("The papers cannot be used: %s", error)
    notice = render_notice(UNAVAILABLE_HEADING, describe_error(error))
    return make_page_response("error.html", UNAVAILABLE_HEADING, status=UNAVAILABLE_STATUS, notice=notice)
