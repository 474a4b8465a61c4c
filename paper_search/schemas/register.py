"""The schemas of the register's entries: facts of meetings, attendance, decisions, votes and roles.

Every entry has the exact words that it was read from, with their place; a name, a count or a title is as printed there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from pydantic import Field

from paper_search.records import Document
from paper_search.records.register import (
    Attendance,
    AttendanceKind,
    Decision,
    DecisionList,
    DecisionOutcome,
    DecisionRecord,
    EntryList,
    EntryT,
    FactKind,
    HeldEntry,
    MeetingFact,
    Role,
    Vote,
    VoteResult,
)
from paper_search.schemas.base import BaseSchema, Day
from paper_search.schemas.passages import (
    PassageAddressSchema,
    PassageSchema,
    TextSpanSchema,
    address_fields,
    passage_fields,
)
from paper_search.text.names import collapse_name
from paper_search.text.spans import collapse_whitespace


def _collapse(words: str | None) -> str | None:
    return None if words is None else collapse_whitespace(words)


def _entry_fields(held: HeldEntry[EntryT]) -> dict[str, Any]:
    """Return the words of an entry and their place, which every entry has."""
    source = held.entry.source
    place = PassageAddressSchema(**address_fields(held.passage, held.document))
    return {"text": source.text, "start": source.start, "end": source.end, "place": place}


class EntrySchema(TextSpanSchema, title="RegisterEntry"):
    """Words of a paper that the register was read from."""

    place: PassageAddressSchema = Field(description="Where the words begin, and the citation.")


class PaperReferenceSchema(BaseSchema, title="PaperReference"):
    """A paper, in short."""

    doc_id: str = Field(description="What the paper is known by.")
    source: str = Field(description="Its path in the corpus.")
    title: str | None = Field(description="As the paper has it.")
    kind: str | None = Field(description="The kind of paper.")
    agenda_item: str | None = Field(description="The matter on the agenda.")
    status: str | None = Field(description="What the paper or a list says of it.")

    @classmethod
    def from_documents(cls, documents: Iterable[Document]) -> tuple[Self, ...]:
        """Return the references to papers, in their order."""
        return tuple(map(cls.from_record, documents))


class VoteSchema(EntrySchema, title="Vote"):
    """A vote, as printed; null is a count that is not stated."""

    motion: TextSpanSchema | None = Field(description="The words that were put to the vote.")
    subject: str | None = Field(description="The heading of the item.")
    agenda_item: str | None = Field(description="The number of the item.")
    minute: str | None = Field(description="The number of the minute.")
    votes_for: int | None = Field(description="The count for.")
    votes_against: int | None = Field(description="The count against.")
    abstentions: int | None = Field(description="The count of abstentions.")
    voters_for: tuple[str, ...] = Field(description="The names for, as printed.")
    voters_against: tuple[str, ...] = Field(description="The names against.")
    abstaining: tuple[str, ...] = Field(description="The names of those who abstained.")
    result: VoteResult | None = Field(description="Whether it was carried, where the paper says so.")
    is_unanimous: bool = Field(description="True where the paper says so.")
    is_recorded: bool = Field(description="True for a recorded or named vote.")

    @classmethod
    def from_record(cls, record: HeldEntry[Vote]) -> Self:
        """Return the schema of a vote."""
        vote = record.entry
        return cls(
            **_entry_fields(record),
            motion=TextSpanSchema.from_record(vote.motion) if vote.motion else None,
            subject=vote.subject,
            agenda_item=vote.agenda_item,
            minute=vote.minute,
            votes_for=vote.votes_for,
            votes_against=vote.votes_against,
            abstentions=vote.abstentions,
            voters_for=vote.voters_for,
            voters_against=vote.voters_against,
            abstaining=vote.abstaining,
            result=vote.result,
            is_unanimous=vote.is_unanimous,
            is_recorded=vote.is_recorded,
        )


class DecisionSchema(EntrySchema, title="Decision"):
    """A decision in its exact words, with what other papers held say of it."""

    outcome: DecisionOutcome = Field(description="What became of it.")
    lead_in: str | None = Field(description="The opening words, up to the items.")
    subject: str | None = Field(description="The heading of the item that it stands under.")
    agenda_item: str | None = Field(description="The number of the item.")
    minute: str | None = Field(description="The number of the minute.")
    reference: str | None = Field(description="The number of the decision or of the application.")
    mover: str | None = Field(description="Who moved it, as printed.")
    seconder: str | None = Field(description="Who seconded it.")
    moved_in: TextSpanSchema | None = Field(description="The words that name them, where they are others.")
    conditions: tuple[TextSpanSchema, ...] = Field(description="What it is subject to.")
    decision_maker: str | None = Field(description="The person or body that decided, where the paper names one.")
    decided_on: Day = Field(description="The day printed beside the decision; else that of the meeting holds.")
    is_amendment: bool = Field(description="True for an amendment to a motion.")
    report: PaperReferenceSchema | None = Field(description="The paper that it was about.")
    recommendation: PassageSchema | None = Field(
        description="The officers' recommendation there, where its words differ from the decision."
    )
    votes: tuple[VoteSchema, ...] = Field(description="The votes on it.")

    @classmethod
    def from_record(cls, record: DecisionRecord) -> Self:
        """Return the schema of a decision."""
        report = record.report
        recommendation = (
            PassageSchema(**passage_fields(record.recommendation, report)) if record.recommendation and report else None
        )
        return cls(
            **_entry_fields(record.decision),
            **_decision_fields(record.decision.entry),
            report=PaperReferenceSchema.from_record(report) if report else None,
            recommendation=recommendation,
            votes=tuple(map(VoteSchema.from_record, record.votes)),
        )


def _decision_fields(decision: Decision) -> dict[str, Any]:
    """Return the fields of a decision that its own paper states."""
    return {
        "outcome": decision.outcome,
        "lead_in": decision.lead_in,
        "subject": decision.subject,
        "agenda_item": decision.agenda_item,
        "minute": decision.minute,
        "reference": decision.reference,
        "mover": decision.mover,
        "seconder": decision.seconder,
        "moved_in": TextSpanSchema.from_record(decision.moved_in) if decision.moved_in else None,
        "conditions": tuple(map(TextSpanSchema.from_record, decision.conditions)),
        "decision_maker": decision.decision_maker,
        "decided_on": decision.decided_on,
        "is_amendment": decision.is_amendment,
    }


class DecisionListSchema(BaseSchema, title="Decisions"):
    """Decisions, the newest first."""

    total: int = Field(description="How many there are in all.")
    offset: int = Field(description="How many of the first are left out.")
    decisions: tuple[DecisionSchema, ...] = Field(description="Those of this page.")

    @classmethod
    def from_list(cls, found: DecisionList, offset: int = 0) -> Self:
        """Return the schema of a page of decisions."""
        return cls(total=found.total, offset=offset, decisions=tuple(map(DecisionSchema.from_record, found.decisions)))


class VoteListSchema(BaseSchema, title="Votes"):
    """Votes, the newest first."""

    total: int = Field(description="How many there are in all.")
    offset: int = Field(description="How many of the first are left out.")
    votes: tuple[VoteSchema, ...] = Field(description="Those of this page.")

    @classmethod
    def from_list(cls, found: EntryList[Vote], offset: int = 0) -> Self:
        """Return the schema of a page of votes."""
        return cls(total=found.total, offset=offset, votes=tuple(map(VoteSchema.from_record, found.entries)))


class MeetingFactSchema(EntrySchema, title="MeetingFact"):
    """A fact of a meeting, as printed."""

    kind: FactKind = Field(description="time, place, cancelled, draft minutes or confirmed minutes.")
    value: str = Field(description="The words that state it.")

    @classmethod
    def from_record(cls, record: HeldEntry[MeetingFact]) -> Self:
        """Return the schema of a fact."""
        return cls(**_entry_fields(record), kind=record.entry.kind, value=collapse_whitespace(record.entry.value))


class AttendanceSchema(EntrySchema, title="Attendance"):
    """Somebody named as present, absent or interested."""

    kind: AttendanceKind = Field(description="present, apologies, absent, substitute, officer or declaration.")
    name: str = Field(description="As printed.")
    capacity: str | None = Field(description="The words printed beside the name, such as Chairman.")
    instead_of: str | None = Field(description="For whom a substitute came.")
    interest: str | None = Field(description="The words of a declaration of interest.")

    @classmethod
    def from_record(cls, record: HeldEntry[Attendance]) -> Self:
        """Return the schema of an attendance."""
        attendance = record.entry
        return cls(
            **_entry_fields(record),
            kind=attendance.kind,
            name=collapse_name(attendance.name),
            capacity=_collapse(attendance.capacity),
            instead_of=_collapse(attendance.instead_of),
            interest=_collapse(attendance.interest),
        )


class RoleSchema(EntrySchema, title="Role"):
    """A role that a paper gives somebody; the meeting's date says when it was printed, not when it began."""

    name: str = Field(description="As printed.")
    title: str = Field(description="The role, as printed.")

    @classmethod
    def from_record(cls, record: HeldEntry[Role]) -> Self:
        """Return the schema of a role."""
        name, title = collapse_name(record.entry.name), collapse_whitespace(record.entry.title)
        return cls(**_entry_fields(record), name=name, title=title)


class DecisionEntrySchema(EntrySchema, title="DecisionEntry"):
    """A decision as its own paper states it."""

    outcome: DecisionOutcome = Field(description="What became of it.")
    subject: str | None = Field(description="The heading of the item that it stands under.")
    mover: str | None = Field(description="Who moved it, as printed.")
    seconder: str | None = Field(description="Who seconded it.")

    @classmethod
    def from_record(cls, record: HeldEntry[Decision]) -> Self:
        """Return the schema of a decision's own words."""
        return cls(**_entry_fields(record), **_decision_fields(record.entry))
