"""People whom minutes and decision records name: the list, and a page each.

Search engines are told not to list these pages: a council publishes its minutes, not a file on somebody.
"""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Facets, Filters
from paper_search.records.register import PersonList, RegisterQuery
from paper_search.web.components.errors import REFUSED_HEADING, UNAVAILABLE_HEADING, UNAVAILABLE_STATUS, describe_error
from paper_search.web.components.layout import NO_CACHE_HEADERS, make_message_response, make_page_response
from paper_search.web.components.list_controls import count_pages
from paper_search.web.components.people_page import (
    NAMING_KINDS,
    PEOPLE_PER_PAGE,
    is_named_in_office,
    make_people,
    make_person,
    make_refused_people,
)
from paper_search.web.forms import MAX_ID_CHARS, parse_items
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.register_forms import (
    FIND_PERSON_PATH,
    PEOPLE_PATH,
    PeopleForm,
    build_list_url,
    build_person_url,
    from_people_items,
    parse_page,
    to_people_items,
)
from paper_search.web.root_path import site_url

_log = logging.getLogger(__name__)
_MISSING_TEXT = (
    "No minutes or decision records that can be shown name this person. They may have been withdrawn, or"
    " a part of the address may be missing."
)
_NO_ROBOTS = ("x-robots-tag", "noindex")


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """Return the routes ``/people``, ``/people/find`` and ``/people/ID``."""
    routes = APIRouter()

    @routes.api_route(PEOPLE_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def people(request: Request) -> Response:
        items = parse_items(request.url.query)
        return _hide_from_robots(_make_list_page(library_for(request), from_people_items(items), parse_page(items)))

    @routes.api_route(FIND_PERSON_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def find_person(request: Request) -> Response:
        form = from_people_items(parse_items(request.url.query))
        url = _find_person_url(library_for(request), form)
        return _hide_from_robots(RedirectResponse(site_url(url), status_code=303, headers=NO_CACHE_HEADERS))

    @routes.api_route(PEOPLE_PATH + "/{person_id:path}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def person(request: Request, person_id: str) -> Response:
        record = library_for(request).get_person(person_id) if len(person_id) <= MAX_ID_CHARS else None
        if record is None or not is_named_in_office(record):
            return make_message_response("Person not found", _MISSING_TEXT, status=404, has_back_link=True)
        view = make_person(record)
        return _hide_from_robots(make_page_response("person.html", view.name, PEOPLE_PATH, person=view))

    return routes


def _hide_from_robots(response: Response) -> Response:
    response.headers[_NO_ROBOTS[0]] = _NO_ROBOTS[1]
    return response


def _make_list_page(library: LibraryProtocol, form: PeopleForm, page: int) -> HTMLResponse:
    facets, status = Facets(), 200
    try:
        facets = library.facets()
        found, page = _find_page(library, form, page)
        view = make_people(found, form, page, facets)
    except QueryError as error:
        view = make_refused_people(REFUSED_HEADING, str(error), form, facets)
    except PaperSearchError as error:
        _log.exception("The people could not be listed")
        view = make_refused_people(UNAVAILABLE_HEADING, describe_error(error), form, facets)
        status = UNAVAILABLE_STATUS
    return make_page_response("people.html", "People", PEOPLE_PATH, status=status, people=view)


def _find_page(library: LibraryProtocol, form: PeopleForm, page: int) -> tuple[PersonList, int]:
    """Return a page of the people whom minutes and decision records name, the last where there are fewer."""
    held = {facet.value for facet in library.facets().kinds}
    kinds = tuple(kind for kind in NAMING_KINDS if kind in held)
    if not kinds:
        return PersonList((), 0), 1
    filters = Filters(authorities=form.authorities, kinds=kinds)
    offset = (page - 1) * PEOPLE_PER_PAGE
    found = library.list_people(RegisterQuery(filters, person=form.name, limit=PEOPLE_PER_PAGE, offset=offset))
    last = count_pages(found.total, PEOPLE_PER_PAGE)
    return (found, page) if page <= last else _find_page(library, form, last)


def _find_person_url(library: LibraryProtocol, form: PeopleForm) -> str:
    """Return the page of the only person that a name may mean, or the list of all whom it may."""
    try:
        found, _ = _find_page(library, form, 1)
    except QueryError:
        found = PersonList((), 0)
    if found.total == 1:
        return build_person_url(found.people[0].person_id)
    return build_list_url(PEOPLE_PATH, to_people_items(form))
