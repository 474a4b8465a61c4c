"""Furniture of committee systems' pages: left out of the text, and listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.registry import read

PAGE = (
    "<html><body><div class='breadcrumb'>Home &gt; Council &gt; Meetings</div><h1>Agenda and minutes</h1>"
    "<ul><li>Attendance details</li><li>Printed minutes PDF 2 MB</li></ul><p>Venue: Town Hall. View directions</p>"
    "<table><caption>Items</caption><tr><th>No.</th><th>Item</th></tr>"
    "<tr><td class='mgItemNumberCell'><p>51.</p></td><td><p class='mgAiTitleTxt'>The lido PDF 384 KB</p>"
    "<p>Additional documents:</p><ul><li>Appendix A PDF 100 KB</li></ul><p>Minutes:</p>"
    "<p>The loan was agreed.</p></td></tr></table></body></html>"
)


def test_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    reading = read(path)
    assert [block.text for block in reading.blocks] == [
        "Agenda and minutes", "Venue: Town Hall.", "51.", "The lido", "Minutes:", "The loan was agreed.",
    ]  # fmt: skip
    dropped = {text.text for text in reading.dropped if text.why == "page furniture"}
    assert {"View directions", "PDF 384 KB", "• Appendix A PDF 100 KB", "• Attendance details", "Items"} <= dropped
    assert any("Council" in text.text for text in reading.dropped), "the path of the site is listed"


@pytest.mark.parametrize(
    ("line", "left", "why"),
    [
        ("Skip to main content", "", "the first link of a page"),
        ("Neidio i'r prif gynnwys", "", "the same in Welsh"),
        ("Share this item", "", "a link"),
        ("Home > Your council > Meetings", "", "the path of a page"),
        ("Additional documents:\nAppendix B PDF 5 KB", "", "the files of an item"),
        ("Items\nNo. Item", "", "heads of a table of items"),
        ("Venue: Town Hall. View directions", "Venue: Town Hall.", "a link behind words of the paper"),
        ("Share this item with the parish before May.", "Share this item with the parish before May.", "a sentence"),
        ("Items", "Items", "a word of the paper"),
        ("51 The lido pdf icon PDF 384 KB", "51 The lido pdf icon PDF 384 KB", "a title as it was copied"),
    ],
)
def test_copied_text(tmp_path: Path, line: str, left: str, why: str) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"The loan was agreed.\n\n{line}\n\nThe rents were left.\n")
    reading = read(path)
    middle = [block.text for block in reading.blocks][1:-1]
    assert "\n".join(middle).strip() == left, why
    assert len(reading.text) == len(path.read_text()), "offsets stay"
    assert bool(reading.dropped) is (left != line), why
