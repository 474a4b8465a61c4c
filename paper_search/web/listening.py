"""The port that the site listens on, opened before anything is loaded: what stands in the way is said in words.

Where nobody has named a port and the usual one is taken, the next free one is used.
"""

from __future__ import annotations

import errno
import os
import socket

from paper_search.errors import SettingsError

MAX_PORT = 65535
TRIED_PORTS = 20
"""Ports that are tried, one after another, where nobody has named one."""
_NO_RIGHT = (errno.EACCES, errno.EPERM)
_NO_ADDRESS = (errno.EADDRNOTAVAIL, errno.EINVAL, errno.EAFNOSUPPORT)


def open_port(host: str, port: int, is_port_fixed: bool) -> list[socket.socket]:
    """Return sockets bound to a port on every address of a host; they do not listen yet.

    Args:
        host: the address or name of this machine to listen on.
        port: the port; 0 for a free one.
        is_port_fixed: somebody has named the port, so that no other will do.

    Raises:
        SettingsError: the port cannot be used; the message says why and what to do.
    """
    if not 0 <= port <= MAX_PORT:
        raise SettingsError(f"{port} is no port; choose one from 1024 to {MAX_PORT}, such as --port 8000.")
    last = port if is_port_fixed or port == 0 else min(port + TRIED_PORTS, MAX_PORT)
    for candidate in range(port, last + 1):
        try:
            return _bind(host, candidate)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and candidate < last:
                continue
            raise SettingsError(_explain(error, host, port, last)) from error
    raise AssertionError("the last candidate returns or raises")


def format_address(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def _bind(host: str, port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            opened = socket.socket(family, kind, protocol)
            sockets.append(opened)
            if os.name == "posix":
                # On Windows this would let a second program take the port away.
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            opened.bind((address[0], sockets[0].getsockname()[1] if port == 0 and sockets[1:] else port, *address[2:]))
            opened.setblocking(False)
    except OSError:
        for opened in sockets:
            opened.close()
        raise
    return sockets


def _explain(error: OSError, host: str, port: int, last: int) -> str:
    """Return why a port cannot be used, and what to do."""
    if error.errno == errno.EADDRINUSE:
        taken = f"Port {port} is" if port == last else f"Ports {port} to {last} are"
        free = f"choose another port, such as --port {last + 1 if last < MAX_PORT else 8000}"
        return f"{taken} in use by another program, perhaps by this page. Stop that program, or {free}."
    if error.errno in _NO_RIGHT:
        return f"This user may not listen on port {port}. Choose one from 1024 to {MAX_PORT}, such as --port 8000."
    if isinstance(error, socket.gaierror) or error.errno in _NO_ADDRESS:
        return (
            f"{host!r} is no address of this machine. Use --host 127.0.0.1 for this machine alone, or --host 0.0.0.0"
            " for all its addresses."
        )
    return f"Port {port} of {host} cannot be listened on ({error.strerror}). Choose another with --port."
