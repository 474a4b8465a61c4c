"""How many papers are held of which committee and year. In: papers; out: a tally.

Promises: each paper is counted once; what is not stated is counted as such, last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from paper_search.records import Document

UNSTATED = "Not stated"
UNDATED = "no date"


@dataclass(frozen=True, slots=True)
class Row:
    """One committee of one council, and its papers by year; None is not stated."""

    authority: str | None
    committee: str | None
    by_year: tuple[tuple[int | None, int], ...]

    @property
    def papers(self) -> int:
        return sum(number for _, number in self.by_year)


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows by council and committee, and all years among them, in order; None, the last, is a paper without a date."""

    rows: tuple[Row, ...]
    years: tuple[int | None, ...]


def tally(documents: Iterable[Document]) -> Tally:
    """The papers counted."""
    counts: dict[tuple[str | None, str | None], Counter[int | None]] = {}
    for document in documents:
        of = counts.setdefault((document.meeting.authority, document.meeting.committee), Counter())
        of[year_of(document)] += 1
    rows = [Row(*whose, tuple(sorted(of.items(), key=lambda each: _last(each[0])))) for whose, of in counts.items()]
    years = {year for of in counts.values() for year in of}
    rows.sort(key=lambda row: (_named(row.authority), _named(row.committee)))
    return Tally(tuple(rows), tuple(sorted(years, key=_last)))


def year_of(document: Document) -> int | None:
    """The year of the paper's meeting."""
    held_on = document.meeting.held_on
    return held_on.year if held_on else None


def _last(year: int | None) -> tuple[bool, int]:
    return year is None, year or 0


def _named(name: str | None) -> tuple[bool, str]:
    return name is None, (name or "").casefold()
