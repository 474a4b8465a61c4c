"""Tables as papers draw them, and headings that are only underlined: what is drawn, what is read, and why."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import HEIGHT, Draw, grid, lines, pdf, text, together


def rules(x0: float, x1: float, *tops: float) -> Draw:
    """Level rules of one width."""

    def draw(canvas: Canvas) -> None:
        for top in tops:
            canvas.line(x0, HEIGHT - top, x1, HEIGHT - top)

    return draw


def tables(path: Path) -> list[str]:
    return [block.text for block in read_pdf(path).blocks if block.kind == "table"]


HEADS = text((70, 115, "Service"), (230, 115, "Budget"), (330, 115, "Reason"))
FIRST = together(
    text((70, 135, "Winter"), (70, 148, "gritting"), (230, 141, "97.5")),
    lines(330, 135, "Salt rose in price twice", "before the first frost"),
)
SECOND = together(
    text((70, 175, "Drains"), (230, 181, "21.2")), lines(330, 175, "A wet spring and older", "pipes than planned for")
)
BODY = [
    "Winter gritting | 97.5 | Salt rose in price twice before the first frost",
    "Drains | 21.2 | A wet spring and older pipes than planned for",
]


def test_rules_beneath_the_rows_are_enough(tmp_path: Path) -> None:
    """Finance reports rule the rows only: the columns are the white space that runs down between the words."""
    drawn = together(rules(60, 520, 100, 120, 160, 200), HEADS, FIRST, SECOND)
    assert tables(pdf(tmp_path / "a.pdf", [drawn])) == ["\n".join(["Service | Budget | Reason", *BODY])]


def test_column_heads_above_a_grid_belong_to_it(tmp_path: Path) -> None:
    """Heads on a coloured band have no rule over them: their place above the columns tells."""
    drawn = together(grid([60, 220, 320, 520], [120, 160, 200]), HEADS, FIRST, SECOND)
    assert tables(pdf(tmp_path / "a.pdf", [drawn])) == ["\n".join(["Service | Budget | Reason", *BODY])]


def test_a_title_above_a_grid_is_no_column_head(tmp_path: Path) -> None:
    title = text((70, 100, "Table 1: the services that overspent in the year and the reason for each"))
    drawn = together(title, grid([60, 220, 320, 520], [120, 160, 200]), FIRST, SECOND)
    reading = read_pdf(pdf(tmp_path / "a.pdf", [drawn]))
    assert [block.kind for block in reading.blocks] == ["text", "table"]


def test_heads_over_two_bands_are_one_row(tmp_path: Path) -> None:
    """ "2025-26" above "£m" heads one column."""
    drawn = together(
        grid([60, 220, 320, 520], [100, 120, 140, 160, 180]),
        text((70, 113, "Service"), (230, 113, "2025-26"), (330, 113, "2026-27")),
        text((230, 133, "Actual"), (330, 133, "Forecast")),
        text((70, 153, "Gritting"), (230, 153, "97.5"), (330, 153, "98.1")),
        text((70, 173, "Drains"), (230, 173, "21.2"), (330, 173, "22.0")),
    )
    assert tables(pdf(tmp_path / "a.pdf", [drawn]))[0].split("\n")[0] == "Service | 2025-26 Actual | 2026-27 Forecast"


def test_a_blank_cell_keeps_its_place(tmp_path: Path) -> None:
    """Left out, it would move an amount beneath another head."""
    drawn = together(
        grid([60, 220, 320, 520], [100, 120, 140, 160]),
        text((70, 113, "Reserve"), (230, 113, "Schools"), (330, 113, "Central")),
        text((70, 133, "Opening"), (230, 133, "58.6"), (330, 133, "67.2")),
        text((70, 153, "Overspend"), (330, 153, "53.5")),
    )
    assert tables(pdf(tmp_path / "a.pdf", [drawn]))[0].split("\n")[2] == "Overspend |  | 53.5"


def test_a_row_cut_by_a_page_break_stays_in_one_block(tmp_path: Path) -> None:
    top = together(
        grid([60, 220, 520], [700, 720, 760]),
        text((70, 713, "Service"), (230, 713, "Reason")),
        text((70, 733, "Gritting"), (230, 733, "Salt rose in price twice before")),
    )
    rest = together(
        grid([60, 220, 520], [60, 90, 120]),
        text((230, 75, "the first frost came")),
        text((70, 105, "Drains"), (230, 105, "Rain")),
    )
    reading = read_pdf(pdf(tmp_path / "a.pdf", [top, rest]))
    block = next(block for block in reading.blocks if "first frost" in block.text)
    assert block.text.startswith("Service | Reason") and reading.pages(block.start, block.end) == (1, 2)


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        (together(rules(60, 520, 90, 130, 400), lines(70, 150, *["The road was closed for a week in the spring"] * 9)),
         "rules above and below prose set it apart, they do not make it a table"),
        (together(rules(60, 520, 100, 160, 220), text((70, 120, "•"), (70, 180, "•")),
                  lines(90, 120, "salt rose in price twice before the frost", "and again after it"),
                  lines(90, 180, "drains were cleared in the spring", "and in the autumn")),
         "the white space behind bullets parts no columns"),
    ],
)  # fmt: skip
def test_prose_between_rules_stays_prose(tmp_path: Path, drawn: Draw, why: str) -> None:
    assert not tables(pdf(tmp_path / "a.pdf", [drawn])), why


@pytest.mark.parametrize(
    ("words", "kind", "why"),
    [
        ("Winter gritting", "heading", "typists underline what word processors set bold"),
        ("The road was closed for a week.", "text", "a sentence that is stressed is no heading"),
        ("www.example.org/gritting", "text", "a link is underlined for another reason"),
    ],
)
def test_underlined_headings(tmp_path: Path, words: str, kind: str, why: str) -> None:
    def draw_underlined(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(70, HEIGHT - 100, words)
        canvas.line(70, HEIGHT - 101.5, 70 + canvas.stringWidth(words, "Helvetica", 11), HEIGHT - 101.5)

    body = lines(70, 130, "The road was closed for a week in the spring and it", "was opened again in the summer.")
    assert read_pdf(pdf(tmp_path / "a.pdf", [together(draw_underlined, body)])).blocks[0].kind == kind, why


def test_a_long_issue_in_large_bold_type_is_a_heading(tmp_path: Path) -> None:
    """Inspectors put the issue they decide as a whole sentence, stop and all."""
    issue = [
        "Issue 1 – Whether the strategy for gritting is justified,",
        "effective and in line with national policy, and whether it",
        "provides for the salt that the county will need in winter.",
    ]
    large = text(*((70, 100 + 17 * i, line) for i, line in enumerate(issue)), font="Helvetica-Bold", size=14)
    body = lines(70, 170, *["The strategy sets out how much salt is held and where it is kept."] * 6)
    first = read_pdf(pdf(tmp_path / "a.pdf", [together(large, body)])).blocks[0]
    assert (first.kind, first.text) == ("heading", " ".join(issue))


def test_a_cell_that_fills_a_page_is_still_a_cell(tmp_path: Path) -> None:
    """A long cell runs over a page on which no other column holds a word: its numbers are not the paper's own."""
    xs = [60, 120, 220, 520]
    top = together(
        grid(xs, [700, 720, 760]),
        text((70, 713, "No."), (130, 713, "Place"), (230, 713, "Change")),
        text((70, 733, "M1"), (130, 733, "Policy 2"), (230, 733, "Add the words that follow:")),
    )
    rest = together(
        grid(xs, [60, 120]), text((230, 75, "2. National sites come first"), (230, 100, "3. Local sites follow"))
    )
    blocks = read_pdf(pdf(tmp_path / "a.pdf", [top, rest])).blocks
    assert {block.kind for block in blocks} == {"table"}


def test_column_heads_that_pages_repeat_are_no_running_heads(tmp_path: Path) -> None:
    page = together(
        rules(60, 520, 30, 50, 160, 200),
        text((70, 45, "Service"), (230, 45, "Budget"), (330, 45, "Reason")),
        FIRST,
        SECOND,
    )
    reading = read_pdf(pdf(tmp_path / "a.pdf", [page, page, page]))
    assert not reading.dropped
    assert reading.text.count("Service | Budget | Reason") == 3


def test_amounts_set_close_are_cells_beside_a_table(tmp_path: Path) -> None:
    """A row of long amounts leaves no wide gaps; the rows around it say that it is one of theirs."""
    places = [140 + 60 * n for n in range(6)]
    rows = [
        (70, 100, "Covid"),
        *((x, 100, "-10,000") for x in places),
        (70, 132, "Safety"),
        *((x, 132, "-36,263") for x in places),
    ]
    close = (70, 116, "Earmarked  " + " ".join(["-163,914"] * 6))
    assert tables(pdf(tmp_path / "a.pdf", [text(*rows, close)]))[0].split("\n")[1] == "Earmarked | " + " | ".join(
        ["-163,914"] * 6
    )


def test_a_cut_cell_of_two_columns_goes_on_alone(tmp_path: Path) -> None:
    xs = [60, 180, 520]
    top = together(
        grid(xs, [700, 720, 790]),
        text((70, 713, "Criterion"), (190, 713, "What was found")),
        text(
            (70, 733, "Savings"),
            (190, 733, "The plan says that the savings for the year and"),
            (190, 770, "for the next"),
        ),
    )
    rest = together(grid(xs, [60, 120]), text((190, 75, "are late, and that some of them will not be made.")))
    (block,) = read_pdf(pdf(tmp_path / "a.pdf", [top, rest])).blocks
    assert block.kind == "table" and block.text.endswith("will not be made.")


def test_a_framed_spreadsheet_is_read_row_by_row(tmp_path: Path) -> None:
    """A spreadsheet printed to PDF frames whole blocks: its rows are its lines, its columns the white space."""
    names = ["Salt", "Grit", "Sand", "Drains", "Signs"]
    cells = [
        place
        for n, name in enumerate(names)
        for place in ((70, 120 + 15 * n, name), (240, 120 + 15 * n, f"{n}1.5"), (300, 120 + 15 * n, f"-{n}2.5"))
    ]
    found_tables = tables(pdf(tmp_path / "a.pdf", [together(grid([60, 200, 400], [100, 190, 220]), text(*cells))]))
    assert found_tables == ["\n".join(f"{name} | {n}1.5 | -{n}2.5" for n, name in enumerate(names))]


def test_columns_are_told_though_one_row_has_a_wider_amount(tmp_path: Path) -> None:
    """Of a dozen rows and more one may reach into the white space between two columns."""
    rows = range(14)
    amounts = ["-10,327,000.3" if n == 7 else "1.5" for n in rows]
    cells = [
        place
        for n in rows
        for place in (
            (70, 120 + 15 * n, "Salt"),
            (255 - 6 * len(amounts[n]), 120 + 15 * n, amounts[n]),
            (300, 120 + 15 * n, "2.5"),
        )
    ]
    title = (70, 105, "SPENDING")
    found_tables = tables(
        pdf(tmp_path / "a.pdf", [together(grid([60, 160, 400], [95, 340, 350]), text(title, *cells))])
    )
    printed = "\n".join(found_tables).split("\n")
    assert printed[0] == "SPENDING", "a row of one cell names a group of rows"
    assert {row.count("|") for row in printed[1:]} == {2}


def frame(xs: list[float], tops: list[float], merged: set[tuple[int, int]]) -> Draw:
    """A grid without the rules that would cut merged cells, given by the band below the rule and the column."""

    def draw(canvas: Canvas) -> None:
        for x in xs:
            canvas.line(x, HEIGHT - tops[0], x, HEIGHT - tops[-1])
        for band, top in enumerate(tops):
            for column, (left, right) in enumerate(pairwise(xs)):
                if (band, column) not in merged:
                    canvas.line(left, HEIGHT - top, right, HEIGHT - top)

    return draw


@pytest.mark.parametrize(
    ("merged", "words", "rows", "why"),
    [
        ({(2, 1)}, text((230, 141, "A. Sample"), (330, 131, "50"), (330, 151, "70")),
         ["Roof | A. Sample | 50", "Pump | A. Sample | 70"], "words lead each row"),
        ({(2, 2)}, text((230, 131, "A. Sample"), (230, 151, "B. Test"), (330, 141, "50")),
         ["Roof | A. Sample | 50", "Pump | B. Test"], "a sum for two rows is not the sum of each"),
        (set(), text((230, 131, "A. Sample"), (330, 131, "50"), (330, 151, "70")),
         ["Roof | A. Sample | 50", "Pump |  | 70"], "a blank cell is no merged one"),
    ],
)  # fmt: skip
def test_cells_merged_down(
    tmp_path: Path, merged: set[tuple[int, int]], words: Draw, rows: list[str], why: str
) -> None:
    heads = text((70, 115, "Works"), (230, 115, "Officer"), (330, 115, "Cost"), (70, 131, "Roof"), (70, 151, "Pump"))
    drawn = together(frame([60, 220, 320, 520], [100, 120, 140, 160], merged), heads, words)
    (block,) = read_pdf(pdf(tmp_path / "a.pdf", [drawn])).blocks
    assert block.text.split("\n") == ["Works | Officer | Cost", *rows], why
