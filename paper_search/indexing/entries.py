"""The entries of a file for the index: its documents, their passages, and what of it may not be shown.

A document that is exempt or withdrawn at one of the places where its file stands is not among the entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii
from pathlib import PurePosixPath

from paper_search.access import decisions, exemption
from paper_search.access.decisions import Decisions
from paper_search.access.exemption import HeldBack
from paper_search.embeddings import Encoder
from paper_search.indexing import redactions
from paper_search.indexing.held_words import HeldWords, HeldWordsCheck, describe_words
from paper_search.ingest.discovery import SourceFile
from paper_search.ingest.documents import DocumentInFile, FileContents, documents_in_file
from paper_search.ingest.duplicates import format_place
from paper_search.ingest.held_pages import PageRange, parse_name
from paper_search.ingest.readers.registry import OFFICE_SUFFIXES
from paper_search.ingest.register import extract_register
from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.ingest.segmentation.passages import split_passages
from paper_search.records import Document, Passage, Reading, UnreadFile
from paper_search.records.index import DocumentEntry

SPLITTER_VERSION = "15"
"""Goes up when reading, metadata or splitting change, so that the next build makes the index anew from every file."""


@dataclass(frozen=True, slots=True)
class FileEntries:
    """One file for the index: documents to show, those held back with their content hashes, and how much was read.

    ``held_back`` names also the documents of which the words are shown and the file is not, for a redaction.
    ``held_words`` is what those that a manifest or a person holds back are known by.
    """

    entries: tuple[DocumentEntry, ...]
    held_back: tuple[UnreadFile, ...]
    restricted_hashes: tuple[str, ...]
    held_words: tuple[HeldWords, ...]
    pages: int
    dropped_characters: int

    @property
    def passages(self) -> int:
        """The number of passages that can be found."""
        return sum(text is not None for entry in self.entries for text in entry.embedding_texts)


def compute_input_digest(source_file: SourceFile, can_ocr: bool, can_convert: bool = False) -> str:
    """Return a digest of all that a file's documents are made from, the code that reads it included.

    Args:
        source_file: the file, with what was decided and stated about it.
        can_ocr: True where pages that are pictures can be read.
        can_convert: True where office files can be read; of no matter to others.
    """
    parts = ", ".join(map(encode_basestring_ascii, source_file.digest_inputs))
    if can_convert and PurePosixPath(source_file.source).suffix.lower() in OFFICE_SUFFIXES:
        parts += ', "converted"'
    inputs = f'["{SPLITTER_VERSION}", {"true" if can_ocr else "false"}, {parts}]'
    return hashlib.sha256(inputs.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file of the corpus as read, with its documents as each of its places describes them."""

    source_file: SourceFile
    views: tuple[FileContents, ...]
    split_entries: tuple[DocumentEntry, ...]

    def make_entries(self, all_decisions: Decisions, words_check: HeldWordsCheck) -> FileEntries:
        """Return what may be shown of the file while these decisions are in force.

        Args:
            all_decisions: the decisions.
            words_check: knows documents again that were held back.
        """
        source_file, views = self.source_file, list(self.views)
        refusals = [
            _check_access(source_file, views, index, all_decisions)
            or self._check_words(document, words_check, all_decisions)
            for index, document in enumerate(views[0].documents)
        ]
        entries = [_apply_access_level(entry, source_file, all_decisions) for entry in self.split_entries]
        rows = list(zip(views[0].documents, entries, refusals, strict=True))
        covered = (
            redactions.find_redactions(document.document.doc_id, document.reading)
            for document, _, refusal in rows
            if refusal is None and not _is_released(source_file, document.document.doc_id, all_decisions)
        )
        allowed = [document for document, _, refusal in rows if refusal is None]
        # What is for members is found as itself by them alone: nothing with its words is shown to everybody.
        hashes = (
            document.content_hash for document, entry, refusal in rows if refusal or entry.document.access != "public"
        )
        return FileEntries(
            entries=tuple(entry for _, entry, refusal in rows if refusal is None),
            held_back=tuple(dict.fromkeys(unread for unread in (*refusals, *covered) if unread)),
            restricted_hashes=tuple(content_hash for content_hash in hashes if content_hash),
            held_words=tuple(
                _describe_document(document)
                for document, _, refusal in rows
                if self._is_manifest_exempt or (refusal and refusal.code == "withdrawn")
            ),
            pages=sum(map(_count_pages, allowed)),
            dropped_characters=sum(len(dropped.text) for document in allowed for dropped in document.reading.dropped),
        )

    @property
    def _is_manifest_exempt(self) -> bool:
        """True where a manifest says so of one of the file's places, whatever a person decided since."""
        return any(row is not None and row.access == "exempt" for _, row in self.source_file.locations)

    def _check_words(
        self, document: DocumentInFile, words_check: HeldWordsCheck, all_decisions: Decisions
    ) -> UnreadFile | None:
        source_file, doc_id = self.source_file, document.document.doc_id
        is_public = all(row is not None and row.access == "public" for _, row in source_file.locations)
        if not words_check.held or is_public or _is_released(source_file, doc_id, all_decisions):
            return None
        words = _describe_document(document)
        return words_check.find_held(source_file.source, source_file.sha256, words, all_decisions)


def parse_file(source_file: SourceFile, reading: Reading, encoder: Encoder) -> ParsedFile:
    """Find the documents of a file, and split them into passages.

    Args:
        source_file: the file of the corpus.
        reading: the file as a reader read it.
        encoder: says how long a passage may be.
    """
    views = describe_locations(source_file, reading)
    entries = tuple(_make_entry(document, source_file, encoder) for document in views[0].documents)
    return ParsedFile(source_file, views, entries)


def describe_locations(source_file: SourceFile, reading: Reading) -> tuple[FileContents, ...]:
    """Return the documents of a file as each of its locations describes them."""
    # Every place must give the same documents: one that calls the file public does not decide for the others.
    is_public = all(row is not None and row.access == "public" for _, row in source_file.locations)
    may_split = source_file.released_to is None and not is_public
    withdrawn = _find_withdrawn_pages(source_file)
    return tuple(
        documents_in_file(
            source,
            source_file.sha256,
            reading,
            row,
            source_file.parent_folders,
            may_split=may_split,
            withdrawn=withdrawn,
        )
        for source, row in source_file.locations
    )


def _find_withdrawn_pages(source_file: SourceFile) -> tuple[PageRange, ...]:
    """Return the pages of a file that a person withdrew by their numbers, as long as that is in force."""
    places = (line.path for line in source_file.decisions.lines)
    named = ((place, parse_name(decisions.split_place(place)[1])) for place in dict.fromkeys(places))
    sources = {source for source, _ in source_file.locations}
    return tuple(
        pages
        for place, pages in named
        if pages is not None
        and decisions.split_place(place)[0] in sources
        and source_file.decisions.find_withdrawal((place,), source_file.sha256)
    )


def _count_pages(document_in_file: DocumentInFile) -> int:
    document = document_in_file.document
    first, last = document.part_pages or (1, document.pages or 0)
    return last - first + 1


def _check_access(
    source_file: SourceFile, views: list[FileContents], index: int, all_decisions: Decisions
) -> UnreadFile | None:
    """Return why a document of a file may not be shown, or None.

    A file that is held back as a whole is listed once.
    """
    document_in_file = views[0].documents[index]
    doc_id = document_in_file.document.doc_id
    decision = all_decisions.find_withdrawal((doc_id,), source_file.sha256, document_in_file.content_hash or "")
    if decision is not None:
        file_hash = source_file.sha256 if doc_id == decision.path else decision.sha256
        return decisions.make_unread(doc_id, decision, file_hash)
    if _is_released(source_file, doc_id, all_decisions):
        return None
    # One exempt place is enough: a copy elsewhere does not make a document public.
    held_back = _find_held_back([view.file_document for view in views])
    if held_back is not None:
        readings = [other.reading for other in views[0].documents]
        return redactions.add_warning(exemption.make_unread(source_file.source, held_back), readings)
    held_back = _find_held_back([view.documents[index].document for view in views])
    if held_back is not None:
        unread = exemption.make_unread(doc_id, held_back, document_in_file.document.part_pages)
        return redactions.add_warning(unread, [document_in_file.reading])
    return None


def _describe_document(document: DocumentInFile) -> HeldWords:
    return describe_words(document.document.doc_id, document.reading.text, document.content_hash)


def _is_released(source_file: SourceFile, doc_id: str, all_decisions: Decisions) -> bool:
    return bool(source_file.released_to or all_decisions.find_released_access((doc_id,), source_file.sha256))


def _find_held_back(documents: Sequence[Document]) -> HeldBack | None:
    """Return why one of these documents is held back, None for none; exempt goes before to be reviewed."""
    found = [
        HeldBack(document.held_back_code or "exempt", document.held_back_reason)
        for document in documents
        if document.held_back_reason
    ]
    return min(found, key=lambda held_back: held_back.code, default=None)


def _make_entry(document_in_file: DocumentInFile, source_file: SourceFile, encoder: Encoder) -> DocumentEntry:
    """Return a document as it goes into the index.

    Of several copies one alone in its file is the one to show, then one that a manifest knows, then one with pages.
    """
    document, reading = document_in_file.document, document_in_file.reading
    also_at = tuple(format_place(replace(document, source=source)) for source in source_file.also_at)
    document = replace(document, access="public", held_back_reason=None, also_at=also_at)
    passages, texts = split_document(document, reading, encoder)
    is_part = document.part_pages is not None or document.is_attachment
    copy_rank = 4 * is_part + 2 * (source_file.locations[0][1] is None) + (document.pages is None)
    content_hash, supersedes = document_in_file.content_hash, document_in_file.supersedes
    register = extract_register(document, reading.text, passages)
    return DocumentEntry(
        document, reading.text, passages, texts, content_hash, copy_rank, supersedes, reading.unread_parts, register
    )


def _apply_access_level(entry: DocumentEntry, source_file: SourceFile, all_decisions: Decisions) -> DocumentEntry:
    """Return an entry, for members alone where it was released to them.

    What it says of other documents is then for nobody else either. A decision on one document of a pack goes before one
    on the pack.
    """
    released_to = all_decisions.find_released_access((entry.document.doc_id,), source_file.sha256)
    if (released_to or source_file.released_to) != "members":
        return entry
    return replace(entry, document=replace(entry.document, access="members"), supersedes=None)


def split_document(
    document: Document, reading: Reading, encoder: Encoder
) -> tuple[tuple[Passage, ...], list[str | None]]:
    """Split a document into passages.

    Returns:
        The passages, and for each the text that the encoder shall see (None for a bare heading).
    """
    passages = split_passages(document, reading, lambda text: encoder.count_tokens([text])[0], encoder.info.max_tokens)
    texts = [None if passage.kind == "heading" else embedding_text(document.title, passage) for passage in passages]
    return passages, texts
