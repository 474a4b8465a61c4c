"""The limits of a list of decisions as an address, and back."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.errors import QueryError
from paper_search.records import Filters
from paper_search.records.register import RegisterQuery
from paper_search.web.decision_forms import (
    DecisionForm,
    from_decision_query,
    to_decision_query,
)
from paper_search.web.forms import MAX_WORDS_CHARS
from paper_search.web.register_forms import build_decision_list_url

FULL = DecisionForm("ferry & pier", ("A & B Council", "C"), ("Cabinet",), ("agreed", "called in"), "March 2024", "2025")


@pytest.mark.parametrize("form", [DecisionForm(), FULL, DecisionForm(outcomes=("lost",))])
def test_an_address_gives_its_form_back(form: DecisionForm) -> None:
    assert from_decision_query(to_decision_query(form)) == form
    assert from_decision_query(build_decision_list_url(form).partition("?")[2]) == form


STRANGE = [
    ("outcome=painted&outcome=agreed", DecisionForm(outcomes=("agreed",)), "an outcome that there is not"),
    ("q=" + "x" * 900, DecisionForm("x" * MAX_WORDS_CHARS), "words without end"),
    ("q=%0Aferry%0D%0Apier", DecisionForm("ferry pier"), "lines"),
    ("&".join(f"a{number}=1" for number in range(500)), DecisionForm(), "more parts than an address has"),
    (None, DecisionForm(), "no text"),
    ("?q=ferry", DecisionForm("ferry"), "the question mark along with it"),
]


@pytest.mark.parametrize(("query", "form", "reason"), STRANGE, ids=[reason for *_, reason in STRANGE])
def test_whatever_is_sent_gives_a_form(query: object, form: DecisionForm, reason: str) -> None:
    assert from_decision_query(query) == form


def test_the_limits_are_those_of_the_register() -> None:
    filters = Filters(("A & B Council", "C"), ("Cabinet",), (), date(2024, 3, 1), date(2025, 12, 31))
    expected = RegisterQuery(filters, ("agreed", "called in"), "ferry & pier", limit=20, offset=40)
    assert FULL.to_register_query(limit=20, offset=40) == expected
    other = Filters(authorities=("D",))
    assert FULL.to_register_query(other).filters == other


@pytest.mark.parametrize("form", [DecisionForm(since="tomorrow"), DecisionForm(since="2025", until="2024")])
def test_dates_that_are_none_are_said(form: DecisionForm) -> None:
    with pytest.raises(QueryError):
        form.to_register_query()
