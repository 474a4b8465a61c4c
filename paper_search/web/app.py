"""The whole site over an open library, as one FastAPI application.

A question that is asked before the model is loaded waits for it. Gradio's analytics, uploads, API pages and run history
are off.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from paper_search.alerts.service import open_alerts
from paper_search.config import SiteSettings
from paper_search.errors import PaperSearchError
from paper_search.rendering.cache import PageImageCache
from paper_search.web.auth.current_user import get_visitor
from paper_search.web.auth.limited_library import limit_to_request
from paper_search.web.auth.sessions import Sessions, list_revocation_files
from paper_search.web.comparison_offer import ComparisonOfferMiddleware, can_compare
from paper_search.web.components import errors, layout
from paper_search.web.components.answer import AnswerOptions
from paper_search.web.components.written_place import WriterOffer
from paper_search.web.gradio_page import GRADIO_NAMES, GRADIO_PATHS, blocks
from paper_search.web.gradio_page.queue_guard import QueueGuardMiddleware
from paper_search.web.gradio_page.theme import build_theme
from paper_search.web.library_protocol import LibraryProtocol
from paper_search.web.metrics import NO_METER, SiteMetrics
from paper_search.web.middleware.admission import AdmissionMiddleware
from paper_search.web.middleware.compression import CompressionMiddleware
from paper_search.web.middleware.forwarded import ForwardedMiddleware
from paper_search.web.middleware.refusals import PAGE_NOT_FOUND, Refusal, format_refusal, refuse_method
from paper_search.web.middleware.request_id import RequestIdMiddleware
from paper_search.web.middleware.root_path import FullPathMiddleware, RootPathMiddleware, check_root_path
from paper_search.web.middleware.security import ALL_HEADERS, AllowList, SecurityMiddleware
from paper_search.web.middleware.unexpected_errors import FAILURE, UnexpectedErrorMiddleware
from paper_search.web.readiness import Readiness
from paper_search.web.routes import (
    alerts,
    api,
    api_docs,
    decision_feed,
    decisions,
    documents,
    export,
    feed,
    feedback,
    health,
    login,
    matters,
    meetings,
    opensearch,
    pages,
    passages,
    people,
    questions,
    search_box,
    sources,
    written,
)
from paper_search.web.routes import metrics as metrics_route
from paper_search.web.routes.about import Operator
from paper_search.web.routes.chosen_sentences import ReadSentences, make_sentence_reader, read_no_sentences
from paper_search.web.routes.questions import PageContext
from paper_search.written_answers.service import AnswerWriter, open_writer
from paper_search.written_answers.signed import SentenceSigner

_STATIC_DIR = Path(__file__).parent / "static"
_DEFAULT_SETTINGS = SiteSettings()


def create_app(
    full_library: LibraryProtocol, readiness: Readiness | None = None, settings: SiteSettings = _DEFAULT_SETTINGS
) -> FastAPI:
    """Return the site over an open library.

    Args:
        full_library: all papers; each request is answered from those that its visitor may see.
        readiness: tells whether the model is loaded; until then questions are told that they wait.
        settings: who may come in, and how often.

    Returns:
        The application, to be served.
    """
    metrics = SiteMetrics(full_library) if settings.metrics_networks else None
    library_for = limit_to_request(full_library, metrics or NO_METER)
    sessions = _open_sessions(full_library, settings)
    alert_service = open_alerts(settings, getattr(full_library, "feedback_folder", None))
    writer = open_writer(settings)
    options = AnswerOptions(
        asks_feedback=settings.is_feedback_enabled,
        offers_alerts=alert_service is not None,
        writer=WriterOffer(writer.endpoint) if writer else None,
    )
    context = PageContext(library_for, readiness or Readiness(), options, blocks.find_script())
    app = FastAPI(title=layout.TITLE, docs_url=None, redoc_url=None, openapi_url=None)
    _add_error_handler(app)
    signer = SentenceSigner(settings.secret.get_secret_value())
    read_sentences = make_sentence_reader(writer, signer) if writer else read_no_sentences
    _add_routes(app, context, settings, writer, read_sentences, getattr(full_library, "corpus", None))
    if alert_service is not None:
        app.include_router(alerts.create_router(alert_service))
    if writer is not None:
        app.include_router(written.create_router(writer, signer, library_for))
    app.include_router(login.create_router(sessions))
    app.include_router(questions.create_router(context))
    app.include_router(health.create_router(library_for, context.readiness))
    if metrics is not None:
        app.include_router(metrics_route.create_router(metrics, settings.metrics_networks))
    # Read before Gradio is mounted, which would answer every address that is left.
    allow_list = AllowList(app.routes, GRADIO_PATHS)
    page = _mount_gradio(app, context)
    events = {number: len(block.inputs) for number, block in page.fns.items()}
    # Next to the application: all that stands further out goes by the addresses within the site.
    app.add_middleware(FullPathMiddleware)
    app.add_middleware(QueueGuardMiddleware, events=events)
    app.add_middleware(ComparisonOfferMiddleware, can_compare=lambda: can_compare(library_for(None)))
    _add_middleware(app, allow_list, sessions, settings, metrics)
    return app


def _open_sessions(full_library: LibraryProtocol, settings: SiteSettings) -> Sessions:
    """Return the sessions of the site; what is signed out is kept beside the users, or else in the index folder."""
    files = list_revocation_files(settings.users, settings.signed_out, getattr(full_library, "feedback_folder", None))
    return Sessions(settings.users, settings.user_header, settings.secret.get_secret_value(), files)


def _add_error_handler(app: FastAPI) -> None:
    """Answer every address with a page that says so where the papers cannot be used.

    What fails in the middleware itself is answered by Starlette outside it, so that answer brings its headers along.
    """

    @app.exception_handler(PaperSearchError)
    def handle_error(request: Request, error: PaperSearchError) -> HTMLResponse:
        return errors.make_error_response(error)

    @app.exception_handler(HTTPException)
    def handle_http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            methods = (error.headers or {}).get("allow", "GET").split(", ")
            return _make_refusal_response(request, refuse_method(tuple(methods)))
        # Of the site's own pages no other is raised than for a file that is not there.
        return _make_refusal_response(request, replace(PAGE_NOT_FOUND, status=error.status_code))

    @app.exception_handler(Exception)
    def handle_unexpected_error(request: Request, error: Exception) -> Response:
        response = _make_refusal_response(request, FAILURE)
        response.headers.update(ALL_HEADERS)
        return response


def _make_refusal_response(request: Request, refusal: Refusal) -> Response:
    headers, body = format_refusal(request.scope, refusal)
    response = Response(body, refusal.status)
    response.raw_headers = headers
    return response


def _is_staff(request: Request) -> bool:
    """Return True if the visitor of a request may see what is unread or held back, and the sources of papers."""
    return get_visitor(request).is_staff


def _add_routes(
    app: FastAPI,
    context: PageContext,
    settings: SiteSettings,
    writer: AnswerWriter | None,
    read_sentences: ReadSentences,
    corpus: Path | None,
) -> None:
    """Add the pages and what the site offers to programs; without feedback, no judgement is taken."""
    library_for, page_images = context.library_for, PageImageCache()
    by = context.options.writer.by if context.options.writer else None
    operator = Operator(settings.owner, settings.contact, context.options.offers_alerts, by)
    api_app = api.create_api(library_for, writer)
    app.include_router(documents.create_router(library_for, page_images))
    app.include_router(passages.create_router(library_for))
    app.include_router(pages.create_router(library_for, _is_staff, operator))
    app.include_router(sources.create_router(corpus, _is_staff))
    app.include_router(meetings.create_router(library_for))
    app.include_router(people.create_router(library_for))
    app.include_router(matters.create_router(library_for))
    app.include_router(decisions.create_router(library_for, context.options.offers_alerts))
    app.include_router(decision_feed.create_router(library_for))
    app.include_router(feed.create_router(library_for))
    app.include_router(export.create_router(library_for, page_images, read_sentences))
    app.include_router(opensearch.create_router(settings.owner, settings.site_url))
    app.include_router(search_box.create_router(library_for, settings.site_url))
    if settings.is_feedback_enabled:
        app.include_router(feedback.create_router(library_for))
    app.include_router(api_docs.create_router(api_app))
    app.mount("/api", api_app)
    app.mount("/own", StaticFiles(directory=_STATIC_DIR))


def _mount_gradio(app: FastAPI, context: PageContext) -> gr.Blocks:
    """Mount Gradio behind the site's own routes: its parts, its queue and its endpoints, but not its page."""
    page = blocks.build_blocks(context.library_for)
    page.queue(max_size=64, api_open=False)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=build_theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
    )
    return page


def _add_middleware(
    app: FastAPI, allow_list: AllowList, sessions: Sessions, settings: SiteSettings, metrics: SiteMetrics | None
) -> None:
    """Add the middleware. What is added last is outermost, so that a request meets it from the bottom to the top."""
    # Behind the allow-list: an address that is closed costs nobody a place, and a refusal gets the security headers.
    app.add_middleware(AdmissionMiddleware, sessions=sessions, settings=settings)
    app.add_middleware(UnexpectedErrorMiddleware)
    app.add_middleware(SecurityMiddleware, allow_list=allow_list)
    # Outside all that writes an answer, as what it compresses must be complete.
    app.add_middleware(CompressionMiddleware)
    own_names = allow_list.list_first_parts() | GRADIO_NAMES
    app.add_middleware(RequestIdMiddleware, route_names=own_names, metrics=metrics)
    check_root_path(settings.root_path, own_names)
    app.add_middleware(RootPathMiddleware, root_path=settings.root_path, own_names=own_names)
    # Outermost: everything else goes by the visitor's own address and scheme.
    app.add_middleware(ForwardedMiddleware, trusted_proxies=settings.trusted_proxies)
