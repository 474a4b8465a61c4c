"""Conditions of PostgreSQL: every value is a parameter, and no word is read as syntax of a tsquery."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from paper_search.records import PUBLIC, Filters
from paper_search.records.register import RegisterQuery
from paper_search.retrieval.postgres.conditions import (
    list_storable,
    make_document_condition,
    make_filter_condition,
    make_label_condition,
    make_tsquery,
)

TSQUERIES = [
    ("bridges", {}, "('bridg')", "inflections are folded"),
    ("Pond bridges", {}, "('pond') & ('bridg')", "all words"),
    ("24/00117", {}, "('24') & ('00117')", "two words in one"),
    ("the pond", {"is_phrase": True}, "('the' <-> 'pond')", "words in a row"),
    ("the pond", {"is_phrase": True, "weight": "A"}, "('the':A <-> 'pond':A)", "in a title"),
    ("O'Neill", {}, "('o' <-> 'neill')", "a quote parts words"),
    ("a | !b", {}, "('a') & ('b')", "operators are none"),
    ("!!", {}, "", "no word at all matches nothing"),
    ("", {"is_phrase": True}, "", "nor does no text"),
]


@pytest.mark.parametrize(("words", "options", "expected", "reason"), TSQUERIES, ids=[case[-1] for case in TSQUERIES])
def test_words_become_quoted_lexemes(words: str, options: dict[str, object], expected: str, reason: str) -> None:
    assert make_tsquery(words, **options) == expected, reason  # type: ignore[arg-type]


STORABLE = [
    ("plain", True),
    ("100% 'quoted' \\ ü \U0001f600", True),
    ("", True),
    ("a\0b", False),
    ("\ud800", False),
    ("\udfff x", False),
]


@pytest.mark.parametrize(("text", "is_storable"), STORABLE)
def test_only_what_a_row_can_hold_is_looked_for(text: str, is_storable: bool) -> None:
    assert list_storable([text]) == ([text] if is_storable else [])


FILTERS = [
    (Filters(), "d.access = ANY(%s)", (["public"],), "access alone"),
    (
        Filters(authorities=("x\0", "y")),
        "d.access = ANY(%s) AND d.authority = ANY(%s)",
        (["public"], ["y"]),
        "a value that no row can hold is left out, and the limit stays",
    ),
    (
        Filters(since=date(2025, 3, 4), until=date(2025, 5, 6)),
        "d.access = ANY(%s) AND d.held_on >= %s AND d.held_on <= %s",
        (["public"], "2025-03-04", "2025-05-06"),
        "days",
    ),
    (
        Filters(indexed_since=datetime(2025, 3, 4, 10, tzinfo=UTC), indexed_before=date(2025, 5, 6)),
        "d.access = ANY(%s) AND d.changed_at >= %s AND d.changed_at < %s",
        (["public"], "2025-03-04T10:00:00Z", "2025-05-06"),
        "when papers came",
    ),
]


@pytest.mark.parametrize(("filters", "text", "values", "reason"), FILTERS, ids=[case[-1] for case in FILTERS])
def test_filters_and_access_are_parameters(
    filters: Filters, text: str, values: tuple[object, ...], reason: str
) -> None:
    condition = make_filter_condition(filters, PUBLIC)
    assert (condition.text, condition.values) == (text, values), reason


def test_no_paper_is_a_limit_too() -> None:
    assert make_document_condition(RegisterQuery(doc_ids=()), PUBLIC).values[-1] == []
    assert "doc_id" not in make_document_condition(RegisterQuery(), PUBLIC).text


def test_links_are_found_in_any_spelling() -> None:
    assert make_label_condition(RegisterQuery(link_keys=("24 / 00117",))).values == (["24/00117"],)
