"""Complaints: who can open one, who can't, and that only the code on paper opens the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.world import join, sign_in

from acasa.audit.models import Entry
from acasa.cases.hers import queries, rules, services
from acasa.cases.hers.models import Complaint
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people.models import User
from acasa.vault import receipts
from acasa.vault.testing import Cast
from acasa.vault.tokens import MissingRecipient, Mistyped

TODAY = date(2026, 3, 10)
WORDS = "Алина кричала на меня при всех"


def send(cast: Cast, *, named: str = "", **more: Any) -> receipts.Receipt:
    reads = queries.left_to_read(cast.org_id, named=named)
    return services.complain(
        cast.org_id,
        readers=[reader.id for reader in reads],
        who=named,
        words=WORDS,
        wish="",
        language="ru",
        today=TODAY,
        **more,
    )


def second_reader(cast: Cast) -> Any:
    """Vera, another supervisor, who holds the ring of the record."""
    vera = join(cast, "vera", "Vera Ionescu", "case_manager", cast.north)
    with scoped(cast.org_id):
        from acasa.vault import rings

        rings.grant_to_colleague(cast.alina.actor(), user_id=vera.user.id, team_id=None, compartment="audit")
        User.objects.filter(id=vera.user.id).update(is_supervisor=True)
        vera.user.refresh_from_db()
    return vera


def test_supervisors_read_it_and_the_worker_does_not(cast: Cast) -> None:
    send(cast, named="Boris")
    with scoped(cast.org_id):
        assert [item.data["words"] for item in queries.complaints(cast.alina.actor())] == [WORDS]
        found = Complaint.objects.get()
        for who in (cast.boris, cast.carmen):
            with pytest.raises(Refused):
                queries.complaint(who.actor(), found.id)
            with pytest.raises(Refused):
                queries.complaints(who.actor())
        with connection.cursor() as cursor:
            cursor.execute("select sealed from vault_record where folder_id = %s", [found.id])
            assert WORDS.encode() not in bytes(cursor.fetchone()[0])
        assert found.due == rules.answer_by(TODAY)
    with scoped(cast.olga.user.org_id):
        assert queries.complaints(cast.olga.actor()) == []
        with pytest.raises(Refused):
            queries.complaint(cast.olga.actor(), found.id)


@pytest.mark.parametrize("named", ["Alina", "Алина", "doamna Rusu", "Alina Rusu, the boss"])
def test_a_supervisor_does_not_read_the_complaint_about_herself(cast: Cast, named: str) -> None:
    vera = second_reader(cast)
    send(cast, named=named)
    with scoped(cast.org_id):
        assert queries.complaints(cast.alina.actor()) == []
        assert len(queries.complaints(vera.actor())) == 1
        with pytest.raises(Refused):
            queries.complaint(cast.alina.actor(), Complaint.objects.get().id)
        assert queries.open_count(cast.alina.actor()) == (0, None)
        assert queries.open_count(vera.actor()) == (1, rules.answer_by(TODAY))


def test_where_nobody_else_is_left_nothing_is_stored(cast: Cast) -> None:
    assert queries.left_to_read(cast.org_id, named="Alina") == []
    with pytest.raises(MissingRecipient):
        send(cast, named="Alina")
    with scoped(cast.org_id):
        assert not Complaint.objects.exists()


def test_only_the_code_opens_the_answer(cast: Cast) -> None:
    receipt = send(cast)
    with scoped(cast.org_id):
        number = Complaint.objects.get().id
        services.answer(cast.alina.actor(), number, words="We are sorry.", today=TODAY)
        row = Complaint.objects.get()
        assert row.answered_on == TODAY
        sealed = bytes(row.answers.get().sealed)
        assert b"sorry" not in sealed
        assert queries.open_count(cast.alina.actor()) == (0, None)
    told = queries.answer_for(receipt.code.lower().replace("-", " "))
    assert told and [one["words"] for one in told.answers] == ["We are sorry."]
    assert queries.answer_for(receipts.new().code) is None
    with pytest.raises(Mistyped):
        queries.answer_for("ABCDE-FGHIJ")


def test_the_page_needs_no_account_and_no_script(cast: Cast) -> None:
    visitor = Client()

    page = visitor.get("/complaint/")
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert "data-exit" in page.content.decode()
    org = str(cast.org_id)
    answer = visitor.post("/complaint/", {"organisation": org, "words": WORDS, "who": "Boris"})
    assert answer.status_code == 200
    code = answer.context["code"]
    assert code in answer.content.decode()
    looked = visitor.post("/complaint/answer/", {"code": code})
    assert "There is no answer yet" in looked.content.decode()
    client = Client()
    sign_in(client, cast.alina)
    assert "1 complaint waits" in client.get("/").content.decode()
    with scoped(cast.org_id):
        number = Complaint.objects.get().id
    assert WORDS in client.get(f"/complaints/{number}/").content.decode()
    assert client.post(f"/complaints/{number}/", {"words": "Come and talk."}).status_code == 302
    assert "Come and talk." in visitor.post("/complaint/answer/", {"code": code}).content.decode()
    with scoped(cast.org_id):
        verbs = list(Entry.objects.filter(subject_id=number).order_by("seq").values_list("verb", flat=True))
    assert verbs == [
        "complaint.handed_in",
        "complaint.looked",
        "complaint.read",
        "complaint.read",
        "complaint.answer",
        "complaint.looked",
    ]


def test_it_says_so_when_only_the_one_complained_about_could_read(cast: Cast) -> None:
    visitor = Client()
    data = {"organisation": str(cast.org_id), "words": WORDS, "who": "Alina Rusu"}
    answer = visitor.post("/complaint/", data)
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Nothing was sent" in told and WORDS in told
    with scoped(cast.org_id):
        assert not Complaint.objects.exists()
    assert visitor.post("/complaint/", {**data, "alone": "1"}).status_code == 409
    assert visitor.post("/complaint/", {**data, "alone": "1", "even_so": "on"}).status_code == 200
    with scoped(cast.org_id):
        assert Complaint.objects.count() == 1


def test_a_flood_is_stopped_and_a_shelter_is_not(cast: Cast) -> None:
    visitor = Client()
    data = {"organisation": str(cast.org_id), "words": WORDS}
    assert [visitor.post("/complaint/", data).status_code for _ in range(11)] == [200] * 10 + [429]
