"""The parts of a paper that could not be read, in words."""

from __future__ import annotations

import pytest

from paper_search.citations.unread_parts import MAX_REASONS, describe_unread_parts, format_page_ranges
from paper_search.records import UnreadPart

DESCRIBED = [
    ([(2, "a"), (3, "a"), (5, "a")], ("pages 2–3, 5: a",), "pages of one reason stand together"),
    ([(2, "a"), (3, "b"), (4, "a")], ("pages 2, 4: a", "page 3: b"), "each reason once, in the order of the pages"),
    ([(None, "a"), (1, "b")], ("a", "page 1: b"), "a part that stands on no page"),
    ([], (), "all was read"),
]


@pytest.mark.parametrize(("parts", "lines", "reason"), DESCRIBED, ids=[case[-1] for case in DESCRIBED])
def test_reasons_with_their_pages(parts: list[tuple[int | None, str]], lines: tuple[str, ...], reason: str) -> None:
    assert describe_unread_parts([UnreadPart(*part) for part in parts]) == lines, reason


def test_a_hostile_file_with_many_reasons_fills_no_page() -> None:
    lines = describe_unread_parts([UnreadPart(page, f"reason {page}") for page in range(1, 100)])
    assert len(lines) == MAX_REASONS + 1
    assert lines[-1] == f"and for {99 - MAX_REASONS} more reasons"


RANGES = [((3,), "3", "one"), ((3, 4, 5), "3–5", "a run"), ((1, 3, 4, 9), "1, 3–4, 9", "several")]


@pytest.mark.parametrize(("pages", "printed", "reason"), RANGES, ids=[case[-1] for case in RANGES])
def test_ranges(pages: tuple[int, ...], printed: str, reason: str) -> None:
    assert format_page_ranges(pages) == printed, reason
