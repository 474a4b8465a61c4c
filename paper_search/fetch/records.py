"""Records of what a council's site lists: committees, meetings and documents.

They say what the site says, with the reason where a document is not to be downloaded. They hold no address of what is
restricted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

RefusalCode = Literal["restricted", "flags", "link", "host", "page"]
"""Why a listed document is not downloaded.

It is restricted; its flags cannot be read; it is a link, or on another host; or its page could not be read this time.
"""


TEXT_MINUTES_PREFIX = "minutes-"
"""What the ids of minutes that a site holds as text alone begin with."""


@dataclass(frozen=True, slots=True)
class RemoteCommittee:
    """A committee as a site lists it, by the site's own id.

    ``is_expired`` is True for one that no longer meets: its meetings are kept where they are asked for.
    """

    committee_id: str
    title: str
    is_deleted: bool = False
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class RemoteMeeting:
    """A meeting as a site lists it, by the site's own id.

    ``status`` is the site's word ("Cancelled", "Confirmed"), None where it gives none. ``page_url`` is the page for
    people.
    """

    meeting_id: str
    committee: RemoteCommittee
    held_on: date | None
    status: str | None = None
    page_url: str | None = None

    @property
    def is_cancelled(self) -> bool:
        """True for a meeting that did not take place."""
        return (self.status or "").casefold().startswith(("cancelled", "abandoned"))


@dataclass(frozen=True, slots=True)
class DocumentRefusal:
    """The reason why a listed document is not downloaded, in a word for programs and in words for a clerk.

    ``is_of_document`` is True where the document itself is restricted, and not only its item or its meeting.
    """

    code: RefusalCode
    reason: str
    is_of_document: bool = False


@dataclass(frozen=True, slots=True)
class RemoteDocument:
    """A document as a site lists it, by the site's own id.

    Attributes:
        document_id: the site's id, the same in each reading as long as it is the same document.
        title: its title, unescaped; empty for what is restricted.
        url: where it is downloaded; None where ``html`` holds it, and for what is refused.
        html: the document itself, where the site gives it as part of a page.
        item: the number of its agenda item as printed, without a closing stop ("5a").
        kind: one of ``records.DOCUMENT_KINDS``, where the site tells.
        dates_itself: True for a paper of another meeting, whose date the reader takes from the paper.
        status: "draft" or "cancelled", where the site tells.
        published_on: the day on which the site published it.
        page_url: the council's page for people, on which the document is linked.
        revision: what the site says of its content; another text means that it may have changed.
        refusal: why it is not downloaded; None for what is public.
    """

    document_id: str
    title: str = ""
    url: str | None = None
    html: str | None = None
    item: str | None = None
    kind: str | None = None
    dates_itself: bool = False
    status: str | None = None
    published_on: date | None = None
    page_url: str | None = None
    revision: str = ""
    refusal: DocumentRefusal | None = None

    @property
    def is_restricted(self) -> bool:
        """True for what the council does not publish, or may not."""
        return self.refusal is not None and self.refusal.code in ("restricted", "flags")

    @property
    def is_own_minutes(self) -> bool:
        """True for public minutes of the meeting that lists it."""
        return self.kind == "minutes" and not self.dates_itself and self.refusal is None

    @property
    def is_closed_everywhere(self) -> bool:
        """True for what is restricted in itself, in whatever meeting it is listed."""
        return self.refusal is not None and self.refusal.code == "restricted" and self.refusal.is_of_document


def make_text_minutes_id(meeting_id: str) -> str:
    """Return the id of the minutes of a meeting that a site holds as text alone."""
    return f"{TEXT_MINUTES_PREFIX}{meeting_id}"


def make_text_minutes(meeting: RemoteMeeting, page: str, status: str | None = None) -> RemoteDocument:
    """Return minutes that a site holds as text alone, as a document.

    Args:
        meeting: their meeting.
        page: the web page that was written of them.
        status: "draft" or "cancelled", where the site tells.
    """
    return RemoteDocument(
        make_text_minutes_id(meeting.meeting_id),
        "Minutes",
        html=page,
        kind="minutes",
        status=status,
        page_url=meeting.page_url,
        revision=make_revision(page),
    )


@dataclass(frozen=True, slots=True)
class MeetingListing:
    """All that a site lists of one meeting, read whole.

    A document that is missing here is no longer published: an adapter raises where it cannot read everything.

    Attributes:
        meeting: the meeting, with the date and the status that this reading gives.
        documents: every document, the refused ones too; the same id stands once.
        has_agenda: True if the agenda is published.
        has_minutes: True if the minutes are published.
        notes: what was odd in the reading, for the report of the run.
    """

    meeting: RemoteMeeting
    documents: tuple[RemoteDocument, ...] = ()
    has_agenda: bool = False
    has_minutes: bool = False
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of everything that the listing says."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()


def make_revision(*parts: object) -> str:
    """Return a short text that is another one whenever a part is another."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:16]


def merge_documents(documents: Iterable[RemoteDocument]) -> list[RemoteDocument]:
    """Return each document once, in order. What is restricted in one place is restricted in all."""
    merged: dict[str, RemoteDocument] = {}
    for document in documents:
        known = merged.get(document.document_id)
        if known is None or (document.is_restricted and not known.is_restricted):
            merged[document.document_id] = document
    return list(merged.values())
