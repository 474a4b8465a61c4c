"""Detection of what a file holds, whatever its name says.

A file that a reader would fail on is refused before it is read: empty, mismatch or password.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.docx_main_part import is_word_package

HEAD_BYTES = 4096

_HTML_PATTERN = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_KIND_NAMES = {
    "pdf": "a PDF",
    "html": "a web page",
    "docx": "a Word document",
    "xlsx": "a spreadsheet",
    "pptx": "a set of slides",
    "odf": "an OpenDocument file (.odt, .ods or .odp)",
    "zip": "a ZIP archive",
    "ole": "an old Office document (.doc, .xls or .ppt)",
    "locked": "an Office document locked with a password",
    "rtf": "a Rich Text document",
    "picture": "a picture",
    "binary": "data of an unknown kind",
    "text": "plain text",
}
_MAGIC_NUMBERS = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"BM", "picture"),
)
WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
_ZIP_KINDS = {
    **dict.fromkeys(WORD_SUFFIXES, "docx"),
    ".xlsx": "xlsx",
    ".pptx": "pptx",
    ".odt": "odf",
    ".ods": "odf",
    ".odp": "odf",
}
_EXPECTED_KINDS = {
    ".pdf": {"pdf"},
    **{suffix: {"docx"} for suffix in WORD_SUFFIXES},
    ".html": {"html", "text"},
    ".htm": {"html", "text"},
    ".txt": {"text"},
    ".md": {"text", "html"},
    ".eml": {"text", "html"},
    # Office programs save and open Rich Text and web pages under the names of their old formats.
    ".doc": {"ole", "rtf", "html"},
    ".xls": {"ole", "html"},
    ".ppt": {"ole"},
    ".rtf": {"rtf"},
    ".xlsx": {"xlsx"},
    ".pptx": {"pptx"},
    ".odt": {"odf"},
    ".ods": {"odf"},
    ".odp": {"odf"},
}


def check_file_type(path: Path) -> None:
    """Check that the file holds what its suffix says.

    Raises:
        UnreadableError: the code is empty, mismatch, password or damaged.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise UnreadableError(
            "damaged", "The file cannot be opened", "Check that it is there and may be read.", path
        ) from error
    if not head.strip(b"\0 \t\r\n"):
        raise UnreadableError("empty", "The file is empty", "Fetch the paper again.", path)
    kind = detect_kind(path, head)
    if kind == "locked":
        raise UnreadableError(
            "password", "The paper is locked with a password",
            "Save a copy without a password and put it in its place.", path,
        )  # fmt: skip
    if kind not in _EXPECTED_KINDS.get(path.suffix.lower(), {kind}):
        raise _make_mismatch_error(path, kind)


def detect_kind(path: Path, head: bytes) -> str:
    """Detect the kind of a file from its first bytes and, for a ZIP archive, its list of parts.

    Args:
        path: the file.
        head: its first bytes.

    Returns:
        A key of the kinds that this module knows, such as "pdf" or "picture".
    """
    if head.startswith(b"PK\x03\x04"):
        return _detect_zip_kind(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in path.read_bytes() else "ole"
    for magic, kind in _MAGIC_NUMBERS:
        if head.startswith(magic) and (kind != "picture" or b"\0" in head):
            return kind
    if path.suffix.lower() == ".pdf" and b"%PDF-" in head:
        # Some servers write what they say to browsers in front of the paper.
        return "pdf"
    if _HTML_PATTERN.search(head):
        return "html"
    is_utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    return "binary" if b"\0" in head and not is_utf16 else "text"


def _detect_zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if is_word_package(archive):
                return "docx"
    except (zipfile.BadZipFile, OSError, ValueError):
        # An unreadable list of parts means that the end of the file is missing, so the suffix decides.
        return _ZIP_KINDS.get(path.suffix.lower(), "zip")
    parts = (
        ("xl/workbook.xml", "xlsx"),
        ("ppt/presentation.xml", "pptx"),
        ("content.xml", "odf"),
    )
    return next((kind for part, kind in parts if part in names), "zip")


def _make_mismatch_error(path: Path, kind: str) -> UnreadableError:
    steps = {
        "html": "Fetch the paper again: what was saved is probably an error or log-in page.",
        "ole": "Open it in an office program and save it as .docx or PDF.",
        "rtf": "Open it in an office program and save it as .docx or PDF.",
        "picture": "Run text recognition (OCR) over it and save the outcome as PDF.",
    }
    suffix = {"pdf": ".pdf", "docx": ".docx", "text": ".txt", "html": ".html"}.get(kind)
    step = f"Give it its right name ({suffix}), or fetch the paper again." if suffix else "Fetch the paper again."
    return UnreadableError(
        "mismatch",
        f"The file is called {path.suffix.lower()} but holds {_KIND_NAMES[kind]}",
        steps.get(kind, step) if path.suffix.lower() not in (".txt", ".md") or kind != "html" else step,
        path,
    )
