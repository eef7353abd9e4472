"""The tests' own database server."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.engine import make_url

pytestmark = pytest.mark.postgres


def connect(url):
    parts = make_url(url)
    return psycopg.connect(host=parts.host, port=parts.port, user=parts.username, dbname=parts.database)


def test_every_test_gets_an_empty_database_of_its_own(postgres_cluster):
    with postgres_cluster.database() as first, postgres_cluster.database() as second:
        with connect(first) as connection:
            connection.execute("CREATE TABLE mine (id int)")
        with connect(second) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert found == (0,)


def test_a_database_can_be_made_from_another(postgres_cluster):
    model = postgres_cluster.create()
    with connect(postgres_cluster.url(model)) as connection:
        connection.execute("CREATE TABLE model (id int)")
    with postgres_cluster.database(template=model) as copy, connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM model").fetchone() == (0,)
    postgres_cluster.drop(model)
