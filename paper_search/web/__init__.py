"""The web site: an open library, asked through pages and through an HTTP API."""

from typing import TYPE_CHECKING

from paper_search.config import SiteSettings
from paper_search.web.serve import serve

if TYPE_CHECKING:
    from paper_search.web.app import create_app

__all__ = ["SiteSettings", "create_app", "serve"]


def __getattr__(name: str) -> object:
    """Load ``create_app`` when it is asked for: it needs Gradio, which takes seconds, and the port opens before."""
    if name != "create_app":
        raise AttributeError(name)
    from paper_search.web.app import create_app

    return create_app
