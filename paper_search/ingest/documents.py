"""Documents that a file of the corpus holds, each with its metadata and its own reading.

A file that is one document gives one, known by its path. A pack gives one for every outline entry that is a document,
known by the path and ``#`` with the item's name. What only the pack states of the meeting counts for its documents.
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
from paper_search.text.struck import mask_reading

PACK_KIND = "supplement/public pack"
_COVER_LETTER_KINDS = frozenset((PACK_KIND, "agenda frontsheet"))
"""Kinds of the document in front of a pack, which may state what the documents behind it replace."""


@dataclass(frozen=True, slots=True)
class DocumentInFile:
    """One document of a file: its metadata, its reading and what it replaces.

    ``offset`` is where its text begins in that of the file.
    """

    document: Document
    reading: Reading
    offset: int = 0
    supersedes: SupersedesClaim | None = None

    @property
    def content_hash(self) -> str | None:
        """The digest of its words, see ``duplicates.content_hash``."""
        # A page's title may be a line of its own, which tells it from another.
        margins = (dropped for dropped in self.reading.dropped if dropped.page or dropped.why.startswith("running "))
        dropped_texts = (dropped.text for dropped in margins)
        return duplicates.content_hash(self.reading.text, dropped_texts, self.reading.page_starts)


@dataclass(frozen=True, slots=True)
class FileContents:
    """A file as one document, and the documents in it: itself alone, or the items of a pack."""

    file_document: Document
    documents: tuple[DocumentInFile, ...]


def documents_in_file(
    source: str, sha256: str, reading: Reading, row: ManifestRow | None = None, parent_folders: tuple[str, ...] = ()
) -> FileContents:
    """Return the documents that a file holds.

    Args:
        source: the file's path in the corpus, with forward slashes.
        sha256: the hash of the file, as hexadecimal digits.
        reading: the file as read.
        row: its line in a manifest.
        parent_folders: the folders that the corpus stands in, itself the last.
    """
    file_document = metadata.describe(source, sha256, reading, row, parent_folders)
    items = packs.split_pack(reading, file_document.kind == PACK_KIND)
    if not items:
        return FileContents(
            file_document,
            (DocumentInFile(file_document, reading, 0, duplicates.find_supersedes_claim(mask_reading(reading).text)),),
        )
    item_row = replace(row, title=None, kind=None, agenda_item=None, status=None) if row else None
    drafts = [_describe_item(file_document, item, reading, item_row, parent_folders) for item in items]
    return FileContents(file_document, tuple(_apply_cover_letter(drafts)))


def _describe_item(
    file_document: Document, item: PackItem, reading: Reading, row: ManifestRow | None, parent_folders: tuple[str, ...]
) -> DocumentInFile:
    item_reading = packs.slice_reading(reading, item)
    # The outline's entry stands for the file name that the paper would have alone.
    name = (item.title or "").replace("/", "-")
    source = str(
        PurePosixPath(file_document.source).parent / (quote(f"{name}.pdf", safe=" ") if name else "opening.pdf")
    )
    described = metadata.describe(source, file_document.sha256, item_reading, row, parent_folders)
    if described.kind == "minutes":
        # The document information names the meeting of the pack, and minutes are of an earlier one.
        item_reading = replace(item_reading, info=tuple(pair for pair in item_reading.info if pair[0] != "subject"))
        described = metadata.describe(source, file_document.sha256, item_reading, row, parent_folders)
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
    return DocumentInFile(document, item_reading, item.start, _find_claim(item_reading))


def _find_claim(reading: Reading) -> SupersedesClaim | None:
    return duplicates.find_supersedes_claim(mask_reading(reading).text)


def _choose_title(own_title: str | None, outline_title: str | None, name: str) -> str | None:
    """Return the document's own title; where it has none but its entry's, the outline entry as printed."""
    return outline_title if own_title is None or normalise(own_title) == normalise(name) else own_title


def _merge_meeting(document: Document, pack_meeting: Meeting) -> Meeting:
    """Return the document's meeting completed by what only the pack states.

    Minutes keep to what they state of their own meeting.
    """
    own = document.meeting
    authority = own.authority or pack_meeting.authority
    if document.kind == "minutes":
        return replace(own, authority=authority)
    return Meeting(authority, own.committee or pack_meeting.committee, own.held_on or pack_meeting.held_on)


def _apply_cover_letter(drafts: list[DocumentInFile]) -> list[DocumentInFile]:
    """Return the documents of a pack, with the replacement that the letter in front of them announces."""
    letter, *others = drafts
    if letter.document.kind not in _COVER_LETTER_KINDS or letter.supersedes is None:
        return drafts
    items = [entry.document.agenda_item for entry in others]
    with_claims = [
        replace(entry, supersedes=entry.supersedes or duplicates.claim_from_letter(letter.supersedes, items, item))
        if item not in items[:index]
        else entry
        for index, (entry, item) in enumerate(zip(others, items, strict=True))
    ]
    return [replace(letter, supersedes=None), *with_claims]
