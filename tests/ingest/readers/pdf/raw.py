"""PDFs of one page written in PDF syntax, for what a drawing library cannot make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paper_search.ingest.readers.pdf import read_pdf
from paper_search.records import Reading

Object = str | tuple[str, bytes]
"""A dictionary, or the dictionary and the data of a stream."""
FIRST_OBJECT = 6
"""The number of the first object that a test adds."""


def raw_pdf(
    path: Path,
    content: str,
    *,
    page: str = "/MediaBox [0 0 595 842]",
    resources: str = "",
    fonts: str = "",
    objects: Sequence[Object] = (),
    catalogue: str = "",
) -> Path:
    """Write a page with a font F1, and others by name; further objects are numbered from ``FIRST_OBJECT``."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    named = f"/Font << /F1 5 0 R {fonts} >> {resources}"
    bodies: list[Object] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R /Resources << {named} >> >>",
        ("", content.encode("latin-1")),
        font,
        *objects,
    ]
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode()
        if isinstance(body, str):
            out += body.encode("latin-1")
        else:
            out += f"<< {body[0]} /Length {len(body[1])} >>\nstream\n".encode("latin-1") + body[1] + b"\nendstream"
        out += b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode()
    out += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(out)
    return path


def words(x: float, y: float, text: str, size: float = 11, state: str = "") -> str:
    """Return operators that print words."""
    return f"q BT /F1 {size} Tf {state} 1 0 0 1 {x} {y} Tm ({text}) Tj ET Q\n"


def read_everything(reading: Reading) -> str:
    """Return all the words that a reading keeps anywhere."""
    return repr((reading.text, reading.blocks, reading.dropped, reading.info, reading.hidden))


def read_raw(path: Path, content: str, **parts: object) -> Reading:
    """Write a page and read it."""
    return read_pdf(raw_pdf(path, content, **parts))  # type: ignore[arg-type]
