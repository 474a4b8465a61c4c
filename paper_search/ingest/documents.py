"""The papers that a file of the corpus holds, each with its metadata and its own reading.

In: a file's path in the corpus, its hash, its reading and its line in a manifest; out: ``Contents``. Promised: a file
that is one paper gives one, known by its path; a pack gives one for every entry of its outline that is a paper, known
by the path and ``#`` with the part's name, with what the pack states of the meeting where the paper itself does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import quote

from paper_search.ingest import duplicates as relations
from paper_search.ingest import metadata
from paper_search.ingest import packs as parts
from paper_search.ingest.duplicates import Claim
from paper_search.ingest.metadata.manifest import Row
from paper_search.ingest.packs import Part
from paper_search.records import Document, Meeting, Reading
from paper_search.text.spans import fold

PACK = "supplement/public pack"
_LETTERS = frozenset((PACK, "agenda frontsheet"))
"""Kinds of the paper in front of a pack, which may say what the papers behind it replace."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its metadata, its reading, where its text begins in that of the file, and what it replaces."""

    document: Document
    reading: Reading
    offset: int = 0
    claim: Claim | None = None

    @property
    def words_key(self) -> str | None:
        """What stands for its words, see ``relations.words_key``."""
        dropped = (one.text for one in self.reading.dropped)
        return relations.words_key(self.reading.text, dropped, self.reading.page_starts)


@dataclass(frozen=True, slots=True)
class Contents:
    """A file as one paper, and the papers in it: itself alone, or the parts of a pack."""

    whole: Document
    papers: tuple[Paper, ...]


def contents(
    source: str, sha256: str, reading: Reading, row: Row | None = None, above: tuple[str, ...] = ()
) -> Contents:
    """What a file holds. The arguments are those of ``metadata.describe``."""
    whole = metadata.describe(source, sha256, reading, row, above)
    found = parts.parts(reading, whole.kind == PACK)
    if not found:
        return Contents(whole, (Paper(whole, reading, 0, relations.claim(reading.text)),))
    given = replace(row, title=None, kind=None, agenda_item=None, status=None) if row else None
    drafts = [_paper(whole, part, reading, given, above) for part in found]
    return Contents(whole, tuple(_with_letters(drafts)))


def _paper(whole: Document, part: Part, reading: Reading, row: Row | None, above: tuple[str, ...]) -> Paper:
    own = parts.cut(reading, part)
    # The outline's entry stands for the file name that the paper would have alone.
    name = (part.title or "").replace("/", "-")
    source = str(PurePosixPath(whole.source).parent / (quote(f"{name}.pdf", safe=" ") if name else "opening.pdf"))
    described = metadata.describe(source, whole.sha256, own, row, above)
    if described.kind == "minutes":
        # The document information names the meeting of the pack, and minutes are of an earlier one.
        own = replace(own, info=tuple(pair for pair in own.info if pair[0] != "subject"))
        described = metadata.describe(source, whole.sha256, own, row, above)
    document = replace(
        described,
        doc_id=f"{whole.source}#{part.name}",
        source=whole.source,
        title=_title(described.title, part.title, name),
        meeting=_meeting(described, whole.meeting),
        agenda_item=None if described.kind == "minutes" else part.agenda_item or described.agenda_item,
        url=whole.url,
        pages=whole.pages,
        part_pages=part.pages,
    )
    return Paper(document, own, part.start, relations.claim(own.text))


def _title(own: str | None, entry: str | None, name: str) -> str | None:
    """The paper's own title; where it has none, or only the name made of its entry, the entry as printed."""
    return entry if own is None or fold(own) == fold(name) else own


def _meeting(described: Document, pack: Meeting) -> Meeting:
    """The paper's meeting with what only the pack states; minutes keep to what they state of their own meeting."""
    own = described.meeting
    authority = own.authority or pack.authority
    if described.kind == "minutes":
        return replace(own, authority=authority)
    return Meeting(authority, own.committee or pack.committee, own.held_on or pack.held_on)


def _with_letters(drafts: list[Paper]) -> list[Paper]:
    """The papers of a pack, with what the letter in front of them says that one of them replaces."""
    letter, *behind = drafts
    if letter.document.kind not in _LETTERS or letter.claim is None:
        return drafts
    items = [paper.document.agenda_item for paper in behind]
    told = [
        replace(paper, claim=paper.claim or relations.claim_of_letter(letter.claim, items, item))
        if item not in items[:at]
        else paper
        for at, (paper, item) in enumerate(zip(behind, items, strict=True))
    ]
    return [replace(letter, claim=None), *told]
