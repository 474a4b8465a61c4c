"""Questions to begin with, as links: the index keeps those that its papers were asked and answer."""

from __future__ import annotations

from paper_search.web.components.passage_card import Link
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.library_protocol import LibraryProtocol


def make_examples(library: LibraryProtocol, view: str = "/") -> tuple[Link, ...]:
    """Return links to questions that the papers answer; none where no build has asked any.

    Args:
        library: the papers that the visitor may see.
        view: the address of the view that answers them.
    """
    return tuple(Link(build_search_url(SearchForm(question), view), question) for question in library.list_examples())
