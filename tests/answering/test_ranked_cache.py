"""Ranked questions kept until they are asked for again: each once, and only so many."""

from __future__ import annotations

from typing import cast

import pytest

from paper_search.answering.ranked_cache import RankedQueryCache
from paper_search.answering.service import RankedQuery

RUNS: list[tuple[str, str, str]] = [
    ("a=1 a? a?", "1 -", "what is kept is given out once"),
    ("a?", "-", "what was never kept is not there"),
    ("a=1 b=2 c=3 a?", "-", "the oldest makes room"),
    ("a=1 b=2 c=3 b? c?", "2 3", "the newest stay"),
    ("a=1 b=2 a=4 c=3 a? b?", "4 -", "what is kept again is new"),
    ("a=1 a=2 b=3 a? b?", "2 3", "and takes one place"),
]
"""What is kept and asked for in turn, and what is given out, "-" for nothing."""


@pytest.mark.parametrize(("steps", "given", "reason"), RUNS, ids=[reason for *_, reason in RUNS])
def test_questions_are_kept_until_asked_for(steps: str, given: str, reason: str) -> None:
    cache, found = RankedQueryCache(2), []
    for step in steps.split():
        key, action, value = step[0], step[1], step[2:]
        if action == "=":
            cache.add(key, cast(RankedQuery, value))
        else:
            found.append(cast(str | None, cache.pop(key)) or "-")
    assert " ".join(found) == given, reason
