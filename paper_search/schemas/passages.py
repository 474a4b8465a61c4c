"""The schemas of passages: where they stand, their words, and what is quoted of them."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field

from paper_search.citations.format import cite, is_recognised
from paper_search.records import Document, Hit, Meeting, Passage, Quote
from paper_search.schemas.base import BaseSchema


def meeting_fields(meeting: Meeting) -> dict[str, Any]:
    """Return authority, committee and date of a meeting."""
    return {
        "authority": meeting.authority,
        "committee": meeting.committee,
        "meeting_date": meeting.held_on.isoformat() if meeting.held_on else None,
    }


def locator_fields(passage: Passage) -> dict[str, Any]:
    """Return the place of a passage in its paper."""
    locator = passage.locator
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "pages": locator.pages,
        "printed_page": locator.printed_page,
        "paragraph": locator.paragraph,
        "within": locator.within,
        "minute": locator.minute,
        "agenda_item": locator.agenda_item,
        "headings": passage.headings,
        "lead_in": passage.lead_in,
        "attribution": passage.attribution,
        "columns": passage.columns,
        "lang": passage.lang,
    }


def address_fields(passage: Passage, document: Document) -> dict[str, Any]:
    """Return the place of a passage in its paper and of the paper among the papers."""
    return {
        "source": document.source,
        **meeting_fields(document.meeting),
        "title": document.title,
        "status": document.status,
        "replaced_by": document.replaced_by,
        "url": document.url,
        **locator_fields(passage),
        "kind": document.kind,
        "agenda_item": passage.locator.agenda_item or document.agenda_item,
        "read_by": "OCR" if is_recognised(passage, document) else None,
        "citation": cite(passage, document).label,
    }


def passage_fields(passage: Passage, document: Document) -> dict[str, Any]:
    """Return a whole passage with its address."""
    return {
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "passage_kind": passage.kind,
        **address_fields(passage, document),
    }


class DocumentAddressSchema(BaseSchema, title="DocumentAddress"):
    """Where a paper stands, and of which meeting it is."""

    source: str = Field(description="The paper's path in the corpus.")
    authority: str | None = Field(description="The council or other body; null is not stated.")
    committee: str | None = Field(description="The body that met.")
    meeting_date: str | None = Field(description="The day of the meeting, such as 2025-01-30.")
    title: str | None = Field(description="As the paper has it.")
    status: str | None = Field(
        description="What the paper or a list says of it: draft, confirmed, cancelled, replaced."
    )
    replaced_by: str | None = Field(description="The doc_id of the paper that replaces this one.")
    url: str | None = Field(description="Where the council published it.")


class LocatorSchema(BaseSchema, title="Locator"):
    """Where a passage stands in its paper."""

    passage_id: str = Field(description="What a passage is known by; it outlives a rebuild.")
    doc_id: str = Field(description="What a paper is known by.")
    pages: tuple[int, ...] | None = Field(description="The first and the last page, counted in the file from 1.")
    printed_page: str | None = Field(description="The number printed on the sheet, where it differs from the file's.")
    paragraph: str | None = Field(description="Its own printed number, such as 4.12 or (a).")
    within: str | None = Field(description="The number of the paragraph that this one stands in.")
    minute: str | None = Field(description="The number of the minute.")
    agenda_item: str | None = Field(description="The matter on the agenda; no minute's number.")
    headings: tuple[str, ...] = Field(description="From the outermost heading inwards.")
    lead_in: str | None = Field(description="The words that a list item hangs from, such as “Resolved that:”.")
    attribution: str | None = Field(description="Who is reported as speaking, as printed.")
    columns: tuple[str, ...] = Field(description="The heads of the columns of a table whose text does not print them.")
    lang: str | None = Field(description="The language, where it is not English.")


class PassageAddressSchema(LocatorSchema, DocumentAddressSchema, title="Place"):
    """Where a passage stands, field by field. A number alone never identifies it."""

    kind: str | None = Field(description="The kind of paper: report, minutes, decision record and the like.")
    read_by: str | None = Field(description="“OCR” where the words were read off a picture and may be misread.")
    citation: str = Field(description="The line an officer would accept.")


class TextSpanSchema(BaseSchema, title="Words"):
    """Exact words of a paper, never corrected."""

    text: str = Field(description="The words, as printed.")
    start: int = Field(description="Where the words begin in the paper's reading text, in characters.")
    end: int = Field(description="Where they end.")


class LeadInSchema(BaseSchema, title="LedInBy"):
    """The words that a quote hangs from, to be checked like the quote itself."""

    text: str = Field(description="The words, as printed.")
    doc_id: str = Field(description="The paper.")
    start: int = Field(description="Where the words begin in the reading text.")
    end: int = Field(description="Where they end.")


class TableHeadSchema(BaseSchema, title="TableHead"):
    """The head of a column."""

    text: str = Field(description="Its words; a head over several columns is part of each.")
    spans: tuple[tuple[int, ...], ...] = Field(
        description="Where its words begin and end in the reading text; empty where that is not known."
    )


class TableCellSchema(TextSpanSchema, title="TableCell"):
    """A cell, as printed."""


class QuotedTableSchema(BaseSchema, title="QuotedTable"):
    """The rows of a table that a quote holds, to be shown as a table."""

    heads: tuple[TableHeadSchema, ...] = Field(description="One for each column; empty where none is known.")
    rows: tuple[tuple[TableCellSchema, ...], ...] = Field(description="The cells of each row, empty ones too.")

    @classmethod
    def from_quote(cls, quote: Quote) -> Self | None:
        """Return the schema of the table that a quote holds; None where it holds none."""
        if quote.table is None:
            return None
        shift = quote.lead_in.start if quote.lead_in else 0
        heads = tuple(
            TableHeadSchema(text=head.text, spans=tuple((shift + start, shift + end) for start, end in head.spans))
            for head in quote.table.heads
        )
        rows = tuple(
            tuple(
                TableCellSchema(text=cell.text, start=quote.start + cell.start, end=quote.start + cell.end)
                for cell in row
            )
            for row in quote.table.rows
        )
        return cls(heads=heads, rows=rows)


class QuoteSchema(PassageAddressSchema, TextSpanSchema, title="Quote"):
    """Words that answer."""

    led_in_by: LeadInSchema | None = Field(description="The words that the quote hangs from.")
    highlight: tuple[int, ...] | None = Field(
        description="Where in the text the words that answer begin and end, in characters; null where not known."
    )
    row: str | None = Field(
        description="A row of a table with the heads of its columns, to be shown for the text; null for other words."
    )
    table: QuotedTableSchema | None = Field(description="The rows of a table, cell by cell; null for other words.")

    @classmethod
    def from_record(cls, record: Quote) -> Self:
        """Return the schema of a quote."""
        return cls(
            text=record.text,
            start=record.start,
            end=record.end,
            led_in_by=LeadInSchema.from_record(record.lead_in) if record.lead_in else None,
            highlight=record.highlight,
            row=record.row.text if record.row else None,
            table=QuotedTableSchema.from_quote(record),
            **address_fields(record.passage, record.document),
        )


class PassageTextSchema(TextSpanSchema, title="PassageText"):
    """The words of a whole passage, and the part that they play in the paper."""

    passage_kind: str = Field(description="paragraph, minute, bullet, resolution, recommendation, table and the like.")


class PassageSchema(PassageAddressSchema, PassageTextSchema, title="PassageWords"):
    """A whole passage."""


class DuplicatePassageSchema(BaseSchema, title="OtherPlace"):
    """A place that prints the same words again."""

    label: str = Field(description="Its citation.")
    doc_id: str = Field(description="The paper.")
    passage_id: str = Field(description="The passage.")
    source: str = Field(description="Its path in the corpus.")
    page: int | None = Field(description="The first page of the file.")


class RankSchema(BaseSchema, title="Rank"):
    """A place in a ranking."""

    rank: int = Field(description="1 is the best.")
    score: float = Field(description="Higher is better; it is no percentage, and compares only within one answer.")


class HitSchema(PassageSchema, RankSchema, title="Hit"):
    """A passage found."""

    also_in: tuple[DuplicatePassageSchema, ...] = Field(description="Passages that print the same words again.")
    also_at: tuple[str, ...] = Field(description="Other places of the same paper.")

    @classmethod
    def from_record(cls, record: Hit) -> Self:
        """Return the schema of a hit."""
        return cls(
            rank=record.rank,
            score=record.score,
            also_in=tuple(map(DuplicatePassageSchema.from_record, record.also_in)),
            also_at=record.document.also_at,
            **passage_fields(record.passage, record.document),
        )
