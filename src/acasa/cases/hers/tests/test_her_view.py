"""The device in her hands: what answers, what she reads, what she does not, and how the worker comes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import open_case, sign_in

from acasa.cases.hers import queries
from acasa.cases.models import Obligation
from acasa.cases.services import working
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.testing import Cast

ANOTHER = "11111111-1111-1111-1111-111111111111"
RECORDS: list[dict[str, Any]] = [
    {
        "kind": "note",
        "text": "She seems afraid of the brother-in-law",
        "by_name": "Boris",
        "at": "2026-03-01T10:00:00+00:00",
    },
    {"kind": "note", "text": "We agreed on Tuesdays", "shareable": True, "at": "2026-03-02T10:00:00+00:00"},
    {
        "kind": "need",
        "domain": "home",
        "severity": "some",
        "words": "A door that locks",
        "status": "open",
        "about": "",
    },
    {
        "kind": "need",
        "domain": "home",
        "severity": "some",
        "words": "The sister drinks",
        "status": "open",
        "about": ANOTHER,
    },
    {"kind": "consent", "purpose": "share", "answer": "refused", "at": "2026-03-01T10:00:00+00:00"},
    {"kind": "consent", "purpose": "share", "answer": "agreed", "at": "2026-03-03T10:00:00+00:00"},
    {"kind": "plan", "number": 1, "goals": [{"id": "g1", "words": "An old goal", "actions": []}]},
    {
        "kind": "plan",
        "number": 2,
        "goals": [
            {
                "id": "g1",
                "words": "My own kitchen",
                "actions": [{"id": "a1", "text": "Look for a flat", "status": "open", "due": "2026-12-01"}],
            }
        ],
    },
]


@pytest.fixture
def case(cast: Cast) -> UUID:
    case, _ = open_case(
        cast.boris,
        cast.north,
        "Natalia",
        essentials={"contact": "069 123 456", "language": "ru"},
        identity={"given": "Наталья"},
    )
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        desk = working.take(boris, case, "note.add")
        for record in RECORDS:
            folders.add(desk.case_folder, people.CASEWORK, {"at": "2026-03-01T10:00:00+00:00", **record})
        working.add_contact(boris, case, what="call", text="Her mother shouted in the background")
    return case


@pytest.fixture
def device(cast: Cast, case: UUID) -> Client:
    """Boris's device, in her hands, in English."""
    client = Client()
    sign_in(client, cast.boris)
    assert client.post(f"/cases/{case}/show-her/", {"language": "en"})["Location"] == "/hers/"
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_she_reads_what_is_hers_and_nothing_else(device: Client) -> None:
    everything = "".join(
        text(device, f"/hers/{page}/")
        for page in (
            "written", "written/reach", "written/needs", "written/plan", "written/meetings", "written/files",
            "written/notes", "agreed", "received", "readers", "wrong", "stop", "feedback", "complaint",
        )
    ) + text(device, "/hers/")  # fmt: skip
    for hers in (
        "069 123 456",
        "A door that locks",
        "My own kitchen",
        "Look for a flat",
        "We agreed on Tuesdays",
        "You agreed",
    ):
        assert hers in everything, hers
    for not_hers in ("brother-in-law", "The sister drinks", "An old goal", "mother shouted", "Наталья"):
        assert not_hers not in everything, not_hers
    assert "1 more is written that is not shown" in text(device, "/hers/written/notes/")


def test_every_other_address_asks_the_password_first(device: Client, case: UUID, cast: Cast) -> None:
    for url in (
        "/",
        "/people/",
        f"/cases/{case}/",
        f"/cases/{case}/her-words/",
        "/account/",
        "/complaint/",
        "/left/",
    ):
        answer = device.get(url)
        assert answer.status_code == 403, url
        assert b"password" in answer.content and b"069 123 456" not in answer.content
    for url in (f"/cases/{case}/identity/", "/search/", f"/cases/{case}/note/", "/language/"):
        assert device.post(url, {"q": "Natalia"}).status_code == 403, url
    # A wrong password opens nothing; the right one leads on, and her pages are closed.
    asked = {"acasa_password": "wrong", "next": f"/cases/{case}/"}
    assert device.post("/password-again/", asked).status_code == 403
    assert device.get(f"/cases/{case}/").status_code == 403
    back = device.post("/password-again/", {**asked, "acasa_password": cast.boris.password})
    assert back["Location"] == f"/cases/{case}/"
    assert device.get(f"/cases/{case}/").status_code == 200
    assert device.get("/hers/").status_code == 302


def test_guessing_the_password_ends_the_session(device: Client) -> None:
    for _ in range(6):
        answer = device.post("/password-again/", {"acasa_password": "guess"})
    assert answer["Location"] == "/sign-in/"


def test_exit_locks_and_leads_to_an_ordinary_page(device: Client, cast: Cast, settings: Any) -> None:
    answer = device.get("/hers/exit/")
    assert answer["Location"] == settings.ACASA_EXIT_URL
    assert device.get("/hers/").status_code == 423
    assert device.get("/").status_code == 423
    # Unlocking with the password leads to her page again; leaving it takes the password once more.
    assert device.post("/unlock/", {"password": cast.boris.password, "next": "/hers/"}).status_code == 302
    assert device.get("/hers/").status_code == 200


def test_her_language_is_not_the_workers(device: Client, cast: Cast) -> None:
    assert (
        device.post("/hers/language/", {"language": "ru", "next": "/hers/agreed/"})["Location"]
        == "/hers/agreed/"
    )
    assert '<html lang="ru"' in text(device, "/hers/")
    cast.boris.user.refresh_from_db()
    assert cast.boris.user.language == "en"
    assert device.post("/hers/language/", {"language": "ru", "next": "/people/"})["Location"] == "/hers/"


def test_what_she_asks_stands_on_the_workers_day(device: Client, cast: Cast, case: UUID) -> None:
    assert device.post("/hers/wrong/", {"words": "My son is eight"}).status_code == 302
    assert device.post("/hers/stop/", {"what": "forget", "words": ""}).status_code == 302
    assert device.post("/hers/feedback/", {"face": "bad", "words": "Too many questions"}).status_code == 302
    assert device.post("/hers/feedback/", {}).status_code == 422
    assert device.post("/hers/agreed/share/", {"answer": "refused"}).status_code == 302
    assert "You said no" in text(device, "/hers/agreed/")
    device.post("/password-again/", {"acasa_password": cast.boris.password})
    day = text(device, "/")
    for words in ("something recorded is wrong", "asks to be forgotten", "changed what she agrees to"):
        assert words in day
    room = text(device, f"/cases/{case}/her-words/")
    assert "My son is eight" in room and "Too many questions" in room
    with scoped(cast.org_id):
        found = queries.her_file(cast.boris.actor(), case)
        record = next(r for r in queries.requests(found) if r.data["what"] == "wrong")
    url = f"/cases/{case}/her-words/{record.id}/"
    assert device.post(url, {"answer": "Corrected with her", "version": "1"}).status_code == 302
    assert "something recorded is wrong" not in text(device, "/")
    with scoped(cast.org_id):
        assert Obligation.objects.filter(case_id=case, is_done=True).count() == 1
    # A colleague who answers at the same time sees what was answered.
    late = device.post(url, {"answer": "I told her", "version": "1"})
    assert b"Corrected with her" in late.content and b"I told her" in late.content


def test_who_read_it_at_a_constant_number_of_queries(device: Client, cast: Cast, case: UUID) -> None:
    lines = text(device, "/hers/readers/")
    assert "Boris Ceban" in lines and "Wrote down a meeting" in lines and "Her own view" not in lines
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            text(device, "/hers/readers/")
        counts.append(len(captured))
        for who in (cast.carmen, cast.alina):
            with scoped(cast.org_id):
                actor = who.actor()
                folders.note(actor, "case.read", case)
                folders.note(actor, "identity.reveal", case)
    assert counts[0] == counts[1]
    assert "Carmen Lupu" in text(device, "/hers/readers/")


def test_it_takes_case_work_and_the_case(cast: Cast, case: UUID) -> None:
    for who in (cast.dan, cast.olga):
        client = Client()
        sign_in(client, who)
        assert client.get(f"/cases/{case}/show-her/").status_code == 404
        assert client.post(f"/cases/{case}/show-her/", {"language": "en"}).status_code == 404
        assert client.get("/hers/").status_code == 302


def test_her_worker_never_reads_what_she_complains_of(device: Client, cast: Cast) -> None:
    answer = device.post("/hers/complaint/", {"words": "He does not listen", "who": ""})
    assert answer.status_code == 200 and answer.context["count"] == 1
    with scoped(cast.org_id):
        assert [item.data["words"] for item in queries.complaints(cast.alina.actor())] == [
            "He does not listen"
        ]
