"""Signing in and out below a path of the host: where it leads, and who is sent the session."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from tests.acceptance.visitors import PASSWORDS, write_users

SITES = [("", "/", "a host of its own"), ("/minutes", "/minutes", "a path of a host that others share")]


@pytest.mark.parametrize(("root_path", "cookie_path", "reason"), SITES, ids=[reason for *_, reason in SITES])
def test_a_session_lies_below_the_path(
    library: Library, tmp_path: Path, root_path: str, cookie_path: str, reason: str
) -> None:
    settings = SiteSettings(root_path=root_path, users=write_users(tmp_path / "users.txt"))
    app = create_app(library, settings=settings)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        form = {"name": "stan", "password": PASSWORDS["stan"]}
        signed_in = client.post(f"{root_path}/sign-in", data=form)
        page = client.get(f"{root_path}/papers").text
        beside = client.get("/papers").text
        signed_out = client.post(f"{root_path}/sign-out")
        after = client.get(f"{root_path}/papers").text
    for response in (signed_in, signed_out):
        assert (response.status_code, response.headers["location"]) == (303, f"{root_path}/"), reason
        assert f"Path={cookie_path};" in response.headers["set-cookie"]
    assert "Signed in as" in page and "Signed in as" not in after
    assert ("Signed in as" in beside) == (root_path == ""), "the session is not sent beside the path"


def test_an_open_page_can_ask_who_is_signed_in(library: Library, tmp_path: Path) -> None:
    app = create_app(library, settings=SiteSettings(users=write_users(tmp_path / "users.txt"), requests_per_minute=4))
    with TestClient(app) as client:
        before = client.get("/session")
        client.post("/sign-in", data={"name": "stan", "password": PASSWORDS["stan"]})
        banner = BeautifulSoup(client.get("/papers").text, "html.parser").select_one(".signed")
        signed_in = client.get("/session")
        client.post("/sign-out", follow_redirects=False)
        after = [client.get("/session") for _ in range(9)]
    assert banner is not None
    assert (
        signed_in.json()
        == {"name": banner["data-name"], "role": banner["data-role"]}
        == {"name": "stan", "role": "staff"}
    )
    assert {response.text for response in (before, *after)} == {'{"name":null,"role":"reader"}'}
    assert {"no-store" in response.headers["cache-control"] for response in (before, signed_in, *after)} == {True}
    assert {response.status_code for response in after} == {200}, "asking costs no question"


def test_an_attempt_that_failed_says_so_and_keeps_the_name(library: Library, tmp_path: Path) -> None:
    app = create_app(library, settings=SiteSettings(users=write_users(tmp_path / "users.txt")))
    with TestClient(app) as client:
        failed = client.post("/sign-in", data={"name": 'stan"', "password": "a wrong password"})
        began = BeautifulSoup(client.get("/sign-in").text, "html.parser")
    page = BeautifulSoup(failed.text, "html.parser")
    assert failed.status_code == 403
    assert page.title is not None and page.title.get_text().startswith("Error: Sign in")
    fields = {str(field["name"]): field for field in page.select("main input")}
    assert [fields["name"]["value"], fields["password"].get("value")] == ['stan"', None]
    assert {field.get("aria-describedby") for field in fields.values()} == {"problem"}
    assert page.select_one("#problem[role=alert]") is not None
    assert began.select_one("#problem") is None and not began.select("[aria-describedby]")


def test_a_page_that_leads_on_stays_below_the_path(library: Library) -> None:
    app = create_app(library, settings=SiteSettings(root_path="/minutes"))
    with TestClient(app, follow_redirects=False) as client:
        response = client.get("/minutes/people/find?q=Nobody")
    assert response.status_code == 303 and response.headers["location"].startswith("/minutes/people")
