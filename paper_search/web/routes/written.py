"""Short answers written from the quotes of a question: a fragment for the script of the page, and a page without it.

The answer of the papers is asked for again, as its asker may see it now. Once the asker has gone, the model stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search.errors import QueryError
from paper_search.records import Answer
from paper_search.web.auth.current_user import get_visitor
from paper_search.web.components.errors import REFUSED_HEADING
from paper_search.web.components.layout import NO_CACHE_HEADERS, make_message_response, make_page_response
from paper_search.web.components.search_form import make_search_box
from paper_search.web.components.written_answer import (
    WrittenView,
    make_written,
    make_written_page,
    render_written,
)
from paper_search.web.components.written_place import WRITTEN_FRAGMENT_PATH, WRITTEN_PATH, WriterOffer
from paper_search.web.forms import MAX_PASSAGES, MAX_QUESTION_CHARS, SearchForm, build_search_url, from_query
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.root_path import site_url
from paper_search.written_answers.outcome import Written
from paper_search.written_answers.service import AnswerWriter
from paper_search.written_answers.signed import SentenceSigner

Result = TypeVar("Result")
_MAX_CONCURRENT_ASKS = 2
_CLIENT_LEFT = 499
"""Nobody reads it: whoever asked has gone."""


def create_router(writer: AnswerWriter, signer: SentenceSigner, library_for: LibraryForRequest) -> APIRouter:
    """Return the routes ``/written`` and ``/written/answer``.

    Args:
        writer: writes from the quotes of an answer.
        signer: signs what was kept, for evidence packs.
        library_for: gives the library as the visitor of a request may see it.
    """
    router = APIRouter()
    offer, semaphore = WriterOffer(writer.endpoint), asyncio.Semaphore(_MAX_CONCURRENT_ASKS)

    async def ask_and_write(library: LibraryProtocol, form: SearchForm) -> tuple[Answer, Written | None]:
        async with semaphore:
            answer = await run_in_threadpool(_ask, library, form)
        return answer, await writer.write(answer, library.measure_match)

    async def respond(request: Request, make: _MakeResponse, refuse: Callable[[str], Response]) -> Response:
        form = from_query(request.url.query)
        try:
            outcome = await run_while_connected(request, ask_and_write(library_for(request), form))
        except QueryError as error:
            return refuse(str(error))
        if outcome is None:
            return Response(status_code=_CLIENT_LEFT)
        answer, written = outcome
        is_staff = get_visitor(request).is_staff
        return make(_Outcome(form, answer, written, offer, signer, sees_withheld=is_staff))

    @router.get(WRITTEN_FRAGMENT_PATH, response_class=HTMLResponse)
    async def written_answer(request: Request) -> Response:
        return await respond(request, _make_fragment, _refuse_fragment)

    @router.get(WRITTEN_PATH, response_class=HTMLResponse)
    async def written_page(request: Request) -> Response:
        return await respond(request, _make_page, _refuse_page)

    return router


@dataclass(frozen=True, slots=True)
class _Outcome:
    """An answer and what was written from it, for one visitor."""

    form: SearchForm
    answer: Answer
    written: Written | None
    offer: WriterOffer
    signer: SentenceSigner
    sees_withheld: bool

    def make_view(self, *, on_page: bool) -> WrittenView:
        return make_written(
            self.written,
            self.answer,
            self.form,
            self.offer,
            self.signer,
            sees_withheld=self.sees_withheld,
            on_page=on_page,
        )


_MakeResponse = Callable[[_Outcome], Response]


def _make_fragment(outcome: _Outcome) -> Response:
    return HTMLResponse(render_written(outcome.make_view(on_page=False)), headers=NO_CACHE_HEADERS)


def _refuse_fragment(reason: str) -> Response:
    return PlainTextResponse(reason, 400, NO_CACHE_HEADERS)


def _make_page(outcome: _Outcome) -> Response:
    form = outcome.form
    if not outcome.answer.is_found:
        # The page of the question says so, and what was searched.
        return RedirectResponse(site_url(build_search_url(form)), status_code=303, headers=NO_CACHE_HEADERS)
    view = outcome.make_view(on_page=True)
    return make_page_response(
        "written.html",
        form.question,
        "",
        form,
        search_box=make_search_box(form),
        page=make_written_page(outcome.written, outcome.answer, form, view),
    )


def _refuse_page(reason: str) -> Response:
    return make_message_response(REFUSED_HEADING, reason, status=400, has_back_link=True)


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
