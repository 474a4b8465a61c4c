"""Pages drawn with PDFium, with some of their objects left out or coloured, for telling what shows on them.

It is the only module of the reader that knows pypdfium2. A page is drawn with its annotations and form fields, turned
and cropped as it is shown. What PDFium cannot open or draw raises ``DrawingError``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.graphics import Box

MAX_PIXELS = 8_000_000
"""Pixels of one drawing; a larger page is drawn smaller."""
MAX_OBJECTS = 60_000
"""Objects of one page; a page with more is a map or a plan, and takes too long to draw again and again."""
MAX_DEPTH = 12
"""How deep forms may lie in one another."""

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


class DrawingError(Exception):
    """A page that cannot be drawn."""


class Raster(NamedTuple):
    """A drawn part of a page.

    ``pixels`` has the shape (height, width, 3); ``scale`` is pixels for a point; ``left`` and
    ``top`` are the place of its first pixel on the page drawn whole.
    """

    pixels: npt.NDArray[np.uint8]
    scale: float
    left: int
    top: int

    def crop(self, box: Box) -> npt.NDArray[np.int16]:
        """Return the pixels in a box of the page; none where the box lies outside."""
        x0, y0 = math.floor(box[0] * self.scale) - self.left, math.floor(box[1] * self.scale) - self.top
        x1, y1 = math.ceil(box[2] * self.scale) - self.left, math.ceil(box[3] * self.scale) - self.top
        return self.pixels[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)].astype(np.int16)


class DrawnPage:
    """One page as PDFium holds it; changes stay in memory.

    ``texts`` are the objects that show text, in the order in which the content stream has them.
    """

    def __init__(self, page: Any) -> None:
        """List the objects of a page."""
        from pypdfium2 import raw

        self._page, self._raw = page, raw
        self.width, self.height = page.get_size()
        self.texts: list[Any] = []
        self.pictures: list[Any] = []
        self.shapes: list[Any] = []
        count = raw.FPDFPage_CountObjects(page)
        self._list_objects((raw.FPDFPage_GetObject(page, index) for index in range(count)), 0)

    def _list_objects(self, handles: Iterable[Any], depth: int) -> None:
        raw = self._raw
        for handle in handles:
            kind = raw.FPDFPageObj_GetType(handle)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.texts.append(handle)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.pictures.append(handle)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                count = raw.FPDFFormObj_CountObjects(handle)
                self._list_objects((raw.FPDFFormObj_GetObject(handle, index) for index in range(count)), depth + 1)
            else:
                self.shapes.append(handle)
            if len(self.texts) + len(self.pictures) + len(self.shapes) > MAX_OBJECTS:
                raise DrawingError

    @contextmanager
    def without(self, *groups: Iterable[Any]) -> Iterator[None]:
        """Leave objects out of what is drawn."""
        handles = [handle for group in groups for handle in group]
        for handle in handles:
            self._raw.FPDFPageObj_SetIsActive(handle, False)
        try:
            yield
        finally:
            for handle in handles:
                self._raw.FPDFPageObj_SetIsActive(handle, True)

    def paint_texts(self, texts: Iterable[Any], colour: Colour) -> None:
        """Give text objects another colour, without transparency."""
        for handle in texts:
            self._raw.FPDFPageObj_SetFillColor(handle, *colour, 255)
            self._raw.FPDFPageObj_SetStrokeColor(handle, *colour, 255)

    def draw(self, scale: float, box: Box | None = None, *, has_annotations: bool = True) -> Raster:
        """Draw the page, or a box of it.

        Args:
            scale: pixels for a point; less where the drawing would be too large.
            box: the part to draw, in points.
            has_annotations: draw annotations and form fields as well.

        Returns:
            The drawing.

        Raises:
            DrawingError: the page cannot be drawn.
        """
        x0, y0, x1, y1 = box or (0.0, 0.0, self.width, self.height)
        x0, y0, x1, y1 = max(x0, 0.0), max(y0, 0.0), min(x1, self.width), min(y1, self.height)
        if x1 - x0 < 1 or y1 - y0 < 1:
            raise DrawingError
        scale = min(scale, math.sqrt(MAX_PIXELS / ((x1 - x0) * (y1 - y0))))
        crop = tuple(math.floor(margin * scale) / scale for margin in (x0, self.height - y1, self.width - x1, y0))
        try:
            bitmap = self._page.render(
                scale=scale,
                crop=crop,
                may_draw_forms=has_annotations,
                draw_annots=has_annotations,
                # Smoothed edges that touch let through what lies under them.
                no_smoothpath=True,
            )
            pixels = np.array(bitmap.to_numpy(), dtype=np.uint8)
            bitmap.close()
        except (RuntimeError, ValueError, OSError) as error:
            raise DrawingError from error
        if pixels.ndim == 2:
            pixels = pixels[:, :, None]
        left, top = math.ceil(crop[0] * scale), math.ceil(crop[3] * scale)
        return Raster(pixels[:, :, :3], scale, left, top)


class PageDrawer:
    """The pages of one file; the file is opened when the first one is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> PageDrawer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @contextmanager
    def open_page(self, number: int) -> Iterator[DrawnPage]:
        """Open a page, counted from 1; raises DrawingError where it cannot be opened."""
        import pypdfium2

        try:
            if self._document is None:
                self._document = pypdfium2.PdfDocument(self._path)
                self._stack.callback(self._document.close)
                with suppress(pypdfium2.PdfiumError):
                    _start_forms(self._document)
            page = self._document[number - 1]
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise DrawingError from error
        try:
            yield DrawnPage(page)
        finally:
            page.close()


def _start_forms(document: Any) -> None:
    """Make PDFium draw form fields, also those of a document that lists no form: other viewers show them."""
    import pypdfium2
    from pypdfium2 import raw

    if not document.init_forms():
        config = raw.FPDF_FORMFILLINFO(version=2)
        handle = raw.FPDFDOC_InitFormFillEnvironment(document, config)
        if handle:
            document.formenv = pypdfium2.PdfFormEnv(handle, config)
