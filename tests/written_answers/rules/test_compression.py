"""What a compression may leave out: what cannot change the meaning of the rest."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.compression import check_compression, check_gaps
from tests.written_answers.making import use

PAST = "In March 2024, the Trust (which has nine members) also repaired the weir at Cole Mill, a listed one, with lime."
HARMLESS = [
    ("The Trust repaired the weir at Cole Mill.", PAST, "an opening, brackets, emphasis, an aside and an end"),
    ("In March 2024 Trust repaired weir at Cole Mill with lime.", PAST, "glue"),
    ("The Trust repaired the weir.", PAST, "what only narrows what has happened"),
    ("The roof leaks.", "3.1 The roof leaks.", "the number of a paragraph"),
    ("Members noted the plan.", "Members noted the plan and thanked the Clerk.", "a second act"),
    ("Members noted the plan.", "Members noted the plan; the Clerk was thanked.", "a second statement"),
    ("The Clerk was thanked.", "The plan was noted, and the Clerk was thanked.", "a first statement"),
    ("The hall will be let to the Friends.", "The hall will be let to the Friends in May 2026.", "a date of a plan"),
    ("The hall will be let.", "The hall will be let in Market Street.", "a named place of a plan"),
    ("Police stopped 19 cars in May.", "Police stopped 19 cars, chiefly vans, in May.", "an aside"),
    ("The Trust overspent.", "The Trust overspent because of a flood.", "why something has happened"),
    ("The Panel chose repair.", "The Panel chose repair rather than sale.", "what was not chosen"),
    ("The Chair ruled it out.", "Under Standing Order 14, the Chair ruled it out.", "the power that was used"),
    ("The hall is let.", "Although the roof leaks, the hall is let.", "what is granted"),
    ("It is refused: the wall leans.", "It is refused for the following reason: the wall leans.", "an announcement"),
    ("He said that the pool shut.", "He said that the hall opened, that the pool shut.", "a clause that was said too"),
    ("He said that the pool shut.", "He said that the pool shut, and that the hall opened.", "and one behind it"),
    ("The fund fell.", "The fund fell, its managers having sold shares.", "how it came about"),
    ("The Panel asked for quotes.", "The Panel met the owner, noted the bill and asked for quotes.", "first acts"),
    ("The plan cost £5.", "The Panel considered the plan, which cost £5, and left.", "what is told of a thing"),
    ("The hall, a stone building, will close.", "The hall, a stone building, will close.", "all of it"),
    ("The hall will close.", "The hall, a stone building to the west, will close.", "what it is"),
    ("It was built in 1902.", "It was built by the Trust in 1902.", "whom it was done by"),
    ("It lost £5.", "It lost £5, after fees, at approved inns.", "a participle before a noun decides nothing"),
    ("The Panel met to vote.", "The Panel met on 3 May 2024 to vote.", "a date in the middle"),
]
HARMFUL = [
    ("The leader left.", "The deputy leader left.", "a word before a noun"),
    ("Visits fell.", "Visits to the north fell.", "what the subject is narrowed by"),
    ("The Panel approved the fee.", "The Panel noted the plan and the Cabinet approved the fee.", "head and tail"),
    ("The hall will be let.", "The hall will be let by auction.", "the terms of a plan"),
    ("The hall may be let.", "The hall may be let in Market Street.", "the place of a permission"),
    ("Tolls are waived.", "Tolls are waived for ambulances.", "for whom a rule holds"),
    ("The bus runs.", "The bus runs in term time.", "when a habit holds"),
    ("No road was shut.", "No road was shut in the north.", "what a denial is narrowed by"),
    ("The bid did not win.", "The bid did not win in the north.", "and behind it"),
    ("Grants went to clubs.", "Grants went to clubs that admit juniors.", "a clause that narrows"),
    ("Members chose A.", "Members chose A or B.", "an alternative"),
    ("The Trust paid £5m for schools.", "The Trust paid £5m for schools, roads and parks.", "a sum of several things"),
    ("Tenants pay half.", "Under the Warm Homes Scheme, tenants pay half.", "for whom a rule holds"),
    ("No motion was taken.", "Under Standing Order 14, no motion was taken.", "what a denial rests on"),
    ("The hall may close.", "Under the Act, the hall may close.", "what a permission rests on"),
    ("The hall will close.", "The hall will close, the lease being sold.", "how a plan comes about"),
    ("The land moved to it was sold.", "The land bought in 2001 and moved to it was sold.", "a participle of a noun"),
    ("The fair opened in May.", "The fair was moved and opened in May.", "an act without its auxiliary"),
    ("It rose.", "It rose more than twice.", "a comparison"),
    ("It took from 5.", "It took from 5 to 7 days.", "a range"),
    ("One was hurt.", "One in five was hurt.", "a share"),
    ("Lynn was built.", "Hull, Wells and Lynn was built.", "subjects before the last"),
    ("The school of King was let.", "The school of King and West was let.", "half of a name"),
    ("The Clerk three members left.", "The Clerk and three members left.", '"and" between two'),
    ("In reply to a question.", "In reply to a question, the Clerk spoke and was thanked.", "the statement itself"),
    ("Issues relating.", "Issues relating to the drain were raised.", "the end of a phrase"),
    ("He asked for the.", "He asked for the plan.", "a noun behind its article"),
    ("The hall was not let by auction in May.", "The hall was not let by auction in early May.", "a word of a denial"),
    (
        "Wells are dry and the Trust and Friends paid.",
        "Wells are dry and the Trust, Friends paid for it.",
        "other words",
    ),
    ("Zebras ran.", "The Clerk spoke.", "words of its own"),
]


@pytest.mark.parametrize(("text", "span", "reason"), HARMLESS)
def test_what_cannot_change_the_rest_may_be_left_out(text: str, span: str, reason: str) -> None:
    assert list(check_compression(use(text, span))) == [], reason
    assert list(check_gaps(use(text, span))) == [], "a rewording may leave out as much"


@pytest.mark.parametrize(("text", "span", "reason"), HARMFUL)
def test_what_may_change_the_rest_stays(text: str, span: str, reason: str) -> None:
    assert list(check_compression(use(text, span))), reason
