"""Pictures of pages, drawn in a process of their own and kept for a while.

Drawing a file costs no more than the time and memory it is given, and harms no other drawing. At most
``MAX_CACHE_BYTES`` are kept, and nothing is given of a file that is not the one that was indexed. Whoever would wait
too long for a turn gets none.
"""

from __future__ import annotations

import base64
import io
import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from paper_search.ingest.readers.pool import Worker
from paper_search.ingest.readers.worker import WorkerMessage
from paper_search.rendering.verified_file import is_verified

MAX_CACHE_BYTES = 24 * 1024 * 1024
TURN_TIMEOUT_SECONDS = 20.0
"""Seconds to wait for a turn: pages are drawn one after another, in a tenth of a second each."""
HIGHLIGHT_COLOUR = "#ffe17a"
_MAX_SECONDS, _MAX_MEGABYTES = 15, 512
_WORKER_MODULE = "paper_search.rendering.page_image"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class HighlightRequest:
    """Words to mark on a page.

    Attributes:
        words: the words as the reading text has them.
        pages: the first and the last page that they run over, counted from 1.
        before: what stands before them, which tells them from the same words elsewhere.
        after: what stands behind them.
    """

    words: str
    pages: tuple[int, int]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page.

    Attributes:
        image: the file of the picture.
        kind: its media type.
        width: its width in pixels.
        height: its height in pixels.
        pages: the number of pages of the file.
        boxes: where the marked words stand: left, top, width and height as fractions of the page.
    """

    image: bytes
    kind: str
    width: int
    height: int
    pages: int
    boxes: tuple[Box, ...] = ()

    def to_highlighted_png(self) -> bytes:
        """Return a PNG of the page with the words marked on it, for formats that cannot lay boxes over a picture."""
        from PIL import Image, ImageChops, ImageDraw

        page = Image.open(io.BytesIO(self.image)).convert("RGB")
        overlay = Image.new("RGB", page.size, "white")
        pen = ImageDraw.Draw(overlay)
        for left, top, width, height in self.boxes:
            corners = (left, top, left + width, top + height)
            pen.rectangle(
                [corner * size for corner, size in zip(corners, page.size * 2, strict=True)], fill=HIGHLIGHT_COLOUR
            )
        out = io.BytesIO()
        ImageChops.multiply(page, overlay).save(out, "PNG", compress_level=6)
        return out.getvalue()


class PageImageCache:
    """Draws pages of PDFs and keeps the pictures. Safe for threads."""

    def __init__(self, seconds: int = _MAX_SECONDS, megabytes: int = _MAX_MEGABYTES) -> None:
        """Limit the drawing of one page.

        Args:
            seconds: the most time it may take.
            megabytes: the most memory it may take.
        """
        self._limits = seconds, megabytes
        self._worker_lock, self._cache_lock = threading.Lock(), threading.Lock()
        self._worker: Worker | None = None
        self._cache: OrderedDict[tuple[object, ...], PageImage] = OrderedDict()
        self._cached_bytes = 0

    def draw(
        self, path: Path, page: int, highlight: HighlightRequest | None = None, sha256: str | None = None
    ) -> PageImage | None:
        """Return the picture of a page.

        Args:
            path: a PDF.
            page: the page, counted from 1.
            highlight: the words to mark.
            sha256: the hash of the file that may be drawn; None for a file of no index, whatever it holds.

        Returns:
            The picture; None where the file has no such page, other content, cannot be drawn or had no turn in time.
        """
        if sha256 is not None and not is_verified(path, sha256):
            return None
        key = (*_identify_content(path, sha256), page, highlight)
        with self._cache_lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        answer = self._send_order(_build_order(path, page, highlight, sha256))
        if answer is None or "code" in answer:
            return None
        page_image = _parse_image(answer)
        self._store_image(key, page_image)
        if highlight is not None:
            # The picture itself is fetched next, and is the same without its marks.
            self._store_image((*key[:-1], None), page_image)
        return page_image

    def _send_order(self, order: WorkerMessage) -> WorkerMessage | None:
        if not self._worker_lock.acquire(timeout=TURN_TIMEOUT_SECONDS):
            return None
        try:
            if self._worker is None or not self._worker.is_alive():
                self._worker = Worker(*self._limits, module=_WORKER_MODULE)
                weakref.finalize(self, self._worker.stop)
            return self._worker.request(order)
        finally:
            self._worker_lock.release()

    def _store_image(self, key: tuple[object, ...], page_image: PageImage) -> None:
        with self._cache_lock:
            if key in self._cache:
                return
            self._cache[key] = page_image
            self._cached_bytes += len(page_image.image)
            while self._cached_bytes > MAX_CACHE_BYTES:
                self._cached_bytes -= len(self._cache.popitem(last=False)[1].image)


def _identify_content(path: Path, sha256: str | None) -> tuple[object, ...]:
    if sha256 is not None:
        return (sha256,)
    stat = path.stat()
    return path, stat.st_size, stat.st_mtime_ns


def _build_order(path: Path, page: int, highlight: HighlightRequest | None, sha256: str | None) -> WorkerMessage:
    order: WorkerMessage = {"path": str(path), "page": page, "sha256": sha256}
    if highlight is None:
        return order
    first, last = highlight.pages
    pages = list(range(first, min(last, first + 3) + 1))
    return {**order, "words": highlight.words, "on": pages, "before": highlight.before, "after": highlight.after}


def _parse_image(answer: WorkerMessage) -> PageImage:
    boxes = tuple((box[0], box[1], box[2], box[3]) for box in answer["boxes"])
    image = base64.b64decode(answer["picture"])
    return PageImage(image, answer["kind"], answer["width"], answer["height"], answer["pages"], boxes)
