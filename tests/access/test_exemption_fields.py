"""Fields of a front sheet that say that the paper is exempt, and those that say nothing of it."""

# ruff: noqa: E501 - a field is printed as it stands in a paper
from __future__ import annotations

import pytest

from paper_search.access.exempt_folders import is_exempt_folder
from paper_search.access.exemption import PrintedPage, judge_page

HELD = [
    ("Exempt under Rule 10.4(3)", "a rule of the council's own"),
    ("Members only: exempt report (paragraph 1)", "members only"),
    ("BELOW THE LINE – exempt, paragraph 3", "the private part of an agenda"),
    ("Not for Press or Public – Part 2 – paragraph 3", "press or public"),
    ("Reason for exemption: Paragraph 3 – financial or business affairs of any particular person", "a reason"),
    ("Exempt reason: para 5 (legal professional privilege)", "a reason, shorter"),
    ("Exemption paragraph: 3", "only a number"),
    ("Exempt category: 3", "a category"),
    ("Open / Exempt: Exempt (para 3)", "a choice"),
    ("Public or Private: Private (Para 3)", "a choice of words"),
    ("Public access: NO – exempt information, paragraph 3", "a denial of access"),
    ("Is this report confidential? Yes – Paragraph 3", "a question"),
    ("Contains exempt info – Schedule 12A(3)", "no subject"),
    ("NOT FOR PUBLICATION – Regulation 21(1)(A) of the Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012", "the Regulations"),
    ("Confidential under Regulation 4(2)(b) of the 2012 Regulations", "the Regulations, shorter"),
    ("OFFICIAL-SENSITIVE: not for publication, para 3", "a mark of the government's"),
    ("UNREDACTED VERSION – NOT FOR PUBLICATION", "the version itself"),
    ("Not\u2011for\u2011publication: exempt, para. 5", "hyphens that do not break"),
    ("not for publication", "small letters"),
    ("NOT FOR\nPUBLICATION", "on two lines"),
    ("> NOT FOR\n> PUBLICATION\n> (para 3)", "a quotation of Markdown"),
    ("NOT&nbsp;FOR&nbsp;PUBLICATION &ndash; paragraph&nbsp;3", "entities of HTML"),
    ("ADRODDIAD EITHRIEDIG – Heb fod i’w gyhoeddi", "in Welsh"),
    ("NOT FOR PUBLIC\u0410TION (para 3 of Schedule 12A)", "a Cyrillic letter"),
    ("title: Report\nclassification: NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A", "front matter"),
]  # fmt: skip
PUBLIC = [
    ("Forward plan of key decisions\nReason for exemption: Paragraph 3", "a plan speaks of other papers"),
    ("Notice of a private meeting\nOpen or exempt: Exempt, paragraph 3", "so does a notice"),
    ("Exempt – Part exempt (paragraph 3)", "in part"),
    ("Exempt reason: paragraph 3 (Appendix 2)", "its appendix"),
    ("Is this report confidential? No", "an answer"),
    ("Open or exempt: Open", "the other choice"),
    ("Exempt (Y/N): N", "a letter"),
    ("Exemption paragraph: not applicable", "no number"),
    ("Exempt accommodation: 3 sites", "another exemption"),
    ("Regulation 21 of the Local Authorities Regulations is explained below", "no marking"),
    ("PART I – OPEN\nPART II – PRIVATE", "both parts of one agenda"),
    ("1. Depot (Pages 3 - 4)\n2. Lease (Pages 5 - 6)", "items"),
]  # fmt: skip
TITLE = "Depot at Larkford\n"
BODY = "1.1 The depot in Ferndale is let for ten years."


@pytest.mark.parametrize(("marking", "why"), HELD, ids=[row[1] for row in HELD])
@pytest.mark.parametrize("title", ["", TITLE])
def test_field_holds_its_paper_back(marking: str, why: str, title: str) -> None:
    lines = f"{title}{marking}\n{BODY}".splitlines()
    held = judge_page(PrintedPage(1, (), tuple(lines)))
    assert held is not None, why
    assert held.code == "exempt", why


@pytest.mark.parametrize(("text", "why"), PUBLIC, ids=[row[1] for row in PUBLIC])
def test_field_of_other_papers_holds_nothing(text: str, why: str) -> None:
    assert judge_page(PrintedPage(1, (), tuple(f"{TITLE}{text}\n{BODY}".splitlines()))) is None, why


@pytest.mark.parametrize(
    ("name", "is_exempt"),
    [
        ("Exempt (Part 2)", True),
        ("2025-03-04 Exempt", True),
        ("Exempt Reports 2024", True),
        ("Below the line", True),
        ("In camera", True),
        ("Members only", True),
        ("Part B roads", False),
        ("Non-exempt", False),
        ("Private finance initiative", False),
        ("Exemptions from council tax", False),
    ],
)
def test_folder_name_with_a_date_or_a_part(name: str, is_exempt: bool) -> None:
    assert is_exempt_folder(name) is is_exempt
