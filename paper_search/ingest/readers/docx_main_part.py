"""The part of a Word file that holds its text, under whatever name; found without the library that reads it."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib

_MAIN_TYPE_PATTERN = re.compile(
    rb"<(?:\w+:)?Override\b(?=[^>]*ContentType=[\"'][^\"']*"
    rb"(?:wordprocessingml\.(?:document|template)\.main|ms-word\.(?:document|template)\.macroEnabled\w*\.main))"
    rb"[^>]*PartName=[\"']([^\"']+)",
    re.IGNORECASE,
)
_MAX_CONTENT_TYPE_BYTES = 1_000_000
ARCHIVE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
"""What the standard library raises for an archive or a part of it that cannot be read."""


def is_word_package(archive: zipfile.ZipFile) -> bool:
    """Return True if an archive holds the main part of a Word document, whatever that is called."""
    names = {normalise_part_name(name) for name in archive.namelist()}
    return "/word/document.xml" in names or find_main_by_type(archive) is not None


def find_main_by_type(archive: zipfile.ZipFile) -> str | None:
    """Return the name of the part that an archive declares to be a Word document, template or macro file, or None."""
    try:
        with archive.open("[Content_Types].xml") as file:
            match = _MAIN_TYPE_PATTERN.search(file.read(_MAX_CONTENT_TYPE_BYTES))
    except (KeyError, *ARCHIVE_ERRORS):
        return None
    return normalise_part_name(match[1].decode("utf-8", "replace")) if match else None


def normalise_part_name(name: str) -> str:
    """Return the name of a part, which tells no capitals from small letters (ISO/IEC 29500-2, 6.2.2.3)."""
    return posixpath.normpath("/" + name.replace("\\", "/").lstrip("/")).lower()
