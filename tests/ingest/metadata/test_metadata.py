"""Metadata: what papers of invented councils say of themselves, and what is left unsaid."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.ingest.metadata import describe, is_declared_exempt, unify_authorities
from paper_search.ingest.metadata.head import split_letterhead
from paper_search.ingest.metadata.manifest import ManifestRow
from paper_search.ingest.metadata.organisations import parse_body_name, to_title_case
from paper_search.records import Block, BlockKind, Document, DroppedText, Meeting, Reading
from paper_search.text.dates import find_date

Line = str | tuple[BlockKind, str] | tuple[BlockKind, str, int]


def reading(*lines: Line, info: tuple[tuple[str, str], ...] = (), dropped: tuple[DroppedText, ...] = ()) -> Reading:
    blocks: list[Block] = []
    text = ""
    for line in lines:
        kind, words, level = ("text", line, None) if isinstance(line, str) else (*line, None)[:3]
        start = len(text)
        text += words + "\n"
        blocks.append(Block(kind, words, start, start + len(words), 1, level))
    return Reading(text, tuple(blocks), (0,), (None,), dropped, info)


REPORT = reading(
    "From: Cabinet Member for Roads",
    "To: Transport Committee – 4 March 2025",
    "Subject: Winter gritting",
    "Classification: Unrestricted",
    ("heading", "1. Introduction"),
    "1.1 This report is about salt.",
)
MINUTES = reading(
    ("heading", "NORTH VALE COUNTY COUNCIL", 1),
    ("heading", "CABINET", 1),
    "MINUTES of a meeting of the Cabinet held in the Moot Hall, Vale on Thursday, 9 January 2025.",
    ("heading", "80. Winter gritting"),
    "(Item 5)",
    "1. Noted.",
)


def about(source: str, paper: Reading, row: ManifestRow | None = None) -> Document:
    return describe(source, "0" * 64, paper, row)


def test_a_report_states_its_meeting_kind_and_title() -> None:
    paper = about("x.pdf", REPORT)
    assert (paper.kind, paper.title) == ("report", "Winter gritting")
    assert paper.meeting == Meeting(None, "Transport Committee", date(2025, 3, 4))
    assert (paper.doc_id, paper.source, paper.pages, paper.access) == ("x.pdf", "x.pdf", 1, "public")


def test_minutes_keep_the_day_they_were_held_wherever_they_are_filed() -> None:
    paper = about("north-vale/cabinet/2025-01-30/minutes.pdf", MINUTES)
    assert paper.meeting == Meeting("North Vale County Council", "Cabinet", date(2025, 1, 9))
    assert (paper.kind, paper.title) == ("minutes", "Minutes of Cabinet, 9 January 2025")


def test_minutes_that_do_not_say_when_are_not_dated_by_their_folder() -> None:
    paper = about("vale/cabinet/2025-01-30/m.pdf", reading(("heading", "MINUTES"), "Present: four members."))
    assert paper.kind == "minutes" and paper.meeting.held_on is None


def test_the_manifest_has_the_last_word() -> None:
    row = ManifestRow(
        "Aldershire", "Cabinet", date(2024, 1, 2), "Salt", "appendix", "7", "https://example.org", "exempt", "draft"
    )
    paper = about("north-vale/roads/2025-03-04/x.pdf", REPORT, row)
    assert paper.meeting == Meeting("Aldershire", "Cabinet", date(2024, 1, 2))
    assert (paper.title, paper.kind, paper.agenda_item, paper.url) == ("Salt", "appendix", "7", "https://example.org")
    assert (paper.access, paper.status) == ("exempt", "draft")


def test_system_information_names_the_meeting_of_a_pack() -> None:
    paper = about(
        "pack.pdf",
        reading(
            "Dear Member",
            "I am now able to enclose the following report.",
            "Agenda Item No",
            "9 Winter gritting (Pages 1 - 4)",
            info=(
                ("title", "(Public Pack)Winter gritting Agenda Supplement for Transport Committee, 30/01/2025 10:00"),
                ("subject", "Transport Committee, 30/01/2025 10:00"),
            ),
        ),
    )
    assert paper.kind == "supplement/public pack" and paper.agenda_item == "9"
    assert paper.meeting == Meeting(None, "Transport Committee", date(2025, 1, 30))


FOLDERS = [
    ("north-vale-county-council/roads-committee/2025-03-04/a.txt", "North Vale County Council", "Roads Committee",
     date(2025, 3, 4), "slugs are names where the depth says which is which"),
    ("north-vale/cabinet/2025-03-04/originals/a.txt", "North Vale", "Cabinet", date(2025, 3, 4), "deeper folders"),
    ("2025-03-04/originals/a.txt", None, None, date(2025, 3, 4), "a date alone names nobody"),
    ("papers/north-vale-county-council/a.txt", "North Vale County Council", None, None, "a council by its folder"),
    ("loose/a.txt", None, None, None, "a folder that says nothing"),
    ("roads/winter/a.txt", None, None, None, "two folders without a date are anything"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "authority", "committee", "held_on", "why"), FOLDERS, ids=[row[0] for row in FOLDERS]
)
def test_folders_are_hints(
    source: str, authority: str | None, committee: str | None, held_on: date | None, why: str
) -> None:
    paper = about(source, reading("Salt was bought in June and spread in December by the usual lorries."))
    assert paper.meeting == Meeting(authority, committee, held_on), why


NOT_STATED = [
    (reading("Officers from Eastshire County Council spoke about salt."), "a council that is only mentioned"),
    (reading("The Ofsted inspection was published on 17 February 2016."), "a date that is no meeting's"),
    (reading(("heading", "Witnesses:"), "Jo Bloggs, Chair of the Vale Safeguarding Board"), "a body somebody chairs"),
    (reading("Date: 27 January 2025", "Dear Member", "CABINET"), "the date of a letter"),
]


@pytest.mark.parametrize(("paper", "why"), NOT_STATED, ids=[row[1] for row in NOT_STATED])
def test_what_is_not_stated_stays_unknown(paper: Reading, why: str) -> None:
    meeting = about("a.txt", paper).meeting
    assert (meeting.authority, meeting.held_on) == (None, None), why
    assert meeting.committee in {None, "Cabinet"}, why


def test_an_own_internet_address_names_the_publisher() -> None:
    text = reading("Contact: clerk@northvale.gov.uk", "North Vale County Council works with Eastshire County Council.")
    assert about("a.txt", text).meeting.authority == "North Vale County Council"


def test_the_page_of_an_agenda_item() -> None:
    page = reading(
        ("heading", "Agenda item", 1),
        ("heading", "Winter gritting"),
        "Meeting of Transport Committee, Tuesday, 4th March, 2025 10.00 am (Item 6.)",
        ("heading", "Minutes:", 3),
        "The report was noted.",
    )
    paper = about("a.html", page)
    assert (paper.kind, paper.title, paper.agenda_item) == ("minutes", "Winter gritting", "6")
    assert paper.meeting == Meeting(None, "Transport Committee", date(2025, 3, 4))


KINDS = [
    (reading(("heading", "AGENDA"), "1. Apologies", "2. Declarations of Interest"), "x.pdf", "agenda frontsheet"),
    (reading(("heading", "NORTH VALE COUNTY COUNCIL – RECORD OF DECISION"), "Decision taken by: Cabinet"), "x.pdf",
     "decision record"),
    (reading(("heading", "Appendix A"), ("heading", "Reserves policy")), "x.pdf", "appendix"),
    (reading(("heading", "Equality Impact Assessment"), "Title: Salt"), "x.pdf", "appendix"),
    (reading("Words."), "Annex 2 - routes.pdf", "appendix"),
    (reading(("heading", "Questions from members of the public"), "1. Why?"), "x.pdf", "questions"),
    (reading("Report of: Director of Roads", "Words."), "x.pdf", "report"),
    (reading("Salt."), "x.pdf", None),
]  # fmt: skip


@pytest.mark.parametrize(("paper", "name", "kind"), KINDS, ids=[str(row[2]) + row[1] for row in KINDS])
def test_kind(paper: Reading, name: str, kind: str | None) -> None:
    assert about(name, paper).kind == kind


TITLES = [
    (reading(("heading", "Reserves policy", 1)), "x.pdf", "Reserves policy", "the first heading"),
    (reading(("heading", "Report to North Vale County Council", 1), ("heading", "Examination of the plan", 1)), "x.pdf",
     "Examination of the plan", "an address is no title"),
    (reading("12", info=(("title", "Microsoft Word - x.doc"),)), "x.pdf", None, "nothing that reads like words"),
    (reading("12", info=(("title", "Reserves policy 2025"),)), "x.pdf", "Reserves policy 2025", "a useful info title"),
    (reading("12", info=(("title", "THE REPORT"),)), "24-00117 - Winter%20gritting plan.pdf", "Winter gritting plan",
     "a template's title is passed over for a file name that reads like words"),
    (reading(("heading", "Reserves policy", 1), dropped=(DroppedText(1, "Appendix G", "running head"),)), "x.pdf",
     "Appendix G - Reserves policy", "the margin says which appendix"),
]  # fmt: skip


@pytest.mark.parametrize(("paper", "name", "title", "why"), TITLES, ids=[row[3] for row in TITLES])
def test_title(paper: Reading, name: str, title: str | None, why: str) -> None:
    assert about(name, paper).title == title, why


STATUS = [
    (("DRAFT MINUTES of a meeting of the Cabinet held on 9 January 2025.",), "draft", "as it opens"),
    (("Minutes of the meeting held on 9 January 2025 (draft, to be confirmed)",), "draft", "in brackets"),
    (("MINUTES of a meeting of the Cabinet held on 9 January 2025.", "Draft Revenue Budget"), None, "a draft budget"),
    (("MINUTES of a meeting of the Cabinet held on 9 January 2025.", "These minutes were confirmed on 30 January."),
     "confirmed", "as it closes"),
    (("MINUTES of a meeting held on 9 January 2025.", "The minutes of 3 December were confirmed."), None, "others"),
    (("MINUTES of the Council held on 9 January 2025.", "The post of treasurer is still unconfirmed."), None, "a post"),
    (("MINUTES of the Council held on 9 January 2025.", "The clerk circulated the draft minutes of the fair group."),
     None, "the draft of others, circulated"),
    (("MINUTES of the Council held on 9 January 2025.", "3. Draft minutes of the fair group, 2 December"), None,
     "an item about the draft of others"),
    (("MINUTES of the Council held on 9 January 2025.", "The grant was agreed, subject to approval of the plans."),
     None, "a grant subject to approval"),
    (("UNCONFIRMED", "MINUTES of the Council held on 9 January 2025."), "draft", "unconfirmed, on its own line"),
    (("MINUTES of the Council held on 9 January 2025 - subject to confirmation",), "draft", "subject to confirmation"),
    (("MINUTES of the Council", "9 January 2025 Draft minutes"), "draft", "a date in front is no number of an item"),
    (("The meeting of the Cabinet on 4 March 2025 has been cancelled.",), "cancelled", "a notice"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "status", "why"), STATUS, ids=[row[2] for row in STATUS])
def test_status(lines: tuple[str, ...], status: str | None, why: str) -> None:
    assert about("x.pdf", reading(*lines)).status == status, why


EXEMPT = [
    ("NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972", True,
     "the paper declares itself"),
    ("This report contains exempt information as defined in paragraph 3 of Schedule 12A to the Act", True, "in words"),
    ("For publication [Do not include information which is exempt from publication under schedule 12a]", False,
     "an ordinary form"),
    ("Appendix 2 is not for publication by virtue of paragraph 3 of Schedule 12A of the Act", False, "its appendix is"),
    ("This report is not exempt under paragraph 3 of Schedule 12A of the Act", False, "it says the opposite"),
    ("Exempt items. At the time of writing there were none.", False, "an agenda's heading"),
]  # fmt: skip


@pytest.mark.parametrize(("opening", "exempt", "why"), EXEMPT, ids=[row[2] for row in EXEMPT])
def test_exempt_by_declaration_only(opening: str, exempt: bool, why: str) -> None:
    assert is_declared_exempt(opening) is exempt, why
    expected = "exempt" if exempt else "public"
    assert about("x.pdf", reading("Report of: Director of Roads", opening)).access == expected


@pytest.mark.parametrize("folder", ["exempt", "part-2", "Part 2", "pink"])
def test_exempt_by_folder(folder: str) -> None:
    assert about(f"vale/{folder}/x.pdf", REPORT).access == "exempt"


def test_agreed_gives_one_name_to_each_council() -> None:
    short = about("vale/cabinet/2025-03-04/a.txt", reading("Salt."))
    full = about("vale/cabinet/2025-03-04/b.txt", reading(("heading", "VALE COUNTY COUNCIL"), "Salt."))
    other = about("dale/cabinet/2025-03-04/c.txt", reading("Salt."))
    names = [paper.meeting.authority for paper in unify_authorities([short, full, other])]
    assert names == ["Vale County Council", "Vale County Council", "Dale"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thursday, 30th January, 2025, at 10.00 am", date(2025, 1, 30)),
        ("30/01/2025 10:00", date(2025, 1, 30)),
        ("2025-01-30", date(2025, 1, 30)),
        ("17 Mehefin 2025", date(2025, 6, 17)),
        ("31 February 2025, or rather 1 March 2025", date(2025, 3, 1)),
        ("Spring 2014", None),
    ],
)
def test_find_date(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cabinet – 30 January 2025", "Cabinet"),
        ("CHILDREN, FAMILIES AND CULTURE SELECT COMMITTEE", "Children, Families and Culture Select Committee"),
        ("the Roads Panel, North Vale County Council", "Roads Panel"),
        ("Cabinet Member for Roads", None),
        ("Leader of the Council", None),
    ],
)
def test_body(text: str, expected: str | None) -> None:
    assert parse_body_name(text) == expected


def test_a_letterhead_run_together_is_cut_into_its_lines() -> None:
    assert split_letterhead("NORTH VALE COUNTY COUNCIL AGENDA CABINET") == [
        "NORTH VALE COUNTY COUNCIL",
        "AGENDA",
        "CABINET",
    ]
    assert split_letterhead("Roads Committee Tuesday, 19 March 2024 Winter gritting")[-1] == "Winter gritting"
    assert split_letterhead("North Vale County Council Integrated Care Strategy") == [
        "North Vale County Council Integrated Care Strategy"
    ]


def test_titled_keeps_what_is_not_capitals() -> None:
    assert to_title_case("CHILDREN'S AND YOUNG PEOPLE'S PANEL") == "Children's and Young People's Panel"
    assert to_title_case("eXtra Care Panel") == "eXtra Care Panel"
