"""Words that others crowd, found in batches: a page of thousands of words must not be compared at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.ingest.readers.pdf import read_pdf, rounds
from tests.ingest.readers.making import HEIGHT, lines, pdf


def print_labels(canvas: Canvas) -> None:
    """Draw boxes over names, each with a label on it."""
    lines(72, 120, "The tender of Larkford Boats was the lowest", "and Ferndale Yard came second by a little")(canvas)
    for top in (120, 133.5):
        canvas.setFillGray(0)
        canvas.rect(70, HEIGHT - top - 3, 230, 13, fill=1, stroke=0)
        canvas.setFillGray(1)
        canvas.drawString(80, HEIGHT - top, "withheld")
        canvas.setFillGray(0)


@pytest.mark.parametrize(
    ("pairs", "reason"), [(1, "a word at a time"), (20, "a few words at a time"), (10**6, "all at once")]
)
def test_crowded_words_are_found_in_batches_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pairs: int, reason: str
) -> None:
    monkeypatch.setattr(rounds, "MAX_PAIRS", pairs)
    reading = read_pdf(pdf(tmp_path / "paper.pdf", [print_labels]))
    assert reading.text.split() == ["withheld", "withheld"], reason
    assert sum(hidden.words for hidden in reading.hidden) == 16, reason
