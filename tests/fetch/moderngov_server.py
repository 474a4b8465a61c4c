"""A ModernGov of the tests: a real server on 127.0.0.1 with the faults of real ones, and a log of what was asked."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.fetch import moderngov_content as content
from tests.fetch.clocks import FakeClock
from tests.fetch.moderngov_pages_content import write_page

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


@dataclass
class Site:
    """What the site publishes, and how it misbehaves."""

    clock: FakeClock | None = None
    meetings: dict[int, content.Meeting] = field(default_factory=content.make_meetings)
    versions: dict[int, int] = field(default_factory=dict)
    served_as: dict[int, int] = field(default_factory=dict)
    """Ids under which the bytes of another document are sent."""
    robots: tuple[int, str] = (200, "User-agent: *\nDisallow: /mgUserInfo.aspx\n")
    has_service: bool = True
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    challenge_at: str = ""
    seconds_an_answer: float = 0.0
    folder: str = ""
    kill: tuple[int, int] | None = None
    """The number of the request in whose answer a process is killed, and its id."""
    log: list[Asked] = field(default_factory=list)
    base: str = ""
    sends_etags: bool = False

    def find_asked(self, text: str) -> list[str]:
        return [asked.path for asked in self.log if text in asked.path]

    def find_documents(self) -> list[str]:
        return self.find_asked("mgConvert2PDF") + self.find_asked("/documents/") + self.find_asked("/moved")

    def get_item(self, meeting_id: int, item_id: int) -> content.Item:
        return next(item for item in self.meetings[meeting_id].items if item.item_id == item_id)

    def get_doc(self, attachment_id: int) -> content.Doc:
        return next(
            doc
            for meeting in self.meetings.values()
            for item in meeting.items
            for doc in item.docs
            if doc.attachment_id == attachment_id
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that broke off is no fault of a test."""


@contextmanager
def serve(site: Site) -> Iterator[str]:
    """Serve a site on a free port; give its address."""
    server = _Server(("127.0.0.1", 0), _Handler)
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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two wait for one another's receipt.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    @property
    def site(self) -> Site:
        return self.server.site

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

    def answer_page(self, path: str, query: dict[str, list[str]]) -> None:
        values = {name: value[0] for name, value in query.items()}
        if path.startswith("/mgWebService.asmx/"):
            self.answer_service(path.rpartition("/")[2], values)
        elif path == "/mgConvert2PDF.aspx":
            self.answer_document(int(values["ID"]))
        elif path.startswith("/moved/"):
            self.answer(content.make_document(60927), "application/pdf")
        elif not self.site.has_service and (page := write_page(self.site, path, values)) is not None:
            self.answer(*page)
        else:
            self.answer(b"<html>not here</html>", "text/html", 404)

    # -- the web service -------------------------------------------------------------------------------------------

    def answer_service(self, method: str, values: dict[str, str]) -> None:
        if not self.site.has_service:
            self.answer(b"<html>not here</html>", "text/html", 404)
        elif method == "GetCommittees":
            # A byte order mark before the declaration.
            self.answer(("\ufeff" + content.write_committees()).encode())
        elif method == "GetMeetings":
            self.answer_meetings(values)
        elif method == "GetMeeting":
            self.answer_meeting(int(values["lMeetingId"]))

    def answer_meetings(self, values: dict[str, str]) -> None:
        if {"lCommitteeId", "sFromDate", "sToDate"} - values.keys():
            self.answer(b"Missing parameter: sFromDate.\r\n", "text/plain", 500)
            return
        number, first, last = int(values["lCommitteeId"]), _day(values["sFromDate"]), _day(values["sToDate"])
        meetings = [
            meeting
            for meeting in self.site.meetings.values()
            if meeting.committee_id == number and first <= _day(meeting.day) <= last
        ]
        self.answer(content.write_meetings(meetings, number).encode())

    def answer_meeting(self, number: int) -> None:
        meeting = self.site.meetings.get(number)
        if meeting is None:
            self.answer(f"{content.XML}<meeting></meeting>".encode())
            return
        text = content.write_meeting(meeting, self.site.base)
        if number == 4968:
            # It says UTF-8, is in Windows-1252, and holds a control character.
            self.answer(text.replace("Budget report", "Bud\x0bget report").encode("cp1252", "replace"))
        elif number == 4969:
            self.answer(text[: len(text) // 2].encode())
        elif number == 5003:
            self.answer(MAINTENANCE, "text/html")
        elif number == 5004:
            bomb = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
            self.answer(text.replace(content.XML, content.XML + bomb).encode())
        else:
            self.answer(text.encode())

    # -- documents -------------------------------------------------------------------------------------------------

    def answer_document(self, number: int) -> None:
        shown = self.site.served_as.get(number, number)
        body = content.make_document(shown, self.site.versions.get(number, 1))
        if number == 60914:
            self.answer(b"<html><title>Error</title>This document cannot be displayed</html>", "text/html")
        elif number == 60915:
            self.send_head(200, "application/pdf", {"Content-Length": str(400 << 20)})
            self.stream(b"\0" * (1 << 20), 400)
        elif number == 60919:
            self.send_head(200, "application/pdf", {"Connection": "close"})
            self.stream(body + b"\0" * (1 << 20), 400)
        elif number == 60916:
            self.send_head(200, "application/pdf", {"Content-Length": str(len(body) + 500)})
            self.wfile.write(body)
            self.close_connection = True
        elif number == 60927:
            self.answer(b"", "text/html", 302, {"Location": f"{self.site.folder}/moved/60927.pdf"})
        elif number == 60928:
            self.answer(b"", "text/html", 302, {"Location": "http://169.254.169.254/latest/meta-data"})
        elif number == 60929:
            self.answer(body[: body.rindex(b"%%EOF")], "application/pdf")
        elif number == 60930:
            self.answer(b"<html>not here</html>", "text/html", 404)
        else:
            self.answer_file(number, body)

    def answer_file(self, number: int, body: bytes) -> None:
        tag = f'"{number}-{self.site.versions.get(number, 1)}"'
        headers = {"ETag": tag} if self.site.sends_etags else {}
        if number == 60910:
            headers["Content-Disposition"] = 'attachment; filename="../../etc/passwd"'
        if self.site.sends_etags and self.headers.get("If-None-Match") == tag:
            self.answer(b"", "application/pdf", 304, headers)
        else:
            self.answer(body, "application/pdf", 200, headers)

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


def _day(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)
