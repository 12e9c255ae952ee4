"""A child's file from the first doubt about the age to a home that was decided with the child, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, WIDE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=60)


def add_member(boris: Person, name: str, profession: str) -> None:
    boris.presses("Add a member")
    boris.types("Name", name)
    boris.chooses("Profession", profession)
    boris.types("Organisation", "Acasă")
    boris.ticks("No")
    boris.presses("Save")


def weigh(boris: Person, option: str, view: str) -> None:
    boris.presses("Weigh an option")
    boris.chooses("Option", option)
    boris.types("What the child says to it", view)
    boris.page_ok()
    boris.presses("Save")


def test_a_child_moves_only_after_it_was_decided_with_her(cast: Cast, enters: Enters) -> None:
    # Given somebody whose age nobody knows
    case, _ = open_case(cast.boris, cast.north, "Daria")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    boris.enters_room("Age", "Family")
    boris.sees("The age is not established.")
    boris.page_ok()
    # When there is doubt
    boris.presses("Look at the age")
    boris.ticks("Several professionals together")
    boris.page.get_by_label("There is doubt: presume that the person is under 18").check()
    boris.types_date("review_on", LATER)
    boris.presses("Save")
    boris.sees("Say who found it out and how")
    boris.page_ok()
    boris.types("Who found it out, and how?", "Carmen and the doctor, together.")
    boris.presses("Save")
    # Then she is a child, and it says what waits for what
    boris.sees("in doubt a child", "Under 18", "Nobody may sign for the child.", "Nothing is decided yet.")
    boris.page_ok(WIDE, PHONE)
    # When an uncle who benefits is recorded as guardian
    boris.presses("Appoint a guardian")
    boris.types("Name", "Uncle Vasile")
    boris.types("Appointed by", "The parents")
    boris.types_date("since", TODAY)
    questions = boris.page.locator("main input[type=radio][value=no][name^=q_]")
    for at in range(questions.count()):
        questions.nth(at).check()
    boris.page.locator("main input[name=q_benefits][value=yes]").check()
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Another guardian must be appointed", "May not sign:", "The guardian may be involved")
    # And a move is tried before anything is decided
    boris.presses("Record a change")
    boris.ticks("With relatives")
    boris.types("With whom, or in which house?", "Aunt Lidia")
    boris.presses("Save")
    boris.sees("The child's best interests must be determined first.")
    boris.page_ok()
    # When the child is heard and the assessment finished
    boris.goes_to(f"/cases/{case}/child/")
    boris.presses("Begin the assessment")
    boris.types("The child's view, in the child's words", "With Lidia. There is light in the evening.")
    boris.chooses("How was the child heard?", "Play, drawing or story")
    boris.types("By whom?", "Carmen")
    findings = boris.page.locator("main textarea[name^=findings_]")
    for at in range(findings.count()):
        findings.nth(at).fill("Nobody knows yet.")
    boris.page.get_by_label("The assessment is finished").check()
    boris.page_ok()
    boris.presses("Save")
    boris.sees("There is light in the evening.")
    # And the panel weighs and decides
    boris.presses("Begin the determination")
    boris.sees("The panel needs at least 3 members.")
    add_member(boris, "Ana", "Psychologist")
    add_member(boris, "Ion", "Lawyer")
    add_member(boris, "Vera", "Something else")
    weigh(boris, "Foster care or care by relatives", "Yes.")
    weigh(boris, "Residential care", "No!")
    boris.page_ok(WIDE, PHONE)
    boris.presses("The panel decides")
    boris.ticks("Foster care or care by relatives")
    boris.types("Why", "You sleep well at Lidia's.")
    boris.types("Ion: if of another opinion, in their own words", "I would wait.")
    boris.types_date("review_on", LATER)
    boris.page_ok()
    boris.presses("Save")
    boris.sees("not told yet", "I would wait.", "The child must be told what was decided first.")
    boris.page.get_by_role("link", name="Add Told the child").click()
    boris.ticks("Play, drawing or story")
    boris.types("By whom?", "Carmen")
    boris.types("What the child said to it", "Good.")
    boris.presses("Save")
    boris.sees("allowed", "Good.")
    # Then she moves, by the determination
    boris.presses("Record a change")
    boris.ticks("With relatives")
    boris.types("With whom, or in which house?", "Aunt Lidia")
    boris.presses("Save")
    boris.sees("by determination 1", "Aunt Lidia")
    boris.page_ok(WIDE, PHONE)


def test_an_emergency_at_night_without_script(cast: Cast, enters: Enters) -> None:
    # Given a child in immediate danger, and Boris with an old phone
    case, _ = open_case(cast.boris, cast.north, "Daria", alerts=["minor"])
    boris = enters("boris", script=False, phone=True)
    boris.goes_to(f"/cases/{case}/child/care/")
    boris.ticks("In a crisis centre or shelter")
    boris.types("With whom, or in which house?", "Our centre")
    boris.page.get_by_label("Emergency placement: the child was in immediate danger").check()
    boris.presses("Save")
    boris.sees("Say what the immediate danger is.")
    boris.types("What was the immediate danger?", "He stood at the gate with a knife.")
    boris.presses("Save")
    # Then it is marked, stands on the case, and is due
    boris.sees("emergency placement", "to be looked at again by")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("emergency placement")
    boris.goes_to("/")
    boris.sees("Look at the emergency placement again")
    boris.page_ok(PHONE)
