"""From a file that was read to what goes into the store: its papers, their passages, and what may not be shown.

In: a file of the corpus and its reading; out: ``FileEntries``. Promised: a paper that is exempt or withdrawn at one of
the places where its file stands is not among the entries.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii

from paper_search.access import decisions, exemption
from paper_search.access.decisions import Decisions
from paper_search.embeddings import Encoder
from paper_search.ingest import documents as papers
from paper_search.ingest import duplicates
from paper_search.ingest.discovery import SourceFile
from paper_search.ingest.documents import DocumentInFile, FileContents
from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.ingest.segmentation.passages import split_passages
from paper_search.records import Document, Passage, Reading, UnreadFile
from paper_search.storage.documents import DocumentEntry

SPLITTER_VERSION = "9"
"""Goes up when reading, metadata or splitting change, so that the next build makes the index anew from every paper."""


@dataclass(frozen=True, slots=True)
class FileEntries:
    """What one file holds: the papers to show, those held back, and the words of these; and how much was read."""

    entries: tuple[DocumentEntry, ...]
    held_back: tuple[UnreadFile, ...]
    restricted_hashes: tuple[str, ...]
    pages: int
    dropped_characters: int

    @property
    def passages(self) -> int:
        """How many passages can be found."""
        return sum(text is not None for entry in self.entries for text in entry.embedding_texts)


def compute_input_digest(source_file: SourceFile, can_ocr: bool) -> str:
    """Changes whenever anything that the file's papers are made from changes, the code that reads it included."""
    parts = ", ".join(map(encode_basestring_ascii, source_file.digest_inputs))
    made_of = f'["{SPLITTER_VERSION}", {"true" if can_ocr else "false"}, {parts}]'
    return hashlib.sha256(made_of.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file of the corpus as read, with its papers as each of its places tells of them."""

    source_file: SourceFile
    views: tuple[FileContents, ...]
    split_entries: tuple[DocumentEntry, ...]

    def make_entries(self, all_decisions: Decisions) -> FileEntries:
        """What may be shown of it while these decisions are in force."""
        origin, views = self.source_file, list(self.views)
        withheld = [_check_access(origin, views, index, all_decisions) for index in range(len(views[0].documents))]
        levelled = [_apply_access_level(entry, origin, all_decisions) for entry in self.split_entries]
        both = list(zip(views[0].documents, levelled, withheld, strict=True))
        shown = [paper for paper, _, why in both if why is None]
        # What is for members is found as itself by them alone: nothing with its words is shown to everybody.
        keys = (paper.content_hash for paper, entry, why in both if why or entry.document.access != "public")
        return FileEntries(
            entries=tuple(entry for _, entry, why in both if why is None),
            held_back=tuple(dict.fromkeys(why for why in withheld if why)),
            restricted_hashes=tuple(key for key in keys if key),
            pages=sum(map(_count_pages, shown)),
            dropped_characters=sum(len(one.text) for paper in shown for one in paper.reading.dropped),
        )


def parse_file(source_file: SourceFile, reading: Reading, encoder: Encoder) -> ParsedFile:
    """The papers of a file, split into passages."""
    views = tuple(
        papers.documents_in_file(source, source_file.sha256, reading, row, source_file.parent_folders)
        for source, row in source_file.locations
    )
    return ParsedFile(
        source_file, views, tuple(_make_entry(paper, source_file, encoder) for paper in views[0].documents)
    )


def _count_pages(paper: DocumentInFile) -> int:
    first, last = paper.document.part_pages or (1, paper.document.pages or 0)
    return last - first + 1


def _check_access(
    source_file: SourceFile, views: list[FileContents], index: int, all_decisions: Decisions
) -> UnreadFile | None:
    """Why a paper of a file may not be shown, or None; a file that is held back as a whole is listed once."""
    paper = views[0].documents[index]
    doc_id = paper.document.doc_id
    ruling = all_decisions.find_withdrawal((doc_id,), source_file.sha256, paper.content_hash or "")
    if ruling is not None:
        return decisions.make_unread(doc_id, ruling, source_file.sha256 if doc_id == ruling.path else ruling.sha256)
    if source_file.released_to or all_decisions.find_released_access((doc_id,), source_file.sha256):
        return None
    # One exempt place is enough: a copy elsewhere does not make a paper public.
    for name, documents in (
        (source_file.source, [view.file_document for view in views]),
        (doc_id, [view.documents[index].document for view in views]),
    ):
        why = next((document.held_back_reason for document in documents if document.held_back_reason), None)
        if why:
            return exemption.make_unread(name, why)
    return None


def _make_entry(paper: DocumentInFile, source_file: SourceFile, encoder: Encoder) -> DocumentEntry:
    """A paper as it goes into the store. Where there are copies, one alone in its file is the one to show, then one
    that a manifest knows, then one with pages."""
    document = paper.document
    also_at = tuple(duplicates.format_place(replace(document, source=source)) for source in source_file.also_at)
    document = replace(document, access="public", held_back_reason=None, also_at=also_at)
    split, embedded = split_document(document, paper.reading, encoder)
    standing = 4 * bool(document.part_pages) + 2 * (source_file.locations[0][1] is None) + (document.pages is None)
    return DocumentEntry(document, paper.reading.text, split, embedded, paper.content_hash, standing, paper.supersedes)


def _apply_access_level(entry: DocumentEntry, source_file: SourceFile, all_decisions: Decisions) -> DocumentEntry:
    """The entry, for members alone where it was released to them; what it says of other papers is then for nobody else
    either. What was decided of one paper of a pack goes before what was decided of the pack."""
    if (
        all_decisions.find_released_access((entry.document.doc_id,), source_file.sha256) or source_file.released_to
    ) != "members":
        return entry
    return replace(entry, document=replace(entry.document, access="members"), claim=None)


def split_document(
    document: Document, reading: Reading, encoder: Encoder
) -> tuple[tuple[Passage, ...], list[str | None]]:
    """The passages of a paper, and for each the text the encoder shall see (None for a bare heading)."""
    split = split_passages(document, reading, lambda text: encoder.count_tokens([text])[0], encoder.info.max_tokens)
    embedded = [None if passage.kind == "heading" else embedding_text(document.title, passage) for passage in split]
    return split, embedded
