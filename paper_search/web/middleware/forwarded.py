"""The visitor's own address and scheme behind reverse proxies that the settings name.

``X-Forwarded-For`` is read from the right: the first address that is no trusted proxy is the visitor's, as anybody may
write what stands further left. From any other sender neither that header nor ``X-Forwarded-Proto`` counts.
"""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_log = logging.getLogger(__name__)
_STATE_NAME = "trusted_proxy"
"""The name in ``request.state`` under which the address of the trusted proxy that sent a request is kept."""


class TrustedProxies:
    """The networks of the proxies that are trusted."""

    def __init__(self, networks: tuple[str, ...] = ()) -> None:
        """Take the networks as the settings write them."""
        self._networks = tuple(ipaddress.ip_network(name) for name in networks)

    def __contains__(self, address: object) -> bool:
        """Return True if an address is that of a trusted proxy."""
        try:
            parsed = ipaddress.ip_address(str(address))
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


class ForwardedMiddleware:
    """Put the visitor's address and scheme in the place of a trusted proxy's."""

    def __init__(self, app: ASGIApp, trusted_proxies: tuple[str, ...]) -> None:
        """Stand before an application.

        Args:
            app: what answers.
            trusted_proxies: the networks of the proxies; empty for none.
        """
        self._app, self._trusted = app, TrustedProxies(trusted_proxies)
        # The types are uvicorn's own copies of Starlette's.
        proxied: Any = ProxyHeadersMiddleware(self._answer_known_address, list(trusted_proxies))  # type: ignore[arg-type]
        self._proxied_app: ASGIApp = proxied
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        client = scope.get("client")
        if client and client[0] in self._trusted:
            scope.setdefault("state", {})[_STATE_NAME] = client
            await self._proxied_app(scope, receive, send)
            return
        if scope["type"] == "http" and not self._has_warned:
            self._warn_of_unnamed_proxy(scope)
        await self._app(scope, receive, send)

    async def _answer_known_address(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of a proxy; one that writes no address into its header counts as the visitor itself.

        Limits are counted by address, so that words in its place would each have limits of their own.
        """
        if not _is_address(scope["client"][0]):
            scope["client"] = scope["state"][_STATE_NAME]
        await self._app(scope, receive, send)

    def _warn_of_unnamed_proxy(self, scope: Scope) -> None:
        """Say once that a header is not heeded: behind a proxy all visitors count as one address then."""
        if any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
            self._has_warned = True
            _log.warning(
                "A request has X-Forwarded-For, which is not heeded: its sender is not named in"
                " PAPER_SEARCH_TRUSTED_PROXIES. If a proxy stands in front, name its address there."
            )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_from_trusted_proxy(scope: Scope) -> bool:
    """Return True if a trusted proxy sent a request."""
    return bool(scope.get("state", {}).get(_STATE_NAME))
