"""What was fetched, built and asked: citations are the council's, with its page, and nothing held back is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search import api
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from tests.fetch.clocks import FakeClock
from tests.fetch.council import FOLDER, Council, make_source
from tests.fetch.moderngov_server import Site, serve

LIMITS = ReaderLimits(processes=1)
NURSERY = "childrens-services-and-education/2025-12-11/minutes-5001.html"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Council, Path]]:
    """A fetched corpus and its index."""
    site = Site(clock=FakeClock())
    with serve(site) as base:
        assert isinstance(site.clock, FakeClock)
        council = Council(site, site.clock, tmp_path_factory.mktemp("built") / "corpus", make_source(base))
        council.fetch()
        index = tmp_path_factory.mktemp("built-index")
        api.build(council.corpus, index, limits=LIMITS)
        yield council, index


@pytest.fixture
def library(built: tuple[Council, Path]) -> Library:
    council, index = built
    return api.open_library(council.corpus, index)


def test_a_quote_has_the_citation_and_the_councils_page(library: Library, built: tuple[Council, Path]) -> None:
    answer = library.ask("how much did the Council lend to other authorities in the third quarter?")
    quote = answer.quotes[0]
    assert "eleven million pounds" in quote.text
    for words in ("Tarnwick Borough Council", "Audit Committee", "10 February 2026", "Treasury report", "item 5a"):
        assert words in quote.citation.label
    hit = next(hit for hit in answer.hits if "eleven million" in hit.passage.text)
    assert hit.document.url == f"{built[0].site.base}/ieListDocuments.aspx?CId=144&MId=4967#AI3"


def test_an_evidence_pack_says_where_a_paper_was_fetched_from(library: Library) -> None:
    hit = library.search("lend to other authorities in the third quarter", k=1)[0]
    provenance = library.build_evidence_pack([hit.passage.passage_id]).items[0].provenance
    assert provenance is not None
    assert (provenance.host, provenance.system, provenance.document_id) == ("127.0.0.1", "moderngov", "60909")
    assert (provenance.sha256, provenance.is_unchanged) == (hit.document.sha256, True)


def test_minutes_that_are_text_alone_are_read(library: Library) -> None:
    hit = library.search("where is the second nursery?", k=1)[0]
    assert (hit.document.source, hit.document.kind) == (f"{FOLDER}/{NURSERY}", "minutes")
    assert "Mill Lane" in hit.passage.text


def test_attendance_of_the_web_service_is_in_the_register(library: Library) -> None:
    from paper_search.records.register import RegisterQuery

    people = {person.name for person in library.list_people(RegisterQuery()).people}
    assert any("Iona Marsh" in name for name in people)
    assert not any("Una Reed" in name for name in people), "she was only expected"


def test_the_file_of_sources_is_no_paper(library: Library) -> None:
    assert not any("sources.toml" in unread.source for unread in library.status().unread)


def test_what_becomes_restricted_is_gone_with_the_next_build(built: tuple[Council, Path]) -> None:
    council, index = built
    council.site.get_item(4967, 3).restricted = "True"
    council.fetch()
    api.build(council.corpus, index, limits=LIMITS)
    answer = api.open_library(council.corpus, index).ask("how much did the Council lend to other authorities?")
    assert not any("eleven million" in hit.passage.text for hit in answer.hits)
    council.site.get_item(4967, 3).restricted = "False"
