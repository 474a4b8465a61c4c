"""Titles of listed documents: the kind, the status, and what says that it is not for publication."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.fetch.document_kinds import find_closed_title, find_kind, find_status, is_of_other_meeting
from paper_search.records import DOCUMENT_KINDS

HELD_ON = date(2026, 2, 10)
KINDS = (
    ("Agenda frontsheet", "agenda frontsheet"),
    ("Agenda", "agenda frontsheet"),
    ("Printed minutes", "minutes"),
    ("Minutes 25 Nov 2025", "minutes"),
    ("Public reports pack", "supplement/public pack"),
    ("Supplementary agenda", "supplement/public pack"),
    ("Decision notice", "decision record"),
    ("Printed decisions", "decision record"),
    ("Appendix 2 - Map", "appendix"),
    ("Public questions", "questions"),
    ("Treasury report", None),
    ("Language strategy", None),
)


@pytest.mark.parametrize(("title", "expected"), KINDS, ids=[case[0] for case in KINDS])
def test_finds_the_kind(title: str, expected: str | None) -> None:
    assert find_kind(title) == expected
    assert expected is None or expected in DOCUMENT_KINDS


MEETINGS = (
    ("Minutes 25 Nov 2025", "Minutes", True, "brought for approval"),
    ("Minutes 10 February 2026", "Minutes", False, "of the meeting itself, by its day"),
    ("Minutes", "Minutes of the last meeting", True, "without a day, under an item"),
    ("Printed minutes", "Minutes of this meeting", False, "printed by the system"),
    ("Minutes", "", False, "of the meeting, under no item"),
    ("Treasury report", "Minutes", False, "no minutes"),
)


@pytest.mark.parametrize(("title", "item", "expected", "reason"), MEETINGS, ids=[case[3] for case in MEETINGS])
def test_tells_minutes_of_another_meeting(title: str, item: str, expected: bool, reason: str) -> None:
    assert is_of_other_meeting(title, item, HELD_ON) is expected, reason


CLOSED = (
    ("Exempt appendix", True),
    ("Appendix B (Exempt)", True),
    ("Land at Mill Lane - Confidential", True),
    ("Part 2: Land", True),
    ("NOT FOR PUBLICATION: terms", True),
    ("Restricted report", True),
    ("Private session", True),
    ("Appendix 1 CONFIDENTIAL.pdf", True),
    ("Appendix B (Exempt).docx", True),
    ("EXEMPT_Appendix_1", True),
    ("Minutes (Exempt) 3 March", True),
    ("Land sale [EXEMPT] appendix", True),
    ("Cabinet report - Exempt information", True),
    ("Ｅxempt appendix", True),
    ("Ex\u00adempt appendix", True),
    ("E\u200bxempt appendix", True),
    ("Not\u00a0for\u00a0publication: terms", True),
    ("Review of exempt accommodation", False),
    ("Local Plan Part 2", False),
    ("Private sector housing", False),
    ("Restricted Byways review", False),
    ("Confidential reporting policy", False),
    ("Exempt accommodation", False),
    ("Part Time Workers", False),
    ("Exemptions from business rates", False),
    ("Exclusion of the press and public", False),
    ("Treasury report", False),
)


@pytest.mark.parametrize(("title", "is_closed"), CLOSED, ids=[case[0] for case in CLOSED])
def test_finds_titles_that_are_not_for_publication(title: str, is_closed: bool) -> None:
    assert (find_closed_title(title) is not None) is is_closed


@pytest.mark.parametrize(("title", "expected"), [("DRAFT plan", "draft"), ("Redraft", None), ("Plan", None)])
def test_finds_the_status(title: str, expected: str | None) -> None:
    assert find_status(title) == expected
