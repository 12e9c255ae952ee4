"""Inviting, changing, resetting; who may, and what never may be taken away."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from acasa.accounts.models import SecondFactor, Session
from acasa.accounts.tests.helpers import browser, code_now, give_app, is_inside, signed_in, try_password
from acasa.accounts.tests.test_sign_in import entries
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people.models import Membership, User
from acasa.vault import folders, holders, organisation
from acasa.vault.models import Lock, RingGrant, UserKey
from acasa.vault.testing import PASSWORD, Cast, Colleague
from acasa.vault.tokens import Tampered

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "seven boats without a harbour"


def details(**more: Any) -> dict[str, Any]:
    return {"display_name": "Elena Popa", "email": "elena@example.org", "profession": "lawyer", **more}


def invite(client: Client, cast: Cast, rings: list[str] | None = None, **more: Any) -> Any:
    answer = client.post("/colleagues/invite/", details(teams=[str(cast.north.id)], **more))
    assert answer["Location"] == "/colleagues/keys/", answer.content
    data: dict[str, Any] = {"chosen": "1"}
    if rings is None:
        page = client.get("/colleagues/keys/").content.decode()
        boxes = re.findall(r'<input[^>]*name="rings_[^>]*>', page)
        rings = [re.search(r'value="([^"]+)"', box)[1] for box in boxes if " checked" in box]  # type: ignore[index]
        assert rings
    for code in rings:
        group = "rings_0" if not code.startswith("organisation") else "rings_1"
        data.setdefault(group, []).append(code)
    return client.post("/colleagues/keys/", data)


def link_from(client: Client) -> str:
    page = client.get("/colleagues/link/").content.decode()
    found = re.search(r"http://testserver(/join/[^<\s]+)", page)
    assert found, page
    return found[1]


def join(address: str, password: str = NEW) -> tuple[Client, Any]:
    client = browser("203.0.113.30")
    answer = client.get(address)
    assert answer["Location"] == "/join/" and answer["Referrer-Policy"] == "no-referrer"
    return client, client.post("/join/", {"new_password": password, "again": password})


def rings(cast: Cast, colleague: User) -> set[tuple[Any, str]]:
    with scoped(cast.org_id):
        return set(organisation.rings_of_user(cast.org_id, colleague.id))


# --- inviting


def test_an_invited_colleague_gets_what_the_profession_needs(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    assert invite(alina, cast)["Location"] == "/colleagues/link/"
    address = link_from(alina)
    elena = User.objects.get(email="elena@example.org")
    assert rings(cast, elena) == {(cast.north.id, name) for name in ("essentials", "identity", "legal")}
    client, answer = join(address)
    assert answer["Location"] == "/account/card/"
    assert client.get("/account/card/")["Location"] == "/account/second-factor/"
    elena.refresh_from_db()
    assert elena.org_id == cast.org_id and not elena.is_key_keeper and not elena.is_supervisor


def test_a_link_is_shown_once_and_works_once(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    invite(alina, cast)
    address = link_from(alina)
    assert alina.get("/colleagues/link/")["Location"] == "/colleagues/"
    join(address)
    again = browser().get(address)
    assert again.status_code == 404 and b"has ended" in again.content


def test_a_late_link_opens_nothing(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    invite(alina, cast)
    address = link_from(alina)
    Lock.objects.filter(kind="link").update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser().get(address).status_code == 404
    assert b"invitation ended" in alina.get("/colleagues/").content


def test_a_link_that_ends_while_the_page_is_open_opens_nothing(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    invite(alina, cast)
    address = link_from(alina)
    late = browser()
    late.get(address)
    elena = User.objects.get(email="elena@example.org")
    alina.post(f"/colleagues/{elena.id}/cancel/")
    answer = late.post("/join/", {"new_password": NEW, "again": NEW})
    assert answer.status_code == 404 and not User.objects.filter(email="elena@example.org").exists()


def test_no_token_in_page_title_or_referrer(cast: Cast) -> None:
    """Claim 13."""
    alina = signed_in(cast.alina)
    invite(alina, cast)
    address = link_from(alina)
    client = browser()
    client.get(address)
    page = client.get("/join/").content.decode()
    assert address.strip("/").split("/")[1] not in page
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title and "Elena" not in title[1]


def test_the_database_holds_no_link(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    invite(alina, cast)
    token = link_from(alina).strip("/").split("/")[1].encode()
    for lock in Lock.objects.filter(kind="link"):
        assert token not in bytes(lock.sealed) + bytes(lock.verifier)


def test_only_what_the_actor_holds_can_be_given(cast: Cast) -> None:
    """Boris becomes a key keeper who holds no health ring: the page does not offer it, the server refuses it."""
    User.objects.filter(id=cast.boris.user.id).update(is_key_keeper=True)
    with scoped(cast.org_id):
        actor = cast.alina.actor()
        held = set(organisation.rings_of_user(cast.org_id, cast.boris.user.id))
        holders.set_rings(actor, cast.boris.user, held | {(None, "keepers"), (None, "audit")})
    boris = signed_in(cast.boris)
    boris.post("/colleagues/invite/", details(profession="psychologist", teams=[str(cast.north.id)]))
    page = boris.get("/colleagues/keys/").content.decode()
    assert f"{cast.north.id}:health" not in page and "Health" in page
    answer = boris.post("/colleagues/keys/", {"chosen": "1", "rings_0": [f"{cast.north.id}:health"]})
    assert answer.status_code == 422
    with scoped(cast.org_id), pytest.raises(Exception, match="not held"):
        organisation.invite(cast.boris.actor(), cast.carmen.user, [(cast.north.id, "health")])


@pytest.mark.parametrize("who", ["boris", "carmen", "dan"])
def test_others_find_nothing_there(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for address in (
        "/colleagues/",
        "/colleagues/invite/",
        "/colleagues/team/",
        "/safe-keeping/",
        "/kit/new/",
        "/kit/try/",
        f"/colleagues/{cast.alina.user.id}/",
        f"/colleagues/{cast.alina.user.id}/reset/",
        f"/colleagues/{cast.alina.user.id}/change/",
    ):
        assert client.get(address).status_code == 404, address
    for address in ("cancel", "link", "reset", "change", "give-back/kit"):
        assert client.post(f"/colleagues/{cast.alina.user.id}/{address}/", {"x": "1"}).status_code == 404, (
            address
        )


def test_supervisors_read_and_do_not_change(cast: Cast) -> None:
    User.objects.filter(id=cast.boris.user.id).update(is_supervisor=True)
    client = signed_in(cast.boris)
    assert client.get("/colleagues/").status_code == 200
    assert client.get(f"/colleagues/{cast.dan.user.id}/").status_code == 200
    assert b"Invite a colleague" not in client.get("/colleagues/").content
    assert client.get("/colleagues/invite/").status_code == 404
    assert client.get("/safe-keeping/").status_code == 200


def test_another_organisation_is_not_there(cast: Cast) -> None:
    olga = signed_in(cast.olga)
    assert b"Boris" not in olga.get("/colleagues/").content
    for tail in ("", "change/", "reset/", "give-back/", "give-back/kit/"):
        theirs = olga.get(f"/colleagues/{cast.boris.user.id}/{tail}")
        nobody = olga.get(f"/colleagues/{uuid4()}/{tail}")
        assert theirs.status_code == nobody.status_code == 404
        assert theirs.content == nobody.content
    for tail in ("cancel/", "link/", "reset/"):
        assert olga.post(f"/colleagues/{cast.boris.user.id}/{tail}", {"x": "1"}).status_code == 404
    with scoped(cast.other_org.id), pytest.raises(Refused):
        organisation.reset(cast.olga.actor(), cast.boris.user)


def test_a_team_of_another_organisation_is_refused(cast: Cast) -> None:
    """Claim 26: what a form does not offer is not taken."""
    alina = signed_in(cast.alina)
    answer = alina.post("/colleagues/invite/", details(teams=[str(cast.far.id)]))
    assert answer.status_code == 422
    answer = alina.post(
        "/colleagues/invite/", details(org=str(cast.other_org.id), is_key_keeper="1", rights=[])
    )
    assert alina.post(
        "/colleagues/keys/", {"chosen": "1", "rings_1": ["organisation:keepers"]}
    ).status_code in (302, 422)
    elena = User.objects.filter(email="elena@example.org").first()
    if elena:
        assert elena.org_id == cast.org_id and not elena.is_key_keeper
        assert (None, "keepers") not in rings(cast, elena)


def test_an_e_mail_is_taken_once(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    answer = alina.post("/colleagues/invite/", details(email="BORIS@example.org"))
    assert answer.status_code == 422 and b"already" in answer.content


def test_another_link_and_cancelling(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    invite(alina, cast)
    first = link_from(alina)
    elena = User.objects.get(email="elena@example.org")
    before = rings(cast, elena)
    assert alina.post(f"/colleagues/{elena.id}/link/")["Location"] == "/colleagues/link/"
    second = link_from(alina)
    assert first != second and rings(cast, elena) == before
    assert browser().get(first).status_code == 404
    assert alina.post(f"/colleagues/{elena.id}/cancel/")["Location"] == "/colleagues/"
    assert browser().get(second).status_code == 404
    assert not User.objects.filter(id=elena.id).exists()


def test_who_has_joined_cannot_be_cancelled(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    alina.post(f"/colleagues/{cast.boris.user.id}/cancel/")
    assert User.objects.filter(id=cast.boris.user.id).exists()
    assert alina.post(f"/colleagues/{cast.boris.user.id}/link/").status_code == 404
    alina.post(f"/colleagues/{cast.boris.user.id}/reset/", {"x": "1"})
    alina.post(f"/colleagues/{cast.boris.user.id}/cancel/")
    assert User.objects.filter(id=cast.boris.user.id).exists(), "a reset is no invitation"


# --- changing


def change(client: Client, cast: Cast, colleague: Colleague, codes: list[str], **more: Any) -> Any:
    data = {"display_name": colleague.user.display_name, "profession": colleague.user.profession, **more}
    answer = client.post(f"/colleagues/{colleague.user.id}/change/", data)
    assert answer.status_code == 302, answer.content
    chosen: dict[str, Any] = {"chosen": "1"}
    page = client.get("/colleagues/keys/").content.decode()
    for code in codes:
        field = re.search(rf'name="(rings_\d)"[^>]*value="{code}"', page)
        assert field, (code, page)
        chosen.setdefault(field[1], []).append(code)
    return client.post("/colleagues/keys/", chosen)


def test_taking_a_ring_away_closes_at_once(cast: Cast) -> None:
    boris, alina = signed_in(cast.boris), signed_in(cast.alina, "192.0.2.30")
    north = str(cast.north.id)
    answer = change(alina, cast, cast.boris, [f"{north}:essentials"], teams=[north])
    assert answer["Location"] == f"/colleagues/{cast.boris.user.id}/"
    assert rings(cast, cast.boris.user) == {(cast.north.id, "essentials")}
    with scoped(cast.org_id):
        keyring = cast.boris.actor().keyring
        assert keyring.holds(cast.north.id, "essentials") and not keyring.holds(cast.north.id, "casework")
    assert is_inside(boris)
    answer = change(
        alina, cast, cast.boris, [f"{north}:essentials", f"{north}:legal"], teams=[north], profession="lawyer"
    )
    with scoped(cast.org_id):
        assert cast.boris.actor().keyring.ring(cast.north.id, "legal").seed
        assert cast.boris.actor().profession == "lawyer"


def test_leaving_a_team_takes_its_rings(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    change(alina, cast, cast.boris, [], teams=[])
    assert rings(cast, cast.boris.user) == set()
    with scoped(cast.org_id):
        assert not Membership.objects.filter(user=cast.boris.user).exists()


def test_the_last_key_keeper_stays(cast: Cast) -> None:
    """Claim 20."""
    alina = signed_in(cast.alina)
    north, south = str(cast.north.id), str(cast.south.id)
    answer = change(
        alina, cast, cast.alina, [f"{north}:essentials"], teams=[north, south], rights=["supervisor"]
    )
    assert answer.status_code == 422 and b"last key keeper" in answer.content
    cast.alina.user.refresh_from_db()
    assert cast.alina.user.is_key_keeper
    assert (None, "keepers") in rings(cast, cast.alina.user)


def test_a_key_keeper_who_never_came_does_not_count(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    invite(alina, cast, rights=["key_keeper"])
    north, south = str(cast.north.id), str(cast.south.id)
    answer = change(alina, cast, cast.alina, [f"{north}:essentials"], teams=[north, south], rights=[])
    assert answer.status_code == 422 and b"last key keeper" in answer.content


def test_the_last_holder_of_a_ring_keeps_it(cast: Cast) -> None:
    """Claim 20: legal of the north is held by Alina alone."""
    alina = signed_in(cast.alina)
    north, south = str(cast.north.id), str(cast.south.id)
    every = [
        f"{team}:{name}"
        for team in (north, south)
        for name in ("essentials", "identity", "casework", "health", "legal")
    ]
    every += [f"organisation:{name}" for name in ("statistics", "audit", "on_duty", "emergency")]
    kept = [code for code in every if code != f"{north}:legal"]
    answer = change(alina, cast, cast.alina, kept, teams=[north, south], rights=["supervisor", "key_keeper"])
    assert answer.status_code == 422 and b"Nobody else holds" in answer.content
    assert (cast.north.id, "legal") in rings(cast, cast.alina.user)
    # Health of the north is Carmen's, too, so Alina may lose it.
    kept = [code for code in every if code != f"{north}:health"]
    change(alina, cast, cast.alina, kept, teams=[north, south], rights=["supervisor", "key_keeper"])
    assert (cast.north.id, "health") not in rings(cast, cast.alina.user)


def test_changes_are_in_the_record_with_sealed_details(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    change(alina, cast, cast.boris, [], teams=[])
    from acasa.audit.models import Entry

    with scoped(cast.org_id):
        entry = Entry.objects.get(verb="colleague.change")
        assert entry.subject_id == cast.boris.user.id and b"casework" not in bytes(entry.detail)
        assert any(
            "casework" in ring
            for ring in folders.open_detail(cast.alina.actor(), bytes(entry.detail))["taken"]
        )
    page = alina.get("/safe-keeping/?verb=colleague.change").content.decode()
    assert "North: Casework" in page and "Boris Ceban" in page


def test_a_new_team_has_rings_of_its_own(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    assert alina.post("/colleagues/team/", {"name": "East"})["Location"] == "/colleagues/"
    assert alina.post("/colleagues/team/", {"name": "east"}).status_code == 422
    assert b"East" in alina.get("/colleagues/").content
    assert len(rings(cast, cast.alina.user)) == 20


# --- claim 21


def test_a_substituted_public_key_is_refused(cast: Cast) -> None:
    """Whoever writes to the database can't have rings sealed to a key of his own."""
    with scoped(cast.org_id):
        strange = UserKey.objects.get(user=cast.dan.user)
        mine = UserKey.objects.get(user=cast.boris.user, is_current=True)
        UserKey.objects.filter(id=mine.id).update(public=strange.public)
    alina = signed_in(cast.alina)
    alina.raise_request_exception = False
    with scoped(cast.org_id):
        before = RingGrant.objects.filter(user_key=mine).count()
        with pytest.raises(Tampered):
            holders.set_rings(
                cast.alina.actor(),
                cast.boris.user,
                {(cast.north.id, "legal")} | set(organisation.rings_of_user(cast.org_id, cast.boris.user.id)),
            )
        assert RingGrant.objects.filter(user_key=mine).count() == before


# --- resets


def reset(alina: Client, colleague: Colleague, **more: str) -> str:
    answer = alina.post(f"/colleagues/{colleague.user.id}/reset/", {"x": "1", **more})
    assert answer["Location"] == "/colleagues/link/"
    return link_from(alina)


def test_a_reset_ends_sessions_and_opens_nothing_until_two_vouch(cast: Cast) -> None:
    """Claims 15 and 35."""
    secret_before = rings(cast, cast.boris.user)
    boris, alina = signed_in(cast.boris), signed_in(cast.alina, "192.0.2.30")
    address = reset(alina, cast.boris)
    assert not is_inside(boris) and not Session.objects.filter(user_id=cast.boris.user.id).exists()
    assert try_password(browser(), cast.boris.email).status_code == 422
    client, answer = join(address)
    # The second factor was not lost, so it is asked.
    assert answer["Location"] == "/sign-in/second/"
    factor = SecondFactor.objects.get(user=cast.boris.user)
    SecondFactor.objects.update(counter=0)
    from acasa.accounts.services.factors import _open

    assert client.post("/sign-in/second/", {"code": code_now(_open(factor))}).status_code == 302
    assert is_inside(client) and rings(cast, cast.boris.user) == set()
    assert b"You wait for your keys" in client.get("/account/").content

    waiting = f"/colleagues/{cast.boris.user.id}/give-back/"
    assert alina.post(waiting, {"x": "1"})["Location"] == "/colleagues/waiting/"
    assert rings(cast, cast.boris.user) == {(cast.north.id, "essentials")}
    alina.post(waiting, {"x": "1"})
    assert rings(cast, cast.boris.user) == {(cast.north.id, "essentials")}, (
        "the same colleague does not count twice"
    )
    assert client.post(waiting, {"x": "1"}).status_code == 404, "nobody vouches for himself"
    carmen = signed_in(cast.carmen, "192.0.2.40")
    assert b"Boris" in carmen.get("/colleagues/waiting/").content
    carmen.post(waiting, {"x": "1"})
    assert rings(cast, cast.boris.user) == secret_before - {(cast.north.id, "identity")}, (
        "she holds no identity ring"
    )


def test_a_reset_may_take_the_second_factor_along(cast: Cast) -> None:
    give_app(cast.boris.user)
    alina = signed_in(cast.alina)
    _client, answer = join(reset(alina, cast.boris, second_factor="on"))
    assert answer["Location"] == "/account/card/"
    assert not SecondFactor.objects.filter(user=cast.boris.user).exists()


def test_the_kit_gives_everything_back_at_once(cast: Cast) -> None:
    from acasa.vault import tokens

    before = rings(cast, cast.boris.user)
    alina = signed_in(cast.alina)
    join(reset(alina, cast.boris, second_factor="on"))
    address = f"/colleagues/{cast.boris.user.id}/give-back/kit/"
    wrong = alina.post(address, {"key": tokens.kit_text(cast.other_kit_seed)})
    assert wrong.status_code == 422 and rings(cast, cast.boris.user) == set()
    assert alina.post(address, {"key": tokens.kit_text(cast.kit_seed)}).status_code == 302
    assert rings(cast, cast.boris.user) == before


def test_nobody_resets_himself(cast: Cast) -> None:
    alina = signed_in(cast.alina)
    assert alina.post(f"/colleagues/{cast.alina.user.id}/reset/", {"x": "1"}).status_code == 404
    assert try_password(browser(), cast.alina.email, PASSWORD).status_code == 302
    assert entries(cast.org_id, "colleague.reset")[-1][0] == "refused"


def test_the_list_takes_as_many_queries_for_many(cast: Cast, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    alina = signed_in(cast.alina)
    alina.get("/colleagues/")
    with CaptureQueriesContext(connection) as few:
        alina.get("/colleagues/")
    User.objects.bulk_create(
        User(
            org_id=cast.org_id, email=f"u{n}@example.org", display_name=f"U {n}", profession="priest", short=n
        )
        for n in range(40)
    )
    with CaptureQueriesContext(connection) as many:
        assert b"U 39" in alina.get("/colleagues/").content
    assert len(many) == len(few)
