"""An answer in words where something failed that nobody expected.

Without it Starlette answers outside the middleware of the site, where the security headers are added.
"""

from __future__ import annotations

import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paper_search.web.middleware.refusals import Refusal, send_refusal

_log = logging.getLogger(__name__)
FAILURE = Refusal(
    500,
    "Sorry, there is a problem with the service",
    "Try again in a few minutes.\nThe fault has been logged for the people who run this site.",
)


class UnexpectedErrorMiddleware:
    """Answer with status 500 and a page, or a problem record, where the application raises."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. An answer that was begun but not finished is broken off, so that it looks so."""
        last_message: Message | None = None

        async def send_and_note(message: Message) -> None:
            nonlocal last_message
            last_message = message
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except ClientDisconnect:
            raise
        except Exception:
            if scope["type"] != "http":
                raise
            # Not the path and not the query: they hold what was asked.
            _log.exception("A request could not be answered")
            if last_message is None:
                await send_refusal(send, scope, FAILURE)
            elif last_message["type"] != "http.response.body" or last_message.get("more_body", False):
                raise
