"""What an evidence pack holds, whatever form it is written in.

In: passages with their papers; out: a Pack, and its facts as names and words. Promised: a quote is the passage's text,
letter for letter; what a paper does not state is said to be not stated; the file's SHA-256 and the index's generation
stand beside it, so that each quote can be checked against the very file it was taken from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from paper_search._version import __version__
from paper_search.citations.format import (
    NOT_STATED,
    cite,
    format_location,
    format_meeting_date,
    format_pages,
    is_recognised,
)
from paper_search.records import Document, Passage

Format = Literal["docx", "csv", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)
MAX_PACK_PASSAGES = 50
"""How many passages a pack can hold."""
PACK_NOTICE = (
    "The quotes are the papers' own words, uncorrected. Each file is known by its SHA-256: a file that gives another is"
    " not the one that was quoted. What a paper recommends is not yet a decision, and draft minutes are not confirmed"
    " ones."
)


@dataclass(frozen=True, slots=True)
class PackPassage:
    """One passage chosen; ``picture`` is its page as a PNG, None where there is none to show."""

    passage: Passage
    document: Document
    picture: bytes | None = None

    @property
    def citation(self) -> str:
        return cite(self.passage, self.document).label


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """What was chosen, in the order in which it was; ``missing`` counts what was asked for and is held no more."""

    question: str
    made_at: datetime
    generation: int
    items: tuple[PackPassage, ...]
    missing: int = 0


def list_pack_facts(pack: EvidencePack) -> list[tuple[str, str]]:
    """What is said of a pack as a whole."""
    said = [
        ("Question", pack.question or NOT_STATED),
        ("Made", f"{pack.made_at:%Y-%m-%d %H:%M} UTC"),
        ("Passages", str(len(pack.items))),
        ("Generation of the index", str(pack.generation)),
        ("Made by", f"paper-search {__version__}"),
    ]
    pictured = sum(item.picture is not None for item in pack.items)
    if pictured:
        said.append(("Pages shown", f"of {pictured} of the passages"))
    if pack.missing:
        said.append(("Not included", f"{pack.missing} that the index does not hold any more"))
    return said


def list_item_facts(item: PackPassage) -> list[tuple[str, str]]:
    """What is said of one passage beside its words."""
    passage, document, meeting = item.passage, item.document, item.document.meeting
    said = [
        ("Citation", item.citation),
        ("Authority", meeting.authority),
        ("Committee", meeting.committee),
        ("Date of meeting", format_meeting_date(document)),
        ("Paper", document.title),
        ("Kind of paper", document.kind),
        ("Where", format_location(passage) or None),
        ("Page", format_pages(passage.locator) or None),
        ("Headings", " › ".join(passage.headings) or None),
    ]
    only_where_known = [
        ("Status", document.status),
        ("Attributed to", passage.attribution),
        ("Read by", "text recognition (OCR), which may misread" if is_recognised(passage, document) else None),
        ("Published at", document.url),
    ]
    traced = [("File", document.source), ("SHA-256 of the file", document.sha256), ("Passage", passage.passage_id)]
    known = [(name, value) for name, value in only_where_known if value]
    return [*((name, value or NOT_STATED) for name, value in said), *known, *traced]
