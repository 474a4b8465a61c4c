"""The question page, and its answer region for the page's own script.

The page has the answer in the HTML that the server sends, so it can be read, shared and printed without scripts. With
scripts, a question, a link or a filter is followed in place: the script fetches the region and the filters of an
address from ``/answer``.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search.web.components import results
from paper_search.web.components.answer import AnswerOptions
from paper_search.web.components.layout import NO_CACHE_HEADERS, TITLE, make_page_response
from paper_search.web.components.search_form import make_search_box
from paper_search.web.forms import SearchForm, build_feed_url, from_query, is_read_later
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.readiness import Readiness
from paper_search.web.root_path import site_url

PAGE_PATH, FRAGMENT_PATH, OLD_PAGE_PATH = "/", "/answer", "/ask"
MAX_CONCURRENT_QUESTIONS = 4
"""Questions answered at the same time where they wait for something else than Python, the reader or a database server;
the next wait."""
MAX_CONCURRENT_SEARCHES = 1
"""The same where they do not: two threads only take the interpreter, and the processor's caches, from one another.
Twenty people without a pause had 18.8 answers a second with one, 14.8 with four. See docs/decisions/0044."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """The library of each request, whether the model is loaded, and how answers look.

    Attributes:
        gradio_script: the address of Gradio's own script, which the page loads when it is idle; empty for none.
    """

    library_for: LibraryForRequest
    readiness: Readiness
    options: AnswerOptions
    gradio_script: str = ""


class QuestionQueue:
    """Lets so many questions be answered at the same time as are answered soonest; the others wait in their order."""

    def __init__(self) -> None:
        self._searches = asyncio.Semaphore(MAX_CONCURRENT_SEARCHES)
        self._questions = asyncio.Semaphore(MAX_CONCURRENT_QUESTIONS)

    def choose_turn(self, library: LibraryProtocol, *, is_read: bool) -> asyncio.Semaphore:
        """Return what a question waits for.

        Args:
            library: what it is asked of.
            is_read: True where passages are read before it is answered.
        """
        is_python_alone = not library.has_servers and not (is_read and library.has_reader)
        return self._searches if is_python_alone else self._questions


def _is_waiting(context: PageContext, form: SearchForm) -> bool:
    """Return True if a question waits for the model: the region says so, and the page asks again."""
    return bool(form.question) and not context.readiness.is_ready()


def create_router(context: PageContext) -> APIRouter:
    """Return the routes ``/``, ``/answer`` and ``/ask``.

    ``/answer`` has the filters and the answer region of an address, as HTML without a frame. With ``reading=later`` the
    region may have the quotes in the order of the search only. ``/ask`` leads to ``/``, as it was the page once.
    """
    router = APIRouter()
    queue = QuestionQueue()

    @router.api_route(PAGE_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    async def question_page(request: Request) -> Response:
        library, form = context.library_for(request), from_query(request.url.query)
        async with queue.choose_turn(library, is_read=True):
            return await run_in_threadpool(_make_page, context, library, form)

    @router.api_route(FRAGMENT_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    async def answer(request: Request) -> Response:
        library, form = context.library_for(request), from_query(request.url.query)
        read_later = is_read_later(request.url.query)
        async with queue.choose_turn(library, is_read=not read_later):
            fragment = await run_in_threadpool(_render_fragment, context, library, form, read_later)
        return HTMLResponse(fragment, headers=NO_CACHE_HEADERS)

    @router.api_route(OLD_PAGE_PATH, methods=["GET", "HEAD"], response_class=RedirectResponse)
    def old_page(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(site_url(PAGE_PATH) + query, status_code=308, headers=NO_CACHE_HEADERS)

    return router


def _make_page(context: PageContext, library: LibraryProtocol, form: SearchForm) -> Response:
    # Asked once: the page asks again by itself exactly where its region says that the question waits.
    is_waiting = _is_waiting(context, form)
    region = (
        results.RenderedResults(results.render_starting(form))
        if is_waiting
        else results.make_results(library, form, context.options)
    )
    return make_page_response(
        "ask.html",
        form.question or TITLE,
        PAGE_PATH,
        form,
        status=region.status,
        search_box=make_search_box(form),
        filters=results.make_filters(library, form),
        region=region.html,
        is_waiting=is_waiting,
        answer_url=FRAGMENT_PATH,
        gradio_script=context.gradio_script,
        offers_writing=context.options.writer is not None,
        question=form.question,
        feed_url=build_feed_url(form) if form.question else None,
    )


def _render_fragment(context: PageContext, library: LibraryProtocol, form: SearchForm, read_later: bool) -> str:
    filters = results.render_filters(library, form)
    if _is_waiting(context, form):
        return filters + results.render_starting(form)
    # With scripts the settled answer is fetched after the quotes.
    options = replace(context.options, settled_view=FRAGMENT_PATH) if read_later else context.options
    return filters + results.render_results(library, form, options)
