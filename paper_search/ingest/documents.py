"""The papers that a file of the corpus holds, each with its metadata and its own reading.

In: a file's path in the corpus, its hash, its reading and its line in a manifest; out: ``Contents``. Promised: a file
that is one paper gives one, known by its path; a pack gives one for every entry of its outline that is a paper, known
by the path and ``#`` with the part's name, with what the pack states of the meeting where the paper itself does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import quote

from paper_search.ingest import duplicates, metadata, packs
from paper_search.ingest.metadata.manifest import ManifestRow
from paper_search.ingest.packs import PackItem
from paper_search.records import Document, Meeting, Reading
from paper_search.records.documents import SupersedesClaim
from paper_search.text.spans import normalise

PACK_KIND = "supplement/public pack"
_COVER_LETTER_KINDS = frozenset((PACK_KIND, "agenda frontsheet"))
"""Kinds of the paper in front of a pack, which may say what the papers behind it replace."""


@dataclass(frozen=True, slots=True)
class DocumentInFile:
    """One paper: its metadata, its reading, where its text begins in that of the file, and what it replaces."""

    document: Document
    reading: Reading
    offset: int = 0
    supersedes: SupersedesClaim | None = None

    @property
    def content_hash(self) -> str | None:
        """What stands for its words, see ``relations.words_key``."""
        dropped = (one.text for one in self.reading.dropped)
        return duplicates.content_hash(self.reading.text, dropped, self.reading.page_starts)


@dataclass(frozen=True, slots=True)
class FileContents:
    """A file as one paper, and the papers in it: itself alone, or the parts of a pack."""

    file_document: Document
    documents: tuple[DocumentInFile, ...]


def documents_in_file(
    source: str, sha256: str, reading: Reading, row: ManifestRow | None = None, parent_folders: tuple[str, ...] = ()
) -> FileContents:
    """What a file holds. The arguments are those of ``metadata.describe``."""
    whole = metadata.describe(source, sha256, reading, row, parent_folders)
    found = packs.split_pack(reading, whole.kind == PACK_KIND)
    if not found:
        return FileContents(whole, (DocumentInFile(whole, reading, 0, duplicates.find_supersedes_claim(reading.text)),))
    given = replace(row, title=None, kind=None, agenda_item=None, status=None) if row else None
    drafts = [_describe_item(whole, part, reading, given, parent_folders) for part in found]
    return FileContents(whole, tuple(_apply_cover_letter(drafts)))


def _describe_item(
    file_document: Document, item: PackItem, reading: Reading, row: ManifestRow | None, parent_folders: tuple[str, ...]
) -> DocumentInFile:
    own = packs.slice_reading(reading, item)
    # The outline's entry stands for the file name that the paper would have alone.
    name = (item.title or "").replace("/", "-")
    source = str(
        PurePosixPath(file_document.source).parent / (quote(f"{name}.pdf", safe=" ") if name else "opening.pdf")
    )
    described = metadata.describe(source, file_document.sha256, own, row, parent_folders)
    if described.kind == "minutes":
        # The document information names the meeting of the pack, and minutes are of an earlier one.
        own = replace(own, info=tuple(pair for pair in own.info if pair[0] != "subject"))
        described = metadata.describe(source, file_document.sha256, own, row, parent_folders)
    document = replace(
        described,
        doc_id=f"{file_document.source}#{item.name}",
        source=file_document.source,
        title=_choose_title(described.title, item.title, name),
        meeting=_merge_meeting(described, file_document.meeting),
        agenda_item=None if described.kind == "minutes" else item.agenda_item or described.agenda_item,
        url=file_document.url,
        pages=file_document.pages,
        part_pages=item.pages,
    )
    return DocumentInFile(document, own, item.start, duplicates.find_supersedes_claim(own.text))


def _choose_title(own_title: str | None, outline_title: str | None, name: str) -> str | None:
    """The paper's own title; where it has none, or only the name made of its entry, the entry as printed."""
    return outline_title if own_title is None or normalise(own_title) == normalise(name) else own_title


def _merge_meeting(document: Document, pack_meeting: Meeting) -> Meeting:
    """The paper's meeting with what only the pack states; minutes keep to what they state of their own meeting."""
    own = document.meeting
    authority = own.authority or pack_meeting.authority
    if document.kind == "minutes":
        return replace(own, authority=authority)
    return Meeting(authority, own.committee or pack_meeting.committee, own.held_on or pack_meeting.held_on)


def _apply_cover_letter(drafts: list[DocumentInFile]) -> list[DocumentInFile]:
    """The papers of a pack, with what the letter in front of them says that one of them replaces."""
    letter, *behind = drafts
    if letter.document.kind not in _COVER_LETTER_KINDS or letter.supersedes is None:
        return drafts
    items = [paper.document.agenda_item for paper in behind]
    told = [
        replace(paper, supersedes=paper.supersedes or duplicates.claim_from_letter(letter.supersedes, items, item))
        if item not in items[:at]
        else paper
        for at, (paper, item) in enumerate(zip(behind, items, strict=True))
    ]
    return [replace(letter, supersedes=None), *told]
