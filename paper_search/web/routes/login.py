"""The page to sign in on, and the way out. In: a name and a password; out: a cookie, or words.

Promises: what was wrong, the name or the password, is not said; whoever fails often waits, by address and by name;
nobody is sent anywhere but to this site; no name and no password is logged.
"""

from __future__ import annotations

import math
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search.access.users import LONGEST
from paper_search.web.auth.sessions import COOKIE, LASTS, Sessions, cookie_in
from paper_search.web.components import layout as frame
from paper_search.web.components.signed import OUT, PATH
from paper_search.web.html import counted, escape, tag
from paper_search.web.rate_limit import Measure

ATTEMPTS, WITHIN = 5, 300.0
"""Failures, by one address or with one name, and the seconds in which they are forgotten."""
_WRONG = "This name and this password do not go together. Check both and try again."


class Attempts:
    """Failures by address and by name."""

    def __init__(self, most: int = ATTEMPTS, seconds: float = WITHIN) -> None:
        self._by = Measure(most, seconds)

    def wait(self, address: str, name: str) -> float:
        """Seconds to wait before another attempt; 0 where one may be made."""
        return max(self._by.wait(f"from {address}", 0), self._by.wait(f"as {name}", 0))

    def failed(self, address: str, name: str) -> None:
        """Count a failure."""
        self._by.wait(f"from {address}")
        self._by.wait(f"as {name}")

    def succeeded(self, name: str) -> None:
        """Forget the failures with this name; those of the address stay."""
        self._by.forget(f"as {name}")


def router(sessions: Sessions, attempts: Attempts | None = None) -> APIRouter:
    """The routes ``/sign-in`` and ``/sign-out``."""
    routes, counted_attempts = APIRouter(), attempts or Attempts()

    @routes.get(PATH, response_class=HTMLResponse)
    def form() -> HTMLResponse:
        return _form() if sessions.is_open else _closed()

    @routes.post(PATH, response_class=Response)
    async def sign_in(request: Request) -> Response:
        if not sessions.is_open:
            return _closed()
        sent = await request.body()
        address = request.client.host if request.client else ""
        secure = request.url.scheme == "https"
        return await run_in_threadpool(_signed_in, sessions, counted_attempts, sent, address, secure)

    @routes.post(OUT, response_class=Response)
    def sign_out(request: Request) -> Response:
        sessions.sign_out(cookie_in(dict(request.headers.raw)))
        answer = RedirectResponse("/", status_code=303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return routes


def _signed_in(sessions: Sessions, attempts: Attempts, sent: bytes, address: str, secure: bool) -> Response:
    fields = parse_qs(sent.decode("utf-8", "replace"), max_num_fields=8)
    name = fields.get("name", [""])[0].strip()[:64]
    wait = attempts.wait(address, name)
    if wait > 0:
        return _form(_later(wait), 429)
    # Counted before the password is looked at, so that many at once are no way around the limit.
    attempts.failed(address, name)
    value = sessions.sign_in(name, fields.get("password", [""])[0][: LONGEST + 1])
    if value is None:
        return _form(_WRONG, 403)
    attempts.succeeded(name)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(COOKIE, value, max_age=LASTS, httponly=True, samesite="strict", secure=secure)
    return answer


def _later(wait: float) -> str:
    return f"There were too many attempts. Try again in {counted(max(math.ceil(wait / 60), 1), 'minute')}."


def _form(said: str = "", status: int = 200) -> HTMLResponse:
    told = tag("p", escape(said), class_="panel notice", role="alert") if said else ""
    name = _field("Name", "name", "text", "username")
    password = _field("Password", "password", "password", "current-password")
    button = tag("p", tag("button", "Sign in", class_="button", type="submit"))
    why = "Members and staff sign in to see papers that were released to them. Nobody else needs to."
    inner = tag("h1", "Sign in") + tag("p", why) + told
    inner += tag("form", name + password + button, method="post", action=PATH)
    return frame.page("Sign in", inner, status=status)


def _field(label: str, name: str, kind: str, fills: str) -> str:
    box = (
        f'<input class="field" id="{name}" name="{name}" type="{kind}" autocomplete="{fills}" required maxlength="200">'
    )
    return tag("p", tag("label", label, for_=name) + "<br>" + box)


def _closed() -> HTMLResponse:
    inner = tag("h1", "Nobody signs in here") + tag(
        "p", "What can be found here is public, or somebody else signs you in."
    )
    return frame.page("Nobody signs in here", inner, status=404)
