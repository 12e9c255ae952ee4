"""Killed under load, again and again: what was acknowledged is there, and nothing is there by half.

Six kills in the ordinary suite; ``ACASA_KILLS=200 ./run test src/acasa/config/tests/test_kills.py`` for the claim.
"""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path

import psycopg
import pytest

from acasa.config import cluster, processes
from acasa.config.postgres import Embedded

KILLS = int(os.environ.get("ACASA_KILLS", "6"))
WRITERS = 4


class Writer(threading.Thread):
    """Writes pairs of rows in one transaction each until its connection breaks; remembers what was acknowledged."""

    def __init__(self, embedded: Embedded, first: int) -> None:
        super().__init__()
        self.dsn = embedded.dsn(database="postgres")
        self.next = first
        self.acknowledged: list[int] = []

    def run(self) -> None:
        try:
            with psycopg.connect(self.dsn) as connection:
                while True:
                    number = self.next
                    self.next += 1
                    connection.execute("insert into acts values (%s, repeat('x', 400))", [number])
                    connection.execute("insert into record values (%s)", [number])
                    connection.commit()
                    self.acknowledged.append(number)
        except psycopg.Error:
            pass


@pytest.fixture
def embedded(room: Path, monkeypatch: pytest.MonkeyPatch) -> Embedded:
    """As shipped: fsync and all."""
    monkeypatch.setenv("ACASA_DATA", str(room / "var"))
    return Embedded(room / "var")


def test_no_acknowledged_write_is_lost(embedded: Embedded) -> None:
    chance = random.Random(57)  # the same moments in each run, as far as the machine lets them be
    embedded.ensure_running()
    data = embedded.status().folder / "data"
    try:
        with psycopg.connect(embedded.dsn(database="postgres"), autocommit=True) as connection:
            connection.execute("create table acts (number bigint primary key, words text)")
            connection.execute("create table record (number bigint primary key)")
        promised: set[int] = set()
        for kill in range(KILLS):
            writers = [Writer(embedded, (kill * WRITERS + at) * 1_000_000) for at in range(WRITERS)]
            for writer in writers:
                writer.start()
            # Each of them has work behind it before the blow falls.
            deadline = time.monotonic() + 60
            while not all(writer.acknowledged for writer in writers) and time.monotonic() < deadline:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.15))
            processes.end(processes.servers_of(data))
            for writer in writers:
                writer.join(60)
                assert not writer.is_alive()
                assert writer.acknowledged, "no load, no proof"
                promised.update(writer.acknowledged)
            assert embedded.ensure_running() is True
            with psycopg.connect(embedded.dsn(database="postgres")) as connection:
                acts = {row[0] for row in connection.execute("select number from acts")}
                record = {row[0] for row in connection.execute("select number from record")}
            assert promised <= acts, f"lost in kill {kill + 1}: {sorted(promised - acts)[:5]}"
            assert acts == record, "an act without its entry, or the other way round"
            # At most the one that was under way with each writer is there without having been acknowledged.
            assert len(acts - promised) <= WRITERS * (kill + 1)
        print(f"{KILLS} kills, {len(promised)} acknowledged writes, none lost")
    finally:
        embedded.stop()
        processes.end(processes.servers_of(cluster.home(embedded.data_dir) / "data"))
