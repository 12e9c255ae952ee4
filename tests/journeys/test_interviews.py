"""Questions asked at her pace: from the choice of a questionnaire to what is kept, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from acasa.core.scope import scoped
from acasa.questionnaires import services
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
FORM = Path(services.__file__).parents[1] / "cases" / "interviews" / "tests" / "first.md"


@pytest.fixture
def first_talk(cast: Cast) -> None:
    """Alina published a questionnaire for case work."""
    with scoped(cast.org_id):
        alina = cast.alina.actor()
        settings = services.Settings(compartment="casework", about="When she comes for the first time.")
        version = services.add(alina, content=FORM.read_bytes(), filename=FORM.name, settings=settings)
        services.publish(alina, version)


def goes_on(person: Person) -> None:
    person.presses("Save and go on")


@pytest.mark.usefixtures("first_talk")
def test_from_the_first_question_to_what_is_kept(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, and Boris with her
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/interviews/")
    boris.sees("No interview yet")
    boris.page_ok()
    # When he begins, in her language
    boris.presses("Begin an interview")
    boris.page_ok()
    boris.presses("First talk")
    boris.ticks("She answers herself")
    boris.ticks("English")
    boris.page_ok()
    boris.presses("Begin")
    boris.page_ok()
    # Then a wrong answer is said beside its question, and she may decline another
    boris.types("How old are you, ?", "200")
    goes_on(boris)
    boris.sees("Fewer than 120 years, please", "This needs an answer, or “Rather not say”.")
    boris.page_ok()
    boris.types("What shall we call you?", "Ana")
    boris.page.locator("[name=age]").fill("")
    boris.page.locator("[name='not-said'][value=age]").check()
    goes_on(boris)
    # When she says that she has no place, another question comes while she answers
    boris.ticks("No")
    boris.page.locator("[data-question='home:town']").wait_for()
    boris.page.get_by_label("Other", exact=True).check()
    boris.page.locator("[data-question='home:town_other']").wait_for()
    boris.page.locator("[name='home:town_other']").fill("Nisporeni")
    boris.page_ok()
    goes_on(boris)
    # And a child is told of
    boris.page_ok()
    boris.presses("Add one")
    boris.page.locator("[name='kids~2:kname']").fill("Ion")
    goes_on(boris)
    boris.page.locator("[name='last:calm'][value='4']").check()
    boris.page_ok(PHONE)
    # Then she wants to go on another day
    boris.presses("Go on another day")
    boris.sees("Under way", "Only you see these.")
    boris.page_ok()
    boris.presses("First talk")
    assert boris.page.locator("[name='last:calm'][value='4']").is_checked()
    # When it is read through with her and kept
    goes_on(boris)
    boris.sees("Before it is kept", "Nisporeni", "Ion", "rather not say")
    boris.page_ok()
    boris.presses("Keep the interview")
    # Then it stands in the case
    boris.sees("The interview is kept, sealed into the case.", "Nisporeni")
    boris.page_ok()
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Interview: First talk")


@pytest.mark.usefixtures("first_talk")
def test_she_stops_with_an_old_phone_without_script(cast: Cast, enters: Enters) -> None:
    # Given Boris with an old phone whose scripts fail
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris", script=False, phone=True)
    boris.goes_to(f"/cases/{case}/interviews/new/")
    boris.presses("First talk")
    boris.presses("Begin")
    boris.types("What shall we call you?", "Ana")
    goes_on(boris)
    # When more is asked because of an answer, the page comes once more with it
    boris.ticks("Yes")
    goes_on(boris)
    boris.sees("Something more is asked now", "Where is it?")
    boris.page_ok(PHONE)
    # And she stops
    boris.presses("Stop the interview")
    boris.sees("We stop here")
    boris.page_ok(PHONE)
    boris.ticks("Keep what was said until now, and end it here")
    boris.presses("Save")
    # Then what was said is kept, and that she stopped
    boris.sees("stopped", "Ana")
    boris.page_ok(PHONE)
