"""Short answers written from the quotes of a question: a fragment for the script of the page, and a page without it.

The answer of the papers is asked for again, as its asker may see it now. Once the asker has gone, the model stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search.errors import QueryError
from paper_search.records import Answer
from paper_search.web.auth.current_user import get_visitor
from paper_search.web.components.errors import REFUSED_HEADING
from paper_search.web.components.layout import NO_CACHE_HEADERS, make_message_response, make_page_response
from paper_search.web.components.search_form import make_search_box
from paper_search.web.components.written_answer import make_written, make_written_page, render_written
from paper_search.web.components.written_place import WRITTEN_FRAGMENT_PATH, WRITTEN_PATH, WriterOffer
from paper_search.web.forms import MAX_PASSAGES, MAX_QUESTION_CHARS, SearchForm, build_search_url, from_query
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.root_path import site_url
from paper_search.written_answers.outcome import Written
from paper_search.written_answers.service import AnswerWriter

Result = TypeVar("Result")
_MAX_CONCURRENT_ASKS = 2
_CLIENT_LEFT = 499
"""Nobody reads it: whoever asked has gone."""


def create_router(writer: AnswerWriter, library_for: LibraryForRequest) -> APIRouter:
    """Return the routes ``/written`` and ``/written/answer``.

    Args:
        writer: writes from the quotes of an answer.
        library_for: gives the library as the visitor of a request may see it.
    """
    router = APIRouter()
    offer, semaphore = WriterOffer(writer.endpoint), asyncio.Semaphore(_MAX_CONCURRENT_ASKS)

    async def write(request: Request, form: SearchForm) -> tuple[Answer, Written | None] | None:
        library = library_for(request)

        async def ask_and_write() -> tuple[Answer, Written | None]:
            async with semaphore:
                answer = await run_in_threadpool(_ask, library, form)
            return answer, await writer.write(answer, library.measure_match)

        return await run_while_connected(request, ask_and_write())

    @router.get(WRITTEN_FRAGMENT_PATH, response_class=HTMLResponse)
    async def written_answer(request: Request) -> Response:
        form = from_query(request.url.query)
        try:
            outcome = await write(request, form)
        except QueryError as error:
            return HTMLResponse(str(error), 400, NO_CACHE_HEADERS, media_type="text/plain")
        if outcome is None:
            return Response(status_code=_CLIENT_LEFT)
        answer, written = outcome
        view = make_written(written, answer, form, offer, sees_withheld=get_visitor(request).is_staff)
        return HTMLResponse(render_written(view), headers=NO_CACHE_HEADERS)

    @router.get(WRITTEN_PATH, response_class=HTMLResponse)
    async def written_page(request: Request) -> Response:
        form = from_query(request.url.query)
        if not form.question:
            return RedirectResponse(site_url("/"), status_code=303, headers=NO_CACHE_HEADERS)
        try:
            outcome = await write(request, form)
        except QueryError as error:
            return make_message_response(REFUSED_HEADING, str(error), status=400, has_back_link=True)
        if outcome is None:
            return Response(status_code=_CLIENT_LEFT)
        answer, written = outcome
        if not answer.is_found:
            # The page of the question says so, and what was searched.
            return RedirectResponse(site_url(build_search_url(form)), status_code=303, headers=NO_CACHE_HEADERS)
        view = make_written(written, answer, form, offer, sees_withheld=get_visitor(request).is_staff, on_page=True)
        return make_page_response(
            "written.html",
            form.question,
            "",
            form,
            search_box=make_search_box(form),
            page=make_written_page(written, answer, form, view),
        )

    return router


def _ask(library: LibraryProtocol, form: SearchForm) -> Answer:
    """Return the answer to a question. Raises QueryError for one that cannot be used."""
    if len(form.question) > MAX_QUESTION_CHARS:
        raise QueryError(f"A question can have up to {MAX_QUESTION_CHARS} characters. Shorten it and ask again.")
    return library.ask(form.question, form.to_filters(), MAX_PASSAGES)


async def run_while_connected(request: Request, work: Coroutine[Any, Any, Result]) -> Result | None:
    """Return the result of work that is cancelled once whoever asked for it has gone; None where that happened.

    Args:
        request: the request, whose body has been read or is empty.
        work: the work.
    """
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_wait_until_left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _wait_until_left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
