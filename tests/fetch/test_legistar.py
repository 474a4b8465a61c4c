"""A client of Legistar: what is fetched of its meetings, what never is, and the hosts and the token of its service."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from paper_search import api
from paper_search.errors import FetchError
from paper_search.fetch import legistar, legistar_site, placeholders
from paper_search.fetch.legistar_site import find_client, find_legistar_site, find_service, is_of_client
from paper_search.fetch.sources import Source, load_sources
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest.metadata import manifest
from tests.fetch.clocks import FakeClock
from tests.fetch.council import BaseCouncil, make_source
from tests.fetch.interruptions import check_killed_runs
from tests.fetch.legistar_content import AUTHORITY
from tests.fetch.legistar_server import Legistar, serve

COUNCIL = "city-council/2026-02-10"
PARKS = "parks-and-recreation-board"
TOKEN = "open-sesame+/=42"


@dataclass
class City(BaseCouncil):
    """A council with a Legistar."""

    site: Legistar


@pytest.fixture(scope="module", autouse=True)
def shared_host() -> Iterator[None]:
    """The host of files is one that clients share, and no process is started to look at small files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(legistar_site, "SHARED_HOSTS", frozenset(("localhost",)))
        patch.setattr(placeholders, "MAX_BYTES", 0)
        yield


def make_city_source(site: Legistar, base: str, **changes: Any) -> Source:
    host = site.files.removeprefix("http://")
    return make_source(base, system="legistar", hosts=(host,), authority=AUTHORITY, **changes)


def make_city(site: Legistar, base: str, corpus: Path, **changes: Any) -> City:
    return City(site, site.clock or FakeClock(), corpus, make_city_source(site, base, **changes))


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """A city of which nothing was fetched yet."""
    site = Legistar(clock=FakeClock())
    with serve(site) as base:
        yield make_city(site, base, tmp_path / "corpus")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city whose papers were fetched once; tests only look."""
    site = Legistar(clock=FakeClock())
    with serve(site) as base:
        city = make_city(site, base, tmp_path_factory.mktemp("legistar") / "corpus")
        city.fetch()
        yield city


PAPERS = (
    ("a7001", f"{COUNCIL}/agenda-a7001.pdf", "the agenda of a meeting"),
    ("m7001", f"{COUNCIL}/minutes-m7001.pdf", "its minutes"),
    (501, f"{COUNCIL}/2-a-wharf-lease-report-501.pdf", "an attachment, once though two items have it"),
    (505, f"{COUNCIL}/2-a-flag-as-a-number-505.pdf", "a flag that is written as 1"),
    (525, f"{COUNCIL}/8-bridge-inspection-525.pdf", "an attachment of another item"),
    ("a7002", "city-council/2026-01-13/agenda-a7002.pdf", "the agenda of a meeting that was cancelled"),
    ("a7007", "former-board/2025-11-05/agenda-a7007.pdf", "a body that no longer meets, as --since says"),
    ("minutes-7003", f"{PARKS}/2026-02-03/minutes-7003.html", "minutes that are notes of items alone"),
)  # fmt: skip


@pytest.mark.parametrize(("source_id", "path", "reason"), PAPERS, ids=[str(case[0]) for case in PAPERS])
def test_places_a_paper(fetched: City, source_id: object, path: str, reason: str) -> None:
    assert (fetched.find_row(source_id)["path"], (fetched.folder / path).is_file()) == (path, True), reason


def test_places_nothing_else(fetched: City) -> None:
    expected = sorted(path for _, path, _ in PAPERS)
    assert (fetched.list_papers(), sorted(fetched.read_rows())) == (expected, expected)
    manifest.load_rows(fetched.corpus)


CELLS = (
    ("a7001", "kind", "agenda frontsheet", "the file of the agenda"),
    ("a7001", "published_on", "2026-02-05", "when it was published last"),
    ("a7001", "status", "", "a final agenda has no remark"),
    ("m7001", "status", "draft", "minutes whose status is Draft"),
    ("m7001", "kind", "minutes", "the file of the minutes"),
    ("a7002", "status", "cancelled", "spelt with one l"),
    (501, "agenda_item", "2.a", "the printed number without its stop"),
    (501, "meeting_date", "2026-02-10", "the day of the event, whatever the hour"),
    (501, "source", "legistar", "where it is from"),
    (501, "meeting_id", "7001", "the site's event"),
    ("minutes-7003", "committee", "Parks & Recreation Board", "a name with a line break"),
)


@pytest.mark.parametrize(
    ("source_id", "column", "value", "reason"), CELLS, ids=[f"{case[0]}-{case[1]}" for case in CELLS]
)
def test_writes_a_cell(fetched: City, source_id: object, column: str, value: str, reason: str) -> None:
    assert fetched.find_row(source_id)[column] == value, reason


NEVER_ASKED = (
    ("502", "not shown on the council's page"),
    ("503", "its flag is missing"),
    ("504", "its flag is a word"),
    ("506", "its flag is 0"),
    ("509", "of another client, on a host that clients share"),
    ("510", "its title says that it is confidential"),
    ("520", "its matter is restricted"),
    ("521", "its matter is a draft"),
    ("522", "its matter has no flag"),
    ("523", "its matter is not in the service's answer"),
    ("524", "it has no matter that could say so"),
    ("7004_A", "an agenda that nothing calls published"),
    ("7005_A", "an agenda whose status is Not Public"),
    ("7008_A", "an agenda in the folder of another client"),
    ("169.254", "another host"),
    ("video.example", "a link"),
    ("MeetingDetail", "the page for people is cited, and not asked for"),
)


@pytest.mark.parametrize(("text", "reason"), NEVER_ASKED, ids=[case[1] for case in NEVER_ASKED])
def test_never_asks_for_what_is_not_public(fetched: City, text: str, reason: str) -> None:
    assert fetched.site.find_asked(text) == [], reason


def test_lists_what_could_not_be_had(fetched: City) -> None:
    codes = fetched.list_failures()
    expected = {
        "A video": "link", "Elsewhere": "host", "Of another client": "host", "Page in place of a paper": "not a paper",
    }  # fmt: skip
    assert {name: codes[name] for name in expected} == expected
    assert {codes[f"Document {number}"] for number in (503, 504, 522, 523, 524, "a7004")} == {"flags"}
    text = "".join(path.read_text(encoding="utf-8") for path in fetched.folder.rglob("*.csv"))
    assert not any(words in text for words in ("Valuation", "Advice", "Early draft", "520.pdf", "Names nobody"))


def test_keeps_the_public_notes_alone(fetched: City) -> None:
    page = fetched.find_path("minutes-7003").read_text(encoding="utf-8")
    assert "<p>The Board agreed to resurface the Elm playground.</p><p>All ayes.</p>" in page
    assert not any(word in page for word in ("Names nobody may read", "rtf", "word processor"))


def test_cites_the_councils_page(fetched: City) -> None:
    assert fetched.find_row(501)["url"] == f"{fetched.site.files}/MeetingDetail.aspx?LEGID=7001&GID=7&G=AB-1"
    assert fetched.find_row("a7002")["url"] == "https://tarnwick.legistar.com/Calendar.aspx", "the event gives none"


def test_asks_for_all_events_at_once_and_for_the_matters_of_a_meeting_together(fetched: City) -> None:
    assert len(fetched.site.find_asked("/Events?")) == 1
    assert len(fetched.site.find_asked("/Matters?")) == 1, "one meeting has attachments"
    assert {asked.agent.startswith("paper-search/") for asked in fetched.site.log} == {True}


# -- runs one after the other ------------------------------------------------------------------------------------------


def test_a_second_run_asks_for_no_document_and_changes_no_file(city: City) -> None:
    city.fetch()
    before = city.read_tree()
    city.clock.forward(minutes=5)
    report = city.fetch()
    assert (city.site.find_documents(), report.fetched, report.changed) == ([], (), ())
    assert {name for name, content in city.read_tree().items() if before.get(name) != content} == set()


def _hide_attachment(city: City) -> None:
    city.site.get_attachment(501)["MatterAttachmentShowOnInternetPage"] = False


def _restrict_matter(city: City) -> None:
    city.site.matters[1]["MatterRestrictViewViaWeb"] = True


def _back_to_draft(city: City) -> None:
    city.site.matters[1]["MatterStatusName"] = "Draft"


@pytest.mark.parametrize("restrict", [_hide_attachment, _restrict_matter, _back_to_draft])
def test_what_becomes_restricted_is_moved_out_at_once(city: City, restrict: Callable[[City], None]) -> None:
    city.fetch()
    restrict(city)
    city.fetch()
    row = city.find_row(501)
    assert (row["path"], row["access"]) == (f".fetch/held-back/{COUNCIL}/2-a-wharf-lease-report-501.pdf", "exempt")
    assert city.site.find_asked("501.pdf") == []


def test_a_new_row_version_is_one_request(city: City) -> None:
    city.fetch()
    city.site.get_attachment(525)["MatterAttachmentRowVersion"] = "AAAA2"
    city.site.versions["525.pdf"] = 2
    city.site.get_event(7001)["EventLastModifiedUtc"] = "2026-02-25T00:00:00"
    city.clock.forward(hours=1)
    report = city.fetch()
    assert report.changed == (f"{COUNCIL}/8-bridge-inspection-525.pdf",)
    assert city.site.find_documents() == ["/tarnwick/attachments/525.pdf"], "the agenda was not published again"


def test_late_minutes_replace_the_notes(city: City) -> None:
    city.fetch()
    event = city.site.get_event(7003)
    event["EventMinutesFile"] = f"{city.site.files}/tarnwick/meetings/7003_M.pdf"
    report = city.fetch()
    assert report.fetched == (f"{PARKS}/2026-02-03/minutes-m7003.pdf",)
    assert not (city.folder / PARKS / "2026-02-03" / "minutes-7003.html").exists()


BROKEN = (
    ("EventItems", "items that are cut off"),
    ("Matters", "matters that are cut off"),
)


@pytest.mark.parametrize(("part", "reason"), BROKEN, ids=[case[1] for case in BROKEN])
def test_a_failed_reading_never_counts_as_gone(city: City, part: str, reason: str) -> None:
    city.fetch()
    before = city.list_papers()
    for _ in range(2):
        city.clock.forward(days=1)
        city.site.broken_at = part
        assert city.fetch().held_back == (), reason
    assert city.list_papers() == before


def test_lists_are_read_page_by_page(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legistar, "PAGE_SIZE", 2)
    city.fetch()
    assert len(city.site.find_asked("/Events?")) == 5, "four pages of two, and the last of one"
    assert city.list_papers() == sorted(path for _, path, _ in PAPERS)


def test_a_list_without_an_end_is_no_list(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legistar, "PAGE_SIZE", 2)
    city.site.skips = False
    with pytest.raises(FetchError, match="again and again"):
        city.fetch()
    assert len(city.site.find_asked("/Bodies?")) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(range(1, 40), id="each", marks=pytest.mark.exhaustive),
        pytest.param((2, 8, 15), id="a few"),
    ],
)
def test_a_run_killed_after_any_request_comes_to_the_same_tree(
    city: City, tmp_path: Path, numbers: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    check_killed_runs(city, numbers, tmp_path)


# -- token, client and hosts -------------------------------------------------------------------------------------------


def test_a_token_goes_to_the_service_alone_and_is_kept_nowhere(
    city: City, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    file.chmod(0o600)
    city.site.token = TOKEN
    city.source = replace(city.source, token_file=str(file))
    assert city.fetch().outcome == "done"
    asked = city.site.find_asked("token=")
    assert asked and all(path.startswith("/v1/") for path in asked), "no host of files is given it"
    assert len(asked) == len(city.site.find_asked("/v1/"))
    kept = b"".join(path.read_bytes() for path in city.corpus.rglob("*") if path.is_file())
    for words in (TOKEN, "open-sesame"):
        assert words.encode() not in kept and words not in caplog.text
    assert load_sources(city.corpus)[0].token_file == str(file)


def test_a_redirect_does_not_carry_the_token_to_another_host(city: City, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN, encoding="utf-8")
    file.chmod(0o600)
    city.site.has_moved = True
    city.source = replace(city.source, token_file=str(file))
    city.fetch()
    moved = [asked for asked in city.site.log if "/Bodies" in asked.path]
    assert [asked.headers["Host"].partition(":")[0] for asked in moved] == ["127.0.0.1", "localhost"]
    assert ("open-sesame" in moved[0].path, "open-sesame" in moved[1].path) == (True, False)


def test_a_service_that_wants_a_token_says_how(city: City) -> None:
    city.site.token = TOKEN
    with pytest.raises(FetchError, match="--token-file"):
        city.fetch()


TOKENS = (
    (0o644, TOKEN, "chmod 600", "others may read it"),
    (0o600, "", "holds no token", "an empty file"),
    (0o600, "two words", "holds no token", "more than a token"),
)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize(("mode", "text", "message", "reason"), TOKENS, ids=[case[3] for case in TOKENS])
def test_a_token_that_cannot_be_used_is_refused(
    city: City, tmp_path: Path, mode: int, text: str, message: str, reason: str
) -> None:
    file = tmp_path / "token"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    city.source = replace(city.source, token_file=str(file))
    with pytest.raises(FetchError, match=message) as caught:
        city.fetch()
    assert (TOKEN in str(caught.value), city.site.log) == (False, []), reason


SERVICES = (
    ("Ferndale", "https://webapi.legistar.com/v1/ferndale/", "a client's name"),
    ("https://ferndale.legistar.com/Calendar.aspx", "https://webapi.legistar.com/v1/ferndale/", "a page of its site"),
    ("ferndale.legistar.com", "https://webapi.legistar.com/v1/ferndale/", "its site without a scheme"),
    ("https://webapi.legistar.com/v1/ferndale/Events", "https://webapi.legistar.com/v1/ferndale/", "its web service"),
    ("http://127.0.0.1:81/v1/ferndale", "http://127.0.0.1:81/v1/ferndale/", "another host with a web service"),
)


@pytest.mark.parametrize(("client", "url", "reason"), SERVICES, ids=[case[2] for case in SERVICES])
def test_finds_the_service_of_a_client(client: str, url: str, reason: str) -> None:
    assert find_service(client) == url, reason


@pytest.mark.parametrize(
    "client", ["https://democracy.ferndale.example", "https://webapi.legistar.com", "a b", "ftp://x"]
)
def test_what_is_no_client_is_refused(client: str) -> None:
    with pytest.raises(FetchError):
        find_service(client)


def test_the_hosts_of_a_client_are_listed() -> None:
    site = find_legistar_site("https://webapi.legistar.com/v1/Ferndale/", ("files.ferndale.example",))
    assert find_client(site.url) == "ferndale"
    assert site.aliases == {"ferndale.legistar.com", "ferndale.legistar1.com", "localhost", "files.ferndale.example"}
    assert site.resolve("http://other.legistar.com/View.ashx?ID=1") is None


SHARED = (
    ("https://localhost/Ferndale/attachments/1.pdf", True, "the client's folder, in any letters"),
    ("https://localhost/ferndalegate/attachments/1.pdf", False, "the folder of another client"),
    ("https://localhost/", False, "no folder"),
    ("https://ferndale.legistar.com/View.ashx?ID=1", True, "the client's own host"),
)


@pytest.mark.parametrize(("url", "expected", "reason"), SHARED, ids=[case[2] for case in SHARED])
def test_a_shared_host_holds_files_of_other_clients(url: str, expected: bool, reason: str) -> None:
    assert is_of_client(url, "ferndale") is expected, reason


# -- built and asked ---------------------------------------------------------------------------------------------------


def test_a_fetched_tree_answers_with_the_councils_page(fetched: City, tmp_path: Path) -> None:
    api.build(fetched.corpus, tmp_path / "index", limits=ReaderLimits(processes=1))
    answer = api.open_library(fetched.corpus, tmp_path / "index").ask("to whom did the City lease the old wharf?")
    assert "rowing club" in answer.quotes[0].text
    for words in (AUTHORITY, "City Council", "10 February 2026", "Wharf lease report"):
        assert words in answer.quotes[0].citation.label
    hit = next(hit for hit in answer.hits if "rowing club" in hit.passage.text)
    assert hit.document.url == f"{fetched.site.files}/MeetingDetail.aspx?LEGID=7001&GID=7&G=AB-1"
