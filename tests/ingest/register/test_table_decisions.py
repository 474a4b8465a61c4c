"""Decisions that minutes and notices print in tables, and tables that decide nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from paper_search.records.register import Decision
from tests.ingest.register.minutes_files import HEAD, read_entries, read_file

NOTICE = "# Ferndale Borough Council: Decision notice of the Cabinet, 4 March 2031\n\n"
PLANNING = (
    "# Minutes of the Planning Committee of Ferndale Borough Council held on 4 March 2031\n\n"
    "Present: Councillors Wren, Lark and Finch.\n\n## 7. Planning applications\n\n"
)
PARISH = PLANNING.replace("Borough", "Town")

Row = tuple[str, str | None, str]


def make_table(*rows: str) -> str:
    """Return a Markdown table of rows "cell | cell", the first of them its heads."""
    lines = [f"| {row} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0].split("|")), *lines[1:]]) + "\n"


def list_rows(decisions: tuple[Decision, ...]) -> list[Row]:
    return [(decision.outcome, decision.subject, decision.source.text) for decision in decisions]


FOUND: list[tuple[str, list[Row], str]] = [
    (
        HEAD
        + make_table(
            "Minute no. | Item | Resolution | Action by",
            "31/045 | Apologies | RESOLVED to accept the apologies of Cllr Teal. | Clerk",
            "31/046 | Street names | That the name Larkfield Close be approved. | Clerk",
            "31/047 | Highways | | Clerk",
        ),
        [
            ("resolved", "Apologies", "RESOLVED to accept the apologies of Cllr Teal."),
            ("approved", "Street names", "That the name Larkfield Close be approved."),
        ],
        "minutes that are a table; a row without a resolution has none",
    ),
    (
        HEAD
        + make_table(
            "Item | Subject | Decision", "5 | Bench | To buy a bench at £410.", "6 | Budget | That the report be noted."
        ),
        [("agreed", "Bench", "To buy a bench at £410."), ("noted", "Budget", "That the report be noted.")],
        "numbers under “Item” and titles beside them",
    ),
    (
        PLANNING
        + make_table(
            "Application | Address | Recommendation | Decision",
            "31/00412/FUL | 4 Mill Lane | Refuse | Approved",
            "31/00413/HOU | 9 Teal Way | Approve | No objection",
            "31/00414/FUL | The Old Dairy | Approve | Refused",
            "31/00415/FUL | 2 Heron Court | Approve | Deferred for a site visit",
        ),
        [
            ("approved", "31/00412/FUL", "Approved"),
            ("refused", "31/00414/FUL", "Refused"),
            ("deferred", "31/00415/FUL", "Deferred for a site visit"),
        ],
        "a planning table: the recommendation and a comment are no decisions",
    ),
    (
        PARISH
        + make_table(
            "Application | Address | Decision/Comment",
            "31/00412/FUL | 4 Mill Lane | Approved",
            "31/00415/FUL | 2 Heron Court | Deferred until the next meeting",
        ),
        [("deferred", "31/00415/FUL", "Deferred until the next meeting")],
        "a town council permits nothing",
    ),
    (
        NOTICE
        + make_table(
            "Item | Decision",
            "5. Street names | That the name Larkfield Close be approved.",
            "6. Allotments | Agreed",
            "7. Depot | No decision taken",
        ),
        [
            ("approved", "5. Street names", "That the name Larkfield Close be approved."),
            ("agreed", "6. Allotments", "Agreed"),
        ],
        "a decision notice in two columns",
    ),
    (
        HEAD.rstrip()
        + "\n"
        + make_table(
            "Agenda item | Title | Decision",
            "5 | Bench | Approve the purchase of a bench",
            "6 | Depot | Agreed that the depot be sold, subject to contract. Reason: it is empty.",
            "7 | Minutes | The minutes were approved as a correct record",
            "Agenda item | Title | Decision",
            "8 | Cycling | Noted",
        ),
        [
            ("approved", "Bench", "Approve the purchase of a bench"),
            ("agreed", "Depot", "Agreed that the depot be sold, subject to contract."),
            ("approved", "Minutes", "The minutes were approved as a correct record"),
            ("noted", "Cycling", "Noted"),
        ],
        "heads printed again, and a reason in the cell, which is not decided",
    ),
    (
        NOTICE + make_table("Item | Report | Decision", "Bench | Head of Parks | That a bench be bought."),
        [("agreed", "Bench", "That a bench be bought.")],
        "titles under “Item”, and whose report it was beside them",
    ),
    (
        HEAD + make_table("Eitem | Penderfyniad", "Enwau strydoedd | Penderfynwyd cymeradwyo’r enw."),
        [("resolved", "Enwau strydoedd", "Penderfynwyd cymeradwyo’r enw.")],
        "Welsh",
    ),
]


@pytest.mark.parametrize(("text", "rows", "reason"), FOUND, ids=[reason for *_, reason in FOUND])
def test_rows_that_decide(tmp_path: Path, text: str, rows: list[Row], reason: str) -> None:
    assert list_rows(read_entries(tmp_path, text).decisions) == rows, reason


LEFT: list[tuple[str, str]] = [
    (HEAD + make_table("Item | Action | By", "Bench | To buy a bench. | Clerk"), "an action column"),
    (HEAD + make_table("Item | Recommendation", "Bench | That a bench be bought."), "a recommendation column"),
    (
        HEAD + make_table("Item | Decision maker | Decision due | Decision", "Bench | Council | May | To buy a bench."),
        "a plan of decisions to come",
    ),
    (HEAD + make_table("Option | Cost | Decision", "Bench | £410 | Approved"), "an appraisal of options"),
    (
        HEAD + make_table("Item | Resolution | Progress", "Bench | That a bench be bought. | Ordered"),
        "a log of earlier resolutions",
    ),
    (
        HEAD + "## 9. Matters arising\n\n" + make_table("Item | Resolution", "Bench | That a bench be bought."),
        "an earlier meeting's resolutions",
    ),
    (
        HEAD
        + "## 8. Planning decisions received\n\n"
        + make_table("Application | Decision", "31/00412/FUL | Deferred for a site visit"),
        "decisions of the planning authority",
    ),
    (
        HEAD + make_table("Item | Decision", "Bench | To be agreed", "Depot | Pending", "Path | Was it approved?"),
        "nothing decided yet",
    ),
    (
        NOTICE + "## Future decisions\n\n" + make_table("Item | Decision", "Bench | That a bench be bought."),
        "decisions to come in a notice of those taken",
    ),
    (
        HEAD + "Decisions of other councils are:\n\n" + make_table("Title | Decision", "Larkford | Approved"),
        "what others decided",
    ),
    (
        HEAD.rstrip()
        + "\n"
        + make_table("Item | Motion | Result", "Bench | Proposed Cllr Wren, seconded Cllr Lark | Carried"),
        "rows without a head of decisions are no sentence either",
    ),
    (HEAD + make_table("Item | Outcome", "Bench | To buy a bench."), "an outcome that may be a comment"),
    (
        "# Ferndale Borough Council: Report to Cabinet, 4 March 2031\n\nReport of the Head of Highways\n\n"
        "## Recommendations\n\nThat the report be noted.\n\n"
        + make_table("Item | Decision", "Bench | That a bench be bought."),
        "a table of a report",
    ),
    (
        "# Ferndale Borough Council: Forward plan\n\n"
        + make_table("Item | Decision", "Bench | That a bench be bought."),
        "a paper of no known kind",
    ),
]


@pytest.mark.parametrize(("text", "reason"), LEFT, ids=[reason for _, reason in LEFT])
def test_tables_that_decide_nothing(tmp_path: Path, text: str, reason: str) -> None:
    assert read_entries(tmp_path, text).decisions == (), reason


def test_numbers_of_a_row(tmp_path: Path) -> None:
    """The minute, the item and the application are those of the row, not of another."""
    text = HEAD + make_table(
        "Minute no. | Item | Resolution",
        "31/045 | 5. Bench | Proposed by Cllr Wren, seconded by Cllr Lark: RESOLVED to buy a bench.",
        "31/046 | 6. Path | That the path be closed, subject to the consent of the owner.",
    )
    entries = read_entries(tmp_path, text)
    assert [(decision.minute, decision.agenda_item) for decision in entries.decisions][-1] == ("31/046", "6")
    assert [span.text for span in entries.decisions[-1].conditions] == ["subject to the consent of the owner"]


def test_minutes_of_numbered_rows(tmp_path: Path) -> None:
    """Minutes whose numbered rows are read as paragraphs are rows of their table still."""
    rows = (
        "<tr><td>1</td><td>Apologies</td><td>Cllr Teal was ill.</td><td>Apologies accepted.</td><td></td></tr>"
        "<tr><td>2</td><td>Bench</td><td>Two quotes came.</td><td>To buy a bench at £410.</td><td>Clerk</td></tr>"
        "<tr><td>3</td><td>Highways</td><td>The roads are bad.</td><td></td><td>Clerk</td></tr>"
    )
    text = (
        "<html><body><h1>Minutes of Larkford Parish Council held on 4 March 2031</h1><p>Present: Cllrs Wren and Lark"
        "</p><table><tr><th>No.</th><th>Item</th><th>Discussion</th><th>Resolved</th><th>Action</th></tr>"
        f"{rows}</table></body></html>"
    )
    decisions = read_entries(tmp_path, text, "minutes.html").decisions
    assert list_rows(decisions) == [
        ("resolved", "Apologies", "Apologies accepted."),
        ("resolved", "Bench", "To buy a bench at £410."),
    ]
    assert [decision.agenda_item for decision in decisions] == ["1", "2"]


def test_a_notice_of_labelled_fields(tmp_path: Path) -> None:
    """Who decided, when and under which number stand in rows of their own."""
    fields = {
        "Decision maker": "Cabinet Member for Highways",
        "Date of decision": "4 March 2031",
        "Reference": "HW/31/07",
        "Title": "Parking in Mill Lane",
        "Decision": "That the parking order for Mill Lane be made as advertised.",
        "Reasons for decision": "To keep the road clear.",
        "Alternative options considered": "That nothing be done.",
    }
    document = docx.Document()
    document.add_heading("Ferndale Borough Council: Record of Executive Decision", 0)
    table = document.add_table(rows=0, cols=2)
    for label, value in fields.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.save(str(tmp_path / "notice.docx"))
    (decision,) = read_file(tmp_path, "notice.docx").decisions
    assert decision.source.text == fields["Decision"]
    assert (decision.subject, decision.reference) == ("Parking in Mill Lane", "HW/31/07")
    assert (decision.decision_maker, decision.decided_on) == ("Cabinet Member for Highways", date(2031, 3, 4))
