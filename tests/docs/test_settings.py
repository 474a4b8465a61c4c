"""Every setting that the documentation names exists, and every setting is explained by people as well."""

from __future__ import annotations

import pytest

from tests.docs.pages import SETTING, pages, reference

EXISTING = {variable for variable, _, _ in reference().setting_rows()}
NAMED = sorted({(name, page) for page, text in pages().items() for name in SETTING.findall(text)})


@pytest.mark.parametrize(("name", "page"), NAMED)
def test_a_setting_that_is_named_exists(name: str, page: str) -> None:
    assert name in EXISTING


def test_every_setting_is_explained_to_administrators() -> None:
    assert EXISTING - set(SETTING.findall(pages()["docs/guides/administrators.md"])) == set()


def test_there_are_settings() -> None:
    assert {"PAPER_SEARCH_CORPUS", "PAPER_SEARCH_SECRET", "PAPER_SEARCH_A_MINUTE"} <= EXISTING
