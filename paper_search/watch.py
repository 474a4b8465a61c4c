"""A corpus is watched, and its index is built whenever files have settled.

In: a corpus, what builds it, and whom to tell; out: ``Change``s, one for each file that came, changed, went or cannot
be read, and ``Trouble`` where a build was not possible. Promised: a build begins only when nothing has moved for a
while; what cannot be built now is tried again; a corpus folder that vanishes is waited for; what moves in the index
starts nothing.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from paper_search.errors import CorpusError, LockedIndexError, StorageError
from paper_search.records import BuildReport, Unread

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

QUIET = 2.0
"""Seconds without any change after which files have settled."""
LONGEST = 30.0
"""Seconds after which a build begins although something still moves."""
AGAIN = 5.0
"""Seconds after which a build that was not possible is tried again."""
ROUND = 300.0
"""Seconds after which the corpus is looked through unasked: folders on a network tell of no changes."""
_WRITES = frozenset(("created", "modified", "deleted", "moved"))


@dataclass(frozen=True, slots=True)
class Change:
    """What a build has done with one file; ``why`` says of a file that is unread the reason and what to do."""

    event: Literal["added", "changed", "removed", "unread"]
    source: str
    code: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why no build was possible just now; it is tried again."""

    message: str


class Bell:
    """Rings when something in the corpus has moved, from whatever thread."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._last = 0.0

    def ring(self) -> None:
        """Something moved."""
        self._last = time.monotonic()
        self._rung.set()

    def wait(self, quiet: float, longest: float, unasked: float) -> None:
        """Return when something has moved and nothing has for ``quiet`` seconds, or after ``unasked`` seconds."""
        if self._rung.wait(unasked):
            end = time.monotonic() + longest
            while (left := min(self._last + quiet, end) - time.monotonic()) > 0:
                time.sleep(left)
        self._rung.clear()


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long to wait for what, in seconds."""

    quiet: float = QUIET
    longest: float = LONGEST
    again: float = AGAIN
    unasked: float = ROUND


def watch(
    corpus: Path,
    index: Path,
    build: Callable[[], BuildReport],
    tell: Callable[[Change | Trouble | BuildReport], None],
    pauses: Pauses = Pauses(),
) -> None:
    """Build now, and whenever files of the corpus have settled; returns never, an exception raised in it ends it."""
    bell, listed = Bell(), dict[str, Unread]()
    while True:
        with _heard(corpus, index, bell) as is_heard:
            while _is_there(corpus, tell, pauses):
                report = _built(build, tell)
                if report is None:
                    bell.wait(pauses.quiet, pauses.longest, pauses.again)
                    continue
                for change in _changes(report, listed):
                    tell(change)
                tell(report)
                listed = {unread.source: unread for unread in report.unread}
                bell.wait(pauses.quiet, pauses.longest, pauses.unasked if is_heard else pauses.longest)
        # The folder went and came back as another one, which must be listened to anew.


def _is_there(corpus: Path, tell: Callable[[Change | Trouble | BuildReport], None], pauses: Pauses) -> bool:
    """True where the corpus is there; where it is not, it is waited for, and False says that it was away."""
    if corpus.is_dir():
        return True
    tell(Trouble(f"{corpus}: the folder is gone; the index stays as it is until it is back."))
    while not corpus.is_dir():
        time.sleep(min(pauses.again, 1.0))
    return False


def _built(
    build: Callable[[], BuildReport], tell: Callable[[Change | Trouble | BuildReport], None]
) -> BuildReport | None:
    try:
        return build()
    except (CorpusError, LockedIndexError, StorageError) as error:
        tell(Trouble(str(error)))
        return None


def _changes(report: BuildReport, listed: dict[str, Unread]) -> Iterator[Change]:
    yield from (Change("added", source) for source in report.added)
    yield from (Change("changed", source) for source in report.changed)
    yield from (Change("removed", source) for source in report.removed)
    for unread in report.unread:
        if listed.get(unread.source) != unread:
            yield Change("unread", unread.source, unread.code, f"{unread.reason}. {unread.next_step}")


@contextmanager
def _heard(corpus: Path, index: Path, bell: Bell) -> Iterator[bool]:
    """The bell rings while the block runs; False where the system tells of no changes, and one must look."""
    from watchdog.events import FileSystemEventHandler
    from watchdog.observers import Observer

    left_out = os.path.realpath(index)

    class Listener(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in _WRITES and _concerns(corpus, left_out, event):
                bell.ring()

    observer = Observer()
    try:
        observer.schedule(Listener(), str(corpus), recursive=True)
        observer.start()
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        observer.stop()
        observer.join(timeout=5)


def _concerns(corpus: Path, index: str, event: FileSystemEvent) -> bool:
    """Whether what moved may be a paper, a manifest or a decision: neither hidden nor of the index."""
    for path in (os.fsdecode(named) for named in (event.src_path, event.dest_path) if isinstance(named, str | bytes)):
        if not path:
            continue
        parts = Path(os.path.relpath(path, corpus)).parts
        is_index = os.path.realpath(path) == index or os.path.realpath(path).startswith(index + os.sep)
        if not is_index and not any(part.startswith(".") and part not in (".", "..") for part in parts):
            return True
    return False


class Stopped(BaseException):
    """A signal asked the watch to end. Like KeyboardInterrupt it passes through whatever does not expect it."""


@contextmanager
def until_signalled() -> Iterator[None]:
    """End the block quietly at SIGINT or SIGTERM; the transaction at hand is abandoned, the next build resumes."""
    import signal

    def stop(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except Stopped:
        return
    finally:
        for each, was in before.items():
            signal.signal(each, was)
