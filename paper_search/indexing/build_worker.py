"""A worker: it builds one folder of a queue after the other, and publishes each, until nothing is left.

While it works it says that it is alive. A fault of one folder is written into the queue, and the worker goes on.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Literal, Protocol

from paper_search.errors import LockedIndexError, PaperSearchError, UnreachableShardError
from paper_search.records.index import QueuedFolder
from paper_search.storage.postgres.build_queue import BuildQueue

DEAD_AFTER_SECONDS = 120
"""After how many seconds without a word a worker counts as dead, unless the command says otherwise."""
_BEATS = 6
"""How often a worker says that it is alive before it would count as dead."""
_IDLE_SECONDS = 5.0
"""How long a worker waits before it looks again whether another has died."""
_RETRY_SECONDS = 2.0
WorkerEventName = Literal["taken", "built", "published", "failed", "lost"]


@dataclass(frozen=True, slots=True)
class WorkerEvent:
    """A step of a worker: the folder it took, built or published, or why it could not."""

    event: WorkerEventName
    folder: str
    detail: str = ""


class FolderBuilder(Protocol):
    """Builds and publishes a folder for a worker."""

    def build(self, folder: str) -> str:
        """Bring the folder's own index up to date, and return in words what was done."""
        ...

    def publish(self, folder: str) -> str:
        """Publish it, and return in words what was done. Raises LockedIndexError while another publishes."""
        ...


class _LostError(Exception):
    """The folder was given to another worker, since this one counted as dead."""


def name_worker() -> str:
    """Return a name for this process that no other worker has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def work(
    url: str,
    builder: FolderBuilder,
    on_event: Callable[[WorkerEvent], None],
    dead_after: float = DEAD_AFTER_SECONDS,
) -> int:
    """Build and publish folders until none waits and none is being built.

    Args:
        url: the address of the queue's database.
        builder: builds and publishes a folder.
        on_event: is told of each step.
        dead_after: after how many seconds without a word another worker counts as dead.

    Returns:
        How many folders this worker has published.

    Raises:
        UnreachableShardError: the queue cannot be reached.
    """
    worker, done = name_worker(), 0
    with closing(BuildQueue(url)) as queue:
        while True:
            taken = queue.take(worker, dead_after)
            if taken is not None:
                done += _work_on(queue, url, taken, worker, builder, on_event, dead_after)
            elif any(entry.state == "building" for entry in queue.list_folders()):
                # Whoever builds it may die.
                time.sleep(min(_IDLE_SECONDS, dead_after))
            else:
                return done


def _work_on(
    queue: BuildQueue,
    url: str,
    taken: QueuedFolder,
    worker: str,
    builder: FolderBuilder,
    on_event: Callable[[WorkerEvent], None],
    dead_after: float,
) -> int:
    """Build and publish one folder; return 1 where that was done, 0 where not."""
    folder = taken.folder
    on_event(WorkerEvent("taken", folder, f"attempt {taken.attempts}"))
    try:
        with _keep_alive(url, folder, worker, dead_after / _BEATS) as check:
            on_event(WorkerEvent("built", folder, _do_in_turn(builder.build, folder, check)))
            check()
            on_event(WorkerEvent("published", folder, _do_in_turn(builder.publish, folder, check)))
    except _LostError:
        on_event(WorkerEvent("lost", folder, "Another worker has it."))
        return 0
    except KeyboardInterrupt:
        queue.fail(folder, worker, "The worker was stopped.", may_retry=True)
        raise
    except PaperSearchError as error:
        queue.fail(folder, worker, str(error), may_retry=isinstance(error, UnreachableShardError))
        on_event(WorkerEvent("failed", folder, str(error)))
        return 0
    return int(queue.finish(folder, worker))


def _do_in_turn(action: Callable[[str], str], folder: str, check: Callable[[], None]) -> str:
    """Do something with a folder, after whoever holds the lock of its index or of the servers now."""
    while True:
        try:
            return action(folder)
        except LockedIndexError:
            check()
            time.sleep(_RETRY_SECONDS)


@contextmanager
def _keep_alive(url: str, folder: str, worker: str, seconds: float) -> Iterator[Callable[[], None]]:
    """Say again and again that the worker is alive, while the block runs, which is given a check that it still counts.

    Args:
        url: the address of the queue's database.
        folder: the folder that it works on.
        worker: its name.
        seconds: the time between two beats.
    """
    stop, lost = Event(), Event()

    def beat() -> None:
        with closing(BuildQueue(url)) as queue:
            while not stop.wait(seconds):
                try:
                    if not queue.beat(folder, worker):
                        lost.set()
                        return
                except UnreachableShardError:
                    # The next beat may come in time.
                    continue

    def check() -> None:
        if lost.is_set():
            raise _LostError

    thread = Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield check
    finally:
        stop.set()
        thread.join()
