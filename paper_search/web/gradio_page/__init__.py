"""Gradio's question box on the page, its endpoints for programs, and all that the site knows of Gradio."""

from __future__ import annotations

GRADIO_PATHS = (
    # What Gradio's page is made of, for the box and for gradio_client.
    (("GET", "HEAD"), r"/config|/gradio_api/info"),
    (("GET", "HEAD"), r"/theme\.css|/favicon\.ico|/robots\.txt"),
    (("GET", "HEAD"), r"/(?:assets|static)/[A-Za-z0-9_./-]{1,200}"),
    # With app_id an open page notices that the server was started again.
    (("GET", "HEAD"), r"/gradio_api/(?:app_id|queue/data|heartbeat/[A-Za-z0-9_-]{1,64})"),
    (("POST",), r"/gradio_api/(?:queue/join|reset|cancel)/?"),
)
"""The methods and paths of Gradio that the page and ``gradio_client`` need. Everything else that Gradio serves stays
closed: its own page, uploads, files of the machine, requests to other hosts, and calls that skip the queue."""
GRADIO_NAMES = frozenset({"assets", "static", "gradio_api", "theme.css", "favicon.ico", "robots.txt"})
"""The first parts of those paths."""
