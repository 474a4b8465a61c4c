"""A log that a visitor cannot fill: warnings and errors of one kind are written once a minute.

What a visitor can provoke (bytes that are no HTTP, more connections than there are file descriptors, an error of one
page) is logged when it happens first, and then once a minute with the number of times. A refused connection is logged
without a traceback.
"""

from __future__ import annotations

import errno
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_SECONDS, _MAX_KINDS = 60.0, 500
_NO_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_Kind = tuple[str, int, str, str, int]


@dataclass(slots=True)
class _Repeats:
    logged_at: float
    suppressed: int = 0


class RepeatFilter(logging.Filter):
    """Let a warning or an error pass once a minute, by the place it comes from; everything below passes."""

    def __init__(self, seconds: float = _SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without records.

        Args:
            seconds: how long one of a kind stands for those that follow.
            clock: gives the time in seconds.
        """
        super().__init__()
        self._seconds, self._clock = seconds, clock
        self._kinds: OrderedDict[_Kind, _Repeats] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if a record is written; the number of those that were not is added to it."""
        if record.levelno < logging.WARNING:
            return True
        now, kind = self._clock(), _get_kind(record)
        repeats = self._kinds.get(kind)
        if repeats is not None and now - repeats.logged_at < self._seconds:
            repeats.suppressed += 1
            return False
        self._kinds[kind] = _Repeats(now)
        self._kinds.move_to_end(kind)
        while len(self._kinds) > _MAX_KINDS:
            self._kinds.popitem(last=False)
        if _is_out_of_files(record):
            record.msg, record.args, record.exc_info = _describe_out_of_files(record), None, None
        if repeats is not None and repeats.suppressed:
            record.msg = f"{record.getMessage()} ({repeats.suppressed} more like this since the last one)"
            record.args = None
        return True


@contextmanager
def limit_repeats() -> Iterator[None]:
    """Put one filter before everything that writes to this process's log, while the block runs."""
    repeat_filter = RepeatFilter()
    handlers = [handler for name in ("uvicorn", "") for handler in logging.getLogger(name).handlers]
    # What has no handler of its own, as asyncio and this package, is written by the last resort.
    if logging.lastResort is not None:
        handlers.append(logging.lastResort)
    for handler in handlers:
        handler.addFilter(repeat_filter)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(repeat_filter)


def _get_kind(record: logging.LogRecord) -> _Kind:
    """Return the place that a record comes from: the words before they are filled in, and where an error was raised."""
    error_name, line = "", record.lineno
    if record.exc_info and record.exc_info[0] is not None:
        error_name, traceback = record.exc_info[0].__name__, record.exc_info[2]
        while traceback is not None:
            line, traceback = traceback.tb_lineno, traceback.tb_next
    return record.name, record.levelno, str(record.msg).partition("\n")[0][:200], error_name, line


def _is_out_of_files(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return record.name == "asyncio" and isinstance(error, OSError) and error.errno in _NO_FILES


def _describe_out_of_files(record: logging.LogRecord) -> str:
    first_line, error = record.getMessage().partition("\n")[0], record.exc_info[1] if record.exc_info else None
    return f"{first_line}: {error}. Lower PAPER_SEARCH_CONNECTIONS, or let the process open more files."
