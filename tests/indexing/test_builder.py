"""Builds over real files: what is indexed, what is listed as unread, and that a second build equals a first."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from paper_search.api import open_library
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import CorpusError, LockedIndexError
from paper_search.indexing import builder, preview
from paper_search.library import Library
from paper_search.records import BuildReport
from paper_search.records.index import Progress
from paper_search.storage.store import DATABASE_FILE_NAME, Store

ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring.\n\n2. The bridge stays closed.\n"
BUDGET = "BUDGET\n\n1. The budget gap for next year is £4.2 million.\n"


class Desk:
    """A corpus and an index in a folder of their own."""

    def __init__(self, folder: Path, encoder: SentenceTransformerEncoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.corpus.mkdir()

    def write(self, source: str, text: str | bytes) -> None:
        path = self.corpus / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def build(self) -> BuildReport:
        return builder.build(self.corpus, self.index, self.encoder)

    def open(self) -> Library:
        return open_library(self.corpus, self.index, self.encoder)

    def sources(self, question: str) -> list[str]:
        return [hit.document.source for hit in self.open().search(question)]

    def ranking(self, *questions: str) -> list[tuple[str, float]]:
        opened = self.open()
        return [(hit.passage.passage_id, hit.score) for question in questions for hit in opened.search(question)]

    def content(self) -> list[tuple[object, ...]]:
        """Everything the index says, for comparing two of them."""
        store = Store(self.index / DATABASE_FILE_NAME)
        return [
            (
                document,
                store.documents.find_reading_text(document.doc_id),
                store.documents.list_passages(document.doc_id),
            )
            for document in store.documents.list_documents()
        ]


@pytest.fixture
def desk(tmp_path: Path, encoder: SentenceTransformerEncoder) -> Desk:
    made = Desk(tmp_path, encoder)
    made.write("roads.txt", ROADS)
    made.write("budget.txt", BUDGET)
    return made


def test_a_second_build_changes_nothing(desk: Desk) -> None:
    first, second = desk.build(), desk.build()
    assert (first.added, first.unchanged) == (("budget.txt", "roads.txt"), 0)
    assert (second.added, second.changed, second.removed, second.unchanged) == ((), (), (), 2)
    assert (second.embedded, second.generation) == (0, first.generation)


def test_added_changed_and_removed_papers(desk: Desk) -> None:
    desk.build()
    desk.write("library.txt", "The library will open on Sundays.\n")
    desk.write("roads.txt", ROADS.replace("spring", "autumn"))
    (desk.corpus / "budget.txt").unlink()
    report = desk.build()
    assert (report.added, report.changed, report.removed) == (("library.txt",), ("roads.txt",), ("budget.txt",))
    assert "budget.txt" not in desk.sources("budget gap")
    assert "autumn" in desk.open().search("potholes repaired")[0].passage.text


def test_an_incremental_build_equals_one_from_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.build()
    desk.write("a/library.txt", "The library will open on Sundays.\n")
    desk.write("roads.txt", ROADS.replace("spring", "autumn"))
    desk.build()
    step_by_step = desk.content()
    before = desk.ranking("potholes", "library", "budget gap")
    shutil.rmtree(desk.index)
    desk.build()
    assert desk.content() == step_by_step
    after = desk.ranking("potholes", "library", "budget gap")
    assert [name for name, _ in after] == [name for name, _ in before]
    # The last bits of a vector depend on what else was in its batch.
    assert [score for _, score in after] == pytest.approx([score for _, score in before], abs=1e-5)


def test_a_moved_paper_is_not_embedded_again(desk: Desk) -> None:
    desk.build()
    (desk.corpus / "moved").mkdir()
    (desk.corpus / "roads.txt").rename(desk.corpus / "moved" / "roads.txt")
    report = desk.build()
    assert (report.added, report.removed) == (("moved/roads.txt",), ("roads.txt",))


def test_the_same_file_at_two_places_is_one_paper(desk: Desk) -> None:
    desk.write("copies/roads%20copy.txt", ROADS)
    desk.build()
    held = desk.open().documents()
    assert [(paper.source, paper.also_at) for paper in held] == [
        ("budget.txt", ()),
        ("copies/roads%20copy.txt", ("roads.txt",)),
    ]


def test_an_open_library_sees_the_next_build(desk: Desk) -> None:
    desk.build()
    opened = desk.open()
    opened.search("library")
    desk.write("library.txt", "The library will open on Sundays.\n")
    desk.build()
    assert opened.search("library opening on Sundays")[0].document.source == "library.txt"


UNREAD = [
    ("empty.txt", b"", "empty", "nothing in it"),
    ("empty.pdf", b"", "empty", "nothing in a PDF"),
    ("page.pdf", b"<!DOCTYPE html><html><body>Sign in</body></html>", "mismatch", "a web page saved as a PDF"),
    ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "truncated", "half a download"),
    ("sheet.numbers", b"PK\x03\x04", "unsupported", "a kind that is not read"),
]


@pytest.mark.parametrize(("source", "content", "code", "reason"), UNREAD)
def test_a_bad_file_is_listed_and_stops_nothing(
    desk: Desk, source: str, content: bytes, code: str, reason: str
) -> None:
    desk.write(source, content)
    report = desk.build()
    assert [(each.source, each.code) for each in report.unread] == [(source, code)], reason
    assert report.unread[0].reason
    assert report.unread[0].next_step
    assert desk.sources("potholes")[0] == "roads.txt", "the rest is indexed"


def test_an_unread_file_that_is_mended_is_read(desk: Desk) -> None:
    desk.write("library.txt", b"")
    assert len(desk.build().unread) == 1
    desk.write("library.txt", "The library will open on Sundays.\n")
    assert desk.build().unread == ()


def test_an_unread_file_that_is_gone_is_off_the_list(desk: Desk) -> None:
    desk.write("library.txt", b"")
    desk.build()
    (desk.corpus / "library.txt").unlink()
    assert desk.build().unread == ()


def test_a_link_out_of_the_corpus_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("The secret is mermaids.")
    (desk.corpus / "link.txt").symlink_to(tmp_path / "secret.txt")
    report = desk.build()
    assert [(each.source, each.code) for each in report.unread] == [("link.txt", "outside")]
    assert "link.txt" not in desk.sources("mermaids")


def test_what_the_manifest_marks_exempt_is_held_back_at_once(desk: Desk) -> None:
    desk.build()
    desk.write("papers.csv", "path,access\nbudget.txt,exempt\n")
    report = desk.build()
    assert [(each.source, each.code) for each in report.unread] == [("budget.txt", "exempt")]
    assert "budget.txt" not in desk.sources("budget gap")
    assert desk.open().file_path("budget.txt") is None


def test_a_copy_of_an_exempt_paper_is_held_back_too(desk: Desk) -> None:
    desk.write("copies/another.txt", BUDGET)
    desk.write("papers.csv", "path,access\nbudget.txt,exempt\n")
    desk.build()
    assert [paper.source for paper in desk.open().documents()] == ["roads.txt"]


def test_readme_manifest_and_hidden_files_are_no_papers(desk: Desk) -> None:
    desk.write("README.md", "About mermaids.")
    desk.write(".hidden/notes.txt", "About mermaids.")
    desk.write("papers.csv", "path,title\nroads.txt,Road repairs of the year\n")
    report = desk.build()
    assert report.unread == ()
    assert {paper.source: paper.title for paper in desk.open().documents()}["roads.txt"] == "Road repairs of the year"


def test_one_council_has_one_name_whatever_the_order_of_arrival(desk: Desk) -> None:
    desk.write("xshire/cabinet/2025-03-01/note.txt", "The library will open on Sundays.\n")
    desk.build()
    assert [facet.value for facet in desk.open().facets().authorities] == ["Xshire"], "all that the folder says"
    desk.write("xshire/cabinet/2025-03-01/report.txt", "XSHIRE COUNTY COUNCIL\n\nThe Xshire County Council budget.\n")
    desk.build()
    assert [facet.value for facet in desk.open().facets().authorities] == ["Xshire County Council"]
    (desk.corpus / "xshire/cabinet/2025-03-01/report.txt").unlink()
    desk.build()
    assert [facet.value for facet in desk.open().facets().authorities] == ["Xshire"], "as a build from nothing says"


def test_a_corpus_that_is_not_there_is_named(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere"):
        builder.build(tmp_path / "nowhere", desk.index, desk.encoder)


def test_two_builds_at_once_the_second_is_told_who_holds_the_lock(desk: Desk) -> None:
    desk.index.mkdir()
    with (desk.index / "LOCK").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write(f"process {os.getpid()} since now")
        held.flush()
        with pytest.raises(LockedIndexError, match=str(os.getpid())):
            desk.build()
    desk.build()


def test_progress_counts_up_to_the_end(desk: Desk) -> None:
    steps: list[Progress] = []
    builder.build(desk.corpus, desk.index, desk.encoder, progress=steps.append)
    last = {step.stage: step for step in steps}
    assert all(step.done == step.total for step in last.values())
    assert list(last) == ["reading", "embedding"]


def test_read_shows_what_a_build_would_make(desk: Desk) -> None:
    desk.build()
    shown = preview.read(desk.corpus / "roads.txt", desk.corpus)
    assert list(shown.passages) == Store(desk.index / DATABASE_FILE_NAME).documents.list_passages("roads.txt")
