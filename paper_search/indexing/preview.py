"""One paper read as a build would read it: its metadata, what the reader found, its passages. Nothing is written.

In: a file, and the corpus that it may belong to; out: a ``PaperRead``, the way to see why a paper is found as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from paper_search import embeddings
from paper_search.config import Settings
from paper_search.embeddings import Encoder, EncoderChoice
from paper_search.errors import UnreadableError
from paper_search.indexing import builder
from paper_search.ingest.documents import DocumentInFile
from paper_search.ingest.readers import pool
from paper_search.records import Document, Passage, Reading

_DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class DocumentPreview:
    """One file as a build would see it: its metadata, what the reader found, and its passages.

    For a pack, ``papers`` are the papers in it, each with its own reading text; ``passages`` are then those of all of
    them, as spans of the reading text of the whole file.
    """

    document: Document
    reading: Reading
    passages: tuple[Passage, ...]
    documents: tuple[DocumentPreview, ...] = ()


def read(path: Path, corpus: Path = _DEFAULTS.corpus, model: str | EncoderChoice = _DEFAULTS.model) -> DocumentPreview:
    """Read one paper as a build would. Raises UnreadableError naming the file and the reason."""
    found = next(iter(pool.read_safely([path], 1, _DEFAULTS.pdf_seconds, _DEFAULTS.pdf_megabytes)))[1]
    if isinstance(found, UnreadableError):
        raise UnreadableError(found.code, found.reason, found.next_step, path)
    held, encoder = builder.describe_file(path, corpus, found), embeddings.open_encoder(model)
    papers = tuple(_preview_document(paper, encoder) for paper in held.documents)
    if len(papers) == 1 and papers[0].document == held.file_document:
        return papers[0]
    moved = (
        replace(passage, start=passage.start + paper.offset, end=passage.end + paper.offset)
        for paper, read in zip(held.documents, papers, strict=True)
        for passage in read.passages
    )
    return DocumentPreview(held.file_document, found, tuple(moved), papers)


def _preview_document(paper: DocumentInFile, encoder: Encoder) -> DocumentPreview:
    split, _ = builder.split_document(paper.document, paper.reading, encoder)
    return DocumentPreview(paper.document, paper.reading, split)
