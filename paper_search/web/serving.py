"""The web server. In: an open library; out: its site, served until it is stopped.

Promises: the port answers before Gradio and the model are loaded, and a question asked meanwhile waits for both; no
question is written to a log.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import uvicorn

from paper_search.config import SiteSettings
from paper_search.web.middleware.hosts import list_allowed_hosts
from paper_search.web.readiness import Readiness
from paper_search.web.serve import StartupPage

if TYPE_CHECKING:
    from paper_search.web.library_protocol import LibraryProtocol

_log = logging.getLogger("uvicorn.error")
_DEFAULT_SETTINGS = SiteSettings()


def serve(library: LibraryProtocol, host: str, port: int, settings: SiteSettings = _DEFAULT_SETTINGS) -> None:
    """Serve until interrupted; ends with the error where the site cannot be made."""
    wrong: list[BaseException] = []
    inside = settings.model_copy(update={"hosts": list_allowed_hosts(host, settings.hosts)})

    def make_app() -> object:
        # Loading Gradio takes seconds.
        from paper_search.web.app import create_app

        warmth = Readiness(ready=False)
        made = create_app(library, warmth, inside)
        warmth.load_in_background(library)
        return made

    def record_failure(error: BaseException) -> None:
        _log.error("The site cannot be made", exc_info=error)
        wrong.append(error)
        server.should_exit = True

    server = uvicorn.Server(
        uvicorn.Config(
            StartupPage(make_app, record_failure),
            host=host,
            port=port,
            access_log=False,
            server_header=False,
            log_level="info",
            timeout_graceful_shutdown=3,
        )
    )
    server.run()
    if wrong:
        raise wrong[0]
