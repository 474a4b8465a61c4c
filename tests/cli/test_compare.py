"""``compare``, ``timeline``, ``similar`` and ``cite`` as their users run them: words, JSON, exit codes, errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import paper_search
from paper_search.citations.styles import STYLES
from paper_search.library import Library
from paper_search.records import Filters
from tests.conftest import CORPUS

QUESTION = "what did Ofsted say about management oversight"
NOWHERE = "are there any mermaids in the harbour?"
ADDRESS = {"text", "source", "pages", "start", "end", "authority", "committee", "meeting_date", "kind", "citation"}


@pytest.fixture(scope="module")
def passage_id(library: Library) -> str:
    return library.search(QUESTION, k=1)[0].passage.passage_id


def test_compare_json_has_a_row_for_each_authority(run: Any) -> None:
    code, out, _ = run("compare", QUESTION, "--json", "--authority", "council", "--authority", "Atlantis")
    fields = json.loads(out)
    assert code == 0
    assert fields.keys() >= {"question", "found", "positions", "unattributed", "remarks", "coverage"}
    assert len(fields["positions"]) == 5
    for row in fields["positions"]:
        assert row.keys() == {
            "authority", "found", "papers_held", "papers_searched", "confidence", "match", "match_label", "quotes",
            "nearest",
        }  # fmt: skip
        assert row["found"] == bool(row["quotes"])
        assert all(quote.keys() >= ADDRESS for quote in row["quotes"])


def test_compare_in_words_says_which_of_three_it_is(run: Any, library: Library) -> None:
    papers = library.coverage(Filters(authorities=("Aldermarsh",))).papers
    _, out, _ = run(
        "compare", "how many potholes were repaired", "--authority", "Aldermarsh", "--authority", "Atlantis"
    )
    assert "Atlantis: no papers held\n" in out
    _, out, _ = run("compare", "potholes", "--authority", "Aldermarsh", "--until", "2023-12-31")
    assert "Aldermarsh City Council: no papers held within the filters (" in out
    _, out, _ = run("compare", NOWHERE, "--authority", "Aldermarsh")
    assert f"Aldermarsh City Council: no answer found in the {papers} papers searched\n  nearest: Aldermarsh" in out
    _, out, _ = run("compare", QUESTION, "--authority", "Ottermere", "--kind", "minutes")
    citation = "— minutes: Ottermere Metropolitan Borough Council, Children's Services Scrutiny Panel, "
    assert citation in " ".join(out.split())


def test_timeline_json_has_its_events_in_order_with_their_links(run: Any) -> None:
    code, out, _ = run("timeline", "draft revenue budget 2024-25", "--json")
    fields = json.loads(out)
    assert code == 0
    assert fields.keys() >= {"matter", "found", "events", "left_out", "nearest", "remarks", "coverage"}
    days = [event["meeting_date"] for event in fields["events"]]
    assert days == sorted(days)
    assert all(event.keys() >= ADDRESS | {"met", "link", "passage_id"} for event in fields["events"])


def test_timeline_in_words_has_a_line_for_each_day_and_counts_what_is_left_out(run: Any) -> None:
    _, out, _ = run("timeline", "management oversight")
    days = [line for line in out.splitlines() if line in ("14 November 2023", "19 March 2024", "18 September 2024")]
    assert days == ["14 November 2023", "19 March 2024", "18 September 2024"]
    assert "\nLeft out: " in out
    _, out, _ = run("timeline", "how to speak at a meeting: notes on speaking")
    assert "\ndate not stated\n" in f"\n{out}"


def test_similar_json_names_the_passage_and_those_like_it(run: Any, passage_id: str) -> None:
    code, out, _ = run("similar", passage_id, "--json", "--elsewhere", "--k", "3")
    fields = json.loads(out)
    assert code == 0
    assert fields["passage"]["passage_id"] == passage_id
    assert [hit["rank"] for hit in fields["hits"]] == [1, 2, 3]
    assert all(hit["authority"] != fields["passage"]["authority"] for hit in fields["hits"])


def test_an_id_that_search_prints_is_one_that_similar_and_cite_take(run: Any) -> None:
    _, out, _ = run("search", QUESTION, "--k", "2")
    printed = [line.removeprefix("   passage: ") for line in out.splitlines() if line.startswith("   passage: ")]
    assert len(printed) == 2
    for passage_id in printed:
        assert run("similar", passage_id)[0] == 0
        assert run("cite", passage_id)[0] == 0


@pytest.mark.parametrize("style", STYLES)
def test_cite_prints_the_citation_alone(run: Any, library: Library, passage_id: str, style: str) -> None:
    code, out, _ = run("cite", passage_id, "--style", style)
    assert (code, out) == (0, library.cite(passage_id, style) + "\n")
    fields = json.loads(run("cite", passage_id, "--style", style, "--json")[1])
    assert fields == {"passage_id": passage_id, "style": style, "citation": library.cite(passage_id, style)}


@pytest.mark.parametrize("command", ["compare", "timeline"])
def test_nothing_found_is_an_answer_and_exit_code_1(run: Any, command: str) -> None:
    code, out, err = run(command, NOWHERE)
    assert (code, err) == (1, "")
    assert "o answer found" in out
    assert json.loads(run(command, NOWHERE, "--json")[1])["found"] is False


@pytest.mark.parametrize("command", ["compare", "timeline"])
def test_a_batch_answers_each_line(run: Any, command: str, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"query_id": "a", "text": "potholes"}\n{"query_id": "b", "text": " "}\n')
    code, out, _ = run(command, "--batch", str(file))
    first, second = map(json.loads, out.splitlines())
    assert (code, first["query_id"], first["found"]) == (0, "a", True)
    assert "empty" in second["error"]


WRONG = [
    (("similar", "no-such.pdf::top/1~1"), "no-such.pdf::top/1~1", "an unknown passage, with where ids are found"),
    (("cite", "no-such.pdf::top/1~1"), "paper-search search", "the same for its citation"),
    (("timeline", "roads", "--authority", "Atlantis"), "Atlantis", "a limit that nothing held has"),
    (("compare", "roads", "--committee", "Atlantis"), "Atlantis", "the same, but for an authority, which has its row"),
    (("compare",), "Give one question", "no question at all"),
]


@pytest.mark.parametrize(("arguments", "message", "reason"), WRONG)
def test_errors_go_to_stderr_with_code_2(run: Any, arguments: tuple[str, ...], message: str, reason: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, ""), reason
    assert message in err, reason


def test_the_functions_are_the_twins_of_the_commands(library: Library, sample_index: Path, passage_id: str) -> None:
    where = {"corpus": CORPUS, "index": sample_index}
    assert paper_search.compare("potholes", **where) == library.compare("potholes")
    assert paper_search.timeline("potholes", **where) == library.timeline("potholes")
    assert paper_search.similar(passage_id, **where) == library.similar(passage_id)
    assert paper_search.cite(passage_id, "ris", **where) == library.cite(passage_id, "ris")
