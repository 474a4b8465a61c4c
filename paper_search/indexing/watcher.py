"""A corpus is watched, and its index is built whenever files have settled.

In: a corpus, what builds it, and whom to tell; out: ``Change``s, one for each file that came, changed, went or cannot
be read, and ``Trouble`` where a build was not possible. Promised: a build begins only when nothing has moved for a
while; what cannot be built now is tried again; a corpus folder that vanishes is waited for; what moves in the index
starts nothing.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
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
_LOOK = 1.0
"""Seconds after which one looks whether the corpus is still there."""
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


Tell = Callable[[Change | Trouble | BuildReport], None]
"""Whom to tell what happens."""


class Bell:
    """Rings when something in the corpus has moved, from whatever thread."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._last = 0.0

    def ring(self) -> None:
        """Something moved."""
        self._last = time.monotonic()
        self._rung.set()

    def wait(self, quiet: float, longest: float, unasked: float, is_same: Callable[[], bool] = lambda: True) -> None:
        """Return when something has moved and nothing has for ``quiet`` seconds, after ``unasked`` seconds, or when the
        folder is not the same any more, of which the system may not tell."""
        latest = time.monotonic() + unasked
        while not self._rung.wait(max(0.0, min(_LOOK, latest - time.monotonic()))):
            if time.monotonic() >= latest or not is_same():
                return
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
    tell: Tell,
    pauses: Pauses = Pauses(),
) -> None:
    """Build now, and whenever files of the corpus have settled; returns never, an exception raised in it ends it."""
    bell, listed = Bell(), dict[str, Unread]()
    while True:
        _wait_for(corpus, tell)
        folder = _identity(corpus)
        with _heard(corpus, index, bell) as is_heard:
            # A folder that went and came back is another one, which must be listened to anew.
            while _is_still(corpus, folder):
                report = _built(build, tell)
                if report is None:
                    unasked = pauses.again
                else:
                    listed = _told(report, listed, tell)
                    unasked = pauses.unasked if is_heard else pauses.longest
                bell.wait(pauses.quiet, pauses.longest, unasked, partial(_is_still, corpus, folder))


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another at the same path; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_still(folder: Path, identity: tuple[int, int] | None) -> bool:
    return identity is not None and _identity(folder) == identity


def _wait_for(corpus: Path, tell: Tell) -> None:
    if not corpus.is_dir():
        tell(Trouble(f"{corpus}: the folder is gone; the index stays as it is until it is back."))
    while not corpus.is_dir():
        time.sleep(_LOOK)


def _built(build: Callable[[], BuildReport], tell: Tell) -> BuildReport | None:
    try:
        return build()
    except (CorpusError, LockedIndexError, StorageError) as error:
        tell(Trouble(str(error)))
        return None


def _told(report: BuildReport, listed: dict[str, Unread], tell: Tell) -> dict[str, Unread]:
    """Tell what a build did; returns what is unread now, which is not told again."""
    for change in _changes(report, listed):
        tell(change)
    tell(report)
    return {unread.source: unread for unread in report.unread}


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
            # That a folder was modified says only that something in it was, which has an event of its own.
            is_echo = event.is_directory and event.event_type == "modified"
            if event.event_type in _WRITES and not is_echo and _concerns(corpus, left_out, event):
                bell.ring()

    # What happens while it is being stopped is no trouble of anybody's.
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)
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
