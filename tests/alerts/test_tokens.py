"""The tokens of links: each for its purpose, its time and its file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from paper_search.alerts.tokens import PENDING_SECONDS, AlertTokens

KEY = b"k" * 32
TOKENS = AlertTokens(KEY)


def test_a_token_leads_to_its_alert() -> None:
    assert TOKENS.read_confirm_token(TOKENS.make_confirm_token("id-1")) == "id-1"
    assert TOKENS.read_stop_token(TOKENS.make_stop_token("id-1")) == "id-1"


def _flip(token: str) -> str:
    return token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]


def _other_id(token: str) -> str:
    return AlertTokens(KEY).make_stop_token("id-2").split(".")[0] + token[token.index(".") :]


SPOILT: list[tuple[Callable[[str], str], str]] = [
    (_flip, "its signature was altered"),
    (_other_id, "its id was exchanged"),
    (lambda token: token[:-5], "it was cut"),
    (lambda token: "", "there is none"),
    (lambda token: token + "x" * 300, "it is longer than any"),
    (lambda token: "é\x00/..", "it is none"),
    (lambda token: AlertTokens(b"o" * 32).make_stop_token("id-1"), "it is of another file's key"),
    (lambda token: AlertTokens(b"o" * 32).make_confirm_token("id-1"), "so is this"),
]


@pytest.mark.parametrize(("spoil", "reason"), SPOILT, ids=[reason for _, reason in SPOILT])
def test_a_token_that_is_not_whole_counts_for_nothing(spoil: Callable[[str], str], reason: str) -> None:
    assert TOKENS.read_stop_token(spoil(TOKENS.make_stop_token("id-1"))) is None
    assert TOKENS.read_confirm_token(spoil(TOKENS.make_confirm_token("id-1"))) is None


def test_a_token_counts_for_its_purpose_alone() -> None:
    assert TOKENS.read_stop_token(TOKENS.make_confirm_token("id-1")) is None
    assert TOKENS.read_confirm_token(TOKENS.make_stop_token("id-1")) is None


AGES = [(0, True, "just made"), (PENDING_SECONDS - 5, True, "not quite two days"), (PENDING_SECONDS + 5, False, "two")]


@pytest.mark.parametrize(("age", "counts", "reason"), AGES, ids=[reason for *_, reason in AGES])
def test_a_link_to_confirm_counts_for_two_days_and_one_to_stop_for_ever(
    age: int, counts: bool, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm, stop = TOKENS.make_confirm_token("id-1"), TOKENS.make_stop_token("id-1")
    made_at = URLSafeTimedSerializer(b"").make_signer().get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: made_at + age)
    assert (TOKENS.read_confirm_token(confirm) == "id-1") is counts
    assert TOKENS.read_stop_token(stop) == "id-1"
