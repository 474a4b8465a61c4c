"""The sample corpus: it is made with the same bytes every time, and it holds the troubles it promises."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from paper_search.records import DOCUMENT_KINDS
from paper_search.text.spans import split_sentences
from tests import conftest
from tests.sample_corpus import __main__
from tests.sample_corpus.make import make_corpus
from tests.sample_corpus.markup import Part, parse, part
from tests.sample_corpus.questions import QUESTIONS, Target

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "tests" / "sample_corpus" / "gold"

Card = dict[str, Any]


def files_under(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def jsonl(path: Path) -> list[Card]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def paper(fragment: str) -> Path:
    (found,) = (path for path in CORPUS.rglob("*") if path.is_file() and fragment in path.as_posix())
    return found


def plain(path: Path) -> str:
    """All words of a readable paper, with single spaces."""
    if path.suffix == ".pdf":
        text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".docx":
        text = " ".join(paragraph.text for paragraph in WordFile(str(path)).paragraphs)
    else:
        text = re.sub(r"<[^>]+>", " ", path.read_text("utf-8"))
    return " ".join(text.split())


CARDS = jsonl(GOLD / "metadata.jsonl")
READABLE = [card for card in CARDS if not card["unread"]]


def test_making_it_again_gives_the_committed_bytes(tmp_path: Path) -> None:
    assert __main__.main([str(tmp_path / "made"), str(tmp_path / "gold")]) == 0
    assert files_under(tmp_path / "made") == files_under(CORPUS)
    assert files_under(tmp_path / "gold") == files_under(GOLD)


def test_making_it_twice_over_the_same_folder_changes_nothing(tmp_path: Path) -> None:
    make_corpus(tmp_path / "made")
    first = files_under(tmp_path / "made")
    (tmp_path / "made" / "stray.pdf").write_bytes(b"left behind")
    make_corpus(tmp_path / "made")
    assert files_under(tmp_path / "made") == first


def test_a_folder_of_other_papers_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "papers.csv").write_text("path\n")
    with pytest.raises(FileExistsError, match="other files"):
        make_corpus(tmp_path)
    assert (tmp_path / "papers.csv").exists()


def test_every_paper_has_its_catalogue_card() -> None:
    papers = set(files_under(CORPUS)) - {"README.md", "papers.csv"}
    assert [card["file"] for card in CARDS] == sorted(papers)
    assert len(papers) >= 24
    assert len({card["authority"] for card in CARDS} - {None}) == 4
    assert sum(len(content) for content in files_under(CORPUS).values()) < 3_000_000


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card["file"][-40:])
def test_a_card_is_true_of_its_file(card: Card) -> None:
    content = (CORPUS / card["file"]).read_bytes()
    assert card["sha256"] == sha256(content).hexdigest()
    assert card["kind"] in {*DOCUMENT_KINDS, None}
    for name in ("authority", "committee", "meeting_date", "title"):
        stated = card["stated_in"].get(name)
        assert (card[name] is None) == (stated == "nowhere"), f"{name} is {card[name]!r} and stated in {stated}"


@pytest.mark.parametrize("card", READABLE, ids=lambda card: card["file"][-40:])
def test_what_a_card_says_is_stated_in_the_text_is_printed_there(card: Card) -> None:
    text = plain(CORPUS / card["file"]).casefold()
    for name in ("authority", "committee", "decision_number"):
        if card["stated_in"].get(name) == "text":
            assert card[name].casefold() in text


@pytest.mark.exhaustive
def test_the_catalogue_gives_each_label_on_the_page_that_prints_it() -> None:
    missing = [
        (row["file"], entry["label"])
        for row in jsonl(GOLD / "structure.jsonl")
        for entry in row["entries"]
        if not on_page(row["file"], entry["page"], entry["label"])
    ]
    assert not missing
    assert sum(len(row["entries"]) for row in jsonl(GOLD / "structure.jsonl")) > 400


def on_page(file: str, page: int, label: str) -> bool:
    lines = PdfReader(CORPUS / file).pages[page - 1].extract_text().splitlines()
    return any(line.startswith(label + " ") for line in lines)


def is_locked(path: Path) -> bool:
    with pytest.raises(FileNotDecryptedError):
        len(PdfReader(path).pages)
    return True


def shows_a_picture_only(path: Path) -> bool:
    (page,) = PdfReader(path).pages
    return not page.extract_text().strip() and len(page.images) == 1


def stamped_from(number: int) -> Callable[[Path], bool]:
    return lambda path: f"Page {number}" in PdfReader(path).pages[0].extract_text()


def has_outline(entries: int) -> Callable[[Path], bool]:
    return lambda path: len(PdfReader(path).outline) == entries


def says(words: str) -> Callable[[Path], bool]:
    return lambda path: words in plain(path)


def cut_between_pages(path: Path) -> bool:
    ends = [page.extract_text().rstrip() for page in PdfReader(path).pages[:-1]]
    return any(re.search(r"[a-z,]$", end) for end in ends)


def labels_in(path: Path) -> list[str]:
    (row,) = (row for row in jsonl(GOLD / "structure.jsonl") if row["file"] == path.relative_to(CORPUS).as_posix())
    return [entry["label"] for entry in row["entries"]]


def numbers(start: str, *, skip: str = "", again: str = "") -> Callable[[Path], bool]:
    """Printed numbers: the first, one that is left out, one that comes twice or more."""

    def check(path: Path) -> bool:
        labels = labels_in(path)
        return labels[0] == start and (not skip or skip not in labels) and (not again or labels.count(again) > 1)

    return check


TROUBLES: list[tuple[str, Callable[[Path], bool], str]] = [
    ("Capital Programme Quarter 3.pdf", is_locked, "a password nobody here knows: unread"),
    ("Letter from the external auditor.pdf", shows_a_picture_only, "scanned without text: unread"),
    ("Item 6 - Supplementary", stamped_from(41), "a supplement's printed pages go on from the pack's"),
    ("Item 6 - Supplementary", says("This report replaces the report"), "a supplement may replace a report"),
    ("Item 6 - Supplementary", says("is now £16.9m"), "and change a figure"),
    ("Budget 2024-25 - Report.pdf", says("the budget gap is £18.4m"), "which the replaced report still prints"),
    ("Public reports pack", has_outline(4), "a pack has an outline entry for each item"),
    ("Public reports pack", says("Agenda Item 6"), "stamps stand on its pages"),
    ("Public reports pack", says("This page is intentionally left blank"), "and blank pages between"),
    ("24-00117 - Record of Decision", says("Schedule 12A"), "a public form may mention the Schedule"),
    ("Notice of cancelled meeting", says("has been CANCELLED"), "a meeting that was not held"),
    ("Minutes of Previous Meeting", says("by six votes to two"), "draft minutes get corrected"),
    ("Printed minutes 25th-Jan", says("by seven votes to two"), "so confirmed ones differ"),
    ("Printed minutes 25th-Jan", numbers("112."), "minutes run on from meeting to meeting"),
    ("Printed minutes 14th-Nov", numbers("27.", again="1)"), "points restart under every minute"),
    ("Item 5 - Ofsted", numbers("a)", skip="4.4", again="a)"), "numbers skip and lists restart"),
    ("Budget 2024-25 - Report.pdf", numbers("a)", again="3.3"), "a number may be printed twice"),
    ("Road Resurfacing", numbers("A.", again="1."), "numbers restart in each section"),
    ("Update.pdf", numbers("1.", again="a)"), "paragraphs run on across headings"),
    ("Update.pdf", cut_between_pages, "a page break cuts a sentence"),
    ("cofnodion", says("Dywedodd yr Arweinydd fod dŵr wyneb"), "a paper may be in two languages"),
    ("cofnodion", says("Accept"), "a web page has more on it than the paper"),
]


@pytest.mark.parametrize(("fragment", "holds", "reason"), TROUBLES, ids=[row[2] for row in TROUBLES])
def test_it_holds_the_troubles_of_real_papers(fragment: str, holds: Callable[[Path], bool], reason: str) -> None:
    assert holds(paper(fragment)), reason


def test_three_councils_report_what_ofsted_said_about_management_oversight() -> None:
    said: dict[str, set[str]] = {}
    for card in READABLE:
        text = plain(CORPUS / card["file"])
        for start, end in split_sentences(text):
            if {"Ofsted", "management oversight"} <= set(re.findall("Ofsted|management oversight", text[start:end])):
                said.setdefault(card["authority"], set()).add(text[start:end])
    assert len(said) >= 3
    assert len(set().union(*said.values())) >= 10, "they should not all say the same"


def test_the_words_of_the_exempt_paper_stand_nowhere_else() -> None:
    (exempt,) = (card["file"] for card in CARDS if card["access"] == "exempt")
    assert "cormorant option" in plain(CORPUS / exempt)
    holding = [card["file"] for card in READABLE if "cormorant" in plain(CORPUS / card["file"])]
    assert not holding


def test_one_paper_is_there_twice_under_two_names() -> None:
    first, second = (card for card in CARDS if card["sha256"] in COPIED)
    assert second["identical_to"] == first["file"] or first["identical_to"] == second["file"]
    assert second["file"].rsplit("/", 1)[-1] != first["file"].rsplit("/", 1)[-1]


COPIED = {card["sha256"] for card in CARDS if card["identical_to"]}


def test_a_replaced_report_names_the_paper_that_replaces_it() -> None:
    (replaced,) = (card for card in CARDS if card["replaced_by"])
    assert replaced["replaced_by"] in {card["file"] for card in CARDS}
    assert replaced["status"] == "replaced"


def test_the_word_files_have_real_headings_and_numbers_only_the_word_processor_prints() -> None:
    word = WordFile(str(paper("Improvement Board Progress.docx")))
    styles = {paragraph.style.name for paragraph in word.paragraphs if paragraph.style}
    assert {"Heading 1", "Heading 2", "Title"} <= styles
    asked = next(paragraph for paragraph in word.paragraphs if paragraph.text.startswith("the hospital trust"))
    assert asked._p.pPr is not None and asked._p.pPr.numPr is not None
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["Children not visited in time", "67", "19", "0"]


LINES = [
    ("§ 4.2 The gap is wide", Part("numbered", "The gap is wide", "4.2"), "the number is the first word"),
    ("§§ a) note it", Part("item", "note it", "a)"), "two marks are an item, not a paragraph"),
    ("# 112. Apologies", Part("heading", "Apologies", "112."), "a heading's number is taken off its front"),
    ("# 2023 in review", Part("heading", "in review", "2023"), "any number counts, as it would for a reader"),
    ("# Summary", Part("heading", "Summary"), "most headings have none"),
    ("** inner", Part("subbullet", "inner"), "the longer mark wins"),
    ("| a | b |", Part("row", "a | b |"), "a table row keeps its bars until it is set"),
    ("No mark at all", Part("plain", "No mark at all"), "a plain paragraph"),
]


@pytest.mark.parametrize(("line", "expected", "reason"), LINES, ids=[row[2] for row in LINES])
def test_a_line_of_markup_is_one_part(line: str, expected: Part, reason: str) -> None:
    assert part(line) == expected, reason


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("path x\n%%\nbody", "no colon"), ("title: x\n%%\nbody", "a path"), ("path: x.pdf\nbody: y", "per cent")],
)
def test_a_paper_with_a_broken_head_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse(text)


TARGETS = [target for question in QUESTIONS for target in question.targets]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.words[:40])
def test_the_words_that_answer_a_question_stand_in_the_paper_named(target: Target) -> None:
    assert target.words in plain(CORPUS / target.file)


def test_some_questions_have_no_answer_and_their_words_stand_nowhere() -> None:
    assert sum(not question.targets for question in QUESTIONS) == 4
    everything = " ".join(plain(CORPUS / card["file"]) for card in READABLE).casefold()
    assert not [word for word in ("mermaid", "electric bus", "scooter", "cormorant") if word in everything]


def test_papers_of_ones_own_are_told_from_the_sample_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert conftest.list_other_files() == []
    (tmp_path / "larkford").mkdir()
    (tmp_path / "larkford" / "precept.txt").write_text("Precept")
    (tmp_path / "papers.csv").write_text("path\n")
    monkeypatch.setattr(conftest, "CORPUS", tmp_path)
    assert conftest.list_other_files() == ["larkford/precept.txt"]
