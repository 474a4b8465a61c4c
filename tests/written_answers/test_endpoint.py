"""The server of the model: whose machine it is, and the file of its key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from paper_search.config import SiteSettings
from paper_search.errors import SettingsError
from paper_search.written_answers.endpoint import ModelEndpoint, make_endpoint, read_key
from tests.environment import load_settings_from

MACHINES = [
    ("http://127.0.0.1:11434/v1", True, True, "this machine"),
    ("http://127.8.8.8/v1", True, True, "this machine by another of its addresses"),
    ("http://[::1]:8080/v1", True, True, "this machine"),
    ("http://localhost:8080/v1", True, True, "this machine by its name"),
    ("http://10.1.2.3/v1", False, True, "a private network"),
    ("http://192.168.0.9:8000/v1", False, True, "a private network"),
    ("http://8.8.8.8/v1", False, False, "the internet"),
    ("https://models.example/v1", False, False, "a name says nothing of where it is"),
    ("https://localhost.example/v1", False, False, "a name that begins like this machine's"),
    ("http://127.0.0.1.example/v1", False, False, "a name that looks like this machine's address"),
    ("http://2130706433/v1", False, False, "an address written as a number is taken for a name"),
    ("http://0.0.0.0/v1", False, True, "no address to send to is not sure to be this machine"),
]


@pytest.mark.parametrize(("url", "is_loopback", "is_private", "reason"), MACHINES, ids=[url for url, *_ in MACHINES])
def test_whose_machine_it_is(url: str, is_loopback: bool, is_private: bool, reason: str) -> None:
    endpoint = ModelEndpoint(url, "m")
    assert (endpoint.is_loopback, endpoint.is_private) == (is_loopback, is_private), reason


ADDRESSES = [
    ("http://127.0.0.1:11434/v1/", True, "a slash at the end is left out"),
    ("https://models.example:8443/openai/v1", True, "below a path"),
    ("http://[::1]:8080/v1", True, "an address of IPv6"),
    ("http://user:secret@models.example/v1", False, "a password would stand in logs"),
    ("models.example/v1", False, "no scheme"),
    ("ftp://models.example/v1", False, "another scheme"),
    ("http://models.example/v1?key=1", False, "a query"),
    ("http://models.example/v1#x", False, "a fragment"),
    ("http://models.example/../v1 x", False, "a space"),
]


@pytest.mark.parametrize(("url", "is_taken", "reason"), ADDRESSES, ids=[url for url, *_ in ADDRESSES])
def test_an_address_is_taken_or_refused(url: str, is_taken: bool, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if is_taken:
        assert load_settings_from({"PAPER_SEARCH_ANSWERS_URL": url}).answers_url == url.rstrip("/")
        return
    with pytest.raises(SettingsError, match="PAPER_SEARCH_ANSWERS_URL") as raised:
        load_settings_from({"PAPER_SEARCH_ANSWERS_URL": url})
    assert "secret" not in str(raised.value)


def test_without_an_address_there_is_none() -> None:
    assert make_endpoint(SiteSettings(answers_model="m")) is None


def test_an_address_needs_a_model() -> None:
    with pytest.raises(SettingsError, match="PAPER_SEARCH_ANSWERS_MODEL"):
        make_endpoint(SiteSettings(answers_url="http://127.0.0.1/v1"))


KEYS = [
    ("sk-1\n", 0o600, "", "the first line"),
    ("  sk-1  \r\nsecond line\n", 0o400, "", "the first line, trimmed"),
    ("sk-1\n", 0o640, "chmod 600", "others may read it"),
    ("sk-1\n", 0o604, "chmod 600", "others may read it"),
    ("\n", 0o600, "no key", "an empty line"),
    ("sk 1\n", 0o600, "no key", "two words"),
    ("sk-\x07\n", 0o600, "no key", "a control character"),
    ("sk-é\n", 0o600, "cannot be read", "no header can hold it"),
]


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
@pytest.mark.parametrize(("text", "mode", "fault", "reason"), KEYS)
def test_a_key_is_read_where_its_owner_alone_can(text: str, mode: int, fault: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    if not fault:
        assert read_key(path) == "sk-1", reason
        return
    with pytest.raises(SettingsError, match=fault) as raised:
        read_key(path)
    assert str(path) in str(raised.value)
    assert "sk" not in str(raised.value)


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_key(tmp_path / "none")
