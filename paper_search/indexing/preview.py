"""A preview of one file as a build would read it: metadata, reading and passages. Nothing is written.

What is held back is judged by the code of a build, with the manifests, folders and decisions of the corpus. What only
an index remembers, such as the words of papers that are gone, is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from paper_search.config import Settings
from paper_search.embeddings import EncoderChoice, open_encoder
from paper_search.errors import UnreadableError
from paper_search.indexing.enforcement import describe_withdrawal
from paper_search.indexing.entries import ParsedFile, describe_locations, parse_file
from paper_search.indexing.held_words import HeldWordsCheck
from paper_search.ingest import metadata
from paper_search.ingest.attached_papers import join_attachments
from paper_search.ingest.discovery import SourceFile, find_source_file
from paper_search.ingest.documents import FileContents
from paper_search.ingest.readers import pool
from paper_search.records import Access, Document, Reading, UnreadFile
from paper_search.records.documents import DocumentPreview

_DEFAULTS = Settings()


def read(path: Path, corpus: Path = _DEFAULTS.corpus, model: str | EncoderChoice = _DEFAULTS.model) -> DocumentPreview:
    """Read one file as a build would, to see why a document is found as it is.

    Args:
        path: the file.
        corpus: the corpus that it may belong to.
        model: the model whose length limit the passages keep.

    Raises:
        UnreadableError: the file cannot be read; it names the file and the reason.
        CorpusError: a manifest or the decisions of the corpus cannot be read.
    """
    reading = next(iter(pool.read_safely([path], 1, _DEFAULTS.pdf_seconds, _DEFAULTS.pdf_megabytes)))[1]
    if isinstance(reading, UnreadableError):
        raise UnreadableError(reading.code, reading.reason, reading.next_step, path)
    source_file = find_source_file(corpus, path)
    parsed = parse_file(source_file, reading, open_encoder(model))
    access, unread = _judge_documents(source_file, parsed)
    previews = _preview_documents(parsed, access, unread)
    file_document = parsed.views[0].file_document
    if len(previews) == 1 and previews[0].document.doc_id == file_document.doc_id:
        return replace(previews[0], unread=unread)
    reading = join_attachments(reading)
    passages = (
        replace(
            passage,
            start=document.find_file_offset(passage.start, reading),
            end=document.find_file_offset(passage.end - 1, reading) + 1,
        )
        for document, preview in zip(parsed.views[0].documents, previews, strict=True)
        for passage in preview.passages
    )
    file_document = _apply_level_of_all(file_document, previews)
    return DocumentPreview(file_document, reading, tuple(passages), previews, unread=unread)


def describe_file(path: Path, corpus: Path, reading: Reading) -> FileContents:
    """Return the documents of one file, as a build would see them.

    Args:
        path: the file; one that lies outside the corpus goes by its name.
        corpus: the corpus folder.
        reading: the file as a reader read it.
    """
    return describe_locations(find_source_file(corpus, path), reading)[0]


def _judge_documents(
    source_file: SourceFile, parsed: ParsedFile
) -> tuple[Mapping[str, Access], tuple[UnreadFile, ...]]:
    """Return the access of each document that a build shows, by doc_id, and what it would list of the file."""
    all_decisions, sources = source_file.decisions, [source for source, _ in source_file.locations]
    withdrawal = all_decisions.find_withdrawal(sources, source_file.sha256)
    if withdrawal is not None:
        return {}, tuple(describe_withdrawal(source, source_file.sha256, withdrawal) for source in sources)
    judged = parsed.make_entries(all_decisions, HeldWordsCheck(source_file.corpus))
    return {entry.document.doc_id: entry.document.access for entry in judged.entries}, judged.held_back


def _preview_documents(
    parsed: ParsedFile, access: Mapping[str, Access], unread: Sequence[UnreadFile]
) -> tuple[DocumentPreview, ...]:
    """Return the documents of a file, each with the access that a build would give it."""
    reasons = {entry.source: entry.reason for entry in unread}
    previews = []
    for document_in_file, entry in zip(parsed.views[0].documents, parsed.split_entries, strict=True):
        document = entry.document
        if document.doc_id in access:
            document = replace(document, access=access[document.doc_id])
        else:
            reason = reasons.get(document.doc_id) or reasons.get(document.source)
            document = replace(document, access="exempt", held_back_reason=reason)
        reading = document_in_file.reading
        stated_dates = metadata.list_stated_dates(document, reading)
        previews.append(DocumentPreview(document, reading, tuple(entry.passages), stated_dates=stated_dates))
    return tuple(previews)


def _apply_level_of_all(file_document: Document, previews: Sequence[DocumentPreview]) -> Document:
    """Return the record of a file that holds several documents: held back where all of them are."""
    documents = [preview.document for preview in previews]
    if all(document.access == documents[0].access for document in documents):
        reason = documents[0].held_back_reason
        return replace(file_document, access=documents[0].access, held_back_reason=reason)
    return replace(file_document, access="public", held_back_reason=None)
