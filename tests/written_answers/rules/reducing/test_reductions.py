"""Members of a sentence that may be taken out whole, and those that may not, each with the reason."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.reducing.reductions import reduce_source
from paper_search.written_answers.rules.words import SourceSentence, split_into_words
from tests.written_answers.making import check

CAR_PARKS = (
    "Takings at the car parks were £31,000 below target, mainly because the Dock Street car park was shut for nine"
    " weeks while the lifts were replaced."
)
LIDO = (
    "The Head of Leisure said that, despite a wet summer, visits to the lido had risen by 6%, but that the pump would"
    " not last another season unless it was rebuilt."
)
CLERK = (
    "The Clerk was asked to write to the County Council, as highway authority, about the state of Mill Lane and to find"
    " out whether the speed limit could be lowered to 20mph outside the school."
)
BANK = (
    "The Council has bought the former bank in High Street for £310,000, using money from the sale of the Drill Hall,"
    " and intends to open it as a library once the lift has been put in."
)
FLEET = (
    "The average age of the fleet is 7.4 years, against a target of six, and nine vehicles, or 15% of the total, are"
    " more than twelve years old."
)
GOVERNORS = (
    "The Governors, having read the report, resolved by five votes to two to close the nursery at the end of the summer"
    " term, subject to the consent of the diocese."
)
ESTATES = (
    "The Estates Manager advised that the sale could not be completed until the title had been registered, which"
    " normally takes eight to ten weeks, and suggested that the buyer be allowed in as a licensee meanwhile."
)
BUSES = (
    "Although three members had doubts about the cost, the Board approved the purchase of two minibuses, at a price not"
    " above £64,000, from the transport reserve."
)
CLAIMS = "Claims are looked at every Monday by a group of four clerks and awards are usually paid within ten days."

KEPT = [
    ("Takings at the car parks were £31,000 below target.", CAR_PARKS, "a reason goes with its hedge"),
    ("Awards are usually paid within ten days.", CLAIMS, "another subject's statement, with a hedge of its own"),
    ("Claims are looked at every Monday by a group of four clerks.", CLAIMS, "the hedge is of the other statement"),
    (
        "The Head of Leisure said that visits to the lido had risen by 6%, but that the pump would not last another"
        " season unless it was rebuilt.",
        LIDO,
        "what did not prevent it",
    ),
    (
        "The Head of Leisure said that the pump would not last another season unless it was rebuilt.",
        LIDO,
        "one of two clauses that were said",
    ),
    (
        "The Clerk was asked to find out whether the speed limit could be lowered to 20mph outside the school.",
        CLERK,
        "one of two errands",
    ),
    ("The Council has bought the former bank in High Street for £310,000.", BANK, "a plan told beside what was done"),
    (
        "The Council intends to open it as a library once the lift has been put in.",
        BANK,
        "the plan, with its condition",
    ),
    ("The average age of the fleet is 7.4 years.", FLEET, "another figure, and another statement"),
    (
        "The average age of the fleet is 7.4 years, and nine vehicles are more than twelve years old.",
        FLEET,
        "the same share in another measure",
    ),
    (
        "The Governors, having read the report, resolved to close the nursery at the end of the summer term, subject to"
        " the consent of the diocese.",
        GOVERNORS,
        "the votes",
    ),
    (
        "The Estates Manager suggested that the buyer be allowed in as a licensee meanwhile.",
        ESTATES,
        "what the same person said before, with its conditions",
    ),
    (
        "The Estates Manager advised that the sale could not be completed until the title had been registered.",
        ESTATES,
        "what the same person said after it",
    ),
    (
        "The Board approved the purchase of two minibuses, at a price not above £64,000, from the transport reserve.",
        BUSES,
        "what was granted",
    ),
    (
        "The reading room will stay open on Saturdays until at least March 2027.",
        "Thanks to a legacy, the reading room will stay open on Saturdays until at least March 2027, after which the"
        " trustees will look at its use again.",
        "a reason, and what comes after the term",
    ),
    (
        "The inspector will hold a hearing in June if objections are not withdrawn.",
        "The inspector, appointed by the Minister, will hold a hearing in June if objections are not withdrawn.",
        "what somebody is besides, in a plan",
    ),
    (
        "The Treasurer answered questions from the floor.",
        "The Treasurer presented the accounts, drew attention to the fall in income and answered questions from the"
        " floor.",
        "the last of three acts",
    ),
    (
        "Members were told that the pump had failed.",
        "Members were told that the lido had opened late, that the pump had failed, and that the cost was £900.",
        "the middle one of three clauses",
    ),
    (
        "Use rose by 1.8 percentage points in May.",
        "Use rose by 1.8 percentage points to 92.6% in May.",
        "where a change led",
    ),
    (
        "The Panel visited two mills.",
        "The Panel met four times between May and July and visited two mills before making its report to the Board.",
        "another act, and what came after",
    ),
]
WITHHELD = [
    (
        "A grant is refused where the shed was inspected.",
        "A grant is refused where the shed was inspected and was found sound.",
        "a second verb of what a rule hangs on",
    ),
    (
        "The levy is repaid when the pond has been checked.",
        "The levy is repaid when the pond has been checked and has been found clean.",
        "likewise, in the perfect",
    ),
    ("Awards are paid within ten days.", CLAIMS, "the hedge is of the statement"),
    ("Visits to the lido had risen by 6%.", LIDO, "who says so"),
    ("The pump would not last another season.", LIDO, "its condition"),
    ("The Council intends to open it as a library.", BANK, "its condition"),
    ("The Council has bought the bank in High Street.", BANK, "it is a former bank"),
    ("Nine vehicles are twelve years old.", FLEET, "the hedge of a figure"),
    ("The Governors resolved to close the nursery at the end of the summer term.", GOVERNORS, "a set-off condition"),
    ("The Estates Manager advised that the sale could not be completed.", ESTATES, "until when"),
    ("The Board approved the purchase of two minibuses from the transport reserve.", BUSES, "the limit of a price"),
    (
        "The Trust agreed to open the hall.",
        "The Trust agreed to open the hall after the roof is repaired.",
        "what must happen first",
    ),
    (
        "The land transferred to the County was sold.",
        "The land bought in 2001 and transferred to the County was sold.",
        "both participles narrow the subject",
    ),
    (
        "The bids were asked to explain it.",
        "Officers reported that the bids were late and were asked to explain it.",
        "the second act is of those who reported",
    ),
    (
        "The fund may be used for repairs.",
        "The fund may be used for repairs but may not be used for new buildings.",
        "of a permission, what it does not cover",
    ),
    ("The board approved the sale.", "The board approved the sale but later withdrew from it.", "what undid it"),
    (
        "Residents of Fold Lane asked for a crossing.",
        "Residents of Fold Lane asked for a crossing, but the engineers did not support one.",
        "what became of it",
    ),
    (
        "The tenant shall have the right to renew.",
        "The tenant shall have the right to renew, which is subject to the Board's consent.",
        "a relative clause with the condition of what is decided",
    ),
    (
        "No decision had been taken on the depot.",
        "No decision had been taken on the depot, said the Director, and none would be before the review.",
        "who says so, in the middle",
    ),
]


@pytest.mark.parametrize(("text", "source", "reason"), KEPT)
def test_a_member_that_binds_nothing_may_be_taken_out(text: str, source: str, reason: str) -> None:
    assert check(text, source).reasons == (), reason
    assert check(text, source, freedom="careful").reasons == (), reason


@pytest.mark.parametrize(("text", "source", "reason"), WITHHELD)
def test_a_member_that_binds_the_rest_stays(text: str, source: str, reason: str) -> None:
    assert not check(text, source).is_kept, reason
    assert not check(text, source, freedom="careful").is_kept, reason


def test_a_reduction_is_made_of_the_words_of_its_source_in_their_order() -> None:
    for _, text, _ in KEPT:
        words = split_into_words(text)
        source = SourceSentence(1, words)
        reduced = reduce_source(source, [word.form for word in words[-2:]])
        rest = iter(word.start for word in words)
        assert reduced is None or all(word.start in rest for word in reduced.words)


def test_nothing_is_taken_out_of_a_long_table() -> None:
    words = split_into_words(" ".join(f"Row {number} was read, and was noted." for number in range(40)))
    assert reduce_source(SourceSentence(1, words), ["noted"]) is None
