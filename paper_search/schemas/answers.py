"""The schemas of answers to questions: search, ask, compare, timeline, similar and cite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import Field

from paper_search.answering.certainty import describe_match
from paper_search.answering.compare import summarise_comparison
from paper_search.citations.styles import Style
from paper_search.records import Answer, LimitKind, Match, NamedLimit, SearchResults
from paper_search.schemas.base import BaseSchema, Day
from paper_search.schemas.passages import HitSchema, PassageSchema, QuoteSchema, passage_fields

if TYPE_CHECKING:
    from paper_search.records import Comparison, Event, Position, Similar, Timeline


_MATCH = "How well what was found meets the question; doubtful speaks of the matter and may not answer."
_MATCH_LABEL = "The same in a few words, to be shown before the quotes."
_NAMED_LIMITS = "The filters that were taken from the words of the question."
_REMARKS = "In plain words, what of the question nothing held has, then how it was read."


class CoverageSchema(BaseSchema, title="Coverage"):
    """The papers searched, and those not: the honest half of “no answer found”."""

    papers: int = Field(description="How many papers were searched.")
    passages: int = Field(description="How many passages were searched.")
    authorities: tuple[str, ...] = Field(description="Whose papers were searched.")
    since: Day = Field(description="The day of the earliest meeting.")
    until: Day = Field(description="The day of the latest.")
    undated: int = Field(description="Papers searched that state no date.")
    outside_filters: int = Field(description="Papers that the filters left out.")
    unread: int = Field(description="Files that could not be read.")
    held_back: int = Field(description="Papers held back as exempt, withdrawn or to be reviewed.")
    waiting: int = Field(description="Passages that can be found by their words only so far.")
    read_in_part: int = Field(description="Papers searched of which some parts could not be read.")
    missing_councils: tuple[str, ...] = Field(
        default=(),
        description="Whose papers were not searched, since they cannot be reached at the moment; empty text for papers"
        " that state no council.",
    )


class NamedLimitSchema(BaseSchema, title="NamedLimit"):
    """A limit that was taken from the words of the question; `any` in the request leaves it out."""

    kind: LimitKind = Field(description="What is limited.")
    label: str = Field(description="The name or the time, as it was understood.")

    @classmethod
    def from_record(cls, record: NamedLimit) -> Self:
        """Return the schema of a limit."""
        return cls(kind=record.kind, label=record.label)


class ListingSchema(BaseSchema, title="Listing"):
    """Passages, best first."""

    query: str = Field(description="What was asked.")
    remarks: tuple[str, ...] = Field(description=_REMARKS)
    named_limits: tuple[NamedLimitSchema, ...] = Field(description=_NAMED_LIMITS)
    hits: tuple[HitSchema, ...] = Field(description="The passages, best first.")

    @classmethod
    def from_results(cls, query: str, results: SearchResults) -> Self:
        """Return the schema of what was found for a question."""
        return cls(
            query=query,
            remarks=results.remarks,
            named_limits=tuple(NamedLimitSchema.from_record(limit) for limit in results.named_limits),
            hits=tuple(HitSchema.from_record(hit) for hit in results.hits),
        )


class AnswerSchema(BaseSchema, title="Answer"):
    """Exact quotes, or none."""

    question: str = Field(description="What was asked.")
    found: bool = Field(description="False: no answer found; the hits are then only the nearest passages.")
    confidence: float = Field(description="0 to 1, and no probability.")
    match: Match = Field(description=_MATCH)
    match_label: str = Field(description=_MATCH_LABEL)
    remarks: tuple[str, ...] = Field(description=_REMARKS)
    named_limits: tuple[NamedLimitSchema, ...] = Field(description=_NAMED_LIMITS)
    quotes: tuple[QuoteSchema, ...] = Field(description="The words that answer, the best first.")
    also: tuple[QuoteSchema, ...] = Field(
        description="The same said with another figure or date, elsewhere or on another day."
    )
    hits: tuple[HitSchema, ...] = Field(description="The passages, best first.")
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")

    @classmethod
    def from_record(cls, record: Answer) -> Self:
        """Return the schema of an answer."""
        return cls(
            question=record.question,
            found=record.is_found,
            confidence=record.confidence,
            match=record.match,
            match_label=describe_match(record.match).label,
            remarks=record.remarks,
            named_limits=tuple(NamedLimitSchema.from_record(limit) for limit in record.named_limits),
            quotes=tuple(QuoteSchema.from_record(quote) for quote in record.quotes),
            also=tuple(QuoteSchema.from_record(quote) for quote in record.also),
            hits=tuple(HitSchema.from_record(hit) for hit in record.hits),
            coverage=CoverageSchema.from_record(record.coverage),
        )


class PositionSchema(BaseSchema, title="Position"):
    """One council's position, as its papers have it."""

    authority: str = Field(description="The council or other body.")
    found: bool = Field(description="False: its papers say nothing of it.")
    papers_held: int = Field(description="How many of its papers are held.")
    papers_searched: int = Field(description="How many of them the filters let through.")
    confidence: float = Field(description="0 to 1, and no probability.")
    match: Match = Field(description=_MATCH)
    match_label: str = Field(description=_MATCH_LABEL)
    quotes: tuple[QuoteSchema, ...] = Field(description="The words that answer, the best first.")
    nearest: HitSchema | None = Field(description="The passage that came nearest, where nothing was found.")

    @classmethod
    def from_record(cls, record: Position) -> Self:
        """Return the schema of a council's position."""
        return cls(
            authority=record.authority,
            found=record.has_answer,
            papers_held=record.document_count,
            papers_searched=record.searched_count,
            confidence=record.confidence,
            match=record.match,
            match_label=describe_match(record.match).label,
            quotes=tuple(QuoteSchema.from_record(quote) for quote in record.quotes),
            nearest=HitSchema.from_record(record.nearest) if record.nearest else None,
        )


class ComparisonSchema(BaseSchema, title="Comparison"):
    """Each council's position: the surest first, then those that say nothing."""

    question: str = Field(description="What was asked.")
    found: bool = Field(description="Whether any council's papers say anything.")
    summary: str = Field(description="In a sentence, how many councils answer, and how well.")
    positions: tuple[PositionSchema, ...] = Field(description="One for each council.")
    unattributed: int = Field(description="Papers within the filters that state no council.")
    remarks: tuple[str, ...] = Field(description=_REMARKS)
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")

    @classmethod
    def from_record(cls, record: Comparison) -> Self:
        """Return the schema of a comparison."""
        return cls(
            question=record.question,
            found=record.has_answer,
            summary=summarise_comparison(record),
            positions=tuple(PositionSchema.from_record(position) for position in record.positions),
            unattributed=record.unattributed,
            remarks=record.remarks,
            coverage=CoverageSchema.from_record(record.coverage),
        )


class MatterLinkSchema(BaseSchema, title="MatterLink"):
    """The way in which a passage belongs to a matter."""

    met: float = Field(description="How well it meets the matter's words; compares only within one answer.")
    link: str | None = Field(description="What ties it to the matter where its own words do not.")


class EventSchema(PassageSchema, MatterLinkSchema, title="Event"):
    """A passage of a matter."""

    @classmethod
    def from_record(cls, record: Event) -> Self:
        """Return the schema of an event."""
        return cls(met=round(record.max_sim, 4), link=record.link, **passage_fields(record.passage, record.document))


class TimelineSchema(BaseSchema, title="Timeline"):
    """A matter's passages by the dates of its meetings; those without a date stand last."""

    matter: str = Field(description="What was asked.")
    found: bool = Field(description="False: nothing of it was found.")
    match: Match = Field(description=_MATCH)
    match_label: str = Field(description=_MATCH_LABEL)
    events: tuple[EventSchema, ...] = Field(description="The passages, by date.")
    left_out: int = Field(description="Passages looked at that match less well.")
    nearest: HitSchema | None = Field(description="The passage that came nearest, where nothing was found.")
    remarks: tuple[str, ...] = Field(description=_REMARKS)
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")

    @classmethod
    def from_record(cls, record: Timeline) -> Self:
        """Return the schema of a timeline."""
        return cls(
            matter=record.matter,
            found=record.has_events,
            match=record.match,
            match_label=describe_match(record.match).label,
            events=tuple(EventSchema.from_record(event) for event in record.events),
            left_out=record.left_out,
            nearest=HitSchema.from_record(record.nearest) if record.nearest else None,
            remarks=record.remarks,
            coverage=CoverageSchema.from_record(record.coverage),
        )


class SimilarSchema(BaseSchema, title="Similar"):
    """A passage and those of other papers that say the like."""

    passage: PassageSchema = Field(description="The one that was given.")
    elsewhere: bool = Field(description="Whether other councils stand first.")
    hits: tuple[HitSchema, ...] = Field(description="The passages that are like it, best first.")
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")

    @classmethod
    def from_record(cls, record: Similar) -> Self:
        """Return the schema of a passage and those like it."""
        return cls(
            passage=PassageSchema(**passage_fields(record.passage, record.document)),
            elsewhere=record.elsewhere,
            hits=tuple(HitSchema.from_record(hit) for hit in record.hits),
            coverage=CoverageSchema.from_record(record.coverage),
        )


class CitationSchema(BaseSchema, title="Citation"):
    """The citation of a passage."""

    passage_id: str = Field(description="The passage.")
    style: Style = Field(description="The form of the citation.")
    citation: str = Field(description="The words of it.")
