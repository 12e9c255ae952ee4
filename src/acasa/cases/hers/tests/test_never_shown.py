"""What must never be told to her by her own view: reports she does not know of, papers, searches, marks on others."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.security.rows.base import TODAY, day
from tests.world import open_case, sign_in

from acasa.cases.family import services as family
from acasa.cases.intake import services as intake
from acasa.cases.services import working
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.testing import Cast

AT = "2026-03-01T10:00:00+00:00"
DAY = date(2026, 3, 1)
PAGES = (
    "", "written/", "written/reach/", "written/needs/", "written/plan/", "written/meetings/", "written/files/",
    "written/notes/", "agreed/", "received/", "readers/",
)  # fmt: skip

# Each is written as its own part writes it. The word that must not be found stands in it more than once.
SECRET: dict[str, dict[str, Any]] = {
    "paper": {"what": "referral", "signed": "paper", "file": "x", "name": "Zgardan.pdf", "text": "Zgardan"},
    "partner_answer": {"organisation": "Zgardan", "person": "Zgardan", "answer": "yes", "words": "Zgardan"},
    "lost_contact": {"words": "Zgardan", "reason": "Zgardan", "stop_on": "2026-04-01"},
    "visit": {"told": {"address": "Zgardan"}, "address": "Zgardan", "help_words": "Zgardan"},
    "appointment": {"what": "court", "place": "Zgardan", "on": "2026-04-01"},
    "interpreter": {"name": "Zgardan", "conflicts": ["same_village"], "reason": "Zgardan"},
    "kin": {"relation": "partner", "name": "Zgardan", "contact": "must_not_know", "conflict": True,
            "conflict_words": "Zgardan"},
    "care": {"who_name": "Zgardan", "who_kind": "stranger"},
    "family_event": {"what": "conflict", "name": "Zgardan", "words": "Zgardan"},
    "event": {"title": "Zgardan", "text": "Zgardan"},
    "file": {"file": "x", "name": "Zgardan-politie.pdf", "size": 1},
    "note": {"text": "Zgardan"},
    "contact": {"what": "with_service", "text": "Zgardan", "by_name": "Zgardan"},
    "intake": {"step": "safety", "answers": {"danger": {"answer": "yes", "words": "Zgardan"}}},
    "referral": {"to": "Zgardan", "facts": "Zgardan"},
    "handover": {"to": "Zgardan", "about": "Zgardan", "tell_her": "yes"},
    "report": {"to": "Zgardan", "facts": "Zgardan", "reported_on": "2026-03-01", "told_on": ""},
}  # fmt: skip


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(
        cast.boris, cast.north, "Natalia", essentials={"contact": "069 123 456", "must_not_know": "Zgardan"}
    )[0]


def everything(cast: Cast, case: UUID) -> str:
    """All that she can read, on a device of Boris."""
    client = Client()
    sign_in(client, cast.boris)
    assert client.post(f"/cases/{case}/show-her/", {"language": "en"})["Location"] == "/hers/"
    told = []
    for page in PAGES:
        answer = client.get(f"/hers/{page}")
        assert answer.status_code == 200, page
        told.append(answer.content.decode())
    return "".join(told)


@pytest.mark.parametrize("kind", sorted(SECRET))
def test_it_is_not_on_any_page_of_hers(cast: Cast, case: UUID, kind: str) -> None:
    with scoped(cast.org_id):
        desk = working.take(cast.boris.actor(), case, "note.add")
        folders.add(desk.case_folder, people.CASEWORK, {"kind": kind, "at": AT, **SECRET[kind]})
    shown = everything(cast, case)
    assert "069 123 456" in shown
    assert "Zgardan" not in shown


def report(**more: Any) -> intake.Report:
    return intake.Report(
        duty="child_in_danger",
        what="",
        to="The guardianship authority",
        facts="A child alone at night",
        due=DAY,
        text="Report",
        tell_text="Tell her",
        look_again=DAY,
        **more,
    )


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, False),
        ({"reported_on": DAY}, False),
        ({"told_on": DAY}, False),
        ({"reported_on": DAY, "told_on": DAY}, True),
        ({"safe_to_tell": True}, False),
        ({"reported_on": DAY, "safe_to_tell": True}, True),
    ],
)
def test_a_report_is_shown_when_she_was_told(
    cast: Cast, case: UUID, more: dict[str, Any], shown: bool
) -> None:
    with scoped(cast.org_id):
        intake.save_report(cast.boris.actor(), case, report=report(**more))
    words = everything(cast, case)
    assert ("guardianship authority" in words) is shown
    assert ("A child alone at night" in words) is shown
    assert ("Nothing is recorded as told to anybody outside." in words) is not shown


def test_a_relative_marked_by_a_colleague_is_not_shown(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        kin = {"relation": "partner", "name": "Haralampie", "contact": "must_not_know", "conflict": True}
        family.add_kin(boris, case, data={**kin, "conflict_words": "Haralampie sold her papers"})
        assert family.warn_in_box(boris, case, name="Haralampie")
    shown = everything(cast, case)
    assert "Haralampie" not in shown and "Zgardan" not in shown


def test_what_a_colleague_ticks_as_hers_is_shown(cast: Cast, case: UUID) -> None:
    desk = Client()
    sign_in(desk, cast.boris)
    for mark, word in ((True, "Luceafar"), (False, "Zgardan")):
        tick = {"shareable": "on"} if mark else {}
        sent = {
            "note/": {"compartment": "casework", "text": f"note {word}"},
            "contact/": {"what": "with_service", "text": f"contact {word}", **day("on", TODAY)},
            "file/": {"compartment": "casework", "file": SimpleUploadedFile(f"{word}.txt", b"sealed")},
        }
        for page, fields in sent.items():
            answer = desk.post(f"/cases/{case}/{page}", {**fields, **tick})
            assert answer.status_code == 302, (page, answer.context["form"].errors)
    shown = everything(cast, case)
    assert "note Luceafar" in shown and "contact Luceafar" in shown and "Luceafar.txt" in shown
    assert "Zgardan" not in shown


@pytest.mark.parametrize("start", [b"\0\0\0\x18ftypheic", b"RIFF\x10\0\0\0WEBPVP8 ", b"II*\0", b"MM\0*"])
def test_a_picture_that_cannot_be_cleaned_is_not_taken(cast: Cast, case: UUID, start: bytes) -> None:
    desk = Client()
    sign_in(desk, cast.boris)
    picture = SimpleUploadedFile("papers.jpg", start + bytes(60))
    answer = desk.post(f"/cases/{case}/file/", {"compartment": "casework", "file": picture})
    assert answer.status_code == 422 and "JPEG or PNG" in answer.content.decode()


@pytest.mark.parametrize("page", ["complaint", "feedback", "wrong", "stop"])
def test_what_she_wrote_too_late_is_not_kept_for_the_worker(cast: Cast, case: UUID, page: str) -> None:
    device = Client()
    sign_in(device, cast.boris)
    device.get("/account/")
    assert device.post(f"/cases/{case}/show-her/", {"language": "en"})["Location"] == "/hers/"
    device.get("/hers/")
    with connection.cursor() as cursor:
        cursor.execute("delete from accounts_session")
    fields = {"words": "Boris shouted at me", "who": "Boris"}
    late = device.post(f"/hers/{page}/", fields)
    assert late.status_code == 302 and "/left/" not in late["Location"]
    kept = device.post("/left/keep/", {**fields, "acasa_left_for": f"/hers/{page}/"})
    assert kept["Location"] == "/"
    answer = device.post("/sign-in/", {"email": cast.boris.email, "password": cast.boris.password})
    assert answer["Location"] != "/left/"
    assert device.get("/left/")["Location"] == "/"
