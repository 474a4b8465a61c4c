"""A site of the tests: a real server on 127.0.0.1 with a log of what was asked, which can misbehave and kill."""

import os
import signal
import threading
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Generic, TypeVar, cast
from urllib.parse import parse_qs, urlsplit

from tests.fetch.clocks import FakeClock

INCAPSULA = b"<html><head><script src='/_Incapsula_Resource?SWJIYLWA=1'></script></head><body></body></html>"
MAINTENANCE = b"<html><head><title>Sorry</title></head><body><h1>Back at noon</h1></body></html>"
SERVER_ERROR = b"<html><body><h1>Server Error in '/' Application.</h1></body></html>"


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    agent: str
    at: float
    headers: dict[str, str]


@dataclass(kw_only=True)
class BaseSite:
    """What any site has, and how it misbehaves."""

    clock: FakeClock | None = None
    robots: tuple[int, str] = (200, "")
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    challenge_at: str = ""
    seconds_an_answer: float = 0.0
    folder: str = ""
    kill: tuple[int, int] | None = None
    """The number of the request in whose answer a process is killed, and its id."""
    log: list[Asked] = field(default_factory=list)
    base: str = ""
    documents: ClassVar[tuple[str, ...]] = ()
    """Parts of paths by which requests for documents are known."""

    def find_asked(self, text: str) -> list[str]:
        return [asked.path for asked in self.log if text in asked.path]

    def find_documents(self) -> list[str]:
        return [path for text in self.documents for path in self.find_asked(text)]


SiteT = TypeVar("SiteT", bound=BaseSite)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: BaseSite

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that broke off is no fault of a test."""


@contextmanager
def serve_site(site: BaseSite, handler: "type[SiteHandler[Any]]") -> Iterator[str]:
    """Serve a site on a free port; give its address."""
    server = _Server(("127.0.0.1", 0), handler)
    server.site = site
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    site.base = f"http://127.0.0.1:{server.server_port}{site.folder}"
    try:
        yield site.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class SiteHandler(BaseHTTPRequestHandler, Generic[SiteT]):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two wait for one another's receipt.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    @property
    def site(self) -> SiteT:
        return cast(SiteT, self.server.site)

    def do_GET(self) -> None:
        site, url = self.site, urlsplit(self.path)
        moment = site.clock.monotonic() if site.clock else time.monotonic()
        site.log.append(Asked(self.path, self.headers["User-Agent"], moment, dict(self.headers)))
        if site.clock:
            site.clock.seconds += site.seconds_an_answer
        if url.path == "/robots.txt":
            self.answer(site.robots[1].encode(), "text/plain", site.robots[0])
        elif site.faults:
            status, headers = site.faults.pop(0)
            self.answer(SERVER_ERROR, "text/html", status, headers)
        elif site.challenge_at and site.challenge_at in self.path:
            self.answer(INCAPSULA, "text/html")
        elif url.path.startswith(site.folder):
            self.answer_page(url.path.removeprefix(site.folder), parse_qs(url.query, keep_blank_values=True))
        else:
            self.answer(b"<html>not here</html>", "text/html", 404)

    @abstractmethod
    def answer_page(self, path: str, query: dict[str, list[str]]) -> None:
        """Answer a request within the site's folder."""

    # -- bytes -----------------------------------------------------------------------------------------------------

    def answer(
        self,
        body: bytes,
        kind: str = "text/xml; charset=utf-8",
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        # As ModernGov: no ETag and no Last-Modified, but a cookie.
        fixed = {"Cache-Control": "private", "Set-Cookie": "ASP.NET_SessionId=x; path=/"}
        self.send_head(status, kind, {**fixed, "Content-Length": str(len(body)), **(headers or {})})
        kill = self.site.kill
        if kill is not None and len(self.site.log) == kill[0]:
            # In the middle of an answer, as a machine that loses its power.
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            with suppress(ProcessLookupError):
                os.kill(kill[1], signal.SIGKILL)
            self.close_connection = True
            return
        self.wfile.write(body)

    def send_head(self, status: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def stream(self, part: bytes, times: int) -> None:
        """Send a part again and again, until the client has had enough."""
        with suppress(OSError):
            for _ in range(times):
                self.wfile.write(part)
        self.close_connection = True
