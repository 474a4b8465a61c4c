"""Spacing of letters: it sets columns apart, or it spaces the letters of one word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.readers.pdf.raw import read_raw, words


def place(x: float, y: float, operators: str, size: float = 10) -> str:
    """Return operators that print at a place."""
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm {operators} ET\n"


HEADS = "".join(
    place(x, 700, f"({head}) Tj") for x, head in ((60, "Ward"), (220, "Visits"), (330, "Faults"), (440, "Calls"))
)


@pytest.mark.parametrize(
    ("operators", "row", "reason"),
    [
        ("104.44 Tc (15) Tj 0 Tc 1 0 0 1 445.56 686 Tm (0,278) Tj", "1 | 50,278", "the columns lie in one string"),
        ("[(1) -10444 (5) 0 (0,278)] TJ", "1 | 50,278", "shifts of an array"),
        ("100 Tc (1) Tj 0 Tc 1 0 0 1 440 686 Tm (50,278) Tj", "1 | 50,278", "the spacing of a single letter"),
    ],
)
def test_spacing_that_sets_columns_apart_splits_words(tmp_path: Path, operators: str, row: str, reason: str) -> None:
    rows = place(60, 686, "(Larkford) Tj") + place(220, 686, "(12) Tj") + place(330, 686, operators)
    others = "".join(
        place(60, y, "(Ferndale) Tj") + place(220, y, "(9) Tj") + place(330, y, "(4) Tj") + place(440, y, "(36,421) Tj")
        for y in (672, 658)
    )
    reading = read_raw(tmp_path / "paper.pdf", HEADS + rows + others)
    assert f"Larkford | 12 | {row}" in reading.text, reason


@pytest.mark.parametrize(
    ("operators", "text", "reason"),
    [
        (
            "3 Tc (Counci) Tj 0 Tc (l) Tj 3.2 Tc 1 0 0 1 127 700 Tm (mee) Tj 0 Tc (t) Tj",
            "Council meet",
            "a scanner prints the last letter of a word apart",
        ),
        ("6.9 Tc (1) Tj 0 Tc (4) Tj", "14", "a word of two letters, spaced widely"),
        ("[(A) -300 (g) -300 (e) -300 (n) -300 (d) -300 (a)] TJ", "Agenda", "a heading in spaced letters"),
        (
            "[(A) -300 (g) -300 (e) -300 (n) -300 (d) -300 (a) -580 (i) -300 (t) -300 (e) -300 (m) -300 (s)] TJ",
            "Agenda items",
            "two words in spaced letters",
        ),
        ("[(a) -278 (b) -278 (c)] TJ", "a b c", "three letters set apart are three words"),
        ("0.2 Tc (Road works) Tj 0 Tc 3 0 Td", "Road works", "spacing too small to see"),
        ("2 Tc (Road) Tj 0 Tc 1 0 0 1 107 700 Tm (works) Tj", "Road works", "a gap that is wider than the spacing"),
    ],
)
def test_spacing_inside_a_word_does_not_split_it(tmp_path: Path, operators: str, text: str, reason: str) -> None:
    reading = read_raw(tmp_path / "paper.pdf", place(72, 700, operators))
    assert reading.text == text, reason


@pytest.mark.parametrize(
    ("operators", "start", "reason"),
    [
        ("(1.1On 3 May the Council agreed.) Tj", "1.1 On 3 May", "in one string"),
        ("(1.12) Tj 20.02 0 Td (On 3 May the Council agreed.) Tj", "1.12 On 3 May", "the words begin where it ends"),
        ("(2.On 3 May the Council agreed.) Tj", "2. On 3 May", "a number with a point"),
        ("(1.5m of the 3D model was paid.) Tj", "1.5m of the 3D", "a sum is no number of a paragraph"),
    ],
)
def test_a_number_that_touches_its_paragraph_is_set_apart(
    tmp_path: Path, operators: str, start: str, reason: str
) -> None:
    assert read_raw(tmp_path / "paper.pdf", place(72, 700, operators)).text.startswith(start), reason


@pytest.mark.parametrize(
    ("marked", "is_kept", "reason"),
    [
        (range(9), True, "the whole page is marked"),
        ((0,), False, "the line at the top alone is marked"),
        ((), True, "nothing is marked"),
    ],
)
def test_a_body_marked_as_artifact_is_read(
    tmp_path: Path, marked: range | tuple[int, ...], is_kept: bool, reason: str
) -> None:
    tops = [800, 780, 640, 620, 600, 580, 560, 540, 60]
    lines = [words(72, y, f"{number}. The depot number {number} is empty.") for number, y in enumerate(tops, 1)]
    content = "".join(f"/Artifact BMC {line} EMC\n" if index in marked else line for index, line in enumerate(lines))
    assert ("The depot number 1" in read_raw(tmp_path / "paper.pdf", content).text) is is_kept, reason
