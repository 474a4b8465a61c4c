"""The forms in which clerks print decisions: under the name of the body, in lists, beside votes, and in other lands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.register.minutes_files import HEAD, read_entries, read_item

ONE: list[tuple[str, str, str, str]] = [
    (
        "It was agreed, on the proposal of Cllr Wren, seconded by Cllr Lark, to defer the application.",
        "deferred",
        "It was agreed, on the proposal of Cllr Wren, seconded by Cllr Lark, to defer the application.",
        "who moved it stands between the verb and the words",
    ),
    (
        "It was unanimously approved and resolved to copy the folder.",
        "resolved",
        "It was unanimously approved and resolved to copy the folder.",
        "two verbs",
    ),
    ("RESOLVED the handbook is adopted.", "resolved", "RESOLVED the handbook is adopted.", "no mark behind capitals"),
    (
        "NOW, THEREFORE, BE IT RESOLVED that the appeal is denied.",
        "resolved",
        "NOW, THEREFORE, BE IT RESOLVED that the appeal is denied.",
        "American",
    ),
    ("Deferred to the June meeting.", "deferred", "Deferred to the June meeting.", "the verb alone"),
    ("Item deferred until July.", "deferred", "Item deferred until July.", "without a verb of its own"),
    (
        "Member updates were deferred to the next meeting.",
        "deferred",
        "Member updates were deferred to the next meeting.",
        "put off to a meeting",
    ),
    ("The Forward Plan was noted.", "noted", "The Forward Plan was noted.", "all of a sentence"),
    (
        "Fire Orders – The standing orders were adopted.",
        "approved",
        "The standing orders were adopted.",
        "the label of a line is none of it",
    ),
    ("The Minute of 3 May was approved.", "approved", "The Minute of 3 May was approved.", "Scottish"),
    (
        "On the proposal of Cllr. Wren, seconded by Cllr. Lark, the schedule of works was adopted.",
        "approved",
        "On the proposal of Cllr. Wren, seconded by Cllr. Lark, the schedule of works was adopted.",
        "Irish",
    ),
    (
        "Moved by: Cllr Wren\nSeconded by: Cllr Lark\nTHAT the report be received;\nAND THAT it be published.\nCarried",
        "agreed",
        "Moved by: Cllr Wren\nSeconded by: Cllr Lark\nTHAT the report be received;\nAND THAT it be published.\nCarried",
        "a motion in two parts",
    ),
    (
        "RESOLVED that the precept be £21,400. Cllr Teal abstained.",
        "resolved",
        "RESOLVED that the precept be £21,400.",
        "who abstained is none of it",
    ),
    ("All agreed to change the order.", "agreed", "All agreed to change the order.", "all of those present"),
    (
        "The Committee agreed that officers bring a further report.",
        "agreed",
        "The Committee agreed that officers bring a further report.",
        "what somebody is told to do, without should",
    ),
    (
        "The Committee:-\n\n(a) noted the report; and\n\n(b) agreed to publish it.",
        "agreed",
        "The Committee:-\n\n(a) noted the report; and\n\n(b) agreed to publish it.",
        "a verb in each item",
    ),
    (
        "The Committee:\n\n(a) noted the report; and\n\n(b) noted the plan.",
        "noted",
        "The Committee:\n\n(a) noted the report; and\n\n(b) noted the plan.",
        "the same verb in all items",
    ),
    (
        "Agreed:\n\n1) that the trial be extended\n2) that a report be made",
        "agreed",
        "Agreed:\n\n1) that the trial be extended\n2) that a report be made",
        "a label above a list",
    ),
    (
        "UNANIMOUSLY AGREED:\n\n4.1 to adopt the policy;\n\n4.2 to write to the Minister.",
        "agreed",
        "UNANIMOUSLY AGREED:\n\n4.1 to adopt the policy;\n\n4.2 to write to the Minister.",
        "numbers with points",
    ),
    (
        "It was agreed to approve the following payments:\n\nWren Gardens £180.00\nMrs Lark, salary £612.40",
        "approved",
        "It was agreed to approve the following payments:\n\nWren Gardens £180.00\nMrs Lark, salary £612.40",
        "lines without numbers behind a colon",
    ),
    (
        "RESOLVED to send these comments:\n\n31/00312/FUL – 4 Mill Lane\nNo objection\n\n31/00340/HOU – Teal\nObject",
        "resolved",
        "RESOLVED to send these comments:\n\n31/00312/FUL – 4 Mill Lane\nNo objection\n\n31/00340/HOU – Teal\nObject",
        "all applications of a list",
    ),
    (
        "RESOLVED that fees rise by 3%. Carried unanimously.",
        "resolved",
        "RESOLVED that fees rise by 3%.",
        "how the vote went is none of it",
    ),
    (
        "RESOLVED that the toilets be closed.\n\n(4 votes in favour, 2 against)",
        "resolved",
        "RESOLVED that the toilets be closed.",
        "nor are its counts",
    ),
]


@pytest.mark.parametrize(("body", "outcome", "words", "why"), ONE)
def test_a_decision_in_other_forms(tmp_path: Path, body: str, outcome: str, words: str, why: str) -> None:
    found = read_item(tmp_path, body).decisions
    assert [(decision.outcome, decision.source.text) for decision in found] == [(outcome, words)], why


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("CC confirmed the date of the visit.", "somebody's initials, where no community council meets"),
        ("The budget was approved in February.", "an earlier month"),
        ("The policy was adopted in June 2030.", "an earlier year"),
        ("The Committee:\n\n(a) Cllr Wren\n\n(b) Cllr Lark", "a list of its members"),
        ("His concern was noted.", "what somebody said"),
        ("Cllr Wren proposed a seat, seconded by Cllr Lark. 2 in favour, 5 against.", "it was not carried"),
    ],
)
def test_what_only_looks_like_one(tmp_path: Path, body: str, why: str) -> None:
    assert read_item(tmp_path, body).decisions == (), why


@pytest.mark.parametrize(
    ("body", "mover", "seconder", "why"),
    [
        (
            "Cllr Wren moved the report, seconded by Cllr Lark. On a vote of 4 in favour and 3 against it was\n"
            "RESOLVED that the plan be made.",
            "Cllr Wren",
            "Cllr Lark",
            "a vote stands between the motion and the resolution",
        ),
        (
            "Cllr Wren moved that it be referred back and Cllr Lark seconded.\n\n"
            "The motion was put and lost: 5 for, 7 against.\n\nRESOLVED that no action be taken.",
            None,
            None,
            "those of a motion that was lost did not move what was resolved",
        ),
        (
            "An amendment moved by Cllr Finch and seconded by Cllr Heron was carried, 28 in favour and 19 against.\n\n"
            "The motion was then carried (For 31, Against 15).\n\nRESOLVED that a zone be considered.",
            None,
            None,
            "nor did those of an amendment",
        ),
        (
            "A motion to refuse, proposed by Cllr Finch and seconded by Cllr Heron, was lost by 2 votes to 6.\n\n"
            "It was proposed by Cllr Wren, seconded by Cllr Lark and\n\nRESOLVED that permission be granted.",
            "Cllr Wren",
            "Cllr Lark",
            "those who are named next to it",
        ),
        (
            "It was resolved to buy a bench.\n\nJT\n\nProp JW 2nd LL",
            "JW",
            "LL",
            "behind the initials of who acts on it",
        ),
        (
            "It was AGREED to accept the quote. Prop: Cllr Wren Sec: Cllr Lark",
            "Cllr Wren",
            "Cllr Lark",
            "short labels",
        ),
    ],
)
def test_who_moved_what_was_resolved(
    tmp_path: Path, body: str, mover: str | None, seconder: str | None, why: str
) -> None:
    found = [decision for decision in read_item(tmp_path, body).decisions if decision.outcome != "lost"]
    (last,) = [decision for decision in found if not decision.is_amendment]
    assert (last.mover, last.seconder) == (mover, seconder), why


def test_a_motion_is_resolved_by_a_word_alone(tmp_path: Path) -> None:
    body = "Proposed by Cllr Wren and seconded by Cllr Lark that Mr Teal be co-opted. Resolved."
    (found,) = read_item(tmp_path, body).decisions
    assert (found.outcome, found.source.text) == ("resolved", body)


def test_a_motion_has_the_number_of_the_line_above(tmp_path: Path) -> None:
    body = "Motion #2031-12\n**Moved by:** Cllr Wren\n**Seconded by:** Cllr Lark\nTHAT the agenda be adopted.\nCARRIED"
    (found,) = read_item(tmp_path, body).decisions
    assert found.reference == "2031-12"


def test_a_title_that_runs_in_is_no_part_of_the_decision(tmp_path: Path) -> None:
    text = f"{HEAD}## 57/19 Local Plan\n\n## 58/19 Hedges\n\n58/19 Hedges The Council RESOLVED to cut them.\n"
    (found,) = read_entries(tmp_path, text).decisions
    assert found.source.text == "The Council RESOLVED to cut them."


def test_a_list_of_decisions_is_read_without_minutes(tmp_path: Path) -> None:
    text = (
        "FERNDALE COUNTY COUNCIL\n\n4 March 2031\n\nDecisions of the Cabinet\n\n5. Roads\n"
        "Resolved:\n(i) that the contract be awarded to Bidder B;\n(ii) that it be signed.\n"
    )
    (found,) = read_entries(tmp_path, text, "decisions.txt").decisions
    assert found.source.text.startswith("Resolved:") and found.source.text.endswith("(ii) that it be signed.")


def test_a_record_in_lines_says_its_title_decision_and_maker(tmp_path: Path) -> None:
    text = (
        "FERNDALE COUNCIL\n\nRECORD OF OFFICER DECISION\n\nDecision Ref: OD/2031/113\n"
        "Decision maker: Director of Place\n"
        "Date of decision: 2 May 2031\nTitle: Closure of Mill Lane\n"
        "Decision made: That an order be made to close Mill Lane.\nReasons for decision: To let the main be replaced.\n"
        "Declarations of interest: None\n"
    )
    (found,) = read_entries(tmp_path, text, "record.txt").decisions
    assert found.source.text == "Decision made: That an order be made to close Mill Lane."
    assert (found.subject, found.decision_maker, found.reference) == (
        "Closure of Mill Lane",
        "Director of Place",
        "OD/2031/113",
    )


SUBJECTS = [
    ("5. Street names PDF 67 KB", "5. Street names", "the mark of a file"),
    ("5. Street names pdf icon PDF 384 KB", "5. Street names", "with the words of its picture"),
    ("5. Street names DOCX 1.2 MB", "5. Street names", "of another format"),
    ("5. PDF forms", "5. PDF forms", "a heading that only names the format"),
]


@pytest.mark.parametrize(("heading", "subject", "reason"), SUBJECTS, ids=[case[-1] for case in SUBJECTS])
def test_a_subject_has_no_mark_of_a_file(tmp_path: Path, heading: str, subject: str, reason: str) -> None:
    (decision,) = read_item(tmp_path, "RESOLVED that a bench be bought.", heading).decisions
    assert decision.subject == subject, reason
