"""From what stands in the way to what came of it: needs, the chain and the plan, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def add_goal(person: Person, words: str) -> None:
    person.presses("Add a goal")
    person.types("Her goal, in her own words", words)
    person.presses("Save in the draft")


def test_from_a_need_to_what_came_of_it(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, and Boris with her
    case, _ = open_case(cast.boris, cast.north, "Natalia", alerts=["minor"])
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("No need is written down yet.")
    # When he writes down what she says she needs, and what she does not want
    boris.presses("Add a need")
    boris.chooses("What is it about?", "Work")
    boris.types("In her own words", "To earn without being looked at.")
    boris.ticks("serious")
    boris.page_ok()
    boris.presses("Save")
    boris.presses("Add a need")
    boris.chooses("What is it about?", "Spiritual life, only if she asks")
    boris.ticks("some need")
    boris.ticks("not wanted")
    boris.presses("Save")
    # And what stands in the way
    boris.presses("Add a challenge")
    boris.chooses("What stands in the way?", "Blamed, labelled or pushed away")
    boris.ticks("Cannot find a job")
    boris.ticks("Work: To earn without being looked at.")
    boris.page_ok()
    boris.presses("Save")
    # Then the chain stands on one page, its gap told gently, a refusal asked for nothing
    boris.sees("Blamed, labelled or pushed away", "Cannot find a job", "no goal yet", "not wanted")
    assert boris.page.get_by_role("link", name="no goal yet").count() == 1
    boris.page_ok()
    # When the gap is filled where it shows, in her words, with the child's view and an action
    boris.page.get_by_role("link", name="no goal yet").click()
    assert boris.page.get_by_label("Work: To earn without being looked at.").is_checked()
    boris.types("Her goal, in her own words", "A sewing machine of my own.")
    boris.types("What the child says to it", "Then mama stays.")
    boris.page_ok()
    boris.presses("Save in the draft")
    boris.page.get_by_role("link", name="Add an action").click()
    boris.types("What is done?", "Ask the workshop for a place")
    boris.chooses("Kind of help", "Vocational training")
    boris.chooses("Who does it?", "Boris Ceban")
    boris.types_date("due", TODAY + timedelta(days=1))
    boris.page_ok()
    boris.presses("Save in the draft")
    boris.page_ok()
    boris.presses("Make version 1")
    boris.page_ok()
    boris.presses("Make version 1")
    boris.sees("Version 1 is made.", "Then mama stays.", "Ask the workshop for a place", "still to come")
    # And she says what she says: agreed, and not safe at home
    boris.page.get_by_role("link", name="Change What she says").click()
    boris.ticks("She agrees")
    boris.ticks("In words")
    boris.ticks("No: she reads it here")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Her copy is not safe at home.")
    boris.presses("She reads it here")
    boris.sees("My plan", "A sewing machine of my own.", "The help I get does not depend on it.")
    boris.page_ok(PHONE)
    # And the supervisor approves
    alina = enters("alina")
    alina.goes_to(f"/cases/{case}/plan/")
    alina.presses("Approve this plan")
    alina.sees("The plan is approved.", "Alina Rusu")
    # When Boris finishes it from the day
    boris.goes_to("/")
    boris.page.locator("main").get_by_role("link", name="Ask the workshop for a place").click()
    boris.types("What came of it?", "She begins on Monday.")
    boris.page_ok()
    boris.presses("Save")
    # Then the chain is whole, the day is empty, and the timeline tells it
    boris.sees("She begins on Monday.", "done")
    boris.page_ok()
    boris.goes_to("/")
    boris.sees("Nothing is due")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Plan, version 1", "Done: Ask the workshop for a place", "She agreed to the plan")


def test_the_plan_is_worked_on_without_script_and_compared(cast: Cast, enters: Enters) -> None:
    # Given Boris with an old phone whose scripts fail
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris", script=False, phone=True)
    boris.goes_to(f"/cases/{case}/plan/draft/")
    add_goal(boris, "Sleep.")
    add_goal(boris, "A room with a door.")
    for _time in range(2):
        boris.presses("Make version 1")
    # When the next version says it otherwise and leaves one out
    boris.presses("Work on the plan")
    boris.page.get_by_role("link", name="Change the goal Sleep.").click()
    boris.types("Her goal, in her own words", "Sleep, also when it is dark.")
    boris.presses("Save in the draft")
    boris.page.get_by_role("button", name="Take out").nth(1).click()
    boris.sees("Taken out of the draft.")
    for _time in range(2):
        boris.presses("Make version 2")
    # Then both stand side by side, and words say what happened
    boris.presses("Versions side by side")
    boris.sees("changed", "Sleep.", "Sleep, also when it is dark.", "taken out", "not in it")


def test_two_at_one_goal_see_both(cast: Cast, enters: Enters) -> None:
    # Given Boris and Alina before the same goal of a draft
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris, alina = enters("boris"), enters("alina")
    boris.goes_to(f"/cases/{case}/plan/draft/")
    add_goal(boris, "Sleep.")
    for person in (boris, alina):
        person.goes_to(f"/cases/{case}/plan/draft/goal/g1/")
    # When both change it, Alina first
    alina.types("Her goal, in her own words", "Sleep at night.")
    alina.presses("Save in the draft")
    boris.types("Her goal, in her own words", "Sleep without dreams.")
    boris.presses("Save in the draft")
    # Then Boris sees both, and decides
    boris.sees("Somebody saved first", "Alina Rusu", "Sleep at night.")
    assert "Sleep without dreams." in boris.page.input_value("[name=words]")
    boris.page_ok()
    boris.types("Her goal, in her own words", "Sleep at night, without dreams.")
    boris.presses("Save in the draft")
    boris.sees("Sleep at night, without dreams.")
