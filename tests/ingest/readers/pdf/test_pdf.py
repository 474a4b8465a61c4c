"""PDF papers, made at test time: what becomes a block, what is dropped, and where pages begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import ocr
from paper_search.ingest.readers.registry import read
from paper_search.records import Reading
from tests.ingest.readers.making import HEIGHT, WIDTH, Draw, grid, lines, pdf, text, together

LONG = (
    "The committee considered a report on the condition of the county's roads and heard",
    "that the number of defects reported by residents had gone up in each of the last three",
    "winters, and that the money set aside had not kept pace with it.",
)
MORE = (
    "Officers said that the programme for the coming year would be drawn up in the spring and",
    "that members would be consulted on it before any contract was let.",
)


def read_pages(folder: Path, *pages: Draw) -> Reading:
    return read(pdf(folder / "paper.pdf", pages))


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def test_lines_of_a_paragraph_are_one_block_and_a_gap_begins_another(tmp_path: Path) -> None:
    reading = read_pages(tmp_path, together(lines(72, 100, *LONG), lines(72, 160, *MORE)))
    assert texts(reading) == [" ".join(LONG), " ".join(MORE)]


def test_every_block_is_a_slice_of_the_text(tmp_path: Path) -> None:
    reading = read_pages(tmp_path, together(lines(72, 100, *LONG), lines(72, 160, *MORE)))
    assert all(reading.text[block.start : block.end] == block.text for block in reading.blocks)
    assert reading.text == "\n".join(texts(reading))


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("4.12", "a dotted number"),
        ("7.", "a plain number"),
        ("(a)", "a letter in brackets"),
        ("b)", "a letter with one bracket"),
        ("(iv)", "a small Roman number"),
        ("\u2022", "a bullet"),
        ("-", "a dash"),
    ],
)
def test_a_label_at_a_line_start_begins_a_block(tmp_path: Path, label: str, why: str) -> None:
    page = together(
        text((72, 100, label), (100, 100, LONG[0]), (100, 113.5, LONG[2])),
        text((72, 127, label), (100, 127, MORE[0]), (100, 140.5, MORE[1])),
    )
    assert texts(read_pages(tmp_path, page)) == [
        f"{label} {LONG[0]} {LONG[2]}",
        f"{label} {MORE[0]} {MORE[1]}",
    ], why


@pytest.mark.parametrize(
    ("wrapped", "why"),
    [
        ("17.67 of the constitution, which every member had been given before the meeting.", "a section"),
        ("2024. The report had then been put off to the next meeting of the committee.", "a year"),
        ("12.5 per cent of what had been asked for by the schools in the north of the county.", "a share"),
        ("it. No vote was taken on the matter, and the chairman thanked everybody present.", "a short word"),
        ("1.5m more than had been planned, which the reserves would have to pay for this year.", "a sum"),
    ],
)
def test_a_number_that_a_sentence_ran_on_to_begins_nothing(tmp_path: Path, wrapped: str, why: str) -> None:
    page = together(text((72, 100, "2."), (100, 100, LONG[0]), (100, 113.5, LONG[1]), (100, 127, wrapped)))
    assert len(texts(read_pages(tmp_path, page))) == 1, why


def test_a_sentence_cut_by_a_page_break_is_one_block_on_two_pages(tmp_path: Path) -> None:
    reading = read_pages(tmp_path, lines(72, 740, *LONG[:2]), lines(72, 72, LONG[2]))
    (block,) = reading.blocks
    assert block.text == " ".join(LONG)
    assert block.page == 1
    assert reading.pages(block.start, block.end) == (1, 2)
    assert reading.text[reading.page_starts[1] :] == LONG[2]


def test_a_finished_paragraph_is_not_joined_to_the_next_page(tmp_path: Path) -> None:
    reading = read_pages(tmp_path, lines(72, 700, *LONG), lines(72, 72, *MORE))
    assert [block.page for block in reading.blocks] == [1, 2]


def test_a_label_at_the_top_of_a_page_begins_a_block_there(tmp_path: Path) -> None:
    reading = read_pages(tmp_path, lines(72, 740, *LONG[:2]), text((72, 72, "3.2"), (100, 72, MORE[0])))
    assert [(block.page, block.text[:3]) for block in reading.blocks] == [(1, "The"), (2, "3.2")]


@pytest.mark.parametrize(
    ("shape", "printed", "why"),
    [
        ("{}", ["1", "2", "3", "4"], "a number alone"),
        ("Page {}", ["1", "2", "3", "4"], "worded"),
        ("- {} -", ["1", "2", "3", "4"], "between dashes"),
        ("Page {} of 4", ["1", "2", "3", "4"], "with the number of pages"),
    ],
)
def test_page_numbers_are_taken_off_and_kept(tmp_path: Path, shape: str, printed: list[str], why: str) -> None:
    pages = [together(lines(72, 120, *LONG), text((290, 800, shape.format(number)))) for number in range(1, 5)]
    reading = read_pages(tmp_path, *pages)
    assert list(reading.printed_pages) == printed, why
    assert {dropped.why for dropped in reading.dropped} == {"page number"}
    assert texts(reading) == [" ".join(LONG)] * 4


def test_stamps_that_count_from_elsewhere_are_the_printed_pages(tmp_path: Path) -> None:
    pages = [together(lines(72, 120, *LONG), text((280, 815, f"Page {n}"))) for n in (41, 42, 43)]
    assert read_pages(tmp_path, *pages).printed_pages == ("41", "42", "43")


def test_running_heads_and_feet_are_told_by_repetition(tmp_path: Path) -> None:
    pages = [
        together(
            text((72, 40, "Westmarch Council, Highways Board, 3 June 2024")),
            lines(72, 120, *(LONG if number % 2 else MORE)),
            text((72, 800, "Not yet confirmed by the Board")),
        )
        for number in range(4)
    ]
    reading = read_pages(tmp_path, *pages)
    assert sorted({dropped.why for dropped in reading.dropped}) == ["running foot", "running head"]
    assert len(reading.dropped) == 8
    assert "Westmarch" not in reading.text


def test_the_first_line_of_one_page_is_no_running_head(tmp_path: Path) -> None:
    reading = read_pages(tmp_path, together(text((72, 40, "Highways Board")), lines(72, 90, *LONG)))
    assert reading.dropped == ()
    assert reading.text.startswith("Highways Board")


def test_a_column_head_that_every_page_repeats_stays_with_its_table(tmp_path: Path) -> None:
    def table(canvas: Canvas) -> None:
        grid((72, 250, 400), (60, 80, 100, 120))(canvas)
        text((76, 74, "Scheme"), (254, 74, "Cost"), (76, 94, "Bridge Street"), (254, 94, "\u00a320,000"))(canvas)

    reading = read_pages(tmp_path, *[table] * 3)
    assert reading.dropped == ()
    assert texts(reading) == ["Scheme | Cost\nBridge Street | \u00a320,000"] * 3


def test_blank_page_notices_are_dropped_and_counted(tmp_path: Path) -> None:
    blank = text((180, 400, "This page is intentionally left blank"))
    reading = read_pages(tmp_path, lines(72, 120, *LONG), blank, lines(72, 120, *MORE))
    assert [(dropped.page, dropped.why) for dropped in reading.dropped] == [(2, "blank page notice")]
    assert [block.page for block in reading.blocks] == [1, 3]


@pytest.mark.parametrize(
    ("title", "font", "size", "is_heading", "why"),
    [
        ("Financial implications", "Helvetica-Bold", 11, True, "bold and alone"),
        ("Financial implications", "Helvetica", 15, True, "larger than the body"),
        ("FINANCIAL IMPLICATIONS", "Helvetica", 11, True, "in capitals"),
        ("4. Financial implications", "Helvetica-Bold", 11, True, "numbered and bold"),
        ("Financial implications were set out.", "Helvetica", 11, False, "a sentence of the body's type"),
    ],
)
def test_headings(tmp_path: Path, title: str, font: str, size: float, is_heading: bool, why: str) -> None:
    page = together(text((72, 90, title), font=font, size=size), lines(72, 120, *LONG), lines(72, 180, *MORE))
    first, *rest = read_pages(tmp_path, page).blocks
    assert (first.kind == "heading", first.text) == (is_heading, title), why
    assert [block.kind for block in rest] == ["text", "text"]


def test_larger_headings_are_the_outer_ones(tmp_path: Path) -> None:
    page = together(
        text((72, 80, "Highways"), size=20),
        text((72, 110, "Winter service"), size=15),
        lines(72, 140, *LONG),
        lines(72, 200, *MORE),
    )
    assert [block.level for block in read_pages(tmp_path, page).blocks[:2]] == [1, 2]


def test_a_title_numbered_above_its_paragraphs_is_a_heading_without_bold(tmp_path: Path) -> None:
    page = together(text((72, 90, "3."), (100, 90, "Risks")), text((72, 120, "3.1"), (100, 120, MORE[0])))
    assert [block.kind for block in read_pages(tmp_path, page).blocks] == ["heading", "text"]


def test_ruled_tables_are_read_cell_by_cell(tmp_path: Path) -> None:
    page = together(
        grid((72, 200, 400), (100, 120, 160, 180)),
        text((76, 114, "Measure"), (204, 114, "What was found")),
        text((76, 134, "Calls answered"), (204, 134, "Fewer than in the year"), (204, 148, "before")),
        text((76, 174, "Letters"), (204, 174, "None")),
    )
    (block,) = read_pages(tmp_path, page).blocks
    assert block.kind == "table"
    assert block.text.split("\n") == [
        "Measure | What was found",
        "Calls answered | Fewer than in the year before",
        "Letters | None",
    ]


def test_long_tables_are_split_and_repeat_nothing(tmp_path: Path) -> None:
    tops = [60 + 20 * row for row in range(31)]
    cells = [(x, top + 14, f"{name} {row}") for row, top in enumerate(tops[:-1]) for x, name in ((76, "A"), (254, "B"))]
    reading = read_pages(tmp_path, together(grid((72, 250, 400), tops), text(*cells)))
    assert [block.text.count("\n") + 1 for block in reading.blocks] == [12, 12, 6]
    assert reading.text.count("A 0 | B 0") == 1


def test_a_table_without_rules_is_told_by_its_columns(tmp_path: Path) -> None:
    rows = [(72 + 110 * column, 100 + 16 * row, f"{row}{column},000") for row in range(4) for column in range(4)]
    (block,) = read_pages(tmp_path, text(*rows)).blocks
    assert (block.kind, block.text.split("\n")[1]) == ("table", "10,000 | 11,000 | 12,000 | 13,000")


def test_a_grid_around_numbered_paragraphs_leaves_them_paragraphs(tmp_path: Path) -> None:
    page = together(
        grid((72, 110, 540), (100, 150, 200)),
        text((76, 116, "1.1"), (114, 116, LONG[0]), (114, 130, LONG[2])),
        text((76, 166, "1.2"), (114, 166, MORE[0]), (114, 180, MORE[1])),
    )
    assert [(b.kind, b.text[:3]) for b in read_pages(tmp_path, page).blocks] == [("text", "1.1"), ("text", "1.2")]


def test_columns_of_prose_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"Line {n} of the left side, which goes on" for n in range(8)]
    right = [f"line {n} of the right side, which is later" for n in range(8)]
    page = together(lines(72, 100, *left), lines(320, 100, *right))
    reading = read_pages(tmp_path, page)
    assert reading.text.index("Line 7 of the left") < reading.text.index("line 0 of the right")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_turned_is_read_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        # The canvas exchanges the sides of a page that it turns by 270 degrees.
        canvas.translate(*{90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn])
        canvas.rotate({90: 90, 180: 180, 270: -90}[turn])
        canvas.setFont("Helvetica", 11)
        for index, line in enumerate(LONG):
            canvas.drawString(60, 400 - 13.5 * index, line)

    assert texts(read_pages(tmp_path, draw)) == [" ".join(LONG)]


@pytest.mark.parametrize("turn", [90, 270])
def test_a_page_printed_sideways_is_read_in_order(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(*{90: (WIDTH, 0), 270: (0, HEIGHT)}[turn])
        canvas.rotate({90: 90, 270: -90}[turn])
        canvas.setFont("Helvetica", 11)
        for index, line in enumerate(LONG):
            canvas.drawString(60, 400 - 13.5 * index, line)

    assert texts(read_pages(tmp_path, draw)) == [" ".join(LONG)]


@pytest.mark.parametrize(
    ("end", "start", "joined", "why"),
    [
        ("the com-", "mittee met", "the committee met", "the whole word is used elsewhere"),
        ("the long-", "term plan", "the long-term plan", "a hyphen that belongs there is kept"),
        ("the council\u00ad", "lor spoke", "the councillor spoke", "a soft hyphen was put in to break the line"),
    ],
)
def test_hyphens_at_line_ends(tmp_path: Path, end: str, start: str, joined: str, why: str) -> None:
    first = f"{LONG[0][:60]} {end}"
    known = "A committee is a body of members, of whom some are elected and some are co-opted."
    page = lines(72, 100, known, first, start)
    (block,) = read_pages(tmp_path, page).blocks
    assert block.text.endswith(joined), why


def test_words_printed_twice_for_boldness_are_read_once(tmp_path: Path) -> None:
    page = together(text((72, 100, "Exempt items")), text((72.4, 100, "Exempt items")), lines(72, 140, *LONG))
    reading = read_pages(tmp_path, page)
    assert reading.text.count("Exempt items") == 1
    assert [(dropped.text, dropped.why) for dropped in reading.dropped] == [
        ("Exempt items", "printed twice on one spot")
    ]


def test_document_information_and_bookmarks(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.bookmarkPage("x")
        canvas.addOutlineEntry("Minutes of the last meeting", "x")
        lines(72, 100, *LONG)(canvas)

    info = dict(read(pdf(tmp_path / "paper.pdf", [draw], title="Agenda Supplement")).info)
    assert info["title"] == "Agenda Supplement"
    assert info["outline"] == "1|Minutes of the last meeting"


def test_pages_without_words_are_listed(tmp_path: Path) -> None:
    reading = read_pages(tmp_path, lines(72, 100, *LONG), _picture, lines(72, 100, *MORE))
    assert reading.textless_pages == (2,)
    assert len(reading.page_starts) == 3


@pytest.mark.parametrize(
    ("program", "step", "reason"),
    [
        (None, "paper-search[ocr]", "without text recognition it says how to get it"),
        ("tesseract", "original file", "with it, a picture of no words is still nothing to read"),
    ],
)
def test_a_scan_is_unreadable_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None, step: str, reason: str
) -> None:
    if program is None:
        monkeypatch.setenv("PATH", str(tmp_path))
    elif not ocr.is_available():
        pytest.skip("Tesseract is not installed")
    with pytest.raises(UnreadableError) as error:
        read_pages(tmp_path, _picture)
    assert error.value.code == "scanned"
    assert step in error.value.next_step, reason


def test_a_password_is_named_and_an_empty_one_is_none(tmp_path: Path) -> None:
    locked = pdf(tmp_path / "locked.pdf", [lines(72, 100, *LONG)], encrypt="secret")
    with pytest.raises(UnreadableError) as error:
        read(locked)
    assert error.value.code == "password"
    assert texts(read(pdf(tmp_path / "open.pdf", [lines(72, 100, *LONG)], encrypt=""))) == [" ".join(LONG)]


def _picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "grey")), 72, 400, 300, 300)


def test_a_page_keeps_what_stands_alone_on_it(tmp_path: Path) -> None:
    page = text((72, 60, "Annex withdrawn"))
    assert texts(read_pages(tmp_path, page, page, page)) == ["Annex withdrawn"] * 3


def test_notes_at_the_foot_go_before_the_sentence_they_cut(tmp_path: Path) -> None:
    reading = read_pages(
        tmp_path,
        together(lines(72, 700, *LONG[:2]), text((72, 760, "1 See the report of last autumn."), size=8)),
        lines(72, 72, LONG[2]),
    )
    assert texts(reading) == ["1 See the report of last autumn.", " ".join(LONG)]
    assert [block.page for block in reading.blocks] == [1, 1]


def test_narrow_columns_on_baselines_of_their_own(tmp_path: Path) -> None:
    left = ["Improve the", "journey from", "one service", "to another", "for adults", "who need it", "most of all"]
    page = together(lines(40, 100, *left, step=15), lines(150, 106, *LONG, *MORE, *LONG, *MORE, step=11))
    assert texts(read_pages(tmp_path, page))[0] == " ".join(left)


def test_a_column_head_printed_upwards_is_in_its_cell(tmp_path: Path) -> None:
    def upwards(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(220, HEIGHT - 158)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(0, 0, "Spring")
        canvas.restoreState()

    cells = text((76, 150, "Term"), (76, 174, "Places"), (204, 174, "240"))
    (block,) = read_pages(tmp_path, together(grid((72, 200, 240), (100, 160, 180)), cells, upwards)).blocks
    assert block.text == "Term | Spring\nPlaces | 240"


def test_a_page_too_large_to_draw_is_named(tmp_path: Path) -> None:
    from tests.ingest.readers.test_pool import greedy

    with pytest.raises(UnreadableError) as error:
        read(greedy(tmp_path / "large.pdf"))
    assert error.value.code == "memory"


def test_headings_that_differ_by_a_number_are_no_running_heads(tmp_path: Path) -> None:
    """ "Conclusion on Issue 1" may stand where another page has "Conclusion on Issue 4"."""
    pages = [together(text((72, 80, f"Conclusion on issue {n}")), lines(72, 120, *LONG)) for n in (1, 4, 9)]
    reading = read_pages(tmp_path, *pages)
    assert [block.text for block in reading.blocks][::2] == [f"Conclusion on issue {n}" for n in (1, 4, 9)]


def test_a_head_that_changes_within_a_paper_names_its_section_once(tmp_path: Path) -> None:
    heads = ["Spending"] * 3 + ["Savings"] * 2
    draws = [
        together(text((72, 40, f"Budget lines: {head}"), font="Helvetica-Bold"), lines(72, 120, *LONG))
        for head in heads
    ]
    reading = read_pages(tmp_path, *draws)
    assert [block.text for block in reading.blocks if block.kind == "heading"] == [
        "Budget lines: Spending",
        "Budget lines: Savings",
    ]
    assert [dropped.page for dropped in reading.dropped] == [2, 3, 5]
