"""Kinds, titles and agenda items of invented papers: title blocks, pages of sites, notices, orders and file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.metadata import describe
from paper_search.ingest.readers.html import read_html
from paper_search.ingest.readers.markdown import read_markdown
from paper_search.ingest.readers.text import read_text
from paper_search.records import Document


def about(text: str, source: str = "paper.txt") -> Document:
    return describe(source, "0" * 64, read_text(text, Path(source)), None)


KINDS = [
    (
        "Township of Ferndale\n\nCouncil Minutes\n\nMonday, January 22, 2031\n\n1. Call to Order\n\n"
        "2. Adoption of Agenda\n\n3. By-laws",
        "minutes",
        "minutes that adopt their agenda",
    ),
    (
        "Notes of the meeting on 25 April 2031\n\nLarkford Parish Council\n\nMatters arising",
        "minutes",
        "notes of a meeting",
    ),
    (
        "FERNDALE BOROUGH COUNCIL\n\nNOTICE OF DECISION\n\nDate of hearing: 21 May 2031\n\nThe licence is granted.",
        "decision record",
        "the notice of a licensing decision",
    ),
    (
        "Tuesday, June 4, 2024\n\n6:00 PM\n\nAGENDA\n\nCall to Order\n\nRoll Call\n\nPublic Comment",
        "agenda frontsheet",
        "the business of a city of the United States, without numbers",
    ),
    (
        "MINUTES\n\nFerndale Council\n\nAgenda\n\n1. Apologies for absence\n\nThere were none.\n\n2. Roll call",
        "minutes",
        "minutes that repeat the agenda's heading",
    ),
    ("Minute of Meeting\n\nFerndale Council\n\nSederunt: Ann Wren\n\n1. Apologies", "minutes", "Scottish minutes"),
    (
        "Ferndale Parish Council\n\nAgenda & Summons to Councillors\n\n"
        "1. To receive apologies for absence\n\n2. Declarations",
        "agenda frontsheet",
        "a summons in the heading",
    ),
    (
        "CITY COUNCIL AGENDA FOR OCTOBER 16, 2024\n\n1. Call to order\n\n2. Roll call",
        "agenda frontsheet",
        "the body before the word",
    ),
    (
        "* AGENDA *\n\n1. Disclosure of pecuniary interest.\n\n2. Committee Reports.\n\n3. Resolution: Newsletter.",
        "agenda frontsheet",
        "stars around the word",
    ),
    (
        "Larkford Town Council\n\nAGENDA\n\n1. Audited accounts\n\n2. Disposal of land",
        "agenda frontsheet",
        "two items and no standing one",
    ),
    (
        "A Chomhairleoir, a chara,\n\nYou are requested to attend a Meeting of the Municipal "
        "District of Lark.\n\n1. Minutes\n\n2. Disposal of Land",
        "agenda frontsheet",
        "a letter that calls a meeting with its business",
    ),
    (
        "Notice of Meeting\n\nFerndale Parish Council\n\n1. Apologies for absence\n\n2. Planning",
        "agenda frontsheet",
        "a notice with its business",
    ),
    (
        "CITY OF LARKFORD, OREGON OFFICIAL MINUTES A REGULAR MEETING OF THE COUNCIL WAS HELD THIS "
        "12TH DAY OF JANUARY, 2011",
        "minutes",
        "lines run together",
    ),
    (
        "Ferndale Community Council Minutes\n\nMonday 1st of December 2025\n\n1. Attendance",
        "minutes",
        "the word at the end of the title",
    ),
    (
        "MINUTES OF PROCEEDINGS AT SPECIAL MEETING OF FERNDALE COUNTY COUNCIL\n\nPRESENT IN THE CHAIR:",
        "minutes",
        "proceedings",
    ),
    (
        "Ferndale Parish Council\n\nPresent: Ann Wren, Tom Lark\n\n1. Potholes\n\n"
        "It was agreed to write to the county.",
        "minutes",
        "by form: who was present and what was agreed",
    ),
    (
        "Cyngor Cymuned Ferndale\n\nYn bresennol: Ann Wren\n\n1. Tyllau\n\nPenderfynwyd ysgrifennu.",
        "minutes",
        "by form, in Welsh",
    ),
    (
        "Agenda item\n\nMinutes\n\nA Member questioned Minute 39. Accordingly, the minutes were "
        "agreed as a correct record.",
        "minutes",
        "an item's page that reports",
    ),
    ("Agenda item\n\nGully Cleaning\n\nTo consider the attached report.", None, "an item's page before the meeting"),
    (
        "388 Gully Cleaning PDF 67 KB\n\nHaving considered an officer report, the Mayor RESOLVED "
        "that the report be noted.",
        None,
        "a cutting that does not say of what",
    ),
    (
        "Decision details\n\nGully Cleaning\n\nDecision Maker: Cabinet",
        "decision record",
        "a system's page of a decision",
    ),
    (
        "NOTICE OF ELECTION\n\nElection of Parish Councillors\n\nNomination papers may be had from the clerk.",
        None,
        "a notice is no agenda",
    ),
    (
        "FERNDALESHIRE COUNTY COUNCIL (LARKFIELD PARISH) (20 MPH SPEED LIMIT) ORDER 2031\n\n"
        "1. No person shall drive faster.",
        None,
        "an order",
    ),
    ("STATEMENT OF REASONS\n\nThe County Council wants safer roads.", None, "a statement"),
    (
        "From: Director of Roads\n\nTo: Cabinet\n\nSubject: Minutes of the Board\n\nThis report is about minutes.",
        "report",
        "a report about minutes",
    ),
    (
        "Ferndale Council\n\nReport of the Director of Roads\n\nThe Council agreed the programme last year.",
        "report",
        "a report that tells of a decision",
    ),
    (
        "Appendix B\n\nResponses received\n\nThe Parish Council agreed with the plan.",
        "appendix",
        "an appendix that reports",
    ),
    ("THE FERNDALE LETTER\n\nThe bridge opened on a fine day. The council agreed to pay.", None, "a newsletter"),
]


@pytest.mark.parametrize(("text", "kind", "reason"), KINDS, ids=[row[2] for row in KINDS])
def test_kind(text: str, kind: str | None, reason: str) -> None:
    assert about(text).kind == kind, reason


NAMED_KINDS = [
    ("24JUNE MINUTES.txt", "minutes", "capitals"),
    ("23NOVEMBERMINUTEFerndaleCC.txt", "minutes", "words run together"),
    ("ferndale-draft-minuites-june.txt", "minutes", "a slip of the pen"),
    ("SPC mins 2024.txt", "minutes", "a short form"),
    ("2024-06-03 Annual Meeting Agenda.txt", "agenda frontsheet", "the word at the end"),
    ("Agenda item 4 - Gritting.txt", None, "a paper of an agenda is no agenda"),
    ("administration.txt", None, "the letters inside another word"),
]


@pytest.mark.parametrize(("name", "kind", "reason"), NAMED_KINDS, ids=[row[2] for row in NAMED_KINDS])
def test_kind_by_file_name(name: str, kind: str | None, reason: str) -> None:
    assert about("Ferndale\n\nGritting was discussed.", name).kind == kind, reason


TITLES = [
    (
        "FERNDALE COMMUNITY COUNCIL\n\nGENERAL MEETING MONDAY 3 JUNE 2024\n\nPresent: Ann Wren\n\n"
        "1. Roads\n\nIt was agreed.",
        "GENERAL MEETING",
        "the name of the meeting without its day",
    ),
    (
        "Ferndale Parish Council – Extraordinary Meeting Wednesday 19th July 2024, 7.30pm Ferndale "
        "Village Hall\n\nDraft Minutes\n\nPresent: Ann Wren",
        "Extraordinary Meeting",
        "without time and place",
    ),
    (
        "FERNDALE PARISH COUNCIL\n\nMINUTES of the meeting held on 3 June 2024\n\nPresent:\n\nAnn Wren",
        "Minutes of Ferndale Parish Council, 3 June 2024",
        "body and day where the meeting has no name",
    ),
    (
        "MINUTES\n\nMonday 3 June 2024\n\nPresent\n\nAnn Wren\n\n1. Apologies for absence",
        "Minutes - 3 June 2024",
        "never 'Present', never an item",
    ),
    (
        "Ferndale Parish Council\n\n3rd June 2024\n\nat 7.30pm in the Village Hall\n\n"
        "Agenda & Summons to Councillors\n\n1. Apologies",
        "Agenda - Ferndale Parish Council, 3 June 2024",
        "never the time and the place",
    ),
    (
        "FERNDALE PARISH COUNCIL\n\nTO: EACH MEMBER\n\n"
        "You are requested to attend a Special Meeting of Ferndale Parish Council "
        "to be held on Monday, 3 June 2024.\n\nAGENDA\n\n1. Accounts\n\n2. Land",
        "Agenda - Ferndale Parish Council, 3 June 2024",
        "never a sentence",
    ),
    (
        "Skip to content\n\nIssue - meetings\n\nGully Cleaning\n\n"
        "Meeting: 23/01/2024 - Cabinet (Item 39)\n\nMinutes:\n\nNoted.",
        "Gully Cleaning",
        "an issue's page",
    ),
    (
        "Issue - meetings\n\nMeeting: 23/01/2024 - Cabinet (Item 39)\n\n"
        "39 Gully Cleaning (Minute 110) pdf icon PDF 384 KB\n\nMinutes:\n\nNoted.",
        "Gully Cleaning (Minute 110)",
        "without its number and the size of its file",
    ),
    (
        "Decision details\n\nGully Cleaning\n\nDecision Maker: Cabinet\n\nMade at meeting: 23/01/2024 - Cabinet",
        "Gully Cleaning",
        "a decision's page",
    ),
    ("Agenda item\n\nGully Cleaning\n\nThe Committee noted the report.", "Gully Cleaning", "an item's page"),
    (
        "Notice of Election\n\nElection of Parish Councillors\n\nfor the parishes listed below",
        "Notice of Election",
        "a notice names itself",
    ),
    (
        "FERNDALESHIRE COUNTY COUNCIL\n\n(LARKFIELD PARISH) (20 MPH SPEED LIMIT) ORDER 2031\n\n"
        "STATEMENT OF REASONS\n\nThe County Council wants safer roads.",
        "STATEMENT OF REASONS",
        "a statement about an order",
    ),
    (
        "FERNDALESHIRE COUNTY COUNCIL\n\n(LARKFIELD PARISH)\n\n(20 MPH SPEED LIMIT) ORDER 2031\n\n"
        "The Council makes this order.",
        "FERNDALESHIRE COUNTY COUNCIL (LARKFIELD PARISH) (20 MPH SPEED LIMIT) ORDER 2031",
        "an order over several lines",
    ),
    (
        "TABLE OF CONTENTS\n\nWinter Service Plan\n\n"
        "The plan says when salt is spread on the roads of the county in winter.",
        "Winter Service Plan",
        "a contents list",
    ),
    ("Cllr Ann Wren\n\nWinter Service Plan\n\nSalt is spread.", "Winter Service Plan", "a person with a title"),
    (
        "Ann Wren MP\n\nDear Leaders\n\nReorganisation of Councils\n\nI write about the plan.",
        "Reorganisation of Councils",
        "a person with an honour, and a greeting",
    ),
    (
        "Ann Wren\n\nChief Executive\n\nWinter Service Plan\n\nSalt is spread.",
        "Winter Service Plan",
        "a person above a post",
    ),
    ("September 2009\n\nWinter Service Plan\n\nSalt is spread.", "Winter Service Plan", "a month and a year"),
    ("“Winter Service Plan”\n\nSalt is spread.", "Winter Service Plan", "quotation marks around the whole"),
    ("Winter & Summer “Salt” Plan\n\nSalt is spread.", "Winter & Summer “Salt” Plan", "quotation marks inside"),
]


@pytest.mark.parametrize(("text", "title", "reason"), TITLES, ids=[row[2] for row in TITLES])
def test_title(text: str, title: str, reason: str) -> None:
    assert about(text).title == title, reason


HEADS = [
    (
        'title: "Ferndale Parish Council Minutes June"',
        "Ferndale Parish Council Minutes June",
        "quotation marks of YAML",
    ),
    (
        "title: 'Ferndale''s &amp; Larkford''s Minutes'",
        "Ferndale's & Larkford's Minutes",
        "doubled marks and an entity",
    ),
    ("title: Ferndale Minutes # as sent", "Ferndale Minutes", "a comment"),
    ('title: "Ferndale Parish Council"', "Minutes of Ferndale Parish Council, 3 June 2024", "a council is no title"),
    ("layout: post", "Minutes of Ferndale Parish Council, 3 June 2024", "no title"),
]


@pytest.mark.parametrize(("line", "title", "reason"), HEADS, ids=[row[2] for row in HEADS])
def test_title_of_a_markdown_head(tmp_path: Path, line: str, title: str, reason: str) -> None:
    path = tmp_path / "post.md"
    path.write_text(
        f"---\nlayout: post\n{line}\ndate: 2024-07-12\n---\n\nFERNDALE PARISH COUNCIL\n\n"
        "Minutes of the meeting held on 3 June 2024\n\nPresent: Ann Wren\n",
        encoding="utf-8",
    )
    paper = describe("post.md", "0" * 64, read_markdown(path), None)
    assert paper.title == title, reason
    assert paper.meeting.held_on is not None and paper.meeting.held_on.isoformat() == "2024-06-03"


INFO_TITLES = [
    ("Winter Service Plan - Ferndale Borough Council", "Winter Service Plan", "a site's name behind it"),
    ("ACFrOgBO6cCpWV45JxUg9_A6bk-p0zrgWwfWRs", None, "a key"),
    ("minutes_playground_07032020", None, "a file's name"),
    ("May 4, 2010", None, "a day"),
    ("Skip to main content", None, "a link"),
]


@pytest.mark.parametrize(("info", "title", "reason"), INFO_TITLES, ids=[row[2] for row in INFO_TITLES])
def test_title_from_document_information(tmp_path: Path, info: str, title: str | None, reason: str) -> None:
    path = tmp_path / "12.html"
    path.write_text(f"<html><head><title>{info}</title></head><body><p>12.</p></body></html>", encoding="utf-8")
    assert describe("12.html", "0" * 64, read_html(path), None).title == title, reason


ITEMS = [
    ("Agenda item 7\n\nWinter gritting\n\nThis report is about salt.", "paper.txt", "7", "a line of its own"),
    (
        "AGENDA ITEM NO: 7b\n\nWinter gritting\n\nThis report is about salt.",
        "paper.txt",
        "7b",
        "a letter behind the number",
    ),
    ("Item 39\n\nWinter gritting\n\nThis report is about salt.", "paper.txt", "39", "the short form"),
    ("Eitem 5\n\nGraeanu\n\nThis report is about salt.", "paper.txt", "5", "Welsh"),
    ("Eitem Agenda 5\n\nGraeanu\n\nThis report is about salt.", "paper.txt", "5", "Welsh in full"),
    ("Agenda Item 7: Winter gritting\n\nThis report is about salt.", "paper.txt", "7", "before the title"),
    ("Winter gritting (Item 39)\n\nThis report is about salt.", "paper.txt", "39", "behind the title"),
    (
        "| Committee: Cabinet | Agenda Item: 7 | Date: 3 June 2024 |\n\nThis report is about salt.",
        "paper.txt",
        "7",
        "a cell",
    ),
    (
        "Minute 304\n\nMINUTES\n\nRESOLVED that salt be bought.",
        "paper.txt",
        "304",
        "the minute that is published alone",
    ),
    ("Winter gritting\n\nThis report goes with agenda item 7.", "paper.txt", None, "another item that is mentioned"),
    ("Winter gritting\n\nThis report is about salt.", "Item_7_gritting.txt", "7", "the file's name"),
    ("Winter gritting\n\nThis report is about salt.", "Agenda item 7 - gritting.txt", "7", "the file's name in full"),
    ("MINUTES\n\n1. Apologies\n\n2. Item 7", "paper.txt", None, "minutes have every item"),
]


@pytest.mark.parametrize(("text", "name", "item", "reason"), ITEMS, ids=[row[3] for row in ITEMS])
def test_agenda_item(text: str, name: str, item: str | None, reason: str) -> None:
    assert about(text, name).agenda_item == item, reason
