"""The same functions for programs, over HTTP.

Every answer has the type that ``/api/openapi.json`` says it has. Every error is a problem by RFC 9457, in words that
say what to change. Nothing is written, and nobody is shown here what the page would not show them.
"""

from __future__ import annotations

import json
import logging
import re
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from paper_search._version import __version__
from paper_search.citations.styles import Style
from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Document, Filters
from paper_search.schemas import (
    AnswerSchema,
    CitationSchema,
    ComparisonSchema,
    DocumentListSchema,
    DocumentSchema,
    ListingSchema,
    ProblemSchema,
    SimilarSchema,
    TimelineSchema,
)
from paper_search.text.spans import normalise
from paper_search.web.components.errors import FAILED_CALL_TEXT, UNAVAILABLE_HEADING, describe_error
from paper_search.web.forms import MAX_QUESTION_CHARS
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.request_id import add_reference
from paper_search.web.routes.api_endpoints import (
    MAX_DOCUMENTS,
    Count,
    Endpoint,
    FilterParams,
    PassageId,
    Question,
)
from paper_search.web.routes.register_api import build_register_endpoints
from paper_search.web.routes.written_api import build_ask_endpoint
from paper_search.written_answers.service import AnswerWriter

_log = logging.getLogger(__name__)
_API_DESCRIPTION = (
    "Search council papers by meaning, and get answers made only of exact quotes, each with its citation. Names of"
    " councils, committees and kinds may be given in part. What a paper does not state is null, never guessed."
)
_PROBLEM_TYPE = "application/problem+json"
_ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "model": ProblemSchema, "content": {_PROBLEM_TYPE: {}}}
    for status, words in (
        (400, "The question or a filter cannot be used; `detail` says why."),
        (404, "There is nothing of that name, or it is not shown to you."),
        (422, "A part of the address is missing or malformed; `errors` names each."),
        (429, "Too many questions from one visitor at once; wait a moment."),
        (503, "The index cannot be used at the moment."),
    )
}


class _Api(FastAPI):
    """The application, whose description names each schema by its title."""

    def openapi(self) -> dict[str, Any]:
        """Return the description (OpenAPI)."""
        if self.openapi_schema is None:
            described = super().openapi()
            names = {name: schema["title"] for name, schema in described["components"]["schemas"].items()}
            named = re.sub(r'(?<="#/components/schemas/)\w+(?=")', lambda found: names[found[0]], json.dumps(described))
            self.openapi_schema = json.loads(named)
            schemas = self.openapi_schema["components"]["schemas"]
            self.openapi_schema["components"]["schemas"] = {names[name]: schema for name, schema in schemas.items()}
        return self.openapi_schema


def _set_private_cache(response: Response) -> None:
    """Keep caches on the way from storing an answer: another may see less, and a paper may be withdrawn."""
    response.headers["cache-control"] = "private, no-cache"


def create_api(library_for: LibraryForRequest, writer: AnswerWriter | None = None) -> FastAPI:
    """Return the application to be mounted at ``/api``.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        writer: writes short answers from quotes; None for nothing.
    """
    app = _Api(
        title="paper-search",
        version=__version__,
        description=_API_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        # It would lead to the host that the visitor names.
        redirect_slashes=False,
        responses=_ERROR_RESPONSES,
        dependencies=[Depends(_set_private_cache)],
    )
    questions = {endpoint.name: endpoint for endpoint in _build_question_endpoints(library_for)}
    if writer is not None:
        questions["ask"] = build_ask_endpoint(library_for, writer)
    for endpoint in (
        *questions.values(),
        *_build_passage_endpoints(library_for),
        _build_papers_endpoint(library_for),
        *build_register_endpoints(library_for),
    ):
        app.get(
            f"/{endpoint.name}",
            response_model=endpoint.schema,
            response_model_exclude_unset=endpoint.omits_unset,
            operation_id=endpoint.name,
            description=endpoint.description,
        )(endpoint.handler)
    _add_error_handlers(app)
    return app


def _build_question_endpoints(library_for: LibraryForRequest) -> tuple[Endpoint, ...]:
    def search(request: Request, q: Question, limits: FilterParams, k: Count = 10) -> Any:
        return ListingSchema.from_results(q, library_for(request).search_with_remarks(q, limits, k))

    def ask(request: Request, q: Question, limits: FilterParams, k: Count = 10) -> Any:
        return AnswerSchema.from_record(library_for(request).ask(q, limits, k))

    def compare(request: Request, q: Question, limits: FilterParams, k: Count = 2) -> Any:
        return ComparisonSchema.from_record(library_for(request).compare(q, limits, k))

    def timeline(request: Request, q: Question, limits: FilterParams, k: Count = 20) -> Any:
        return TimelineSchema.from_record(library_for(request).timeline(q, limits, k))

    return (
        Endpoint("search", search, ListingSchema, "The passages that fit a question best, repeats folded."),
        Endpoint(
            "ask",
            ask,
            AnswerSchema,
            "An answer made of exact quotes with citations, or “no answer found”, and the passages nearest to it.",
        ),
        Endpoint(
            "compare",
            compare,
            ComparisonSchema,
            "One question put to each council's papers apart: what they say, or that they say nothing.",
        ),
        Endpoint(
            "timeline",
            timeline,
            TimelineSchema,
            "A matter's passages by the dates of its meetings: report, then minutes, then decision.",
        ),
    )


def _build_passage_endpoints(library_for: LibraryForRequest) -> tuple[Endpoint, ...]:
    def similar(
        request: Request, passage_id: PassageId, limits: FilterParams, k: Count = 10, elsewhere: bool = False
    ) -> Any:
        library = _require_passage(library_for(request), passage_id)
        return SimilarSchema.from_record(library.similar(passage_id, limits, k, elsewhere))

    def cite(request: Request, passage_id: PassageId, style: Style = "text") -> Any:
        library = _require_passage(library_for(request), passage_id)
        return CitationSchema(passage_id=passage_id, style=style, citation=library.cite(passage_id, style))

    return Endpoint(
        "similar",
        similar,
        SimilarSchema,
        "The passages of other papers most like one; with `elsewhere`, other councils' first.",
    ), Endpoint("cite", cite, CitationSchema, "The citation of a passage, for a letter, a page or a reference manager.")


def _require_passage(library: LibraryProtocol, passage_id: str) -> LibraryProtocol:
    """Return the library; raise 404 where it has no such passage."""
    if library.passage(passage_id) is None:
        raise HTTPException(404, "No passage held has this id; ids stand in what /api/search gives, as passage_id.")
    return library


def _build_papers_endpoint(library_for: LibraryForRequest) -> Endpoint:
    def papers(
        request: Request,
        limits: FilterParams,
        q: Annotated[str, Query(max_length=MAX_QUESTION_CHARS, description="Words of the title.")] = "",
        limit: Annotated[int, Query(ge=1, le=MAX_DOCUMENTS)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> Any:
        words = normalise(q).split()
        library = library_for(request)
        matches = [document for document in library.documents() if _is_match(document, limits, words)]
        page = matches[offset : offset + limit]
        parts = library.list_unread_parts([document.doc_id for document in page])
        documents = tuple(DocumentSchema.from_record(document, parts.get(document.doc_id, ())) for document in page)
        return DocumentListSchema(total=len(matches), offset=offset, papers=documents)

    return Endpoint(
        "papers",
        papers,
        DocumentListSchema,
        "The papers held, those shown as copies of others left out.",
    )


def _is_match(document: Document, filters: Filters, words: list[str]) -> bool:
    meeting, title = document.meeting, normalise(document.title or "")
    limits = (
        (filters.authorities, meeting.authority),
        (filters.committees, meeting.committee),
        (filters.kinds, document.kind),
    )
    if not all(word in title for word in words):
        return False
    for names, value in limits:
        if names and not any(normalise(name) in normalise(value or "") for name in names):
            return False
    held_on = meeting.held_on
    if held_on is None:
        return not (filters.since or filters.until)
    return (filters.since or held_on) <= held_on <= (filters.until or held_on)


# -- what went wrong -------------------------------------------------------------------------------------------


def build_problem(status: int, detail: str, errors: list[str] | None = None) -> JSONResponse:
    """Return a problem by RFC 9457.

    Args:
        status: the HTTP status.
        detail: what is wrong and what to change.
        errors: the parts of the address that cannot be used, one line each.
    """
    title = HTTPStatus(status).phrase
    problem = ProblemSchema(title=title, status=status, detail=detail, errors=tuple(errors or ()))
    # A cache on the way may keep a 404 of its own accord, and what is not there for one is there for another.
    headers = {"cache-control": "no-store"}
    return JSONResponse(problem.to_json(), status, headers, media_type=_PROBLEM_TYPE)


def _add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(QueryError)
    def handle_query_error(request: Request, error: QueryError) -> JSONResponse:
        return build_problem(400, str(error))

    @app.exception_handler(PaperSearchError)
    def handle_index_error(request: Request, error: PaperSearchError) -> JSONResponse:
        # Which file is damaged, and where it is, is for the one who runs the server.
        _log.error("The index cannot be used: %s", error)
        return build_problem(503, f"{UNAVAILABLE_HEADING}. {describe_error(error)}")

    @app.exception_handler(RequestValidationError)
    def handle_validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = [f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors()]
        return build_problem(422, "A part of the address is missing or cannot be used.", errors)

    @app.exception_handler(HTTPException)
    def handle_http_error(request: Request, error: HTTPException) -> JSONResponse:
        return build_problem(error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    def handle_unexpected_error(request: Request, error: Exception) -> JSONResponse:
        return build_problem(500, add_reference(FAILED_CALL_TEXT))
