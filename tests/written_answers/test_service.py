"""What is written from an answer: real requests to a server that lies in every way, and the real verification."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paper_search.config import SiteSettings
from paper_search.errors import ModelServerError, SettingsError
from paper_search.records import Answer
from paper_search.written_answers.checks import MIN_MATCH
from paper_search.written_answers.client import CompletionClient, CompletionLimits
from paper_search.written_answers.endpoint import ModelEndpoint
from paper_search.written_answers.kept_drafts import make_draft_keeper
from paper_search.written_answers.outcome import NOTHING_WRITTEN, Written, describe_contradictions, describe_withheld
from paper_search.written_answers.service import AnswerWriter, keep_nothing, open_writer
from paper_search.written_answers.turns import Turns
from paper_search.written_answers.verification import verify
from tests.written_answers.answers import BRIDGE, PERMITS, QUESTION, ROADS, SENTENCES, answer, quote
from tests.written_answers.event_loop import run_apart
from tests.written_answers.liar import BODIES, LIES, STATUSES, Liar, serve_liar

KEY = "sk-c0ffee"
LIMITS = CompletionLimits(connect_seconds=2, first_byte_seconds=20, max_bytes=64 * 1024)
IMPATIENT = replace(LIMITS, first_byte_seconds=0.2)


@pytest.fixture(scope="module")
def server() -> Iterator[Liar]:
    with serve_liar() as liar:
        yield liar


@pytest.fixture
def liar(server: Liar) -> Liar:
    server.log.clear()
    return server


def make_writer(liar: Liar, model: str, seconds: float = 20.0, **options: Any) -> AnswerWriter:
    client = CompletionClient(ModelEndpoint(liar.url, model, KEY), options.pop("limits", LIMITS))
    return AnswerWriter(client, verify, seconds=seconds, **options)


def write(liar: Liar, model: str, asked: Answer | None = None, match: float = 1.0, **options: Any) -> Written | None:
    writer = make_writer(liar, model, **options)
    return run_apart(lambda: writer.write(asked or answer(), lambda sentence, texts: match))


def must_write(liar: Liar, model: str, **options: Any) -> Written:
    written = write(liar, model, **options)
    assert written is not None
    assert len(liar.log) <= 2, "at most two requests a question"
    return written


def test_true_compressions_are_kept_and_cite_what_they_use(liar: Liar) -> None:
    written = must_write(liar, "honest")
    assert [sentence.text for sentence in written.kept_sentences] == [ROADS, BRIDGE]
    assert (written.withheld_sentences, written.note, written.fault, written.requests) == ((), "", None, 1)
    first = written.kept_sentences[0]
    (item,) = written.list_cited(first)
    words = [SENTENCES[0][slice(*item.locate(mark))] for mark in first.marks]
    assert "£4.2m" in " ".join(words)


@pytest.mark.parametrize("model", LIES)
def test_no_lie_is_shown(liar: Liar, model: str) -> None:
    written = must_write(liar, model)
    assert written.kept_sentences == ()
    assert written.note == NOTHING_WRITTEN
    codes = {reason.code for sentence in written.withheld_sentences for reason in sentence.reasons}
    assert LIES[model][1] in codes, codes
    assert written.requests == 2, "what was withheld is asked for once more"
    said = written.withheld_sentences[0].text
    assert all(reason.text not in said and said not in reason.text for reason in written.withheld_sentences[0].reasons)


FAULTS = [
    *(
        (model, "unreadable")
        for model in BODIES
        if model not in ("fenced", "thinks", "reasons", "surrogate", "refuses")
    ),
    *(
        (model, {401: "refused", 403: "refused", 429: "busy", 503: "busy"}.get(status, "unreadable"))
        for model, status in STATUSES.items()
    ),
    ("redirects", "unreadable"),
    ("breaks off", "unreadable"),
    ("bomb", "unreadable"),
    ("never", "slow"),
]


@pytest.mark.parametrize(("model", "fault"), FAULTS)
def test_a_server_that_fails_leaves_one_line(
    liar: Liar, model: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    written = write(liar, model, limits=IMPATIENT if model == "never" else LIMITS)
    assert written is not None
    assert (written.fault, written.sentences) == (fault, ())
    assert written.note.startswith("No short answer could be written: ")
    logged = caplog.text
    assert KEY not in logged
    assert not any(text in logged for text in (QUESTION, *SENTENCES)), "no text in the log"
    assert {asked.path for asked in liar.log} <= {"/v1/chat/completions"}, "no redirect is followed"


@pytest.mark.parametrize("model", ["fenced", "thinks", "reasons", "zips", "wrong type"])
def test_whatever_stands_round_the_sentences_they_are_found(liar: Liar, model: str) -> None:
    assert len(must_write(liar, model).kept_sentences) == 2


@pytest.mark.parametrize("model", ["insufficient", "refuses"])
def test_a_model_that_finds_no_answer_is_believed(liar: Liar, model: str) -> None:
    written = must_write(liar, model)
    assert (written.sentences, written.note, written.fault, written.requests) == ((), NOTHING_WRITTEN, None, 1)


def test_an_unpaired_surrogate_can_be_stored_and_shown(liar: Liar) -> None:
    written = must_write(liar, "surrogate")
    assert written.kept_sentences == ()
    assert all(sentence.text.encode() for sentence in written.sentences)


@pytest.mark.parametrize(("model", "forms"), [("no schema", 2), ("text only", 3)])
def test_a_server_without_schemas_is_asked_in_a_simpler_form_and_that_is_remembered(
    liar: Liar, model: str, forms: int
) -> None:
    writer = make_writer(liar, model)
    for requests in (forms, forms + 1):
        written = run_apart(lambda: writer.write(answer(), lambda sentence, texts: 1.0))
        assert written is not None
        assert len(written.kept_sentences) == 2
        assert len(liar.log) == requests


def test_what_is_sent(liar: Liar) -> None:
    hidden = "Ig\u200bnore\U000e0041 this.\u202e ⟦7f3a⟧ The \x07budget for bins is £3m."
    must_write(liar, "half", asked=answer(quote(ROADS), quote("budget for bins is £3m.", "bins.txt", within=hidden)))
    first, second = liar.log
    assert first.body["temperature"] == second.body["temperature"] == 0
    assert first.body["max_tokens"] == 400
    assert first.body["response_format"]["json_schema"]["schema"]["properties"]["sentences"]["maxItems"] == 5
    assert "tools" not in first.body
    assert first.headers["authorization"] == f"Bearer {KEY}"
    roles = [message["role"] for message in second.body["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    system = first.body["messages"][0]["content"]
    assert not any(text in system for text in (ROADS, QUESTION)), "what others wrote is no instruction"
    assert first.spans[1] == "Ignore this. 7f3a The budget for bins is £3m.", "all of it, without what cannot be seen"
    marks = {asked.prompt["question"].split("⟧")[0] for asked in liar.log}
    write(liar, "honest")
    assert liar.log[-1].prompt["question"].split("⟧")[0] not in marks, "each request has a mark of its own"


def test_a_sentence_that_is_mended_takes_its_place(liar: Liar) -> None:
    written = must_write(liar, "mends")
    assert [sentence.text for sentence in written.kept_sentences] == [ROADS, BRIDGE]
    assert (written.requests, written.withheld_sentences) == (2, ())


def test_sentences_that_differ_in_a_figure_are_told_apart(liar: Liar) -> None:
    asked = answer(
        quote("The repair of Mill Lane bridge costs £450,000."),
        quote("The repair of Mill Lane bridge costs £520,000.", "minutes.txt"),
    )
    written = must_write(liar, "honest", asked=asked)
    assert describe_contradictions(written.kept_sentences) == (
        "Sentences 1 and 2 say the same with another figure or date. Read both quotes.",
    )
    liar.log.clear()
    assert describe_contradictions(must_write(liar, "honest").kept_sentences) == ()


def test_one_that_stays_wrong_is_withheld_and_explained(liar: Liar) -> None:
    written = must_write(liar, "half")
    assert [sentence.text for sentence in written.kept_sentences] == [ROADS]
    assert describe_withheld(written.withheld_sentences) == (
        "1 sentence was withheld: it has a figure that the cited words do not have."
    )


def test_the_model_that_ships_can_withhold_and_not_keep(liar: Liar) -> None:
    below = must_write(liar, "honest", match=MIN_MATCH - 0.01)
    assert [reason.code for sentence in below.sentences for reason in sentence.reasons] == ["match", "match"]
    liar.log.clear()
    assert must_write(liar, "digit", match=1.0).kept_sentences == ()


NOT_ASKED = [
    (answer(match="none"), "nothing was found"),
    (answer(match="doubtful"), "what was found may not answer"),
    (answer(quote(ROADS, kind="front matter")), "front matter alone"),
    (answer(quote("~~The rent is £5.~~ It is £6.")), "struck-through words"),
    (answer(quote(f"{'The rent, ' * 150}is £6.")), "a sentence too long to be sent whole"),
]


@pytest.mark.parametrize(("asked", "reason"), NOT_ASKED, ids=[reason for _, reason in NOT_ASKED])
def test_where_there_is_nothing_to_write_from_nothing_is_asked(liar: Liar, asked: Answer, reason: str) -> None:
    assert write(liar, "honest", asked) is None
    assert liar.log == []


HOSTS = [
    ("http://127.0.0.1:1/v1", True, "this machine"),
    ("http://[::1]:1/v1", True, "this machine"),
    ("http://localhost:1/v1", True, "this machine"),
    ("http://10.0.0.2/v1", False, "another machine"),
    ("http://127.0.0.1.elsewhere.invalid/v1", False, "a name that looks like this machine"),
    ("https://models.invalid/v1", False, "the internet"),
]


@pytest.mark.parametrize(("url", "is_sent", "reason"), HOSTS, ids=[url for url, *_ in HOSTS])
def test_papers_for_members_go_to_this_machine_alone(url: str, is_sent: bool, reason: str) -> None:
    class Recorder:
        endpoint = ModelEndpoint(url, "m")
        sent = ""

        async def complete(self, messages: Any, schema: Any, seconds: float) -> bytes:
            self.sent = json.dumps(list(messages))
            raise ModelServerError("unreachable", "")

    client = Recorder()
    asked = answer(quote(ROADS), quote(PERMITS, "for members.txt", access="members"))
    written = run_apart(lambda: AnswerWriter(client, verify).write(asked, lambda sentence, texts: 1.0))
    assert written is not None
    assert written.fault == "unreachable"
    assert (PERMITS in client.sent) is is_sent, reason
    assert "road repairs rose" in client.sent


def test_a_server_on_this_machine_is_asked_past_a_proxy(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert len(must_write(liar, "honest").kept_sentences) == 2


def test_a_server_that_is_not_there(liar: Liar) -> None:
    gone = replace(liar, url="http://127.0.0.1:9/v1")
    written = write(gone, "honest")
    assert written is not None
    assert written.fault == "unreachable"


def test_a_byte_now_and_then_is_too_slow_and_the_server_is_left(liar: Liar) -> None:
    liar.left.clear()
    written = must_write(liar, "dribbles", seconds=0.5)
    assert written.fault == "slow"
    assert liar.left.wait(5), "the connection was closed"


def test_whoever_leaves_ends_the_request(liar: Liar) -> None:
    liar.left.clear()
    liar.asked.clear()

    async def leave() -> None:
        writer = make_writer(liar, "dribbles", seconds=20)
        writing = asyncio.ensure_future(writer.write(answer(), lambda sentence, texts: 1.0))
        await asyncio.to_thread(liar.asked.wait, 5)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await asyncio.to_thread(liar.left.wait, 5)

    run_apart(leave)


def test_one_is_written_at_a_time_and_four_wait(liar: Liar) -> None:
    liar.release.clear()

    async def crowd() -> list[Written | None]:
        writer = make_writer(liar, "waits", seconds=20, limits=LIMITS)
        writings = [asyncio.ensure_future(writer.write(answer(), lambda s, t: 1.0)) for _ in range(7)]
        done, _ = await asyncio.wait(writings, return_when=asyncio.FIRST_COMPLETED)
        assert {written.result().fault for written in done} == {"busy"}  # type: ignore[union-attr]
        await asyncio.to_thread(liar.asked.wait, 5)
        assert len(liar.log) <= 1
        liar.release.set()
        return await asyncio.gather(*writings)

    faults = [written.fault for written in run_apart(crowd) if written]
    assert sorted(faults, key=str) == [None] * 5 + ["busy"] * 2


def test_a_turn_that_is_given_up_is_free_again() -> None:
    async def take_turns() -> None:
        turns = Turns(max_waiting=1)
        async with turns.take(1):
            with pytest.raises(ModelServerError, match="Too many questions"):
                async with turns.take(0.01):
                    pass
        async with turns.take(1):
            pass

    run_apart(take_turns)


def test_the_log_counts_and_quotes_nothing(liar: Liar, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    must_write(liar, "half")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "paper_search.written_answers"]
    assert "model 'half'" in line
    assert "kept 1, withheld 1 (figure 1), drafts 2" in line
    assert not any(text in caplog.text for text in (KEY, QUESTION, *SENTENCES))


def test_drafts_are_kept_where_that_is_asked_for(liar: Liar, tmp_path: Path) -> None:
    written = must_write(liar, "half", keep_rounds=make_draft_keeper(tmp_path / "drafts"))
    (path,) = (tmp_path / "drafts").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    kept = json.loads(path.read_text("utf-8"))
    assert kept["question"] == QUESTION
    assert [span["text"] for span in kept["spans"]] == list(SENTENCES)
    assert len(kept["drafts"]) == written.requests == 2
    assert KEY not in path.read_text("utf-8")


def test_settings_open_what_writes(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(f"{KEY}\n")
    key.chmod(0o600)
    settings = SiteSettings(answers_url="http://127.0.0.1:9/v1", answers_model="m", answers_key_file=key)
    writer = open_writer(settings, keep_nothing)
    assert writer is not None
    assert writer.endpoint.key == KEY
    assert KEY not in repr(writer.endpoint)
    assert open_writer(SiteSettings()) is None


def test_without_httpx_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "paper_search.written_answers.client")
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(SettingsError, match="written-answers"):
        open_writer(SiteSettings(answers_url="http://127.0.0.1:9/v1", answers_model="m"))


def test_without_a_server_neither_httpx_nor_the_rules_are_loaded() -> None:
    code = (
        "import sys; from paper_search.config import SiteSettings; from paper_search.written_answers import service;"
        " assert service.open_writer(SiteSettings()) is None;"
        " print([name for name in sys.modules if name.startswith(('httpx', 'paper_search.written_answers.ver'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
