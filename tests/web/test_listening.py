"""The port of the site: what is in the way is said in words, and a usual port that is taken is passed over."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from paper_search.errors import SettingsError
from paper_search.web import listening
from paper_search.web.listening import format_address, open_port

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with closing(socket.socket()) as other:
        other.bind((HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def open_and_close(host: str, port: int, is_port_fixed: bool) -> int:
    sockets = open_port(host, port, is_port_fixed)
    ports = {opened.getsockname()[1] for opened in sockets}
    for opened in sockets:
        opened.close()
    assert len(ports) == 1
    return int(ports.pop())


def test_a_named_port_that_is_taken_is_an_error_that_names_it(taken: int) -> None:
    with pytest.raises(SettingsError, match=f"Port {taken} is in use by another program.*--port"):
        open_port(HOST, taken, is_port_fixed=True)


def test_the_next_free_port_is_used_where_nobody_has_named_one(taken: int) -> None:
    assert taken < open_and_close(HOST, taken, is_port_fixed=False) <= taken + listening.TRIED_PORTS


def test_it_is_said_when_all_ports_that_were_tried_are_taken(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "TRIED_PORTS", 0)
    with pytest.raises(SettingsError, match=f"Port {taken} is in use"):
        open_port(HOST, taken, is_port_fixed=False)


def test_a_free_port_is_chosen_for_zero() -> None:
    assert open_and_close(HOST, 0, is_port_fixed=True) > 0


@pytest.mark.parametrize("host", ["localhost", ""])
def test_all_addresses_of_a_name_have_one_port(host: str) -> None:
    assert open_and_close(host, 0, is_port_fixed=True) > 0


WRONG = [
    (HOST, 99999, None, "99999 is no port.*1024 to 65535", "ports end at 65535"),
    (HOST, -1, None, "-1 is no port", "none is below zero"),
    ("192.0.2.1", 9000, None, "'192.0.2.1' is no address of this machine.*--host 127.0.0.1", "somebody else's address"),
    ("no host", 9000, None, "'no host' is no address of this machine", "no address at all"),
    (HOST, 80, errno.EACCES, "may not listen on port 80.*--port 8000", "a port for administrators"),
    (HOST, 9000, errno.ENOBUFS, "Port 9000 of 127.0.0.1 cannot be listened on.*--port", "anything else"),
]


@pytest.mark.parametrize(("host", "port", "code", "said", "why"), WRONG, ids=[row[4] for row in WRONG])
def test_what_is_in_the_way_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, host: str, port: int, code: int | None, said: str, why: str
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(code, "refused by the system")

    if code is not None:
        monkeypatch.setattr(listening, "_bind", refuse)
    with pytest.raises(SettingsError, match=said) as raised:
        open_port(host, port, is_port_fixed=False)
    assert "Errno" not in str(raised.value), why


ADDRESSES = [
    ("127.0.0.1", "http://127.0.0.1:7860", "this machine"),
    ("0.0.0.0", "http://127.0.0.1:7860", "all addresses, of which a browser here takes this"),
    ("::1", "http://[::1]:7860", "an address with colons"),
    ("papers.example", "http://papers.example:7860", "a name"),
]


@pytest.mark.parametrize(("host", "address", "why"), ADDRESSES)
def test_the_address_to_open(host: str, address: str, why: str) -> None:
    assert format_address(host, 7860) == address, why
