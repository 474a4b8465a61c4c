"""The register over HTTP: decisions, votes, meetings, people and matters, with the same limits as questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request
from starlette.exceptions import HTTPException

from paper_search.records.register import DecisionOutcome, RegisterQuery
from paper_search.schemas import (
    DecisionListSchema,
    MatterSchema,
    MeetingListSchema,
    MeetingSchema,
    PersonListSchema,
    PersonSchema,
    VoteListSchema,
)
from paper_search.web.forms import MAX_ID_CHARS, MAX_QUESTION_CHARS, MAX_WORDS_CHARS
from paper_search.web.library_protocol import LibraryForRequest
from paper_search.web.routes.api_endpoints import MAX_DOCUMENTS, Endpoint, FilterParams

Words = Annotated[
    str, Query(max_length=MAX_QUESTION_CHARS, description="Words that must all stand there, inflections folded.")
]
PersonName = Annotated[
    str, Query(max_length=MAX_WORDS_CHARS, description="Somebody named there, in any form: Mr Wren, Jo Wren.")
]
Outcomes = Annotated[list[DecisionOutcome], Query(max_length=20, description="Only these outcomes; may be repeated.")]
Limit = Annotated[int, Query(ge=1, le=MAX_DOCUMENTS, description="How many are wanted at most.")]
Offset = Annotated[int, Query(ge=0, description="How many of the first are left out.")]
Id = Annotated[str, Query(min_length=1, max_length=MAX_ID_CHARS, description="As the list gives it.")]
_FoundT = TypeVar("_FoundT")


@dataclass(frozen=True, slots=True)
class _Page:
    """The part of a list that is wanted."""

    limit: int
    offset: int


def _parse_page(limit: Limit = 50, offset: Offset = 0) -> _Page:
    return _Page(limit, offset)


def _parse_query(
    filters: FilterParams, page: Annotated[_Page, Depends(_parse_page)], q: Words = "", person: PersonName = ""
) -> RegisterQuery:
    return RegisterQuery(filters, words=q, person=person, limit=page.limit, offset=page.offset)


def _parse_decision_query(
    query: Annotated[RegisterQuery, Depends(_parse_query)],
    outcome: Outcomes = [],  # noqa: B006
) -> RegisterQuery:
    return RegisterQuery(
        query.filters, tuple(outcome), query.words, query.person, limit=query.limit, offset=query.offset
    )


QueryParams = Annotated[RegisterQuery, Depends(_parse_query)]
DecisionQueryParams = Annotated[RegisterQuery, Depends(_parse_decision_query)]


def build_register_endpoints(library_for: LibraryForRequest) -> tuple[Endpoint, ...]:
    """Return the endpoints of the register.

    Args:
        library_for: gives the library as the visitor of a request may see it.
    """
    return (*_build_list_endpoints(library_for), *_build_record_endpoints(library_for))


def _build_list_endpoints(library_for: LibraryForRequest) -> tuple[Endpoint, ...]:
    def decisions(request: Request, query: DecisionQueryParams) -> Any:
        return DecisionListSchema.from_list(library_for(request).list_decisions(query), query.offset)

    def votes(request: Request, query: QueryParams) -> Any:
        return VoteListSchema.from_list(library_for(request).list_votes(query), query.offset)

    def meetings(request: Request, query: QueryParams) -> Any:
        return MeetingListSchema.from_list(library_for(request).list_meetings(query), query.offset)

    def people(request: Request, query: QueryParams) -> Any:
        return PersonListSchema.from_list(library_for(request).list_people(query), query.offset)

    return (
        Endpoint(
            "decisions",
            decisions,
            DecisionListSchema,
            "Decisions in their exact words, the newest first, with the report, the officers' recommendation where it"
            " differs, and the votes.",
        ),
        Endpoint("votes", votes, VoteListSchema, "Votes, as printed, the newest first."),
        Endpoint("meetings", meetings, MeetingListSchema, "Meetings with their papers, the newest first."),
        Endpoint("people", people, PersonListSchema, "People whom the papers name, by surname."),
    )


def _build_record_endpoints(library_for: LibraryForRequest) -> tuple[Endpoint, ...]:
    def meeting(request: Request, id: Id) -> Any:  # noqa: A002
        found = library_for(request).get_meeting(id)
        return MeetingSchema.from_meeting(_require(found, "meeting", "/api/meetings", "meeting_id"))

    def person(request: Request, id: Id) -> Any:  # noqa: A002
        found = library_for(request).get_person(id)
        return PersonSchema.from_person(_require(found, "person", "/api/people", "person_id"))

    def matter(request: Request, doc_id: Id) -> Any:
        found = library_for(request).find_matter(doc_id)
        return MatterSchema.from_record(_require(found, "matter", "/api/papers", "doc_id"))

    return (
        Endpoint("meeting", meeting, MeetingSchema, "All that is held of one meeting."),
        Endpoint("person", person, PersonSchema, "What the papers print of one person."),
        Endpoint(
            "matter", matter, MatterSchema, "The papers that belong together with one, in the order of their meetings."
        ),
    )


def _require(found: _FoundT | None, noun: str, place: str, field: str) -> _FoundT:
    """Return what was found; raise 404 where there is none."""
    if found is None:
        raise HTTPException(404, f"No {noun} held has this id; ids stand in what {place} gives, as {field}.")
    return found
