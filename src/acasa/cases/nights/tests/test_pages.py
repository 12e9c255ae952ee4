"""Emergency opening, envelopes and leave through the pages: proof, refusals, replay, an expired session."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.test import Client

from acasa.accounts import rules as account_rules
from acasa.accounts.models import SecondFactor, Session
from acasa.accounts.services import factors
from acasa.audit.models import Entry
from acasa.cases.nights.models import Opening
from acasa.cases.nights.services import opening as opening_services
from acasa.cases.nights.tests.conftest import MEDICINE, REASON, Night
from acasa.core import clock
from acasa.core.scope import scoped
from acasa.vault.testing import Colleague


def enter(who: Colleague) -> Client:
    client = Client()
    answer = client.post("/sign-in/", {"email": who.email, "password": who.password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def address(night: Night) -> str:
    return f"/night/cases/{night.case_id}/open/"


def typed(night: Night, **more: str) -> dict[str, object]:
    return {"compartments": ["health"], "reason": REASON, "password": night.zina.password, **more}


@pytest.fixture
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


def test_it_is_opened_told_reviewed_and_closed(night: Night, demo: None) -> None:
    zina, boris, alina = enter(night.zina), enter(night.cast.boris), enter(night.cast.alina)
    case = f"/cases/{night.case_id}/"
    assert MEDICINE.encode() not in zina.get(case).content
    assert zina.post(address(night), typed(night)).headers["Location"] == case
    page = zina.get(case).content.decode()
    assert MEDICINE in page and "You are here for the night" in page
    for owner in (boris, alina):
        told = owner.get("/").content.decode()
        assert "Zina Moraru" in told and REASON in told and "open until" in told
        assert REASON in owner.get(case).content.decode()
    with scoped(night.cast.org_id):
        row = Opening.objects.get()
    url = f"/night/openings/{row.id}/review/"
    assert boris.get(url).status_code == 404 and zina.get(url).status_code == 404
    assert alina.post(url, {"verdict": "justified", "words": "the hospital called"}).status_code == 302
    assert REASON not in alina.get("/").content.decode()
    assert "the hospital called" in boris.get(case).content.decode()
    assert MEDICINE not in zina.get(case).content.decode()


def test_a_wrong_proof_opens_nothing_and_is_recorded(night: Night, demo: None) -> None:
    zina = enter(night.zina)
    answer = zina.post(address(night), typed(night, password="not the password at all"))
    assert answer.status_code == 422
    for bad in ({"reason": ""}, {"compartments": []}, {"compartments": ["essentials"]}):
        assert zina.post(address(night), {**typed(night), **bad}).status_code == 422
    with scoped(night.cast.org_id):
        assert not Opening.objects.exists()
        assert Entry.objects.filter(
            verb="emergency.open", outcome="failed", subject_id=night.case_id
        ).exists()


def test_after_too_many_wrong_proofs_the_session_ends(night: Night, demo: None) -> None:
    zina = enter(night.zina)
    answers = [zina.post(address(night), typed(night, password=f"wrong {n} wrong")) for n in range(8)]
    assert answers[-1].headers.get("Location", "").startswith("/sign-in/")
    with scoped(night.cast.org_id):
        assert not Opening.objects.exists()


def test_with_an_app_the_code_is_asked_and_is_good_once(night: Night, demo: None) -> None:
    zina = enter(night.zina)
    with scoped(night.cast.org_id):
        factor = SecondFactor(user=night.zina.user, kind=SecondFactor.TOTP, name="1", counter=0)
        secret = b"\x07" * 20
        factors._seal(factor, secret)
        factor.save()
    assert b'name="code"' in zina.get(address(night)).content
    # The password is no proof here.
    assert zina.post(address(night), typed(night)).status_code == 422
    code = account_rules.totp(secret, int(time.time()) // 30)
    assert zina.post(address(night), typed(night, code=code)).status_code == 302
    with scoped(night.cast.org_id):
        row = Opening.objects.get()
    zina.post(f"/night/openings/{row.id}/end/")
    # The same request sent again.
    assert zina.post(address(night), typed(night, code=code)).status_code == 422
    with scoped(night.cast.org_id):
        assert Opening.objects.count() == 1


def test_a_session_that_ended_has_nothing_any_more(night: Night, demo: None) -> None:
    zina = enter(night.zina)
    case = f"/cases/{night.case_id}/"
    zina.post(address(night), typed(night))
    assert MEDICINE in zina.get(case).content.decode()
    other = enter(night.zina)
    assert MEDICINE not in other.get(case).content.decode()
    Session.objects.filter(user_id=night.zina.user.id).update(expires=clock.now() - timedelta(seconds=1))
    assert zina.get(case).headers["Location"].startswith("/sign-in/")
    again = enter(night.zina)
    assert MEDICINE not in again.get(case).content.decode()


def test_a_locked_session_opens_nothing_until_it_is_unlocked(night: Night, demo: None) -> None:
    zina = enter(night.zina)
    zina.post(address(night), typed(night))
    zina.post("/lock/")
    assert zina.get(f"/cases/{night.case_id}/").status_code == 423
    zina.post("/unlock/", {"password": night.zina.password})
    assert MEDICINE in zina.get(f"/cases/{night.case_id}/").content.decode()


def test_refusals_are_recorded(night: Night, demo: None) -> None:
    for who in (night.cast.dan, night.cast.boris, night.cast.olga):
        assert enter(who).post(address(night), typed(night)).status_code == 404
    with scoped(night.cast.org_id):
        refused = Entry.objects.filter(verb="emergency.open", outcome="refused").values_list(
            "actor_id", flat=True
        )
        assert {night.cast.dan.user.id, night.cast.boris.user.id} <= set(refused)
    with scoped(night.cast.other_org.id):
        assert Entry.objects.filter(verb="emergency.open", outcome="refused").exists()


def test_an_envelope_is_printed_and_used(night: Night, demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    alina, dan = enter(night.cast.alina), enter(night.cast.dan)
    from acasa.cases.nights.views import envelopes

    seen: list[str] = []
    make = envelopes.services.make

    def noting(*args: object, **kwargs: object) -> object:
        made = make(*args, **kwargs)  # type: ignore[arg-type]
        seen.append(made[1])
        return made

    monkeypatch.setattr(envelopes.services, "make", noting)
    answer = alina.post("/night/envelopes/new/", {"team": str(night.cast.north.id), "days": "1"})
    assert answer.content.startswith(b"%PDF") and "night-envelope.pdf" in answer["Content-Disposition"]
    (code,) = seen
    assert code not in alina.get("/night/envelopes/").content.decode()
    assert dan.post("/night/envelopes/use/", {"code": "AAAA"}).status_code == 422
    assert dan.post("/night/envelopes/use/", {"code": code.lower()}).status_code == 302
    found = dan.post("/night/search/", {"words": "Natalia"}).content.decode()
    assert str(night.case_id) in found
    assert "Dan Sava" in alina.get("/").content.decode()
    assert dan.post("/night/envelopes/use/", {"code": code}).status_code == 422


def test_leave_is_said_on_a_page_and_stands_on_the_day(night: Night, demo: None) -> None:
    boris, carmen = enter(night.cast.boris), enter(night.cast.carmen)
    today = clock.now().date().isoformat()
    data = {"absent": str(night.cast.boris.user.id), "covering": str(night.cast.carmen.user.id)}
    boris.post(
        f"/cases/{night.case_id}/step/",
        {"text": "Call the doctor", "worker": str(night.cast.boris.user.id), "due": today},
    )
    assert boris.post("/night/leave/", {**data, "first": today, "last": today}).status_code == 302
    page = carmen.get("/").content.decode()
    assert "Call the doctor" in page and "for Boris Ceban" in page
    assert "Carmen Lupu for Boris Ceban" in boris.get("/night/leave/").content.decode()
    assert boris.post("/night/leave/", {**data, "first": today, "last": today}).status_code == 422


def test_only_the_emergency_module_opens_the_emergency_ring() -> None:
    """By the source itself: no other module asks the keyring for it."""
    from pathlib import Path

    import acasa

    root = Path(acasa.__file__).parent
    asking = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"emergency_versions\(|ring\(None, people\.EMERGENCY\)", path.read_text())
    }
    # The keyring defines it; lending and the button only look whether it is held.
    assert asking == {
        "vault/keyring.py",
        "vault/emergency.py",
        "cases/nights/lending.py",
        "cases/nights/queries.py",
    }
    opening = {p for p in asking if "unwrap_emergency" in (root / p).read_text()}
    assert opening == {"vault/emergency.py"}
    assert opening_services.begin
