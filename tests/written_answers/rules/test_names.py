"""Who may be named: whom the span or its citation names, with the rank and the stage that it has there."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.names import check_names
from tests.written_answers.making import use

CASES = [
    ("The Mayor met Ann Reeve.", "The Mayor met Ann Reeve in May.", "", "the same"),
    ("The Mayor met Ann Rook.", "The Mayor met Ann Reeve.", "do not name", "another name"),
    ("The Leader met Ann Reeve.", "The Mayor met Ann Reeve.", "do not name", "another role"),
    ("the leader met her.", "The Mayor met her.", "do not name", "a role with a small letter"),
    ("Reeve met the Mayor.", "Ann Reeve met the Mayor.", "", "a surname"),
    ("Rook met the Mayor.", "Ann Reeve met the Mayor.", "do not name", "an unknown name that opens"),
    ("Ann Reeve's plan failed.", "Ann Reeve made the plan that failed.", "", "a possessive"),
    ("The Cabinet of Wexmoor met.", "They met.", "", "names of the citation"),
    ("The leader left.", "The former leader left.", "makes it another", "a rank is gone"),
    ("The budget was sent.", "The draft budget was sent.", "makes it another", "a stage is gone"),
    ("The former leader left.", "The former leader left.", "", "a rank is kept"),
]


@pytest.mark.parametrize(("text", "span", "fault", "reason"), CASES)
def test_a_name_is_of_the_span_or_of_its_citation(text: str, span: str, fault: str, reason: str) -> None:
    found = list(check_names(use(text, span)))
    assert bool(found) is bool(fault) and all(fault in told for told in found), reason
