"""What may be said while papers cannot be reached."""

from __future__ import annotations

import pytest

from paper_search.errors import UnreachableShardError
from paper_search.records import Filters
from paper_search.retrieval.reachability import fetch_passages, require_councils, select_missing_councils
from tests.retrieval.brute_force_engine import BruteForceEngine, Content

LOST = ("Kent County Council", "")


@pytest.mark.parametrize(
    ("authorities", "selected", "reason"),
    [
        ((), LOST, "a question of all papers"),
        (("Kent County Council",), LOST[:1], "one of that council"),
        (("KENT COUNTY COUNCIL",), LOST[:1], "whatever its spelling"),
        (("Devon County Council",), (), "one of another council"),
        (("Devon County Council", "Kent County Council"), LOST[:1], "one of both"),
    ],
)
def test_councils_are_missed_where_the_limits_let_them_through(
    authorities: tuple[str, ...], selected: tuple[str, ...], reason: str
) -> None:
    assert select_missing_councils(Filters(authorities), LOST) == selected, reason


def test_what_may_be_missed_is_not_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = BruteForceEngine(Content())
    with engine.snapshot() as index:
        require_councils(index)
        assert fetch_passages(["no such passage"], index) == {}
        monkeypatch.setattr(type(index), "missing_councils", LOST)
        with pytest.raises(UnreachableShardError) as raised:
            fetch_passages(["no such passage"], index)
        assert raised.value.councils == LOST
        assert fetch_passages([], index) == {}
        require_councils(index, Filters(("Devon County Council",)))
