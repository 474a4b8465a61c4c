"""The HTTP interface: the JSON of the command line, typed as described, and errors that say what to change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.records import Filters
from paper_search.schemas import (
    AnswerSchema,
    BaseSchema,
    ComparisonSchema,
    DocumentSchema,
    ListingSchema,
    ProblemSchema,
    SimilarSchema,
    TimelineSchema,
)
from paper_search.web import create_app
from tests.schemas.fields import list_undescribed
from tests.slow_reader import SlowReader

OFSTED = "what did Ofsted say about management oversight?"
ASKED = f"q={quote(OFSTED)}"
REGISTER = ("decisions", "votes", "meetings", "people", "meeting", "person", "matter")
DOORS = ("search", "ask", "compare", "timeline", "similar", "cite", "papers", *REGISTER)


READERS = [(None, "not read"), (SlowReader(), "read")]


@pytest.mark.parametrize(("reader", "reason"), READERS, ids=[reason for _, reason in READERS])
def test_the_words_that_answer_are_two_offsets_in_the_quote(
    library: Library, reader: SlowReader | None, reason: str
) -> None:
    if reader:
        reader.may_read.set()
    with TestClient(create_app(replace(library, reader=reader))) as client:  # type: ignore[arg-type]
        quotes = client.get(f"/api/ask?{ASKED}").json()["quotes"]
    assert quotes
    marked = [fields["highlight"] for fields in quotes]
    if reader is None:
        assert not any(marked)
    else:
        lengths = [len(fields["text"]) for fields in quotes]
        assert all(0 <= start < end <= length for (start, end), length in zip(marked, lengths, strict=True))


WEXMOOR = Filters(authorities=("Wexmoor County Council",))
SAME: list[tuple[str, Callable[[Library], BaseSchema]]] = [
    (
        f"search?{ASKED}&k=3",
        lambda library: ListingSchema.from_results(OFSTED, library.search_with_remarks(OFSTED, k=3)),
    ),
    (f"ask?{ASKED}", lambda library: AnswerSchema.from_record(library.ask(OFSTED))),
    (f"ask?{ASKED}&authority=wexmoor", lambda library: AnswerSchema.from_record(library.ask(OFSTED, WEXMOOR))),
    (
        "ask?q=what+is+the+cormorant+option",
        lambda library: AnswerSchema.from_record(library.ask("what is the cormorant option")),
    ),
    (f"compare?{ASKED}", lambda library: ComparisonSchema.from_record(library.compare(OFSTED))),
    ("timeline?q=budget&k=5", lambda library: TimelineSchema.from_record(library.timeline("budget", k=5))),
    (
        "timeline?q=the+cormorant+option",
        lambda library: TimelineSchema.from_record(library.timeline("the cormorant option")),
    ),
]


@pytest.mark.parametrize(("address", "expected"), SAME, ids=[address for address, _ in SAME])
def test_a_question_gives_what_the_command_line_prints(
    client: TestClient, library: Library, address: str, expected: Callable[[Library], BaseSchema]
) -> None:
    served = client.get(f"/api/{address}")
    assert served.status_code == 200, served.text
    assert served.headers["cache-control"] == "private, no-cache"
    assert json.dumps(served.json()) == json.dumps(expected(library).to_json()), "the same fields in the same order"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_similar_passages_are_those_of_the_command_line(
    client: TestClient, library: Library, passage_id: str, elsewhere: bool
) -> None:
    served = client.get("/api/similar", params={"passage_id": passage_id, "elsewhere": elsewhere}).json()
    assert served == SimilarSchema.from_record(library.similar(passage_id, elsewhere=elsewhere)).to_json()


@pytest.mark.parametrize("style", ["text", "markdown", "html", "ris"])
def test_citations_are_those_of_the_command_line(
    client: TestClient, library: Library, passage_id: str, style: str
) -> None:
    served = client.get("/api/cite", params={"passage_id": passage_id, "style": style}).json()
    assert served == {"passage_id": passage_id, "style": style, "citation": library.cite(passage_id, style)}


TYPED: list[tuple[type[BaseSchema], Callable[[Library, str], BaseSchema]]] = [
    (ListingSchema, lambda library, _: ListingSchema.from_results(OFSTED, library.search_with_remarks(OFSTED))),
    (AnswerSchema, lambda library, _: AnswerSchema.from_record(library.ask(OFSTED))),
    (ComparisonSchema, lambda library, _: ComparisonSchema.from_record(library.compare(OFSTED))),
    (TimelineSchema, lambda library, _: TimelineSchema.from_record(library.timeline("draft budget"))),
    (TimelineSchema, lambda library, _: TimelineSchema.from_record(library.timeline("cormorant option"))),
    (SimilarSchema, lambda library, passage_id: SimilarSchema.from_record(library.similar(passage_id))),
    (DocumentSchema, lambda library, _: DocumentSchema.from_record(library.documents()[0])),
]


@pytest.mark.parametrize(
    ("shape", "made"), TYPED, ids=[f"{shape.__name__} {at}" for at, (shape, _) in enumerate(TYPED)]
)
def test_every_field_that_is_given_is_described(
    library: Library, passage_id: str, shape: type[BaseSchema], made: Callable[[Library, str], BaseSchema]
) -> None:
    assert list_undescribed(shape.model_validate(made(library, passage_id).to_json())) == []


PAPERS: list[tuple[dict[str, Any], Callable[[dict[str, Any]], bool], str]] = [
    ({}, lambda paper: True, "all of them"),
    ({"authority": "wexmoor"}, lambda paper: paper["authority"] == "Wexmoor County Council", "a part of a name"),
    ({"kind": "minutes"}, lambda paper: paper["kind"] == "minutes", "a kind"),
    ({"since": "2024-06-01"}, lambda paper: (paper["meeting_date"] or "") >= "2024-06-01", "from a day on"),
    ({"until": "2024-06-01"}, lambda paper: "0" < (paper["meeting_date"] or "") <= "2024-06-01", "up to a day"),
    ({"q": "BUDGET"}, lambda paper: "budget" in (paper["title"] or "").lower(), "a word of the title"),
]


@pytest.mark.parametrize(("given", "fits", "reason"), PAPERS, ids=[reason for *_, reason in PAPERS])
def test_the_papers_held_can_be_listed(
    client: TestClient, library: Library, given: dict[str, Any], fits: Callable[[dict[str, Any]], bool], reason: str
) -> None:
    held = [DocumentSchema.from_record(document).to_json() for document in library.documents()]
    wanted = [paper["doc_id"] for paper in held if fits(paper)]
    assert wanted
    served = client.get("/api/papers", params=given).json()
    assert (served["total"], [paper["doc_id"] for paper in served["papers"]]) == (len(wanted), wanted)
    page = client.get("/api/papers", params={**given, "limit": 2, "offset": 1}).json()
    assert [paper["doc_id"] for paper in page["papers"]] == wanted[1:3]


WRONG = [
    ("search", 422, "q", "no question"),
    ("search?q=", 422, "q", "an empty one"),
    ("search?q=+++", 400, "empty", "one of spaces"),
    ("search?q=" + "x" * 501, 422, "500", "longer than can be asked"),
    ("ask?q=roads&k=0", 422, "k:", "none wanted"),
    ("ask?q=roads&k=51", 422, "50", "more than there may be"),
    ("ask?q=roads&since=tomorrow", 422, "since", "a date that is none"),
    ("compare?q=roads&kind=poem", 400, "poem", "a kind that is not held"),
    ("search?q=roads&authority=Nowhere", 400, "Nowhere", "an authority that is not held"),
    ("similar?passage_id=nothing::1", 404, "No passage held", "a passage that is not held"),
    ("cite?passage_id=nothing::1", 404, "No passage held", "the same"),
    ("cite?passage_id=nothing::1&style=poem", 422, "style", "a style that there is none of"),
    ("nothing", 404, "Not Found", "no such function"),
    ("papers?limit=501", 422, "500", "more papers than at once"),
]


@pytest.mark.parametrize(("address", "status", "words", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_errors_are_problems_that_say_what_to_change(
    client: TestClient, address: str, status: int, words: str, reason: str
) -> None:
    refused = client.get(f"/api/{address}")
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    problem = ProblemSchema.model_validate(refused.json())
    assert (problem.status, problem.type) == (status, "about:blank")
    assert problem.title
    assert words in problem.detail + " ".join(problem.errors)


def test_a_damaged_index_is_named_to_nobody_outside(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from paper_search.errors import DamagedIndexError

    def raise_damaged(*given: object, **named: object) -> None:
        raise DamagedIndexError(f"{tmp_path}/papers.db: the index is damaged")

    monkeypatch.setattr(Library, "ask", raise_damaged)
    with TestClient(create_app(library)) as client:
        refused = client.get("/api/ask?q=roads")
    assert refused.status_code == 503
    assert "papers.db" not in refused.text


def test_nothing_can_be_written(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/api/papers").status_code in (404, 405)


def test_what_is_not_public_is_not_given(hostile: Library) -> None:
    with TestClient(create_app(hostile)) as client:
        for address in (
            "search?q=zeppelin+hangar",
            "ask?q=zeppelin+hangar",
            "papers",
            "timeline?q=zeppelin+hangar",
            *REGISTER[:4],
        ):
            served = client.get(f"/api/{address}")
            assert served.status_code == 200
            assert "secret.txt" not in served.text
            assert "lowest bidder" not in served.text


def test_the_description_names_every_function_and_type(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert {"url": "/api"} in described["servers"]
    assert {path.strip("/") for path in described["paths"]} == set(DOORS)
    for name, shape in described["components"]["schemas"].items():
        undescribed = [field for field, each in shape["properties"].items() if not each.get("description")]
        assert undescribed == [], name
    for path, each in described["paths"].items():
        operation = each["get"]
        assert operation["description"], path
        given = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert re.fullmatch(r"#/components/schemas/\w+", given["$ref"]), path
        assert operation["responses"]["400"]["content"].keys() >= {"application/problem+json"}


def test_the_page_for_programs_describes_all_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    served = client.get("/api")
    page = BeautifulSoup(served.text, "html.parser")
    assert len(page("h1")) == 1
    assert [element["id"] for element in page("h2") if element.get("id")] == list(DOORS)
    for name in ("Listing", "Answer", "Quote", "Coverage"):
        assert page.find(id=f"shape-{name}") is not None
    for element in page(["script", "link", "img"]):
        address = str(element.get("src") or element.get("href"))
        assert address.startswith("/"), address
    for link in page("a"):
        target = str(link["href"])
        if target.startswith("#"):
            assert page.find(id=target[1:]) is not None, target
