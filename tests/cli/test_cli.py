"""The command line as its users run it: words, JSON, exit codes, errors that say what to do next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from paper_search.cli import main
from tests.conftest import CORPUS

QUESTION = "what did Ofsted say about management oversight"
ADDRESS = {
    "text", "source", "pages", "start", "end", "authority", "committee", "meeting_date", "title", "kind",
    "paragraph", "minute", "agenda_item", "headings", "citation", "passage_id",
}  # fmt: skip


@pytest.fixture
def run(sample_index: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command over the sample papers: exit code, stdout, stderr."""

    def command(*arguments: str, corpus: Path = CORPUS, index: Path = sample_index) -> tuple[int, str, str]:
        code = main([*arguments, "--corpus", str(corpus), "--index", str(index)])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_search_json_has_the_promised_shape(run: Any) -> None:
    code, out, _ = run("search", QUESTION, "--k", "3", "--json")
    fields = json.loads(out)
    assert code == 0
    assert fields["query"] == QUESTION
    assert [hit["rank"] for hit in fields["hits"]] == [1, 2, 3]
    assert all(hit.keys() >= ADDRESS | {"rank", "score"} for hit in fields["hits"])
    scores = [hit["score"] for hit in fields["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_ask_json_has_the_promised_shape(run: Any) -> None:
    code, out, _ = run("ask", QUESTION, "--json")
    fields = json.loads(out)
    assert code == 0
    assert fields.keys() >= {"question", "found", "confidence", "quotes", "hits", "coverage"}
    assert fields["found"] is True
    assert 1 <= len(fields["quotes"]) <= 5
    assert all(quote.keys() >= ADDRESS for quote in fields["quotes"])


def test_ask_in_words_quotes_and_cites(run: Any) -> None:
    code, out, _ = run("ask", QUESTION)
    assert code == 0
    assert "“" in out
    assert "— " in out
    assert "Searched: " in out


def test_nothing_found_is_an_answer_and_exit_code_1(run: Any) -> None:
    code, out, err = run("ask", "are there any mermaids in the harbour?")
    assert (code, err) == (1, "")
    assert "\nNothing found in the " in out
    assert out.startswith("No paper has the word"), "what the papers lack is said first"
    assert "Not searched:" in out, "what was not searched is said"


def test_a_batch_answers_each_line(run: Any, tmp_path: Path) -> None:
    questions = [
        {"query_id": "q1", "text": QUESTION},
        {"query_id": 2, "text": "potholes"},
        {"query_id": 3, "text": " "},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, questions)) + "\n\n")
    code, out, _ = run("ask", "--batch", str(file))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [line["query_id"] for line in lines] == ["q1", 2, 3]
    assert lines[0]["found"] is True
    assert "empty" in lines[2]["error"], "a question that cannot be asked does not stop the others"


FILTERED = [
    (("--kind", "minutes"), lambda hit: hit["kind"] == "minutes", "one kind"),
    (("--kind", "minutes", "--kind", "report"), lambda hit: hit["kind"] in {"minutes", "report"}, "two kinds"),
    (("--since", "2024-06-01"), lambda hit: hit["meeting_date"] >= "2024-06-01", "from a day on"),
    (("--until", "2024-06-01"), lambda hit: hit["meeting_date"] <= "2024-06-01", "up to a day"),
]


@pytest.mark.parametrize(("flags", "keeps", "reason"), FILTERED)
def test_filters(run: Any, flags: tuple[str, ...], keeps: Any, reason: str) -> None:
    hits = json.loads(run("search", "road repairs", "--json", *flags)[1])["hits"]
    assert hits
    assert all(map(keeps, hits)), reason


WRONG = [
    (("search",), "Give one question", "no question at all"),
    (("search", "  "), "empty", "an empty question"),
    (("search", "x" * 501), "501 characters", "a question too long"),
    (("search", "roads", "--authority", "Atlantis"), "Atlantis", "an authority that is not held"),
    (("search", "roads", "--batch", "questions.jsonl"), "Give one question", "a question and a batch"),
    (("search", "--batch", "no-such-file.jsonl"), "no-such-file.jsonl", "a batch that is not there"),
    (("read", "no-such-file.pdf"), "no-such-file.pdf", "a paper that is not there"),
]


@pytest.mark.parametrize(("arguments", "message", "reason"), WRONG)
def test_errors_go_to_stderr_with_code_2(run: Any, arguments: tuple[str, ...], message: str, reason: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, ""), reason
    assert message in err, reason


@pytest.mark.parametrize(
    "arguments", [("search", "roads", "--since", "yesterday"), ("fly",), ("search", "x", "--k", "0")]
)
def test_usage_errors_have_code_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    assert stopped.value.code == 2
    assert "paper-search" in capsys.readouterr().err


def test_no_index_says_how_to_make_one(run: Any, tmp_path: Path) -> None:
    code, _, err = run("search", "roads", index=tmp_path)
    assert code == 2
    assert "paper-search build" in err


@pytest.mark.parametrize(
    "command", ["build", "search", "ask", "export", "judgements", "mcp", "read", "status", "serve"]
)
def test_every_command_explains_itself_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert f"example:\n  paper-search {command}" in out
    assert "--corpus" in out
    assert "--index" in out


def test_status_lists_what_could_not_be_read(run: Any) -> None:
    code, out, _ = run("status", "--json")
    state = json.loads(out)
    assert code == 0
    assert {"scanned", "password", "exempt"} <= {each["code"] for each in state["unread"]}
    assert state["waiting"] == 0
    assert run("status", "--strict")[0] == 1
    assert "waiting for a vector" in run("status")[1]


def test_read_shows_metadata_blocks_and_passages(run: Any) -> None:
    paper = next(path for path in sorted(CORPUS.rglob("*.txt")) if path.name != "README.txt")
    code, out, _ = run("read", str(paper), "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown.keys() >= {"document", "blocks", "passages", "dropped"}
    text = paper.read_bytes().decode("utf-8-sig")
    assert all(text[each["start"] : each["end"]] == each["text"] for each in shown["passages"])
    words = run("read", str(paper))[1]
    assert "title:" in words
    assert shown["passages"][0]["passage_id"] in words


def test_build_reports_and_is_strict_when_asked(run: Any, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "roads.txt").write_text("Potholes were repaired in spring by the highways team.")
    (corpus / "empty.pdf").write_bytes(b"")
    code, out, err = run("build", corpus=corpus, index=index)
    assert code == 0
    assert "1 added" in out
    assert "empty.pdf" in err
    assert run("build", "--strict", corpus=corpus, index=index)[0] == 1
    report = json.loads(run("build", "--json", corpus=corpus, index=index)[1])
    assert (report["unchanged"], report["unread"][0]["code"]) == (2, "empty")
