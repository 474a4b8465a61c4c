"""HTTP connections that end: uvicorn's protocol with limits on their number and on the time they may take.

uvicorn ends a connection that is idle between two requests, and nothing else. Here a request must have arrived whole
within some seconds of its first byte, a connection must begin one within the same time, and an answer must be read.
What uvicorn offers in place of the limits on number (``limit_concurrency``) counts all visitors as one.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from paper_search.web.connection_limits import ConnectionTable
from paper_search.web.middleware.security import complete_headers

WRITE_SECONDS = 60.0
"""How long a visitor may take to read what lies ready, before the next of it is sent."""
_REFUSALS = {
    400: (b"400 Bad Request", b"This request cannot be read."),
    408: (b"408 Request Timeout", b"The request did not arrive in time. Send it again."),
    503: (b"503 Service Unavailable", b"There are too many connections. Try again in a moment."),
}


def format_refusal(status: int) -> bytes:
    """Return a whole HTTP/1.1 answer, after which the connection is closed."""
    reason, text = _REFUSALS[status]
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *([(b"retry-after", b"5")] if status == 503 else []),
    ]
    lines = [b"HTTP/1.1 " + reason, *(name + b": " + value for name, value in complete_headers(headers))]
    return b"\r\n".join(lines) + b"\r\n\r\n" + text


class LimitedProtocol(H11Protocol):
    """A connection that has a place in the table of the server, and deadlines."""

    table: ClassVar[ConnectionTable[Any]]
    request_seconds: ClassVar[float]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a connection as uvicorn does."""
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._write_deadline: asyncio.TimerHandle | None = None
        self._is_request_begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, and close the connections that must make room."""
        super().connection_made(transport)
        self._set_deadline(self.request_seconds)
        dropped = self.table.admit(self, self.client[0] if self.client else "")
        # One that has not asked for anything gets no answer, unless it is told that it is one too many.
        self._is_request_begun = self in dropped
        for connection in dropped:
            connection.drop(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self.table.forget(self)
        self._clear_deadline()
        self._clear_write_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; the first byte of a request sets its deadline, and its last one ends it."""
        if self.transport.is_closing():
            return
        if not self._is_request_begun:
            self._is_request_begun = True
            self._set_deadline(self.request_seconds)
        super().data_received(data)
        self._note_state()

    def on_response_complete(self) -> None:
        """Wait for the next request, whose first bytes may have come already."""
        super().on_response_complete()
        self._note_state()

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that was idle between two requests."""
        super().timeout_keep_alive_handler()
        self._note_state()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, with the security headers."""
        if self._may_answer():
            self.transport.write(format_refusal(400))
        self._close()

    def pause_writing(self) -> None:
        """Give the visitor some time to read."""
        super().pause_writing()
        self._clear_write_deadline()
        self._write_deadline = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on, as the visitor has read."""
        self._clear_write_deadline()
        super().resume_writing()

    def drop(self, status: int) -> None:
        """Close the connection now, with an answer where none was begun.

        Args:
            status: 408 or 503.
        """
        if self.transport.is_closing():
            self.transport.abort()
            return
        has_answered = self.cycle is not None and not self.cycle.response_complete and self.cycle.response_started
        if has_answered:
            self.transport.abort()
            return
        if self._is_request_begun and self._may_answer():
            self.transport.write(format_refusal(status))
        self._close()

    def _may_answer(self) -> bool:
        """Return False once the request at hand has an answer: a second one would be taken for that to the next."""
        return self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE)

    def _should_upgrade(self) -> bool:
        """Return False: the site has no websockets, and uvicorn would log two lines for each that is asked for."""
        return False

    def _note_state(self) -> None:
        """Set the deadline and the place by what the connection does now."""
        if self.transport.is_closing():
            self._set_deadline(WRITE_SECONDS)
        elif self.conn.their_state is h11.SEND_BODY:
            # The deadline of the request goes on, whether it is being answered or not.
            self.table.mark_waiting(self)
        elif self.conn.their_state is not h11.IDLE:
            self._clear_deadline()
            self.table.mark_answering(self)
        elif self.conn.our_state is h11.IDLE:
            has_bytes = bool(self.conn.trailing_data[0])
            if not has_bytes or self._deadline is None:
                self._is_request_begun = has_bytes
                self._set_deadline(self.request_seconds)
                self.table.mark_waiting(self)

    def _close(self) -> None:
        """Close the connection; what still lies in its buffer is given up after a while."""
        if self.cycle is not None:
            # What the application may still send would come behind the answer.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.table.forget(self)
        self.transport.close()
        self._set_deadline(WRITE_SECONDS)

    def _on_deadline(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            self.transport.abort()
        else:
            self.drop(408)

    def _set_deadline(self, seconds: float) -> None:
        self._clear_deadline()
        self._deadline = self.loop.call_later(seconds, self._on_deadline)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _clear_write_deadline(self) -> None:
        if self._write_deadline is not None:
            self._write_deadline.cancel()
            self._write_deadline = None
