"""Records of what the register answers: places to quote, how well they meet the question, and what is not held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paper_search.citations.format import NOT_STATED
from paper_search.records import Document, Match, Meeting, MissingPart, Passage
from paper_search.records.register import (
    Attendance,
    Decision,
    HeldEntry,
    MatterLink,
    MeetingFact,
    Role,
    SourceSpan,
    Vote,
)
from paper_search.text.dates import format_date

AnyHeld = (
    HeldEntry[Attendance]
    | HeldEntry[Decision]
    | HeldEntry[MatterLink]
    | HeldEntry[MeetingFact]
    | HeldEntry[Role]
    | HeldEntry[Vote]
)
"""An entry of any kind that answers."""
_KIND_NAMES = {"minutes": "minutes", "decision record": "decision record"}


@dataclass(frozen=True, slots=True)
class EntryQuote:
    """Words of an entry that are quoted.

    Attributes:
        source: the words.
        passage: the passage that they begin in.
        document: its paper.
        name: a name printed in the words, to be marked as the answer.
        topic_stems: the stems that the passage to be quoted first should have, where the words run over several.
        is_grown: True for words that say little alone, and are quoted with what stands beside them.
        lead_in: the opening words that its items hang from.
        is_short: True for words of which the first passage is enough: others come behind them.
    """

    source: SourceSpan
    passage: Passage
    document: Document
    name: str | None = None
    topic_stems: frozenset[str] = frozenset()
    is_grown: bool = False
    lead_in: str | None = None
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class RegisterFinding:
    """An answer of the register, or that it holds none.

    Attributes:
        quotes: the words that answer, the best first; none where the register holds no answer.
        also: words that say the same of another day.
        match: how well the quotes meet the question, "none" where there are none.
        remarks: where they are from.
        missing: what the register holds no entry of, with the best match that is left to the quotes of the search.
        meeting: the meeting that lacks it.
    """

    quotes: tuple[EntryQuote, ...] = ()
    also: tuple[EntryQuote, ...] = ()
    match: Match = "none"
    remarks: tuple[str, ...] = ()
    missing: tuple[MissingPart, ...] = ()
    meeting: Meeting | None = None


def quote_entry(
    held: AnyHeld,
    source: SourceSpan | None = None,
    *,
    name: str | None = None,
    topic_stems: frozenset[str] = frozenset(),
    is_grown: bool = False,
    is_short: bool = False,
) -> EntryQuote:
    """Return the words of an entry as a quote.

    Args:
        held: the entry.
        source: the words; those of the entry itself where None.
        name: a name printed in the words.
        topic_stems: the stems that the passage to be quoted first should have.
        is_grown: True for words that say little alone.
        is_short: True for words of which the first passage is enough.
    """
    lead_in = held.entry.lead_in if source is None and isinstance(held.entry, Decision) else None
    words = source or held.entry.source
    return EntryQuote(words, held.passage, held.document, name, topic_stems, is_grown, lead_in, is_short)


def name_meeting(meeting: Meeting) -> str:
    """Return a meeting as remarks name it: "Cabinet, 4 March 2025"."""
    body = meeting.committee or meeting.authority or f"a body that is {NOT_STATED}"
    return f"{body}, {format_date(meeting.held_on)}" if meeting.held_on else body


def name_paper(document: Document) -> str:
    """Return a paper as remarks name it: "the minutes of Cabinet, 4 March 2025"."""
    kind = _KIND_NAMES.get(document.kind or "", "papers")
    return f"the {kind} of {name_meeting(document.meeting)}"


def find_newest_day(held: AnyHeld) -> date:
    """Return the day of an entry's meeting, the first of all days where it is not known."""
    return held.document.meeting.held_on or date.min
