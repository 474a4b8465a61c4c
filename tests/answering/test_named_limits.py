"""Limits that questions name, over small papers of three councils with the real model: one row a question."""

from __future__ import annotations

import pytest

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import build
from paper_search.library import Library
from paper_search.records import Filters, LimitKind, Match

PAPERS = {
    "ferndale-january.txt": """FERNDALE DISTRICT COUNCIL

1. Apologies for absence were received from Councillor Arthur Dent.

2. There were 412 children in care at the end of the year.
""",
    "ferndale-march.txt": """FERNDALE DISTRICT COUNCIL

1. Apologies for absence were received from Councillor Betty Marsh.

2. The pump house of the lido is to be rebuilt for £250,000.
""",
    "ferndale-planning.txt": """FERNDALE DISTRICT COUNCIL

1. The Committee refused the application for 40 homes at Mill Lane.
""",
    "larkford.txt": """LARKFORD TOWN COUNCIL

1. The library will open on Saturdays, which volunteers asked for.
""",
    "wexmoor.txt": """WEXMOOR COUNTY COUNCIL

1. The limit of 20 mph in Larkford is made since three children were hurt at the crossing by the school.

2. There were 1,907 children in care in the county at the end of the year.
""",
    "papers.csv": """path,authority,committee,meeting_date
ferndale-january.txt,Ferndale District Council,Cabinet,2025-01-14
ferndale-march.txt,Ferndale District Council,Cabinet,2025-03-11
ferndale-planning.txt,Ferndale District Council,Planning Committee,2025-03-20
larkford.txt,Larkford Town Council,Council,2024-06-11
wexmoor.txt,Wexmoor County Council,Cabinet,2024-05-02
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    corpus, index = tmp_path_factory.mktemp("limits-corpus"), tmp_path_factory.mktemp("limits-index")
    for name, text in PAPERS.items():
        (corpus / name).write_text(text, "utf-8")
    build(corpus, index, encoder)
    return open_library(corpus, index)


Limits = tuple[tuple[LimitKind, str], ...]
NONE: Limits = ()
FERNDALE: Limits = (("authority", "Ferndale District Council"),)
NAMED: list[tuple[str, Filters, Limits, str]] = [
    ("How many children are in care in Ferndale?", Filters(), FERNDALE, "a place stands for its council"),
    ("children in care Ferndale District Council", Filters(), FERNDALE, "a council in full, without a preposition"),
    ("What is Ferndale's number of children in care?", Filters(), FERNDALE, "with a possessive ending"),
    ("What did Councillor Ferndale say of children in care?", Filters(), NONE, "a person's name"),
    ("How many wards has Ferndale Hospital?", Filters(), NONE, "the name of something else"),
    ("Is there a ferndale of children in care?", Filters(), NONE, "no name without its capital"),
    (
        "How many children are in care in Ferndale and Wexmoor?",
        Filters(),
        (*FERNDALE, ("authority", "Wexmoor County Council")),
        "two councils",
    ),
    ("Which councils have more children in care than Ferndale?", Filters(), NONE, "each council is asked"),
    ("children in care in Ferndale", Filters(authorities=("Wexmoor County Council",)), NONE, "a council is chosen"),
    ("children in care in Ferndale", Filters(unlimited=("authority",)), NONE, "the visitor took the limit away"),
    (
        "What did the Planning Committee refuse?",
        Filters(),
        (("committee", "Planning Committee"),),
        "a committee by its whole name",
    ),
    ("What did the Cabinet decide on the lido?", Filters(), (("committee", "Cabinet"),), "an everyday word"),
    ("Who is the Cabinet Member for Highways?", Filters(), NONE, "an office, no meeting"),
    ("Which planning committees have refused homes?", Filters(), NONE, "committees of a kind"),
    ("What did full Council say of Saturdays?", Filters(), (("committee", "Council"),), "the main body as a meeting"),
    ("What did the council decide on Saturdays?", Filters(), NONE, "the council as a whole"),
    (
        "Who gave apologies at the March Cabinet?",
        Filters(),
        (("committee", "Cabinet"), ("date", "March 2025")),
        "a month without a year is the latest that is held",
    ),
    (
        "Who gave apologies at the Cabinet of 14 January 2025?",
        Filters(),
        (("committee", "Cabinet"), ("date", "14 January 2025")),
        "a day",
    ),
    (
        "What was decided at the Cabinet in 2024?",
        Filters(),
        (("committee", "Cabinet"), ("date", "2024")),
        "a year behind a meeting",
    ),
    ("How many children were in care in March 2025?", Filters(), NONE, "a time of something else than a meeting"),
    ("May council tenants keep a dog?", Filters(), NONE, "a verb, and no month"),
    ("minutes of March", Filters(since=None, unlimited=("date",)), NONE, "a time that the visitor took away"),
]


@pytest.mark.parametrize(("question", "filters", "limits", "reason"), NAMED, ids=[row[0] for row in NAMED])
def test_limits_are_read_from_the_words_of_a_question(
    library: Library, question: str, filters: Filters, limits: Limits, reason: str
) -> None:
    found = library.search_with_remarks(question, filters).named_limits

    assert tuple((limit.kind, limit.label) for limit in found) == limits, reason


def test_an_answer_comes_from_the_council_and_the_meeting_that_are_named(library: Library) -> None:
    in_care = library.ask("How many children are in care in Ferndale?")
    in_march = library.ask("Who gave apologies at the March Cabinet?")

    assert "412" in in_care.quotes[0].text
    assert {hit.document.authority_key for hit in in_care.hits} == {"Ferndale District Council"}
    assert "Betty Marsh" in in_march.quotes[0].text
    assert "Only papers of Ferndale District Council" in in_care.remarks[0]


def test_passages_of_others_that_name_the_place_are_searched_as_well(library: Library) -> None:
    answer = library.ask("Why is the limit in Larkford made 20 mph?")

    assert answer.quotes[0].document.authority_key == "Wexmoor County Council"
    assert not any("in the county" in hit.passage.text for hit in answer.hits), "the county's others do not name it"


def test_a_meeting_of_which_nothing_is_held_is_said_and_never_answered_surely(library: Library) -> None:
    answer = library.ask("Who gave apologies at the October Cabinet?")
    likely: tuple[Match, ...] = ("doubtful", "none")

    assert "There are no papers here from a meeting of Cabinet in October." in answer.remarks
    assert answer.match in likely
