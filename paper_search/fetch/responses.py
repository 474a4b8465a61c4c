"""Answers of a site: the page or the document that came, and what a status or a size means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from paper_search.errors import UnreadablePageError
from paper_search.fetch.challenges import MAX_EXAMINED_BYTES, is_html
from paper_search.fetch.clock import Clock
from paper_search.fetch.retries import TransientError, parse_retry_after

_MAX_VALIDATOR = 1000
_TRANSIENT_STATUSES = frozenset((429, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was loaded, with the address it was found at."""

    url: str
    body: bytes
    content_type: str

    @property
    def is_html(self) -> bool:
        """True for a web page."""
        return is_html(self.content_type, self.body)


@dataclass(frozen=True, slots=True)
class Validators:
    """Fields of an answer by which an unchanged document can be known (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that ask for the document only if it has changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Download:
    """A document that was loaded into a file; ``size`` in bytes."""

    sha256: str
    size: int
    content_type: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class Redirect:
    """That an address has moved, and where to."""

    url: str


def check_status(response: httpx.Response, clock: Clock) -> None:
    """Check that a page came.

    Raises:
        TransientError: the failure may pass.
        UnreadablePageError: it will not.
    """
    status = response.status_code
    if status == 200:
        return
    if status in _TRANSIENT_STATUSES:
        wait = parse_retry_after(response.headers.get("retry-after", ""), clock.now())
        raise TransientError(f"status {status}", f"The site answered with the error {status}", status, wait)
    if status in (404, 410):
        raise UnreadablePageError("missing", "The site has it no longer", "Look for it on the council's page.")
    if status in (401, 403):
        raise UnreadablePageError("denied", "The site does not let programs load it", "Ask the council for access.")
    raise UnreadablePageError("status", f"The site answered with the status {status}", "Tell the council.")


def check_size(size: int, limit: int) -> None:
    """Raise UnreadablePageError for more bytes than the limit."""
    if size > limit:
        raise UnreadablePageError(
            "too large", f"It is larger than {limit / 2**20:,.0f} MB", "Load it by hand, or raise --most-mb."
        )


def read_opening(chunks: Iterator[bytes], limit: int = MAX_EXAMINED_BYTES) -> bytes:
    """Return the first bytes of a page, in whole parts, until there are as many as the limit."""
    parts, size = list[bytes](), 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size >= limit:
            break
    return b"".join(parts)


def find_redirect(response: httpx.Response) -> Redirect:
    """Return where an answer leads to.

    Raises:
        UnreadablePageError: that is no address.
    """
    try:
        return Redirect(urljoin(str(response.url), response.headers.get("location", "")))
    except ValueError as error:
        raise make_redirect_fault() from error


def make_redirect_fault() -> UnreadablePageError:
    """Return the fault of an answer that leads to what is no address."""
    return UnreadablePageError("redirects", "The site leads to what is no address", "Tell the council.")


def find_validators(headers: httpx.Headers) -> Validators:
    """Return the validators of an answer, without those that could not be sent back in a header."""

    def find(name: str) -> str | None:
        value = headers.get(name, "")
        return value if value and len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable() else None

    return Validators(find("etag"), find("last-modified"))


def has_cause(error: BaseException, kind: type[BaseException]) -> bool:
    """Return True if an error is of a kind, or was caused by one."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, kind):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
