"""Notes in the margins of plain text: what is moved behind its paragraph, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.text import read_text

WRAPPED = [
    "The district is to be told of the precept that was set at",
    "five thousand pounds for the year and of the grants.",
    "",
    "The register was agreed with the additions that the clerk",
    "had found in the hall",
]
BLOCKS = ["\n".join(WRAPPED[:2]), "\n".join(WRAPPED[3:])]


def add_notes(notes: dict[int, str], *, gap: str = "", end: str = "\n") -> str:
    """Return the text with notes behind some of its lines, in one column or behind a gap."""
    lines = [f"{line}{gap}{notes[n]}" if gap and n in notes else f"{line:<66}{notes.get(n, '')}".rstrip()
             for n, line in enumerate(WRAPPED)]  # fmt: skip
    return end.join(lines)


@pytest.mark.parametrize(
    ("text", "blocks", "reason"),
    [
        (add_notes({0: "JM", 3: "BM/JM"}), [BLOCKS[0], "JM", BLOCKS[1], "BM/JM"], "a column of initials"),
        (add_notes({0: "JM", 1: "AW", 4: "Clerk"}), [BLOCKS[0], "JM AW", BLOCKS[1], "Clerk"], "two beside a paragraph"),
        (add_notes({0: "JM", 3: "AW"}, gap="\t"), [BLOCKS[0], "JM", BLOCKS[1], "AW"], "behind a tab"),
        (add_notes({0: "JM", 3: "AW"}, end="\r\n"), [*(b.replace("\n", "\r\n") for b in BLOCKS[:1]), "JM",
         BLOCKS[1].replace("\n", "\r\n"), "AW"], "line ends stay"),
        (add_notes({0: "JM"}), [add_notes({0: "JM"}).split("\n\n")[0], BLOCKS[1]], "a single one is no column"),
        ("Cllr A Wren          LAB\nCllr B Lark          CON", ["Cllr A Wren          LAB", "Cllr B Lark          CON"],
         "names of a list, with what belongs to each"),
        ("JM     Thank you all for coming to the meeting.\nAW     I move that they be agreed as they stand.",
         ["JM     Thank you all for coming to the meeting.", "AW     I move that they be agreed as they stand."],
         "who speaks stays before the words"),
    ],
)  # fmt: skip
def test_notes_beside_sentences(text: str, blocks: list[str], reason: str) -> None:
    reading = read_text(text, Path("minutes.txt"))
    assert [block.text for block in reading.blocks] == blocks, reason
    assert "".join(reading.text.split()) == "".join("".join(blocks).split()), "no word is lost"


def test_letters_that_count_the_parts_of_a_page() -> None:
    text = (
        "A      The inspector heard that the road had been closed\n"
        "       for a week and that the bridge\n"
        "B      was not safe, and that it would be mended in the\n"
        "       spring\n"
        "C      of the year, once money was found."
    )
    reading = read_text(text, Path("transcript.txt"))
    assert "the bridge\n       was not safe" in reading.text
    assert reading.blocks[-1].text == "B C" and reading.blocks[-1].kind == "table"
