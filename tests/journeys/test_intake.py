"""The first conversations with somebody who came home: in her language, at her pace, with a refusal."""

from __future__ import annotations

from collections.abc import Callable

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]


def pick(person: Person, name: str, value: str) -> None:
    person.page.check(f"[name={name}][value={value}]")


def test_an_intake_with_refusals_and_a_step_for_tonight(cast: Cast, enters: Enters) -> None:
    # Given Zamfira, whose case Boris has just opened
    case, _ = open_case(cast.boris, cast.north, "Zamfira", essentials={"language": "ro"})
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Consent at a glance", "not asked yet", "Is she safe?")
    # When he asks whether she is safe, and she would rather not say who is with her
    boris.page.locator("main").get_by_role("link", name="Is she safe?").click()
    pick(boris, "danger", "yes")
    boris.page.fill("[name=danger_words]", "The cousin who brought her.")
    pick(boris, "who_with", "rather_not_say")
    boris.page_ok()
    boris.presses("Save and go on")
    # Then colleagues see the danger, and before any story she reads what can't be kept secret, in her language
    boris.sees("In danger now")
    words = boris.page.locator(".intake-her")
    assert words.get_attribute("lang") == "ro" and "Dacă unui copil i se face rău" in words.inner_text()
    assert boris.page.locator("button[name=language]").count() == 3
    boris.page_ok()
    pick(boris, "how", "read_to_her")
    boris.presses("Save and go on")
    # When she agrees before everything was explained, the page asks for it
    pick(boris, "answer", "agreed")
    pick(boris, "how", "spoken")
    boris.presses("Save and go on")
    boris.sees("Explain and tick each point")
    boris.page_ok(PHONE)
    for box in boris.page.locator("[name=explained]").all():
        box.check()
    boris.presses("Save and go on")
    # And she does not want to be counted
    pick(boris, "answer", "refused")
    pick(boris, "how", "spoken")
    boris.presses("Save and go on")
    # Then she is helped all the same: a bed for tonight
    pick(boris, "bed", "yes")
    pick(boris, "documents", "not_now")
    boris.page_ok(PHONE)
    boris.presses("Save and go on")
    assert boris.page.input_value("[name=bed_text]") == "Find a safe bed for tonight"
    boris.page_ok()
    boris.presses("Make these steps")
    boris.sees("Agreed", "Refused")
    boris.page_ok()
    boris.goes_to("/")
    boris.sees("Find a safe bed for tonight")
    # And when she chose to stop, the history keeps both
    boris.goes_to(f"/cases/{case}/intake/consent/keep_data/")
    boris.presses("She chose to stop")
    boris.page_ok()
    boris.presses("Record that she chose to stop")
    boris.goes_to(f"/cases/{case}/intake/consent/keep_data/")
    boris.sees("She chose to stop", "Agreed")


def test_a_report_waits_on_the_day_until_she_knows(cast: Cast, enters: Enters) -> None:
    # Given a child at home in danger
    case, _ = open_case(cast.boris, cast.north, "Zamfira")
    boris = enters("boris", phone=True)
    boris.goes_to(f"/cases/{case}/intake/report/")
    # When Boris notes what the law demands
    pick(boris, "duty", "child_in_danger")
    boris.types("The least facts that must be given", "A child of six is alone at night.")
    boris.page_ok(PHONE)
    boris.presses("Save")
    # Then it stands on his day
    boris.goes_to("/")
    boris.sees("Report: The local guardianship authority")
    boris.page_ok(PHONE)


def test_two_at_one_page_of_the_intake(cast: Cast, enters: Enters) -> None:
    # Given Boris and Alina before the same page
    case, _ = open_case(cast.boris, cast.north, "Zamfira")
    boris, alina = enters("boris"), enters("alina")
    for person in (boris, alina):
        person.goes_to(f"/cases/{case}/intake/wants/")
        pick(person, "wants", "told")
    # When both save, Alina first
    alina.page.fill("[name=wants_words]", "To sleep.")
    alina.presses("Save")
    boris.page.fill("[name=wants_words]", "To go home.")
    boris.presses("Save")
    # Then Boris sees both, and what he decides holds
    boris.sees("Somebody saved first", "Alina Rusu", "To sleep.", "To go home.")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Saved.")
