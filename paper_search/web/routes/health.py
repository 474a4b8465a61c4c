"""The health of the site, for load balancers and monitoring: that it runs, and that it can answer questions."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import PlainTextResponse, Response

from paper_search.errors import PaperSearchError, UnreachableShardError
from paper_search.web.components.errors import describe_error
from paper_search.web.components.layout import NO_CACHE_HEADERS
from paper_search.web.library_protocol import LibraryForRequest
from paper_search.web.readiness import Readiness

HEALTH_PATH, READINESS_PATH = "/healthz", "/readyz"
_READ_METHODS = ["GET", "HEAD"]
_log = logging.getLogger(__name__)


def create_router(library_for: LibraryForRequest, readiness: Readiness) -> APIRouter:
    """Return the routes ``/healthz`` and ``/readyz``.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        readiness: tells whether the model is loaded.
    """
    routes = APIRouter()

    @routes.api_route(HEALTH_PATH, methods=_READ_METHODS, response_class=PlainTextResponse)
    async def health() -> Response:
        return PlainTextResponse("ok\n", headers=NO_CACHE_HEADERS)

    @routes.api_route(READINESS_PATH, methods=_READ_METHODS, response_class=JSONResponse)
    def ready(request: Request) -> Response:
        if not readiness.is_ready():
            return _make_response(detail="The search is starting.")
        try:
            missing = library_for(request).coverage().missing_councils
        except PaperSearchError as error:
            _log.warning("The site is not ready: %s", error)
            councils = error.councils if isinstance(error, UnreachableShardError) else ()
            return _make_response(councils, describe_error(error))
        return _make_response(missing)

    return routes


def _make_response(missing_councils: tuple[str, ...] = (), detail: str = "") -> JSONResponse:
    """Return whether questions are answered, 503 where they are not, and whose papers cannot be reached."""
    said = {"ready": not detail, "missing_councils": list(missing_councils)} | ({"detail": detail} if detail else {})
    return JSONResponse(said, 503 if detail else 200, NO_CACHE_HEADERS)
