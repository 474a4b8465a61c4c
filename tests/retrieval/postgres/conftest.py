"""Fixtures: the sample papers and two registers, each published on one server and on three."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.embeddings import Encoder
from tests import register_corpus
from tests.postgres_servers import Server
from tests.retrieval.postgres.worlds import Published, make_register_world, publish_everywhere

WORLDS = ("samples", "register corpus", "many councils")


@pytest.fixture(scope="session")
def world_folders(tmp_path_factory: pytest.TempPathFactory, built_index: Path, encoder: Encoder) -> dict[str, Path]:
    """The local index of each world."""
    samples = tmp_path_factory.mktemp("samples") / "index"
    shutil.copytree(built_index, samples)
    corpus, register = tmp_path_factory.mktemp("register"), tmp_path_factory.mktemp("register-index")
    register_corpus.write_corpus(corpus)
    register_corpus.build_register(corpus, register, encoder)
    councils = tmp_path_factory.mktemp("councils")
    make_register_world(councils).close()
    return dict(zip(WORLDS, (samples, register, councils), strict=True))


ONE_SERVER = [pytest.param(f"{world} on 1", marks=pytest.mark.exhaustive) for world in WORLDS]
"""One server tells what three do, without putting it together."""


@pytest.fixture(scope="session", params=[*ONE_SERVER, *(f"{world} on 3" for world in WORLDS)])
def published(
    request: pytest.FixtureRequest, world_folders: dict[str, Path], postgres_servers: list[Server]
) -> Iterator[Published]:
    """An index, and the same on servers."""
    world, servers = request.param.rsplit(" on ", 1)
    urls = [server.create_database() for server in postgres_servers[: int(servers)]]
    published = publish_everywhere(world_folders[world], urls)
    yield published
    published.cluster.close()
