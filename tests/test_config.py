"""Settings: what the environment may say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paper_search.config import Settings, list_variables
from paper_search.errors import SettingsError
from tests.environment import load_settings_from

SETTINGS = list_variables()


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load_settings_from({}).corpus == Settings().corpus
    assert load_settings_from({}).port == 7860


def test_the_environment_is_read() -> None:
    read = load_settings_from(
        {"PAPER_SEARCH_CORPUS": "/papers", "PAPER_SEARCH_PORT": "8000", "PAPER_SEARCH_MODEL": "mine"}
    )
    assert (read.corpus, read.port, read.model) == (Path("/papers"), 8000, "mine")


def test_the_encoder_can_be_chosen() -> None:
    assert (load_settings_from({}).precision, load_settings_from({}).cache) == ("auto", None)
    read = load_settings_from({"PAPER_SEARCH_PRECISION": "fp32", "PAPER_SEARCH_CACHE": "/derived"})
    assert (read.precision, read.cache) == ("fp32", Path("/derived"))


@pytest.mark.parametrize(("value", "is_asked"), [(None, True), ("on", True), ("off", False)])
def test_readers_are_asked_what_they_looked_for_unless_that_is_off(value: str | None, is_asked: bool) -> None:
    assert load_settings_from({"PAPER_SEARCH_JUDGEMENTS": value} if value else {}).is_feedback_enabled is is_asked


@pytest.mark.parametrize(("value", "is_enabled"), [(None, True), ("on", True), ("off", False)])
def test_the_reader_reads_unless_that_is_off(value: str | None, is_enabled: bool) -> None:
    assert load_settings_from({"PAPER_SEARCH_READER": value} if value else {}).is_reader_enabled is is_enabled


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "many", "words are no number"),
        ("PORT", "-1", "nor is anything below one"),
        ("PORT", "", "nor is nothing"),
        ("PORT", "7_860", "nor is what Python alone takes for one"),
        ("A_MINUTE", "0", "nobody could ask"),
        ("LOG_REQUESTS", "true", "neither yes nor no"),
        ("PROCESSES", "0", "no process reads nothing"),
        ("PDF_MEGABYTES", "1", "too little to start a reader in"),
        ("PRECISION", "int4", "no such encoder"),
        ("JUDGEMENTS", "maybe", "neither on nor off"),
        ("READER", "yes", "nor is this"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=f"PAPER_SEARCH_{name}") as raised:
        load_settings_from({f"PAPER_SEARCH_{name}": value})
    assert re.fullmatch(
        rf"PAPER_SEARCH_{name} is '{value}'; set it to (a whole number of at least \d+|one of: \w+, .+)\.",
        str(raised.value),
    )
    assert raised.value.__cause__ is None, "the library that parses is not shown"


@pytest.mark.parametrize("name", ["CACHE", "USERS"])
def test_an_empty_path_is_none(name: str) -> None:
    assert getattr(load_settings_from({f"PAPER_SEARCH_{name}": ""}), name.lower()) is None


def test_names_of_hosts_are_folded() -> None:
    assert load_settings_from({"PAPER_SEARCH_HOSTS": " Papers.Example, ,localhost"}).hosts == (
        "papers.example",
        "localhost",
    )


PATHS = [
    ("/papers-search", "a part"),
    ("/council/papers", "two parts"),
    ("/~a/b_c.d", "the signs that no browser encodes"),
]
NO_PATHS = [
    ("papers", "no slash at the beginning"),
    ("/papers/", "a slash at the end"),
    ("/", "the root is written as nothing"),
    ("//papers", "it names another host"),
    ("/a/../b", "it goes up"),
    ("/.", "a part that is no name"),
    ("/a b", "a space"),
    ("/a%2fb", "an encoded sign"),
    ("/a?b", "a query"),
    ("/päpers", "a letter that a browser encodes"),
    ("/a\n", "a line break"),
    ("/" + "a" * 200, "too long"),
    ("https://papers.example", "a whole address"),
]


@pytest.mark.parametrize(("path", "reason"), PATHS, ids=[reason for _, reason in PATHS])
def test_a_site_may_lie_below_a_path(path: str, reason: str) -> None:
    variables = {"PAPER_SEARCH_ROOT_PATH": path, "PAPER_SEARCH_SITE_URL": f"https://papers.example:8443{path}/"}
    settings = load_settings_from(variables)
    assert (settings.root_path, settings.site_url) == (path, f"https://papers.example:8443{path}"), reason


@pytest.mark.parametrize(("path", "reason"), NO_PATHS, ids=[reason for _, reason in NO_PATHS])
def test_what_is_no_path_is_refused(path: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=r"PAPER_SEARCH_ROOT_PATH .*such as /papers-search"):
        load_settings_from({"PAPER_SEARCH_ROOT_PATH": path})


NO_SITES = ["papers.example", "ftp://papers.example", "https://papers.example/?q=a", "https://papers.example/../a"]


@pytest.mark.parametrize("address", NO_SITES)
def test_what_is_no_address_of_a_site_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match=r"PAPER_SEARCH_SITE_URL .*such as https://papers\.example"):
        load_settings_from({"PAPER_SEARCH_SITE_URL": address})


def test_defaults_do_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPER_SEARCH_PORT", "8000")
    assert Settings().port == SETTINGS["PAPER_SEARCH_PORT"].default


def test_the_secret_is_not_shown() -> None:
    settings = load_settings_from({"PAPER_SEARCH_SECRET": "signs cookies"})
    assert settings.secret.get_secret_value() == "signs cookies"
    assert "signs cookies" not in repr(settings)


@pytest.mark.parametrize("variable", SETTINGS)
def test_every_setting_is_described(variable: str) -> None:
    assert re.fullmatch(r"[A-Z].+\.", SETTINGS[variable].description or "")
