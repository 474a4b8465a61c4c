"""The doors of short answers on a site: who is shown what, and that nothing changes where no model is set up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.routes.written import run_while_connected
from paper_search.written_answers.outcome import GUARANTEE, NOTHING_WRITTEN
from tests.acceptance.visitors import PASSWORDS, write_users
from tests.written_answers.event_loop import run_apart
from tests.written_answers.liar import FALSE_WORDS, Liar, serve_liar

QUESTION = "What did Ofsted say about management oversight?"
NOTHING = "Who won the pie-eating contest?"
ASKED = {"q": QUESTION}


@pytest.fixture(scope="module")
def server() -> Iterator[Liar]:
    with serve_liar() as liar:
        yield liar


@pytest.fixture
def liar(server: Liar) -> Liar:
    server.log.clear()
    return server


def make_settings(liar: Liar, model: str, users: Path | None = None) -> SiteSettings:
    return SiteSettings(
        answers_url=liar.url, answers_model=model, users=users, requests_per_minute=10_000, max_concurrent_requests=50
    )


@pytest.fixture(scope="module")
def client(library: Library, server: Liar, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    users = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    with TestClient(create_app(library, settings=make_settings(server, "half", users))) as opened:
        yield opened


def sign_in(client: TestClient, name: str) -> None:
    client.cookies.clear()
    if name:
        client.post("/sign-in", data={"name": name, "password": PASSWORDS[name]})


def test_the_quotes_come_first_and_the_place_for_a_short_answer_below_them(client: TestClient, liar: Liar) -> None:
    shown = BeautifulSoup(client.get("/", params=ASKED).text, "html.parser")
    place = shown.select_one(".panel.answer ~ .panel.written")
    assert place is not None
    assert len(shown.select(".panel.answer .quote")) > 0
    button = place.select_one("form[action='/written'] button")
    assert button is not None and button.text == "Write a short answer from these quotes"
    assert place["data-written"].startswith("/written/answer?q=")  # type: ignore[union-attr]
    assert "Nothing in this box is generated" in shown.text
    assert liar.log == [], "to show the quotes asks no model"


def test_each_sentence_leads_to_the_words_that_it_rests_on(client: TestClient, liar: Liar) -> None:
    page = BeautifulSoup(client.get("/", params=ASKED).text, "html.parser")
    written = BeautifulSoup(client.get("/written/answer", params=ASKED).text, "html.parser")
    (chip,) = written.select(".sentence a.chip")
    quote = page.select(".panel.answer .quote")[0]
    link = quote.select_one("figcaption a")
    assert link is not None and chip["href"] == link["href"], "where the quote stands"
    start, end = map(int, str(chip["data-marks"]).split("-"))
    words = quote.select("blockquote p")[0].text[start:end]
    sentence = written.select(".sentence")[0].find(string=True)
    assert str(sentence).strip() == f"{words}."
    assert "Written by half on 127.0.0.1, checked word by word against the quotes." in written.text
    assert GUARANTEE in written.text
    assert "are sent to" not in written.text, "this machine"


SEEN_BY = [("", False), ("rita", False), ("max", False), ("stan", True)]


@pytest.mark.parametrize(("name", "is_seen"), SEEN_BY)
@pytest.mark.parametrize("door", ["/written/answer", "/written", "/api/ask"])
def test_what_was_withheld_is_given_to_staff_alone(
    client: TestClient, liar: Liar, name: str, is_seen: bool, door: str
) -> None:
    sign_in(client, name)
    text = client.get(door, params=ASKED | {"written": "true"}).text
    assert (FALSE_WORDS in text) is (is_seen and door != "/api/ask")
    if door != "/api/ask":
        assert "1 sentence was withheld: it has a figure that the cited words do not have." in text
        withheld = BeautifulSoup(text, "html.parser").select(".withheld-text del")
        assert len(withheld) == is_seen, "crossed out, behind a click"
    sign_in(client, "")


def test_without_scripts_there_is_a_page_with_the_words_marked(client: TestClient, liar: Liar) -> None:
    shown = BeautifulSoup(client.get("/written", params=ASKED).text, "html.parser")
    (chip,) = shown.select(".sentence a.chip")
    quote = shown.select_one(str(chip["href"]))
    assert quote is not None
    assert quote.select_one("mark").text in shown.select(".sentence")[0].text  # type: ignore[union-attr]


REFUSED = [
    ("/written/answer", {"q": NOTHING}, 200, NOTHING_WRITTEN, "nothing was found"),
    ("/written/answer", {"q": "the of and"}, 400, "nearly every paper", "a question that is none"),
    ("/written/answer", {"q": "x" * 501}, 400, "500 characters", "a question too long"),
    ("/written", {"q": "the of and"}, 400, "nearly every paper", "a question that is none"),
    ("/written/answer", {"q": QUESTION, "since": "32 May"}, 400, "", "a date that is none"),
]


@pytest.mark.parametrize(("door", "params", "status", "words", "reason"), REFUSED)
def test_nothing_is_asked_where_nothing_was_found_or_the_question_is_refused(
    client: TestClient, liar: Liar, door: str, params: dict[str, str], status: int, words: str, reason: str
) -> None:
    response = client.get(door, params=params)
    assert (response.status_code, words in response.text) == (status, True), reason
    assert liar.log == []


def test_a_page_of_nothing_leads_back_to_what_was_searched(client: TestClient, liar: Liar) -> None:
    response = client.get("/written", params={"q": NOTHING}, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/?q=")
    assert liar.log == []


def test_programs_have_it_where_they_ask_for_it(client: TestClient, liar: Liar) -> None:
    plain = client.get("/api/ask", params=ASKED)
    assert "written" not in plain.json()
    assert liar.log == []
    fields = client.get("/api/ask", params=ASKED | {"written": "true"}).json()
    written = fields.pop("written")
    assert fields == plain.json()
    assert (written["model"], written["fault"], written["withheld"]) == ("half", None, {"figure": 1})
    (sentence,) = written["sentences"]
    (cited,) = sentence["cites"]
    assert cited["text"] in fields["quotes"][cited["quote"] - 1]["text"]
    nothing = client.get("/api/ask", params={"q": NOTHING, "written": "true"}).json()
    assert (nothing["found"], nothing["written"]["sentences"]) == (False, [])


def test_how_it_works_says_who_writes_and_what_is_guaranteed(client: TestClient) -> None:
    text = " ".join(client.get("/about").text.split())
    assert GUARANTEE in text
    assert "It writes nothing of its own" not in text


@pytest.fixture(scope="module")
def off(library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(library)) as opened:
        yield opened


def test_without_a_model_nothing_is_changed(off: TestClient, client: TestClient) -> None:
    page = off.get("/", params=ASKED).text
    assert "written" not in page.replace("written by", "")
    assert "Nothing is generated." in page
    assert off.get("/written", params=ASKED).status_code == 404
    assert off.get("/written/answer", params=ASKED).status_code == 404
    assert off.get("/api/ask", params=ASKED | {"written": "true"}).json() == client.get("/api/ask", params=ASKED).json()
    assert "AnswerWithWritten" not in json.dumps(off.get("/api/openapi.json").json())
    assert "It writes nothing of its own" in off.get("/about").text


def test_a_server_elsewhere_is_named_and_asked_only_on_a_click(library: Library) -> None:
    settings = SiteSettings(answers_url="https://models.invalid/v1", answers_model="m")
    with TestClient(create_app(library, settings=settings)) as client:
        place = BeautifulSoup(client.get("/", params=ASKED).text, "html.parser").select_one(".panel.written")
        about = " ".join(client.get("/about").text.split())
    assert place is not None
    assert "Quotes from public papers and your question are sent to models.invalid." in place.text
    assert place.has_attr("data-asks")
    assert "does not send them to anyone" not in about
    assert "models.invalid" in about


class _Request:
    """A request whose sender leaves at once."""

    async def receive(self) -> dict[str, str]:
        return {"type": "http.disconnect"}


def test_work_for_somebody_who_has_left_is_cancelled() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    assert run_apart(lambda: run_while_connected(_Request(), work())) is None  # type: ignore[arg-type]
    assert ended == ["cancelled"]
