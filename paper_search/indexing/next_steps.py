"""The next step for papers that were read in part: how to have the rest of them read."""

from __future__ import annotations

from dataclasses import replace

from paper_search.ingest.readers import ocr
from paper_search.ingest.readers.unread_reasons import HELPED_BY_OCR
from paper_search.records import Status
from paper_search.records.index import PartlyReadDocument

_LOOK = "Look at these places in the paper itself."


def add_next_steps(status: Status) -> Status:
    """Return the state of an index with what to do about each paper that was read in part."""
    return replace(status, read_in_part=tuple(map(add_next_step, status.read_in_part)))


def add_next_step(document: PartlyReadDocument) -> PartlyReadDocument:
    """Return a paper that was read in part with what to do about it."""
    needs_ocr = any(part.reason in HELPED_BY_OCR for part in document.parts) and not ocr.is_available()
    return replace(document, next_step=f"{_LOOK} {ocr.INSTALL_HINT}" if needs_ocr else _LOOK)
