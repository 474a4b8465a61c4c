"""Small papers made when a test runs. In: words and where they stand; out: a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
Draw = Callable[[Canvas], None]
Words = tuple[float, float, str]
"""Left edge and distance from the top of the page in points, and the words."""


def pdf(path: Path, pages: Sequence[Draw], encrypt: str | None = None, title: str = "") -> Path:
    """A PDF of A4 pages, each drawn by its function."""
    canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt, invariant=1)
    canvas.setTitle(title)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(*words: Words, font: str = "Helvetica", size: float = 11) -> Draw:
    """Words at places, in one font."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for x, top, line in words:
            canvas.drawString(x, HEIGHT - top, line)

    return draw


def together(*draws: Draw) -> Draw:
    """Several drawings on one page."""

    def draw(canvas: Canvas) -> None:
        for drawing in draws:
            drawing(canvas)

    return draw


def lines(left: float, top: float, *printed: str, step: float = 13.5) -> Draw:
    """Lines of one paragraph, one below the other."""
    return text(*((left, top + index * step, line) for index, line in enumerate(printed)))


def grid(xs: Sequence[float], tops: Sequence[float]) -> Draw:
    """A ruled grid through these places."""

    def draw(canvas: Canvas) -> None:
        canvas.grid(list(xs), [HEIGHT - top for top in tops])

    return draw
