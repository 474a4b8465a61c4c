"""Pages as pictures, drawn in a process of their own and kept for a while. In: a file, a page, words; out: a picture.

Promises: a file costs at most the time and memory it is given, and never more than its own drawing; at most
``MOST_KEPT`` bytes are kept, and nothing of a file that has changed; whoever would wait too long for a turn gets none.
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

MAX_CACHE_BYTES = 24 * 1024 * 1024
TURN_TIMEOUT_SECONDS = 20.0
"""Seconds to wait for a turn: pages are drawn one after another, in a tenth of a second each."""
HIGHLIGHT_COLOUR = "#ffe17a"
_MAX_SECONDS, _MAX_MEGABYTES = 15, 512
_WORKER_MODULE = "paper_search.rendering.page_image"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class HighlightRequest:
    """Words to mark, the pages they run over, and what stands around them, which tells them from the same elsewhere."""

    words: str
    pages: tuple[int, int]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page: its picture and media type, its size in dots, its words, and the boxes (left, top, width, height, as
    fractions of the page) of the words that were to be marked. ``pages`` is how many the file has."""

    image: bytes
    kind: str
    width: int
    height: int
    text: str
    pages: int
    boxes: tuple[Box, ...] = ()

    def to_highlighted_png(self) -> bytes:
        """A PNG of the page with the words marked on it, for what cannot lay one picture over another."""
        from PIL import Image, ImageChops, ImageDraw

        page = Image.open(io.BytesIO(self.image)).convert("RGB")
        over = Image.new("RGB", page.size, "white")
        pen = ImageDraw.Draw(over)
        for left, top, width, height in self.boxes:
            corners = (left, top, left + width, top + height)
            pen.rectangle(
                [each * size for each, size in zip(corners, page.size * 2, strict=True)], fill=HIGHLIGHT_COLOUR
            )
        out = io.BytesIO()
        ImageChops.multiply(page, over).save(out, "PNG", compress_level=6)
        return out.getvalue()


class PageImageCache:
    """Draws pages. Safe for threads."""

    def __init__(self, seconds: int = _MAX_SECONDS, megabytes: int = _MAX_MEGABYTES) -> None:
        self._limits = seconds, megabytes
        self._worker_lock, self._cache_lock = threading.Lock(), threading.Lock()
        self._worker: Worker | None = None
        self._cache: OrderedDict[tuple[object, ...], PageImage] = OrderedDict()
        self._cached_bytes = 0

    def draw(self, path: Path, page: int, highlight: HighlightRequest | None = None) -> PageImage | None:
        """A page of a PDF; None where the file has no such page or cannot be drawn."""
        stat = path.stat()
        key = (path, stat.st_size, stat.st_mtime_ns, page, highlight)
        with self._cache_lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        answer = self._send_order(_build_order(path, page, highlight))
        if answer is None or "code" in answer:
            return None
        picture = _parse_image(answer)
        self._store_image(key, picture)
        if highlight is not None:
            # The picture itself is fetched next, and is the same without its marks.
            self._store_image((*key[:-1], None), picture)
        return picture

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


def _build_order(path: Path, page: int, highlight: HighlightRequest | None) -> WorkerMessage:
    order: WorkerMessage = {"path": str(path), "page": page}
    if highlight is None:
        return order
    first, last = highlight.pages
    on = list(range(first, min(last, first + 3) + 1))
    return {**order, "words": highlight.words, "on": on, "before": highlight.before, "after": highlight.after}


def _parse_image(answer: WorkerMessage) -> PageImage:
    boxes = tuple((box[0], box[1], box[2], box[3]) for box in answer["boxes"])
    image = base64.b64decode(answer["picture"])
    return PageImage(image, answer["kind"], answer["width"], answer["height"], answer["text"], answer["pages"], boxes)
