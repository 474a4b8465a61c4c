"""Summaries of meetings from their papers: if it was held, the status of its minutes, how much was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from paper_search.records import Document, Meeting
from paper_search.records.register import MeetingStatus, MeetingSummary, MinutesStatus
from paper_search.text.spans import normalise

_RECORDS_OF_A_MEETING = ("minutes", "decision record")
"""The kinds of papers that are written of a meeting that took place."""
_KeyT = TypeVar("_KeyT", bound=Hashable)


class LabelledEntry(Protocol):
    """An entry of a paper: its kind, what it is told apart by within the kind, and its words."""

    @property
    def doc_id(self) -> str:
        """The paper."""

    @property
    def kind(self) -> str:
        """The kind of the entry."""

    @property
    def label(self) -> str | None:
        """The outcome of a decision, the result of a vote, the kind of a fact or of attendance."""

    @property
    def words(self) -> str:
        """Its words."""


class RepeatedWords(NamedTuple):
    """Words of a meeting, and for which time they stand in one paper.

    Two papers of one meeting that have the same words have one entry twice; within one paper they are two ("RESOLVED:
    That the report be noted.").
    """

    words: str
    occurrence: int


def number_repeats(entries: Iterable[tuple[str, str]]) -> Iterator[RepeatedWords]:
    """Yield for each entry, given with its doc_id and its words, what is the same for the entry in other papers."""
    counts: Counter[tuple[str, str]] = Counter()
    for doc_id, text in entries:
        words = normalise(text)
        counts[doc_id, words] += 1
        yield RepeatedWords(words, counts[doc_id, words])


def summarise_meeting(
    meeting_id: str, documents: Sequence[Document], entries: Sequence[LabelledEntry]
) -> MeetingSummary:
    """Return a meeting from its papers and their entries.

    Args:
        meeting_id: its id.
        documents: its papers, at least one.
        entries: all entries of those papers.
    """
    minutes = [document for document in documents if document.kind == "minutes"]
    return MeetingSummary(
        meeting_id=meeting_id,
        meeting=_choose_meeting(documents),
        documents=tuple(documents),
        status=_find_status(documents, entries),
        minutes_status=_find_minutes_status(minutes, entries),
        has_minutes=bool(minutes),
        decisions=_count_entries(entries, "decision"),
        votes=_count_entries(entries, "vote"),
    )


def _count_entries(entries: Iterable[LabelledEntry], kind: str) -> int:
    return len(set(number_repeats((entry.doc_id, entry.words) for entry in entries if entry.kind == kind)))


def _choose_meeting(documents: Sequence[Document]) -> Meeting:
    """Return the names that most papers have, of equals the first in the alphabet."""
    counts = Counter(document.meeting for document in documents)
    return min(counts, key=lambda meeting: (-counts[meeting], meeting.authority or "", meeting.committee or ""))


def _find_status(documents: Sequence[Document], entries: Sequence[LabelledEntry]) -> MeetingStatus | None:
    """Return if a meeting was held or cancelled; None where nothing says so, or papers say both.

    Decisions and attendance count in papers that are written of a meeting, and in those of no stated kind: a report
    may tell of an earlier meeting.
    """
    written_after = {
        document.doc_id
        for document in documents
        if document.status != "cancelled" and document.kind in (*_RECORDS_OF_A_MEETING, None)
    }
    has_record = any(
        document.kind in _RECORDS_OF_A_MEETING for document in documents if document.doc_id in written_after
    )
    has_entries = any(
        entry.kind == "decision" or (entry.kind, entry.label) == ("attendance", "present")
        for entry in entries
        if entry.doc_id in written_after
    )
    is_held = has_record or has_entries
    is_cancelled = any((entry.kind, entry.label) == ("fact", "cancelled") for entry in entries) or any(
        document.status == "cancelled" for document in documents
    )
    if is_held == is_cancelled:
        return None
    return "held" if is_held else "cancelled"


def _find_minutes_status(minutes: Sequence[Document], entries: Iterable[LabelledEntry]) -> MinutesStatus | None:
    """Return what the minutes of a meeting call themselves; where some are drafts and some confirmed, confirmed."""
    doc_ids = {document.doc_id for document in minutes}
    stated = {entry.label for entry in entries if entry.kind == "fact" and entry.doc_id in doc_ids}
    stated |= {f"{document.status} minutes" for document in minutes}
    if "confirmed minutes" in stated:
        return "confirmed"
    return "draft" if "draft minutes" in stated else None
