"""Which papers are held back: those that say so of themselves, and no paper that merely speaks of exemption.

Each row is an opening as councils print it, in words of our own, and why it stands here.
"""

# ruff: noqa: E501 - an opening is printed as it stands in a paper
from __future__ import annotations

import pytest

from paper_search.access.exemption import (
    LIST_KINDS,
    PrintedPage,
    find_declaration,
    find_stated_rule,
    is_declared_exempt,
    judge_page,
)
from paper_search.ingest import metadata
from paper_search.ingest.metadata.manifest import ManifestRow
from paper_search.records import Block, DroppedText, Reading

HELD = [
    ("NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972", "in capitals, as most print it"),
    ("Not for publication by virtue of paragraph(s) 3 of Part 1 of Schedule 12A of the Local Government Act 1972", "the form's (s)"),
    ("By virtue of paragraph(s) 1, 2 of Part 1 of Schedule 12A of the Local Government Act 1972.", "the stamp of a publishing system"),
    ("Agenda Item 9\nBy virtue of paragraph(s) 3 of Part 1 of Schedule 12A of the Local Government Act 1972.", "the stamp below the item"),
    ("Agenda Item 9 By virtue of paragraph(s) 3 of Part 1 of Schedule 12A of the Local Government Act 1972.", "the stamp beside the item"),
    ("NOT FOR PUBLICATION\nExempt information: paragraphs 1 and 2\nSchedule 12A, Local Government Act 1972", "on three lines"),
    ("EXEMPT REPORT\nParagraph 3, Part 1, Schedule 12A to the Local Government Act 1972", "on two lines"),
    ("Classification: Exempt – paragraph 3 of Schedule 12A to the Local Government Act 1972", "a field of the front sheet"),
    ("Classification | Exempt under paragraphs 3 and 5 of Schedule 12A", "a cell of the front sheet"),
    ("CONFIDENTIAL – NOT FOR PUBLICATION: Schedule 12A, paragraph 4 (consultations or negotiations)", "the Schedule first"),
    ("PART 2 – EXEMPT: paragraph 7 of Part 1 of Schedule 12A", "Part 2 of the meeting"),
    ("PRIVATE AND CONFIDENTIAL. Exempt by virtue of paragraph 5 of Schedule 12A", "two sentences"),
    ("This report is exempt from publication under paragraph 3 of Schedule 12A to the Local Government Act 1972.", "a sentence"),
    ("This report contains exempt information as defined in paragraph 3 of Schedule 12A to the Act", "what it contains"),
    ("This report and its appendices contain exempt information within the meaning of paragraph 1 of Schedule 12A.", "with its appendices"),
    ("The report is not for publication because it contains exempt information under paragraphs 1 and 2 of Schedule 12A.", "because"),
    ("Summary\nThis item is confidential by virtue of paragraph 3 of Part I of Schedule 12A.", "an item"),
    ("Is the report exempt? Yes – paragraph 3 of Schedule 12A", "a question with its answer"),
    ("EXEMPT APPENDIX 2\nNOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A", "the appendix itself, by its heading"),
    ("APPENDIX 2 – VALUATION\nNot for publication under paragraph 3 of Schedule 12A", "the appendix itself"),
    ("This appendix is not for publication by virtue of paragraph 3 of Schedule 12A", "the appendix itself, in a sentence"),
    ("NOT FOR PUBLICATION by virtue of paragraph 14 of Part 4 of Schedule 12A", "Wales"),
    ("Not for publication by virtue of paragraphs 12 and 13 of Part 4 of Schedule 12A; the public interest in maintaining the exemption outweighs the public interest in disclosing it", "Wales, with the test"),
    ("NID I'W GYHOEDDI yn rhinwedd paragraff 14 o Ran 4 o Atodlen 12A i Ddeddf Llywodraeth Leol 1972", "in Welsh"),
    ("Mae'r adroddiad hwn yn eithriedig o dan baragraff 14 o Atodlen 12A", "in Welsh, a sentence"),
    ("Nid yw'r adroddiad hwn i'w gyhoeddi yn rhinwedd paragraff 12 o Atodlen 12A", "in Welsh, said the other way"),
    ("Report of the Director of Place\nDisposal of the depot\nThis report is not for publication. It contains information relating to financial affairs (paragraph 3, Schedule 12A).", "the provision in the next sentence"),
    ("RESTRICTED: exempt information under Schedule 12A, para 3", "restricted"),
    ("NOT FOR PUBLICATION under Schedule 12A of the Local Government Act 1972", "no paragraph, but outright"),
    ("Exempt information by virtue of paragraph 3 of\nPart 1 of Schedule 12A", "a line that is wrapped"),
    ("EXEMPT INFORMATION\nThis report is not for publication under Section 100A(4) and paragraph 3 of Part 1 of Schedule 12A", "section and paragraph"),
    ("Not for Publication: This report contains exempt information as described in paragraph 3 of Schedule 12A", "twice"),
    ("Report Status: Private – Exempt from publication under Paragraph 3, Part 1, Schedule 12A", "status"),
    ("THIS REPORT IS NOT FOR PUBLICATION BY VIRTUE OF PARAGRAPH 3 OF PART 1 OF SCHEDULE 12A TO THE LOCAL GOVERNMENT ACT 1972 (AS AMENDED)", "capitals"),
    ("Exempt by virtue of paragraph(s) 3 of Part 1 of Schedule 12A Local Government Act 1972 (as amended)", "exempt by"),
    ("Confidential Item – Exempt Information under Paragraph 3 of Part 1 of Schedule 12A", "item"),
    ("This document is exempt from publication as it contains information relating to any individual (Schedule 12A, Part 1, paragraph 1)", "reasons"),
    ("PINK PAPER – NOT FOR PUBLICATION (Para 3, Sched 12A LGA 1972)", "pink paper"),
    ("The information contained in this report is exempt under paragraph 3 of Schedule 12A", "information contained"),
    ("The contents of this report are exempt under paragraph 3 of Schedule 12A", "contents"),
    ("This report is exempt from disclosure to the press and public by virtue of paragraph 3.", "no schedule"),
    ("This report contains information which is exempt under paragraph 3 of Schedule 12A", "which is"),
    ("CONFIDENTIAL\nNOT FOR PUBLICATION\nReport of the Head of Legal", "no provision at all"),
    ("Sale of 4 High Street\nReport of the Director\nExempt under paragraph 3 of Schedule 12A, Local Government Act 1972: information relating to the financial affairs of any person", "after the title"),
    ("AGENDA ITEM 12\nRESTRICTED\nThis report contains exempt information under paragraph 7 of Schedule 12A", "restricted, otherwise put"),
    ("Ward: All\nExempt: Yes, paragraph 3 of Schedule 12A applies", "field yes"),
    ("Reason for exemption: this report contains commercially sensitive information – exempt under paragraph 3 of Schedule 12A", "reason field"),
    ("This report is CONFIDENTIAL under Regulation 4 and exempt under paragraph 3 of Part 1 of Schedule 12A", "both"),
    ("By virtue of Paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972, this report is not for publication", "turned round"),
    ("In accordance with paragraph 3 of Schedule 12A, this report is exempt from publication", "turned round 2"),
]  # fmt: skip

PUBLIC = [
    ("For publication [Do not include information which is exempt from publication under schedule 12a]", "a form's instruction"),
    ("This form must not include information which is exempt from publication under paragraph 3 of Schedule 12A", "another form's"),
    ("Appendix 2 is not for publication by virtue of paragraph 3 of Schedule 12A of the Act", "its appendix"),
    ("Appendix 2 is exempt by virtue of paragraph 3 of Schedule 12A", "its appendix, exempt"),
    ("The appendix to this report is not for publication by virtue of paragraph 3 of Schedule 12A", "the appendix of this report"),
    ("This report is public, but Appendix 2 is exempt under paragraph 3 of Schedule 12A", "says which is which"),
    ("Appendices\nAppendix 1 – Site plan\nAppendix 2 – Valuation (NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A)", "a list of appendices"),
    ("Disposal of land\nReport of the Director\nCabinet\n25 January 2024\nAppendix 2 – Valuation\nNot for publication under paragraph 3 of Schedule 12A", "a list of appendices, on two lines"),
    ("Report of the Director of Place\nExempt Appendix 2 – by virtue of paragraph 3 of Schedule 12A", "named below a report's head"),
    ("Exempt information: Appendix 2 contains exempt information under paragraph 3 of Schedule 12A", "a field about the appendix"),
    ("This report is part exempt: Annex B is not for publication under paragraph 3 of Schedule 12A", "in part"),
    ("Part of this report is exempt under paragraph 3 of Schedule 12A and stands in a separate report", "the part is elsewhere"),
    ("This report contains no exempt information under paragraph 3 of Schedule 12A", "it says the opposite"),
    ("This report does not contain exempt information as defined in paragraph 3 of Schedule 12A", "it says the opposite, longer"),
    ("This report is not exempt under paragraph 3 of Schedule 12A of the Act", "not exempt"),
    ("Exempt information (paragraphs 1 to 7 of Schedule 12A): None", "a field that says none"),
    ("Exempt: No (Schedule 12A, paragraph n/a)", "a field that says no"),
    ("Confidential or exempt information: not applicable. Schedule 12A paragraph 3", "not applicable"),
    ("If the report is exempt under paragraph 3 of Schedule 12A, say why", "a condition"),
    ("State whether this report is exempt under any of paragraphs 1 to 7 of Schedule 12A", "a question of a form"),
    ("Items may be exempt under paragraph 3 of Schedule 12A", "a possibility"),
    ("That the press and public be excluded for the following item as it involves exempt information under paragraph 3 of Schedule 12A", "a motion"),
    ("RESOLVED that the public be excluded on the grounds of the likely disclosure of exempt information as defined in paragraph 3 of Part 1 of Schedule 12A", "a resolution"),
    ("EXCLUSION OF THE PRESS AND PUBLIC\nTo consider excluding the public from item 9, which contains exempt information under paragraph 3 of Schedule 12A", "an item of an agenda"),
    ("EXEMPT ITEMS\n(At the time of preparing the agenda there were no exempt items.)\nSchedule 12A, paragraph 3", "a heading of an agenda"),
    ("This report was previously exempt under paragraph 3 of Schedule 12A and is now published", "it was"),
    ("The full version is exempt by virtue of paragraph 3 of Schedule 12A", "another version"),
    ("Should members wish to discuss the exempt appendix, this is exempt under paragraph 3 of Schedule 12A", "advice"),
    ("Classification: Unrestricted\nSchedule 12A paragraph 3 is explained in the constitution", "unrestricted"),
    ("PUBLIC REPORT\nThe exempt report on this item is exempt under paragraph 3 of Schedule 12A", "the other report"),
    ("Council tax: care leavers are exempt under paragraph 3 of the scheme", "another exemption"),
    ("The contract is confidential until signed, see paragraph 3.", "not the paper"),
    ("Nid yw'r adroddiad hwn yn cynnwys gwybodaeth eithriedig o dan baragraff 14 o Atodlen 12A", "in Welsh, the opposite"),
    ("Mae Atodiad 2 yn eithriedig o dan baragraff 14 o Atodlen 12A", "in Welsh, its appendix"),
    ("Training: exempt information and Schedule 12A, paragraphs 1 to 7 explained", "a paper about the Schedule"),
    ("Access to information rules\nExempt information means information falling within paragraphs 1 to 7 of Schedule 12A", "a constitution"),
    ("The report is for publication; no part is exempt under paragraph 3 of Schedule 12A", "no part"),
    ("Confidential waste contract award\nAppendix 2 is exempt under paragraph 3 of Schedule 12A", "title begins with confidential"),
    ("Exempt accommodation: supported housing\nThe appendix is exempt (Schedule 12A, paragraph 3)", "title begins with exempt"),
    ("Background papers: None that are exempt under paragraph 3 of Schedule 12A", "none"),
    ("The exempt minutes of 3 May are attached as Appendix 1 and are exempt under paragraph 1 of Schedule 12A", "the exempt minutes attached"),
    ("Private session\nThe Committee may resolve to go into private session under paragraph 3 of Schedule 12A", "may"),
    ("Open report with an exempt annex\nAnnex exempt under paragraph 3 of Schedule 12A", "open report"),
    ("Is this report confidential? No\nSchedule 12A paragraph: n/a", "form no"),
    ("Report classification: Public with exempt Appendix C (paragraph 3, Schedule 12A)", "public with"),
    ("Public / Exempt: Public report. Appendix B exempt under paragraph 3 of Schedule 12A", "public"),
    ("Does the report contain exempt information under paragraph 3 of Schedule 12A? No", "asks, no"),
    ("Supporting information to this report is not for publication under paragraph 3 of Schedule 12A", "supporting info"),
    ("This report should be read with the exempt report, which is not for publication under paragraph 3 of Schedule 12A", "read with"),
    ("A further report on this matter is not for publication under paragraph 3 of Schedule 12A", "a further report"),
    ("Officers advised that the valuation was exempt under paragraph 3 of Schedule 12A", "minutes"),
    ("For publication\nNot for publication\n(delete as appropriate)", "form with both"),
    ("Not for publication until 5 May: paragraph 3", "until"),
    ("This report is open. Exempt information is in the confidential appendix under paragraph 3 of Schedule 12A", "open"),
    ("NB Appendix A not for publication under paragraph 3 of Schedule 12A", "NB"),
    ("(Appendix A to this report contains exempt information by virtue of paragraph 3 of Schedule 12A)", "brackets"),
    ("Note: The financial details are exempt under paragraph 3 of Schedule 12A and are set out in a separate report", "separate"),
    ("The report of the Monitoring Officer explains which reports are exempt under paragraph 3 of Schedule 12A", "which reports"),
    ("Exempt Information\nThere is no exempt information in this report under Schedule 12A paragraph 3", "none in this report"),
    ("CONFIDENTIAL INFORMATION: none. EXEMPT INFORMATION: Appendix 1, paragraph 3 Schedule 12A", "fields"),
    ("This report contains exempt information at Appendix 3 (paragraph 3 of Schedule 12A)", "only at the appendix"),
    ("The report is exempt from call-in under paragraph 3 of the Overview and Scrutiny Procedure Rules", "call-in"),
    ("This report is exempt from the requirement for prior notice under paragraph 3 of the Regulations", "notice"),
]  # fmt: skip


@pytest.mark.parametrize(("opening", "why"), HELD, ids=[row[1] for row in HELD])
def test_a_paper_that_says_so_of_itself_is_held_back(opening: str, why: str) -> None:
    assert is_declared_exempt(opening), why


@pytest.mark.parametrize(("opening", "why"), PUBLIC, ids=[row[1] for row in PUBLIC])
def test_a_paper_that_only_speaks_of_exemption_is_public(opening: str, why: str) -> None:
    assert find_declaration(opening.splitlines()) is None, why


OPENING = "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A"
AGENDA = ("XSHIRE COUNCIL", "CABINET", "AGENDA", "1. Apologies", "9. Disposal of land", OPENING)
RULES = [
    ("a/x.pdf", "exempt", "report", ("Roads",), "manifest", "the manifest says so"),
    ("part-2/x.pdf", "public", "report", (OPENING,), None, "the manifest has the last word"),
    ("a/part-2/x.pdf", None, "report", ("Roads",), "part-2", "the folder"),
    ("a/Exempt/x.pdf", None, "report", ("Roads",), "Exempt", "the folder, in capitals"),
    ("a/exemptions/x.pdf", None, "report", ("Roads",), None, "another folder"),
    ("a/exempt.pdf", None, "report", ("Roads",), None, "a file's name is no folder"),
    ("a/x.pdf", None, "report", (OPENING,), "paragraph 3", "the paper itself"),
    ("a/x.pdf", None, None, (OPENING,), "paragraph 3", "whatever kind it is"),
    ("a/x.pdf", None, "decision record", (OPENING,), "paragraph 3", "a decision record too"),
    ("a/x.pdf", None, "minutes", ("EXEMPT MINUTES", OPENING, "80. Land"), "paragraph 3", "minutes, above the first"),
    ("a/x.pdf", None, "minutes", ("MINUTES", "80. Land", OPENING), None, "minutes of an item that was exempt"),
    ("a/x.pdf", None, "agenda frontsheet", AGENDA, None, "an agenda with an exempt item"),
    ("a/x.pdf", None, "supplement/public pack", AGENDA, None, "a pack, likewise"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "given", "kind", "opening", "expected", "why"), RULES, ids=[row[5] for row in RULES]
)
def test_the_reason_names_the_rule_that_held_it(
    source: str, given: str | None, kind: str | None, opening: tuple[str, ...], expected: str | None, why: str
) -> None:
    printed = PrintedPage(1, (), opening)
    held_back = find_stated_rule(source, given)  # type: ignore[arg-type]
    if held_back is None and given is None:
        held_back = judge_page(printed, is_list=kind in LIST_KINDS)
    reason = held_back.reason if held_back else None
    assert (reason is None) if expected is None else (reason is not None and expected in reason), why


def test_a_page_that_stands_in_for_a_paper_is_no_paper() -> None:
    opening = ("Agenda Item 9", OPENING, "Document is Restricted")
    assert judge_page(PrintedPage(1, (), opening)) is None
    paper = PrintedPage(1, (), (*opening, "The depot is to be sold. " * 20))
    assert judge_page(paper) is not None, "one that has more words is a paper"


def _reading(*lines: str, dropped: tuple[DroppedText, ...] = ()) -> Reading:
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block("text", line, at, at + len(line), 1))
        at += len(line) + 1
    return Reading("\n".join(lines), tuple(blocks), (0,), (None,), dropped)


def test_what_a_running_head_says_counts_on_the_first_page() -> None:
    stamped = _reading("Disposal of land", "1. The land is sold.", dropped=(DroppedText(1, OPENING, "running head"),))
    assert metadata.describe("a.pdf", "0", stamped, None).access == "exempt"


def test_the_reason_quotes_nothing() -> None:
    held = metadata.describe("a.pdf", "0", _reading(OPENING, "Land at Quay Street is sold to Mr Quill."), ManifestRow())
    assert held.access == "exempt" and held.held_back_reason
    assert "Quill" not in held.held_back_reason and "Quay" not in held.held_back_reason


def test_a_line_without_end_is_judged_by_its_beginning() -> None:
    assert find_declaration(["report exempt " * 200_000]) is None
    assert find_declaration([f"{OPENING} " + "report exempt " * 200_000]) is not None


REPORT = ("Report to: Cabinet", "Report of: Director of Property", "Subject: Sale of the depot", "1. The bid was high.")
INSIDE = [
    ((*AGENDA[:5], OPENING, *REPORT), True, "an exempt report behind an agenda"),
    ((*AGENDA[:5], *REPORT[:3], OPENING, REPORT[3]), True, "that says so below its fields"),
    ((*AGENDA[:5], *REPORT), False, "a public report behind an agenda"),
    ((*AGENDA, "10. Library hours", "Report of the Director of Culture"), False, "an exempt item of an agenda"),
]


@pytest.mark.parametrize(("lines", "is_held", "why"), INSIDE, ids=[row[2] for row in INSIDE])
def test_a_file_without_pages_is_held_back_for_an_exempt_report_in_it(
    lines: tuple[str, ...], is_held: bool, why: str
) -> None:
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block("text", line, at, at + len(line)))
        at += len(line) + 1
    row = ManifestRow(kind="agenda frontsheet")
    described = metadata.describe("agenda.html", "0", Reading("\n".join(lines), tuple(blocks)), row)
    assert (described.access == "exempt") == is_held, why
