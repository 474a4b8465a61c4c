"""The token of a web service that asks for one: read from a file of its own, and added when a request leaves.

Nothing else knows it: pages, errors, logs, manifests and sources.toml hold addresses without it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote
from urllib.request import getproxies

import httpx

from paper_search.errors import FetchError
from paper_search.fetch.addresses import is_proxied
from paper_search.secret_file import read_secret


def load_token(path: str) -> str:
    """Load a token from its file.

    Args:
        path: the file; its first line is the token.

    Raises:
        FetchError: it cannot be read, others may read it, or it holds no token.
    """
    return read_secret(Path(path), "--token-file", "token", FetchError)


class TokenTransport(httpx.BaseTransport):
    """A transport that adds a token to each request of a web service.

    The client above it, which logs addresses, never sees the token; nor does a redirect carry it on.

    Args:
        token: the token.
        folder: the path of the service on its host; nothing else there is given the token.
        inner: what makes the request.
    """

    def __init__(self, token: str, folder: str, inner: httpx.BaseTransport) -> None:
        self._token, self._folder, self._inner = quote(token, safe=""), folder, inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Make a request, with the token where it is one of the service."""
        if not request.url.path.startswith(self._folder):
            return self._inner.handle_request(request)
        query = b"&".join(filter(None, (request.url.query, f"token={self._token}".encode())))
        signed = httpx.Request(
            request.method,
            request.url.copy_with(query=query),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        response = self._inner.handle_request(signed)
        if location := response.headers.get("location"):
            response.headers["location"] = location.replace(self._token, "")
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def mount_token(url: str, token: str | None, **options: object) -> dict[str, httpx.BaseTransport]:
    """Return the transport for the host that a token belongs to; none without a token.

    Args:
        url: the address of the web service.
        token: the token.
        options: those of the connections below.
    """
    if token is None:
        return {}
    parts = httpx.URL(url)
    proxies = getproxies()
    proxy = (proxies.get(parts.scheme) or proxies.get("all")) if is_proxied(url) else None
    inner = httpx.HTTPTransport(proxy=proxy, **options)  # type: ignore[arg-type]
    return {f"{parts.scheme}://{parts.netloc.decode('ascii')}": TokenTransport(token, parts.path, inner)}
