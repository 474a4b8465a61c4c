"""Questions to begin with, as links to the view that answers them."""

from __future__ import annotations

from paper_search.library import Library
from paper_search.web.components.examples import make_examples


def test_each_question_of_the_index_is_a_link_that_asks_it(library: Library) -> None:
    links = make_examples(library, "/ask")
    assert [link.label for link in links] == list(library.list_examples())
    assert links
    assert all(link.url.startswith("/ask?q=") for link in links)
