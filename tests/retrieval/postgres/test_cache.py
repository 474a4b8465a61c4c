"""The cache of a revision: worked out once, kept apart by key, and never larger than it may be."""

from __future__ import annotations

import pytest

from paper_search.records import MEMBERS, PUBLIC
from paper_search.retrieval.postgres import cache
from paper_search.retrieval.postgres.cache import RevisionCache


def test_a_value_is_worked_out_once_for_each_key() -> None:
    kept, calls = RevisionCache(1, (0,)), list[str]()

    def compute(name: str) -> str | None:
        calls.append(name)
        return None

    for access in (PUBLIC, MEMBERS, PUBLIC):
        assert kept.get(("facets", access), lambda access=access: compute(str(access))) is None  # type: ignore[misc]
    assert calls == [str(PUBLIC), str(MEMBERS)], "also where the value is None"


def test_people_are_kept_by_access() -> None:
    kept = RevisionCache(1, (0,))
    assert kept.get_people(PUBLIC, lambda: ()) == ()
    with pytest.raises(ZeroDivisionError):
        kept.get_people(MEMBERS, lambda: 1 // 0)  # type: ignore[arg-type, return-value]


def test_a_full_cache_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_CACHED_VALUES", 3)
    kept = RevisionCache(1, (0,))
    assert [kept.get(number, lambda number=number: number) for number in range(5)] == list(range(5))  # type: ignore[misc]
    assert kept.get(4, lambda: "worked out again") == 4
    assert kept.get(0, lambda: 7) == 7, "the first ones went"
