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

from paper_search.ingest.readers.pool import Order, Worker

MOST_KEPT = 24 * 1024 * 1024
PATIENCE = 20.0
"""Seconds to wait for a turn: pages are drawn one after another, in a tenth of a second each."""
MARK = "#ffe17a"
_SECONDS, _MEGABYTES = 15, 512
_DRAWING = "paper_search.rendering.page_image"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """Words to mark, the pages they run over, and what stands around them, which tells them from the same elsewhere."""

    words: str
    pages: tuple[int, int]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: its picture and media type, its size in dots, its words, and the boxes (left, top, width, height, as
    fractions of the page) of the words that were to be marked. ``pages`` is how many the file has."""

    image: bytes
    kind: str
    width: int
    height: int
    text: str
    pages: int
    boxes: tuple[Box, ...] = ()

    def with_marks(self) -> bytes:
        """A PNG of the page with the words marked on it, for what cannot lay one picture over another."""
        from PIL import Image, ImageChops, ImageDraw

        page = Image.open(io.BytesIO(self.image)).convert("RGB")
        over = Image.new("RGB", page.size, "white")
        pen = ImageDraw.Draw(over)
        for left, top, width, height in self.boxes:
            corners = (left, top, left + width, top + height)
            pen.rectangle([each * size for each, size in zip(corners, page.size * 2, strict=True)], fill=MARK)
        out = io.BytesIO()
        ImageChops.multiply(page, over).save(out, "PNG", compress_level=6)
        return out.getvalue()


class Pictures:
    """Draws pages. Safe for threads."""

    def __init__(self, seconds: int = _SECONDS, megabytes: int = _MEGABYTES) -> None:
        self._limits = seconds, megabytes
        self._turn, self._keeping = threading.Lock(), threading.Lock()
        self._worker: Worker | None = None
        self._kept: OrderedDict[tuple[object, ...], Picture] = OrderedDict()
        self._bytes = 0

    def draw(self, path: Path, page: int, words: Words | None = None) -> Picture | None:
        """A page of a PDF; None where the file has no such page or cannot be drawn."""
        stat = path.stat()
        key = (path, stat.st_size, stat.st_mtime_ns, page, words)
        with self._keeping:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = self._ask(_order(path, page, words))
        if answer is None or "code" in answer:
            return None
        picture = _picture(answer)
        self._keep(key, picture)
        if words is not None:
            # The picture itself is fetched next, and is the same without its marks.
            self._keep((*key[:-1], None), picture)
        return picture

    def _ask(self, order: Order) -> Order | None:
        if not self._turn.acquire(timeout=PATIENCE):
            return None
        try:
            if self._worker is None or not self._worker.is_alive():
                self._worker = Worker(*self._limits, module=_DRAWING)
                weakref.finalize(self, self._worker.end)
            return self._worker.take(order)
        finally:
            self._turn.release()

    def _keep(self, key: tuple[object, ...], picture: Picture) -> None:
        with self._keeping:
            if key in self._kept:
                return
            self._kept[key] = picture
            self._bytes += len(picture.image)
            while self._bytes > MOST_KEPT:
                self._bytes -= len(self._kept.popitem(last=False)[1].image)


def _order(path: Path, page: int, words: Words | None) -> Order:
    order: Order = {"path": str(path), "page": page}
    if words is None:
        return order
    first, last = words.pages
    on = list(range(first, min(last, first + 3) + 1))
    return {**order, "words": words.words, "on": on, "before": words.before, "after": words.after}


def _picture(answer: Order) -> Picture:
    boxes = tuple((box[0], box[1], box[2], box[3]) for box in answer["boxes"])
    image = base64.b64decode(answer["picture"])
    return Picture(image, answer["kind"], answer["width"], answer["height"], answer["text"], answer["pages"], boxes)
