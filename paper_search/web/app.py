"""The site. In: an open library; out: a FastAPI application, to be served.

Promises: a question asked before the model is loaded waits for it; Gradio's analytics, uploads, API pages and run
history are off.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from paper_search.doors import Doors
from paper_search.rendering.cache import Pictures
from paper_search.web import offered
from paper_search.web.auth.current_user import current, for_asker
from paper_search.web.auth.sessions import Sessions
from paper_search.web.components import errors as trouble
from paper_search.web.components import layout as frame
from paper_search.web.components.answer import Look
from paper_search.web.gradio_page import blocks as page
from paper_search.web.gradio_page.theme import theme
from paper_search.web.library_protocol import Library
from paper_search.web.middleware.admission import admitted
from paper_search.web.middleware.compression import squeezed
from paper_search.web.middleware.security import guarded
from paper_search.web.readiness import Warmth
from paper_search.web.routes import documents as sources
from paper_search.web.routes import login as signing
from paper_search.web.routes import pages as views
from paper_search.web.routes import passages as beside
from paper_search.web.routes.about import Operator

_OWN = Path(__file__).parent / "static"


_DOORS = Doors()


def create_app(opened: Library, warmth: Warmth | None = None, doors: Doors = _DOORS) -> FastAPI:
    """The whole site over an open library; while ``warmth`` is not ready, questions are told that they wait."""
    library, sessions = for_asker(opened), Sessions(doors.users, doors.header, doors.secret)
    pictures = Pictures()
    app = FastAPI(title=frame.TITLE, docs_url=None, redoc_url=None, openapi_url=None)
    trouble.told(app)
    app.include_router(sources.router(library, pictures))
    app.include_router(beside.router(library, doors.is_judged))
    app.include_router(signing.router(sessions))
    operator = Operator(doors.owner, doors.contact)
    app.include_router(views.router(library, lambda request: current().is_staff, operator))
    offered.offer(app, lambda request: library, doors.is_judged, pictures)
    app.mount("/own", StaticFiles(directory=_OWN))
    made = page.blocks(library, warmth or Warmth(), Look(is_judged=doors.is_judged))
    made.queue(max_size=64, api_open=False)
    gr.mount_gradio_app(
        app,
        made,
        path="/",
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
    )
    app.add_middleware(admitted, sessions=sessions, doors=doors)
    app.add_middleware(guarded)
    app.add_middleware(squeezed)
    return app
