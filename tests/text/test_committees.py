"""Names of committees: the ways to write one are one, and the meeting of all members has one name."""

from __future__ import annotations

import pytest

from paper_search.text.committees import committee_key, is_main_body

MAIN = [
    ("Council", True), ("Full Council", True), ("County Council", True), ("The Council", True),
    ("Borough Council meeting", True), ("Annual Meeting of the Parish Council", True), ("TOWN COUNCIL", True),
    ("Ordinary Meeting of Council", True), ("City and County Council", True), ("Cyngor Llawn", True),
    ("Council Tax Panel", False), ("Cabinet", False), ("Youth Council", False), ("Ferndale Parish Council", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "is_main"), MAIN, ids=[row[0] for row in MAIN])
def test_the_meeting_of_all_members(name: str, is_main: bool) -> None:
    assert is_main_body(name) is is_main


@pytest.mark.parametrize(
    ("name", "other", "is_same"),
    [
        ("Policy & Resources Committee", "POLICY AND RESOURCES COMMITTEE", True),
        ("Planning Sub-Committee", "Planning Sub Committee", True),
        ("The Cabinet", "Cabinet meeting", True),
        ("Full Council", "County Council", True),
        ("Planning Committee", "Planning Sub-Committee", False),
    ],
)
def test_committee_key(name: str, other: str, is_same: bool) -> None:
    assert (committee_key(name) == committee_key(other)) is is_same
