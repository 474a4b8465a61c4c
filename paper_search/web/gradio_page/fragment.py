"""The answer region of the question page, for Gradio and for the page's own script.

A link, a filter and the browser's Back are followed in place: the script of the page asks for the region and the
filters of an address, and Gradio answers what is typed into its box.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search.web.components import results
from paper_search.web.components.answer import AnswerOptions
from paper_search.web.components.layout import NO_CACHE_HEADERS
from paper_search.web.forms import SearchForm, from_query, is_read_later
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.readiness import Readiness

FRAGMENT_PATH = "/answer"
MAX_CONCURRENT_QUESTIONS = 4
"""Questions answered at the same time; the next wait. Twenty people on two cores had their answers soonest with four:
with eight the threads wait for one another, with two a processor waits for them."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """The library of each request, whether the model is loaded, and how answers look."""

    library_for: LibraryForRequest
    readiness: Readiness
    options: AnswerOptions


def render_answer(context: PageContext, library: LibraryProtocol, form: SearchForm, read_later: bool = True) -> str:
    """Return the answer region for a form.

    While the model is being loaded the region says that the question waits, and the page asks again. A generator that
    gave first the one and then the other would have every answer sent twice. Nor does Gradio give first the quotes and
    then the settled answer: what it puts in the place of its HTML loses the focus, the selection and the scroll.

    Args:
        context: the state of the site.
        library: the papers that the visitor may see.
        form: the question and its limits.
        read_later: True where the script of the page fetches the settled answer after the quotes.
    """
    if form.question and not context.readiness.is_ready():
        return results.render_starting(form)
    options = replace(context.options, settled_view=FRAGMENT_PATH) if read_later else context.options
    return results.render_results(library, form, options)


def create_router(context: PageContext) -> APIRouter:
    """Return the route ``/answer``: the filters and the answer region of an address, as HTML without a frame.

    With ``reading=later`` the region may have the quotes in the order of the search only.
    """
    router = APIRouter()
    semaphore = asyncio.Semaphore(MAX_CONCURRENT_QUESTIONS)

    @router.api_route(FRAGMENT_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    async def answer(request: Request) -> Response:
        library, form = context.library_for(request), from_query(request.url.query)
        read_later = is_read_later(request.url.query)
        async with semaphore:
            fragment = await run_in_threadpool(_render_fragment, context, library, form, read_later)
        return HTMLResponse(fragment, headers=NO_CACHE_HEADERS)

    return router


def _render_fragment(context: PageContext, library: LibraryProtocol, form: SearchForm, read_later: bool) -> str:
    return results.render_filters(library, form) + render_answer(context, library, form, read_later)
