"""The cards of a list of passages: papers of one title are told apart, since a title is the name of a link."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.records import Answer, Coverage, Document, Hit, Meeting, Passage
from paper_search.web.components.passage_card import CardActions, make_folded_cards

JUNE, JULY = date(2025, 6, 3), date(2025, 7, 1)


def make_hit(rank: int, source: str, title: str, kind: str | None, held_on: date | None) -> Hit:
    document = Document(source, source, "0" * 64, kind=kind, title=title, meeting=Meeting(None, None, held_on))
    return Hit(rank, 1.0, Passage(f"{source}::{rank}", source, "paragraph", "Ferries sail.", 0, 13), document)


@pytest.mark.parametrize(
    ("papers", "titles", "reason"),
    [
        ([("a.pdf", "Ferries", "report", JUNE)] * 2, ["Ferries"] * 2, "one paper, twice in the list"),
        (
            [("a.pdf", "Ferries", "report", JUNE), ("b.pdf", "Ferries", "report", JULY)],
            ["Ferries (3 June 2025)", "Ferries (1 July 2025)"],
            "by the day",
        ),
        (
            [("a.pdf", "Ferries", "report", JUNE), ("b.html", "Ferries", "minutes", JUNE)],
            ["Ferries (report)", "Ferries (minutes)"],
            "by the kind where the day is one",
        ),
        (
            [("x/a.pdf", "Ferries", None, None), ("x/b.pdf", "Ferries", None, None)],
            ["Ferries (a.pdf)", "Ferries (b.pdf)"],
            "by the file where nothing else is stated",
        ),
        (
            [("x/a.pdf", "Ferries", None, None), ("y/a.pdf", "Ferries", None, None)],
            ["Ferries (x/a.pdf)", "Ferries (y/a.pdf)"],
            "by the path where files have one name",
        ),
        (
            [("a.pdf", "Ferries", "report", JUNE), ("b.pdf", "Depots", "report", JUNE)],
            ["Ferries", "Depots"],
            "titles that differ stay",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_papers_of_one_title_are_told_apart(
    papers: list[tuple[str, str, str | None, date | None]], titles: list[str], reason: str
) -> None:
    hits = tuple(make_hit(rank, *paper) for rank, paper in enumerate(papers, 1))
    answer = Answer("ferries", "none", 0.0, (), hits, Coverage(2, 2))
    cards = make_folded_cards(hits, answer, CardActions("ferries", asks_feedback=False))
    assert [folded.card.title for folded in cards] == titles, reason
