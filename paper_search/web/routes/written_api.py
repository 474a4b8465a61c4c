"""The endpoint ``ask`` of a site with a language model: ``written=true`` brings a short answer along."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool

from paper_search.schemas.written import AnswerWithWrittenSchema, add_written
from paper_search.web.library_protocol import LibraryForRequest
from paper_search.web.routes.api_endpoints import Count, Endpoint, FilterParams, Question
from paper_search.web.routes.written import run_while_connected
from paper_search.written_answers.service import AnswerWriter

_IsWritten = Annotated[
    bool,
    Query(description="Whether a language model also writes a short answer from the quotes, which takes seconds."),
]


def build_ask_endpoint(library_for: LibraryForRequest, writer: AnswerWriter) -> Endpoint:
    """Return the endpoint that answers a question, and writes where that is asked for.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        writer: writes from the quotes of an answer.
    """

    async def ask(
        request: Request, q: Question, limits: FilterParams, k: Count = 10, written: _IsWritten = False
    ) -> Any:
        library = library_for(request)
        answer = await run_in_threadpool(library.ask, q, limits, k)
        if not written:
            return AnswerWithWrittenSchema.from_record(answer)
        # What nobody waits for is sent to nobody.
        outcome = await run_while_connected(request, writer.write(answer, library.measure_match))
        return add_written(answer, outcome)

    description = (
        "An answer made of exact quotes with citations, or “no answer found”, and the passages nearest to it. With"
        " `written=true` also what a language model wrote from the quotes, checked word by word against them."
    )
    return Endpoint("ask", ask, AnswerWithWrittenSchema, description, omits_unset=True)
