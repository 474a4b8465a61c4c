"""The package as a stranger meets it: light to import, its names as promised, its rooms as drawn."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import paper_search

HEAVY = ("torch", "faiss", "gradio", "pypdf", "sentence_transformers", "sqlite3", "fastapi")


def test_importing_loads_nothing_heavy() -> None:
    code = f"import sys, paper_search; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "first", ["paper_search.library", "paper_search.retrieval.searcher", "paper_search.indexing.builder"]
)
@pytest.mark.rare_rows("paper_search.library", "paper_search.retrieval.searcher")
def test_the_twins_stay_functions_whatever_was_imported_first(first: str) -> None:
    code = f"import {first}, paper_search; print(all(map(callable, (paper_search.build, paper_search.search))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


@pytest.mark.parametrize("name", [name for name in paper_search.__all__ if name != "__version__"])
def test_every_exported_name_is_there_and_explained(name: str) -> None:
    assert inspect.getdoc(getattr(paper_search, name))


def test_an_unknown_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = paper_search.nothing_of_the_kind
