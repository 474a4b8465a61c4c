"""A CMIS of the tests: DNN pages of invented meetings, with addresses of documents that change with every page."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from tests.fetch.moderngov_content import make_pdf
from tests.fetch.site_server import MAINTENANCE, BaseSite, SiteHandler, serve_site

AUTHORITY = "Tarnwick Metropolitan Council"
FOLDER = "/tarnwick"
MODULE, TAB = "397", "70"
LAMP_WORDS = (
    "The Council replaced four hundred street lamps with lamps of light-emitting diodes.",
    "Members are asked to note that the new lamps use half the energy.",
)
_MONTH_PATH = re.compile(r"/Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/Date/([\d-]+)/Default\.aspx")
_MEETING_PATH = re.compile(r"/Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Meeting/(\d+)/Committee/(\d+)/.*")


@dataclass
class Doc:
    """A document of a meeting's page; ``mark`` is what its line says beside the title."""

    number: int
    title: str
    size: str = "156Kb"
    mark: str = ""
    has_link: bool = True
    href: str = ""


@dataclass
class Meeting:
    number: int
    committee: int
    title: str
    day: date
    status: str = "Scheduled"
    docs: list[Doc] = field(default_factory=list)
    note: str = ""


def make_meetings() -> dict[int, Meeting]:
    """The meetings as the site begins; tests change them."""
    planning = "Planning Committee"
    meetings = [
        Meeting(15042, 4, planning, date(2026, 2, 10), docs=[
            Doc(1, "Agenda"),
            Doc(2, "Street lighting report", "2Mb"),
            Doc(3, "Land values", mark='<span class="Restricted">Restricted</span>'),
            Doc(4, "Contract terms", mark='<img alt="This document is exempt" src="/lock.gif" />'),
            Doc(5, "Advice", has_link=False),
            Doc(6, "Appendix 2 (Exempt)"),
            Doc(7, "Appendix", "10Kb"),
            Doc(8, "Appendix", "20Kb"),
            Doc(9, "Minutes of the previous meeting"),
            Doc(10, "Final Planning Minutes 13012026"),
            Doc(11, "Elsewhere", href="http://169.254.169.254/Document.ashx?id=1"),
            Doc(12, "A page", href="/tarnwick/News.aspx"),
            Doc(13, "Exempt accommodation strategy"),
        ]),
        Meeting(15043, 4, planning, date(2026, 1, 13), docs=[Doc(20, "Planning Minutes 13012026")]),
        Meeting(15044, 7, "Licensing & Safety", date(2026, 2, 10), "Cancelled", [Doc(30, "Notice")]),
        Meeting(15045, 7, "Licensing & Safety", date(2025, 12, 2), docs=[Doc(31, "Licence report")]),
        Meeting(15046, 7, "Licensing & Safety", date(2026, 3, 3), note=" - CANCELLED"),
        Meeting(15047, 9, "Maintenance Panel", date(2026, 1, 20)),
    ]  # fmt: skip
    return {meeting.number: meeting for meeting in meetings}


@dataclass(kw_only=True)
class Cmis(BaseSite):
    """What the site publishes, and how it misbehaves."""

    robots: tuple[int, str] = (200, "User-agent: *\nCrawl-delay: 7\n")
    meetings: dict[int, Meeting] = field(default_factory=make_meetings)
    versions: dict[int, int] = field(default_factory=dict)
    other_month_at: str = ""
    """A month, "2026-01", for which the site shows another one."""
    pages: int = 0
    documents: ClassVar = ("Document.ashx",)

    def get_doc(self, number: int) -> Doc:
        return next(doc for meeting in self.meetings.values() for doc in meeting.docs if doc.number == number)


@contextmanager
def serve(site: Cmis) -> Iterator[str]:
    """Serve a CMIS; give the address of its page of meetings."""
    site.folder = FOLDER
    with serve_site(site, _Handler) as base:
        yield f"{base}/Meetings.aspx"


class _Handler(SiteHandler[Cmis]):
    def answer_page(self, path: str, query: dict[str, list[str]]) -> None:
        if path == "/Document.ashx":
            self.answer_document(query["id"][0])
        elif path == "/Meetings.aspx" and "ctl" in query:
            meeting = next(iter(self.site.meetings.values()))
            self.answer_html(f'<a href="{self._link(meeting)}">10 Feb 2026 10:00 - {meeting.title}</a>')
        elif path == "/Meetings.aspx":
            self.answer_html('<input name="dnn$ctr397$MeetingCalendarPublicList$btnListView" value="List" />')
        elif month := _MONTH_PATH.fullmatch(path):
            self.answer_month(month[1])
        elif meeting_path := _MEETING_PATH.fullmatch(path):
            self.answer_meeting(int(meeting_path[1]))
        else:
            self.answer(b"<html>not here</html>", "text/html", 404)

    def answer_html(self, body: str) -> None:
        page = f'<html><body><div class="DNNModuleContent ModCMISMeetingsC">{body}</div></body></html>'
        self.answer(page.encode(), "text/html; charset=utf-8")

    def answer_month(self, asked: str) -> None:
        first = date.fromisoformat(asked)
        if asked.startswith(self.site.other_month_at or "never"):
            first = date(2026, 6, 1)
        days = [first + timedelta(n) for n in range(31) if (first + timedelta(n)).month == first.month]
        rows = "".join(f"<tr><td>{day:%A}, {day.day} {day:%B}</td><td>{self._list(day)}</td></tr>" for day in days)
        self.answer_html(f'<table class="rgMasterTable">{rows}</table>')

    def _list(self, day: date) -> str:
        return "".join(
            f'<p><a href="{self._link(meeting)}">10:00 {html.escape(meeting.title)}</a>{meeting.note}</p>'
            for meeting in self.site.meetings.values()
            if meeting.day == day
        )

    def _link(self, meeting: Meeting) -> str:
        ids = f"Meeting/{meeting.number}/Committee/{meeting.committee}/SelectedTab/Documents"
        return f"{self.site.base}/Meetings/tabid/{TAB}/ctl/ViewMeetingPublic/mid/{MODULE}/{ids}/Default.aspx"

    def answer_meeting(self, number: int) -> None:
        meeting = self.site.meetings.get(number)
        if meeting is None or number == 15047:
            # With status 200, as DNN shows what it has in place of a module that fails.
            self.answer(MAINTENANCE, "text/html")
            return
        self.site.pages += 1
        day = f"{meeting.day.day} {meeting.day:%b %Y} - 10:00"
        facts = (("Committee", meeting.title), ("Date/Time", day), ("Status", meeting.status), ("Venue", "Town Hall"))
        held = "".join(
            f'<div class="holder"><div class="DNNLabel VenueLabel"><label><span>{label}:</span></label></div>'
            f'<div class="Value Venue">{html.escape(value)}</div></div>'
            for label, value in facts
        )
        docs = "".join(map(self._write_doc, meeting.docs))
        self.answer_html(f'<h1>Meeting Details</h1>{held}<ol class="DocumentList CmisDocumentList">{docs}</ol>')

    def _write_doc(self, doc: Doc) -> str:
        # The address is another one on every page.
        href = doc.href or f"{FOLDER}/Document.ashx?id={self.site.pages}x{doc.number}"
        name = f'<a class="TitleLink" href="{href}">{doc.title}</a>' if doc.has_link else doc.title
        image = '<img class="FileTypeImage" src="/pdf.gif" alt="pdf" />'
        size = f'<span class="FileSize">({doc.size})</span>'
        return f'<li class="DocumentListItem">{image} {name} {size} {doc.mark}</li>'

    def answer_document(self, opaque: str) -> None:
        number = int(opaque.partition("x")[2])
        version = self.site.versions.get(number, 1)
        lines = (
            LAMP_WORDS if number == 2 and version == 1 else (f"Version {version} of paper {number} is about kerbs.",)
        )
        self.answer(make_pdf(f"Paper {number}", lines), "application/pdf")
