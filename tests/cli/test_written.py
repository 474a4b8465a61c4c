"""``ask --written``: the short answer stands behind the quotes, and what was withheld is counted alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.written_answers.liar import FALSE_WORDS, Liar, serve_liar

QUESTION = "what did Ofsted say about management oversight"
NOTHING = "who won the pie-eating contest"


@pytest.fixture(scope="module")
def server() -> Iterator[Liar]:
    with serve_liar() as liar:
        yield liar


@pytest.fixture
def ask(run: Any, server: Liar, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in a thread of its own: an event loop of the browser may run in that of the tests."""
    server.log.clear()
    monkeypatch.setenv("PAPER_SEARCH_ANSWERS_URL", server.url)
    monkeypatch.setenv("PAPER_SEARCH_ANSWERS_MODEL", "half")

    def run_apart(*arguments: str) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run, "ask", *arguments).result()

    return run_apart


def test_it_stands_behind_the_quotes_and_names_its_model(ask: Any) -> None:
    code, out, _ = ask(QUESTION, "--written")
    words = " ".join(out.split())
    assert code == 0
    assert words.index("[quote 1]") > words.index("In short, written by half on 127.0.0.1") > words.index("“")
    assert "and not a quotation" in words
    assert "1 sentence was withheld: it has a figure that the cited words do not have." in words
    assert FALSE_WORDS not in out


def test_json_has_it_beside_the_quotes(ask: Any, server: Liar) -> None:
    _, plain, _ = ask(QUESTION, "--json")
    assert server.log == [], "nothing is written that nobody asked for"
    _, out, _ = ask(QUESTION, "--json", "--written")
    fields = json.loads(out)
    written = fields.pop("written")
    assert fields == json.loads(plain)
    assert (len(written["sentences"]), written["withheld"]) == (1, {"figure": 1})
    assert FALSE_WORDS not in out


def test_where_nothing_was_found_nothing_is_asked(ask: Any, server: Liar) -> None:
    code, out, _ = ask(NOTHING, "--written")
    assert (code, server.log) == (1, [])
    assert "In short" not in out


def test_drafts_are_kept_in_a_folder_that_is_named(ask: Any, tmp_path: Path) -> None:
    code, out, _ = ask(QUESTION, "--keep-drafts", str(tmp_path / "drafts"))
    (path,) = (tmp_path / "drafts").iterdir()
    assert (code, "In short" in out) == (0, True)
    assert FALSE_WORDS in path.read_text("utf-8")


def test_without_a_server_it_is_said_what_to_set(run: Any) -> None:
    code, _, err = run("ask", QUESTION, "--written")
    assert code == 2
    assert "PAPER_SEARCH_ANSWERS_URL" in err
