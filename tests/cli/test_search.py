"""``search`` and ``ask`` as their users run them: words, JSON, exit codes, errors that say what to do next."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

QUESTION = "what did Ofsted say about management oversight"
ADDRESS = {
    "text", "source", "pages", "start", "end", "authority", "committee", "meeting_date", "title", "kind",
    "paragraph", "minute", "agenda_item", "headings", "citation", "passage_id",
}  # fmt: skip


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
    assert "\nNo answer found in the " in out
    assert out.startswith("No paper has the word"), "what the papers lack is said first"
    assert "Not searched:" in " ".join(out.split()), "what was not searched is said"


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


def test_no_index_says_how_to_make_one(run: Any, tmp_path: Path) -> None:
    code, _, err = run("search", "roads", index=tmp_path)
    assert code == 2
    assert "paper-search build" in err


JOINED = [
    ("search road repairs", ("search", "road repairs"), "words without quotation marks"),
    (
        "search --k 2 road --kind minutes repairs",
        ("search", "road repairs", "--k", "2", "--kind", "minutes"),
        "options",
    ),
    ("decisions budget 2024", ("decisions", "budget 2024"), "words of the register"),
    ("search roads --since 2025", ("search", "roads", "--since", "01/01/2025"), "a year begins"),
    ("search roads --until 2024", ("search", "roads", "--until", "31 December 2024"), "a year to its last day"),
    ("search roads --until 2024-06", ("search", "roads", "--until", "June 2024"), "a month in two forms"),
    ("search roads --until 2024-06-30", ("search", "roads", "--until", "June 2024"), "a month to its last day"),
]


@pytest.mark.parametrize(("typed", "meant", "reason"), JOINED, ids=[reason for *_, reason in JOINED])
@pytest.mark.rare_rows("a year begins", "a month in two forms")
def test_what_is_typed_is_what_is_meant(run: Any, typed: str, meant: tuple[str, ...], reason: str) -> None:
    found = [json.loads(run(*words, "--json")[1]) for words in (typed.split(), meant)]
    assert found[0] == found[1], reason


def _type(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))


def test_a_question_comes_from_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _type(monkeypatch, b"road repairs\n")
    assert json.loads(run("search", "-", "--json")[1])["query"] == "road repairs"
    _type(monkeypatch, b"")
    assert "empty" in run("search", "-")[2]
    _type(monkeypatch, b'{"query_id": 1, "text": "road repairs"}')
    assert json.loads(run("search", "--batch", "-")[1])["query_id"] == 1


def test_bytes_that_are_no_text_are_a_question_like_another(run: Any) -> None:
    code, out, err = run("search", "road \udcff repairs", "--k", "1")
    assert (code, err) == (0, "")
    assert "\nTraceback" not in out


def test_a_batch_that_is_not_text_is_named(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "Fragen #1 %41.jsonl"
    for content, message in ((b"\xff\xfe", "not UTF-8"), (b'{"text": "x"}\n', "line 1")):
        file.write_bytes(content)
        code, out, err = run("ask", "--batch", str(file))
        assert (code, out) == (2, "")
        assert str(file) in err
        assert message in err
