"""The visitor's address and scheme behind proxies: whose headers count, and which part of them."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from paper_search.errors import SettingsError
from paper_search.web.middleware.forwarded import ForwardedMiddleware, is_from_trusted_proxy
from tests.environment import load_settings_from

PROXY, VISITOR = "10.0.0.2", "192.0.2.9"
FOR, PROTO = b"x-forwarded-for", b"x-forwarded-proto"


def run(proxies: tuple[str, ...], peer: str | None, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    """Return the scope that the application gets."""
    scopes: list[Any] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)

    scope: Any = {"type": "http", "scheme": "http", "client": (peer, 1) if peer else None, "headers": headers}
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, ForwardedMiddleware(inside, proxies)(scope, None, None)).result()  # type: ignore[arg-type]
    found: dict[str, Any] = scopes[0]
    return found


def load_proxies(names: str) -> tuple[str, ...]:
    return load_settings_from({"PAPER_SEARCH_TRUSTED_PROXIES": names}).trusted_proxies


CASES = [
    ("", "127.0.0.1", [(FOR, b"192.0.2.9"), (PROTO, b"https")], "127.0.0.1", "http", "nobody is trusted by default"),
    ("10.0.0.2", "127.0.0.1", [(FOR, b"192.0.2.9"), (PROTO, b"https")], "127.0.0.1", "http", "another than named"),
    ("10.0.0.2", PROXY, [(FOR, b"192.0.2.9"), (PROTO, b"https")], VISITOR, "https", "the proxy that is named"),
    ("10.0.0.0/24", PROXY, [(FOR, b"192.0.2.9")], VISITOR, "http", "one of a network"),
    ("10.0.0.2", PROXY, [(FOR, b"8.8.8.8, 192.0.2.9")], VISITOR, "http", "what the visitor wrote stands further left"),
    ("10.0.0.2", PROXY, [(FOR, b"8.8.8.8"), (FOR, b"192.0.2.9")], VISITOR, "http", "and in a header before"),
    ("10.0.0.0/24", PROXY, [(FOR, b"8.8.8.8, 192.0.2.9, 10.0.0.7")], VISITOR, "http", "one proxy behind another"),
    ("10.0.0.0/24", PROXY, [(FOR, b"10.0.0.7")], "10.0.0.7", "http", "a visitor on a proxy"),
    ("10.0.0.2", PROXY, [], PROXY, "http", "a proxy that says nothing"),
    ("10.0.0.2", PROXY, [(FOR, b"unknown")], PROXY, "http", "a word in place of an address"),
    ("10.0.0.2", PROXY, [(FOR, b"_hidden7")], PROXY, "http", "a name that a proxy made up"),
    ("10.0.0.2", PROXY, [(FOR, b"192.0.2.9:4711")], VISITOR, "http", "an address with a port"),
    ("10.0.0.2", PROXY, [(FOR, b"[2001:db8::5]:4711")], "2001:db8::5", "http", "a newer one with a port"),
    ("10.0.0.2", PROXY, [(PROTO, b"gopher")], PROXY, "http", "a scheme that there is not"),
    ("2001:db8::/32", "2001:db8::7", [(FOR, b"192.0.2.9")], VISITOR, "http", "a proxy with the newer protocol"),
    ("10.0.0.2", None, [(FOR, b"192.0.2.9")], None, "http", "a peer without an address"),
    ("10.0.0.2", "testclient", [(FOR, b"192.0.2.9")], "testclient", "http", "a peer that is no address"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "peer", "headers", "address", "scheme", "reason"), CASES, ids=[reason for *_, reason in CASES]
)
def test_whose_headers_count(
    names: str, peer: str | None, headers: list[tuple[bytes, bytes]], address: str | None, scheme: str, reason: str
) -> None:
    proxies = load_proxies(names)
    scope = run(proxies, peer, headers)
    assert (scope["client"][0] if scope["client"] else None, scope["scheme"]) == (address, scheme)
    assert is_from_trusted_proxy(scope) == (bool(names) and peer in (PROXY, "2001:db8::7"))


NO_PROXIES = ["*", "proxy.example", "10.0.0.2/99", "10.0.0", "10.0.0.2;10.0.0.3"]


@pytest.mark.parametrize("names", NO_PROXIES)
def test_what_names_no_proxy_is_refused(names: str) -> None:
    with pytest.raises(SettingsError, match=r"PAPER_SEARCH_TRUSTED_PROXIES .* such as 10\.0\.0\.2"):
        load_proxies(names)


def test_a_proxy_that_is_not_named_is_noted_once_without_any_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    async def inside(scope: Any, receive: Any, send: Any) -> None: ...

    middleware = ForwardedMiddleware(inside, ())
    scope: Any = {"type": "http", "scheme": "http", "client": (PROXY, 1), "headers": [(FOR, b"192.0.2.9")]}
    with ThreadPoolExecutor(1) as pool:
        for _ in range(3):
            pool.submit(asyncio.run, middleware(scope, None, None)).result()  # type: ignore[arg-type]
    assert [record.getMessage().count("PAPER_SEARCH_TRUSTED_PROXIES") for record in caplog.records] == [1]
    assert VISITOR not in caplog.text and PROXY not in caplog.text
