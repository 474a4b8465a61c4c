"""What the site offers to be kept and to programs: feed, evidence pack, judgements, HTTP interface. Put onto it here.

In: the application and whose library each request sees; out: the same with these routes. Promise: each of them is given
the library of the very one who asks.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request

from paper_search.rendering.cache import Pictures
from paper_search.web.library_protocol import Library
from paper_search.web.routes import api, export, feed
from paper_search.web.routes import api_docs as programs
from paper_search.web.routes import feedback as judging


def offer(
    app: FastAPI, whose: Callable[[Request], Library], judged: bool = True, pictures: Pictures | None = None
) -> None:
    """Add the routes; packs have pages drawn by ``pictures``, and without ``judged`` nothing that a visitor says of a
    passage is heeded."""
    described = api.create_api(whose)
    app.include_router(feed.router(whose))
    app.include_router(export.router(whose, pictures or Pictures()))
    if judged:
        app.include_router(judging.router(whose))
    app.include_router(programs.router(described))
    app.mount("/api", described)
