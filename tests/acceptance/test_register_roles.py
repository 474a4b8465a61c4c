"""Who may see what of the register: each of its doors tried as anybody, as a reader, as a member and as staff."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.records import MEMBERS
from paper_search.web import SiteSettings, create_app
from tests import register_corpus as held
from tests.acceptance.visitors import PASSWORDS, ROLES, write_users

MEETING = "/meetings/ferndale-town-council/assets-panel/2025-02-11"
DOORS = [
    ("/meetings", "the list of meetings"),
    ("/meetings?q=hangar", "meetings by words"),
    ("/meetings?status=no+minutes&committee=Assets+Panel", "meetings of one committee"),
    (MEETING, "the meeting"),
    ("/decisions", "the list of decisions"),
    ("/decisions?q=zeppelin", "decisions by words"),
    ("/decisions/csv", "the table of decisions"),
    ("/decisions/feed", "the feed of decisions"),
    ("/people", "the list of people"),
    ("/people?name=Zorilla", "people by name"),
    ("/people/find?name=Cllr+Zorilla&authority=Ferndale+Town+Council", "the way to a person"),
    ("/people/ferndale-town-council/zorilla", "a person whom the paper alone names"),
]
TRACES = ("zeppelin hangar be sold", ">Cllr Zorilla<", "Assets Panel</")
"""Words of the paper, where no page shows what was typed."""


@pytest.fixture(scope="module", params=["", *PASSWORDS], ids=["anybody", *ROLES.values()])
def someone(
    request: pytest.FixtureRequest, register_library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, TestClient]]:
    """Each kind of visitor in turn, with the role."""
    file = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    settings = SiteSettings(users=file, requests_per_minute=100_000, max_concurrent_requests=100)
    with TestClient(create_app(register_library, settings=settings)) as client:
        if request.param:
            client.post("/sign-in", data={"name": request.param, "password": PASSWORDS[request.param]})
        yield ROLES.get(request.param, ""), client


@pytest.mark.parametrize(("address", "door"), DOORS, ids=[door for _, door in DOORS])
def test_a_door_of_the_register_opens_to_members_and_staff_alone(
    someone: tuple[str, TestClient], address: str, door: str
) -> None:
    role, client = someone
    answered = client.get(address)
    shown = any(trace in answered.text for trace in TRACES) and answered.status_code == 200
    is_limited = "committee=" in address
    # A committee of which nothing may be seen is unknown, and the limit that was typed is shown as typed.
    if not is_limited:
        assert shown == (role in ("member", "staff")), answered.text[-3000:]
    if role in ("member", "staff"):
        assert answered.headers["cache-control"] == "private, no-store"


def test_a_committee_that_may_not_be_seen_is_like_one_that_is_not_there(someone: tuple[str, TestClient]) -> None:
    role, client = someone
    hidden, unknown = (
        client.get("/decisions", params={"committee": name}).text for name in ("Assets Panel", "No Panel")
    )
    is_alike = hidden.replace("Assets", "No") == unknown
    assert is_alike == (role not in ("member", "staff"))


def test_passages_of_a_hidden_decision_are_not_exported(
    someone: tuple[str, TestClient], register_library: Library
) -> None:
    role, client = someone
    (decision,) = (
        record.decision.entry.source
        for record in register_library.with_access(MEMBERS).list_decisions().decisions
        if record.decision.document.doc_id == held.MEMBERS
    )
    chosen = f"{decision.start}-{decision.end} {decision.passage_id}"
    exported = client.get("/export", params={"format": "markdown", "span": chosen})
    assert (exported.status_code == 200) == (role in ("member", "staff"))
    url = f"/view/{quote(decision.doc_id)}?passage={quote(decision.passage_id)}&from={decision.start}&to={decision.end}"
    assert (client.get(url).status_code == 200) == (role in ("member", "staff"))
