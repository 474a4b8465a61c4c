"""Pages as pictures: what is marked is what was quoted, and a file that cannot be drawn costs nothing but itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from paper_search.ingest.readers.worker import WorkerMessage
from paper_search.library import Library
from paper_search.records import Document, Passage
from paper_search.rendering import page_image
from paper_search.rendering.cache import HighlightRequest, PageImage, PageImageCache
from paper_search.web import create_app
from paper_search.web.forms import AnswerTrail, SearchForm, build_view_url
from paper_search.web.routes import export


@pytest.fixture(scope="module")
def pictures() -> PageImageCache:
    return PageImageCache()


def letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def inside(path: Path, number: int, picture: PageImage) -> str:
    """The words whose characters stand in the boxes, as the PDF itself has them."""
    page = pypdfium2.PdfDocument(path)[number - 1]
    words, (width, height) = page.get_textpage(), page.get_size()
    found = []
    for left, top, across, down in picture.boxes:
        # Lines that stand close have boxes that touch: the middle of each line is looked at.
        low, high = height * (1 - top - 0.7 * down), height * (1 - top - 0.3 * down)
        found.append(words.get_text_bounded(width * left, low, width * (left + across), high))
    return " ".join(found)


def passages(library: Library) -> list[tuple[Document, Passage]]:
    """Every passage of the sample PDFs that can be found by a question about it."""
    with library._open_snapshot() as opened:
        store = opened.snapshot.store
        return [
            (document, passage)
            for document in store.documents.list_documents()
            if document.pages
            for passage in store.documents.list_passages(document.doc_id)
            if passage.kind != "heading"
        ]


class DrawsEachPageOnce(PageImageCache):
    """Finds the marks of many passages on a page and draws it once: drawing is most of the work, and has no marks."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: dict[tuple[str, int], WorkerMessage] = {}

    def _send_order(self, order: WorkerMessage) -> WorkerMessage | None:
        page = order["path"], order["page"]
        with pytest.MonkeyPatch.context() as patch:
            if page in self._drawn:
                patch.setattr(page_image, "_render_image", lambda _: self._drawn[page])
            answer = page_image.draw(order)
        self._drawn[page] = {name: answer[name] for name in ("kind", "width", "height", "picture")}
        return answer


@pytest.mark.parametrize(
    ("step", "least"),
    [
        pytest.param(2, 100, id="every second passage", marks=pytest.mark.exhaustive),
        pytest.param(8, 25, id="every eighth"),
    ],
)
def test_the_boxes_hold_exactly_the_words_quoted(library: Library, step: int, least: int) -> None:
    """Whether the page of a passage was marked before makes no difference."""
    pictures = DrawsEachPageOnce()
    whole = seen = 0
    for document, passage in passages(library)[::step]:
        path, text = library.file_path(document.doc_id), library.reading_text(document.doc_id) or ""
        assert passage.locator.pages
        if path is None:
            continue
        first, last = passage.locator.pages
        around = text[max(passage.start - 300, 0) : passage.start], text[passage.end : passage.end + 300]
        wanted, held = HighlightRequest(passage.text, (first, last), *around), ""
        for number in range(first, last + 1):
            picture = pictures.draw(path, number, wanted)
            assert picture is not None
            held += " " + inside(path, number, picture)
        seen += 1
        whole += letters(held) == letters(passage.text)
        pieces = [piece for piece in map(letters, held.split()) if piece]
        assert all(piece in letters(passage.text) for piece in pieces), (passage.passage_id, held)
    assert seen > least
    assert whole >= 0.9 * seen, f"{whole} of {seen} are marked whole"


def write_rotated_pdf(path: Path, degrees: int) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(72, 700, "The lamp of pier 4 is lit at dusk.")
    canvas.drawString(72, 400, "Another line that is not asked for.")
    canvas.showPage()
    canvas.save()
    document = pypdfium2.PdfDocument(path)
    document[0].set_rotation(degrees)
    document[0].set_cropbox(30, 200, 560, 800)
    document.save(path.with_name("turned.pdf"))
    return path.with_name("turned.pdf")


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_marks_stand_on_the_words_of_a_page_that_is_turned_and_cut(
    tmp_path: Path, pictures: PageImageCache, degrees: int
) -> None:
    path = write_rotated_pdf(tmp_path / "plain.pdf", degrees)
    picture = pictures.draw(path, 1, HighlightRequest("The lamp of pier 4 is lit at dusk.", (1, 1)))
    assert picture is not None
    ink = Image.open(io.BytesIO(picture.image)).convert("L").point(lambda tone: 255 * (tone < 128))
    boxes = list(picture.boxes)
    corners = [(box[0], box[1], box[0] + box[2], box[1] + box[3]) for box in boxes]
    left, top = min(corner[0] for corner in corners), min(corner[1] for corner in corners)
    right, bottom = max(corner[2] for corner in corners), max(corner[3] for corner in corners)
    area = (left * ink.width, top * ink.height, right * ink.width, bottom * ink.height)
    marked_ink = ink.crop(tuple(round(side) for side in area)).histogram()[255]  # type: ignore[arg-type]
    all_ink = ink.histogram()[255]
    # Of the two lines drawn, the marked one is a little less than half of the ink.
    assert 0.35 * all_ink < marked_ink < 0.6 * all_ink


def test_the_same_page_is_drawn_once(library: Library) -> None:
    fresh = PageImageCache()
    document, _ = passages(library)[0]
    path = library.file_path(document.doc_id)
    assert path is not None
    assert fresh.draw(path, 1) is fresh.draw(path, 1)
    assert fresh.draw(path, 10_000) is None


@pytest.mark.parametrize(
    "content", [b"", b"not a PDF", b"%PDF-1.7\n1 0 obj <<>>\n"], ids=["empty", "text", "cut short"]
)
def test_a_file_that_is_no_pdf_has_no_picture(tmp_path: Path, pictures: PageImageCache, content: bytes) -> None:
    (tmp_path / "paper.pdf").write_bytes(content)
    assert pictures.draw(tmp_path / "paper.pdf", 1) is None


def test_a_page_of_any_size_makes_a_picture_that_can_be_sent(tmp_path: Path, pictures: PageImageCache) -> None:
    canvas = Canvas(str(tmp_path / "huge.pdf"), pagesize=(14_000, 14_000))
    canvas.drawString(100, 100, "A plan of the whole county.")
    canvas.save()
    picture = pictures.draw(tmp_path / "huge.pdf", 1)
    assert picture is not None
    assert picture.width * picture.height <= 6_100_000


def test_whoever_takes_too_long_or_too_much_is_stopped_and_the_next_is_served(tmp_path: Path) -> None:
    hurried = PageImageCache(seconds=0)
    canvas = Canvas(str(tmp_path / "long.pdf"), pagesize=A4)
    for line in range(20_000):
        canvas.line(line % 500, 0, 500 - line % 500, 800)
    canvas.save()
    assert hurried.draw(tmp_path / "long.pdf", 1) is None
    patient = PageImageCache()
    assert patient.draw(tmp_path / "long.pdf", 1) is not None


# -- the page around it ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_client(hostile: Library) -> Iterator[TestClient]:
    with TestClient(create_app(hostile)) as opened:
        yield opened


def get_page(client: TestClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.text, "html.parser")


def first_hit(library: Library, question: str, pages: bool = True) -> tuple[Document, Passage]:
    hits = library.search(question, k=30)
    hit = next(hit for hit in hits if bool(hit.document.pages) == pages and library.file_path(hit.document.doc_id))
    return hit.document, hit.passage


def test_a_passage_is_shown_on_its_page(client: TestClient, library: Library) -> None:
    document, passage = first_hit(library, "management oversight")
    page = get_page(client, build_view_url(document.doc_id, passage.passage_id))
    assert len(page("h1")) == 1
    assert page.select("svg rect")
    image = page.select_one(".sheet img")
    assert image is not None
    first = passage.locator.pages[0] if passage.locator.pages else 0
    assert letters(passage.text)[:60] in letters(str(image["alt"]))
    picture = client.get(str(image["src"]))
    assert picture.headers["content-type"] in ("image/png", "image/jpeg")
    assert Image.open(io.BytesIO(picture.content)).size == (int(str(image["width"])), int(str(image["height"])))
    links = {link.get_text(): str(link["href"]) for link in page.select("main a")}
    assert links[f"Open the PDF at page {first}"].endswith(f"#page={first}")
    assert client.get(links["Read its words"]).status_code == 200


def test_there_is_a_way_to_the_next_page_and_back(client: TestClient, library: Library) -> None:
    document, passage = next((d, p) for d, p in passages(library) if (d.pages or 0) > 2 and not d.part_pages)
    page = get_page(client, build_view_url(document.doc_id, passage.passage_id, page=2))
    links = {link.get_text(): str(link["href"]) for link in page.select("main a")}
    assert "Page 3 of" in get_page(client, links["Next page"]).get_text()
    assert "Next page" not in get_page(client, build_view_url(document.doc_id, page=document.pages)).get_text()
    assert client.get(build_view_url(document.doc_id, page=(document.pages or 0) + 1)).status_code == 404


def test_a_part_of_a_passage_can_be_marked_alone(client: TestClient, library: Library) -> None:
    document, passage = first_hit(library, "management oversight")
    whole = get_page(client, build_view_url(document.doc_id, passage.passage_id)).select("svg rect")
    part = (passage.start, passage.start + 40)
    some = get_page(client, build_view_url(document.doc_id, passage.passage_id, part)).select("svg rect")
    assert 0 < len(some) < len(whole)


def test_a_part_on_the_second_page_of_its_passage_opens_that_page(client: TestClient, library: Library) -> None:
    document, passage = next(
        (document, passage)
        for document, passage in passages(library)
        if passage.locator.pages and passage.locator.pages[0] < passage.locator.pages[1] and len(passage.text) > 200
    )
    assert passage.locator.pages is not None
    span = (passage.end - 60, passage.end)
    page = get_page(client, build_view_url(document.doc_id, passage.passage_id, span))
    assert f"Page {passage.locator.pages[1]} " in page.get_text(" ")
    assert page.select("svg rect")


def test_the_words_of_a_pdf_are_marked_and_lead_back(client: TestClient, library: Library) -> None:
    document, passage = first_hit(library, "management oversight")
    trail = AnswerTrail(SearchForm("management oversight"), "/ask")
    page = get_page(client, build_view_url(document.doc_id, passage.passage_id, trail=trail, as_text=True))
    marked = page.select_one("mark#passage")
    assert marked is not None and marked.get_text() == passage.text
    links = {link.get_text(): str(link["href"]) for link in page.select("main a")}
    assert links["Back to the answer"] == "/ask?q=management+oversight"
    assert "view=text" not in links["Show on page"]


def test_what_has_no_pages_is_shown_in_its_words(hostile_client: TestClient, hostile: Library) -> None:
    hit = hostile.search("allotment rent")[0]
    page = get_page(hostile_client, build_view_url(hit.document.doc_id, hit.passage.passage_id))
    marked = page.select_one("mark#passage")
    assert marked is not None and marked.get_text() == hit.passage.text


def test_a_picture_is_asked_for_again_and_not_sent_again(client: TestClient, library: Library) -> None:
    document, _ = passages(library)[0]
    address = f"/picture/{document.doc_id}?page=1"
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "no-cache" in first.headers["cache-control"]


@pytest.mark.parametrize(
    "address", ["/view/none.pdf", "/picture/none.pdf?page=1", "/picture/report.pdf", "/view/secret.txt"]
)
def test_what_may_not_be_shown_has_no_page(hostile_client: TestClient, address: str) -> None:
    refused = hostile_client.get(address)
    assert refused.status_code == 404
    assert refused.text == hostile_client.get("/paper?id=none").text


def test_an_evidence_pack_s_picture_carries_its_marks(library: Library, pictures: PageImageCache) -> None:
    document, passage = first_hit(library, "management oversight")
    drawn = export.make_page_drawer(library, pictures)(passage, document)
    assert drawn is not None
    colours = Image.open(io.BytesIO(drawn)).convert("RGB").getcolors(1 << 24)
    assert any(count > 1000 and colour == (255, 225, 122) for count, colour in colours or ())
