"""Tables of Word files that only arrange paragraphs, and initials behind tabs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from paper_search.ingest.readers.registry import read

PROSE = (
    "The Board heard that the number of faults in the roads had gone up in each of the last three winters and that the "
    "money had not kept pace with it. Members asked how the works would be paid for, and whether schools had been told."
)
SECOND = (
    "The Board agreed to put off the works at the harbour wall until the surveyor had reported on the stones of it."
)
SHORT = "The register of assets was agreed with additions"


def write_table(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(rows, table.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("rows", "blocks", "reason"),
    [
        ([[PROSE, PROSE]], [PROSE, PROSE], "prose in two columns"),
        ([["5.", PROSE], ["6.", SECOND]], [f"5. {PROSE}", f"6. {SECOND}"], "paragraphs beside their numbers"),
        ([["5.", PROSE, "JM"], ["", SECOND, ""]], [f"5. {PROSE}", "JM", SECOND], "with who acts in the margin"),
        ([["Minute", "Action"], [PROSE, "JM"], [SECOND, "AW/JM"]],
         ["Minute", "Action", PROSE, "JM", SECOND, "AW/JM"], "paragraphs with who acts beside them"),
        ([["Issue", "Response"], [PROSE, PROSE], [PROSE, PROSE]],
         ["\n".join(["Issue | Response", *[f"{PROSE} | {PROSE}"] * 2])], "heads make it a table"),
        ([["Cllr A Wren", "LAB"], ["Cllr B Lark", "CON"]], ["Cllr A Wren | LAB\nCllr B Lark | CON"], "names of a list"),
        ([["1.", "Roof", "50"], ["2.", "Pump", "70"]], ["1. | Roof | 50\n2. | Pump | 70"], "numbered rows of a table"),
        ([["R1", PROSE, "High"], ["R2", SECOND, "Low"]], [f"R1 | {PROSE} | High\nR2 | {SECOND} | Low"], "a register"),
    ],
)  # fmt: skip
def test_tables_that_arrange_paragraphs(tmp_path: Path, rows: list[list[str]], blocks: list[str], reason: str) -> None:
    reading = read(write_table(tmp_path / "paper.docx", rows))
    assert [block.text for block in reading.blocks] == blocks, reason


@pytest.mark.parametrize(
    ("paragraphs", "blocks", "reason"),
    [
        ([f"{SECOND}\tJM", f"{SHORT}\tBM/JM"], [SECOND, "JM", SHORT, "BM/JM"], "initials behind a tab"),
        ([f"{SECOND}\tJM", SHORT], [f"{SECOND} JM", SHORT], "a single one is no margin"),
        (["Cllr A Wren\tLAB", "Cllr B Lark\tCON"], ["Cllr A Wren LAB", "Cllr B Lark CON"], "names of a list"),
        ([f"{SECOND}\t50", f"{SHORT}\t70"], [f"{SECOND} 50", f"{SHORT} 70"], "other words behind a tab"),
    ],
)
def test_notes_behind_tabs(tmp_path: Path, paragraphs: list[str], blocks: list[str], reason: str) -> None:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(tmp_path / "paper.docx"))
    assert [block.text for block in read(tmp_path / "paper.docx").blocks] == blocks, reason
