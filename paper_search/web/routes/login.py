"""The page to sign in on, and the way out.

Which of the two was wrong, the name or the password, is not said. Whoever fails often waits, by address and by name.
Nobody is sent anywhere but to this site, and no name and no password is logged.
"""

from __future__ import annotations

import math
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search.access.users import MAX_PASSWORD_CHARACTERS
from paper_search.web.auth.sessions import COOKIE_NAME, SESSION_SECONDS, Sessions, read_cookie
from paper_search.web.components.layout import (
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    make_message_response,
    make_page_response,
)
from paper_search.web.html import format_count
from paper_search.web.rate_limit import LeakyBucket

MAX_ATTEMPTS, ATTEMPT_WINDOW_SECONDS = 5, 300.0
"""Failures, by one address or with one name, and the seconds in which they are forgotten."""
_MAX_NAME_CHARS = 64
_WRONG_TEXT = "This name and this password do not go together. Check both and try again."


class LoginAttempts:
    """Failures by address and by name."""

    def __init__(self, capacity: int = MAX_ATTEMPTS, seconds: float = ATTEMPT_WINDOW_SECONDS) -> None:
        self._bucket = LeakyBucket(capacity, seconds)

    def get_wait_seconds(self, address: str, name: str) -> float:
        """Return the seconds to wait before another attempt; 0 where one may be made.

        Args:
            address: the network address of the attempt.
            name: the name that is typed in.
        """
        return max(self._bucket.consume(f"from {address}", 0), self._bucket.consume(f"as {name}", 0))

    def record_failure(self, address: str, name: str) -> None:
        """Count a failure.

        Args:
            address: the network address of the attempt.
            name: the name that is typed in.
        """
        self._bucket.consume(f"from {address}")
        self._bucket.consume(f"as {name}")

    def record_success(self, name: str) -> None:
        """Forget the failures with this name; those of the address stay."""
        self._bucket.forget(f"as {name}")


def create_router(sessions: Sessions, attempts: LoginAttempts | None = None) -> APIRouter:
    """Return the routes ``/sign-in`` and ``/sign-out``.

    Args:
        sessions: who can sign in.
        attempts: the failures so far; by default none.
    """
    routes, login_attempts = APIRouter(), attempts or LoginAttempts()

    @routes.get(SIGN_IN_PATH, response_class=HTMLResponse)
    def form() -> HTMLResponse:
        return _render_form() if sessions.has_password_sign_in else _render_closed()

    @routes.post(SIGN_IN_PATH, response_class=Response)
    async def sign_in(request: Request) -> Response:
        if not sessions.has_password_sign_in:
            return _render_closed()
        body = await request.body()
        address = request.client.host if request.client else ""
        secure = request.url.scheme == "https"
        return await run_in_threadpool(_sign_in_user, sessions, login_attempts, body, address, secure)

    @routes.post(SIGN_OUT_PATH, response_class=Response)
    def sign_out(request: Request) -> Response:
        sessions.sign_out(read_cookie(dict(request.headers.raw)))
        response = RedirectResponse("/", status_code=303)
        response.delete_cookie(COOKIE_NAME, httponly=True, samesite="strict")
        return response

    return routes


def _sign_in_user(sessions: Sessions, attempts: LoginAttempts, body: bytes, address: str, secure: bool) -> Response:
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=8)
    name = fields.get("name", [""])[0].strip()[:_MAX_NAME_CHARS]
    wait_seconds = attempts.get_wait_seconds(address, name)
    if wait_seconds > 0:
        return _render_form(_describe_wait(wait_seconds), 429)
    # Counted before the password is looked at, so that many at once are no way around the limit.
    attempts.record_failure(address, name)
    value = sessions.sign_in(name, fields.get("password", [""])[0][: MAX_PASSWORD_CHARACTERS + 1])
    if value is None:
        return _render_form(_WRONG_TEXT, 403)
    attempts.record_success(name)
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(COOKIE_NAME, value, max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
    return response


def _describe_wait(wait_seconds: float) -> str:
    return f"There were too many attempts. Try again in {format_count(max(math.ceil(wait_seconds / 60), 1), 'minute')}."


def _render_form(message: str = "", status: int = 200) -> HTMLResponse:
    return make_page_response("login.html", "Sign in", status=status, message=message, path=SIGN_IN_PATH)


def _render_closed() -> HTMLResponse:
    text = "What can be found here is public, or somebody else signs you in."
    return make_message_response("Nobody signs in here", text, status=404)
