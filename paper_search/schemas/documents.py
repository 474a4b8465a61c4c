"""The schemas of papers: their metadata, the list of them, and what was read of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from pydantic import Field

from paper_search.records import Document, Passage, UnreadPart
from paper_search.schemas.base import BaseSchema
from paper_search.schemas.passages import LocatorSchema, locator_fields, meeting_fields

if TYPE_CHECKING:
    from paper_search.records.documents import DocumentPreview


class UnreadPartSchema(BaseSchema, title="UnreadPart"):
    """A part of a paper that could not be read."""

    page: int | None = Field(description="The page of the file; null where the part stands on none.")
    reason: str = Field(description="Why, in words.")


class UnreadFileSchema(BaseSchema, title="UnreadFile"):
    """A file that could not be read or is held back."""

    source: str = Field(description="Its path in the corpus.")
    code: str = Field(description="The reason in one word.")
    reason: str = Field(description="The reason in words.")
    next_step: str = Field(description="What to do about it.")


class DocumentSchema(BaseSchema, title="Paper"):
    """The metadata of a paper."""

    doc_id: str = Field(description="The paper.")
    source: str = Field(description="Its path in the corpus.")
    sha256: str = Field(description="Of the file.")
    authority: str | None = Field(description="The council or other body.")
    committee: str | None = Field(description="The body that met.")
    meeting_date: str | None = Field(description="The day of the meeting.")
    title: str | None = Field(description="As the paper has it.")
    kind: str | None = Field(description="The kind of paper.")
    agenda_item: str | None = Field(description="The matter on the agenda; no minute's number.")
    status: str | None = Field(description="What the paper or a list says of it.")
    pages: int | None = Field(description="How many pages the file has.")
    url: str | None = Field(description="Where the council published it.")
    access: str = Field(description="public, or members.")
    also_at: tuple[str, ...] = Field(description="Other places at which the same words were published.")
    replaced_by: str | None = Field(description="The doc_id of the paper that replaces this one.")
    part_pages: tuple[int, ...] | None = Field(
        description="Its first and last page in a file that holds several papers."
    )
    unread_parts: tuple[UnreadPartSchema, ...] = Field(description="What of it could not be read, by page, and why.")

    @classmethod
    def from_record(cls, record: Document, unread_parts: Iterable[UnreadPart] = ()) -> Self:
        """Return the schema of a paper.

        Args:
            record: the paper.
            unread_parts: what of it could not be read.
        """
        return cls(
            doc_id=record.doc_id,
            source=record.source,
            sha256=record.sha256,
            **meeting_fields(record.meeting),
            title=record.title,
            kind=record.kind,
            agenda_item=record.agenda_item,
            status=record.status,
            pages=record.pages,
            url=record.url,
            access=record.access,
            also_at=record.also_at,
            replaced_by=record.replaced_by,
            part_pages=record.part_pages,
            unread_parts=tuple(map(UnreadPartSchema.from_record, unread_parts)),
        )


class DocumentListSchema(BaseSchema, title="Papers"):
    """Papers held, by doc_id."""

    total: int = Field(description="How many fit, of which ``papers`` are some.")
    offset: int = Field(description="How many were passed over.")
    papers: tuple[DocumentSchema, ...] = Field(description="What is known of each.")


class BlockSchema(BaseSchema, title="Block"):
    """A block of a paper: a heading, a paragraph, a list item, a table row."""

    kind: str = Field(description="The kind of block.")
    text: str = Field(description="The words, as printed.")
    start: int = Field(description="Where the words begin in the reading text.")
    end: int = Field(description="Where they end.")
    page: int | None = Field(description="The page of the file.")
    level: int | None = Field(description="The level of a heading.")


class DroppedTextSchema(BaseSchema, title="DroppedText"):
    """Text of a paper that is not indexed."""

    page: int | None = Field(description="The page of the file.")
    text: str = Field(description="The words, as printed.")
    why: str = Field(description="The reason.")


class HiddenTextSchema(BaseSchema, title="HiddenText"):
    """Words that a paper's file holds and its pages do not show; the words themselves are not given."""

    page: int | None = Field(description="The page of the file.")
    words: int = Field(description="How many words.")
    why: str = Field(description="The reason.")
    is_redaction: bool = Field(description="Whether the words were meant to be taken out and are only covered.")


class PassageKindSchema(BaseSchema, title="PassageKind"):
    """The kind of a passage."""

    kind: str = Field(description="paragraph, minute, bullet, resolution, recommendation, table and the like.")


class PreviewPassageSchema(LocatorSchema, PassageKindSchema, title="PreviewPassage"):
    """A passage with its place in its paper."""

    start: int = Field(description="Where the words begin in the reading text.")
    end: int = Field(description="Where they end.")
    text: str = Field(description="The words, as printed.")

    @classmethod
    def from_record(cls, record: Passage) -> Self:
        """Return the schema of a passage."""
        return cls(kind=record.kind, start=record.start, end=record.end, text=record.text, **locator_fields(record))


class StatedDateSchema(BaseSchema, title="StatedDate"):
    """A day that a paper states as that of its meeting."""

    day: str = Field(description="The day.")
    place: str = Field(description="Where it is stated: text, title, file name or folder.")


class PreviewSchema(BaseSchema, title="Preview"):
    """One file as it is read: its papers, their blocks and passages, and the text left out."""

    document: DocumentSchema = Field(description="The paper, or the first of the file.")
    papers: tuple[DocumentSchema, ...] = Field(description="All papers of the file.")
    blocks: tuple[BlockSchema, ...] = Field(description="The blocks in reading order.")
    passages: tuple[PreviewPassageSchema, ...] = Field(description="The passages in reading order.")
    dropped: tuple[DroppedTextSchema, ...] = Field(description="Text that is not indexed.")
    hidden: tuple[HiddenTextSchema, ...] = Field(description="Words that the file holds and does not show.")
    textless_pages: tuple[int, ...] = Field(description="Pages without text.")
    recognised_pages: tuple[int, ...] = Field(description="Pages read by OCR.")
    unread_parts: tuple[UnreadPartSchema, ...] = Field(description="What could not be read, by page, and why.")
    stated_dates: tuple[StatedDateSchema, ...] = Field(
        description="Days stated as that of the meeting, the strongest first; only that one counts."
    )
    info: tuple[tuple[str, ...], ...] = Field(description="The file's own metadata, names and values.")
    unread: tuple[UnreadFileSchema, ...] = Field(
        description="What a build would list of the file: held back, or shown as words alone."
    )

    @classmethod
    def from_record(cls, record: DocumentPreview) -> Self:
        """Return the schema of a file that was read."""
        reading = record.reading
        return cls(
            document=DocumentSchema.from_record(record.document, reading.unread_parts),
            papers=tuple(
                DocumentSchema.from_record(paper.document, paper.reading.unread_parts)
                for paper in record.documents or (record,)
            ),
            blocks=tuple(map(BlockSchema.from_record, reading.blocks)),
            passages=tuple(PreviewPassageSchema.from_record(passage) for passage in record.passages),
            dropped=tuple(map(DroppedTextSchema.from_record, reading.dropped)),
            hidden=tuple(map(HiddenTextSchema.from_record, reading.hidden)),
            textless_pages=reading.textless_pages,
            recognised_pages=reading.recognised_pages,
            unread_parts=tuple(map(UnreadPartSchema.from_record, reading.unread_parts)),
            stated_dates=tuple(
                StatedDateSchema(day=stated.day.isoformat(), place=stated.place) for stated in record.stated_dates
            ),
            info=reading.info,
            unread=tuple(map(UnreadFileSchema.from_record, record.unread)),
        )
