"""Readers are tested in processes that are started and ended as the program does it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from paper_search.ingest.readers import pool
from tests.thrift import KeptWorkerPool


@pytest.fixture(scope="module", autouse=True)
def start_each_worker(thrift: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_WorkerPool", KeptWorkerPool.__base__)
        yield
