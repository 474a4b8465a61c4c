"""A ModernGov of the tests: a real server on 127.0.0.1 with the faults of real ones, and a log of what was asked."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from tests.fetch import moderngov_content as content
from tests.fetch.moderngov_pages_content import write_page
from tests.fetch.site_server import MAINTENANCE, BaseSite, SiteHandler, serve_site


@dataclass(kw_only=True)
class Site(BaseSite):
    """What the site publishes, and how it misbehaves."""

    meetings: dict[int, content.Meeting] = field(default_factory=content.make_meetings)
    versions: dict[int, int] = field(default_factory=dict)
    served_as: dict[int, int] = field(default_factory=dict)
    """Ids under which the bytes of another document are sent."""
    robots: tuple[int, str] = (200, "User-agent: *\nDisallow: /mgUserInfo.aspx\n")
    has_service: bool = True
    sends_etags: bool = False
    documents: ClassVar = ("mgConvert2PDF", "/documents/", "/moved")
    on_document: Callable[[int], object] | None = None
    """Is called with the id of a document before it is answered."""

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


def serve(site: Site) -> AbstractContextManager[str]:
    """Serve a site on a free port; give its address."""
    return serve_site(site, _Handler)


class _Handler(SiteHandler[Site]):
    def answer_page(self, path: str, query: dict[str, list[str]]) -> None:
        values = {name: value[0] for name, value in query.items()}
        if path.startswith("/mgWebService.asmx/"):
            self.answer_service(path.rpartition("/")[2], values)
        elif path == "/mgConvert2PDF.aspx":
            if self.site.on_document:
                self.site.on_document(int(values["ID"]))
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


def _day(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)
