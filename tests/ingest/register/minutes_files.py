"""Files of invented minutes, read and cut into passages as a build does."""

from __future__ import annotations

from pathlib import Path

from paper_search.indexing.preview import describe_file
from paper_search.ingest.readers import registry
from paper_search.ingest.register import extract_register
from paper_search.ingest.segmentation.passages import split_passages
from paper_search.records.register import RegisterEntries

HEAD = (
    "# Minutes of Ferndale Borough Council held on 4 March 2031\n\nPresent: Councillors Wren, Lark, Finch and "
    "Heron.\n\n"
)


def count_words(text: str) -> int:
    return len(text.split())


def read_entries(folder: Path, text: str, name: str = "minutes.md") -> RegisterEntries:
    """Return what a file with this text adds to the register."""
    (folder / name).write_text(text, "utf-8")
    return read_file(folder, name)


def read_file(folder: Path, name: str) -> RegisterEntries:
    """Return what a file adds to the register."""
    path = folder / name
    paper = describe_file(path, folder, registry.read(path)).documents[0]
    passages = split_passages(paper.document, paper.reading, count_words, 256)
    return extract_register(paper.document, paper.reading.text, passages)


def read_item(folder: Path, body: str, title: str = "5. Street names") -> RegisterEntries:
    """Return what one item of a council's minutes adds to the register."""
    return read_entries(folder, f"{HEAD}## {title}\n\n{body}\n")
