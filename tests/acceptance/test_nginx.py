"""The site behind the real nginx, with the configuration that ships: paths, TLS, addresses, limits, slow clients."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from paper_search.library import Library
from paper_search.web import SiteSettings
from tests.acceptance.visitors import PASSWORDS, write_users
from tests.browser import DESK, PATIENCE, Visit
from tests.crawler import Answer, crawl
from tests.nginx import HOST, NGINX, PREFIX, WITHOUT, Nginx, ProxiedSite, find_free_ports, run_nginx
from tests.site import serve_app, serve_library

pytestmark = pytest.mark.skipif(NGINX is None, reason=WITHOUT)

QUESTION = "road repairs"
PROXIED: dict[str, Any] = {"trusted_proxies": (f"{HOST}/32",), "max_concurrent_requests": 200}
MANY_REQUESTS, FEW_REQUESTS = 100_000, 5
AWAY = "not available just now"
SHORT_TIMEOUT = {"proxy_read_timeout 120s": "proxy_read_timeout 2s"}
SLOW_SENDER_TIMEOUTS = {
    "client_header_timeout 10s": "client_header_timeout 3s",
    "client_body_timeout 10s": "client_body_timeout 3s",
}
VIEWS = set("papers view paper feed meetings decisions people api own assets opensearch.xml search-box".split())
"""The first parts of addresses that a crawl must come to."""
LARGE_ANSWER_BYTES = 8_000_000
"""More than the sockets of a connection hold."""


@dataclass
class StandIn:
    """An application in place of the site, which answers when a test says so and tells how far it is."""

    may_go_on: Event = field(default_factory=Event)
    has_answered: Event = field(default_factory=Event)
    requests: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        path = scope["path"].removeprefix(PREFIX)
        self.requests.append(path)
        if path.startswith("/late/"):
            await asyncio.sleep(float(path.rpartition("/")[2]))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        if path.startswith("/gradio_api/"):
            await send({"type": "http.response.body", "body": b"first", "more_body": True})
            await asyncio.to_thread(self.may_go_on.wait, PATIENCE / 1000)
        await send({"type": "http.response.body", "body": bytes(LARGE_ANSWER_BYTES) if path == "/large" else b"last"})
        self.has_answered.set()


@pytest.fixture(scope="module")
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture(scope="module")
def nginx(library: Library, stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """One nginx before the site in each of its places, and before what stands in for it."""
    users = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    generous = SiteSettings(**PROXIED, requests_per_minute=MANY_REQUESTS, users=users)
    limited = SiteSettings(**PROXIED, requests_per_minute=FEW_REQUESTS)
    with ExitStack() as stack:
        site = urlsplit(stack.enter_context(serve_library(library, settings=generous))).port or 0
        strict = urlsplit(stack.enter_context(serve_library(library, settings=limited))).port or 0
        other = urlsplit(stack.enter_context(serve_app(stand_in))).port or 0
        sites = [
            ProxiedSite("kept", site),
            ProxiedSite("stripped", site, strips=True),
            ProxiedSite("root", site, prefix=""),
            ProxiedSite("limited", strict),
            ProxiedSite("standin", other),
            ProxiedSite("hasty", other, changes=SHORT_TIMEOUT),
            ProxiedSite("impatient", other, changes=SLOW_SENDER_TIMEOUTS),
            ProxiedSite("gone", find_free_ports(1)[0]),
        ]
        yield stack.enter_context(run_nginx(tmp_path_factory.mktemp("nginx"), sites))


PLACES = [
    ("kept", PREFIX, "the proxy leaves the path"),
    ("stripped", PREFIX, "the proxy takes it away"),
    ("root", "", "the site has a host of its own"),
]


@pytest.mark.parametrize(("name", "prefix", "reason"), PLACES, ids=[name for name, *_ in PLACES])
@pytest.mark.rare_rows("stripped", "root")
def test_every_address_lies_below_the_path_and_answers(nginx: Nginx, name: str, prefix: str, reason: str) -> None:
    origin = nginx.url(name)

    def fetch(method: str, url: str) -> Answer:
        body = b"" if method == "POST" else None
        response, content = nginx.request(name, url.removeprefix(origin), method, body=body)
        location = response.headers.get("location", "")
        return response.status, response.headers.get("content-type", ""), location, content

    found = crawl(f"{origin}{prefix}/?{urlencode({'q': QUESTION})}", f"{origin}{prefix}/", fetch)
    views = {urlsplit(url).path.removeprefix(prefix).split("/")[1] for url in found.statuses}
    assert VIEWS - views == set(), reason
    assert {url: status for url, status in found.statuses.items() if status not in (200, 303, 308)} == {}
    assert {url: status for url, status in found.forms.items() if status == 404} == {}
    # Elsewhere are only the places where a council has published a paper; none of the host's own other addresses.
    assert [url for url in found.outside if urlsplit(url).hostname == HOST] == []


def test_the_path_without_its_slash_leads_to_the_page_with_its_question(nginx: Nginx) -> None:
    for name in ("kept", "stripped"):
        response, _ = nginx.request(name, f"{PREFIX}?q=potholes")
        assert response.status in (301, 308)
        assert response.headers["location"] == f"{PREFIX}/?q=potholes"


def test_the_host_alone_leads_to_the_page(nginx: Nginx) -> None:
    for query in ("", "?q=potholes"):
        response, _ = nginx.request("kept", f"/{query}")
        assert (response.status, response.headers["location"]) == (302, f"{PREFIX}/{query}")
    assert nginx.request("root", "/")[0].status == 200, "a host of its own leads nowhere else"


def test_what_lies_beside_the_path_is_not_the_site_s(nginx: Nginx) -> None:
    assert nginx.request("kept", "/papers")[0].status == 404


@pytest.mark.parametrize(("name", "prefix", "reason"), PLACES, ids=[name for name, *_ in PLACES])
def test_a_session_is_safe_and_lies_below_the_path(nginx: Nginx, name: str, prefix: str, reason: str) -> None:
    form = urlencode({"name": "stan", "password": PASSWORDS["stan"]}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": nginx.url(name)}
    response, _ = nginx.request(name, f"{prefix}/sign-in", "POST", body=form, headers=headers)
    cookie = response.headers["set-cookie"]
    assert (response.status, response.headers["location"]) == (303, f"{prefix}/")
    assert f"Path={prefix or '/'};" in cookie and "Secure" in cookie and "HttpOnly" in cookie
    sent = {"cookie": cookie.partition(";")[0], "origin": nginx.url(name)}
    assert "Signed in as <bdi>stan" in nginx.request(name, f"{prefix}/papers", headers=sent)[1].decode()
    ended, _ = nginx.request(name, f"{prefix}/sign-out", "POST", body=b"", headers=sent)
    assert f"Path={prefix or '/'};" in ended.headers["set-cookie"]


def test_a_browser_is_told_to_stay_with_https_and_feeds_name_it(nginx: Nginx) -> None:
    response, content = nginx.request("kept", f"{PREFIX}/feed?{urlencode({'q': QUESTION})}")
    assert response.headers["strict-transport-security"].startswith("max-age=")
    assert f'href="{nginx.url("kept")}{PREFIX}/feed?q=road+repairs"'.encode() in content
    assert b"http://127.0.0.1" not in content
    plain = http.client.HTTPConnection(HOST, nginx.plain_ports["kept"], timeout=30)
    plain.request("GET", f"{PREFIX}/papers")
    redirect = plain.getresponse()
    assert (redirect.status, redirect.headers["location"]) == (301, f"{nginx.url('kept')}{PREFIX}/papers")
    plain.close()


def test_programs_are_told_the_path(nginx: Nginx) -> None:
    _, content = nginx.request("stripped", f"{PREFIX}/api/openapi.json")
    assert f'"servers":[{{"url":"{PREFIX}/api"}}]'.encode() in content


def test_each_visitor_has_limits_of_their_own_and_a_forged_address_gives_none(nginx: Nginx) -> None:
    def ask(source: str, **headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return nginx.request("limited", f"{PREFIX}/papers", source=source, headers=sent)[0].status

    assert [ask("127.0.0.1") for _ in range(FEW_REQUESTS)] == [200] * FEW_REQUESTS
    assert ask("127.0.0.1") == 429
    assert ask("127.0.0.1", x_forwarded_for="192.0.2.9") == 429, "what a visitor writes is replaced"
    assert ask("127.0.0.2") == 200


def test_a_visitor_cannot_name_a_path_or_a_user(nginx: Nginx) -> None:
    headers = {"x-forwarded-prefix": "/elsewhere", "x-forwarded-host": "evil.example", "x-remote-user": "stan"}
    for name, prefix, _ in PLACES:
        response, content = nginx.request(name, f"{prefix}/", headers=headers)
        assert response.status == 200
        assert b"elsewhere" not in content and b"evil.example" not in content and b"stan" not in content


TIMES = [
    ("standin", "/late/3", 200, "three seconds are no reason to cut an answer"),
    ("hasty", "/late/1", 200, "nor is one within the time of the configuration"),
    ("hasty", "/late/20", 503, "an answer that does not come in time"),
    ("gone", "/", 503, "nothing listens behind the proxy"),
]


@pytest.mark.parametrize(("name", "path", "status", "reason"), TIMES, ids=[row[-1] for row in TIMES])
def test_how_long_an_answer_may_take(nginx: Nginx, name: str, path: str, status: int, reason: str) -> None:
    response, content = nginx.request(name, PREFIX + path)
    assert response.status == status, reason
    if status == 503:
        assert AWAY in content.decode() and b"nginx" not in content
        assert response.headers["retry-after"] == "30"


def test_what_comes_in_pieces_is_passed_on_piece_by_piece(nginx: Nginx, stand_in: StandIn) -> None:
    connection = http.client.HTTPSConnection(HOST, nginx.ports["standin"], timeout=30, context=nginx.context)
    connection.request("GET", f"{PREFIX}/gradio_api/queue/data?session_hash=a")
    response = connection.getresponse()
    # The second piece is sent only once the first has been read.
    assert response.read(5) == b"first"
    stand_in.may_go_on.set()
    assert response.read() == b"last"
    connection.close()


def test_a_long_body_is_refused_by_the_proxy(nginx: Nginx, stand_in: StandIn) -> None:
    before = len(stand_in.requests)
    response, _ = nginx.request("standin", f"{PREFIX}/export", "POST", body=bytes(65 * 1024))
    assert response.status == 413
    assert len(stand_in.requests) == before


def test_a_page_is_compressed_once(nginx: Nginx) -> None:
    response, content = nginx.request("kept", f"{PREFIX}/papers", headers={"accept-encoding": "gzip"})
    assert response.headers.get_all("content-encoding") == ["gzip"]
    assert gzip.decompress(content).startswith(b"<!doctype html>")


SLOW = [
    (b"", "connections that say nothing"),
    (b"GET /papers-search/late/0 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ", "half the headers"),
    (
        b"POST /papers-search/export HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\nid=",
        "half a body",
    ),
]


@pytest.mark.parametrize(("sent", "reason"), SLOW, ids=[reason for _, reason in SLOW])
@pytest.mark.rare_rows("connections that say nothing", "half a body")
def test_a_visitor_who_sends_slowly_is_let_go_and_never_reaches_the_site(
    nginx: Nginx, stand_in: StandIn, sent: bytes, reason: str
) -> None:
    before = len(stand_in.requests)
    with ExitStack() as stack:
        slow = []
        for at in range(150):
            address = (f"127.0.1.{at % 5 + 1}", 0)
            plain = socket.create_connection((HOST, nginx.ports["impatient"]), 30, source_address=address)
            connection = stack.enter_context(nginx.context.wrap_socket(plain, server_hostname=HOST))
            connection.sendall(sent)
            slow.append(connection)
        assert nginx.request("impatient", f"{PREFIX}/late/0", source="127.0.0.2")[0].status == 200
        for connection in slow:
            connection.settimeout(PATIENCE / 1000)
            assert _read_to_end(connection)[:12] in (b"", b"HTTP/1.1 408"), reason
    assert stand_in.requests[before:] == ["/late/0"], "only the other visitor's request has come through"


def _read_to_end(connection: socket.socket) -> bytes:
    """Return all that comes before the connection is closed; raises TimeoutError where it stays open."""
    content = b""
    try:
        while piece := connection.recv(4096):
            content += piece
    except TimeoutError:
        raise
    except OSError:
        # A connection that is cut off rather than closed.
        pass
    return content


def test_a_visitor_who_reads_slowly_does_not_hold_the_site(nginx: Nginx, stand_in: StandIn) -> None:
    stand_in.has_answered.clear()
    plain = socket.create_connection((HOST, nginx.ports["standin"]), 30)
    with nginx.context.wrap_socket(plain, server_hostname=HOST) as connection:
        connection.sendall(b"GET /papers-search/large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert stand_in.has_answered.wait(30), "nginx takes the answer, though nobody reads it"


def test_no_question_is_written_to_a_log_of_the_proxy(nginx: Nginx) -> None:
    for name in ("kept", "gone", "hasty"):
        nginx.request(name, f"{PREFIX}/late/20?q=cormorant")
    written = [file.read_text("utf-8") for file in Path(nginx.folder).glob("*.log")]
    assert written and not any("cormorant" in text for text in written)


@pytest.mark.parametrize("name", ["kept", "stripped"])
@pytest.mark.rare_rows("kept")
def test_a_question_is_asked_in_the_browser_below_the_path(nginx: Nginx, browser: Browser, name: str) -> None:
    context = browser.new_context(viewport=DESK, locale="en-GB", ignore_https_errors=True)  # type: ignore[arg-type]
    visit, site = Visit(context), f"{nginx.url(name)}{PREFIX}/"
    page = visit.open(site)
    visit.ask(QUESTION)
    expect(page).to_have_url(f"{site}?q=road+repairs")
    expect(page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
    page.locator("figcaption a").first.click()
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
    assert page.url.startswith(f"{site}view/") or page.url.startswith(f"{site}paper")
    outside = [url for url in visit.requested if url.startswith("http") and not url.startswith(site)]
    assert outside == [] and visit.complaints == []
    context.close()
