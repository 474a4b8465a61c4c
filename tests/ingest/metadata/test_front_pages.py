"""Front pages as councils of all kinds lay them out, each with an invented council: what each says of its paper.

The lines are what the readers make of such a page; the fields are those that a careful cataloguer would write.
"""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.records import Meeting
from tests.ingest.metadata.test_metadata import Line, about, reading

BODY = (
    "1.1 Members are asked to consider how the county's roads are gritted in the coming winter and to note the costs,"
    " which officers have set out below in some detail for each of the routes."
)
PLAN = "Winter Service Plan 2024/25"


def big(text: str) -> Line:
    return ("heading", text, 1)


def bold(text: str) -> Line:
    return ("heading", text)


def grid(*rows: str) -> Line:
    return ("table", "\n".join(rows))


Fields = tuple[str | None, str | None, date | None, str | None, str | None]
PAGES: list[tuple[list[Line], Fields, str]] = [
    (["Report author: Jo Bloggs", big(PLAN), "Date: 19 April 2024", "Report of: Director of City Development",
      "Report to: Executive Board", big("Brief summary")],
     (None, "Executive Board", date(2024, 4, 19), "report", PLAN), "the title stands between fields"),
    ([bold("Ashford City Council"), bold("Report to Cabinet"), bold("25 June 2024"),
      grid(f"Subject: | {PLAN}", "Report of: | Strategic Director, Place")],
     ("Ashford City Council", "Cabinet", date(2024, 6, 25), "report", PLAN), "fields in a grid, the day on its own"),
    ([grid("LONDON BOROUGH OF ASHFORD | WARDS: All", f"REPORT TITLE: {PLAN} |", "REPORT OF: Cabinet Member for Roads |",
           "FOR SUBMISSION TO: Cabinet | DATE: 12 July 2024")],
     ("London Borough of Ashford", "Cabinet", date(2024, 7, 12), "report", PLAN), "two fields in one row of a grid"),
    ([bold("Ashford City Council"), bold("Report for Resolution"), "Report to: Executive – 17 January 2024",
      f"Subject: {PLAN}", "Report of: Strategic Director (Neighbourhoods)", bold("Summary")],
     ("Ashford City Council", "Executive", date(2024, 1, 17), "report", PLAN), "a body whose name is one word"),
    ([bold("Decision Pathway – Report"), bold("MEETING: Cabinet"), bold("DATE: 05 December 2023"),
      grid(f"TITLE | {PLAN}", "Author: Jo Bloggs | Job title: Head of Highways")],
     (None, "Cabinet", date(2023, 12, 5), "report", PLAN), "a field without a colon"),
    ([bold("Report to Policy Committee"), "Report of: Executive Director City Futures",
      "Report to: Transport, Regeneration and Climate Policy Committee", "Date of Decision: 13 March 2024",
      f"Subject: {PLAN}"],
     (None, "Transport, Regeneration and Climate Policy Committee", date(2024, 3, 13), "report", PLAN),
     "the day of the decision is the meeting's"),
    ([bold("CYNGOR ASHFORD"), bold("ASHFORD COUNCIL"), bold("CABINET MEETING: 21 MARCH 2024"), bold(PLAN.upper()),
      bold("TRANSPORT (COUNCILLOR JO BLOGGS)"), bold("AGENDA ITEM: 3"), bold("Reason for this Report"), BODY,
      big("Background")],
     ("Ashford Council", "Cabinet", date(2024, 3, 21), "report", PLAN.upper()),
     "both names of a council of Wales; a larger heading further down is no title"),
    ([bold("Agenda Item 5"), bold("PLANNING COMMITTEE – 12 MARCH 2024"), bold(PLAN.upper()),
      bold("REPORT OF THE HEAD OF PLACE"), bold("1. PURPOSE OF REPORT"), BODY, big("Background")],
     (None, "Planning Committee", date(2024, 3, 12), "report", PLAN.upper()), "centred lines of one size"),
    ([grid("Committee and Date Cabinet 6th March 2024 | Item 5 Public"), big(PLAN), "Responsible Officer: Jo Bloggs"],
     (None, "Cabinet", date(2024, 3, 6), None, PLAN), "one label for the body and the day"),
    ([grid("Committee: | Cabinet", "Date: | 6 February 2024", f"Title: | {PLAN}", "Report From: | Director of Roads")],
     (None, "Cabinet", date(2024, 2, 6), "report", PLAN), "a label in a cell of its own"),
    ([bold("REPORT TO CABINET"), bold("DATE OF MEETING: 14 May 2024"), bold("REPORT TITLE:"), bold(PLAN),
      bold("REPORT OF: Director of Place")],
     (None, "Cabinet", date(2024, 5, 14), "report", PLAN), "a value on the line below its label"),
    ([bold("Ashford Council"), bold("Policy and Resources Committee – 7 May 2024"), big(PLAN),
      "Report by Corporate Director, Place", bold("PURPOSE")],
     ("Ashford Council", "Policy and Resources Committee", date(2024, 5, 7), "report", PLAN), "no labels at all"),
    ([bold("Ashford City Council"), "Report to: Council – 21 February 2024", f"Subject: {PLAN}"],
     ("Ashford City Council", "Council", date(2024, 2, 21), "report", PLAN), "the meeting of all members"),
    ([bold("City of Ashford Council"), big("Cabinet"), bold("Minutes - 17 January 2024"), bold("Attendance"),
      "There were no apologies."],
     ("City of Ashford Council", "Cabinet", date(2024, 1, 17), "minutes", "Minutes of Cabinet, 17 January 2024"),
     "minutes whose day stands beside the word"),
    ([bold("Ashford County Council – Minutes of the Audit and Governance Committee"), "Date: Thursday 11 July 2024"],
     ("Ashford County Council", "Audit and Governance Committee", date(2024, 7, 11), "minutes",
      "Minutes of Audit and Governance Committee, 11 July 2024"), "council and body on one line"),
    ([bold("Minutes"), bold("Planning Committee"), "10.00 am, Wednesday 14 May 2024", "Present"],
     (None, "Planning Committee", date(2024, 5, 14), "minutes", "Minutes of Planning Committee, 14 May 2024"),
     "the hour before the day"),
    ([bold("ASHFORD COUNTY COUNCIL"), bold("MINUTES OF THE MEETING OF THE COUNCIL HELD ON TUESDAY 19 MARCH 2024")],
     ("Ashford County Council", "Council", date(2024, 3, 19), "minutes", "Minutes of Council, 19 March 2024"),
     "minutes of all members"),
    ([bold("ASHFORD DISTRICT COUNCIL"), "Dear Councillor", "You are summoned to attend a meeting of the PLANNING"
      " COMMITTEE to be held in the Council Chamber on THURSDAY, 7 MARCH 2024 at 6.00 pm.", bold("AGENDA"),
      "1. Apologies for absence", "2. Declarations of interest"],
     ("Ashford District Council", "Planning Committee", date(2024, 3, 7), "agenda frontsheet",
      "Agenda - Planning Committee, 7 March 2024"), "a summons"),
    ([bold("AGENDA"), "Meeting: Licensing Sub-Committee Date: Thursday 4 April 2024 Time: 10.00 am",
      "1. Apologies for absence", "2. Declarations of interests"],
     (None, "Licensing Sub-Committee", date(2024, 4, 4), "agenda frontsheet",
      "Agenda - Licensing Sub-Committee, 4 April 2024"), "fields run together on one line"),
    ([bold("ASHFORD COUNTY COUNCIL"), big("Officer Decision Record"),
      grid(f"Decision title: | {PLAN}", "Date of decision: | 4 March 2024", "Decision maker: | Director of Place")],
     ("Ashford County Council", None, None, "decision record", f"Officer Decision Record - {PLAN}"),
     "a decision that no meeting took"),
    (["RECORD OF CABINET MEMBER DECISION Decision made by: Cabinet Member for Highways Title: " + PLAN],
     (None, None, None, "decision record", f"Record of Cabinet Member Decision - {PLAN}"), "a form on one line"),
    ([bold("ASHFORD CITY COUNCIL"), bold("CABINET"), bold("DECISION NOTICE"),
      "The following decisions were taken by the Cabinet on Tuesday 12 March 2024."],
     ("Ashford City Council", "Cabinet", date(2024, 3, 12), "decision record",
      "Decision Notice - Cabinet, 12 March 2024"), "decisions of one meeting"),
    (["Ms Jo Bloggs", "Chief Executive", "14 March 2024", "Dear Ms Bloggs", bold("Annual review letter 2023-24"), BODY,
      "This report is yours."],
     (None, None, None, None, "Annual review letter 2023-24"), "a letter: a post is no body, its day no meeting's"),
    ([bold("Appendix 2"), big("Risk register for the winter service"), BODY],
     (None, None, None, "appendix", "Appendix 2 - Risk register for the winter service"), "label and title apart"),
    ([big("Annex B: Consultation responses"), BODY],
     (None, None, None, "appendix", "Annex B - Consultation responses"), "label and title together"),
    ([bold("NORTH VALE COMBINED AUTHORITY"), "Report to: Transport Committee", "Date: 4 March 2024",
      f"Subject: {PLAN}"],
     ("North Vale Combined Authority", "Transport Committee", date(2024, 3, 4), "report", PLAN),
     "an authority that is no council"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "fields", "why"), PAGES, ids=[row[2] for row in PAGES])
def test_front_page(lines: list[Line], fields: Fields, why: str) -> None:
    authority, committee, held_on, kind, title = fields
    paper = about("x.pdf", reading(*lines))
    assert paper.meeting == Meeting(authority, committee, held_on), why
    assert (paper.kind, paper.title) == (kind, title), why


YEARS = [
    ("Appendix L - Salt Strategy 2025-26.pdf", "Salt Strategy 2025-26", "of a yearly paper the year tells which it is"),
    ("Salt Strategy final 2.pdf", "Salt Strategy", "other words in a file's name are its author's"),
    ("Salt Strategy 21.01.25.pdf", "Salt Strategy", "a day is no year of the paper"),
    ("Roads 2025-26.pdf", "Salt Strategy", "another paper's name"),
]


@pytest.mark.parametrize(("name", "title", "why"), YEARS, ids=[row[2] for row in YEARS])
def test_a_year_that_only_the_file_name_gives(name: str, title: str, why: str) -> None:
    found = about(name, reading(big("Salt Strategy"), BODY)).title or ""
    assert found.removeprefix("Appendix L - ") == title, why


STANDING: list[tuple[list[Line], str | None, str]] = [
    (["MINUTES of the Cabinet held on 9 January 2025 at 6.30 pm (draft, to be agreed)"], "draft", "in brackets"),
    ([bold("DRAFT"), "MINUTES of a meeting of the Cabinet held on 9 January 2025."], "draft", "over the heading"),
    ([bold("Unconfirmed minutes of the Cabinet")], "draft", "in another word"),
    ([bold("Minutes"), "2. The draft minutes of 3 December were agreed."], None, "of other minutes"),
    ([bold("Minutes"), "2. Local plan (draft)", "The plan was noted."], None, "a draft of something else"),
    ([bold("Planning Committee"), bold("CANCELLED")], "cancelled", "one word"),
    ([bold("Planning Committee, 5 March 2024 - CANCELLED")], "cancelled", "at the end of a line"),
    (["Please note that the meeting due on 5 March 2024 has been cancelled."], "cancelled", "in a sentence"),
    ([big("Update"), "A visit has been cancelled, and so was a meeting with inspectors."], None, "a visit"),
    ([big("Update"), "Purpose of report: to say why the meeting of 3 March was cancelled"], None, "a report about it"),
    ([bold("Notes"), "The previous meeting of the group was cancelled."], None, "another meeting"),
    (["MINUTES of a meeting held on 9 January 2025.", "The meeting of 2 January was cancelled."], None, "minutes tell"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "status", "why"), STANDING, ids=[row[2] for row in STANDING])
def test_standing(lines: list[Line], status: str | None, why: str) -> None:
    assert about("x.pdf", reading(*lines)).status == status, why


def test_a_pack_goes_by_its_meeting_and_a_notice_is_nothing_without_it() -> None:
    info = (("title", "(Public Pack)Agenda Document for Cabinet, 25/01/2024 10:00"),)
    assert about("x.pdf", reading(bold("AGENDA"), info=info)).title == "Public reports pack - Cabinet, 25 January 2024"
    notice = reading(bold("NOTICE OF CANCELLED MEETING"), "Cabinet, Thursday, 25 January 2024")
    assert about("x.pdf", notice).title == "Notice of cancelled meeting - Cabinet, 25 January 2024"
