"""Every trap of real sites, each as one assertion on files, manifest, list of failures or the log of the server."""

from __future__ import annotations

import itertools

import pytest

from paper_search.ingest.metadata import manifest
from tests.fetch.council import CONTACT, FOLDER, Council

AUDIT = "audit-committee"

NEVER_ASKED = (
    (60911, "the document is restricted"),
    (60920, "its agenda item is restricted, though the document says False"),
    (60921, "its agenda item is not displayed"),
    (49710, "its meeting is not displayed"),
    (60922, "a reference to a restriction alone"),
    (60923, "the flag is missing: bool('False') and a default of public are both traps"),
    (60933, "the flag says neither True nor False"),
    (60924, "its title says that it is exempt"),
    (60931, "public in one item and restricted in another"),
    (60912, "a link to a page elsewhere"),
    (60913, "an address on another host, inside a network"),
    (9900, "of a committee that was deleted"),
    (49690, "its meeting's XML was cut off, which is not read by half"),
)


@pytest.mark.parametrize(("number", "reason"), NEVER_ASKED, ids=[str(case[0]) for case in NEVER_ASKED])
def test_never_asks_for_what_is_not_public(fetched: Council, number: int, reason: str) -> None:
    assert fetched.site.find_asked(str(number)) == [], reason
    assert not any(row["source_id"] == str(number) for row in fetched.read_rows().values()), reason


PAPERS = (
    (60860, f"{AUDIT}/2026-02-10/1-minutes-25-nov-2025-60860.pdf", "an ordinary paper"),
    (60909, f"{AUDIT}/2026-02-10/5a-treasury-report-60909.pdf", "listed twice under one id: kept once"),
    (60910, f"{AUDIT}/2026-02-10/5a-con-fig-a-b-pdf-final-60910.pdf", "a title and a file name that no path holds"),
    (60917, f"{AUDIT}/2026-02-10/5a-report-attached-to-two-items-60917.pdf", "in two items: kept at the first"),
    (60926, f"{AUDIT}/2026-02-10/5a-draft-contract-pdf-60926.docx", "an ending by content, not by name"),
    (60927, f"{AUDIT}/2026-02-10/5a-moved-within-the-site-60927.pdf", "a redirect on the site is followed"),
    (60932, f"{AUDIT}/2026-02-10/5a-hyperlink-1-60932.pdf", "a title that a spreadsheet would run"),
    (49680, f"{AUDIT}/2026-02-03/4-budget-report-49680.pdf", "XML in Windows-1252 with a control character"),
    (49700, f"{AUDIT}/2026-02-10-4970/1-evening-report-49700.pdf", "the second meeting of a committee on one day"),
    (49720, f"{AUDIT}/2026-01-26/1-moved-report-49720.pdf", "a meeting that was moved is dated by its items"),
    (50010, "childrens-services-and-education/2025-12-11/6-nursery-places-50010.pdf", "text that was escaped twice"),
    (31210, "appointment-sub-committee/2025-11-05/1-post-profile-31210.pdf", "an expired committee, as --since says"),
    ("minutes-5001", "childrens-services-and-education/2025-12-11/minutes-5001.html", "minutes that are text alone"),
)  # fmt: skip


@pytest.mark.parametrize(("source_id", "path", "reason"), PAPERS, ids=[str(case[0]) for case in PAPERS])
def test_places_a_paper(fetched: Council, source_id: object, path: str, reason: str) -> None:
    assert (fetched.find_row(source_id)["path"], (fetched.folder / path).is_file()) == (path, True), reason


def test_places_nothing_else(fetched: Council) -> None:
    expected = sorted(path for _, path, _ in PAPERS)
    assert (fetched.list_papers(), list(fetched.read_rows())) == (expected, expected)
    assert {path.name for path in fetched.corpus.iterdir()} == {FOLDER, "sources.toml"}


CELLS = (
    (60860, "meeting_date", "", "minutes that an agenda brings for approval are dated by themselves"),
    (60860, "kind", "minutes", "the title tells the kind"),
    (60860, "agenda_item", "1", "the number without its stop"),
    (60909, "agenda_item", "5a", "the printed number, not the internal order 12, and without markup"),
    (60909, "title", "Treasury report", "the first of two titles of one id"),
    (60909, "meeting_date", "2026-02-10", "dd/mm/yyyy"),
    (60909, "authority", "Tarnwick Borough Council", "the authority of the source"),
    (60909, "source", "moderngov", "where it is from"),
    (60909, "meeting_id", "4967", "the site's meeting"),
    (60909, "published_on", "2026-02-02", "the day on which the site published it"),
    (60909, "fetched_at", "2026-02-24T09:00:00Z", "when it was loaded, in UTC"),
    (60910, "title", "CON/fig: a*b?.pdf <final>", "the title as it is, whatever the path"),
    (60926, "status", "draft", "a title that says DRAFT"),
    (60932, "title", "'=HYPERLINK(1)", "no formula for a spreadsheet"),
    (49680, "title", "Budget report", "a control character is dropped, not the paper"),
    (49720, "meeting_date", "2026-01-26", "the day on which it took place"),
    (50010, "committee", "Children's Services & Education", "escaped twice, unescaped twice"),
    ("minutes-5001", "kind", "minutes", "the kind of what is text alone"),
)


@pytest.mark.parametrize(
    ("source_id", "column", "value", "reason"), CELLS, ids=[f"{case[0]}-{case[1]}" for case in CELLS]
)
def test_writes_a_cell(fetched: Council, source_id: object, column: str, value: str, reason: str) -> None:
    assert fetched.find_row(source_id)[column] == value, reason


def test_links_to_the_page_for_people(fetched: Council) -> None:
    assert fetched.find_row(60909)["url"] == f"{fetched.site.base}/ieListDocuments.aspx?CId=144&MId=4967#AI3"


FAILURES = (
    ("Error page with status 200", "not a paper", "a page in place of a paper"),
    ("Huge pack", "too large", "its length is announced, and nothing is read"),
    ("Huge without a length", "too large", "counted while it is read"),
    ("Placeholder", "placeholder", "a PDF that stands in for a paper that may not be shown"),
    ("Cut short", "truncated", "fewer bytes than announced"),
    ("Without an end", "truncated", "a PDF without its end mark"),
    ("Not there", "missing", "an error 404"),
    ("Moved off the site", "host", "a redirect to another host is not followed"),
    ("On another host", "host", "an address on another host"),
    ("Government guidance", "link", "a link, which is no paper"),
    ("Document 60923", "flags", "the flag is missing: listed by its id, without its title"),
    ("Document 60933", "flags", "the flag cannot be read"),
)


@pytest.mark.parametrize(("title", "code", "reason"), FAILURES, ids=[case[0] for case in FAILURES])
def test_lists_a_failure(fetched: Council, title: str, code: str, reason: str) -> None:
    assert fetched.list_failures()[title] == code, reason


def test_lists_each_meeting_that_could_not_be_read(fetched: Council) -> None:
    text = (fetched.folder / ".fetch" / "failures.csv").read_text(encoding="utf-8")
    codes = [code for code in ("web page", "entities", "cut off") if f",The whole meeting,{code}," in text]
    assert codes == ["web page", "entities", "cut off"]


def test_lists_no_title_and_no_address_of_what_is_restricted(fetched: Council) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in fetched.folder.rglob("*.csv"))
    journal = b"".join(path.read_bytes() for path in (fetched.folder / ".fetch").glob("*.sqlite3*")).decode("latin-1")
    for words in ("Land values", "Advice", "Not displayed", "ID=60911", "ID=60920", "Names nobody may read"):
        assert words not in text + journal


def test_reads_a_huge_file_no_further_than_the_limit(fetched: Council) -> None:
    assert fetched.reports[0].loaded_bytes < 3 * 2**20


def test_keeps_the_words_of_minutes_and_nothing_else(fetched: Council) -> None:
    page = fetched.find_path("minutes-5001").read_text(encoding="utf-8")
    assert "<p>The Committee resolved to open a second nursery at Mill Lane.</p>" in page
    assert "<p>Present: Councillor Iona Marsh (Chair)</p>" in page and "Una Reed" not in page
    assert not any(word in page for word in ("<script", "<style", "MsoNormal", "alert", "Names nobody may read"))


def test_its_manifest_is_read_by_a_build(fetched: Council) -> None:
    rows = manifest.load_rows(fetched.corpus)
    assert rows[f"{FOLDER}/{AUDIT}/2026-02-10/5a-treasury-report-60909.pdf"].agenda_item == "5a"


def test_asks_as_itself_and_slowly(fetched: Council) -> None:
    log = fetched.site.log
    assert {asked.agent.startswith("paper-search/") and f"contact: {CONTACT}" in asked.agent for asked in log} == {True}
    assert round(min(after.at - before.at for before, after in itertools.pairwise(log)), 3) >= 2.0
    assert log[0].path == "/robots.txt"
    assert not any("Cookie" in asked.headers for asked in log)


def test_makes_no_double_slash_and_gives_every_parameter(fetched: Council) -> None:
    assert not any("//" in asked.path for asked in fetched.site.log)
    assert all("sFromDate=" in path and "sToDate=" in path for path in fetched.site.find_asked("GetMeetings"))
