"""The description by which a browser searches the papers from its address bar."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.routes.opensearch import render_description

NAMESPACES = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
SITES = [
    (SiteSettings(), "http://testserver", "the address that was asked"),
    (SiteSettings(root_path="/minutes"), "http://testserver/minutes", "below a path"),
    (SiteSettings(site_url="https://papers.example"), "https://papers.example", "the address in the settings"),
]
OWNERS = [
    ("", "Ask the papers", "nobody is named"),
    ("Wexmoor County Council", "Ask the papers: Wexmoor County Council", "a council"),
    ("C" * 90, "Ask the papers: " + "C" * 31 + "…", "the format allows 48 characters"),
    ("A & B <c>\x00", "Ask the papers: A & B <c>\N{REPLACEMENT CHARACTER}", "signs that XML reads or cannot hold"),
]


def read(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


@pytest.mark.parametrize(("settings", "address", "reason"), SITES, ids=[reason for *_, reason in SITES])
def test_every_page_names_it_and_its_address_is_a_question(
    library: Library, settings: SiteSettings, address: str, reason: str
) -> None:
    with TestClient(create_app(library, settings=settings)) as client:
        for path in ("/", "/papers", "/about"):
            link = BeautifulSoup(client.get(path).text, "html.parser").find("link", rel="search")
            assert link and link["href"] == f"{settings.root_path}/opensearch.xml"
        answer = client.get(str(link["href"]))
        assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
        (url,) = read(answer.content).findall("o:Url[@type='text/html']", NAMESPACES)
        assert url.get("template") == f"{address}/?q={{searchTerms}}"
        asked = client.get(str(url.get("template")).replace(address, "").format(searchTerms="road+repairs"))
        assert asked.status_code == 200 and 'value="road repairs"' in asked.text


@pytest.mark.parametrize(("owner", "long_name", "reason"), OWNERS, ids=[reason for *_, reason in OWNERS])
def test_who_runs_the_site_is_named(owner: str, long_name: str, reason: str) -> None:
    root = read(render_description("https://papers.example", owner))
    assert root.findtext("o:LongName", namespaces=NAMESPACES) == long_name
    assert len(long_name) <= 48 and len(root.findtext("o:ShortName", "", NAMESPACES)) <= 16
