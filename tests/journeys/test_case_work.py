"""Days of case work, as they are: given what there is, when somebody does this, then that is true."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from acasa.cases.services import opening
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def tab_to(person: Person, words: str, at_most: int = 60) -> int:
    """Move by Tab until what is focused is named so; how many presses it took."""
    for pressed in range(1, at_most):
        person.page.keyboard.press("Tab")
        name = person.page.evaluate(
            "() => { const e = document.activeElement;"
            " const label = e.labels && e.labels.length ? e.labels[0].innerText : '';"
            " return (e.getAttribute('aria-label') || label || e.innerText || e.value || '').trim() }"
        )
        if name.split("\n")[0] == words:
            return pressed
    raise AssertionError(f"{words!r} can't be reached by keyboard on {person.page.url}")


def test_opening_a_case_in_under_a_minute_by_keyboard(enters: Enters) -> None:
    # Given Boris, at the day's page, with somebody on the telephone
    boris = enters("boris")
    boris.page_ok()
    started, screens = time.monotonic(), len(boris.loads)
    keys = boris.page.keyboard
    # When he opens a case without touching the mouse
    tab_to(boris, "Open a case")
    keys.press("Enter")
    boris.page.wait_for_url("**/cases/open/")
    tab_to(boris, "What shall we call her?")
    keys.type("Zamfira")
    tab_to(boris, "Code word, or what to say")
    keys.type("the recipe")
    tab_to(boris, "What happened, in short")
    keys.type("Called from a friend's telephone.")
    tab_to(boris, "Open the case")
    keys.press("Enter")
    boris.page.wait_for_url("**/cases/*-*/")
    # Then the case stands before him, after three screens at most, the safe way first
    assert len(boris.loads) - screens <= 2, boris.loads[screens:]
    assert time.monotonic() - started < 60
    assert "Zamfira" in boris.heading
    boris.sees("The case is open.", "the recipe", "Called from a friend's telephone.")
    assert "Zamfira" not in boris.page.title() and "Zamfira" not in boris.page.url
    boris.page_ok()


def test_somebody_who_is_known_is_shown_before_a_second_file_is_made(cast: Cast, enters: Enters) -> None:
    # Given Natalia, whom Alina wrote in Latin letters
    case, _ = open_case(
        cast.alina, cast.north, "Natalia", identity={"given": "Natalia", "family": "Cebotari"}, risk="high"
    )
    boris = enters("boris")
    # When Boris opens a case for Наталья Чеботарь
    boris.goes_to("/cases/open/")
    boris.types("What shall we call her?", "Наталья")
    boris.page.get_by_text("Name, age, team, and who may open it").click()
    boris.types("First name", "Наталья")
    boris.types("Family name", "Чеботарь")
    boris.presses("Open the case")
    # Then she is shown, nothing is saved, and what he typed is still there
    boris.sees("Is it one of these?", "Natalia", "Nothing is saved yet")
    assert boris.page.input_value("[name=working_name]") == "Наталья"
    boris.page_ok()
    # And when it is she, the new case is of the same person, and says so
    boris.presses("It is she: open another case for her")
    boris.page.wait_for_url("**/cases/*-*/")
    boris.sees("Other cases of hers")
    assert str(case) in boris.page.content()
    boris.page_ok(PHONE)


def test_what_happened_is_recorded_on_a_phone(cast: Cast, enters: Enters) -> None:
    # Given Boris in the street with a telephone, and a case of his
    open_case(cast.boris, cast.north, "Zamfira", essentials={"hours": "after 18:00"})
    boris = enters("boris", phone=True)
    # When he records the visit and what comes next
    boris.page.get_by_role("link", name="My people").first.click()
    boris.page.get_by_role("link", name="Zamfira").click()
    boris.sees("after 18:00")
    boris.presses("Add what happened")
    boris.chooses("What was it?", "Home visit")
    boris.types(
        "What happened, and what was agreed?", "She is at her sister's. The documents are with the uncle."
    )
    boris.types("What comes next?", "Ask the consulate for a new passport")
    boris.types_date("step_due", TODAY + timedelta(days=1))
    boris.page_ok(PHONE)
    boris.presses("Save")
    # Then it stands in the timeline, the next step too, and the page fits the telephone
    boris.page.wait_for_url("**/cases/*-*/")
    boris.sees(
        "Saved.", "The documents are with the uncle.", "Ask the consulate for a new passport", "tomorrow"
    )
    boris.page_ok(PHONE)


def test_a_step_is_finished_from_the_day(cast: Cast, enters: Enters) -> None:
    # Given a step that was due yesterday
    step = opening.Step("Take her to the doctor", TODAY - timedelta(days=1))
    open_case(
        cast.boris, cast.north, "Zamfira", step=step, risk="high", essentials={"code_word": "the recipe"}
    )
    boris = enters("boris")
    # When Boris reads his day
    boris.sees("1 thing for you", "late", "Zamfira", "Take her to the doctor", "the recipe")
    boris.page_ok()
    # And finishes it
    boris.page.locator("main").get_by_role("link", name="Zamfira").click()
    boris.page.get_by_role("link", name="Take her to the doctor").click()
    boris.types("What happened?", "The doctor saw her; she comes again on Monday.")
    boris.page_ok()
    boris.presses("Save")
    # Then the timeline tells it, and the day is empty
    boris.sees("Take her to the doctor", "The doctor saw her", "No next step yet")
    boris.goes_to("/")
    boris.sees("Nothing is due")


@pytest.mark.parametrize("typed", ["Natalia", "Natalya", "наталя", "Cebotari", "Чеботарь Наталья"])
def test_she_is_found_by_any_spelling(cast: Cast, enters: Enters, typed: str) -> None:
    # Given Наталья Чеботарь, written as in her passport, among others
    open_case(cast.boris, cast.north, "Ната", identity={"given": "Наталья", "family": "Чеботарь"})
    for name in ("Nadejda", "Ana", "Tatiana", "Vitalia"):
        open_case(cast.boris, cast.north, name)
    # When Boris types her name as he would
    boris = enters("boris")
    boris.looks_for(typed)
    # Then she is the first who is found, and no name stands in the address
    first = boris.page.locator("main tbody tr").first.inner_text()
    assert "Ната" in first, boris.words
    assert boris.page.url.endswith("/search/") and typed not in boris.page.title()
    if typed == "Natalia":
        boris.page_ok()


def test_a_case_is_closed_and_opened_again(cast: Cast, enters: Enters) -> None:
    # Given an open case
    case, _ = open_case(cast.boris, cast.north, "Zamfira", step=opening.Step("Call her", TODAY))
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    # When Boris closes it with a reason
    boris.presses("Close the case")
    boris.sees("Call her")
    boris.page_ok()
    boris.page.locator("[name=reason]").first.check()
    boris.page.fill("[name=words]", "She lives with her sister in Cahul.")
    boris.presses("Save")
    # Then it says so, and is among the closed ones
    boris.sees("Closed", "She lives with her sister in Cahul.")
    boris.page_ok(PHONE)
    boris.goes_to("/people/")
    boris.sees_no("Zamfira")
    boris.goes_to("/people/?status=closed")
    boris.sees("Zamfira")
    # And when she comes back, the case goes on
    boris.goes_to(f"/cases/{case}/")
    boris.presses("Reopen the case")
    boris.types("Why now?", "She called from Lviv.")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("The case is open again.", "She called from Lviv.")
    boris.goes_to("/people/")
    boris.sees("Zamfira")


def test_two_who_edit_at_once_both_see_the_difference(cast: Cast, enters: Enters) -> None:
    # Given Boris and Alina before the same form
    case, _ = open_case(cast.boris, cast.north, "Zamfira", essentials={"hours": "mornings"})
    boris, alina = enters("boris"), enters("alina")
    for person in (boris, alina):
        person.goes_to(f"/cases/{case}/safe-contact/")
        assert person.page.input_value("[name=hours]") == "mornings"
    # When both change it, Alina first
    alina.types("When?", "after 18:00")
    alina.presses("Save")
    alina.sees("Saved.")
    boris.types("When?", "never on Sunday")
    boris.presses("Save")
    # Then Boris sees both, and who was first; nothing is lost
    boris.sees("Somebody saved first", "Alina Rusu", "after 18:00", "never on Sunday")
    assert boris.page.input_value("[name=hours]") == "never on Sunday"
    boris.page_ok()
    # And what he decides now holds
    boris.types("When?", "after 18:00, never on Sunday")
    boris.presses("Save")
    boris.sees("Saved.", "after 18:00, never on Sunday")


def test_a_page_that_locks_keeps_what_was_typed(cast: Cast, enters: Enters) -> None:
    # Given Boris in the middle of a note
    case, _ = open_case(cast.boris, cast.north, "Zamfira")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/note/")
    boris.types("Note", "Half of a sentence that")
    # When the page locks
    boris.page.get_by_role("button", name="Lock", exact=True).click()
    lock = boris.page.locator("#acasa-lock")
    lock.wait_for(state="visible")
    # Then nothing of the page can be seen or reached, and the title tells nothing
    assert "Locked" in boris.page.title()
    for x, y in ((20, 20), (600, 300), (1200, 850)):
        on_top = "([x, y]) => document.elementFromPoint(x, y).closest('#acasa-lock') !== null"
        assert boris.page.evaluate(on_top, [x, y])
    backdrop = boris.page.evaluate(
        "getComputedStyle(document.querySelector('#acasa-lock'), '::backdrop').backgroundColor"
    )
    page_hidden = (
        boris.page.evaluate("getComputedStyle(document.querySelector('main')).visibility") == "hidden"
    )
    assert page_hidden or backdrop.startswith("rgb("), backdrop
    boris.page_ok()
    boris.page.keyboard.press("Escape")
    assert lock.is_visible()
    # And another tab is locked by the server, too
    other = boris.page.context.new_page()
    assert other.goto(f"{boris.base}/cases/{case}/").status == 423
    other.close()
    # When he types a wrong password, then the right one
    password = lock.get_by_label("Password")
    password.fill("not this one")
    lock.get_by_role("button", name="Unlock").click()
    boris.page.locator("#acasa-lock-error").wait_for(state="visible")
    password.fill(cast.boris.password)
    lock.get_by_role("button", name="Unlock").click()
    lock.wait_for(state="hidden")
    # Then his half sentence is there, and can be finished and saved
    assert boris.page.get_by_label("Note", exact=True).input_value() == "Half of a sentence that"
    boris.page.get_by_label("Note", exact=True).press_sequentially(" goes on.")
    boris.presses("Save")
    boris.sees("Half of a sentence that goes on.")


def test_what_was_typed_survives_a_browser_that_died(cast: Cast, enters: Enters) -> None:
    # Given Boris, who types and whose browser dies
    case, _ = open_case(cast.boris, cast.north, "Zamfira")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/note/")
    boris.page.get_by_label("Note", exact=True).press_sequentially("She was in Winterthur until")
    with boris.page.expect_response(lambda answer: "/drafts/note/" in answer.url and answer.status == 204):
        pass
    # When he comes back in another window
    again = boris.page.context.new_page()
    again.goto(f"{boris.base}/cases/{case}/note/")
    # Then it is there, and said to be so
    assert "She was in Winterthur until" in again.locator("[name=text]").input_value()
    assert "Not sent yet" in again.locator("main").inner_text()
    # And nothing of it is kept by the browser itself
    kept = again.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert kept == '[{},{},""]'


def test_identity_is_shown_deliberately(cast: Cast, enters: Enters) -> None:
    # Given a case with its identity
    case, _ = open_case(cast.boris, cast.north, "Ната", identity={"given": "Наталья", "family": "Чеботарь"})
    boris, carmen = enters("boris"), enters("carmen")
    boris.goes_to(f"/cases/{case}/")
    # Then the page of the case does not show it
    boris.sees_no("Чеботарь")
    # When Boris asks for it, he sees it, and that the look is recorded
    boris.presses("Show identity")
    boris.sees("Чеботарь", "This look is recorded")
    boris.page_ok()
    # And Carmen, who has no key for it, is told that there is something, and not what
    carmen.goes_to(f"/cases/{case}/")
    assert carmen.page.get_by_role("button", name="Show identity").count() == 0
    carmen.sees("Identity")
    carmen.page_ok(PHONE)


def test_without_script_the_main_path_works(cast: Cast, enters: Enters) -> None:
    # Given a browser without script
    boris = enters("boris", script=False, phone=True)
    # When Boris opens a case, records a contact, looks for her, locks, and unlocks into the page he wanted
    boris.presses("Open a case")
    boris.types("What shall we call her?", "Zamfira")
    boris.presses("Open the case")
    assert "Zamfira" in boris.heading
    boris.presses("Add what happened")
    boris.types("What happened, and what was agreed?", "She called.")
    # A page that locks meanwhile asks for the password and goes on with what was typed.
    second = boris.page.context.new_page()
    second.goto(f"{boris.base}/")
    second.get_by_role("button", name="Lock", exact=True).click()
    second.wait_for_url("**/unlock/")
    boris.presses("Save")
    boris.sees("Locked", "What you typed is kept")
    boris.types("Password", cast.boris.password)
    boris.presses("Unlock")
    boris.sees("She called.")
    # Then she is found, and the case is reached
    boris.looks_for("Zamfira")
    boris.page.get_by_role("link", name="Zamfira").click()
    assert "Zamfira" in boris.heading
    boris.presses("Close the case")
    boris.page.locator("[name=reason]").first.check()
    boris.presses("Save")
    boris.sees("Closed")


@pytest.mark.parametrize(("button", "code", "people"), [("ro", "ro", "Română"), ("ru", "ru", "Русский")])
def test_the_language_is_switched(cast: Cast, enters: Enters, button: str, code: str, people: str) -> None:
    # Given Boris with a case
    case, _ = open_case(cast.boris, cast.north, "Zamfira", step=opening.Step("Call", TODAY), risk="high")
    boris = enters("boris")
    # When he switches the language
    boris.page.locator(f"button[name=language][value={button}]").click()
    boris.page.wait_for_load_state()
    # Then the pages are in it, fit on a phone, and stay so
    for place in ("/", "/people/", f"/cases/{case}/", "/cases/open/"):
        boris.goes_to(place)
        assert boris.page.get_attribute("html", "lang") == code
        boris.page_ok(PHONE)
    assert boris.page.locator("button[name=language][aria-current=true]").get_attribute("value") == code
    assert people in boris.page.locator(f"button[value={button}]").inner_text()
