"""One run of a source: read what the site lists, load what is new, and hold back what is no longer public.

A run may be stopped or killed anywhere: the next one goes on from the journal, and comes to the same corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from paper_search.errors import BudgetSpentError, FetchError, HostStoppedError, UnreadablePageError
from paper_search.fetch import plan
from paper_search.fetch.client import FetchClient
from paper_search.fetch.clock import Clock, SystemClock, format_moment
from paper_search.fetch.corpus_files import AuthorityFolder
from paper_search.fetch.failures import LISTED_CODES, list_failures, write_failures
from paper_search.fetch.holdings import Holdings
from paper_search.fetch.journal import Journal, JournalDocument, JournalMeeting, JournalRun, name_journal_faults
from paper_search.fetch.lost_journal import restore_journal
from paper_search.fetch.meeting_update import MeetingUpdate
from paper_search.fetch.paths import WORK_FOLDER, make_meeting_folder, make_slug
from paper_search.fetch.records import MeetingListing, RemoteCommittee, RemoteMeeting
from paper_search.fetch.report import EventCallback, EventKind, FetchEvent, FetchReport, Outcome, Tally, ignore_event
from paper_search.fetch.sources import Source, save_source
from paper_search.fetch.systems import Opener

_MAX_NAMED = 12
_REFUSED_CODES = frozenset(("robots", "denied"))
"""Codes of a list of committees that the site does not let programs load."""
_NO_MEETING_FAULT: dict[str, Any] = dict.fromkeys(("failed_at", "code", "reason", "next_step"))


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of one run, beside what its source says.

    Attributes:
        until: the last day of the meetings that are read; five weeks ahead by default.
        accepts_removals: True to hold back all papers that are gone from the site, however many.
        is_trial: True to ask the site and to write nothing.
    """

    until: date | None = None
    accepts_removals: bool = False
    is_trial: bool = False


class SourceRun:
    """One run of a source.

    Args:
        source: the source.
        open_adapter: opens what reads its site.
        client: what loads its documents; the adapter asks by the same one.
        corpus: the corpus folder.
        options: what was asked of this run.
        clock: the clock.
        report_event: is told of each thing that happens.
    """

    def __init__(
        self,
        source: Source,
        open_adapter: Opener,
        client: FetchClient,
        corpus: Path,
        options: RunOptions | None = None,
        clock: Clock | None = None,
        report_event: EventCallback = ignore_event,
    ) -> None:
        self._source, self._open_adapter, self._client = source, open_adapter, client
        self._options, self._clock, self._report_event = options or RunOptions(), clock or SystemClock(), report_event
        self._corpus, self._folder = corpus, AuthorityFolder(corpus, source.folder)
        self._tally, self._watched = Tally(), set[str]()

    def run(self) -> FetchReport:
        """Run to the end, or until the host, the budget or a person stops it.

        Returns:
            What was done. A run that was stopped has its outcome "stopped".

        Raises:
            FetchError: another run holds the lock, no committee has a name that was asked for, the papers stand in
                the folder of another authority, or the disk cannot be written.
            CorpusError: the manifest of the authority cannot be read.
        """
        is_trial = self._options.is_trial
        path = self._folder.find_journal(self._source.name)
        self._check_folder(path)
        try:
            with (
                nullcontext() if is_trial else self._folder.lock(),
                name_journal_faults(path),
                closing(Journal(path, is_trial=is_trial)) as journal,
            ):
                return self._run(journal)
        except OSError as error:
            raise FetchError(
                f"{error.filename or self._folder.root}: cannot be written or read ({error.strerror}). Make room on the"
                " disk, or give this user the right to it. The next run goes on from there."
            ) from error

    def _check_folder(self, path: Path) -> None:
        """Raise FetchError where the papers of a source stand in the folder of another name of its authority."""
        # A copy that somebody keeps beside it has a name that no run gives.
        others = [
            found
            for found in self._corpus.glob(f"*/{WORK_FOLDER}/{path.name}")
            if found != path and make_slug(found.parent.parent.name) == found.parent.parent.name
        ]
        if others and not path.exists():
            folder = others[0].parent.parent.name
            raise FetchError(
                f"{self._corpus / folder}: holds the papers of the source {self._source.name}, whose council has"
                f" another name now. Rename the folder to {self._folder.root.name}, so that its papers are still"
                " watched."
            )

    def _run(self, journal: Journal) -> FetchReport:
        began_at = self._clock.now()
        self._journal = journal
        self._holdings = Holdings(self._source, journal, self._folder)
        run_id = journal.begin_run(format_moment(began_at))
        if not self._options.is_trial:
            self._holdings.recover()
        self._meetings = MeetingUpdate(self._holdings, self._client, self._clock, self._tally, self._report_event)
        with closing(self._meetings):
            outcome, message = self._run_until_stopped()
        failures = list_failures(self._source.name, journal)
        faults = sum(failure["code"] not in LISTED_CODES for failure in failures)
        report = self._make_report(outcome, message, faults)
        if not self._options.is_trial:
            self._holdings.settle()
            write_failures(self._folder.work, self._source.name, failures)
            journal.save_run(self._make_entry(run_id, format_moment(began_at), report))
        return report

    def _run_until_stopped(self) -> tuple[Outcome, str]:
        try:
            self._fetch_all()
        except HostStoppedError as error:
            return "blocked", str(error)
        except BudgetSpentError as error:
            return "budget", f"{error} The next run goes on from there."
        except UnreadablePageError as error:
            return "blocked" if error.code in _REFUSED_CODES else "failed", f"The site cannot be read. {error}"
        except KeyboardInterrupt:
            return "stopped", "Stopped. The next run goes on from there."
        # A run would have stopped there.
        stops = [str(error) for error in self._tally.refusals if isinstance(error, HostStoppedError)]
        return ("blocked", stops[0]) if stops else ("done", "")

    def _fetch_all(self) -> None:
        self._open()
        now = self._clock.now()
        # Days are those of the council, for which the day of UTC is near enough.
        today = now.date()
        window = plan.choose_window(
            today, self._source.since, self._find_last_success(), self._source.recheck_weeks, self._options.until
        )
        committees = plan.choose_committees(
            (found := self._list_committees(window)),
            self._source.committees,
            self._source.exclude,
            with_expired=self._source.since is not None,
        )
        if self._source.committees and not committees:
            titles = ", ".join(sorted(committee.title for committee in found if not committee.is_deleted)[:_MAX_NAMED])
            raise FetchError(f"The site has no committee of that name. It has: {titles}.")
        listed: list[RemoteMeeting] = []
        for committee in committees:
            try:
                listed += self._adapter.list_meetings(committee, window.since, window.until)
            except UnreadablePageError as error:
                self._tally.failed_committees += 1
                self._tell("failed", f"{committee.title}: {error}")
        if not self._options.is_trial:
            restore_journal(self._source, self._journal, self._folder, found)
        known = self._journal.list_meetings()
        self._mark_deleted(known, found)
        watched = plan.choose_watched(known, committees, found)
        self._watched = {committee.committee_id for committee in watched}
        doubtful = {entry.meeting_id for entry in self._journal.list_documents() if entry.missing_since}
        meetings = plan.order_meetings(listed, known, [*committees, *watched], window, now, doubtful)
        for number, meeting in enumerate(meetings):
            day = meeting.held_on.isoformat() if meeting.held_on else "no date"
            self._tell("meeting", f"{meeting.committee.title}, {day}", number, len(meetings))
            self._read_meeting(meeting)
        self._tell("meeting", "", len(meetings), len(meetings))
        self._remove_gone()
        if not self._tally.failed_committees:
            self._journal.set_meta("last_success", today.isoformat())
            self._journal.set_meta("scope", self._scope)

    def _list_committees(self, window: plan.Window) -> list[RemoteCommittee]:
        """Return the committees of the site; where it has no list of them, those of earlier runs too."""
        found = list(self._adapter.list_committees(window.since, window.until))
        if self._adapter.has_committee_list:
            if not found:
                raise UnreadablePageError(
                    "not a list", "The site lists no committee at all", "It is tried again in the next run."
                )
            return found
        listed = {committee.committee_id for committee in found}
        known = {entry.committee_id: entry.committee for entry in self._journal.list_meetings()}
        return found + [RemoteCommittee(number, title) for number, title in known.items() if number not in listed]

    def _open(self) -> None:
        """Open the site, and keep the source with the address at which it was found."""
        is_new = not self._journal.list_meetings()
        self._adapter, found = self._open_adapter(self._source, self._client, is_new=is_new)
        self._holdings.source = self._source = found
        if not self._options.is_trial:
            save_source(self._corpus, found)

    # -- meetings --------------------------------------------------------------------------------------------------

    def _read_meeting(self, meeting: RemoteMeeting) -> None:
        entry = self._journal.find_meeting(meeting.meeting_id) or self._make_entry_for(meeting)
        try:
            listing = self._adapter.read_meeting(meeting)
        except UnreadablePageError as error:
            self._note_unread_meeting(entry, error)
            return
        if meeting.committee.committee_id in self._watched:
            known = {document.document_id for document in self._journal.list_documents(meeting.meeting_id)}
            listing = replace(listing, documents=tuple(d for d in listing.documents if d.document_id in known))
        self._tally.meetings += 1
        for note in listing.notes:
            self._tell("note", f"{meeting.committee.title}, {entry.held_on}: {note}")
        read = replace(
            entry,
            committee_id=meeting.committee.committee_id,
            committee=listing.meeting.committee.title,
            held_on=listing.meeting.held_on.isoformat() if listing.meeting.held_on else None,
            status=listing.meeting.status,
            page_url=listing.meeting.page_url,
            folder=self._choose_folder(listing.meeting),
            **_NO_MEETING_FAULT,
        )
        self._journal.save_meeting(read)
        self._update(listing, read.folder)
        moment = format_moment(self._clock.now())
        state = plan.judge_state(listing, self._clock.now().date())
        self._journal.save_meeting(replace(read, state=state, read_at=moment, digest=listing.digest))

    def _update(self, listing: MeetingListing, folder: str) -> None:
        try:
            if self._options.is_trial:
                self._meetings.describe(listing)
            else:
                self._meetings.apply(listing, folder)
        finally:
            if not self._options.is_trial:
                self._holdings.settle()

    def _make_entry_for(self, meeting: RemoteMeeting) -> JournalMeeting:
        return JournalMeeting(
            meeting.meeting_id,
            meeting.committee.committee_id,
            meeting.committee.title,
            meeting.held_on.isoformat() if meeting.held_on else None,
            self._choose_folder(meeting),
            meeting.status,
            meeting.page_url,
        )

    def _choose_folder(self, meeting: RemoteMeeting) -> str:
        """Return the folder of a meeting: that of its day, unless another meeting has it."""
        entry = self._journal.find_meeting(meeting.meeting_id)
        day = meeting.held_on.isoformat() if meeting.held_on else None
        if entry is not None and entry.held_on == day:
            return entry.folder
        folder = make_meeting_folder(meeting.committee.title, meeting.held_on, meeting.meeting_id)
        if self._journal.find_folder_owner(folder) in (None, meeting.meeting_id):
            return folder
        return make_meeting_folder(meeting.committee.title, meeting.held_on, meeting.meeting_id, is_taken=True)

    def _note_unread_meeting(self, entry: JournalMeeting, error: UnreadablePageError) -> None:
        """List a meeting that could not be read. Only one that the site says is gone makes its papers missing."""
        moment = format_moment(self._clock.now())
        self._tell("failed", f"{entry.committee}, {entry.held_on}: {error.reason}")
        self._journal.save_meeting(
            replace(entry, failed_at=moment, code=error.code, reason=error.reason, next_step=error.next_step)
        )
        if error.code == "missing":
            for document in self._journal.list_documents(entry.meeting_id):
                if document.is_held:
                    self._meetings.mark_missing(document)
                elif document.state in ("failed", "refused"):
                    self._journal.delete_document(document)

    def _mark_deleted(self, known: Iterable[JournalMeeting], committees: Iterable[RemoteCommittee]) -> None:
        """Note that the papers of deleted committees are listed no more."""
        deleted = {committee.committee_id for committee in committees if committee.is_deleted}
        for meeting in known:
            if meeting.committee_id in deleted:
                for document in self._journal.list_documents(meeting.meeting_id):
                    if document.is_held:
                        self._meetings.mark_missing(document)

    # -- what is gone ----------------------------------------------------------------------------------------------

    def _remove_gone(self) -> None:
        """Hold back what was missing a day ago and is missing now, unless that is too much to believe."""
        now = self._clock.now()
        entries = [entry for entry in self._journal.list_documents() if entry.is_held]
        gone = [
            entry
            for entry in entries
            if entry.code == "flags" or (plan.is_gone(entry, now) and self._meetings.was_missing_now(entry))
        ]
        if plan.is_too_much(len(gone), len(entries)) and not self._options.accepts_removals:
            self._tally.refused_removals += [_name_paper(entry) for entry in gone]
            return
        for entry in gone:
            self._hold_back_gone(entry)

    def _hold_back_gone(self, entry: JournalDocument) -> None:
        reason = (entry.reason or "") if entry.code == "flags" else "the council's site lists it no more"
        self._meetings.hold_back(entry, "gone", reason, is_trial=self._options.is_trial)

    # -- records ---------------------------------------------------------------------------------------------------

    @property
    def _scope(self) -> str:
        """The scope of a whole run: a run that covers more is like the first."""
        source = self._source
        since = source.since.isoformat() if source.since else ""
        return json.dumps([since, sorted(source.committees), sorted(source.exclude)])

    def _find_last_success(self) -> date | None:
        last = self._journal.get_meta("last_success")
        is_same = self._journal.get_meta("scope") == self._scope
        return date.fromisoformat(last) if last and is_same else None

    def _tell(self, kind: EventKind, text: str, done: int = 0, total: int = 0) -> None:
        self._report_event(FetchEvent(kind, text, done, total))

    def _make_report(self, outcome: Outcome, message: str, failed: int) -> FetchReport:
        tally, usage = self._tally, self._client.usage
        return FetchReport(
            self._source.name,
            self._source.authority,
            outcome,
            message,
            tuple(tally.held_back),
            tuple(tally.refused_removals),
            tuple(tally.fetched),
            tuple(tally.changed),
            tally.kept,
            tally.restricted,
            failed + tally.failed_committees,
            tally.meetings,
            usage.requests,
            usage.loaded_bytes,
            self._options.is_trial,
            len(tally.refusals),
        )

    def _make_entry(self, run_id: int, began_at: str, report: FetchReport) -> JournalRun:
        return JournalRun(
            run_id,
            began_at,
            format_moment(self._clock.now()),
            report.outcome,
            report.message,
            report.requests,
            report.loaded_bytes,
            len(report.fetched),
            len(report.changed),
            len(report.held_back),
            report.failed,
        )


def _name_paper(entry: JournalDocument) -> str:
    return entry.path or entry.title
