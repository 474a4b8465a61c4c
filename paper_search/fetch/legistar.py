"""Legistar's web service as a source: its JSON read into records.

An attachment is public only if the service says so of it and of its matter. An agenda or minutes are public once the
service says that they are published. What it leaves open is restricted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from paper_search.errors import UnreadablePageError
from paper_search.fetch.client import FetchClient
from paper_search.fetch.document_kinds import find_closed_title, find_kind, find_status, is_of_other_meeting
from paper_search.fetch.legistar_site import find_client, is_of_client
from paper_search.fetch.meeting_page import ItemText, format_minutes
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
from paper_search.fetch.responses import Page
from paper_search.fetch.site_json import SiteRecord, parse_record, parse_records, read_day, read_flag, read_text

PAGE_SIZE = 1000
MATTERS_PER_REQUEST = 20
"""How many matters one request asks for: OData services take no more than about 100 terms in a filter."""
_UNREADABLE = DocumentRefusal("flags", "the site does not say whether it is public")
_UNPUBLISHED = DocumentRefusal("flags", "the site does not say that it is published")
_LINK = DocumentRefusal("link", "it is a link to another page, not a paper")
_OTHER_HOST = DocumentRefusal("host", "it stands on another host, which is not asked")
_PUBLISHED = re.compile(r"^(?:final|approved|adopted|published|public\b)", re.IGNORECASE)
_CANCELLED = re.compile(r"^cancell?ed\b", re.IGNORECASE)
_DRAFT = re.compile(r"^(?:draft|tentative|preliminary|proposed)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:confidential|closed|private|internal|not\s+public|restricted)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[\w()./-]{1,12}")
_RTF = "{\\rtf"


@dataclass(frozen=True, slots=True)
class _Item:
    """An agenda item with attachments or a note, and the reason why none of it is public, if so."""

    record: SiteRecord
    title: str
    number: str | None
    refusal: DocumentRefusal | None


class LegistarService:
    """The web service of a client of Legistar.

    Args:
        client: the client, whose site is the folder ``/v1/NAME/``.
    """

    system = "legistar"
    has_committee_list = True

    def __init__(self, client: FetchClient) -> None:
        self._client, self._name = client, find_client(client.site.url)
        self._events: dict[str, SiteRecord] = {}
        self._committees: tuple[RemoteCommittee, ...] | None = None
        self._window: tuple[date, date] | None = None

    def list_committees(self, since: date | None = None, until: date | None = None) -> tuple[RemoteCommittee, ...]:
        """Return every body of the client, those that no longer meet too, whatever the days."""
        del since, until
        if self._committees is None:
            self._committees = tuple(
                RemoteCommittee(
                    read_text(record, "BodyId"),
                    read_text(record, "BodyName"),
                    is_expired=read_flag(record, "BodyActiveFlag") is False,
                )
                for record in self._load_all("Bodies", orderby="BodyId")
                if read_text(record, "BodyId") and read_text(record, "BodyName")
            )
        return self._committees

    def list_meetings(self, committee: RemoteCommittee, since: date, until: date) -> tuple[RemoteMeeting, ...]:
        """Return the meetings of a body from one day to another; those of all bodies are asked for at once."""
        if self._window != (since, until):
            after = until + timedelta(days=1)
            days = f"EventDate ge datetime'{since.isoformat()}' and EventDate lt datetime'{after.isoformat()}'"
            found = self._load_all("Events", orderby="EventId", filter=days)
            self._events = {read_text(record, "EventId"): record for record in found}
            self._window = (since, until)
        return tuple(
            self._read_event(record, committee)
            for event_id, record in self._events.items()
            if event_id and read_text(record, "EventBodyId") == committee.committee_id
        )

    def read_meeting(self, meeting: RemoteMeeting) -> MeetingListing:
        """Read a meeting's files and the attachments of its items, the refused ones with their reason."""
        event = self._events.get(meeting.meeting_id) or self._load_event(meeting.meeting_id)
        found = self._read_event(event, meeting.committee)
        records = parse_records(
            self._load(
                f"Events/{quote(found.meeting_id, safe='')}/EventItems", AgendaNote=1, MinutesNote=1, Attachments=1
            )
        )
        items = self._read_items(records)
        agenda = self._read_file(event, found, "Agenda")
        minutes = self._read_file(event, found, "Minutes")
        attached = [document for item in items for document in self._read_attachments(item, found)]
        documents = [*filter(None, (agenda, minutes)), *merge_documents(attached)]
        if minutes is None and _PUBLISHED.match(read_text(event, "EventMinutesStatusName")):
            documents += _make_minutes(found, items)
        has_agenda = agenda is not None and agenda.refusal is None
        has_minutes = any(document.is_own_minutes for document in documents)
        return MeetingListing(found, tuple(documents), has_agenda, has_minutes)

    # -- requests --------------------------------------------------------------------------------------------------

    def _load(self, path: str, **parameters: object) -> Page:
        query = urlencode({name.replace("odata_", "$"): value for name, value in parameters.items()}, quote_via=quote)
        return self._client.load_page(self._client.site.join(f"{path}?{query}" if query else path))

    def _load_all(self, path: str, *, orderby: str, **filters: str) -> list[SiteRecord]:
        """Return all records of a list, page by page in the order of their ids."""
        found: dict[str, SiteRecord] = {}
        chosen = {f"odata_{name}": value for name, value in filters.items()}
        for skip in range(0, 1_000_000, PAGE_SIZE):
            page = self._load(path, **chosen, odata_orderby=orderby, odata_top=PAGE_SIZE, odata_skip=skip)
            listed = parse_records(page)
            records = {read_text(record, orderby): record for record in listed}
            is_last = len(listed) < PAGE_SIZE
            if not is_last and records.keys() <= found.keys():
                raise UnreadablePageError(
                    "no end", "The site gives the same part of its list again and again", "Tell the council."
                )
            found.update(records)
            if is_last:
                break
        return list(found.values())

    def _load_event(self, event_id: str) -> SiteRecord:
        event = parse_record(self._load(f"Events/{quote(event_id, safe='')}"))
        if read_text(event, "EventId") != event_id:
            raise UnreadablePageError(
                "missing", "The site has the meeting no longer", "Look at the council's calendar."
            )
        return event

    def _load_matters(self, matter_ids: Iterable[str]) -> dict[str, SiteRecord]:
        """Return matters by their ids: whether anybody may see one stands in its own record alone."""
        ids = sorted({matter_id for matter_id in matter_ids if matter_id.isdecimal()}, key=int)
        found: dict[str, SiteRecord] = {}
        for first in range(0, len(ids), MATTERS_PER_REQUEST):
            asked = " or ".join(f"MatterId eq {matter_id}" for matter_id in ids[first : first + MATTERS_PER_REQUEST])
            records = self._load_all("Matters", orderby="MatterId", filter=asked)
            found.update((read_text(record, "MatterId"), record) for record in records)
        return found

    # -- records ---------------------------------------------------------------------------------------------------

    def _read_event(self, event: SiteRecord, committee: RemoteCommittee) -> RemoteMeeting:
        status = read_text(event, "EventAgendaStatusName")
        is_cancelled = _CANCELLED.match(status) or _CANCELLED.match(read_text(event, "EventMinutesStatusName"))
        address = read_text(event, "EventInSiteURL")
        page_url = self._client.site.resolve(address) if address else None
        return RemoteMeeting(
            read_text(event, "EventId"),
            committee,
            read_day(event, "EventDate"),
            # The service spells the word in two ways.
            "Cancelled" if is_cancelled else status or None,
            page_url or f"https://{self._name}.legistar.com/Calendar.aspx",
        )

    def _read_file(self, event: SiteRecord, meeting: RemoteMeeting, what: str) -> RemoteDocument | None:
        """Return the agenda or the minutes of a meeting; None where there are none."""
        address = read_text(event, f"Event{what}File")
        if not address:
            return None
        document_id = f"{what[0].lower()}{meeting.meeting_id}"
        status = read_text(event, f"Event{what}StatusName")
        published = read_text(event, f"Event{what}LastPublishedUTC")
        if refusal := _judge_file(status, published):
            return RemoteDocument(document_id, page_url=meeting.page_url, refusal=refusal)
        kind = "agenda frontsheet" if what == "Agenda" else "minutes"
        url = self._resolve(address)
        if url is None:
            return RemoteDocument(document_id, what, page_url=meeting.page_url, refusal=_OTHER_HOST)
        return RemoteDocument(
            document_id,
            what,
            url,
            kind=kind,
            status="cancelled" if meeting.is_cancelled else "draft" if _DRAFT.match(status) else None,
            published_on=read_day(event, f"Event{what}LastPublishedUTC"),
            page_url=meeting.page_url,
            revision=make_revision(document_id, url, status, published or read_text(event, "EventLastModifiedUtc")),
        )

    def _read_items(self, records: Iterable[SiteRecord]) -> list[_Item]:
        listed = list(records)
        attached = [read_text(record, "EventItemMatterId") for record in listed if _find_attachments(record)]
        matters = self._load_matters(attached)
        return [_read_item(record, matters.get(read_text(record, "EventItemMatterId"))) for record in listed]

    def _read_attachments(self, item: _Item, meeting: RemoteMeeting) -> Iterator[RemoteDocument]:
        for record in _find_attachments(item.record):
            title = read_text(record, "MatterAttachmentName")
            address = read_text(record, "MatterAttachmentHyperlink")
            document_id = read_text(record, "MatterAttachmentId") or make_revision(address, title)
            refusal = item.refusal or _judge_attachment(record) or find_closed_title(title)
            if refusal:
                yield RemoteDocument(document_id, page_url=meeting.page_url, refusal=refusal)
                continue
            url = self._resolve(address)
            if url is None or read_flag(record, "MatterAttachmentIsHyperlink") is not False:
                refusal = _OTHER_HOST if read_flag(record, "MatterAttachmentIsHyperlink") is False else _LINK
                yield RemoteDocument(document_id, title, item=item.number, page_url=meeting.page_url, refusal=refusal)
                continue
            yield RemoteDocument(
                document_id,
                title or item.title,
                url,
                item=item.number,
                kind=find_kind(title),
                dates_itself=is_of_other_meeting(title, item.title, meeting.held_on),
                status="cancelled" if meeting.is_cancelled else find_status(title),
                page_url=meeting.page_url,
                revision=_make_revision(record, title, url),
            )

    def _resolve(self, address: str) -> str | None:
        """Return the address of a file in full, or None where it is not on one of the client's hosts."""
        url = self._client.site.resolve(address) if address else None
        return url if url is not None and is_of_client(url, self._name) else None


def _read_item(record: SiteRecord, matter: SiteRecord | None) -> _Item:
    title = read_text(record, "EventItemTitle") or read_text(record, "EventItemMatterName")
    number = read_text(record, "EventItemAgendaNumber").rstrip(".").strip()
    refusal = find_closed_title(title) or (_judge_matter(matter) if _find_attachments(record) else None)
    return _Item(record, title, number if _NUMBER.fullmatch(number) else None, refusal)


def _find_attachments(record: SiteRecord) -> list[SiteRecord]:
    """Return the attachments of an item; one that is no record counts as one of which nothing can be read."""
    found = record.get("EventItemMatterAttachments")
    if found is not None and not isinstance(found, list):
        raise UnreadablePageError(
            "not a list", "The site's list of attachments cannot be read", "It is tried again in the next run."
        )
    return [attachment if isinstance(attachment, dict) else {} for attachment in found or ()]


def _judge_matter(matter: SiteRecord | None) -> DocumentRefusal | None:
    is_restricted = read_flag(matter, "MatterRestrictViewViaWeb") if matter is not None else None
    if matter is None or is_restricted is None:
        return _UNREADABLE
    if is_restricted:
        return DocumentRefusal("restricted", "the matter is restricted")
    is_draft = _DRAFT.match(read_text(matter, "MatterStatusName"))
    return DocumentRefusal("restricted", "the matter is a draft that is not published") if is_draft else None


def _judge_attachment(record: SiteRecord) -> DocumentRefusal | None:
    is_shown = read_flag(record, "MatterAttachmentShowOnInternetPage")
    if is_shown is None:
        return _UNREADABLE
    return None if is_shown else DocumentRefusal("restricted", "the attachment is not shown on the council's page")


def _judge_file(status: str, published: str) -> DocumentRefusal | None:
    """Return why an agenda or minutes are not public, by their status and by when they were published last."""
    if _CLOSED.search(status):
        return DocumentRefusal("restricted", "its status says that it is not public")
    return None if published or _PUBLISHED.match(status) else _UNPUBLISHED


def _make_revision(record: SiteRecord, title: str, url: str) -> str:
    return make_revision(
        read_text(record, "MatterAttachmentRowVersion"),
        read_text(record, "MatterAttachmentLastModifiedUtc"),
        title,
        url,
    )


def _make_minutes(meeting: RemoteMeeting, items: Iterable[_Item]) -> list[RemoteDocument]:
    """Return the minutes that the service holds as notes of items, where no file has them."""
    texts = [_read_notes(item) for item in items if item.refusal is None]
    if not any(text.minutes for text in texts):
        return []
    page = format_minutes(meeting, texts)
    return [make_text_minutes(meeting, page, "cancelled" if meeting.is_cancelled else None)]


def _read_notes(item: _Item) -> ItemText:
    note = item.record.get("EventItemMinutesNote")
    # What a word processor wrote is no text.
    is_text = isinstance(note, str) and note.strip() and not note.lstrip().startswith(_RTF)
    lines = note.splitlines() if isinstance(note, str) and is_text else []
    words = "".join(f"<p>{html.escape(' '.join(line.split()))}</p>" for line in lines if line.strip())
    return ItemText(item.number, item.title, words)
