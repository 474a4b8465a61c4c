"""The library as one visitor may see it: the whole protocol, limited to the visitor's papers."""

from __future__ import annotations

import inspect

import pytest
from starlette.requests import Request

from paper_search.library import Library
from paper_search.records import MEMBERS, PUBLIC, Access
from paper_search.web.auth.current_user import ANONYMOUS, Visitor, get_visitor, set_visitor
from paper_search.web.auth.limited_library import AccessLimitedLibrary, limit_to_request, limit_to_visitor
from paper_search.web.library_protocol import LibraryProtocol

MEMBER, STAFF = Visitor("max", "member"), Visitor("stan", "staff")
METHODS = [name for name, _ in inspect.getmembers(LibraryProtocol, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("name", METHODS)
def test_each_method_has_the_parameters_and_defaults_of_the_library(name: str) -> None:
    own = inspect.signature(getattr(AccessLimitedLibrary, name)).parameters
    full = inspect.signature(getattr(Library, name)).parameters
    assert list(own) == list(full)
    for parameter, other in zip(own.values(), full.values(), strict=True):
        if not callable(parameter.default) or not callable(other.default):
            assert parameter.default == other.default


def test_access_is_never_widened(library: Library) -> None:
    limited = limit_to_visitor(library, ANONYMOUS)
    assert limited.with_access(MEMBERS).access == PUBLIC
    assert limit_to_visitor(library, MEMBER).with_access(PUBLIC).access == PUBLIC
    nothing: tuple[Access, ...] = ()
    assert limited.with_access(nothing).documents() == []


def test_only_staff_are_told_the_names_of_unread_files(library: Library) -> None:
    assert limit_to_visitor(library, MEMBER).status().unread == ()
    assert limit_to_visitor(library, STAFF).status().unread == library.with_access(MEMBERS).status().unread != ()


def test_visitors_with_the_same_rights_share_what_is_cached(library: Library) -> None:
    assert limit_to_visitor(library, MEMBER) == limit_to_visitor(library, Visitor("mary", "member"))
    assert hash(limit_to_visitor(library, MEMBER)) == hash(limit_to_visitor(library, Visitor("mary", "member")))
    assert limit_to_visitor(library, MEMBER) != limit_to_visitor(library, STAFF)
    assert limit_to_visitor(library, ANONYMOUS) != limit_to_visitor(library, MEMBER)


def test_a_request_without_a_visitor_is_anonymous(library: Library) -> None:
    request = Request({"type": "http", "headers": []})
    assert get_visitor(request) == get_visitor(None) == ANONYMOUS
    set_visitor(request.scope, MEMBER)
    assert get_visitor(request) == MEMBER
    assert limit_to_request(library)(request) == limit_to_visitor(library, MEMBER)
    assert limit_to_request(library)(None) == limit_to_visitor(library, ANONYMOUS)
