"""A watch on a corpus, which builds the index whenever files have settled.

A build begins only when nothing has changed for a while. A build that is not possible is tried again, and the reason is
told once. A corpus folder that vanishes is waited for, and so is one of which too much has gone. What changes in the
index starts nothing.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.citations.unread_parts import join_unread_parts
from paper_search.errors import CorpusError, LockedIndexError, StorageError
from paper_search.records import BuildReport, UnreadFile
from paper_search.records.index import BuildFailure, FileChange, PartlyReadDocument

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

QUIET_SECONDS = 2.0
"""Seconds without any change after which files have settled."""
MAX_DELAY_SECONDS = 30.0
"""Seconds after which a build begins although files still change."""
RETRY_SECONDS = 5.0
"""Seconds after which a build that was not possible is tried again."""
RESCAN_SECONDS = 300.0
"""Seconds after which the corpus is scanned in any case: folders on a network report no changes."""
_POLL_SECONDS = 1.0
"""Seconds between two looks whether the corpus is still there."""
_WRITE_EVENTS = frozenset(("created", "modified", "deleted", "moved"))
UnreadEntry = UnreadFile | PartlyReadDocument
"""What is told once: a file that was not read, or a paper that was read in part."""
EventCallback = Callable[[FileChange | BuildFailure | BuildReport], None]
"""Is told what happens: one change for each file, and the report or the failure of each build."""


class ChangeSignal:
    """A signal that something in the corpus has changed, from whatever thread."""

    def __init__(self) -> None:
        self._change_event = threading.Event()
        self._last_change = 0.0

    def notify(self) -> None:
        """Signal a change."""
        self._last_change = time.monotonic()
        self._change_event.set()

    def wait_for_change(
        self, quiet: float, max_delay: float, rescan: float, is_same: Callable[[], bool] = lambda: True
    ) -> None:
        """Wait until files have changed and settled.

        Args:
            quiet: seconds without any change after which files have settled.
            max_delay: seconds after the first change after which to return although files still change.
            rescan: seconds after which to return without any change.
            is_same: False where the folder is not the same any more, of which the system may not tell; ends the wait.
        """
        latest = time.monotonic() + rescan
        while not self._change_event.wait(max(0.0, min(_POLL_SECONDS, latest - time.monotonic()))):
            if time.monotonic() >= latest or not is_same():
                return
        end = time.monotonic() + max_delay
        while (remaining := min(self._last_change + quiet, end) - time.monotonic()) > 0:
            time.sleep(remaining)
        self._change_event.clear()


@dataclass(frozen=True, slots=True)
class WatchDelays:
    """Delays of a watch, in seconds; see the constants of these names."""

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
    """Build now, and whenever files of the corpus have settled; never returns, an exception ends it.

    Args:
        corpus: the corpus folder.
        index: the index folder, whose changes start nothing.
        build: brings the index up to date.
        on_event: is told what happens.
        delays: how long to wait for what.
    """
    change_signal, known_unread = ChangeSignal(), frozenset[UnreadEntry]()
    failure: BuildFailure | None = None
    while True:
        _wait_for_folder(corpus, on_event)
        folder = _identify_folder(corpus)
        with _observe_corpus(corpus, index, change_signal) as is_observed:
            # A folder that went and came back is another one, which must be observed anew.
            while _is_same_folder(corpus, folder):
                report = _try_build(build)
                if isinstance(report, BuildFailure):
                    # It is tried again every few seconds, and told once.
                    if report != failure:
                        on_event(report)
                    failure, rescan = report, delays.retry
                else:
                    failure = None
                    known_unread = _report_build(report, known_unread, on_event)
                    rescan = delays.rescan if is_observed else delays.max_delay
                is_same = partial(_is_same_folder, corpus, folder)
                change_signal.wait_for_change(delays.quiet, delays.max_delay, rescan, is_same)


def _identify_folder(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another at the same path; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _is_same_folder(folder: Path, identity: tuple[int, int] | None) -> bool:
    return identity is not None and _identify_folder(folder) == identity


def _wait_for_folder(corpus: Path, on_event: EventCallback) -> None:
    if not corpus.is_dir():
        on_event(BuildFailure(f"{corpus}: the folder is gone; the index stays as it is until it is back."))
    while not corpus.is_dir():
        time.sleep(_POLL_SECONDS)


def _try_build(build: Callable[[], BuildReport]) -> BuildReport | BuildFailure:
    try:
        return build()
    except (CorpusError, LockedIndexError, StorageError) as error:
        return BuildFailure(str(error))


def _report_build(
    report: BuildReport, known_unread: frozenset[UnreadEntry], on_event: EventCallback
) -> frozenset[UnreadEntry]:
    """Tell what a build did, and return what is unread now, which is not told again."""
    for change in _list_changes(report, known_unread):
        on_event(change)
    on_event(report)
    return frozenset((*report.unread, *report.read_in_part))


def _list_changes(report: BuildReport, known_unread: frozenset[UnreadEntry]) -> Iterator[FileChange]:
    yield from (FileChange("added", source) for source in report.added)
    yield from (FileChange("changed", source) for source in report.changed)
    yield from (FileChange("removed", source) for source in report.removed)
    for unread in report.unread:
        if unread not in known_unread:
            yield FileChange("unread", unread.source, unread.code, f"{unread.reason}. {unread.next_step}")
    for document in report.read_in_part:
        if document not in known_unread:
            parts = join_unread_parts(document.parts)
            yield FileChange("read in part", document.doc_id, why=f"{parts}. {document.next_step}")


@contextmanager
def _observe_corpus(corpus: Path, index: Path, change_signal: ChangeSignal) -> Iterator[bool]:
    """Signal changes while the block runs; yields False where the system reports none, and one must look."""
    from watchdog.events import FileSystemEventHandler
    from watchdog.observers import Observer

    excluded = os.path.realpath(index)

    class Listener(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            # That a folder was modified says only that something in it was, which has an event of its own.
            is_folder_change = event.is_directory and event.event_type == "modified"
            if (
                event.event_type in _WRITE_EVENTS
                and not is_folder_change
                and _is_relevant_event(corpus, excluded, event)
            ):
                change_signal.notify()

    # Errors while the observer is being stopped concern nobody.
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
    """Return True if what changed may be a paper, a manifest or a decision: neither hidden nor of the index."""
    names = (event.src_path, event.dest_path)
    for path in (os.fsdecode(name) for name in names if isinstance(name, str | bytes)):
        if not path:
            continue
        parts = Path(os.path.relpath(path, corpus)).parts
        is_index = os.path.realpath(path) == index or os.path.realpath(path).startswith(index + os.sep)
        if not is_index and not any(part.startswith(".") and part not in (".", "..") for part in parts):
            return True
    return False


class WatchInterrupt(BaseException):
    """A signal asked the watch to end. Like KeyboardInterrupt it passes through code that does not expect it."""


@contextmanager
def stop_on_signal() -> Iterator[None]:
    """End the block quietly at SIGINT or SIGTERM; the transaction at hand is abandoned, the next build resumes."""
    with suppress(WatchInterrupt), raise_on_signal(WatchInterrupt):
        yield


@contextmanager
def raise_on_signal(interrupt: type[BaseException]) -> Iterator[None]:
    """Raise an interrupt inside the block at the first SIGINT or SIGTERM; later ones are ignored until it has ended."""
    import signal

    def stop(received: int, frame: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise interrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
