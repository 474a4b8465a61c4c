"""The register over HTTP: the JSON of the command line, and errors that say where ids are found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.records import Filters
from paper_search.records.register import RegisterQuery
from paper_search.schemas import (
    BaseSchema,
    DecisionListSchema,
    MeetingListSchema,
    MeetingSchema,
    PersonListSchema,
    VoteListSchema,
)
from tests.schemas.fields import list_undescribed

WEXMOOR = Filters(("Wexmoor County Council",))
SAME: list[tuple[str, Callable[[Library], BaseSchema]]] = [
    ("decisions", lambda library: DecisionListSchema.from_list(library.list_decisions())),
    (
        "decisions?q=budget&authority=wexmoor&outcome=resolved&outcome=agreed&limit=3",
        lambda library: DecisionListSchema.from_list(
            library.list_decisions(RegisterQuery(WEXMOOR, ("resolved", "agreed"), "budget", limit=3))
        ),
    ),
    ("votes", lambda library: VoteListSchema.from_list(library.list_votes())),
    (
        "meetings?authority=wexmoor&limit=2&offset=1",
        lambda library: MeetingListSchema.from_list(
            library.list_meetings(RegisterQuery(WEXMOOR, limit=2, offset=1)), 1
        ),
    ),
    ("people?limit=5", lambda library: PersonListSchema.from_list(library.list_people(RegisterQuery(limit=5)))),
]


@pytest.mark.parametrize(("address", "expected"), SAME, ids=[address for address, _ in SAME])
def test_a_list_gives_what_the_command_line_prints(
    client: TestClient, library: Library, address: str, expected: Callable[[Library], BaseSchema]
) -> None:
    served = client.get(f"/api/{address}")
    assert served.status_code == 200, served.text
    assert served.headers["cache-control"] == "private, no-cache"
    assert served.json() == expected(library).to_json()


def test_a_meeting_is_given_by_its_id(client: TestClient, library: Library) -> None:
    for summary in library.list_meetings().meetings:
        meeting = library.get_meeting(summary.meeting_id)
        served = client.get("/api/meeting", params={"id": summary.meeting_id})
        assert meeting is not None
        assert served.json() == MeetingSchema.from_meeting(meeting).to_json()


def test_every_field_that_is_given_is_described(library: Library) -> None:
    decisions = DecisionListSchema.from_list(library.list_decisions())
    assert decisions.total
    assert list_undescribed(DecisionListSchema.model_validate(decisions.to_json())) == []
    for summary in library.list_meetings().meetings:
        meeting = library.get_meeting(summary.meeting_id)
        assert meeting is not None
        assert list_undescribed(MeetingSchema.model_validate(MeetingSchema.from_meeting(meeting).to_json())) == []


WRONG: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("meeting", {"id": "nowhere/cabinet/2025-01-01"}, 404, "/api/meetings", "an unknown meeting"),
    ("person", {"id": "nowhere/nobody"}, 404, "/api/people", "an unknown person"),
    ("matter", {"doc_id": "no-such.pdf"}, 404, "/api/papers", "an unknown paper"),
    ("decisions", {"authority": "Atlantis"}, 400, "Atlantis", "a council of which nothing is held"),
    ("decisions", {"outcome": "maybe"}, 422, "cannot be used", "no outcome"),
    ("votes", {"limit": 0}, 422, "cannot be used", "no page"),
    ("meeting", {}, 422, "missing", "no id"),
]


@pytest.mark.parametrize(("name", "params", "status", "detail", "reason"), WRONG)
def test_errors_are_problems(
    client: TestClient, name: str, params: dict[str, Any], status: int, detail: str, reason: str
) -> None:
    served = client.get(f"/api/{name}", params=params)
    assert (served.status_code, served.json()["status"]) == (status, status), reason
    assert detail in served.json()["detail"], reason
