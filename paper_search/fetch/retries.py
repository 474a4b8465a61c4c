"""Retries of a request: which failures pass, how long to wait, and when to give up (tenacity).

A site's Retry-After (RFC 9110, section 10.2.3) is obeyed up to an hour.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import tenacity

MAX_FAILURES_IN_A_ROW = 8
_MAX_ATTEMPTS = 4
_MAX_ATTEMPTS_AFTER_500 = 2
_FIRST_WAIT = 5.0
_LONGEST_WAIT = 300.0
_LONGEST_RETRY_AFTER = 3600.0
_JITTER = 0.25


class TransientError(Exception):
    """A failure that may pass.

    Args:
        code: the reason in one word, for programs.
        reason: the reason in words.
        status: the status of the answer, where there was one.
        retry_after: the seconds that the site asks to wait.
    """

    def __init__(self, code: str, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(code, reason)
        self.code, self.reason, self.status, self.retry_after = code, reason, status, retry_after

    @property
    def is_long(self) -> bool:
        """True where the site asks to wait longer than a run does."""
        return self.retry_after is not None and self.retry_after > _LONGEST_RETRY_AFTER


def make_retrying(sleep: Callable[[float], None], generator: random.Random) -> tenacity.Retrying:
    """Return what tries a request again after a failure that may pass.

    Args:
        sleep: waits for some seconds.
        generator: the source of jitter, which only adds to a wait.
    """

    def compute_wait(state: tenacity.RetryCallState) -> float:
        error = _find_error(state)
        wait: float = min(_FIRST_WAIT * 2 ** (state.attempt_number - 1), _LONGEST_WAIT)
        return max(wait * (1 + _JITTER * generator.random()), (error.retry_after or 0.0) if error else 0.0)

    def should_stop(state: tenacity.RetryCallState) -> bool:
        error = _find_error(state)
        most = _MAX_ATTEMPTS_AFTER_500 if error and error.status == 500 else _MAX_ATTEMPTS
        return state.attempt_number >= most or bool(error and error.is_long)

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(TransientError),
        wait=compute_wait,
        stop=should_stop,
        sleep=sleep,
        reraise=True,
    )


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, or None where it cannot be read.

    Args:
        value: a number of seconds, or a date.
        now: the present moment.
    """
    if value.strip().isdecimal():
        return float(value)
    with suppress(ValueError, TypeError, OverflowError):
        moment = parsedate_to_datetime(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max((aware - now).total_seconds(), 0.0)
    return None


def _find_error(state: tenacity.RetryCallState) -> TransientError | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, TransientError) else None
