"""Amounts that stand on other lines than their labels: each with its label, or with none."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import Draw, lines, pdf, text, together

LABELS = ["04/04/2031 Larkford Press", "07/04/2031 Dog bins", "28/04/2031 Clerk salary", "02/05/2031 Grass", "Total"]
AMOUNTS = ["156.00", "190.48", "126.29", "414.00", "1,886.77"]
ROWS = [f"{label} | {amount}" for label, amount in zip(LABELS, AMOUNTS, strict=True)]


def labels(*skipped: int) -> Draw:
    return text(*((72, 100 + 14 * n, label) for n, label in enumerate(LABELS) if n not in skipped))


def amounts(top: float, step: float, *skipped: int) -> Draw:
    return text(*((440, top + step * n, amount) for n, amount in enumerate(AMOUNTS) if n not in skipped))


WRAPPED = text((72, 100, "Grass of the cemetery"), (72, 114, "and the field"), (72, 128, "Clerk salary"),
               (72, 142, "Insurance of the hall"), (72, 156, "and the play area"))  # fmt: skip
WRAPPED_ROWS = ["Grass of the cemetery and the field | 414.00", "Clerk salary | 126.29",
                "Insurance of the hall and the play area | 474.78"]  # fmt: skip


@pytest.mark.parametrize(
    ("drawn", "rows", "reason"),
    [
        (together(labels(), amounts(100, 14)), ROWS, "on one line"),
        (together(labels(), amounts(104, 14)), ROWS, "a little lower"),
        (together(labels(), amounts(95, 14)), ROWS, "a little higher"),
        (together(labels(), amounts(100, 15.5)), ROWS, "with another step"),
        (together(labels(), amounts(104, 14, 1)), [ROWS[0], LABELS[1], *ROWS[2:]], "one without an amount"),
        (together(labels(), amounts(107, 14, 3, 4)), [LABELS[0], AMOUNTS[0], LABELS[1], AMOUNTS[1], LABELS[2],
         AMOUNTS[2], *LABELS[3:]], "half-way between two labels"),
        (together(WRAPPED, text((440, 100, "414.00"), (440, 128, "126.29"), (440, 142, "474.78"))), WRAPPED_ROWS,
         "at the first line of a label"),
        (together(WRAPPED, text((440, 114, "414.00"), (440, 128, "126.29"), (440, 156, "474.78"))), WRAPPED_ROWS,
         "at the last line of a label"),
    ],
)  # fmt: skip
def test_amounts_go_with_their_labels(tmp_path: Path, drawn: Draw, rows: list[str], reason: str) -> None:
    reading = read_pdf(pdf(tmp_path / "a.pdf", [drawn]))
    assert reading.text.split("\n") == rows, reason


def test_amounts_below_their_labels_keep_the_order_of_print(tmp_path: Path) -> None:
    reading = read_pdf(pdf(tmp_path / "a.pdf", [together(labels(), amounts(230, 14))]))
    assert reading.blocks[-1].text == "\n".join(AMOUNTS)
    assert reading.text.startswith(LABELS[0])


def test_a_sentence_that_ends_with_a_sum_is_no_row(tmp_path: Path) -> None:
    printed = ("The Board agreed to pay for the works at the harbour wall, which the clerk put at", "1,250.00")
    reading = read_pdf(pdf(tmp_path / "a.pdf", [lines(72, 100, *printed)]))
    assert reading.text == " ".join(printed)


def test_dots_that_lead_to_an_amount_end_an_entry(tmp_path: Path) -> None:
    printed = [f"{label} ................ {amount}" for label, amount in zip(LABELS, AMOUNTS, strict=True)]
    reading = read_pdf(pdf(tmp_path / "a.pdf", [lines(72, 100, *printed)]))
    assert [block.text for block in reading.blocks] == printed
