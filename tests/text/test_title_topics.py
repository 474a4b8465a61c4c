"""Topics of titles and headings: what they are taken to be about, and how it is written."""

from __future__ import annotations

import pytest

from paper_search.text.title_topics import find_topic, list_small_words

TEXT = (
    "The parking strategy was reviewed. Officers of the council repair roads, and homelessness and rough sleeping rose."
    " A disposal of land east of the river; fees and charges; an inspection, a plan and its findings. Sallow Lane is"
    " near the lane. The bank mandate, the visit, the programme and the budget are new. An update on highway repairs in"
    " kent.gov.uk is from Kent. The lido opening hours are set. The road resurfacing programme is long."
)
SMALL_WORDS = list_small_words([TEXT])

TITLES = [
    ("Parking Strategy Update 2024", "the parking strategy", "without the kind of paper and the year"),
    ("Item 8 - Disposal of Land", "disposal of land", "its number is not the matter"),
    ("Appendix B: Fees and Charges", "fees and charges", "nor is that of an appendix"),
    ("31. Ofsted Inspection", "the Ofsted inspection", "nor that of a minute; a name keeps its capital"),
    ("90. 24/00109 - Parking Strategy", "the parking strategy", "nor a reference"),
    ("b) Budget Programme", "the budget programme", "nor a letter"),
    ("Homelessness and Rough Sleeping: Findings", "homelessness and rough sleeping", "without its subtitle"),
    ("Road Resurfacing Programme 2025-26", "the road resurfacing programme", "without its years"),
    ("Outcome of the Ofsted ILACS Inspection and Plan", "the Ofsted ILACS inspection and plan", "acronyms are kept"),
    ("Land East of Sallow Lane", "land east of Sallow Lane", "the name of a place is kept whole"),
    ("Cynllun Ffyrdd / Highway Repairs", "highway repairs", "of two languages the second"),
    ("PARKING STRATEGY", "the parking strategy", "capitals are read as words that are known"),
    ("EXTERNAL AUDIT", None, "of other words in capitals nobody can tell which are names"),
    ("Homelessness", "homelessness", "one word, where it is long enough to be a matter"),
    ("Planning", None, "one word for a whole field of work"),
    ("Minutes of Cabinet, 12 June 2024", None, "minutes are of many matters"),
    ("Apologies for Absence", None, "the course of a meeting"),
    ("Late changes to the 2025-26 budget", None, "what is left of it is no phrase"),
    ("Report", None, "a kind of paper"),
    ("Planning Committee", None, "a body"),
    ("On the " + "very " * 20 + "long title", None, "too long for a question"),
    ("", None, "no title"),
]


@pytest.mark.parametrize(("title", "wanted", "reason"), TITLES, ids=[reason for *_, reason in TITLES])
def test_find_topic(title: str, wanted: str | None, reason: str) -> None:
    assert find_topic(title, TEXT, SMALL_WORDS) == wanted


def test_a_name_that_is_seldom_printed_small_stays_a_name() -> None:
    words = list_small_words(["Kent is large. " * 100, "see kent for more, at www.kent.gov.uk", "one lido, and Lido"])
    assert "kent" not in words
    assert {"lido", "large"} <= words
