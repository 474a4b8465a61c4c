"""The plan of a run: from what is held and what a site lists, what to do. It asks nobody and changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from paper_search.fetch.clock import parse_moment
from paper_search.fetch.journal import JournalDocument, JournalMeeting, MeetingState
from paper_search.fetch.records import (
    MeetingListing,
    RemoteCommittee,
    RemoteDocument,
    RemoteMeeting,
    make_text_minutes_id,
)

WEEKS_AHEAD = 5
LATE_MINUTES_DAYS = 548
"""Days, 18 months: how long minutes are waited for."""
MONTHLY = timedelta(days=30)
YEARLY = timedelta(days=365)
WEEKLY = timedelta(days=7)
SETTLED_DAYS = 182
MISSING_HOURS = 20
"""Hours for which a document must be missing, in two readings, before it counts as gone: about a day."""
PERCENT_GONE = 20
ActionKind = Literal[
    "download", "check", "keep", "refuse", "hold back", "suspect", "missing", "drop", "forget", "wait",
    "published again",
]  # fmt: skip
"""What to do with a document: see ``plan_documents``."""


@dataclass(frozen=True, slots=True)
class Action:
    """The action that one document calls for: as it is listed now, and as the journal keeps it."""

    kind: ActionKind
    document: RemoteDocument | None = None
    entry: JournalDocument | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose meetings a run reads."""

    since: date
    until: date


def choose_window(
    today: date, since: date | None, last_success: date | None, recheck_weeks: int, until: date | None = None
) -> Window:
    """Return the days whose meetings a run reads.

    Args:
        today: the present day.
        since: the first day that was asked for; a year back where none was.
        last_success: the day of the last whole run of the same days; None for the first.
        recheck_weeks: how many weeks before it are read again.
        until: the last day that was asked for.

    Returns:
        The window, which reaches five weeks ahead: agendas are published before meetings.
    """
    first = since or today - YEARLY
    if last_success is not None:
        # A clock that once stood in the future must not keep later runs from reading anything.
        first = max(first, min(last_success, today) - timedelta(weeks=recheck_weeks))
    return Window(first, until or today + timedelta(weeks=WEEKS_AHEAD))


def choose_committees(
    committees: Iterable[RemoteCommittee], wanted: Collection[str], exclude: Collection[str], *, with_expired: bool
) -> list[RemoteCommittee]:
    """Return the committees whose meetings are read.

    Args:
        committees: those of the site.
        wanted: titles, or ids; without any, all.
        exclude: titles, or ids, of those that are not read.
        with_expired: True to read those too that no longer meet.
    """
    included = {name.casefold() for name in wanted}
    excluded = {name.casefold() for name in exclude}
    return [
        committee
        for committee in committees
        if not committee.is_deleted
        and (with_expired or not committee.is_expired)
        and (not included or included & _name_committee(committee))
        and not excluded & _name_committee(committee)
    ]


def order_meetings(
    listed: Iterable[RemoteMeeting],
    known: Iterable[JournalMeeting],
    committees: Collection[RemoteCommittee],
    window: Window,
    now: datetime,
    doubtful: Collection[str] = (),
) -> list[RemoteMeeting]:
    """Return the meetings to read: those never read first, then those whose reading is the oldest.

    Args:
        listed: the meetings that the site lists in the window.
        known: those of the journal, from which late minutes and what the site lists no more are added.
        committees: the committees that are read.
        window: the days that are read.
        now: the present moment.
        doubtful: ids of meetings that are read in any case: a paper of theirs was missing.
    """
    entries = {entry.meeting_id: entry for entry in known}
    by_id = {committee.committee_id: committee for committee in committees}
    meetings = {meeting.meeting_id: meeting for meeting in listed}
    for entry in entries.values():
        is_due = entry.meeting_id in doubtful or _is_due(entry, window, now)
        if entry.meeting_id not in meetings and entry.committee_id in by_id and is_due:
            meetings[entry.meeting_id] = to_meeting(entry, by_id[entry.committee_id])

    def read_at(meeting: RemoteMeeting) -> str:
        entry = entries.get(meeting.meeting_id)
        return (entry.read_at if entry else None) or ""

    return sorted(meetings.values(), key=lambda meeting: (read_at(meeting), str(meeting.held_on), meeting.meeting_id))


def choose_watched(
    known: Iterable[JournalMeeting], chosen: Collection[RemoteCommittee], listed: Collection[RemoteCommittee]
) -> list[RemoteCommittee]:
    """Return the committees of known meetings that are not chosen any more, and not deleted.

    Their papers are in the corpus, and may become restricted like any others.

    Args:
        known: the meetings of the journal.
        chosen: the committees that are read.
        listed: all committees of the site.
    """
    left_out = {committee.committee_id for committee in listed if committee.is_deleted}
    left_out |= {committee.committee_id for committee in chosen}
    titles = {entry.committee_id: entry.committee for entry in known if entry.committee_id not in left_out}
    return [RemoteCommittee(committee_id, title) for committee_id, title in titles.items()]


def to_meeting(entry: JournalMeeting, committee: RemoteCommittee) -> RemoteMeeting:
    """Return a meeting of the journal as a site would list it."""
    held_on = date.fromisoformat(entry.held_on) if entry.held_on else None
    return RemoteMeeting(entry.meeting_id, committee, held_on, entry.status, entry.page_url)


def judge_state(listing: MeetingListing, today: date) -> MeetingState:
    """Return the state of a meeting that was read."""
    is_old = listing.meeting.held_on is not None and (today - listing.meeting.held_on).days > SETTLED_DAYS
    if listing.has_minutes or listing.meeting.is_cancelled:
        return "settled" if is_old else "minutes"
    return "agenda" if listing.has_agenda or listing.documents else "wanted"


def plan_holds(entries: Mapping[str, JournalDocument], listing: MeetingListing) -> list[Action]:
    """Return what is to be moved out of the corpus at once: held documents that the site now calls restricted."""
    return [
        Action("hold back", document, entry)
        for document in listing.documents
        if (entry := entries.get(document.document_id)) is not None
        and entry.is_held
        and document.refusal is not None
        and document.refusal.code == "restricted"
    ]


def plan_documents(
    entries: Mapping[str, JournalDocument], listing: MeetingListing, present: Collection[str], now: datetime
) -> list[Action]:
    """Return what to do with each document of a meeting, in the order of the site.

    Args:
        entries: the journal's documents of the meeting by id, after ``plan_holds`` was done.
        listing: what the site lists.
        present: the ids of entries whose files are on the disk as they were left.
        now: the present moment.

    Returns:
        The actions: "download", "check" (load again if it has changed), "keep", "refuse" (list with its reason),
        "suspect" (held, but refused now for a reason that may be the site's fault), "missing" (no longer listed),
        "drop" (text that a paper has replaced), "forget", "wait" (tried again later) and "published again" (was
        restricted, and a person decides).
    """
    actions = [_plan_document(document, entries, present, now) for document in listing.documents]
    listed = {document.document_id for document in listing.documents}
    gone = [entry for document_id, entry in entries.items() if document_id not in listed]
    return [*actions, *(action for entry in gone if (action := _plan_gone(entry, listing)) is not None)]


def plan_orphans(
    entries: Mapping[str, JournalDocument], listing: MeetingListing, present: Collection[str]
) -> list[RemoteDocument]:
    """Return the copies to load once more: the paper whose file they shared has another content now, or is gone.

    Args:
        entries: the journal's documents of the meeting by id, after the actions of ``plan_documents``.
        listing: what the site lists.
        present: the ids of entries whose files are on the disk as they were left.
    """
    return [
        document
        for document in listing.documents
        if (entry := entries.get(document.document_id)) is not None
        and entry.state == "copy"
        and document.refusal is None
        and entry.document_id not in present
    ]


def is_gone(entry: JournalDocument, now: datetime) -> bool:
    """Return True for a document that has been missing for long enough, in two readings."""
    return entry.missing_since is not None and now - parse_moment(entry.missing_since) >= timedelta(hours=MISSING_HOURS)


def is_too_much(gone: int, held: int) -> bool:
    """Return True if more would go than one run may take out: one, or a fifth of all."""
    return gone > max(1, held * PERCENT_GONE // 100)


def _name_committee(committee: RemoteCommittee) -> set[str]:
    return {committee.title.casefold(), committee.committee_id.casefold()}


def _is_due(entry: JournalMeeting, window: Window, now: datetime) -> bool:
    """Return True for a meeting that is read though the site does not list it in the window.

    Late minutes are looked for once a month, and what is settled is read once a year, since it may become restricted.
    """
    held_on = date.fromisoformat(entry.held_on) if entry.held_on else None
    if held_on is None or window.since <= held_on <= window.until:
        return True
    since_reading = _find_age(entry.read_at, now) if entry.read_at else YEARLY
    is_waiting = entry.state in ("wanted", "agenda") and (now.date() - held_on).days <= LATE_MINUTES_DAYS
    return since_reading >= (MONTHLY if is_waiting else YEARLY)


def _plan_document(
    document: RemoteDocument, entries: Mapping[str, JournalDocument], present: Collection[str], now: datetime
) -> Action:
    entry = entries.get(document.document_id)
    if document.refusal is not None:
        is_held = entry is not None and entry.is_held
        was_held = entry is not None and entry.state == "held back"
        return Action("suspect" if is_held else "keep" if was_held else "refuse", document, entry)
    if entry is None or entry.state in ("refused", "dropped"):
        return Action("download", document, entry)
    is_early = entry.next_try is not None and now < parse_moment(entry.next_try) <= now + WEEKLY
    if entry.state == "held back":
        # Without its file a person wants it to be fetched again.
        is_for_person = entry.document_id in present and entry.code in ("restricted", "again")
        return Action("published again" if is_for_person else "wait" if is_early else "download", document, entry)
    if entry.state == "failed":
        return Action("wait" if is_early and entry.revision == document.revision else "download", document, entry)
    if entry.document_id not in present:
        return Action("download", document, entry)
    is_checked = entry.revision != document.revision or entry.missing_since or _is_check_due(document, entry, now)
    return Action("check" if is_checked else "keep", document, entry)


def _plan_gone(entry: JournalDocument, listing: MeetingListing) -> Action | None:
    if entry.state in ("failed", "refused"):
        return Action("forget", None, entry)
    if not entry.is_held:
        return None
    has_own = any(document.is_own_minutes for document in listing.documents)
    is_text = entry.document_id == make_text_minutes_id(entry.meeting_id)
    return Action("drop" if is_text and has_own else "missing", None, entry)


def _is_check_due(document: RemoteDocument, entry: JournalDocument, now: datetime) -> bool:
    """Return True for a document to be compared again, since a site may replace a file and say nothing of it."""
    if document.html is not None or entry.checked_at is None:
        return False
    published = document.published_on or date.fromisoformat((entry.fetched_at or entry.checked_at)[:10])
    is_new = (now.date() - published).days < MONTHLY.days
    return _find_age(entry.checked_at, now) >= (WEEKLY if is_new else YEARLY)


def _find_age(moment: str, now: datetime) -> timedelta:
    """Return how long ago a moment was; one in the future, by a clock that was wrong, counts as long ago."""
    age = now - parse_moment(moment)
    return age if age >= -WEEKLY else YEARLY
