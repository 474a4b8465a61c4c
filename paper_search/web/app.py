"""The site. In: an open library; out: a FastAPI application, to be served.

Promises: a question asked before the model is loaded waits for it; Gradio's analytics, uploads, API pages and run
history are off.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from paper_search.config import SiteSettings
from paper_search.rendering.cache import PageImageCache
from paper_search.web import offered
from paper_search.web.auth.current_user import get_current_visitor, limit_to_visitor
from paper_search.web.auth.sessions import Sessions
from paper_search.web.components import errors, layout
from paper_search.web.components.answer import AnswerOptions
from paper_search.web.gradio_page import blocks
from paper_search.web.gradio_page.theme import build_theme
from paper_search.web.library_protocol import LibraryProtocol
from paper_search.web.middleware.admission import AdmissionMiddleware
from paper_search.web.middleware.compression import CompressionMiddleware
from paper_search.web.middleware.security import SecurityMiddleware
from paper_search.web.readiness import Readiness
from paper_search.web.routes import documents, login, pages, passages
from paper_search.web.routes.about import Operator

_STATIC_DIR = Path(__file__).parent / "static"


_DEFAULT_SETTINGS = SiteSettings()


def create_app(
    full_library: LibraryProtocol, readiness: Readiness | None = None, settings: SiteSettings = _DEFAULT_SETTINGS
) -> FastAPI:
    """The whole site over an open library; while ``warmth`` is not ready, questions are told that they wait."""
    library = limit_to_visitor(full_library)
    sessions = Sessions(settings.users, settings.user_header, settings.secret.get_secret_value())
    pictures = PageImageCache()
    app = FastAPI(title=layout.TITLE, docs_url=None, redoc_url=None, openapi_url=None)
    errors.add_error_handler(app)
    app.include_router(documents.create_router(library, pictures))
    app.include_router(passages.create_router(library, settings.is_feedback_enabled))
    app.include_router(login.create_router(sessions))
    operator = Operator(settings.owner, settings.contact)
    app.include_router(pages.create_router(library, lambda request: get_current_visitor().is_staff, operator))
    offered.add_public_routes(app, lambda request: library, settings.is_feedback_enabled, pictures)
    app.mount("/own", StaticFiles(directory=_STATIC_DIR))
    made = blocks.build_blocks(
        library, readiness or Readiness(), AnswerOptions(asks_feedback=settings.is_feedback_enabled)
    )
    made.queue(max_size=64, api_open=False)
    gr.mount_gradio_app(
        app,
        made,
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
    app.add_middleware(AdmissionMiddleware, sessions=sessions, settings=settings)
    app.add_middleware(SecurityMiddleware)
    app.add_middleware(CompressionMiddleware)
    return app
