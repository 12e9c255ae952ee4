"""The device in her hands, a complaint without an account, a form left overnight, and a long story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from acasa.accounts.tests.helpers import code_now, give_app
from acasa.cases.services import working
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.testing import Cast
from tests.journeys.conftest import playwright
from tests.journeys.person import PHONE, WIDE, Person
from tests.world import open_case

Enters = Callable[..., Person]
ELSEWHERE = "https://www.wikipedia.org/"


@pytest.fixture
def visitor(chromium: Any, port: int, cast: Cast) -> Iterator[Person]:
    """Somebody on a phone who has no account."""
    context = chromium.new_context(viewport=PHONE, locale="en")
    context.set_default_timeout(15_000)
    yield Person(context.new_page(), f"http://localhost:{port}")
    context.close()


def out_into_the_world(person: Person) -> None:
    """The ordinary page that opens in place of hers, without going there."""
    page = "<!doctype html><title>An encyclopedia</title><h1>An encyclopedia</h1>"
    person.page.route(
        ELSEWHERE + "**", lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8")
    )


def test_she_reads_changes_her_mind_and_is_gone(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, in which she once agreed that others are told, and a report she does not know of
    case, _ = open_case(cast.boris, cast.north, "Natalia", essentials={"contact": "069 123 456"})
    with scoped(cast.org_id):
        desk = working.take(cast.boris.actor(), case, "note.add")
        at = {"at": "2026-03-01T10:00:00+00:00"}
        for record in (
            {"kind": "consent", "purpose": "share", "answer": "agreed", "language": "ro", "how": "spoken"},
            {"kind": "note", "text": "Afraid of the brother-in-law"},
            {"kind": "report", "to": "The guardianship authority", "facts": "A child alone at night",
             "duty": "child_in_danger", "reported_on": "2026-03-01", "told_on": "",
             "look_again": "2026-03-09", "due": "2026-03-01", "obligation": "", "text": "Tell her"},
        ):  # fmt: skip
            folders.add(desk.case_folder, people.CASEWORK, {**at, **record})
    boris = enters("boris")
    out_into_the_world(boris)
    boris.goes_to(f"/cases/{case}/")
    # When Boris shows her what is hers, in Romanian
    boris.presses("Show her")
    boris.ticks("Română")
    boris.page_ok()
    boris.presses("Show her")
    # Then it is in her language, and she reads
    assert boris.page.locator("html").get_attribute("lang") == "ro"
    boris.sees("Aici este vorba despre dumneavoastră")
    boris.page_ok()
    # And the way back in the browser shows nothing of the worker's page
    boris.page.go_back()
    boris.sees_no("Natalia", "069 123 456")
    boris.goes_to("/hers/")
    boris.presses("Ce este scris despre mine")
    boris.page_ok()
    boris.presses("Cum vă contactăm")
    boris.sees("069 123 456")
    boris.page_ok()
    # But not what a colleague wrote for himself, and not of the report
    for page in ("written/notes/", "received/", "readers/", "feedback/", "wrong/", "stop/", "complaint/"):
        boris.goes_to(f"/hers/{page}")
        boris.sees_no("brother-in-law", "guardianship", "A child alone")
        boris.page_ok()
    boris.goes_to("/hers/received/")
    boris.sees("Nu este consemnat că s-ar fi spus ceva cuiva din afară.")
    # When she says no to what she once agreed to
    boris.goes_to("/hers/")
    boris.presses("Cu ce am fost de acord")
    boris.sees("Ați fost de acord")
    boris.page_ok()
    boris.page.locator("main").get_by_role("link", name="Să le spunem altora").click()
    boris.ticks("Nu")
    boris.page_ok()
    boris.presses("Păstrează răspunsul meu")
    boris.sees("Vă mulțumim. S-a păstrat.")
    boris.page_ok()
    boris.goes_to("/hers/agreed/")
    boris.sees("Ați spus nu")
    # And any other address asks for the worker's password, and shows nothing
    for page in ("/", f"/cases/{case}/", "/people/"):
        assert boris.goes_to(page).status == 403
        assert boris.page.locator("main input[type=password]").count() == 1
        boris.sees_no("Natalia", "069 123 456")
    boris.page_ok()
    # When she exits, an ordinary page is there and the session is locked, on her pages too
    boris.goes_to("/hers/")
    boris.page.get_by_role("link", name="Ieșire rapidă").click()
    boris.page.wait_for_url(ELSEWHERE)
    boris.sees("An encyclopedia")
    for page in ("/hers/", "/", f"/cases/{case}/"):
        assert boris.goes_to(page).status == 423
        boris.sees_no("Natalia", "069 123 456")
    # Then Boris unlocks, proves himself, and what she said stands on his day
    boris.page.locator("main input[type=password]").fill(cast.boris.password)
    boris.page.locator("main form button[type=submit]").first.click()
    boris.goes_to("/")
    boris.page.locator("main input[type=password]").fill(cast.boris.password)
    boris.page.locator("main form button[type=submit]").first.click()
    boris.page.wait_for_url(f"{boris.base}/")
    boris.sees("She changed what she agrees to")
    boris.page_ok()
    boris.goes_to(f"/cases/{case}/her-words/")
    boris.sees("That we tell others what they need to help you: No")
    boris.page_ok()


def test_a_complaint_goes_past_the_worker_and_is_answered(
    cast: Cast, enters: Enters, visitor: Person
) -> None:
    # Given somebody without an account
    visitor.goes_to("/complaint/")
    visitor.page_ok(WIDE, PHONE)
    # When she writes what happened, and about whom
    visitor.ticks("Casa Luminii")
    visitor.types("What happened?", "He told my landlord where I came from.")
    visitor.types("Who is it about?", "Boris")
    visitor.types("What should happen now?", "Another worker.")
    visitor.presses("Send the complaint")
    # Then she is given a code, once
    visitor.sees("Your complaint was sent", "1 person can open it")
    visitor.page_ok(WIDE, PHONE)
    code = visitor.page.locator(".acasa-hers__code").inner_text()
    visitor.goes_to("/complaint/answer/")
    visitor.types("Your code", code)
    visitor.presses("Show the answer")
    visitor.sees("There is no answer yet")
    visitor.page_ok(WIDE, PHONE)
    # And Boris does not learn of it, while Alina's day shows it
    boris, alina = enters("boris"), enters("alina")
    boris.sees_no("complaint waits")
    assert boris.goes_to("/complaints/").status == 404
    alina.sees("1 complaint waits for an answer")
    alina.page_ok()
    alina.page.get_by_role("link", name="1 complaint waits for an answer").click()
    alina.page_ok()
    alina.page.locator("main").get_by_role("link", name="He told my landlord").click()
    alina.sees("He told my landlord where I came from.", "Another worker.", "Boris")
    alina.page_ok()
    # When Alina answers
    alina.types("Your answer", "That must not happen. From Monday Carmen is with you.")
    alina.presses("Seal and send the answer")
    alina.sees("Your answer is sealed to the code", "answered")
    alina.page_ok()
    # Then the code opens it, however it is typed, and another code opens nothing
    visitor.goes_to("/complaint/answer/")
    visitor.types("Your code", code.lower().replace("-", " "))
    visitor.presses("Show the answer")
    visitor.sees("From Monday Carmen is with you.", "Alina Rusu")
    visitor.page_ok(WIDE, PHONE)
    visitor.goes_to("/complaint/answer/")
    visitor.types("Your code", code[:-1])
    visitor.presses("Show the answer")
    visitor.sees("There is a slip in group 4.")
    visitor.page_ok(WIDE, PHONE)


def test_a_form_left_overnight_keeps_its_text(cast: Cast, enters: Enters) -> None:
    # Given Boris in the middle of a note when the page locks
    case, _ = open_case(cast.boris, cast.north, "Zamfira")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/note/")
    boris.page.get_by_label("Note", exact=True).press_sequentially("Ночью звонила её мать")
    boris.page.get_by_role("button", name="Lock", exact=True).click()
    lock = boris.page.locator("#acasa-lock")
    lock.wait_for(state="visible")
    # And the session ends overnight
    with connection.cursor() as cursor:
        cursor.execute("delete from accounts_session")
    # When he unlocks in the morning
    lock.get_by_label("Password").fill(cast.boris.password)
    lock.get_by_role("button", name="Unlock").click()
    boris.page.wait_for_url("**/sign-in/?next=/left/")
    # Then what he typed is nowhere in the browser, and is there when he has signed in
    kept = boris.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert kept == '[{},{},""]'
    boris.sees_no("Ночью")
    boris.page.fill("[name=email]", cast.boris.email)
    boris.page.fill("[name=password]", cast.boris.password)
    boris.page.click("main button[type=submit]")
    boris.page.fill("[name=code]", code_now(give_app(cast.boris.user)))
    boris.page.click("main button[type=submit]")
    boris.page.wait_for_url("**/left/")
    boris.sees("What you typed is still here", "Ночью звонила её мать")
    boris.page_ok()
    # And it is saved when he sends it, once
    boris.presses("Send it now")
    boris.page.wait_for_url(f"**/cases/{case}/")
    boris.sees("Ночью звонила её мать")
    boris.goes_to("/left/")
    boris.sees_no("Ночью")


def test_a_long_story_opens_further_in_place(cast: Cast, enters: Enters) -> None:
    # Given a case of many years
    case, _ = open_case(cast.boris, cast.north, "Zamfira")
    with scoped(cast.org_id):
        desk = working.take(cast.boris.actor(), case, "note.add")
        for number in range(120):
            at = f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}T10:00:00+00:00"
            told = {"kind": "note", "at": at, "by_name": "Boris Ceban", "text": f"Entry number {number}."}
            folders.add(desk.case_folder, people.CASEWORK, told)
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Entry number 119.")
    boris.sees_no("Entry number 60.", "Entry number 0.")
    boris.page_ok()
    entries = boris.page.locator(".acasa-timeline__item:not(#earlier)")
    before = entries.count()
    # When he asks for what was earlier
    loads = len(boris.loads)
    boris.page.get_by_role("link", name="Show earlier").click()
    playwright.expect(boris.page.get_by_text("Entry number 60.", exact=True)).to_be_visible()
    # Then it is added below, on the same page, and nothing stands there twice
    assert len(boris.loads) == loads
    assert entries.count() == before + 50
    boris.sees("Entry number 119.")
    boris.page_ok()
    boris.page.get_by_role("link", name="Show earlier").click()
    playwright.expect(boris.page.get_by_text("Entry number 0.", exact=True)).to_be_visible()
    assert boris.page.get_by_role("link", name="Show earlier").count() == 0
    texts = boris.page.locator(".acasa-timeline__item .acasa-story").all_inner_texts()
    assert (
        len([text for text in texts if text.startswith("Entry number")])
        == 120
        == len({text for text in texts if text.startswith("Entry number")})
    )
