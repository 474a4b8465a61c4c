"""A search box for other websites: a plain form that opens the answer here.

The form needs no script, no frame and no cookie. Nothing of this site is loaded before somebody sends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from paper_search.web.components.layout import SEARCH_BOX_PATH, make_page_response
from paper_search.web.forms import MAX_QUESTION_CHARS, from_query
from paper_search.web.library_protocol import LibraryForRequest

_TITLE = "Put a search box on your website"


@dataclass(frozen=True, slots=True)
class CouncilChoice:
    """A council whose papers alone the box may search."""

    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SearchBoxView:
    """The page of the code.

    Attributes:
        code: the HTML to copy.
        origin: the scheme and host that a content security policy must name.
        councils: the councils to choose from; none where only one is held.
        path: the address of the page.
    """

    code: str
    origin: str
    councils: tuple[CouncilChoice, ...]
    path: str = SEARCH_BOX_PATH


def create_router(library_for: LibraryForRequest, site_url: str = "") -> APIRouter:
    """Return the route ``/search-box``, with ``authority=…`` for the papers of one council.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        site_url: the address of the site in the settings; by default the one that was asked.
    """
    routes = APIRouter()

    @routes.api_route(SEARCH_BOX_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def show_search_box(request: Request) -> Response:
        address = site_url or str(request.base_url).rstrip("/")
        councils = [facet.value for facet in library_for(request).facets().authorities]
        chosen = from_query(request.url.query).authorities
        view = make_search_box_view(address, councils, next((name for name in chosen if name in councils), ""))
        return make_page_response("search_box.html", _TITLE, view=view)

    return routes


def make_search_box_view(site_url: str, councils: Sequence[str], council: str = "") -> SearchBoxView:
    """Return what the page shows.

    Args:
        site_url: the address of the site, without a slash at its end.
        councils: the councils held.
        council: the one whose papers alone are searched; empty for all.
    """
    parts = urlsplit(site_url)
    choices = tuple(CouncilChoice(name, name == council) for name in councils) if len(councils) > 1 else ()
    return SearchBoxView(write_search_box(site_url, council), f"{parts.scheme}://{parts.netloc}", choices)


def write_search_box(site_url: str, council: str = "") -> str:
    """Return the HTML of the box, for a page of another website.

    Args:
        site_url: the address of the site, without a slash at its end.
        council: the council whose papers alone are searched; empty for all.
    """
    limit = [f'  <input type="hidden" name="authority" value="{escape(council)}">'] if council else []
    lines = [
        f'<form action="{escape(site_url)}/" method="get" role="search">',
        '  <label for="paper-search">Search council papers</label>',
        f'  <input id="paper-search" name="q" type="search" maxlength="{MAX_QUESTION_CHARS}" required>',
        *limit,
        '  <button type="submit">Search</button>',
        "</form>",
    ]
    return "\n".join(lines)
