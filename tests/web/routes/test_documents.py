"""Papers by id: PDFs whole and inline, everything else as words on a page of ours, and nothing else at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.api import open_library
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.rendering import verified_file
from paper_search.web import create_app
from paper_search.web.forms import build_document_url
from tests import packs
from tests.site import TEXT


@pytest.fixture(scope="module")
def client(hostile: Library) -> Iterator[TestClient]:
    with TestClient(create_app(hostile)) as opened:
        yield opened


def test_a_pdf_is_served_whole_inline_and_by_ranges(client: TestClient, hostile_corpus: Path) -> None:
    served = client.get("/paper?id=report.pdf")
    assert served.content == (hostile_corpus / "report.pdf").read_bytes()
    assert served.headers["content-type"] == "application/pdf"
    assert served.headers["content-disposition"].startswith("inline")
    part = client.get("/paper?id=report.pdf", headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")


@pytest.mark.parametrize(("name", "reason"), [("minutes.txt", "exactly as decoded"), ("item.html", "HTML as words")])
def test_other_papers_are_shown_as_their_reading_text(
    client: TestClient, hostile: Library, name: str, reason: str
) -> None:
    served = client.get(f"/paper?id={name}")
    page = BeautifulSoup(served.text, "html.parser")
    reading = page.select_one(".reading")
    assert reading is not None
    wanted = hostile.reading_text(name)
    assert wanted is not None
    assert reading.get_text().split() == wanted.split()
    assert served.headers["content-type"].startswith("text/html")


def test_a_pack_in_which_a_paper_is_held_back_is_shown_as_words(
    tmp_path: Path, encoder: SentenceTransformerEncoder
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    packs.usual(corpus / "pack.pdf")
    packs.alone(corpus / "exempt/hedges.pdf", [*packs.HEDGES[:3], "", *packs.HEDGES[3:]])
    builder.build_fulltext(corpus, index, encoder, ReaderLimits(processes=1))
    ferry, hedges = "pack.pdf#7-the-future-of-the-river-ferry", "pack.pdf#6-hedge-cutting-on-country-lanes"
    with TestClient(create_app(open_library(corpus, index, encoder))) as client:
        served = client.get(f"/paper?id={quote(ferry)}")
        assert served.headers["content-type"].startswith("text/html")
        assert "81,000 passengers" in served.text
        assert "birds" not in served.text
        assert "Open the PDF" not in served.text
        assert client.get(f"/paper?id={quote(hedges)}").status_code == 404
        assert client.get("/paper?id=pack.pdf").status_code == 404


def test_a_paper_of_a_pack_opens_the_pack_at_its_page(library: Library) -> None:
    (minutes,) = (document for document in library.documents() if "#3-minutes" in document.doc_id)
    assert build_document_url(minutes).endswith("#page=2")
    with TestClient(create_app(library)) as client:
        assert client.get(build_document_url(minutes)).content.startswith(b"%PDF")
        assert "108." in client.get(build_document_url(minutes, as_text=True)).text


def test_the_page_of_a_paper_names_its_other_places_and_what_takes_its_place(library: Library) -> None:
    (replaced,) = (document for document in library.documents() if document.status == "replaced")
    with TestClient(create_app(library)) as client:
        page = BeautifulSoup(client.get(build_document_url(replaced, as_text=True)).text, "html.parser")
        header = page.select_one("main header")
        assert header is not None
        assert "Public reports pack 25th-Jan-2024 10.00 Cabinet.pdf, page 4" in header.get_text()
        newer = header.find("a", string="The paper that replaces it")
        assert newer is not None
        assert client.get(str(newer["href"])).status_code == 200  # type: ignore[index]


def test_the_text_of_a_txt_is_the_file(hostile: Library) -> None:
    assert hostile.reading_text("minutes.txt") == TEXT


@pytest.mark.parametrize("question", ["", "hedgehog crossing", "printed by mistake"])
def test_no_markup_of_a_paper_reaches_the_page(client: TestClient, hostile: Library, question: str) -> None:
    address = "/paper?id=item.html"
    if question:
        hit = hostile.search(question)[0]
        address = build_document_url(hit.document, hit.passage)
    page = BeautifulSoup(client.get(address).text, "lxml")
    assert bool(page.find(id="passage")) == bool(question)
    assert {str(script["src"]) for script in page("script")} <= {"/own/site.js", "/own/mark.js"}
    assert not page(["iframe", "img", "style", "form", "object", "embed"])
    assert not [name for element in page.find_all() for name in element.attrs if name.startswith("on")]
    assert {str(link["href"]) for link in page.select("main a")} <= {"#passage", "/matter?paper=item.html"}


@pytest.mark.parametrize(
    "question", ["hedgehog crossing in Mill Lane", "allotment rent", "lighthouse keeper of pier 4"]
)
def test_a_hit_s_passage_is_marked_in_its_paper(client: TestClient, hostile: Library, question: str) -> None:
    hit = hostile.search(question)[0]
    page = BeautifulSoup(client.get(build_document_url(hit.document, hit.passage, as_text=True)).text, "lxml")
    found = page.find(id="passage")
    assert found is not None
    assert found.get_text().split() == hit.passage.text.split()


def test_a_passage_of_another_paper_is_not_marked(client: TestClient, hostile: Library) -> None:
    other = hostile.search("allotment rent")[0].passage.passage_id
    shown = client.get(f"/paper?id=item.html&passage={quote(other)}").text
    assert 'id="passage"' not in shown
    assert "Cite as" not in shown


NOT_THERE = [
    ("", "no id"),
    ("nothing.pdf", "an id of no paper"),
    ("secret.txt", "an exempt paper"),
    ("papers.csv", "a file of the corpus that is no paper"),
    ("../../etc/passwd", "a path that leads out"),
    ("/etc/passwd", "an absolute path"),
    ("./report.pdf", "another spelling of a paper's path"),
    ("report.pdf\x00.txt", "a null"),
    ("x" * 5000, "an id longer than any"),
    ("' OR 1=1 --", "a query"),
]


@pytest.mark.parametrize(("doc_id", "reason"), NOT_THERE, ids=[reason for _, reason in NOT_THERE])
@pytest.mark.parametrize("view", ["", "text"])
def test_what_may_not_be_shown_is_not_there_and_all_looks_alike(
    client: TestClient, doc_id: str, reason: str, view: str
) -> None:
    refused = client.get("/paper", params={"id": doc_id, "view": view})
    assert refused.status_code == 404
    assert refused.text == client.get("/paper?id=none").text
    assert "Paper not found" in refused.text
    assert "zeppelin" not in refused.text


def test_a_paper_taken_out_of_the_corpus_is_gone_at_once(client: TestClient, hostile_corpus: Path) -> None:
    address, path = "/paper?id=later%20withdrawn.txt", hostile_corpus / "later withdrawn.txt"
    assert "bandstand" in client.get(address).text
    kept = path.read_bytes()
    path.unlink()
    try:
        assert client.get(address).status_code == 404
    finally:
        path.write_bytes(kept)


def test_a_file_replaced_by_a_link_to_the_outside_is_not_followed(
    client: TestClient, hostile_corpus: Path, tmp_path: Path
) -> None:
    path = hostile_corpus / "later withdrawn.txt"
    kept = path.read_bytes()
    outside = tmp_path / "outside.txt"
    outside.write_text("not of the corpus")
    path.unlink()
    path.symlink_to(outside)
    try:
        assert client.get("/paper?id=later%20withdrawn.txt").status_code == 404
    finally:
        path.unlink()
        path.write_bytes(kept)


ROUTES = [
    "/paper?id=report.pdf",
    "/paper?id=report.pdf&view=text",
    "/paper?id=minutes.txt",
    "/view/report.pdf?page=2",
    "/view/minutes.txt",
    "/picture/report.pdf?page=2",
]


def overwrite(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)


def swap(path: Path, content: bytes) -> None:
    other = path.with_name(".other")
    other.write_bytes(content)
    other.replace(path)


def swap_with_the_same_times(path: Path, content: bytes) -> None:
    before = path.stat()
    swap(path, content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = [
    (overwrite, "written over where it stands"),
    (swap, "another file in its place"),
    (swap_with_the_same_times, "another file of the same size and time"),
]


@pytest.mark.parametrize("is_settled", [False, True], ids=["just now", "a while ago"])
@pytest.mark.parametrize(("change", "how"), CHANGES, ids=[how for _, how in CHANGES])
@pytest.mark.parametrize("address", ROUTES)
def test_a_file_that_was_replaced_is_not_served_before_it_is_indexed(
    client: TestClient,
    hostile_corpus: Path,
    address: str,
    change: Callable[[Path, bytes], None],
    how: str,
    is_settled: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if is_settled:
        monkeypatch.setattr(verified_file, "_RACE_NS", 0)
    path = hostile_corpus / ("report.pdf" if "report" in address else "minutes.txt")
    kept = path.read_bytes()
    served = client.get(address)
    assert served.status_code == 200
    changed = kept.replace(b"keeper", b"KEEPER") if kept.count(b"keeper") else kept[:-3] + b"~~~"
    change(path, changed)
    try:
        refused = client.get(address)
        assert refused.status_code == 409, how
        assert "has changed" in refused.text and "has not been checked yet" in refused.text
        assert client.head(address).status_code == 409
    finally:
        swap(path, kept)
    again = client.get(address)
    assert (again.status_code, again.content) == (200, served.content), "the very bytes that were indexed are back"


PARTS = [
    ("bytes=0-3", 206, "0-3", "the first bytes"),
    ("bytes=10-", 206, "10-{last}", "from a byte on"),
    ("bytes=-5", 206, "{end5}-{last}", "the last bytes"),
    ("bytes=0-999999999", 206, "0-{last}", "more than there is"),
    ("bytes=999999999-", 416, "", "behind the end"),
    ("bytes=5-2", 200, "", "a range that is none"),
    ("bytes=0-1,4-5", 200, "", "several ranges: the whole is allowed"),
    ("lines=1-2", 200, "", "another unit"),
]


@pytest.mark.parametrize(("asked", "status", "answered", "why"), PARTS, ids=[row[3] for row in PARTS])
def test_parts_of_a_file(
    client: TestClient, hostile_corpus: Path, asked: str, status: int, answered: str, why: str
) -> None:
    whole = (hostile_corpus / "report.pdf").read_bytes()
    served = client.get("/paper?id=report.pdf", headers={"range": asked})
    assert served.status_code == status, why
    if status == 206:
        wanted = answered.format(last=len(whole) - 1, end5=len(whole) - 5)
        first, last = map(int, wanted.split("-"))
        assert served.headers["content-range"] == f"bytes {wanted}/{len(whole)}"
        assert served.content == whole[first : last + 1]
    elif status == 200:
        assert served.content == whole
    stale = {"range": asked, "if-range": '"another version"'}
    assert client.get("/paper?id=report.pdf", headers=stale).content == whole


def test_papers_are_asked_for_anew_every_time(client: TestClient) -> None:
    for address in ("/paper?id=report.pdf", "/paper?id=item.html"):
        assert "no-cache" in client.get(address).headers["cache-control"]
