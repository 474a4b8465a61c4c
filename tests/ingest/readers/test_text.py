"""Text and Markdown papers: the file as it is, and where its blocks begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import read
from paper_search.ingest.readers.text import decode_text, read_text_file
from paper_search.records import Reading

LONG = "The panel heard that the number of households waiting had gone up in every one of the last five years " * 2


def read_text(folder: Path, text: str, name: str = "paper.txt") -> Reading:
    path = folder / name
    path.write_bytes(text.encode())
    return read(path)


def blocks(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in reading.blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_text_is_the_file_and_line_ends_stay(tmp_path: Path, end: str) -> None:
    text = f"First point.{end}{end}Second point \u2013 with a dash.{end}"
    reading = read_text(tmp_path, text)
    assert reading.text == text
    assert [block.text for block in reading.blocks] == ["First point.", "Second point \u2013 with a dash."]


@pytest.mark.parametrize(
    ("raw", "text", "why"),
    [
        (b"\xef\xbb\xbfCost", "Cost", "a byte order mark is no character of the paper"),
        ("Cost: \u00a35".encode("utf-16"), "Cost: \u00a35", "UTF-16 with its mark"),
        ("Cost: \u00a35 \u2013 \u201cfinal\u201d offer, as the Board\u2019s clerk noted".encode("cp1252"),
         "Cost: \u00a35 \u2013 \u201cfinal\u201d offer, as the Board\u2019s clerk noted", "Windows text"),
        ("Croeso i gyfarfod y c\u0175n".encode(), "Croeso i gyfarfod y c\u0175n", "Welsh in UTF-8"),
    ],
)  # fmt: skip
def test_encodings(raw: bytes, text: str, why: str) -> None:
    assert decode_text(raw, Path("paper.txt")) == text, why


def test_a_file_cut_in_the_middle_of_a_character_says_so(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes("Cost".encode("utf-16") + b"\x00")
    with pytest.raises(UnreadableError) as error:
        read_text_file(path)
    assert error.value.code == "encoding"


@pytest.mark.parametrize(
    ("text", "starts", "why"),
    [
        ("One.\n\nTwo.", ["One.", "Two."], "a blank line parts paragraphs"),
        ("One.\n\u00a0\nTwo.", ["One.", "Two."], "so does a line of hard spaces"),
        ("1. One\n2. Two", ["1. One", "2. Two"], "numbers at line starts"),
        ("  1. One\n\n  2. Two", ["1. One", "2. Two"], "indented numbers"),
        ("- a) One\n - b) Two", ["- a) One", "- b) Two"], "dashes before letters"),
        ("\u00b7\u00a0One\n\u00d8 Two\n\u00a7 Three", ["\u00b7\u00a0One", "\u00d8 Two", "\u00a7 Three"], "odd bullets"),
        ("20.5 One.\n\n20.6 Two.", ["20.5 One.", "20.6 Two."], "dotted numbers"),
        (f"{LONG}were\n\njudged as poor.", [f"{LONG}were\n\njudged as poor."], "a sentence cut by a page end"),
        (f"{LONG}end.\n\nnot joined", [f"{LONG}end.", "not joined"], "a finished sentence is not joined"),
    ],
)
def test_where_blocks_begin(tmp_path: Path, text: str, starts: list[str], why: str) -> None:
    assert [block.text for block in read_text(tmp_path, text).blocks] == starts, why


def test_wrapped_lines_are_one_block_and_a_wrapped_number_is_no_label(tmp_path: Path) -> None:
    text = (
        "2. Members may call in a decision where the process has not been followed, as section\n"
        "17.67 of the constitution says, and where it is outside the budget that was set by the\n"
        "council at its meeting in the spring of the year before, unless the chairman agrees to\n"
        "let it stand.\n"
        "3. The next point.\n"
    )
    assert [block.text[:2] for block in read_text(tmp_path, text).blocks] == ["2.", "3."]


@pytest.mark.parametrize(
    ("text", "level", "why"),
    [
        ("# Minutes\n\nText.", 1, "Markdown"),
        ("### Present\nText.", 3, "Markdown, right above its text"),
        ("Minutes\n=======\n\nText.", 1, "Markdown, underlined"),
        ("**ROADS AND\nBRIDGES BOARD**\n\nText.", None, "a run of bold over two lines"),
        ("TUESDAY 28 JULY 2020\n\nText.", None, "capitals"),
        ("Recommendations:\n\n1. That it be noted.", None, "a word and a colon"),
        ("Winter service\n\nText.", None, "a short line alone"),
        ("Roads: the first year\n\n4. Text.", None, "a colon in a title above numbered points"),
    ],
)
def test_headings(tmp_path: Path, text: str, level: int | None, why: str) -> None:
    first, second = read_text(tmp_path, text, "paper.md").blocks
    assert (first.kind, first.level, second.kind) == ("heading", level, "text"), why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The report was noted.\n\nText.", "a sentence"),
        ("Contact: Ann Other\n\nText.", "a name and a value"),
        ("The Panel raised the following points:\n\nText.", "a lead-in"),
        ("1. Caseloads\n\nText.", "an item of a list"),
        ("judged as poor\n\nText.", "the end of a sentence"),
    ],
)
def test_what_is_no_heading(tmp_path: Path, text: str, why: str) -> None:
    assert read_text(tmp_path, text).blocks[0].kind == "text", why


def test_rows_of_a_markdown_table_are_one_block(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "Costs.\n\n| Year | Cost |\n|---|---|\n| 2024 | 5 |\n", "paper.md")
    assert blocks(reading)[1] == ("table", "| Year | Cost |\n|---|---|\n| 2024 | 5 |")


@given(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\ufeff"), max_size=400))
def test_blocks_hold_every_character_that_is_not_white_space(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.txt"
        path.write_bytes(text.encode())
        if not text.strip():
            return
        reading = read_text_file(path)
    assert reading.text == text
    block_text = "".join(block.text for block in reading.blocks)
    assert "".join(block_text.split()) == "".join(text.split())
    assert all(text[block.start : block.end] == block.text for block in reading.blocks)
    ends = [0, *(block.end for block in reading.blocks)]
    assert all(block.start >= end for block, end in zip(reading.blocks, ends, strict=False))


LEDGER = (
    "04/04/2031   OALC                       156.00\n"
    "04/04/2031   Larkford - Dog Bins        190.48\n"
    "28/04/2031   Clerk                      126.29"
)


@pytest.mark.parametrize(
    ("text", "kinds", "why"),
    [
        (LEDGER, ["table"], "amounts in a column of their own"),
        (f"Date         Payee                      Amount\n{LEDGER}", ["table"], "with a line of heads"),
        (
            f"Payments of the Board since its last meeting:\n{LEDGER}",
            ["text", "table"],
            "below the words that introduce it",
        ),
        (LEDGER.replace("   ", "\t"), ["table"], "columns set apart by tabs"),
        (LEDGER.replace("\n", "\n\n"), ["table", "table", "table"], "with a blank line between the rows"),
        (
            f"{'Press':<40}156.00\nDog bins of the wards\n{'and of the town':<40}190.48\n{'Clerk':<40}126.29",
            ["table", "text", "table"],
            "with a label over two lines",
        ),
        ("OALC    156.00", ["text"], "one line is no table, and no title either"),
        (
            "1.   The Board met in 2031\n2.   It rose at 9",
            ["text", "text"],
            "numbered paragraphs that end with figures",
        ),
        ("The Board met.  It rose at   9\nand slept until   10 or so", ["text", "text"], "wide gaps in prose"),
    ],
)
def test_amounts_stay_in_their_rows(tmp_path: Path, text: str, kinds: list[str], why: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    reading = read(path)
    assert [block.kind for block in reading.blocks] == kinds, why
    assert reading.text == text
