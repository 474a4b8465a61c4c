"""Table of readers by file suffix, and the reading of one file in this process.

A reader's library is loaded when it is first used. ``pool.read_safely`` reads many files in processes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.file_type import check_file_type
from paper_search.ingest.readers.size_limits import check_reading
from paper_search.records import Reading

Reader = Callable[[Path], Reading]


def _read_pdf(path: Path) -> Reading:
    from paper_search.ingest.readers.pdf import read_pdf

    return read_pdf(path)


def _read_html(path: Path) -> Reading:
    from paper_search.ingest.readers.html import read_html

    return read_html(path)


def _read_docx(path: Path) -> Reading:
    from paper_search.ingest.readers.docx import read_docx

    return read_docx(path)


def _read_text(path: Path) -> Reading:
    from paper_search.ingest.readers.text import read_text_file

    return read_text_file(path)


def _read_markdown(path: Path) -> Reading:
    from paper_search.ingest.readers.markdown import read_markdown

    return read_markdown(path)


def _read_office(path: Path) -> Reading:
    from paper_search.ingest.readers.office import read_office

    return read_office(path)


def _read_message(path: Path) -> Reading:
    from paper_search.ingest.readers.message import read_message

    return read_message(path)


OFFICE_SUFFIXES = frozenset((".doc", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp"))
"""Suffixes of files that are read through LibreOffice, where it is installed."""
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".pdf": _read_pdf,
        ".html": _read_html,
        ".htm": _read_html,
        ".docx": _read_docx,
        ".docm": _read_docx,
        ".dotx": _read_docx,
        ".dotm": _read_docx,
        ".txt": _read_text,
        ".md": _read_markdown,
        ".eml": _read_message,
        **dict.fromkeys(sorted(OFFICE_SUFFIXES), _read_office),
    }
)
"""The function that reads a file, by the file's suffix in lower case."""

_PICTURE = (
    "The file is a picture, not a paper",
    "Run text recognition (OCR) over it and save the outcome as PDF, or move it out of the corpus.",
)
_ARCHIVE = ("The file is an archive, which is not unpacked", "Put the papers in it into the corpus.")
UNREAD_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ".msg": (
            "The file is a message in the format of Outlook (.msg), which is not read",
            "Save it as .eml or PDF, with what is attached to it.",
        ),
        **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".heic"), _PICTURE),
        **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz"), _ARCHIVE),
    }
)
"""The reason why a file that is known by its suffix is not read, and the next step."""


def read(path: Path) -> Reading:
    """Read one file in this process.

    Args:
        path: the file; its suffix chooses the reader.

    Returns:
        The reading.

    Raises:
        UnreadableError: with ``code`` one of password, scanned, truncated, empty, mismatch, encoding, damaged, large or
            unsupported, a reason in plain words, and the next step.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        reason = f"Files called {path.suffix or 'without a suffix'} cannot be read"
        unknown = (reason, f"Save the paper as one of {', '.join(sorted(READERS))}.")
        raise UnreadableError("unsupported", *UNREAD_KINDS.get(path.suffix.lower(), unknown), path)
    check_file_type(path)
    try:
        return check_reading(reader(path), path)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableError(
            "damaged",
            f"The file is damaged inside ({type(error).__name__})",
            "Fetch the paper again; if that does not help, print it to a new PDF.",
            path,
        ) from error
