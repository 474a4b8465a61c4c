"""Paths of fetched papers in the corpus: ``authority/committee/date/item-title-id.ext``.

A path is made of small letters, digits and hyphens, whatever a title holds, so that it is the same on every system.
Nothing of a site's own file names is used.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import unicodedata
import zipfile
import zlib
from datetime import date
from pathlib import Path

from paper_search.fetch.records import TEXT_MINUTES_PREFIX

MAX_SLUG = 60
_MAX_ID = 40
WORK_FOLDER = ".fetch"
"""The folder of an authority in which a run keeps its journal and what is held back. A build passes it over."""
PART_FOLDER = f"{WORK_FOLDER}/part"
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{number}" for number in range(10)), *(f"lpt{number}" for number in range(10)))
)  # fmt: skip
_ENDING = re.compile(r"\.(docx?|xlsx?|pptx?|rtf|pdf|od[tsp])\b", re.IGNORECASE)
_ZIP_FOLDERS = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"))
_OPEN_DOCUMENT = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp"}
_OLD_OFFICE = frozenset((".doc", ".xls", ".ppt"))
_TAIL_BYTES = 2048


def make_slug(text: str, max_chars: int = MAX_SLUG) -> str:
    """Return a text as a part of a path: small letters and digits with hyphens between.

    Args:
        text: a name or a title.
        max_chars: the most characters.

    Returns:
        The part; "x" where no letter or digit of it can be written so, and never a name that a system reserves.
    """
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("'", "").replace("’", ""))
    letters = "".join(character for character in plain if not unicodedata.combining(character)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:max_chars].strip("-")
    return f"{slug}-x" if slug in _RESERVED else slug or "x"


def make_identity(remote_id: str) -> str:
    """Return a site's id as a part of a path; two ids are never the same part, whatever characters they have."""
    slug = make_slug(remote_id)
    if slug == remote_id:
        return slug
    return f"{slug[:_MAX_ID]}-{hashlib.sha256(remote_id.encode()).hexdigest()[:10]}"


def make_meeting_folder(committee: str, held_on: date | None, meeting_id: str, *, is_taken: bool = False) -> str:
    """Return the folder of a meeting in that of its authority.

    Args:
        committee: the committee's title.
        held_on: the day of the meeting.
        meeting_id: the site's id.
        is_taken: True where another meeting of the day has the folder.
    """
    day = held_on.isoformat() if held_on else "undated"
    suffix = f"-{make_identity(meeting_id)}" if is_taken or held_on is None else ""
    return f"{make_slug(committee)}/{day}{suffix}"


def make_document_path(folder: str, item: str | None, title: str, document_id: str, ending: str) -> str:
    """Return the path of a document in the folder of its authority.

    Args:
        folder: the folder of its meeting.
        item: the number of its agenda item.
        title: its title.
        document_id: the site's id, which no other document of the meeting has.
        ending: the file's ending with its stop, ".pdf".
    """
    identity = make_identity(document_id)
    if identity.startswith(TEXT_MINUTES_PREFIX):
        return f"{folder}/{identity}{ending}"
    parts = [make_slug(item, 12)] if item else []
    return f"{folder}/{'-'.join([*parts, make_slug(title), identity])}{ending}"


def find_ending(path: Path, hint: str = "") -> str | None:
    """Return the ending that a file's content calls for, or None for what is no paper.

    Args:
        path: the file.
        hint: its title or address, which tells a spreadsheet of old Word from a text.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return _find_zip_ending(path)
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        named = _ENDING.search(hint)
        ending = f".{named[1].lower()}" if named else ".doc"
        return ending if ending in _OLD_OFFICE else ".doc"
    return None


def is_whole_pdf(path: Path) -> bool:
    """Return True if a PDF file has its end mark (ISO 32000-1, 7.5.5) near its end."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(file.tell() - _TAIL_BYTES, 0))
        return b"%%EOF" in file.read()


def _find_zip_ending(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = _read_kind(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error, lzma.LZMAError):
        return None
    office = next((ending for folder, ending in _ZIP_FOLDERS if any(name.startswith(folder) for name in names)), None)
    return office or next((ending for word, ending in _OPEN_DOCUMENT.items() if f"opendocument.{word}" in kind), None)


def _read_kind(archive: zipfile.ZipFile) -> str:
    """Return the beginning of the part that names the kind; the whole of it may unpack to gigabytes."""
    with archive.open("mimetype") as part:
        return part.read(100).decode("ascii", "replace")
