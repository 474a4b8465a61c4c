"""The state of the sources of a corpus: the last run of each, what it holds, and what is listed as not had."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from paper_search.fetch.clock import format_moment, parse_moment
from paper_search.fetch.corpus_files import AuthorityFolder
from paper_search.fetch.failures import Failure, list_failures, list_public_failures
from paper_search.fetch.journal import Journal, JournalDocument, JournalRun
from paper_search.fetch.sources import Source, load_sources

MovedOutReason = Literal["restricted", "gone", "again"]
_REASONS: dict[str, MovedOutReason] = {"gone": "gone", "again": "again"}


@dataclass(frozen=True, slots=True)
class MovedOutPaper:
    """A paper that was moved out of the corpus, without a word of it.

    Attributes:
        document_id: the site's id of it.
        noted_at: the moment at which it was moved out, or was found to be listed as public again.
        reason: "restricted", "gone" from the site, or listed as public "again", for a person to decide.
    """

    document_id: str
    noted_at: str | None
    reason: MovedOutReason


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """The state of one source.

    Attributes:
        source: the source.
        last_run: the last run that has ended, None where there was none.
        held: how many papers are in the corpus.
        held_back: how many were moved out.
        meetings: how many meetings are known.
        without_minutes: how many of them are past and have no minutes yet.
        failures: what is listed as not had.
        next_try: when the next listed failure is tried again, if a run takes place then.
        public_failures: the same list for a page of the site: no title of what may be restricted is in it.
        moved_out: the papers that were moved out, the latest first.
    """

    source: Source
    last_run: JournalRun | None = None
    held: int = 0
    held_back: int = 0
    meetings: int = 0
    without_minutes: int = 0
    failures: tuple[Failure, ...] = ()
    next_try: str | None = None
    public_failures: tuple[Failure, ...] = ()
    moved_out: tuple[MovedOutPaper, ...] = ()

    def is_overdue(self, days: int, now: datetime | None = None) -> bool:
        """Return True if no run has ended for some days."""
        if self.last_run is None or self.last_run.ended_at is None:
            return True
        try:
            return (now or datetime.now(UTC)) - parse_moment(self.last_run.ended_at) > timedelta(days=days)
        except (ValueError, TypeError):
            # A damaged journal: nobody knows.
            return True


def load_status(corpus: Path, now: datetime | None = None) -> tuple[SourceStatus, ...]:
    """Return the state of every source of a corpus; nothing is changed.

    Args:
        corpus: the corpus folder.
        now: the present moment.

    Raises:
        FetchError: the file of sources or a journal cannot be read.
    """
    moment = now or datetime.now(UTC)
    return tuple(load_source_status(corpus, source, moment) for source in load_sources(corpus))


def load_source_status(corpus: Path, source: Source, now: datetime | None = None) -> SourceStatus:
    """Return the state of one source; nothing is changed.

    Args:
        corpus: the corpus folder.
        source: the source.
        now: the present moment.

    Raises:
        FetchError: its journal cannot be read.
    """
    moment = now or datetime.now(UTC)
    path = AuthorityFolder(corpus, source.folder).find_journal(source.name)
    if not path.exists():
        return SourceStatus(source)
    with closing(Journal(path, is_trial=True)) as journal:
        documents, meetings = journal.list_documents(), journal.list_meetings()
        today = moment.date().isoformat()
        tries = [entry.next_try for entry in documents if entry.next_try]
        return SourceStatus(
            source,
            journal.find_last_run(),
            sum(entry.is_held for entry in documents),
            sum(entry.state == "held back" for entry in documents),
            len(meetings),
            sum(entry.state in ("wanted", "agenda") and (entry.held_on or today) < today for entry in meetings),
            tuple(list_failures(source.name, journal)),
            min(tries, default=None) and max(min(tries), format_moment(moment)),
            tuple(list_public_failures(source.name, journal)),
            _list_moved_out(documents),
        )


def _list_moved_out(documents: Iterable[JournalDocument]) -> tuple[MovedOutPaper, ...]:
    moved = [
        MovedOutPaper(entry.document_id, entry.failed_at, _REASONS.get(entry.code or "", "restricted"))
        for entry in documents
        if entry.state == "held back"
    ]
    return tuple(sorted(moved, key=lambda paper: (paper.noted_at or "", paper.document_id), reverse=True))
