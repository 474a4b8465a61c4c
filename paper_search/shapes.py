"""The JSON of ``wire`` as types, for programs that want to know what they will be given.

Nothing comes in but what ``wire`` makes, nothing goes out but the same: names may grow and are let through, those that
are here stay. Null is "not stated" throughout.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Fields that are described, and any that come later."""

    model_config = ConfigDict(extra="allow")


class Place(Shape):
    """Where a passage stands, field by field. A number alone never identifies it."""

    passage_id: str = Field(description="What a passage is known by; it outlives a rebuild.")
    doc_id: str = Field(description="What a paper is known by.")
    source: str = Field(description="The paper's path in the corpus.")
    authority: str | None = Field(description="The council or other body; null is not stated.")
    committee: str | None
    meeting_date: str | None = Field(description="The day of the meeting, such as 2025-01-30.")
    title: str | None
    status: str | None = Field(description="What the paper says of itself: draft, confirmed, cancelled, replaced.")
    replaced_by: str | None = Field(description="The doc_id of the paper that replaces this one.")
    pages: list[int] | None = Field(description="The first and the last page, counted in the file from 1.")
    printed_page: str | None
    paragraph: str | None
    within: str | None = Field(description="The number of the paragraph that this one stands in.")
    minute: str | None
    agenda_item: str | None
    headings: list[str] = Field(description="From the outermost heading inwards.")
    lead_in: str | None = Field(description="The words that a list item hangs from, such as “Resolved that:”.")
    attribution: str | None = Field(description="Who is reported as speaking, as printed.")
    columns: list[str] = Field(description="The heads of the columns of a table whose text does not print them.")
    lang: str | None = Field(description="The language, where it is not English.")
    kind: str | None = Field(description="The kind of paper: report, minutes, decision record and the like.")
    read_by: str | None = Field(description="“OCR” where the words were read off a picture and may be misread.")
    citation: str = Field(description="The line an officer would accept.")


class Words(Place):
    """Exact words of a paper, never corrected."""

    text: str
    start: int = Field(description="Where the words begin in the paper's reading text, in characters.")
    end: int


class LedInBy(Shape):
    """The words that a quote hangs from, to be checked like the quote itself."""

    text: str
    doc_id: str
    start: int
    end: int


class Quote(Words):
    """Words that answer."""

    led_in_by: LedInBy | None


class PassageWords(Words):
    """A whole passage."""

    passage_kind: str = Field(description="paragraph, minute, bullet, resolution, recommendation, table and the like.")


class OtherPlace(Shape):
    """A place that prints the same words again."""

    label: str
    doc_id: str
    passage_id: str
    source: str
    page: int | None


class Hit(PassageWords):
    """A passage found."""

    rank: int
    score: float = Field(description="Higher is better; it is no percentage, and compares only within one answer.")
    also_in: list[OtherPlace]
    also_at: list[str]


class Coverage(Shape):
    """What was searched, and what was not: the honest half of “nothing found”."""

    papers: int
    passages: int
    authorities: list[str]
    since: str | None
    until: str | None
    undated: int
    outside_filters: int
    unread: int
    held_back: int
    waiting: int = Field(description="Passages that can be found by their words only so far.")


class Listing(Shape):
    """Passages, best first."""

    query: str
    remarks: list[str] = Field(description="In plain words, how the question was read.")
    hits: list[Hit]


class Answer(Shape):
    """Exact quotes, or none."""

    question: str
    found: bool = Field(description="False: nothing found; the hits are then only the nearest passages.")
    confidence: float = Field(description="0 to 1; weak, and no probability.")
    match: str | None = Field(description="The same in words.")
    remarks: list[str]
    quotes: list[Quote]
    also: list[Quote] = Field(description="The same said with another figure or date, elsewhere or on another day.")
    hits: list[Hit]
    coverage: Coverage


class Position(Shape):
    """What one authority's papers say."""

    authority: str
    found: bool
    papers_held: int
    papers_searched: int
    confidence: float
    match: str | None = Field(description="The same in words.")
    quotes: list[Quote]
    nearest: Hit | None


class Comparison(Shape):
    """Each authority's position: the surest first, then those that say nothing."""

    question: str
    found: bool
    positions: list[Position]
    unattributed: int = Field(description="Papers within the limits that state no authority.")
    remarks: list[str]
    coverage: Coverage


class Event(PassageWords):
    """A passage of a matter."""

    met: float
    link: str | None = Field(description="What ties it to the matter where its own words do not.")


class Timeline(Shape):
    """A matter's passages by the dates of its meetings; those without a date stand last."""

    matter: str
    found: bool
    events: list[Event]
    left_out: int
    nearest: Hit | None
    remarks: list[str]
    coverage: Coverage


class Similar(Shape):
    """A passage and those of other papers that say the like."""

    passage: PassageWords
    elsewhere: bool
    hits: list[Hit]
    coverage: Coverage


class Citation(Shape):
    """The citation of a passage."""

    passage_id: str
    style: Literal["text", "markdown", "html", "ris"]
    citation: str


class Paper(Shape):
    """What is known of a paper."""

    doc_id: str
    source: str
    sha256: str = Field(description="Of the file.")
    authority: str | None
    committee: str | None
    meeting_date: str | None
    title: str | None
    kind: str | None
    agenda_item: str | None
    status: str | None
    pages: int | None
    url: str | None = Field(description="Where the council published it.")
    access: str
    also_at: list[str] = Field(description="Other places at which the same words were published.")
    replaced_by: str | None
    part_pages: list[int] | None = Field(description="Its first and last page in a file that holds several papers.")


class Papers(Shape):
    """Papers held, by doc_id."""

    total: int = Field(description="How many fit, of which ``papers`` are some.")
    offset: int
    papers: list[Paper]


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[str] = Field(default=[], description="Each part of the question that cannot be used.")
