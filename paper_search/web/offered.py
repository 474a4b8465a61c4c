"""What the site offers to be kept and to programs: feed, evidence pack, judgements, HTTP interface. Put onto it here.

In: the application and whose library each request sees; out: the same with these routes. Promise: each of them is given
the library of the very one who asks.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request

from paper_search.rendering.cache import PageImageCache
from paper_search.web.library_protocol import LibraryProtocol
from paper_search.web.routes import api, api_docs, export, feed, feedback


def add_public_routes(
    app: FastAPI,
    library_for: Callable[[Request], LibraryProtocol],
    with_feedback: bool = True,
    page_images: PageImageCache | None = None,
) -> None:
    """Add the routes; packs have pages drawn by ``pictures``, and without ``judged`` nothing that a visitor says of a
    passage is heeded."""
    described = api.create_api(library_for)
    app.include_router(feed.create_router(library_for))
    app.include_router(export.create_router(library_for, page_images or PageImageCache()))
    if with_feedback:
        app.include_router(feedback.create_router(library_for))
    app.include_router(api_docs.create_router(described))
    app.mount("/api", described)
