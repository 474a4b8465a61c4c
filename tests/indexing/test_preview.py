"""``read`` judges a file as a build does: what is shown, to whom, and what is listed, over every rule there is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.access import decisions
from paper_search.access.decisions import AccessDecision, DecisionKind
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError, UnreadableError
from paper_search.indexing import builder, preview
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest import discovery
from paper_search.ingest.readers import registry
from tests.ingest.readers.making import HEIGHT, lines, pdf, together
from tests.ingest.readers.test_attachments import attach

MARK = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972"
DEPOT = "SALE OF THE DEPOT\n\n1. The depot at Larkford will be sold for £1,250,000.\n\n2. The quay stays.\n"
EXEMPT = f"{MARK}\n\n{DEPOT}"
OPENING = ("Ferndale Borough Council", "Cabinet, 14 March 2024", "Sale of the Depot", "1. It is sold for £1,250,000.")
WHEN = datetime(2024, 3, 20, tzinfo=UTC)


def write(corpus: Path, source: str, text: str | bytes) -> Path:
    path = corpus / source
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def decide(corpus: Path, ruling: DecisionKind, place: str) -> None:
    file = corpus / decisions.split_place(place)[0]
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    decisions.append_decisions(corpus, [AccessDecision(WHEN, "Jo Clerk", ruling, place, sha256, "", "looked at")])


def write_folder(corpus: Path) -> None:
    write(corpus, "cabinet/exempt items/a.txt", DEPOT)


def write_manifest(corpus: Path) -> None:
    write(corpus, "a.txt", DEPOT)
    write(corpus, "papers.csv", "path,access\na.txt,exempt\n")


def write_public_line(corpus: Path) -> None:
    write(corpus, "exempt/a.txt", EXEMPT)
    write(corpus, "exempt/papers.csv", "path,access\na.txt,public\n")


def write_copy(corpus: Path) -> None:
    write(corpus, "a.txt", DEPOT)
    write(corpus, "part-2/other name.txt", DEPOT)


def write_late_header(corpus: Path) -> None:
    mark = lines(40, 30, MARK[:86])
    body = lines(72, 120, "3. The second bid was £900,000.", "4. Neither bidder asked for a survey.")
    pdf(write(corpus, "a.pdf", b""), [lines(72, 100, *OPENING), together(mark, body), together(mark, body)])


def write_agenda(corpus: Path) -> None:
    agenda = ("Ferndale Borough Council", "Cabinet", "AGENDA", "1 Apologies", "2 Declarations of interest", "3 Depot")
    mark = lines(40, 30, MARK[:86])
    report = lines(72, 120, "From: Director of Property", "To: Cabinet – 14 March 2024", "Subject: Depot", "1.1 A bid.")
    pdf(write(corpus, "a.pdf", b""), [lines(72, 100, *agenda), together(mark, report)])


def write_box(corpus: Path) -> None:
    def draw_box(canvas: Canvas) -> None:
        canvas.rect(70, HEIGHT - 260, 400, 20, fill=1)

    secret = lines(72, 255, "The buyer is Mr Quillfeather of Larkford.")
    pdf(write(corpus, "a.pdf", b""), [together(lines(72, 100, *OPENING), secret, draw_box)])


def write_white_words(corpus: Path) -> None:
    words = f"<p>{DEPOT}</p><p style='display:none'>A buyer is found.</p>"
    write(corpus, "a.html", f"<html><body><h1>Depot</h1>{words}</body></html>")


def write_web_mark(corpus: Path) -> None:
    page = f"<html><head><title>{MARK}</title></head><body><h1>Depot</h1><p>The depot will be sold.</p></body></html>"
    write(corpus, "a.html", page)


def write_portfolio(corpus: Path) -> None:
    papers = {"Item 6 - depot.txt": DEPOT.encode(), "Item 7 - price.txt": EXEMPT.encode()}
    attach(write(corpus, "a.pdf", b""), papers, *OPENING[:2], "The papers are attached.")


def write_message(corpus: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Late papers"
    message.set_content("The late papers are attached.\n")
    for name, text in (("depot.txt", DEPOT), ("price.txt", EXEMPT), ("quay.txt", EXEMPT.replace("depot", "quay"))):
        message.add_attachment(text, filename=name)
    write(corpus, "a.eml", message.as_bytes())


def write_released_attachment(corpus: Path) -> None:
    write_message(corpus)
    decide(corpus, "release", "a.eml#attachment=price.txt")


def write_withdrawn_attachment(corpus: Path) -> None:
    write_message(corpus)
    decide(corpus, "withdraw", "a.eml#attachment=depot.txt")


def write_withdrawn_portfolio(corpus: Path) -> None:
    write_portfolio(corpus)
    decide(corpus, "withdraw", "a.pdf")


def write_withdrawn(corpus: Path) -> None:
    write(corpus, "a.txt", DEPOT)
    decide(corpus, "withdraw", "a.txt")


def write_released(corpus: Path) -> None:
    write(corpus, "a.txt", EXEMPT)
    decide(corpus, "release", "a.txt")


def write_released_to_members(corpus: Path) -> None:
    write(corpus, "a.txt", EXEMPT)
    decide(corpus, "release to members", "a.txt")


ATTACHED = "a.eml#attachment="
CASES: list[tuple[Callable[[Path], object], str, dict[str, str], set[str], str]] = [
    (lambda corpus: write(corpus, "a.txt", DEPOT), "a.txt", {"a.txt": "public"}, set(), "nothing holds it back"),
    (lambda corpus: write(corpus, "a.txt", EXEMPT), "a.txt", {}, {"exempt"}, "it says so itself"),
    (lambda corpus: write(corpus, "a.txt", f"CONFIDENTIAL\n\n{DEPOT}"), "a.txt", {}, {"review"}, "a bare marking"),
    (write_late_header, "a.pdf", {}, {"exempt"}, "a header from page 2 on says so"),
    (write_agenda, "a.pdf", {"a.pdf": "public"}, {"exempt"}, "a report inside an agenda says so"),
    (write_folder, "cabinet/exempt items/a.txt", {}, {"exempt"}, "a folder says so"),
    (write_manifest, "a.txt", {}, {"exempt"}, "a manifest says so"),
    (write_public_line, "exempt/a.txt", {"exempt/a.txt": "public"}, set(), "a manifest says that it is public"),
    (write_copy, "a.txt", {}, {"exempt"}, "a copy stands in an exempt folder"),
    (write_box, "a.pdf", {"a.pdf": "public"}, {"redaction"}, "words under a black box"),
    (write_white_words, "a.html", {"a.html": "public"}, set(), "hidden words that nobody meant to take out"),
    (write_web_mark, "a.html", {}, {"exempt"}, "the title of a web page says so"),
    (
        write_portfolio,
        "a.pdf",
        {"a.pdf": "public", "a.pdf#attachment=item-6-depot.txt": "public"},
        {"exempt"},
        "a paper attached to a PDF says so",
    ),
    (
        write_message,
        "a.eml",
        {"a.eml": "public", f"{ATTACHED}depot.txt": "public"},
        {"exempt"},
        "papers attached to a message say so",
    ),
    (
        write_released_attachment,
        "a.eml",
        {"a.eml": "public", f"{ATTACHED}depot.txt": "public", f"{ATTACHED}price.txt": "public"},
        {"exempt"},
        "one exempt paper of a message was released, and not the other",
    ),
    (
        write_withdrawn_attachment,
        "a.eml",
        {"a.eml": "public"},
        {"exempt", "withdrawn"},
        "one paper of a message was withdrawn, and not the message",
    ),
    (write_withdrawn, "a.txt", {}, {"withdrawn"}, "a person withdrew it"),
    (write_withdrawn_portfolio, "a.pdf", {}, {"withdrawn"}, "a person withdrew the file with all its papers"),
    (write_released, "a.txt", {"a.txt": "public"}, set(), "a person released it"),
    (write_released_to_members, "a.txt", {"a.txt": "members"}, set(), "a person released it to members"),
]


@pytest.mark.parametrize(("prepare", "file", "shown", "codes", "reason"), CASES, ids=[case[-1] for case in CASES])
def test_read_says_what_a_build_does(
    tmp_path: Path,
    encoder: Encoder,
    prepare: Callable[[Path], object],
    file: str,
    shown: dict[str, str],
    codes: set[str],
    reason: str,
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    prepare(corpus)
    with closing(builder.build_fulltext(corpus, tmp_path / "index", encoder, ReaderLimits(processes=1))) as store:
        built = {document.doc_id: document.access for document in store.documents.list_documents()}
        listed = {unread for unread, _ in store.unread.list_unread().values()}
    assert built == shown and {unread.code for unread in listed} == codes, reason
    read = preview.read(corpus / file, corpus)
    documents = [paper.document for paper in read.documents or (read,)]
    assert {paper.doc_id: paper.access for paper in documents if paper.access != "exempt"} == built, reason
    assert set(read.unread) == listed, reason
    assert (read.document.access == "exempt") == (not shown), reason
    assert all(paper.held_back_reason for paper in documents if paper.access == "exempt"), reason


@pytest.mark.parametrize("suffix", [*sorted(registry.UNREAD_KINDS), ".xyz"])
def test_a_kind_that_is_not_read_is_refused_for_the_reason_that_a_build_lists(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path, f"a{suffix}", "words")
    with pytest.raises(UnreadableError) as caught:
        preview.read(path, tmp_path)
    listed = discovery.scan_corpus(tmp_path).refusals[path.name]
    assert caught.value.code == listed.code == "unsupported"
    assert suffix == ".xyz" or (caught.value.reason, caught.value.next_step) == (listed.reason, listed.next_step)


def test_decisions_that_cannot_be_read_are_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", DEPOT)
    write(tmp_path, "decisions.csv", "rubbish\n")
    with pytest.raises(CorpusError, match=r"decisions\.csv"):
        preview.read(path, tmp_path)
