"""Papers attached to a file: documents of their own, each under the rules of what may be shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paper_search.ingest.attached_papers import join_attachments, name_papers
from paper_search.ingest.documents import documents_in_file
from paper_search.ingest.metadata.manifest import ManifestRow
from paper_search.ingest.readers.blocks import TextRun, assemble_reading, make_run
from paper_search.records import Attachment, Reading, UnreadPart

COVER = ("Ferndale Borough Council", "Cabinet, 14 March 2024", "The papers for this meeting are attached.")
DEPOT = ("Item 6. The Old Depot", "The depot at Larkford will be sold for 1,250,000 pounds.")
EXEMPT = (
    "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972",
    "The price that the buyer of the depot offers.",
)


def make_reading(*pages: tuple[str, ...]) -> Reading:
    runs = [TextRun("text", ((number, line),)) for number, page in enumerate(pages, 1) for line in page]
    return assemble_reading(runs, pages=len(pages))


def make_portfolio(cover: Reading, *papers: tuple[str, Reading]) -> Reading:
    return assemble_reading(
        [TextRun("text", ((1, block.text),)) for block in cover.blocks],
        pages=1,
        unread_parts=cover.unread_parts,
        attachments=[Attachment(name, reading) for name, reading in papers],
    )


def test_a_paper_has_its_own_id_pages_and_words_and_the_meeting_of_the_file() -> None:
    reading = make_portfolio(make_reading(COVER), ("Item 6 - depot.pdf", make_reading(DEPOT, ("4.2 The quay.",))))
    cover, paper = documents_in_file("cabinet/pack.pdf", "0" * 64, reading).documents
    assert (cover.document.doc_id, cover.document.pages) == ("cabinet/pack.pdf", 1)
    document = paper.document
    assert document.doc_id == "cabinet/pack.pdf#attachment=item-6-depot.pdf" and document.is_attachment
    assert (document.source, document.pages, document.part_pages) == ("cabinet/pack.pdf", 2, None)
    assert document.meeting.held_on == cover.document.meeting.held_on is not None
    assert "1,250,000" in paper.reading.text and "1,250,000" not in cover.reading.text


def test_positions_are_those_of_the_joined_text() -> None:
    docx = assemble_reading([make_run("text", "4.3 The heron option.")])
    reading = make_portfolio(make_reading(COVER), ("a.pdf", make_reading(DEPOT)), ("b.docx", docx))
    whole = join_attachments(reading)
    for paper in documents_in_file("pack.pdf", "0" * 64, reading).documents:
        start = paper.find_file_offset(0, reading)
        end = paper.find_file_offset(len(paper.reading.text), reading)
        assert whole.text[start:end] == paper.reading.text
    assert all(whole.text[block.start : block.end] == block.text for block in whole.blocks)


HELD = [
    ([("a.pdf", make_reading(EXEMPT))], ["public", "exempt"], "a paper that says so"),
    ([("a.pdf", make_reading(DEPOT, EXEMPT))], ["public", "exempt"], "a later page of it says so: all of it"),
    ([("a.pdf", make_reading(EXEMPT)), ("b.pdf", make_reading(DEPOT))], ["public", "exempt", "public"], "one of two"),
    ([("a.pdf", make_reading(DEPOT))], ["public", "public"], "none"),
]


@pytest.mark.parametrize(("papers", "access", "reason"), HELD, ids=[case[-1] for case in HELD])
def test_each_is_held_back_for_itself(papers: list[tuple[str, Reading]], access: list[str], reason: str) -> None:
    contents = documents_in_file("pack.pdf", "0" * 64, make_portfolio(make_reading(COVER), *papers))
    found = ["exempt" if paper.document.held_back_reason else "public" for paper in contents.documents]
    assert found == access, reason


def test_an_exempt_cover_or_manifest_line_holds_back_the_file() -> None:
    reading = make_portfolio(make_reading(EXEMPT), ("a.pdf", make_reading(DEPOT)))
    assert documents_in_file("pack.pdf", "0" * 64, reading).file_document.held_back_reason
    row = ManifestRow(access="exempt")
    reading = make_portfolio(make_reading(COVER), ("a.pdf", make_reading(DEPOT)))
    contents = documents_in_file("pack.pdf", "0" * 64, reading, row)
    assert contents.file_document.held_back_reason
    assert all(paper.document.held_back_reason for paper in contents.documents)


def test_a_cover_without_words_is_no_paper_and_what_was_not_read_is_still_said() -> None:
    cover = assemble_reading([], pages=1, unread_parts=[UnreadPart(None, "attachment 2 is not read")])
    reading = make_portfolio(cover, ("a.pdf", make_reading(DEPOT)))
    (paper,) = documents_in_file("pack.pdf", "0" * 64, reading).documents
    assert paper.document.is_attachment
    assert paper.reading.unread_parts == (UnreadPart(None, "attachment 2 is not read"),)


OWN = ("Larkford Town Council", "Planning Committee, 9 April 2024", "Trees", "1. The elm is felled.")
OLD_MINUTES = ("Minutes of the meeting of the Cabinet held on 6 February 2024", "1. Apologies were received.")
LINE = ManifestRow(authority="Vale District Council", committee="Council", meeting_date=date(2024, 5, 2))
MEETINGS: list[tuple[tuple[str, ...], str, ManifestRow | None, tuple[str, str | None, str | None], str]] = [
    (DEPOT, "pack.pdf", None, ("Ferndale Borough Council", "Cabinet", "2024-03-14"), "it states nothing"),
    (OWN, "pack.pdf", None, ("Larkford Town Council", "Planning Committee", "2024-04-09"), "its own words win"),
    (OWN[:1], "pack.pdf", None, ("Larkford Town Council", "Cabinet", "2024-03-14"), "each field for itself"),
    (OLD_MINUTES, "pack.pdf", None, ("Ferndale Borough Council", "Cabinet", "2024-02-06"), "minutes of one before"),
    (
        ("MINUTES", "1. Apologies were received."),
        "pack.pdf",
        None,
        ("Ferndale Borough Council", None, None),
        "minutes without a day are not of the meeting that they are sent to",
    ),
    (DEPOT, "vale/full/2024-06-01/a.pdf", None, ("Ferndale Borough Council", "Cabinet", "2024-03-14"), "a folder"),
    (DEPOT, "pack.pdf", LINE, ("Vale District Council", "Council", "2024-05-02"), "a manifest's line on the file"),
    (OWN, "pack.pdf", LINE, ("Larkford Town Council", "Planning Committee", "2024-04-09"), "its words, not the line"),
]


@pytest.mark.parametrize(("words", "source", "row", "meeting", "reason"), MEETINGS, ids=[case[-1] for case in MEETINGS])
def test_what_only_the_file_states_of_the_meeting_counts(
    words: tuple[str, ...],
    source: str,
    row: ManifestRow | None,
    meeting: tuple[str, str | None, str | None],
    reason: str,
) -> None:
    reading = make_portfolio(make_reading(COVER), ("a.pdf", make_reading(words)))
    paper = documents_in_file(source, "0" * 64, reading, row).documents[1].document
    held_on = paper.meeting.held_on
    assert (paper.meeting.authority, paper.meeting.committee, held_on and held_on.isoformat()) == meeting, reason


def test_what_is_attached_to_an_attachment_is_of_its_meeting() -> None:
    papers = ("inner.pdf", make_reading(OWN)), ("inner.pdf/a.pdf", make_reading(DEPOT)), ("b.pdf", make_reading(DEPOT))
    contents = documents_in_file("pack.pdf", "0" * 64, make_portfolio(make_reading(COVER), *papers))
    committees = [paper.document.meeting.committee for paper in contents.documents]
    assert committees == ["Cabinet", "Planning Committee", "Planning Committee", "Cabinet"]


BARE = ("1. The quay stays open until the spring, and the crane is sold to the one who asks for it first of all.",)
TITLES = [
    (DEPOT, "paper-one.pdf", "Item 6. The Old Depot", "its own"),
    (BARE, "Old Quay.pdf", "Old Quay", "its file's name"),
    (BARE, "Item 7 - Old Quay.pdf", "Old Quay", "without the number of its item"),
    (BARE, "item-7-old-quay.pdf", "Old quay", "a name as in addresses"),
    (BARE, "item-no-7-old-quay-2024-25.pdf", "Old quay 2024-25", "the years stay together"),
    (BARE, "inner.pdf/Old Quay.pdf", "Old Quay", "an attachment of an attachment"),
    (BARE, "scan0001.pdf", None, "a name that says nothing"),
    (BARE, "a-b-1.pdf", None, "letters that say nothing"),
]


@pytest.mark.parametrize(("words", "name", "title", "reason"), TITLES, ids=[case[-1] for case in TITLES])
def test_titles(words: tuple[str, ...], name: str, title: str | None, reason: str) -> None:
    reading = make_portfolio(make_reading(COVER), (name, make_reading(words)))
    attached = documents_in_file("pack.pdf", "0" * 64, reading).documents[1].document
    file = documents_in_file(name.rpartition("/")[2], "0" * 64, make_reading(words)).file_document
    assert attached.title == file.title == title, reason
    assert attached.agenda_item == file.agenda_item == ("7" if "7" in name else None), reason


NAMES = [
    (["a.pdf", "a.pdf"], ["a.pdf", "a.pdf~2"], "two of one name"),
    (["Item 6/1 – Depot.PDF"], ["item-6-1-depot.pdf"], "characters that no address keeps"),
    (["…"], ["paper"], "a name without letters"),
    (["pages=1-9.pdf"], ["pages-1-9.pdf"], "a name that looks like that of held-back pages"),
]


@pytest.mark.parametrize(("given", "names", "reason"), NAMES, ids=[case[-1] for case in NAMES])
def test_names_within_the_file(given: list[str], names: list[str], reason: str) -> None:
    reading = make_portfolio(make_reading(COVER), *((name, make_reading(DEPOT)) for name in given))
    assert [paper.name for paper in name_papers(reading)] == [f"attachment={name}" for name in names], reason


def test_the_name_of_a_folder_of_the_corpus_does_not_change(tmp_path: Path) -> None:
    """An attachment cannot name its way into another folder, such as one that is exempt or public by its name."""
    reading = make_portfolio(make_reading(COVER), ("inner.pdf/exempt/a.pdf", make_reading(DEPOT)))
    cover, paper = documents_in_file("cabinet/pack.pdf", "0" * 64, reading).documents
    assert paper.document.held_back_reason == cover.document.held_back_reason
