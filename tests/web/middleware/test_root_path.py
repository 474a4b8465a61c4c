"""The path below which the site lies: whose word counts, what is taken away, and what is given back."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from paper_search.errors import SettingsError
from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.middleware.forwarded import ForwardedMiddleware
from paper_search.web.middleware.root_path import FullPathMiddleware, RootPathMiddleware, check_root_path
from paper_search.web.root_path import get_root_path

PROXY, STRANGER = "10.0.0.2", "192.0.2.9"
PREFIX = b"x-forwarded-prefix"
OWN_NAMES = frozenset({"papers", "view"})


class Inside:
    """What stands behind: the paths that it was asked for, and those that the application gets."""

    def __init__(self) -> None:
        self.within_site, self.whole, self.root_paths = "", "", ("", "")
        self.raw_path = b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.within_site = scope["path"]
        await FullPathMiddleware(self._application)(scope, receive, send)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        self.whole, self.raw_path = scope["path"], scope["raw_path"]
        self.root_paths = get_root_path(), scope.get("root_path", "")


def run(
    root_path: str, peer: str, path: str, prefixes: tuple[bytes, ...] = (), query: bytes = b""
) -> tuple[Inside, list[Any]]:
    """Return what stood behind, and the messages of an answer that came without it."""
    inside, sent = Inside(), list[Any]()

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {
        "type": "http",
        "scheme": "https",
        "client": (peer, 1),
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(PREFIX, value) for value in prefixes],
    }
    middleware = ForwardedMiddleware(RootPathMiddleware(inside, root_path, OWN_NAMES), (f"{PROXY}/32",))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, middleware(scope, None, send)).result()  # type: ignore[arg-type]
    return inside, sent


CASES = [
    ("", STRANGER, "/papers", (), "/papers", "", "no path at all"),
    ("/minutes", STRANGER, "/minutes/papers", (), "/papers", "/minutes", "a proxy that leaves the path"),
    ("/minutes", STRANGER, "/papers", (), "/papers", "/minutes", "one that takes it away"),
    ("/minutes", STRANGER, "/minutes/", (), "/", "/minutes", "the question page"),
    ("/minutes", STRANGER, "/minutesandmore", (), "/minutesandmore", "/minutes", "another word that begins alike"),
    ("/a/b", STRANGER, "/a/b/papers", (), "/papers", "/a/b", "a path of two parts"),
    ("/minutes", STRANGER, "/minutes/minutes/x", (), "/minutes/x", "/minutes", "it is taken away once"),
    ("", PROXY, "/papers", (b"/minutes",), "/papers", "/minutes", "the word of a trusted proxy"),
    ("", PROXY, "/minutes/papers", (b"/minutes",), "/papers", "/minutes", "and a path that it leaves"),
    ("", PROXY, "/papers", (b"/minutes/",), "/papers", "/minutes", "a slash at its end is left out"),
    ("", PROXY, "/papers", (b"/",), "/papers", "", "the root"),
    ("", PROXY, "/papers", (b"",), "/papers", "", "an empty word"),
    ("", STRANGER, "/papers", (b"/minutes",), "/papers", "", "anybody else's word does not count"),
    ("/minutes", PROXY, "/papers", (b"/other",), "/papers", "/minutes", "the settings have the last word"),
    ("", PROXY, "/papers", (b"/a", b"/b"), "/papers", "", "two words: one is the visitor's"),
    ("", PROXY, "/papers", (b"//evil.example",), "/papers", "", "another host"),
    ("", PROXY, "/papers", (b"/..",), "/papers", "", "a path that goes up"),
    ("", PROXY, "/papers", (b"/a/../b",), "/papers", "", "the same within"),
    ("", PROXY, "/papers", (b"/a\"><script>",), "/papers", "", "markup"),
    ("", PROXY, "/papers", (b"/a%2e",), "/papers", "", "an encoded sign"),
    ("", PROXY, "/papers", (b"minutes",), "/papers", "", "no slash at the beginning"),
    ("", PROXY, "/papers", (b"/" + b"a" * 300,), "/papers", "", "too long"),
    ("", PROXY, "/papers", (b"/papers",), "/papers", "", "an address of the site itself"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("root_path", "peer", "path", "prefixes", "within_site", "in_force", "reason"),
    CASES,
    ids=[reason for *_, reason in CASES],
)
def test_which_path_counts(
    root_path: str, peer: str, path: str, prefixes: tuple[bytes, ...], within_site: str, in_force: str, reason: str
) -> None:
    inside, sent = run(root_path, peer, path, prefixes)
    assert (inside.within_site, inside.whole) == (within_site, in_force + within_site), reason
    assert inside.root_paths == (in_force, in_force)
    assert inside.raw_path == inside.whole.encode()
    assert sent == [] and get_root_path() == ""


def test_the_path_itself_leads_to_the_question_page() -> None:
    inside, sent = run("/minutes", STRANGER, "/minutes", query=b"q=potholes")
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"location"]) == (308, b"/minutes/?q=potholes")
    assert {b"content-security-policy", b"strict-transport-security"} <= set(headers)
    assert inside.within_site == ""


def test_a_path_that_cannot_be_told_from_an_address_of_the_site_is_refused() -> None:
    for root_path in ("/papers", "/view/papers"):
        with pytest.raises(SettingsError, match=r"PAPER_SEARCH_ROOT_PATH .*/papers-search"):
            check_root_path(root_path, OWN_NAMES)
    check_root_path("/papers-search", OWN_NAMES)
    check_root_path("", OWN_NAMES)


def test_a_word_that_is_not_heeded_is_logged_once_without_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    async def inside(scope: Any, receive: Any, send: Any) -> None: ...

    middleware = ForwardedMiddleware(RootPathMiddleware(inside, "", OWN_NAMES), (f"{PROXY}/32",))
    scope: Any = {"type": "http", "client": (PROXY, 1), "path": "/", "headers": [(PREFIX, b"//evil.example")]}
    with ThreadPoolExecutor(1) as pool:
        for _ in range(3):
            pool.submit(asyncio.run, middleware(scope, None, None)).result()  # type: ignore[arg-type]
    assert [record.getMessage().count("X-Forwarded-Prefix") for record in caplog.records] == [1]
    assert "evil" not in caplog.text


@pytest.mark.parametrize("name", ["papers", "meetings", "decisions", "paper", "api", "own", "gradio_api"])
def test_a_site_whose_path_is_one_of_its_own_addresses_is_not_made(library: Library, name: str) -> None:
    with pytest.raises(SettingsError, match=f"/{name}"):
        create_app(library, settings=SiteSettings(root_path=f"/{name}/search"))
