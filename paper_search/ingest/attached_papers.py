"""Papers attached to a file, each as a document of its own, as the papers of a pack are.

A paper is known by the path of the file and ``#attachment=`` with its name there, and its pages are its own. What only
the file states of the meeting counts for it. Where a page of it says that it is not public, all of it is held back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from paper_search.ingest.packs import shift_block
from paper_search.records import Reading
from paper_search.records.documents import ATTACHMENT_PREFIX
from paper_search.text.spans import slugify

GAP = "\n\n"
"""What stands between two papers in the text of a whole file."""


class NamedPaper(NamedTuple):
    """A paper attached to a file: its name as a part of the file, the name it was given, its text's offset, itself."""

    name: str
    file_name: str
    offset: int
    reading: Reading


def name_papers(reading: Reading) -> Iterator[NamedPaper]:
    """Yield the papers attached to a file, with names that stay the same after a rebuild.

    Args:
        reading: the file as read.
    """
    counts: Counter[str] = Counter()
    offset = len(reading.text)
    for index, attachment in enumerate(reading.attachments):
        suffix = PurePosixPath(attachment.name).suffix.lower()
        stem = slugify(attachment.name.removesuffix(PurePosixPath(attachment.name).suffix), 60) or "paper"
        name = f"{stem}{suffix}"
        counts[name] += 1
        name = name if counts[name] == 1 else f"{name}~{counts[name]}"
        offset += len(GAP) if offset else 0
        paper = attachment.reading
        if not index and not reading.blocks:
            # There is no other paper to list them with.
            paper = replace(paper, unread_parts=(*reading.unread_parts, *paper.unread_parts))
        yield NamedPaper(f"{ATTACHMENT_PREFIX}{name}", attachment.name, offset, paper)
        offset += len(attachment.reading.text)


def join_attachments(reading: Reading) -> Reading:
    """Return a file with the words of its attachments behind its own, in one text."""
    for paper in list(name_papers(reading)):
        gap = paper.offset - len(reading.text)
        reading = replace(
            reading,
            text=reading.text + GAP[:gap] + paper.reading.text,
            blocks=(*reading.blocks, *(shift_block(block, paper.offset) for block in paper.reading.blocks)),
            dropped=(*reading.dropped, *paper.reading.dropped),
            hidden=(*reading.hidden, *paper.reading.hidden),
            unread_parts=tuple(dict.fromkeys((*reading.unread_parts, *paper.reading.unread_parts))),
        )
    return replace(reading, attachments=())
