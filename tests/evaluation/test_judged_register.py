"""The judged entries of the register are whole: every one stands in its paper, where that is at hand."""

from __future__ import annotations

from functools import cache

import pytest

from paper_search.evaluation.parsing.letter_alignment import PaperLetters, fold_letters
from paper_search.evaluation.parsing.page_letters import read_page_texts
from paper_search.evaluation.parsing.register_gold import JudgedPaper, load, resolve_entries, resolve_range
from tests.conftest import ROOT, SHARED

PARTS = load(ROOT / "tests" / "judged_register")
PAPERS = [(part, paper) for part, papers in PARTS.items() for paper in papers]
FOLDER = SHARED / "papers"


@cache
def read_letters(file: str) -> PaperLetters:
    return PaperLetters(read_page_texts(FOLDER / file))


def test_the_parts_are_as_many_papers_as_is_said() -> None:
    assert {part: len(papers) for part, papers in PARTS.items()} == {"development": 16, "held_out": 16}
    assert len({paper.file for _, paper in PAPERS}) == 32
    assert all(len({paper.body for paper in papers}) >= 10 for papers in PARTS.values())


@pytest.mark.parametrize(
    "judged", [paper for _, paper in PAPERS], ids=[f"{part} {n}" for n, (part, _) in enumerate(PAPERS)]
)
@pytest.mark.sampled(3)
def test_a_judged_entry_stands_in_its_paper(judged: JudgedPaper) -> None:
    if not (FOLDER / judged.file).is_file():
        pytest.skip("the judged papers are not here")
    letters = read_letters(judged.file)
    judged_range = resolve_range(judged, letters)
    for line, entry in zip(judged.entry_lines, resolve_entries(judged, letters), strict=True):
        for place, widest in zip(entry.places, entry.widest, strict=True):
            assert judged_range.count_shared(place), line
            assert widest.start <= place.start < place.end <= widest.end, line
        if entry.entry in ("attendance", "role"):
            names = [line["name"], *line.get("also", ())]
            words = letters.slice(entry.places[0])
            assert any(fold_letters(name) in words for name in names), line


@pytest.mark.parametrize(
    "judged", [paper for _, paper in PAPERS], ids=[f"{part} {n}" for n, (part, _) in enumerate(PAPERS)]
)
def test_no_sentence_of_a_paper_stands_in_a_judged_entry(judged: JudgedPaper) -> None:
    longest = max((len(str(value)) for line in judged.entry_lines for value in _list_words(line)), default=0)
    assert longest <= 130, "names, offices and places of meetings are shorter"


def _list_words(line: object) -> list[object]:
    if isinstance(line, dict):
        return [word for key, value in line.items() if key != "file" for word in _list_words(value)]
    return [word for value in line for word in _list_words(value)] if isinstance(line, list) else [line]
