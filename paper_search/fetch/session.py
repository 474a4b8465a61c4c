"""Fetching from sources: what the command line calls. One source, or all that the corpus names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from paper_search.errors import FetchError, PaperSearchError
from paper_search.fetch.access_token import load_token
from paper_search.fetch.client import ClientLimits, FetchClient
from paper_search.fetch.clock import Clock
from paper_search.fetch.report import EventCallback, FetchReport, ignore_event
from paper_search.fetch.run import RunOptions, SourceRun
from paper_search.fetch.sources import SOURCES_NAME, Source, load_sources
from paper_search.fetch.systems import OPENERS, TIMEOUTS, find_site


def fetch_source(
    source: Source,
    corpus: Path,
    options: RunOptions | None = None,
    limits: ClientLimits | None = None,
    *,
    clock: Clock | None = None,
    report_event: EventCallback = ignore_event,
) -> FetchReport:
    """Fetch from one source into the corpus.

    Args:
        source: the source; it is kept in the corpus's file of sources.
        corpus: the corpus folder.
        options: what is asked of this run.
        limits: how much is asked for, and how fast.
        clock: the clock.
        report_event: is told of each thing that happens.

    Returns:
        What was done.

    Raises:
        FetchError: the source cannot be used, or another run is fetching for its authority.
    """
    if source.system not in OPENERS:
        raise FetchError(f"The system {source.system!r} is not known. Use one of: {', '.join(OPENERS)}.")
    if not source.contact:
        raise FetchError("No contact is named. Name an address at which the council reaches you, with --contact.")
    client = FetchClient(
        find_site(source),
        source.contact,
        limits or ClientLimits(source.delay),
        clock,
        is_private_allowed=source.is_private,
        timeout=TIMEOUTS.get(source.system, 60.0),
        token=load_token(source.token_file) if source.token_file else None,
    )
    try:
        return SourceRun(source, OPENERS[source.system], client, corpus, options, clock, report_event).run()
    finally:
        client.close()


def choose_sources(corpus: Path, name: str | None = None) -> tuple[Source, ...]:
    """Return all sources of a corpus, or the one of a name.

    Raises:
        FetchError: there is none.
    """
    sources = load_sources(corpus)
    if not sources:
        raise FetchError(
            f"{corpus / SOURCES_NAME}: names no source yet. Begin with: paper-search fetch moderngov ADDRESS."
        )
    chosen = tuple(source for source in sources if name in (None, source.name))
    if not chosen:
        raise FetchError(f"There is no source {name!r}. There are: {', '.join(source.name for source in sources)}.")
    return chosen


def fetch_sources(sources: tuple[Source, ...], fetch: Callable[[Source], FetchReport]) -> list[FetchReport]:
    """Fetch from sources one after the other; one that cannot be used does not keep the others from it.

    Args:
        sources: the sources.
        fetch: fetches from one.
    """
    reports: list[FetchReport] = []
    for source in sources:
        try:
            reports.append(fetch(source))
        except PaperSearchError as error:
            reports.append(FetchReport(source.name, source.authority, "failed", str(error)))
        if reports[-1].outcome == "stopped":
            break
    return reports
