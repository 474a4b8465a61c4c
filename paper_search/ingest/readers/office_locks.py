"""Passwords of office files: whether a file that cannot be opened is locked, as its format says of itself."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

_MAX_BYTES = 64_000_000
_SECTOR, _SMALL_SECTOR = 512, 64
"""Bytes: streams of an old Office file begin at one of these ([MS-CFB] 2.1 and 2.7)."""
_WORD_HEAD = re.compile(rb"\xec\xa5[\x00-\xff]{8}(?P<flags>[\x00-\xff]{2})", re.DOTALL)
_ENCRYPTED_FLAG = 0x0100
"""fEncrypted of the file information block ([MS-DOC] 2.5.2)."""
_SHEET_HEAD = b"\x09\x08\x10\x00\x00\x06\x05\x00"
"""The record that begins a workbook ([MS-XLS] 2.4.21)."""
_FILE_PASS, _MAX_RECORDS = 0x002F, 8
"""The record that says that the rest is encrypted, and how far behind the first one it may stand ([MS-XLS] 2.4.117)."""
_LOCKED_SLIDES = struct.pack("<I", 0xF3D1C4DF)
"""headerToken of an encrypted set of slides ([MS-PPT] 2.3.2)."""


def is_locked(path: Path) -> bool:
    """Return True if an office file says that it is encrypted.

    Args:
        path: the file, in an old format of Office or in OpenDocument.
    """
    suffix = path.suffix.lower()
    if suffix in (".odt", ".ods", ".odp"):
        return _is_locked_archive(path)
    with path.open("rb") as file:
        raw = file.read(_MAX_BYTES)
    if suffix == ".doc":
        heads = (_WORD_HEAD.match(raw, start) for start in range(_SECTOR, len(raw), _SECTOR))
        return any(head and int.from_bytes(head["flags"], "little") & _ENCRYPTED_FLAG for head in heads)
    if suffix == ".xls":
        return _is_locked_workbook(raw)
    return suffix == ".ppt" and _LOCKED_SLIDES in raw


def _is_locked_archive(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("META-INF/manifest.xml") as part:
            return b"encryption-data" in part.read(_MAX_BYTES)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError):
        return False


def _is_locked_workbook(raw: bytes) -> bool:
    start = raw.find(_SHEET_HEAD)
    while start >= 0 and start % _SMALL_SECTOR:
        start = raw.find(_SHEET_HEAD, start + 1)
    if start < 0:
        return False
    for _ in range(_MAX_RECORDS):
        kind, size = struct.unpack_from("<HH", raw.ljust(start + 4, b"\0"), start)
        if kind == _FILE_PASS:
            return True
        start += 4 + size
    return False
