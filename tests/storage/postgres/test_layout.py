"""The layout of a database: made on a real server."""

from __future__ import annotations

from paper_search.storage.postgres.connection import Cluster, connect
from paper_search.storage.postgres.layout import check_server, create_layout, has_layout


def test_a_new_database_is_empty_and_can_be_read_once_it_has_the_tables(database: str) -> None:
    with connect(database) as connection:
        check_server(connection, "here")
        assert not has_layout(connection)
        create_layout(connection, 8)
        assert has_layout(connection)
    cluster = Cluster(database)
    with cluster.read() as transaction:
        assert transaction.state.generation == 0
        assert transaction.fetch_all("SELECT count(*) AS papers FROM papers") == [{"papers": 0}]
    cluster.close()


def test_the_impacts_of_a_passage_are_those_of_bm25(database: str) -> None:
    with connect(database) as connection:
        check_server(connection, "here")
        create_layout(connection, 8)
        rows = connection.execute(
            "SELECT -(make_impacts($$'a':1,3 'b':2$$::tsvector, 3, 3) <#> make_query_vector('{a,b}', '{1,2}')) AS score"
        ).fetchall()
    assert abs(rows[0]["score"] - (2 * 2.2 / (2 + 1.2) + 2 * 1.0)) < 1e-6
