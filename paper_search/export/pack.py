"""The content of an evidence pack, whatever format it is written in.

A quote is the passage's text, letter for letter, and what a paper does not state is said to be not stated. The file's
SHA-256 and the index's generation stand beside it, so that a quote can be checked against the very file it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from paper_search._version import __version__
from paper_search.answering.certainty import describe_match
from paper_search.citations.format import (
    NOT_STATED,
    cite,
    format_location,
    format_meeting_date,
    format_pages,
    is_recognised,
)
from paper_search.errors import QueryError
from paper_search.export.written import NOTHING_WRITTEN, PackWriting
from paper_search.ingest.metadata.provenance import Provenance
from paper_search.records import Answer, Document, Match, Passage
from paper_search.text.spans import collapse_whitespace

Format = Literal["docx", "csv", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)
MAX_PACK_PASSAGES = 50
"""The most passages that a pack can hold."""
PACK_NOTICE = (
    "The quotes are the papers' own words, uncorrected. Each file is known by its SHA-256: a file that gives another is"
    " not the one that was quoted. What a paper recommends is not yet a decision, and draft minutes are not confirmed"
    " ones."
)

PageRenderer = Callable[[Passage, Document], bytes | None]
"""Draws the page that a passage stands on, as a PNG; None where there is none to show."""


@dataclass(frozen=True, slots=True)
class PackPassage:
    """One passage chosen.

    Args:
        passage: The passage.
        document: Its paper.
        picture: Its page as a PNG; None where there is none to show.
        provenance: Where its file was fetched from; None where that is not known.
    """

    passage: Passage
    document: Document
    picture: bytes | None = None
    provenance: Provenance | None = None

    @property
    def citation(self) -> str:
        """The citation in one line."""
        return cite(self.passage, self.document).label


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """The passages chosen, in that order.

    Args:
        question: The question that they were found with.
        made_at: When the pack was made, in UTC.
        generation: The generation of the index that they come from.
        items: The passages.
        missing: How many of those chosen are not held any more.
        match: How well the papers meet the question; None where there is no question.
        remarks: What the question names and nothing held has, and how it was read.
        written: Sentences that a language model wrote, which are no part of the passages.
    """

    question: str
    made_at: datetime
    generation: int
    items: tuple[PackPassage, ...]
    missing: int = 0
    match: Match | None = None
    remarks: tuple[str, ...] = ()
    written: PackWriting = NOTHING_WRITTEN


def render_no_page(passage: Passage, document: Document) -> bytes | None:
    """Show no page."""
    return None


def validate_choice(passage_ids: Sequence[str]) -> list[str]:
    """Return the passages chosen, each once, in the order given.

    Raises:
        QueryError: None were chosen, or more than a pack holds.
    """
    chosen = list(dict.fromkeys(passage_ids))
    if not 0 < len(chosen) <= MAX_PACK_PASSAGES:
        raise QueryError(f"An evidence pack holds 1 to {MAX_PACK_PASSAGES} passages. You chose {len(chosen)}.")
    return chosen


def build_pack(
    question: str,
    passage_ids: Sequence[str],
    held: Mapping[str, tuple[Passage, Document]],
    generation: int,
    render_page: PageRenderer = render_no_page,
    answer: Answer | None = None,
    provenance: Mapping[str, Provenance] | None = None,
) -> EvidencePack:
    """Return the passages chosen as a pack, made now.

    Args:
        question: The question that they were found with.
        passage_ids: The passages chosen, in order.
        held: Those of them that are held, with their documents.
        generation: The generation of the index that they come from.
        render_page: Draws the page that a passage stands on.
        answer: What the papers say to the question; None where there is no question.
        provenance: Where files were fetched from, by their paths.

    Raises:
        QueryError: None of them is held.
    """
    found = [held[passage_id] for passage_id in passage_ids if passage_id in held]
    if not found:
        raise QueryError(
            "None of these passages is in the index any more. Search again, and choose from what is found."
        )
    known = provenance or {}
    items = tuple(
        PackPassage(passage, document, render_page(passage, document), known.get(document.source))
        for passage, document in found
    )
    missing = len(passage_ids) - len(found)
    return EvidencePack(
        collapse_whitespace(question),
        datetime.now(UTC),
        generation,
        items,
        missing,
        match=answer.match if answer else None,
        remarks=answer.remarks if answer else (),
    )


def list_pack_facts(pack: EvidencePack) -> list[tuple[str, str]]:
    """Return the facts of a pack as a whole, by name."""
    facts = [
        ("Question", pack.question or NOT_STATED),
        *(("Remark", remark) for remark in pack.remarks),
        *_list_certainty(pack),
        ("Made", f"{pack.made_at:%Y-%m-%d %H:%M} UTC"),
        ("Passages", str(len(pack.items))),
        ("Generation of the index", str(pack.generation)),
        ("Made by", f"paper-search {__version__}"),
    ]
    pictured = sum(item.picture is not None for item in pack.items)
    if pictured:
        facts.append(("Pages shown", f"of {pictured} of the passages"))
    if pack.missing:
        facts.append(("Not included", f"{pack.missing} that the index does not hold any more"))
    return [*facts, *pack.written.list_facts()]


def _list_certainty(pack: EvidencePack) -> list[tuple[str, str]]:
    if pack.match is None:
        return []
    certainty = describe_match(pack.match)
    return [("Match", f"{certainty.label}. {certainty.sentence}")]


def list_item_facts(item: PackPassage) -> list[tuple[str, str]]:
    """Return the facts of one passage beside its words, by name."""
    passage, document, meeting = item.passage, item.document, item.document.meeting
    always = [
        ("Citation", item.citation),
        ("Council", meeting.authority),
        ("Committee", meeting.committee),
        ("Date of meeting", format_meeting_date(document)),
        ("Paper", document.title),
        ("Kind of paper", document.kind),
        ("Where", format_location(passage) or None),
        ("Page", format_pages(passage.locator) or None),
        ("Headings", " › ".join(passage.headings) or None),
    ]
    where_known = [
        ("Status", document.status),
        ("Attributed to", passage.attribution),
        ("Read by", "text recognition (OCR), which may misread" if is_recognised(passage, document) else None),
        ("Published at", document.url),
        *(_list_provenance(item.provenance) if item.provenance else ()),
    ]
    sources = [("File", document.source), ("SHA-256 of the file", document.sha256), ("Passage", passage.passage_id)]
    known = [(name, value) for name, value in where_known if value]
    return [*((name, value or NOT_STATED) for name, value in always), *known, *sources]


def _list_provenance(provenance: Provenance) -> list[tuple[str, str | None]]:
    """Return where a file was fetched from and what it is called there; what is not known is None."""
    place = f"from {provenance.host} " if provenance.host else ""
    change = "" if provenance.is_unchanged else ". The file has been changed since then"
    published_on = provenance.published_on
    ids = (("document", provenance.document_id), ("meeting", provenance.meeting_id))
    return [
        ("Fetched", f"{place}on {provenance.fetched_at:%Y-%m-%d %H:%M} UTC{change}"),
        ("SHA-256 when fetched", provenance.sha256),
        ("Published on", published_on.isoformat() if published_on else None),
        ("Known there as", ", ".join(f"{noun} {number}" for noun, number in ids if number) or None),
    ]
