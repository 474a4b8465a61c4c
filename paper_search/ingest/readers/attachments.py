"""Files attached to a PDF or a message, read as papers of their own within limits.

An attachment may be hostile or may hold attachments in turn: how many are read, how large and how deep, is limited
here; time and memory are those of the worker that reads the whole file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import registry
from paper_search.ingest.readers.size_limits import MAX_CHARACTERS
from paper_search.records import Attachment, UnreadPart

MAX_ATTACHMENTS = 100
"""Attachments of one file, with those inside them."""
MAX_ATTACHED_BYTES = 150_000_000
"""Bytes of all attachments of one file."""
MAX_DEPTH = 3
"""Attachments in attachments."""
_MAX_NAME = 120
_DEPTH: ContextVar[int] = ContextVar("depth", default=0)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file inside another one; ``content`` is None where it cannot be taken out."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class AttachedPapers:
    """The attachments that were read, and what is said of those that were not; their names are not told."""

    papers: tuple[Attachment, ...] = ()
    unread_parts: tuple[UnreadPart, ...] = ()


def read_attached(files: Iterable[AttachedFile]) -> AttachedPapers:
    """Read the files that are attached to one that is being read.

    Args:
        files: the attached files, in order.

    Returns:
        The papers that they are, those attached to them included, and why others were not read.
    """
    papers, unread, size = list[Attachment](), list[UnreadPart](), 0
    token = _DEPTH.set(_DEPTH.get() + 1)
    try:
        for number, file in enumerate(files, 1):
            size += len(file.content or b"")
            fault = _find_limit(number, size)
            if fault:
                unread.append(UnreadPart(None, fault))
                break
            try:
                papers.extend(_read_file(file))
            except UnreadableError as error:
                unread.append(UnreadPart(None, _describe_fault(number, file, error)))
    finally:
        _DEPTH.reset(token)
    kept = papers[:MAX_ATTACHMENTS]
    characters = sum(len(paper.reading.text) for paper in kept)
    if characters > MAX_CHARACTERS:
        return AttachedPapers((), (UnreadPart(None, "the attachments hold more words than any papers"),))
    return AttachedPapers(tuple(kept), tuple(unread))


def _find_limit(number: int, size: int) -> str | None:
    if _DEPTH.get() > MAX_DEPTH:
        return f"attachments that lie in more than {MAX_DEPTH} others are not read"
    if number > MAX_ATTACHMENTS:
        return f"of its attachments the first {MAX_ATTACHMENTS} are read and no more"
    if size > MAX_ATTACHED_BYTES:
        return f"attachment {number}, and those behind it, are too large to be read"
    return None


def _read_file(file: AttachedFile) -> Iterator[Attachment]:
    """Yield an attachment and, behind it, those that are attached to it."""
    if file.content is None:
        raise UnreadableError("damaged", "It cannot be taken out of the file", "")
    name = _clean_name(file.name)
    # A name of its own, for what the attachment is called may be no name of a file.
    with tempfile.TemporaryDirectory(prefix="paper-search-") as folder:
        path = Path(folder) / f"attachment{PurePosixPath(name).suffix.lower()}"
        path.write_bytes(file.content)
        reading = registry.read(path)
    inner, reading = reading.attachments, replace(reading, attachments=())
    if reading.blocks:
        yield Attachment(name, reading)
    for attachment in inner:
        yield Attachment(f"{name}/{attachment.name}", attachment.reading)


def _clean_name(name: str) -> str:
    """Return the last part of an attachment's name, printable and not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character for character in last if character.isprintable()).strip(" .")
    path = PurePosixPath(printable or "attachment")
    suffix = path.suffix if len(path.suffix) <= 10 else ""
    return path.name.removesuffix(suffix)[:_MAX_NAME] + suffix


def _describe_fault(number: int, file: AttachedFile, error: UnreadableError) -> str:
    suffix = PurePosixPath(_clean_name(file.name)).suffix.lower()
    reason = error.reason[:1].lower() + error.reason[1:]
    return f"attachment {number}{f' ({suffix})' if suffix else ''} is not read: {reason}"
