"""Addresses: which belong to a site, which do not, and which machines are never asked."""

from __future__ import annotations

import pytest

from paper_search.errors import FetchError, HostStoppedError
from paper_search.fetch.addresses import check_peer, check_public, parse_site

SITES = (
    ("https://democracy.ferndale.example", "https://democracy.ferndale.example/", "a host alone"),
    ("democracy.ferndale.example", "https://democracy.ferndale.example/", "without a scheme"),
    ("https://democracy.ferndale.example/", "https://democracy.ferndale.example/", "with a slash"),
    ("https://ferndale.example/moderngov", "https://ferndale.example/moderngov/", "in a folder"),
    ("https://ferndale.example//moderngov//", "https://ferndale.example/moderngov/", "double slashes break some sites"),
    ("https://ferndale.example/mg/ieListMeetings.aspx?CId=1", "https://ferndale.example/mg/", "a page"),
    ("https://ferndale.example/mgWebService.asmx/GetCommittees", "https://ferndale.example/", "the service itself"),
    ("HTTPS://Ferndale.Example:8443/x", "https://ferndale.example:8443/x/", "capitals and a port"),
    ("http://127.0.0.1:80/", "http://127.0.0.1/", "the usual port"),
)


@pytest.mark.parametrize(("url", "expected", "reason"), SITES, ids=[case[2] for case in SITES])
def test_parses_a_site(url: str, expected: str, reason: str) -> None:
    assert parse_site(url).url == expected, reason


@pytest.mark.parametrize(
    "url",
    ["", "ftp://ferndale.example", "https://", "https://me:word@ferndale.example", "file:///etc/passwd", "http://[x"],
)
def test_refuses_what_is_no_site(url: str) -> None:
    with pytest.raises(FetchError):
        parse_site(url)


SITE = parse_site("https://ferndale.example/mg/", ["papers.ferndale.example", "files.ferndale.example:8443"])
ADDRESSES = (
    ("doc.pdf", "https://ferndale.example/mg/doc.pdf", "beside the pages"),
    ("/doc.pdf?ID=1#x", "https://ferndale.example/doc.pdf?ID=1", "from the root, without its fragment"),
    ("http://ferndale.example/a b.pdf", "https://ferndale.example/a%20b.pdf", "http of a site of https, with a space"),
    ("http://ferndale.example:80/a", "https://ferndale.example/a", "the usual port of http"),
    ("//ferndale.example/a", "https://ferndale.example/a", "without a scheme"),
    ("https://FERNDALE.example/a", "https://ferndale.example/a", "capitals"),
    ("https://papers.ferndale.example/a", "https://papers.ferndale.example/a", "another host of the site"),
    ("https://files.ferndale.example:8443/a", "https://files.ferndale.example:8443/a", "another host, on its port"),
    ("https://files.ferndale.example/a", None, "that host on the usual port"),
    ("https://papers.ferndale.example:8443/a", None, "the port of another host"),
    ("https://evil.example/a", None, "another host"),
    ("https://ferndale.example.evil.example/a", None, "a host that begins so"),
    ("https://ferndale.example@evil.example/a", None, "a user name that looks so"),
    ("https://me:word@ferndale.example/a", None, "a user name and a password"),
    ("https://ferndale.example:22/a", None, "another port"),
    ("http://169.254.169.254/latest/meta-data", None, "a machine inside a network"),
    ("javascript:alert(1)", None, "no address"),
    ("file:///etc/passwd", None, "a file"),
    ("https://[::1", None, "half an address"),
    ("https://ferndale.example:x/", None, "a port that is none"),
)


@pytest.mark.parametrize(("address", "expected", "reason"), ADDRESSES, ids=[case[2] for case in ADDRESSES])
def test_resolves_an_address(address: str, expected: str | None, reason: str) -> None:
    assert SITE.resolve(address) == expected, reason


def test_never_goes_from_https_down_to_http() -> None:
    assert parse_site("http://ferndale.example").resolve("https://ferndale.example/a") is None


PRIVATE = (
    ("127.0.0.1", "this machine"),
    ("10.1.2.3", "a private network"),
    ("192.168.1.1", "a private network"),
    ("169.254.169.254", "the data of a machine in a cloud"),
    ("100.64.0.1", "a provider's own network"),
    ("0.0.0.0", "no address"),
    ("224.0.0.1", "many machines"),
    ("[::1]", "this machine"),
    ("[fd00::1]", "a private network"),
    ("[::ffff:127.0.0.1]", "this machine, wrapped"),
    ("[64:ff9b::7f00:1]", "this machine, behind a translator"),
    ("[2002:7f00:1::]", "this machine, in a tunnel"),
)


@pytest.mark.parametrize(("host", "reason"), PRIVATE, ids=[case[0] for case in PRIVATE])
def test_never_asks_inside_a_network(host: str, reason: str) -> None:
    with pytest.raises(HostStoppedError, match="inside a network"):
        check_public(f"https://{host}/", False)
    check_public(f"https://{host}/", True)
    with pytest.raises(HostStoppedError):
        check_peer("ferndale.example", host)


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:4700::1111]"])
def test_asks_public_addresses(host: str) -> None:
    check_public(f"https://{host}/", False)
    check_peer("ferndale.example", host)
