"""Settings: what the environment may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.config import Settings, load_settings
from paper_search.errors import SettingsError


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load_settings({}).corpus == Settings().corpus
    assert load_settings({}).port == 7860


def test_the_environment_is_read() -> None:
    read = load_settings({"PAPER_SEARCH_CORPUS": "/papers", "PAPER_SEARCH_PORT": "8000", "PAPER_SEARCH_MODEL": "mine"})
    assert (read.corpus, read.port, read.model) == (Path("/papers"), 8000, "mine")


def test_the_encoder_can_be_chosen() -> None:
    assert (load_settings({}).precision, load_settings({}).cache) == ("auto", None)
    read = load_settings({"PAPER_SEARCH_PRECISION": "fp32", "PAPER_SEARCH_CACHE": "/derived"})
    assert (read.precision, read.cache) == ("fp32", Path("/derived"))


@pytest.mark.parametrize(("value", "is_asked"), [(None, True), ("on", True), ("off", False)])
def test_readers_are_asked_what_they_looked_for_unless_that_is_off(value: str | None, is_asked: bool) -> None:
    assert load_settings({"PAPER_SEARCH_JUDGEMENTS": value} if value else {}).judgements is is_asked


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "many", "words are no number"),
        ("PORT", "-1", "nor is anything below one"),
        ("PROCESSES", "0", "no process reads nothing"),
        ("PDF_MEGABYTES", "1", "too little to start a reader in"),
        ("PRECISION", "int4", "no such encoder"),
        ("JUDGEMENTS", "maybe", "neither on nor off"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=f"PAPER_SEARCH_{name}"):
        load_settings({f"PAPER_SEARCH_{name}": value})
