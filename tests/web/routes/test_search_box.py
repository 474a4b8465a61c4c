"""The form for other websites, and its page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.routes.search_box import make_search_box_view, write_search_box

SITES = [
    (SiteSettings(), "http://testserver/", "the address that was asked"),
    (SiteSettings(root_path="/minutes"), "http://testserver/minutes/", "below a path"),
    (SiteSettings(site_url="https://papers.example/minutes"), "https://papers.example/minutes/", "as set"),
]


@pytest.mark.parametrize(("settings", "address", "reason"), SITES, ids=[reason for *_, reason in SITES])
def test_the_page_shows_the_form_with_the_address_of_the_site(
    library: Library, settings: SiteSettings, address: str, reason: str
) -> None:
    with TestClient(create_app(library, settings=settings)) as client:
        page = BeautifulSoup(client.get("/search-box").text, "html.parser")
        council = page.select("#council option")[1].get_text()
        limited = BeautifulSoup(client.get("/search-box", params={"authority": council}).text, "html.parser")
        foreign = BeautifulSoup(client.get("/search-box", params={"authority": "Atlantis"}).text, "html.parser")
    (code,), (copied,) = page.select("pre code"), page.select("[data-copy]")
    assert code.get_text() == copied["data-copy"]
    form = BeautifulSoup(code.get_text(), "html.parser").form
    assert form and (form["action"], form["method"]) == (address, "get")
    assert [field["name"] for field in form.find_all("input")] == ["q"]
    assert form.label and form.label["for"] == form.select_one("[name=q]")["id"]  # type: ignore[index]
    assert f'name="authority" value="{council}"' in limited.select("pre code")[0].get_text()
    assert limited.select_one("#council [selected]").get_text() == council  # type: ignore[union-attr]
    assert foreign.select("pre code")[0].get_text() == code.get_text(), "a council that is not held"


def test_a_name_cannot_leave_the_form() -> None:
    code = write_search_box("https://papers.example", '"><script>alert(1)</script>')
    form = BeautifulSoup(code, "html.parser")
    assert form.select_one("[name=authority]")["value"] == '"><script>alert(1)</script>'  # type: ignore[index]
    assert not form.find("script")


def test_one_council_is_no_choice() -> None:
    assert make_search_box_view("https://papers.example:8443/minutes", ["Wexmoor"]).councils == ()
    view = make_search_box_view("https://papers.example:8443/minutes", ["Wexmoor", "Aldermarsh"])
    assert len(view.councils) == 2 and view.origin == "https://papers.example:8443"
