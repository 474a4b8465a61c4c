"""A publication that is killed at a point of its own.

Run as a program it takes one order a line on standard input, as JSON (``index``, ``url``, ``shards`` and
``collection``; ``point`` to be killed at one). Each is done in a process of its own. It answers with one line: the
signal that ended it, and the error's message. A point is the moment before or after a call of a function.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from paper_search.errors import PaperSearchError
from paper_search.indexing.publish import publish
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.storage.postgres import counts, versions
from paper_search.storage.postgres import publication as publications
from paper_search.storage.postgres.publication import Publication
from paper_search.storage.postgres.sealing import Sealing
from paper_search.storage.postgres.session import WriteSession
from paper_search.storage.postgres.writer import ShardWriter

POINTS: dict[str, tuple[Any, str, str, int]] = {
    "before anything is written": (Publication, "start", "before", 1),
    "where the generation is said to be pending": (Publication, "start", "after", 1),
    "before the first paper": (ShardWriter, "change", "before", 1),
    "in the first paper": (ShardWriter, "_copy_entries", "before", 1),
    "after the first paper": (ShardWriter, "change", "after", 1),
    "after the third paper": (ShardWriter, "change", "after", 3),
    "after all papers": (Publication, "finish_writing", "after", 1),
    "before the counts": (Publication, "_count", "before", 1),
    "in the counts": (counts, "set_counted", "before", 1),
    "after the counts of one server": (counts, "count_generation", "after", 1),
    "after the counts of all servers": (Publication, "_count", "after", 1),
    "in the seal": (Sealing, "_note_seal", "after", 1),
    "after the seal": (Sealing, "publish", "after", 1),
    "before old versions are deleted": (Sealing, "expire", "before", 1),
}
"""The function, the moment and the number of the call, by what it means."""
UNDO_POINTS: dict[str, tuple[Any, str, str, int]] = {
    "before another's papers are taken back": (versions, "undo_generation", "before", 1),
    "after those of one server": (versions, "undo_generation", "after", 1),
    "before its counts are taken back": (counts, "forget_generation", "before", 1),
    "after all is taken back": (WriteSession, "get_setting", "before", 4),
}
SEALED_POINTS = {"after the seal", "before old versions are deleted"}
"""Points at which the new generation is published already."""


def kill_at(owner: Any, name: str, moment: str, number: int) -> None:
    """Have this process killed at a call of a function."""
    function: Callable[..., Any] = getattr(owner, name)
    calls, lock = Counter[str](), threading.Lock()

    def count(at: str) -> None:
        # Several servers are written to at the same time.
        with lock:
            calls[at] += 1
            if at == moment and calls[at] == number:
                os.kill(os.getpid(), signal.SIGKILL)

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        count("before")
        result = function(*args, **options)
        count("after")
        return result

    for module in (owner, publications, sys.modules["paper_search.storage.postgres.opening"]):
        if getattr(module, name, None) is function:
            setattr(module, name, call)


def publish_as_ordered(order: dict[str, Any]) -> str | None:
    """Publish as an order says, and return the message of an error."""
    if order.get("point"):
        kill_at(*(POINTS | UNDO_POINTS)[order["point"]])
    limit = RemovalLimit(is_lifted=True)
    try:
        publish(Path(order["index"]), order["url"], order["collection"], order["shards"], removal_limit=limit)
    except PaperSearchError as error:
        return str(error)
    return None


def run_apart(order: dict[str, Any]) -> dict[str, Any]:
    """Do what an order asks for, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(publish_as_ordered(order)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status), "error": None}
    return {"signal": None, "error": json.loads(text)}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run_apart(json.loads(line))) + "\n")
        sys.stdout.flush()
