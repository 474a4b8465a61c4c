"""Packs and papers made when a test runs. In: papers as lines of text; out: PDF files, with an outline or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

HEIGHT = A4[1]
SUBJECT = "Cabinet, 25/01/2024 10:00"
TITLE = "(Public Pack)Agenda Document for Cabinet, 25/01/2024 10:00"

HEDGES = (
    "From: Director of Environment",
    "To: Cabinet – 25 January 2024",
    "Subject: Hedge cutting on country lanes",
    "1.1 Hedges along 214 km of country lanes are cut once a year, after the birds have left.",
    "1.2 The contract costs £412,000 and ends in March 2025.",
)
FERRY = (
    "From: Director of Transport",
    "To: Cabinet – 25 January 2024",
    "Subject: The future of the river ferry",
    "1.1 The ferry carried 81,000 passengers, a third fewer than ten years ago.",
    "1.2 Repairs to the landing stage are estimated at £1.9m.",
)
MINUTES = (
    "CABINET",
    "MINUTES of a meeting of the Cabinet held at County Hall on Thursday, 30 November 2023.",
    "108. Apologies (Item 1)",
    "There were none.",
    "109. Street lighting (Item 4)",
    "RESOLVED that street lights be dimmed after midnight from April 2024.",
)
PASSENGERS = ("Passengers by year", "2013 | 121,000", "2023 | 81,000")
AGENDA = (
    "AGENDA",
    "CABINET",
    "Thursday, 25th January, 2024, at 10.00 am",
    "1 Apologies",
    "3 Minutes of the meeting held on 30 November 2023",
    "6 Hedge cutting on country lanes",
    "7 The future of the river ferry",
)


@dataclass(frozen=True, slots=True)
class Inside:
    """A paper of a pack: its entry in the outline (none without words) and its lines, one page each ``pages``."""

    entry: str
    lines: Sequence[str]
    stamp: str = ""
    level: int = 0


def page(canvas: Canvas, lines: Sequence[str], stamp: str = "", number: int = 0) -> None:
    """One page: the stamp at its head, the lines, and the number printed at its foot."""
    canvas.setFont("Helvetica", 11)
    if stamp:
        canvas.drawString(440, HEIGHT - 30, stamp)
    for index, line in enumerate(lines):
        canvas.drawString(72, HEIGHT - 90 - 30 * index, line)
    if number:
        canvas.drawString(280, 30, f"Page {number}")
    canvas.showPage()


def pack(path: Path, papers: Sequence[Inside], title: str = TITLE, subject: str = SUBJECT) -> Path:
    """A pack of papers, a page each, stamped and numbered, with an outline entry each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    for number, inside in enumerate(papers, 1):
        if inside.entry:
            canvas.bookmarkPage(f"paper {number}")
            canvas.addOutlineEntry(inside.entry, f"paper {number}", level=inside.level)
        page(canvas, inside.lines, inside.stamp, 40 + number)
    canvas.save()
    return path


def alone(path: Path, lines: Sequence[str]) -> Path:
    """A paper by itself, on one page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    page(canvas, lines)
    canvas.save()
    return path


def usual(path: Path) -> Path:
    """A pack with an agenda, minutes and two reports, the second with an appendix."""
    return pack(
        path,
        [
            Inside("Agenda", AGENDA),
            Inside("3 Minutes of the meeting held on 30 November 2023", MINUTES, "Agenda Item 3"),
            Inside("6 Hedge cutting on country lanes", HEDGES, "Agenda Item 6"),
            Inside("7 The future of the river ferry", FERRY, "Agenda Item 7"),
            Inside("Appendix 1 - Passengers by year", PASSENGERS, level=1),
        ],
    )
