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
from paper_search.records import BuildReport, UnreadFile

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

QUIET_SECONDS = 2.0
"""Seconds without any change after which files have settled."""
MAX_DELAY_SECONDS = 30.0
"""Seconds after which a build begins although something still moves."""
RETRY_SECONDS = 5.0
"""Seconds after which a build that was not possible is tried again."""
RESCAN_SECONDS = 300.0
"""Seconds after which the corpus is looked through unasked: folders on a network tell of no changes."""
_POLL_SECONDS = 1.0
"""Seconds after which one looks whether the corpus is still there."""
_WRITE_EVENTS = frozenset(("created", "modified", "deleted", "moved"))


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a build has done with one file; ``why`` says of a file that is unread the reason and what to do."""

    event: Literal["added", "changed", "removed", "unread"]
    source: str
    code: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class BuildFailure:
    """Why no build was possible just now; it is tried again."""

    message: str


EventCallback = Callable[[FileChange | BuildFailure | BuildReport], None]
"""Whom to tell what happens."""


class ChangeSignal:
    """Rings when something in the corpus has moved, from whatever thread."""

    def __init__(self) -> None:
        self._change_event = threading.Event()
        self._last_change = 0.0

    def notify(self) -> None:
        """Something moved."""
        self._last_change = time.monotonic()
        self._change_event.set()

    def wait_for_change(
        self, quiet: float, max_delay: float, rescan: float, is_same: Callable[[], bool] = lambda: True
    ) -> None:
        """Return when something has moved and nothing has for ``quiet`` seconds, after ``unasked`` seconds, or when the
        folder is not the same any more, of which the system may not tell."""
        latest = time.monotonic() + rescan
        while not self._change_event.wait(max(0.0, min(_POLL_SECONDS, latest - time.monotonic()))):
            if time.monotonic() >= latest or not is_same():
                return
        end = time.monotonic() + max_delay
        while (left := min(self._last_change + quiet, end) - time.monotonic()) > 0:
            time.sleep(left)
        self._change_event.clear()


@dataclass(frozen=True, slots=True)
class WatchDelays:
    """How long to wait for what, in seconds."""

    quiet: float = QUIET_SECONDS
    max_delay: float = MAX_DELAY_SECONDS
    retry: float = RETRY_SECONDS
    rescan: float = RESCAN_SECONDS


def watch(
    corpus: Path,
    index: Path,
    build: Callable[[], BuildReport],
    on_event: EventCallback,
    delays: WatchDelays = WatchDelays(),
) -> None:
    """Build now, and whenever files of the corpus have settled; returns never, an exception raised in it ends it."""
    bell, listed = ChangeSignal(), dict[str, UnreadFile]()
    while True:
        _wait_for_folder(corpus, on_event)
        folder = _identify_folder(corpus)
        with _observe_corpus(corpus, index, bell) as is_heard:
            # A folder that went and came back is another one, which must be listened to anew.
            while _is_same_folder(corpus, folder):
                report = _try_build(build, on_event)
                if report is None:
                    unasked = delays.retry
                else:
                    listed = _report_build(report, listed, on_event)
                    unasked = delays.rescan if is_heard else delays.max_delay
                bell.wait_for_change(delays.quiet, delays.max_delay, unasked, partial(_is_same_folder, corpus, folder))


def _identify_folder(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another at the same path; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_same_folder(folder: Path, identity: tuple[int, int] | None) -> bool:
    return identity is not None and _identify_folder(folder) == identity


def _wait_for_folder(corpus: Path, on_event: EventCallback) -> None:
    if not corpus.is_dir():
        on_event(BuildFailure(f"{corpus}: the folder is gone; the index stays as it is until it is back."))
    while not corpus.is_dir():
        time.sleep(_POLL_SECONDS)


def _try_build(build: Callable[[], BuildReport], on_event: EventCallback) -> BuildReport | None:
    try:
        return build()
    except (CorpusError, LockedIndexError, StorageError) as error:
        on_event(BuildFailure(str(error)))
        return None


def _report_build(
    report: BuildReport, known_unread: dict[str, UnreadFile], on_event: EventCallback
) -> dict[str, UnreadFile]:
    """Tell what a build did; returns what is unread now, which is not told again."""
    for change in _list_changes(report, known_unread):
        on_event(change)
    on_event(report)
    return {unread.source: unread for unread in report.unread}


def _list_changes(report: BuildReport, known_unread: dict[str, UnreadFile]) -> Iterator[FileChange]:
    yield from (FileChange("added", source) for source in report.added)
    yield from (FileChange("changed", source) for source in report.changed)
    yield from (FileChange("removed", source) for source in report.removed)
    for unread in report.unread:
        if known_unread.get(unread.source) != unread:
            yield FileChange("unread", unread.source, unread.code, f"{unread.reason}. {unread.next_step}")


@contextmanager
def _observe_corpus(corpus: Path, index: Path, change_signal: ChangeSignal) -> Iterator[bool]:
    """The bell rings while the block runs; False where the system tells of no changes, and one must look."""
    from watchdog.events import FileSystemEventHandler
    from watchdog.observers import Observer

    left_out = os.path.realpath(index)

    class Listener(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            # That a folder was modified says only that something in it was, which has an event of its own.
            is_echo = event.is_directory and event.event_type == "modified"
            if event.event_type in _WRITE_EVENTS and not is_echo and _is_relevant_event(corpus, left_out, event):
                change_signal.notify()

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


def _is_relevant_event(corpus: Path, index: str, event: FileSystemEvent) -> bool:
    """Whether what moved may be a paper, a manifest or a decision: neither hidden nor of the index."""
    for path in (os.fsdecode(named) for named in (event.src_path, event.dest_path) if isinstance(named, str | bytes)):
        if not path:
            continue
        parts = Path(os.path.relpath(path, corpus)).parts
        is_index = os.path.realpath(path) == index or os.path.realpath(path).startswith(index + os.sep)
        if not is_index and not any(part.startswith(".") and part not in (".", "..") for part in parts):
            return True
    return False


class WatchInterrupt(BaseException):
    """A signal asked the watch to end. Like KeyboardInterrupt it passes through whatever does not expect it."""


@contextmanager
def stop_on_signal() -> Iterator[None]:
    """End the block quietly at SIGINT or SIGTERM; the transaction at hand is abandoned, the next build resumes."""
    import signal

    def stop(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise WatchInterrupt

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except WatchInterrupt:
        return
    finally:
        for each, was in before.items():
            signal.signal(each, was)
