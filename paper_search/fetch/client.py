"""The HTTP client of a run, which keeps to a site's rules: robots.txt (RFC 9309), pace, retries, limits, its own hosts.

One request is made at a time. Nothing is pretended: no browser's name, no cookies, no way round a challenge.
"""

from __future__ import annotations

import hashlib
import os
import random
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from paper_search.errors import BudgetSpentError, FetchError, HostStoppedError, UnreadablePageError
from paper_search.fetch.access_token import mount_token
from paper_search.fetch.addresses import SiteAddress, check_peer, check_public, is_proxied
from paper_search.fetch.bodies import read_body
from paper_search.fetch.challenges import is_challenge, is_html
from paper_search.fetch.clock import Clock, SystemClock
from paper_search.fetch.identity import load_certificates, make_agent
from paper_search.fetch.responses import (
    Download,
    Page,
    Redirect,
    Validators,
    check_size,
    check_status,
    find_redirect,
    find_validators,
    has_cause,
    make_redirect_fault,
    read_opening,
)
from paper_search.fetch.retries import MAX_FAILURES_IN_A_ROW, TransientError, make_retrying
from paper_search.fetch.robots import LONGEST_DELAY, MAX_ROBOTS_BYTES, ROBOTS_TOKEN, find_delay, parse_robots

MAX_PAGE_BYTES = 20 * 2**20
_MAX_REDIRECTS = 3
_SLOW_SECONDS = 5.0
_MAX_DELAY = 60.0
_JITTER = 0.25
_IF_CHANGED = frozenset(("if-none-match", "if-modified-since"))
_ONE_CONNECTION = httpx.Limits(max_connections=1)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """The limits of a run: what it may ask for, and how fast.

    ``delay`` is in seconds between two requests. ``requests`` and ``run_bytes`` are for the run, ``file_bytes`` for one
    document.
    """

    delay: float = 2.0
    requests: int = 2000
    file_bytes: int = 200 * 2**20
    run_bytes: int = 20 * 2**30


@dataclass(slots=True)
class _Host:
    """The state of a host in a run: its rules, its pace, and how it has answered."""

    delay: float
    robots: Protego | None = None
    asked_at: float | None = None
    failures: int = 0
    stopped: str | None = None


@dataclass(slots=True)
class Usage:
    """The requests and bytes of a run so far."""

    requests: int = 0
    loaded_bytes: int = 0
    hosts: dict[str, _Host] = field(default_factory=dict)


class FetchClient:
    """A client for one source.

    Args:
        site: the site whose hosts may be asked.
        contact: the address at which the council reaches whoever runs this.
        limits: how much is asked for, and how fast.
        clock: the clock that waits.
        is_private_allowed: True where the site may stand inside a network.
        timeout: seconds until an answer must begin.
        token: what the site's web service asks for; it goes to the site's first host alone.
        transport: the transport of httpx, for tests.
    """

    def __init__(
        self,
        site: SiteAddress,
        contact: str,
        limits: ClientLimits | None = None,
        clock: Clock | None = None,
        *,
        is_private_allowed: bool = False,
        timeout: float = 60.0,
        token: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.site, self.limits, self.usage = site, limits or ClientLimits(), Usage()
        self._clock, self._is_private_allowed = clock or SystemClock(), is_private_allowed
        self._random, self._began = random.Random(), 0.0
        try:
            self._http = httpx.Client(
                headers={"User-Agent": make_agent(contact), "Accept-Encoding": "gzip, deflate"},
                timeout=httpx.Timeout(timeout, connect=20.0),
                limits=_ONE_CONNECTION,
                follow_redirects=False,
                verify=load_certificates(),
                transport=transport,
                mounts=mount_token(site.url, token, verify=load_certificates(), limits=_ONE_CONNECTION),
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            raise FetchError(f"The proxy that the environment names cannot be used ({error}). Correct it.") from error
        # Cookies would tell requests of a run from one another, and no public page needs them.
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def load_page(self, url: str) -> Page:
        """Load a page, of 20 MB at most.

        Args:
            url: an address of the site.

        Raises:
            UnreadablePageError: this page cannot be had.
            HostStoppedError: nothing more is to be asked of the host.
            BudgetSpentError: the run has asked for as much as it may.
        """

        def read(response: httpx.Response, chunks: Iterator[bytes]) -> Page:
            body = b"".join(self._count_bytes(response, chunks, MAX_PAGE_BYTES))
            return Page(str(response.url), body, response.headers.get("content-type", ""))

        page = self._load(url, {}, read)
        if page is None:
            raise UnreadablePageError("status", "The site says that the page has not changed", "Try again later.")
        return page

    def download(self, url: str, target: Path, validators: Validators | None = None) -> Download | None:
        """Load a document into a file and write it through to the disk.

        Args:
            url: an address of the site.
            target: the file, which is written over.
            validators: those of an earlier download.

        Returns:
            What was loaded; None if it has not changed since the earlier download.

        Raises:
            UnreadablePageError: it cannot be had, it is a web page, or it is larger than the limit.
            HostStoppedError: nothing more is to be asked of the host.
            BudgetSpentError: the run has asked for as much as it may.
        """

        def read(response: httpx.Response, chunks: Iterator[bytes]) -> Download:
            digest, size = hashlib.sha256(), 0
            with target.open("wb") as file:
                for chunk in self._count_bytes(response, chunks, self.limits.file_bytes):
                    digest.update(chunk)
                    size += file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            kind = response.headers.get("content-type", "")
            return Download(digest.hexdigest(), size, kind, find_validators(response.headers))

        return self._load(url, {"Accept-Encoding": "identity", **(validators or Validators()).headers}, read)

    # -- one address -----------------------------------------------------------------------------------------------

    def _load(
        self,
        url: str,
        headers: Mapping[str, str],
        read: Callable[[httpx.Response, Iterator[bytes]], Result],
    ) -> Result | None:
        """Load an address and follow a few redirects on the site; None where nothing has changed."""
        for _ in range(_MAX_REDIRECTS + 1):
            own = self.site.resolve(url)
            if own is None:
                raise UnreadablePageError(
                    "host",
                    "It leads to another site, which is not asked",
                    "If that host belongs to the same site, add it with --host.",
                )
            self._check_robots(own)
            result = self._retry(own, headers, read)
            if not isinstance(result, Redirect):
                return result
            url = result.url
        raise UnreadablePageError("redirects", "The site leads from one address to the next", "Tell the council.")

    def _retry(
        self, url: str, headers: Mapping[str, str], read: Callable[[httpx.Response, Iterator[bytes]], Result]
    ) -> Result | Redirect | None:
        host = self._find_host(url)
        try:
            return make_retrying(self._clock.sleep, self._random)(self._attempt, url, headers, read)
        except TransientError as error:
            if error.is_long:
                self._stop(host, f"{urlsplit(url).hostname}: the site asks to be left alone for more than an hour.")
            if error.status == 500:
                self._count_failure(host, url)
            raise UnreadablePageError(error.code, error.reason, "It is tried again in the next run.") from error

    def _attempt(
        self, url: str, headers: Mapping[str, str], read: Callable[[httpx.Response, Iterator[bytes]], Result]
    ) -> Result | Redirect | None:
        host = self._find_host(url)
        self._check_budget()
        self._wait_turn(host)
        try:
            check_public(url, self._is_private_allowed)
            self.usage.requests += 1
            began = self._began = self._clock.monotonic()
            watch = {"trace": partial(self._check_connection, url)}
            with self._http.stream("GET", url, headers=dict(headers), extensions=watch) as response:
                self._check_speed(host, began)
                result = self._read_response(host, response, read)
        except (httpx.TransportError, httpx.InvalidURL, ConnectionError) as error:
            self._raise_transport(host, url, error)
        except TransientError as error:
            if error.status != 500:
                self._count_failure(host, url)
            raise
        finally:
            host.asked_at = self._clock.monotonic()
        host.failures = 0
        return result

    def _read_response(
        self, host: _Host, response: httpx.Response, read: Callable[[httpx.Response, Iterator[bytes]], Result]
    ) -> Result | Redirect | None:
        status = response.status_code
        if status == 304 and _IF_CHANGED & response.request.headers.keys():
            return None
        if response.has_redirect_location:
            return find_redirect(response)
        chunks = read_body(response, self._clock, self._began)
        opening = b""
        if status != 200 or is_html(response.headers.get("content-type", ""), b""):
            opening = read_opening(chunks)
        if opening and is_challenge(response.headers, opening):
            self._stop(
                host,
                f"{response.url.host}: the site wants to see a person's browser, and this program is none. Ask the"
                f" council to allow the agent {ROBOTS_TOKEN!r}.",
            )
        check_status(response, self._clock)
        return read(response, chain((opening,), chunks))

    def _count_bytes(self, response: httpx.Response, chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
        """Yield a body's parts; a length that is announced counts before anything is read."""
        announced = response.headers.get("content-length", "")
        size = 0
        check_size(int(announced) if announced.isdecimal() else 0, limit)
        for chunk in chunks:
            size += len(chunk)
            self.usage.loaded_bytes += len(chunk)
            check_size(size, limit)
            yield chunk

    # -- rules -----------------------------------------------------------------------------------------------------

    def _find_host(self, url: str) -> _Host:
        name = urlsplit(url).netloc
        host = self.usage.hosts.setdefault(name, _Host(self.limits.delay))
        if host.stopped:
            raise HostStoppedError(host.stopped)
        return host

    def _check_robots(self, url: str) -> None:
        """Raise UnreadablePageError for what robots.txt disallows; it is read once a run."""
        host = self._find_host(url)
        if host.robots is None:
            host.robots = self._load_robots(host, url)
            host.delay = max(host.delay, find_delay(host.robots))
            if host.delay > LONGEST_DELAY:
                name = urlsplit(url).hostname
                self._stop(host, f"{name}: its robots.txt wants {host.delay:,.0f} seconds between two requests.")
        if not host.robots.can_fetch(url, ROBOTS_TOKEN):
            raise UnreadablePageError(
                "robots",
                "The site's robots.txt asks programs not to load it",
                f"Ask the council to allow the agent {ROBOTS_TOKEN!r}.",
            )

    def _load_robots(self, host: _Host, url: str) -> Protego:
        def read(response: httpx.Response, chunks: Iterator[bytes]) -> bytes:
            return read_opening(chunks, MAX_ROBOTS_BYTES)

        name = urlsplit(url).hostname
        address: str | None = urljoin(url, "/robots.txt")
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                result = self._retry(address, {}, read) if address else b""
                if not isinstance(result, Redirect):
                    return parse_robots(result or b"")
                address = self.site.resolve(result.url)
        except UnreadablePageError as error:
            if error.code in ("denied", "restricted"):
                return Protego.parse("User-agent: *\nDisallow: /")
            if error.code in ("missing", "status"):
                return Protego.parse("")
            if error.code in ("timeout", "connection"):
                # No refusal: the site, or this machine's network, cannot be reached now.
                raise
            self._stop(host, f"{name}: its robots.txt cannot be read ({error.reason}), so nothing is fetched.")
        return Protego.parse("")

    def _wait_turn(self, host: _Host) -> None:
        """Wait until the host may be asked again. Jitter only adds: nothing comes sooner than it may."""
        if host.asked_at is None:
            return
        delay = host.delay * (1 + _JITTER * self._random.random())
        left = host.asked_at + delay - self._clock.monotonic()
        if left > 0:
            self._clock.sleep(left)

    def _check_speed(self, host: _Host, began: float) -> None:
        """Ask a host that answers slowly half as often."""
        if self._clock.monotonic() - began > _SLOW_SECONDS:
            host.delay = max(host.delay, min(2 * host.delay, _MAX_DELAY))

    def _check_budget(self) -> None:
        if self.usage.requests >= self.limits.requests:
            raise BudgetSpentError(f"{self.usage.requests:,} requests are made, as many as this run may.")
        if self.usage.loaded_bytes >= self.limits.run_bytes:
            raise BudgetSpentError(f"{self.usage.loaded_bytes / 2**20:,.0f} MB are loaded, as much as this run may.")

    def _check_connection(self, url: str, event: str, facts: Mapping[str, Any]) -> None:
        """Check which machine was connected to, before anything is sent to it: a name may lead elsewhere by now."""
        if not event.endswith("connect_tcp.complete") or self._is_private_allowed or is_proxied(url):
            return
        if peer := facts["return_value"].get_extra_info("server_addr"):
            check_peer(urlsplit(url).hostname or "", str(peer[0]))

    def _count_failure(self, host: _Host, url: str) -> None:
        host.failures += 1
        if host.failures >= MAX_FAILURES_IN_A_ROW:
            self._stop(
                host,
                f"{urlsplit(url).hostname}: {host.failures} requests in a row have failed, so nothing more is asked of"
                " it in this run. Look at the site in a browser, and run this again later.",
            )

    def _stop(self, host: _Host, reason: str) -> None:
        host.stopped = reason
        raise HostStoppedError(reason)

    def _raise_transport(self, host: _Host, url: str, error: Exception) -> None:
        """Raise what a failed connection means."""
        name = urlsplit(url).hostname
        if has_cause(error, ssl.SSLCertVerificationError):
            self._stop(
                host,
                f"{name}: its certificate cannot be verified. If the council's certificate is of an authority that this"
                " machine does not know, name a file of certificates in SSL_CERT_FILE; else tell the council.",
            )
        if isinstance(error, httpx.RemoteProtocolError) and "peer closed connection" in str(error):
            raise UnreadablePageError(
                "truncated", "The site broke off in the middle of it", "It is tried again next week."
            ) from error
        if isinstance(error, httpx.RemoteProtocolError) and "location header" in str(error):
            raise make_redirect_fault() from error
        if isinstance(error, httpx.InvalidURL):
            raise UnreadablePageError("address", "Its address cannot be used", "Tell the council.") from error
        if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
            raise UnreadablePageError(
                "protocol", "The site's answer is not in the form of the web", "Tell the council."
            ) from error
        self._count_failure(host, url)
        is_timeout = isinstance(error, httpx.TimeoutException)
        reason = "The site did not answer in time" if is_timeout else "The site could not be reached"
        raise TransientError("timeout" if is_timeout else "connection", reason) from error
