"""What the tests share: the real encoder, and the sample papers indexed once with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paper_search import api
from paper_search.embeddings import Encoder, EncoderChoice, open_encoder
from paper_search.embeddings.cross_encoder import CrossEncoder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library

pytest_plugins = ["tests.site"]

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "papers" / "seeds"
KENT = SHARED / "papers" / "kent" / "cabinet"


OpenReader = Callable[[str | EncoderChoice], CrossEncoder | None]


@pytest.fixture(scope="session", autouse=True)
def open_reader() -> Iterator[OpenReader]:
    """Leave the reader out, and return what opens it.

    Nearly all that is tested is the same with it, and reading would take most of the time: thousands of questions are
    asked. Tests of the reader open it.
    """
    opened: OpenReader = api._open_reader
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "_open_reader", lambda model: None)
        yield opened


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample papers, built once."""
    index = tmp_path_factory.mktemp("sample-index")
    with pytest.MonkeyPatch.context() as patch:
        # As where text recognition is not installed, so that the index is the same everywhere.
        patch.setenv("PATH", str(tmp_path_factory.mktemp("no-programs")))
        api.build(CORPUS, index, limits=ReaderLimits(processes=2))
    return index


@pytest.fixture(scope="session")
def library(sample_index: Path) -> Library:
    """The sample papers, open for questions, without the reader."""
    return api.open_library(CORPUS, sample_index)
