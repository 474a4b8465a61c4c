"""Who attended a meeting, as papers print it."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.records.register import Attendance
from tests.ingest.register.reading import extract, flatten, read_paper

HEAD = "LARKFORD PARISH COUNCIL\n\nMINUTES of the meeting held in the Guildhall on Tuesday 4 March 2025 at 7.30 pm\n\n"
WEB_HEAD = "<html><body><h1>Minutes of Larkford Parish Council, 4 March 2025</h1>"


def list_people(entries: tuple[Attendance, ...]) -> list[str]:
    """Return the entries in short: the kind's first letter, the name, and what is printed beside it."""
    return [
        f"{entry.kind[:2]} {flatten(entry.name)}" + (f" ({flatten(entry.capacity)})" if entry.capacity else "")
        for entry in entries
    ]


LISTS = [
    (
        "PRESENT: Mr R Wren (Chairman), Mrs A Finch and Mr T Baker",
        ["pr Mr R Wren (Chairman)", "pr Mrs A Finch", "pr Mr T Baker"],
        "a list in a sentence",
    ),
    (
        "Members present\n\nCllr J Wren (Chair)\nCllr A Finch\nCllr T Baker\n\n1. Apologies\n\nThere were none.",
        ["pr Cllr J Wren (Chair)", "pr Cllr A Finch", "pr Cllr T Baker"],
        "a name a line",
    ),
    (
        "Present: Cllrs J Wren (Chair), A Finch, T Baker\nIn attendance: Jo Smith, Clerk; 3 members of the public",
        ["pr J Wren (Chair)", "pr A Finch", "pr T Baker", "of Jo Smith (Clerk)"],
        "one title for all, the public counted",
    ),
    (
        "PRESENT:\nCouncillors Wren (Chairman), Finch and Baker\nOFFICERS:\nJo Smith, Head of"
        " Planning\nAnn Lee, Solicitor\n"
        "ALSO PRESENT: Mrs S Hull",
        [
            "pr Wren (Chairman)",
            "pr Finch",
            "pr Baker",
            "of Jo Smith (Head of Planning)",
            "of Ann Lee (Solicitor)",
            "of Mrs S Hull",
        ],
        "officers and visitors",
    ),
    (
        "Present: Councillors Wren (Chairman) and Finch\n\nIn attendance: Jo Smith, Interim Director for Change,"
        " Safeguarding and Early Help; Ann Lee, Head of Waste and Recycling",
        [
            "pr Wren (Chairman)",
            "pr Finch",
            "of Jo Smith (Interim Director for Change, Safeguarding and Early Help)",
            "of Ann Lee (Head of Waste and Recycling)",
        ],
        "a service is nobody, whatever its capitals",
    ),
    (
        "Present\n\nConservative (2): Mr R Wren (Chairman), Mrs A Finch\nLabour (2): Ms P Hull, Mr D Lark",
        ["pr Mr R Wren (Chairman)", "pr Mrs A Finch", "pr Ms P Hull", "pr Mr D Lark"],
        "the heads of parties",
    ),
    (
        "Present: Mr R Wren, Mr T Baker (Virtual), Mrs A Finch (via Teams), Mr D Lark (from 7.10pm)",
        ["pr Mr R Wren", "pr Mr T Baker", "pr Mrs A Finch", "pr Mr D Lark"],
        "how and when they came is no capacity",
    ),
    (
        "In Attendance: Cllr J Wren (Chair), Cllr A Finch, Jo Smith (Clerk)",
        ["pr Cllr J Wren (Chair)", "pr Cllr A Finch", "of Jo Smith (Clerk)"],
        "the only list is that of the members",
    ),
    (
        "IN ATTENDANCE\n\nJo Smith (Democratic Services Officer)\nTom Moss – Head of Legal\nPaul Gray"
        " Principal Planner",
        [
            "of Jo Smith (Democratic Services Officer)",
            "of Tom Moss (Head of Legal)",
            "of Paul Gray (Principal Planner)",
        ],
        "a list without members is one of officers",
    ),
    (
        "Present: Jo Wren (JW) Chair, Ann Finch (AF)\nApologies: Paul Hull (PH)",
        ["pr Jo Wren (Chair)", "pr Ann Finch", "ap Paul Hull"],
        "initials in brackets are no capacity",
    ),
    (
        "OFFICIALS IN ATTENDANCE:\n\nChief Executive (Mr. P. Lark), Director, Service\n\nOperations (Ms. K. Hull), "
        "A/Head of Finance (Mr. J.\n\nDunn)",
        [
            "of Mr. P. Lark (Chief Executive)",
            "of Ms. K. Hull (Director, Service Operations)",
            "of Mr. J. Dunn (A/Head of Finance)",
        ],
        "roles before names, broken into lines",
    ),
    (
        "Present: Mayor Jo Wren and Councillors Ann Finch and Tom Baker.\n"
        "Staff: Fire Chief Will Lark; Deputy Clerk-Administrative Assistant Kris Hull-Moss.\nRegrets: Councillor Dunn",
        [
            "pr Jo Wren (Mayor)",
            "pr Ann Finch",
            "pr Tom Baker",
            "of Will Lark (Fire Chief)",
            "of Kris Hull-Moss (Deputy Clerk-Administrative Assistant)",
            "ap Councillor Dunn",
        ],
        "Canada: roles without a sign before names",
    ),
    (
        "ROLL CALL\nPresent: Mayor Jo Wren, Council Members Ann Finch and Paul Hull\nAbsent: Council Member Dan Lark",
        ["pr Jo Wren (Mayor)", "pr Ann Finch", "pr Paul Hull", "ab Council Member Dan Lark"],
        "the United States",
    ),
    (
        "MEMBERS PRESENT:\n\nCouncillors Wren, Collins (J), Collins (M), Ó Broin,\n\nNic Lark.",
        ["pr Wren", "pr Collins (J)", "pr Collins (M)", "pr Ó Broin", "pr Nic Lark"],
        "Ireland: members of one surname",
    ),
    (
        "I LÁTHAIR: Cllr. J. Wren, Cathaoirleach\nComhairleoirí: A. Finch, T. Ó Broin\nLEITHSCÉALTA: Cllr. D. Lark",
        ["pr Cllr. J. Wren (Cathaoirleach)", "pr A. Finch", "pr T. Ó Broin", "ap Cllr. D. Lark"],
        "Irish",
    ),
    (
        "Presennol: Y Cynghorwyr J Wren (Cadeirydd), A Finch a T Baker\nYmddiheuriadau: Cyng. D Lark\n"
        "Yn bresennol hefyd: Jo Smith, Clerc",
        ["pr J Wren (Cadeirydd)", "pr A Finch", "pr T Baker", "ap Cyng. D Lark", "of Jo Smith (Clerc)"],
        "Welsh",
    ),
    (
        "Sederunt: Jo Wren (Chair), Ann Finch (Treasurer)\nApologies: Paul Hull, Sam Moss MSP, Cllr Lark\n"
        "In attendance: PC Dan Dunn (Police Scotland)",
        [
            "pr Jo Wren (Chair)",
            "pr Ann Finch (Treasurer)",
            "ap Paul Hull",
            "ap Sam Moss (MSP)",
            "ap Cllr Lark",
            "of Dan Dunn (Police Scotland)",
        ],
        "a community council",
    ),
    (
        "In the Chair: Alderman J Wren\nMembers Present: Aldermen A Finch and T Baker; Councillors P Hull and S Dunn",
        ["pr Alderman J Wren", "pr A Finch", "pr T Baker", "pr P Hull", "pr S Dunn"],
        "Northern Ireland",
    ),
    (
        "There were present: The Mayor (Councillor J Wren), the Deputy Mayor (Councillor A Finch) and Councillor Hull.",
        ["pr Councillor J Wren (Mayor)", "pr Councillor A Finch (Deputy Mayor)", "pr Councillor Hull"],
        "offices before names in brackets",
    ),
    (
        "Present: Cllrs Wren & Baker, County Cllr Lark, the Clerk (Jo Smith), 4 residents.",
        ["pr Wren", "pr Baker", "pr County Cllr Lark", "of Jo Smith (Clerk)"],
        "the office of the next is not that of the one before",
    ),
    (
        "Present: Jo Wren, Ann Finch\nAction: Tom Baker to write\nPark Road Garden, Village Green",
        ["pr Jo Wren", "pr Ann Finch"],
        "a list ends where its lines are no names",
    ),
    (
        "Present: Members of the Public: Apologies:\nJo Wren (JW) CHAIR Tom Baker\nAnn Finch Sam Hull",
        [],
        "columns that ran together are not told apart",
    ),
    ("Apologies: None", [], "nobody"),
    ("Councillor Wren in the Chair\nPresent: Councillors:", [], "a title without a name"),
    ("Attendance: Larkford Fair, Ferndale Show\nStaff: Holiday Pay, Overtime Rates", [], "no sign of a person"),
    (
        "Present: Cllr Wren (Chair) Cllr Finch Cllr Baker Jo Smith (Clerk)",
        ["pr Cllr Wren (Chair)", "pr Cllr Finch"],
        "two names that ran together",
    ),
    (
        "Present:\nCouncillor J Wren (Joint Spokesperson)\nCouncillor A Finch\n(Quorum 3)\n"
        "Apologies: Cllr Hull (excused)",
        ["pr Councillor J Wren (Joint Spokesperson)", "pr Councillor A Finch", "ap Cllr Hull"],
        "remarks in brackets",
    ),
    (
        "Members Present: Jo Wren, Ann Finch, Tom Baker\nMembers Absent: Paul Hull\n"
        "Also Present: Kim Dunn, Town Manager",
        ["pr Jo Wren", "pr Ann Finch", "pr Tom Baker", "ab Paul Hull", "of Kim Dunn (Town Manager)"],
        "names without titles",
    ),
    ("1. Apologies\n2. Declarations of interest\n3. Minutes", [], "items without names"),
    (
        "Also in attendance: Members of the press\nGuests: Larkford Cricket Club, St Mary School",
        [],
        "bodies are no people",
    ),
    ("Present: ~~Cllr J Wren~~ Cllr A Finch", ["pr Cllr A Finch"], "struck-through words count for nothing"),
]


@pytest.mark.parametrize(("text", "people", "_"), LISTS, ids=[row[2] for row in LISTS])
def test_lists(text: str, people: list[str], _: str, tmp_path: Path) -> None:
    assert list_people(extract(read_paper(tmp_path / "paper.txt", HEAD + text)).attendance) == people


TABLES = [
    (
        "paper.md",
        "| Name | Present | Apologies |\n|---|---|---|\n| Cllr J Wren | ✓ | |\n| Cllr A Finch | | ✓ |\n",
        ["pr Cllr J Wren", "ap Cllr A Finch"],
        "marks",
    ),
    (
        "paper.html",
        "<table><tr><th>Name</th><th>Attendance</th></tr><tr><td>Cllr J Wren</td><td>Present</td></tr>"
        "<tr><td>Cllr A Finch</td><td>Apologies</td></tr><tr><td>Cllr T Baker</td><td>Absent</td></tr></table>",
        ["pr Cllr J Wren", "ap Cllr A Finch", "ab Cllr T Baker"],
        "words",
    ),
    (
        "paper.html",
        "<table><tr><th>Present</th><th>Apologies</th><th>In attendance</th></tr><tr><td>Cllr J Wren (Chair)</td>"
        "<td>Cllr D Lark</td><td>Jo Smith, Clerk</td></tr></table>",
        ["pr Cllr J Wren (Chair)", "ap Cllr D Lark", "of Jo Smith (Clerk)"],
        "a column for each kind",
    ),
    (
        "paper.html",
        "<table><tr><th>Name</th><th>Amount</th></tr><tr><td>Cllr J Wren</td><td>20</td></tr></table>",
        [],
        "another table",
    ),
    (
        "paper.md",
        "## Present\n\n- Cllr J Wren (Chair)\n- Jo Hull\n\n## Apologies\n\n- Cllr D Lark\n\n## Matters"
        " Arising\n\nVillage Hall\n",
        ["pr Cllr J Wren (Chair)", "pr Jo Hull", "ap Cllr D Lark"],
        "bullets under headings",
    ),
]


@pytest.mark.parametrize(("name", "text", "people", "_"), TABLES, ids=[row[3] for row in TABLES])
def test_tables_and_bullets(name: str, text: str, people: list[str], _: str, tmp_path: Path) -> None:
    head = WEB_HEAD if name.endswith("html") else "# Minutes of Larkford Parish Council 4 March 2025\n\n"
    assert list_people(extract(read_paper(tmp_path / name, head + text)).attendance) == people


SENTENCES = [
    (
        "Apologies for absence were received from Councillors Hull and Lark.",
        ["ap Hull", "ap Lark"],
        "the usual words",
    ),
    (
        "An apology for her inability to attend the Meeting was received from Councillor Ryan (M).",
        ["ap Councillor Ryan (M)"],
        "one apology",
    ),
    ("1. Apologies for absence\n\nCllr Baker sent his apologies.", ["ap Cllr Baker"], "who sent them"),
    (
        "Apologies for Absence\n\nThese were accepted for Cllr Sue Lark (Chair) (personal reasons).",
        ["ap Cllr Sue Lark"],
        "accepted for somebody",
    ),
    ("Apologies: Cllr Hull (holiday), Cllr Lark (work)", ["ap Cllr Hull", "ap Cllr Lark"], "reasons are no capacity"),
    ("Apologies for lateness were received from Councillor Hull.", [], "not of absence"),
    ("Councillor Wren apologised for the delay in sending the report.", [], "another apology"),
    (
        "The minutes of the meeting on 4 February, at which apologies had been received from Councillor"
        " Lark, were approved.",
        [],
        "apologies of another meeting",
    ),
    ("No apologies were received from Councillor Lark.", [], "none"),
    ("Apologies were received from the Village Hall Committee for the noise.", [], "a body"),
]


@pytest.mark.parametrize(("text", "people", "_"), SENTENCES, ids=[row[2] for row in SENTENCES])
def test_apologies_in_sentences(text: str, people: list[str], _: str, tmp_path: Path) -> None:
    assert list_people(extract(read_paper(tmp_path / "paper.txt", HEAD + text)).attendance) == people


SUBSTITUTES = [
    ("Mr T Baker was present as substitute for Mrs A Finch.", [("Mr T Baker", "Mrs A Finch")], "in a sentence"),
    ("Councillor Gray substituted for Councillor Moss.", [("Councillor Gray", "Councillor Moss")], "a verb"),
    (
        "Present: Councillor Wren (Chair), Councillor Baker (substituting for Councillor Finch), Councillor Hull",
        [("Councillor Baker", "Councillor Finch")],
        "beside a name in a list",
    ),
    (
        "Councillor Finch was substituted by Councillor Baker.",
        [("Councillor Baker", "Councillor Finch")],
        "the passive",
    ),
    ("Councillor Baker may substitute for Councillor Finch.", [], "a possibility"),
    ("There were no declarations of substitutes.", [], "nobody"),
]


@pytest.mark.parametrize(("text", "pairs", "_"), SUBSTITUTES, ids=[row[2] for row in SUBSTITUTES])
def test_substitutes(text: str, pairs: list[tuple[str, str]], _: str, tmp_path: Path) -> None:
    entries = extract(read_paper(tmp_path / "paper.txt", HEAD + text)).attendance
    assert [(entry.name, entry.instead_of) for entry in entries if entry.kind == "substitute"] == pairs
    assert all(entry.capacity is None for entry in entries if entry.kind == "substitute")


DECLARATIONS = [
    (
        "Mr Wren declared an interest in item 5 as he is a trustee of the Larkford Trust.",
        [("Mr Wren", "an interest in item 5 as he is a trustee of the Larkford Trust")],
        "the words of the interest",
    ),
    (
        "Councillors Finch and Baker declared a non-pecuniary interest in item 7.",
        [("Finch", "a non-pecuniary interest in item 7"), ("Baker", "a non-pecuniary interest in item 7")],
        "several people",
    ),
    (
        "Councillor Wren declared a personal interest in item 4 and Councillor Finch declared a"
        " prejudicial interest in item 6.",
        [
            ("Councillor Wren", "a personal interest in item 4"),
            ("Councillor Finch", "a prejudicial interest in item 6"),
        ],
        "one in each half of a sentence",
    ),
    (
        "Cllr Wren declared an interest in item 9 and left the room.",
        [("Cllr Wren", "an interest in item 9")],
        "what somebody did is no interest",
    ),
    ("Disclosure of pecuniary interest: Councillor Scott.", [("Councillor Scott", None)], "a label"),
    (
        "2. Declarations\n\nCllr Wren - item 9, as a trustee of the village hall\nQuestions - item 5",
        [("Cllr Wren", "item 9, as a trustee of the village hall")],
        "lines under a heading",
    ),
    ("There were no declarations of interest.", [], "none"),
    ("No Member declared an interest. Cllr Lark declared that he had no interest.", [], "denied"),
    ("Cllr Hull asked whether he should declare an interest.", [], "asked"),
    ("Mrs Hull expressed an interest in organising a fair.", [], "another interest"),
]


@pytest.mark.parametrize(("text", "declared", "_"), DECLARATIONS, ids=[row[2] for row in DECLARATIONS])
def test_declarations(text: str, declared: list[tuple[str, str | None]], _: str, tmp_path: Path) -> None:
    entries = extract(read_paper(tmp_path / "paper.txt", HEAD + text)).attendance
    assert [(entry.name, entry.interest) for entry in entries if entry.kind == "declaration"] == declared


@pytest.mark.parametrize("kind", ["report", "appendix", "agenda frontsheet", "questions"])
def test_other_kinds_of_paper_say_nobody_present(kind: str, tmp_path: Path) -> None:
    paper = read_paper(tmp_path / "paper.txt", HEAD + "Present: Cllr Wren, Cllr Finch\nApologies: Cllr Lark", kind=kind)
    expected = ["ap Cllr Lark"] if kind == "agenda frontsheet" else []
    assert list_people(extract(paper).attendance) == expected


def test_members_of_one_surname_have_two_keys(tmp_path: Path) -> None:
    paper = read_paper(tmp_path / "paper.txt", HEAD + "Present: Councillors Collins (J) and Collins (M)")
    assert [entry.person_key for entry in extract(paper).attendance] == ["j collins", "m collins"]
