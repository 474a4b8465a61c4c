"""Limits of the size of a paper, beyond which a file is refused with code "large".

The steps that follow a reading take time by its length and have no limit of their own. A plain text is measured before
its lines are looked at, which takes longer than all else; other formats are measured once they have been read.
"""

from __future__ import annotations

from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.records import Reading

MAX_CHARACTERS = 30_000_000
"""Characters of one file, some ten thousand pages."""
MAX_BLOCK_CHARACTERS = 100_000
"""Characters of one paragraph or table; the longest seen in real papers has some ten thousand."""
_MAX_CHARACTER_BYTES = 4
"""Bytes of one character at most, in every encoding that is read."""


def check_file_size(path: Path) -> None:
    """Raise UnreadableError if a text file has more bytes than the characters of any paper can take.

    Args:
        path: the file, which is not opened.
    """
    size = path.stat().st_size
    if size > MAX_CHARACTERS * _MAX_CHARACTER_BYTES:
        raise _make_length_error(f"{size:,} bytes", path)


def check_length(text: str, path: Path) -> None:
    """Raise UnreadableError if a text has more characters than any paper."""
    if len(text) > MAX_CHARACTERS:
        raise _make_length_error(f"{len(text):,} characters", path)


def check_text(text: str, path: Path) -> None:
    """Raise UnreadableError if a text, or one of its lines, is longer than that of any paper.

    Args:
        text: the text as decoded, without what is not shown.
        path: its file, for the error.
    """
    check_length(text, path)
    if any(len(line.strip()) > MAX_BLOCK_CHARACTERS for line in text.replace("\r", "\n").split("\n")):
        raise _make_paragraph_error(path)


def check_reading(reading: Reading, path: Path) -> Reading:
    """Return a reading if it and its blocks have the size of those of a paper; else raise UnreadableError."""
    check_length(reading.text, path)
    if any(len(block.text) > MAX_BLOCK_CHARACTERS for block in reading.blocks):
        raise _make_paragraph_error(path)
    return reading


def _make_length_error(size: str, path: Path) -> UnreadableError:
    return UnreadableError(
        "large",
        f"The file holds {size}, more than any paper has",
        "Divide it into the papers it holds, or leave it out.",
        path,
    )


def _make_paragraph_error(path: Path) -> UnreadableError:
    return UnreadableError(
        "large",
        f"The file holds a paragraph of more than {MAX_BLOCK_CHARACTERS:,} characters, which no paper has",
        "Save it again with its lines and paragraphs, or leave it out.",
        path,
    )
