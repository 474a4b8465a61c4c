"""Who sends a request. Somebody who is not known is an anonymous reader, who sees what is public."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from paper_search.access.users import Role
from paper_search.records import MEMBERS, PUBLIC, Access

_STATE_NAME = "visitor"
"""The name of a request's visitor in ``request.state``."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person who sends a request.

    Attributes:
        name: the name signed in with; None for somebody who has not signed in.
        role: what the visitor may see and do.
        may_sign_in: True where the site has a page to sign in on.
    """

    name: str | None = None
    role: Role = "reader"
    may_sign_in: bool = False

    @property
    def access(self) -> tuple[Access, ...]:
        """Return the access classes of the papers that may be shown to the visitor."""
        return PUBLIC if self.role == "reader" else MEMBERS

    @property
    def is_staff(self) -> bool:
        """Return True if the files that are unread or held back may be named to the visitor."""
        return self.role == "staff"


ANONYMOUS = Visitor()
_banner_visitor: ContextVar[Visitor] = ContextVar("banner_visitor", default=ANONYMOUS)


def set_visitor(scope: Scope, visitor: Visitor) -> None:
    """Record who sends a request, for ``get_visitor``."""
    scope.setdefault("state", {})[_STATE_NAME] = visitor


def get_visitor(request: HTTPConnection | None) -> Visitor:
    """Return who sends a request; the anonymous reader where nothing is recorded."""
    return get_scope_visitor(request.scope) if request is not None else ANONYMOUS


def get_scope_visitor(scope: Scope) -> Visitor:
    """Return who sends the request of a scope; the anonymous reader where nothing is recorded."""
    visitor = scope.get("state", {}).get(_STATE_NAME)
    return visitor if isinstance(visitor, Visitor) else ANONYMOUS


@contextmanager
def show_in_banner(visitor: Visitor) -> Iterator[None]:
    """Name the visitor in the banner of every page that is rendered inside the block."""
    token = _banner_visitor.set(visitor)
    try:
        yield
    finally:
        _banner_visitor.reset(token)


def get_current_visitor() -> Visitor:
    """Return the visitor whom the banner of a page names.

    Only the banner asks here, because every page has one. What somebody may see is decided by ``get_visitor``, which is
    given the request.
    """
    return _banner_visitor.get()
