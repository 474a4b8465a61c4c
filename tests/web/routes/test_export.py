"""Exporting chosen passages: by address and by form, in every form of pack, and only what may be shown."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import docx
import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.html import render_macro


@pytest.fixture(scope="module")
def chosen_ids(library: Library) -> list[str]:
    return [hit.passage.passage_id for hit in library.search("road repairs", k=3)]


def _fields(ids: list[str], form: str = "csv", question: str = "road repairs") -> str:
    return urlencode([("q", question), ("format", form), *(("id", each) for each in ids)])


FORMS = [
    ("docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("csv", ".csv", "text/csv; charset=utf-8"),
    ("markdown", ".md", "text/markdown; charset=utf-8"),
]


@pytest.mark.parametrize(("form", "ending", "media_type"), FORMS, ids=[form for form, *_ in FORMS])
@pytest.mark.parametrize("is_sent", [False, True], ids=["address", "form"])
def test_a_pack_is_sent_to_be_kept(
    client: TestClient, chosen_ids: list[str], form: str, ending: str, media_type: str, is_sent: bool
) -> None:
    fields = _fields(chosen_ids, form)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    made = client.post("/export", content=fields, headers=kind) if is_sent else client.get(f"/export?{fields}")
    assert (made.status_code, made.headers["content-type"]) == (200, media_type)
    disposition = made.headers["content-disposition"]
    assert disposition.startswith("attachment; filename=")
    assert disposition.endswith(f'{ending}"')
    assert "no-store" in made.headers["cache-control"]


def test_the_pack_holds_what_was_chosen_with_what_proves_it(
    client: TestClient, library: Library, chosen_ids: list[str]
) -> None:
    table = client.get(f"/export?{_fields(chosen_ids)}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [row["passage_id"] for row in rows] == chosen_ids
    for row in rows:
        passage = library.passage(row["passage_id"])
        assert passage is not None
        document = library.document(passage.doc_id)
        assert document is not None
        assert row["quote"] == passage.text
        assert (row["sha256"], row["question"]) == (document.sha256, "road repairs")
        assert row["index_generation"] == str(library.status().generation)


def test_a_word_pack_opens(client: TestClient, library: Library, chosen_ids: list[str]) -> None:
    made = docx.Document(io.BytesIO(client.get(f"/export?{_fields(chosen_ids, 'docx')}").content))
    words = [paragraph.text for paragraph in made.paragraphs]
    passages = [passage for each in chosen_ids if (passage := library.passage(each))]
    paged = [each for each in passages if each.locator.pages]
    assert paged
    assert len(made.inline_shapes) == len(paged)
    assert [each.text for each in passages if each.kind != "table" and each.text not in words] == []


WRONG = [
    ("", "Nothing", "no fields at all"),
    (_fields([]), "Tick some", "nothing was ticked"),
    (_fields([f"x::{number}" for number in range(51)]), "1 to 50", "more than a pack holds"),
    (_fields(["nothing::1"]), "in the index any more", "none of them is held"),
    (_fields(["nothing::1"], "pdf"), "docx, csv, markdown", "a form that there is none of"),
    (_fields(["../../etc/passwd"]), "in the index any more", "a path"),
]


@pytest.mark.parametrize(("fields", "words", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_what_cannot_be_exported_is_said_on_a_page(client: TestClient, fields: str, words: str, reason: str) -> None:
    refused = client.get(f"/export?{fields}")
    assert refused.status_code == 400
    page = BeautifulSoup(refused.text, "html.parser")
    assert page.h1 is not None
    assert words in page.get_text()


def test_what_is_not_public_is_not_exported(hostile: Library) -> None:
    ids = ["secret.txt::top/1~1", "secret.txt", hostile.search("allotment rent")[0].passage.passage_id]
    with TestClient(create_app(hostile)) as client:
        made = client.get(f"/export?{_fields(ids, 'markdown')}")
    assert "zeppelin" not in made.text
    assert "2 that the index does not hold" in made.text


def test_the_boxes_belong_to_the_form_wherever_they_stand() -> None:
    bar = render_macro("_export_bar.html", "export_bar", (("q", 'a "b" <c>'), ("since", "2024")))
    page = BeautifulSoup(bar + render_macro("_export_bar.html", "export_checkbox", 'x"y::1', "Roads"), "html.parser")
    form, box = page.form, page.find("input", type="checkbox")
    assert form is not None
    assert box is not None
    assert (form["id"], form["method"], form["action"]) == ("export", "get", "/export")
    assert (box["form"], box["value"]) == ("export", 'x"y::1')  # type: ignore[index]
    hidden = {str(field["name"]): field["value"] for field in page.find_all("input", type="hidden")}
    assert hidden == {"q": 'a "b" <c>', "since": "2024"}, "the question with its limits"
    assert {element["value"] for element in page.find_all("option")} == {form for form, *_ in FORMS}
