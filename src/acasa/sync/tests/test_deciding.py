"""What becomes of what came: whose it is, who may say so, and that nothing stands twice or is lost."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.world import open_case, sign_in

from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.sync import queries
from acasa.sync.models import Part, Piece, Submission
from acasa.sync.services import deciding
from acasa.sync.services.deciding import Choice
from acasa.sync.tests.conftest import LetIn
from acasa.sync.tests.helpers import PHOTO, STORY, answers, encrypted
from acasa.vault import files, folders, shred
from acasa.vault.models import Folder, SealedFile
from acasa.vault.testing import Cast


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def browser(cast: Cast, who: str = "boris") -> Client:
    client = Client()
    sign_in(client, getattr(cast, who))
    return client


def only(cast: Cast) -> UUID:
    with scoped(cast.org_id):
        return Submission.objects.get().id


def interviews(cast: Cast, case: UUID) -> list[dict[str, Any]]:
    with scoped(cast.org_id):
        return [r.data for r in folders.open_one(cast.boris.actor(), case, verb="t").of_kind("interview")]


@pytest.mark.parametrize("seals", [False, True])
def test_it_is_kept_in_the_case_and_nowhere_else(cast: Cast, lets_in: LetIn, case: UUID, seals: bool) -> None:
    phone = lets_in(cast.boris, seals=seals)
    xml, attached = answers(code="CL-1", photo=PHOTO[0]), [PHOTO]
    if seals:
        xml, attached = encrypted(phone.get("form/test:camp-2").text, xml, attached, instance="uuid:one")
    assert phone.submit(xml, attached)[0].status == 201
    with scoped(cast.org_id):
        came_in = list(Part.objects.values_list("folder_id", flat=True))
        shred_id = Folder.objects.get(id=came_in[0]).shred_id
        choice = Choice(case, 1, "self")
        record_id = deciding.keep(cast.boris.actor(), only(cast), choice=choice)
    kept = interviews(cast, case)
    assert len(kept) == 1 and kept[0]["answers"]["kids"][0] == {"kid": STORY}
    assert (kept[0]["source"], kept[0]["instance_id"], kept[0]["ref"]) == (
        "device",
        "uuid:one",
        "test:camp-2",
    )
    with scoped(cast.org_id):
        folder = folders.open_one(cast.boris.actor(), case, verb="t")
        file = UUID(kept[0]["files"]["/data/photo"])
        assert b"not quite a picture" in b"".join(files.read(folder, file))
        assert Folder.objects.filter(id__in=came_in).count() == 0 and SealedFile.objects.count() == 1
        row = Submission.objects.get()
        assert (row.state, row.case_id, row.record_id) == ("kept", case, record_id)
        assert queries.inbox(cast.boris.actor()) == []
    assert shred.secrets_of([shred_id]) == {}
    # The phone that never heard the answer sends it again: known, and nothing is stored.
    assert phone.submit(xml, attached)[0].status == 201
    with scoped(cast.org_id):
        assert (Part.objects.count(), Piece.objects.count()) == (1, len(attached))
        assert queries.inbox(cast.boris.actor()) == []


def test_a_change_after_it_was_kept_waits_and_takes_its_place(cast: Cast, lets_in: LetIn, case: UUID) -> None:
    phone = lets_in(cast.boris)
    phone.submit(answers())
    with scoped(cast.org_id):
        first = deciding.keep(cast.boris.actor(), only(cast), choice=Choice(case, 1, "self"))
    phone.submit(answers(mood="good"))
    # An edit that the phone itself calls one has an instance id of its own.
    phone.submit(answers("uuid:edited", mood="good", deprecated="uuid:one"))
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        lines = queries.inbox(boris)
        assert [(line.clashes, line.corrects) for line in lines] == [(True, False), (False, True)]
        second = deciding.keep(boris, lines[0].id, choice=Choice(case, 1, "self"))
        third = deciding.keep(boris, lines[1].id, choice=Choice(case, 1, "self"))
    chain = interviews(cast, case)
    assert len({first, second, third}) == 3
    assert [one.get("supersedes", "") for one in chain] == ["", str(first), str(second)]


def test_two_versions_are_decided_one_by_one(cast: Cast, lets_in: LetIn, case: UUID) -> None:
    phone = lets_in(cast.boris)
    phone.submit(answers(photo=PHOTO[0]), [PHOTO])
    phone.submit(answers(mood="good", photo=PHOTO[0]), [PHOTO])
    submission = only(cast)
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        deciding.discard(boris, submission, version=1, reason="Typed by a child")
        whole = queries.submission(boris, submission)
        assert [version.number for version in whole.versions] == [2] and whole.row.state == "waiting"
        deciding.keep(boris, submission, choice=Choice(case, 2, "parent"))
        assert Submission.objects.get().state == "kept"
    kept = interviews(cast, case)
    # The picture came with the version that is not kept; the other one has it all the same.
    assert kept[0]["answers"]["mood"] == "good" and list(kept[0]["files"]) == ["/data/photo"]
    assert kept[0]["instance_id"] == "uuid:one"


def test_discarded_comes_back_or_goes_for_good(cast: Cast, lets_in: LetIn) -> None:
    lets_in(cast.boris).submit(answers(photo=PHOTO[0]), [PHOTO])
    submission = only(cast)
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        with pytest.raises(Refused):
            deciding.forget(boris, submission)
        deciding.discard(boris, submission, version=1, reason="A trial")
        assert queries.inbox(boris) == [] and len(queries.inbox(boris, state="discarded")) == 1
        with pytest.raises(Refused):
            deciding.discard(boris, submission, version=1, reason="Again")
        deciding.take_back(boris, submission)
        assert len(queries.inbox(boris)) == 1
        deciding.discard(boris, submission, version=1, reason="A trial after all")
        assert queries.submission(boris, submission).reason == "A trial after all"
        deciding.forget(boris, submission)
        assert queries.inbox(boris, state="discarded") == [] and SealedFile.objects.count() == 0
        assert Folder.objects.filter(kind="submission").count() == 0
        with pytest.raises(Refused):
            queries.submission(boris, submission)


def test_who_may_not_open_it_is_told_nothing(cast: Cast, lets_in: LetIn, case: UUID) -> None:
    phone = lets_in(cast.carmen)
    sleep = b'<data id="sleep" version="1"><sleep>4</sleep><meta><instanceID>u</instanceID></meta></data>'
    assert phone.submit(sleep)[0].status == 201
    submission = only(cast)
    for who in ("boris", "dan", "olga"):
        colleague = getattr(cast, who)
        with scoped(colleague.user.org_id):
            assert queries.inbox(colleague.actor()) == []
            for act in (
                lambda actor: queries.submission(actor, submission),
                lambda actor: deciding.keep(actor, submission, choice=Choice(case, 1, "self")),
                lambda actor: deciding.discard(actor, submission, version=1, reason="x"),
            ):
                with pytest.raises(Refused):
                    act(colleague.actor())
    far, _person = open_case(cast.olga, cast.far, "Veronica")
    with scoped(cast.org_id):
        # Somebody else's case is not a place to keep it in.
        with pytest.raises(Refused):
            deciding.keep(cast.carmen.actor(), submission, choice=Choice(far, 1, "self"))
        assert len(queries.inbox(cast.carmen.actor())) == 1


def test_the_pages_lead_from_the_phone_into_the_case(cast: Cast, lets_in: LetIn, case: UUID) -> None:
    phone = lets_in(cast.boris)
    phone.submit(answers(code="CL-1", photo=PHOTO[0]), [PHOTO])
    phone.submit(answers(code="CL-1", mood="good", photo=PHOTO[0]), [PHOTO])
    boris = browser(cast)
    listing = boris.get("/devices/inbox/").content.decode()
    assert "Before the camp" in listing and "CL-1" in listing and "not the same" in listing
    page = boris.get(f"/devices/inbox/{only(cast)}/").content.decode()
    assert STORY in page and "Natalia" in page and "How is she?" in page and "differs" in page
    picture = re.search(rf"/devices/inbox/{only(cast)}/1/\d/", page)
    assert picture
    given = boris.get(picture[0])
    assert given.content == PHOTO[2] and "1732" not in given["Content-Disposition"]
    # A search by name is sent, never part of an address.
    found = boris.post(f"/devices/inbox/{only(cast)}/", {"q": "Наталия"}).content.decode()
    assert f'value="{case}"' in found
    wrong = boris.post(
        f"/devices/inbox/{only(cast)}/keep/", {"version": "1", "case": "", "respondent": "self"}
    )
    assert wrong.status_code == 422 and "Whose answers are these?" in wrong.content.decode()
    nowhere = {"version": "1", "case": str(UUID(int=3)), "respondent": "self"}
    assert boris.post(f"/devices/inbox/{only(cast)}/keep/", nowhere).status_code == 422
    kept = boris.post(f"/devices/inbox/{only(cast)}/keep/", {**nowhere, "case": str(case)})
    assert kept.status_code == 302 and kept["Location"] == f"/cases/{case}/"
    gone = boris.post(f"/devices/inbox/{only(cast)}/discard/", {"version": "2", "reason": "Sent twice"})
    assert gone["Location"] == "/devices/inbox/"
    assert "Nothing waits" in boris.get("/devices/inbox/").content.decode()
    assert len(interviews(cast, case)) == 1


def test_a_device_is_let_in_and_ended_on_pages(cast: Cast) -> None:
    boris = browser(cast)
    assert "No device yet" in boris.get("/account/devices/").content.decode()
    form = {"name": "blue tablet", "team": str(cast.north.id), "seals": "on"}
    shown = boris.post("/account/devices/let-in/", form).content.decode()
    assert "data:image/svg+xml" in shown and "/openrosa/" in shown
    device = re.search(r"/openrosa/([0-9a-f-]{36})", shown)
    assert device
    mine = boris.get("/account/devices/").content.decode()
    assert "blue tablet" in mine and "encrypts on the device" in mine
    # The password is on no later page, and nobody else's page ends it but those who look after keys.
    carmen = browser(cast, "carmen")
    assert carmen.post(f"/account/devices/{device[1]}/end/").status_code == 404
    alina = browser(cast, "alina")
    assert "blue tablet" in alina.get("/account/devices/").content.decode()
    assert alina.post(f"/account/devices/{device[1]}/end/")["Location"] == "/account/devices/"
    assert "blue tablet" not in boris.get("/account/devices/").content.decode()
    assert boris.post("/account/devices/let-in/", {**form, "team": str(cast.south.id)}).status_code == 422
    dan = browser(cast, "dan")
    assert "hold no keys" in dan.get("/account/devices/let-in/").content.decode()
