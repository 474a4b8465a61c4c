"""Child process of the reader pool: the loop that answers requests, and its memory limit.

Requests and answers go through standard input and output as JSON, so that a hostile file cannot make the parent run
code. The process loads the readers and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import IO, Any

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import read

WorkerMessage = dict[str, Any]
"""A request or an answer: anything that JSON can hold."""
OUT_OF_MEMORY_EXIT_CODE = 77
"""The exit code of a process that ended itself for lack of memory."""


def serve(megabytes: int) -> None:
    """Read files named on standard input until it is closed."""
    serve_messages(megabytes, lambda: None, _read_requested)


def serve_messages(
    megabytes: int, preload: Callable[[], None], answer: Callable[[WorkerMessage], WorkerMessage]
) -> None:
    """Answer requests from standard input until it is closed.

    Args:
        megabytes: the memory that the process may use beyond what it uses after ``preload``.
        preload: loads modules that are not to count as used memory.
        answer: makes the answer to a request.
    """
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    os.dup2(silent, 1)
    preload()
    limit_memory(megabytes)
    send_message(outgoing, {"ready": True})
    while (request := receive_message(incoming)) is not None:
        try:
            send_message(outgoing, answer(request))
        except MemoryError:
            send_message(outgoing, {"code": "memory"})


def _read_requested(message: WorkerMessage) -> WorkerMessage:
    path = Path(message["path"])
    if path.suffix.lower() == ".pdf":
        _load_pdf_reader()
    try:
        return asdict(read(path))
    except UnreadableError as error:
        if isinstance(error.__cause__, MemoryError):
            return {"code": "memory"}
        return {"code": error.code, "reason": error.reason, "next_step": error.next_step}


@cache
def _load_pdf_reader() -> None:
    """Load what draws pages, whose libraries take more address space than a small limit gives a paper.

    They are loaded at the first PDF, since they take longer than most other papers do. The other readers import their
    libraries when they are first used.
    """
    with _lift_memory_limit():
        import pypdfium2  # noqa: F401

        import paper_search.ingest.readers.pdf  # noqa: F401


def limit_memory(megabytes: int) -> None:
    """Let this process use this much memory beyond what it uses now."""
    extra_bytes = megabytes * 1024 * 1024
    if sys.platform == "linux":
        _limit_address_space(extra_bytes)
    elif sys.platform != "win32":
        threading.Thread(target=watch_memory, args=(extra_bytes,), daemon=True).start()


def _limit_address_space(extra_bytes: int) -> None:
    import resource

    # The hard limit stays as it is, so that the limit can be moved.
    hard_limit = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft_limit = _measure_address_space() + extra_bytes
    if hard_limit != resource.RLIM_INFINITY:
        soft_limit = min(soft_limit, hard_limit)
    resource.setrlimit(resource.RLIMIT_AS, (soft_limit, hard_limit))


def _measure_address_space() -> int:
    import resource

    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


@contextmanager
def _lift_memory_limit() -> Iterator[None]:
    """Let what is loaded meanwhile not count as used, where there is a limit on address space."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft_limit, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
    used_bytes = _measure_address_space()
    resource.setrlimit(resource.RLIMIT_AS, (hard_limit, hard_limit))
    try:
        yield
    finally:
        if soft_limit != resource.RLIM_INFINITY:
            _limit_address_space(soft_limit - used_bytes)


def watch_memory(extra_bytes: int) -> None:
    """End this process once it has used this many bytes beyond what it uses now.

    It is for systems without a limit on address space.
    """
    import resource
    import time

    unit = 1 if sys.platform == "darwin" else 1024
    limit = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit + extra_bytes
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < limit:
        time.sleep(0.1)
    os._exit(OUT_OF_MEMORY_EXIT_CODE)


# -- the pipe: a message is its length in eight bytes, then JSON


def send_message(pipe: IO[bytes] | None, message: WorkerMessage) -> None:
    """Write a message to a pipe."""
    if pipe is None:
        raise BrokenPipeError
    raw = json.dumps(message).encode()
    pipe.write(len(raw).to_bytes(8, "big") + raw)
    pipe.flush()


def receive_message(pipe: IO[bytes] | None) -> WorkerMessage | None:
    """Return the next message, or None where the other side is gone."""
    head = pipe.read(8) if pipe else b""
    if pipe is None or len(head) < 8:
        return None
    raw = pipe.read(int.from_bytes(head, "big"))
    message: WorkerMessage | None = json.loads(raw) if len(raw) == int.from_bytes(head, "big") else None
    return message
