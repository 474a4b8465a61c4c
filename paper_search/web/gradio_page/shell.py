"""The frame of the site around Gradio's page.

Gradio's HTML gets the head and the navigation of the site, and its scripts get a nonce. Before any script has run the
page shows a search form that works by itself. Where Gradio's HTML has changed so that it cannot be rewritten, the plain
page is served in its place.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

import gradio as gr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paper_search.web.components import layout
from paper_search.web.components.search_form import make_search_box
from paper_search.web.forms import SearchForm, from_query, to_query
from paper_search.web.html import render

_log = logging.getLogger(__name__)
_TEMPLATE_PATH = Path(gr.__file__).parent / "templates" / "frontend" / "index.html"
_HEAD_ANCHOR, _BODY_ANCHOR, _FOOTER_ANCHOR = '<meta charset="utf-8" />', "<gradio-app", "</body>"
ANCHORS = (_HEAD_ANCHOR, _BODY_ANCHOR, _FOOTER_ANCHOR)
"""The places of Gradio's HTML at which the site's own parts are put in."""
_PLAIN_PATH = "/ask"
# Cards for other sites with Gradio's name and picture, and a manifest with its icon.
_FOREIGN_TAGS = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*|<link rel="manifest"[^>]*>')
_SCRIPT_TAG = re.compile(r"<script(?=[\s>])")
# Gradio compiles its HTML templates with Function(), hence 'unsafe-eval'; and it styles its parts in place.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEAD_HTML = """<meta charset="utf-8" />
<title>Ask the papers</title>
<meta name="description" content="Search council papers by meaning, and read the words that answer." />
<link rel="icon" href="/own/icon.svg" type="image/svg+xml" />
<link rel="stylesheet" href="/own/site.css" />
<link rel="stylesheet" href="/own/page.css" />
<script defer src="/own/site.js"></script>
<script defer src="/own/settle.js"></script>
<script defer src="/own/page.js"></script>"""
_STATUS_HTML = '<p id="told" class="unseen" role="status"></p>'
"""Where the script of the page tells a screen reader what has come."""


def read_gradio_template() -> str:
    """Return the HTML from which the installed Gradio makes its page; empty where it is not where it was."""
    try:
        return _TEMPLATE_PATH.read_text(encoding="utf-8")
    except OSError:
        return ""


def find_missing_anchors(page: str) -> list[str]:
    """Return the anchors that do not occur exactly once in Gradio's HTML."""
    return [anchor for anchor in ANCHORS if page.count(anchor) != 1]


class GradioPageMiddleware:
    """Rewrite Gradio's page at ``/``, or serve the plain page there where that is not possible."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the application in which Gradio is mounted, and check its HTML."""
        self._app = app
        missing = find_missing_anchors(read_gradio_template())
        self._can_rewrite = not missing
        if missing:
            _log.error(
                "Gradio %s has another page than expected: %s should occur once in its HTML. The plain page is served "
                "at / instead.",
                gr.__version__,
                " and ".join(missing),
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        raw_query = bytes(scope.get("query_string", b"")).decode("latin-1")
        # Gradio has uses of its own for some names, and fails at values that it does not know.
        query = to_query(from_query(raw_query))
        scope = {**scope, "query_string": query.encode("latin-1")}
        if self._can_rewrite:
            await self._app(scope, receive, _PageSender(send, query).send)
        else:
            await self._app({**scope, "path": _PLAIN_PATH, "raw_path": _PLAIN_PATH.encode()}, receive, send)


class _PageSender:
    """One answer at ``/``: its headers are completed, and its HTML is collected until it can be rewritten."""

    def __init__(self, send: Send, query: str) -> None:
        self._send, self._query, self._nonce = send, query, secrets.token_urlsafe(18)
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._complete_headers(message.get("headers", []))}
            if _is_html(message):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._send_rewritten(self._start)

    def _complete_headers(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        headers = list(headers)
        present = {name.lower() for name, _ in headers}
        added = {
            b"content-security-policy": _PAGE_POLICY.format(nonce=self._nonce).encode(),
            b"cache-control": b"no-store",
        }
        return headers + [(name, value) for name, value in added.items() if name not in present]

    async def _send_rewritten(self, start: Message) -> None:
        # The answer to HEAD has no body, and keeps the headers of one.
        body = rewrite_gradio_page(self._body.decode("utf-8"), self._nonce, self._query).encode() if self._body else b""
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        if body:
            headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def rewrite_gradio_page(page: str, nonce: str, query: str = "") -> str:
    """Return Gradio's page with the head and the frame of the site.

    Args:
        page: Gradio's HTML, in which each of ``ANCHORS`` occurs once.
        nonce: the nonce of the page's content security policy, which every script gets.
        query: the part of the address behind ``?``.

    Returns:
        The whole page.
    """
    form = from_query(query)
    page = _FOREIGN_TAGS.sub("", page)
    page = page.replace(_HEAD_ANCHOR, _HEAD_HTML + layout.render_feed_link(form), 1)
    frame = layout.render_banner("/", form) + _STATUS_HTML + _render_placeholder(form)
    page = page.replace(_BODY_ANCHOR, frame + _BODY_ANCHOR, 1)
    page = page.replace(_FOOTER_ANCHOR, layout.render_footer() + _FOOTER_ANCHOR, 1)
    return _SCRIPT_TAG.sub(f'<script nonce="{nonce}"', page)


def _render_placeholder(form: SearchForm) -> str:
    """Return what stands in the place of the page until it can be used: a form that works by itself."""
    return str(render("_gradio_placeholder.html", search_box=make_search_box(form)))
