"""Fetching for ``watch``: from all sources at its start, and again every so many hours, each time before a build.

A source that cannot be fetched from is told and keeps neither the others from it nor the watch from going on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.errors import FetchError, PaperSearchError
from paper_search.indexing.watcher import WatchInterrupt, raise_on_signal

if TYPE_CHECKING:
    from paper_search.fetch.report import FetchReport
    from paper_search.fetch.sources import Source

_log = logging.getLogger(__name__)
_SECONDS_PER_HOUR = 3600
ReportCallback = Callable[["FetchReport"], None]
FetchSource = Callable[["Source", Path], "FetchReport"]


class RepeatedFetch:
    """Fetching from all sources of a corpus, whenever it is due.

    Args:
        corpus: the corpus folder.
        hours: how many hours lie between the beginnings of two rounds.
        on_report: is told what each run of a source did.
        fetch: fetches from one source.
        now: gives seconds that only go forward.

    Raises:
        FetchError: the packages for fetching are missing, or the corpus names no source.
    """

    def __init__(
        self,
        corpus: Path,
        hours: int,
        on_report: ReportCallback,
        *,
        fetch: FetchSource | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        from paper_search.fetch.session import choose_sources

        self._corpus, self._seconds, self._on_report = corpus, hours * _SECONDS_PER_HOUR, on_report
        self._fetch, self._now = fetch or fetch_from, now
        self._due_at = now()
        choose_sources(corpus)

    def run_if_due(self) -> None:
        """Fetch from every source that the corpus names by now, one after the other, if it is time to.

        Raises:
            WatchInterrupt: a signal stopped it; what is loaded is kept.
        """
        if self._now() < self._due_at:
            return
        self._due_at = self._now() + self._seconds
        try:
            # As at Ctrl-C, what is loaded is kept and the list of failures is written.
            with raise_on_signal(KeyboardInterrupt):
                is_stopped = self._fetch_all()
        except KeyboardInterrupt:
            is_stopped = True
        if is_stopped:
            raise WatchInterrupt

    def _fetch_all(self) -> bool:
        """Fetch from all sources; return True where a signal stopped it."""
        from paper_search.fetch.report import FetchReport
        from paper_search.fetch.session import choose_sources

        try:
            sources = choose_sources(self._corpus)
        except FetchError as error:
            self._on_report(FetchReport("", "", "failed", str(error)))
            return False
        for source in sources:
            report = self._fetch_one(source)
            self._on_report(report)
            if report.outcome == "stopped":
                return True
        return False

    def _fetch_one(self, source: Source) -> FetchReport:
        from paper_search.fetch.report import FetchReport

        try:
            return self._fetch(source, self._corpus)
        except PaperSearchError as error:
            return FetchReport(source.name, source.authority, "failed", str(error))
        except Exception as error:
            # Whatever is wrong with one site, the papers that are there are still watched.
            _log.exception("Fetching from %s broke off", source.name)
            return FetchReport(source.name, source.authority, "failed", f"An unexpected fault: {error}")


def fetch_from(source: Source, corpus: Path) -> FetchReport:
    """Fetch from one source at its own pace. Raises FetchError and CorpusError."""
    from paper_search.fetch.client import ClientLimits
    from paper_search.fetch.session import fetch_source

    return fetch_source(source, corpus, limits=ClientLimits(source.delay))
