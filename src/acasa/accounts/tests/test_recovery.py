"""Cards and kits: claims 15, 16, 17, and that they never tell who exists."""

from __future__ import annotations

from typing import Any

import pytest

from acasa.accounts.models import SecondFactor
from acasa.accounts.sessions import SessionStore
from acasa.accounts.tests.helpers import (
    COOKIE,
    browser,
    code_now,
    give_app,
    is_inside,
    signed_in,
    try_password,
)
from acasa.accounts.tests.test_colleagues import join, reset, rings
from acasa.accounts.tests.test_sign_in import entries
from acasa.core.scope import scoped
from acasa.vault import folders, locks, tokens
from acasa.vault.testing import PASSWORD, Cast, Colleague

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "seven boats without a harbour"


def make_card(colleague: Colleague) -> str:
    client = signed_in(colleague, "192.0.2.99")
    client.post("/account/card/", {"make": "1"})
    card: str = SessionStore(client.cookies[COOKIE].value)["card"]
    client.post("/account/card/", {"kept": "1"})
    client.post("/sign-out/")
    SecondFactor.objects.filter(user=colleague.user).delete()
    return card


def use_card(email: str, card: str, password: str = NEW, client: Any = None) -> Any:
    return (client or browser("203.0.113.50")).post(
        "/forgot/card/", {"email": email, "card": card, "new_password": password, "again": password}
    )


def seal_a_note(cast: Cast) -> Any:
    with scoped(cast.org_id):
        folder = folders.create(
            cast.boris.actor(), kind="probe", team_id=cast.north.id, compartments=["casework"], named=None
        )
        folders.add(folder, "casework", {"kind": "note", "text": "planted"})
        return folder.id


def read_note(cast: Cast, folder_id: Any, colleague: Colleague) -> list[str]:
    with scoped(cast.org_id):
        found = folders.open_many(colleague.actor(), [folder_id])
        return [record.data["text"] for folder in found.values() for record in folder.records]


def test_the_card_gives_a_new_password_and_keeps_the_data(cast: Cast) -> None:
    """Claim 16."""
    note = seal_a_note(cast)
    card = make_card(cast.boris)
    secret = give_app(cast.boris.user)
    before = rings(cast, cast.boris.user)
    client = browser("203.0.113.50")
    answer = use_card(cast.boris.email, card.lower().replace("-", " "), client=client)
    assert answer["Location"] == "/sign-in/second/"
    assert not is_inside(client), "the card is no second factor"
    assert client.post("/sign-in/second/", {"code": code_now(secret)}).status_code == 302
    assert is_inside(client) and rings(cast, cast.boris.user) == before
    assert try_password(browser(), cast.boris.email, PASSWORD).status_code == 422
    assert try_password(browser(), cast.boris.email, NEW).status_code == 302
    assert read_note(cast, note, cast.boris) == ["planted"]


def test_the_card_ends_other_sessions(cast: Cast) -> None:
    card = make_card(cast.boris)
    thief = signed_in(cast.boris)
    use_card(cast.boris.email, card)
    assert not is_inside(thief)


def test_a_wrong_card_an_old_card_and_an_unknown_name_are_the_same(cast: Cast) -> None:
    """Claim 33."""
    old = make_card(cast.boris)
    other = make_card(cast.carmen)
    make_card(cast.boris)
    texts = set()
    for number, (email, card) in enumerate(
        [
            (cast.boris.email, old),
            (cast.boris.email, other),
            ("nobody@example.org", other),
            (cast.dan.email, other),
        ]
    ):
        answer = use_card(email, card, client=browser(f"203.0.113.{number}"))
        text = answer.content.decode()
        texts.add(
            text[text.index("There is a problem") if "There is a problem" in text else 0 :].split("<h1")[0]
        )
        assert answer.status_code == 422 and "together" in text
    assert len(texts) == 1
    assert try_password(browser(), cast.boris.email, PASSWORD).status_code == 302


def test_a_slip_on_the_card_is_named(cast: Cast) -> None:
    card = make_card(cast.boris)
    groups = card.split("-")
    groups[2] = groups[2][:-1] + ("A" if groups[2][-1] != "A" else "B")
    answer = use_card(cast.boris.email, "-".join(groups))
    assert answer.status_code == 422 and b"Group 3" in answer.content


def test_cards_are_throttled_by_address(cast: Cast) -> None:
    card = make_card(cast.carmen)
    answers = [use_card("nobody@example.org", card).status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2


def test_after_a_reset_the_former_card_brings_everything_back(cast: Cast) -> None:
    """Claim 15, with the card."""
    note = seal_a_note(cast)
    card = make_card(cast.boris)
    before = rings(cast, cast.boris.user)
    alina = signed_in(cast.alina)
    client, answer = join(reset(alina, cast.boris, second_factor="on"))
    assert rings(cast, cast.boris.user) == set()
    # The former card no longer opens the door by itself.
    assert use_card(cast.boris.email, card).status_code == 422
    client.get("/account/second-factor/app/")
    secret = bytes.fromhex(SessionStore(client.cookies[COOKIE].value)["totp-secret"])
    client.post("/account/second-factor/app/", {"code": code_now(secret)})
    client.post("/account/codes/", {"kept": "1"})
    with scoped(cast.org_id):
        bundle = locks.open_with_password(cast.boris.user.id, NEW)
        assert bundle is not None
        fresh = Colleague(cast.boris.user, bundle)
    assert read_note(cast, note, fresh) == []
    assert b"Your keys are back" in client.post("/account/restore/", {"card": card}).content
    assert rings(cast, cast.boris.user) == before
    assert read_note(cast, note, fresh) == ["planted"]
    assert answer.status_code == 302


def recover(key: dict[str, str], email: str, client: Any = None) -> Any:
    return (client or browser("203.0.113.60")).post(
        "/forgot/kit/", {**key, "email": email, "new_password": NEW, "again": NEW}
    )


def test_a_key_keeper_comes_back_with_the_kit(cast: Cast) -> None:
    give_app(cast.alina.user)
    thief = signed_in(cast.alina, "192.0.2.98")
    before = rings(cast, cast.alina.user)
    client = browser("203.0.113.60")
    answer = recover({"key": tokens.kit_text(cast.kit_seed)}, cast.alina.email, client)
    assert answer.status_code == 302
    assert client.get("/account/")["Location"] == "/account/second-factor/", (
        "a new second factor is asked for"
    )
    assert not is_inside(thief) and not SecondFactor.objects.filter(user=cast.alina.user).exists()
    assert rings(cast, cast.alina.user) == before
    assert try_password(browser(), cast.alina.email, PASSWORD).status_code == 422
    assert [outcome for outcome, _s in entries(cast.org_id, "kit.recover")] == ["done"]


def test_two_of_three_shares_open_and_one_fails(cast: Cast) -> None:
    """Claim 17."""
    shares = tokens.kit_shares(cast.kit_seed)
    one = recover({"share_1": shares[0]}, cast.alina.email)
    assert one.status_code == 422 and b"One share alone" in one.content
    twice = recover({"share_1": shares[0], "share_2": shares[0]}, cast.alina.email)
    assert twice.status_code == 422 and b"One share alone" in twice.content
    mixed = recover(
        {"share_1": shares[0], "share_2": tokens.kit_shares(cast.other_kit_seed)[1]}, cast.alina.email
    )
    assert mixed.status_code == 422 and b"same kit" in mixed.content
    assert recover({"share_1": shares[2], "share_2": shares[0]}, cast.alina.email).status_code == 302


def test_the_kit_tells_nobody_who_exists(cast: Cast) -> None:
    key = {"key": tokens.kit_text(cast.other_kit_seed)}
    texts = set()
    for number, email in enumerate([cast.alina.email, cast.boris.email, "nobody@example.org"]):
        answer = recover(key, email, browser(f"203.0.113.{number + 1}"))
        assert answer.status_code == 422
        texts.add(answer.content.decode().replace(email, "X").split("<h1")[0].split("<main")[1])
    assert len(texts) == 1


def test_the_kit_helps_key_keepers_only(cast: Cast) -> None:
    assert recover({"key": tokens.kit_text(cast.kit_seed)}, cast.boris.email).status_code == 422
    assert try_password(browser(), cast.boris.email, PASSWORD).status_code == 302


def test_trying_the_kit(cast: Cast) -> None:
    client = signed_in(cast.alina)
    assert (
        b"not the present one"
        in client.post("/kit/try/", {"key": tokens.kit_text(cast.other_kit_seed)}).content
    )
    slip = tokens.kit_text(cast.kit_seed).split("-")
    slip[4] = ("B" if slip[4][0] == "A" else "A") + slip[4][1:]
    assert b"Group 5" in client.post("/kit/try/", {"key": "-".join(slip)}).content
    assert b"The kit opens" in client.post("/kit/try/", {"key": tokens.kit_text(cast.kit_seed)}).content
    assert [outcome for outcome, _s in entries(cast.org_id, "kit.drill")] == ["failed", "done"]


def test_every_way_to_set_a_password_keeps_the_data_or_refuses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claim 16: the framework's ways refuse."""
    user = cast.boris.user
    for attempt in (
        lambda: user.set_password("x"),
        lambda: user.check_password("x"),
        lambda: user.set_unusable_password(),
        lambda: type(user).objects.create_user("x"),
        lambda: type(user).objects.create_superuser("x"),
    ):
        with pytest.raises(NotImplementedError):
            attempt()
    monkeypatch.setattr("getpass.getpass", lambda prompt="": NEW)
    from django.core.management import call_command
    from django.core.management.base import CommandError

    for command in (
        ("changepassword", user.email),
        ("createsuperuser", "--noinput", "--email", "x@example.org"),
    ):
        with pytest.raises((NotImplementedError, CommandError)):
            call_command(*command)
    assert try_password(browser(), user.email, PASSWORD).status_code == 302
