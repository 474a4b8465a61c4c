"""The path below which a request was sent, where the site shares its host with others.

It is that of the settings, or else the one that a trusted proxy names in ``X-Forwarded-Prefix``. A proxy may take the
path away before it passes a request on, or leave it: both are understood. Between the two classes of this module the
path of a request is the one within the site.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from paper_search.config import is_root_path
from paper_search.errors import SettingsError
from paper_search.web.middleware.forwarded import is_from_trusted_proxy
from paper_search.web.middleware.security import complete_headers
from paper_search.web.root_path import get_root_path, serve_under

_log = logging.getLogger(__name__)
_HEADER = b"x-forwarded-prefix"


def check_root_path(root_path: str, own_names: Collection[str]) -> None:
    """Raise SettingsError where the path in the settings begins with an address of the site itself.

    Args:
        root_path: the path; empty for none.
        own_names: the first parts of the site's own addresses.
    """
    if _first_part(root_path) in own_names:
        raise SettingsError(
            f"PAPER_SEARCH_ROOT_PATH is {root_path!r}, and /{_first_part(root_path)} is an address of the site itself."
            " Choose another path, such as /papers-search, and change it in the proxy too."
        )


class RootPathMiddleware:
    """Take the path of the proxy away from a request, and print it before the addresses of the answer."""

    def __init__(self, app: ASGIApp, root_path: str, own_names: Collection[str]) -> None:
        """Stand before an application, behind what knows the trusted proxies.

        Args:
            app: what answers the addresses within the site.
            root_path: the path in the settings, which has the last word: a proxy that is not told to write the header
                itself passes on what a visitor wrote. Empty for none.
            own_names: the first parts of the site's own addresses. A path that begins with one of them could not be
                told from an address without it.
        """
        self._app, self._root_path, self._own_names = app, root_path, frozenset(own_names)
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        root_path = self._root_path or self._read_prefix(scope)
        if root_path and scope["path"] == root_path:
            await _redirect(scope, root_path, send)
            return
        with serve_under(root_path):
            await self._app(_strip_root_path(scope, root_path), receive, send)

    def _read_prefix(self, scope: Scope) -> str:
        """Return the path that a trusted proxy names; empty where it names none, or what cannot be one."""
        values = [value for name, value in scope["headers"] if name.lower() == _HEADER]
        if not values or not is_from_trusted_proxy(scope):
            return ""
        # Two are left out: one of them is the visitor's.
        prefix = values[0].decode("latin-1").rstrip("/") if len(values) == 1 else "?"
        if not prefix or (is_root_path(prefix) and _first_part(prefix) not in self._own_names):
            return prefix
        self._warn_of_prefix()
        return ""

    def _warn_of_prefix(self) -> None:
        if not self._has_warned:
            self._has_warned = True
            _log.warning(
                "A proxy sends an X-Forwarded-Prefix that is not heeded: it comes twice, is no path such as"
                " /papers-search, or begins with an address of the site itself. Have the proxy write it once."
            )


class FullPathMiddleware:
    """Give a request its whole path again, as ASGI has it: mounts and absolute addresses need it."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand next to the application, behind all that goes by the addresses within the site."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        root_path = get_root_path()
        if scope["type"] == "http" and root_path:
            raw_path = root_path.encode() + scope.get("raw_path", b"")
            scope = {**scope, "path": root_path + scope["path"], "raw_path": raw_path, "root_path": root_path}
        await self._app(scope, receive, send)


def _first_part(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _strip_root_path(scope: Scope, root_path: str) -> Scope:
    path = scope["path"]
    if not root_path or not path.startswith(root_path + "/"):
        return scope
    path = path.removeprefix(root_path)
    return {**scope, "path": path, "raw_path": quote(path, safe="/:@!$&'()*+,;=~").encode("ascii")}


async def _redirect(scope: Scope, root_path: str, send: Send) -> None:
    """Send a browser from the path itself to the question page, whose address ends with a slash."""
    query = bytes(scope.get("query_string", b""))
    location = root_path.encode() + b"/" + (b"?" + query if query else b"")
    headers = complete_headers([(b"location", location), (b"content-length", b"0")], scope.get("scheme") == "https")
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
