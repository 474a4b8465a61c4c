"""The roles of the guide, made by its own statements: one publishes, the other reads and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from paper_search import api
from paper_search.errors import StoreError
from paper_search.storage.postgres.build_queue import BuildQueue
from tests.conftest import CORPUS, ROOT
from tests.postgres_servers import Server

STATEMENTS = re.compile(r"```sql\n(.*?)```", re.DOTALL)
PUBLISHER, READER = "paper_publisher", "paper_reader"


@dataclass(frozen=True, slots=True)
class Roles:
    """The addresses of a published database for the two roles, and for the administrator."""

    publisher: str
    reader: str
    administrator: str


@pytest.fixture(scope="module")
def roles(postgres_servers: list[Server], index_to_publish: Path) -> Iterator[Roles]:
    server = postgres_servers[2]
    guide = (ROOT / "docs" / "guides" / "postgresql.md").read_text("utf-8")
    on_server, in_database = STATEMENTS.findall(guide)
    with psycopg.connect(server.url(), autocommit=True) as administrator:
        for statement in on_server.split(";\n"):
            administrator.execute(statement.encode())
    with psycopg.connect(server.url("papers"), autocommit=True) as administrator:
        administrator.execute(in_database.encode())
    address = server.url("papers")
    opened = Roles(address.replace("postgres@", f"{PUBLISHER}@"), address.replace("postgres@", f"{READER}@"), address)
    api.publish(opened.publisher, index=index_to_publish)
    yield opened
    with psycopg.connect(server.url(), autocommit=True) as administrator:
        administrator.execute("DROP DATABASE papers WITH (FORCE)")
        for role in (PUBLISHER, READER):
            administrator.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_a_reader_answers_questions(roles: Roles, sample_index: Path) -> None:
    question = "what did Ofsted say about management oversight?"
    local, read = (api.open_library(CORPUS, place).ask(question) for place in (sample_index, roles.reader))
    assert [quote.text for quote in read.quotes] == [quote.text for quote in local.quotes]
    assert read.quotes


def list_tables(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in rows]


CHANGES = [
    "DELETE FROM {}",
    "INSERT INTO {} DEFAULT VALUES",
    "TRUNCATE {}",
    "DROP TABLE {}",
    "ALTER TABLE {} ADD COLUMN more text",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_reader_changes_no_table(roles: Roles, change: str) -> None:
    tables = list_tables(roles.administrator)
    assert {"publication", "withdrawn", "findable_passages", "build_queue"} <= set(tables)
    with psycopg.connect(roles.reader, autocommit=True) as reader:
        for table in tables:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(sql.SQL(change).format(sql.Identifier(table)))  # type: ignore[arg-type]


@pytest.mark.parametrize("statement", ["CREATE TABLE own (id int)", "CREATE EXTENSION hstore", "CREATE ROLE third"])
def test_a_reader_makes_nothing(roles: Roles, statement: str) -> None:
    with psycopg.connect(roles.reader, autocommit=True) as reader, pytest.raises(psycopg.Error):
        reader.execute(statement.encode())


def test_a_reader_neither_publishes_nor_works(roles: Roles, index_to_publish: Path) -> None:
    with pytest.raises((StoreError, psycopg.errors.InsufficientPrivilege)):
        api.publish(roles.reader, index=index_to_publish)
    with pytest.raises((StoreError, psycopg.errors.InsufficientPrivilege)):
        BuildQueue(roles.reader).take("one", 60)


def test_a_publisher_is_no_administrator(roles: Roles) -> None:
    with psycopg.connect(roles.publisher, autocommit=True) as publisher:
        rows = publisher.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert rows.fetchone() == (False, False, False)
        assert BuildQueue(roles.publisher).enqueue(["one"], _read_encoder(publisher), 384)


def _read_encoder(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT value FROM settings WHERE key = 'encoder'").fetchone()
    assert row
    return str(row[0])
