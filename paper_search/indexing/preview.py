"""A preview of one file as a build would read it: metadata, reading and passages. Nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from paper_search.config import Settings
from paper_search.embeddings import Encoder, EncoderChoice, open_encoder
from paper_search.errors import UnreadableError
from paper_search.indexing.entries import split_document
from paper_search.ingest import metadata
from paper_search.ingest.attached_papers import join_attachments
from paper_search.ingest.documents import DocumentInFile, FileContents, documents_in_file
from paper_search.ingest.metadata import manifest
from paper_search.ingest.readers import pool
from paper_search.records import Reading
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
    """
    reading = next(iter(pool.read_safely([path], 1, _DEFAULTS.pdf_seconds, _DEFAULTS.pdf_megabytes)))[1]
    if isinstance(reading, UnreadableError):
        raise UnreadableError(reading.code, reading.reason, reading.next_step, path)
    contents, encoder = describe_file(path, corpus, reading), open_encoder(model)
    reading = join_attachments(reading)
    previews = tuple(_preview_document(document, encoder) for document in contents.documents)
    if len(previews) == 1 and previews[0].document == contents.file_document:
        return previews[0]
    passages = (
        replace(
            passage,
            start=document.find_file_offset(passage.start, reading),
            end=document.find_file_offset(passage.end - 1, reading) + 1,
        )
        for document, preview in zip(contents.documents, previews, strict=True)
        for passage in preview.passages
    )
    return DocumentPreview(contents.file_document, reading, tuple(passages), previews)


def describe_file(path: Path, corpus: Path, reading: Reading) -> FileContents:
    """Return the documents of one file, as a build would see them.

    Args:
        path: the file; one that lies outside the corpus goes by its name.
        corpus: the corpus folder.
        reading: the file as a reader read it.
    """
    inside = path.resolve().is_relative_to(corpus.resolve())
    source = path.resolve().relative_to(corpus.resolve()).as_posix() if inside else path.name
    row = manifest.load_rows(corpus).get(source) if inside else None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    parent_folders = metadata.find_parent_folders(path.parents[source.count("/")])
    return documents_in_file(source, sha256, reading, row, parent_folders)


def _preview_document(document_in_file: DocumentInFile, encoder: Encoder) -> DocumentPreview:
    document, reading = document_in_file.document, document_in_file.reading
    passages, _ = split_document(document, reading, encoder)
    stated_dates = metadata.list_stated_dates(document, reading)
    return DocumentPreview(document, reading, passages, stated_dates=stated_dates)
