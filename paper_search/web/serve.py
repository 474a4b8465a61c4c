"""The web server: the port answers at once, while the site is still being made.

Loading Gradio takes longer than anything else at the start. Until the site is there, every address is answered by a
page that says so, keeps the address with its question and asks again by itself. No question is written to a log.

The server closes connections that do not send their request, and those of whoever holds too many. It does not run out
of file descriptors, and a visitor cannot fill its log.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from paper_search.alerts.service import open_alerts
from paper_search.config import SiteSettings
from paper_search.errors import SettingsError
from paper_search.web.connection_limits import ConnectionTable, compute_backlog, compute_max_connections
from paper_search.web.http_protocol import LimitedProtocol
from paper_search.web.listening import format_address, open_port
from paper_search.web.log_format import format_log
from paper_search.web.log_repeats import limit_repeats
from paper_search.web.middleware.admission import request_log
from paper_search.web.middleware.forwarded import TrustedProxies
from paper_search.web.middleware.hosts import list_allowed_hosts
from paper_search.web.middleware.security import complete_headers
from paper_search.web.readiness import Readiness
from paper_search.written_answers.service import written_log

if TYPE_CHECKING:
    from paper_search.web.library_protocol import LibraryProtocol

_log = logging.getLogger("uvicorn.error")
_DEFAULT_SETTINGS = SiteSettings()
_RETRY_SECONDS = 2
_STARTUP_STYLE = (
    "body{margin:0;padding:2rem 1.25rem;max-width:46rem;font:1rem/1.55 system-ui,sans-serif}"
    "body{background:#f6f6f2;color:#1b2530}"
    "h1{font-size:1.7rem;line-height:1.25;border-top:4px solid #0b5563;padding-top:1rem}"
    "@media(prefers-color-scheme:dark){body{background:#12171c;color:#e8ecef}h1{border-color:#7cc7d6}}"
)
_STYLE_HASH = b64encode(sha256(_STARTUP_STYLE.encode()).digest()).decode()
_STARTUP_HTML = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Starting – Ask the papers</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    f'<meta http-equiv="refresh" content="{_RETRY_SECONDS}"><style>{_STARTUP_STYLE}</style></head>'
    "<body><main><h1>The search is starting</h1>"
    "<p>This takes a few seconds. You do not need to do anything: this page opens by itself.</p>"
    "<p>If you asked a question, it will be answered then.</p>"
    "</main></body></html>"
).encode()
_STARTUP_HEADERS = complete_headers(
    [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(_STARTUP_HTML)).encode()),
        (b"retry-after", str(_RETRY_SECONDS).encode()),
        (b"cache-control", b"no-store"),
        (
            b"content-security-policy",
            f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'".encode(),
        ),
    ]
)


class StartupPage:
    """An ASGI application: the site once it has been made, and a page that says so before."""

    def __init__(self, make: Callable[[], Any], on_failure: Callable[[BaseException], None]) -> None:
        """Prepare the site.

        Args:
            make: returns the site; called in a thread of its own once the server has started.
            on_failure: called with the reason where the site cannot be made. The page stays then.
        """
        self._make, self._on_failure = make, on_failure
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 503, "headers": _STARTUP_HEADERS})
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else _STARTUP_HTML})

    async def _run_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        shutdown = asyncio.ensure_future(receive())
        making = asyncio.ensure_future(asyncio.to_thread(self._make))
        await asyncio.wait({shutdown, making}, return_when=asyncio.FIRST_COMPLETED)
        if making.done() and (error := making.exception()) is not None:
            self._on_failure(error)
            await shutdown
        elif making.done():
            await self._serve_app(making.result(), shutdown)
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve_app(self, app: Any, shutdown: asyncio.Future[Any]) -> None:
        async with app.router.lifespan_context(app):
            self._app = app
            await shutdown


def serve(
    library: LibraryProtocol,
    host: str,
    port: int,
    settings: SiteSettings = _DEFAULT_SETTINGS,
    *,
    is_port_fixed: bool = True,
) -> None:
    """Serve the site until it is interrupted.

    Args:
        library: all papers.
        host: the address of this machine that is listened on.
        port: the port.
        settings: who may come in, and how often.
        is_port_fixed: somebody has named the port; otherwise the next free one is used where it is taken.

    Raises:
        SettingsError: the port cannot be used; a proxy names the visitors, and the settings name no proxy; two settings
            name different paths of the site; or alerts by e-mail cannot be sent.
        BaseException: whatever kept the site from being made.
    """
    _check_user_header(settings)
    _check_site_url(settings)
    open_alerts(settings, getattr(library, "feedback_folder", None))
    failures: list[BaseException] = []
    site_settings = settings.model_copy(update={"hosts": list_allowed_hosts(host, settings.hosts)})

    def make_app() -> object:
        # Loading Gradio takes seconds.
        from paper_search.web.app import create_app

        readiness = Readiness(ready=False)
        app = create_app(library, readiness, site_settings)
        readiness.load_in_background(library)
        return app

    def record_failure(error: BaseException) -> None:
        _log.error("The site cannot be made", exc_info=error)
        failures.append(error)
        server.should_exit = True

    sockets = open_port(host, port, is_port_fixed)
    bound_port: int = sockets[0].getsockname()[1]
    server = create_server(StartupPage(make_app, record_failure), host, bound_port, settings)
    if bound_port != port:
        _log.warning("Port %s is in use by another program, so the page is served on port %s.", port, bound_port)
    with (
        log_requests(settings.log_requests),
        _log_to_stderr(written_log, bool(settings.answers_url)),
        format_log(settings.log_form),
        limit_repeats(),
    ):
        _run_server(server, sockets)
    if failures:
        raise failures[0]


def _run_server(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
    """Serve until the server is told to end; to be told so by a key is no error."""
    try:
        server.run(sockets)
    except KeyboardInterrupt:
        _log.info("The page has been stopped.")
    finally:
        for opened in sockets:
            opened.close()


def _check_user_header(settings: SiteSettings) -> None:
    """Raise SettingsError where nobody could be signed in, as the header counts from named proxies alone."""
    if settings.user_header and not settings.trusted_proxies:
        raise SettingsError(
            f"PAPER_SEARCH_USER_HEADER is {settings.user_header!r}, and no proxy is named from which it counts."
            " Whoever reached this port could say that he is anybody. Name the address of the proxy in"
            " PAPER_SEARCH_TRUSTED_PROXIES, such as 127.0.0.1 for one on this machine."
        )


def _check_site_url(settings: SiteSettings) -> None:
    """Raise SettingsError where links in mails would lead to another path than the site has."""
    path = urlsplit(settings.site_url).path
    if settings.site_url and settings.root_path and path != settings.root_path:
        raise SettingsError(
            f"PAPER_SEARCH_SITE_URL is {settings.site_url!r} and PAPER_SEARCH_ROOT_PATH is {settings.root_path!r}: the"
            " address of the site must end with that path. Set both to the same path."
        )


@contextmanager
def log_requests(is_wanted: bool) -> Iterator[None]:
    """Write addresses and questions to the standard error stream while the block runs, where that is wanted."""
    with _log_to_stderr(request_log, is_wanted):
        yield


@contextmanager
def _log_to_stderr(log: logging.Logger, is_wanted: bool) -> Iterator[None]:
    """Write what a log says to the standard error stream while the block runs, where that is wanted."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    level, is_propagated = log.level, log.propagate
    if is_wanted:
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = is_propagated


def create_server(app: ASGIApp, host: str, port: int, settings: SiteSettings = _DEFAULT_SETTINGS) -> uvicorn.Server:
    """Return the server of an application, with the limits of the settings on its connections.

    Args:
        app: what answers.
        host: the address of this machine that is listened on.
        port: the port; 0 for a free one.
        settings: the limits, and the proxies that may hold any number of connections.
    """
    file_limit = _find_file_limit()
    table = ConnectionTable[LimitedProtocol](
        compute_max_connections(settings.max_connections, file_limit),
        settings.max_connections_per_address,
        TrustedProxies(settings.trusted_proxies),
    )
    protocol = type(
        "SiteProtocol", (LimitedProtocol,), {"table": table, "request_seconds": float(settings.request_seconds)}
    )
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        # The site itself heeds the headers of proxies, and only of those that the settings name.
        proxy_headers=False,
        backlog=compute_backlog(file_limit),
        access_log=False,
        server_header=False,
        log_level="info",
        timeout_graceful_shutdown=3,
    )
    return _SiteServer(config)


class _SiteServer(uvicorn.Server):
    """A server that says, once it listens, where the page is."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            address = format_address(self.config.host, self.servers[0].sockets[0].getsockname()[1])
            _log.info("The page is at %s – open it in a web browser. Ctrl-C stops it.", address)


def _find_file_limit() -> int:
    """Return how many files and connections this process may have open."""
    try:
        import resource
    except ImportError:
        # Windows has no such limit; the event loop waits for some hundred connections there.
        return 1024
    file_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    # No limit is the largest number, which is negative on some systems.
    return file_limit if file_limit >= 0 else 2**31
