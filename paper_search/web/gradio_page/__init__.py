"""The question page, and all that the site knows of Gradio."""

from __future__ import annotations

GRADIO_PATHS = (
    (("GET", "HEAD"), r"/"),
    (("GET", "HEAD"), r"/theme\.css|/favicon\.ico|/robots\.txt"),
    (("GET", "HEAD"), r"/(?:assets|static)/[A-Za-z0-9_./-]{1,200}"),
    # With app_id an open page notices that the server was started again.
    (("GET", "HEAD"), r"/gradio_api/(?:app_id|queue/data|heartbeat/[A-Za-z0-9_-]{1,64})"),
    (("POST",), r"/gradio_api/(?:queue/join|reset|cancel)/?"),
)
"""The methods and paths of Gradio that the page needs. Everything else that Gradio serves stays closed: uploads, files
of the machine, requests to other hosts, calls that skip the queue, and its API pages."""
