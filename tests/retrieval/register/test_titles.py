"""Titles and headings compared: which mean one matter, and which none."""

from __future__ import annotations

import pytest

from paper_search.retrieval.register.titles import is_generic_title, make_title_key, share_words

SAME = [
    ("Ferry Bridge Repairs", "5. FERRY BRIDGE REPAIRS", True, "a number before the heading"),
    ("Ferry Bridge Repairs", "Item 12a: Ferry bridge repairs", True, "a number with 'item'"),
    ("Draft Local Plan 2025", "Local Plan 2025", True, "a draft of it"),
    ("Report on the Ferry Bridge", "Ferry Bridge", True, "'report on'"),
    ("Local Plan 2025", "Local Plan 2026", False, "another year"),
    ("Budget 2025/26", "Budget 2026/27", False, "another financial year"),
    ("Ferry Bridge Repairs", "Ferry Bridge Closure", False, "another word"),
]


@pytest.mark.parametrize(("title", "other", "expected", "reason"), SAME, ids=[case[-1] for case in SAME])
def test_titles_are_compared(title: str, other: str, expected: bool, reason: str) -> None:
    assert (make_title_key(title) == make_title_key(other)) is expected, reason


GENERIC = [
    ("Minutes", True), ("Minutes of the previous meeting", True), ("Apologies for absence", True), ("", True),
    ("Planning applications", True), ("Declarations of Interest", True), ("Minutes 4 March 2025", True),
    ("Clerk's report", True), ("Any other business", True), ("Accounts for payment", True), ("Budget", True),
    ("Ferry Bridge Repairs", False), ("Local Plan consultation", False), ("Car park charges", False),
]  # fmt: skip


@pytest.mark.parametrize(("title", "expected"), GENERIC)
def test_titles_of_every_meeting_name_no_matter(title: str, expected: bool) -> None:
    assert is_generic_title(title) is expected


SHARED = [("Ferry Bridge", "Repair of bridges", True), ("Ferry Bridge", "Car parks", False), ("2025", "2025", False)]


@pytest.mark.parametrize(("title", "heading", "expected"), SHARED)
def test_words_in_common_are_found(title: str, heading: str, expected: bool) -> None:
    assert share_words(title, heading) is expected
