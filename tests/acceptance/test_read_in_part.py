"""A portfolio with an exempt paper, a paper that is not read, and a page that is a picture: each said at every door.

The files are made when the test runs, and go the way of every paper: read, split, built, searched, served.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from paper_search.api import open_library
from paper_search.cli import preview_text, terminal
from paper_search.embeddings import Encoder
from paper_search.indexing import builder, check, preview, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest.readers import ocr
from paper_search.library import Library
from paper_search.records import Access, BuildReport
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.unread_parts import UnreadPartTable
from paper_search.web.app import create_app
from tests.ingest.readers.making import HEIGHT, WIDTH, lines, pdf

PACK = "portfolio.pdf"
DEPOT, HELD = f"{PACK}#attachment=item-6-depot.pdf", f"{PACK}#attachment=item-7-price.pdf"
SECRET = "£3,210,000"
NOT_READ = "attachment 3 (.xyz) is not read: files called .xyz cannot be read"


def draw_picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(Image.new("L", (40, 40), 128), 0, 0, WIDTH, HEIGHT)


def write_corpus(corpus: Path, folder: Path) -> None:
    corpus.mkdir()
    cover = pdf(
        folder / "cover.pdf",
        [lines(72, 100, "Ferndale Borough Council", "Cabinet, 14 March 2024", "The papers are attached to this file.")],
    )
    writer = PdfWriter(clone_from=PdfReader(cover))
    depot = pdf(
        folder / "depot.pdf",
        [lines(72, 100, "Old Depot"), lines(72, 100, "4.1 The depot at Larkford will be sold for £1,250,000.")],
    )
    price = pdf(
        folder / "price.pdf",
        [
            lines(72, 100, "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A"),
            lines(72, 100, f"4.2 The buyer of the depot offers {SECRET}."),
        ],
    )
    writer.add_attachment("Item 6 - depot.pdf", depot.read_bytes())
    writer.add_attachment("Item 7 - price.pdf", price.read_bytes())
    writer.add_attachment("Item 8 - name of a buyer.xyz", b"words")
    writer.write(corpus / PACK)
    pdf(corpus / "scan.pdf", [lines(72, 100, "5.1 The heron bridge is to be painted."), draw_picture])


class Site:
    """A corpus with the two files, its index, and the report of its build."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        write_corpus(self.corpus, folder)
        self.report = self.build()

    def build(self) -> BuildReport:
        return builder.build(self.corpus, self.index, self.encoder, ReaderLimits(processes=1))

    def library(self) -> Library:
        return open_library(self.corpus, self.index, self.encoder)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Site:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "is_available", lambda: False)
        return Site(tmp_path_factory.mktemp("site"), encoder)


DOORS: list[tuple[Callable[[Site], str], tuple[str, ...], str]] = [
    (
        lambda site: terminal.format_status(site.library().status()),
        ("read in part: 2", f"read in part: {PACK}: {NOT_READ}", "scan.pdf: page 2: a picture without words."),
        "status",
    ),
    (lambda site: terminal.format_build_report(site.report), ("0 unread, 1 held back, 2 read in part",), "build"),
    (lambda site: terminal.format_check(check.check(site.corpus, site.index)), ("3 papers (2 read in part)",), "check"),
    (
        lambda site: preview_text.format_preview(preview.read(site.corpus / PACK, site.corpus)),
        ("not read:", NOT_READ, "papers:      3"),
        "read",
    ),
    (
        # Printed in lines of the terminal's width.
        lambda site: " ".join(terminal.format_coverage(site.library().coverage()).split()),
        ("2 papers read in part",),
        "an answer",
    ),
    (lambda site: get(site, "/papers"), ("2 papers were read in part", NOT_READ, "page 2: a picture"), "the list"),
    (
        lambda site: get(site, "/paper?id=scan.pdf&view=text"),
        ("We could read only part of this paper", "page 2: a picture without words"),
        "the paper's own page",
    ),
    (
        lambda site: get(site, "/api/papers"),
        ('"unread_parts":[{"page":2,"reason":"a picture without words"}]',),
        "the API",
    ),
    (lambda site: get(site, "/api/ask?q=depot+sold"), ('"read_in_part":2',), "an answer of the API"),
]


def get(site: Site, address: str) -> str:
    with TestClient(create_app(site.library())) as client:
        return client.get(address).text


@pytest.mark.parametrize(("door", "said", "reason"), DOORS, ids=[case[-1] for case in DOORS])
def test_every_door_says_it(site: Site, door: Callable[[Site], str], said: tuple[str, ...], reason: str) -> None:
    told = door(site)
    assert all(words in told for words in said), (reason, told[:3000])
    # Whoever reads a file by hand has it, and is shown all of it.
    assert (SECRET in told) is (reason == "read")
    assert "name of a buyer" not in told


def test_a_page_of_papers_looks_up_its_own_papers_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    find_parts = UnreadPartTable.find_parts

    def count_calls(table: UnreadPartTable, doc_ids: Iterable[str], access: tuple[Access, ...]) -> object:
        asked.append(list(doc_ids))
        return find_parts(table, asked[-1], access)

    monkeypatch.setattr(UnreadPartTable, "find_parts", count_calls)
    monkeypatch.setattr(UnreadPartTable, "list_documents", None)
    papers = json.loads(get(site, "/api/papers?limit=2&offset=1"))["papers"]
    assert asked == [[DEPOT, "scan.pdf"]], "one call for all of them"
    assert [len(paper["unread_parts"]) for paper in papers] == [0, 1]


def test_parts_are_told_of_papers_that_may_be_seen(site: Site) -> None:
    with closing(Store(site.index / DATABASE_FILE_NAME)) as store:
        parts = store.unread_parts.find_parts([PACK, DEPOT, "scan.pdf", "none.pdf"])
        assert sorted(parts) == [PACK, "scan.pdf"] and [part.page for part in parts["scan.pdf"]] == [2]
        assert store.unread_parts.find_parts([PACK], ("members",)) == {}
        assert store.unread_parts.find_parts([]) == {}
    assert site.library().unread_parts("scan.pdf") == parts["scan.pdf"]


def test_an_attached_paper_is_cited_as_itself_with_its_own_page(site: Site) -> None:
    hit = site.library().search("depot at Larkford sold for")[0]
    assert (hit.document.doc_id, hit.passage.locator.pages) == (DEPOT, (2, 2))
    assert "£1,250,000" in hit.passage.text and hit.document.meeting.committee == "Cabinet"


def test_nothing_of_the_exempt_attachment_is_shown_and_the_file_is_not_given_out(site: Site) -> None:
    opened = site.library()
    assert [(unread.source, unread.code) for unread in opened.status().unread] == [(HELD, "exempt")]
    assert opened.file_path(PACK) is None or opened.is_only_text(PACK)
    with TestClient(create_app(opened)) as client:
        for address in (f"/paper?id={PACK}", f"/paper?id={quote(DEPOT)}", f"/view/{quote(DEPOT)}?page=1"):
            served = client.get(address)
            assert served.status_code == 200 and served.headers["content-type"].startswith("text/html"), address
            assert SECRET not in served.text
        assert client.get(f"/paper?id={quote(HELD)}").status_code == 404
        for page in (1, 2):
            assert client.get(f"/picture/{quote(DEPOT)}?page={page}").status_code == 404, (
                "a page of the cover is no page"
            )


def test_an_attached_paper_is_withdrawn_and_released_by_its_own_name(tmp_path: Path, encoder: Encoder) -> None:
    site = Site(tmp_path, encoder)
    withdrawals.withdraw(site.corpus, site.index, DEPOT, "names a child", builder.lock_index)
    assert site.library().document(DEPOT) is None
    withdrawals.release(site.corpus, site.index, HELD, "the sale is done")
    site.build()
    opened = site.library()
    assert opened.document(DEPOT) is None and opened.document(HELD) is not None
    assert any(SECRET in hit.passage.text for hit in opened.search("what the buyer of the depot offers"))
