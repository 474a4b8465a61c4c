"""A corpus in which every kind of word that may not be shown is there once, as an invented word of its own.

Each file has one such word and, where its paper is public all the same, a word that must be found in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, RectangleObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

HEIGHT = A4[1]
EXEMPT = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972"
BY_PARAGRAPH = "Not for publication: paragraph 3 of Part 1 of Schedule 12A"


@dataclass(frozen=True, slots=True)
class Canary:
    """A file with a word that nobody may be shown, and the word of it that everybody may find, "" where none may.

    ``has_closed_file`` is True where the original may not be handed out although its words are found.
    """

    file: str
    secret: str
    public: str
    write: Callable[[Path, str, str], None]
    has_closed_file: bool = False

    @property
    def witness(self) -> str:
        """A second invented word, beside the first: a question for the first one does not say it."""
        return self.secret[::-1]


def _draw(path: Path, pages: list[list[str]], over: Callable[[Canvas], None] | None = None, stamp: str = "") -> None:
    """Draw lines on pages, 30 points apart; ``over`` draws on the first page, the stamp stands at every page's head."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for number, lines in enumerate(pages):
        canvas.setFont("Helvetica", 11)
        if stamp and number:
            canvas.drawString(72, HEIGHT - 30, stamp)
        for index, line in enumerate(lines):
            canvas.drawString(72, HEIGHT - 90 - 30 * index, line)
        if over is not None and number == 0:
            over(canvas)
        canvas.showPage()
    canvas.save()


def _lines(public: str, secret: str) -> list[str]:
    return [
        "Ferndale Borough Council",
        "Cabinet, 14 March 2024",
        f"1. The {public} on the green is to be repaired before the summer fair begins.",
        f"2. The best bid for the site was made by {secret} of Larkford.",
        "3. Members are asked to note the report and to agree what it says.",
    ]


SECRET_LINE = HEIGHT - 90 - 30 * 3


def _cover(canvas: Canvas) -> None:
    canvas.setFillGray(0)
    canvas.rect(60, SECRET_LINE - 5, 480, 20, stroke=0, fill=1)


def _strike_out_thickly(canvas: Canvas) -> None:
    canvas.setLineWidth(18)
    canvas.line(60, SECRET_LINE + 4, 540, SECRET_LINE + 4)


def write_black_box(path: Path, secret: str, public: str) -> None:
    """Write a paper with a black box over the words."""
    _draw(path, [_lines(public, secret)], _cover)


def write_thick_line(path: Path, secret: str, public: str) -> None:
    """Write a paper with a line as thick as the words over them."""
    _draw(path, [_lines(public, secret)], _strike_out_thickly)


def write_redact_annotation(path: Path, secret: str, public: str) -> None:
    """Write a paper with a redaction that was marked and never applied."""
    _annotate(path, secret, public, "/Redact")


def write_square_annotation(path: Path, secret: str, public: str) -> None:
    """Write a paper with a black square, a comment of a PDF program, over the words."""
    _annotate(path, secret, public, "/Square")


def _annotate(path: Path, secret: str, public: str, kind: str) -> None:
    _draw(path, [_lines(public, secret)])
    writer = PdfWriter(clone_from=PdfReader(path))
    box = RectangleObject((60, SECRET_LINE - 5, 540, SECRET_LINE + 15))
    black = ArrayObject([FloatObject(0), FloatObject(0), FloatObject(0)])
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): box,
            NameObject("/C"): black,
            NameObject("/IC"): black,
            NameObject("/F"): FloatObject(4),
        }
    )
    writer.add_annotation(0, annotation)
    writer.write(path)


def write_white_words(path: Path, secret: str, public: str) -> None:
    """Write a paper with a line in the colour of the page."""
    lines = _lines(public, secret)

    def over(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.drawString(72, SECRET_LINE, lines[3])

    _draw(path, [[*lines[:3], "", lines[4]]], over)


def write_cropped(path: Path, secret: str, public: str) -> None:
    """Write a paper with words outside what is shown of the page."""
    _draw(path, [_lines(public, "nobody")], lambda canvas: canvas.drawString(72, 40, f"Settle it with {secret}."))
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.pages[0].cropbox = RectangleObject((0, 100, A4[0], A4[1]))
    writer.write(path)


def write_clipped(path: Path, secret: str, public: str) -> None:
    """Write a paper with words beyond the path that drawing is clipped to."""
    lines = _lines(public, "nobody")

    def over(canvas: Canvas) -> None:
        canvas.saveState()
        path_object = canvas.beginPath()
        path_object.rect(72, 300, 100, 10)
        canvas.clipPath(path_object, stroke=0, fill=0)
        canvas.drawString(72, 200, f"Settle it with {secret}.")
        canvas.restoreState()

    _draw(path, [lines], over)


def write_stamped(path: Path, secret: str, public: str) -> None:
    """Write a paper that a stamp, a comment of a PDF program, declares exempt."""
    _draw(path, [_lines(public, secret)])
    writer = PdfWriter(clone_from=PdfReader(path))
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): RectangleObject((60, HEIGHT - 60, 540, HEIGHT - 20)),
            NameObject("/Contents"): TextStringObject(BY_PARAGRAPH),
            NameObject("/DA"): TextStringObject("0 0 0 rg /Helv 10 Tf"),
            NameObject("/F"): FloatObject(4),
        }
    )
    writer.add_annotation(0, annotation)
    writer.write(path)


def write_header_from_page_2(path: Path, secret: str, public: str) -> None:
    """Write a paper that its header declares exempt from the second page on."""
    _draw(path, [_lines(public, secret), ["4. Nothing else is said."], ["5. It ends here."]], stamp=EXEMPT)


def write_pack_without_outline(path: Path, secret: str, public: str) -> None:
    """Write an agenda, a public report and an exempt one in one file without an outline."""
    agenda = ["Ferndale Borough Council", "AGENDA", "Cabinet, 14 March 2024, 10.00 am", "1 Apologies", "2 The green"]
    report = ["Agenda Item 2", "Report to: Cabinet", "Date: 14 March 2024", "Subject: The green", _lines(public, "")[2]]
    exempt = ["Agenda Item 3", "Report to: Cabinet", "Date: 14 March 2024", "Subject: The site", EXEMPT]
    exempt.append(f"1.1 The best bid was made by {secret}.")
    _draw(path, [agenda, report, exempt, [f"1.2 Nobody is to tell {secret} of it."]])


def write_docx_hidden(path: Path, secret: str, public: str) -> None:
    """Write a Word document with hidden words."""
    document = docx.Document()
    document.add_paragraph("Ferndale Borough Council")
    paragraph = document.add_paragraph(f"1. The {public} is to be repaired before the fair. ")
    paragraph.add_run(f"Settle it with {secret}.").font.hidden = True
    document.save(str(path))


def write_docx_first_header(path: Path, secret: str, public: str) -> None:
    """Write a Word document that the header of its first page, a table, declares exempt."""
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    table = section.first_page_header.add_table(1, 1, section.page_width)
    table.cell(0, 0).text = EXEMPT
    document.add_paragraph(f"1. The {public} was sold to {secret}.")
    document.save(str(path))


def write_docx_category(path: Path, secret: str, public: str) -> None:
    """Write a Word document that its category declares exempt."""
    document = docx.Document()
    document.core_properties.category = "Exempt – not for publication (paragraph 3 of Schedule 12A)"
    document.add_paragraph(f"1. The {public} was sold to {secret}.")
    document.save(str(path))


def write_docx_content_control(path: Path, secret: str, public: str) -> None:
    """Write a Word document whose header declares it exempt within a content control."""
    document = docx.Document()
    header = document.sections[0].header
    paragraph = header.paragraphs[0]
    paragraph.text = EXEMPT
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    paragraph._p.addprevious(control)
    content.append(paragraph._p)
    document.add_paragraph(f"1. The {public} was sold to {secret}.")
    document.save(str(path))


def _html(head: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def write_html_hidden(path: Path, secret: str, public: str) -> None:
    """Write a web page with words that its style sheet hides."""
    style = "<title>The green</title><style>.note, #draft { display: none }</style>"
    body = f"<p>The {public} is to be repaired before the fair.</p><p class='x note'>Settle it with {secret}.</p>"
    path.write_text(_html(style, body), encoding="utf-8")


def write_html_header(path: Path, secret: str, public: str) -> None:
    """Write a web page that its header declares exempt."""
    body = f"<header><p>{EXEMPT}</p></header><main><p>The {public} was sold to {secret}.</p></main>"
    path.write_text(_html("<title>The green</title>", body), encoding="utf-8")


def write_html_meta(path: Path, secret: str, public: str) -> None:
    """Write a web page that its metadata declares exempt."""
    head = f'<title>The green</title><meta name="description" content="{EXEMPT}">'
    path.write_text(_html(head, f"<p>The {public} was sold to {secret}.</p>"), encoding="utf-8")


def write_text(path: Path, secret: str, public: str) -> None:
    """Write an ordinary paper: what closes it is elsewhere."""
    path.write_text(f"Ferndale Borough Council\n\n1.1 The {public} was sold to {secret}.\n", encoding="utf-8")


def write_bare_marking(path: Path, secret: str, public: str) -> None:
    """Write a paper with a marking that names no provision, at its head."""
    path.write_text(
        f"PRIVATE AND CONFIDENTIAL\n\nFerndale Borough Council\n\n1.1 The {public} was sold to {secret}.\n",
        encoding="utf-8",
    )


CANARIES = (
    Canary("box.pdf", "quibblewort", "sundial", write_black_box, has_closed_file=True),
    Canary("thick.pdf", "brindlefax", "weathervane", write_thick_line, has_closed_file=True),
    Canary("redact.pdf", "snorkelby", "maypole", write_redact_annotation, has_closed_file=True),
    Canary("square.pdf", "tumblegate", "birdbath", write_square_annotation, has_closed_file=True),
    Canary("white.pdf", "gruntfield", "trellis", write_white_words),
    Canary("cropped.pdf", "plovermarsh", "windmill", write_cropped),
    Canary("clipped.pdf", "wrenbottom", "lychgate", write_clipped),
    Canary("stamped.pdf", "dabblethorpe", "", write_stamped),
    Canary("later-header.pdf", "crumbleham", "", write_header_from_page_2),
    Canary("pack.pdf", "fettlewick", "pergola", write_pack_without_outline, has_closed_file=True),
    Canary("hidden.docx", "sprocketon", "horse-trough", write_docx_hidden),
    Canary("first-header.docx", "noddlebury", "", write_docx_first_header),
    Canary("category.docx", "wimplestead", "", write_docx_category),
    Canary("control.docx", "grizzlecombe", "", write_docx_content_control),
    Canary("hidden.html", "muddleford", "drinking-fountain", write_html_hidden),
    Canary("header.html", "pipkinton", "", write_html_header),
    Canary("meta.html", "dribbledown", "", write_html_meta),
    Canary("Exempt-items/site.txt", "snickerley", "", write_text),
    Canary("Part B /site.txt", "wobbleshaw", "", write_text),
    Canary("private/site.txt", "trundleworth", "", write_text),
    Canary("marked.txt", "hobblecroft", "", write_bare_marking),
    Canary("listed.txt", "fumblehurst", "", write_text),
    Canary("withdrawn.txt", "jostlemere", "", write_text),
)
LISTED, WITHDRAWN = "listed.txt", "withdrawn.txt"


def write_corpus(corpus: Path) -> None:
    """Write every canary's file, and a manifest by which one of them is exempt."""
    for canary in CANARIES:
        path = corpus / canary.file
        path.parent.mkdir(parents=True, exist_ok=True)
        canary.write(path, f"{canary.secret} {canary.witness}", canary.public)
    (corpus / "papers.csv").write_text(f"path,access\n{LISTED},exempt\n", encoding="utf-8")
