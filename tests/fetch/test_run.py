"""Runs one after the other: what is new, late, changed, restricted or gone, and what a run never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paper_search.errors import FetchError
from paper_search.fetch.client import ClientLimits
from paper_search.ingest.metadata import manifest
from tests.fetch.council import FOLDER, Council
from tests.fetch.moderngov_content import Doc, Item, Meeting, make_document

AUDIT = "audit-committee/2026-02-10"


def test_a_second_run_asks_for_no_document_and_changes_no_file(council: Council) -> None:
    council.fetch()
    before = council.read_tree()
    council.clock.forward(minutes=5)
    report = council.fetch()
    assert (council.site.find_documents(), report.fetched, report.changed) == ([], (), ())
    after = council.read_tree()
    failures = f"{FOLDER}/.fetch/failures.csv"
    # Meetings that could not be read are tried, and listed anew.
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {failures}


def test_late_minutes_are_one_request(council: Council) -> None:
    council.fetch()
    council.clock.forward(days=45)
    meeting = council.site.meetings[4970]
    meeting.items.append(Item(90, "Minutes of this meeting", "", 99, [Doc(61000, "Printed minutes")]))
    meeting.minutes = "True"
    council.site.meetings = {4970: meeting}
    council.fetch()
    row = council.find_row(61000)
    assert council.site.find_asked("ID=61000") == ["/mgConvert2PDF.aspx?ID=61000"]
    assert (row["kind"], row["meeting_date"]) == ("minutes", "2026-02-10")


def test_minutes_are_looked_for_once_a_month_beyond_the_window(council: Council) -> None:
    council.source = replace(council.source, recheck_weeks=4)
    council.fetch()
    council.clock.forward(days=40)
    council.fetch()
    council.clock.forward(days=10)
    council.fetch()
    assert not council.site.find_asked("lMeetingId=4972"), "held 50 days ago and read 10 days ago"
    council.clock.forward(days=25)
    council.fetch()
    assert council.site.find_asked("lMeetingId=4972"), "a month after the last reading"
    assert not council.site.find_asked("lMeetingId=5001"), "it has its minutes"


def test_minutes_of_the_council_replace_those_that_are_text_alone(council: Council) -> None:
    council.fetch()
    text = council.find_path("minutes-5001")
    council.site.meetings[5001].items.append(
        Item(91, "Minutes of this meeting", "", 99, [Doc(61001, "Printed minutes")])
    )
    report = council.fetch()
    assert (text.exists(), council.find_path(61001).exists(), report.held_back) == (False, True, ())
    assert not any(row["source_id"] == "minutes-5001" for row in council.read_rows().values())


def test_a_replaced_file_is_found_by_the_weekly_check(council: Council) -> None:
    council.fetch()
    path = council.find_path(60909)
    council.site.versions[60909] = 2
    council.clock.forward(days=2)
    assert council.fetch().changed == ()
    council.clock.forward(days=5)
    report = council.fetch()
    assert (report.changed, path.read_bytes()) == ((f"{AUDIT}/5a-treasury-report-60909.pdf",), make_document(60909, 2))


def test_an_unchanged_file_with_a_validator_is_not_sent_again(council: Council) -> None:
    council.site.sends_etags = True
    council.fetch()
    council.clock.forward(days=7)
    report = council.fetch()
    asked = [asked for asked in council.site.log if "ID=60909" in asked.path]
    assert [request.headers.get("If-None-Match") for request in asked] == ['"60909-1"']
    assert report.changed == ()


def test_a_changed_title_is_a_changed_revision_and_keeps_the_path(council: Council) -> None:
    council.fetch()
    path = council.find_path(60909)
    council.site.get_doc(60909).title = "Treasury report, amended"
    council.fetch()
    assert len(council.site.find_asked("ID=60909")) == 1
    assert (council.find_path(60909), council.find_row(60909)["title"]) == (path, "Treasury report, amended")


def test_a_meeting_with_another_day_moves_its_papers(council: Council) -> None:
    council.fetch()
    council.site.meetings[4967].day = "12/02/2026"
    report = council.fetch()
    assert council.find_row(60909)["path"] == "audit-committee/2026-02-12/5a-treasury-report-60909.pdf"
    assert not (council.folder / AUDIT).exists()
    assert (report.fetched, council.site.find_documents()) == ((), [])


def test_a_file_that_somebody_deleted_is_fetched_again(council: Council) -> None:
    council.fetch()
    council.find_path(60917).unlink()
    council.fetch()
    assert council.site.find_documents() == ["/mgConvert2PDF.aspx?ID=60917"]
    assert council.find_path(60917).exists()


# -- restricted and gone -----------------------------------------------------------------------------------------------


def _restrict_document(council: Council) -> None:
    council.site.get_doc(60909).restricted = "True"


def _restrict_item(council: Council) -> None:
    council.site.get_item(4967, 3).restricted = "True"


def _hide_meeting(council: Council) -> None:
    council.site.meetings[4967].displayed = "False"


@pytest.mark.parametrize("restrict", [_restrict_document, _restrict_item, _hide_meeting])
def test_what_becomes_restricted_is_moved_out_at_once(council: Council, restrict: object) -> None:
    council.fetch()
    restrict(council)  # type: ignore[operator]
    report = council.fetch()
    path = f"{AUDIT}/5a-treasury-report-60909.pdf"
    row = council.find_row(60909)
    assert path in [paper.path for paper in report.held_back]
    assert (row["path"], row["access"]) == (f".fetch/held-back/{path}", "exempt")
    assert path not in council.list_papers() and path in council.list_held_back()
    assert not council.site.find_asked("ID=60909")
    manifest.load_rows(council.corpus)


def test_what_was_restricted_comes_back_by_a_person_alone(council: Council) -> None:
    council.fetch()
    council.site.get_doc(60917).restricted = "True"
    council.fetch()
    council.site.get_doc(60917).restricted = "False"
    council.clock.forward(days=2)
    council.fetch()
    assert (council.find_row(60917)["access"], council.list_failures()["Report attached to two items"]) == (
        "exempt",
        "again",
    )
    council.find_path(60917).unlink()
    council.fetch()
    row = council.find_row(60917)
    assert (row["path"], row["access"]) == (f"{AUDIT}/5a-report-attached-to-two-items-60917.pdf", "public")


def _remove(council: Council, *numbers: int) -> None:
    for meeting in council.site.meetings.values():
        for item in meeting.items:
            item.docs = [doc for doc in item.docs if doc.attachment_id not in numbers]


def test_what_is_no_longer_listed_goes_after_a_day(council: Council) -> None:
    council.fetch()
    _remove(council, 60932)
    assert council.fetch().held_back == ()
    assert council.list_failures()["'=HYPERLINK(1)"] == "missing"
    council.clock.forward(hours=23)
    report = council.fetch()
    assert [paper.path for paper in report.held_back] == [f"{AUDIT}/5a-hyperlink-1-60932.pdf"]
    assert council.find_row(60932)["access"] == "exempt"


def test_what_is_listed_again_in_time_stays(council: Council) -> None:
    council.fetch()
    docs = council.site.get_item(4967, 3).docs
    kept = list(docs)
    _remove(council, 60932)
    council.fetch()
    council.site.get_item(4967, 3).docs = kept
    council.clock.forward(hours=23)
    assert council.fetch().held_back == ()
    assert council.find_path(60932).exists()


def test_what_was_gone_and_is_listed_again_is_fetched_again(council: Council) -> None:
    council.fetch()
    kept = list(council.site.get_item(4967, 3).docs)
    _remove(council, 60932)
    council.fetch()
    council.clock.forward(days=1)
    council.fetch()
    council.site.get_item(4967, 3).docs = kept
    council.fetch()
    row = council.find_row(60932)
    assert (row["access"], row["path"], council.list_held_back()) == ("public", f"{AUDIT}/5a-hyperlink-1-60932.pdf", [])


def test_a_paper_that_answers_404_twice_a_day_apart_is_gone(council: Council) -> None:
    council.site.get_item(4967, 3).docs.append(Doc(60940, "Soon gone"))
    council.fetch()
    council.site.get_doc(60940).url = f"{council.site.base}/gone.aspx?ID=60940"
    assert council.fetch().held_back == ()
    council.clock.forward(days=1)
    assert [paper.path for paper in council.fetch().held_back] == [f"{AUDIT}/5a-soon-gone-60940.pdf"]


def test_a_deleted_meeting_is_gone_after_a_day(council: Council) -> None:
    council.fetch()
    del council.site.meetings[4972]
    assert council.fetch().held_back == ()
    council.clock.forward(days=1)
    assert [paper.path for paper in council.fetch().held_back] == [
        "audit-committee/2026-01-26/1-moved-report-49720.pdf"
    ]


FAILED_READINGS = (
    ("cut off", "XML that is cut off"),
    ("error", "errors of the server"),
    ("web page", "a page in place of data"),
)


@pytest.mark.parametrize(("fault", "reason"), FAILED_READINGS, ids=[case[0] for case in FAILED_READINGS])
def test_a_failed_reading_never_counts_as_gone(council: Council, fault: str, reason: str) -> None:
    council.fetch()
    before = council.list_papers()
    council.site.meetings[4966].items = []
    meetings = council.site.meetings
    for _ in range(3):
        council.clock.forward(days=1)
        council.site.faults = [(500, {})] * 40 if fault == "error" else []
        if fault != "error":
            number = 4969 if fault == "cut off" else 5003
            # Every meeting is answered as that one is.
            council.site.meetings = {**meetings, number: meetings[4967]}
            del council.site.meetings[4967]
        assert council.fetch().held_back == (), reason
    assert [path for path in before if AUDIT not in path] == [p for p in council.list_papers() if AUDIT not in p], (
        reason
    )


def test_more_than_a_fifth_gone_is_refused_until_a_person_says_so(council: Council) -> None:
    council.fetch()
    before = council.list_papers()
    _remove(council, 60909, 60910, 60917, 60926, 60932)
    council.fetch()
    council.clock.forward(days=1)
    report = council.fetch()
    assert (len(report.refused_removals), report.held_back, council.list_papers()) == (5, (), before)
    report = council.fetch(accepts_removals=True)
    assert (len(report.held_back), report.refused_removals) == (5, ())


def test_flags_that_cannot_be_read_any_more_count_as_restricted(council: Council) -> None:
    council.fetch()
    council.site.get_doc(60932).restricted = None
    report = council.fetch()
    assert [paper.path for paper in report.held_back] == [f"{AUDIT}/5a-hyperlink-1-60932.pdf"]


def test_flags_that_can_nowhere_be_read_are_too_much_to_believe(council: Council) -> None:
    council.fetch()
    for meeting in council.site.meetings.values():
        meeting.displayed = "yes" if meeting.displayed == "True" else meeting.displayed
    report = council.fetch()
    assert (report.held_back, len(report.refused_removals) > 10, council.site.find_documents()) == ((), True, [])


# -- what stops a run, and what a run leaves alone ---------------------------------------------------------------------


def test_a_challenge_stops_the_host_and_is_no_failure_of_papers(council: Council) -> None:
    council.site.challenge_at = "lMeetingId=4967"
    report = council.fetch()
    asked_after = [asked.path for asked in council.site.log]
    assert report.outcome == "blocked" and "allow the agent 'paper-search'" in report.message
    assert asked_after[-1].endswith("lMeetingId=4967")
    council.site.challenge_at = ""
    assert council.fetch().outcome == "done"


def test_a_budget_ends_a_run_and_the_next_goes_on(council: Council) -> None:
    whole = council.fetch()
    expected = council.read_tree()
    for path in (council.folder, council.corpus / "sources.toml"):
        path.rename(path.with_name(f"{path.name}.before"))
    outcomes = [council.fetch(replace(ClientLimits(2.0, file_bytes=2 * 2**20), requests=12)).outcome]
    while outcomes[-1] == "budget" and len(outcomes) < 12:
        outcomes.append(council.fetch(replace(ClientLimits(2.0, file_bytes=2 * 2**20), requests=22)).outcome)
    tree = {name: content for name, content in council.read_tree().items() if ".before" not in name}
    assert (outcomes[0], outcomes[-1], tree) == ("budget", "done", expected)
    assert whole.outcome == "done"


def test_robots_that_disallow_the_service_and_the_pages_block(council: Council) -> None:
    council.site.robots = (200, "User-agent: paper-search\nDisallow: /\n")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        council.fetch()
    assert [asked.path for asked in council.site.log] == ["/robots.txt"]


def test_robots_that_disallow_documents_list_them(council: Council) -> None:
    council.site.robots = (200, "User-agent: *\nDisallow: /mgConvert2PDF.aspx\n")
    council.fetch()
    assert council.site.find_documents() == []
    assert council.list_failures()["Treasury report"] == "robots"


def test_a_dry_run_asks_and_writes_nothing(council: Council) -> None:
    report = council.fetch(is_trial=True)
    assert (council.corpus.exists(), council.site.find_documents(), report.is_trial) == (False, [], True)
    assert "Treasury report" in report.fetched
    council.fetch()
    before = council.read_tree()
    council.site.get_doc(60909).restricted = "True"
    report = council.fetch(is_trial=True)
    assert ([paper.path for paper in report.held_back], council.read_tree()) == (
        [f"{AUDIT}/5a-treasury-report-60909.pdf"],
        before,
    )


def test_what_a_person_wrote_into_the_manifest_stays(council: Council) -> None:
    council.fetch()
    path = council.folder / "papers.csv"
    text = path.read_text(encoding="utf-8")
    (council.folder / "own.txt").write_text("A paper of the clerk's own.\n", encoding="utf-8")
    text = text.replace(",Treasury report,,5a,", ",The clerk's title,,5a,") + "own.txt,,,,Own paper,,,,exempt,,,,,,,\n"
    path.write_text(text, encoding="utf-8")
    council.site.get_item(4967, 3).number = "6"
    council.fetch()
    row = council.find_row(60909)
    assert (row["title"], row["agenda_item"]) == ("The clerk's title", "6")
    assert council.read_rows()["own.txt"]["access"] == "exempt"


def test_what_a_person_held_back_stays_so(council: Council) -> None:
    council.fetch()
    row = council.find_row(60909)
    path = council.folder / "papers.csv"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(row["path"]))
    path.write_text(path.read_text(encoding="utf-8").replace(line, line.replace("#AI3,,,", "#AI3,exempt,,")))
    _remove(council, 60909)
    council.fetch()
    council.clock.forward(days=1)
    council.fetch()
    council.site.get_item(4967, 3).docs.insert(0, Doc(60909, "Treasury report"))
    council.fetch()
    assert (council.find_row(60909)["access"], council.list_failures()["Treasury report"]) == ("exempt", "again")


def test_two_runs_of_one_authority_do_not_meet(council: Council) -> None:
    council.fetch()
    from paper_search.fetch.corpus_files import AuthorityFolder

    with AuthorityFolder(council.corpus, FOLDER).lock(), pytest.raises(FetchError, match="another run"):
        council.fetch()


def test_a_committee_that_the_site_lacks_is_named_with_those_it_has(council: Council) -> None:
    council.source = replace(council.source, committees=("Licensing",))
    with pytest.raises(FetchError, match="It has: Appointment Sub Committee, Audit Committee"):
        council.fetch()


def test_only_the_committees_that_are_asked_for_are_read(council: Council) -> None:
    council.source = replace(council.source, committees=("children's services & education",))
    council.fetch()
    assert {path.partition("/")[0] for path in council.list_papers()} == {"childrens-services-and-education"}
    assert not council.site.find_asked("lCommitteeId=144")


def test_the_days_of_the_window_are_asked_for(council: Council) -> None:
    council.source = replace(council.source, since=None)
    council.fetch(until=date(2026, 2, 28))
    path = council.site.find_asked("lCommitteeId=144")[0]
    assert path.endswith("sFromDate=24%2F02%2F2025&sToDate=28%2F02%2F2026")
    assert not council.site.find_asked("lCommitteeId=312"), "an expired committee, and nobody asked for older days"


def test_an_empty_meeting_is_no_paper(council: Council) -> None:
    council.site.meetings = {1: Meeting(1, 144, "10/02/2026")}
    report = council.fetch()
    assert (report.fetched, report.outcome, report.meetings) == ((), "done", 1)
