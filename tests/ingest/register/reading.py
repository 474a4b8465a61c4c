"""Invented papers, read and split as a build does, for the tests of the register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from paper_search.ingest.documents import documents_in_file
from paper_search.ingest.readers import registry
from paper_search.ingest.register import extract_register
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.segmentation.passages import split_passages
from paper_search.records import Document, Passage
from paper_search.records.register import RegisterEntries

LIMIT = 256
"""Word pieces of a passage at most."""


def read_paper(path: Path, text: str, kind: str | None = "as read", status: str | None = "as read") -> RegisterPaper:
    """Write a file, read it and split it.

    Args:
        path: the file; its ending says how it is read.
        text: what it holds.
        kind: the kind of paper in place of that which is read from it.
        status: its status in place of that which is read from it.
    """
    path.write_text(text, encoding="utf-8")
    (found,) = documents_in_file(f"ferndale/{path.name}", "00", registry.read(path), None).documents
    document: Document = found.document
    document = document if kind == "as read" else replace(document, kind=kind)
    document = document if status == "as read" else replace(document, status=status)
    passages: tuple[Passage, ...] = split_passages(document, found.reading, count_words, LIMIT)
    return RegisterPaper(document, found.reading.text, passages)


def count_words(text: str) -> int:
    """Count words in place of word pieces."""
    return len(text.split()) + 2


def extract(paper: RegisterPaper) -> RegisterEntries:
    """Return what a paper adds to the register."""
    return extract_register(paper.document, paper.text, paper.passages)


def flatten(text: str | None) -> str | None:
    """Return words on one line."""
    return None if text is None else " ".join(text.split())
