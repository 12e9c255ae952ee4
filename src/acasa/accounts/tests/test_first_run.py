"""From the printed address to the first page: organisation, kit, second factor, card."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from acasa.accounts import rules, setup
from acasa.accounts.sessions import SessionStore
from acasa.accounts.tests.helpers import COOKIE, browser, code_now, is_inside
from acasa.accounts.tests.test_sign_in import entries
from acasa.core.scope import scoped
from acasa.people.models import Membership, Organisation, User
from acasa.vault import organisation, tokens
from acasa.vault.testing import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

ORGANISATION = {
    "name": "Casa Luminii",
    "team": "Assistance",
    "case_prefix": "cl",
    "country": "MD",
    "language": "ro",
    "time_zone": "Europe/Chisinau",
}
YOURSELF = {
    "display_name": "Alina Rusu",
    "email": "Alina@Example.org",
    "profession": "case_manager",
    "new_password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture(autouse=True)
def cheap(cheap_passwords: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def start() -> Client:
    url = setup.setup_url("http://testserver")
    assert url
    client = browser()
    answer = client.get(url)
    assert answer.status_code == 302 and answer["Location"] == "/setup/"
    assert answer["Referrer-Policy"] == "no-referrer"
    return client


def walk_to_kit(client: Client, form_of_kit: str) -> Client:
    assert client.get("/setup/").status_code == 200
    assert client.post("/setup/organisation/", ORGANISATION)["Location"] == "/setup/kit/"
    assert client.post("/setup/kit/", {"form_of_kit": form_of_kit})["Location"] == "/setup/yourself/"
    answer = client.post("/setup/yourself/", YOURSELF)
    assert answer.status_code == 302 and answer["Location"] == "/kit/", answer.content
    return client


def session(client: Client) -> SessionStore:
    return SessionStore(client.cookies[COOKIE].value)


def right_answers(client: Client) -> dict[str, str]:
    held = session(client)["kit"]
    found = {}
    for number, (share, place) in enumerate(held["questions"]):
        parts = held["shares"][share].split() if held["shares"] else held["text"].split("-")
        found[f"answer_{number}"] = parts[place].lower()
    return found


@pytest.mark.parametrize("form_of_kit", ["one", "shares"])
def test_the_whole_way(form_of_kit: str) -> None:
    client = walk_to_kit(start(), form_of_kit)
    kit = session(client)["kit"]
    page = client.get("/kit/").content.decode()
    pdf = client.get("/kit/print/")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert 'attachment; filename="recovery-kit.pdf"' in pdf["Content-Disposition"]
    if form_of_kit == "one":
        assert all(group in page for group in kit["text"].split("-"))
        seed = tokens.read_kit(kit["text"])
    else:
        assert all(word in page for share in kit["shares"] for word in share.split())
        seed = tokens.read_shares(kit["shares"][1:])
    org = Organisation.objects.get()
    assert org.case_prefix == "CL" and org.language == "ro"
    # Nothing else opens before the second factor, but the kit may be finished.
    assert client.get("/account/")["Location"] == "/account/second-factor/"

    wrong = client.post("/kit/proof/", dict.fromkeys(right_answers(client), "zzzzz"))
    assert wrong.status_code == 422
    with scoped(org.id):
        assert organisation.kit_state(org.id).kit_proved_at is None
    answer = client.post("/kit/proof/", right_answers(client))
    assert answer["Location"] == "/kit/done/"
    with scoped(org.id):
        state = organisation.kit_state(org.id)
        assert state.kit_proved_at and state.in_shares is (form_of_kit == "shares")
        assert organisation.opens_kit(org.id, seed)
    assert "kit" not in session(client) and client.get("/kit/").status_code == 404

    assert client.get("/kit/done/")["Location"] == "/account/second-factor/"
    page = client.get("/account/second-factor/app/").content.decode()
    secret = bytes.fromhex(session(client)["totp-secret"])
    assert rules.totp_text(secret) in page and "data:image/svg+xml" in page
    assert client.post("/account/second-factor/app/", {"code": "123"}).status_code == 422
    answer = client.post("/account/second-factor/app/", {"code": code_now(secret)})
    assert answer["Location"] == "/account/codes/"
    codes = session(client)["codes"]
    page = client.get("/account/codes/").content.decode()
    assert len(codes) == 10 and all(code in page for code in codes)
    assert not is_inside(client)
    assert client.post("/account/codes/", {"kept": "1"})["Location"] == "/account/card/"
    assert is_inside(client) and codes[0] not in client.get("/account/codes/").content.decode()
    assert client.post("/account/card/", {"make": "1"}).status_code == 302
    card = session(client)["card"]
    assert all(group in client.get("/account/card/").content.decode() for group in card.split("-"))
    assert client.get("/account/card/print/").content.startswith(b"%PDF")
    assert client.post("/account/card/", {"kept": "1"})["Location"] == "/next/"
    assert client.get("/account/card/print/").status_code == 404
    assert client.get("/next/").status_code == 200

    user = User.objects.get()
    assert user.email == "alina@example.org" and user.is_key_keeper and user.is_supervisor
    with scoped(org.id):
        assert Membership.objects.filter(user=user).count() == 1
        assert len(organisation.rings_of_user(org.id, user.id)) == 10
    assert [outcome for outcome, _s in entries(org.id, "organisation.found")] == ["done"]


def test_the_token_is_private_and_used_up(tmp_path: Path) -> None:
    url = setup.setup_url("http://x/")
    assert url and url.startswith("http://x/setup/") and setup.setup_url("http://x/") == url
    file = tmp_path / "secrets" / "setup_token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    walk_to_kit(start(), "one")
    assert setup.setup_url("http://x/") is None and not file.exists()
    assert browser().get(url.removeprefix("http://x")).status_code == 404


@pytest.mark.parametrize(
    "address", ["/setup/", "/setup/organisation/", "/setup/kit/", "/setup/yourself/", "/setup/guess/"]
)
def test_without_the_token_there_is_no_first_run(address: str) -> None:
    setup.setup_url("http://testserver")
    client = browser()
    assert client.get(address).status_code == 404
    assert client.post(address, ORGANISATION).status_code in (404, 405)
    assert not Organisation.objects.exists()


def test_no_token_file_means_no_first_run() -> None:
    assert browser().get("/setup//").status_code == 404
    assert not setup.is_token("")


def test_two_browsers_found_one_organisation() -> None:
    first, second = start(), start()
    for client in (first, second):
        client.post("/setup/organisation/", ORGANISATION)
        client.post("/setup/kit/", {"form_of_kit": "one"})
    assert first.post("/setup/yourself/", YOURSELF)["Location"] == "/kit/"
    late = second.post("/setup/yourself/", {**YOURSELF, "email": "other@example.org"})
    assert late.status_code == 404
    assert Organisation.objects.count() == 1 and User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"new_password": "short", "again": "short"}, "at least 12"),
        ({"again": "something else entirely"}, "not the same"),
        ({"new_password": "casaluminii1", "again": "casaluminii1"}, "your name, e-mail or organisation"),
        ({"email": "no e-mail"}, "name@example.org"),
        ({"display_name": ""}, "Enter your name"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(change: dict[str, str], word: str) -> None:
    client = start()
    client.post("/setup/organisation/", {**ORGANISATION, "language": "en"})
    client.post("/setup/kit/", {"form_of_kit": "one"})
    answer = client.post("/setup/yourself/", {**YOURSELF, **change})
    text = answer.content.decode()
    assert answer.status_code == 422 and word in text and PASSWORD not in text
    if "display_name" not in change:
        assert "Alina Rusu" in text
    assert not User.objects.exists()


def test_steps_cannot_be_skipped() -> None:
    client = start()
    assert client.get("/setup/yourself/")["Location"] == "/setup/kit/"
    assert client.get("/setup/kit/")["Location"] == "/setup/organisation/"


def test_the_sign_in_page_says_that_nothing_is_set_up() -> None:
    assert b"Not set up yet" in browser().get("/sign-in/").content


def test_a_kit_that_was_never_proved_can_be_made_anew() -> None:
    client = walk_to_kit(start(), "one")
    client.get("/account/second-factor/app/")
    secret = bytes.fromhex(session(client)["totp-secret"])
    client.post("/account/second-factor/app/", {"code": code_now(secret)})
    client.post("/account/codes/", {"kept": "1"})
    first = tokens.read_kit(session(client)["kit"]["text"])
    page = client.get("/safe-keeping/").content.decode()
    assert re.search("never|niciodată", page)
    assert client.post("/kit/new/", {"form_of_kit": "shares"})["Location"] == "/kit/"
    second = tokens.read_shares(session(client)["kit"]["shares"])
    org = Organisation.objects.get()
    with scoped(org.id):
        assert organisation.opens_kit(org.id, second) and not organisation.opens_kit(org.id, first)
    assert client.post("/kit/proof/", right_answers(client)).status_code == 302
    # The new kit really opens what is there: the key keeper comes back with it.
    client.post("/sign-out/")
    shares = tokens.kit_shares(second)
    new = "another lantern over the river"
    answer = browser("192.0.2.77").post(
        "/forgot/kit/",
        {
            "share_1": shares[0],
            "share_2": shares[2],
            "email": "alina@example.org",
            "new_password": new,
            "again": new,
        },
    )
    assert answer.status_code == 302, answer.content


def test_a_key_keeper_is_led_to_a_kit_that_was_never_proved() -> None:
    from acasa.accounts.tests.helpers import give_app, try_password

    walk_to_kit(start(), "one")
    secret = give_app(User.objects.get())
    client = browser("192.0.2.12")
    try_password(client, "alina@example.org")
    assert client.post("/sign-in/second/", {"code": code_now(secret)})["Location"] == "/safe-keeping/"
    assert "data-label" in client.get("/safe-keeping/").content.decode()
