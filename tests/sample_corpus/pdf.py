"""Papers as PDF. In: sections of flowables. Out: PDF bytes.

Promise: the same bytes at any date. Streams are not compressed, so that they do not depend on a build of zlib.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from tests.sample_corpus.flow import Trace, flowables
from tests.sample_corpus.markup import Paper, Part

WIDTH, HEIGHT = A4
BLANK_PAGE = "This page is intentionally left blank"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a file: its flow, running lines ("{page}" is the page), and the stamps of a pack.

    ``item`` is stamped on the first page as "Agenda Item n"; with ``first_stamp`` every page is stamped
    "Page n", counted from it. ``outline`` is the bookmark, None for none.
    """

    flow: list[Flowable]
    header: str = ""
    footer: str = ""
    item: str = ""
    first_stamp: int | None = None
    outline: str | None = None


@dataclass(frozen=True, slots=True)
class Info:
    """What the file says of itself in its document information."""

    title: str = ""
    author: str = ""
    subject: str = ""


@dataclass(slots=True)
class Paging:
    """Draws what stands outside the frame of one section's pages."""

    section: Section
    begun_at: int | None = None
    pages: list[int] = field(default_factory=list)

    def __call__(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        if self.begun_at is None:
            self.begun_at = page
            self.first(canvas)
        self.pages.append(page)
        canvas.setFont("Helvetica", 9)
        number = page - self.begun_at + 1
        canvas.drawString(22 * mm, HEIGHT - 14 * mm, self.section.header.replace("{page}", str(number)))
        canvas.drawCentredString(WIDTH / 2, 14 * mm, self.section.footer.replace("{page}", str(number)))
        if self.section.first_stamp is not None:
            canvas.drawCentredString(WIDTH / 2, 8 * mm, f"Page {self.section.first_stamp + number - 1}")

    def first(self, canvas: Canvas) -> None:
        """The bookmark and the item stamp of the first page."""
        section = self.section
        if section.outline:
            canvas.bookmarkPage(section.outline)
            canvas.addOutlineEntry(section.outline, section.outline, level=0)
        if section.item:
            canvas.setFont("Helvetica-Bold", 11)
            canvas.drawRightString(WIDTH - 18 * mm, HEIGHT - 9 * mm, f"Agenda Item {section.item}")


def template(number: int, paging: Callable[[Canvas, BaseDocTemplate], None]) -> PageTemplate:
    """The page of one section: A4 with council-like margins."""
    frame = Frame(22 * mm, 20 * mm, WIDTH - 44 * mm, HEIGHT - 40 * mm, 0, 0, 0, 0)
    return PageTemplate(id=f"section{number}", frames=[frame], onPage=paging)


def lay_out(sections: list[Section], info: Info, password: str | None = None) -> tuple[bytes, list[Paging]]:
    """The sections as one PDF, each from a new page, and the pages each took."""
    lock = StandardEncryption(password, ownerPassword=password + "-owner", strength=128) if password else None
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=info.title, author=info.author, subject=info.subject, creator="",
        invariant=1, pageCompression=0, encrypt=lock,
    )  # fmt: skip
    pagings = [Paging(section) for section in sections]
    document.addPageTemplates([template(number, paging) for number, paging in enumerate(pagings)])
    flow: list[Flowable] = []
    for number, section in enumerate(sections):
        turn = [NextPageTemplate(f"section{number}"), PageBreak()] if number else []
        flow += [*turn, *section.flow]
    document.build(flow)
    return out.getvalue(), pagings


def info_of(paper: Paper) -> Info:
    """The document information that a paper's head asks for."""
    return Info(paper.get("info-title") or "", paper.get("info-author") or "", paper.get("info-subject") or "")


def section_of(paper: Paper, trace: Trace, **stamps: object) -> Section:
    """A paper as a section, with its own running lines."""
    flow = flowables(paper.parts, trace)
    return Section(flow, paper.get("header") or "", paper.get("footer") or "", **stamps)  # type: ignore[arg-type]


def paper_pdf(paper: Paper) -> tuple[bytes, Trace, int]:
    """One paper as a file of its own: the bytes, what was printed where, and the number of pages."""
    trace = Trace()
    content, pagings = lay_out([section_of(paper, trace)], info_of(paper), paper.get("password"))
    return content, trace, len(pagings[0].pages)


def blank_section(stamp: int) -> Section:
    """The blank page that makes every item of a pack begin on a right-hand page."""
    return Section(flowables([Part("plain", BLANK_PAGE)], Trace()), first_stamp=stamp)


@dataclass(frozen=True, slots=True)
class Inside:
    """A paper inside a pack: its agenda item, and its bookmark."""

    paper: Paper
    item: str
    outline: str


def pages_of(paper: Paper) -> int:
    """How many pages the paper takes."""
    return paper_pdf(paper)[2]


def pack_pdf(pack: Paper, opening: Paper | None, inside: list[Inside]) -> tuple[bytes, Trace, int]:
    """A public pack: the opening without stamps, then every paper stamped, blank pages between where needed."""
    trace = Trace()
    sections = [section_of(opening, trace, outline="Agenda")] if opening else []
    stamp = int(pack.get("first-stamp") or "1")
    for entry in inside:
        sections.append(section_of(entry.paper, trace, item=entry.item, first_stamp=stamp, outline=entry.outline))
        stamp += pages_of(entry.paper)
        if stamp % 2 == 0:
            sections.append(blank_section(stamp))
            stamp += 1
    content, pagings = lay_out(sections, info_of(pack))
    return content, trace, sum(len(paging.pages) for paging in pagings)
