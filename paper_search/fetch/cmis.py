"""CMIS pages as a source: months of the calendar lead to meetings, and a meeting's page to its documents.

Addresses of documents are encrypted anew for each page, so that a document is known by its title in its meeting. A page
that is not what was asked for is an error, and never an empty month or meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from paper_search.errors import UnreadablePageError
from paper_search.fetch.client import FetchClient
from paper_search.fetch.cmis_calendar import (
    CalendarEntry,
    CalendarPlace,
    find_module,
    find_place,
    list_months,
    read_month,
)
from paper_search.fetch.document_kinds import find_closed_title, find_kind, find_status, is_of_other_meeting
from paper_search.fetch.records import (
    DocumentRefusal,
    MeetingListing,
    RemoteCommittee,
    RemoteDocument,
    RemoteMeeting,
    make_revision,
)
from paper_search.fetch.site_html import has_class, parse_page, read_words
from paper_search.text.printed_dates import find_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TIMEOUT = 150.0
"""Seconds: a month of a large council's calendar takes up to a minute."""
_DOCUMENT = re.compile(r"/document\.ashx$", re.IGNORECASE)
_SIZE = re.compile(r"\(?\s*[\d.,]+\s*[kmg]b\s*\)?", re.IGNORECASE)
_RESTRICTED = re.compile(
    r"\b(?:restricted|exempt|confidential|not\s+for\s+publication|private\s+document)\b", re.IGNORECASE
)
_MARK = re.compile(r"[\s([–-]*\b(?:exempt|confidential|restricted|not\s+for\s+publication)\b[\s)\]–-]*", re.IGNORECASE)
_RESTRICTED_CLASS = re.compile(r"restricted|exempt|confidential|private", re.IGNORECASE)
_PREVIOUS = re.compile(r"\bminutes\b.*\b(?:previous|last)\s+meeting\b|\b(?:previous|last)\s+minutes\b", re.IGNORECASE)
_COMPACT_DAY = re.compile(r"(?<!\d)(\d{2})(\d{2})(20\d{2})(?!\d)")
_RESTRICTED_DOCUMENT = DocumentRefusal("restricted", "the page says that the document is restricted")
_NO_LINK = DocumentRefusal("restricted", "the page names the document and gives no link to it")
_OTHER_HOST = DocumentRefusal("host", "it stands on another host, which is not asked")
_LINK = DocumentRefusal("link", "it is a link to another page, not a paper")


class CmisPages:
    """The pages of a CMIS site.

    Args:
        client: the client.
        place: where the calendar stands.
    """

    system = "cmis"
    has_committee_list = False

    def __init__(self, client: FetchClient, place: CalendarPlace) -> None:
        self._client, self._place = client, place
        self._months: dict[date, tuple[CalendarEntry, ...]] = {}

    def list_committees(self, since: date | None = None, until: date | None = None) -> tuple[RemoteCommittee, ...]:
        """Return the committees that meet in the months from one day to another; the site has no list of them."""
        titles = {entry.committee_id: entry.committee for entry in self._list_entries(since, until)}
        return tuple(RemoteCommittee(committee_id, title) for committee_id, title in titles.items())

    def list_meetings(self, committee: RemoteCommittee, since: date, until: date) -> tuple[RemoteMeeting, ...]:
        """Return the meetings of a committee from one day to another."""
        meetings = {
            entry.meeting_id: self._make_meeting(entry, committee)
            for entry in self._list_entries(since, until)
            if entry.committee_id == committee.committee_id and since <= entry.held_on <= until
        }
        return tuple(meetings.values())

    def read_meeting(self, meeting: RemoteMeeting) -> MeetingListing:
        """Read a meeting's page and return all its documents, each once, the refused ones with their reason."""
        url = self._place.build_meeting_url(meeting.meeting_id, meeting.committee.committee_id)
        root = parse_page(self._client.load_page(url))
        summary = _read_summary(root)
        held_on = find_date(summary.get("date/time", "") or summary.get("date", ""))
        if held_on is None:
            raise UnreadablePageError(
                "not a meeting", "The site showed another page in place of the meeting", "It is tried again next time."
            )
        found = replace(meeting, held_on=held_on, page_url=url, status=summary.get("status") or meeting.status)
        lines = [line for line in root.iter("li") if has_class(line, "DocumentListItem")]
        documents = tuple(self._read_lines(lines, found))
        public = [document for document in documents if document.refusal is None]
        return MeetingListing(found, documents, bool(public), any(document.is_own_minutes for document in public))

    # -- parts of pages --------------------------------------------------------------------------------------------

    def _list_entries(self, since: date | None, until: date | None) -> Iterator[CalendarEntry]:
        for month in list_months(since, until) if since and until else ():
            if month not in self._months:
                self._months[month] = self._load_month(month)
            yield from self._months[month]

    def _load_month(self, month: date) -> tuple[CalendarEntry, ...]:
        return read_month(parse_page(self._client.load_page(self._place.build_month_url(month))), month)

    def _make_meeting(self, entry: CalendarEntry, committee: RemoteCommittee) -> RemoteMeeting:
        return RemoteMeeting(
            entry.meeting_id,
            committee,
            entry.held_on,
            "Cancelled" if entry.is_cancelled else None,
            self._place.build_meeting_url(entry.meeting_id, entry.committee_id),
        )

    def _read_lines(self, lines: list[HtmlElement], meeting: RemoteMeeting) -> Iterator[RemoteDocument]:
        taken: set[str] = set()
        for number, line in enumerate(lines):
            document = self._read_line(line, meeting)
            size = _read_size(line)
            # The first of a title is known by it, so that it stays the same paper when its content is mended.
            ways: tuple[tuple[object, ...], ...] = ((), (size,), (size, number))
            # A mark that is added to a title must find the paper that is held.
            plain = _MARK.sub(" ", document.title.casefold()).strip()
            ids = (make_revision(plain, *way) for way in ways)
            document_id = next((found for found in ids if found not in taken), f"{document.document_id}-{number}")
            taken.add(document_id)
            title = "" if document.is_restricted else document.title
            yield replace(document, document_id=document_id, title=title)

    def _read_line(self, line: HtmlElement, meeting: RemoteMeeting) -> RemoteDocument:
        link = next((found for found in line.iter("a") if has_class(found, "TitleLink")), None)
        title = _read_title(line, link)
        url = self._client.site.resolve(link.get("href") or "", meeting.page_url) if link is not None else None
        refusal = _judge_line(line, link) or find_closed_title(title)
        if refusal is None and link is not None and (url is None or not _DOCUMENT.search(url.partition("?")[0])):
            refusal = _OTHER_HOST if url is None else _LINK
        document = RemoteDocument("", title, page_url=meeting.page_url, refusal=refusal)
        if refusal is not None:
            return document
        return replace(
            document,
            url=url,
            kind=find_kind(title),
            dates_itself=_is_of_other_meeting(title, meeting.held_on),
            status="cancelled" if meeting.is_cancelled else find_status(title),
            revision=make_revision(title, _read_size(line)),
        )


def open_place(client: FetchClient, url: str) -> CalendarPlace:
    """Find where the calendar of a site stands.

    Args:
        client: the client.
        url: the address of the calendar, of the page that holds it, or of the folder in which that page is expected.

    Raises:
        UnreadablePageError: there is none, or the page cannot be had.
    """
    known = find_place(url)
    if known is not None:
        return known
    page_url = url if url.lower().endswith(".aspx") else f"{url.rstrip('/')}/Meetings.aspx"
    page = client.load_page(page_url)
    module = find_module(page.body.decode("utf-8", "replace"))
    listed = client.load_page(f"{page_url}?ctl=MeetingCalendarListView&mid={module}")
    for source in (page, listed):
        for link in parse_page(source).iter("a"):
            address = client.site.resolve(link.get("href") or "", source.url) if link.get("href") else None
            place = find_place(address) if address else None
            if place is not None and place.module == module:
                return place
    raise UnreadablePageError(
        "no calendar",
        "The page of meetings links to no meeting, and the calendar is found by such a link",
        "Open any meeting in a browser, and copy the address of its page.",
    )


def _read_summary(root: HtmlElement) -> dict[str, str]:
    """Return the facts of a meeting by their labels in small letters; the classes of values are not to be trusted."""
    summary: dict[str, str] = {}
    for holder in root.iter("div"):
        if not has_class(holder, "holder"):
            continue
        label = next((part for part in holder.iter("div") if has_class(part, "DNNLabel")), None)
        value = next((part for part in holder.iter("div") if has_class(part, "Value")), None)
        if label is not None and value is not None:
            summary.setdefault(read_words(label).rstrip(":").strip().lower(), read_words(value))
    return summary


def _read_title(line: HtmlElement, link: HtmlElement | None) -> str:
    words = read_words(link if link is not None else line)
    return words if link is not None else _SIZE.sub("", words).strip()


def _read_size(line: HtmlElement) -> str:
    found = next((part for part in line.iter("span") if has_class(part, "FileSize")), None)
    return read_words(found).strip("() ").lower() if found is not None else ""


def _judge_line(line: HtmlElement, link: HtmlElement | None) -> DocumentRefusal | None:
    """Return the refusal of a document whose line marks it: in words, by a class, or by the text of a picture."""
    title = read_words(link) if link is not None else ""
    # Words of the title are judged as a title: a report may be about what is exempt from a tax.
    words = read_words(line).replace(title, " ", 1) if title else read_words(line)
    marks = [part.get(name) or "" for part in line.iter("img", "span", "i") for name in ("alt", "title")]
    classes = " ".join(part.get("class") or "" for part in line.iter() if isinstance(part.tag, str))
    if _RESTRICTED.search(" ".join((words, *marks))) or _RESTRICTED_CLASS.search(classes):
        return _RESTRICTED_DOCUMENT
    return _NO_LINK if link is None or not link.get("href") else None


def _is_of_other_meeting(title: str, held_on: date | None) -> bool:
    """Return True for minutes of an earlier meeting; their day may stand in the title without a space."""
    if find_kind(title) != "minutes":
        return False
    if (compact := _COMPACT_DAY.search(title)) and held_on is not None:
        return compact[0] != held_on.strftime("%d%m%Y")
    return bool(_PREVIOUS.search(title)) or is_of_other_meeting(title, "", held_on)
