"""``meetings``, ``decisions``, ``votes``, ``people``, ``matter`` and ``popolo`` as their users run them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import paper_search
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.library import Library
from paper_search.records.register import RegisterQuery
from tests.conftest import CORPUS

LISTS = ("meetings", "decisions", "votes", "people")
MINUTES = """FERNDALE TOWN COUNCIL

Minutes of the Finance Committee held on Tuesday 4 March 2025 at 7.30 pm in the Guildhall

Present: Councillors Jo Wren (Chairman), Ann Finch and Tom Baker

Apologies: Councillor P Lark

1. Apologies

Apologies were received from Councillor P Lark.

2. Bus fares

Proposed by Councillor Finch, seconded by Councillor Baker.

RESOLVED that the fare for children be reduced to £1 from 1 April 2025.

Votes cast: for 2, against 1, abstentions 0

3. Library hours

RESOLVED that the library open on Saturdays until 4 pm.
"""


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> tuple[Path, Path]:
    """Minutes that name people, as a corpus and its index; the sample papers name nobody."""
    folder = tmp_path_factory.mktemp("named")
    paper = folder / "corpus" / "ferndale-town-council" / "finance-committee" / "2025-03-04" / "minutes.txt"
    paper.parent.mkdir(parents=True)
    paper.write_text(MINUTES, "utf-8")
    builder.build(folder / "corpus", folder / "index", encoder)
    return folder / "corpus", folder / "index"


@pytest.fixture
def run_named(run: Any, named: tuple[Path, Path]) -> Any:
    """Run a command over the minutes that name people."""
    corpus, index = named
    return lambda *arguments: run(*arguments, corpus=corpus, index=index)


def _list(run: Any, command: str, *arguments: str) -> dict[str, Any]:
    code, out, err = run(command, *arguments, "--json")
    assert (code, err) == (0, ""), err
    fields: dict[str, Any] = json.loads(out)
    return fields


@pytest.mark.parametrize("command", LISTS)
def test_a_list_says_how_many_there_are_and_is_paged(run: Any, run_named: Any, command: str) -> None:
    run = run_named if command == "people" else run
    whole = _list(run, command, "--limit", "1000")
    assert whole["total"] == len(whole[command]) > 1
    first, second = _list(run, command, "--limit", "1"), _list(run, command, "--limit", "1", "--offset", "1")
    assert first[command] == whole[command][:1]
    assert (second[command], second["offset"]) == (whole[command][1:2], 1)


@pytest.mark.parametrize("command", ["decisions", "votes"])
def test_every_entry_is_a_span_of_its_paper(run: Any, library: Library, command: str) -> None:
    for entry in _list(run, command, "--limit", "1000")[command]:
        text = library.reading_text(entry["place"]["doc_id"])
        assert text is not None
        assert text[entry["start"] : entry["end"]] == entry["text"]
        assert entry["place"]["citation"]


LIMITS = [
    (("decisions", "--authority", "wexmoor"), "authority", "Wexmoor County Council", "a part of a council's name"),
    (("decisions", "--committee", "cabinet"), "committee", "Cabinet", "a committee"),
    (("decisions", "--kind", "minutes"), "kind", "minutes", "a kind of paper"),
]


@pytest.mark.parametrize(("arguments", "field", "value", "reason"), LIMITS)
def test_limits_are_those_of_a_question(
    run: Any, arguments: tuple[str, ...], field: str, value: str, reason: str
) -> None:
    found = _list(run, *arguments, "--limit", "1000")["decisions"]
    assert {decision["place"][field] for decision in found} == {value}, reason


def test_an_outcome_and_words_limit_decisions(run: Any) -> None:
    found = _list(run, "decisions", "--limit", "1000")["decisions"]
    outcome = found[0]["outcome"]
    limited = _list(run, "decisions", "--outcome", outcome, "--limit", "1000")["decisions"]
    assert limited == [decision for decision in found if decision["outcome"] == outcome]
    words = _list(run, "decisions", "budget", "--limit", "1000")
    assert 0 < words["total"] < len(found)


def test_a_meeting_is_shown_whole_by_its_id(run_named: Any) -> None:
    (summary,) = _list(run_named, "meetings")["meetings"]
    assert summary["meeting_id"] == "ferndale-town-council/finance-committee/2025-03-04"
    assert (summary["status"], summary["has_minutes"]) == ("held", True)
    meeting = _list(run_named, "meetings", "--id", summary["meeting_id"])
    present = [entry["name"] for entry in meeting["attendance"] if entry["kind"] == "present"]
    assert [name.removeprefix("Councillors ") for name in present] == ["Jo Wren", "Ann Finch", "Tom Baker"]
    _, out, _ = run_named("meetings", "--id", summary["meeting_id"])
    assert "4 March 2025: Ferndale Town Council, Finance Committee\n   held; minutes held; " in out
    assert "vote: result not stated; for 2, against 1, abstained 0" in out


def test_a_person_is_shown_with_what_they_moved_under_all_forms_of_the_name(run_named: Any) -> None:
    people = {person["name"]: person for person in _list(run_named, "people")["people"]}
    finch = next(person for name, person in people.items() if "Finch" in name)
    assert finch["person_id"] == "ferndale-town-council/ann-finch"
    whole = _list(run_named, "people", "--id", finch["person_id"])
    assert [decision["mover"] for decision in whole["moved"]] == ["Councillor Finch"]
    assert f"id: {finch['person_id']}" in run_named("people", "--id", finch["person_id"])[1]


def test_a_matter_has_the_paper_that_it_was_asked_for(run: Any, library: Library) -> None:
    matters = {document.doc_id: library.find_matter(document.doc_id) for document in library.documents()}
    doc_id = next(doc_id for doc_id, matter in matters.items() if matter is not None)
    found = _list(run, "matter", doc_id)
    assert doc_id in [paper["paper"]["doc_id"] for paper in found["papers"]]
    days = [paper["meeting_date"] for paper in found["papers"] if paper["meeting_date"]]
    assert days == sorted(days)
    assert found["title"] in run("matter", doc_id)[1]


def test_in_words_a_list_has_exact_words_citations_and_what_comes_next(run: Any) -> None:
    _, out, _ = run("decisions", "--limit", "2")
    assert out.startswith("1. ")
    assert "\n    — " in out
    assert "--offset 2 gives more." in out
    assert "not stated" in run("votes")[1]


NOTHING = [
    (("decisions", "zeppelin"), "Nothing in the papers here", "words that no decision has"),
    (("votes", "--person", "Zbigniew Zappa"), "Nothing in the papers here", "a name that no vote has"),
    (("meetings", "--id", "nowhere/cabinet/2025-01-01"), "'paper-search meetings' lists them", "an unknown meeting"),
    (("people", "--id", "nowhere/nobody"), "'paper-search people' lists them", "an unknown person"),
    (("matter", "no-such.pdf"), "no paper of this name is indexed", "an unknown paper"),
    (("decisions", "--offset", "100000"), "is past the last one", "behind the end of the list"),
]


@pytest.mark.parametrize(("arguments", "message", "reason"), NOTHING)
def test_nothing_found_is_said_with_exit_code_1(
    run: Any, arguments: tuple[str, ...], message: str, reason: str
) -> None:
    code, out, err = run(*arguments)
    assert code == 1, reason
    # What is no result of the command is a message, and a program that reads JSON does not meet it.
    is_message = "--id" in arguments or arguments[0] == "matter"
    assert message in (err if is_message else out), reason
    assert not (out if is_message else err), reason


WRONG = [
    (("decisions", "--authority", "Atlantis"), "Atlantis", "a council that nothing is held of"),
    (("decisions", "--outcome", "maybe"), "maybe", "no outcome"),
    (("votes", "--since", "spring"), "spring", "no date"),
]


@pytest.mark.parametrize(("arguments", "message", "reason"), WRONG)
def test_errors_go_to_stderr_with_code_2(run: Any, arguments: tuple[str, ...], message: str, reason: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, ""), reason
    assert message in err, reason


def test_popolo_writes_a_file_for_each_class_and_never_over_another(run_named: Any, tmp_path: Path) -> None:
    run, folder = run_named, tmp_path / "register"
    code, out, _ = run("popolo", str(folder))
    assert code == 0
    names = ["people", "organizations", "memberships", "events", "motions", "vote_events"]
    assert out.splitlines() == [str(folder / f"{name}.jsonl") for name in names]
    motions = [json.loads(line) for line in (folder / "motions.jsonl").read_text("utf-8").splitlines()]
    assert [motion["mover"] for motion in motions if "mover" in motion] == ["Councillor Finch"]
    assert motions[0]["creator_id"] == "ferndale-town-council/ann-finch"
    (vote,) = [json.loads(line) for line in (folder / "vote_events.jsonl").read_text("utf-8").splitlines()]
    assert vote["motion_id"] in [motion["id"] for motion in motions]
    assert [(count["option"], count["value"]) for count in vote["counts"]] == [("yes", 2), ("no", 1), ("abstain", 0)]
    code, _, err = run("popolo", str(folder))
    assert (code, "--force" in err) == (2, True)
    assert run("popolo", str(folder), "--force")[0] == 0
    assert run("popolo", str(folder), "--format", "csv")[0] == 0
    with (folder / "motions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [motion["id"] for motion in motions]


def test_the_functions_are_the_twins_of_the_commands(library: Library, sample_index: Path) -> None:
    query = RegisterQuery(limit=3)
    where = {"corpus": CORPUS, "index": sample_index}
    assert paper_search.meetings(query, **where) == library.list_meetings(query)
    assert paper_search.decisions(query, **where) == library.list_decisions(query)
    assert paper_search.votes(query, **where) == library.list_votes(query)
    assert paper_search.people(query, **where) == library.list_people(query)
