"""The papers of a file with their metadata: what a pack states of them and what they state themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paper_search.ingest import documents
from paper_search.ingest.documents import DocumentInFile, FileContents
from paper_search.ingest.metadata.manifest import ManifestRow
from paper_search.ingest.readers import registry
from tests import packs
from tests.packs import Inside

SOURCE = "x-county-council/cabinet/2024-01-25/pack.pdf"


def read_contents(path: Path, row: ManifestRow | None = None) -> FileContents:
    return documents.documents_in_file(SOURCE, "00", registry.read(path), row)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> FileContents:
    return read_contents(packs.usual(tmp_path_factory.mktemp("packs") / "pack.pdf"))


def find_document(contents: FileContents, start: str) -> DocumentInFile:
    (found,) = (paper for paper in contents.documents if paper.document.doc_id.startswith(f"{SOURCE}#{start}"))
    return found


PAPERS = [
    ("agenda", "agenda frontsheet", None, date(2024, 1, 25), (1, 1), "the front sheet"),
    ("3-minutes", "minutes", None, date(2023, 11, 30), (2, 2), "minutes are of their own meeting, not of the pack's"),
    ("6-hedge", "report", "6", date(2024, 1, 25), (3, 3), "a report has the item of its entry"),
    ("7-the-future", "report", "7", date(2024, 1, 25), (4, 4), "another"),
    ("7-appendix", "appendix", "7", date(2024, 1, 25), (5, 5), "an appendix hangs from its item"),
]


@pytest.mark.parametrize(("start", "kind", "item", "held_on", "pages", "reason"), PAPERS)
def test_each_paper_has_its_own_metadata(
    usual: FileContents, start: str, kind: str, item: str | None, held_on: date, pages: tuple[int, int], reason: str
) -> None:
    document = find_document(usual, start).document
    assert (document.kind, document.agenda_item, document.part_pages) == (kind, item, pages), reason
    assert (document.meeting.committee, document.meeting.held_on) == ("Cabinet", held_on), reason
    assert (document.source, document.pages) == (SOURCE, 5), "the file is the pack's"


def test_titles_are_the_papers_own_before_the_outlines(usual: FileContents) -> None:
    assert find_document(usual, "6-hedge").document.title == "Hedge cutting on country lanes"
    assert "Passengers by year" in (find_document(usual, "7-appendix").document.title or "")


def test_the_texts_of_the_papers_are_slices_of_the_files(tmp_path: Path) -> None:
    reading = registry.read(packs.usual(tmp_path / "pack.pdf"))
    for paper in documents.documents_in_file(SOURCE, "00", reading).documents:
        end = paper.offset + len(paper.reading.text)
        assert reading.text[paper.offset : end] == paper.reading.text


def test_a_file_that_is_one_paper_is_known_by_its_path(tmp_path: Path) -> None:
    (paper,) = read_contents(packs.alone(tmp_path / "report.pdf", packs.HEDGES)).documents
    assert (paper.document.doc_id, paper.document.part_pages) == (SOURCE, None)


def test_the_manifest_of_a_pack_speaks_of_the_meeting_not_of_its_papers(tmp_path: Path) -> None:
    row = ManifestRow(authority="Y Council", title="The whole pack", kind="supplement/public pack", agenda_item="9")
    contents = read_contents(packs.usual(tmp_path / "pack.pdf"), row)
    hedges = find_document(contents, "6-hedge").document
    assert (contents.file_document.title, contents.file_document.meeting.authority) == ("The whole pack", "Y Council")
    assert (hedges.title, hedges.agenda_item) == ("Hedge cutting on country lanes", "6")
    assert hedges.meeting.authority == "Y Council"


LETTER = (
    "CABINET - THURSDAY, 25 JANUARY 2024",
    "Dear Member",
    "I am now able to enclose, for consideration at the meeting, the following report.",
    "The report originally published with the agenda has been updated and replaces the version",
    "in the original pack.",
)


def test_the_letter_of_a_supplement_says_what_its_one_item_replaces(tmp_path: Path) -> None:
    with_letter = [Inside("Agenda", LETTER), Inside("6 Hedge cutting on country lanes", packs.HEDGES, "Agenda Item 6")]
    letter, hedges = read_contents(packs.pack(tmp_path / "one.pdf", with_letter)).documents
    assert (letter.supersedes, hedges.supersedes is not None) == (None, True)
    both = [*with_letter, Inside("7 The future of the river ferry", packs.FERRY, "Agenda Item 7")]
    assert not any(paper.supersedes for paper in read_contents(packs.pack(tmp_path / "two.pdf", both)).documents), (
        "it may mean either"
    )
