"""The papers of a judged corpus, read as a build would read them.

Guarantees: nothing is written, no vector is made, and each file is read in a process of its own with limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.errors import EvaluationError, UnreadableError
from paper_search.evaluation.parsing.page_text import extract_page_texts
from paper_search.indexing import preview
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.entries import split_document
from paper_search.ingest import metadata
from paper_search.ingest.readers import pool
from paper_search.records import Document, Passage, Reading

ParsedText = tuple[Reading, tuple[Passage, ...]]
"""The reading of one paper and the passages that are spans of its text; a pack has several."""

MAX_MISSING_SHARE = 0.1
"""The share of the judged files that may be gone from the corpus, such as papers that a council took down."""


@dataclass(frozen=True, slots=True)
class EvaluatedFile:
    """One file as read. ``page_texts`` is the plain text of each page, () where the format has none.

    ``documents`` are the records of the papers in it, as ``texts`` has them.
    """

    file: str
    document: Document
    texts: tuple[ParsedText, ...]
    page_texts: tuple[str, ...]
    oversized_ids: tuple[str, ...]
    documents: tuple[Document, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage of the file, in order."""
        return tuple(passage for _, passages in self.texts for passage in passages)


def find_missing(files: Sequence[str], corpus: Path) -> tuple[str, ...]:
    """Return the judged files that are not in the corpus.

    Raises:
        EvaluationError: none is there, or too many are not: the figures would be of another set.
    """
    missing = tuple(file for file in files if not (corpus / file).is_file())
    if missing and (len(missing) == len(files) or len(missing) > MAX_MISSING_SHARE * len(files)):
        raise EvaluationError(
            f"{corpus / missing[0]}: judged, but not there ({len(missing)} of {len(files)} so); name the corpus."
        )
    return missing


def read_files(
    files: Iterable[str], corpus: Path, encoder: Encoder, limits: ReaderLimits = ReaderLimits()
) -> tuple[list[EvaluatedFile], dict[str, str]]:
    """Return the sheets of all files that can be read, and the reasons for the others by their path."""
    by_path = {corpus / file: file for file in files}
    sheets: list[EvaluatedFile] = []
    unread: dict[str, str] = {}
    for path, found in pool.read_safely(by_path, limits.processes, limits.seconds, limits.megabytes):
        if isinstance(found, UnreadableError):
            unread[by_path[path]] = found.code
        else:
            sheets.append(_read_file(by_path[path], path, corpus, found, encoder))
    return _reconcile_authorities(sheets, corpus), unread


def _read_file(file: str, path: Path, corpus: Path, reading: Reading, encoder: Encoder) -> EvaluatedFile:
    """Return a file under the record of the whole, with the passages of every paper in it."""
    contents = preview.describe_file(path, corpus, reading)
    texts: list[ParsedText] = []
    too_long: list[str] = []
    for paper in contents.documents:
        passages, embedded = split_document(paper.document, paper.reading, encoder)
        texts.append((paper.reading, passages))
        counts = encoder.count_tokens([text or "" for text in embedded])
        sizes = zip(passages, counts, strict=True)
        too_long += [passage.passage_id for passage, size in sizes if size > encoder.info.max_tokens]
    documents = tuple(paper.document for paper in contents.documents)
    return EvaluatedFile(
        file, contents.file_document, tuple(texts), extract_page_texts(path), tuple(too_long), documents
    )


def _reconcile_authorities(parsed_files: Sequence[EvaluatedFile], corpus: Path) -> list[EvaluatedFile]:
    """One name for each council, as a build of the whole corpus gives it."""
    documents = metadata.unify_authorities(
        (sheet.document for sheet in parsed_files), metadata.find_parent_folders(corpus)
    )
    return [replace(sheet, document=document) for sheet, document in zip(parsed_files, documents, strict=True)]
