"""The sources that papers are fetched from, for staff alone; for anybody else there is no such page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from paper_search.errors import FetchError
from paper_search.fetch.sources import Source, load_sources
from paper_search.fetch.status import load_source_status
from paper_search.web.components.errors import UNAVAILABLE_STATUS
from paper_search.web.components.layout import NO_CACHE_HEADERS, make_page_response
from paper_search.web.components.sources_page import (
    SOURCES_JSON_PATH,
    SOURCES_PATH,
    SourceReading,
    SourcesQuery,
    SourcesView,
    describe_sources,
    make_no_sources,
    make_sources,
)
from paper_search.web.forms import clean_line, group_items, parse_items
from paper_search.web.register_forms import parse_page

_READ_METHODS = ["GET", "HEAD"]
_NO_SOURCE_HEADING = "No sources yet"
_NO_SOURCE_TEXT = "Papers can be fetched from councils’ sites. To add the first source, run this on the server:"
_ADD_COMMAND = "paper-search fetch moderngov URL"
_NO_CORPUS_TEXT = "This server has no folder of papers, so it does not know where they are fetched from."


def create_router(corpus: Path | None, is_staff: Callable[[Request], bool]) -> APIRouter:
    """Return the routes ``/sources`` and ``/sources.json``.

    Args:
        corpus: the corpus folder; None where this server has none.
        is_staff: tells of a request whether its visitor is staff.
    """
    routes = APIRouter()

    @routes.api_route(SOURCES_PATH, methods=_READ_METHODS, response_class=HTMLResponse)
    def sources(request: Request) -> Response:
        _require_staff(is_staff(request))
        view, status = _make_view(corpus, _parse_query(request.url.query))
        return make_page_response("sources.html", "Sources", SOURCES_PATH, status=status, sources=view)

    @routes.api_route(SOURCES_JSON_PATH, methods=_READ_METHODS, response_class=JSONResponse)
    def sources_json(request: Request) -> Response:
        _require_staff(is_staff(request))
        try:
            return JSONResponse(describe_sources(_read_sources(corpus)), headers=NO_CACHE_HEADERS)
        except FetchError as error:
            fault = {"sources": [], "fault": _shorten_paths(error, corpus)}
            return JSONResponse(fault, UNAVAILABLE_STATUS, NO_CACHE_HEADERS)

    return routes


def _require_staff(is_staff: bool) -> None:
    if not is_staff:
        raise HTTPException(404)


def _parse_query(query: str) -> SourcesQuery:
    items = parse_items(query)
    names = group_items(items).get("source", [""])
    return SourcesQuery(clean_line(names[0], 100), parse_page(items))


def _make_view(corpus: Path | None, query: SourcesQuery) -> tuple[SourcesView, int]:
    """Return the page and its HTTP status."""
    if corpus is None:
        return make_no_sources(_NO_SOURCE_HEADING, _NO_CORPUS_TEXT), 200
    try:
        readings = _read_sources(corpus)
    except FetchError as error:
        heading = "The sources cannot be listed at the moment"
        return make_no_sources(heading, _shorten_paths(error, corpus)), UNAVAILABLE_STATUS
    if not readings:
        return make_no_sources(_NO_SOURCE_HEADING, _NO_SOURCE_TEXT, _ADD_COMMAND), 200
    return make_sources(readings, query), 200


def _read_sources(corpus: Path | None) -> list[SourceReading]:
    """Return every source with its state. Raises FetchError where the file of sources cannot be read."""
    return [_read_source(corpus, source) for source in load_sources(corpus)] if corpus else []


def _read_source(corpus: Path, source: Source) -> SourceReading:
    """Return a source with its state; a journal that cannot be read is told, and the other sources are shown."""
    try:
        return SourceReading(source, load_source_status(corpus, source))
    except FetchError as error:
        return SourceReading(source, None, _shorten_paths(error, corpus))


def _shorten_paths(error: FetchError, corpus: Path | None) -> str:
    """Return the message with paths as they are in the corpus."""
    return str(error).replace(f"{corpus}/", "") if corpus else str(error)
