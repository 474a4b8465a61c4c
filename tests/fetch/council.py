"""A council of the tests: its site, a clock that waits for nothing, and a corpus that is fetched into."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from paper_search.fetch.client import ClientLimits
from paper_search.fetch.failures import read_failures
from paper_search.fetch.report import FetchReport
from paper_search.fetch.run import RunOptions
from paper_search.fetch.session import fetch_source
from paper_search.fetch.sources import Source
from tests.fetch.clocks import FakeClock
from tests.fetch.moderngov_content import AUTHORITY
from tests.fetch.moderngov_server import Site
from tests.fetch.site_server import BaseSite

CONTACT = "papers@tarnwick.example"
FOLDER = "tarnwick-borough-council"
LIMITS = ClientLimits(2.0, file_bytes=2 * 2**20)


@dataclass
class BaseCouncil:
    """A site that is served, and the corpus that its papers are fetched into."""

    site: BaseSite
    clock: FakeClock
    corpus: Path
    source: Source
    reports: list[FetchReport] = field(default_factory=list)

    def fetch(self, limits: ClientLimits = LIMITS, **options: Any) -> FetchReport:
        """Run once; the log of the site holds this run alone."""
        self.site.log.clear()
        self.reports.append(fetch_source(self.source, self.corpus, RunOptions(**options), limits, clock=self.clock))
        return self.reports[-1]

    @property
    def folder(self) -> Path:
        return self.corpus / self.source.folder

    def list_papers(self) -> list[str]:
        """The papers in the corpus, by their paths in the authority's folder."""
        return sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and ".fetch" not in path.parts and path.name != "papers.csv"
        )

    def list_held_back(self) -> list[str]:
        folder = self.folder / ".fetch" / "held-back"
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    def read_rows(self) -> dict[str, dict[str, str]]:
        """The manifest, by path."""
        with (self.folder / "papers.csv").open(encoding="utf-8", newline="") as file:
            return {row["path"]: row for row in csv.DictReader(file)}

    def find_row(self, source_id: object) -> dict[str, str]:
        return next(row for row in self.read_rows().values() if row["source_id"] == str(source_id))

    def find_path(self, source_id: object) -> Path:
        return self.folder / self.find_row(source_id)["path"]

    def list_failures(self) -> dict[str, str]:
        """The codes of the list of failures, by title."""
        return {line["title"]: line["code"] for line in read_failures(self.folder / ".fetch" / "failures.csv")}

    def read_tree(self) -> dict[str, bytes]:
        """Every file that a build or a person reads, byte for byte: all but the journal."""
        return {
            path.relative_to(self.corpus).as_posix(): path.read_bytes()
            for path in sorted(self.corpus.rglob("*"))
            if path.is_file() and ".sqlite3" not in path.name and path.name != "lock"
        }


@dataclass
class Council(BaseCouncil):
    """A council with a ModernGov."""

    site: Site


def make_source(base: str, **changes: Any) -> Source:
    defaults: dict[str, Any] = {
        "system": "moderngov",
        "url": f"{base}/",
        "authority": AUTHORITY,
        "since": date(2025, 10, 1),
        "contact": CONTACT,
        "is_private": True,
    }
    return Source("tarnwick", **{**defaults, **changes})
