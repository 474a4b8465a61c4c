"""A decision that is killed, or fails, at a step of its own.

Run as a program it takes one order a line on standard input, as JSON (``corpus``, ``index``, ``action`` and ``paper``;
``step``, counted from 1, with ``fault``, "kill" or "fail"; without a step it runs to its end). Each is done in a
process of its own. It answers with one line: the signal that ended it, the error's message, and the names of the steps
it came to. A step is the moment before or after a call that reads or writes a file, a lock or the database.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from paper_search.errors import PaperSearchError
from paper_search.indexing import withdrawals
from paper_search.storage.lock import lock_index

_FILE_CALLS = {"open", "write", "fsync", "flock", "truncate", "ftruncate", "unlink", "mkdir"}
_DATABASE_CALLS = {"execute", "executemany", "connect"}


class Steps:
    """Counts the steps of this process, and kills it, or lets it fail, at one of them."""

    def __init__(self, last: int | None, fault: str) -> None:
        self.names: list[str] = []
        self._last, self._fault = last, fault

    def watch(self, frame: FrameType, event: str, called: Any) -> None:
        name = getattr(called, "__name__", "")
        if event not in ("c_call", "c_return") or name not in _FILE_CALLS | _DATABASE_CALLS:
            return
        self.names.append(f"{'before' if event == 'c_call' else 'after'} {name} in {frame.f_code.co_name}")
        if len(self.names) != self._last:
            return
        if self._fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if name in _DATABASE_CALLS:
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise full
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def decide(order: dict[str, Any]) -> dict[str, Any]:
    """Do what an order asks for, in this process."""
    corpus, index, paper = Path(order["corpus"]), Path(order["index"]), order["paper"]
    steps, error = Steps(order.get("step"), order.get("fault", "kill")), None
    sys.setprofile(steps.watch)
    try:
        if order["action"] == "withdraw":
            withdrawals.withdraw(corpus, index, paper, "names a child", lock_index)
        else:
            withdrawals.release(corpus, index, paper, "corrected")
    except (PaperSearchError, OSError, sqlite3.Error) as raised:
        error = f"{type(raised).__name__}: {raised}"
    finally:
        sys.setprofile(None)
    return {"signal": None, "error": error, "steps": steps.names}


def run_apart(order: dict[str, Any]) -> dict[str, Any]:
    """Do what an order asks for, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(decide(order)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status), "error": None, "steps": []}
    answered: dict[str, Any] = json.loads(text)
    return answered


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run_apart(json.loads(line))) + "\n")
        sys.stdout.flush()
