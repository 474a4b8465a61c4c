"""A site whose web service is switched off: committees, meetings, documents and item pages, from pages for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.fetch.sources import load_sources
from tests.fetch.clocks import FakeClock
from tests.fetch.council import Council, make_source
from tests.fetch.moderngov_content import Doc, Item, Meeting
from tests.fetch.moderngov_server import Site, serve


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council whose pages were fetched once."""
    clock = FakeClock()
    site = Site(clock=clock, has_service=False, folder="/moderngov")
    with serve(site) as base:
        source = make_source(base.removesuffix("/moderngov"))
        council = Council(site, clock, tmp_path_factory.mktemp("paged") / "corpus", source)
        council.fetch()
        yield council


PAPERS = (
    ("s60909", "audit-committee/2026-02-10/5a-treasury-report-s60909.pdf", "a report, under its printed item"),
    ("s60860", "audit-committee/2026-02-10/1-minutes-25-nov-2025-s60860.pdf", "minutes of an earlier meeting"),
    ("g4967-t0", "audit-committee/2026-02-10/agenda-frontsheet-g4967-t0.pdf", "the agenda of the meeting"),
    (
        "decision-31",
        "childrens-services-and-education/2025-12-11/6-nursery-places-decision-31.html",
        "a decision that is a page alone",
    ),
    ("minutes-5001", "childrens-services-and-education/2025-12-11/minutes-5001.html", "minutes that are a page alone"),
)


@pytest.mark.parametrize(("source_id", "path", "reason"), PAPERS, ids=[case[0] for case in PAPERS])
def test_places_a_paper(paged: Council, source_id: str, path: str, reason: str) -> None:
    assert (paged.find_row(source_id)["path"], (paged.folder / path).is_file()) == (path, True), reason


NEVER_ASKED = (
    ("s60911", "its line says that it is restricted"),
    ("s60920", "its item is restricted"),
    ("s60931", "restricted in one item"),
    ("s60924", "its title says that it is exempt"),
    ("gov.example", "a link elsewhere"),
    ("g4967/Public", "a pack of reports that the items list one by one"),
)


@pytest.mark.parametrize(("text", "reason"), NEVER_ASKED, ids=[case[0] for case in NEVER_ASKED])
def test_never_asks_for_what_is_not_public(paged: Council, text: str, reason: str) -> None:
    assert paged.site.find_asked(text) == [], reason


MARKS = (
    ('<li>{link} <img alt="Restricted" src="x.png"></li>', "the text of a picture"),
    ('<li class="mgRestricted">{link}</li>', "the class of its line"),
    ('<li>{link} <span class="mgExemptDoc"></span></li>', "the class of a sign"),
    ('<li>{link} <span title="Not for publication">*</span></li>', "the title of a sign"),
    ("<p>{link} (exempt)</p>", "words in a line that is no part of a list"),
    ('<p><img alt="This item is restricted" src="x.png"></p><ul><li>{link}</li></ul>', "a picture beside the item"),
)


@pytest.mark.parametrize(("mark", "reason"), MARKS, ids=[case[1] for case in MARKS])
def test_never_asks_for_what_is_marked(tmp_path: Path, mark: str, reason: str) -> None:
    clock = FakeClock()
    site = Site(clock=clock, has_service=False)
    docs = [Doc(70001, "Land", owner=mark)]
    site.meetings = {4967: Meeting(4967, 144, "10/02/2026", items=[Item(1, "Land at Mill Lane", "1.", 1, docs)])}
    with serve(site) as base:
        council = Council(site, clock, tmp_path / "corpus", make_source(base))
        assert council.fetch().restricted == 1
    assert site.find_asked("s70001") == [], reason


def test_keeps_the_words_of_a_decision(paged: Council) -> None:
    page = paged.find_path("decision-31").read_text(encoding="utf-8")
    row = paged.find_row("decision-31")
    assert "agreed to buy forty lamps" in page and "Calendar" not in page
    assert (row["kind"], row["url"]) == ("decision record", f"{paged.site.base}/ieDecisionDetails.aspx?AIId=31")


def test_titles_are_without_the_sizes_of_files(paged: Council) -> None:
    assert paged.find_row("s60909")["title"] == "Treasury report"
    assert paged.find_row("s60909")["agenda_item"] == "5a"


def test_keeps_that_it_is_read_by_its_pages_and_where(paged: Council) -> None:
    source = load_sources(paged.corpus)[0]
    assert (source.is_by_pages, source.url) == (True, f"{paged.site.base}/")


def test_a_page_of_errors_with_status_200_is_no_empty_meeting(paged: Council) -> None:
    assert paged.list_failures()["The whole meeting"] == "not a meeting"


def test_a_second_run_asks_for_no_document(paged: Council) -> None:
    paged.source = load_sources(paged.corpus)[0]
    before = paged.list_papers()
    report = paged.fetch()
    assert (paged.site.find_documents(), report.fetched, paged.list_papers()) == ([], (), before)


def test_a_service_that_is_gone_does_not_turn_a_source_to_its_pages(council: Council) -> None:
    council.fetch()
    before = council.list_papers()
    council.source = load_sources(council.corpus)[0]
    council.site.has_service = False
    council.clock.forward(days=2)
    report = council.fetch()
    # The ids of its pages are others: everything would be fetched anew, and all that is held would be gone.
    assert (report.outcome, council.list_papers(), council.site.find_asked("mgListCommittees")) == (
        "failed",
        before,
        [],
    )
