"""Files made to do harm, each written here: a clear reason within the limits, and the rest is read."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search.cli import terminal
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import UnreadableError
from paper_search.indexing import builder
from paper_search.ingest.readers.pool import read_safely
from paper_search.records import Reading, UnreadFile
from tests.fuzz.targets import pdf_of
from tests.ingest.readers.making import lines, pdf

SECONDS, FEW_SECONDS, MEGABYTES = 8, 2, 400
"""Of processor time, few for what may end by taking too long."""
GOOD = "The bridge stays closed."
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F 11 Tf 72 700 Td (" + GOOD.encode() + b") Tj ET"


def _stream(raw: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    return b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(raw), filters, raw)


def _paper(
    content: bytes = zlib.compress(WORDS),
    *more: bytes,
    filters: bytes = b"/FlateDecode",
    kids: bytes = b"3 0 R",
    count: int = 1,
    catalogue: bytes = b"",
    page: bytes = b"",
) -> bytes:
    """A PDF of one page, or of what is made of it; objects 6 and on are ``more``."""
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%s>>" % page,
            _stream(content, filters),
            FONT,
            *more,
        ]
    )


def _deep_tree(depth: int) -> list[bytes]:
    last = depth - 1
    return [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (7 + i if i < last else 3) for i in range(depth)]


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def _word(body: bytes, front: bytes = b"", **more: bytes) -> bytes:
    import docx

    file, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        parts |= {"word/document.xml": front + WORD % body, **more}
        for name, raw in parts.items():
            new.writestr(name, raw)
    return out.getvalue()


PARAGRAPH = b"<w:p><w:r><w:t>" + GOOD.encode() + b"%s</w:t></w:r></w:p>"
OUTLINE = b"<</Title(One)/Next 8 0 R/Parent 6 0 R/Dest[3 0 R/Fit]>>"
READ = "read"
HOSTILE: list[tuple[str, Callable[[], bytes], set[str], str]] = [
    ("a.pdf", lambda: _paper(zlib.compress(b" " * 500_000_000, 9)), {"memory"}, "a decompression bomb"),
    ("a.pdf", lambda: _paper(zlib.compress(zlib.compress(b" " * 500_000_000, 9), 9),
     filters=b"[/FlateDecode/FlateDecode]"), {"memory"}, "a bomb in a bomb"),
    ("a.pdf", lambda: _paper(zlib.compress(b"[" * 200_000 + b"]" * 200_000)), {"damaged", "empty"}, "deep arrays"),
    ("a.pdf", lambda: _paper(catalogue=b"/X" + b"[" * 100_000 + b"]" * 100_000), {READ, "damaged"}, "a deep catalogue"),
    ("a.pdf", lambda: _paper(page=b"/X" + b"<</A " * 50_000 + b"1" + b">>" * 50_000), {READ, "damaged"}, "a deep page"),
    ("a.pdf", lambda: _paper(kids=b"3 0 R 2 0 R", count=2), {"damaged"}, "a tree of pages that holds itself"),
    ("a.pdf", lambda: _paper(zlib.compress(WORDS), *_deep_tree(3000), kids=b"6 0 R"), {"damaged", READ}, "a deep tree"),
    ("a.pdf", lambda: _paper(count=999_999_999), {READ}, "a count of pages that is a lie"),
    ("a.pdf", lambda: _paper(zlib.compress(WORDS), b"<</First 7 0 R/Last 8 0 R>>", OUTLINE,
     OUTLINE.replace(b"8 0 R", b"7 0 R"), catalogue=b"/Outlines 6 0 R"), {READ}, "an outline that goes in a circle"),
    ("a.pdf", lambda: _paper(zlib.compress(WORDS), b"<</First 6 0 R/Last 6 0 R/Title(One)>>",
     catalogue=b"/Outlines 6 0 R"), {READ}, "an outline that is its own child"),
    ("a.pdf", lambda: _paper().replace(b"/Root 1 0 R>>", b"/Root 1 0 R/Prev 9>>"), {READ}, "a wrong earlier table"),
    ("a.docx", lambda: _word(PARAGRAPH % b"&e;", ENTITY), {"damaged"}, "an entity that is a file"),
    ("a.docx", lambda: _word(PARAGRAPH % b"&e;", b"<!--" + b" " * 9000 + b"-->" + ENTITY), {"damaged"},
     "an entity behind a long comment"),
    ("a.docx", lambda: _word(b" " * 300_000_000), {"memory"}, "a document that unpacks to hundreds of megabytes"),
    ("a.docx", lambda: _word(PARAGRAPH % b"", **{"../../evil.txt": b"x"}), {READ}, "a part that leads outside"),
    ("a.docx", lambda: _word(b"<w:p>" + b"<w:r>" * 9000 + b"</w:r>" * 9000 + b"</w:p>"), {"damaged", "empty"}, "deep"),
    ("a.html", lambda: b"<p>" + GOOD.encode() + b"<script>alert('evil')</script><img src=x onerror=alert(1)>", {READ},
     "scripts"),
    ("a.html", lambda: b"<div>" * 100_000 + GOOD.encode(), {READ, "time", "memory", "damaged"}, "absurd nesting"),
    ("a.html", lambda: b"<ol type=i start=999999999999><li>" + GOOD.encode() + b"</ol>", {READ}, "a Roman billion"),
    ("a.txt", lambda: b"a" * 100_000_000, {"large", "memory"}, "a line of a hundred megabytes"),
    ("a.txt", lambda: b"word " * 100_000, {"large"}, "a paragraph that no paper has"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "ends", "why"), HOSTILE, ids=[row[3] for row in HOSTILE])
@pytest.mark.rare_rows(
    "a bomb in a bomb", "a deep catalogue", "an outline that is its own child", "an entity that is a file"
)
def test_it_ends_within_its_limits_and_the_next_is_read(
    tmp_path: Path, name: str, make: Callable[[], bytes], ends: set[str], why: str
) -> None:
    path, after = tmp_path / name, tmp_path / "after.txt"
    path.write_bytes(make())
    after.write_text(GOOD)
    seconds = FEW_SECONDS if "time" in ends else SECONDS
    (_, outcome), (_, following) = read_safely([path, after], 1, seconds, MEGABYTES)
    assert isinstance(following, Reading) and following.text == GOOD
    if isinstance(outcome, UnreadableError):
        assert outcome.code in ends, f"{why}: {outcome}"
        assert outcome.reason and outcome.next_step
        return
    assert READ in ends, why
    assert GOOD in outcome.text
    assert "evil" not in outcome.text and "root:" not in outcome.text
    assert not (tmp_path.parent / "evil.txt").exists()


def test_five_thousand_small_pages_are_read_or_take_too_long(tmp_path: Path) -> None:
    path = pdf(tmp_path / "long.pdf", [lines(72, 100, GOOD)] * 5000)
    ((_, outcome),) = read_safely([path], 1, FEW_SECONDS, 1024)
    if isinstance(outcome, UnreadableError):
        assert outcome.code == "time" and "PAPER_SEARCH_PDF_SECONDS" in outcome.next_step
    else:
        assert len(outcome.page_starts) == 5000


# -- the corpus itself


def _build_unread(corpus: Path, encoder: SentenceTransformerEncoder) -> dict[str, UnreadFile]:
    store = builder.build_fulltext(corpus, corpus.parent / "index", encoder)
    assert "good.txt" in {document.source for document in store.documents.list_documents()}, "the rest is read"
    return {source: unread for source, (unread, _) in store.unread.list_unread().items()}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "secret.txt").write_text("The secret is mermaids.")
    return folder


def test_links_out_of_the_corpus_in_circles_and_to_nowhere(corpus: Path, encoder: SentenceTransformerEncoder) -> None:
    (corpus / "file.txt").symlink_to(corpus.parent / "secret" / "secret.txt")
    (corpus / "folder").symlink_to(corpus.parent / "secret")
    (corpus / "up").symlink_to(corpus)
    (corpus / "loop.txt").symlink_to(corpus / "loop.txt")
    (corpus / "gone.txt").symlink_to(corpus / "nothing.txt")
    codes = {source: unread.code for source, unread in _build_unread(corpus, encoder).items()}
    outside = dict.fromkeys(("file.txt", "folder", "loop.txt", "gone.txt"), "outside")
    assert codes == {**outside, "up": "unsupported"}


def test_a_pipe_does_not_hang_the_build(corpus: Path, encoder: SentenceTransformerEncoder) -> None:
    os.mkfifo(corpus / "pipe.pdf")
    assert _build_unread(corpus, encoder)["pipe.pdf"].code == "unsupported"


NAMES = ["quo\"te's.txt", "new\nline.txt", "..%2f..%2fetc.txt", "..\\..\\x.txt", "<b>&amp;.txt", "$(id).txt"]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_names(corpus: Path, encoder: SentenceTransformerEncoder, name: str) -> None:
    (corpus / name).write_text("The library opens on Sundays.")
    (corpus / f"empty-{name}").write_text("")
    unread = _build_unread(corpus, encoder)
    assert set(unread) == {f"empty-{name}"}
    assert "\n" not in terminal.format_unread_file(unread[f"empty-{name}"])


def test_a_name_that_is_no_text(corpus: Path, encoder: SentenceTransformerEncoder) -> None:
    try:
        Path(os.fsdecode(os.fsencode(corpus) + b"/caf\xe9.txt")).write_text(GOOD)
    except OSError:
        pytest.skip("this file system takes no such names")
    ((source, unread),) = _build_unread(corpus, encoder).items()
    assert unread.code == "name" and source.isprintable()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(corpus: Path, encoder: SentenceTransformerEncoder) -> None:
    (corpus / "closed.txt").write_text(GOOD)
    (corpus / "closed.txt").chmod(0)
    assert _build_unread(corpus, encoder)["closed.txt"].code == "denied"
