"""The page to sign in on, the way out, and what tells an open page that somebody has signed out meanwhile.

Which of the two was wrong, the name or the password, is not said. Whoever fails often waits, by address and by name.
Nobody is sent anywhere but to this site, and no name and no password is logged.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search.access.users import MAX_PASSWORD_CHARACTERS
from paper_search.errors import QueryError, StorageError
from paper_search.text.counts import format_count
from paper_search.web.auth.current_user import get_visitor
from paper_search.web.auth.login_attempts import LoginAttempts, Turn
from paper_search.web.auth.sessions import COOKIE_NAME, SESSION_SECONDS, Sessions, read_cookie
from paper_search.web.components.layout import (
    SESSION_PATH,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    make_message_response,
    make_page_response,
)
from paper_search.web.forms import parse_body
from paper_search.web.root_path import get_root_path, site_url

MAX_CONCURRENT_CHECKS = 2
"""Passwords checked at the same time: each takes a fifth of a second of a processor, which questions need too."""
_BUSY_SECONDS, _MAX_BUSY_TURNS = 0.1, 100
"""How often, and how many times, an attempt looks whether those before it have been checked."""
_MAX_NAME_CHARS, _MAX_FIELDS = 64, 8
_UNRECORDED_TEXT = (
    "You are signed out of this browser. The server could not record this, so a copy of the session may still work"
    " elsewhere: tell the people who run this site. A new password ends every session."
)
_WRONG_TEXT = "Your name or password is wrong. Check both and try again."


def create_router(sessions: Sessions, attempts: LoginAttempts | None = None) -> APIRouter:
    """Return the routes ``/sign-in``, ``/sign-out``, and ``/session``, which tells an open page who is signed in.

    Args:
        sessions: who can sign in.
        attempts: the failures so far; by default none.
    """
    routes, login_attempts = APIRouter(), attempts or LoginAttempts()
    semaphore = asyncio.Semaphore(MAX_CONCURRENT_CHECKS)
    routes.get(SESSION_PATH)(_describe_session)

    @routes.get(SIGN_IN_PATH, response_class=HTMLResponse)
    def form() -> HTMLResponse:
        return _render_form() if sessions.has_password_sign_in else _render_closed()

    @routes.post(SIGN_IN_PATH, response_class=Response)
    async def sign_in(request: Request) -> Response:
        if not sessions.has_password_sign_in:
            return _render_closed()
        try:
            name, password = _parse_credentials(await request.body())
        except QueryError as error:
            return _render_form(str(error), 400)
        address = request.client.host if request.client else ""
        turn = await _wait_for_turn(login_attempts, address, name)
        if turn.wait_seconds:
            return _render_wait(turn.wait_seconds, name)
        value = None
        try:
            async with semaphore:
                value = await run_in_threadpool(sessions.sign_in, name, password)
        finally:
            login_attempts.end(address, name, has_failed=value is None)
        if value is None:
            return _render_form(_WRONG_TEXT, 403, name)
        return await run_in_threadpool(_replace_session, sessions, request, value)

    @routes.post(SIGN_OUT_PATH, response_class=Response)
    def sign_out(request: Request) -> Response:
        return _end_session(sessions, request)

    return routes


def _end_session(sessions: Sessions, request: Request) -> Response:
    """Return the way out, which takes the cookie away; a page says so where the server could not record it."""
    response: Response = RedirectResponse(site_url("/"), status_code=303)
    try:
        sessions.sign_out(read_cookie(dict(request.headers.raw)))
    except StorageError:
        response = make_message_response("Signed out in this browser only", _UNRECORDED_TEXT, status=503)
    response.delete_cookie(COOKIE_NAME, path=get_root_path() or "/", httponly=True, samesite="strict")
    return response


def _describe_session(request: Request) -> JSONResponse:
    visitor = get_visitor(request)
    return JSONResponse({"name": visitor.name, "role": visitor.role}, headers={"cache-control": "no-store"})


def _parse_credentials(body: bytes) -> tuple[str, str]:
    """Return the name and the password of a form. Raises QueryError for one of too many fields."""
    fields = dict(reversed(parse_body(body, _MAX_FIELDS)))
    name, password = fields.get("name", ""), fields.get("password", "")
    return name.strip()[:_MAX_NAME_CHARS], password[: MAX_PASSWORD_CHARACTERS + 1]


async def _wait_for_turn(attempts: LoginAttempts, address: str, name: str) -> Turn:
    """Begin an attempt, once others of the same address and name have been checked."""
    for _ in range(_MAX_BUSY_TURNS):
        turn = attempts.begin(address, name)
        if not turn.is_busy:
            return turn
        await asyncio.sleep(_BUSY_SECONDS)
    return turn


def _replace_session(sessions: Sessions, request: Request, value: str) -> Response:
    """Return the way in with a new cookie, and revoke the session that the browser has had."""
    # Where that cannot be recorded it is logged, and the new session begins all the same.
    with suppress(StorageError):
        sessions.sign_out(read_cookie(dict(request.headers.raw)))
    response = RedirectResponse(site_url("/"), status_code=303)
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE_NAME,
        value,
        max_age=SESSION_SECONDS,
        # Other sites below the same host are not sent the session.
        path=get_root_path() or "/",
        httponly=True,
        samesite="strict",
        secure=secure,
    )
    return response


def _render_wait(wait_seconds: float, name: str) -> HTMLResponse:
    seconds = max(math.ceil(wait_seconds), 1)
    wait = format_count(seconds, "second") if seconds < 60 else format_count(math.ceil(seconds / 60), "minute")
    response = _render_form(f"Too many failed attempts. Try again in {wait}.", 429, name)
    response.headers["retry-after"] = str(seconds)
    return response


def _render_form(message: str = "", status: int = 200, name: str = "") -> HTMLResponse:
    """Return the form, which keeps the name after an attempt that failed."""
    title = "Error: Sign in" if message else "Sign in"
    return make_page_response("login.html", title, status=status, message=message, path=SIGN_IN_PATH, name=name)


def _render_closed() -> HTMLResponse:
    text = "Everything here is public, or your organisation signs you in another way."
    return make_message_response("You do not need to sign in here", text, status=404)
