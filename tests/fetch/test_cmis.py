"""The pages of a CMIS site: what is fetched of its meetings, what never is, and documents whose addresses change."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from paper_search import api
from paper_search.errors import FetchError, UnreadablePageError
from paper_search.fetch import placeholders
from paper_search.fetch.cmis_calendar import find_module, find_place, list_months, read_month
from paper_search.fetch.sources import load_sources
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest.metadata import manifest
from paper_search.records.register import RegisterQuery
from tests.fetch.clocks import FakeClock
from tests.fetch.cmis_server import AUTHORITY, Cmis, Doc, Meeting, serve
from tests.fetch.council import BaseCouncil, make_source
from tests.fetch.interruptions import check_killed_runs

PLANNING = "planning-committee/2026-02-10"


@dataclass
class Borough(BaseCouncil):
    """A council with a CMIS."""

    site: Cmis

    def find_title(self, title: str) -> dict[str, str]:
        return next(row for row in self.read_rows().values() if row["title"] == title)


@pytest.fixture(scope="module", autouse=True)
def without_worker() -> Iterator[None]:
    """No process is started to look at small files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placeholders, "MAX_BYTES", 0)
        yield


def make_borough(site: Cmis, url: str, corpus: Path, **changes: Any) -> Borough:
    defaults = {"system": "cmis", "url": url, "authority": AUTHORITY, "since": date(2025, 12, 1)}
    return Borough(site, site.clock or FakeClock(), corpus, make_source("", **{**defaults, **changes}))


@pytest.fixture
def borough(tmp_path: Path) -> Iterator[Borough]:
    """A borough of which nothing was fetched yet."""
    site = Cmis(clock=FakeClock())
    with serve(site) as url:
        yield make_borough(site, url, tmp_path / "corpus")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Borough]:
    """A borough whose papers were fetched once; tests only look."""
    site = Cmis(clock=FakeClock())
    with serve(site) as url:
        borough = make_borough(site, url, tmp_path_factory.mktemp("cmis") / "corpus")
        borough.fetch()
        yield borough


PAPERS = (
    ("Agenda", PLANNING, "an agenda"),
    ("Street lighting report", PLANNING, "a report"),
    ("Exempt accommodation strategy", PLANNING, "a title that only begins like a mark"),
    ("Minutes of the previous meeting", PLANNING, "minutes that the meeting approves"),
    ("Final Planning Minutes 13012026", PLANNING, "the same, with the day in the title"),
    ("Planning Minutes 13012026", "planning-committee/2026-01-13", "minutes of the meeting itself"),
    ("Notice", "licensing-and-safety/2026-02-10", "of a meeting that was cancelled"),
    ("Licence report", "licensing-and-safety/2025-12-02", "a meeting of another month"),
)  # fmt: skip


@pytest.mark.parametrize(("title", "folder", "reason"), PAPERS, ids=[case[0] for case in PAPERS])
def test_places_a_paper(fetched: Borough, title: str, folder: str, reason: str) -> None:
    row = fetched.find_title(title)
    assert (row["path"].rpartition("/")[0], (fetched.folder / row["path"]).is_file()) == (folder, True), reason


def test_places_two_papers_of_one_title_and_nothing_else(fetched: Borough) -> None:
    titles = sorted(row["title"] for row in fetched.read_rows().values())
    assert titles == sorted([*(title for title, _, _ in PAPERS), "Appendix", "Appendix"])
    assert fetched.list_papers() == sorted(fetched.read_rows())
    manifest.load_rows(fetched.corpus)


CELLS = (
    ("Agenda", "kind", "agenda frontsheet", "the title tells the kind"),
    ("Agenda", "meeting_date", "2026-02-10", "the day of the meeting's page"),
    ("Agenda", "source", "cmis", "where it is from"),
    ("Agenda", "meeting_id", "15042", "the site's meeting"),
    ("Minutes of the previous meeting", "meeting_date", "", "dated by itself"),
    ("Final Planning Minutes 13012026", "meeting_date", "", "the day in the title is another"),
    ("Planning Minutes 13012026", "meeting_date", "2026-01-13", "the day in the title is the meeting's"),
    ("Notice", "status", "cancelled", "the page says so of the meeting"),
    ("Notice", "committee", "Licensing & Safety", "the name in the calendar, without the time"),
)


@pytest.mark.parametrize(("title", "column", "value", "reason"), CELLS, ids=[f"{case[0]}-{case[1]}" for case in CELLS])
def test_writes_a_cell(fetched: Borough, title: str, column: str, value: str, reason: str) -> None:
    assert fetched.find_title(title)[column] == value, reason


NEVER_ASKED = (
    ("x3", "its line says that it is restricted"),
    ("x4", "the text of a picture says that it is exempt"),
    ("x5", "it has no link"),
    ("x6", "its title says that it is exempt"),
    ("169.254", "another host"),
    ("News.aspx", "a link to a page"),
)


@pytest.mark.parametrize(("text", "reason"), NEVER_ASKED, ids=[case[1] for case in NEVER_ASKED])
def test_never_asks_for_what_is_not_public(fetched: Borough, text: str, reason: str) -> None:
    asked = [path for path in fetched.site.find_asked(text) if not text.startswith("x") or path.endswith(text)]
    assert asked == [], reason


def test_lists_what_could_not_be_had_and_no_title_of_what_is_restricted(fetched: Borough) -> None:
    codes = fetched.list_failures()
    assert (codes["Elsewhere"], codes["A page"], codes["The whole meeting"]) == ("host", "link", "not a meeting")
    text = "".join(path.read_text(encoding="utf-8") for path in fetched.folder.rglob("*.csv"))
    assert not any(words in text for words in ("Land values", "Contract terms", "Advice", "Appendix 2"))


def test_keeps_to_the_delay_that_the_site_asks_for(fetched: Borough) -> None:
    times = [asked.at for asked in fetched.site.log[1:]]
    assert round(min(after - before for before, after in itertools.pairwise(times)), 3) >= 7.0


def test_cites_the_page_of_the_meeting(fetched: Borough) -> None:
    assert fetched.find_title("Agenda")["url"] == (
        f"{fetched.site.base}/Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Meeting/15042/Committee/4"
        "/SelectedTab/Documents/Default.aspx"
    )


def test_asks_for_each_month_once_and_keeps_where_the_calendar_stands(fetched: Borough) -> None:
    assert len(fetched.site.find_asked("NoJava")) == 4, "December to March"
    assert load_sources(fetched.corpus)[0].url == (
        f"{fetched.site.base}/Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/Default.aspx"
    )


# -- runs one after the other ------------------------------------------------------------------------------------------


def test_a_second_run_asks_for_no_document_though_every_address_is_another(borough: Borough) -> None:
    del borough.site.meetings[15047]
    borough.fetch()
    before = borough.read_tree()
    borough.source = load_sources(borough.corpus)[0]
    borough.clock.forward(minutes=5)
    report = borough.fetch()
    assert (borough.site.find_documents(), report.fetched, report.changed) == ([], (), ())
    assert borough.site.find_asked("Meetings.aspx") == [], "the calendar is known"
    assert borough.read_tree() == before


def test_a_file_of_another_size_is_loaded_again_and_one_of_the_same_size_in_a_week(borough: Borough) -> None:
    borough.fetch()
    report_path = borough.find_title("Street lighting report")["path"]
    agenda_path = borough.find_title("Agenda")["path"]
    borough.site.versions |= {1: 2, 2: 2}
    borough.site.get_doc(2).size = "3Mb"
    assert borough.fetch().changed == (report_path,)
    borough.clock.forward(days=7)
    assert borough.fetch().changed == (agenda_path,)


def _mark_line(doc: Doc) -> None:
    doc.mark = "(Not for publication)"


def _mark_title(doc: Doc) -> None:
    doc.title += " (Exempt)"


def _take_link(doc: Doc) -> None:
    doc.has_link = False


@pytest.mark.parametrize("restrict", [_mark_line, _mark_title, _take_link])
def test_what_becomes_restricted_is_moved_out_at_once(borough: Borough, restrict: Callable[[Doc], None]) -> None:
    borough.fetch()
    path = borough.find_title("Street lighting report")["path"]
    restrict(borough.site.get_doc(2))
    report = borough.fetch()
    assert [paper.path for paper in report.held_back] == [path]
    assert borough.list_held_back() == [path] and borough.site.find_documents() == []


def test_a_month_that_is_shown_in_place_of_another_is_no_empty_one(borough: Borough) -> None:
    borough.fetch()
    before = borough.list_papers()
    borough.site.other_month_at = "2026-01"
    report = borough.fetch()
    assert (report.outcome, "another month" in report.message, borough.list_papers()) == ("failed", True, before)


def test_committees_of_earlier_months_are_still_read(borough: Borough) -> None:
    # Its only meeting is before the days of later runs, and its minutes are late.
    borough.site.meetings[15050] = Meeting(15050, 11, "Estates", date(2025, 12, 9), docs=[Doc(50, "Estates report")])
    borough.source = replace(borough.source, recheck_weeks=1)
    borough.fetch()
    borough.site.meetings[15050].docs.append(Doc(51, "Estates Minutes 09122025"))
    borough.clock.forward(days=31)
    borough.fetch()
    assert borough.find_title("Estates Minutes 09122025")["meeting_date"] == "2025-12-09"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(range(1, 40), id="each", marks=pytest.mark.exhaustive),
        pytest.param((3, 9, 14), id="a few"),
    ],
)
def test_a_run_killed_after_any_request_comes_to_the_same_tree(
    borough: Borough, tmp_path: Path, numbers: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    check_killed_runs(borough, numbers, tmp_path)


# -- addresses and the calendar ----------------------------------------------------------------------------------------


def test_a_page_without_a_calendar_is_refused(borough: Borough) -> None:
    borough.source = replace(borough.source, url=f"{borough.site.base}/News.aspx")
    with pytest.raises(FetchError, match="no CMIS site can be read there"):
        borough.fetch()


PLACES = (
    ("https://x.example/a/Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Meeting/1/Committee/2/Default.aspx", True,
     "the page of a meeting"),
    ("https://x.example/a/Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/Default.aspx", True,
     "the calendar that is kept"),
    ("https://x.example/a/Meetings/tabid/70/mid/397/Default.aspx", True, "the module alone"),
    ("https://x.example/a/Meetings.aspx", False, "a page without numbers"),
    ("https://x.example/a/Home/tabid/36/Default.aspx", False, "a page without a module"),
)  # fmt: skip


@pytest.mark.parametrize(("address", "is_place", "reason"), PLACES, ids=[case[2] for case in PLACES])
def test_finds_the_place_of_a_calendar(address: str, is_place: bool, reason: str) -> None:
    place = find_place(address)
    expected = "https://x.example/a/Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/Default.aspx"
    assert (place.url if place else None) == (expected if is_place else None), reason


MODULES = (
    ('name="dnn$ctr397$MeetingCalendarPublic$x"', "397", "the usual name"),
    ('name="dnn$ctr12$MeetingCalendarPublicList$x"', "12", "a name with an ending"),
    ('id="dnn_ctr5_MeetingCalendarPublic_pnl"', "5", "an id alone"),
)


@pytest.mark.parametrize(("text", "module", "reason"), MODULES, ids=[case[2] for case in MODULES])
def test_finds_the_module(text: str, module: str, reason: str) -> None:
    assert find_module(text) == module, reason


MONTHS = (
    ("<td>Monday, 8 June</td><td>{}</td>", date(2026, 6, 1), date(2026, 6, 8), "the year of the month"),
    ("<td>Thursday, 1 January</td><td>{}</td><td>Monday, 7 December</td>", date(2025, 12, 1), date(2026, 1, 1),
     "a day of the next year"),
    ("<td>Monday, 8 June 2026</td><td>{}</td>", date(2026, 6, 1), date(2026, 6, 8), "a year that is printed"),
)  # fmt: skip


@pytest.mark.parametrize(("row", "month", "day", "reason"), MONTHS, ids=[case[3] for case in MONTHS])
def test_reads_the_days_of_a_month(row: str, month: date, day: date, reason: str) -> None:
    link = '<p><a href="/x/Meeting/1/Committee/2/Default.aspx">9:30 Audit (Cancelled)</a></p>'
    entry = read_month(lxml_html.fromstring(f"<table><tr>{row.format(link)}</tr></table>"), month)[0]
    assert (entry.held_on, entry.committee, entry.is_cancelled) == (day, "Audit", True), reason


@pytest.mark.parametrize("page", ["<p>Sorry</p>", "<table><tr><td>Monday, 8 June</td><td></td></tr></table>"])
def test_what_is_not_the_month_is_an_error(page: str) -> None:
    with pytest.raises(UnreadablePageError):
        read_month(lxml_html.fromstring(page), date(2026, 7, 1))


def test_months_cross_a_year() -> None:
    assert list_months(date(2025, 11, 20), date(2026, 1, 3)) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


# -- built and asked ---------------------------------------------------------------------------------------------------


def test_a_fetched_tree_answers_with_the_councils_page(fetched: Borough, tmp_path: Path) -> None:
    api.build(fetched.corpus, tmp_path / "index", limits=ReaderLimits(processes=1))
    answer = api.open_library(fetched.corpus, tmp_path / "index").ask("how many street lamps did the Council replace?")
    assert "four hundred street lamps" in answer.quotes[0].text
    for words in (AUTHORITY, "Planning Committee", "10 February 2026", "Street lighting report"):
        assert words in answer.quotes[0].citation.label
    library = api.open_library(fetched.corpus, tmp_path / "index")
    cancelled = [found for found in library.list_meetings(RegisterQuery()).meetings if found.status == "cancelled"]
    meeting = library.get_meeting(cancelled[0].meeting_id)
    assert meeting is not None and (len(cancelled), meeting.cancelled_by) == (1, "site"), "no paper says so"
    hit = next(hit for hit in answer.hits if "four hundred" in hit.passage.text)
    assert hit.document.url == fetched.find_title("Agenda")["url"]
