"""The counting of the comparison with other PDF readers, on pages and files made here. Nothing here is timed."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.records import Block, DroppedText, HiddenText, Reading, UnreadPart
from tests.bench import peer_workers, peers
from tests.bench.__main__ import describe_command
from tests.bench.peer_workers import FileReading, PeerProcess, list_pages, list_readers
from tests.bench.word_counts import PageText, WordCount, count_file, count_page, find_lost, list_words


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("The Ferry", ["the", "ferry"], "small letters"),
        ("the \ufb01nal of\ufb01ce", ["the", "final", "office"], "ligatures are letters"),
        ("2019\u2074 10\u2076", ["20194", "106"], "superscripts are plain digits, as the others print them"),
        ("the har-\nbour", ["the", "harbour"], "a hyphen at the end of a line"),
        ("the har\u00ad\nbour", ["the", "harbour"], "a soft one"),
        ("long-term", ["longterm"], "a hyphen inside a word, as at the end of a line"),
        ("Monday - Friday", ["monday", "friday"], "a dash between words joins nothing"),
        ("£1,000.50 (net)", ["100050", "net"], "a sum is one word"),
        ("Ward | 12 | \u2022", ["ward", "12"], "bars and bullets are no words"),
        ("don\u2019t \u200bstop", ["dont", "stop"], "signs of no width"),
        ("", [], "nothing"),
    ],
)
def test_words_are_compared_in_one_form(text: str, words: list[str], why: str) -> None:
    assert list_words(text) == words, why


@pytest.mark.parametrize(
    ("ours", "theirs", "expected", "why"),
    [
        (PageText("the bridge"), "the bridge", WordCount(found=2, ours=2), "all there"),
        (PageText("bridge the"), "the bridge", WordCount(found=2, ours=2), "the order is not counted here"),
        (PageText("the"), "the bridge", WordCount(found=1, lost=1, ours=1), "a word is lost in silence"),
        (PageText("the bridge"), "the the bridge", WordCount(found=2, lost=1, ours=2), "once, where twice is printed"),
        (PageText("the bridge", "Page 4"), "the bridge page 4", WordCount(2, 2, 0, 0, 2), "a foot that is listed"),
        (PageText("the bridge", "Page4"), "the bridge p a g e 4", WordCount(2, 5, 0, 0, 2), "a foot set with spaces"),
        (PageText("the bridge", hidden=1), "the bridge sum", WordCount(2, 1, 0, 0, 2), "a hidden word that is listed"),
        (PageText("the bridge", hidden=1), "the bridge a sum", WordCount(2, 1, 0, 1, 2), "more lost than listed"),
        (PageText("", is_unread=True), "zz qq", WordCount(listed=2), "a page listed as unread"),
        (PageText("1 50,278"), "150,278", WordCount(respaced=1, ours=2), "the other reader joins two words"),
        (PageText("thecouncil met"), "the council met", WordCount(1, 0, 2, 0, 2), "ours joins two words"),
        (PageText("a met on"), "a no met", WordCount(2, 0, 0, 1, 3), "the same letters in another order are lost"),
        (PageText("the bridge over"), "the bridge", WordCount(found=2, ours=3), "more than they have is no loss"),
    ],
)
def test_a_word_is_found_or_listed_or_lost(ours: PageText, theirs: str, expected: WordCount, why: str) -> None:
    assert count_page(ours, PageText(theirs)) == expected, why


def test_what_is_lost_is_named_in_the_order_of_the_page() -> None:
    lost = find_lost(PageText("the bridge", "Page 4"), PageText("over the old bridge page 4 hangs"))
    assert lost == ["over", "old", "hangs"]


def test_pages_that_only_the_other_reader_has_are_lost() -> None:
    count = count_file([PageText("a b"), PageText("c d e")], [PageText("a b")])
    assert count == WordCount(found=2, lost=3, ours=2)
    assert count.share_found == 0.4


def test_a_file_without_words_loses_none() -> None:
    assert WordCount().share_found == WordCount().share_alike == 1.0


def test_a_reading_is_cut_into_pages_with_what_it_lists() -> None:
    reading = Reading(
        "one\ntwo",
        (Block("text", "one", 0, 3, 1), Block("text", "two", 4, 7, 2)),
        (0, 4),
        (None, None),
        dropped=(DroppedText(2, "Page 2", "page number"),),
        hidden=(HiddenText(1, 3, "invisible"), HiddenText(1, 1, "outside the page")),
        unread_parts=(UnreadPart(2, "a picture without words"),),
    )
    assert list_pages(reading) == [PageText("one\n", hidden=4), PageText("two", "Page 2", is_unread=True)]


def _make_pdf(path: Path, *lines: str) -> Path:
    canvas = Canvas(str(path), invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    return path


def test_each_content_is_read_once_and_other_files_are_not(tmp_path: Path) -> None:
    first = _make_pdf(tmp_path / "a.pdf", "The bridge at Larkford")
    (tmp_path / "b.PDF").write_bytes(first.read_bytes())
    (tmp_path / "c.txt").write_text("The bridge", encoding="utf-8")
    assert peers.find_pdfs([tmp_path, tmp_path]) == [first]


def test_a_file_is_read_by_all_and_a_broken_one_has_a_reason(tmp_path: Path) -> None:
    good = _make_pdf(tmp_path / "good.pdf", "The bridge at Larkford stays closed.")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF")
    names = [peer_workers.OURS, peer_workers.PDFIUM]
    assert set(names) <= set(list_readers())
    files = list(peers.read_files([good, broken], names))
    for name in names:
        read, unread = (file.readings[name] for file in files)
        assert list_words(read.pages[0].text) == ["the", "bridge", "at", "larkford", "stays", "closed"]
        assert read.seconds >= 0
        assert read.memory > 2**20
        assert unread.error
        assert not unread.pages
    figures = {figure.name: figure for figure in peers.make_figures(files, names, names[0])}
    assert figures["share of pdftotext's visible words"].note == "not installed"
    assert figures["share of PDFium's plain text's visible words"].value == 1.0
    assert sum(name.startswith("not read: ") for name in figures) == 1


def test_a_process_that_a_file_ends_is_begun_again(tmp_path: Path) -> None:
    process = PeerProcess("no such reader: bottom")
    assert process.read(tmp_path / "none.pdf").error
    process.close()


def test_losses_are_described_with_their_page() -> None:
    file = peers.PeerFile(
        Path("a.pdf"),
        {"ours": FileReading((PageText("the bridge"),)), "theirs": FileReading((PageText("the old bridge"),))},
    )
    assert "p. 1, 1: old" in peers.describe_losses(file, "ours", "theirs")
    assert peers.describe_losses(file, "theirs", "ours") == ""


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["peers", "--pdfs", "/somewhere", "--write"], "peers --pdfs FOLDER"),
        (["peers", "--pdfs=/somewhere", "--pdfs", "b"], "peers --pdfs FOLDER --pdfs FOLDER"),
    ],
)
def test_the_command_is_shown_without_the_folders(arguments: list[str], shown: str) -> None:
    assert describe_command(arguments) == f"python -m tests.bench {shown}"
