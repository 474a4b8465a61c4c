"""Words that nobody may be shown: each kind of them, by every role, at every door of the web and of programs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pypdf
import pytest
from fastapi.testclient import TestClient

from paper_search import api
from paper_search.api import open_library
from paper_search.cli import main
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import MEMBERS
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.web import SiteSettings, create_app
from tests.acceptance.canaries import CANARIES, WITHDRAWN, Canary, write_corpus
from tests.acceptance.visitors import PASSWORDS, ROLES, call_gradio, write_users

WORD, FILE = "WORD", "FILE"
DOORS = (
    f"/?q={WORD}",
    f"/?q=who+bought+the+site+of+{WORD}",
    f"/?q=%22{WORD}%22",
    f"/answer?q={WORD}",
    f"/answer?q={WORD}&reading=later",
    f"/ask?q={WORD}",
    f"/compare?q={WORD}",
    f"/timeline?q={WORD}",
    f"/papers?q={WORD}",
    f"/paper?id={FILE}",
    f"/paper?id={FILE}&view=text",
    f"/view/{FILE}?page=1",
    f"/view/{FILE}?page=3",
    f"/view/{FILE}?view=text&marks=0-99999_1-9&from=0&to=99999&answer=/compare&q={WORD}",
    f"/picture/{FILE}?page=3",
    f"/feed?q={WORD}",
    f"/meetings?q={WORD}",
    f"/decisions?q={WORD}",
    f"/decisions/csv?q={WORD}",
    f"/decisions/feed?q={WORD}",
    f"/people?name={WORD}",
    f"/matter?paper={FILE}",
    f"/export?format=markdown&q={WORD}",
    f"/api/search?q={WORD}",
    f"/api/ask?q={WORD}",
    f"/api/compare?q={WORD}",
    f"/api/timeline?q={WORD}",
    f"/search-box?authority={WORD}",
    f"/nothing-there/{FILE}",
)
INDEX_WIDE_DOORS = (
    "/papers",
    "/meetings",
    "/decisions",
    "/people",
    "/api/papers",
    "/api/status",
    "/",
    "/about",
    "/feed?q=site",
    "/opensearch.xml",
    "/search-box",
    "/config",
    "/gradio_api/info",
    "/nothing-there",
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> tuple[Path, Path]:
    """The corpus of canaries and its index; one paper was withdrawn after it had been indexed."""
    corpus, index = tmp_path_factory.mktemp("canaries"), tmp_path_factory.mktemp("index")
    write_corpus(corpus)
    builder.build(corpus, index, encoder, ReaderLimits(processes=2))
    api.withdraw(WITHDRAWN, "it names a person", corpus, index)
    return corpus, index


@pytest.fixture(scope="module")
def library(folders: tuple[Path, Path], encoder: Encoder) -> Library:
    return open_library(*folders, encoder)


@pytest.fixture(scope="module", params=["", *PASSWORDS], ids=["anybody", *ROLES.values()])
def client(
    request: pytest.FixtureRequest, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """Each kind of visitor in turn."""
    file = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    settings = SiteSettings(users=file, requests_per_minute=1_000_000, max_concurrent_requests=100)
    with TestClient(create_app(library, settings=settings)) as visitor:
        if request.param:
            visitor.post("/sign-in", data={"name": request.param, "password": PASSWORDS[request.param]})
        yield visitor


def _read_content(content: bytes, kind: str) -> str:
    """Return what can be read or copied out of an answer."""
    if kind.startswith("application/pdf"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return "" if kind.startswith("image/") else content.decode("utf-8", "replace")


def _leaks(client: TestClient, canary: Canary, door: str) -> bool:
    address = door.replace(WORD, canary.secret).replace(FILE, quote(canary.file))
    answer = client.get(address)
    said = _read_content(answer.content, answer.headers["content-type"])
    # A question is said again in its answer, so the word beside the one asked for tells that it was found.
    return canary.witness in said


@pytest.mark.parametrize("canary", CANARIES, ids=[canary.file for canary in CANARIES])
@pytest.mark.sampled(2, of="reader-")
@pytest.mark.sampled(2, of="staff-")
def test_no_door_shows_the_word(client: TestClient, canary: Canary) -> None:
    doors = [
        door
        for door in DOORS
        # The original of a public paper without a redaction is the publisher's file as it is.
        if not (door == f"/paper?id={FILE}" and canary.public and not canary.has_closed_file)
    ]
    assert [door for door in doors if _leaks(client, canary, door)] == []


def test_no_page_of_the_whole_index_shows_a_word(client: TestClient) -> None:
    said = "".join(client.get(door).text for door in INDEX_WIDE_DOORS)
    assert [canary.file for canary in CANARIES if canary.secret in said or canary.witness in said] == []


PUBLIC = [canary for canary in CANARIES if canary.public]


@pytest.mark.parametrize("canary", PUBLIC, ids=[canary.file for canary in PUBLIC])
def test_the_visible_words_beside_it_are_found(client: TestClient, canary: Canary) -> None:
    hits = client.get(f"/api/search?q={canary.public}").json()["hits"]
    assert hits[0]["source"] == canary.file
    assert canary.public in hits[0]["text"]
    assert client.get(f"/paper?id={quote(canary.file)}&view=text").status_code == 200


@pytest.mark.parametrize("endpoint", ["ask", "search"])
def test_no_endpoint_of_gradio_returns_a_word(client: TestClient, endpoint: str) -> None:
    said = {canary.file: call_gradio(client, endpoint, canary.secret) for canary in CANARIES}
    assert [file for file, answer in said.items() if '"process_completed"' not in answer] == []
    assert [canary.file for canary in CANARIES if canary.witness in said[canary.file]] == []


def test_the_index_holds_none_of_the_words(folders: tuple[Path, Path]) -> None:
    # The withdrawn paper was indexed before: its rows are gone, its freed pages overwritten or not is SQLite's.
    held = (folders[1] / DATABASE_FILE_NAME).read_bytes()
    assert [canary.file for canary in CANARIES if canary.witness.encode() in held] == []


def test_no_function_of_the_library_finds_the_words(library: Library) -> None:
    for asker in (library, library.with_access(MEMBERS)):
        for canary in CANARIES:
            assert all(canary.witness not in hit.passage.text for hit in asker.search(canary.secret)), canary.file
            answer = asker.ask(canary.secret)
            assert canary.witness not in " ".join(quote.text for quote in answer.quotes), canary.file


def test_every_closed_paper_is_listed_with_its_reason(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "--corpus", str(folders[0]), "--index", str(folders[1]), "--json"]) == 0
    unread = json.loads(capsys.readouterr().out)["unread"]
    listed = {canary.file: [entry["code"] for entry in unread if canary.file in entry["source"]] for canary in CANARIES}
    assert listed == {canary.file: EXPECTED_CODES.get(canary.file, ["exempt"]) for canary in CANARIES}
    assert [canary.secret for canary in CANARIES if canary.secret in json.dumps(unread)] == []


EXPECTED_CODES = {
    "box.pdf": ["redaction"],
    "thick.pdf": ["redaction"],
    "redact.pdf": ["redaction"],
    "square.pdf": ["redaction"],
    "white.pdf": [],
    "cropped.pdf": [],
    "clipped.pdf": [],
    "hidden.docx": [],
    "hidden.html": [],
    "marked.txt": ["review"],
    "withdrawn.txt": ["withdrawn"],
}
