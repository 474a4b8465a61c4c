"""What the tests make once and use again, where the program makes it anew: readers' processes, Gradio's applications.

None of it changes what is tested. Where the process of a reader is tested, one is started each time, as in the program.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import gradio.blocks
import pytest
from gradio.routes import App

from paper_search.access import users
from paper_search.fetch import meeting_update, placeholders
from paper_search.ingest.readers import pool

_OWN_VARIABLE = "PYTEST_CURRENT_TEST"
"""Differs from test to test, and says nothing to a reader."""


_KEPT_KINDS = 3
"""Limits and environments whose workers are kept: each worker has some hundred megabytes."""


class KeptWorkerPool(pool._WorkerPool):
    """A pool whose workers read on in the next one with the same limits and the same environment.

    Most builds of the tests read a few small papers, and would spend their time on the start of a process.
    """

    _kept: ClassVar[dict[Hashable, list[pool.Worker]]] = {}
    _kept_lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, processes: int, seconds: int, megabytes: int) -> None:
        super().__init__(processes, seconds, megabytes)
        variables = {name: value for name, value in os.environ.items() if name != _OWN_VARIABLE}
        self._key = (seconds, megabytes, tuple(sorted(variables.items())), tuple(sys.path), Path.cwd())
        self._unread = 0

    def submit(self, path: Path) -> Future[pool.ReadOutcome]:
        with self._lock:
            self._unread += 1
        return super().submit(path)

    def _read(self, path: Path) -> pool.ReadOutcome:
        try:
            return super()._read(path)
        finally:
            with self._lock:
                self._unread -= 1

    def _start_worker(self) -> pool.Worker | None:
        with self._lock, self._kept_lock:
            kept = self._kept.get(self._key, [])
            while kept and not self._is_closed:
                worker = kept.pop()
                if worker.is_alive():
                    self._workers.append(worker)
                    return worker
        return super()._start_worker()

    def close(self) -> None:
        """Keep the workers if all is read; else stop them, as the program does."""
        with self._lock, self._kept_lock:
            if not self._unread:
                self._is_closed = True
                self._kept[self._key] = [*self._kept.pop(self._key, []), *self._workers]
                self._workers.clear()
        self.stop_kept(_KEPT_KINDS)
        super().close()

    @classmethod
    def stop_kept(cls, but: int = 0) -> None:
        """Stop all that are kept, but those of the limits and environments that were used last."""
        with cls._kept_lock:
            while len(cls._kept) > but:
                for worker in cls._kept.pop(next(iter(cls._kept))):
                    worker.stop()


class KeptPlaceholderCheck(placeholders.PlaceholderCheck):
    """A check of fetched files whose process goes on in the next one.

    A run of a fetch from a council of the tests takes less time than the start of a process.
    """

    _kept: ClassVar[list[pool.Worker]] = []

    def is_placeholder(self, path: Path) -> bool:
        if self._worker is None and self._kept:
            self._worker = self._kept.pop()
        return super().is_placeholder(path)

    def close(self) -> None:
        """Keep the process, if it is still there."""
        if self._worker is not None and self._worker.is_alive():
            self._kept.append(self._worker)
            self._worker = None
        super().close()

    @classmethod
    def stop_kept(cls) -> None:
        while cls._kept:
            cls._kept.pop().stop()


class LateApp:
    """Stands for the application that Gradio makes of a page before it is mounted, and is made when it is needed.

    Gradio makes three of a page, two of which are thrown away at once; that takes as long as all else in a site.
    """

    def __init__(self, page: gradio.blocks.Blocks) -> None:
        self._page, self._made = page, None

    @classmethod
    def create_app(cls, page: gradio.blocks.Blocks, **options: object) -> LateApp:
        return cls(page)

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = App.create_app(self._page, mcp_server=False)
        return getattr(self._made, name)


REAL_COST = {name: getattr(users, name) for name in ("_SCRYPT_N", "_SCRYPT_P", "_UNKNOWN_USER")}
_REAL_COST, _CHEAP_COST = (users._SCRYPT_N, users._SCRYPT_P), (2, 1)


@contextmanager
def save_time() -> Iterator[None]:
    """Make once what can be used again, and hash the passwords of made-up people in no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_WorkerPool", KeptWorkerPool)
        patch.setattr(meeting_update, "PlaceholderCheck", KeptPlaceholderCheck)
        patch.setattr(gradio.blocks, "App", LateApp)
        real, cheap = (f"scrypt${n}${users._SCRYPT_R}${p}$" for n, p in (_REAL_COST, _CHEAP_COST))
        nobody = users._UNKNOWN_USER.password_hash.replace(real, cheap)
        patch.setattr(users, "_UNKNOWN_USER", users.User("", "reader", nobody))
        patch.setattr(users, "_SCRYPT_N", _CHEAP_COST[0])
        patch.setattr(users, "_SCRYPT_P", _CHEAP_COST[1])
        yield
    KeptWorkerPool.stop_kept()
    KeptPlaceholderCheck.stop_kept()
