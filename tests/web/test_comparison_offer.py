"""Comparing councils is offered where there are two or more: in the navigation, beside an answer, on its own page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.web import create_app

COUNCILS = {"one": ["North County Council"], "two": ["North County Council", "South Borough Council"], "none": []}


@pytest.fixture(scope="module", params=COUNCILS)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> Iterator[tuple[list[str], TestClient]]:
    folder = tmp_path_factory.mktemp(request.param)
    councils = COUNCILS[request.param]
    for council in councils or [""]:
        place = folder / "corpus" / council.replace(" ", "-").lower() / "cabinet" / "2025-03-04"
        place = place if council else folder / "corpus"
        place.mkdir(parents=True, exist_ok=True)
        head = f"# {council}\n\n## Cabinet, 4 March 2025\n\n" if council else ""
        (place / "lido.md").write_text(f"{head}The lido opens on 1 May 2025 at 6 am.", encoding="utf-8")
    builder.build(folder / "corpus", folder / "index", encoder, ReaderLimits(processes=1))
    library = api.open_library(folder / "corpus", folder / "index", encoder)
    with TestClient(create_app(library)) as client:
        yield councils, client


@pytest.mark.parametrize("address", ["/about", "/papers", "/accessibility", "/ask?q=when+does+the+lido+open", "/"])
def test_the_navigation_and_the_answer_offer_it_for_several_councils(
    site: tuple[list[str], TestClient], address: str
) -> None:
    councils, client = site
    page = BeautifulSoup(client.get(address).text, "lxml")
    offers = [link for link in page("a") if str(link.get("href")).startswith("/compare")]
    assert bool(offers) == (len(councils) > 1)
    assert page.find("a", string="Timeline") is not None, "the rest of the navigation stays"


def test_its_page_says_why_there_is_nothing_to_compare(site: tuple[list[str], TestClient]) -> None:
    councils, client = site
    page = BeautifulSoup(client.get("/compare?q=when+does+the+lido+open").text, "lxml")
    main = page.select_one("main")
    assert main is not None
    text = main.get_text(" ", strip=True)
    if len(councils) > 1:
        assert len(main.select("article.council")) == len(councils)
        return
    assert "so there is nothing to compare." in text
    assert (councils[0] if councils else "name no council") in text
    (link,) = main.select(".links a")
    assert link["href"] == "/?q=when+does+the+lido+open"
