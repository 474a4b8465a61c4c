"""The JSON of ``wire`` as types, for programs that want to know what they will be given.

Nothing comes in but what ``wire`` makes, nothing goes out but the same: names may grow and are let through, those that
are here stay. Null is "not stated" throughout.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class BaseSchema(BaseModel):
    """Fields that are described, and any that come later."""

    model_config = ConfigDict(extra="allow")


class PassageAddressSchema(BaseSchema):
    """Where a passage stands, field by field. A number alone never identifies it."""

    passage_id: str = Field(description="What a passage is known by; it outlives a rebuild.")
    doc_id: str = Field(description="What a paper is known by.")
    source: str = Field(description="The paper's path in the corpus.")
    authority: str | None = Field(description="The council or other body; null is not stated.")
    committee: str | None = Field(description="The body that met.")
    meeting_date: str | None = Field(description="The day of the meeting, such as 2025-01-30.")
    title: str | None = Field(description="As the paper has it.")
    status: str | None = Field(description="What the paper says of itself: draft, confirmed, cancelled, replaced.")
    replaced_by: str | None = Field(description="The doc_id of the paper that replaces this one.")
    pages: list[int] | None = Field(description="The first and the last page, counted in the file from 1.")
    printed_page: str | None = Field(description="The number printed on the sheet, where it differs from the file's.")
    paragraph: str | None = Field(description="Its own printed number, such as 4.12 or (a).")
    within: str | None = Field(description="The number of the paragraph that this one stands in.")
    minute: str | None = Field(description="The number of the minute.")
    agenda_item: str | None = Field(description="The matter on the agenda; no minute's number.")
    headings: list[str] = Field(description="From the outermost heading inwards.")
    lead_in: str | None = Field(description="The words that a list item hangs from, such as “Resolved that:”.")
    attribution: str | None = Field(description="Who is reported as speaking, as printed.")
    columns: list[str] = Field(description="The heads of the columns of a table whose text does not print them.")
    lang: str | None = Field(description="The language, where it is not English.")
    kind: str | None = Field(description="The kind of paper: report, minutes, decision record and the like.")
    read_by: str | None = Field(description="“OCR” where the words were read off a picture and may be misread.")
    citation: str = Field(description="The line an officer would accept.")


class TextSpanSchema(PassageAddressSchema):
    """Exact words of a paper, never corrected."""

    text: str = Field(description="The words, as printed.")
    start: int = Field(description="Where the words begin in the paper's reading text, in characters.")
    end: int = Field(description="Where they end.")


class LeadInSchema(BaseSchema):
    """The words that a quote hangs from, to be checked like the quote itself."""

    text: str = Field(description="The words, as printed.")
    doc_id: str = Field(description="The paper.")
    start: int = Field(description="Where the words begin in the reading text.")
    end: int = Field(description="Where they end.")


class QuoteSchema(TextSpanSchema):
    """Words that answer."""

    led_in_by: LeadInSchema | None = Field(description="The words that the quote hangs from.")


class PassageSchema(TextSpanSchema):
    """A whole passage."""

    passage_kind: str = Field(description="paragraph, minute, bullet, resolution, recommendation, table and the like.")


class DuplicatePassageSchema(BaseSchema):
    """A place that prints the same words again."""

    label: str = Field(description="Its citation.")
    doc_id: str = Field(description="The paper.")
    passage_id: str = Field(description="The passage.")
    source: str = Field(description="Its path in the corpus.")
    page: int | None = Field(description="The first page of the file.")


class HitSchema(PassageSchema):
    """A passage found."""

    rank: int = Field(description="1 is the best.")
    score: float = Field(description="Higher is better; it is no percentage, and compares only within one answer.")
    also_in: list[DuplicatePassageSchema] = Field(description="Passages that print the same words again.")
    also_at: list[str] = Field(description="Other places of the same paper.")


class CoverageSchema(BaseSchema):
    """What was searched, and what was not: the honest half of “nothing found”."""

    papers: int = Field(description="How many papers were searched.")
    passages: int = Field(description="How many passages were searched.")
    authorities: list[str] = Field(description="Whose papers were searched.")
    since: str | None = Field(description="The day of the earliest meeting.")
    until: str | None = Field(description="The day of the latest.")
    undated: int = Field(description="Papers searched that state no date.")
    outside_filters: int = Field(description="Papers that the limits left out.")
    unread: int = Field(description="Files that could not be read.")
    held_back: int = Field(description="Papers held back as exempt or withdrawn.")
    waiting: int = Field(description="Passages that can be found by their words only so far.")


class ListingSchema(BaseSchema):
    """Passages, best first."""

    query: str = Field(description="What was asked.")
    remarks: list[str] = Field(description="In plain words, how the question was read.")
    hits: list[HitSchema] = Field(description="The passages, best first.")


class AnswerSchema(BaseSchema):
    """Exact quotes, or none."""

    question: str = Field(description="What was asked.")
    found: bool = Field(description="False: nothing found; the hits are then only the nearest passages.")
    confidence: float = Field(description="0 to 1; weak, and no probability.")
    match: str | None = Field(description="The same in words.")
    remarks: list[str] = Field(description="In plain words, how the question was read.")
    quotes: list[QuoteSchema] = Field(description="The words that answer, the best first.")
    also: list[QuoteSchema] = Field(
        description="The same said with another figure or date, elsewhere or on another day."
    )
    hits: list[HitSchema] = Field(description="The passages, best first.")
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")


class PositionSchema(BaseSchema):
    """What one authority's papers say."""

    authority: str = Field(description="The council or other body.")
    found: bool = Field(description="False: its papers say nothing of it.")
    papers_held: int = Field(description="How many of its papers are held.")
    papers_searched: int = Field(description="How many of them the limits let through.")
    confidence: float = Field(description="0 to 1; weak, and no probability.")
    match: str | None = Field(description="The same in words.")
    quotes: list[QuoteSchema] = Field(description="The words that answer, the best first.")
    nearest: HitSchema | None = Field(description="The passage that came nearest, where nothing was found.")


class ComparisonSchema(BaseSchema):
    """Each authority's position: the surest first, then those that say nothing."""

    question: str = Field(description="What was asked.")
    found: bool = Field(description="Whether any authority's papers say anything.")
    positions: list[PositionSchema] = Field(description="One for each authority.")
    unattributed: int = Field(description="Papers within the limits that state no authority.")
    remarks: list[str] = Field(description="In plain words, how the question was read.")
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")


class EventSchema(PassageSchema):
    """A passage of a matter."""

    met: float = Field(description="How well it meets the matter's words; compares only within one answer.")
    link: str | None = Field(description="What ties it to the matter where its own words do not.")


class TimelineSchema(BaseSchema):
    """A matter's passages by the dates of its meetings; those without a date stand last."""

    matter: str = Field(description="What was asked.")
    found: bool = Field(description="False: nothing of it was found.")
    events: list[EventSchema] = Field(description="The passages, by date.")
    left_out: int = Field(description="Passages looked at that fit less well.")
    nearest: HitSchema | None = Field(description="The passage that came nearest, where nothing was found.")
    remarks: list[str] = Field(description="In plain words, how the question was read.")
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")


class SimilarSchema(BaseSchema):
    """A passage and those of other papers that say the like."""

    passage: PassageSchema = Field(description="The one that was given.")
    elsewhere: bool = Field(description="Whether other authorities stand first.")
    hits: list[HitSchema] = Field(description="The passages that are like it, best first.")
    coverage: CoverageSchema = Field(description="What was searched, and what was not.")


class CitationSchema(BaseSchema):
    """The citation of a passage."""

    passage_id: str = Field(description="The passage.")
    style: Literal["text", "markdown", "html", "ris"] = Field(description="The form of the citation.")
    citation: str = Field(description="The words of it.")


class DocumentSchema(BaseSchema):
    """What is known of a paper."""

    doc_id: str = Field(description="The paper.")
    source: str = Field(description="Its path in the corpus.")
    sha256: str = Field(description="Of the file.")
    authority: str | None = Field(description="The council or other body.")
    committee: str | None = Field(description="The body that met.")
    meeting_date: str | None = Field(description="The day of the meeting.")
    title: str | None = Field(description="As the paper has it.")
    kind: str | None = Field(description="The kind of paper.")
    agenda_item: str | None = Field(description="The matter on the agenda; no minute's number.")
    status: str | None = Field(description="What the paper says of itself.")
    pages: int | None = Field(description="How many pages the file has.")
    url: str | None = Field(description="Where the council published it.")
    access: str = Field(description="public, or members.")
    also_at: list[str] = Field(description="Other places at which the same words were published.")
    replaced_by: str | None = Field(description="The doc_id of the paper that replaces this one.")
    part_pages: list[int] | None = Field(description="Its first and last page in a file that holds several papers.")


class DocumentListSchema(BaseSchema):
    """Papers held, by doc_id."""

    total: int = Field(description="How many fit, of which ``papers`` are some.")
    offset: int = Field(description="How many were passed over.")
    papers: list[DocumentSchema] = Field(description="What is known of each.")


class ProblemSchema(BaseSchema):
    """What went wrong (RFC 9457)."""

    type: str = Field(default="about:blank", description="Always about:blank.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status in figures.")
    detail: str = Field(description="What to change.")
    errors: list[str] = Field(default=[], description="Each part of the question that cannot be used.")
