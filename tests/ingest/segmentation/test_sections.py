"""Sections of papers that no style marks: numbers on lines of their own, inside lines, in tables and run in with text.

Each row is a paper of a kind that councils publish, and the innermost heading that its words stand under.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.ingest.segmentation.passages import split_passages
from tests.ingest.segmentation.test_passages import (
    MINUTES,
    PAPER,
    Line,
    count_tokens,
    reading,
    split_lines,
    without_headings,
)

PARISH = replace(MINUTES, title=None)
SPLIT = "The lane was closed while the drain was mended."

TABLE = (
    "1. | Roads |\n | It was closed. | Clerk\n2. | Trees |\n | Two were felled. |\n3. | Finance |\n | It was read. |"
)

SECTIONS: list[tuple[list[Line], list[tuple[str | None, str]], str]] = [
    (
        ["31/041 Roads", SPLIT, "31/042 Trees", "Two were felled.", "31/043 Finance", "It was read."],
        [("31/041 Roads", SPLIT), ("31/042 Trees", "Two were felled."), ("31/043 Finance", "It was read.")],
        "the year in front of the minute's number",
    ),
    (
        ["1/31 Roads", SPLIT, "2/31 Trees", "Two were felled."],
        [("1/31 Roads", SPLIT), ("2/31 Trees", "Two were felled.")],
        "two minutes are a series",
    ),
    (
        ["1. OPENING", "It was opened.", "10.1 Sale of a grader", SPLIT, "10.2 Trees", "Two were felled."],
        [
            ("1. OPENING", "It was opened."),
            ("10.1 Sale of a grader", SPLIT),
            ("10.2 Trees", "Two were felled."),
        ],
        "an item of the tenth section is none of the first",
    ),
    (
        ["A. Approval of minutes", "They were approved.", "B. Rezoning of Mill Lane", "It was moved and carried."],
        [
            ("A. Approval of minutes", "They were approved."),
            ("B. Rezoning of Mill Lane", "It was moved and carried."),
        ],
        "items by letters",
    ),
    (
        ["1. ROADS", "Ayes: 4. Nays: 0. It was carried.", "2. TREES", "Ayes: 3. Nays: 1. It was carried."],
        [
            ("1. ROADS", "Ayes: 4. Nays: 0. It was carried."),
            ("2. TREES", "Ayes: 3. Nays: 1. It was carried."),
        ],
        "the count of a vote is no number of an item",
    ),
    (
        ["1. Apologies", "None were received.", "2 Roads:", SPLIT, "3. FINANCE", "The accounts were read."],
        [("1. Apologies", "None were received."), ("2 Roads:", SPLIT), ("3. FINANCE", "The accounts were read.")],
        "unbold headings, one without its stop, one with a colon, one in capitals",
    ),
    (
        ["1. ROADS\nThe lane was closed.", "2. DRAINS\nNone was blocked.", "3. TREES\nTwo were felled."],
        [("1. ROADS", "The lane was closed."), ("2. DRAINS", "None was blocked."), ("3. TREES", "Two were felled.")],
        "a title on the line right above its words",
    ),
    (
        ["2. Roads", ("heading", "c) The lane"), SPLIT, "3. Trees", "Two were felled.", "4. Finance", "It was read."],
        [("c) The lane", SPLIT), ("3. Trees", "Two were felled."), ("4. Finance", "It was read.")],
        "a number closes the lettered heading beneath the number before",
    ),
    (
        ["1. Apologies: none were received.", "2. Roads – the lane was closed.", "3. Trees: two were felled."],
        [
            ("1. Apologies", "1. Apologies: none were received."),
            ("2. Roads", "2. Roads – the lane was closed."),
            ("3. Trees", "3. Trees: two were felled."),
        ],
        "titles that run in with their text",
    ),
    (
        ["44/31 Roads The lane was closed. 45/31 Trees Two were felled. 46/31 Finance It was read."],
        [
            ("44/31 Roads", "44/31 Roads The lane was closed."),
            ("45/31 Trees", "45/31 Trees Two were felled."),
            ("46/31 Finance", "46/31 Finance It was read."),
        ],
        "minutes that run on inside one line",
    ),
    (
        ["44/31 Roads", "See minute 12/30 on the lane.", "45/31 Trees", "As in 13/30.", "46/31 Tar", "It was read."],
        [
            ("44/31 Roads", "See minute 12/30 on the lane."),
            ("45/31 Trees", "As in 13/30."),
            ("46/31 Tar", "It was read."),
        ],
        "a minute that is only named opens none",
    ),
    (
        ["PL/9 ROADS", "The lane was closed.", "PL/10 TREES", "Two were felled.", "PL/11 TAR", "It was read."],
        [("PL/9 ROADS", "The lane was closed."), ("PL/10 TREES", "Two were felled."), ("PL/11 TAR", "It was read.")],
        "minutes numbered by committee",
    ),
    (
        ["PC 31/07 Roads", SPLIT, "PC 31/08 Trees", "Two were felled.", "PC 31/09 Finance", "It was read."],
        [("PC 31/07 Roads", SPLIT), ("PC 31/08 Trees", "Two were felled."), ("PC 31/09 Finance", "It was read.")],
        "the year in front",
    ),
    (
        ["1.", "Roads", SPLIT, "2.", "Trees", "Two were felled."],
        [("Roads", SPLIT), ("Trees", "Two were felled.")],
        "numbers on lines of their own, which the title does without",
    ),
    (
        [("table", TABLE)],
        [("1. Roads", "It was closed. | Clerk"), ("2. Trees", "Two were felled."), ("3. Finance", "It was read.")],
        "minutes set in a table",
    ),
    (
        ["Apologies: none were received.", "Roads: the lane was closed.", "Trees and hedges: two were felled."],
        [
            ("Apologies", "Apologies: none were received."),
            ("Roads", "Roads: the lane was closed."),
            ("Trees and hedges", "Trees and hedges: two were felled."),
        ],
        "the same without numbers",
    ),
    (
        ["1. Croeso", "Croesawyd pawb yno.", "2. Ymddiheuriadau", "Ni chafwyd rhai.", "3. Cyllid", "Fe’i nodwyd."],
        [
            ("1. Croeso", "Croesawyd pawb yno."),
            ("2. Ymddiheuriadau", "Ni chafwyd rhai."),
            ("3. Cyllid", "Fe’i nodwyd."),
        ],
        "Welsh",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected", "why"), SECTIONS, ids=[row[2] for row in SECTIONS])
def test_words_stand_under_their_section(lines: list[Line], expected: list[tuple[str | None, str]], why: str) -> None:
    passages = without_headings(split_lines(*lines, document=PARISH))
    found = [(passage.headings[-1] if passage.headings else None, passage.text.strip()) for passage in passages]
    assert found == expected, why


@pytest.mark.parametrize(
    ("lines", "kind", "why"),
    [
        (["1. The lane was closed.", "2. Two trees were felled.", "3. The accounts were read."], "minutes", "points"),
        (["The Panel asked for:", "1. Salt", "2. Grit", "3. Sand"], "report", "a list with nothing beneath its items"),
        (["The Chair moved that it:", "1. Buy salt", "2. Note the risk", "It was agreed."], "minutes", "a motion"),
        (["Road safety in 2031/32 and 2032/33 was discussed."], "minutes", "financial years are no minutes"),
    ],
)
def test_what_is_no_section(lines: list[Line], kind: str, why: str) -> None:
    passages = split_lines(*lines, document=replace(PARISH, kind=kind))
    assert all(passage.headings == () and passage.kind != "heading" for passage in without_headings(passages)), why


def test_resolutions_are_known_by_their_own_references() -> None:
    passages = split_lines(
        "R2031-029 That we accept the plan with these conditions:",
        "1. The lot must comply.",
        "2. A copy be sent. Carried. R2031-030 That we buy a plough. Carried. R2031-031 That we adjourn. Carried.",
        document=PARISH,
    )
    found = [(passage.locator.paragraph, passage.locator.within) for passage in without_headings(passages)]
    assert found == [
        ("R2031-029", None),
        ("1", "R2031-029"),
        ("2", "R2031-029"),
        ("R2031-030", None),
        ("R2031-031", None),
    ]


def test_an_item_page_of_a_committee_system() -> None:
    passages = split_lines(
        "Agenda and minutes", "1a", "Apologies", "Minutes:", "Mr Wren was away.", "1b", "The lido",
        "Report of the Head of Leisure.", "Decision:", "That the loan be agreed.", "Minutes:",
        "The Cabinet heard from two swimmers that the water is cold.",
        document=PARISH,
    )  # fmt: skip
    told = [passage for passage in without_headings(passages) if passage.locator.agenda_item]
    items = {(passage.locator.agenda_item, passage.headings[-1]) for passage in told}
    assert items == {("1a", "Apologies"), ("1b", "The lido")}
    assert [passage.kind for passage in told if "loan" in passage.text] == ["resolution"]


@pytest.mark.parametrize(
    ("lines", "title", "item", "why"),
    [
        (["Meeting: 23/01/2031 - Cabinet (Item 39)", "39 To receive what was sent", "It was."],
         "39 To receive what was sent", "39", "beneath its meeting"),
        (["388 The lido PDF 67 KB\nHaving read it, the Mayor agreed."],
         "388 The lido PDF 67 KB", "388", "with its file"),
    ],
)  # fmt: skip
def test_the_page_of_one_item(lines: list[Line], title: str, item: str, why: str) -> None:
    last = split_lines(*lines, document=replace(PARISH, kind=None))[-1]
    assert (last.headings[-1], last.locator.agenda_item) == (title, item), why


def test_a_list_beside_sections_keeps_its_lead_in() -> None:
    passages = split_lines(
        ("heading", "Recommendations"), "Cabinet is recommended to:", "1. lease 60 flats; and", "2. ask for a review.",
        ("heading", "1. Why"), "1.1 The law asks for it.", ("heading", "2. How"), "2.1 By letter.",
        ("heading", "3. When"), SPLIT, document=replace(PAPER, title=None),
    )  # fmt: skip
    items = [passage for passage in passages if passage.kind == "recommendation" and passage.locator.paragraph]
    assert [passage.lead_in for passage in items] == ["Cabinet is recommended to:"] * 2


def test_a_quantity_among_numbers_is_none() -> None:
    lines = ["1. Salt", "2. Grit", "3. Sand", "4. Tar", "– 10.30 Coffee in the hall", "14.5 Lorries were full."]
    labels = {passage.locator.paragraph for passage in split_lines(*lines, document=PAPER)}
    assert labels == {"1", "2", "3", "4", None}


def test_a_cut_block_keeps_its_pages() -> None:
    paper = reading(
        "1/31 Roads The lane was closed. 2/31 Trees Two were felled.", "3/31 Finance It was read.", pages=(0, 1)
    )
    passages = split_passages(PARISH, paper, count_tokens, 256)
    assert [passage.locator.pages for passage in passages] == [(1, 1), (1, 1), (2, 2)]
