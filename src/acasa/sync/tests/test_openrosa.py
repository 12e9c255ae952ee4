"""What a telephone asks and sends, as Collect does it: five times over, in parts, changed, encrypted; and strangers."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from tests.world import sign_in

from acasa.accounts.services import colleagues
from acasa.audit.models import Entry
from acasa.audit.verify import verify
from acasa.config.bench.phone import Answer, Phone
from acasa.core.scope import scoped
from acasa.people.models import Membership, User
from acasa.sync import queries
from acasa.sync.models import Device, Part, Piece, Submission
from acasa.sync.rules import came, proof, said
from acasa.sync.services import deciding, letting_in
from acasa.sync.tests import source
from acasa.sync.tests.conftest import LetIn, over_django
from acasa.sync.tests.helpers import PHOTO, STORY, answers, encrypted
from acasa.sync.views import openrosa
from acasa.vault.audited import SOURCES
from acasa.vault.models import Record, SealedFile
from acasa.vault.testing import Cast

XFORMS = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


def listed(answer: Answer) -> dict[str, dict[str, str]]:
    """Forms of a list by their id."""
    assert answer.status == 200 and answer.headers["X-OpenRosa-Version"] == "1.0", answer.text
    root = ElementTree.fromstring(answer.body)
    assert root.tag == f"{XFORMS}xforms"
    found = [{came.local(one.tag): one.text or "" for one in form} for form in root]
    return {form["formID"]: form for form in found}


def waiting(cast: Cast, who: str = "boris") -> list[queries.Line]:
    with scoped(cast.org_id):
        return queries.inbox(getattr(cast, who).actor())


def counts(cast: Cast) -> tuple[int, int, int, int]:
    with scoped(cast.org_id):
        return (
            Submission.objects.count(),
            Part.objects.count(),
            Piece.objects.count(),
            SealedFile.objects.count(),
        )


def test_forms_come_with_their_files_and_hashes(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris)
    forms = listed(phone.get("formList"))
    # Boris holds no health: that form is not for his phone.
    assert set(forms) == {"camp"} and forms["camp"]["version"] == "2"
    xform = phone.get(forms["camp"]["downloadUrl"])
    assert said.md5(xform.body) == forms["camp"]["hash"] and b'id="camp"' in xform.body
    root = ElementTree.fromstring(phone.get(forms["camp"]["manifestUrl"]).body)
    file = {came.local(one.tag): one.text or "" for one in next(iter(root))}
    assert root.tag == f"{MANIFEST}manifest" and file["filename"] == "list.csv"
    content = phone.get(file["downloadUrl"])
    assert said.md5(content.body) == file["hash"]
    again = phone.get(file["downloadUrl"], {"If-None-Match": content.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert listed(phone.get("formList?formID=nothing")) == {}
    assert phone.get("form/test:sleep-1").status == phone.get("form/test:none").status == 404
    # Carmen's phone gets it, without a manifest since it has no files.
    forms = listed(lets_in(cast.carmen).get("formList?verbose=true"))
    assert set(forms) == {"camp", "sleep"} and "manifestUrl" not in forms["sleep"]


def test_the_same_five_times_is_kept_once(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris)
    for _time in range(5):
        sent = phone.submit(answers(photo=PHOTO[0]), [PHOTO])
        assert [one.status for one in sent] == [201]
        assert sent[0].headers["X-OpenRosa-Version"] == "1.0" and "OpenRosaResponse" in sent[0].text
    assert counts(cast) == (1, 1, 1, 1)
    line = waiting(cast)[0]
    assert (line.title, line.by_name, line.clashes, line.incomplete) == (
        "Before the camp",
        "Boris Ceban",
        False,
        False,
    )
    # Nothing of it stands in plain, and the record covers every byte.
    with scoped(cast.org_id):
        for record in Record.objects.all():
            assert STORY.encode() not in bytes(record.sealed)
        entry = Entry.objects.get(verb="submission.receive")
        assert entry.actor_id == cast.boris.user.id
    connection.ensure_connection()
    assert verify(connection.connection, settings.AUDIT_KEY, cast.org_id, sources=SOURCES).good
    assert waiting(cast, "carmen") and not queries.waiting_count(cast.dan.actor(locked=True))
    with scoped(cast.olga.user.org_id):
        assert queries.inbox(cast.olga.actor()) == []


def test_parts_come_in_several_posts(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris)
    many = [(f"{number}.jpg", "image/jpeg", b"%d" % number) for number in range(205)]
    sent = phone.submit(answers(), many[:100])
    assert [one.status for one in sent] == [201]
    # A hundred attachments and the answers are more files than the framework takes by itself.
    sent = phone.submit(answers(), many)
    assert [one.status for one in sent] == [201, 201, 201]
    assert counts(cast) == (1, 3, 205, 205)
    assert not waiting(cast)[0].incomplete
    # The network goes away after the first of three.
    whole = phone.ask
    posts = []

    def broken(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if method == "POST" and posts:
            return Answer(502, {}, b"")
        posts.append(method) if method == "POST" else None
        return whole(method, path, headers, body)

    phone.ask = broken
    assert [one.status for one in phone.submit(answers("uuid:two"), many)] == [201, 502]
    assert [line.incomplete for line in waiting(cast)] == [False, True]
    phone.ask = whole
    assert phone.submit(answers("uuid:two"), many)[-1].status == 201
    assert [line.incomplete for line in waiting(cast)] == [False, False]
    assert counts(cast)[2] == 410


def test_a_changed_repeat_is_kept_beside_the_first(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris)
    phone.submit(answers(photo=PHOTO[0]), [PHOTO])
    assert phone.submit(answers(mood="good", photo=PHOTO[0]), [PHOTO])[0].status == 201
    assert phone.submit(answers(mood="good", photo=PHOTO[0]), [PHOTO])[0].status == 201
    line = waiting(cast)[0]
    assert line.clashes
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        whole = queries.submission(boris, line.id)
        found = [deciding.read(boris, whole, version) for version in whole.versions]
        assert [came.child(one.root, "mood").text for one in found] == ["bad", "good"]  # type: ignore[union-attr]
        # The picture is sealed once and belongs to both.
        assert SealedFile.objects.count() == 1
        assert [deciding.attachment(boris, whole, v, PHOTO[0]).content for v in whole.versions] == [
            PHOTO[2]
        ] * 2
    # The same name with another picture is a clash too.
    other = (PHOTO[0], PHOTO[1], b"another")
    phone.submit(answers("uuid:two", photo=PHOTO[0]), [PHOTO])
    phone.submit(answers("uuid:two", photo=PHOTO[0]), [other])
    assert [one.clashes for one in waiting(cast)] == [True, True]


def test_what_is_encrypted_on_the_phone_opens_only_with_the_ring(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris, seals=True)
    form = phone.get(listed(phone.get("formList"))["camp"]["downloadUrl"])
    manifest, files = encrypted(form.text, answers(photo=PHOTO[0]), [PHOTO], instance="uuid:one")
    # Without the answers themselves it can't be opened yet; that is no reason to refuse it.
    assert phone.submit(manifest, files[:1])[0].status == 201
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        whole = queries.submission(boris, waiting(cast)[0].id)
        with pytest.raises(deciding.phones.MissingRecipient):
            deciding.read(boris, whole, whole.versions[0])
    assert phone.submit(manifest, files)[0].status == 201
    assert counts(cast) == (1, 2, 2, 2)
    with scoped(cast.org_id):
        for record in Record.objects.all():
            assert STORY.encode() not in bytes(record.sealed)
        carmen = cast.carmen.actor()
        whole = queries.submission(carmen, waiting(cast)[0].id)
        found = deciding.read(carmen, whole, whole.versions[0])
        assert found.whole and found.opened == {PHOTO[0]: PHOTO[2]} and found.missing == ()
        kids = [came.text(came.child(one, "kid")) for one in found.root if came.local(one.tag) == "kids"]
        assert kids == [STORY, "Ion & Ana"]
    # A part of another submission in its place is noticed.
    other, others = encrypted(form.text, answers("uuid:two"), [PHOTO], instance="uuid:two")
    phone.submit(other, [others[0], files[1]])
    with scoped(cast.org_id):
        whole = queries.submission(cast.boris.actor(), waiting(cast)[1].id)
        with pytest.raises(deciding.phones.Tampered):
            deciding.read(cast.boris.actor(), whole, whole.versions[0])


def test_a_swapped_key_is_given_to_no_phone(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris, seals=True)
    with scoped(cast.org_id), connection.cursor() as cursor:
        cursor.execute(
            "update vault_ringversion set rsa_public = rsa_public || '\\x00'::bytea where rsa_public <> ''"
        )
    assert phone.get("form/test:camp-2").status == 503
    assert phone.get("formList").status == 503


def test_who_is_let_in(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris)
    listing = f"{phone.base}/formList"
    asked = over_django()("GET", listing, {}, b"")
    assert asked.status == 401 and asked.headers["WWW-Authenticate"].startswith("Digest ")
    assert asked.headers["X-OpenRosa-Version"] == "1.0"
    stranger = Phone(over_django(), phone.base, phone.username, "guessed")
    assert stranger.get("formList").status == 401
    assert Phone(over_django(), phone.base, "another", phone.password).get("formList").status == 401
    # A proof of one address is none of another, and an old one asks for a new nonce.
    assert phone.get("formList").status == 200
    moved = phone._authorization("GET", "/openrosa/else")
    assert over_django()("GET", listing, moved, b"").status == 401
    phone._challenge["nonce"] = proof.nonce(1, lambda moment: "old")
    assert phone.get("formList").status == 200
    # Basic only where nobody reads along.
    import base64

    basic = {
        "Authorization": "Basic " + base64.b64encode(f"{phone.username}:{phone.password}".encode()).decode()
    }
    assert over_django()("GET", listing, dict(basic), b"").status == 200
    far = Client(REMOTE_ADDR="192.0.2.7")
    assert over_django(far)("GET", listing, dict(basic), b"").status == 401
    # What a browser of another organisation knows does not help it.
    olga = Client()
    sign_in(olga, cast.olga)
    assert over_django(olga)("GET", listing, dict(basic), b"").status == 401
    boris = Client()
    sign_in(boris, cast.boris)
    assert over_django(boris)("GET", listing, dict(basic), b"").status == 200


@pytest.mark.parametrize("how", ["ended", "left the team", "left", "moved", "reset"])
def test_a_device_ends(cast: Cast, lets_in: LetIn, how: str) -> None:
    phone = lets_in(cast.boris)
    assert phone.get("formList").status == 200
    with scoped(cast.org_id):
        device = Device.objects.get()
        if how == "ended":
            letting_in.end(cast.alina.actor(), device.id)
            assert bytes(Device.objects.get().secret) == b""
        elif how == "left the team":
            Membership.objects.filter(user_id=cast.boris.user.id).delete()
        elif how == "reset":
            colleagues.reset(cast.alina.actor(), cast.boris.user.id, second_factor=False)
            assert bytes(Device.objects.get().secret) == b""
        elif how == "left":
            User.objects.filter(id=cast.boris.user.id).update(is_active=False)
        else:
            # A row's secret is bound to the row: moved to another device it proves nothing.
            other = lets_in(cast.carmen)
            secret = Device.objects.exclude(id=device.id).get().secret
            Device.objects.filter(id=device.id).update(secret=secret)
            phone.password = other.password
    assert phone.get("formList").status == 401
    assert phone.submit(answers())[0].status == 401
    assert counts(cast)[0] == 0


def test_what_is_no_submission_is_refused_in_words(cast: Cast, lets_in: LetIn) -> None:
    phone = lets_in(cast.boris)
    path = f"{phone.base}/submission"
    assert phone.request("HEAD", path).status == 204
    for xml, status in (
        (b"<data", 400),
        (b"", 400),
        (answers().replace(b'id="camp"', b'id="else"'), 404),
        (answers(version="9"), 404),
        (answers().replace(b'id="camp" version="2"', b'id="sleep" version="1"'), 404),
    ):
        sent = phone.submit(xml)
        assert [one.status for one in sent] == [status], (xml, sent[-1].text)
        assert b"OpenRosaResponse" in sent[-1].body and sent[-1].headers["X-OpenRosa-Version"] == "1.0"
    for kind, body in (
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--y"),
        ("text/xml", b"<a/>"),
    ):
        assert phone.request("POST", path, body, {"Content-Type": kind}).status == 400
    big = phone.request("POST", path, b"x", {"Content-Type": "text/xml", "Content-Length": str(10**9)})
    assert big.status in (400, 413)
    assert counts(cast) == (0, 0, 0, 0)
    # An older version that a phone still holds is taken.
    assert phone.submit(answers(version="1"))[0].status == 201


def test_what_is_too_large_is_refused_and_never_cut(cast: Cast, lets_in: LetIn, settings: Any) -> None:
    """The framework drops a file beyond the limit and goes on: a device would take its answers for kept."""
    phone = lets_in(cast.boris)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 50_000
    film = ("film.mp4", "video/mp4", b"x" * 60_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openrosa, "POST_AT_MOST", 50_000)
        assert phone.submit(answers(photo="film.mp4"), [film])[0].status == 413
        # Also when a device does not say how much comes.
        patch.setattr(openrosa, "_told", lambda request: 0)
        assert phone.submit(answers(photo="film.mp4"), [film])[0].status == 413
    assert counts(cast) == (0, 0, 0, 0)


def test_too_many_wrong_proofs_are_sent_away(cast: Cast, lets_in: LetIn, monkeypatch: Any) -> None:
    phone = lets_in(cast.boris)
    monkeypatch.setattr(openrosa, "WRONG", openrosa.Limit("wrong-here", 3, 900))
    stranger = Phone(over_django(), phone.base, phone.username, "guessed")
    assert [stranger.get("formList").status for _time in range(5)] == [401, 401, 401, 429, 429]
    # The right one is never in the way of strangers.
    assert phone.get("formList").status == 200
    monkeypatch.setattr(openrosa, "POSTS", openrosa.Limit("posts-here", 1, 900))
    assert [one.status for number in range(2) for one in phone.submit(answers(f"uuid:{number}"))] == [
        201,
        429,
    ]


def test_another_organisation_has_its_own(cast: Cast, lets_in: LetIn) -> None:
    """The same instance id of another organisation or team is another submission."""
    phone = lets_in(cast.boris)
    far = lets_in(cast.olga, team=cast.far.id)
    south = lets_in(cast.alina, team=cast.south.id)
    for one in (phone, far, south):
        assert one.submit(answers())[0].status == 201
    assert counts(cast)[0] == 2 and len(waiting(cast)) == 1 and len(waiting(cast, "alina")) == 2


def test_taking_a_post_asks_the_same_of_the_database_however_much_waits(
    cast: Cast, lets_in: LetIn, django_assert_num_queries: Any
) -> None:
    phone = lets_in(cast.boris)
    phone.submit(answers("uuid:0", photo=PHOTO[0]), [PHOTO])
    for number in (1, 5):
        with django_assert_num_queries(LISTING):
            assert len(waiting(cast)) == number
        for extra in range(4):
            phone.submit(answers(f"uuid:{number}-{extra}", photo=PHOTO[0]), [PHOTO])


LISTING = 16


def test_no_log_holds_what_was_sent(cast: Cast, lets_in: LetIn, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        phone = lets_in(cast.boris)
        phone.submit(answers(code="CL-77"))
        phone.submit(b"<data")
        Phone(over_django(), phone.base, phone.username, "guessed").get("formList")
    told = caplog.text
    assert STORY not in told and phone.password not in told and "CL-77" not in told


def test_sources_offer_what_they_have(cast: Cast) -> None:
    assert [one.ref for one in source.offered(cast.org_id)] == ["test:camp-2", "test:sleep-1"]


def test_a_form_for_one_profession_is_on_no_other_ones_phone(
    cast: Cast, lets_in: LetIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp = replace(source.forms()["camp-2"], professions=("lawyer",))
    monkeypatch.setattr(source, "offered", lambda org_id: [camp])
    phone = lets_in(cast.boris)
    assert listed(phone.get("formList")) == {} and phone.get("form/test:camp-2").status == 404
    camp = replace(camp, professions=("lawyer", "case_manager"))
    assert set(listed(phone.get("formList"))) == {"camp"}


def test_a_plain_row_does_not_say_which_form_was_answered(cast: Cast, lets_in: LetIn) -> None:
    assert [each.status for each in lets_in(cast.boris).submit(answers())] == [201]
    with scoped(cast.org_id):
        (row,) = Submission.objects.all()
    assert row.ref == ""
