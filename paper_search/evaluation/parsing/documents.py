"""The papers of a judged corpus, read as a build would read them.

In: the corpus and the judged files; out: a ``Sheet`` for each that could be read and the reason for each that could
not. Promised: nothing is written, no vector is made, and each file is read in a process of its own with limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.errors import EvaluationError, UnreadableError
from paper_search.evaluation.parsing.page_text import page_texts
from paper_search.indexing import builder
from paper_search.indexing.builder import Limits
from paper_search.ingest import metadata
from paper_search.ingest.readers import registry as readers
from paper_search.records import Document, Passage, Reading

Text = tuple[Reading, tuple[Passage, ...]]
"""The reading of one paper and the passages that are spans of its text; a pack has several."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file as read. ``bare`` is the plain text of each page, () where the format has none."""

    file: str
    document: Document
    texts: tuple[Text, ...]
    bare: tuple[str, ...]
    too_long: tuple[str, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage of the file, in order."""
        return tuple(passage for _, passages in self.texts for passage in passages)


def read_all(
    files: Iterable[str], corpus: Path, encoder: Encoder, limits: Limits = Limits()
) -> tuple[list[Sheet], dict[str, str]]:
    """The sheets of all files that can be read, and the reasons for the others by their path.

    Raises EvaluationError where a judged file is not in the corpus: a figure over some of them would mislead.
    """
    by_path = {corpus / file: file for file in files}
    missing = [file for path, file in by_path.items() if not path.is_file()]
    if missing:
        raise EvaluationError(f"{corpus / missing[0]}: judged, but not there ({len(missing)} so); name the corpus.")
    sheets: list[Sheet] = []
    unread: dict[str, str] = {}
    for path, found in readers.read_safely(by_path, limits.processes, limits.seconds, limits.megabytes):
        if isinstance(found, UnreadableError):
            unread[by_path[path]] = found.code
        else:
            sheets.append(_sheet(by_path[path], path, corpus, found, encoder))
    return _agreed(sheets, corpus), unread


def _sheet(file: str, path: Path, corpus: Path, reading: Reading, encoder: Encoder) -> Sheet:
    """A file under the record of the whole, with the passages of every paper in it."""
    contents = builder.read_file(path, corpus, reading)
    texts: list[Text] = []
    too_long: list[str] = []
    for paper in contents.papers:
        passages, embedded = builder.split_paper(paper.document, paper.reading, encoder)
        texts.append((paper.reading, passages))
        counts = encoder.count([text or "" for text in embedded])
        sizes = zip(passages, counts, strict=True)
        too_long += [passage.passage_id for passage, size in sizes if size > encoder.info.max_tokens]
    return Sheet(file, contents.whole, tuple(texts), page_texts(path), tuple(too_long))


def _agreed(sheets: Sequence[Sheet], corpus: Path) -> list[Sheet]:
    """One name for each council, as a build of the whole corpus gives it."""
    documents = metadata.agreed((sheet.document for sheet in sheets), metadata.folders_above(corpus))
    return [replace(sheet, document=document) for sheet, document in zip(sheets, documents, strict=True)]
