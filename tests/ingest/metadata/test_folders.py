"""What folders say, in the corpus and above it: names that are plain, and none that may be anybody's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paper_search.ingest.metadata.folders import (
    Folders,
    find_parent_folders,
    meeting_from_folders,
    unify_authorities,
    unslug,
)
from paper_search.records import Document, Meeting

MARCH = date(2025, 3, 4)
SALT = "Salt was bought in June."
NAMED = "Salt of North Vale County Council was bought in June."

FILED: list[tuple[Folders, Folders, str, Meeting, str]] = [
    (("vale", "roads", "2025-03-04"), (), SALT, Meeting("Vale", "Roads", MARCH), "authority/committee/date"),
    (("vale", "roads", "2025-03-04", "originals"), (), SALT, Meeting("Vale", "Roads", MARCH), "deeper folders"),
    (("2025-03-04",), ("jane", "papers"), SALT, Meeting(None, None, MARCH), "folders above that may be anybody's"),
    (("2025-03-04",), ("north-vale", "cabinet"), SALT, Meeting(None, "Cabinet", MARCH), "a body's name is plain"),
    (("2025-03-04",), ("north-vale", "planning-committee"), SALT, Meeting(None, "Planning Committee", MARCH),
     "however it is written"),
    (("2025-03-04",), ("north-vale", "cabinet"), NAMED, Meeting("North Vale County Council", "Cabinet", MARCH),
     "a short name that the paper gives in full"),
    (("2025-03-04",), ("east-vale", "cabinet"), NAMED, Meeting(None, "Cabinet", MARCH), "another council's"),
    (("2025-03-04",), ("vale", "cabinet"), NAMED, Meeting(None, "Cabinet", MARCH), "the end of another's name"),
    (("2025-03-04",), ("vale", "cabinet"), "Salt for the Isle of Vale Council.", Meeting(None, "Cabinet", MARCH),
     "the end of another's name behind a small word"),
    (("cabinet", "2025-03-04"), ("north-vale",), NAMED, Meeting("North Vale County Council", "Cabinet", MARCH),
     "the corpus is the council's folder"),
    ((), ("vale", "cabinet", "2025-03-04"), SALT, Meeting(None, "Cabinet", MARCH), "the corpus is one meeting's"),
    ((), ("backup", "2025-03-04"), SALT, Meeting(), "a dated folder above that is no meeting's"),
    ((), ("cabinet", "2025-03-04", "old", "papers", "salt"), SALT, Meeting(), "too far above"),
    (("cabinet",), (), SALT, Meeting(), "a body without a day may be a subject"),
    (("2025-99-04",), ("vale", "cabinet"), SALT, Meeting(), "no day of the calendar"),
]  # fmt: skip


@pytest.mark.parametrize(("folders", "above", "text", "meeting", "why"), FILED, ids=[row[4] for row in FILED])
def test_filed(folders: Folders, above: Folders, text: str, meeting: Meeting, why: str) -> None:
    assert meeting_from_folders(folders, above, text) == meeting, why


def paper(source: str, authority: str | None) -> Document:
    return Document(source, source, "0" * 64, meeting=Meeting(authority))


def names(*papers: Document, above: Folders = ()) -> list[str | None]:
    return [document.meeting.authority for document in unify_authorities(papers, above)]


def test_a_paper_that_names_no_council_gets_the_one_its_neighbours_state() -> None:
    full = paper("2025-03-04/a.pdf", "Vale County Council")
    silent = paper("2025-03-04/b.pdf", None)
    assert names(full, silent, above=("vale", "cabinet")) == ["Vale County Council"] * 2
    assert names(full, silent, above=("salt", "cabinet")) == ["Vale County Council", None], "the folder says otherwise"
    assert names(full, silent, above=("vale", "papers")) == ["Vale County Council", None], "no meeting's folder"


def test_no_paper_gets_a_folder_name_that_nobody_confirms() -> None:
    assert names(paper("2025-03-04/a.pdf", None), above=("jane", "cabinet")) == [None]


def test_a_paper_keeps_the_council_it_states() -> None:
    other = paper("2025-03-04/a.pdf", "East Council")
    assert names(other, paper("2025-03-04/b.pdf", "Vale Council"), above=("vale", "cabinet")) == [
        "East Council",
        "Vale Council",
    ]


def test_the_folders_above_are_those_of_the_corpus_wherever_it_is_named_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_parent_folders(Path("vale/cabinet"))[-2:] == ("vale", "cabinet")
    assert find_parent_folders(tmp_path / "vale" / "cabinet") == find_parent_folders(Path("vale/cabinet"))


@pytest.mark.parametrize(
    ("folder", "words"),
    [("north-vale", "North Vale"), ("city_of_vale", "City of Vale"), ("Roads Committee", "Roads Committee")],
)
def test_unslug(folder: str, words: str) -> None:
    assert unslug(folder) == words
