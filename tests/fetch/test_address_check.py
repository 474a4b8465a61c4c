"""The addresses of which a run would ask nothing, with the reason of a run."""

from __future__ import annotations

import socket

import pytest

from paper_search.errors import HostStoppedError, UnreadablePageError
from paper_search.fetch.address_check import AddressCheck

ADDRESSES = [
    ("https://8.8.8.8/a.pdf", False, "", "a public address"),
    ("http://127.0.0.1:8080/a.pdf", False, "127.0.0.1: its address 127.0.0.1 is inside", "this machine"),
    ("http://localhost/a.pdf", False, "localhost: its address 127.0.0.1 is inside", "this machine by its name"),
    ("http://192.168.1.7/a.pdf", False, "add --allow-private", "a private network, with what to do"),
    ("http://192.168.1.7/a.pdf", True, "", "a private network that is allowed"),
]


@pytest.mark.parametrize(("url", "is_allowed", "expected", "reason"), ADDRESSES, ids=[row[-1] for row in ADDRESSES])
def test_addresses(url: str, is_allowed: bool, expected: str, reason: str) -> None:
    refusal = AddressCheck(is_allowed).find_refusal(url)
    assert expected in str(refusal or ""), reason
    assert isinstance(refusal, HostStoppedError) == bool(expected), reason


def test_a_name_that_cannot_be_used_fails_its_paper_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paper_search.fetch.addresses.getproxies", dict)
    refusal = AddressCheck(is_private_allowed=False).find_refusal(f"https://{'x' * 64}.example/a.pdf")
    assert isinstance(refusal, UnreadablePageError)


LOOKUPS = [
    (socket.EAI_NONAME, "there is no host of this name", "a run would stop there"),
    (socket.EAI_AGAIN, "", "not known now, and perhaps known by the time of the run"),
]


@pytest.mark.parametrize(("number", "expected", "reason"), LOOKUPS, ids=[row[-1] for row in LOOKUPS])
def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch, number: int, expected: str, reason: str) -> None:
    asked = list[object]()

    def look_up(host: object, *values: object, **options: object) -> list[object]:
        asked.append(host)
        raise socket.gaierror(number, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr("paper_search.fetch.addresses.getproxies", dict)
    check = AddressCheck(is_private_allowed=False)
    for name in ("a", "b"):
        refusal = check.find_refusal(f"https://papers.larkford.example/{name}.pdf")
        assert (expected in str(refusal)) if expected else refusal is None, reason
    assert asked == ["papers.larkford.example"]
