"""The register of a build of what changed: the same as that of a build of everything."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.indexing import entries
from paper_search.indexing.check import check
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records import Document, Passage
from paper_search.records.register import Attendance, Decision, RegisterEntries, RegisterQuery
from paper_search.storage.store import DATABASE_FILE_NAME, Store

MINUTES = (
    "Ferndale Town Council\n\nMinutes of the Planning Committee, 4 March 2025\n\n"
    "1. Cllr Jo Wren was present.\n\n2. RESOLVED: That the Ferry Bridge be repaired before the winter of that year.\n"
)
COUNCIL = MINUTES.replace("Planning", "Finance").replace("Ferry Bridge", "market hall")


def extract_marked(document: Document, text: str, passages: Sequence[Passage]) -> RegisterEntries:
    """Read the invented minutes of this test, whatever the rules of the register are."""
    paper = RegisterPaper(document, text, tuple(passages))
    decisions, attendance = [], []
    for passage in passages:
        span = paper.make_span(passage.start, passage.end)
        if span and "RESOLVED" in span.text:
            decisions.append(Decision(span, "resolved", mover="Cllr Binks"))
        elif span and "Cllr Jo Wren" in span.text:
            attendance.append(Attendance(span, "present", "Cllr Jo Wren", "jo wren"))
    return RegisterEntries(attendance=tuple(attendance), decisions=tuple(decisions))


class Desk:
    """A corpus, and an index that is brought up to date."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder, self.encoder = folder, encoder
        self.corpus = folder / "corpus"
        self.write("planning.txt", MINUTES)
        self.write("council.txt", COUNCIL)

    def write(self, source: str, text: str) -> None:
        path = self.corpus / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        # As if written a while ago: what was written this very second is always looked at again.
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10_000_000_000))

    def build(self, name: str) -> list[tuple[object, ...]]:
        """Bring an index up to date, and return its register."""
        api.build(self.corpus, self.folder / name, self.encoder)
        store = Store(self.folder / name / DATABASE_FILE_NAME)
        rows = store.database.connection.execute(
            "SELECT d.doc_id, d.same_as, d.authority, e.kind, e.label, e.passage_id, e.span_start, e.span_end,"
            " e.fields, n.surname, n.person_key, n.name, n.part"
            " FROM documents d JOIN register_entries e USING (document_row)"
            " LEFT JOIN register_names n USING (entry_row) ORDER BY 1, 4, 7, 12"
        )
        return [tuple(row) for row in rows]


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(entries, "extract_register", extract_marked)
    return Desk(tmp_path, encoder)


def move(desk: Desk) -> None:
    (desk.corpus / "Ferndale").mkdir()
    (desk.corpus / "planning.txt").rename(desk.corpus / "Ferndale" / "planning.txt")


CHANGES: list[tuple[Callable[[Desk], object], str]] = [
    (lambda desk: None, "nothing changed"),
    (lambda desk: desk.write("planning.txt", MINUTES.replace("winter", "summer")), "other words"),
    (lambda desk: desk.write("planning.txt", "Nothing is left."), "no entry is left"),
    (lambda desk: (desk.corpus / "council.txt").unlink(), "a paper went"),
    (lambda desk: desk.write("april.txt", MINUTES.replace("March", "April")), "a paper came"),
    (lambda desk: desk.write("a/planning.txt", MINUTES + "\n"), "a copy came, and the first one is none any more"),
    (lambda desk: desk.write("Ferndale TC/note.txt", "A note of the clerk."), "a folder with a short name came"),
    (move, "a paper moved"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[case[-1] for case in CHANGES])
def test_a_build_of_what_changed_is_one_of_everything(
    desk: Desk, change: Callable[[Desk], object], reason: str
) -> None:
    before = desk.build("grown")
    assert len(before) == 4
    change(desk)
    grown = desk.build("grown")
    assert grown == desk.build("fresh"), reason
    assert [fault for fault in check(desk.corpus, desk.folder / "grown").faults if fault.part == "register"] == []


def test_a_withdrawal_takes_the_entries_along(desk: Desk) -> None:
    desk.build("grown")
    library = api.open_library(desk.corpus, desk.folder / "grown", desk.encoder)
    assert library.list_decisions(RegisterQuery()).total == 2
    api.withdraw("planning.txt", "published by mistake", desk.corpus, desk.folder / "grown")
    assert library.list_decisions(RegisterQuery()).total == 1
    assert library.list_meetings(RegisterQuery()).total == 1
    assert [person.name for person in library.list_people(RegisterQuery()).people] == ["Cllr Binks", "Cllr Jo Wren"]


def test_a_copy_is_told_once(desk: Desk) -> None:
    desk.write("copy/planning.txt", MINUTES + "\n")
    desk.build("grown")
    library = api.open_library(desk.corpus, desk.folder / "grown", desk.encoder)
    assert library.list_decisions(RegisterQuery()).total == 2
