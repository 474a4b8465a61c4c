"""Documents that a file of the corpus holds, each with its metadata and its own reading.

A file that is one document gives one, known by its path. A pack gives one for every outline entry that is a document,
known by the path and ``#`` with the item's name. What only the pack states of the meeting counts for its documents.
Pages that say of themselves that they are not public are a document of their own, known by ``#pages=12-19``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import quote

from paper_search.ingest import duplicates, metadata, packs
from paper_search.ingest.attached_papers import NamedPaper, name_papers
from paper_search.ingest.held_pages import HeldPages, PageRange, find_held_pages
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

    def find_file_offset(self, position: int, file_reading: Reading) -> int:
        """Return where a character of its text stands in that of the file, held-back pages between them or not."""
        starts = self.reading.page_starts
        if not starts or self.document.is_attachment:
            return self.offset + position
        page = max(bisect_right(starts, position), 1)
        return file_reading.page_starts[page - 1] + position - starts[page - 1]

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
    source: str,
    sha256: str,
    reading: Reading,
    row: ManifestRow | None = None,
    parent_folders: tuple[str, ...] = (),
    *,
    may_split: bool | None = None,
    withdrawn: tuple[PageRange, ...] = (),
) -> FileContents:
    """Return the documents that a file holds.

    Args:
        source: the file's path in the corpus, with forward slashes.
        sha256: the hash of the file, as hexadecimal digits.
        reading: the file as read.
        row: its line in a manifest.
        parent_folders: the folders that the corpus stands in, itself the last.
        may_split: False where pages that say of themselves that they are not public are so all the same; by default
            where the manifest says so.
        withdrawn: the pages that a person withdrew.
    """

    papers = tuple(name_papers(reading))
    reading = replace(reading, attachments=())

    def describe(part: Reading) -> DocumentInFile:
        document = metadata.describe(source, sha256, part, row, parent_folders)
        return DocumentInFile(document, part, 0, _find_claim(part))

    file_document = metadata.describe(source, sha256, reading, row, parent_folders)
    items = packs.split_pack(reading, file_document.kind == PACK_KIND)
    splits = may_split if may_split is not None else row is None or row.access != "public"
    separate = partial(_separate_held_pages, withdrawn=withdrawn) if splits or withdrawn else _keep_together
    item_row = replace(row, title=None, kind=None, agenda_item=None, status=None) if row else None
    attached = _describe_papers(file_document, papers, item_row, may_split=splits)
    if not items:
        # A portfolio may hold nothing but its papers.
        own = separate(file_document, reading, describe) if reading.blocks or not papers else ()
        return FileContents(file_document, (*own, *attached))
    drafts = [
        document
        for item in items
        for document in separate(
            file_document,
            packs.slice_reading(reading, item),
            lambda part, item=item: _describe_item(file_document, item, part, item_row, parent_folders),  # type: ignore[misc]
        )
    ]
    return FileContents(file_document, (*_apply_cover_letter(drafts), *attached))


def _describe_papers(
    file_document: Document, papers: Iterable[NamedPaper], row: ManifestRow | None, *, may_split: bool
) -> list[DocumentInFile]:
    """Return the papers attached to a file, each after the one that it is attached to."""
    described: dict[str, DocumentInFile] = {}
    attached = []
    for paper in papers:
        outer = described.get(paper.file_name.rpartition("/")[0])
        container = outer.document.meeting if outer else file_document.meeting
        described[paper.file_name] = _describe_paper(file_document, paper, row, container, may_split=may_split)
        attached.append(described[paper.file_name])
    return attached


def _describe_paper(
    file_document: Document, paper: NamedPaper, row: ManifestRow | None, container: Meeting, *, may_split: bool
) -> DocumentInFile:
    """Return a paper that is attached to the file; one that has a page that is not public is held back as a whole.

    A manifest's line and the folders are the file's, so what they state of the meeting stands behind the paper's words.
    """
    own_row = replace(row, authority=None, committee=None, meeting_date=None) if row else None
    name = quote(paper.file_name.rpartition("/")[2], safe=" ")
    described = metadata.describe(name, file_document.sha256, paper.reading, own_row)
    source = str(PurePosixPath(file_document.source).parent / name)
    held_back = metadata.find_held_back(source, paper.reading, row, described.kind)
    document = replace(
        described,
        doc_id=f"{file_document.source}#{paper.name}",
        source=file_document.source,
        meeting=_merge_meeting(described, container),
        url=file_document.url,
        access="exempt" if held_back else "public",
        held_back_reason=held_back.reason if held_back else None,
        held_back_code=held_back.code if held_back else None,
    )
    attached = DocumentInFile(document, paper.reading, paper.offset, _find_claim(paper.reading))
    held = find_held_pages(paper.reading) if may_split else ()
    return _hold_back(attached, held[0]) if held else attached


_Describe = Callable[[Reading], DocumentInFile]


def _keep_together(_: Document, reading: Reading, describe: _Describe) -> Iterator[DocumentInFile]:
    yield describe(reading)


def _separate_held_pages(
    file_document: Document, reading: Reading, describe: _Describe, *, withdrawn: tuple[PageRange, ...]
) -> Iterator[DocumentInFile]:
    """Yield a document without the pages that say they are not public, and those pages; whole where they are all of it.

    A document of which the first page says so is held back as a whole, title and all.
    """
    held = find_held_pages(reading, withdrawn)
    if not held:
        yield describe(reading)
        return
    rest = packs.remove_pages(reading, [(pages.first, pages.last) for pages in held])
    if not rest.text.strip() or held[0].first <= _find_first_page(reading):
        yield _hold_back(describe(reading), held[0])
        return
    public = describe(rest)
    yield public
    for pages in held:
        yield _describe_held_pages(file_document, public.document, reading, pages)


def _find_first_page(reading: Reading) -> int:
    """Return the first page that holds words."""
    return reading.blocks[0].page or 1 if reading.blocks else 1


def _hold_back(document_in_file: DocumentInFile, pages: HeldPages) -> DocumentInFile:
    """Return a document that is held back as a whole, unless a rule does so already."""
    document, held_back = document_in_file.document, pages.held_back
    if document.held_back_reason:
        return document_in_file
    held = replace(document, access="exempt", held_back_reason=held_back.reason, held_back_code=held_back.code)
    return replace(document_in_file, document=held)


def _describe_held_pages(
    file_document: Document, public: Document, reading: Reading, pages: HeldPages
) -> DocumentInFile:
    """Return held-back pages as a document of their own, of the meeting of the document that they stand in."""
    item = packs.make_page_item(reading, pages.first, pages.last)
    held_reading = packs.slice_reading(reading, item)
    described = metadata.describe(file_document.source, file_document.sha256, held_reading, None)
    rule = file_document if file_document.held_back_reason else None
    document = replace(
        described,
        doc_id=f"{file_document.source}#{pages.name}",
        meeting=_merge_meeting(described, public.meeting),
        url=file_document.url,
        pages=file_document.pages,
        part_pages=(pages.first, pages.last),
        access="exempt",
        held_back_reason=rule.held_back_reason if rule else pages.held_back.reason,
        held_back_code=rule.held_back_code if rule else pages.held_back.code,
    )
    return DocumentInFile(document, held_reading, item.start)


def _describe_item(
    file_document: Document,
    item: PackItem,
    item_reading: Reading,
    row: ManifestRow | None,
    parent_folders: tuple[str, ...],
) -> DocumentInFile:
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
