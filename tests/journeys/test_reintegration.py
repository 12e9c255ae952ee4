"""How life goes, sessions of mother and child, and a search that waits: in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.cases.family import services as family
from acasa.cases.services import working
from acasa.core.scope import scoped
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, WIDE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def test_her_way_from_the_first_question_to_a_session_she_ends(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case with her daughter, and Carmen, the psychologist
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    with scoped(cast.org_id):
        family.add_kin(cast.boris.actor(), case, data={"relation": "child", "name": "Daria"})
        working.set_stage(cast.boris.actor(), case, stage="stabilisation")
    carmen = enters("carmen")
    carmen.goes_to(f"/cases/{case}/")
    carmen.enters_room("Her way", "Plan and way")
    carmen.sees("What is typical of this phase: Stabilisation", "Nobody has asked her yet")
    carmen.page_ok()
    # When she asks how life goes, and Natalia answers what she wants to
    carmen.presses("Ask how life goes")
    carmen.page_ok()
    carmen.page.select_option("[name=work_her_level]", "2")
    carmen.page.select_option("[name=work_level]", "1")
    carmen.page.fill("[name=work_words]", "To earn without being looked at.")
    carmen.page.select_option("[name=health_her_level]", "rather_not_say")
    carmen.presses("Save")
    # Then both stand there, by shape and in words, and on a phone
    carmen.sees("She says 2: Looking for work, with help", "what she says: circle", "Rather not say")
    assert carmen.page.locator("svg.way-picture").count() == 2
    carmen.page.locator("summary", has_text="The same in words").click()
    carmen.sees("To earn without being looked at.")
    carmen.page_ok(WIDE, PHONE)
    # One thing alone is asked with its levels in the open
    carmen.page.get_by_role("link", name="Ask again Work").click()
    carmen.sees("3: Short jobs that come and go")
    carmen.page_ok()
    # When joint sessions are planned
    carmen.goes_to(f"/cases/{case}/way/together/")
    carmen.sees("not for custody proceedings", "No joint session is planned")
    carmen.page_ok()
    carmen.presses("Plan joint sessions")
    carmen.types("What for, in her own words", "That she takes my hand by herself.")
    carmen.types("How many sessions?", "2")
    carmen.types_date("begin", TODAY)
    carmen.page_ok()
    carmen.presses("Save")
    carmen.sees("That she takes my hand by herself.", "0 of 2 sessions held", "Not asked yet")
    carmen.page_ok()
    # And she agrees to being observed
    carmen.page.get_by_role("link", name="Change Being observed").or_(
        carmen.page.get_by_role("link", name="Change", exact=True)
    ).last.click()
    carmen.page.wait_for_load_state()
    carmen.ticks("She agrees")
    carmen.page_ok()
    carmen.presses("Save")
    # Then the day leads to the session, which is told with what was seen
    carmen.goes_to("/")
    carmen.page.locator("main").get_by_role("link", name="Joint session 1 with mother and child").click()
    carmen.page.wait_for_load_state()
    carmen.page.locator("[name=her_attendance][value=came]").check()
    carmen.page.locator("[name=child_attendance][value=late]").check()
    carmen.ticks("Art therapy")
    carmen.types("After, in her own words", "She gave me the spoon.")
    carmen.types("Your own notes", "She held her breath.")
    carmen.page.select_option("[name=see_play]", "3")
    carmen.page_ok()
    carmen.presses("Save")
    carmen.sees("She gave me the spoon.", "She held her breath.", "1 of 2 sessions held", "Came later")
    assert carmen.page.locator("svg.way-picture").count() == 1
    carmen.page_ok(WIDE, PHONE)
    # And Boris, who holds no health, reads all but the notes
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/way/together/")
    boris.sees("She gave me the spoon.")
    boris.sees_no("She held her breath.")
    # When she takes it back
    carmen.goes_to(f"/cases/{case}/way/together/observing/")
    carmen.ticks("She does not want it")
    carmen.presses("Save")
    carmen.sees("Nobody sees the earlier observations any more.", "What does she want done with them?")
    carmen.page_ok()
    carmen.ticks("Take them out for good")
    carmen.presses("Save")
    carmen.sees("The observations are taken out.", "She does not want it")
    assert carmen.page.locator("svg.way-picture").count() == 0
    # And what is open before closing is a list, not a gate
    carmen.goes_to(f"/cases/{case}/way/closing/")
    carmen.sees("1 joint session is planned", "How life goes at closure is not written down")
    carmen.page_ok()


def test_looking_for_her_waits_without_script(cast: Cast, enters: Enters) -> None:
    # Given a search for Natalia, and an old phone whose scripts fail
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris", script=False, phone=True)
    boris.goes_to(f"/cases/{case}/visits/")
    boris.presses("We can't reach her")
    boris.presses("Begin to look")
    # When she is abroad until spring
    boris.presses("Wait with looking")
    boris.types_date("until", TODAY + timedelta(days=60))
    boris.types("Why does it wait?", "Abroad until spring.")
    boris.presses("Wait")
    # Then it waits with its reason, and goes on at a press
    boris.sees("waits until", "Abroad until spring.")
    boris.presses("Go on looking")
    boris.sees_no("waits until")
    boris.presses("Record a step")
    boris.page.locator("[name=result][value=not_reached]").check()
    boris.page.locator("[name=safe][value=no]").check()
    boris.presses("Save")
    boris.sees("does not count: not a safe way")
