"""Who is asking, and the library as that person may see it.

In: what the guard found out about a request; out: the asker, anywhere below. Promise: whoever is not known is anybody,
who sees what is public; each method of the library given to the rooms of the site is that of a library limited to what
the asker of this very moment may see.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, cast

from gradio.context import LocalContext

from paper_search.access.users import Role
from paper_search.records import MEMBERS, PUBLIC, Access, Status
from paper_search.web.library_protocol import LibraryProtocol

SCOPE_KEY = "paper_search.asker"
"""Where a request's scope holds its asker."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a role; ``name`` is None for anybody who has not signed in, for which
    ``may_sign_in`` says whether there is a page."""

    name: str | None = None
    role: Role = "reader"
    may_sign_in: bool = False

    @property
    def access(self) -> tuple[Access, ...]:
        """The papers that may be shown."""
        return PUBLIC if self.role == "reader" else MEMBERS

    @property
    def is_staff(self) -> bool:
        """Whether what is unread and held back may be named."""
        return self.role == "staff"


ANONYMOUS = Visitor()
_visitor_context: ContextVar[Visitor | None] = ContextVar("asking", default=None)


@contextmanager
def use_visitor(visitor: Visitor) -> Iterator[None]:
    """All that is done inside is done for this asker."""
    token = _visitor_context.set(visitor)
    try:
        yield
    finally:
        _visitor_context.reset(token)


def get_current_visitor() -> Visitor:
    """Who is asking now: whose request this is, or, for what waited in Gradio's queue, whose request put it there."""
    own = _visitor_context.get()
    if own is not None:
        return own
    event = LocalContext.request.get(None)
    request = getattr(event, "request", None)
    scope = getattr(request, "scope", None) or {}
    found = scope.get(SCOPE_KEY)
    return found if isinstance(found, Visitor) else ANONYMOUS


class AccessLimitedLibrary:
    """A library that is each time the one of whoever is asking."""

    def __init__(self, library: LibraryProtocol) -> None:
        self._library = library

    def status(self) -> Status:
        """The state of the index; what is unread or held back is named to staff alone, and counted by ``coverage``."""
        status = self._library.with_access(get_current_visitor().access).status()
        return status if get_current_visitor().is_staff else replace(status, unread=(), notes=())

    def with_access(self, access: tuple[Access, ...]) -> LibraryProtocol:
        """Less than the asker may see, never more."""
        seen = get_current_visitor().access
        return self._library.with_access(tuple(each for each in access if each in seen))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library.with_access(get_current_visitor().access), name)


def limit_to_visitor(library: LibraryProtocol) -> LibraryProtocol:
    """The library to give to the rooms of the site."""
    return cast(LibraryProtocol, AccessLimitedLibrary(library))
