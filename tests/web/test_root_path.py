"""Addresses of the site below a path of its host."""

from __future__ import annotations

import pytest

from paper_search.web.html import render_macro
from paper_search.web.root_path import get_root_path, serve_under, site_url

CASES = [
    ("/papers?q=a", "/minutes/papers?q=a", "a page of the site"),
    ("/", "/minutes/", "the question page"),
    ("?q=a", "?q=a", "a query is resolved by the browser"),
    ("#main", "#main", "so is a fragment"),
    ("//other.example/", "//other.example/", "two slashes name another host"),
    ("https://council.example/a", "https://council.example/a", "another site"),
    ("mailto:clerk@council.example", "mailto:clerk@council.example", "an address of mail"),
]


@pytest.mark.parametrize(("url", "expected", "why"), CASES, ids=[row[2] for row in CASES])
def test_site_url(url: str, expected: str, why: str) -> None:
    with serve_under("/minutes"):
        assert site_url(url) == expected, why
    assert site_url(url) == url, "the root of the host"


def test_a_path_is_in_force_inside_its_block_alone() -> None:
    with serve_under("/minutes"):
        with serve_under(""):
            assert get_root_path() == ""
        assert get_root_path() == "/minutes"
    assert get_root_path() == ""


def test_an_address_that_a_template_names_is_printed_below_the_path_of_each_request() -> None:
    pages = []
    for root_path in ("/minutes", "/other", ""):
        with serve_under(root_path):
            pages.append(render_macro("_feedback.html", "feedback_form", "a question", "a passage", "Cabinet"))
    for address, page in zip(("/minutes/judgement", "/other/judgement", "/judgement"), pages, strict=True):
        assert f'action="{address}"' in page
