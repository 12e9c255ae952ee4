"""The benchmarks measure what they say they do. No test here looks at a duration."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import pytest
from django.test import Client
from rich.console import Console

from acasa.cases.models import Case
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.config.bench import inside, keeping, load, names, plain, report, scene, server, world
from acasa.config.bench.keeping import Kept, Shelf
from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people.models import User
from acasa.vault import locks
from acasa.vault.keyring import Keyring

SIZE = 200


@pytest.fixture(scope="module")
def kept(acasa_server: Any, django_db_blocker: Any) -> Iterator[Kept]:
    """A complete caseload of 200, and its plain rows."""
    with django_db_blocker.unblock():
        from django.db import connections

        acasa_server.empty()
        with connections["owner"].cursor() as cursor:
            cursor.execute(plain.DEFINITION)
        heard: list[int] = []
        house = world.build(SIZE, heard.append)
        assert heard[-1] == SIZE
        emails = tuple(user.email for user in house.users.values())
        yield Kept(SIZE, house.org.id, house.teams[world.TEAM].id, emails, True, 0.0)
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"drop table {plain.TABLE}")
        connections.close_all()
    acasa_server.empty()


@pytest.fixture
def actor(kept: Kept) -> Actor:
    user = User.objects.get(email=kept.emails[1])
    bundle = locks.open_with_password(user.id, world.PASSWORD)
    assert bundle is not None
    keyring = Keyring(user_id=user.id, org_id=kept.org_id, bundle=bundle)
    return Actor(user.id, kept.org_id, "", user.profession, teams=frozenset({kept.team_id}), keyring=keyring)


FILTERS = [
    Filters(status=""),
    Filters(sort="name", page=2),
    Filters(risks=("high",), sort="contact", descending=True),
    Filters(worker="me", sort="opened"),
    Filters(status="closed", stages=("after_closure",), sort="code"),
    Filters(late=True),
    Filters(alert="minor", status=""),
]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: str(filters.told()))
def test_plain_and_sealed_answer_the_same(kept: Kept, actor: Actor, filters: Filters) -> None:
    with scoped(kept.org_id):
        sealed = caseload.listing(actor, filters, today_number=20_780)
        open_ = plain.listing(actor, filters, today_number=20_780)
    assert (sealed.total, sealed.pages, sealed.by_stage) == (open_.total, open_.pages, open_.by_stage)
    assert sealed.by_risk == open_.by_risk
    assert sealed.total > 0
    if filters.sort in ("opened", "contact", "due"):
        assert [getattr(row, filters.sort) for row in sealed.rows] == [
            getattr(row, filters.sort) for row in open_.rows
        ]
    if filters.sort == "code":
        alike = [
            [replace(row, alerts=tuple(sorted(row.alerts))) for row in found.rows]
            for found in (sealed, open_)
        ]
        assert alike[0] == alike[1]


def test_both_find_people_of_the_caseload(kept: Kept, actor: Actor) -> None:
    typed = scene.typed(kept.size, 40, 1)
    with scoped(kept.org_id):
        sealed = [len(caseload.search(actor, name)) > 0 for name in typed]
        open_ = [len(plain.search(actor, name)) > 0 for name in typed]
    assert sum(sealed) >= 38
    assert sum(open_) >= 15


def test_cases_are_complete(kept: Kept, actor: Actor) -> None:
    from acasa.cases.queries.case import case_page, identity

    with scoped(kept.org_id):
        assert Case.objects.count() == SIZE
        case_id = Case.objects.values_list("id", flat=True)[7]
        page = case_page(actor, case_id)
        assert page.name and page.course and page.timeline
        assert identity(actor, case_id)[0]["family"]


def test_queries_are_timed_sealed_and_plain(kept: Kept) -> None:
    found = inside.measure(kept, times=2)
    assert found.keys() == {"list", "search", "group"}
    assert all(len(sealed) == len(open_) == 2 for sealed, open_ in found.values())


def test_every_request_of_the_scene_is_answered(kept: Kept, settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client(HTTP_HOST="localhost")
    given = {"email": kept.emails[2], "password": world.PASSWORD}
    assert client.post("/sign-in/", given).status_code == 302
    with scoped(kept.org_id):
        cases = list(Case.objects.values_list("id", flat=True)[:20])
    for path in scene.LISTS:
        assert client.get(path).status_code == 200, path
    kinds = {kind: scene.requests(kind, SIZE, 5, 3, cases) for kind in ("list", "search", "case")}
    assert all(len(requests) == 5 for requests in kinds.values())
    assert all(form and form["q"] for _, _, _, form in kinds["search"])
    assert {UUID(path.split("/")[2]) for _, _, path, _ in kinds["case"]} <= set(cases)
    for requests in kinds.values():
        for _, method, path, form in requests:
            answer = client.get(path) if method == "GET" else client.post(path, form)
            assert answer.status_code == 200, path


class _Door(BaseHTTPRequestHandler):
    """Answers like Acasa's door: gives cookies, wants the form's token."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_GET(self) -> None:
        self._answer(200)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        right = (
            form["csrfmiddlewaretoken"] == ["token"] and "__Host-acasa-csrf=token" in self.headers["Cookie"]
        )
        signing_in = self.path == "/sign-in/"
        known = (
            form.get("password") == ["right"] if signing_in else "__Host-acasa=in" in self.headers["Cookie"]
        )
        self._answer((302 if signing_in else 200) if right and known else 403)

    def _answer(self, status: int) -> None:
        self.server.asked.append(f"{self.command} {self.path} {status}")  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Set-Cookie", "__Host-acasa-csrf=token; Path=/; Secure")
        if status == 302:
            self.send_header("Set-Cookie", "__Host-acasa=in; Path=/; Secure; HttpOnly")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_words: object) -> None:
        """Quiet."""


@pytest.fixture
def door() -> Iterator[ThreadingHTTPServer]:
    own = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    own.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=own.serve_forever)
    thread.start()
    yield own
    own.shutdown()
    own.server_close()
    thread.join()


def _plan(door: ThreadingHTTPServer, password: str) -> dict[str, Any]:
    requests = [["list", "GET", "/people/", None], ["search", "POST", "/search/", {"q": "Ana"}]]
    users = [{"email": f"{i}@x.example", "password": password, "requests": requests} for i in range(3)]
    return {"host": "127.0.0.1", "port": door.server_address[1], "users": users, "warm": 1}


def test_the_load_generator_signs_in_and_counts(door: Any) -> None:
    events: list[str] = []
    answer = load.run(_plan(door, "right"), events.append)
    assert events == ["start", "end"]
    assert {name: len(seconds) for name, seconds in answer["latencies"].items()} == {"list": 3, "search": 3}
    assert door.asked.count("POST /search/ 200") == 3
    assert door.asked.count("GET /people/ 200") == 6  # once more to warm up


def test_a_wrong_answer_stops_the_measurement(door: Any) -> None:
    with pytest.raises(SystemExit, match="could not sign in: 403"):
        load.run(_plan(door, "wrong"))


def test_shares_and_rows() -> None:
    assert report.quantile([5, 1, 4, 2, 3], 0.5) == 3
    assert report.quantile(list(range(1, 101)), 0.95) == 95
    assert report.quantile([7], 0.95) == 7
    row = report.latency("list", 10, [0.010] * 90 + [0.090] * 10, target=80, against=[0.005])
    assert (row.p50_ms, row.p95_ms, row.ratio, row.good) == (10.0, 90.0, 2.0, False)
    assert report.Row("x", 1, 96.0, "%", target=95, at_least=True).good is True
    assert report.Row("x", 1, 96.0, "%").good is None


def test_rows_are_told_and_kept(tmp_path: Path) -> None:
    rows = [
        report.latency("list", 1000, [0.1], users=4, target=80, cpu=(0.02, 0.003)),
        report.Row("memory", 1, 9, "MB"),
    ]
    text = StringIO()
    report.show(rows, Console(file=text, width=160))
    assert re.search(r"list +1,000 +4 +1 +100\.0 +100\.0 +≤ 80 .*20\+3.*MISSED", text.getvalue())
    report.save(rows, tmp_path / "rows.json")
    told = json.loads((tmp_path / "rows.json").read_text())
    assert told["rows"][0]["p95_ms"] == 100.0 and told["rows"][0]["good"] is False
    assert told["machine"]["cores"] >= 1


def test_kept_caseloads_go_when_the_code_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    one = Kept(10, uuid4(), uuid4(), ("a@x.example",), True, 1.5)
    shelf.keep(one)
    assert Shelf(tmp_path).all() == {10: one}
    shelf.clear_if_stale(fresh=False)
    assert shelf.all() == {10: one}
    monkeypatch.setattr(keeping, "fingerprint", lambda: "another")
    monkeypatch.setattr(keeping.Embedded, "stop", lambda self: False)
    shelf.clear_if_stale(fresh=False)
    assert not tmp_path.exists()


def test_memory_and_work_of_a_process_are_read() -> None:
    import os

    assert server.memory(os.getpid()) > 10_000_000
    assert server.worked(os.getpid()) > 0
    assert server.memory(2**22 + 1) == 0
    assert os.getpid() in server.descendants(os.getppid())


def test_recall_counts_people_not_luck() -> None:
    frame = names.caseload(["Natalia Cebotari"], 300)
    assert frame.height == 300
    assert frame["key"].n_unique() > 250
    assert len(names.pairs()) >= 300


def test_a_long_case_is_written_and_read(kept: Kept, actor: Actor) -> None:
    from acasa.cases.queries.case import case_page
    from acasa.config.bench import long

    with scoped(kept.org_id):
        case = long.write(kept, 30)
        found = case_page(actor, case)
    assert len([one for one in found.timeline if one.data["kind"] in ("contact", "note")]) == 30
    asked = long.requests(case, 10)
    assert {name for name, *_ in asked} == {long.NAME}
    assert [path for _, _, path, _ in asked].count(f"/cases/{case}/?shown=100") == 2
