"""Opening of PDF files, those with a broken cross-reference table or cut short included.

A file that pypdf cannot open is opened by pdfium, which looks for its objects, and is written anew in memory. What can
be neither opened nor repaired raises UnreadableError with the reason.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.errors import EmptyFileError, FileNotDecryptedError

from paper_search.errors import UnreadableError
from paper_search.records import UnreadPart

CUT_SHORT = "the file ends before the paper does: what follows is missing"
MAX_REPAIRED_BYTES = 200_000_000
"""Bytes of a file that is repaired in memory."""
_END_BYTES = 4096
_OBJECT_PATTERN = re.compile(rb"\b\d{1,10}\s+\d{1,5}\s+obj\b")
_CATALOGUE_PATTERN = re.compile(rb"\b(\d{1,10})\s+(\d{1,5})\s+obj\s*<<(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.S)
_PASSWORD_ERROR, _SECURITY_ERROR = 4, 5
"""FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of pdfium."""


class OpenedPdf(NamedTuple):
    """An open PDF file.

    ``unread_parts`` say what is missing of one that is cut short; ``repaired`` is what was written anew in place of the
    file, None where the file itself is open.
    """

    reader: PdfReader
    unread_parts: tuple[UnreadPart, ...]
    repaired: bytes | None

    @contextmanager
    def provide_file(self, path: Path) -> Iterator[Path]:
        """Give the path of a file that other programs can open too: that of the file, or of its repaired copy."""
        if self.repaired is None:
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="paper-search-") as folder:
            copy = Path(folder) / "paper.pdf"
            copy.write_bytes(self.repaired)
            yield copy


def open_reader(path: Path) -> OpenedPdf:
    """Open a PDF file.

    Args:
        path: the file.

    Returns:
        The open file.

    Raises:
        UnreadableError: the code is password, empty, truncated or damaged.
    """
    is_cut_short = _is_cut_short(path)
    parts = (UnreadPart(None, CUT_SHORT),) if is_cut_short else ()
    try:
        reader = _open(path)
        repaired = None if len(reader.pages) else _repair(path)
        return OpenedPdf(repaired[0] if repaired else reader, parts, repaired[1] if repaired else None)
    except FileNotDecryptedError as error:
        raise _make_password_error(path) from error
    except EmptyFileError as error:
        raise UnreadableError("empty", "The file is empty", "Fetch the paper again.", path) from error
    except MemoryError:
        raise
    except Exception as error:
        repaired = _repair(path)
        if repaired is not None:
            return OpenedPdf(repaired[0], parts, repaired[1])
        if is_cut_short:
            raise make_truncated_error(path) from error
        raise UnreadableError(
            "damaged",
            "The file is damaged inside: its list of pages cannot be found or repaired",
            "Fetch the paper again; if that does not help, print it to a new PDF.",
            path,
        ) from error


def _open(source: Path | io.BytesIO) -> PdfReader:
    reader = PdfReader(source)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError
    len(reader.pages)
    return reader


def _repair(path: Path) -> tuple[PdfReader, bytes] | None:
    """Return a copy that pdfium has written anew, open and as bytes; None where it cannot be opened either."""
    if path.stat().st_size > MAX_REPAIRED_BYTES:
        return None
    content = path.read_bytes()
    content = content[max(content.find(b"%PDF-"), 0) :]
    return _rewrite(content, path) or _rewrite(content + _make_trailer(content), path)


def _rewrite(content: bytes, path: Path) -> tuple[PdfReader, bytes] | None:
    import pypdfium2

    copy = io.BytesIO()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == _PASSWORD_ERROR:
            raise _make_password_error(path) from error
        if code == _SECURITY_ERROR:
            raise _make_security_error(path) from error
        return None
    try:
        document.save(copy)
        reader = _open(copy)
        return (reader, copy.getvalue()) if len(reader.pages) else None
    except MemoryError:
        raise
    except Exception:
        return None
    finally:
        document.close()


def _make_trailer(content: bytes) -> bytes:
    """Return a trailer that names the catalogue of a file without one; pdfium then finds the objects by itself."""
    catalogues = list(_CATALOGUE_PATTERN.finditer(content))
    if not catalogues:
        return b""
    number, generation = catalogues[-1].groups()
    return b"\ntrailer\n<< /Root %s %s R >>\nstartxref\n0\n%%%%EOF\n" % (number, generation)


def _is_cut_short(path: Path) -> bool:
    """Return True if the file ends before it says that it does.

    A PDF says where it ends, and a linearised one says at its start how long it is (ISO 32000-1, annex F). Behind the
    end there may be rubbish, but no object.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_END_BYTES)
        file.seek(max(size - _END_BYTES, 0))
        tail = file.read(_END_BYTES)
    length = re.search(rb"/Linearized\b[^>]*?/L\s+(\d{1,12})", head)
    if length is not None and size < int(length[1]):
        return True
    if b"%%EOF" in tail or b"startxref" in tail:
        return False
    content = path.read_bytes()
    end = content.rfind(b"startxref")
    return end < 0 or _OBJECT_PATTERN.search(content, end) is not None


def make_truncated_error(path: Path) -> UnreadableError:
    """Return the error for a file that is cut short so that nothing of it can be read."""
    return UnreadableError("truncated", "The file ends before the paper does", "Fetch the paper again.", path)


def _make_security_error(path: Path) -> UnreadableError:
    return UnreadableError(
        "password",
        "The paper is locked by a rights management that only its own program opens",
        "Open it in that program, print it to a new PDF, and put that in its place.",
        path,
    )


def _make_password_error(path: Path) -> UnreadableError:
    return UnreadableError(
        "password",
        "The paper is locked with a password",
        "Save a copy without a password and put it in its place.",
        path,
    )
