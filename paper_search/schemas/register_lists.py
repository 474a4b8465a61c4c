"""The schemas of meetings, people and matters: entries of the register joined across papers."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field

from paper_search.records.register import (
    CancellationSource,
    Matter,
    MatterPaper,
    MeetingList,
    MeetingRecord,
    MeetingStatus,
    MeetingSummary,
    MinutesStatus,
    PersonList,
    PersonRecord,
    PersonSummary,
)
from paper_search.schemas.base import BaseSchema
from paper_search.schemas.passages import meeting_fields
from paper_search.schemas.register import (
    AttendanceSchema,
    DecisionEntrySchema,
    DecisionSchema,
    MeetingFactSchema,
    PaperReferenceSchema,
    RoleSchema,
    VoteSchema,
)


class MeetingSummarySchema(BaseSchema, title="MeetingSummary"):
    """A meeting, in short."""

    meeting_id: str = Field(description="What the meeting is known by.")
    authority: str | None = Field(description="The council or other body.")
    committee: str | None = Field(description="The body that met.")
    meeting_date: str | None = Field(description="The day.")
    status: MeetingStatus | None = Field(description="held or cancelled, where its papers or the site say so.")
    minutes_status: MinutesStatus | None = Field(description="draft or confirmed, where its minutes say so.")
    has_minutes: bool = Field(description="True if minutes of it are held.")
    decision_count: int = Field(description="How many decisions of it are held.")
    vote_count: int = Field(description="How many votes.")
    papers: tuple[PaperReferenceSchema, ...] = Field(description="Its papers: agenda, reports, minutes, decisions.")

    @classmethod
    def from_record(cls, record: MeetingSummary) -> Self:
        """Return the schema of a meeting in short."""
        return cls(**_meeting_summary_fields(record))


def _meeting_summary_fields(summary: MeetingSummary) -> dict[str, Any]:
    return {
        "meeting_id": summary.meeting_id,
        **meeting_fields(summary.meeting),
        "status": summary.status,
        "minutes_status": summary.minutes_status,
        "has_minutes": summary.has_minutes,
        "decision_count": summary.decisions,
        "vote_count": summary.votes,
        "papers": PaperReferenceSchema.from_documents(summary.documents),
    }


class MeetingListSchema(BaseSchema, title="Meetings"):
    """Meetings, the newest first."""

    total: int = Field(description="How many there are in all.")
    offset: int = Field(description="How many of the first are left out.")
    meetings: tuple[MeetingSummarySchema, ...] = Field(description="Those of this page.")

    @classmethod
    def from_list(cls, found: MeetingList, offset: int = 0) -> Self:
        """Return the schema of a page of meetings."""
        meetings = tuple(map(MeetingSummarySchema.from_record, found.meetings))
        return cls(total=found.total, offset=offset, meetings=meetings)


class MeetingSchema(MeetingSummarySchema, title="Meeting"):
    """All that is held of one meeting."""

    cancelled_by: CancellationSource | None = Field(
        description="Who says that it was cancelled: paper in its words, site of the council, or a person's list."
    )
    facts: tuple[MeetingFactSchema, ...] = Field(description="Time, place and status, as printed.")
    attendance: tuple[AttendanceSchema, ...] = Field(description="Who was there, and who was not.")
    decisions: tuple[DecisionSchema, ...] = Field(description="Its decisions.")
    votes: tuple[VoteSchema, ...] = Field(description="Its votes.")
    roles: tuple[RoleSchema, ...] = Field(description="The roles that its papers give.")

    @classmethod
    def from_meeting(cls, record: MeetingRecord) -> Self:
        """Return the schema of a meeting."""
        return cls(
            **_meeting_summary_fields(record.summary),
            cancelled_by=record.cancelled_by,
            facts=tuple(map(MeetingFactSchema.from_record, record.facts)),
            attendance=tuple(map(AttendanceSchema.from_record, record.attendance)),
            decisions=tuple(map(DecisionSchema.from_record, record.decisions)),
            votes=tuple(map(VoteSchema.from_record, record.votes)),
            roles=tuple(map(RoleSchema.from_record, record.roles)),
        )


class PersonSummarySchema(BaseSchema, title="PersonSummary"):
    """Somebody whom the papers of one council name."""

    person_id: str = Field(description="What the person is known by.")
    name: str = Field(description="The fullest form printed.")
    authority: str | None = Field(description="Of whose papers.")
    forms: tuple[str, ...] = Field(description="All forms of the name printed.")
    latest_role: RoleSchema | None = Field(description="The role in the latest paper that gives one.")

    @classmethod
    def from_record(cls, record: PersonSummary) -> Self:
        """Return the schema of a person in short."""
        return cls(**_person_summary_fields(record))


def _person_summary_fields(summary: PersonSummary) -> dict[str, Any]:
    return {
        "person_id": summary.person_id,
        "name": summary.name,
        "authority": summary.authority,
        "forms": summary.forms,
        "latest_role": RoleSchema.from_record(summary.latest_role) if summary.latest_role else None,
    }


class PersonListSchema(BaseSchema, title="People"):
    """People, by surname."""

    total: int = Field(description="How many there are in all.")
    offset: int = Field(description="How many of the first are left out.")
    people: tuple[PersonSummarySchema, ...] = Field(description="Those of this page.")

    @classmethod
    def from_list(cls, found: PersonList, offset: int = 0) -> Self:
        """Return the schema of a page of people."""
        return cls(total=found.total, offset=offset, people=tuple(map(PersonSummarySchema.from_record, found.people)))


class PersonSchema(PersonSummarySchema, title="Person"):
    """The words that the papers held print of somebody, the newest first in each list."""

    roles: tuple[RoleSchema, ...] = Field(description="Roles held.")
    attendance: tuple[AttendanceSchema, ...] = Field(description="Meetings attended or missed, and declarations.")
    moved: tuple[DecisionEntrySchema, ...] = Field(description="Decisions moved or seconded.")
    voted: tuple[VoteSchema, ...] = Field(description="Votes that print the name.")

    @classmethod
    def from_person(cls, record: PersonRecord) -> Self:
        """Return the schema of a person."""
        return cls(
            **_person_summary_fields(record.summary),
            roles=tuple(map(RoleSchema.from_record, record.roles)),
            attendance=tuple(map(AttendanceSchema.from_record, record.attendance)),
            moved=tuple(map(DecisionEntrySchema.from_record, record.moved)),
            voted=tuple(map(VoteSchema.from_record, record.voted)),
        )


class MatterPaperSchema(BaseSchema, title="MatterPaper"):
    """A paper of a matter."""

    meeting_date: str | None = Field(description="The day of its meeting.")
    committee: str | None = Field(description="The body that met.")
    paper: PaperReferenceSchema = Field(description="The paper.")
    link: str = Field(description="What ties it to the others.")
    decisions: tuple[DecisionSchema, ...] = Field(description="What was decided there.")

    @classmethod
    def from_record(cls, record: MatterPaper) -> Self:
        """Return the schema of a paper of a matter."""
        meeting = record.document.meeting
        return cls(
            meeting_date=meeting.held_on.isoformat() if meeting.held_on else None,
            committee=meeting.committee,
            paper=PaperReferenceSchema.from_record(record.document),
            link=record.link,
            decisions=tuple(map(DecisionSchema.from_record, record.decisions)),
        )


class MatterSchema(BaseSchema, title="Matter"):
    """Papers that belong together across meetings, in the order of the meetings."""

    matter_id: str = Field(description="What the matter is known by.")
    title: str = Field(description="The title that most of its papers have.")
    authority: str | None = Field(description="Whose papers they are.")
    references: tuple[str, ...] = Field(description="The references that they bear, as printed.")
    papers: tuple[MatterPaperSchema, ...] = Field(description="The papers.")

    @classmethod
    def from_record(cls, record: Matter) -> Self:
        """Return the schema of a matter."""
        return cls(
            matter_id=record.matter_id,
            title=record.title,
            authority=record.authority,
            references=record.references,
            papers=tuple(map(MatterPaperSchema.from_record, record.papers)),
        )
