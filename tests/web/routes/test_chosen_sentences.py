"""Written sentences ticked for an evidence pack: what the page offers, and what the site makes of what comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.export.pack import EvidencePack, PackPassage
from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.routes.chosen_sentences import MAX_PACK_SENTENCES, ChosenSentences
from paper_search.written_answers.checks import SentenceChecks
from paper_search.written_answers.evidence import collect_evidence
from paper_search.written_answers.outcome import Written
from paper_search.written_answers.records import CheckedSentence
from paper_search.written_answers.signed import SentenceSigner
from paper_search.written_answers.verification import verify
from tests.acceptance.test_members import SECRET, Desk
from tests.acceptance.visitors import write_users
from tests.web.routes.test_written import ASKED, QUESTION, make_settings, sign_in
from tests.written_answers.answers import answer, quote
from tests.written_answers.liar import FALSE_WORDS, Liar, serve_liar


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    with serve_liar() as server:
        yield server


@pytest.fixture(scope="module")
def client(library: Library, liar: Liar) -> Iterator[TestClient]:
    with TestClient(create_app(library, settings=make_settings(liar, "half"))) as opened:
        yield opened


def find_boxes(client: TestClient, params: dict[str, str], door: str = "/written/answer") -> list[str]:
    """Return the values of the boxes of the sentences, as the page has them."""
    shown = BeautifulSoup(client.get(door, params=params).text, "html.parser")
    return [str(box["value"]) for box in shown.select("input[type=checkbox][name=written]")]


@pytest.fixture(scope="module")
def signed(client: TestClient) -> str:
    (value,) = find_boxes(client, ASKED)
    return value


def export(client: TestClient, *written: str, **fields: Any) -> Any:
    return client.post("/export", data={"q": QUESTION, "format": "csv", "written": list(written), **fields})


def read_rows(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("door", ["/written/answer", "/written"])
def test_each_kept_sentence_has_a_box_that_is_not_ticked(client: TestClient, door: str) -> None:
    shown = BeautifulSoup(client.get(door, params=ASKED).text, "html.parser")
    (label,) = shown.select(".sentence + label.choose")
    box = label.select_one("input")
    assert box is not None and (box["type"], box["form"], box.has_attr("checked")) == ("checkbox", "export", False)
    assert " ".join(label.text.split()).startswith("Put this sentence in the evidence pack")
    assert len(shown.select(".withheld-sentence")) == 1 and not shown.select(".withheld input")
    page = BeautifulSoup(client.get("/" if door == "/written/answer" else door, params=ASKED).text, "html.parser")
    form = page.select_one("form#export")
    assert form is not None and (form["method"], form["action"]) == ("post", "/export"), "an address would be too long"
    assert {str(field["name"]) for field in form.select("input[type=hidden]")} == {"q"}


def test_a_ticked_sentence_brings_its_quotes_along(
    client: TestClient, library: Library, liar: Liar, signed: str
) -> None:
    liar.log.clear()
    passage, sentence = read_rows(export(client, signed))
    held = library.passage(passage["passage_id"])
    assert held is not None and passage["quote"] == held.text
    assert passage["number"] == "1" and passage["sha256"]
    assert (sentence["quote"], sentence["number"]) == ("", "")
    assert sentence["written_not_a_quotation"].rstrip(".") in held.text
    assert sentence["written_by"].startswith("Written by half on 127.0.0.1 at 20")
    assert sentence["written_by"].endswith("UTC, not a quotation")
    assert sentence["written_rests_on"] == f"1. {passage['citation']}"
    assert FALSE_WORDS not in str(sentence)
    assert liar.log == [], "no model is asked for a pack"


@pytest.mark.parametrize("format_name", ["docx", "markdown"])
def test_a_pack_in_the_other_forms_has_it_behind_the_passages(
    client: TestClient, signed: str, format_name: str
) -> None:
    content = export(client, signed, format=format_name).content
    if format_name == "docx":
        text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    else:
        text = content.decode()
    assert text.index("not quotations") < text.index("Written by half on 127") < text.index("not a quotation")


def test_chosen_passages_come_first_and_each_once(client: TestClient, library: Library, signed: str) -> None:
    (cited, _) = read_rows(export(client, signed))
    other = next(
        hit.passage.passage_id
        for hit in library.search("road repairs", k=3)
        if hit.passage.passage_id != cited["passage_id"]
    )
    rows = read_rows(export(client, signed, signed, id=[other, cited["passage_id"]]))
    assert [row["passage_id"] for row in rows] == [other, cited["passage_id"], ""]
    assert rows[2]["written_rests_on"].startswith("2. ")


def test_the_same_words_under_another_question_do_not_take_the_place_of_these(client: TestClient, signed: str) -> None:
    (other,) = find_boxes(client, {**ASKED, "q": f"{QUESTION} please"})
    _, written, left_out = read_rows(export(client, signed, other))
    assert written["written_not_a_quotation"]
    assert "1, because it was written for another question" in left_out["written_remark"]


LEFT_OUT = [
    ("altered", {}, "was altered", "somebody changed it"),
    ("signed", {"q": "Who repairs the roads?"}, "written for another question", "under another question"),
    ("signed", {"q": ""}, "written for another question", "under no question"),
    ("signed", {"since": "2090"}, "may not answer", "under limits that leave no answer"),
]


@pytest.mark.parametrize(("value", "fields", "fault", "reason"), LEFT_OUT, ids=[row[-1] for row in LEFT_OUT])
def test_the_pack_says_what_was_left_out(
    client: TestClient, library: Library, signed: str, value: str, fields: dict[str, str], fault: str, reason: str
) -> None:
    chosen = library.search("road repairs", k=1)[0].passage.passage_id
    written = signed if value == "signed" else signed[:-2]
    passage, left_out = read_rows(export(client, written, id=chosen, **fields))
    assert passage["passage_id"] == chosen, "what only that sentence cites is left out with it"
    assert left_out["written_not_a_quotation"] == ""
    assert left_out["written_remark"].startswith("Written sentences left out: 1, because it ")
    assert fault in left_out["written_remark"]


REFUSED = [
    (["no such sentence"], {}, "written sentences alone", "nothing that the site has signed"),
    (["signed"], {"q": "Who repairs the roads?"}, "written for another question", "it alone, and it is left out"),
    (["x"] * (MAX_PACK_SENTENCES + 1), {}, "written sentences alone", "one that was ticked eleven times"),
    ([*map(str, range(MAX_PACK_SENTENCES + 1))], {}, f"up to {MAX_PACK_SENTENCES} written sentences", "too many"),
]


@pytest.mark.parametrize(("values", "fields", "words", "reason"), REFUSED, ids=[row[-1] for row in REFUSED])
def test_a_pack_of_nothing_is_refused_with_the_reason(
    client: TestClient, signed: str, values: list[str], fields: dict[str, str], words: str, reason: str
) -> None:
    response = export(client, *(signed if value == "signed" else value for value in values), **fields)
    assert response.status_code == 400
    assert words in BeautifulSoup(response.text, "html.parser").get_text()


def test_another_process_believes_it_only_with_the_same_secret(library: Library, liar: Liar, signed: str) -> None:
    settings = make_settings(liar, "half")
    shared = settings.model_copy(update={"secret": type(settings.secret)("of both processes")})
    with TestClient(create_app(library, settings=shared)) as first:
        (value,) = find_boxes(first, ASKED)
    with TestClient(create_app(library, settings=shared)) as second:
        assert export(second, value).status_code == 200
        assert export(second, signed).status_code == 400, "signed by a process without it"


def test_sentences_that_differ_in_a_figure_are_told_apart(library: Library) -> None:
    costs = [f"The repair of Mill Lane bridge costs £{sum_}." for sum_ in ("450,000", "520,000")]
    asked = answer(*(quote(text, f"{number}.txt") for number, text in enumerate(costs)))
    evidence = collect_evidence(asked, is_public_only=True)
    written = Written((), evidence, "m", "127.0.0.1", "0" * 64, datetime(2026, 1, 2, tzinfo=UTC))
    signer = SentenceSigner()
    tokens = [
        signer.sign(CheckedSentence(text, (number,), (), ()), written, asked.question)
        for number, text in enumerate(costs, 1)
    ]
    chosen = ChosenSentences(
        tuple(map(signer.read, tokens)), lambda held: SentenceChecks(verify, "strict", held.measure_match)
    )
    items = tuple(PackPassage(item.passage, item.document) for item in asked.quotes)
    pack = EvidencePack(asked.question, written.written_at, 7, items, match="partial")
    made = chosen.add_to(pack, [], library)
    assert [sentence.text for sentence in made.written.sentences] == costs
    assert made.written.contradictions == (
        "Sentences 1 and 2 say the same with another figure or date. Read both quotes.",
    )
    doubtful = chosen.add_to(replace(pack, match="doubtful"), [items[0].passage.passage_id], library)
    assert (len(doubtful.items), doubtful.written.sentences, len(doubtful.written.faults)) == (1, (), 2)


def test_without_a_model_there_is_no_trace_of_it(library: Library, signed: str) -> None:
    chosen = library.search("road repairs", k=1)[0].passage.passage_id
    with TestClient(create_app(library)) as off:
        page = BeautifulSoup(off.get("/", params=ASKED).text, "html.parser")
        (row,) = read_rows(export(off, signed, id=chosen))
        alone = export(off, signed)
    form = page.select_one("form#export")
    assert form is not None and form["method"] == "get"
    assert " ".join(form.text.split()).endswith("Export the passages chosen")
    assert not page.select("[name=written]")
    assert "written_remark" not in row
    assert (alone.status_code, "Tick some under an answer" in alone.text) == (400, True)


HANGAR = "How much is the zeppelin hangar to be sold for?"
BANDSTAND = "What is the bandstand to be painted?"


def test_a_sentence_leaves_with_what_its_reader_may_not_see(tmp_path: Path, encoder: Encoder, liar: Liar) -> None:
    """A paper for members, and a public one; the one is withdrawn and the other corrected after they were cited."""
    desk = Desk(tmp_path, encoder)
    desk.release()
    settings = make_settings(liar, "honest", write_users(tmp_path / "users.txt"))
    with TestClient(create_app(desk.everybody(), settings=settings)) as site:
        (painted, *_) = find_boxes(site, {"q": BANDSTAND})
        bandstand = desk.everybody().search("bandstand", k=1)[0].passage.passage_id
        assert find_boxes(site, {"q": HANGAR}) == []
        sign_in(site, "max")
        (sold, *_) = find_boxes(site, {"q": HANGAR})
        _, sentence = read_rows(export(site, sold, q=HANGAR))
        assert "£3,210,000" in sentence["written_not_a_quotation"], "its readers may take it along"

        sign_in(site, "")
        public = export(site, sold, q=HANGAR, id=bandstand)
        assert "zeppelin hangar is" not in public.text and "3,210,000" not in public.text
        assert export(site, sold, q=HANGAR).status_code == 400

        api.withdraw(SECRET, "given in error", desk.corpus, desk.index)
        sign_in(site, "max")
        assert "3,210,000" not in export(site, sold, q=HANGAR, id=bandstand).text
        refused = export(site, sold, q=HANGAR)
        assert (refused.status_code, "in the index any more" in refused.text) == (400, True)

        assert len(read_rows(export(site, painted, q=BANDSTAND))) == 2
        paper = desk.corpus / "bandstand.txt"
        paper.write_text(paper.read_text("utf-8").replace("green", "blue"), encoding="utf-8")
        desk.build()
        row, left_out = read_rows(export(site, painted, q=BANDSTAND, id=bandstand))
        assert "blue" in row["quote"], "the pack is of the generation that is published now"
        assert "cites words that are not the same any more" in left_out["written_remark"]
