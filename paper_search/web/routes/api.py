"""The same functions for programs, over HTTP. In: questions in addresses; out: the JSON of ``wire``, or a problem.

Promises: every answer has the type that ``/api/openapi.json`` says it has; every error is a problem by RFC 9457, in
words that say what to change; nothing is written, and nobody is shown here what the page would not show them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from paper_search import schemas as wire
from paper_search import shapes
from paper_search._version import __version__
from paper_search.citations.styles import Style
from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Document, Filters
from paper_search.text.spans import fold
from paper_search.web.components import errors as trouble
from paper_search.web.forms import QUESTION_LIMIT
from paper_search.web.library_protocol import Library

MOST, MOST_PAPERS = 50, 500
_log = logging.getLogger(__name__)
_ABOUT = (
    "Search council papers by meaning, and get answers made only of exact quotes, each with its citation. Names of"
    " authorities, committees and kinds may be given in part. What a paper does not state is null, never guessed."
)
_PROBLEM = "application/problem+json"
_WRONG: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "model": shapes.Problem, "content": {_PROBLEM: {}}}
    for status, words in (
        (400, "The question or a limit cannot be used; `detail` says why."),
        (404, "There is nothing of that name, or it is not shown to you."),
        (422, "A part of the address is missing or malformed; `errors` names each."),
        (429, "Too many questions from one visitor at once; wait a moment."),
        (503, "The index cannot be used just now."),
    )
}

Whose = Callable[[Request], Library]
Question = Annotated[str, Query(min_length=1, max_length=QUESTION_LIMIT, description="The question, or a few words.")]
PassageId = Annotated[str, Query(min_length=1, max_length=2000, description="What a passage is known by.")]
Count = Annotated[int, Query(ge=1, le=MOST, description="How many are wanted at most.")]
Names = Annotated[list[str], Query(max_length=40, description="A name or a part of one; may be repeated.")]
Since = Annotated[date | None, Query(description="Only meetings from this day on, such as 2025-01-30.")]
Until = Annotated[date | None, Query(description="Only meetings up to this day.")]


def _limits(
    authority: Names = [],  # noqa: B006
    committee: Names = [],  # noqa: B006
    kind: Names = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
) -> Filters:
    return Filters(tuple(authority), tuple(committee), tuple(kind), since, until)


Limits = Annotated[Filters, Depends(_limits)]


@dataclass(frozen=True, slots=True)
class _Door:
    """One function: its name in the address, what answers, and its type."""

    name: str
    answer: Callable[..., Any]
    shape: type[shapes.Shape]


def _for_the_asker(response: Response) -> None:
    """What one may see another may not, and a paper may be withdrawn: nothing is kept on the way."""
    response.headers["cache-control"] = "private, no-cache"


def create_api(whose: Whose) -> FastAPI:
    """The application to be mounted at ``/api``; ``whose`` gives the library as the one who asks may see it."""
    app = FastAPI(
        title="paper-search",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        responses=_WRONG,
        dependencies=[Depends(_for_the_asker)],
    )
    for door in (*_questions(whose), *_passages(whose), _papers(whose)):
        app.get(f"/{door.name}", response_model=door.shape, operation_id=door.name)(door.answer)
    _say_what_is_wrong(app)
    return app


def _questions(whose: Whose) -> tuple[_Door, ...]:
    def search(request: Request, q: Question, limits: Limits, k: Count = 10) -> Any:
        """The passages that fit a question best, repeats folded."""
        return wire.hits(q, whose(request).listing(q, limits, k))

    def ask(request: Request, q: Question, limits: Limits, k: Count = 10) -> Any:
        """An answer made of exact quotes with citations, or “nothing found”, and the passages nearest to it."""
        return wire.answer(whose(request).ask(q, limits, k))

    def compare(request: Request, q: Question, limits: Limits, k: Count = 2) -> Any:
        """One question put to each authority's papers apart: what they say, or that they say nothing."""
        return wire.comparison(whose(request).compare(q, limits, k))

    def timeline(request: Request, q: Question, limits: Limits, k: Count = 20) -> Any:
        """A matter's passages by the dates of its meetings: report, then minutes, then decision."""
        return wire.timeline(whose(request).timeline(q, limits, k))

    return (
        _Door("search", search, shapes.Listing),
        _Door("ask", ask, shapes.Answer),
        _Door("compare", compare, shapes.Comparison),
        _Door("timeline", timeline, shapes.Timeline),
    )


def _passages(whose: Whose) -> tuple[_Door, ...]:
    def similar(request: Request, passage_id: PassageId, limits: Limits, k: Count = 10, elsewhere: bool = False) -> Any:
        """The passages of other papers most like one; with `elsewhere`, other authorities' first."""
        library = _holding(whose(request), passage_id)
        return wire.similar(library.similar(passage_id, limits, k, elsewhere))

    def cite(request: Request, passage_id: PassageId, style: Style = "text") -> Any:
        """The citation of a passage, for a letter, a page or a reference manager."""
        library = _holding(whose(request), passage_id)
        return wire.citation(passage_id, style, library.cite(passage_id, style))

    return _Door("similar", similar, shapes.Similar), _Door("cite", cite, shapes.Citation)


def _holding(library: Library, passage_id: str) -> Library:
    """The library, where it holds the passage."""
    if library.passage(passage_id) is None:
        raise HTTPException(404, "No passage held has this id; ids stand in what /api/search gives, as passage_id.")
    return library


def _papers(whose: Whose) -> _Door:
    def papers(
        request: Request,
        limits: Limits,
        q: Annotated[str, Query(max_length=QUESTION_LIMIT, description="Words of the title.")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST_PAPERS)] = 100,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> Any:
        """The papers held, those shown as copies of others left out."""
        fitting = [each for each in whose(request).documents() if _fits(each, limits, fold(q).split())]
        shown = [wire.document(each) for each in fitting[offset : offset + limit]]
        return {"total": len(fitting), "offset": offset, "papers": shown}

    return _Door("papers", papers, shapes.Papers)


def _fits(paper: Document, limits: Filters, words: list[str]) -> bool:
    meeting, title = paper.meeting, fold(paper.title or "")
    named = (
        (limits.authorities, meeting.authority),
        (limits.committees, meeting.committee),
        (limits.kinds, paper.kind),
    )
    if not all(word in title for word in words):
        return False
    if any(wanted and not any(fold(each) in fold(value or "") for each in wanted) for wanted, value in named):
        return False
    held_on = meeting.held_on
    if held_on is None:
        return not (limits.since or limits.until)
    return (limits.since or held_on) <= held_on <= (limits.until or held_on)


# -- what went wrong -------------------------------------------------------------------------------------------


def problem(status: int, detail: str, errors: list[str] | None = None) -> JSONResponse:
    """A problem by RFC 9457."""
    title = HTTPStatus(status).phrase
    found = shapes.Problem(title=title, status=status, detail=detail, errors=errors or [])
    return JSONResponse(found.model_dump(), status, media_type=_PROBLEM)


def _say_what_is_wrong(app: FastAPI) -> None:
    @app.exception_handler(QueryError)
    def _query(request: Request, error: QueryError) -> JSONResponse:
        return problem(400, str(error))

    @app.exception_handler(PaperSearchError)
    def _index(request: Request, error: PaperSearchError) -> JSONResponse:
        # Which file is damaged, and where it is, is for the one who runs the server.
        _log.error("The index cannot be used: %s", error)
        return problem(503, f"{trouble.HEADING}. {trouble.words(error)}")

    @app.exception_handler(RequestValidationError)
    def _malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()]
        return problem(422, "A part of the address is missing or cannot be used.", errors)

    @app.exception_handler(HTTPException)
    def _refused(request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail))

    @app.exception_handler(Exception)
    def _unforeseen(request: Request, error: Exception) -> JSONResponse:
        return problem(500, "Something went wrong on the server; it has been logged. Try again in a moment.")
