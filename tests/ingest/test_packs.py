"""Files cut into the papers they contain: by an outline of agenda items, and by no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject

from paper_search.ingest.packs import INNER_OUTLINE_KEY, OUTLINE_KEY, slice_reading, split_pack
from paper_search.ingest.readers import registry
from paper_search.records import Block, Reading
from tests import packs

PAGES = 6


def reading(*entries: tuple[str, str], title: str = "") -> Reading:
    """A file of six pages, each a line of its own, with these outline entries ("1|Agenda"); "+" marks an inner one."""
    lines = [f"Words of page {number} of the file." for number in range(1, PAGES + 1)]
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(PAGES)]
    blocks = tuple(
        Block("text", line, start, start + len(line), at + 1)
        for at, (line, start) in enumerate(zip(lines, starts, strict=True))
    )
    outline = tuple((INNER_OUTLINE_KEY if mark == "+" else OUTLINE_KEY, value) for mark, value in entries)
    info = (("title", title), *outline)
    return Reading("\n".join(lines), blocks, tuple(starts), tuple("41 42 43 44 45 46".split()), info=info)


CUT = [
    (
        ["1|Agenda", "2|3 Minutes of the last meeting", "4|6 Draft Budget"],
        [("agenda", 1, 1), ("3-minutes-of-the-last-meeting", 2, 3), ("6-draft-budget", 4, 6)],
        "an entry for each agenda item",
    ),
    (["3|6 Draft Budget"], [("opening", 1, 2), ("6-draft-budget", 3, 6)], "a letter in front that has no entry"),
    (["1|6 Draft Budget"], [("6-draft-budget", 1, 6)], "a supplement with one paper"),
    (
        ["1|Agenda", "2|6 Draft Budget", "+4|Appendix A - Savings", "+5|EqIA"],
        [("agenda", 1, 1), ("6-draft-budget", 2, 3), ("6-appendix-a-savings", 4, 4), ("6-eqia", 5, 6)],
        "papers attached to an item",
    ),
    (
        ["1|Agenda", "2|6 Draft Budget", "+3|1. Introduction", "+4|2. Background to the report"],
        [("agenda", 1, 1), ("6-draft-budget", 2, 6)],
        "the sections of a report inside a pack",
    ),
    (
        ["1|Agenda", "2|6 Draft Budget", "+2|Report", "+4|Appendix A"],
        [("agenda", 1, 1), ("6-draft-budget", 2, 3), ("6-appendix-a", 4, 6)],
        "the report itself listed once more beneath its item",
    ),
    (
        ["1|Agenda", "2|Item 6 - Budget", "4|Item 6 - Budget"],
        [("agenda", 1, 1), ("6-budget", 2, 3), ("6-budget~2", 4, 6)],
        "two entries of one name keep names apart",
    ),
    (["1|5A Urgent business", "3|11b Later"], [("5a-urgent-business", 1, 2), ("11b-later", 3, 6)], "lettered items"),
    (["1|5.1 Land at Mill Lane", "3|5.2 Mill Pond"], [("5-1-land-at-mill-lane", 1, 2), ("5-2-mill-pond", 3, 6)], "5.1"),
    (
        ["1|Agenda", "2|Minutes of the last meeting", "3|Budget report", "5|Bridges"],
        [("agenda", 1, 1), ("minutes-of-the-last-meeting", 2, 2), ("budget-report", 3, 4), ("bridges", 5, 6)],
        "papers without a number behind the agenda",
    ),
]
KEPT_WHOLE = [
    ([], "no outline"),
    (["1|Introduction", "2|Findings", "4|Conclusions"], "the outline of one report: no entry is an item"),
    (["1|1. Introduction", "2|2. Background", "3|3. Legal implications"], "its sections may be numbered"),
    (["1|Agenda", "2|Introduction", "3|Recommendations"], "sections behind a front sheet"),
    (["1|Minutes of the last meeting", "3|Budget report"], "neither numbers nor an agenda: nothing says what they are"),
    (["2|6 Budget", "1|7 Roads"], "an outline that runs backwards"),
    (["1|Agenda", "1|6 Budget"], "two papers on one page"),
    (["1|Agenda", "9|6 Budget"], "a page that the file does not have"),
    (["1|Agenda", "0|6 Budget"], "a page before the first"),
    ([f"1|{number} Item" for number in range(600)], "an absurd number of entries"),
]


def entries(values: list[str]) -> list[tuple[str, str]]:
    return [("+", value[1:]) if value.startswith("+") else ("", value) for value in values]


@pytest.mark.parametrize(("outline", "expected", "reason"), CUT)
def test_a_pack_is_cut_along_its_outline(outline: list[str], expected: list[tuple[str, int, int]], reason: str) -> None:
    items = split_pack(reading(*entries(outline)), is_pack=True)
    assert [(part.name, *part.pages) for part in items] == expected, reason


@pytest.mark.parametrize(("outline", "reason"), KEPT_WHOLE)
def test_a_file_without_an_outline_of_papers_stays_whole(outline: list[str], reason: str) -> None:
    assert split_pack(reading(*entries(outline)), is_pack=True) == (), reason


def test_only_a_file_that_calls_itself_a_pack_is_cut() -> None:
    outline = entries(["1|1 Schools", "3|2 Roads"])
    assert split_pack(reading(*outline), is_pack=False) == ()
    assert len(split_pack(reading(*outline, title="(Public Pack)Agenda for Cabinet"), is_pack=False)) == 2


def test_items_and_titles_come_from_the_entries() -> None:
    outline = entries(["1|Agenda", "2|7 24/00109 - Bridges", "+4|Appendix A"])
    items = [(part.agenda_item, part.title) for part in split_pack(reading(*outline), is_pack=True)]
    assert items == [(None, "Agenda"), ("7", "24/00109 - Bridges"), ("7", "Appendix A")]


def test_parts_hold_every_block_and_keep_the_pages_of_the_file() -> None:
    file_reading = reading(*entries(["1|Agenda", "2|6 Budget", "5|7 Roads"]))
    cuts = [slice_reading(file_reading, part) for part in split_pack(file_reading, is_pack=True)]
    assert [block.text for cut in cuts for block in cut.blocks] == [block.text for block in file_reading.blocks]
    assert all(cut.text[block.start : block.end] == block.text for cut in cuts for block in cut.blocks)
    budget = cuts[1]
    assert [budget.pages(block.start, block.end) for block in budget.blocks] == [(2, 2), (3, 3), (4, 4)]
    assert budget.printed_pages[budget.pages(0, 1)[0] - 1] == "42"  # type: ignore[index]


def test_a_block_that_a_page_break_cuts_is_cut_where_the_next_paper_begins() -> None:
    text = "the end of one paper\nand the start of another"
    block = Block("text", text, 0, len(text), 1)
    outline = ((OUTLINE_KEY, "1|Agenda"), (OUTLINE_KEY, "2|6 Budget"))
    file_reading = Reading(text, (block,), (0, 21), info=outline)
    cuts = [slice_reading(file_reading, part) for part in split_pack(file_reading, is_pack=True)]
    assert [(cut.blocks[0].text, cut.blocks[0].page) for cut in cuts] == [
        ("the end of one paper", 1),
        ("and the start of another", 2),
    ]


def test_a_real_pack_of_the_readers(tmp_path: Path) -> None:
    file_reading = registry.read(packs.usual(tmp_path / "pack.pdf"))
    items = split_pack(file_reading, is_pack=False)
    assert [(part.name, part.pages) for part in items] == [
        ("agenda", (1, 1)),
        ("3-minutes-of-the-meeting-held-on-30-november-2023", (2, 2)),
        ("6-hedge-cutting-on-country-lanes", (3, 3)),
        ("7-the-future-of-the-river-ferry", (4, 4)),
        ("7-appendix-1-passengers-by-year", (5, 5)),
    ]


def test_an_outline_that_runs_in_a_circle_is_survived(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=packs.usual(tmp_path / "pack.pdf"))
    entries = writer.root_object["/Outlines"].get_object()
    first = entries["/First"].get_object()
    first[NameObject("/Next")] = entries.raw_get("/First")
    first[NameObject("/First")] = entries.raw_get("/First")
    with (tmp_path / "circle.pdf").open("wb") as file:
        writer.write(file)
    file_reading = registry.read(tmp_path / "circle.pdf")
    assert "Hedges along 214 km" in file_reading.text
    cuts = [slice_reading(file_reading, part) for part in split_pack(file_reading, is_pack=True)]
    assert not cuts or "".join(cut.text.strip() for cut in cuts).count("Hedges along") == 1
