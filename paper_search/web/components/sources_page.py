"""The sources that papers are fetched from, for staff: the last run of each, what failed, and what was moved out.

Nothing of a paper that may be restricted is shown but its id on the council's site.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from paper_search.fetch.failures import Failure
from paper_search.fetch.journal import JournalRun
from paper_search.fetch.sources import Source
from paper_search.fetch.status import MovedOutPaper, MovedOutReason, SourceStatus
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.web.components.index_status import format_timestamp
from paper_search.web.components.list_controls import (
    MAX_OPTION_CHARS,
    ListForm,
    ListPage,
    count_pages,
    make_list_pages,
    make_options,
)
from paper_search.web.components.passage_card import Badge
from paper_search.web.html import clip
from paper_search.web.register_forms import build_list_url

SOURCES_PATH, SOURCES_JSON_PATH = "/sources", "/sources.json"
FAILURES_PER_PAGE, MAX_MOVED_OUT = 25, 100
OVERDUE_DAYS = 8
"""Days without a run after which the page says so: more than a week, for whoever fetches once a week."""
_MAX_FACT_CHARS, _MAX_REASON_CHARS = 160, 600
_SYSTEM_NAMES = {"moderngov": "ModernGov", "legistar": "Legistar", "cmis": "CMIS", "list": "List of addresses"}
_OUTCOMES = {
    "done": Badge("Done"),
    "budget": Badge("Stopped at its limit", "standing"),
    "blocked": Badge("Refused by the site", "standing"),
    "failed": Badge("Failed", "standing"),
    "stopped": Badge("Stopped by a person", "standing"),
}
_REASONS: dict[MovedOutReason, str] = {
    "restricted": "The council restricts it. Nothing needs to be done.",
    "gone": "The council’s site no longer lists it. If it should be public, ask the council.",
    "again": "It was restricted and is listed as public again. To fetch it again, see “paper-search fetch status”.",
}


@dataclass(frozen=True, slots=True)
class SourcesQuery:
    """The source that the lists are limited to, by its name, and the page of the failures."""

    source: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class SourceReading:
    """A source and its state, or the fault that keeps the state from being read."""

    source: Source
    status: SourceStatus | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source in the list.

    Attributes:
        site: the host of the council's site, or the name of the file of a list.
        site_url: the address of the site; None for a list.
        badges: how the last run ended, and whether it is long ago.
        last_run: when it ended, and what it did.
        message: why it did not end whole.
        facts: what is held.
        next_try: when what failed is tried again.
        fault: why the state cannot be read.
    """

    name: str
    authority: str
    system: str
    site: str
    site_url: str | None
    badges: tuple[Badge, ...]
    last_run: str
    message: str
    facts: tuple[str, ...]
    next_try: str
    fault: str


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A document or a meeting that was not fetched: which, why, what to do, and when it is tried again."""

    title: str
    facts: tuple[str, ...]
    reason: str
    next_step: str
    next_try: str
    page_url: str | None


@dataclass(frozen=True, slots=True)
class MovedOutRow:
    """A paper that was moved out: the authority, its id on the site, the day, and why."""

    authority: str
    document_id: str
    noted_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourcesView:
    """All that the page of sources shows; ``notice`` says why there is none, and ``command`` adds one."""

    heading: str
    notice: str
    command: str
    form: ListForm | None
    entries: tuple[SourceEntry, ...]
    failures: tuple[FailureRow, ...] = ()
    first: int = 1
    total: int = 0
    pages: tuple[ListPage, ...] = ()
    moved_out: tuple[MovedOutRow, ...] = ()
    moved_out_total: int = 0


def make_sources(readings: Sequence[SourceReading], query: SourcesQuery) -> SourcesView:
    """Return the page of sources.

    Args:
        readings: all sources.
        query: what the lists are limited to; a source that does not exist limits to nothing.
    """
    chosen = [reading for reading in readings if query.source in ("", reading.source.name)]
    failures = [
        (reading.source, failure) for reading in chosen if reading.status for failure in reading.status.public_failures
    ]
    moved_out = [(reading.source, paper) for reading in chosen if reading.status for paper in reading.status.moved_out]
    moved_out.sort(key=lambda pair: pair[1].noted_at or "", reverse=True)
    last = count_pages(len(failures), FAILURES_PER_PAGE)
    page = min(query.page, last)
    first = (page - 1) * FAILURES_PER_PAGE
    items = [("source", query.source)] if query.source else []
    return SourcesView(
        heading=format_count(len(chosen), "source"),
        notice="" if chosen else "No source has this name.",
        command="",
        form=_make_form(readings, query) if len(readings) > 1 or query.source else None,
        entries=tuple(map(_make_entry, chosen)),
        failures=tuple(_make_failure(*pair) for pair in failures[first : first + FAILURES_PER_PAGE]),
        first=first + 1,
        total=len(failures),
        pages=make_list_pages(page, last, lambda number: build_list_url(SOURCES_PATH, items, number)),
        moved_out=tuple(_make_moved_out(*pair) for pair in moved_out[:MAX_MOVED_OUT]),
        moved_out_total=len(moved_out),
    )


def make_no_sources(heading: str, notice: str, command: str = "") -> SourcesView:
    """Return the page without sources, which says why there are none and which command adds one."""
    return SourcesView(heading, notice, command, None, ())


def describe_sources(readings: Iterable[SourceReading]) -> dict[str, Any]:
    """Return the same for programs, as JSON has it; what is not known is null."""
    return {"sources": [_describe_source(reading) for reading in readings]}


def _make_form(readings: Sequence[SourceReading], query: SourcesQuery) -> ListForm:
    labels = [
        (reading.source.name, clip(f"{reading.source.authority} ({reading.source.name})", MAX_OPTION_CHARS))
        for reading in sorted(readings, key=lambda reading: reading.source.authority.casefold())
    ]
    return ListForm(SOURCES_PATH, "Sources", (), (make_options("source", "Source", labels, query.source),))


def _make_entry(reading: SourceReading) -> SourceEntry:
    source, status = reading.source, reading.status
    run = status.last_run if status else None
    return SourceEntry(
        name=source.name,
        authority=clip(source.authority, _MAX_FACT_CHARS),
        system=_SYSTEM_NAMES.get(source.system, source.system),
        site=clip(_name_site(source), _MAX_FACT_CHARS),
        site_url=_find_web_address(source.url),
        badges=_make_badges(status),
        last_run=_describe_run(run) if run else "" if reading.fault else "No run has ended yet.",
        message=clip(run.message or "", _MAX_REASON_CHARS) if run else "",
        facts=_list_facts(status) if status and run else (),
        next_try=format_timestamp(status.next_try) if status and status.next_try else "",
        fault=clip(reading.fault, _MAX_REASON_CHARS),
    )


def _name_site(source: Source) -> str:
    """Return the host of a site, or the name of the file of a list: where it stands is no matter of the page."""
    return (urlsplit(source.url).hostname if _find_web_address(source.url) else None) or PurePath(source.url).name


def _find_web_address(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) else None


def _make_badges(status: SourceStatus | None) -> tuple[Badge, ...]:
    if status is None or status.last_run is None:
        return ()
    outcome = _OUTCOMES.get(status.last_run.outcome or "", Badge("Not stated", "standing"))
    overdue = (Badge("No run for over a week", "standing"),) if status.is_overdue(OVERDUE_DAYS) else ()
    return (outcome, *overdue)


def _describe_run(run: JournalRun) -> str:
    counts = (
        (run.fetched, "new paper", "new papers"),
        (run.changed, "changed paper", "changed papers"),
        (run.held_back, "paper moved out", "papers moved out"),
        (run.failed, "failure", "failures"),
    )
    done = ", ".join(format_count(number, singular, plural) for number, singular, plural in counts if number)
    ended = format_timestamp(run.ended_at or run.began_at)
    return f"Last run ended {ended}: {done or 'nothing new'}."


def _list_facts(status: SourceStatus) -> tuple[str, ...]:
    without = status.without_minutes
    return (
        format_count(status.held, "paper"),
        format_count(status.meetings, "meeting"),
        *([f"{format_count(without, 'past meeting')} without minutes"] if without else []),
    )


def _make_failure(source: Source, failure: Failure) -> FailureRow:
    facts = (
        source.authority,
        failure["committee"],
        _format_day(failure["meeting_date"]),
        f"item {failure['item']}" if failure["item"] else "",
    )
    return FailureRow(
        title=clip(failure["title"], _MAX_REASON_CHARS),
        facts=tuple(clip(fact, _MAX_FACT_CHARS) for fact in facts if fact),
        reason=clip(failure["reason"], _MAX_REASON_CHARS),
        next_step=clip(failure["next_step"], _MAX_REASON_CHARS),
        next_try=format_timestamp(failure["next_try"]) if failure["next_try"] else "",
        page_url=_find_web_address(failure["page"]),
    )


def _make_moved_out(source: Source, paper: MovedOutPaper) -> MovedOutRow:
    noted_on = _format_day((paper.noted_at or "")[:10]) or "Date not stated"
    document_id = clip(paper.document_id, _MAX_FACT_CHARS)
    return MovedOutRow(clip(source.authority, _MAX_FACT_CHARS), document_id, noted_on, _REASONS[paper.reason])


def _format_day(day: str) -> str:
    try:
        return format_date(date.fromisoformat(day))
    except ValueError:
        return clip(day, 40)


def _describe_source(reading: SourceReading) -> dict[str, Any]:
    source, status = reading.source, reading.status or SourceStatus(reading.source)
    return {
        "name": source.name,
        "system": source.system,
        "site": _find_web_address(source.url) or _name_site(source),
        "authority": source.authority,
        "last_run": asdict(status.last_run) if status.last_run else None,
        "held": status.held,
        "meetings": status.meetings,
        "without_minutes": status.without_minutes,
        "next_try": status.next_try,
        "fault": reading.fault or None,
        "failures": [{name: value or None for name, value in failure.items()} for failure in status.public_failures],
        "moved_out": [asdict(paper) for paper in status.moved_out],
    }
