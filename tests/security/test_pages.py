"""What every page has and has not: headers, no script or style in it, no name in its address or title, CSRF."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from acasa.config.testing import Server
from tests import planted
from tests.security.access_matrix import MATRIX
from tests.security.search import telling
from tests.security.test_access import address
from tests.visitor import _Reader
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

# Rows that end the very session that crawls, or the link of an invitation.
ENDING = {"accounts:sign_out", "accounts:lock", "accounts:password", "accounts:end_others"}


# How many ways of asking for one page are tried.
VARIANTS = 3


def crawl(client: Client, world: World, start: str = "/") -> dict[str, Any]:
    """Every page that can be reached by links from the first one, and every page of the matrix."""
    waiting = [start, *(address(row, world) for row in MATRIX if row.get)]
    seen: dict[str, Any] = {}
    asked: Counter[str] = Counter()
    while waiting:
        url = waiting.pop()
        if url in seen or not url.startswith("/") or url.startswith("/static/"):
            continue
        # A list can be sorted and narrowed in hundreds of ways.
        asked[url.split("?")[0]] += 1
        if asked[url.split("?")[0]] > VARIANTS:
            continue
        answer = client.get(url)
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)
            seen[url] = answer
            continue
        seen[url] = answer
        if answer.status_code == 302:
            waiting.append(answer["Location"])
        elif "text/html" in answer.get("Content-Type", ""):
            reader = _Reader()
            reader.feed(answer.content.decode())
            waiting += [
                link.split("#")[0] if not link.startswith("?") else url.split("?")[0] + link
                for link in reader.links
            ]
    return seen


def has_the_headers(url: str, answer: Any) -> None:
    head = answer.headers
    assert "no-store" in head["Cache-Control"], url
    assert head["X-Content-Type-Options"] == "nosniff", url
    assert head["X-Frame-Options"] == "DENY", url
    assert head["Referrer-Policy"] in ("same-origin", "no-referrer"), url
    assert head["Cross-Origin-Opener-Policy"] == "same-origin", url
    policy = head["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy, url
    assert "camera=()" in head["Permissions-Policy"], url
    assert "Server" not in head and "X-Powered-By" not in head


def test_what_is_wrong_has_the_headers_too(world: World) -> None:
    client = world.client("boris")
    for answer in (
        client.get("/nowhere/"),
        client.put("/"),
        Client(enforce_csrf_checks=True).post("/sign-in/", {}),
        client.get("/", headers={"host": "evil.example"}),
    ):
        assert answer.status_code in (400, 403, 404, 405)
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_cookies_are_for_this_host_alone(world: World) -> None:
    client = Client()
    sign_in(client, world.cast.boris)
    client.post("/language/", {"language": "ru", "next": "/"})
    assert len(client.cookies) >= 3
    for name, morsel in client.cookies.items():
        assert morsel["secure"] and morsel["httponly"], name
        assert morsel["samesite"] == "Strict" and morsel["path"] == "/" and not morsel["domain"], name
        assert name.startswith("__Host-") or name == settings.LANGUAGE_COOKIE_NAME, name
    assert client.cookies["__Host-acasa"]["max-age"] == "", "the session's cookie ends with the browser"


def test_no_identifier_in_addresses_titles_and_file_names(world: World) -> None:
    """Not in what the browser keeps in its history, sends as referrer, or shows in a tab; nor in a saved view."""
    client = world.client("boris")
    client.post(
        "/people/views/", {"name": "mine", "query": f"q={planted.FAMILY}&risk=high&name={planted.GIVEN}"}
    )
    client.post("/drafts/open/", {"working_name": planted.WORKING_NAME})
    pages = crawl(client, world)
    words = [telling(value) for value in planted.ALL.values()]
    titles = set()
    for url, answer in pages.items():
        for word in words:
            assert word not in url, url
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        reader = _Reader()
        reader.feed(answer.content.decode())
        titles.add(reader.title)
        for word in words:
            assert word not in reader.title, (url, word)
            assert not any(word in link for link in reader.links), (url, word)
    assert len(titles) > 10
    answer = client.post("/search/", {"q": planted.GIVEN})
    reader = _Reader()
    reader.feed(answer.content.decode())
    assert planted.GIVEN not in reader.title and not any(planted.GIVEN in link for link in reader.links)
    # A search by GET is no search.
    assert client.get("/search/", {"q": planted.GIVEN}).status_code == 405
    assert any(str(world.case) in url for url in pages), "the crawl reached the case"
    stored = [path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert stored and all(re.fullmatch(r"[0-9a-f]{32}", name) for name in stored)


# Devices bring no cookie that another site could borrow: they prove themselves with each request, or get nothing.
DEVICES = {"sync:submission"}


def test_without_the_token_nothing_is_done(world: World) -> None:
    """CSRF on every unsafe method, for visitors and colleagues, whatever the form holds."""
    rows = [row for row in MATRIX if row.post]
    passed = []
    for row in rows:
        url = address(row, world)
        for role in ("anonymous", "alina" if "alina" in row.post else "boris"):
            careful = Client(enforce_csrf_checks=True)
            for name, morsel in world.client(role).cookies.items():
                careful.cookies[name] = morsel.value
            data = row.data(world)
            for what, answer in (
                ("no token", careful.post(url, data)),
                ("a made-up token", careful.post(url, {**data, "csrfmiddlewaretoken": "x" * 64})),
                (
                    "another origin",
                    careful.post(url, row.data(world), headers={"origin": "https://evil.example"}),
                ),
                ("PUT", careful.put(url)),
                ("PATCH", careful.patch(url)),
                ("DELETE", careful.delete(url)),
            ):
                refused = (401,) if row.name in DEVICES else (403,)
                if answer.status_code not in (refused if what[0].islower() else (*refused, 405)):
                    passed.append(f"{row.name} as {role}, {what}: {answer.status_code}")
    assert len(rows) > 40 and not passed, "\n".join(passed)


def test_with_the_token_it_is_done(world: World) -> None:
    """So that the refusals above are not for another reason."""
    careful = Client(enforce_csrf_checks=True)
    for name, morsel in world.client("boris").cookies.items():
        careful.cookies[name] = morsel.value
    page = careful.get(f"/cases/{world.case}/note/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    data = {"compartment": "casework", "text": "noted", "csrfmiddlewaretoken": token[1]}
    assert careful.post(f"/cases/{world.case}/note/", data).status_code == 302


# Reading leaves these traces, and no others.
TRACES = {
    "audit_entry": "each look is recorded",
    "accounts_session": "when the colleague was last seen; what a page shows once",
    "cases_assignment": "a case that is new to its worker is new until opened",
    "vault_folderkey": "a key sealed by a writer without the ring is wrapped anew when first opened",
    "accounts_tries": "the limiter counts tries with one-time links",
}


def contents(server: Server) -> dict[str, str]:
    """A hash of every table's rows."""
    found = {}
    with server.connect(server.database) as database:
        tables = database.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (table,) in tables:
            rows = database.execute(f'select t::text from "{table}" t order by 1').fetchall()
            found[table] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found


def test_every_answer_has_the_headers_and_reading_changes_nothing(world: World, acasa_server: Server) -> None:
    """One walk through all pages shows both."""
    clients = [world.client(role) for role in ("anonymous", "boris", "alina", "sofia", "olga", "locked")]
    before = contents(acasa_server)
    files = {path: path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}
    pages = 0
    for client in clients:
        for url, answer in crawl(client, world).items():
            has_the_headers(url, answer)
            pages += 1
    assert pages > 100
    after = contents(acasa_server)
    assert {table for table in before if before[table] != after[table]} <= set(TRACES)
    assert before["audit_entry"] != after["audit_entry"], "looks are recorded, so the hashes do see changes"
    assert files == {path: path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}


def test_redirects_stay_here(world: World) -> None:
    """No open redirect, however the address is written."""
    for evil in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%5cevil.example",
        "\t//evil.example",
        "https:evil.example",
        "/../../evil",
    ):
        for answer in (
            Client().post(
                "/sign-in/",
                {"email": world.cast.boris.email, "password": world.cast.boris.password, "next": evil},
            ),
            world.client("boris").get("/sign-in/", {"next": evil}),
            world.client("boris").get("/unlock/", {"next": evil}),
            world.client("boris").post("/language/", {"language": "ro", "next": evil}),
        ):
            target = answer.get("Location", "/")
            assert target.startswith("/") and not target.startswith(("//", "/\\")), (evil, target)
            assert "evil.example" not in target.split("?")[0] or target.startswith("/%5c"), (evil, target)


def test_other_hosts_are_refused(world: World) -> None:
    for host in (
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost:80@evil.example",
    ):
        assert world.client("boris").get("/", headers={"host": host}).status_code == 400


def test_back_after_signing_out_shows_nothing(world: World) -> None:
    client = Client()
    sign_in(client, world.cast.boris)
    url = reverse("cases:case", args=[world.case])
    assert client.get(url).status_code == 200
    former = client.cookies["__Host-acasa"].value
    client.post("/sign-out/")
    client.cookies["__Host-acasa"] = former
    assert client.get(url)["Location"].startswith("/sign-in/")
