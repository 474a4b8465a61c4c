"""The web door. In: an open library; out: a site that asks it. Gradio is known only here and in app.py."""

from typing import TYPE_CHECKING

from paper_search.config import SiteSettings
from paper_search.web.serving import serve

if TYPE_CHECKING:
    from paper_search.web.app import create_app

__all__ = ["SiteSettings", "create_app", "serve"]


def __getattr__(name: str) -> object:
    """``create_app`` loads Gradio, which takes seconds; whoever only serves has the port open before."""
    if name != "create_app":
        raise AttributeError(name)
    from paper_search.web.app import create_app

    return create_app
