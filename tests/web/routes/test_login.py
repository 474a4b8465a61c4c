"""Signing in and out below a path of the host: where it leads, and who is sent the session."""

from __future__ import annotations

from pathlib import Path

import pytest
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


def test_a_page_that_leads_on_stays_below_the_path(library: Library) -> None:
    app = create_app(library, settings=SiteSettings(root_path="/minutes"))
    with TestClient(app, follow_redirects=False) as client:
        response = client.get("/minutes/people/find?q=Nobody")
    assert response.status_code == 303 and response.headers["location"].startswith("/minutes/people")
