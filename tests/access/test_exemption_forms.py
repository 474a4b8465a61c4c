"""How papers say that they are not for publication, in forms of many councils, and how print varies each form.

The forms are invented after the wordings that councils use. ``OTHERS`` was written apart from the patterns, to see how
well they meet what they were not made for. Every form must hold its paper back in a header and at the head of the page.
"""

# ruff: noqa: E501 - a marking is printed as it stands in a paper
from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from paper_search.access.exempt_folders import is_exempt_folder
from paper_search.access.exemption import HeldBack, PrintedPage, judge_page
from paper_search.access.review_markings import find_review_marking

APPENDICES = [
    "EXEMPT APPENDIX 1 – NOT FOR PUBLICATION (paragraph 3 of Part 1 of Schedule 12A)",
    "EXEMPT APPENDIX 1 – NOT FOR PUBLICATION (paragraph 3)",
    "Appendix 2 – Exempt – Not for publication by virtue of paragraph 3 of Part 1 of Schedule 12A",
    "Appendix 2 (Exempt) – Not for publication by virtue of paragraph 3",
    "Appendix B: Valuation report – EXEMPT (paragraph 3 of Schedule 12A)",
    "Annex C – Confidential – Schedule 12A paragraph 3",
    "CONFIDENTIAL APPENDIX 3 (Paragraph 3, Part 1, Schedule 12A)",
    "NOT FOR PUBLICATION\nAPPENDIX 2\nValuation",
    "EXEMPT\nAPPENDIX 2\nBy virtue of paragraph 3 of Part 1 of Schedule 12A",
    "Appendix 4 NOT FOR PUBLICATION",
    "Appendix 4 - Heads of terms\nExempt information: paragraph 3, Schedule 12A",
    "Appendix 5 – Bids received [EXEMPT: Schedule 12A, paragraphs 3 and 5]",
    "Larkford Borough Council\nCabinet, 14 March 2024\nAppendix 2 – Exempt – Paragraph 3 of Schedule 12A",
    "Enclosure 2 – Private and Confidential – paragraph 2 of Schedule 12A",
    "Appendix 1 – Restricted – not for publication, paragraph 7 Schedule 12A",
    "Attachment B (exempt under paragraph 3 of Schedule 12A)",
    "PINK APPENDIX 2 – not for publication under paragraph 3",
    "Exempt Annexe 1: Paragraph 3 – financial affairs",
    "Part 2 Appendix C – Exempt under paragraph 4 of Schedule 12A",
    "Atodiad 3 – Eithriedig – paragraff 14 o Atodlen 12A",
    "EXEMPT APPENDIX TO ITEM 9: not for publication by virtue of paragraphs 3 and 5",
    "Appendix D – Legal advice (Exempt – paragraph 5 of Part 1 of Schedule 12A of the Local Government Act 1972)",
    "Appendix 6: NOT FOR PUBLICATION – contains information relating to the financial or business affairs of any particular person",
    "APPENDIX 7 – CONFIDENTIAL (NOT FOR PUBLICATION)",
]  # fmt: skip
PROVISIONS = [
    "Not for publication: commercially sensitive (paragraph 5 of Part 1 of Schedule 12A)",
    "Confidential: contains exempt information (para 3 Sch 12A)",
    "Exempt under Category 3 of paragraph 10.4 of the Council's Access to Information Procedure Rules",
    "By virtue of Category 3 of paragraph 10.4 of the Council's Access to Information Procedure Rules",
    "EXEMPT – Category 3 of paragraph 10.4 of the Council's Access to Information Procedure Rules",
    "Not for publication under section 100A(2) of the Local Government Act 1972",
    "Confidential: section 100A(3) of the Local Government Act 1972",
    "Exempt information, section 100I, Local Government Act 1972",
    "EXEMPT: paragraph 6 of Schedule 7A to the Local Government (Scotland) Act 1973",
    "NOT FOR PUBLICATION by virtue of paragraphs 6 and 8 of Part 1 of Schedule 7A",
    "RESTRICTED – exempt under paragraph 3 of Part 1 of Schedule 6 of the Local Government Act (Northern Ireland) 2014",
    "Not for publication: Schedule 6, Local Government Act (Northern Ireland) 2014",
    "N0T FOR PUBLICATI0N by virtue of paragraph 3 of Schedule l2A",
    "N O T  F O R  P U B L I C A T I O N\nparagraph 3, Schedule 12A",
    "not for pubiication under paragraph 3 of Schedule 12A",
]  # fmt: skip
OTHERS = [
    "REPORT NOT FOR PUBLICATION - This report contains exempt information within the meaning of Paragraph 3 of Part I of Schedule 12A to the Local Government Act 1972 as amended",
    "Exempt from publication under paragraphs 1, 2 and 3 Part 1 Schedule 12A Local Government Act 1972 (as amended by the Local Government (Access to Information) (Variation) Order 2006)",
    "CONFIDENTIAL APPENDIX B: Not for publication under Paragraph 3 Schedule 12A",
    "Appendix C (EXEMPT) – Financial appraisal\nThis appendix is not for publication as it contains information relating to the financial or business affairs of any particular person (including the authority holding that information)",
    "PART 2 REPORT – This report is exempt from disclosure under Para 3 of Sch. 12A LGA 1972",
    "Confidential under section 100A(2) of the Local Government Act 1972",
    "The information in this report is confidential within the meaning of Section 100A(3) of the Local Government Act 1972",
    "Restricted – Not for publication – Schedule 7A paragraph 6 Local Government (Scotland) Act 1973",
    "This report is exempt by virtue of paragraphs 6 and 9 of Part 1 of Schedule 7A of the Local Government (Scotland) Act 1973",
    "Exempt information as described in paragraph 3 of Part 1 of Schedule 6 of the Local Government Act (Northern Ireland) 2014",
    "RESTRICTED ITEM: exempt under Part 1 of Schedule 6 to the Local Government Act (NI) 2014",
    "Adroddiad eithriedig – Paragraff 14, Atodlen 12A, Deddf Llywodraeth Leol 1972",
    "NI DDYLID CYHOEDDI'R ADRODDIAD HWN – Paragraff 12 Rhan 4 Atodlen 12A",
    "Atodiad 2 – Eithriedig – nid yw i'w gyhoeddi yn rhinwedd paragraff 14",
    "Exempt Report\nReason: Information relating to the financial or business affairs of any particular person",
    "Pink Report: contains information exempt under Category 3",
    "Access to Information Procedure Rule 10.4(3): exempt",
    "Annex 3 – EXEMPT INFORMATION (Para 3, Part 1, Sch 12A)",
    "EXEMPT: LGA 1972 SCHEDULE 12A PARA 3",
    "APPENDIX 4 - NOT FOR PUBLIC RELEASE: LOCAL GOVERNMENT ACT 1972, SCHEDULE 12A, PART 1, PARAGRAPH 3",
    "Private report – not to be made available to the public (s100B(2))",
    "Is this report exempt?: Yes. Exempt paragraph: 3",
    "Report exempt under s.100I and Sch 12A, para 5 (legal professional privilege)",
    "This paper is withheld from publication in accordance with paragraph 7 of Schedule 12A",
    "NOT FOR PUBLICATION BECAUSE OF THE LIKELY DISCLOSURE OF EXEMPT INFORMATION AS DEFINED IN PARAGRAPH 1",
    "Exempt Appendix – Paragraph 3 – Commercially Sensitive",
    "Papur cyfrinachol – nid i'w gyhoeddi – paragraff 15 o Ran 4 o Atodlen 12A",
    "Mae'r adroddiad hwn wedi'i eithrio rhag cael ei gyhoeddi dan baragraff 14 Atodlen 12A",
    "Exemption clause: Paragraph 3, Schedule 12A. This document is not for publication.",
    "[NOT FOR PUBLICATION: Exempt by virtue of Access to Information Rule 10.4 (3)]",
    "Confidentiality: This report contains exempt information as per Para 2",
    "Confidential Report (LGA 1972 s100A(4), Sch 12A para 3)",
    "This item is exempt from disclosure by virtue of Paragraphs 1 and 2 of Schedule 12A to the Local Government Act 1972",
    "NOT FOR PUBLICATION – EXEMPT INFORMATION – PARAGRAPH 3 (FINANCIAL OR BUSINESS AFFAIRS)",
    "Appendix 1 - CONFIDENTIAL - Exempt from publication under Para. 3 of Schedule 12A",
    "Restricted Report: Exempt Information – Paragraphs 1 & 2 of Part 1 of Schedule 12A LGA 1972",
    "EXEMPT APPENDIX B TO REPORT CAB/24/17 (Schedule 12A, Part I, Paragraph 3)",
    "Private Item. Paragraph 3 of Part 1 of Schedule 12A applies. Exempt from publication.",
    "The following report is exempt under Schedule 12A of the Local Government Act 1972, paragraph 4",
    "Contains information that is exempt from public disclosure: Paragraph 3",
    "Appendix 3: Bid evaluation. Not for publication (Schedule 12A para 3)",
    "Annex A (Not for Publication by reason of paragraph 3 of Part 1 of Schedule 12A)",
    "Schedule 12A Local Government Act 1972 – Paragraph 7 – NOT FOR PUBLICATION",
    "Exempt category: 3. Not for press or public.",
    "This document contains exempt information and is not for publication: paragraph 5, legal professional privilege",
    "EXEMPT MATERIAL – Local Government (Scotland) Act 1973, Schedule 7A, paragraph 8",
    "PRIVATE: paragraph 6 Schedule 7A Local Government (Scotland) Act 1973",
    "Confidential item: Section 42(2) of the Local Government Act (Northern Ireland) 2014",
    "Exempt information: s.42(4) and Schedule 6, para 3, Local Government Act (NI) 2014",
    "Gwybodaeth eithriedig – paragraff 14 Rhan 4 Atodlen 12A Deddf Llywodraeth Leol 1972",
    "Nid yw'r adroddiad hwn i'w gyhoeddi gan ei fod yn cynnwys gwybodaeth eithriedig (paragraff 12)",
    "Adroddiad cyfrinachol dan Baragraff 13 Atodlen 12A",
    "EITHRIEDIG / EXEMPT – Atodlen 12A / Schedule 12A, paragraff / paragraph 14",
    "NOT FOR PUBLICATION: Access to Information Procedure Rules 10.4(1) and (2)",
    "Exempt / Confidential Under Access to Information Procedure Rule 10.4 (3)",
    "Confidential under s100A(3)(b) LGA 1972 – information furnished by a Government department",
    "PART II – EXEMPT REPORT – (Local Government Act 1972, Schedule 12A, Part 1, para 3)",
    "Agenda Item 12 – EXEMPT – Para 3",
    "Exemption: Paragraph 3 Part 1 Schedule 12A – report not for publication",
    "These minutes are exempt by virtue of paragraph 1 of Part 1 of Schedule 12A",
    "Reason for exemption: paragraph 3, Schedule 12A",
    "Report exempt by virtue of paragraph 3",
    "CLOSED REPORT – paragraph 3 Schedule 12A",
    "Appendix G | Exempt | Paragraph 3 | Schedule 12A",
    "Key decision: Yes. Public or private: Private, paragraph 3 of Schedule 12A",
    "This is a private report and is exempt under paragraph 3",
    "THE FOLLOWING PAPER IS NOT FOR PUBLICATION UNDER PARAGRAPH 3 OF SCHEDULE 12A",
    "Not for publication by virtue of Regulation 4(2)(b) and paragraph 3, Schedule 12A",
    "Exempt under paragraph 3 of Part 1 of Schedule 12A: the public interest in maintaining the exemption outweighs the public interest in disclosure",
    "Confidential appendix A – Schedule 12A, Local Government Act 1972, paras 2 & 3",
    "EXEMPT – APPENDIX 3 – SCHEDULE 12A – PARAGRAPH 3",
    "Appendix II: Private, exempt under paragraph 3 of Schedule 12A of the LGA 1972",
    "Report classified: Exempt (paragraph 5)",
    "Status: Not for publication. Contains commercially confidential information (Sch 12A, Para 3)",
    "This appendix contains exempt information as defined in Schedule 12A (3) of the Local Government Act 1972",
    "Part B report: exempt from publication, paragraph 3 applies",
    "In accordance with Section 100A(4) of the Local Government Act 1972 this report is exempt from publication",
    "Information contained in this document is not available for public inspection: paragraph 1 of Schedule 12A",
    "Exempt - Schedule 7A Local Government (Scotland) Act 1973 - paragraphs 4, 6 and 9",
    "NOT FOR PUBLICATION - Local Government (Scotland) Act 1973 section 50A(4)",
    "Restricted by virtue of Schedule 6 of the Local Government Act (Northern Ireland) 2014, paragraph 1",
    "Cyfrinachol: nid i'w gyhoeddi, paragraff 12, Atodlen 12A",
    "Mae'r eitem hon yn eithriedig yn rhinwedd paragraff 14 Rhan 4 Atodlen 12A",
    "Adroddiad Eithriedig (Atodlen 12A, Paragraff 16)",
    "ENCLOSURE B – NOT FOR PUBLICATION (PARA 3)",
    "Annexe 2 (exempt): Schedule 12A paragraph 7",
    "PINK – NOT FOR PUBLICATION – paragraph 2",
    "Item 14: EXEMPT BY VIRTUE OF PARAGRAPH 4",
    "This report contains confidential information within section 100A(3)(a) of the Local Government Act 1972 and is not for publication",
    "Exempt information under Rule 10.4 of the Access to Information Procedure Rules, category 1",
    "Access: Restricted – Schedule 12A para 3",
]  # fmt: skip

VARIATIONS: list[tuple[str, Callable[[str], str]]] = [
    ("as it is", str),
    ("in capitals", str.upper),
    ("em dashes", lambda form: form.replace("–", "—")),
    ("hyphens", lambda form: form.replace("–", "-")),
    ("colons for dashes", lambda form: form.replace(" – ", ": ")),
    ("no dashes", lambda form: form.replace(" – ", " ")),
    ("in brackets", lambda form: f"({form})"),
    ("in square brackets", lambda form: f"[{form}]"),
    ("between stars", lambda form: f"*** {form} ***"),
    ("wrapped before its provision", lambda form: re.sub(r" (by virtue|under|paragraph|of Part|\()", r"\n\1", form, count=1)),
    ("wrapped behind of", lambda form: form.replace(" of ", " of\n", 1)),
    ("a nought for an o", lambda form: re.sub(r"(?<=[A-Za-z])o(?=[a-z])", "0", form, count=1)),
    ("a one for an i", lambda form: re.sub(r"(?<=[a-z])i(?=[a-z])", "1", form, count=1)),
    ("the Schedule's letter apart", lambda form: form.replace("12A", "12 A")),
    ("an l for the Schedule's one", lambda form: form.replace("12A", "l2A")),
    ("spaces that do not break", lambda form: form.replace(" ", "\u00a0")),
    ("a hyphen that does not show", lambda form: form.replace("ublication", "ubli\u00adcation")),
    ("a full stop", lambda form: f"{form}."),
    ("struck-through marks around it", lambda form: f"~~{form}~~"),
]  # fmt: skip
BODY = ("Sale of the Old Depot", "1. The best bid was high.")
FORMS = [*APPENDICES, *PROVISIONS, *OTHERS]


def judge(form: str) -> tuple[HeldBack | None, HeldBack | None]:
    """What is made of a form in the margin, and at the head of a page."""
    lines = tuple(form.splitlines())
    return judge_page(PrintedPage(1, lines, BODY)), judge_page(PrintedPage(1, (), (*lines, *BODY)))


def test_there_are_as_many_forms_of_an_appendix_as_were_asked_for() -> None:
    assert len(set(APPENDICES)) >= 24


@pytest.mark.parametrize(("why", "vary"), VARIATIONS, ids=[row[0] for row in VARIATIONS])
def test_every_form_holds_back_however_it_is_printed(why: str, vary: Callable[[str], str]) -> None:
    missed = [form for form in FORMS for held in judge(vary(form)) if held is None or held.code != "exempt"]
    assert missed == [], why


REVIEW = [
    "PRIVATE AND CONFIDENTIAL", "Strictly Private & Confidential", "CONFIDENTIAL", "Confidential item", "PRIVATE", "Part 2", "PART II", "Part Two", "PART B",
    "PART II - PRIVATE", "EXEMPT", "Exempt report", "EXEMPT APPENDIX 3", "APPENDIX A – EXEMPT", "RESTRICTED", "RESTRICTED – MEMBERS ONLY", "OFFICIAL-SENSITIVE",
    "Official: Sensitive", "OFFICIAL-SENSITIVE [COMMERCIAL]", "COMMERCIAL IN CONFIDENCE", "In confidence", "CLOSED SESSION", "Private session", "Members only",
    "Pink paper", "Classification: Restricted", "CYFRINACHOL", "Eithriedig", "Rhan 2", "Confidential – do not copy",
]  # fmt: skip
NO_MARKING = [
    ("Part 2 of the report", "a part of something"),
    ("Part 2: Articles of the Constitution", "a chapter"),
    ("Strategy – Part 2", "the end of a title"),
    ("Part 1", "the public part"),
    ("Unrestricted", "the opposite"),
    ("Official", "the ordinary classification"),
    ("Private Sector Housing", "a service"),
    ("Private hire licensing", "a licence"),
    ("Restricted Byways", "a kind of road"),
    ("Confidential Reporting Code", "a policy"),
    ("Confidential waste", "a contract"),
    ("Exempt accommodation", "a kind of housing"),
    ("Protecting children", "a service"),
    ("Members only car park", "a place"),
    ("The report is private and confidential until the contract is signed, when it is published.", "prose"),
]


@pytest.mark.parametrize("marking", REVIEW)
def test_a_bare_marking_is_found_in_a_margin_and_alone_on_a_line(marking: str) -> None:
    in_margin, on_line = judge(marking)
    assert in_margin is not None and in_margin.code == "review" and marking[:4] in in_margin.reason
    assert on_line is not None and on_line.code == "review"
    assert find_review_marking((f"Ferndale Council | {marking} | Page 3",), ()) or marking.lower().startswith(
        ("part", "rhan")
    )
    assert find_review_marking((f"{marking} 14",), ()), "with the number of the page"


@pytest.mark.parametrize(("line", "why"), NO_MARKING, ids=[row[0] for row in NO_MARKING])
def test_the_same_words_in_a_title_mark_nothing(line: str, why: str) -> None:
    assert judge(line) == (None, None), why


def test_part_two_is_a_chapter_where_there_is_a_part_three() -> None:
    assert find_review_marking(("Part 2",), (), has_parts=True) is None


FOLDERS = [
    "exempt", "Exempt-items", "exempt papers", "EXEMPT_REPORTS", "Part B", "part-2", "PART II", "Part Two items", "Part B - Exempt", "Confidential Items",
    "confidential", "private", "Private and Confidential", "restricted", "Restricted papers", "pink", "pink-papers", "Exempt ", " private ", "Not for publication",
    "02 Exempt", "Closed session", "Agenda Part 2", "Papers (exempt)", "cyfrinachol",
]  # fmt: skip
ORDINARY_FOLDERS = [
    "Part Time Workers", "private-sector-housing", "Restricted Byways", "exemptions", "part", "Part 1", "Part A", "Private Hire", "exempt accommodation",
    "confidentiality", "closed", "closed circuit television", "partnerships", "information", "papers", "Part 2 of the Local Plan",
]  # fmt: skip


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_says_so_holds_back_what_it_holds(name: str) -> None:
    assert is_exempt_folder(name)


@pytest.mark.parametrize("name", ORDINARY_FOLDERS)
def test_a_folder_of_another_name_holds_back_nothing(name: str) -> None:
    assert not is_exempt_folder(name)
