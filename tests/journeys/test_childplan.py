"""A child's plan from a template to a signature, school, and the day, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def test_a_childs_plan_is_made_signed_and_lived(cast: Cast, enters: Enters) -> None:
    # Given Daria, a child, and Boris with her
    case, _ = open_case(cast.boris, cast.north, "Daria", alerts=["minor"])
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    boris.enters_room("Child's plan", "Family")
    boris.sees("There is no plan yet")
    boris.page_ok(PHONE)
    # When he begins it from a template
    boris.presses("Begin the plan")
    boris.presses("Take lines from: A plan to begin from, for any child")
    boris.ticks("Peace of mind: I sleep, and bad dreams come less often.")
    boris.page_ok(PHONE)
    boris.presses("Take them over")
    boris.sees("They stand in the draft.", "Only when the child asks for it.")
    # And adds a line of her own where it stands, with what she drew
    boris.page.get_by_role("link", name="Add a line Family and closeness").click()
    boris.page.wait_for_load_state()
    boris.types("What does the child need?", "To get used to mama again")
    boris.types("The goal, in the child's words where you can", "That mama stays.")
    boris.types("What is done?", "An hour together")
    boris.chooses("Who is responsible?", "Boris Ceban")
    boris.types_date("due", TODAY)
    boris.ticks("Drawn")
    boris.types("What the child says to it, or shows", "A house. It has a door now.")
    boris.ticks("Agreed")
    boris.types_date("review_on", TODAY + timedelta(days=5))
    boris.page_ok()
    boris.presses("Save in the draft")
    # And a domain needs nothing
    boris.page.locator("section#means").get_by_role("button", name="Nothing is needed here").click()
    boris.page.wait_for_load_state()
    boris.sees("Nothing is needed here now (Boris Ceban")
    boris.page_ok()
    for _time in range(2):
        boris.presses("Make version 1")
    # Then all eleven domains stand on one page
    boris.sees("Version 1 is made.", "A house. It has a door now.", "Not looked at yet", "7 domains were not")
    boris.page_ok()
    # When the child says no to it, that is written down and nothing else happens
    boris.page.get_by_role("link", name="Change What the child says to the plan").click()
    boris.page.wait_for_load_state()
    boris.ticks("No")
    boris.ticks("Shown in play or by gestures")
    boris.types("In their own words", "Not with the light off.")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Not with the light off.")
    # And Boris signs on the screen
    boris.presses("Sign the plan")
    boris.sees("Nobody is recorded who may stand for the child.")
    boris.page_ok()
    boris.presses("Go on")
    pad = boris.page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    boris.page.mouse.move(box["x"] + 40, box["y"] + 40)
    boris.page.mouse.down()
    boris.page.mouse.move(box["x"] + 160, box["y"] + 80, steps=4)
    boris.page.mouse.up()
    boris.page_ok()
    boris.presses("Keep the signed paper")
    boris.sees("The signed plan is sealed into the case.", "Boris Ceban, Case manager (social worker)")
    # And asks before anything is printed; the child's copy is read here
    boris.presses("Print")
    boris.ticks("English")
    boris.ticks("The child's own copy: large letters, only the child's goals and who helps")
    boris.page.locator("[name=safe][value=no]").check()
    boris.ticks("The child reads it here, on the screen")
    boris.page_ok()
    boris.presses("The child reads it here")
    boris.sees("My plan", "That mama stays.", "Who helps me: Boris Ceban")
    boris.sees_no("To get used to mama again")
    # When the line is due, it is done from the day
    boris.goes_to("/")
    boris.page.locator("main").get_by_role("link", name="An hour together", exact=True).click()
    boris.page.wait_for_load_state()
    boris.ticks("Still open")
    boris.types("What came of it?", "She gave her the pencil.")
    boris.ticks("A first step")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("She gave her the pencil.", "How it goes", "A first step")
    # And school: what may be said there, and what somebody knows beyond it
    boris.page.locator("#school").get_by_role("link", name="Add").first.click()
    boris.page.wait_for_load_state()
    boris.types("School or kindergarten", "School 5")
    boris.types("Class or group", "3b")
    boris.ticks("The child has moved here")
    boris.page_ok()
    boris.presses("Save")
    boris.page.get_by_role("link", name="Add Who knows what").click()
    boris.page.wait_for_load_state()
    boris.types("Who was told?", "The class teacher")
    boris.ticks("That an organisation helps the family")
    boris.page_ok(PHONE)
    boris.presses("Save")
    boris.sees("more than was agreed: That an organisation helps the family")
    boris.page_ok()
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Child's plan, version 1", "Goes to school: School 5", "The child on the child's plan: No")
    boris.page_ok()


def test_two_at_one_line_see_both_without_script(cast: Cast, enters: Enters) -> None:
    # Given Boris and Alina before the same line, Boris on an old phone whose scripts fail
    case, _ = open_case(cast.boris, cast.north, "Daria", alerts=["minor"])
    boris, alina = enters("boris", script=False, phone=True), enters("alina")
    boris.goes_to(f"/cases/{case}/child-plan/draft/line/?domain=mind")
    boris.types("The goal, in the child's words where you can", "Sleep.")
    boris.presses("Save in the draft")
    for person in (boris, alina):
        person.goes_to(f"/cases/{case}/child-plan/draft/line/l1/")
    # When both change it, Alina first
    alina.types("The goal, in the child's words where you can", "Sleep at night.")
    alina.presses("Save in the draft")
    boris.types("The goal, in the child's words where you can", "Sleep without dreams.")
    boris.presses("Save in the draft")
    # Then Boris sees both, and decides
    boris.sees("Somebody saved first", "Alina Rusu", "Sleep at night.")
    assert "Sleep without dreams." in boris.page.input_value("[name=goal]")
    boris.presses("Save in the draft")
    boris.sees("Sleep without dreams.")
