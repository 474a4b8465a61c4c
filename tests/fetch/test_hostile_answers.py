"""Answers that a broken or hostile server sends: each ends as a listed fault, and none as a crash, a hang or a bomb."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest

from paper_search.errors import FetchError, HostStoppedError, UnreadablePageError
from paper_search.fetch.addresses import check_public, parse_site
from paper_search.fetch.client import ClientLimits, FetchClient
from paper_search.fetch.identity import load_certificates
from paper_search.fetch.responses import Validators
from tests.fetch.clocks import FakeClock
from tests.fetch.site_server import BaseSite, SiteHandler, serve_site

ROBOTS_LIMIT = 512 * 1024
LIMITS = ClientLimits(2.0, file_bytes=2 * 2**20)


@dataclass(kw_only=True)
class HostileSite(BaseSite):
    """A site whose every page is the same answer."""

    reply: Callable[[Handler], None] = field(default=lambda handler: handler.answer(b"<x/>"))
    documents: ClassVar = ()


class Handler(SiteHandler[HostileSite]):
    def answer_page(self, path: str, query: dict[str, list[str]]) -> None:
        self.site.reply(self)


@contextmanager
def open_client(site: HostileSite, **changes: Any) -> Iterator[FetchClient]:
    with serve_site(site, Handler) as base:
        options = {"is_private_allowed": True, **changes}
        client = FetchClient(parse_site(options.pop("url", base)), "me@here.example", LIMITS, site.clock, **options)
        try:
            yield client
        finally:
            client.close()


def _reply(
    body: bytes = b"<x/>", status: int = 200, kind: str = "text/xml", **headers: str
) -> Callable[[Handler], None]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(body, kind, status, named)


def _pack(megabytes: int, times: int) -> bytes:
    """Zeros, packed again and again: a few kilobytes that unpack to gigabytes."""
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join(packer.compress(bytes(2**20)) for _ in range(megabytes)) + packer.flush()
    for _ in range(times - 1):
        body = gzip.compress(body, 9)
    return body


def _drip(handler: Handler) -> None:
    """Send a byte a minute without an end; the minutes are those of the test's clock."""
    handler.send_head(200, "text/xml", {"Connection": "close"})
    clock = handler.site.clock
    assert clock
    for _ in range(2000):
        clock.seconds += 55
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            break
    handler.close_connection = True


ANSWERS = (
    (_reply(status=302, Location="http://[::1"), "redirects", "a redirect to half an address"),
    (_reply(status=302, Location="https://ferndale.example:x/"), "redirects", "a redirect to a port that is none"),
    (_reply(status=302), "status", "a redirect to nowhere"),
    (_reply(status=302, Location="//evil.example/a"), "host", "a redirect off the site without a scheme"),
    (_reply(status=302, Location="http://me:word@127.0.0.1/"), "host", "a redirect with a password"),
    (_reply(status=302, Location="http://2130706433/"), "host", "a redirect to this machine as one number"),
    (_reply(status=302, Location="/" + "a" * 66_000), "redirects", "a redirect to an address of 66,000 characters"),
    (_reply(status=304), "status", "unchanged, though nothing was said of an earlier one"),
    (_reply(status=204), "status", "no content"),
    (_reply(_pack(64, 1), Content_Encoding="gzip"), "too large", "a bomb of 64 MB"),
    (_reply(_pack(64, 2), Content_Encoding="gzip, gzip"), "protocol", "a bomb within a bomb"),
    (_reply(b"no gzip", Content_Encoding="gzip"), "protocol", "a body that is not what its head says"),
    (_reply(gzip.compress(b"<x/>" * 999)[:-20], Content_Encoding="gzip"), "truncated", "a packed body that is cut off"),
    (_reply(b"x", Content_Encoding="rot13"), "protocol", "a coding that was not asked for"),
    (_drip, "too slow", "a byte a minute without an end"),
)  # fmt: skip


@pytest.mark.parametrize(("reply", "code", "reason"), ANSWERS, ids=[case[2] for case in ANSWERS])
def test_an_answer_becomes_a_fault(reply: Callable[[Handler], None], code: str, reason: str) -> None:
    with open_client(HostileSite(clock=FakeClock(), reply=reply)) as client:
        with pytest.raises(UnreadablePageError) as fault:
            client.load_page(client.site.join("page"))
        assert fault.value.code == code, reason


PACKED = (
    (gzip.compress(b"<x/>"), "gzip", "as most servers pack"),
    (zlib.compress(b"<x/>"), "deflate", "with the head of zlib"),
    (zlib.compress(b"<x/>")[2:-4], "deflate", "without it, as some servers do"),
    (b"<x/>", "identity", "not packed, and said so"),
)


@pytest.mark.parametrize(("body", "coding", "reason"), PACKED, ids=[case[2] for case in PACKED])
def test_a_packed_page_is_read(body: bytes, coding: str, reason: str) -> None:
    site = HostileSite(clock=FakeClock(), reply=_reply(body, Content_Encoding=coding))
    with open_client(site) as client:
        assert client.load_page(client.site.join("page")).body == b"<x/>", reason


def test_an_address_without_measure_is_a_fault() -> None:
    with open_client(HostileSite(clock=FakeClock())) as client:
        with pytest.raises(UnreadablePageError) as fault:
            client.load_page(client.site.join("a" * 66_000))
        assert fault.value.code == "address"


RETRY_AFTER = (
    ("9" * 400, "a number without measure"),
    ("Wed, 21 Oct 2099 07:28:00 GMT", "a day far ahead"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "reason"), RETRY_AFTER, ids=[case[1] for case in RETRY_AFTER])
def test_a_long_wait_stops_the_host(value: str, reason: str) -> None:
    site = HostileSite(clock=FakeClock(), reply=_reply(status=503, Retry_After=value))
    with open_client(site) as client, pytest.raises(HostStoppedError, match="more than an hour"):
        client.load_page(client.site.join("page"))
    assert len(site.log) == 2, reason


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2015 07:28:00 +99999999999999", "-5", "soon", "Wed, 99 Oct 2015", "²"])
def test_a_wait_that_cannot_be_read_is_the_usual_one(value: str) -> None:
    site = HostileSite(clock=FakeClock(), reply=_reply(status=503, Retry_After=value.encode().decode("latin-1")))
    with open_client(site) as client, pytest.raises(UnreadablePageError, match="503"):
        client.load_page(client.site.join("page"))
    assert len(site.log) == 5


ROBOTS = (
    ("User-agent: *\nDisallow: /\n" + "# padding\n" * 60_000, False, "longer than is read: its beginning counts"),
    ("\ufeffUser-agent: *\nDisallow: /\n", False, "a byte order mark before the first line"),
    ("User-agent: *\r\rDisallow: /\r", False, "the line ends of an old system"),
    ("User-agent: Paper-Search\nDisallow: /", False, "our name in capitals"),
    ("<html><body>not here</body></html>", True, "a web page in place of it"),
    ("User-agent: *\nCrawl-delay: nan\nDisallow: /page", False, "a pace that is no number"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "is_allowed", "reason"), ROBOTS, ids=[case[2] for case in ROBOTS])
def test_odd_robots(text: str, is_allowed: bool, reason: str) -> None:
    with open_client(HostileSite(clock=FakeClock(), robots=(200, text))) as client:
        try:
            client.load_page(client.site.join("page"))
            found = True
        except UnreadablePageError as error:
            assert error.code == "robots"
            found = False
    assert found is is_allowed, reason


@pytest.mark.parametrize("delay", ["99999999", "3601"])
def test_a_pace_of_hours_stops_the_host(delay: str) -> None:
    clock = FakeClock()
    site = HostileSite(clock=clock, robots=(200, f"User-agent: *\nCrawl-delay: {delay}\n"))
    with open_client(site) as client, pytest.raises(HostStoppedError, match="between two requests"):
        client.load_page(client.site.join("page"))
    assert max(clock.sleeps, default=0) < 3600 and len(site.log) == 1


def test_a_name_that_leads_inside_the_second_time_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    site = HostileSite(clock=FakeClock())
    answers = iter(["8.8.8.8"])

    def look_up(host: str, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers, "127.0.0.1"), port))]

    with open_client(site) as plain:
        url = f"http://rebound.example:{plain.site.port}/"
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", look_up)
            client = FetchClient(parse_site(url), "me@here.example", LIMITS, site.clock)
            with pytest.raises(HostStoppedError, match="inside a network"):
                client.load_page(f"{url}page")
            client.close()
    assert site.log == []


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::7f00:1]", "[fec0::1]", "[64:ff9b:1::7f00:1]"]
)
@pytest.mark.parametrize("is_behind_proxy", [False, True])
def test_never_asks_inside_a_network_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, host: str, is_behind_proxy: bool
) -> None:
    if is_behind_proxy:
        # A proxy looks names up itself.
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(HostStoppedError, match="inside a network"):
        check_public(f"http://{host}/", False)


def test_keeps_no_validator_that_cannot_be_sent_back(tmp_path: Path) -> None:
    etag = '"\u00e9t\u00e9"'
    site = HostileSite(clock=FakeClock(), reply=_reply(b"%PDF-", ETag=etag, Last_Modified="yesterday"))
    with open_client(site) as client:
        found = client.download(client.site.join("a.pdf"), tmp_path / "a")
    assert found and found.validators == Validators(None, "yesterday")


def test_an_unchanged_answer_to_a_first_request_is_a_fault(tmp_path: Path) -> None:
    site = HostileSite(clock=FakeClock(), reply=_reply(status=304))
    with open_client(site) as client, pytest.raises(UnreadablePageError, match="304"):
        client.download(client.site.join("a.pdf"), tmp_path / "a")


@pytest.mark.parametrize(
    ("name", "value"),
    [("SSL_CERT_FILE", "/nowhere/certificates.pem"), ("HTTPS_PROXY", "socks9://x")],
)
def test_a_setting_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    load_certificates.cache_clear()
    monkeypatch.setenv(name, value)
    try:
        with pytest.raises(FetchError, match=name if name == "SSL_CERT_FILE" else "proxy"):
            FetchClient(parse_site("https://ferndale.example"), "me@here.example")
    finally:
        load_certificates.cache_clear()


@pytest.mark.parametrize("contact", ["mé@here.example", "me@here.example\r\nX-Y: z", "  ", "me@here.example\x00"])
def test_a_contact_that_cannot_be_sent_is_refused(contact: str) -> None:
    with pytest.raises(FetchError, match="--contact"):
        FetchClient(parse_site("https://ferndale.example"), contact)
