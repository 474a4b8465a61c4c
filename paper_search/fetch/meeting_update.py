"""The update of one meeting's papers: each action of the plan, done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from paper_search.errors import UnreadablePageError
from paper_search.fetch import plan
from paper_search.fetch.address_check import AddressCheck
from paper_search.fetch.client import FetchClient
from paper_search.fetch.clock import Clock, format_moment
from paper_search.fetch.holdings import NO_FAULT, Holdings
from paper_search.fetch.journal import JournalDocument
from paper_search.fetch.paths import find_ending, is_whole_pdf, make_document_path, make_slug
from paper_search.fetch.placeholders import PlaceholderCheck
from paper_search.fetch.records import MeetingListing, RemoteDocument, RemoteMeeting
from paper_search.fetch.report import EventCallback, EventKind, FetchEvent, HeldBackPaper, Tally
from paper_search.fetch.responses import Download, Validators

_PASSING_CODES = ("timeout", "connection", "status ")
"""Codes of failures that may have passed by the next run; what has another is tried again a week later."""
_NEXT_WEEK = "It is tried again next week."
_NEXT_STEPS = {
    "link": "Open the link on the council's page, and save what it leads to by hand if it is a paper.",
    "host": "If that host belongs to the council's site, add it with --host; else load it by hand.",
    "flags": "Look at the council's page. If the paper is public, load it by hand.",
}


class MeetingUpdate:
    """The update of one meeting's papers.

    Args:
        holdings: the papers of the source.
        client: what loads documents.
        clock: the clock.
        tally: what the run has done so far.
        report_event: is told of each thing that happens.
    """

    def __init__(
        self, holdings: Holdings, client: FetchClient, clock: Clock, tally: Tally, report_event: EventCallback
    ) -> None:
        self._holdings, self._client, self._clock, self._placeholders = holdings, client, clock, PlaceholderCheck()
        self._tally, self._report_event = tally, report_event
        self._journal, self._files = holdings.journal, holdings.folder
        self._missing: set[tuple[str, str]] = set()
        self._addresses = AddressCheck(holdings.source.is_private)

    def close(self) -> None:
        """End what the update has started."""
        self._placeholders.close()

    def apply(self, listing: MeetingListing, folder: str) -> None:
        """Do what the listing of a meeting calls for.

        Args:
            listing: all that the site lists of the meeting.
            folder: the folder of the meeting in that of its authority.
        """
        for action in plan.plan_holds(self._load_entries(listing), listing):
            if action.entry and action.document and action.document.refusal:
                self.hold_back(action.entry, "restricted", action.document.refusal.reason)
        self._hold_back_elsewhere(listing)
        for entry in self._load_entries(listing).values():
            self._move_to(entry, folder)
        entries = self._load_entries(listing)
        present = self._holdings.find_present(entries.values())
        for action in plan.plan_documents(entries, listing, present, self._clock.now()):
            self._do(action, listing.meeting, folder)
        self._load_orphans(listing, folder)

    def _hold_back_elsewhere(self, listing: MeetingListing) -> None:
        """Hold back the papers of other meetings that this one says are restricted in themselves."""
        closed = {found.document_id: found.refusal for found in listing.documents if found.is_closed_everywhere}
        for entry in self._journal.list_documents() if closed else ():
            refusal = closed.get(entry.document_id)
            if refusal is not None and entry.is_held and entry.meeting_id != listing.meeting.meeting_id:
                self.hold_back(entry, "restricted", refusal.reason)

    def describe(self, listing: MeetingListing) -> None:
        """Tell what would be done, and do nothing."""
        entries = self._load_entries(listing)
        for action in plan.plan_holds(entries, listing):
            if action.entry and action.document and action.document.refusal:
                self.hold_back(action.entry, "restricted", action.document.refusal.reason, is_trial=True)
        present = self._holdings.find_present(entries.values())
        for action in plan.plan_documents(entries, listing, present, self._clock.now()):
            if action.kind in ("download", "check") and action.document:
                self._describe_load(action.document, listing.meeting)
            self._count(action)

    def _describe_load(self, document: RemoteDocument, meeting: RemoteMeeting) -> None:
        paper = f"{meeting.committee.title}, {document.title}"
        if reason := self._addresses.find_refusal(document.url) if document.url else None:
            self._tally.refusals.append(reason)
            self._tell("would refuse", f"{paper}: {reason}")
        else:
            self._tally.fetched.append(document.title)
            self._tell("would fetch", paper)

    def hold_back(self, entry: JournalDocument, code: str, reason: str, *, is_trial: bool = False) -> None:
        """Move a paper out of the corpus, and tell so."""
        self._tally.held_back.append(HeldBackPaper(entry.path or entry.title, reason))
        self._tell("would hold back" if is_trial else "held back", f"{entry.path or entry.title}: {reason}")
        if not is_trial:
            self._holdings.hold_back(entry, code, reason, self._clock.now())

    def mark_missing(self, entry: JournalDocument) -> None:
        """Note that the site lists a paper no more; about a day later it is held back."""
        moment = format_moment(self._clock.now())
        # A moment in the future is of a clock that was wrong.
        since = min(entry.missing_since or moment, moment)
        self._missing.add((entry.meeting_id, entry.document_id))
        self._journal.save_document(
            replace(
                entry,
                missing_since=since,
                failed_at=since,
                code="missing",
                reason="The council's site lists it no more",
                next_step="If it is still missing a day later, it is held back.",
            )
        )

    def was_missing_now(self, entry: JournalDocument) -> bool:
        """Return True for a paper that this run found missing: an earlier reading alone is not enough."""
        return (entry.meeting_id, entry.document_id) in self._missing

    # -- actions ---------------------------------------------------------------------------------------------------

    def _do(self, action: plan.Action, meeting: RemoteMeeting, folder: str) -> None:
        document, entry = action.document, action.entry
        self._count(action)
        if document is not None and action.kind in ("download", "check"):
            self._load(document, entry, meeting, folder)
        elif document is not None and action.kind in ("refuse", "suspect"):
            self._refuse(document, entry, meeting)
        elif entry is not None:
            self._do_with_entry(action, entry, meeting)

    def _do_with_entry(self, action: plan.Action, entry: JournalDocument, meeting: RemoteMeeting) -> None:
        if action.kind == "keep" and action.document is not None and entry.is_held:
            self._keep(action.document, entry, meeting)
        elif action.kind == "missing":
            self.mark_missing(entry)
        elif action.kind == "drop":
            self._holdings.drop(entry)
        elif action.kind == "forget":
            self._journal.delete_document(entry)
        elif action.kind == "published again":
            self._note_published_again(entry)

    def _count(self, action: plan.Action) -> None:
        is_restricted = action.document is not None and action.document.is_restricted
        self._tally.restricted += is_restricted
        self._tally.kept += action.kind == "keep" and action.entry is not None and action.entry.is_held

    def _keep(self, document: RemoteDocument, entry: JournalDocument, meeting: RemoteMeeting) -> None:
        """Bring the entry of a paper up to date whose content is as it was."""
        cells = self._holdings.make_cells(document, meeting, entry, entry.sha256 or "", entry.fetched_at or "")
        kept = replace(
            entry,
            title=document.title,
            item=document.item,
            page_url=document.page_url,
            cells=cells,
            revision=document.revision,
            **NO_FAULT,
        )
        if kept != entry:
            self._journal.save_document(kept)

    def _refuse(self, document: RemoteDocument, entry: JournalDocument | None, meeting: RemoteMeeting) -> None:
        """List a document that is not asked for; a paper that is held already is judged at the end of the run."""
        refusal = document.refusal
        if refusal is None:
            return
        if entry is not None and entry.is_held and refusal.code in ("link", "host"):
            self.mark_missing(entry)
            return
        known = entry or JournalDocument(meeting.meeting_id, document.document_id, "refused")
        fault = refusal.reason[:1].upper() + refusal.reason[1:]
        self._journal.save_document(
            replace(
                known,
                state=known.state if known.is_held else "refused",
                title=document.title or (known.title if known.is_held else ""),
                item=document.item,
                page_url=document.page_url,
                code=refusal.code,
                reason=fault,
                next_step=_NEXT_STEPS.get(refusal.code),
                failed_at=known.failed_at or format_moment(self._clock.now()),
            )
        )

    def _note_published_again(self, entry: JournalDocument) -> None:
        where = f"{self._files.root.name}/{entry.path}"
        self._journal.save_document(
            replace(
                entry,
                code="again",
                reason="It was restricted, and the council's site lists it as public again",
                next_step=f"If that is right, delete {where}: the next run fetches it.",
                failed_at=format_moment(self._clock.now()),
            )
        )

    def _move_to(self, entry: JournalDocument, folder: str) -> None:
        """Move a paper into the folder of its meeting, whose day has changed."""
        if not entry.path or not entry.is_held or entry.path.rpartition("/")[0] == folder:
            return
        path = f"{folder}/{entry.path.rpartition('/')[2]}"
        if entry.state == "copy":
            self._journal.save_document(replace(entry, path=path))
        else:
            self._holdings.move(entry, path)

    def _load_orphans(self, listing: MeetingListing, folder: str) -> None:
        """Load copies whose paper has changed or gone in this run."""
        entries = self._load_entries(listing)
        orphans = plan.plan_orphans(entries, listing, self._holdings.find_present(entries.values()))
        if orphans:
            # A copy may still leave a file of its own behind, which only its entry names.
            self._holdings.settle()
            entries = self._load_entries(listing)
        for document in orphans:
            self._load(document, entries[document.document_id], listing.meeting, folder)

    # -- loading ---------------------------------------------------------------------------------------------------

    def _load(
        self, document: RemoteDocument, entry: JournalDocument | None, meeting: RemoteMeeting, folder: str
    ) -> None:
        part = self._files.make_part(document.document_id)
        try:
            download = self._fill(part, document, entry)
            part, ending = self._check_content(part, document) if download else (part, "")
        except UnreadablePageError as error:
            self._note_failure(document, entry, meeting, error)
            return
        held = entry if entry is not None and entry.is_held else None
        if download is None and held is not None:
            self._keep(document, replace(held, checked_at=format_moment(self._clock.now())), meeting)
        elif download is not None:
            self._place(part, download, document, entry, meeting, folder, ending)

    def _fill(self, part: Path, document: RemoteDocument, entry: JournalDocument | None) -> Download | None:
        """Load a document into a file, or write it there where the listing holds it; None if it has not changed."""
        if document.html is not None:
            content = document.html.encode()
            part.write_bytes(content)
            return Download(hashlib.sha256(content).hexdigest(), len(content), "text/html", Validators())
        is_present = entry is not None and entry.is_held and self._files.is_file(entry.path, entry.size)
        validators = Validators(entry.etag, entry.last_modified) if entry is not None and is_present else None
        return self._client.download(document.url or "", part, validators)

    def _check_content(self, part: Path, document: RemoteDocument) -> tuple[Path, str]:
        """Return a loaded file under a name with the ending of its content, and that ending.

        Raises:
            UnreadablePageError: it is no paper, or only a part of one, or stands in for one.
        """
        ending = ".html" if document.html is not None else find_ending(part, f"{document.title} {document.url}")
        if ending is None:
            raise UnreadablePageError(
                "not a paper", "The site sent a page or another file in place of the paper", _NEXT_WEEK
            )
        if ending == ".pdf" and not is_whole_pdf(part):
            raise UnreadablePageError("truncated", "The file ends before its end", _NEXT_WEEK)
        named = part.replace(part.with_name(f"{part.name}{ending}"))
        if ending == ".pdf" and self._placeholders.is_placeholder(named):
            raise UnreadablePageError("placeholder", "The site sent a page that says it is restricted", _NEXT_WEEK)
        return named, ending

    def _place(
        self,
        part: Path,
        download: Download,
        document: RemoteDocument,
        entry: JournalDocument | None,
        meeting: RemoteMeeting,
        folder: str,
        ending: str,
    ) -> None:
        moment = format_moment(self._clock.now())
        is_same = entry is not None and entry.is_held and entry.sha256 == download.sha256
        fetched_at = (entry.fetched_at if entry is not None and is_same else None) or moment
        twin = self._find_twin(meeting, document, download.sha256)
        path, old_path = self._choose_path(document, entry, folder, ending, is_other=not is_same)
        if twin:
            path, old_path = twin.path or path, _find_own_path(entry)
        placed = JournalDocument(
            meeting.meeting_id,
            document.document_id,
            "copy" if twin else "held",
            document.title,
            document.item,
            document.page_url,
            document.revision,
            path,
            old_path,
            download.sha256,
            download.size,
            download.validators.etag,
            download.validators.last_modified,
            document.published_on.isoformat() if document.published_on else None,
            fetched_at,
            moment,
            cells=self._holdings.make_cells(document, meeting, entry, download.sha256, fetched_at),
            written=entry.written if entry is not None else {},
        )
        if twin:
            part.unlink()
        else:
            self._files.place(part, path)
        self._journal.save_document(placed)
        self._tell_placed(placed, is_new=entry is None or not entry.is_held, is_same=is_same)

    @staticmethod
    def _choose_path(
        document: RemoteDocument, entry: JournalDocument | None, folder: str, ending: str, *, is_other: bool
    ) -> tuple[str, str | None]:
        """Return where a paper is placed, and where an earlier file of it stands that is to go.

        A paper keeps its path when its title changes, or its content: it is known by it. With both it is another one.
        """
        known = entry.path if entry is not None and entry.state == "held" else None
        is_another = is_other and entry is not None and make_slug(entry.title) != make_slug(document.title)
        if known is not None and known.endswith(ending) and not is_another:
            return known, None
        path = make_document_path(folder, document.item, document.title, document.document_id, ending)
        leaving = _find_own_path(entry)
        return path, leaving if leaving != path else None

    def _find_twin(self, meeting: RemoteMeeting, document: RemoteDocument, sha256: str) -> JournalDocument | None:
        """Return another paper of the meeting with the same bytes."""
        return next(
            (
                entry
                for entry in self._journal.list_documents(meeting.meeting_id)
                if entry.state == "held" and entry.sha256 == sha256 and entry.document_id != document.document_id
            ),
            None,
        )

    def _note_failure(
        self,
        document: RemoteDocument,
        entry: JournalDocument | None,
        meeting: RemoteMeeting,
        error: UnreadablePageError,
    ) -> None:
        self._files.clear_parts()
        self._tell("failed", f"{meeting.committee.title}, {document.title}: {error.reason}")
        if entry is not None and entry.is_held and error.code == "missing":
            self.mark_missing(entry)
            return
        now = self._clock.now()
        is_passing = error.code.startswith(_PASSING_CODES)
        known = entry or JournalDocument(meeting.meeting_id, document.document_id, "failed")
        failed = replace(
            known,
            state=known.state if known.is_held or known.state == "held back" else "failed",
            title=document.title,
            item=document.item,
            page_url=document.page_url,
            revision=known.revision if known.is_held else document.revision,
            failed_at=format_moment(now),
            code=error.code,
            reason=error.reason,
            next_step=error.next_step,
            next_try=None if is_passing else format_moment(now + plan.WEEKLY),
        )
        self._journal.save_document(failed)

    def _tell_placed(self, entry: JournalDocument, *, is_new: bool, is_same: bool) -> None:
        if entry.state == "copy" or is_same:
            self._tally.kept += 1
            return
        kind: EventKind = "fetched" if is_new else "changed"
        (self._tally.fetched if is_new else self._tally.changed).append(entry.path or "")
        self._tell(kind, entry.path or "")

    def _tell(self, kind: EventKind, text: str) -> None:
        self._report_event(FetchEvent(kind, text))

    def _load_entries(self, listing: MeetingListing) -> Mapping[str, JournalDocument]:
        return {entry.document_id: entry for entry in self._journal.list_documents(listing.meeting.meeting_id)}


def _find_own_path(entry: JournalDocument | None) -> str | None:
    """Return where a paper's own file stands: a copy has none."""
    return entry.path if entry is not None and entry.state in ("held", "held back") else None
