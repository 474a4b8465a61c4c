"""Questions to begin with, made of titles: what a title is taken to be about, and which papers count."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.records import Document, Meeting
from paper_search.web.components.examples import extract_topic, suggest_questions

TITLES = [
    ("Road Resurfacing Programme", "Road Resurfacing Programme", "as it stands"),
    ("Item 8 - Disposal of land", "Disposal of land", "its number is not the matter"),
    ("Appendix B: Fees and charges", "Fees and charges", "nor is that of an appendix"),
    ("Homelessness Strategy: Findings and Response", "Homelessness Strategy", "without its subtitle"),
    ("Highway Repairs (replacement report)", "Highway Repairs", "without what is added in brackets"),
    ("Financial Outlook 2026-27", "Financial Outlook", "without the years, which pass"),
    ("Late changes to the 2025-26 budget", None, "what is left of it is no phrase"),
    ("Report", None, "a kind of paper is no matter"),
    ("AGENDA ITEM HEADING", None, "shouted words are a heading"),
    ("4th report to the board", None, "a number at the beginning"),
    ("On the " + "very " * 20 + "long title", None, "too long for a question"),
    ("", None, "no title"),
]


@pytest.mark.parametrize(("title", "wanted", "reason"), TITLES, ids=[reason for *_, reason in TITLES])
def test_the_matter_of_a_title(title: str, wanted: str | None, reason: str) -> None:
    assert extract_topic(title) == wanted


def paper(title: str, authority: str, year: int, **other: str) -> Document:
    meeting = Meeting(authority, "Cabinet", date(year, 1, 1))
    return Document(title, title, "0", **({"kind": "report"} | other), title=title, meeting=meeting)  # type: ignore[arg-type]


def test_the_newest_of_each_council_come_first() -> None:
    held = [
        paper("Bus services", "North", 2024),
        paper("Park benches", "North", 2025),
        paper("Library hours", "South", 2020),
        paper("Bus Services", "South", 2019),
    ]
    assert suggest_questions(held, 2) == (
        "What was recommended on Park benches?",
        "Library hours",
        "Which councils have considered Bus services?",
    )


def test_one_council_is_not_compared() -> None:
    held = [paper(f"{word} services", "North", 2020) for word in ("Bus", "Rail", "Ferry", "Tram")]
    assert not any("councils" in question for question in suggest_questions(held, 1))


UNUSED = [
    ({"kind": "minutes"}, "minutes are of many matters"),
    ({"status": "replaced"}, "another paper counts"),
    ({"status": "draft"}, "a draft is not confirmed"),
    ({"access": "members"}, "its title is not for everybody"),
]


@pytest.mark.parametrize(("other", "reason"), UNUSED)
def test_papers_of_which_no_example_is_made(other: dict[str, str], reason: str) -> None:
    assert suggest_questions([paper("Bus services", "North", 2024, **other)], 1) == ()
