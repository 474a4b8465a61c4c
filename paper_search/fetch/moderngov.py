"""ModernGov's web service as a source: its XML read into records.

Everything that the service says of publication counts: a document is public only if it, its agenda item and its meeting
all say so. Counts of the service are not trusted, and its internal order of items is not their printed number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from paper_search.errors import UnreadablePageError
from paper_search.fetch.client import FetchClient
from paper_search.fetch.document_kinds import find_closed_title, find_kind, find_status, is_of_other_meeting
from paper_search.fetch.meeting_page import Attendee, ItemText, format_minutes
from paper_search.fetch.records import (
    DocumentRefusal,
    MeetingListing,
    RemoteCommittee,
    RemoteDocument,
    RemoteMeeting,
    make_revision,
    make_text_minutes,
    merge_documents,
)
from paper_search.fetch.site_xml import SiteXml, find_elements, parse_xml, read_day, read_flag, read_text, read_words

if TYPE_CHECKING:
    from lxml import etree

SERVICE = "mgWebService.asmx"
_UNREADABLE = DocumentRefusal("flags", "the site does not say whether it is public")
_LINK = DocumentRefusal("link", "it is a link to another page, not a paper")
_OTHER_HOST = DocumentRefusal("host", "it stands on another host, which is not asked")
_CLOSED_PLACE = DocumentRefusal("restricted", "it leads to a document that is restricted")
_PLACE_ID = re.compile(r"[?&]id=(\d+)|/documents/s(\d+)/", re.IGNORECASE)
_NUMBER = re.compile(r"[\w()./-]{1,12}")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class _Item:
    """An agenda item as the service gives it, with the reason why none of it is public, if so."""

    element: etree._Element
    title: str
    number: str | None
    page_url: str
    refusal: DocumentRefusal | None


class ModernGovService:
    """The web service of a ModernGov site.

    Args:
        client: the client, whose site is the folder with ``mgWebService.asmx``.
    """

    system = "moderngov"
    has_committee_list = True

    def __init__(self, client: FetchClient) -> None:
        self._client = client
        self._committees: tuple[RemoteCommittee, ...] | None = None

    def list_committees(self, since: date | None = None, until: date | None = None) -> tuple[RemoteCommittee, ...]:
        """Return every committee of the site, the deleted and the expired ones too, whatever the days."""
        del since, until
        if self._committees is None:
            self._committees = self._load_committees()
        return self._committees

    def list_meetings(self, committee: RemoteCommittee, since: date, until: date) -> tuple[RemoteMeeting, ...]:
        """Return the meetings of a committee from one day to another."""
        answer = self._call(
            "GetMeetings", lCommitteeId=committee.committee_id, sFromDate=_format(since), sToDate=_format(until)
        )
        return tuple(
            self._read_meeting(element, committee)
            for element in find_elements(answer.root, "meeting")
            if read_text(element, "meetingid")
        )

    def read_meeting(self, meeting: RemoteMeeting) -> MeetingListing:
        """Read a meeting and return all its documents, each once, the refused ones with their reason."""
        answer = self._call("GetMeeting", lMeetingId=meeting.meeting_id)
        root = next(find_elements(answer.root, "meeting"), answer.root)
        if read_text(root, "meetingid") != meeting.meeting_id:
            raise UnreadablePageError(
                "missing", "The site has the meeting no longer", "Look at the council's calendar."
            )
        found = replace(self._read_meeting(root, meeting.committee), held_on=_find_day(root) or meeting.held_on)
        found = replace(found, status=found.status or meeting.status)
        refusal = _judge_display(root, "meeting")
        items = [self._read_item(element, found, refusal) for element in find_elements(root, "agendaitem")]
        closed = self._find_closed_places(items)
        documents = _merge(document for item in items for document in self._read_documents(item, found, closed))
        has_minutes = read_flag(root, "minutepublished") or False
        documents += [] if refusal else self._make_minutes(root, found, items, documents, has_minutes)
        has_agenda = read_flag(root, "agendapublished") or False
        return MeetingListing(found, tuple(documents), has_agenda, has_minutes, answer.notes)

    def _load_committees(self) -> tuple[RemoteCommittee, ...]:
        root = self._call("GetCommittees").root
        return tuple(
            RemoteCommittee(
                read_text(element, "committeeid"),
                read_words(element, "committeetitle"),
                # What cannot be read is no deletion: the committee is asked for its meetings.
                is_deleted=read_flag(element, "committeedeleted") or False,
                is_expired=read_flag(element, "committeeexpired") or False,
            )
            for element in find_elements(root, "committee")
            if read_text(element, "committeeid")
        )

    # -- parts of an answer ----------------------------------------------------------------------------------------

    def _call(self, method: str, **parameters: str) -> SiteXml:
        # The service answers 500 unless every parameter is given.
        query = f"?{urlencode(parameters)}" if parameters else ""
        return parse_xml(self._client.load_page(self._client.site.join(f"{SERVICE}/{method}{query}")))

    def _read_meeting(self, element: etree._Element, committee: RemoteCommittee) -> RemoteMeeting:
        meeting_id = read_text(element, "meetingid")
        query = urlencode({"CId": committee.committee_id, "MId": meeting_id})
        return RemoteMeeting(
            meeting_id,
            committee,
            read_day(element, "meetingdate"),
            read_words(element, "meetingstatus") or None,
            self._client.site.join(f"ieListDocuments.aspx?{query}"),
        )

    def _read_item(self, element: etree._Element, meeting: RemoteMeeting, refusal: DocumentRefusal | None) -> _Item:
        title = read_words(element, "agendaitemtitle")
        own = _judge_restriction(element, "agenda item") or _judge_display(element, "agenda item")
        item_id = read_text(element, "agendaitemid")
        page_url = f"{meeting.page_url}#AI{item_id}" if item_id.isdecimal() else meeting.page_url or ""
        return _Item(element, title, _read_number(element), page_url, refusal or own or find_closed_title(title))

    def _find_closed_places(self, items: list[_Item]) -> set[str]:
        """Return the places of restricted documents, which no other document of the meeting may lead to."""
        return {
            place
            for item in items
            for element in find_elements(item.element, "linkeddoc")
            if item.refusal or _judge_document(element, read_words(element, "title"))
            for place in _find_places(read_text(element, "attachmentid"), read_text(element, "url"))
        }

    def _read_documents(self, item: _Item, meeting: RemoteMeeting, closed: set[str]) -> Iterator[RemoteDocument]:
        for element in find_elements(item.element, "linkeddoc"):
            title = read_words(element, "title")
            address = read_text(element, "url")
            document_id = read_text(element, "attachmentid") or make_revision(address, title)
            refusal = item.refusal or _judge_document(element, title)
            if refusal is None and closed.intersection(_find_places("", address)):
                refusal = _CLOSED_PLACE
            if refusal:
                yield RemoteDocument(document_id, page_url=meeting.page_url, refusal=refusal)
                continue
            url = self._client.site.resolve(address) if address else None
            if url is None or read_flag(element, "isurl") is not False:
                refusal = _LINK if read_flag(element, "isurl") is not False else _OTHER_HOST
                yield RemoteDocument(document_id, title, item=item.number, page_url=item.page_url, refusal=refusal)
                continue
            yield self._make_document(element, document_id, title, url, item, meeting)

    def _make_document(
        self, element: etree._Element, document_id: str, title: str, url: str, item: _Item, meeting: RemoteMeeting
    ) -> RemoteDocument:
        published_on = read_day(element, "publicationdate")
        return RemoteDocument(
            document_id,
            title or item.title,
            url,
            item=item.number,
            kind=find_kind(title),
            dates_itself=is_of_other_meeting(title, item.title, meeting.held_on),
            status="cancelled" if meeting.is_cancelled else find_status(title),
            published_on=published_on,
            page_url=item.page_url,
            revision=make_revision(document_id, published_on, title, url),
        )

    def _make_minutes(
        self,
        root: etree._Element,
        meeting: RemoteMeeting,
        items: list[_Item],
        documents: list[RemoteDocument],
        has_minutes: bool,
    ) -> list[RemoteDocument]:
        """Return the minutes that the service holds as text, where no document has them."""
        if not has_minutes or any(document.is_own_minutes for document in documents):
            return []
        texts = [_read_item_text(item) for item in items if item.refusal is None]
        if not any(text.minutes or text.decision for text in texts):
            return []
        page = format_minutes(meeting, texts, _read_attendees(root))
        return [make_text_minutes(meeting, page, "cancelled" if meeting.is_cancelled else None)]


def _format(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _find_day(root: etree._Element) -> date | None:
    """Return the day on which a meeting takes place; of one that was moved its items name it."""
    actual = read_day(root, "actualmeetingdate")
    days = {read_day(element, "actualmeetingdate") for element in find_elements(root, "agendaitem")} - {None}
    return actual or (days.pop() if len(days) == 1 else read_day(root, "meetingdate"))


def _judge_restriction(element: etree._Element, what: str) -> DocumentRefusal | None:
    is_restricted = read_flag(element, "isrestricted")
    if is_restricted or read_text(element, "restrictionsref"):
        return DocumentRefusal("restricted", f"the {what} is restricted", is_of_document=what == "document")
    return _UNREADABLE if is_restricted is None else None


def _judge_display(element: etree._Element, what: str) -> DocumentRefusal | None:
    is_displayed = read_flag(element, "isdisplayallowed")
    if is_displayed is None:
        return _UNREADABLE
    return None if is_displayed else DocumentRefusal("restricted", f"the {what} is not to be displayed")


def _judge_document(element: etree._Element, title: str) -> DocumentRefusal | None:
    return _judge_restriction(element, "document") or find_closed_title(title)


def _find_places(document_id: str, address: str) -> list[str]:
    """Return the texts by which an address is known to lead to the same document as another."""
    path = address.strip().casefold().partition("://")[2].partition("/")[2] or address.strip().casefold()
    numbers = [first or second for first, second in _PLACE_ID.findall(address)]
    return [place for place in (document_id, path.lstrip("/"), *numbers) if place]


def _merge(documents: Iterator[RemoteDocument]) -> list[RemoteDocument]:
    """Return each document once, and each address once, in order."""
    urls: set[str] = set()
    merged = merge_documents(documents)
    return [document for document in merged if document.url is None or _add(urls, document.url)]


def _add(urls: set[str], url: str) -> bool:
    """Add an address; return False if it is there already."""
    is_new = url not in urls
    urls.add(url)
    return is_new


def _read_number(element: etree._Element) -> str | None:
    """Return an item's number as printed; ``agendaitemnumber`` is only its place in the database."""
    printed = html.unescape(_TAG.sub("", read_text(element, "fulldisplaynumberformat"))).strip().rstrip(".").strip()
    return printed if _NUMBER.fullmatch(printed) and printed != "0" else None


def _read_item_text(item: _Item) -> ItemText:
    is_published = read_flag(item.element, "isminutepublished")
    has_decision = read_flag(item.element, "isdecision") and read_flag(item.element, "isdecisionpublished")
    return ItemText(
        item.number,
        item.title,
        read_text(item.element, "minutesnonemptyhtmlbody") if is_published else "",
        read_text(item.element, "decisionnonemptyhtmlbody") if has_decision else "",
    )


def _read_attendees(root: etree._Element) -> list[Attendee]:
    attributes = (
        {name.casefold(): value.strip() for name, value in element.attrib.items()}
        for element in find_elements(root, "attendee")
    )
    return [
        Attendee(found.get("name", ""), found.get("roledescription", ""), found.get("attendance", ""))
        for found in attributes
        if found.get("name")
    ]
