"""One question to each authority apart, over the sample papers with the real model."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.answering.compare import summarise_comparison
from paper_search.cli.terminal import format_comparison
from paper_search.errors import QueryError
from paper_search.library import Library
from paper_search.records import Comparison, Coverage, Filters, Match, Position

WEXMOOR, ALDERMARSH = "Wexmoor County Council", "Aldermarsh City Council"
OTTERMERE, DYFFRYN = "Ottermere Metropolitan Borough Council", "Dyffryn Celyn County Borough Council"
ALL = {WEXMOOR, ALDERMARSH, OTTERMERE, DYFFRYN}
OVERSIGHT = "what did Ofsted say about management oversight"


def test_every_authority_held_has_its_row_and_its_own_words(library: Library) -> None:
    compared = library.compare(OVERSIGHT)
    assert {position.authority for position in compared.positions} == ALL
    found = {position.authority for position in compared.positions if position.has_answer}
    assert found >= {WEXMOOR, ALDERMARSH, OTTERMERE}
    for position in compared.positions:
        assert {quote.document.meeting.authority for quote in position.quotes} <= {position.authority}
        assert len(position.quotes) <= 2


def test_a_quote_is_a_span_of_its_paper(library: Library) -> None:
    quotes = [quote for position in library.compare(OVERSIGHT).positions for quote in position.quotes]
    assert quotes
    for quote in quotes:
        text = library.reading_text(quote.document.doc_id)
        assert text is not None
        assert text[quote.start : quote.end] == quote.text


def test_an_authority_says_what_it_says_when_it_alone_is_asked(library: Library) -> None:
    for position in library.compare(OVERSIGHT).positions:
        alone = library.ask(OVERSIGHT, Filters(authorities=(position.authority,)))
        assert (position.match, position.confidence) == (alone.match, alone.confidence)
        assert position.quotes == alone.quotes[:2]


ROWS = [
    (Filters(authorities=("wexmoor", "otter")), {WEXMOOR: True, OTTERMERE: True}, "parts of names, two rows"),
    (
        Filters(authorities=("Wexmoor", "Atlantis")),
        {WEXMOOR: True, "Atlantis": False},
        "one that is not held has a row",
    ),
    (Filters(authorities=("Atlantis",)), {"Atlantis": False}, "nothing held at all"),
    (
        Filters(until=date(2023, 12, 31)),
        {WEXMOOR: True, OTTERMERE: True, ALDERMARSH: False, DYFFRYN: False},
        "outside the dates nothing is searched, and that is said",
    ),
]


@pytest.mark.parametrize(("filters", "searched", "reason"), ROWS)
def test_who_has_a_row(library: Library, filters: Filters, searched: dict[str, bool], reason: str) -> None:
    positions = library.compare("how many potholes were repaired", filters).positions
    assert {position.authority: position.searched_count > 0 for position in positions} == searched, reason


def test_held_but_outside_the_limits_is_not_the_same_as_not_held(library: Library) -> None:
    filters = Filters(authorities=("Aldermarsh", "Atlantis"), until=date(2023, 12, 31))
    held = {
        position.authority: position.document_count > 0 for position in library.compare("potholes", filters).positions
    }
    assert held == {ALDERMARSH: True, "Atlantis": False}


def test_those_that_answer_come_first_then_those_that_were_searched(library: Library) -> None:
    positions = library.compare(
        "how many potholes were repaired", Filters(authorities=("council", "Atlantis"))
    ).positions
    order = [(not position.has_answer, not position.searched_count) for position in positions]
    assert order == sorted(order)
    sure = [position.confidence for position in positions if position.has_answer]
    assert sure == sorted(sure, reverse=True)


def test_nothing_found_shows_what_came_nearest_and_counts_the_papers(library: Library) -> None:
    compared = library.compare("are there any mermaids in the harbour?")
    assert not compared.has_answer
    assert all(position.searched_count and position.nearest and not position.quotes for position in compared.positions)
    assert sum(position.searched_count for position in compared.positions) == compared.coverage.papers


def test_papers_that_state_no_authority_are_counted_as_not_compared(library: Library) -> None:
    compared = library.compare(OVERSIGHT)
    assert compared.unattributed == library.coverage().papers - compared.coverage.papers > 0
    assert library.compare(OVERSIGHT, Filters(authorities=("Wexmoor",))).unattributed == 0, "one was asked for"


OUTSIDE = [
    (Filters(), 0, True, "without a filter nothing is outside one; what states no council is counted apart"),
    (Filters(authorities=("council",)), 0, True, "all councils chosen: what states none is counted once"),
    (Filters(authorities=("Atlantis",)), 0, False, "nothing is held"),
    (Filters(kinds=("minutes",)), 24, False, "what is of another kind"),
    (Filters(authorities=("Wexmoor",)), 21, False, "papers of the others and those that state none"),
]


@pytest.mark.parametrize(
    ("filters", "outside", "is_uncompared_told", "reason"), OUTSIDE, ids=[reason for *_, reason in OUTSIDE]
)
def test_only_what_a_filter_keeps_out_is_outside_it(
    library: Library, filters: Filters, outside: int, is_uncompared_told: bool, reason: str
) -> None:
    compared = library.compare(OVERSIGHT, filters)
    assert compared.coverage.outside_filters == outside, reason
    assert (compared.unattributed > 0) == is_uncompared_told, reason
    told = " ".join(format_comparison(compared).split())
    assert ("outside the filters" in told) == (outside > 0), reason
    assert ("that state no council" in told) == is_uncompared_told, reason


@pytest.mark.parametrize(
    ("question", "filters"), [(" ", Filters()), ("roads", Filters(kinds=("novel",)))], ids=["no words", "no such kind"]
)
def test_what_cannot_be_asked_is_an_error(library: Library, question: str, filters: Filters) -> None:
    with pytest.raises(QueryError):
        library.compare(question, filters)


SUMMARIES: list[tuple[tuple[Match, ...], str, str]] = [
    (("strong", "strong", "strong", "doubtful"), "3 of 4 councils have a strong match, 1 may not answer",
     "strong is told from weak"),
    (("strong", "partial", "partial", "none"), "1 of 4 councils has a strong match, 2 have a partial match, no"
     " answer found for 1", "each kind has its count"),
    (("doubtful", "doubtful"), "2 of 2 councils may not answer", "nobody is said to answer"),
    (("none", "none", "none"), "No answer found for any of 3 councils", "nothing at all"),
    (("strong",), "Only Council 0 was searched: its papers have a strong match", "one alone is not counted"),
    (("partial",), "Only Council 0 was searched: its papers have a partial match", "nor is one that matches in part"),
    (("doubtful",), "Only Council 0 was searched: its papers may not answer your question", "no answer is promised"),
    (("none",), "Only Council 0 was searched: no answer was found in its papers", "one alone that has nothing"),
    ((), "No council to compare: these papers name none", "no paper names a council"),
]  # fmt: skip


@pytest.mark.parametrize(("matches", "expected", "reason"), SUMMARIES, ids=[reason for *_, reason in SUMMARIES])
def test_summarise_comparison(matches: tuple[Match, ...], expected: str, reason: str) -> None:
    positions = tuple(Position(f"Council {number}", 1, 1, match) for number, match in enumerate(matches))
    assert summarise_comparison(Comparison("q", positions, Coverage(1, 1))) == expected


def test_the_best_match_comes_first(library: Library) -> None:
    order = [position.match for position in library.compare(OVERSIGHT).positions]
    assert order == sorted(order, key=["strong", "partial", "doubtful", "none"].index)
