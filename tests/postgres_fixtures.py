"""Fixtures with PostgreSQL servers, for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres_servers import Server, make_servers, stop_servers


@pytest.fixture(scope="session")
def postgres_servers() -> Iterator[list[Server]]:
    """Three servers that nobody stops; a test makes databases of its own on them."""
    servers, folder = make_servers(3)
    yield servers
    stop_servers(servers, folder)


@pytest.fixture
def database(postgres_servers: list[Server]) -> str:
    """The address of an empty database."""
    return postgres_servers[0].create_database()


@pytest.fixture
def databases(postgres_servers: list[Server]) -> list[str]:
    """The addresses of three empty databases, each on a server of its own."""
    return [server.create_database() for server in postgres_servers]
