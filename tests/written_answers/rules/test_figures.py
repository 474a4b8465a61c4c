"""Which figures a sentence may have: those that are printed, of the same unit and as exact."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.figures import check_figures
from tests.written_answers.making import use

CASES = [
    ("The cost is £5m.", "The cost is £5m.", "", "the same"),
    ("The cost is £5,000,000.", "The cost is £5m.", "", "the same in another form"),
    ("The cost is £5 million.", "The cost is £5m.", "", "and in words"),
    ("Three roads shut.", "3 roads shut.", "", "a number word"),
    ("The share is 12%.", "The share is 12 per cent.", "", "a sign for its words"),
    ("The cost is £6m.", "The cost is £5m.", "do not have", "another digit"),
    ("The cost is £5bn.", "The cost is £5m.", "do not have", "another scale"),
    ("The cost is 5m.", "The cost is £5m.", "do not have", "without its currency"),
    ("The share is 12.", "The share is 12%.", "do not have", "without its sign"),
    ("The change is 5%.", "The change is -5%.", "do not have", "without its minus"),
    ("Roads shut in half the towns.", "Roads shut in six of the 12 towns.", "do not have", "computed"),
    ("The cost in January 2024 is £5m.", "The cost is £5m.", "", "the date of the citation"),
    ("The cost in 2024 is £5m.", "The cost is £5m.", "do not have", "its year alone"),
    ("60 came.", "About 60 came.", "more or less exact", "the hedge is gone"),
    ("About 60 came.", "60 came.", "more or less exact", "a hedge is added"),
    ("Over 60 came.", "About 60 came.", "more or less exact", "another hedge"),
    ("A fine of £80.", "A fine of up to £80.", "more or less exact", "a limit is gone"),
    ("Some 5 homes.", "Some 5+ homes.", "more or less exact", "a plus sign is gone"),
    ("The balance was 1,200 then.", "The balance was (1,200) then.", "more or less exact", "a negative sum"),
    ("It lasts 28 weeks.", "It lasts 28 days.", "another unit", "another unit"),
    ("It costs £4.", "It costs £4 per vehicle.", "another unit", "the rate is gone"),
    ("There were 40 schools.", "There were 40 homes.", "another unit", "another thing is counted"),
    ("It is agreed that 2 members go.", "It is agreed that\n1. we meet;\n2. members go.", "number of", "a label"),
    ("There were 40 homes.", "There were 40 new homes.", "", "a word between them"),
]


@pytest.mark.parametrize(("text", "span", "fault", "reason"), CASES)
def test_a_figure_is_printed_with_its_unit_and_its_hedge(text: str, span: str, fault: str, reason: str) -> None:
    found = list(check_figures(use(text, span)))
    assert not fault or any(fault in told for told in found), reason
    assert bool(found) is bool(fault), reason
