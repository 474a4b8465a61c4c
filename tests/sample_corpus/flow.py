"""Parts of a paper as reportlab flowables that remember where they were printed.

In: the parts of a paper. Out: flowables and, once laid out, an ``Entry`` for each printed number with its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph, Spacer

from tests.sample_corpus.markup import Part, cells

LOOKS_NUMBERED = re.compile(r"\(?\d+(?:\.\d+)*[.)]|\d+\.\d+|\(?[a-z]\)")
BASE = ParagraphStyle(
    "base", fontName="Helvetica", fontSize=12, leading=15.5, spaceAfter=9, bulletFontSize=12, allowOrphans=1
)


def style(name: str, **changes: Any) -> ParagraphStyle:
    """The base style with changes."""
    return ParagraphStyle(name, parent=BASE, **changes)


STYLES = {
    "plain": BASE,
    "title": style("title", fontName="Helvetica-Bold", fontSize=14, leading=18, alignment=TA_CENTER),
    "heading": style("heading", fontName="Helvetica-Bold", fontSize=13, leading=16, spaceBefore=8, keepWithNext=1),
    "subheading": style("subheading", fontName="Helvetica-Bold", spaceBefore=4, keepWithNext=1),
    "italic": style("italic", fontName="Helvetica-Oblique"),
    "bold": style("bold", fontName="Helvetica-Bold"),
    "numbered": style("numbered", leftIndent=13 * mm, bulletIndent=0),
    "item": style("item", leftIndent=22 * mm, bulletIndent=14 * mm, spaceAfter=6),
    "bullet": style("bullet", leftIndent=20 * mm, bulletIndent=14 * mm, spaceAfter=5),
    "subbullet": style("subbullet", leftIndent=28 * mm, bulletIndent=22 * mm, spaceAfter=5),
    "front": style("front", leftIndent=38 * mm, bulletIndent=0, bulletFontName="Helvetica-Bold", spaceAfter=5),
}
HANGING = {"bullet": "•", "subbullet": "–"}


@dataclass(slots=True)
class Trace:
    """What was printed where, in the order of printing: (part, page) and wrapped lines that look numbered."""

    printed: list[tuple[Part, int]] = field(default_factory=list)
    traps: list[tuple[str, int]] = field(default_factory=list)


class TracedParagraph(Paragraph):  # type: ignore[misc]
    """A paragraph that tells its trace on which page it begins, however it is split."""

    part: Part | None = None
    trace: Trace | None = None

    def split(self, width: float, height: float) -> list[Flowable]:
        pieces: list[Flowable] = super().split(width, height)
        for number, piece in enumerate(pieces):
            piece.trace = self.trace
            piece.part = self.part if number == 0 else None
        return pieces

    def draw(self) -> None:
        page = self.canv.getPageNumber()
        if self.trace is not None:
            if self.part is not None:
                self.trace.printed.append((self.part, page))
            self.trace.traps.extend((label, page) for label in self.wrapped_numbers())
        super().draw()

    def wrapped_numbers(self) -> list[str]:
        """First words of wrapped lines that a reader could take for a paragraph number."""
        lines = [line[1] if isinstance(line, tuple) else line.words for line in self.blPara.lines]
        firsts = [str(getattr(words[0], "text", words[0])).split()[0] for words in lines[1:] if words]
        return [first for first in firsts if LOOKS_NUMBERED.fullmatch(first)]


def trace_part(part: Part, trace: Trace) -> TracedParagraph:
    """One part as a paragraph: numbered with its label hanging, headings with theirs in the line."""
    text = escape(part.text)
    hanging = HANGING.get(part.kind)
    if part.kind in {"numbered", "item"}:
        hanging = part.label + " "
    elif part.label:
        text = f"{escape(part.label)} {text}"
    paragraph = TracedParagraph(text, STYLES[part.kind], bulletText=hanging)
    paragraph.part, paragraph.trace = part, trace
    return paragraph


def front(row: Part) -> Flowable:
    """A From / To / Subject line: the key in bold, the value beside it."""
    key, value = cells(row.text)
    return Paragraph(escape(value), STYLES["front"], bulletText=f"{key}: ")


class Row(Flowable):  # type: ignore[misc]
    """A row of a ruled table, its cells in one run of text from left to right, as word processors print them."""

    def __init__(self, texts: list[str], first: bool) -> None:
        super().__init__()
        self.texts, self.first, self.height = texts, first, 7 * mm
        self.edges = [0.0, *(62 * mm + number * 104 * mm / (len(texts) - 1) for number in range(len(texts)))]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return width, self.height

    def draw(self) -> None:
        self.canv.setLineWidth(0.5)
        self.canv.setFillColor(colors.lightgrey if self.first else colors.white)
        for left, right in pairwise(self.edges):
            self.canv.rect(left, 0, right - left, self.height, fill=1)
        self.canv.setFillColor(colors.black)
        words = self.canv.beginText()
        words.setFont("Helvetica-Bold" if self.first else "Helvetica", 9.5)
        for left, text in zip(self.edges, self.texts, strict=False):
            words.setTextOrigin(left + 2 * mm, 2.2 * mm)
            words.textOut(text)
        self.canv.drawText(words)


def grid(rows: list[Part]) -> list[Flowable]:
    """A ruled table, which may break between any two rows; its first row is the head."""
    return [Row(cells(row.text), number == 0) for number, row in enumerate(rows)]


def flowables(parts: Iterable[Part], trace: Trace) -> list[Flowable]:
    """All parts, in order; neighbouring table rows and front matter lines become one table."""
    flow: list[Flowable] = []
    for kind, group in groupby(parts, key=lambda part: part.kind):
        if kind == "row":
            flow += [*grid(list(group)), Spacer(1, 10)]
        elif kind == "front":
            flow += [*(front(row) for row in group), Spacer(1, 6)]
        elif kind == "page":
            flow.append(PageBreak())
        else:
            flow += [trace_part(part, trace) for part in group]
    return flow
