"""Colleagues around one case: asked, returned, changed, approved; a conference and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.journeys.test_plan import add_goal
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def make_version(person: Person, number: int) -> None:
    for _time in range(2):
        person.presses(f"Make version {number}")


def test_a_plan_is_returned_changed_and_approved(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case with a first plan of Boris
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/plan/draft/")
    add_goal(boris, "To sleep.")
    make_version(boris, 1)
    # When he asks for approval
    boris.presses("Ask for approval")
    boris.sees("Ask for approval: Plan")
    boris.types("What should the supervisor know?", "Is one goal enough?")
    boris.page_ok()
    boris.presses("Ask for approval")
    boris.sees("waits for an answer", "Is one goal enough?")
    boris.page_ok()
    # Then his supervisor sees it on her day, and returns it with words
    alina = enters("alina")
    alina.presses("1 case asks for an approval")
    alina.sees("Waiting for approval", "Natalia", "Plan, version 1", "Is one goal enough?")
    alina.page_ok()
    alina.presses("Plan, version 1")
    alina.sees("To sleep.", "asked by Boris Ceban")
    alina.presses("Return for changes")
    alina.sees("Say what should change")
    alina.page_ok()
    alina.types("Your words", "Ask her about work too.")
    alina.presses("Return for changes")
    alina.sees("Returned.")
    # And it stands on his day; he changes the plan and asks again
    boris.goes_to("/")
    boris.presses("Returned for changes: Plan")
    boris.sees("Ask her about work too.")
    boris.goes_to(f"/cases/{case}/plan/draft/")
    add_goal(boris, "To earn.")
    make_version(boris, 2)
    boris.presses("Ask for approval")
    boris.presses("Ask for approval")
    # And she approves exactly what she saw
    alina.goes_to("/approvals/")
    alina.presses("Plan, version 2")
    alina.sees("To earn.")
    alina.presses("Approve")
    alina.sees("Approved: exactly what you saw.")
    boris.goes_to(f"/cases/{case}/plan/")
    boris.sees("Alina Rusu")
    boris.goes_to("/")
    boris.sees("Nothing is due")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Approved: Plan, version 2", "Returned for changes: Plan, version 1")


def test_a_conference_and_what_became_of_it(cast: Cast, enters: Enters) -> None:
    case, _ = open_case(cast.boris, cast.north, "Natalia", risk="high")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/team/")
    boris.sees("Who works on this case", "Boris Ceban", "Nothing is open.")
    boris.page_ok()
    # Given somebody from outside in the team, who gets no key
    boris.presses("Add somebody")
    boris.sees("Nobody gets a key by it")
    boris.types("Name", "Petru Sârbu")
    boris.chooses("Profession", "Doctor")
    boris.types("Organisation", "Clinica „Salcia”")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Petru Sârbu", "Doctor, Clinica „Salcia”", "from outside")
    # When a conference is planned with Carmen
    boris.presses("Plan one")
    boris.types_date("on", TODAY)
    boris.types("Where?", "Our office")
    boris.ticks("Carmen Lupu")
    boris.types("What else shall be spoken about?", "A room for the three of them")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("It stands on the day of each colleague", "A room for the three of them")
    boris.page_ok()
    carmen = enters("carmen")
    carmen.presses("Case conference")
    carmen.sees("A room for the three of them")
    # And it is held: her own view, who was there, and a decision for Carmen
    boris.presses("It was held: write the minutes")
    boris.ticks("Petru Sârbu, Doctor, Clinica „Salcia”")
    boris.ticks("She was invited and chose not to take part")
    boris.types("Her own view, in her words", "Ask me before you ask the aunt.")
    boris.types("What was discussed?", "The room.")
    boris.page.fill("[name=text_1]", "See the room on Friday")
    boris.page.select_option("[name=who_1]", label="Carmen Lupu")
    boris.types_date("due_1", TODAY + timedelta(days=1))
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Ask me before you ask the aunt.", "See the room on Friday", "Carmen Lupu", "version 1")
    boris.page_ok()
    # Then it stands on Carmen's day, and she finishes it there
    carmen.goes_to("/")
    carmen.presses("See the room on Friday")
    carmen.types("Result", "It has a door that shuts.")
    carmen.page_ok()
    carmen.presses("Save")
    carmen.goes_to("/")
    carmen.sees("Nothing is due")
    # And the minutes are printed for outside, after the question where the paper goes
    boris.presses("Print the minutes")
    boris.ticks("It leaves the house: her name only as initials")
    boris.page_ok()
    with boris.page.expect_download() as paper:
        boris.page.locator("main").get_by_role("button", name="Make the paper").click()
    assert paper.value.suggested_filename.startswith("minutes-")
    # A case shows whose entries they are, by profession
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Case conference of", "Done: See the room on Friday")


def test_what_is_only_ones_own(cast: Cast, enters: Enters) -> None:
    # On an old phone whose scripts fail
    boris = enters("boris", script=False, phone=True)
    boris.goes_to("/my-notes/")
    boris.sees("Who can read this?", "Nothing is written down")
    boris.presses("Write something down")
    boris.types("What I want to write down", "I could not stop thinking of her.")
    boris.presses("Keep it")
    boris.sees("Only you can read it.", "I could not stop thinking of her.")
    boris.page.select_option("[name=supervisor]", label="Alina Rusu")
    boris.presses("Tell the day")
    boris.sees("Told: the date, and nothing else.")
    # The supervisor learns the day, and nothing else
    alina = enters("alina")
    alina.goes_to("/approvals/")
    alina.sees("Supervision took place", "Boris Ceban")
    alina.sees_no("thinking of her")
    alina.goes_to("/my-notes/")
    alina.sees("Nothing is written down")
    alina.page_ok()
    alina.page_ok(PHONE)
    boris.presses("Delete")
    boris.sees("Deleted.", "Nothing is written down")
