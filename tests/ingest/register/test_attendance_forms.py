"""The forms in which clerks print lists of people: columns, surnames first, offices before names, two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.register.reading import extract, flatten, read_paper
from tests.ingest.register.test_attendance import HEAD, WEB_HEAD, list_people

FORMS = [
    (
        "Present:\nWREN, J; SPARROW, Mrs M (substitute for LINNET, P); LARK, Ann\n\nApologies: LINNET, P",
        ["pr WREN, J", "su SPARROW, Mrs M", "pr LARK, Ann", "ap LINNET, P"],
        "surnames before a comma",
    ),
    (
        "Present: Councillors Wren M (Chair), Lark P,\nHull R. and Finch S.",
        ["pr Wren M (Chair)", "pr Lark P", "pr Hull R.", "pr Finch S."],
        "initials behind surnames",
    ),
    (
        "Present:\nCounty Borough Councillor K. Wren (Chair)\n\nCounty Borough Councillors:\n"
        "Lark (J), Hull (A R), Finch\n(S)",
        ["pr County Borough Councillor K. Wren (Chair)", "pr Lark (J)", "pr Hull (A R)", "pr Finch (S)"],
        "initials in brackets, and two tiers before a title",
    ),
    (
        "Members present:\nCouncillors: Wren (R), Hull, Lark (C)\n\nKey: R = Remote; C = Chamber",
        ["pr Wren", "pr Hull", "pr Lark"],
        "letters that a key explains are no initials",
    ),
    (
        "Present:\n\nA R Wren\tRJ Lark\tC L C Hull\nT Finch         S J Baker\n",
        ["pr A R Wren", "pr RJ Lark", "pr C L C Hull", "pr T Finch", "pr S J Baker"],
        "columns",
    ),
    (
        "Present: Councillors Mike Wren, Sir Tony\nLark, Dame Rosa Norton-\nHull, Jean-Paul Oke and\nBeryl Finch",
        ["pr Mike Wren", "pr Sir Tony Lark", "pr Dame Rosa Norton- Hull", "pr Jean-Paul Oke", "pr Beryl Finch"],
        "names broken into lines",
    ),
    (
        "Present: Cllr S Wren (Leader), in the Chair; Cllr J Lark (from item 4)\n"
        "Members in attendance as observers: Cllrs J Hull and L Finch",
        ["pr Cllr S Wren (Leader)", "pr Cllr J Lark", "of J Hull", "of L Finch"],
        "who presides, and members who watch",
    ),
    (
        "Present: The Mayor, Councillor Mrs H Wren, in the Chair\nThe Deputy Mayor, Councillor B Lark\n\n"
        "Councillors:\nA Hull, R Finch\nOfficers: Town Clerk (D Oke), Head of Law: Una Hall",
        [
            "pr Councillor Mrs H Wren (Mayor)",
            "pr Councillor B Lark (Deputy Mayor)",
            "pr A Hull",
            "pr R Finch",
            "of D Oke (Town Clerk)",
            "of Una Hall (Head of Law)",
        ],
        "offices before names",
    ),
    (
        "Present: Cllr A Wren\n"
        "In Attendance: Director of Education; C. Lark, Chief Education Officer; Chief Executive (JH)",
        ["pr Cllr A Wren", "of C. Lark (Chief Education Officer)"],
        "offices without a name",
    ),
    (
        "Present: Cllr A Wren\nOfficers: Una North (Head of Highways), Senior Lawyer (L Hull), Jo Lark (Solicitor)",
        ["pr Cllr A Wren", "of Una North (Head of Highways)", "of L Hull (Senior Lawyer)", "of Jo Lark (Solicitor)"],
        "a surname that is a word of places, and an office that looks like a name",
    ),
    (
        "Present: Cllr A Wren (Wren: by Zoom)\n"
        "Officers: Mr C Lark – Section 151 Officer; Ms D Hull – Elections Manager",
        ["pr Cllr A Wren", "of Mr C Lark (Section 151 Officer)", "of Ms D Hull (Elections Manager)"],
        "a number in an office, and a remark with a colon",
    ),
    (
        "Present:\nMr A Wren          Mr Kenny John Lark\nMs B Hull          Mrs Grace Ann Finch",
        ["pr Mr A Wren", "pr Mr Kenny John Lark", "pr Ms B Hull", "pr Mrs Grace Ann Finch"],
        "three names in a column",
    ),
    (
        "Present: Mayor Jo Wren, Mayor Pro Tem James Lark\nStaff Present:\nCAO M. Hull\nClerk J. Finch",
        ["pr Jo Wren (Mayor)", "pr James Lark (Mayor Pro Tem)", "of M. Hull (CAO)", "of J. Finch (Clerk)"],
        "America: offices a line",
    ),
    (
        "Presennol / Present: Cyng. / Cllr Gwen Wren, Cllr Dafydd ap Huw\nYmddiheuriadau / Apologies: Cllr Mair Lark",
        ["pr Cyng. / Cllr Gwen Wren", "pr Cllr Dafydd ap Huw", "ap Cllr Mair Lark"],
        "Welsh and English",
    ),
    (
        "I LÁTHAIR: Cllr. Tomás Ó hÓgáin, i gceannas; Cllr. Bríd de Búrca\nAS LÁTHAIR: Cllr. F Wren\n"
        "I BHFOCHAIR: Mr. J Daly, Director of Services",
        [
            "pr Cllr. Tomás Ó hÓgáin",
            "pr Cllr. Bríd de Búrca",
            "ab Cllr. F Wren",
            "of Mr. J Daly (Director of Services)",
        ],
        "Irish",
    ),
    (
        "Apologies: Cllr D Wren – unwell; Cllr E Lark – on holiday\nClerk: Mrs T Hull",
        ["ap Cllr D Wren", "ap Cllr E Lark", "of Mrs T Hull (Clerk)"],
        "reasons behind dashes, and the label as an office",
    ),
    (
        "Chairman: Cllr R Wren\nMembers present: Cllrs C Lark, P Hull\nNon-members present: Cllr A Finch",
        ["pr Cllr R Wren (Chairman)", "pr C Lark", "pr P Hull", "of Cllr A Finch"],
        "the chair above the list, and members of the council who are none of the body",
    ),
    ("Cllr Wren spoke.\nChairman: Cllr J Lark\nDate: 3 June 2025", [], "who signs may do so at the next meeting"),
    (
        "Present: Cllr A Wren\nIn Attendance:\nPress 2 no. (R)\nJ Lark, Manager\n\nMr D Hull in the Chair",
        ["pr Cllr A Wren", "of J Lark (Manager)", "pr Mr D Hull"],
        "the press, and the chair below the officers",
    ),
]


@pytest.mark.parametrize(("text", "people", "_"), FORMS, ids=[row[2] for row in FORMS])
def test_lists(text: str, people: list[str], _: str, tmp_path: Path) -> None:
    assert list_people(extract(read_paper(tmp_path / "paper.txt", HEAD + text, kind="minutes")).attendance) == people


TABLES = [
    (
        "<tr><th>Attendee</th><th>Role</th><th>Attendance</th></tr><tr><td>Cllr J Wren</td><td>Chair</td>"
        "<td>Present (remote)</td></tr><tr><td>Cllr A Finch</td><td>Member</td><td>Apologies</td></tr>"
        "<tr><td>Jo Lark</td><td>Licensing Officer</td><td>In attendance</td></tr>"
        "<tr><td>Cllr D Hull</td><td>Member</td><td>Expected</td></tr>",
        ["pr Cllr J Wren (Chair)", "ap Cllr A Finch", "of Jo Lark (Licensing Officer)"],
        "a column of offices",
    ),
    (
        "<tr><td>Present:</td><td>Cllr J Wren (Chair); Cllr A Finch</td></tr><tr><td>Apologies:</td>"
        "<td>Cllr D Lark</td></tr>",
        ["pr Cllr J Wren (Chair)", "pr Cllr A Finch", "ap Cllr D Lark"],
        "a row for each kind",
    ),
    (
        "<tr><th>Members present</th><th>Officers</th><th>Apologies</th></tr><tr><td>Cllr J Wren</td><td>Jo Lark</td>"
        "<td>Cllr D Hull</td></tr><tr><td>Cllr A Finch</td><td>Tom Oke</td><td></td></tr>",
        ["pr Cllr J Wren", "of Jo Lark", "ap Cllr D Hull", "pr Cllr A Finch", "of Tom Oke"],
        "a last cell that is empty",
    ),
]


@pytest.mark.parametrize(("rows", "people", "_"), TABLES, ids=[row[2] for row in TABLES])
def test_tables(rows: str, people: list[str], _: str, tmp_path: Path) -> None:
    text = f"{WEB_HEAD}<table>{rows}</table></body></html>"
    assert list_people(extract(read_paper(tmp_path / "paper.html", text, kind="minutes")).attendance) == people


SENTENCES = [
    (
        "Apologies were received from Cllrs A Wren and W Vane. Cllr J Lark attended as a reserve.",
        [("apologies", "A Wren"), ("apologies", "W Vane")],
        "the next sentence",
    ),
    ("Apologies had been received from Cllr Wren for the September meeting.", [], "apologies of a month's meeting"),
    ("Cllr Wren gave apologies for that meeting.", [], "apologies of a meeting named before"),
    ("Councillor Wren had declared an interest in the park at the previous meeting.", [], "declared earlier"),
    (
        "2. Declarations of interest\n\n| Member | Item | Nature of interest |\n|---|---|---|\n"
        "| K Wren | 7 | Personal – member of the club |",
        [("declaration", "K Wren")],
        "a table of interests",
    ),
]


@pytest.mark.parametrize(("text", "people", "_"), SENTENCES, ids=[row[2] for row in SENTENCES])
def test_sentences(text: str, people: list[tuple[str, str]], _: str, tmp_path: Path) -> None:
    found = extract(read_paper(tmp_path / "paper.md", HEAD + text, kind="minutes")).attendance
    assert [(entry.kind, flatten(entry.name)) for entry in found] == people


def test_a_stand_in_beside_a_name_is_no_capacity(tmp_path: Path) -> None:
    text = HEAD + "Present: Cllr A Wren (Chair), Cllr D Lark (S. for Cllr P Hull), Cllr E Finch (sub for Ron Oke)"
    found = extract(read_paper(tmp_path / "paper.txt", text)).attendance
    named = [(entry.name, entry.capacity, entry.instead_of) for entry in found if entry.kind == "substitute"]
    assert named == [("Cllr D Lark", None, "Cllr P Hull"), ("Cllr E Finch", None, "Ron Oke")]
