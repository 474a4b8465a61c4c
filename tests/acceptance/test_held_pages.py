"""A pack without an outline that holds an exempt report: the report is shown to nobody, through no door.

The pack is a real PDF, made when the test runs, and goes the way of every paper: read, split, built, searched, served.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from paper_search.api import open_library
from paper_search.cli import terminal
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError
from paper_search.indexing import builder, check, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest import held_pages
from paper_search.ingest.readers import pool
from paper_search.library import Library
from paper_search.records import HiddenText, Reading
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.web.app import create_app
from paper_search.web.components.index_status import make_missing
from tests import packs

LIMITS = ReaderLimits(processes=1)
MARK = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A"
PACK, HELD = "agenda.pdf", "agenda.pdf#pages=3-4"
CANARIES = ("Quillfeather", "zeppelin", "£3,210,000")
PAGES: tuple[tuple[Sequence[str], str], ...] = (
    (packs.AGENDA, ""),
    (packs.HEDGES, ""),
    (
        (
            "From: Director of Property",
            "To: Cabinet – 25 January 2024",
            "Subject: Sale of the zeppelin hangar",
            "1.1 The best bid for the hangar was £3,210,000 and came from Mr Quillfeather.",
        ),
        MARK,
    ),
    (("1.2 Mr Quillfeather asks that the zeppelin stay where it is until May.",), MARK),
    (packs.FERRY, ""),
)


def write_pack(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for lines, mark in PAGES:
        if mark:
            canvas.drawString(72, packs.HEIGHT - 30, mark)
        packs.page(canvas, lines)
    canvas.save()


class Desk:
    """A corpus with the pack, and its index."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.corpus.mkdir()

    def build(self) -> None:
        builder.build(self.corpus, self.index, self.encoder, LIMITS)

    def library(self) -> Library:
        return open_library(self.corpus, self.index, self.encoder)

    def listed(self) -> dict[str, tuple[str, str]]:
        return {unread.source: (unread.code, unread.reason) for unread in self.library().status().unread}


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    made = Desk(tmp_path, encoder)
    write_pack(made.corpus / PACK)
    made.build()
    return made


def test_the_report_is_listed_with_its_pages_and_the_rest_is_searched(desk: Desk) -> None:
    code, reason = desk.listed()[HELD]
    assert (code, set(desk.listed())) == ("exempt", {HELD})
    assert "pages 3 to 4" in reason and "paragraph 3 of Schedule 12A" in reason
    assert not any(word.lower() in reason.lower() for word in CANARIES)
    opened = desk.library()
    for question, page in (("hedges birds country lanes", 2), ("ferry passengers landing stage", 5)):
        hit = opened.search(question)[0]
        assert (hit.document.doc_id, hit.passage.locator.pages) == (PACK, (page, page))
    assert opened.coverage().held_back == 1


@pytest.mark.parametrize("word", CANARIES)
def test_no_word_of_the_report_is_found_or_shown(desk: Desk, word: str) -> None:
    opened = desk.library()
    assert all(word.lower() not in hit.passage.text.lower() for hit in opened.search(word, k=50))
    assert word.lower() not in (opened.reading_text(PACK) or "").lower()
    assert opened.reading_text(HELD) is None and opened.document(HELD) is None
    assert word.encode() not in (desk.index / DATABASE_FILE_NAME).read_bytes(), "nor is it kept in the index"
    with TestClient(create_app(opened)) as client:
        for address in (f"/paper?id={PACK}", f"/view/{PACK}?page=3", f"/view/{PACK}", f"/paper?id={PACK}&view=text"):
            served = client.get(address)
            assert served.headers["content-type"].startswith("text/html"), "the file itself is not given out"
            assert word.lower() not in served.text.lower()
        for address in (f"/picture/{PACK}?page=3", f"/paper?id={quote(HELD)}", f"/picture/{quote(HELD)}?page=3"):
            assert client.get(address).status_code == 404


def test_a_release_of_the_pages_holds_through_every_build(desk: Desk) -> None:
    with pytest.raises(CorpusError, match="nothing is held back"):
        withdrawals.release(desk.corpus, desk.index, PACK, "the whole pack is not listed")
    withdrawals.release(desk.corpus, desk.index, HELD, "the exemption has lapsed")
    for _ in range(2):
        desk.build()
        opened = desk.library()
        hit = opened.search("zeppelin hangar bid")[0]
        assert (hit.document.doc_id, hit.passage.locator.pages) == (HELD, (3, 3))
        assert hit.document.title == "Sale of the zeppelin hangar"
        assert not desk.listed() and opened.file_path(PACK) is not None
        shutil.rmtree(desk.index)
    desk.build()
    withdrawals.withdraw(desk.corpus, desk.index, HELD, "released by mistake", builder.lock_index)
    assert not [hit for hit in desk.library().search("zeppelin") if hit.document.doc_id == HELD]
    assert desk.library().file_path(PACK) is None, "at once"
    desk.build()
    assert desk.listed()[HELD][0] == "withdrawn"


def test_pages_that_a_person_withdrew_stay_out_whatever_they_say(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    withdrawals.release(desk.corpus, desk.index, HELD, "the exemption has lapsed")
    withdrawals.withdraw(desk.corpus, desk.index, HELD, "it has not", builder.lock_index)
    # As if a later version did not know the marking any more.
    monkeypatch.setattr(held_pages, "judge_page", lambda *_, **__: None)
    shutil.rmtree(desk.index)
    desk.build()
    assert desk.listed()[HELD][0] == "withdrawn"
    assert "zeppelin" not in (desk.library().reading_text(PACK) or "")
    assert "ferry" in (desk.library().reading_text(PACK) or ""), "the rest of the file is shown"


def test_pages_that_the_index_does_not_know_apart_go_with_what_holds_them(desk: Desk) -> None:
    result = withdrawals.withdraw(desk.corpus, desk.index, f"{PACK}#pages=5-5", "names a person", builder.lock_index)
    assert result.removed == (PACK,)
    assert result.note is not None and "next build shows the rest" in result.note
    assert not desk.library().search("ferry passengers"), "at once"
    desk.build()
    assert desk.library().document(PACK), "the rest of the file is shown"
    assert not any("81,000" in hit.passage.text for hit in desk.library().search("ferry passengers"))


def test_a_second_build_changes_nothing_and_the_check_finds_the_index_sound(desk: Desk) -> None:
    generation = desk.library().status().generation
    desk.build()
    assert desk.library().status().generation == generation
    assert check.check(desk.corpus, desk.index).is_clean


def test_the_manifest_has_the_last_word(desk: Desk) -> None:
    (desk.corpus / "papers.csv").write_text(f"path,access\n{PACK},public\n")
    desk.build()
    assert not desk.listed()
    assert desk.library().search("zeppelin hangar bid")[0].document.doc_id == PACK


def test_a_copy_of_the_report_is_held_back_with_it(desk: Desk) -> None:
    packs.alone(desk.corpus / "hangar.pdf", [*PAGES[2][0], *PAGES[3][0]])
    desk.build()
    assert {source: code for source, (code, _) in desk.listed().items()} == {HELD: "exempt", "hangar.pdf": "exempt"}


MARKED = [
    ("private.txt", "STRICTLY PRIVATE\n\nReport of the Director\n\nThe zeppelin is sold.\n", "STRICTLY PRIVATE"),
    ("part-two.txt", "PART II\n\nReport of the Director\n\nThe zeppelin is sold.\n", "PART II"),
    ("exempt.html", "<html><body><p>EXEMPT</p><h1>Report</h1><p>The zeppelin is sold.</p></body></html>", "EXEMPT"),
    ("restricted.md", "# Restricted\n\nReport of the Director\n\nThe zeppelin is sold.\n", "Restricted"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words", "marking"), MARKED, ids=[row[2] for row in MARKED])
def test_a_bare_marking_waits_for_a_person(desk: Desk, name: str, words: str, marking: str) -> None:
    (desk.corpus / name).write_text(words)
    desk.build()
    code, reason = desk.listed()[name]
    assert code == "review" and f"“{marking}”" in reason and "zeppelin" not in reason
    assert not [hit for hit in desk.library().search("zeppelin") if hit.document.doc_id == name]
    assert desk.library().coverage().held_back == 2
    assert check.check(desk.corpus, desk.index).is_clean
    withdrawals.release(desk.corpus, desk.index, name, "looked at: an old cover sheet")
    desk.build()
    assert desk.library().search("zeppelin is sold")[0].document.doc_id == name
    assert name not in desk.listed()


def _cover(readings: object) -> object:
    hidden = (HiddenText(2, 12, "hidden under a black box", is_redaction=True), HiddenText(5, 3, "outside the page"))
    for path, reading in readings:  # type: ignore[attr-defined]
        yield path, replace(reading, hidden=hidden) if isinstance(reading, Reading) else reading


def test_a_file_with_words_under_a_redaction_is_shown_as_words_until_a_person_has_looked(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, encoder)
    read_safely = pool.read_safely
    monkeypatch.setattr(pool, "read_safely", lambda *given: _cover(read_safely(*given)))
    packs.usual(desk.corpus / "pack.pdf")
    desk.build()
    minutes = "pack.pdf#3-minutes-of-the-meeting-held-on-30-november-2023"
    code, reason = desk.listed()[minutes]
    assert code == "redaction" and reason.startswith("page 2: 12 words hidden under a black box; the publisher has")
    assert set(desk.listed()) == {minutes}, "what is outside the page is nobody's redaction"
    opened = desk.library()
    assert opened.search("street lights dimmed")[0].document.doc_id == minutes, "what shows is found"
    assert opened.coverage().unread == opened.coverage().held_back == 0
    assert opened.is_only_text(minutes) and opened.file_path(minutes) is None
    assert check.check(desk.corpus, desk.index).is_clean
    with TestClient(create_app(opened)) as client:
        for address in (f"/paper?id={quote(minutes)}", f"/view/{quote(minutes)}?page=2"):
            assert client.get(address).headers["content-type"].startswith("text/html")
        assert client.get(f"/picture/{quote(minutes)}?page=2").status_code == 404
    withdrawals.release(desk.corpus, desk.index, minutes, "looked at: the words are public")
    desk.build()
    assert not desk.listed() and desk.library().file_path(minutes) is not None


def test_what_an_exempt_paper_covers_is_said_before_it_is_released(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, encoder)
    read_safely = pool.read_safely
    monkeypatch.setattr(pool, "read_safely", lambda *given: _cover(read_safely(*given)))
    packs.alone(desk.corpus / "exempt" / "ferry.pdf", packs.FERRY)
    desk.build()
    code, reason = desk.listed()["exempt/ferry.pdf"]
    assert code == "exempt" and "12 words hidden under a black box" in reason


def test_the_store_lists_the_pages_by_their_file(desk: Desk) -> None:
    store = Store(desk.index / DATABASE_FILE_NAME)
    assert store.unread.list_files()[HELD] == PACK


def test_status_counts_and_names_what_waits_for_a_person(desk: Desk) -> None:
    (desk.corpus / "private.txt").write_text(MARKED[0][1])
    desk.build()
    status = desk.library().status()
    told = terminal.format_status(status)
    assert "unread:      0\n" in told and "held back:   2 (1 exempt, 1 to be reviewed)\n" in told
    assert "held back: private.txt: Held back to be reviewed: it carries the marking “STRICTLY PRIVATE”" in told
    missing = make_missing(desk.library().coverage(), status, with_reasons=True)
    assert missing is not None
    assert missing.counts == ("2 papers are held back: 1 exempt from publication, 1 to be reviewed",)
    assert {file.source for file in missing.files} == {HELD, "private.txt"}
