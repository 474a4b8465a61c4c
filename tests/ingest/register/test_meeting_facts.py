"""When and where a meeting was held, and the status of its papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.register.reading import extract, flatten, read_paper

FACTS = [
    (
        "LARKFORD PARISH COUNCIL\nMinutes of the meeting held in the Guildhall, Larkford on Tuesday 4"
        " March 2025 at 7.30 pm",
        {"time": "7.30 pm", "place": "Guildhall, Larkford"},
        "the title of minutes",
    ),
    (
        "MINUTES OF THE COUNCIL HELD IN THE COUNCIL CHAMBER,\n\nBRIDGE STREET, LARKFORD, ON MONDAY, 4TH"
        " MARCH, 2025, AT 3.00PM.",
        {"time": "3.00PM.", "place": "COUNCIL CHAMBER, BRIDGE STREET, LARKFORD"},
        "capitals over lines",
    ),
    (
        "LARKFORD TOWN COUNCIL\nYou are summoned to a meeting of the Planning Committee to be held on"
        " Thursday 6 March 2025 "
        "at 7pm in the Town Hall, Market Street.\n\nAGENDA\n1. Apologies\n2. Minutes of the meeting held"
        " at the Church Hall "
        "on 6 February 2025 at 6pm",
        {"time": "7pm", "place": "Town Hall, Market Street"},
        "a summons, and the meeting before",
    ),
    (
        "Larkford Borough Council Cabinet AGENDA\nDate: Thursday, 6 March 2025\nTime: 10.00 am\nVenue:"
        " Council Chamber, County Hall",
        {"time": "10.00 am", "place": "Council Chamber, County Hall"},
        "fields",
    ),
    (
        "Larkford Parish Council\nMinutes of the Annual Meeting held in St Mary's Room, High Street on"
        " Monday 12th May 2025\n"
        "The meeting opened at 19.30 hrs.\nPresent: Cllr Wren",
        {"time": "19.30 hrs", "place": "St Mary's Room, High Street"},
        "when it was opened",
    ),
    (
        "Minutes of Larkford Parish Council, Tuesday 4 March 2025\nPresent: Cllr Wren\n1. The hall is"
        " open until 9 pm.\n"
        "The meeting closed at 8.15 pm. Next meeting: 3 April 2025 at 7.30pm in the Chapel.\nA coffee"
        " morning will be held in the "
        "Library on 2 April 2025 at 11am.",
        {},
        "other times and places",
    ),
    (
        "Minutes of Larkford Parish Council held on Tuesday 4 March 2025 in the Members' Room, Town Hall, Larkford\n"
        "The meeting opened at 7.32 pm\nPresent: Cllr Wren",
        {"place": "Members' Room, Town Hall, Larkford", "time": "7.32 pm"},
        "the place behind the date",
    ),
    (
        "Minutes of Larkford Parish Council held in hybrid format in the Council Chamber on Tuesday 4 March 2025,"
        " 6.00 - 8.25 pm\nPresent: Cllr Wren",
        {"place": "Council Chamber", "time": "6.00"},
        "from when to when",
    ),
    (
        "Minutes of Larkford Parish Council held at the Parish Office on Tuesday 4 March 2025 at 1600\nPresent: Cllr W",
        {"place": "Parish Office", "time": "1600"},
        "four digits, and an office that is a place",
    ),
    (
        "Minutes of Larkford Parish Council held via Zoom on Tuesday 4 March 2025 at 7pm\nPresent: Cllr Wren",
        {"time": "7pm"},
        "no place",
    ),
    (
        "Minutes of Larkford Parish Council, 4 March 2025\nPresent: Cllr Wren\n4. Planning\nLocation: 2"
        " Mill Lane, Larkford",
        {},
        "the place of an application",
    ),
]


@pytest.mark.parametrize(("text", "facts", "_"), FACTS, ids=[row[2] for row in FACTS])
def test_time_and_place(text: str, facts: dict[str, str], _: str, tmp_path: Path) -> None:
    found = extract(read_paper(tmp_path / "paper.txt", text + "\n")).facts
    assert {fact.kind: flatten(fact.value) for fact in found} == facts


STATUS = [
    ("DRAFT MINUTES of Larkford Parish Council, 4 March 2025", "draft", ("draft minutes", "DRAFT"), "a draft"),
    (
        "Minutes of Larkford Parish Council, 4 March 2025\nThe draft minutes of 4 February were approved.",
        "draft",
        None,
        "the draft of other minutes",
    ),
    (
        "Minutes of Larkford Parish Council, 4 March 2025\nThe post of treasurer is still unconfirmed.",
        "draft",
        None,
        "what else is unconfirmed",
    ),
    (
        "Minutes of Larkford Parish Council, 4 March 2025\nThese minutes were confirmed as a correct record.",
        "confirmed",
        ("confirmed minutes", "These minutes were confirmed"),
        "confirmed",
    ),
    (
        "Minutes of Larkford Parish Council, 4 March 2025\nThe minutes of 4 February were confirmed."
        " Signed: ... Chairman",
        None,
        None,
        "other minutes were confirmed",
    ),
    ("MEETING CANCELLED\nLarkford Parish Council, 4 March 2025", "cancelled", ("cancelled", "CANCELLED"), "cancelled"),
    (
        "Agenda of Larkford Parish Council, 4 March 2025\nThe fair was cancelled.",
        None,
        None,
        "something else cancelled",
    ),
    (
        "Agenda of Larkford Parish Council, 4 March 2025\nThe fair was cancelled.",
        "cancelled",
        None,
        "something else cancelled, and the council's site lists the meeting so",
    ),
    (
        "Agenda of Larkford Parish Council, 4 March 2025\nThe meeting of the Council on 4 March\nhas been cancelled.",
        "cancelled",
        ("cancelled", "cancelled"),
        "cancelled, in a sentence over two lines",
    ),
    (
        "Larkford Parish Council NOTICE OF CANCELLED MEETING\n4 March 2025",
        "cancelled",
        ("cancelled", "CANCELLED"),
        "cancelled, in a line that begins with the council's name",
    ),
    (
        "Agenda of Larkford Parish Council, 4 March 2025\nThe previous meeting was cancelled.",
        "cancelled",
        None,
        "another meeting was cancelled, and the council's site lists this one so",
    ),
]


@pytest.mark.parametrize(("text", "status", "fact", "_"), STATUS, ids=[row[3] for row in STATUS])
def test_status(text: str, status: str | None, fact: tuple[str, str] | None, _: str, tmp_path: Path) -> None:
    found = extract(read_paper(tmp_path / "paper.txt", text + "\n", status=status)).facts
    assert [(item.kind, item.value) for item in found if item.kind not in ("time", "place")] == ([fact] if fact else [])


@pytest.mark.parametrize("kind", ["report", "appendix"])
def test_a_report_states_no_meeting_of_its_own(kind: str, tmp_path: Path) -> None:
    text = "Report to the meeting held in the Guildhall on Tuesday 4 March 2025 at 7.30 pm\n"
    assert extract(read_paper(tmp_path / "paper.txt", text, kind=kind)).facts == ()
