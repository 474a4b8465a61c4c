"""What the site says of itself: all parts are there, figures are those measured, contacts are safe links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.responses import HTMLResponse

from paper_search.web.routes import about
from paper_search.web.routes.about import Operator
from tests.environment import load_settings_from

EVALUATION = (Path(__file__).resolve().parents[3] / "docs" / "evaluation.md").read_text(encoding="utf-8")
RECORD = [
    ("owner", "who answers for it"),
    ("purpose", "what it is for"),
    ("not", "its limits"),
    ("how", "how it works"),
    ("data", "what it is about"),
    ("quality", "measured quality"),
    ("people", "human oversight"),
    ("risks", "risks and what is done"),
    ("privacy", "personal data"),
]


def page(response: HTMLResponse) -> BeautifulSoup:
    return BeautifulSoup(bytes(response.body), "html.parser")


@pytest.mark.parametrize(("anchor", "reason"), RECORD)
def test_the_record_of_transparency_has_its_parts(anchor: str, reason: str) -> None:
    shown = page(about.make_about_response("Searches 3 papers."))
    assert shown.find(id=anchor) is not None
    assert shown.find("a", href=f"#{anchor}") is not None


@pytest.mark.parametrize(("measured", "ours", "others"), about.MEASURED_FIGURES)
def test_each_figure_is_one_that_was_measured(measured: str, ours: str, others: str) -> None:
    """One that fails has been measured anew: bring ``MEASURED_FIGURES`` up to date."""
    stated = set(re.findall(r"(?<!\d)\.\d+", EVALUATION))
    assert {ours, others} <= stated


CONTACTS = [
    ("https://council.example/contact", "https://council.example/contact", "a page"),
    ("papers@council.example", "mailto:papers@council.example", "an address of mail"),
    ("Room 7, Town Hall", None, "words"),
    ("javascript:alert(1)", None, "anything else is words"),
    ("write to a@b.example", None, "words around an address are words"),
]


@pytest.mark.parametrize(("contact", "href", "reason"), CONTACTS, ids=[reason for *_, reason in CONTACTS])
def test_a_contact_is_a_link_where_it_is_an_address(contact: str, href: str | None, reason: str) -> None:
    operator = Operator("North Council", contact)
    for shown in (page(about.make_about_response("", operator)), page(about.make_accessibility_response(operator))):
        assert contact in shown.get_text()
        outside = [link["href"] for link in shown.select("main a") if not str(link["href"]).startswith("#")]
        assert outside == ([href] if href else [])


def test_who_runs_the_site_comes_from_the_settings() -> None:
    settings = load_settings_from({"PAPER_SEARCH_OWNER": "North Council", "PAPER_SEARCH_CONTACT": "a@north.example"})
    assert (settings.owner, settings.contact) == ("North Council", "a@north.example")


def test_a_name_that_is_not_stated_is_said_not_to_be() -> None:
    assert "has not given its name" in page(about.make_about_response("")).get_text()
    assert "gives no address" in page(about.make_accessibility_response()).get_text()
    assert "Contact North Council" in page(about.make_accessibility_response(Operator("North Council"))).get_text()
