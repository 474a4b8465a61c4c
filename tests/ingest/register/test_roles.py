"""Who holds which role, as papers print it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.register.reading import extract, flatten, read_paper

HEAD = "LARKFORD BOROUGH COUNCIL\n\nMINUTES of the meeting held in the Guildhall on Tuesday 4 March 2025 at 7.30 pm\n\n"

PROSE = [
    (
        "Mr Baker, Cabinet Member for Highways and Transport, introduced the report.",
        [("Mr Baker", "Cabinet Member for Highways and Transport")],
        "behind a name",
    ),
    (
        "Mr Baker, Deputy Leader and Cabinet Member for Finance, Corporate and Traded Services introduced the report.",
        [("Mr Baker", "Deputy Leader and Cabinet Member for Finance, Corporate and Traded Services")],
        "a list of subjects, and no comma behind it",
    ),
    ("They met Cllr Wren, the Mayor of Larkford, Cllr Finch, and others.", [], "an office between two names"),
    (
        "After a talk by Councillor Jo Wren, the Mayor\nagreed that the plan be endorsed.",
        [],
        "another clause, by lines",
    ),
    ("The Leader of the Council, Mrs Finch, seconded it.", [("Mrs Finch", "Leader of the Council")], "before a name"),
    ("Mr Wren (Chairman) thanked the officers.", [("Mr Wren", "Chairman")], "in brackets"),
    (
        "Ms Dunn, Director of Children, Families and Lifelong Learning, was thanked.",
        [("Ms Dunn", "Director of Children, Families and Lifelong Learning")],
        "commas within a title",
    ),
    (
        "The report of Mr Lark, Corporate Director, Adult Social Care and Health, was noted.",
        [("Mr Lark", "Corporate Director, Adult Social Care and Health")],
        "a comma before the subject",
    ),
    (
        "Councillor Wren was elected Chairman of the Council for 2025/26.",
        [("Councillor Wren", "Chairman of the Council")],
        "an election",
    ),
    (
        "RESOLVED that Councillor Lark be elected Vice-Chairman for the ensuing year.",
        [("Councillor Lark", "Vice-Chairman")],
        "an election that was resolved",
    ),
    ("Councillor Finch was proposed as Chairman.", [], "proposed"),
    ("It was proposed that Councillor Hull be appointed Treasurer.", [], "proposed to be appointed"),
    ("Councillor Hull, the Chairman asked and was told so.", [], "another clause"),
    ("The former Chairman, Mr Dunn, had died.", [], "a former role"),
    ("Mr Wren, the Director of Finance and Mrs Lark spoke.", [], "another list of three"),
    (
        "The Council approved the visit of Councillor Lark, Chair of the Economy, Enterprise and Planning\n"
        "Strategic Committee, to the fair.",
        [("Councillor Lark", "Chair of the Economy, Enterprise and Planning Strategic Committee")],
        "a title over two lines",
    ),
    ("The Leader, Mr Wren and Mrs Finch left.", [], "a list of three"),
    ("Cllr Hand, Chairman and Clerk met the contractor.", [], "a list of offices"),
    ("Councillor Egan, Superintendent Gray replied.", [], "another person behind the comma"),
    ("Ms Hull, a resident, and Mr Lark, of the Residents Association, spoke.", [], "no office"),
    ("The Director of Finance said that the Cabinet Member for Highways agreed.", [], "no name"),
]


@pytest.mark.parametrize(("text", "roles", "_"), PROSE, ids=[row[2] for row in PROSE])
def test_roles_in_prose(text: str, roles: list[tuple[str, str]], _: str, tmp_path: Path) -> None:
    found = extract(read_paper(tmp_path / "paper.txt", HEAD + "5. Bridges\n\n" + text)).roles
    assert [(role.name, flatten(role.title)) for role in found] == roles


LINES = [
    (
        "From: Derek Wren, Deputy Leader and Cabinet Member for Finance, Corporate and Traded Services\n"
        "Simon Lark, Corporate Director - Growth, Environment & Transport\nTo: Cabinet - 4 March"
        " 2025\nSubject: Bridges",
        [
            ("Derek Wren", "Deputy Leader and Cabinet Member for Finance, Corporate and Traded Services"),
            ("Simon Lark", "Corporate Director - Growth, Environment & Transport"),
        ],
        "front matter",
    ),
    (
        "From: Sue Finch, Cabinet Member for Integrated\nChildren’s Services\nDan Lark, Head of Finance\nTo: Cabinet",
        [("Sue Finch", "Cabinet Member for Integrated Children’s Services"), ("Dan Lark", "Head of Finance")],
        "a title over two lines",
    ),
    (
        "From: Leader of the Council, Jo Wren\nInterim Director of Finance; Ann Hull\nTo: Cabinet",
        [("Jo Wren", "Leader of the Council"), ("Ann Hull", "Interim Director of Finance")],
        "titles first",
    ),
    (
        "Report by: Simon Wren, Corporate Director - Growth",
        [("Simon Wren", "Corporate Director - Growth")],
        "the author",
    ),
    (
        "Chair: Cllr Wren\nClerk to the Council: J. Smith",
        [("Cllr Wren", "Chair"), ("J. Smith", "Clerk to the Council")],
        "labels",
    ),
    ("Jo Smith\nTown Clerk", [("Jo Smith", "Town Clerk")], "a signature"),
    ("Jo Smith – Parish Clerk – 01234 567890", [("Jo Smith", "Parish Clerk")], "a signature with a number"),
    (
        "Contact officer: Beth Wren, Estates Surveyor (ext 2210)\nLead Officer: Ian Hill (Head of Property)",
        [("Beth Wren", "Estates Surveyor"), ("Ian Hill", "Head of Property")],
        "a contact, and a role in brackets",
    ),
    (
        "Report by: Jo Wren, Cabinet Member for Customers\n\nApologies for Absence",
        [("Jo Wren", "Cabinet Member for Customers")],
        "a heading below is no part of the role",
    ),
    ("Contact: Democratic Services, Tel 01234 567890\nHead of Service: Planning Policy", [], "a contact"),
    ("Signed ......... Chairman\nChairman: .........\nMayor: Town Hall", [], "lines to be filled in"),
    ("Name | Role\nCabinet Member | Highways Officer", [], "the head of a table"),
    ("Matters Arising\nClerk", [], "a heading above an office"),
]


@pytest.mark.parametrize(("text", "roles", "_"), LINES, ids=[row[2] for row in LINES])
def test_roles_in_lines(text: str, roles: list[tuple[str, str]], _: str, tmp_path: Path) -> None:
    found = extract(read_paper(tmp_path / "paper.txt", text + "\n\nThe bridges are sound.\n", kind="report")).roles
    assert [(flatten(role.name), flatten(role.title)) for role in found] == roles


def test_the_capacity_of_those_present_is_a_role(tmp_path: Path) -> None:
    text = (
        HEAD + "Present: Cllr J Wren (Chair), Cllr A Finch (Labour), Jo Lark (representing the school)\nApologies: none"
    )
    found = extract(read_paper(tmp_path / "paper.txt", text)).roles
    assert [(role.name, role.title) for role in found] == [("Cllr J Wren", "Chair")]
