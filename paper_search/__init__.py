"""paper-search: semantic search and cited answers over council papers.

``paper_search.build(...)``, ``search(...)``, ``ask(...)``, ``compare(...)``, ``timeline(...)``, ``similar(...)``,
``cite(...)``, ``read(...)`` and ``status(...)`` are the twins of the commands; ``open_library(...)`` opens an index
once for many questions. Importing this package loads no model, no FAISS, no PDF reader and no web framework: each is
loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from paper_search._version import __version__

if TYPE_CHECKING:
    from paper_search.api import cite, compare, similar, timeline
    from paper_search.indexing.preview import DocumentPreview, read
    from paper_search.library import Library, ask, build, open_library, search, status

_LIBRARY = ("Library", "ask", "build", "open_library", "search", "status")
_PRECEDENTS = ("cite", "compare", "similar", "timeline")
_PREVIEW = ("DocumentPreview", "read")
_TWINS = (
    dict.fromkeys(_LIBRARY, "library") | dict.fromkeys(_PRECEDENTS, "api") | dict.fromkeys(_PREVIEW, "indexing.preview")
)

__all__ = [
    "DocumentPreview",
    "Library",
    "__version__",
    "ask",
    "build",
    "cite",
    "compare",
    "open_library",
    "read",
    "search",
    "similar",
    "status",
    "timeline",
]


def __getattr__(name: str) -> Any:
    if name in _TWINS:
        return getattr(import_module(f"paper_search.{_TWINS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
