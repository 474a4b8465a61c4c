"""What befalls a source over the months: committees that end, outages, wrong clocks, lost journals and full disks."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from paper_search.errors import CorpusError, FetchError
from paper_search.fetch import placeholders
from paper_search.fetch.corpus_files import AuthorityFolder
from paper_search.fetch.report import FetchReport
from paper_search.fetch.session import fetch_sources
from paper_search.fetch.status import load_status
from paper_search.web.components.sources_page import SourceReading, SourcesQuery, make_sources
from tests.fetch import moderngov_content as content
from tests.fetch.council import Council

AUDIT = "Audit Committee"
CHILDREN = 163


@pytest.fixture
def small(council: Council, monkeypatch: pytest.MonkeyPatch) -> Council:
    """A council with few meetings, fetched once. No file is small enough to be taken for a placeholder."""
    monkeypatch.setattr(placeholders, "MAX_BYTES", 0)
    for number in set(council.site.meetings) - {4968, 4970, 5001, 4972, 3121}:
        del council.site.meetings[number]
    council.fetch()
    return council


def _end_committee(small: Council, monkeypatch: pytest.MonkeyPatch, *, is_deleted: bool) -> None:
    changed = [
        (number, title, "True" if number == CHILDREN else deleted, expired)
        for number, title, deleted, expired in content.COMMITTEES
        if is_deleted or number != CHILDREN
    ]
    monkeypatch.setattr(content, "COMMITTEES", changed)


def _read_twice(small: Council) -> list[str]:
    """Read today and two days later; return what is held by then."""
    small.fetch(accepts_removals=True)
    small.clock.forward(days=2)
    small.fetch(accepts_removals=True)
    return [path for path in small.list_papers() if path.startswith("children")]


def test_papers_of_a_deleted_committee_leave(small: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    _end_committee(small, monkeypatch, is_deleted=True)
    assert _read_twice(small) == []
    assert small.list_held_back() != []


def test_papers_of_a_committee_that_is_not_listed_are_still_watched(
    small: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    _end_committee(small, monkeypatch, is_deleted=False)
    assert len(_read_twice(small)) == 2
    small.site.meetings[5001].displayed = "False"
    small.fetch()
    assert not [path for path in small.list_papers() if "50010" in path]


def test_papers_of_a_committee_that_is_fetched_no_more_are_still_watched(small: Council) -> None:
    small.source = replace(small.source, committees=(AUDIT,))
    small.site.meetings[5001].items[0].docs.append(content.Doc(50099, "A new paper"))
    assert len(_read_twice(small)) == 2
    assert small.site.find_asked("50099") == []
    small.site.get_doc(50010).restricted = "True"
    assert [paper.reason for paper in small.fetch().held_back] == ["the document is restricted"]


def test_no_committee_at_all_is_a_fault_and_nothing_is_gone(small: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "COMMITTEES", [])
    before = small.list_papers()
    for _ in range(2):
        assert small.fetch().outcome == "failed"
        small.clock.forward(days=2)
    assert small.list_papers() == before


def test_one_reading_and_an_outage_are_not_two_readings(small: Council) -> None:
    docs = small.site.meetings[4968].items[0].docs
    left = docs.pop()
    small.fetch()
    small.clock.forward(days=2)
    # The committees are read, and no meeting.
    small.site.challenge_at = "GetMeetings"
    small.fetch()
    small.site.challenge_at = ""
    small.site.meetings[4968].items[0].docs = [left]
    small.fetch()
    assert any("49680" in path for path in small.list_papers()) and small.list_held_back() == []


def test_an_old_paper_that_was_missing_once_is_looked_for_the_next_day(small: Council) -> None:
    small.clock.forward(days=400)
    small.fetch()
    small.site.get_doc(49680).restricted = "False"
    small.site.meetings[4968].items[0].docs.clear()
    small.clock.forward(days=400)
    small.fetch()
    small.clock.forward(days=1)
    small.fetch()
    assert not any("49680" in path for path in small.list_papers())


def test_what_is_restricted_in_one_meeting_leaves_all(small: Council) -> None:
    small.site.meetings[4970].items[0].docs.append(content.Doc(49680, "Budget report", restricted="True"))
    small.fetch()
    assert not any("49680" in path for path in small.list_papers())


PLACES = (
    ("mgConvert2PDF.aspx?ID=777", "the same address under another id"),
    ("MGConvert2PDF.aspx?id=777", "in other letters"),
    ("documents/s777/Other%20name.pdf", "the same document by its other address"),
)


@pytest.mark.parametrize(("address", "reason"), PLACES, ids=[case[1] for case in PLACES])
def test_no_other_document_leads_to_a_restricted_one(council: Council, address: str, reason: str) -> None:
    base = council.site.base
    docs = [
        content.Doc(777, "Land", f"{base}/mgConvert2PDF.aspx?ID=777", restricted="True"),
        content.Doc(778, "Map", f"{base}/{address}"),
    ]
    council.site.meetings = {1: content.Meeting(1, 144, "10/02/2026", items=[content.Item(1, "Land", "1.", 1, docs)])}
    council.fetch()
    assert (council.site.find_asked("777"), council.list_papers()) == ([], []), reason


def test_a_flag_that_says_both_is_not_public(council: Council) -> None:
    doc = content.Doc(779, "Both", restricted="False</isrestricted><isrestricted>True")
    council.site.meetings = {1: content.Meeting(1, 144, "10/02/2026", items=[content.Item(1, "Land", "1.", 1, [doc])])}
    council.fetch()
    assert council.site.find_asked("779") == []


def test_failures_of_a_meeting_that_is_gone_are_forgotten(council: Council) -> None:
    doc = content.Doc(60930, "A title that was public")
    council.site.meetings = {1: content.Meeting(1, 144, "10/02/2026", items=[content.Item(1, "Land", "1.", 1, [doc])])}
    council.fetch()
    assert "A title that was public" in council.list_failures()
    council.site.meetings.clear()
    council.fetch()
    assert "A title that was public" not in council.list_failures()


# -- clocks ------------------------------------------------------------------------------------------------------------


def test_a_clock_that_was_far_ahead_once_does_no_harm(small: Council) -> None:
    small.site.meetings[4970].items[0].docs.append(content.Doc(60930, "Not there yet"))
    small.clock.forward(days=20_000)
    small.fetch()
    small.clock.forward(days=-20_000)
    small.site.meetings[4970].items[0].docs[1].attachment_id = 60930
    small.site.meetings[4968].items[0].docs.append(content.Doc(49681, "New"))
    report = small.fetch()
    assert any("49681" in path for path in report.fetched)
    assert small.site.find_asked("60930") != []


# -- journals ----------------------------------------------------------------------------------------------------------


def _lose_journal(small: Council) -> None:
    for path in (small.folder / ".fetch").glob("*.sqlite3*"):
        path.unlink()


def test_a_lost_journal_is_made_from_the_manifest(small: Council) -> None:
    before = small.read_tree()
    _lose_journal(small)
    report = small.fetch()
    after = small.read_tree()
    assert (report.fetched, report.changed) == ((), ())
    assert {name: text for name, text in after.items() if not name.endswith(".csv")} == {
        name: text for name, text in before.items() if not name.endswith(".csv")
    }
    assert len(small.read_rows()) == len(small.list_papers())


def test_what_became_restricted_after_a_journal_was_lost_leaves(small: Council) -> None:
    _lose_journal(small)
    small.site.get_doc(49680).restricted = "True"
    assert small.fetch().held_back
    assert not any("49680" in path for path in small.list_papers())


def test_what_was_restricted_before_a_journal_was_lost_stays_out(small: Council) -> None:
    doc = small.site.get_doc(49680)
    doc.restricted = "True"
    small.fetch()
    _lose_journal(small)
    doc.restricted = "False"
    small.fetch()
    assert not any("49680" in path for path in small.list_papers())
    assert any("49680" in path for path in small.list_held_back())


DAMAGES = (
    ("UPDATE documents SET cells = '{'", "a cell that is no JSON"),
    ("UPDATE documents SET cells = '[1]'", "a cell of another kind"),
    ("DROP TABLE documents", "a table that is not there"),
)


def test_a_moment_that_is_none_leaves_the_page_of_sources_standing(small: Council) -> None:
    path = next((small.folder / ".fetch").glob("*.sqlite3"))
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("UPDATE runs SET ended_at = 'soon'")
    view = make_sources([SourceReading(small.source, load_status(small.corpus)[0])], SourcesQuery())
    assert view.entries[0].badges[-1].label == "No run for over a week"


@pytest.mark.parametrize(("statement", "reason"), DAMAGES, ids=[case[1] for case in DAMAGES])
def test_a_damaged_journal_is_told(small: Council, statement: str, reason: str) -> None:
    path = next((small.folder / ".fetch").glob("*.sqlite3"))
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(statement)
        if statement.startswith("DROP"):
            database.execute("CREATE TABLE documents (x)")
    with pytest.raises(FetchError, match="journal cannot be read"):
        load_status(small.corpus)
    with pytest.raises(FetchError, match="journal cannot be read"):
        small.fetch()


def test_a_journal_with_broken_pages_is_told(small: Council) -> None:
    path = next((small.folder / ".fetch").glob("*.sqlite3"))
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (size - 4096))
    with pytest.raises(FetchError, match="journal cannot be read"):
        load_status(small.corpus)
    with pytest.raises(FetchError, match="journal cannot be read"):
        small.fetch()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b'"open\n', b"a,b\n" + b"x" * 200_000], ids=["bytes", "quotes", "long"]
)
def test_a_damaged_list_of_failures_is_written_anew(small: Council, content: bytes) -> None:
    path = small.folder / ".fetch" / "failures.csv"
    path.write_bytes(content)
    assert small.fetch().outcome == "done"
    assert path.read_text(encoding="utf-8").startswith("source,when,")


# -- the corpus --------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_the_next_run_goes_on(small: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "part")

    small.site.meetings[4968].items[0].docs.append(content.Doc(49681, "New"))
    with monkeypatch.context() as patch:
        patch.setattr(AuthorityFolder, "place", fail)
        with pytest.raises(FetchError, match="No space left"):
            small.fetch()
    assert any("49681" in path for path in small.fetch().fetched)


def test_a_renamed_council_keeps_one_folder(small: Council) -> None:
    before = small.folder
    small.source = replace(small.source, authority="Tarnwick City Council")
    with pytest.raises(FetchError, match="tarnwick-borough-council"):
        small.fetch()
    shutil.rmtree(small.folder, ignore_errors=True)
    before.rename(small.folder)
    report = small.fetch()
    assert report.fetched == ()
    assert {row["authority"] for row in small.read_rows().values()} == {"Tarnwick City Council"}


BREAKS: tuple[Exception, ...] = (FetchError("a"), CorpusError("b"))


@pytest.mark.parametrize("error", BREAKS, ids=["source", "manifest"])
def test_a_source_that_cannot_be_used_keeps_no_other_from_it(small: Council, error: Exception) -> None:
    other = replace(small.source, name="other")

    def fetch(source: object) -> FetchReport:
        if source is small.source:
            raise error
        return FetchReport("other", "Other")

    outcomes = [report.outcome for report in fetch_sources((small.source, other), fetch)]
    assert outcomes == ["failed", "done"]
