"""Two values of a field are the same whatever their case, spaces, punctuation and titles of address."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.evaluation.parsing.register_values import RawValue, Value, fold_value, is_right

FOLDED = [
    ("value", "7.30 PM", "730pm", "a time, however it is printed"),
    ("value", "the Guildhall", "guildhall", "an article is no part of a place"),
    ("value", "Theatre Square", "theatresquare", "nor is the beginning of a word one"),
    ("name", "Cllr Mrs J. Wren", "jwren", "titles of address are no part of a name"),
    ("name", "Drake", "drake", "a surname that begins as a title does"),
    ("name", "Wren (J)", "wrenj", "the initial behind a surname is"),
    ("mover", "The Mayor", "mayor", "an office instead of a name"),
    ("capacity", "Councillor", None, "a title of address is no capacity"),
    ("name", "Borough Councillor B Heron", "bheron", "of another council, too"),
    ("name", "Borough Reeve", "boroughreeve", "an office is none"),
    ("capacity", "Chairman", "chairman", "an office is"),
    ("capacity", "Commissioner for Roads", "commissionerforroads", "nor does it lose its first word"),
    ("subject", "7. Market Place", "marketplace", "a heading without its number"),
    ("subject", "4 b) Market Place", "marketplace", "nor its letter"),
    ("subject", "(c) Market Place", "marketplace", "in brackets or not"),
    ("decided_on", date(2031, 3, 4), "20310304", "a day"),
    ("decided_on", "2031-03-04", "20310304", "and as a file of judgements has it"),
    ("is_amendment", True, "true", "said of a decision"),
    ("is_amendment", False, None, "not said is nothing"),
    ("conditions", 0, None, "no conditions are nothing"),
    ("conditions", 3, "3", "three are"),
    ("votes_against", 0, "0", "no vote against is a count"),
    ("interest", None, None, "nothing"),
    ("reference", "—", None, "no letter is nothing"),
]


@pytest.mark.parametrize(("field", "value", "folded", "why"), FOLDED, ids=[row[-1] for row in FOLDED])
def test_a_value_is_folded(field: str, value: RawValue, folded: Value, why: str) -> None:
    assert fold_value(field, value) == folded, why


RIGHT = [
    ("outcome", "agreed", ("agreed", "approved"), True, "one of those that are right"),
    ("outcome", "noted", ("agreed", "approved"), False, "none of them"),
    ("mover", "jwren", (None,), False, "nothing is printed"),
    ("interest", "ownsland", ("cllrwrenownslandinlarkford",), True, "part of the judged words"),
    ("interest", "cllrwrenownsland", ("ownsland",), True, "the whole sentence"),
    ("interest", "ownsland", ("isatrustee",), False, "another interest"),
    ("interest", "ownsland", (None,), False, "no interest was declared"),
]


@pytest.mark.parametrize(("field", "value", "accepted", "right", "why"), RIGHT, ids=[row[-1] for row in RIGHT])
def test_a_value_is_right(field: str, value: str, accepted: tuple[Value, ...], right: bool, why: str) -> None:
    assert is_right(field, value, accepted) is right, why
