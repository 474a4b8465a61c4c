"""The web server. In: an open library; out: a FastAPI application, or the same one serving until it is stopped.

Promises: the port answers before the model is loaded (a question asked meanwhile waits for it); no question is
written to a log; Gradio's analytics, uploads, API pages and run history are off.
"""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Thread

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from paper_search.web import page, sources
from paper_search.web.contract import Library
from paper_search.web.guard import guarded
from paper_search.web.theme import theme

_log = logging.getLogger(__name__)
_OWN = Path(__file__).parent / "own"


def create_app(library: Library) -> FastAPI:
    """The whole site over an open library. The library stays the caller's to close."""
    app = FastAPI(title=page.TITLE, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(sources.router(library))
    app.mount("/own", StaticFiles(directory=_OWN))
    made = page.blocks(library)
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
    app.add_middleware(guarded)
    return app


def serve(library: Library, host: str, port: int) -> None:
    """Serve until interrupted. Raises OSError where the port is taken."""
    Thread(target=_warm, args=(library,), name="warm", daemon=True).start()
    app = create_app(library)
    uvicorn.run(
        app, host=host, port=port, access_log=False, server_header=False, log_level="info", timeout_graceful_shutdown=3
    )


def _warm(library: Library) -> None:
    try:
        library.warm()
    except Exception:
        _log.exception("The model could not be loaded ahead of the first question")
