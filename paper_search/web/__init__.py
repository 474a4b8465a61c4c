"""The web door. In: an open library; out: a site that asks it. Gradio is known only here and in app.py."""

from paper_search.web.doors import Doors, doors_of
from paper_search.web.server import create_app, serve

__all__ = ["Doors", "create_app", "doors_of", "serve"]
