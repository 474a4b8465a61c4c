"""Days of meetings: title blocks, publishing systems' pages and file names of invented bodies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paper_search.ingest.metadata import describe, list_stated_dates
from paper_search.ingest.readers.text import read_text
from paper_search.records import Document
from paper_search.records.documents import StatedDate

ITEMS = (
    "\n\nPresent: Councillors Wren and Lark.\n\n1. Apologies for absence\n\nThere were none.\n\n"
    "2. Minutes of the last meeting\n\nThe minutes of the meeting held on 4 May 2023 were "
    "agreed.\n\n3. Date of next meeting\n\nThe next meeting will be held on 7 October 2026.\n"
)
AGENDA_ITEMS = (
    "\n\n1. Apologies for absence\n\n2. Declarations of interest\n\n"
    "3. To approve the minutes of the meeting held on 4 May 2023\n"
)


def about(text: str, source: str = "paper.txt") -> Document:
    return describe(source, "0" * 64, read_text(text, Path(source)), None)


JUNE_3 = date(2024, 6, 3)
MINUTES = [
    ("MINUTE of MEETING of the PLANNING COMMITTEE of 3 June 2024\n\nSederunt: Ann Wren", "Scottish minutes"),
    ("Approved 1 July 2024\n\nFerndale Town Council\n\nMinutes\n\n3 June 2024", "approved on another day"),
    ("MINUTES OF THE REGULAR MEETING OF THE CITY COUNCIL\nJUNE 3, 2024, 7:00 P.M.", "a city of the United States"),
    ("Ferndale Town Council\nMinutes\nTime & Date: 7pm, 3 June 2024", "a field with the time in front"),
    ("FERNDALE PARISH COUNCIL\n\nMINUTES of the meeting held on Monday 3 June 2024 at 7.00 pm", "the usual sentence"),
    (
        "Ferndale Parish Council held their meeting at 7.30pm on the 3rd June 2024 at the Reading Room.",
        "'their meeting'",
    ),
    (
        "MINUTES OF THE FERNDALE PARISH COUNCIL PLANNING MEETING\n\nHELD IN THE VILLAGE HALL\n\nON\n\n3rd June 2024",
        "'ON' with the day beneath",
    ),
    ("MINUTES OF A MEETING OF FERNDALE PARISH COUNCIL\nHELD ON\n3 June 2024", "'HELD ON' with the day beneath"),
    ("FERNDALE COMMUNITY COUNCIL\n\nGENERAL MEETING MONDAY 3 JUNE 2024", "a heading that names meeting and day"),
    ("FERNDALE COMMUNITY COUNCIL\nMINUTES OF GENERAL MEETING\nMONDAY 3 JUNE 2024", "the day on a line of its own"),
    ("FERNDALE COMMUNITY COUNCIL MEETING 3rd JUNE 2024", "body, meeting and day in one line"),
    (
        "Ferndale Parish Council – Extraordinary Meeting Monday 3rd June 2024, 7.30pm Ferndale "
        "Village Hall\n\nDraft Minutes for approval at the next Ordinary Meeting",
        "'next' in another line",
    ),
    ("MINUTES\n\nTOWNSHIP OF FERNDALE\n\nMonday, June 3, 2024", "a Canadian title block"),
    (
        "MINUTES\n\nTOWNSHIP OF FERNDALE\n\nA regular meeting of the Township of Ferndale Council "
        "was held on Monday, June 3, 2024 starting at 6:30 p.m.",
        "a Canadian sentence",
    ),
    (
        "CITY OF LARKFORD, OREGON OFFICIAL MINUTES A REGULAR MEETING OF THE COUNCIL OF THE CITY OF "
        "LARKFORD, OREGON WAS HELD THIS 3RD DAY OF JUNE, 2024 AT 9:30 A.M.",
        "a page whose lines run together",
    ),
    ("CYNGOR CYMUNED FERNDALE\n\nCYFARFOD 3ydd MEHEFIN 2024\n\nCofnodion", "a Welsh heading"),
    (
        "Cyngor Cymuned Ferndale\n\nCofnodion\n\nCynhaliwyd cyfarfod o Gyngor Cymuned Ferndale am "
        "7.30pm ar y 3ydd Mehefin 2024.",
        "a Welsh sentence",
    ),
    ("Cofnodion cyfarfod y Cyngor a gynhaliwyd ddydd Llun, 3 Mehefin 2024", "a Welsh weekday"),
    (
        "COMHAIRLE CONTAE FERNDALE\n\nMiontuairiscí an chruinnithe\n\nMinutes\n\nDé Luain 3 Meitheamh 2024",
        "an Irish day",
    ),
    ("COMHAIRLE FERNDALE\n\nMinutes\n\nDiluain 3 An t-Ògmhios 2024", "a Gaelic day"),
    (
        "MINUTES OF PROCEEDINGS AT MEETING OF THE MUNICIPAL DISTRICT OF LARK- WREN HELD AT FERNDALE "
        "ON MONDAY, 3RD JUNE, 2024 AT 10.00 A.M.",
        "an Irish opening",
    ),
    (
        "MINUTES OF PROCEEDINGS AT SPECIAL MEETING OF\nFERNDALE COUNTY COUNCIL HELD IN THE\nCOUNCIL\n"
        "CHAMBER,\nON\nMONDAY,\n3RD\nJUNE,\n2024,\nAT 2PM",
        "one word to a line",
    ),
    (
        "FERNDALE CITY COUNCIL\n\nAt a Meeting of the Planning Committee held at the Civic Centre on 2024-06-03",
        "the day as a machine writes it",
    ),
    ("Planning Committee Minutes - 3 June 2024", "form and day with a dash"),
    ("Minutes of 3 June 2024", "the form and the day alone"),
    (
        "FERNDALE PARISH COUNCIL\nMINUTES OF THE PARISH COUNCIL MEETING\nDate: 3 June 2024   Time: 7.30 pm",
        "a field with the time behind",
    ),
    ("Ferndale Town Council\nMinutes\nDate of Meeting: 03.06.2024", "a field in figures"),
    ("Ferndale Town Council\nMinutes\n| Date | 3 June 2024 |\n| Venue | Town Hall |", "a field in a table"),
    ("Minutes of the two-day budget conference of the Council\nheld on 3-4 June 2024", "a meeting of two days"),
    (
        "MINUTES OF THE ADJOURNED MEETING OF FERNDALE TOWN COUNCIL HELD ON 3 JUNE 2024 (adjourned from 27 May 2024)",
        "adjourned from another day",
    ),
    (
        "Minutes of the meeting of Ferndale Town Council held on 3 June 2024 and adjourned to 10 June 2024",
        "adjourned to another day",
    ),
    (
        "Published on 12 June 2024\n\nFerndale Town Council\n\nMinutes of the meeting held on 3 June 2024",
        "publication comes first",
    ),
    ("Draft minutes issued 12 June 2024\n\nFerndale Town Council\n\nMonday 3 June 2024", "issue comes first"),
    (
        "Minutes of the meeting held on Tuesday 3 June 2024",
        "a weekday that the calendar does not have is quoted, never mended",
    ),
    (
        "FERNDALE PARISH COUNCIL\nThe Annual Parish Meeting took place on 3rd June 2024 in the School Hall\nMINUTES",
        "'took place'",
    ),
    ("Notes of a meeting of the Larkford Forum which met on 3 June 2024 at the Town Hall", "notes, and 'met'"),
]


@pytest.mark.parametrize(("opening", "reason"), MINUTES, ids=[row[1] for row in MINUTES])
def test_title_block_of_minutes_dates_them(opening: str, reason: str) -> None:
    paper = about(opening + ITEMS, "ferndale/minutes.txt")
    assert (paper.meeting.held_on, paper.kind) == (JUNE_3, "minutes"), reason


def test_figures_are_read_in_the_order_of_the_country() -> None:
    body = "Present: Wren, Lark.\n\n1. Call to order\n\nIt was moved and carried.\n"
    american = about(f"Larkford City Council Minutes\nLarkford, Ohio\nMeeting date: 06/03/2024\n\n{body}")
    british = about(f"Larkford City Council Minutes\nLarkford\nMeeting date: 06/03/2024\n\n{body}")
    assert (american.meeting.held_on, british.meeting.held_on) == (JUNE_3, date(2024, 3, 6))


AGENDAS = [
    (
        "Ferndale Parish Council\n\n3rd June 2024 at 7.30pm in the Village Hall\n\nAgenda & Summons to Councillors",
        "the day above the heading",
    ),
    ("CITY COUNCIL AGENDA FOR JUNE 3, 2024", "the heading itself, month first"),
    ("Agenda for Cabinet on Monday, 3rd June, 2024, 10.00 am", "a system's heading"),
    ("* AGENDA *  Amended May 31, 2024\n\nMonday, June 3, 2024 START TIME 6:30 p.m.", "amended on another day"),
    (
        "TO: THE MAYOR AND EACH MEMBER OF THE COUNCIL\n\n27th May, 2024\n\n"
        "A Special Meeting of Ferndale Council will be held at the Racecourse, on Monday, 3 June, "
        "2024, at 2.30 pm.\n\nAGENDA",
        "a letter of another day",
    ),
    (
        "28 May 2024\n\nDear Councillor\n\nAs agreed at the last meeting, you are summoned to attend "
        "a meeting of the Parish Council on Monday 3 June 2024 at 7pm.\n\nAGENDA",
        "a summons that speaks of the last meeting",
    ),
    (
        "FERNDALE PARISH COUNCIL\nNotice of meeting\n"
        "Notice is hereby given that a meeting of the Council will be held on 3 June 2024",
        "a public notice",
    ),
    (
        "Ferndale Parish Council\nAGENDA\nThe Annual Meeting of the Parish Council, 3 June 2024\nPublished 27 May 2024",
        "published later in the block",
    ),
    (
        "Ferndale Parish Council - Meeting of the Parish Council 3rd June 2024 at 7.30pm in the Village Hall\n\nAgenda",
        "all in one line",
    ),
    ("AGENDA\nDeadline for questions: 29 May 2024\nPlanning Committee\nMonday, 3 June 2024", "a deadline"),
    ("AGENDA\nPlanning Committee\nDyddiad y Cyfarfod: Dydd Llun, 3 Mehefin 2024", "a Welsh field"),
]


@pytest.mark.parametrize(("opening", "reason"), AGENDAS, ids=[row[1] for row in AGENDAS])
def test_title_block_of_an_agenda_dates_it(opening: str, reason: str) -> None:
    paper = about(opening + AGENDA_ITEMS, "ferndale/paper.txt")
    assert (paper.meeting.held_on, paper.kind) == (JUNE_3, "agenda frontsheet"), reason


PAGES = [
    (
        "Issue - meetings\n\nGully Cleaning\n\nMeeting: 03/06/2024 - Cabinet (Item 39)\n\n"
        "39 Gully Cleaning pdf icon PDF 384 KB\n\nMinutes:\n\n"
        "At its meeting on 29 January 2024 the Committee considered it.",
        JUNE_3,
        "39",
        "minutes",
        "an issue",
    ),
    (
        "Skip to content\n\nIssue - meetings\n\nMeeting: 03/06/2024 - Cabinet (Item 304)\n\n"
        "304 Gully Cleaning\n\nMinutes:\n\nNoted.",
        JUNE_3,
        "304",
        "minutes",
        "an issue beneath a skip link",
    ),
    (
        "Agenda item\n\nGully Cleaning\n\nMeeting of Cabinet, Monday, 3rd June, 2024 10.00 am (Item "
        "5.)\n\nMinutes:\n\nNoted.",
        JUNE_3,
        "5",
        "minutes",
        "an item",
    ),
    (
        "Agenda item\n\nGully Cleaning\n\nThe Sub Committee received two reports of the Director.",
        None,
        None,
        "minutes",
        "an item that reports without a label",
    ),
    (
        "Decision details\n\nGully Cleaning\n\nDecision Maker: Cabinet\n\n"
        "Made at meeting: 03/06/2024 - Cabinet\n\nDecision published: 05/06/2024",
        JUNE_3,
        None,
        "decision record",
        "a decision",
    ),
    (
        "Agenda and decisions\n\nVenue: Lark Room\n\nMinutes of the last meeting\n\n"
        "The minutes of the meeting held on 17 September 2031 will be considered at the next meeting "
        "of Cabinet on 15 October 2031.",
        None,
        None,
        "minutes",
        "minutes of an earlier meeting",
    ),
    (
        "Agenda and minutes\n\nCabinet - Monday, 3rd June, 2024 10.00 am\n\n"
        "Venue: Lark Room. View directions\n\nItems\n\nNo. Item\n\n1.\n\nApologies",
        JUNE_3,
        None,
        "minutes",
        "a meeting",
    ),
    (
        "Eitem Agenda\n\nGlanhau Gylïau\n\nCyfarfod: 03/06/2024 - Cabinet (Eitem 7)\n\nCofnodion:\n\nNodwyd.",
        JUNE_3,
        "7",
        "minutes",
        "a Welsh item",
    ),
]


@pytest.mark.parametrize(("text", "held_on", "item", "kind", "reason"), PAGES, ids=[row[4] for row in PAGES])
def test_page_of_a_publishing_system(text: str, held_on: date | None, item: str | None, kind: str, reason: str) -> None:
    paper = about(text)
    assert (paper.meeting.held_on, paper.agenda_item, paper.kind) == (held_on, item, kind), reason


FILE_NAMES = [
    ("2024-06-03 FPC minutes.txt", JUNE_3, "the year first"),
    ("minutes-june-3-2024.txt", JUNE_3, "an address of the web, month first"),
    ("FPC minutes 3rd June 2024.txt", JUNE_3, "in words"),
    ("Minutes of the Panel 03.06.24.txt", JUNE_3, "two figures for the year"),
    ("minutes_20240603.txt", JUNE_3, "figures without signs"),
    ("minutes_03062024.txt", JUNE_3, "figures without signs, the year last"),
    ("2024-06-03-general-meeting-june-2024.txt", JUNE_3, "the name of a post"),
    ("2024-06-20 Minutes of the meeting on 3 June 2024.txt", JUNE_3, "the day of filing in front"),
    ("24JUNE MINUTES.txt", None, "a month of a year"),
    ("Minutes March 2024.txt", None, "no day"),
    ("minutes 3-6-2024 and 10-6-2024.txt", None, "two meetings"),
    ("cabinet-34020.txt", None, "a number"),
]


@pytest.mark.parametrize(("name", "expected", "reason"), FILE_NAMES, ids=[row[2] for row in FILE_NAMES])
def test_file_name_dates_minutes_that_do_not(name: str, expected: date | None, reason: str) -> None:
    paper = about("FERNDALE PARISH COUNCIL\n\nMINUTES" + ITEMS, f"ferndale/{name}")
    assert paper.meeting.held_on == expected, reason


UNDATED = [
    (
        "FERNDALE PARISH COUNCIL\n\nMINUTES\n\nMinutes of the previous meeting held on 4 May 2024 were agreed." + ITEMS,
        "the previous meeting",
    ),
    ("FERNDALE PARISH COUNCIL\n\nMINUTES\n\nMONDAY 6 NOVEMBER" + ITEMS, "no year"),
    ("MINUTES\n\nNext meeting: 3 June 2024" + ITEMS, "the next meeting"),
    ("MINUTES\n\nThese minutes were published on 3 June 2024" + ITEMS, "publication"),
    ("MINUTES\n\nConsultation closes on 3 June 2024" + ITEMS, "a consultation"),
    ("THE FERNDALE LETTER\n\nMonday 3 June 2024\n\nThe bridge opened. The council held a fair.", "a newsletter"),
    ("County Councillor's Report\n\n3 June 2024\n\nThe budget is set.", "a report to no meeting"),
    (
        "FERNDALE PARISH COUNCIL FINANCIAL REGULATIONS\n\nAdopted 3 June 2024\n\nThese regulations govern payments.",
        "regulations",
    ),
    ("NOTICE OF ELECTION\n\nNomination papers by 3 June 2024\n\nFerndale Parish Council", "a notice"),
    ("ACCOUNTS FOR THE YEAR ENDED 31 MARCH 2024\n\nFerndale Parish Council", "a year of accounts"),
    ("Dear Member\n\n3 June 2024\n\nThank you for your letter.", "a letter"),
]


@pytest.mark.parametrize(("text", "reason"), UNDATED, ids=[row[1] for row in UNDATED])
def test_date_that_is_only_mentioned_is_no_meetings(text: str, reason: str) -> None:
    assert about(text).meeting.held_on is None, reason


REPORTS = [
    (
        "Report of: Director of Roads\n\nDate of Meeting: 3 June 2024\n\nWinter gritting",
        JUNE_3,
        "a field of the meeting",
    ),
    ("Report of: Director of Roads\n\nTo: Cabinet – 3 June 2024\n\nSubject: Salt", JUNE_3, "beside the body"),
    ("Report of: Director of Roads\n\nThe Board held a meeting on 3 June 2024.", None, "a meeting in a sentence"),
    ("Report of: Director of Roads\n\n3 June 2024\n\nWinter gritting", None, "a day alone"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), REPORTS, ids=[row[2] for row in REPORTS])
def test_report_is_dated_by_fields_alone(text: str, expected: date | None, reason: str) -> None:
    assert about(text).meeting.held_on == expected, reason


SOURCES = [
    (
        "MINUTES of the meeting held on 3 June 2024",
        "ferndale/2024-07-01/2024-06-10 minutes.txt",
        JUNE_3,
        "words before file name",
    ),
    ("AGENDA", "ferndale-council/cabinet/2024-07-01/Agenda - 3 June 2024.txt", JUNE_3, "file name before folder"),
    ("AGENDA", "ferndale-council/cabinet/2024-06-03/Agenda.txt", JUNE_3, "the folder where nothing else says it"),
]


@pytest.mark.parametrize(("opening", "source", "expected", "reason"), SOURCES, ids=[row[3] for row in SOURCES])
def test_order_of_sources(opening: str, source: str, expected: date, reason: str) -> None:
    items = ITEMS if "MINUTES" in opening else AGENDA_ITEMS
    assert about(f"FERNDALE COUNCIL\n\n{opening}{items}", source).meeting.held_on == expected, reason


def test_days_that_disagree_are_all_kept() -> None:
    source, text = (
        "ferndale-council/cabinet/2024-07-01/Agenda - 10 June 2024.txt",
        f"AGENDA\n\n3 June 2024{AGENDA_ITEMS}",
    )
    stated = list_stated_dates(about(text, source), read_text(text, Path(source)))
    assert stated == (
        StatedDate(JUNE_3, "text"),
        StatedDate(date(2024, 6, 10), "file name"),
        StatedDate(date(2024, 7, 1), "folder"),
    )


def test_folder_of_minutes_states_no_day_of_theirs() -> None:
    source, text = "ferndale-council/cabinet/2024-07-01/minutes.txt", f"MINUTES\n\n3 June 2024{ITEMS}"
    assert list_stated_dates(about(text, source), read_text(text, Path(source))) == (StatedDate(JUNE_3, "text"),)
