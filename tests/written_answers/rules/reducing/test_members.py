"""Members of lists, amounts, passives and motions, and phrases and grounds, each with the reason."""

from __future__ import annotations

import pytest

from tests.written_answers.making import check

KEPT = [
    ("The fund holds £4m in cash.", "The fund holds £4m in cash and £6m in shares.", "the first"),
    ("The fund holds £6m in shares.", "The fund holds £4m in cash and £6m in shares.", "the other one"),
    ("The Panel raised the noise and the light.", "The Panel raised the noise, the traffic and the light.",
     "of a list"),
    ("The order was confirmed in June.", "The order was made in May and confirmed in June.", "one of two participles"),
    ("Cllr Hale moved that the rate be cut.", "Cllr Hale moved, and Cllr Ives seconded, that the rate be cut.",
     "who seconded it"),
    ("The fair will be held in May.", "The fair will be held in May instead of June.", "what was not chosen"),
    ("The Clerk reported that the wall was safe.", "The Clerk reported to the Panel that the wall was safe.",
     "to whom"),
    ("The Board sold the land for £40,000.", "The Board sold the land to Hale Ltd for £40,000.", "to a name"),
    ("Mr Hale asked for a path.", "Mr Hale of 4 Ash Road asked for a path.", "an address"),
    ("The road will be closed.", "The road will be closed because the bridge is unsafe.", "a reason of a plan"),
    ("The road will be closed.", "The road will be closed to allow repairs.", "a purpose of a plan"),
    ("The Board met so that it could vote.", "The Board met so that it could vote and so that it could elect a chair.",
     "one of two purposes"),
    ("The club was moved.", "The club was moved, despite objections from its members.", "what did not hinder it"),
    ("Grants: Ash, £4.", "Grants: Ash, £4; Elm, £6, spent.", "a whole item"),
    ("The fee was cut.", "The fee was cut, and the plan, as amended, was carried.", "another statement, as amended"),
    ("The bus began in May.", "The bus, which began in May, is full.", "what a relative clause tells of the subject"),
]  # fmt: skip
WITHHELD = [
    ("The fund holds £6m in cash.", "The fund holds £4m in cash and £6m in shares.", "the other's amount"),
    ("The sum was shared between A and C.", "The sum was shared between A, B and C.", "told together"),
    ("The Board merged the north team and the west team.",
     "The Board merged the north team, the south team and the west team.", "told together"),
    ("The order was confirmed in June.", "The order was not made in May and confirmed in June.", "a denial of both"),
    ("Cllr Hale moved that the fee be waived.", "Cllr Hale moved, and Cllr Ives seconded, an amendment that the fee be"
     " waived.", "what was moved"),
    ("The hall is not used on Fridays.", "The hall is not used on Fridays instead of Mondays.", "what is denied"),
    ("The Board complained at the weekend.", "The Board complained about the noise at the weekend.", "of the noise"),
    ("The Board visited the oldest hall in May.", "The Board visited the oldest hall in the county in May.", "a rank"),
    ("Charges may be waived.", "Charges may be waived because the applicant is in hardship.", "of a permission"),
    ("The Council has a duty.", "The Council has a duty to prevent homelessness.", "what the duty is"),
    ("The Board refused a bid.", "The Board refused a bid which had been made late.", "what is refused"),
    ("The bus runs daily.", "The bus, which began in May, runs daily, but does not run in August.", "not the aside's"),
    ("The permission was granted.", "The permission was granted, a decision since overturned.", "undone"),
    ("Grants: Ash, £4, spent.", "Grants: Ash, £4, unspent; Elm, £6, spent.", "the end of another item"),
    ("Grants: Ash and Elm, £6, spent.", "Grants: Ash, £4, unspent; Elm, £6, spent.", "the amount of one of two"),
    ("The plan was carried.", "The plan, as amended, was carried.", "another text than the plan"),
    ("The plan was agreed.", "The plan was agreed with two amendments.", "likewise, behind the verb"),
    ("The Board adopted the plan in May.", "The Board adopted the plan, in its revised form, in May.", "its form"),
    ("Spending fell and was even.", "Spending fell in the north and was even in the south.", "a change and its place"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "reason"), KEPT)
def test_a_member_may_be_taken_out(text: str, source: str, reason: str) -> None:
    assert check(text, source).reasons == (), reason


@pytest.mark.parametrize(("text", "source", "reason"), WITHHELD)
def test_a_member_that_the_rest_hangs_on_stays(text: str, source: str, reason: str) -> None:
    assert not check(text, source).is_kept, reason
    assert not check(text, source, freedom="careful").is_kept, reason
