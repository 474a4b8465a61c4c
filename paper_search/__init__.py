"""paper-search: semantic search and cited answers over council papers.

``paper_search.build(...)``, ``search(...)``, ``ask(...)``, ``compare(...)``, ``timeline(...)``, ``similar(...)``,
``cite(...)``, ``meetings(...)``, ``decisions(...)``, ``votes(...)``, ``people(...)``, ``read(...)`` and ``status(...)``
are the twins of the commands. ``open_library(...)`` opens an index
once for many questions, and ``Library(open_engine(...), encoder)`` an index wherever it is kept. Importing this package
loads no model, no FAISS, no PDF reader and no web framework: each is loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from paper_search._version import __version__

if TYPE_CHECKING:
    from paper_search.api import (
        ask,
        build,
        cite,
        compare,
        decisions,
        meetings,
        open_engine,
        open_library,
        people,
        search,
        similar,
        status,
        timeline,
        votes,
    )
    from paper_search.indexing.preview import read
    from paper_search.library import Library
    from paper_search.records.documents import DocumentPreview
    from paper_search.records.register import RegisterQuery

_API = (
    "ask", "build", "cite", "compare", "decisions", "meetings", "open_engine", "open_library", "people", "search",
    "similar", "status", "timeline", "votes",
)  # fmt: skip
_MODULES = dict.fromkeys(_API, "api") | {
    "Library": "library",
    "DocumentPreview": "records.documents",
    "RegisterQuery": "records.register",
    "read": "indexing.preview",
}

__all__ = [
    "DocumentPreview",
    "Library",
    "RegisterQuery",
    "__version__",
    "ask",
    "build",
    "cite",
    "compare",
    "decisions",
    "meetings",
    "open_engine",
    "open_library",
    "people",
    "read",
    "search",
    "similar",
    "status",
    "timeline",
    "votes",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name in _MODULES:
        return getattr(import_module(f"paper_search.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
