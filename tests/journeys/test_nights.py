"""A night, as it is: somebody calls, nobody of the team answers, and in the morning everybody knows."""

from __future__ import annotations

from collections.abc import Callable

from acasa.accounts.tests.helpers import code_now, give_app
from acasa.core.scope import scoped
from acasa.people import rules
from acasa.vault import rings
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]


def test_a_night_colleague_opens_what_is_needed_and_the_owner_knows(cast: Cast, enters: Enters) -> None:
    # Given Natalia, whom Boris accompanies, and Dan, who is on duty tonight and in no team
    case, _ = open_case(cast.boris, cast.north, "Natalia", essentials={"hours": "after 18:00"})
    with scoped(cast.org_id):
        for ring in (rules.ON_DUTY, rules.EMERGENCY):
            rings.grant_to_colleague(
                cast.alina.actor(), user_id=cast.dan.user.id, team_id=None, compartment=ring
            )
    dan = enters("dan")
    # When she calls and he looks for her, in another alphabet
    dan.goes_to("/night/")
    dan.page_ok(PHONE)
    dan.types("Name that she uses with us, or the code of her case", "Наталья")
    dan.presses("Look for her")
    dan.page.get_by_role("link", name="Natalia").click()
    # Then he reads how to reach her, and nothing more
    dan.sees("after 18:00", "You are here for the night")
    assert not dan.page.get_by_role("link", name="Close the case").count()
    # When he needs more, he says what and why, and proves that it is he
    dan.page.get_by_role("link", name="Emergency opening").click()
    dan.page_ok(PHONE)
    dan.page.get_by_label("Case work").check()
    dan.types("Why now?", "The hospital asks what she takes")
    # A second app of his: a code is good once, and the first was spent at the door.
    code = code_now(give_app(cast.dan.user))
    dan.types("Code of your app, or one of your codes on paper", code)
    dan.presses("Open it for four hours")
    dan.sees("open until", "The hospital asks what she takes", "Timeline")
    dan.page_ok(PHONE)
    # Then it stands on the day of Boris and of the supervisor at once, who says whether it was right
    boris = enters("boris")
    boris.sees("Opened in an emergency", "Dan Sava", "The hospital asks what she takes")
    boris.page_ok(PHONE)
    alina = enters("alina")
    alina.sees("Dan Sava", "to be reviewed by")
    alina.page.get_by_role("link", name="Review").click()
    alina.page.get_by_label("It was right").check()
    alina.types("In words", "I called the hospital.")
    alina.page_ok()
    alina.presses("Save the review")
    alina.sees("Thank you.")
    # And what was lent is closed again
    dan.goes_to(f"/cases/{case}/")
    assert "Timeline" in dan.page.content() and "not in your ring" in dan.page.content()
