"""Minutes for members, and minutes withdrawn: the register tells everybody what it would without them."""

from __future__ import annotations

from typing import Any

import pytest

from paper_search import api
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import MEMBERS
from paper_search.records.register import RegisterQuery

LIMITS = ReaderLimits(processes=1)
OPEN, CLOSED, WITHDRAWN = "open/march.txt", "exempt/march.txt", "open/june.txt"


def _write_minutes(day: str, body: str, words: str) -> str:
    return f"Ferndale Town Council\n\n{body}\n\nMINUTES of the meeting of the {body} held on {day}\n\n{words}\n"


PAPERS = {
    OPEN: _write_minutes(
        "Tuesday 4 March 2025",
        "Parks Committee",
        "Present: Councillors A. Wren (Chair) and D. Rook\n\n3. Bandstand\n\nIt was proposed by Councillor Wren and"
        " RESOLVED that the bandstand be repaired.\n\nVoting: For 3, Against 1.",
    ),
    CLOSED: _write_minutes(
        "Tuesday 4 March 2025",
        "Parks Committee",
        "Present: Councillors A. Wren (Chair), D. Rook and Z. Osprey\n\n3. Bandstand\n\nIt was proposed by Councillor"
        " Wren and RESOLVED that the bandstand be repaired.\n\n9. Hangar\n\nRESOLVED that the zeppelin hangar be sold."
        "\n\nVoting: For 7, Against 2.\n\nCouncillor A. Wren, Leader of the Council, thanked all.",
    ),
    WITHDRAWN: _write_minutes(
        "Tuesday 3 June 2025",
        "Parks Committee",
        "Present: Councillors A. Wren (Chair) and V. Plover\n\n3. Flagpole\n\nRESOLVED that the flagpole be sold.",
    ),
}
QUESTIONS = (
    "Who was present at the Parks Committee in March 2025?",
    "What was decided about the zeppelin hangar?",
    "Who is the Leader of the Council?",
    "Who was present at the Parks Committee in June 2025?",
    "What was decided about the flagpole?",
)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> tuple[Library, Library]:
    """An index without two of the papers, and one from which they are kept: released to members, and withdrawn."""
    folder = tmp_path_factory.mktemp("register-access")
    for name, papers in (("without", [OPEN]), ("with", list(PAPERS))):
        for paper in papers:
            file = folder / name / "corpus" / paper
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(PAPERS[paper], "utf-8")
        builder.build(folder / name / "corpus", folder / name / "index", encoder, LIMITS)
    corpus, index = folder / "with" / "corpus", folder / "with" / "index"
    withdrawals.release(corpus, index, CLOSED, "the panel may read it", "release to members")
    builder.build(corpus, index, encoder, LIMITS)
    library = open_library(corpus, index, encoder)
    # What is kept of a generation, the people among it, is kept before the withdrawal; no build follows it.
    assert library.list_people(RegisterQuery(person="Plover")).total == 1
    api.withdraw(WITHDRAWN, "it names a person", corpus, index)
    return open_library(folder / "without" / "corpus", folder / "without" / "index", encoder), library


def _ask_every_door(library: Library) -> dict[str, Any]:
    told: dict[str, Any] = {"popolo": library.export_popolo()}
    for words, person in (("", ""), ("bandstand", ""), ("hangar", ""), ("", "Wren"), ("", "Osprey"), ("", "Plover")):
        query = RegisterQuery(words=words, person=person)
        lists = (library.list_meetings, library.list_decisions, library.list_votes, library.list_people)
        told |= {f"{list_all.__name__} {words}{person}": list_all(query) for list_all in lists}
    for name in ("z-osprey", "v-plover", "a-wren"):
        told[name] = library.get_person(f"ferndale-town-council/{name}")
    for day in ("2025-03-04", "2025-06-03"):
        told[day] = library.get_meeting(f"ferndale-town-council/parks-committee/{day}")
    told |= {paper: library.find_matter(paper) for paper in PAPERS}
    for question in QUESTIONS:
        answer = library.ask(question, with_reader=False)
        told[question] = (answer.match, answer.remarks, [quote.text for quote in answer.quotes])
    return told


def test_everybody_is_told_what_they_would_be_without_the_papers(libraries: tuple[Library, Library]) -> None:
    without, held = map(_ask_every_door, libraries)
    assert held == without


def test_members_are_told_of_theirs_and_nobody_of_what_is_withdrawn(libraries: tuple[Library, Library]) -> None:
    told = _ask_every_door(libraries[1].with_access(MEMBERS))
    assert told["z-osprey"] is not None
    assert "hangar" in str(told["popolo"])
    assert told["v-plover"] is None
    assert "flagpole" not in str(told["popolo"])
