"""Invented papers whose council, committee and titles are longer than any real ones."""

from __future__ import annotations

import csv
from pathlib import Path

from reportlab.pdfgen import canvas

COUNCIL = "Llan" + "fairpwllgwyngyllgogerychwyrn" * 4 + "gogo"
"""A name of 120 characters without a space."""
OTHER_COUNCIL = "Upper" + "Wharfedalemoorside" * 6 + "Council"
COMMITTEE = " ".join(["Overview and Scrutiny Committee for the Environment, Highways and Rural Affairs"] * 3)[
    :200
].strip()
TITLE = ("Report on the replacement of the footbridge over the mill race " * 9)[:500].strip()
UNBROKEN_TITLE = "Footbridge/" + "replacement_programme_" * 22
MINUTES = f"""Minutes

Present: Cllr {"Featherstonehaugh-" * 6}Cholmondeley (Chair), Cllr Wren.

1. Footbridge

RESOLVED that the footbridge be replaced in {"Llanfairpwllgwyngyll" * 5} at a cost of £40,000.

For: Cllr Wren. Against: Cllr {"Featherstonehaugh-" * 6}Cholmondeley.
"""
REPORT = "1. The footbridge\n\n1.1 The replacement of the footbridge costs £40,000 and takes six weeks.\n"
FIELDS = ("path", "authority", "committee", "meeting_date", "title", "kind", "agenda_item", "url", "access")
PAPERS = (
    ("minutes.txt", COUNCIL, COMMITTEE, "2025-03-04", TITLE, "minutes"),
    ("report.pdf", COUNCIL, COMMITTEE, "2025-03-04", TITLE, "report"),
    ("other.html", OTHER_COUNCIL, COMMITTEE, "2024-06-11", UNBROKEN_TITLE, "report"),
)


def write_corpus(corpus: Path) -> None:
    """Write the papers and their manifest into an empty folder."""
    (corpus / "minutes.txt").write_text(MINUTES, encoding="utf-8")
    (corpus / "other.html").write_text(
        f"<!doctype html><title>Report</title><h1>Footbridge</h1><p>{REPORT}</p>", encoding="utf-8"
    )
    _write_pdf(corpus / "report.pdf")
    with (corpus / "papers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows((*paper, "5", "https://papers.example/" + "a" * 300, "") for paper in PAPERS)


def _write_pdf(path: Path) -> None:
    drawn = canvas.Canvas(str(path), invariant=True)
    for number in (1, 2):
        drawn.drawString(72, 760, f"{number}. Part {number}")
        drawn.drawString(72, 700, f"{number}.1 The replacement of footbridge {number} costs £{number}0,000 in all.")
        drawn.showPage()
    drawn.save()
