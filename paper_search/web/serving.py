"""The web server. In: an open library; out: its site, served until it is stopped.

Promises: the port answers before Gradio and the model are loaded, and a question asked meanwhile waits for both; no
question is written to a log.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn

from paper_search.doors import Doors, hosts_for
from paper_search.web.readiness import Warmth
from paper_search.web.serve import Opening

if TYPE_CHECKING:
    from paper_search.web.library_protocol import Library

_log = logging.getLogger("uvicorn.error")
_DOORS = Doors()


def serve(library: Library, host: str, port: int, doors: Doors = _DOORS) -> None:
    """Serve until interrupted; ends with the error where the site cannot be made."""
    wrong: list[BaseException] = []
    inside = replace(doors, hosts=hosts_for(host, doors.hosts))

    def make() -> object:
        # Loading Gradio takes seconds.
        from paper_search.web.app import create_app

        warmth = Warmth(ready=False)
        made = create_app(library, warmth, inside)
        warmth.begin(library)
        return made

    def failed(error: BaseException) -> None:
        _log.error("The site cannot be made", exc_info=error)
        wrong.append(error)
        server.should_exit = True

    server = uvicorn.Server(
        uvicorn.Config(
            Opening(make, failed),
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
