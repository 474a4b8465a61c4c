"""Bodies of answers: unpacked a little at a time, so that a few bytes never become gigabytes, and within a time.

Only gzip and deflate are unpacked (RFC 9110, section 8.4.1), and only once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

from paper_search.errors import UnreadablePageError
from paper_search.fetch.clock import Clock

MAX_SECONDS = 3600.0
"""Seconds until a body must have come: a server that sends a byte a minute would never end otherwise."""
_PART_BYTES = 65_536
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def read_body(response: httpx.Response, clock: Clock, began: float) -> Iterator[bytes]:
    """Yield the parts of a body, unpacked.

    Args:
        response: the answer, of which nothing was read yet.
        clock: the clock.
        began: the seconds of the clock at which it was asked for.

    Raises:
        UnreadablePageError: it is packed in another way, it is damaged or cut off, or it does not come in time.
    """
    coding = response.headers.get("content-encoding", "").strip().lower()
    parts = _read_in_time(response.iter_raw(), clock, began)
    if coding in ("", "identity"):
        yield from parts
    elif coding in _WINDOW_BITS:
        yield from _unpack(parts, _WINDOW_BITS[coding])
    else:
        raise _make_fault("The site's answer is packed in a way that was not asked for")


def _read_in_time(parts: Iterator[bytes], clock: Clock, began: float) -> Iterator[bytes]:
    for part in parts:
        if clock.monotonic() - began > MAX_SECONDS:
            raise UnreadablePageError(
                "too slow", "The site did not send it within an hour", "It is tried again next week."
            )
        yield part


def _unpack(parts: Iterator[bytes], window_bits: int) -> Iterator[bytes]:
    unpacker, is_begun = zlib.decompressobj(window_bits), False
    for part in parts:
        left = part
        while left and not unpacker.eof:
            try:
                found = unpacker.decompress(left, _PART_BYTES)
            except zlib.error as error:
                if is_begun or window_bits != _WINDOW_BITS["deflate"]:
                    raise _make_fault("The site's answer is packed, and damaged") from error
                # Some servers leave out the head of zlib.
                unpacker, is_begun = zlib.decompressobj(-window_bits), True
                continue
            is_begun, left = True, unpacker.unconsumed_tail
            yield found
    if is_begun and not unpacker.eof:
        raise UnreadablePageError("truncated", "The site broke off in the middle of it", "It is tried again next week.")


def _make_fault(reason: str) -> UnreadablePageError:
    return UnreadablePageError("protocol", reason, "Tell the council.")
