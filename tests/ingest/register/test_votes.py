"""Votes: counts, names and results as the minutes print them."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.register.vote_counts import find_counts, find_result
from tests.ingest.register.minutes_files import read_item

Counts = tuple[int | None, int | None, int | None]


@pytest.mark.parametrize(
    ("text", "counts", "why"),
    [
        ("The motion was carried by 5 votes to 3 with 1 abstention.", (5, 3, 1), "votes to votes"),
        ("The amendment was lost by 12 votes to 20.", (12, 20, None), "lost"),
        ("Motion carried 5-2.", (5, 2, None), "figures alone"),
        ("It was agreed by six votes to two.", (6, 2, None), "in words"),
        ("Votes cast: for 5, against 3, abstentions 1.", (5, 3, 1), "sides with counts"),
        ("Ayes 7, Noes 2", (7, 2, None), "ayes and noes"),
        ("The minutes were agreed, five were in favour and two abstained.", (5, None, 2), "two sides printed"),
        ("5 members voted for, 3 against and 1 abstained and the proposal was carried.", (5, 3, 1), "members"),
        ("The Council voted 4 to 1 in favour of the plan.", (4, 1, None), "voted"),
        ("The Council voted 4 to 1 against the motion.", (1, 4, None), "voted against: the larger number is against"),
        ("There voted for the motion 8, against 4.", (8, 4, None), "for the motion"),
        ("4 votes for, 2 votes against. Carried", (4, 2, None), "votes for"),
        ("Seconded by Cllr Lark, six were in favour.", (6, None, None), "one side of a motion"),
        ("The vote was tied 3-3 and the motion was lost.", (3, 3, None), "a tie"),
        ("F: 6 A: 2 Ab: 0", (6, 2, 0), "letters"),
        ("CARRIED 6/1", (6, 1, None), "Australian"),
    ],
)
def test_counts(text: str, counts: Counts, why: str) -> None:
    found = find_counts(text)
    assert found and (found.votes_for, found.votes_against, found.abstentions) == counts, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The Council voted 4 t0 1 in favour of the plan.", "a misprint is no count"),
        ("Children aged 5 to 11 were in favour.", "ages"),
        ("The team won 5-2.", "a score"),
        ("It was agreed to open from 10 to 4.", "times"),
        ("By 5 to 10 per cent.", "a range"),
        ("Three people spoke against the plan and two councillors for it.", "speakers, each in words of their own"),
        ("3 voted for the motion and 5 voted for the amendment.", "two motions at once"),
        ("One for the road.", "no vote"),
    ],
)
def test_what_gives_no_counts(text: str, why: str) -> None:
    assert find_counts(text) is None, why


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("The motion was declared carried.", "carried"),
        ("The amendment fell.", "lost"),
        ("The motion was not carried.", "lost"),
        ("It was agreed to fell the tree.", "carried"),
        ("The amendment was lost and the motion carried.", None),
    ],
)
def test_result(text: str, result: str | None) -> None:
    assert find_result(text) == result


def test_a_recorded_vote_keeps_counts_names_and_result(tmp_path: Path) -> None:
    body = (
        "Councillor Wren moved and Councillor Lark seconded that the budget be approved.\n\nA recorded vote "
        "was taken.\n\n"
        "For (3): Councillors Wren, Lark and O’Teal (J)\n\nAgainst (2): Councillors Finch and "
        "Heron\n\nAbstentions (0)\n\n"
        "The motion was declared carried."
    )
    (vote,) = read_item(tmp_path, body).votes
    assert (vote.votes_for, vote.votes_against, vote.abstentions) == (3, 2, 0)
    assert vote.voters_for == ("Wren", "Lark", "O’Teal (J)")
    assert vote.voters_against == ("Finch", "Heron")
    assert (vote.result, vote.is_recorded, vote.is_unanimous) == ("carried", True, False)
    assert vote.source.text.startswith("For (3)") and vote.source.text.endswith("declared carried.")
    assert (vote.subject, vote.minute) == ("5. Street names", "5")


LISTS: list[tuple[str, Counts, tuple[str, ...], tuple[str, ...], str]] = [
    ("For: Cllrs. Lark, Finch (2)\nAgainst: Cllr. Teal (1)", (2, 1, None), ("Lark", "Finch"), ("Cllr. Teal",), "Irish"),
    (
        (
            "**In Favour:**\n\nCouncillors Butler, Egan **(2)**\n\n**Against:**\n\nCouncillors Carey, Pond, "
            "Novak Uí Swift **(3)**"
        ),
        (2, 3, None),
        ("Butler", "Egan"),
        ("Carey", "Pond", "Novak Uí Swift"),
        "counts behind the names",
    ),
    ("AYES: Wren, Finch. NAYS: None (0)", (None, 0, None), ("Wren", "Finch"), (), "American"),
    ("AYES – Crs Wren, Lark\nNOES – Cr Teal", (None, None, None), ("Wren", "Lark"), ("Cr Teal",), "Australian"),
    (
        "AYES: Wren, Lark\nNAYS: Teal\nMotion carried 2-1.",
        (2, 1, None),
        ("Wren", "Lark"),
        ("Teal",),
        "counts of the result",
    ),
    ("For: 14\nAgainst: 40\nAbstained: 2", (14, 40, 2), (), (), "counts alone"),
    ("For (1): Cllr Wren\nAgainst (1): Vacancy", (1, 1, None), ("Cllr Wren",), (), "an empty seat is nobody"),
    (
        "For (2): Councillors Wren, Lark and Finch\nAgainst (1): Councillor Heron",
        (2, 1, None),
        (),
        ("Councillor Heron",),
        "names that their count belies are left out",
    ),
]


@pytest.mark.parametrize(("body", "counts", "ayes", "noes", "why"), LISTS)
def test_lists_of_those_who_voted(
    tmp_path: Path, body: str, counts: Counts, ayes: tuple[str, ...], noes: tuple[str, ...], why: str
) -> None:
    (vote,) = read_item(tmp_path, f"The result of the vote was as follows:\n\n{body}").votes
    assert (vote.votes_for, vote.votes_against, vote.abstentions) == counts, why
    assert (vote.voters_for, vote.voters_against) == (ayes, noes)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("It was unanimously agreed to plant a tree.", "said of a decision"),
        ("Cllr Lark proposed a grant of £100, seconded by Cllr Finch, all in favour.", "all in favour"),
        ("RESOLVED (unanimously): That a tree be planted.", "beside the verb"),
        (
            "RESOLVED that a tree be planted. Proposed: Cllr Lark. Seconded: Cllr Teal. All in favour.",
            "behind the movers",
        ),
        ("RESOLVED that a tree be planted.\n\nUnanimous.", "in a line of its own"),
        ("Cllr Lark proposed a grant of £100, seconded by Cllr Teal.\n\n**Unanimously agreed**", "in bold"),
    ],
)
def test_unanimous(tmp_path: Path, body: str, why: str) -> None:
    (vote,) = read_item(tmp_path, body).votes
    assert vote.is_unanimous and vote.votes_for is None, why
    assert vote.motion and vote.motion.text in body


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Cllr Wren said that he had abstained from the vote on the budget.", "told of another vote"),
        ("Of the residents 40 were in favour and 12 against.", "a survey"),
        ("The motion to sell the field was carried in November by 5 votes to 2.", "told of another month"),
        ("The fees had been unanimously agreed.", "told of an earlier decision"),
        ("For: the reasons below\nAgainst: the rest", "no counts and no names"),
    ],
)
def test_what_is_no_vote(tmp_path: Path, body: str, why: str) -> None:
    assert read_item(tmp_path, body).votes == (), why


@pytest.mark.parametrize(
    ("line", "counts", "why"),
    [
        ("Votes cast: for 5, against 1, abstentions 0", (5, 1, 0), "for and against"),
        ("**Votes cast:** for 4, against 1, abstentions 0", (4, 1, 0), "in bold"),
        ("Voting: 8 For; 2 Against; 1 Abstention", (8, 2, 1), "counts before the sides"),
        ("(4 votes in favour, 2 against, 1 abstention)", (4, 2, 1), "in brackets"),
    ],
)
def test_counts_in_a_line_beneath_the_resolution(tmp_path: Path, line: str, counts: Counts, why: str) -> None:
    (vote,) = read_item(tmp_path, f"RESOLVED that a tree be planted.\n\n{line}").votes
    assert (vote.votes_for, vote.votes_against, vote.abstentions) == counts, why
    assert vote.subject == "5. Street names"


def test_a_vote_says_what_was_put(tmp_path: Path) -> None:
    body = (
        "An amendment was moved by Councillor Finch, seconded by Councillor Heron, that the grant be kept.\n\n"
        "On being put to the vote the amendment was lost by 12 votes to 20."
    )
    (vote,) = read_item(tmp_path, body).votes
    assert (vote.votes_for, vote.votes_against, vote.result) == (12, 20, "lost")
    assert vote.motion and vote.motion.text.startswith("An amendment was moved by Councillor Finch")
