"""Risk assessed with her, a plan made with her, and what happens the same day when there is danger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def answers(person: Person, factor: str, answer: str) -> None:
    person.page.locator(f"[name={factor}][value={answer}]").check()


def clicks(person: Person, role: str, name: str) -> None:
    """A button or link whose name goes on with words for screen readers."""
    person.form.get_by_role(role, name=name).first.click()
    person.page.wait_for_load_state()


def test_from_a_signal_to_what_comes_next(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, and Boris with her
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/safety/")
    boris.sees("Not assessed yet.", "No plan yet")
    boris.page_ok()
    # When he assesses the risk with her
    boris.presses("Assess risk")
    answers(boris, "debt", "present")
    boris.page.fill("[name=debt_words]", "They count it in a notebook.")
    answers(boris, "suicide_thoughts", "present")
    answers(boris, "threats", "unknown")
    boris.ticks("Somebody she trusts")
    boris.page_ok()
    boris.presses("Go on")
    # Then what the answers suggest is explained, and nothing is set
    boris.sees("What the answers suggest", "Speaks of not wanting to live", "They inform; you decide.")
    assert boris.page.locator("[name=level]:checked").count() == 0
    assert boris.page.locator("[name=begin]:checked").count() == 1
    boris.page_ok()
    # And he may go back without losing a word
    boris.presses("Back to the questions")
    assert boris.page.input_value("[name=debt_words]") == "They count it in a notebook."
    boris.presses("Go on")
    boris.ticks("Medium risk")
    boris.types("Why this level?", "Her sister is with her.")
    boris.presses("Save")
    # And the protocol runs, with its first step
    boris.sees("The same-day protocol is open", "Stay with her. Nobody leaves her alone", "Opened")
    boris.page_ok()
    clicks(boris, "button", "Done Stay with her")
    boris.sees("done", "Boris Ceban")
    clicks(boris, "link", "Leave out Take away what she could use")
    boris.presses("Save")
    boris.sees("Say in a word why it is left out.")
    boris.types("Why is this step left out?", "Her sister has the tablets.")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("left out", "Her sister has the tablets.")
    # When the supervisor and the psychologist look
    alina = enters("alina")
    alina.sees("Danger of suicide or self-harm: “Natalia”", "2 of 8 steps are settled")
    alina.page_ok()
    carmen = enters("carmen")
    carmen.goes_to(f"/cases/{case}/")
    carmen.sees("running now", "Ask openly, without fear")
    carmen.page_ok()
    clicks(carmen, "button", "Done Ask openly")
    carmen.sees("3 of 8 steps are settled.")
    clicks(carmen, "link", "Guidance, and how to end it")
    carmen.presses("Add clinical words")
    carmen.types("Clinical words", "Thoughts, no plan.")
    carmen.page_ok()
    carmen.presses("Save")
    carmen.sees("Thoughts, no plan.")
    # Then Boris sees that there is more, and not what; he ends it with what comes next
    boris.goes_to("/")
    clicks(boris, "link", "Go to the steps")
    boris.sees_no("Thoughts, no plan.")
    boris.presses("End the protocol")
    boris.ticks("Safe, and we go on accompanying")
    boris.types("What comes next?", "Carmen sees her each morning")
    boris.types_date("step_due", TODAY + timedelta(days=1))
    boris.ticks("Take the alert away: it holds no longer")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("The protocol is ended.", "Carmen sees her each morning", "Risk assessed: Medium risk")
    boris.sees_no("running now", "Risk of suicide or self-harm")
    boris.goes_to("/")
    boris.sees_no("Danger of suicide or self-harm")
    boris.sees("Carmen sees her each morning")


def test_a_plan_of_hers_and_a_childs_reactions(cast: Cast, enters: Enters) -> None:
    # Given Boris with a telephone
    case, _ = open_case(cast.boris, cast.north, "Daria", alerts=["minor"])
    boris = enters("boris", phone=True)
    boris.goes_to(f"/cases/{case}/safety/plan/")
    # When a plan is made in her words
    boris.types("How she notices that it becomes dangerous", "The radio goes loud.")
    boris.types("The word that means: I need help", "recipe")
    boris.types("Whom she calls", "Olga")
    boris.ticks("She agrees")
    boris.ticks("No: she reads it here")
    boris.page_ok(PHONE)
    boris.presses("Save")
    boris.sees("Version 1 is saved.", "The radio goes loud.", "the night sees it")
    boris.page_ok(PHONE)
    # Then it is not printed to take home: she reads it here, without the name of anybody who helps
    boris.presses("Print or read here")
    boris.page_ok(PHONE)
    boris.presses("She reads it here")
    boris.sees("It isn't safe to take home: choose how she gets it.")
    boris.ticks("English")
    boris.ticks("She reads it here, on the screen")
    boris.presses("She reads it here")
    boris.sees("My safety plan", "The word that means: I need help", "recipe", "Olga")
    boris.page_ok(PHONE)
    # When a child's reactions are written down, one of them a sign of danger
    boris.goes_to(f"/cases/{case}/safety/reactions/")
    boris.page_ok(PHONE)
    clicks(boris, "link", "Six to eleven years Daria")
    boris.ticks("Sleeps badly, nightmares")
    boris.ticks("Speaks of dying or of not wanting to live")
    boris.ticks("strong")
    boris.types("What helped?", "A light in the corridor.")
    boris.page_ok(PHONE)
    boris.presses("Save")
    # Then the protocol is offered, and answered with a word
    boris.sees(
        "This is a sign of danger", "A signal: Danger of suicide or self-harm", "A light in the corridor."
    )
    boris.page_ok(PHONE)
    clicks(boris, "link", "Not needed now")
    boris.types("Why is no protocol needed now?", "Said in a game; the psychologist knows.")
    boris.page_ok(PHONE)
    boris.presses("Save")
    boris.sees_no("A signal: Danger of suicide")
    boris.sees("Said in a game; the psychologist knows.")
    # And guidance is there in the language of whoever cares for the child
    boris.goes_to(f"/cases/{case}/safety/guidance/6-11/ro/")
    boris.sees("Lăsați copilul să fie copil")
    boris.page_ok(PHONE)
