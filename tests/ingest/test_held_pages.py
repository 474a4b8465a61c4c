"""Which pages of a file are held back because they say so themselves, and that the rest stays public.

Each row is a file as a reader gives it: for every page what stands in its margins and its lines. No row is a paper of a
real council. The bounds of a paper that is held back may be too wide, never too narrow.
"""

# ruff: noqa: E501 - a page is printed as it stands in a paper
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from paper_search.ingest.held_pages import find_held_pages
from paper_search.records import Block, DroppedText, Reading

MARK = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972"
AGENDA = (
    "FERNDALE BOROUGH COUNCIL",
    "CABINET",
    "AGENDA",
    "Thursday 14 March 2024",
    "1. Apologies for absence",
    "2. Road repairs",
    "3. Sale of the Old Depot",
    "4. Library hours",
)
ROADS = (
    "Report to: Cabinet",
    "Date: 14 March 2024",
    "Report of: Director of Highways",
    "Subject: Road repairs",
    "1. Potholes deeper than 40 mm are repaired within five days.",
)
DEPOT = (
    "Report to: Cabinet",
    "Date: 14 March 2024",
    "Report of: Director of Property",
    "Subject: Sale of the Old Depot",
    "1. The best bid was made by Mr Sample.",
)
DEPOT_2 = ("2. The second bid was lower.", "3. Members are asked to agree the sale.")
DEPOT_3 = ("4. Neither bidder asked for a survey.",)
LIBRARY = (
    "Report to: Cabinet",
    "Date: 14 March 2024",
    "Report of: Director of Culture",
    "Subject: Library hours",
    "1. The library opens at nine.",
)
PROSE = ("The land was bought in 1961 and has been used since by the highways service.",)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its lines, its margins, and the number printed on it."""

    lines: Sequence[str]
    margins: Sequence[str] = ()
    printed: str | None = None


def reading(*pages: Page) -> Reading:
    text, blocks, starts, dropped = "", [], [], []
    for number, page in enumerate(pages, 1):
        starts.append(len(text))
        dropped += [DroppedText(number, margin, "running head") for margin in page.margins]
        for line in page.lines:
            blocks.append(Block("text", line, len(text), len(text) + len(line), number))
            text += f"{line}\n"
    printed = tuple(page.printed for page in pages)
    return Reading(text, tuple(blocks), tuple(starts), printed, tuple(dropped))


HELD = [
    ("running head on each page", [Page(AGENDA), Page(ROADS), Page(DEPOT, [MARK]), Page(DEPOT_2, [MARK]), Page(LIBRARY)], [(3, 4)]),
    ("a line above the head, said once", [Page(AGENDA), Page(ROADS), Page((MARK, *DEPOT)), Page(DEPOT_2), Page(LIBRARY)], [(3, 4)]),
    ("a line below the fields", [Page(AGENDA), Page((*DEPOT[:4], MARK, *DEPOT[4:])), Page(DEPOT_2), Page(LIBRARY)], [(2, 3)]),
    ("a field of the cover sheet", [Page(AGENDA), Page((*DEPOT[:4], "Exempt information: Yes, paragraph 3 of Schedule 12A")), Page(DEPOT_2), Page(LIBRARY)], [(2, 3)]),
    ("the 40th row of a cover sheet", [Page(AGENDA), Page((*DEPOT[:4], *(f"Row {row}: none" for row in range(40)), f"Publication: {MARK}")), Page(LIBRARY)], [(2, 2)]),
    ("at the end of the page, below its text", [Page(AGENDA), Page((*DEPOT, MARK)), Page(DEPOT_2), Page(LIBRARY)], [(2, 3)]),
    ("from the second page on", [Page(AGENDA), Page(ROADS), Page(DEPOT), Page(DEPOT_2, [MARK]), Page(DEPOT_3, [MARK]), Page(LIBRARY)], [(3, 5)]),
    ("a stamp on the last page only", [Page(AGENDA), Page(ROADS), Page(DEPOT), Page(DEPOT_2), Page(DEPOT_3, [MARK]), Page(LIBRARY)], [(3, 5)]),
    ("a stamp in the middle only", [Page(AGENDA), Page(ROADS), Page(DEPOT), Page(DEPOT_2, [MARK]), Page(DEPOT_3), Page(LIBRARY)], [(3, 5)]),
    ("the last paper of the file", [Page(AGENDA), Page(ROADS), Page(DEPOT, [MARK]), Page(DEPOT_2)], [(3, 4)]),
    ("the item's stamp bounds it", [Page(AGENDA), Page(("Road repairs",), ["Agenda Item 2"]), Page(("Sale of the Old Depot", *PROSE), ["Agenda Item 3", MARK]), Page(PROSE), Page(("Library hours",), ["Agenda Item 4"])], [(3, 4)]),
    ("what is attached to a stamped paper goes with it", [Page(AGENDA), Page(DEPOT, ["Agenda Item 3", MARK]), Page(ROADS), Page(PROSE), Page(LIBRARY, ["Agenda Item 4"])], [(2, 4)]),
    ("printed page numbers that start again", [Page(AGENDA, (), "1"), Page(PROSE, (), "1"), Page(PROSE, (), "2"), Page(PROSE, [MARK], "1"), Page(PROSE, [MARK], "2"), Page(PROSE, (), "1")], [(4, 5)]),
    ("printed page numbers say where it began", [Page(AGENDA, (), "1"), Page(PROSE, (), "1"), Page(PROSE, (), "1"), Page(PROSE, [MARK], "2"), Page(PROSE, [MARK], "3")], [(3, 5)]),
    ("no sign of a bound behind it", [Page(AGENDA), Page(ROADS), Page(DEPOT, [MARK]), Page(PROSE), Page(PROSE)], [(3, 5)]),
    ("no sign of a bound before it", [Page(PROSE), Page(PROSE), Page(PROSE, [MARK]), Page(LIBRARY)], [(1, 3)]),
    ("no sign of a bound at all", [Page(PROSE), Page(PROSE, [MARK]), Page(PROSE)], [(1, 3)]),
    ("a letter behind it is attached to it", [Page(AGENDA), Page((MARK, *DEPOT)), Page(("Ferndale Borough Council", "Town Hall", "4 March 2024", "Dear Mr Sample", "Report: the bid of your firm to the Council")), Page(LIBRARY)], [(2, 3)]),
    ("an appendix of an exempt report goes with it", [Page(AGENDA), Page((MARK, *DEPOT)), Page(("Appendix 1", "Valuation", *PROSE)), Page(LIBRARY)], [(2, 3)]),
    ("an exempt appendix of a public report", [Page(AGENDA), Page(ROADS), Page(("Appendix 1", "Plan")), Page(("Appendix 2 – Exempt – Not for publication by virtue of paragraph 3", "Valuation")), Page(PROSE), Page(LIBRARY)], [(4, 5)]),
    ("an exempt appendix, and a public one behind it", [Page(ROADS), Page(("Appendix 1", "Valuation"), [MARK]), Page(PROSE, [MARK]), Page(("Appendix 2", "Plan"))], [(2, 3)]),
    ("a title in which the marking is joined to the heading", [Page(AGENDA), Page((f"Ferndale Borough Council Cabinet {MARK}", *DEPOT)), Page(LIBRARY)], [(2, 2)]),
    ("behind the agenda without any head of a report", [Page(AGENDA), Page((MARK, "Sale of the Old Depot", "1. The best bid was made by Mr Sample.")), Page(LIBRARY)], [(2, 2)]),
    ("two papers apart", [Page(AGENDA), Page(DEPOT, [MARK]), Page(ROADS), Page(LIBRARY, [MARK])], [(2, 2), (4, 4)]),
    ("two papers one behind the other", [Page(AGENDA), Page(DEPOT, [MARK]), Page(LIBRARY, [MARK]), Page(ROADS)], [(2, 2), (3, 3)]),
    ("pages without words go with the paper before them", [Page(AGENDA), Page(DEPOT, [MARK]), Page(()), Page(()), Page(ROADS)], [(2, 4)]),
    ("a whole report, said on its second page", [Page(DEPOT), Page((MARK, *DEPOT_2)), Page(DEPOT_3)], [(1, 3)]),
    ("over two lines of the margin", [Page(AGENDA), Page(DEPOT, ["NOT FOR PUBLICATION", "Paragraph 3 of Schedule 12A"]), Page(LIBRARY)], [(2, 2)]),
    ("exempt minutes behind public ones", [Page(("MINUTES of the Cabinet", "14 March 2024", "80. Roads")), Page(("EXEMPT MINUTES of the Cabinet", "14 March 2024", "81. Depot"), [MARK])], [(2, 2)]),
]  # fmt: skip

REVIEW = [
    ("a footer", [Page(AGENDA), Page(DEPOT, ["PRIVATE AND CONFIDENTIAL"]), Page(DEPOT_2, ["PRIVATE AND CONFIDENTIAL"]), Page(ROADS)], [(2, 3)], "PRIVATE AND CONFIDENTIAL"),
    ("alone above the head", [Page(AGENDA), Page(("EXEMPT", *DEPOT)), Page(ROADS)], [(2, 2)], "EXEMPT"),
    ("alone in the header of a page", [Page(AGENDA), Page(DEPOT, ["PART II"]), Page(ROADS)], [(2, 2)], "PART II"),
    ("one part of a footer", [Page(AGENDA), Page(DEPOT, ["Ferndale Borough Council | OFFICIAL-SENSITIVE | Page 3"]), Page(ROADS)], [(2, 2)], "OFFICIAL-SENSITIVE"),
    ("the last line of a page", [Page(AGENDA), Page(DEPOT), Page((*DEPOT_2, "RESTRICTED")), Page(ROADS)], [(2, 3)], "RESTRICTED"),
    ("an exempt appendix that names no provision", [Page(ROADS), Page(("EXEMPT APPENDIX 2", "Valuation"), []), Page(LIBRARY)], [(2, 2)], "EXEMPT APPENDIX 2"),
]  # fmt: skip

PUBLIC = [
    ("an agenda that lists an exempt item", [Page(AGENDA), Page((f"5. Sale of land ({MARK})", "6. Urgent business"))]),
    ("an agenda that goes on with the item's provision", [Page(AGENDA), Page((MARK, "5. Sale of land", "6. Urgent business"))]),
    ("a heading of an agenda", [Page(AGENDA), Page(("EXEMPT ITEMS", "5. Sale of land", "6. Urgent business"))]),
    ("a part of an agenda", [Page(AGENDA), Page(("PART 2", "5. Sale of land", "6. Urgent business"))]),
    ("a motion to exclude the public", [Page(AGENDA), Page(("5. Exclusion of the public", "That the public be excluded as exempt information under paragraph 3 of Schedule 12A is likely to be disclosed."))]),
    ("the public minute of an item taken in private", [Page(("MINUTES of the Cabinet", "14 March 2024", "80. Roads")), Page(("EXEMPT", "81. Depot (exempt under paragraph 3 of Schedule 12A)", "RESOLVED that the depot be sold."))]),
    ("a page that stands in for a restricted paper", [Page(AGENDA), Page(("Document is Restricted",), ["By virtue of paragraph(s) 3 of Part 1 of Schedule 12A"]), Page(ROADS)]),
    ("a report with an exempt appendix, kept elsewhere", [Page(AGENDA), Page((*DEPOT, "Appendix 2 is exempt under paragraph 3 of Schedule 12A.")), Page(ROADS)]),
    ("a list of appendices at the top of a page", [Page(ROADS), Page(("Appendix 1 – Plan", "Appendix 2 – Valuation (NOT FOR PUBLICATION, paragraph 3 of Schedule 12A)", "Appendix 3 – Title"))]),
    ("a form's instruction", [Page(AGENDA), Page((*ROADS, "Do not include information which is exempt from publication under Schedule 12A"))]),
    ("a report without exempt information", [Page(AGENDA), Page((*ROADS, "Exempt information: None (paragraphs 1 to 7 of Schedule 12A)"))]),
    ("chapters of a constitution", [Page(("Constitution", "Part 1"), ["Part 1"]), Page(PROSE, ["Part 2"]), Page(("Part 3", *PROSE), ["Part 3"])]),
    ("the words in prose", [Page(ROADS), Page(("Private and confidential letters are kept for six years.", "Restricted parking zones are shown on the plan."))]),
    ("a title that begins with the word", [Page(ROADS), Page(("Confidential Reporting Code", *PROSE), ["Confidential Reporting Code"])]),
    ("nothing", [Page(AGENDA), Page(ROADS), Page(LIBRARY)]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "pages", "expected"), HELD, ids=[row[0] for row in HELD])
def test_a_paper_that_declares_itself_exempt_is_held_back_wherever_it_stands(
    why: str, pages: list[Page], expected: list[tuple[int, int]]
) -> None:
    held = find_held_pages(reading(*pages))
    assert [(pages.first, pages.last) for pages in held] == expected, why
    assert {pages.held_back.code for pages in held} == {"exempt"}


@pytest.mark.parametrize(("why", "pages", "expected", "words"), REVIEW, ids=[row[0] for row in REVIEW])
def test_a_bare_marking_is_for_a_person_to_look_at(
    why: str, pages: list[Page], expected: list[tuple[int, int]], words: str
) -> None:
    held = find_held_pages(reading(*pages))
    assert [(pages.first, pages.last) for pages in held] == expected, why
    assert all(pages.held_back.code == "review" and f"“{words}”" in pages.held_back.reason for pages in held)


@pytest.mark.parametrize(("why", "pages"), PUBLIC, ids=[row[0] for row in PUBLIC])
def test_a_file_that_only_speaks_of_exemption_is_public(why: str, pages: list[Page]) -> None:
    assert find_held_pages(reading(*pages)) == (), why
