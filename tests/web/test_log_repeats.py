"""A log that a visitor cannot fill."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator

import pytest

from paper_search.web.log_repeats import RepeatFilter, limit_repeats


class Log:
    """A logger with the filter, under a clock that is set by hand."""

    def __init__(self, name: str) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self.logger = logging.Logger(name)
        handler = logging.Handler()
        formatter = logging.Formatter("%(message)s")
        handler.emit = lambda record: self.lines.append(formatter.format(record))  # type: ignore[method-assign]
        handler.addFilter(RepeatFilter(60, lambda: self.now))
        self.logger.addHandler(handler)


@pytest.fixture
def log() -> Iterator[Log]:
    yield Log("asyncio")


def _log_invalid(log: Log, number: int) -> None:
    log.logger.warning("Invalid HTTP request received.")


def _log_filled_in(log: Log, number: int) -> None:
    log.logger.error("The papers cannot be used: %s", number)


def _log_error(log: Log, number: int) -> None:
    try:
        raise ValueError(number)
    except ValueError:
        log.logger.exception("A request could not be answered")


def _log_refused_accept(log: Log, number: int) -> None:
    try:
        raise OSError(errno.EMFILE, "Too many open files")
    except OSError as error:
        log.logger.error("socket.accept() out of system resource\nsocket: <fd=%d>", number, exc_info=error)


KINDS = [
    (_log_invalid, "the same words"),
    (_log_filled_in, "words that are filled in differently"),
    (_log_error, "the same place in the code"),
    (_log_refused_accept, "a connection that cannot be accepted"),
]


@pytest.mark.parametrize(("write", "reason"), KINDS, ids=[reason for _, reason in KINDS])
def test_one_kind_is_written_once_a_minute_with_its_number(
    log: Log, write: Callable[[Log, int], None], reason: str
) -> None:
    for number in range(1000):
        write(log, number)
    assert len(log.lines) == 1
    log.now = 61
    write(log, 0)
    assert len(log.lines) == 2
    assert "999 more like this" in log.lines[1]


def test_a_refused_connection_has_no_traceback_and_says_what_to_do(log: Log) -> None:
    _log_refused_accept(log, 1)
    (line,) = log.lines
    assert "\n" not in line
    assert "Too many open files" in line and "PAPER_SEARCH_CONNECTIONS" in line


def test_other_kinds_and_what_is_no_warning_pass(log: Log) -> None:
    for write, _ in KINDS:
        write(log, 1)
    for number in range(5):
        log.logger.info("Somebody asked %s", number)
    try:
        raise KeyError
    except KeyError:
        log.logger.exception("A request could not be answered")
    assert len(log.lines) == len(KINDS) + 5 + 1, "another error at another place is another kind"


def test_the_log_is_as_before_once_the_server_has_ended() -> None:
    last_resort = logging.lastResort
    assert last_resort is not None
    before = list(last_resort.filters)
    with limit_repeats():
        assert len(last_resort.filters) == len(before) + 1
    assert last_resort.filters == before
