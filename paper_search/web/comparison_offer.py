"""The offer to compare councils, made only where the papers of two or more are held.

The navigation stands on every page, and most pages are made without the library, so a middleware says it for all.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from paper_search.errors import PaperSearchError
from paper_search.web.library_protocol import LibraryProtocol


def _always() -> bool:
    return True


_offer: ContextVar[Callable[[], bool]] = ContextVar("comparison_offer", default=_always)


def offers_comparison() -> bool:
    """Return True if the navigation of the page being made offers to compare councils."""
    return _offer.get()()


def list_councils(library: LibraryProtocol) -> tuple[str, ...]:
    """Return the councils whose papers a visitor may see.

    Args:
        library: the papers that the visitor may see.

    Raises:
        PaperSearchError: the index cannot be used.
    """
    return tuple(facet.value for facet in library.facets().authorities)


def can_compare(library: LibraryProtocol) -> bool:
    """Return True if the papers of two or more councils are held; False where that cannot be told.

    Args:
        library: the papers that the visitor may see.
    """
    try:
        return len(list_councils(library)) > 1
    except PaperSearchError:
        return False


class ComparisonOfferMiddleware:
    """Lets the navigation of every page know whether councils can be compared; it is looked up only where it is shown.

    Args:
        app: the application.
        can_compare: tells it.
    """

    def __init__(self, app: ASGIApp, can_compare: Callable[[], bool]) -> None:
        self._app, self._can_compare = app, can_compare

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        token = _offer.set(self._can_compare)
        try:
            await self._app(scope, receive, send)
        finally:
            _offer.reset(token)
