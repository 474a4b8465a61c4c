"""The number of papers by committee and year.

Each paper is counted once. What is not stated is counted as such, last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from paper_search.records import Document
from paper_search.text.committees import committee_key

UNSTATED = "Not stated"
UNDATED = "no date"


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """One committee of one council, and its papers by year; None is not stated."""

    authority: str | None
    committee: str | None
    by_year: tuple[tuple[int | None, int], ...]

    @property
    def document_count(self) -> int:
        """The papers of all years."""
        return sum(number for _, number in self.by_year)


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """Rows by council and committee, and all years among them, in order; None, the last, is a paper without a date."""

    rows: tuple[CommitteeRow, ...]
    years: tuple[int | None, ...]


def count_documents(documents: Iterable[Document]) -> DocumentCounts:
    """Return the papers counted by committee and year."""
    counts: dict[tuple[str | None, str], Counter[int | None]] = {}
    names: dict[tuple[str | None, str], Counter[str | None]] = {}
    for document in documents:
        authority, committee = document.meeting.authority, document.meeting.committee
        key = authority, committee_key(committee or "")
        counts.setdefault(key, Counter())[get_meeting_year(document)] += 1
        names.setdefault(key, Counter())[committee] += 1
    rows = [
        CommitteeRow(
            key[0],
            names[key].most_common(1)[0][0],
            tuple(sorted(by_year.items(), key=lambda count: _year_sort_key(count[0]))),
        )
        for key, by_year in counts.items()
    ]
    years = {year for by_year in counts.values() for year in by_year}
    rows.sort(key=lambda row: (_name_sort_key(row.authority), _name_sort_key(row.committee)))
    return DocumentCounts(tuple(rows), tuple(sorted(years, key=_year_sort_key)))


def get_meeting_year(document: Document) -> int | None:
    """Return the year of the paper's meeting; None where its date is not stated."""
    held_on = document.meeting.held_on
    return held_on.year if held_on else None


def _year_sort_key(year: int | None) -> tuple[bool, int]:
    return year is None, year or 0


def _name_sort_key(name: str | None) -> tuple[bool, str]:
    return name is None, (name or "").casefold()
