"""The test database itself: roles as in production, copies that don't see each other, emptied after real commits."""

from __future__ import annotations

import pytest
from django.db import connection, connections, transaction

from acasa.config.testing import Server


def role(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("select current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(databases=["default", "owner"])
def test_both_connections_sign_in_with_their_own_role() -> None:
    assert role("default") == "acasa_app"
    assert role("owner") == "acasa_owner"


@pytest.mark.django_db
def test_the_test_database_is_a_copy_of_this_process(acasa_server: Server) -> None:
    assert connection.settings_dict["NAME"] == acasa_server.database
    with connection.cursor() as cursor:
        cursor.execute("select current_database()")
        assert cursor.fetchone() == (acasa_server.database,)


def commit_a_cache_row(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into core_cache (cache_key, value, expires) values (%s, '', now())", [key])


def cache_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from core_cache")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("attempt", [1, 2])
def test_real_commits_are_emptied_between_tests(clean_database: Server, attempt: int) -> None:
    assert cache_rows() == 0
    with transaction.atomic():
        commit_a_cache_row("left behind")
    assert cache_rows() == 1


@pytest.mark.parametrize("attempt", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_transactional_tests_are_emptied_too(attempt: int) -> None:
    assert cache_rows() == 0
    commit_a_cache_row("left behind")


@pytest.mark.django_db(transaction=True)
def test_what_migrations_wrote_stays() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        assert cursor.fetchone()[0] > 0
