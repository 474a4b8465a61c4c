"""The worker that draws pages of PDFs, with the place of quoted words on them, in a process of its own.

Each box stands around characters that ``locate.find_quote`` names, as fractions of the page from its upper left corner.
No picture has more than ``MAX_PIXELS``.
"""

from __future__ import annotations

import base64
import ctypes
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paper_search.ingest.readers.worker import WorkerMessage, serve_messages
from paper_search.rendering.locate import CharRange, QuotedText, find_quote
from paper_search.rendering.verified_file import open_verified

RENDER_DPI = 130
"""A page of A4 is read without effort on a screen of twice the usual density."""
MAX_PIXELS = 6_000_000
MAX_PNG_BYTES = 600_000
"""An image that takes more, a photograph or a scan, is given as JPEG."""
_BOX_PADDING = 0.002
"""Around each line of marked words, as a fraction of the page."""

Box = tuple[float, float, float, float]
"""Left, top, width and height, as fractions of the page."""


def serve(megabytes: int) -> None:
    """Draw the pages named on standard input until it is closed, within a limit of memory."""
    serve_messages(megabytes, _import_pdfium, draw)


def _import_pdfium() -> None:
    import pypdfium2  # noqa: F401


def draw(order: WorkerMessage) -> WorkerMessage:
    """Return the picture of a page, or a code that says why there is none.

    Args:
        order: ``path``, ``page``, counted from 1, and ``sha256``, what the file must hold, or None. For words to mark
            also ``words``, ``before``, ``after`` and ``on``, the pages that they run over.

    Returns:
        ``picture`` (base64), ``kind``, ``width``, ``height``, ``boxes`` and ``pages``; else ``code``.
    """
    path, sha256 = Path(order["path"]), order["sha256"]
    if sha256 is None:
        return _draw_page(path, order)
    verified = open_verified(path, sha256)
    if verified is None:
        return {"code": "changed"}
    with verified.file as file:
        answer = _draw_page(file, order)
        return answer if verified.is_unchanged() else {"code": "changed"}


def _draw_page(file: Path | io.BufferedIOBase, order: WorkerMessage) -> WorkerMessage:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        return {"code": "damaged"}
    try:
        number, pages = int(order["page"]), len(document)
        if not 1 <= number <= pages:
            return {"code": "no page", "pages": pages}
        boxes = find_marks(document, number, order) if order.get("words") else []
        return {"pages": pages, "boxes": boxes, **_render_image(document[number - 1])}
    except pypdfium2.PdfiumError:
        return {"code": "damaged"}
    finally:
        document.close()


def _render_image(page: Any) -> WorkerMessage:
    width, height = page.get_size()
    scale = min(RENDER_DPI / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    kind = "image/png"
    if out.tell() > MAX_PNG_BYTES:
        out, kind = io.BytesIO(), "image/jpeg"
        picture.save(out, "JPEG", quality=80)
    encoded = base64.b64encode(out.getvalue()).decode("ascii")
    return {"kind": kind, "width": picture.width, "height": picture.height, "picture": encoded}


# -- where the words stand -------------------------------------------------------------------------------------


def find_marks(document: Any, page_number: int, order: WorkerMessage) -> list[Box]:
    """Return the boxes around the words of a request on one page.

    Args:
        document: the open PDF.
        page_number: the page, counted from 1.
        order: the request, see ``draw``.
    """
    page = document[page_number - 1]
    text_page = page.get_textpage()
    ranges = _find_ranges(document, page_number, order)
    return [box for char_range in ranges for box in _find_boxes(page, text_page, char_range)]


def read_boxes(document: Any, page_number: int, boxes: Sequence[Box]) -> str:
    """Return the characters of a page that stand in boxes, in the order in which PDFium has them.

    Args:
        document: the open PDF.
        page_number: the page, counted from 1.
        boxes: the boxes.
    """
    page = document[page_number - 1]
    text_page = page.get_textpage()
    characters = _read_characters(text_page)
    measured = ((character, _measure_box(page, text_page, index)) for index, character in enumerate(characters))
    return "".join(character for character, place in measured if place and any(_holds(box, place) for box in boxes))


def _holds(box: Box, place: Box) -> bool:
    """Return True if the middle of a place lies in a box."""
    x, y = place[0] + place[2] / 2, place[1] + place[3] / 2
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def _find_ranges(document: Any, page_number: int, order: WorkerMessage) -> list[CharRange]:
    """Return the ranges on a page of the words, which may run over several pages."""
    page_numbers = [number for number in order["on"] if 1 <= number <= len(document)]
    if page_number not in page_numbers:
        return []
    texts = [_read_characters(document[number - 1].get_textpage()) for number in page_numbers]
    ranges = find_quote(texts, QuotedText(order["words"], order["before"], order["after"]))
    return ranges[page_numbers.index(page_number)]


def _read_characters(text_page: Any) -> str:
    """Return one character for each that the page holds, so that its index is its place.

    Surrogate pairs, for characters outside the first plane, become replacement characters: no council prints them.
    """
    from pypdfium2 import raw

    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(text_page.count_chars()))
    return "".join(chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd" for code in codes)


def _find_boxes(page: Any, text_page: Any, char_range: CharRange) -> list[Box]:
    """Return one box for each line of the characters."""
    lines: list[Box] = []
    for index in range(*char_range):
        box = _measure_box(page, text_page, index)
        if box is None:
            continue
        if lines and _is_same_line(lines[-1], box):
            lines[-1] = _merge_boxes(lines[-1], box)
        else:
            lines.append(box)
    return [_pad_box(line) for line in lines]


def _measure_box(page: Any, text_page: Any, index: int) -> Box | None:
    """Return the box of a character as it is drawn; None for spaces, and for what PDFium puts between the lines."""
    from pypdfium2 import raw

    if (
        chr(max(raw.FPDFText_GetUnicode(text_page, index), 0)).isspace()
        or raw.FPDFText_IsGenerated(text_page, index) == 1
    ):
        return None
    rect = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text_page, index, rect):
        return None
    corners = [_to_image_fraction(page, x, y) for x in (rect.left, rect.right) for y in (rect.bottom, rect.top)]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    box = left, top, max(x for x, _ in corners) - left, max(y for _, y in corners) - top
    return box if box[2] > 0 and box[3] > 0 and 0 <= left <= 1 and 0 <= top <= 1 else None


_DEVICE_UNITS = 1_000_000
"""The steps in which the page is measured, so that nothing is lost to whole numbers."""


def _to_image_fraction(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return a place of the page as a fraction of the picture, whichever way the page is turned or cut."""
    from pypdfium2 import raw

    right, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _DEVICE_UNITS, _DEVICE_UNITS, 0, x, y, right, down)
    return right.value / _DEVICE_UNITS, down.value / _DEVICE_UNITS


def _is_same_line(line: Box, box: Box) -> bool:
    middle = box[1] + box[3] / 2
    return line[1] <= middle <= line[1] + line[3] and box[0] >= line[0] - line[3]


def _merge_boxes(line: Box, box: Box) -> Box:
    left, top = min(line[0], box[0]), min(line[1], box[1])
    right = max(line[0] + line[2], box[0] + box[2])
    bottom = max(line[1] + line[3], box[1] + box[3])
    return left, top, right - left, bottom - top


def _pad_box(line: Box) -> Box:
    left, top, width, height = line
    return left - _BOX_PADDING, top, width + 2 * _BOX_PADDING, height
