"""Connections of a real server: what is ended, what is answered, and what is let go on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from paper_search.config import SiteSettings
from paper_search.web import http_protocol
from paper_search.web.middleware.security import ALL_HEADERS
from paper_search.web.serve import create_server

SECONDS = 1
"""How long a request may take to arrive here."""
PATIENCE, LONG = 30.0, 400
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


given_up = Event()
"""Set once nothing more is sent of the long answer, of which nobody reads anything."""


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the body that came; /early before it came, /slow after a while, /long with very much."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/early":
        await PlainTextResponse("early")(scope, receive, send)
        return
    try:
        body = await Request(scope, receive).body()
    except ClientDisconnect:
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(3 * SECONDS)
    if scope["path"] == "/long":
        await StreamingResponse(iter([b"x" * 64_000] * LONG))(scope, receive, send)
        given_up.set()
    else:
        await PlainTextResponse(body or b"here")(scope, receive, send)


@contextmanager
def serve(max_connections: int = 20, max_per_address: int = 10) -> Iterator[int]:
    settings = SiteSettings(
        max_connections=max_connections, max_connections_per_address=max_per_address, request_seconds=SECONDS
    )
    server = create_server(app, "127.0.0.1", 0, settings)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    end = monotonic() + PATIENCE
    while not server.started and monotonic() < end:
        sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as opened:
        yield opened


def connect(port: int, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=(source, 0))


def read_to_end(opened: socket.socket) -> bytes:
    """Return all that the server sends before it closes; a reset is an end too."""
    read = b""
    try:
        while part := opened.recv(65_536):
            read += part
    except ConnectionError:
        pass
    opened.close()
    return read


def ask(port: int, source: str = "127.0.0.1") -> bytes:
    with connect(port, source) as opened:
        opened.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        return read_to_end(opened)


ENDED = [
    (b"", b"", "nothing at all"),
    (b"GET / HT", b"408", "half a line"),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"408", "half the headers"),
    (HEAD + b"\r\n12345", b"408", "half the body"),
    (HEAD + b"Expect: 100-continue\r\n\r\n", b"408", "a body that waits to be asked for"),
    (CHUNKED + b"5\r\n12345\r\n", b"408", "half the chunks"),
    (GET + b"GET / HT", b"200", "half a second request behind a whole one"),
]  # fmt: skip


@pytest.fixture(scope="module")
def ends(port: int) -> dict[str, bytes]:
    """What comes back on each of the connections, which wait for their end at the same time."""
    opened = {reason: connect(port) for *_, reason in ENDED}
    for sent, _, reason in ENDED:
        opened[reason].sendall(sent)
    return {reason: read_to_end(connection) for reason, connection in opened.items()}


@pytest.mark.parametrize(("sent", "status", "reason"), ENDED, ids=[reason for *_, reason in ENDED])
def test_a_request_that_does_not_arrive_is_ended(
    ends: dict[str, bytes], sent: bytes, status: bytes, reason: str
) -> None:
    read = ends[reason]
    if read[9:12] == b"100":
        read = read.partition(b"\r\n\r\n")[2]
    assert read[9:12] == status
    if status == b"408":
        head = read.partition(b"\r\n\r\n")[0].decode().lower()
        assert all(f"{name}: {value.lower()}" in head for name, value in ALL_HEADERS.items())


@pytest.mark.parametrize("between", [0.05, 0.3], ids=["quick", "slow"])
def test_a_byte_now_and_then_does_not_put_the_end_off(port: int, between: float) -> None:
    opened, began = connect(port), monotonic()
    try:
        opened.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")
        while monotonic() - began < PATIENCE:
            opened.sendall(b"a")
            sleep(between)
    except ConnectionError:
        pass
    assert monotonic() - began < PATIENCE
    opened.close()


ANSWERED_EARLY = [
    (b"12345", "a body that does not come whole"),
    (b"5\r\n12345\r\nzz\r\n", "a body that turns out to be no HTTP"),
]


@pytest.mark.parametrize(("body", "reason"), ANSWERED_EARLY, ids=[reason for _, reason in ANSWERED_EARLY])
def test_a_request_has_one_answer(port: int, body: bytes, reason: str) -> None:
    # A second one would be taken for the answer to what a proxy sends next on the same connection.
    head = HEAD + b"\r\n" if body == b"12345" else CHUNKED
    opened = connect(port)
    opened.sendall(head.replace(b"POST /", b"POST /early"))
    read = opened.recv(65_536)
    opened.sendall(body)
    read += read_to_end(opened)
    assert read[9:12] == b"200"
    assert read.count(b"HTTP/1.1") == 1


def test_a_body_that_is_no_http_is_refused(port: int) -> None:
    opened = connect(port)
    opened.sendall(CHUNKED + b"zz\r\n")
    assert read_to_end(opened)[9:12] == b"400"


def test_what_is_no_http_is_refused_with_the_headers(port: int) -> None:
    opened = connect(port)
    opened.sendall(b"HELO\r\n\r\n")
    read = read_to_end(opened)
    assert read[9:12] == b"400"
    assert b"content-security-policy: default-src 'none'" in read


def test_an_answer_that_takes_longer_than_a_request_may_is_let_go_on(port: int) -> None:
    opened = connect(port)
    opened.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert read_to_end(opened).endswith(b"here")


def test_one_connection_serves_many_requests(port: int) -> None:
    with connect(port) as opened:
        for number in range(4):
            opened.sendall(HEAD + b"\r\n12345")
            sleep(0.4 * SECONDS)
            opened.sendall(b"6789%d" % number)
            read = b""
            while not read.endswith(b"6789%d" % number):
                read += opened.recv(65_536)


def test_an_answer_that_nobody_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "WRITE_SECONDS", 0.5)
    with serve() as port, connect(port) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened.sendall(b"GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert given_up.wait(PATIENCE)


def _half_sent(port: int, source: str, number: int) -> list[socket.socket]:
    opened = []
    for _ in range(number):
        opened.append(connect(port, source))
        opened[-1].sendall(b"GET / HT")
    return opened


def _being_answered(port: int, source: str, number: int) -> list[socket.socket]:
    opened = []
    for _ in range(number):
        opened.append(connect(port, source))
        opened[-1].sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
    sleep(0.3)
    return opened


Attack = Callable[[int], list[socket.socket]]
ATTACKS: list[tuple[Attack, str, bytes, str]] = [
    (lambda port: _half_sent(port, "127.0.0.1", 60), "127.0.0.2", b"200", "half-sent requests, from elsewhere"),
    (lambda port: _half_sent(port, "127.0.0.1", 60), "127.0.0.1", b"200", "half-sent requests, from the same address"),
    (lambda port: _being_answered(port, "127.0.0.1", 10), "127.0.0.1", b"503", "all places of the address at work"),
    (lambda port: _being_answered(port, "127.0.0.1", 10), "127.0.0.2", b"200", "the same, from elsewhere"),
    (
        lambda port: [opened for last in range(10, 40) for opened in _half_sent(port, f"127.0.0.{last}", 3)],
        "127.0.0.2",
        b"200",
        "half-sent requests from thirty addresses",
    ),
    (
        lambda port: [opened for last in range(10, 13) for opened in _being_answered(port, f"127.0.0.{last}", 8)],
        "127.0.0.2",
        b"200",
        "all places of the server at work for three addresses",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "source", "status", "reason"), ATTACKS, ids=[reason for *_, reason in ATTACKS])
def test_whoever_holds_connections_takes_places_from_himself(
    attack: Attack, source: str, status: bytes, reason: str
) -> None:
    with serve() as port:
        held = attack(port)
        answer = ask(port, source)
        assert answer[9:12] == status
        assert b"x-content-type-options: nosniff" in answer or status == b"200"
        for opened in held:
            opened.close()
