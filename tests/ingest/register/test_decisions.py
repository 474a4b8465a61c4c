"""Decisions: the words of each resolution with its items, what became of it, and who moved it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.register.minutes_files import HEAD, read_entries, read_item

ONE: list[tuple[str, str, str, str]] = [
    ("RESOLVED that a bench be bought.", "resolved", "RESOLVED that a bench be bought.", "the usual form"),
    ("Resolved – That a bench be bought.", "resolved", "Resolved – That a bench be bought.", "with a dash"),
    ("5.2 RESOLVED: That the report be noted.", "noted", "RESOLVED: That the report be noted.", "behind a number"),
    (
        "It was agreed to defer the item to a meeting that will be held in May.",
        "deferred",
        "It was agreed to defer the item to a meeting that will be held in May.",
        "the verb that comes first",
    ),
    ("RESOLVED that the item be deferred to May.", "deferred", "RESOLVED that the item be deferred to May.", "put off"),
    (
        (
            "RESOLVED that planning permission be REFUSED for the following reasons:\n\n1. The access is "
            "unsafe.\n2. It is tall."
        ),
        "refused",
        (
            "RESOLVED that planning permission be REFUSED for the following reasons:\n\n1. The access is "
            "unsafe.\n2. It is tall."
        ),
        "the reasons are of it, and change nothing",
    ),
    (
        "RESOLVED to recommend to the Council that the fees be raised.",
        "recommended",
        "RESOLVED to recommend to the Council that the fees be raised.",
        "a body recommends to another",
    ),
    (
        "RECOMMENDED to Council that the plan be made.",
        "recommended",
        "RECOMMENDED to Council that the plan be made.",
        "",
    ),
    (
        "RESOLVED:\n\n(a) That the budget be approved.\n\n(b) That the Chief Executive be authorised to sign.",
        "resolved",
        "RESOLVED:\n\n(a) That the budget be approved.\n\n(b) That the Chief Executive be authorised to sign.",
        "several things are not one outcome",
    ),
    (
        "RESOLVED that Cabinet:\n\n1. Note the report.\n2. Agree the fees.\n\nThe meeting closed at 9pm.",
        "resolved",
        "RESOLVED that Cabinet:\n\n1. Note the report.\n2. Agree the fees.",
        "the end of the meeting is none of it",
    ),
    (
        "RESOLVED\n\nThat under Section 100A the public be excluded.",
        "resolved",
        "RESOLVED\n\nThat under Section 100A the public be excluded.",
        "on a line of its own",
    ),
    (
        "The Mayor agreed that:\n\n(1) the findings be received;\n(2) the plan be endorsed.",
        "agreed",
        "The Mayor agreed that:\n\n(1) the findings be received;\n(2) the plan be endorsed.",
        "a person who decides alone",
    ),
    ("It was agreed to plant a tree.", "agreed", "It was agreed to plant a tree.", "a parish council's form"),
    (
        "The hedge is tall and it was agreed that the Clerk would write to the owner.",
        "agreed",
        "The hedge is tall and it was agreed that the Clerk would write to the owner.",
        "behind what it is about",
    ),
    ("The Council NOTED the terms of the report.", "noted", "The Council NOTED the terms of the report.", "Scottish"),
    ("The Council noted the report.", "noted", "The Council noted the report.", "the whole of the item"),
    (
        "The minutes of 4 February 2031 were approved as a correct record.",
        "approved",
        "The minutes of 4 February 2031 were approved as a correct record.",
        "minutes",
    ),
    (
        "Decision: The Council unanimously resolved to GRANT planning permission.",
        "approved",
        "Decision: The Council unanimously resolved to GRANT planning permission.",
        "the label says neither verb nor outcome",
    ),
    (
        "IT WAS RESOLVED UNANIMOUSLY THAT THE FEES BE NOTED.",
        "noted",
        "IT WAS RESOLVED UNANIMOUSLY THAT THE FEES BE NOTED.",
        "in capitals",
    ),
    ("The Council voted to approve the plan.", "approved", "The Council voted to approve the plan.", "by a vote"),
    ("The asset register was adopted.", "approved", "The asset register was adopted.", "what a council keeps itself"),
    (
        "Works to the gardens It was agreed to defer the item to May.",
        "deferred",
        "It was agreed to defer the item to May.",
        "behind a title without a stop",
    ),
    ("This item was withdrawn.", "withdrawn", "This item was withdrawn.", "taken off"),
    (
        (
            "**Decision:**\n\nThe Cabinet:\n\n1. Approved the policy; and\n2. Noted the costs.\n\n**Reason:** "
            "it must be renewed."
        ),
        "agreed",
        "Decision:**\n\nThe Cabinet:\n\n1. Approved the policy; and\n2. Noted the costs.",
        "under a label, and without its reason",
    ),
]


@pytest.mark.parametrize(("body", "outcome", "words", "why"), ONE)
def test_a_decision_is_its_lead_in_with_all_items(
    tmp_path: Path, body: str, outcome: str, words: str, why: str
) -> None:
    found = read_item(tmp_path, body).decisions
    assert [(decision.outcome, decision.source.text) for decision in found] == [(outcome, words)], why
    assert (found[0].subject, found[0].minute) == ("5. Street names", "5")


NONE: list[tuple[str, str]] = [
    ("Councillor Wren agreed that the road was bad.", "a member agrees with what is said"),
    ("The Committee agreed that the roads were bad.", "an opinion of the body"),
    ("It was agreed that this was good news.", "another"),
    ("It was agreed that gates would be impossible to manage.", "another, with would"),
    ("Members noted that the bins had been emptied.", "discussion"),
    ("It was NOTED that the letters had come.", "the same in capitals"),
    ("It was agreed at the last meeting that the depot be sold.", "of an earlier meeting"),
    ("At its meeting on 3 March the Cabinet agreed to sell the depot.", "told of another body"),
    ("The Scrutiny Committee RESOLVED that the policy be reviewed.", "of another body, in capitals"),
    ("Councillor Finch asked whether it was agreed that the verge be cut.", "a question"),
    ("The application was refused by the Borough Council.", "another authority's"),
    ("It was recommended that residents lock their doors.", "advice, to nobody who decides"),
    ("~~RESOLVED that a bench be bought.~~", "struck through"),
    ("The Clerk reported that it was agreed to close the road.", "reported"),
]


@pytest.mark.parametrize(("body", "why"), NONE)
def test_what_decides_nothing_is_no_decision(tmp_path: Path, body: str, why: str) -> None:
    assert read_item(tmp_path, body).decisions == (), why


MOVED: list[tuple[str, str, str, str, bool, str]] = [
    (
        "It was proposed by Cllr Wren, seconded by Cllr Lark and RESOLVED that a bench be bought.",
        "resolved",
        "Cllr Wren",
        "Cllr Lark",
        False,
        "in one sentence",
    ),
    (
        "Cllr Lark proposed a grant of £100. Seconded by Cllr Finch. All in favour.",
        "agreed",
        "Cllr Lark",
        "Cllr Finch",
        False,
        "in three sentences",
    ),
    (
        "Proposed: Cllr Wren\nSeconded: Cllr Lark\nThat the council buys a bench.\nVote: 4 for, 2 against. Carried.",
        "agreed",
        "Cllr Wren",
        "Cllr Lark",
        False,
        "on lines of a form",
    ),
    (
        "Proposed by Alderman J Wren, seconded by Councillor L Lark, and AGREED that permission be refused.",
        "refused",
        "Alderman J Wren",
        "Councillor L Lark",
        False,
        "Northern Irish",
    ),
    (
        "On the proposal of Councillor Lark (J), seconded by Councillor Finch, it was agreed to adjourn.",
        "agreed",
        "Councillor Lark (J)",
        "Councillor Finch",
        False,
        "Irish",
    ),
    (
        (
            "Motion by Council Member Lark, second by Council Member Finch, to adopt the plan.\nAyes: Wren, "
            "Lark. Nays: Heron. Motion carried."
        ),
        "agreed",
        "Council Member Lark",
        "Council Member Finch",
        False,
        "American",
    ),
    (
        "R2031-026  J. Wren, L. Lark:  That the minutes be adopted.  Carried.",
        "resolved",
        "J. Wren",
        "L. Lark",
        False,
        "Canadian, with the number of the resolution",
    ),
    (
        "An amendment was moved by Councillor Finch, seconded by Councillor Heron, that the grant be kept.\n\n"
        "On being put to the vote the amendment was lost.",
        "lost",
        "Councillor Finch",
        "Councillor Heron",
        True,
        "an amendment that was lost",
    ),
]


@pytest.mark.parametrize(("body", "outcome", "mover", "seconder", "is_amendment", "why"), MOVED)
def test_who_moved_and_seconded(
    tmp_path: Path, body: str, outcome: str, mover: str, seconder: str, is_amendment: bool, why: str
) -> None:
    (found,) = read_item(tmp_path, body).decisions
    assert (found.outcome, found.mover, found.seconder) == (outcome, mover, seconder), why
    assert found.is_amendment is is_amendment


def test_movers_on_lines_of_their_own_are_kept_beside_the_decision(tmp_path: Path) -> None:
    body = "Proposed by Councillor Wren;\n\nSeconded by Councillor Lark;\n\nAnd Resolved:\n\n“That a bench be bought.”"
    (found,) = read_item(tmp_path, body).decisions
    assert found.source.text == "And Resolved:\n\n“That a bench be bought.”"
    assert (found.mover, found.seconder) == ("Councillor Wren", "Councillor Lark")
    assert found.moved_in and found.moved_in.text.startswith("Proposed by Councillor Wren;")


def test_a_motion_is_given_to_nobody_who_moved_another(tmp_path: Path) -> None:
    body = (
        "It was proposed by Cllr Wren that a bench be bought. This proposal was seconded by Cllr Lark and agreed.\n\n"
        "A motion was moved from the chair on the river.\n\nThe motion was carried."
    )
    found = read_item(tmp_path, body).decisions
    assert [(decision.mover, decision.seconder) for decision in found] == [("Cllr Wren", "Cllr Lark")]


def test_a_motion_of_the_mayor_is_his(tmp_path: Path) -> None:
    body = (
        "The Mayor, with the Members’ consent, moved the following Motion:\n\n“That the river be cleaned.”\n\n"
        "The Motion was seconded by Councillor Heron and agreed."
    )
    (found,) = read_item(tmp_path, body).decisions
    assert (found.outcome, found.mover, found.seconder) == ("agreed", "The Mayor", "Councillor Heron")


def test_a_carried_motion_is_said_once_where_its_resolution_follows(tmp_path: Path) -> None:
    body = (
        "Cllr Wren moved, and Cllr Lark seconded, that the budget be approved.\n\nCllr Finch spoke against it.\n\n"
        "The motion was declared carried.\n\nRESOLVED that the budget be approved."
    )
    (found,) = read_item(tmp_path, body).decisions
    assert found.source.text == "RESOLVED that the budget be approved."


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("It was moved by Cllr Wren and seconded by Cllr Lark that the budget be approved.", "a motion is no decision"),
        ("Cllr Wren proposed, seconded by Cllr Lark, that the minutes be read and approved.", "nor is its verb"),
        ("Proposed by Cllr Wren, seconded by Cllr Lark. All agreed.", "nothing says what was moved"),
    ],
)
def test_a_motion_without_outcome_or_words_is_no_decision(tmp_path: Path, body: str, why: str) -> None:
    assert read_item(tmp_path, body).decisions == (), why


@pytest.mark.parametrize(
    ("body", "conditions", "why"),
    [
        (
            (
                "RESOLVED that permission be granted subject to the following conditions:\n\n1. Work shall "
                "begin by May.\n2. Bricks shall match."
            ),
            ["Work shall begin by May.", "Bricks shall match."],
            "a list",
        ),
        (
            "RESOLVED that a bench be bought, subject to the approval of the County Council.",
            ["subject to the approval of the County Council"],
            "a clause",
        ),
        ("RESOLVED that the land subject to flooding be sold.", [], "no condition"),
    ],
)
def test_conditions(tmp_path: Path, body: str, conditions: list[str], why: str) -> None:
    (found,) = read_item(tmp_path, body).decisions
    assert [condition.text for condition in found.conditions] == conditions, why


@pytest.mark.parametrize(
    ("title", "body", "reference", "why"),
    [
        ("5. Application 31/01234/FUL", "RESOLVED that permission be granted.", "31/01234/FUL", "in the heading"),
        ("5. Planning", "RESOLVED to object to 31/00456/HOU.", "31/00456/HOU", "in its own words"),
        ("31/045 Minutes", "RESOLVED that the minutes be approved.", None, "the number of a minute is none"),
        ("5. Accounts for 2030/31", "RESOLVED that the accounts be approved.", None, "a year is none"),
    ],
)
def test_reference(tmp_path: Path, title: str, body: str, reference: str | None, why: str) -> None:
    (found,) = read_item(tmp_path, body, title).decisions
    assert found.reference == reference, why


def test_a_page_says_a_decision_once_and_quotes_others_above_its_minutes(tmp_path: Path) -> None:
    page = (
        "Agenda and minutes\n\nItems\nNo. Item\n\n1.\n\nPotholes\n\n"
        "The Scrutiny Committee RESOLVED that the roads be inspected.\n\nDecision:\n\nRESOLVED that the report "
        "be noted.\n\n"
        "Minutes:\n\nCouncillor Wren spoke.\n\nRESOLVED that the report be noted.\n"
    )
    (found,) = read_entries(tmp_path, page, "page.txt").decisions
    assert (found.outcome, found.subject) == ("noted", "Potholes")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (
            "report.md",
            (
                "From: Jo Wren, Director\nTo: Cabinet - 4 March 2031\nSubject: Roads\n\n## "
                "Recommendation\n\nRESOLVED that the bid be made.\n"
            ),
            "a report drafts a resolution",
        ),
        (
            "agenda.md",
            (
                "# Agenda for Ferndale Parish Council, 4 March 2031\n\n1. Apologies for absence\n2. RESOLVED "
                "that the public be excluded.\n3. Date of next meeting\n"
            ),
            "an agenda proposes one",
        ),
        (
            "record.txt",
            (
                "FERNDALE COUNTY COUNCIL - PROPOSED RECORD OF DECISION\n\nDECISION NO: "
                "31/00117\n\nDecision:\n\nCabinet agree to:\n\na) adopt the policy\n"
            ),
            "a record printed before the decision",
        ),
    ],
)
def test_other_papers_decide_nothing(tmp_path: Path, name: str, text: str, why: str) -> None:
    assert read_entries(tmp_path, text, name).decisions == (), why


def test_a_decision_record_says_who_decided_and_when(tmp_path: Path) -> None:
    record = (
        "FERNDALE COUNTY COUNCIL\nRECORD OF DECISION\n\nDECISION TAKEN BY: Jo Wren, Cabinet Member for Highways\n\n"
        "DECISION NO: 31/00117\n\nSubject: Winter Service Policy\n\nDecision:\n\nAs Cabinet Member for "
        "Highways, I agree to:\n\n"
        "a) adopt the policy; and\n\nb) delegate its review.\n\nReason(s) for decision:\n\nIt is due.\n\n"
        "Date of decision: 20 March 2031\n"
    )
    entries = read_entries(tmp_path, record, "record.txt")
    (found,) = entries.decisions
    assert found.source.text.endswith("b) delegate its review.")
    assert (found.decision_maker, found.reference) == ("Cabinet Member for Highways", "31/00117")
    assert str(found.decided_on) == "2031-03-20"
    assert [link.key for link in entries.links] == ["31/00117"]


def test_welsh_minutes(tmp_path: Path) -> None:
    text = (
        "CYNGOR TREF RHEDYN\nCofnodion y cyfarfod a gynhaliwyd ar 4 Mawrth 2031\n\nYn bresennol: Y Cynghorwyr "
        "Wren, Lark\n\n"
        "2. Cyllid\nPENDERFYNWYD derbyn yr adroddiad.\n"
    )
    (found,) = read_entries(tmp_path, text, "cofnodion.txt").decisions
    assert (found.outcome, found.source.text) == ("resolved", "PENDERFYNWYD derbyn yr adroddiad.")


def test_matters_arising_tell_of_earlier_decisions(tmp_path: Path) -> None:
    text = f"{HEAD}## 3. Matters arising\n\nIt was agreed to fell the tree.\n\nRESOLVED that the update be noted.\n"
    assert [decision.outcome for decision in read_entries(tmp_path, text).decisions] == ["noted"]
