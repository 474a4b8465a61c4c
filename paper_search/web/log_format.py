"""The form of the site's log: text for people, or one JSON object a line for programs that collect logs.

In both forms a record names the request that it belongs to. Neither holds a question, but where requests are logged
with their addresses (``PAPER_SEARCH_LOG_REQUESTS``).
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

from paper_search.web.request_id import get_request_id

LogForm = Literal["text", "json"]
response_log = logging.getLogger("paper_search.responses")
"""Where answers are logged, without address and question; written in JSON alone."""
_LOGGERS = ("uvicorn", "paper_search.written_answers", "")
"""Those that may have handlers of their own."""
_FIELDS = "fields"
"""The attribute of a record with fields of its own."""


def log_response(method: str, route: str, status: int, milliseconds: float) -> None:
    """Log that a request was answered.

    Args:
        method: the method of the request.
        route: the part of the site that answered, such as "/papers"; never the address, which may hold a question.
        status: the HTTP status.
        milliseconds: how long it took.
    """
    fields = {"method": method, "route": route, "status": status, "milliseconds": round(milliseconds, 1)}
    response_log.info("request", extra={_FIELDS: fields})


class JsonFormatter(logging.Formatter):
    """Write a record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line.

        Of an error the type and the places of its traceback are written, not its words: they may hold what was asked.
        """
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if request_id := get_request_id():
            line["request_id"] = request_id
        line |= getattr(record, _FIELDS, {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


class _TextFormatter(logging.Formatter):
    """Write a record as it was written, with the name of its request at the end of the first line."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self._formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        text, request_id = self._formatter.format(record), get_request_id()
        if not request_id or record.levelno < logging.WARNING:
            return text
        first, newline, rest = text.partition("\n")
        return f"{first} [request {request_id}]{newline}{rest}"


@contextmanager
def format_log(form: LogForm) -> Iterator[None]:
    """Write this process's log in one form while the block runs.

    Args:
        form: "text" or "json", which also writes a line for each answer.
    """
    handlers = [handler for name in _LOGGERS for handler in logging.getLogger(name).handlers]
    # What has no handler of its own, as asyncio and this package, is written by the last resort.
    if logging.lastResort is not None:
        handlers.append(logging.lastResort)
    formatters = [handler.formatter for handler in handlers]
    for handler in handlers:
        text = _TextFormatter(handler.formatter or logging.Formatter())
        handler.setFormatter(JsonFormatter() if form == "json" else text)
    try:
        with _write_responses(form == "json"):
            yield
    finally:
        for handler, formatter in zip(handlers, formatters, strict=True):
            handler.setFormatter(formatter)


@contextmanager
def _write_responses(is_wanted: bool) -> Iterator[None]:
    """Write a line for each answer to the standard error stream while the block runs, where that is wanted."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    level, is_propagated = response_log.level, response_log.propagate
    response_log.propagate = False
    if is_wanted:
        response_log.addHandler(handler)
        response_log.setLevel(logging.INFO)
    try:
        yield
    finally:
        response_log.removeHandler(handler)
        response_log.setLevel(level)
        response_log.propagate = is_propagated
