"""Titles asked for, against titles as papers print them: one row a case."""

from __future__ import annotations

import pytest

from paper_search.answering.register.roles import is_role_of
from paper_search.records import Document, Filters, Meeting

CABINET, PLANNING, COUNCIL = "Cabinet", "Planning Committee", "Council"
HIGHWAYS = "Cabinet Member for Highways and Transport"


@pytest.mark.parametrize(
    ("asked", "body", "title", "committee", "expected", "reason"),
    [
        ("Cabinet Member for Highways", "", HIGHWAYS, CABINET, True, "one item of the list"),
        ("cabinet member for transport", "", HIGHWAYS, COUNCIL, True, "the other one, in any paper"),
        ("Cabinet Member for Highways and Transport", "", HIGHWAYS, CABINET, True, "all of it"),
        ("Cabinet Member for Highways", "", "Cabinet Member for Education", CABINET, False, "another matter"),
        ("Cabinet Member for Highways", "", "Deputy Cabinet Member for Highways", CABINET, False, "a deputy"),
        ("Cabinet Member for Highways", "", "Shadow Cabinet Member for Highways", CABINET, False, "the other side's"),
        ("Deputy Leader", "", "Leader", CABINET, False, "the leader is not the deputy"),
        ("Leader", "", "Deputy Leader", CABINET, False, "nor the deputy the leader"),
        ("Leader of the Council", "", "Leader", CABINET, True, "a council has one"),
        ("Leader", "", "Leader of the Labour Group", COUNCIL, False, "of a group"),
        ("leader of Ferndale District Council", "", "Leader of the Council", CABINET, True, "whose paper it is"),
        ("leader of Larkford Town Council", "", "Leader of the Council", CABINET, False, "another council's"),
        ("Treasurer", "", "City Treasurer", COUNCIL, False, "of another council"),
        ("Leader of the County Council", "", "Leader of the Council", COUNCIL, False, "a district is no county"),
        ("Deputy Leader", "", "Deputy Leader and Cabinet Member for Finance", CABINET, True, "in any paper"),
        ("Leader", "", "Leader and Cabinet Member for Finance", CABINET, True, "the first of two titles"),
        ("Cabinet Member for Finance", "", "Leader and Cabinet Member for Finance", CABINET, True, "the second"),
        ("Chief Executive", "", "Chief Executive Officer", CABINET, True, "in full"),
        ("Director of Education", "", "Corporate Director of Education", CABINET, True, "with its rank"),
        ("Director of Education", "", "Assistant Director of Education", CABINET, False, "below it"),
        ("Director of Education", "", "Director of Adult Education", CABINET, False, "a part of the matter"),
        ("Director of Public Health for Ferndale", "", "Director of Public Health", CABINET, True, "its own place"),
        ("Director of Public Health for Larkford", "", "Director of Public Health", CABINET, False, "another place"),
        ("chairs", "planning committee", "Chairman", PLANNING, True, "the chair in its own minutes"),
        ("chairs", "planning committee", "Chair", CABINET, False, "the chair of another body"),
        ("chairs", "planning committee", "Chairman of the Planning Committee", COUNCIL, True, "by its name"),
        ("Chair", "", "Chair of the Friends of the Lido", COUNCIL, False, "of no body of the council"),
        ("Chairman of the Council", "", "Chairman", PLANNING, False, "a committee's"),
        ("Chairman of the Council", "", "Chairman", COUNCIL, True, "the council's"),
        ("Chair of the Planning Committee", "", "Vice-Chair", PLANNING, False, "the one beside"),
        ("Vice Chairman of the Planning Committee", "", "Vice-Chair", PLANNING, True, "in another form"),
    ],
)
def test_a_title_fits_as_a_whole(
    asked: str, body: str, title: str, committee: str, expected: bool, reason: str
) -> None:
    document = Document("p", "p", "p", meeting=Meeting("Ferndale District Council", committee))
    assert is_role_of(asked, body, title, document, Filters()) is expected, reason
