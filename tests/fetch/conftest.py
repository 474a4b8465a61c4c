"""The ModernGov of a council of the tests, fetched from once or not yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetch.clocks import FakeClock
from tests.fetch.council import Council, make_source
from tests.fetch.moderngov_server import Site, serve


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council of which nothing was fetched yet."""
    clock = FakeClock()
    site = Site(clock=clock)
    with serve(site) as base:
        yield Council(site, clock, tmp_path / "corpus", make_source(base))


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council whose papers were fetched once; tests only look."""
    clock = FakeClock()
    site = Site(clock=clock)
    with serve(site) as base:
        council = Council(site, clock, tmp_path_factory.mktemp("fetched") / "corpus", make_source(base))
        council.fetch()
        yield council
